"""What may stand on a wall that anyone walks past: nothing about few children, and no provider's name.

Conventions W-8 and L-22 to L-26: what is left out is left out here, before anything is sent.
"""

import re
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from dashboard.components.asked import Asked
from dashboard.market.filters import ROUTES
from dashboard.measures import shareable, words
from dashboard.measures.measure import DECIMALS

ORDINARY = frozenset("""
    and care carers central centre child children childrens city community company contract contracts council county
    disability domiciliary east example families family first for framework group health home homecare hours house
    independent limited living local ltd north place plc purchase purchases respite second service services social
    south specialist support team term the third time trust west with young
    """.split())  # noqa: SIM905
"""Words that name no provider, though they stand in providers' names."""


class Discreet:
    """The tables of one view of the market, with what may be shown of them."""

    def __init__(self, asked: Asked):
        self.asked = asked
        self.settings = asked.settings
        self._packages = asked.market.seen(asked.day).packages

    @cached_property
    def demand(self) -> pd.DataFrame:
        """`demand` of all services together: a row a week and authority."""
        table = self.asked.now.table("demand").drop(columns="service")
        return table.groupby(["authority", "week"]).sum().round(DECIMALS).reset_index()

    @cached_property
    def weeks(self) -> pd.DataFrame:
        """`sufficiency`, with waiting_packages, and `shown`: whether the week may be shown.

        It may where neither the packages asked for nor those placed number 1 to 5, in that week and in the weeks that
        capacity looks back on. The hours waiting may then be shown beside it, where they may by themselves: what is
        left of demand without them rests on enough packages. With hours and no package there is no child to be known.
        """
        counts = self.demand[["authority", "week", "demand_packages", "waiting_packages"]]
        asked_for, most = counts["demand_packages"], self.settings.few_packages
        placed = asked_for - counts["waiting_packages"]
        few = (asked_for.between(1, most) | placed.between(1, most)).astype(float)
        window = few.groupby(counts["authority"]).rolling(self.settings.lookback_weeks, min_periods=1)
        counts = counts.drop(columns="demand_packages").assign(few=window.max().droplevel(0))
        table = self.asked.now.table("sufficiency").merge(counts, on=["authority", "week"], how="left")
        return table.assign(shown=table.pop("few") != 1)

    def overdue_packages(self, authority: str, week: pd.Timestamp) -> int:
        """The packages that a week's `overdue_hours` are of."""
        packages, sunday = self._packages, week + pd.Timedelta(days=6)
        requested = packages["requested_on"] < sunday - pd.Timedelta(days=self.settings.overdue_days)
        waits = ~(packages["started_on"] <= sunday) & ~(packages["ended_on"] < sunday)
        return int((requested & waits & (packages["authority"] == authority)).sum())

    def overdue_hours_shown(self, week: pd.Series) -> bool:
        """Whether the overdue hours of a row of `weeks` may be shown, beside the hours waiting too."""
        overdue = self.overdue_packages(week["authority"], week["week"])
        others = week["waiting_packages"] - overdue
        return not (shareable.few(overdue, self.settings) or shareable.few(others, self.settings))

    def contract_shown(self, contract: str, first: date, last: date) -> bool:
        """Whether a contract's hours from one day to another may be shown: they rest on packages enough, or on none."""
        mine = self._packages[self._packages["contract_id"] == contract]
        placed = (mine["started_on"] <= pd.Timestamp(last)) & ~(mine["ended_on"] < pd.Timestamp(first))
        return not shareable.few(int(placed.sum()), self.settings)

    def title(self, contract: Any, route: str) -> str:
        """A contract's title; what kind of contract it is, where a word of the title names an external provider."""
        if not self._naming & _words(contract.title):
            return str(contract.title)
        places = [self.settings.authorities[code].name for code in contract.authorities.split(";")]
        kind = ROUTES[route].removesuffix(" contracts")
        return f"{words.joined(places)}: {kind if route == 'dps' else kind.lower()} contract"

    @cached_property
    def _naming(self) -> set[str]:
        """The words by which an external provider can be known."""
        providers = self.asked.market.providers
        names = providers.loc[providers["provider_type"] != "internal", "name"]
        places = [authority.name for authority in self.settings.authorities.values()]
        return _words(*names) - _words(*places, *self.settings.services.values(), *ROUTES.values()) - ORDINARY


def _words(*texts: str) -> set[str]:
    return {word for text in texts for word in re.findall(r"[^\W\d_]{3,}", text.casefold())}
