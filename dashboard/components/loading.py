"""How data are loaded: told in Help, and wherever there are none yet."""

from dash import html

from dashboard.components.markdown import inline

STEPS = (
    "Open the [Data page](/data) and choose your files: CSV files or an Excel workbook, all of them or only those that "
    "are new. It has a template of each to begin from.",
    "Read the report. Every problem is named with its file, its line and what to do; nothing is stored yet.",
    "Import: all of it comes in, or none. Open pages show it within seconds, and it can be undone.",
    "Or by the command line, for files of any size: `python -m dashboard check FILES`, then `python -m dashboard load "
    "FILES`.",
)
"""How to load data, step by step."""

LOOK_ROUND = "To look round first, an example market is drawn, loaded and served by `python -m dashboard demo`."


def no_data() -> html.Section:
    """What an empty database shows."""
    return html.Section(
        [
            html.H2("There are no data yet", className="finding"),
            html.P("This page fills by itself once a delivery of files has been loaded:"),
            html.Ol([html.Li(inline(step)) for step in STEPS]),
            html.P(inline(LOOK_ROUND)),
        ],
        className="panel",
    )
