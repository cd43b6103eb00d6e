"""What a profile leaves open: a form asks for it, and the answers are kept as the person's own copy of the profile."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

import orjson
from werkzeug.datastructures import MultiDict

from dashboard import loading
from dashboard.intake import Checked, mappings
from dashboard.intake.columns import FILES, Column
from dashboard.intake.kinds import Fault, clean, reader
from dashboard.intake.mappings import codes
from dashboard.intake.mappings.headings import bare
from dashboard.market.market import Market
from dashboard.settings import Settings
from dashboard.web.data.pending import Pending

MOST_VALUES = 100
"""So many values of a heading are asked for at once, those of most rows first; the others when these are kept."""

_OF = {"provider_id": "providers", "contract_id": "contracts"}
"""The file of the contract that says what an id is."""

LONGEST = 100
"""An answer that is written, not chosen, has at most so many characters."""


def noted(checked: Checked, market: Market | None = None) -> dict[str, Any]:
    """What is open in a delivery, as the report keeps it, with the ids and names known for what is an id."""
    places = [asdict(one) for one in checked.open_places]
    ids = {place["column"] for place in places} if market is not None else set()
    known: dict[str, dict[str, str]] = {}
    if market is not None and "provider_id" in ids:
        known["provider_id"] = {str(code): name for code, name in market.provider_names.items()}
    if market is not None and "contract_id" in ids:
        known["contract_id"] = dict(zip(market.contracts["contract_id"], market.contracts["title"], strict=True))
    return {"places": places, "known": known}


class Value(NamedTuple):
    """A value under a heading: how many rows have it, and what it means so far (codes with ; between, or "")."""

    id: str
    text: str
    rows: int
    means: str


@dataclass
class Place:
    """One thing that is asked: of each value under a heading what it means, or what holds for every row."""

    id: str
    column: Column
    heading: str
    codes: dict[str, str]
    """The codes that can be chosen, and how they are called; none where an answer is written."""
    known: dict[str, str]
    """The ids known so far and their names, where an id is written."""
    always: str
    """What holds for every row so far (codes with ; between), or ""."""
    values: list[Value] = field(default_factory=list)
    more: int = 0
    """How many further values are asked for later."""

    @property
    def name(self) -> str:
        """The column in words."""
        return self.column.name.replace("_id", " number").replace("_", " ").capitalize()

    @property
    def hint(self) -> str:
        """What the column means, where the codes to choose from do not say it."""
        column = FILES[_OF[self.column.name]].column(self.column.name) if self.column.name in _OF else self.column
        said = "" if column.choices else re.sub("^list(; )?", "", column.meaning.replace("`", ""))
        return f"{said[0].upper()}{said[1:]}." if said else ""

    @property
    def listed(self) -> bool:
        """Whether several codes can be chosen."""
        return codes.is_list(self.column)


class Form:
    """The form for what one table's profile leaves open, as it is asked or as a person has filled it in.

    `open_` is what `noted` tells; only the places of the first table are asked for. `again` says that nothing is open
    any more, and a person puts right what was said.
    """

    def __init__(
        self, open_: Mapping[str, Any], profile: mappings.Profile, settings: Settings,
        sent: MultiDict[str, str] | None = None, *, again: bool = False,
    ):
        first = open_["places"][0]
        self.file, self.sheet, self.profile, self.again = first["file"], first["sheet"], profile, again
        self.asked = [one for one in open_["places"] if _table(one) == _table(first)]
        self.others = len({_table(one) for one in open_["places"]}) - 1
        self._settings, self._sent = settings, sent
        self.places = [self._place(f"open-{at}", one, open_["known"]) for at, one in enumerate(self.asked)]

    @property
    def mark(self) -> str:
        """What tells one set of questions from another: answers to others are not taken."""
        return hashlib.sha256(orjson.dumps([self.profile.name, self.asked])).hexdigest()[:16]

    def _place(self, name: str, one: Mapping[str, Any], known: Mapping[str, Mapping[str, str]]) -> Place:
        column = FILES[one["name"]].column(one["column"])
        chosen = codes.named(column, self._settings)
        feeds = self.profile.files[one["name"]].get(column.name, ())
        always = next((feed.value for feed in feeds if feed.value), "")
        labels = {code: label if label == code else f"{label} ({code})" for code, label in chosen.items()}
        ids = {} if chosen else dict(known.get(column.name, {}))
        place = Place(name, column, one["heading"], labels, ids, self._said(name, always))
        tables = [self.profile.values.get(feed.table, {}) for feed in feeds]
        meant = {bare(text): code for table in tables for text, code in table.items()}
        names = {bare(label): code for code, label in place.known.items()}
        values = sorted(one["values"].items(), key=lambda item: -item[1])
        for at, (text, rows) in enumerate(values[:MOST_VALUES]):
            own = text if text in place.known else ""
            means = self._said(f"{name}-{at}", meant.get(bare(text)) or own or names.get(bare(text), ""))
            place.values.append(Value(f"{name}-{at}", text, rows, means))
        place.more = len(values) - len(place.values)
        return place

    def _said(self, name: str, otherwise: str) -> str:
        """The answer under a name that was sent; where nothing was sent at all, what holds so far."""
        if self._sent is None:
            return otherwise
        return ";".join(filter(None, (clean(text) for text in self._sent.getlist(name))))

    def mistakes(self) -> list[tuple[str, str]]:
        """What has to be put right before it can be kept: the field, and what to do."""
        found = []
        for place in self.places:
            answers = [(place.id, place.always), *((one.id, one.means) for one in place.values)]
            found += [(name, wrong) for name, said in answers if said and (wrong := self._wrong(place, said))]
        if not found and not any(place.always or any(one.means for one in place.values) for place in self.places):
            first = self.places[0]
            found.append((first.values[0].id, f"Say what at least one value under “{first.heading}” means")
                         if first.values else (first.id, f"Say what the {first.name.lower()} is"))
        return found

    def _wrong(self, place: Place, said: str) -> str:
        """What is wrong with an answer; "" where nothing is."""
        if place.codes:
            right = set(said.split(";") if place.listed else [said]) <= set(place.codes)
            return "" if right else f"Choose from the list for {place.column.name}"
        if len(said) > LONGEST or not said.isprintable():
            return f"The {place.name.lower()} must be {LONGEST} characters or fewer, on one line"
        value = reader(place.column, self._settings)(said)
        return f"{value.message} {value.mend}" if isinstance(value, Fault) else ""

    def completed(self) -> mappings.Profile:
        """The person's own copy of the profile with the answers in it. Raises BadProfile."""
        constants: dict[str, dict[str, str]] = {}
        values: dict[str, dict[str, dict[str, str]]] = {}
        for one, place in zip(self.asked, self.places, strict=True):
            name, column = one["name"], place.column.name
            if place.always:
                constants.setdefault(name, {})[column] = place.always
            elif meant := {value.text: value.means for value in place.values if value.means}:
                values.setdefault(name, {})[column] = meant
        return mappings.completed(self.profile, constants, values)


def form(waiting: Pending, settings: Settings, sent: MultiDict[str, str] | None = None, *, again: bool) -> Form | None:
    """The form for what is open in a waiting delivery; None where nothing is.

    With `again`, and nothing open any more, it is for what was said before.
    """
    open_ = (waiting.read("report") or {}).get("open") or {"places": []}
    before = not open_["places"]
    if before:
        open_ = (waiting.read("filled") if again else None) or {"places": []}
    if not open_["places"]:
        return None
    profile = _profile(open_["places"][0]["profile"], settings)
    return Form(open_, profile, settings, sent, again=before) if profile else None


def keep(waiting: Pending, settings: Settings, filled: Form) -> None:
    """Keep the answers as the person's own copy of the profile, and note the questions. Raises BadProfile."""
    mappings.keep(filled.completed(), settings.profiles_folder, replace=True)
    report, before = waiting.read("report") or {}, waiting.read("filled") or {"places": [], "known": {}}
    places = {(_table(one), one["name"], one["column"]): one for one in before["places"]}
    for one in filled.asked:
        earlier = places.get(key := (_table(one), one["name"], one["column"]), one)
        places[key] = one | {"values": earlier["values"] | one["values"]}
    known = before["known"] | (report.get("open") or {"known": {}})["known"]
    waiting.write("filled", {"places": list(places.values()), "known": known})


def _table(place: Mapping[str, Any]) -> tuple[str, str, str]:
    return place["file"], place["sheet"], place["profile"]


def _profile(name: str, settings: Settings) -> mappings.Profile | None:
    """The profile of a name, people's own first; None where it is gone, or one of them cannot be read."""
    try:
        known: Iterable[mappings.Profile] = loading.known_profiles(settings)
    except mappings.BadProfile:
        return None
    return next((one for one in known if one.name == name), None)
