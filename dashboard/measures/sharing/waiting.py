"""Which figures of the packages asked for may be shown: the whole need, who waits, and for how long."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard.market.market import Seen
from dashboard.market.waiting import waits_until
from dashboard.market.weeks import on_sundays
from dashboard.measures.sharing.audit import showable
from dashboard.settings import Settings

STATES = ("placed", "awarded", "awarded, overdue", "unsourced", "unsourced, overdue")
"""In one of these each package is that is open on a week's Sunday."""

FIGURES = {
    "waiting": (0, 1, 1, 1, 1),
    "demand": (1, 1, 1, 1, 1),
    "overdue": (0, 0, 1, 0, 1),
    "unsourced": (0, 0, 0, 1, 1),
    "placed": (1, 0, 0, 0, 0),
}
"""The figures that are shown, the most wanted first, and the states that each is the sum of.

Who waits comes first: the monthly figures of that stand by themselves, and must agree.
"""

NEVER = pd.Timestamp(2200, 1, 1)

BETWEEN = ((0, 1, 0, 1, 0), (0, 1, 1, 0, 0))
"""What else could be told from them: waiting but not overdue, waiting but awarded."""


class Open:
    """Which weekly figures of open packages may be shown."""

    def __init__(self, seen: Seen, settings: Settings):
        packages = seen.packages
        first = packages["requested_on"].min()
        self.weeks = pd.DatetimeIndex([]) if pd.isna(first) else pd.date_range(
            first - pd.Timedelta(days=first.weekday()), pd.Timestamp(seen.last_week), freq="7D", unit="us"
        )
        self._authorities = sorted(packages["authority"].unique())
        self._services = sorted(packages["service"].unique())
        self._shown = self._audited(self._counts(packages, settings), settings.few_packages)

    def shown(self, figure: str, weeks: pd.Series | pd.DatetimeIndex, authority: Any, service: Any) -> np.ndarray:
        """Whether each of some figures may be shown; `authority` and `service` are one, or a column; None is all."""
        of, council = (
            np.array([names.index(name) if name in names else -1 for name in np.broadcast_to(chosen, len(weeks))], int)
            for names, chosen in (
                ([None, *self._services], np.asarray(service, dtype=object)),
                (self._authorities, np.asarray(authority, dtype=object)),
            )
        )
        week = self.weeks.get_indexer(pd.DatetimeIndex(weeks))
        unknown = (of < 0) | (council < 0) | (week < 0)
        return unknown | self._shown[list(FIGURES).index(figure), of, council, week]

    def _counts(self, packages: pd.DataFrame, settings: Settings) -> np.ndarray:
        """Packages on each Sunday, [authority, week, state, service]."""
        shape = (len(self._authorities), len(self.weeks), len(STATES), len(self._services))
        counts = np.zeros(shape, int)
        authority = pd.Index(self._authorities, dtype="str").get_indexer(pd.Index(packages["authority"]))
        service = pd.Index(self._services, dtype="str").get_indexer(pd.Index(packages["service"]))
        day, waits = pd.Timedelta(days=1), waits_until(packages)
        late = packages["requested_on"] + (settings.overdue_days + 1) * day
        sourced = packages["awarded_on"].fillna(NEVER)
        begin = {
            "placed": (packages["started_on"], packages["ended_on"]),
            "waiting": (packages["requested_on"], waits),
            "overdue": (late, waits),
            "awarded": (sourced, waits),
            "both": (sourced.where(sourced > late, late), waits),
        }
        on: dict[str, np.ndarray] = {}
        for name, (first, last) in begin.items():
            row, week = on_sundays(first, last, self.weeks)
            on[name] = np.zeros((shape[0], shape[1], shape[3]), int)
            np.add.at(on[name], (authority[row], week, service[row]), 1)
        counts[:, :, 0] = on["placed"]
        counts[:, :, 1] = on["awarded"] - on["both"]
        counts[:, :, 2] = on["both"]
        counts[:, :, 3] = on["waiting"] - on["overdue"] - counts[:, :, 1]
        counts[:, :, 4] = on["overdue"] - on["both"]
        return counts

    def _audited(self, counts: np.ndarray, few: int) -> np.ndarray:
        """[figure, service, authority, week], of services the total first."""
        services = len(self._services)
        columns = [np.ones(services, bool), *np.eye(services, dtype=bool)]
        cells = np.array(
            [np.outer(states, of).ravel() for states in (*FIGURES.values(), *BETWEEN) for of in columns], bool
        ).reshape((len(FIGURES) + len(BETWEEN)) * len(columns), len(STATES) * services)
        size = len(FIGURES) * len(columns)
        shown = np.ones((*counts.shape[:2], size), bool)
        for at in np.ndindex(counts.shape[:2]):
            parts = counts[at].ravel()
            active = cells & (parts > 0)
            sizes = active @ parts
            marked = (sizes >= 1) & (sizes <= few)
            # What could be told besides is only ever hidden: it is shown nowhere.
            kept = np.arange(len(cells)) < size
            shown[at] = showable(active[kept | marked], marked[kept | marked])[:size]
        return np.moveaxis(shown.reshape(*counts.shape[:2], len(FIGURES), len(columns)), (0, 1), (2, 3))
