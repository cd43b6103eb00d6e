"""A measure explained: its question, definition, a worked example, where its data came from, settings and columns."""

import re
from dataclasses import dataclass
from typing import Any

from dash import Output, html

from dashboard.components.asked import Asked
from dashboard.components.every_setting import line
from dashboard.components.markdown import inline, markdown
from dashboard.market.clock import LONDON
from dashboard.measures import MEASURES, words
from dashboard.settings import Settings

NO_EXAMPLE = "No row of the loaded market has the figures for an example yet."

NOT_SHARED = "The working view has an example, of exact figures."


@dataclass(frozen=True)
class Explained:
    """One measure; `shown_on` is the label of the page that has its panel."""

    measure: str
    shown_on: str

    def layout(self, page: str, settings: Settings) -> html.Section:
        """All that is always the same, with empty places for the example and the imports."""
        measure, name = MEASURES[self.measure], f"{page}-{self.measure}"
        return html.Section(
            [
                html.H3(measure.question),
                html.P(
                    [f"On the page {self.shown_on}; in files and addresses ", html.Code(self.measure), "."],
                    className="note",
                ),
                *markdown(measure.definition),
                html.Div(
                    [html.H4("Worked example"), html.P(id=f"{name}-example")], className="worked"
                ),
                html.P(id=f"{name}-sources", className="note"),
                html.Details([html.Summary("Its settings and columns"), *_settings(self.measure, settings),
                              *_columns(self.measure)]),
            ],
            id=name,
            className="definition",
        )

    def outputs(self, page: str) -> list[Output]:
        """The example, and where the data came from."""
        return [Output(f"{page}-{self.measure}-{cell}", "children") for cell in ("example", "sources")]

    def draw(self, asked: Asked) -> list[Any]:
        """The example as of the day, with nothing chosen; the import that last brought each file."""
        if asked.filters.share:
            return [NOT_SHARED, _brought(self.measure, asked)]
        whole = asked.whole
        example = MEASURES[self.measure].example(whole.table(self.measure), whole.day, whole.settings)
        return [example or NO_EXAMPLE, _brought(self.measure, asked)]


def settings_of(measure_id: str) -> list[str]:
    """The settings that a measure's definition names, in the order of the settings."""
    named = set(re.findall(r"`(\w+)`", MEASURES[measure_id].definition))
    return [name for name in Settings.model_fields if name in named]


def _brought(measure_id: str, asked: Asked) -> str:
    """The imports that last brought a measure's files, the newest first, with the files; then those none has brought.

    Hours come as `hours`, as `visits`, or as both.
    """
    files: dict[int, list[str]] = {}
    none = []
    for file in MEASURES[measure_id].sources:
        found = [kind for kind in (("hours", "visits") if file == "hours" else (file,)) if kind in asked.brought]
        for kind in found:
            files.setdefault(asked.brought[kind]["number"], []).append(kind)
        if not found:
            none.append(file)
    parts = []
    for number in sorted(files, reverse=True):
        made = asked.brought[files[number][0]]
        when = words.day(made["published_at"].astimezone(LONDON))
        parts.append(f"import {number} ({made['means']}, {when}): {words.joined(files[number])}")
    last = [f"Its data last came from {'; '.join(parts)}."] if parts else []
    return " ".join([*last, *([f"None came yet of {words.joined(none)}."] if none else [])])


def _settings(measure_id: str, settings: Settings) -> list[Any]:
    named = settings_of(measure_id)
    if not named:
        return [html.P("It rests on no setting.")]
    rows = [
        html.Div(
            [
                html.Dt(html.Code(line(name, settings))),
                html.Dd(inline(str(Settings.model_fields[name].description))),
            ]
        )
        for name in named
    ]
    return [html.H4("Settings, as they are now"), html.Dl(rows, className="words")]


def _columns(measure_id: str) -> list[Any]:
    rows = [
        html.Div([html.Dt([column.label, " ", html.Code(column.name)]), html.Dd(column.meaning)])
        for column in MEASURES[measure_id].columns
    ]
    return [html.H4("Columns"), html.Dl(rows, className="words")]
