"""The panel: one measure with its four faces, a finding, a chart, a table and files."""

from dataclasses import dataclass
from typing import Any

from dash import Output, dcc, html
from dash.development.base_component import Component

from dashboard.components import say
from dashboard.components.asked import Asked
from dashboard.components.markdown import markdown
from dashboard.figures import DRAWINGS, Event, View
from dashboard.measures import MEASURES, sharing
from dashboard.settings import Settings

BLANK = {
    "data": [],
    "layout": {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {"visible": False},
        "yaxis": {"visible": False},
    },
}
"""What stands in a chart's place until it is first drawn."""


@dataclass(frozen=True)
class Panel:
    """A panel over one measure; one without a chart, or another face, shows its table from the start."""

    measure: str

    @property
    def chart(self) -> bool:
        """Whether the measure has a chart of its own."""
        return self.measure in DRAWINGS

    def layout(self, page: str, settings: Settings) -> html.Section:
        """The panel before it is drawn."""
        name, measure = f"{page}-{self.measure}", MEASURES[self.measure]
        face = self.face(name)
        # A table that stands alone is there from the start, and there is nothing to open.
        table = html.Button(
            "Table", type="button", **{"data-table": name, "aria-expanded": "false", "aria-controls": f"{name}-table"}
        )
        link = html.A(
            "CSV", id=f"{name}-csv", href=f"/csv/{self.measure}", **{"aria-label": f"CSV file: {measure.question}"}
        )
        image = html.Button(
            "PNG", type="button", **{"data-image": name, "aria-label": f"PNG picture: {measure.question}"}
        )
        return html.Section(
            [
                html.H2(id=f"{name}-finding", className="finding"),
                html.Div(id=f"{name}-scope", className="scope"),
                *face,
                html.Div(
                    [
                        *([table] if face else []),
                        link,
                        *([image] if self.chart else []),
                        what_is_this(self.measure, settings),
                    ],
                    className="tools",
                ),
                html.Div(id=f"{name}-table", className="rows", hidden=True),
            ],
            className="panel",
            **{
                "aria-labelledby": f"{name}-finding",
                "data-measure": self.measure,
                "data-panel": name,
                "data-opened": str(not face).lower(),
            },
        )

    def face(self, name: str) -> list[Component]:
        """What stands above the tools: the chart, where there is one; `name` begins the ids in it."""
        if not self.chart:
            return []
        chart = html.Figure(
            [
                html.Div(
                    dcc.Graph(
                        id=f"{name}-chart",
                        figure=BLANK,
                        style=_high(360),
                        config={"displayModeBar": False, "responsive": True, "doubleClick": "reset"},
                    ),
                    **{"aria-hidden": "true"},
                ),
                html.P(id=f"{name}-summary", className="unseen"),
            ],
            role="group",
            **{"aria-labelledby": f"{name}-finding", "aria-describedby": f"{name}-summary"},
        )
        return [chart]

    def events(self, asked: Asked) -> tuple[Event, ...]:
        """The dates that its chart marks."""
        return asked.events

    def outputs(self, page: str) -> list[Output]:
        """The finding, what it is about, the link, and the chart with its summary."""
        name = f"{page}-{self.measure}"
        cells = {"finding": "children", "scope": "children", "csv": "href"}
        chart = [("chart", "figure"), ("chart", "style"), ("summary", "children")] if self.chart else []
        return [Output(f"{name}-{part}", prop) for part, prop in [*cells.items(), *chart]]

    def draw(self, asked: Asked) -> list[Any]:
        """Everything that the panel shows at once, from one table."""
        measure = MEASURES[self.measure]
        query, table = asked.filters.to_query(), asked.table(self.measure)
        cells: list[Any] = [
            sentences(asked.finding(self.measure)),
            [
                html.P([html.Strong(measure.question), " ", say.scope(measure, asked)]),
                *(html.P(line, className="note") for line in say.left_out_of(measure, asked.filters)),
                *([html.P(sharing.note(asked.settings), className="note")] if sharing.WITHHELD in table else []),
            ],
            f"/csv/{self.measure}" + (f"?{query}" if query else ""),
        ]
        if self.chart:
            rows = f"{len(table):,} rows" if len(table) != 1 else "one row"
            figure = drawn(self.measure, asked, self.events(asked))
            summary = f"A chart of {rows}; the table below it has the same figures."
            cells += [figure, _high(figure["layout"]["height"]), summary]
        return cells


def drawn(measure: str, asked: Asked, events: tuple[Event, ...] | None = None) -> dict[str, Any]:
    """A measure's chart as a Plotly figure, in the view's theme and for its room; `events` are the view's unless given.

    Raises KeyError where the measure has none.
    """
    dates = asked.events if events is None else events
    view = View(asked.filled, asked.settings, asked.theme, names=asked.names, room=asked.room, events=dates)
    return DRAWINGS[measure](asked.table(measure), view)


def _high(pixels: int) -> dict[str, str]:
    """The style of a chart's place: without a height of its own it would collapse when the window changes."""
    return {"height": f"{pixels}px"}


def sentences(finding: dict[str, str]) -> list[Any]:
    """A finding's sentences, one a line."""
    lines = list(finding.values())
    return [html.Span([line, " "]) for line in lines]


def what_is_this(measure_id: str, settings: Settings) -> html.Details:
    """The definition of a measure, its formula, source and owner, to open."""
    owner = html.P(f"{settings.owner} answers for these figures.")
    definition = [*markdown(MEASURES[measure_id].definition), owner]
    return html.Details([html.Summary("What is this?"), html.Div(definition, className="definition")])
