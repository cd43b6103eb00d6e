"""The chance of enough care by month, of a plan and of what it is held against."""

from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.components.asked import Asked
from dashboard.components.panel import Panel
from dashboard.figures import Event

ENDS = {"block": "Block ends", "dps": "DPS ends", "in_house": "In-house ends"}
"""The contract types whose end takes hours away, and what is said of it."""


@dataclass(frozen=True)
class Months(Panel):
    """The panel of `plan_months`, with the contracts' ends ahead as its key dates."""

    measure: str = "plan_months"

    def events(self, asked: Asked) -> tuple[Event, ...]:
        """Where a contract ends in its term in hand; none where the plan and the base take every option."""
        contracts, lives = asked.market.contracts, asked.market.lives(asked.settings)
        if asked.filters.plan.options and asked.filters.against.options:
            return ()
        rows = zip(contracts["contract_id"], contracts["contract_type"], contracts["covered_authorities"], strict=True)
        return tuple(
            Event(lives[contract].current_end, ENDS[kind], frozenset(covered))
            for contract, kind, covered in rows if kind in ENDS and lives[contract].current_end >= asked.day
        )

    def draw(self, asked: Asked) -> list[Any]:
        """The panel's, and how far such outlooks have been right."""
        finding, scope, *rest = super().draw(asked)
        right = " ".join(asked.finding("backtest_summary").values())
        return [finding, [*scope, html.P(f"Looking back. {right}", className="note")], *rest]
