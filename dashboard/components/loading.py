"""How data are loaded: told on the help page, and wherever there are none yet."""

from dash import html


def steps() -> html.Ol:
    """How to load data, step by step."""
    return html.Ol(
        [
            html.Li("Make a folder of CSV files: providers, contracts, packages, hours and the others."),
            html.Li(
                [
                    "Check it: ",
                    html.Code("python -m dashboard check FOLDER"),
                    ". Every problem is named, with its file, its line and what to do.",
                ]
            ),
            html.Li(
                [
                    "Load it: ",
                    html.Code("python -m dashboard load FOLDER"),
                    ". All of it comes in, or none; open pages show it within seconds.",
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
