"""Carers: visits of several carers, each of whom may have a row of their own."""

from collections import Counter

from dashboard.intake.kinds import Fault, clean, quoted
from dashboard.intake.mappings import cells
from dashboard.intake.mappings.profile import Feed
from dashboard.intake.mappings.table import Reading, Row, Table

Visit = tuple[str, ...]
"""What the rows of one visit have in common."""


class Carers:
    """The further carers' own rows of a table's visits; only these visits are kept in mind."""

    def __init__(self) -> None:
        self._seconds: Counter[Visit] = Counter()
        self._met: Counter[Visit] = Counter()
        self._main: set[Visit] = set()

    def count(self, table: Table) -> None:
        """Count the further carers' own rows of each visit, before any row is read."""
        feeds = (feed for columns in table.profile.files.values() for feed in columns.get("carers", ()) if feed.second)
        for feed in feeds:
            mark = table.place([feed.second])
            if mark is not None:
                break
        else:
            return
        same = table.places(feed.same)
        for row in table.rows():
            if table.line > table.top and len(row) > max([mark, *same]) and clean(row[mark]).casefold() in cells.YES:
                self._seconds[_visit(row, same)] += 1

    def reading(self, table: Table, feed: Feed) -> Reading:
        """How many carers a row stands for, so that a visit with further carers' own rows is counted once."""
        at, mark, same = table.at(feed.from_), table.place([feed.second]), table.places(feed.same)

        def read(row: Row, done: dict[str, str]) -> str:
            said = cells.whole(clean(row[at])) or feed.blank
            if mark is None:
                return said
            visit, marked = _visit(row, same), clean(row[mark]).casefold()
            if marked in cells.YES:
                self._met[visit] += 1
                done["second"] = str(self._met[visit] + 1)
                return "1"
            if marked and marked not in cells.NO:
                return table.unreadable(mark, clean(row[mark]), Fault(
                    "choice", f"{quoted(clean(row[mark]))} is neither True nor False.", "Write True or False."))
            if visit in self._seconds:
                self._main.add(visit)
            few = said.isascii() and said.isdigit() and len(said) < 4
            return str(max(1, int(said) - self._seconds[visit])) if few and said != "0" else said

        return read

    def tell_alone(self, table: Table) -> None:
        """Warn of further carers' rows that no main row of the same visit was read with."""
        alone = {visit: count for visit, count in self._met.items() if visit not in self._main}
        if alone:
            count, first = sum(alone.values()), next(iter(alone))
            table.warn(
                "to_confirm", None, "", first[0],
                f"{count:,} row{'s' * (count > 1)} of a further carer {'have' if count > 1 else 'has'} no main row of "
                f"the same visit (first: {', '.join(filter(None, first))}): each is counted as one carer.",
                "Check that these visits are not counted twice: their main rows may have another start.",
            )


def _visit(row: Row, same: list[int]) -> Visit:
    return tuple(clean(row[place]) for place in same)
