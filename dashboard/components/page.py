"""A page: its address, its question and its parts."""

from dataclasses import dataclass
from typing import Any

from dash import Output, dcc, html, no_update

from dashboard.components.asked import Asked
from dashboard.components.loading import no_data
from dashboard.components.part import Part
from dashboard.settings import Settings


@dataclass(frozen=True)
class Page:
    """One page. `name` begins the ids of its parts, which are drawn from the address."""

    path: str
    name: str
    label: str
    """Its name in the navigation."""
    heading: str
    parts: tuple[Part, ...] = ()
    working: bool = False
    """Whether there is no shareable view of it."""
    answer: str = ""
    """The measure whose finding is said after a change; unless there is one, what is shown."""

    @property
    def measures(self) -> list[str]:
        """The measures that have a panel on it."""
        return [part.measure for part in self.parts if hasattr(part, "measure")]

    def layout(self, settings: Settings) -> html.Div:
        """The page before it is drawn."""
        return html.Div(
            [
                html.H1(self.heading, tabIndex=-1),
                html.Div(id=f"{self.name}-notices", className="notices", role="alert"),
                html.Div(
                    [part.layout(self.name, settings) for part in self.parts],
                    id=f"{self.name}-parts",
                    className="parts",
                ),
                dcc.Store(id=f"{self.name}-drawn"),
            ],
            className=f"page page-{self.name}",
        )

    def outputs(self) -> list[Output]:
        """Everything that a drawing fills: the notices, each part's cells, and what was drawn."""
        return [
            Output(f"{self.name}-notices", "children"),
            Output(f"{self.name}-parts", "hidden"),
            *(cell for part in self.parts for cell in part.outputs(self.name)),
            Output(f"{self.name}-drawn", "data"),
        ]

    def draw(self, asked: Asked, drawn: dict[str, Any]) -> list[Any]:
        """A value for each output; `drawn` tells the browser what it has been given."""
        notices = [html.P(notice) for notice in asked.notices]
        if asked.market.number == 0:
            cells = sum(len(part.outputs(self.name)) for part in self.parts)
            return [[*notices, no_data()], True, *[no_update] * cells, drawn]
        return [notices, False, *(cell for part in self.parts for cell in part.draw(asked)), drawn]
