"""What a provider's page says and shows: sentences, the drawing of its weeks, and tables."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from dashboard.components import links, say
from dashboard.components.asked import Asked
from dashboard.market.filters import Filters
from dashboard.market.market import Seen, narrowed
from dashboard.market.pickup import invitations, members
from dashboard.measures import MEASURES, Column, words
from dashboard.web.provider import sentences
from dashboard.web.provider.chart import Chart, chart
from dashboard.web.provider.records import INVITATIONS, MEMBERSHIPS, PACKAGES, WORK, Records, placed

SHOWN = 10
"""So many rows of a long table are shown, the newest; a link shows all."""

AT_A_GLANCE = (
    "membership", "activity", "joined_on", "pickup", "days_since_pickup", "last_delivery", "hours_last_13_weeks",
    "hours_prior_13_weeks", "change", "share", "invited", "offered", "declined", "no_response", "response_rate",
    "awarded", "award_rate", "handed_back",
)
"""The columns of `providers`, in the order in which a meeting asks for them."""

WEEKLY = "week delivered_hours unreported_hours reported"
CONTRACTS = "title route authorities start_date current_end maximum_end paper_due decision_due phase status"
BLOCKS = (
    "title from to contracted_hours delivered_hours utilisation projected_utilisation void_gbp cost_per_delivered_hour "
    "status"
)
SPELLS = "title authorities services joined_on left_on leave_reason due_diligence_expires_on"
ANSWERS = "invited_on authority service package_id response responded_on awarded"
PLACED = (
    "package_id authority service contract_id hours_per_week requested_on awarded_on started_on ended_on "
    "end_reason"
)
CAPACITY = "authority service effective_from returned_hours placed_hours delivered_hours used"
EVIDENCE = "invited_on authority package_id response responded_on pickup joined_on"
"""The columns that the tables show; their CSV files have all."""


@dataclass(frozen=True)
class Listing:
    """A table as the page shows it."""

    caption: str
    columns: list[Column]
    rows: list[list[str]]
    more: int
    """How many rows are left out."""


@dataclass(frozen=True)
class Sheet:
    """One provider under a view's filters; with `whole`, every row of its tables."""

    wanted: Asked
    """The view, without a provider or route among its filters."""
    provider_id: str
    whole: bool = False

    @cached_property
    def asked(self) -> Asked:
        """The view of this provider."""
        return _changed(self.wanted, provider=self.provider_id)

    @cached_property
    def evidence(self) -> Asked:
        """The same of every period: evidence is whole or it is none."""
        return _changed(self.asked, weeks=None, first=None, last=None)

    @property
    def filters(self) -> Filters:
        """The filters as the address gives them."""
        return self.wanted.filters

    @property
    def _seen(self) -> Seen:
        return self.asked.market.seen(self.asked.day)

    # Where it leads

    def csv(self, name: str, asked: Asked | None = None) -> str:
        """The address of a measure or of records as CSV, under the page's filters."""
        return f"/csv/{name}?{(asked or self.asked).filters.to_query()}"

    @property
    def snapshot(self) -> str:
        """The address of a snapshot under the page's filters."""
        return f"/snapshot.zip?{self.asked.filters.to_query()}"

    @property
    def all_records(self) -> str:
        """The page with every row of its tables."""
        here = links.provider(self.provider_id, self.filters)
        return f"{here}{'&' if '?' in here else '?'}records=all"

    @property
    def clear(self) -> str:
        """The page without filters."""
        return links.provider(self.provider_id, Filters(weeks=52))

    # Who it is

    @property
    def facts(self) -> list[str]:
        """Who it is, in the words of its record."""
        about = self.wanted.market.providers.set_index("provider_id").loc[self.provider_id]
        given = about.where(about.notna(), None)
        said = {
            "cqc_provider_id": "CQC {}", "company_number": "Company {}", "area_entry_date": "In the area since {}",
        }
        return [
            "A council's own service" if given["provider_type"] == "internal" else "External provider",
            f"Number {self.provider_id}",
            *(text.format(words.day(given[name]) if name == "area_entry_date" else given[name])
              for name, text in said.items() if given[name] is not None),
        ]

    @cached_property
    def names(self) -> dict[str, str]:
        """The authorities shown, by code: those that it has had to do with; all where there is none."""
        market, seen = self.asked.market, self._seen
        codes = {*self._rows, *self._states}
        for frame in (seen.packages, seen.returns, seen.hours_to_date, invitations(seen)):
            codes |= set(frame.loc[frame["provider_id"] == self.provider_id, "authority"])
        own = market.contracts.loc[market.contracts["provider_id"] == self.provider_id, "covered_authorities"]
        codes |= {code for covered in own for code in covered}
        shown = {code: self.asked.settings.authorities[code].name for code in self.asked.authorities}
        return {code: name for code, name in shown.items() if code in codes} or shown

    @cached_property
    def _rows(self) -> dict[Hashable, Any]:
        """Its rows of `providers`, by authority."""
        return {row.authority: row for row in self.asked.table("providers").itertuples()}

    @cached_property
    def _states(self) -> dict[Hashable, Any]:
        """Its membership, now or once, by authority: its rows of `members`."""
        states = members(self._seen, self.asked.settings, self.filters.service)
        return {row.authority: row for row in states[states["provider_id"] == self.provider_id].itertuples()}

    # Sentences

    def finding(self, measure: str) -> list[str]:
        """What a measure finds of it, for each authority."""
        return [sentence for code, sentence in self.asked.finding(measure).items() if code in self.names]

    @property
    def hours(self) -> list[str]:
        """How its hours move."""
        weekly = self.asked.table("provider_weeks")
        silent = weekly[weekly["reported"] == "silent"].groupby("authority").size()
        return self._each(lambda code, name: sentences.hours(
            name, self._rows.get(code), int(silent.get(code, 0)), self.asked.settings
        ))

    @property
    def membership(self) -> list[str]:
        """Whether it is a member."""
        spells = MEMBERSHIPS.table(self.asked)

        def sentence(code: str, name: str) -> str:
            theirs = spells[spells["authorities"].str.split(";").map(lambda codes: code in codes).astype(bool)]
            return sentences.membership(name, self._states.get(code), theirs)

        return self._each(sentence)

    @property
    def invitations(self) -> list[str]:
        """What it answers."""
        return self._each(lambda code, name: sentences.invitations(name, self._rows.get(code), self.asked.settings))

    @property
    def packages(self) -> list[str]:
        """What it was awarded and handed back."""
        return self._each(lambda code, name: sentences.packages(name, self._rows.get(code), self.asked.settings))

    @property
    def dormancy(self) -> list[str]:
        """What the evidence is that it is dormant."""
        counts = self.evidence.table("dormancy").groupby("authority").size()
        return self._each(lambda code, name: sentences.evidence(name, int(counts.get(code, 0))))

    @property
    def work(self) -> list[str]:
        """What it returns, against what it delivers."""
        table = WORK.table(self.asked)
        return self._each(lambda code, name: sentences.work(name, table[table["authority"] == code]))

    @property
    def in_care(self) -> str:
        """What is placed with it on the day."""
        packages = narrowed(placed(self._seen), self.filters.service)
        theirs = packages[(packages["provider_id"] == self.provider_id) & packages["authority"].isin(list(self.names))]
        day = words.day(self.asked.day)
        if theirs.empty:
            return f"No package is in care on {day}."
        hours = words.hours(theirs["hours_per_week"].sum())
        return f"{words.plural(len(theirs), 'package')} in care on {day}, {hours} a week."

    def _each(self, sentence: Callable[[str, str], str]) -> list[str]:
        return [sentence(code, name) for code, name in self.names.items()]

    # Tables and drawings

    @property
    def charts(self) -> list[Chart]:
        """Its weekly hours, for each authority that it has any in."""
        drawn = (chart(self.asked, code, self._rows.get(code)) for code in self.names)
        return [found for found in drawn if found]

    @property
    def reached(self) -> list[str]:
        """The authorities that have a column at a glance, by name."""
        return [name for code, name in self.names.items() if code in self._rows]

    @property
    def at_a_glance(self) -> list[tuple[Column, list[str]]]:
        """The figures of `providers`, a line a figure with a cell an authority."""
        columns = {column.name: column for column in MEASURES["providers"].columns}
        theirs = [self._rows[code] for code in self.names if code in self._rows]
        return [
            (columns[name], [say.value(columns[name], getattr(row, name), self.asked.settings) for row in theirs])
            for name in AT_A_GLANCE
        ]

    @property
    def weekly(self) -> list[Listing]:
        """Each authority's weeks, the newest first."""
        table = self.asked.table("provider_weeks").iloc[::-1]
        columns = MEASURES["provider_weeks"].columns
        return [
            self._listed(f"Weekly hours in {name}", rows, columns, WEEKLY, most=len(rows))
            for code, name in self.names.items() if len(rows := table[table["authority"] == code])
        ]

    @property
    def contract_list(self) -> Listing:
        """Its own contracts, and each DPS that it is or was a member of."""
        return self._measured("contracts", "Contracts", CONTRACTS, self.asked.table("contracts"))

    @property
    def block_list(self) -> Listing:
        """What was made of its blocks."""
        return self._measured("blocks", "Blocks by contract year", BLOCKS, self.asked.table("blocks"))

    @property
    def evidence_list(self) -> Listing:
        """The evidence that it is dormant; empty where it is not."""
        table = self.evidence.table("dormancy").sort_values("invited_on", ascending=False, kind="stable")
        return self._measured("dormancy", "Invitations since the last pick-up", EVIDENCE, table)

    @property
    def spell_list(self) -> Listing:
        """Its membership."""
        return self._recorded(MEMBERSHIPS, SPELLS)

    @property
    def answer_list(self) -> Listing:
        """What it was invited to and answered."""
        return self._recorded(INVITATIONS, ANSWERS)

    @property
    def package_list(self) -> Listing:
        """What was placed with it and came back."""
        return self._recorded(PACKAGES, PLACED)

    @property
    def work_list(self) -> Listing:
        """What it returns against what it does."""
        return self._recorded(WORK, CAPACITY)

    def _measured(self, measure: str, caption: str, columns: str, table: pd.DataFrame) -> Listing:
        return self._listed(caption, table, MEASURES[measure].columns, columns)

    def _recorded(self, records: Records, columns: str) -> Listing:
        return self._listed(records.label, records.table(self.asked), records.columns, columns)

    def _listed(
        self, caption: str, table: pd.DataFrame, columns: tuple[Column, ...], chosen: str, most: int = SHOWN
    ) -> Listing:
        of = {column.name: column for column in columns}
        shown = [of[name] for name in chosen.split() if name != "authority" or len(self.names) > 1]
        head = table if self.whole else table.head(most)
        cells = [[say.value(column, cell, self.asked.settings) for cell in head[column.name]] for column in shown]
        return Listing(caption, shown, [list(row) for row in zip(*cells, strict=True)], len(table) - len(head))


def _changed(asked: Asked, **changes: Any) -> Asked:
    """The same question under other filters."""
    return replace(asked, filters=replace(asked.filters, **changes), filled=replace(asked.filled, **changes))
