"""How data are loaded: told on the help page, and wherever there are none yet."""

from dash import html


def steps() -> html.Ol:
    """How to load data, step by step."""
    return html.Ol(
        [
            html.Li(
                [
                    "Open the ",
                    html.A("Data page", href="/data"),
                    " and choose your files: CSV files or an Excel workbook, all of them or only those that are new. "
                    "It has a template of each to begin from.",
                ]
            ),
            html.Li(
                "Read the report. Every problem is named with its file, its line and what to do; nothing is stored yet."
            ),
            html.Li("Import: all of it comes in, or none. Open pages show it within seconds, and it can be undone."),
            html.Li(
                [
                    "Or by the command line, for files of any size: ",
                    html.Code("python -m dashboard check FILES"),
                    ", then ",
                    html.Code("python -m dashboard load FILES"),
                    ".",
                ]
            ),
        ]
    )


def no_data() -> html.Section:
    """What an empty database shows."""
    return html.Section(
        [
            html.H2("There are no data yet", className="finding"),
            html.P("This page fills by itself once a delivery of files has been loaded:"),
            steps(),
            html.P(
                [
                    "To look round first, an example market is drawn, loaded and served by ",
                    html.Code("python -m dashboard demo"),
                    ".",
                ]
            ),
        ],
        className="panel",
    )
