"""Help: the words, how to load, share and get about, every measure explained, every setting and every command."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import Output, html

from dashboard.commands import Command
from dashboard.components.asked import Asked
from dashboard.components.every_setting import every_setting
from dashboard.components.explained import Explained
from dashboard.components.loading import steps
from dashboard.components.markdown import inline, markdown
from dashboard.components.page import Page
from dashboard.components.table import PRINTED
from dashboard.measures import MEASURES
from dashboard.settings import Settings

WORDS = {
    "As known at import": "The data as they were known after that import, before later corrections.",
    "As of": "The day a question is asked for. Nothing dated after it is seen.",
    "Authority": "A council that buys care. Authorities are shown side by side and never added together.",
    "Base": "What a plan is held against: today's terms carried on, or another plan.",
    "Block": "A contract for a set number of hours a year at a set price, paid whether or not the hours are used.",
    "Break-even": "How much of a block must be used for it to cost no more than the same hours under the DPS.",
    "Call-off": "A package awarded to a member under the DPS.",
    "Credible capacity": "The paper capacity of providers that are engaged: they worked, won or offered lately.",
    "Demand": "The hours a week of the packages that are open, begun or waiting.",
    "Demonstrated capacity": "The most that was lately delivered, over four weeks in a row.",
    "Dormancy": "A member that had every chance and took none: long without work, invited several times and never "
    "offering. It is evidence for a review under the terms, never a verdict.",
    "DPS": "Dynamic purchasing system: a list of providers that packages are put to, each when it comes up.",
    "Engaged": "Said of a provider that has a block or in-house contract, or worked, won, offered or joined lately.",
    "Extension": "An option in a contract to run on; the decision is due some months before the term in hand ends.",
    "Hand-back": "A package that its provider gave up: it ended for that reason, and the council must find another.",
    "Headroom": "Credible capacity less the hours needed; below nothing it is a shortfall.",
    "Held back": "A bad row of hours or visits, kept aside while the good ones came in, until it is put right.",
    "Import": "One delivery of files, taken in whole. Imports are numbered; nothing is overwritten.",
    "In-house": "A council's own care service.",
    "Invitation": "A package put to one provider, which offers, declines or does not answer.",
    "Mapping profile": "What says which heading of a file with headings of its own feeds which column of ours.",
    "Member": "A provider that has joined a DPS and has not left it.",
    "Mobilisation": "The first weeks of a contract, when it is in force but no hours are expected from it yet.",
    "Nil return": "A row that says no hours were delivered, or that nothing can be. It counts as 0; sending nothing "
    "does not.",
    "Not reported": "No row of hours has come in where some were expected. It is not zero.",
    "Overdue": "Waiting longer than a package should since it was requested (`overdue_days`).",
    "Package": "The care asked for one child, in hours a week.",
    "Paper capacity": "What providers with a way in say they can deliver.",
    "Paper due": "The day for the report that asks for a decision on a contract, some weeks before the decision.",
    "Pick-up": "The last time a member took work: its last award or day of work under a DPS, or else when it joined.",
    "Plan": "What would be done otherwise than today: blocks, in-house hours, demand, a provider lost, new members.",
    "Re-procurement": "Buying anew when a contract ends. It must start long enough before the end to leave no gap.",
    "Regret": "What a choice turns out worse by than the best one, had it been known how much care would be needed.",
    "Route": "How care is bought: by a block, in-house, under the DPS or spot.",
    "Share": "A route's or a provider's part of all the hours delivered for an authority.",
    "Shareable view": "A view to send outside the team: small counts of packages are written c, and others rounded.",
    "Silence": "Weeks after a provider's last row of hours that it has not reported. Until it does, it is taken to "
    "deliver as before, for some weeks (`silence_weeks`).",
    "Spell": "The time from a provider's joining a DPS to its leaving; it may join again.",
    "Spot": "A package bought from a provider outside the DPS and the blocks.",
    "Sufficiency": "Credible capacity over the hours needed: above 100% there is more than is needed.",
    "Undo": "An import that takes an earlier one back: what that one changed, and nothing since, is as it was before.",
    "Unmet share": "Overdue hours over the hours needed.",
    "Utilisation": "Hours delivered over hours contracted.",
    "Void hours": "Hours of a block that were contracted, and so paid for, and not delivered.",
    "Waiting": "A package whose care has not begun, awarded or not.",
    "Way in": "A membership or a contract of its own through which a provider can be given work.",
}

LOADING = """
**Correcting.** Put the files right where they come from and give them again, whole: a row with the same key replaces
the old one, and the hours of a provider's days replace what was there for those days. The same files twice change
nothing. Nothing is overwritten: *As known at import*, under *Look back* beside the filters, shows how things stood.

**Undoing.** *Undo* beside an import on the Data page first shows what that would change. What the import changed, and
no later one has changed since, is then as it was before. An undo is an import too, and can be undone itself.

**Rows held back.** Where some rows of hours or visits are bad, the good ones can come in while the bad ones are held
back. They stand on the Data page, each with what is wrong, until the whole file for those days is given again.

**Other files.** A file with headings of its own is read by a mapping profile. For one that nobody knows yet, the Data
page proposes which heading feeds which column, asks for what the file does not say, and keeps what you confirm.
"""

SHARING = f"""
**A link.** The address holds the whole view. *Copy link* copies it as it is: who opens it later sees the same
question with the newest data. *Copy link as seen today* writes the day and the import into it: it shows the same
figures for good.

**Figures in Excel or Power BI.** *CSV* under a chart is a steady address: in Excel, Data, From Web; in Power BI, Get
data, Web. Paste the address there, and *Refresh* fetches the newest figures under the same filters. *PNG* saves the
chart with its sentence, filters and date.

**Outside the team.** *Shareable view* writes `share=yes` into the address. Counts of 1 to 5 packages become `c`, others
are rounded to the nearest 5, and hours and money that rest on 1 to 5 packages become `c`, in every chart, table and CSV
alike. Only authority, service and weeks can be chosen, as of the last Sunday. Every other page, this one too, shows
figures as they are, for those whose work needs them. The wall screen is a shareable view as well.

**A plan.** *Save as a link* on the Planner copies an address that holds the whole plan, and the one it is held
against: whoever opens it asks the same question of the newest data. CSV files and snapshots hold the plan too.

**Calendar.** *Copy calendar address* on the Contracts page copies the address of a calendar with the dates of the
contracts that are chosen: papers and decisions due, re-procurement starts and ends. Subscribe to it in Outlook (Add
calendar, Subscribe from web) or Google Calendar (Other calendars, From URL): it follows every import, and has a
reminder a month and a week before each date.

**Snapshot.** *Snapshot* beside the filters gives one file with every table as it is now, a page to read, and all that
they rest on: the day, the import, the filters, the settings and the definitions. Whoever holds the market can work it
out again years later by `python -m dashboard verify FILE`: each table *matches* or *differs*, and in which rows.

**Paper.** Print any page by the browser's own command (Ctrl and P): its findings and charts come first, then every
table in full, on A4, with the filters, the data date and page numbers. A table longer than {PRINTED} rows is printed
for its last weeks alone, or left out, and says so; the address of its file stands by it.
"""

KEYS = (
    "Tab moves through links, filters and buttons; the first stop on a page skips to its content.",
    "Enter or Space presses a button, opens a table or a definition, and sorts a table by a column.",
    "Arrow keys choose an authority, and scroll a wide table that has the focus; within a table they move from heading "
    "to heading, and from one provider's name to the next.",
    "On the wall screen Space pauses and goes on, and the arrow keys step from scene to scene.",
    "Everything that a chart shows is in its table, which screen readers read cell by cell.",
)

EXAMPLES = """
Each measure is defined here as on its panel (*What is this?*), and its formula worked through with figures of the
market that is loaded, as of the day seen and with nothing chosen. They are those of its table: a ratio such as 1.164
stands there as a percentage, 116.4%, and other figures may be rounded further. A calculator comes to the same.
"""

WALL = [
    "The ", html.A("wall screen", href="/wall"), " shows the answers by turns, for a team that glances up at it. It "
    "names no provider. ", html.A("Set up a wall screen", href="/wall/setup"), " chooses what it shows, in text large "
    "enough for the room, and says how to start it with the screen’s computer. Space pauses it, the arrow keys step.",
]

SETTINGS = """
Each stands here with its line of the file `dashboard.toml`, as it is now. The dashboard reads that file, in the folder
that it is started in, when it starts: write a line there to change a setting, lines under a heading in brackets at the
end of the file. An environment variable goes before the file; what has several values is written in it as JSON.
"""

COMMANDS = """
For those who run the dashboard, on its machine and in its folder. Every command also takes `--database URL`: where the
market is kept, else as `database_url` says. `python -m dashboard COMMAND --help` tells as much.
"""


@dataclass(frozen=True)
class Handbook:
    """All of Help: `measures` are explained from the loaded market, the rest is always the same."""

    measures: tuple[Explained, ...]
    commands: Sequence[Command]

    def layout(self, page: str, settings: Settings) -> html.Div:
        """The contents, and what they lead to."""
        sections = {
            "words": ("The words used", _words()),
            "loading": ("Load, correct and undo", [steps(), *markdown(LOADING)]),
            "keeping": ("Share, follow and keep", markdown(SHARING)),
            "wall": ("On a wall screen", [html.P(WALL)]),
            "keys": ("By keyboard", [html.Ul([html.Li(line) for line in KEYS])]),
            "measures": (
                "Every measure", [*markdown(EXAMPLES), *(part.layout(page, settings) for part in self.measures)]
            ),
            "settings": ("Every setting", [*markdown(SETTINGS), *every_setting(settings)]),
            "commands": ("Every command", [*markdown(COMMANDS), *(_command(command) for command in self.commands)]),
        }
        within = {"measures": [(f"{page}-{part.measure}", MEASURES[part.measure].question) for part in self.measures]}
        contents = [
            html.Li([
                html.A(heading, href=f"#{page}-{name}"),
                # Folded away, so that the way past them is short for who uses no mouse.
                *([html.Details([html.Summary("Each of them"), html.Ul([_link(*place) for place in within[name]])])]
                  if name in within else []),
            ])
            for name, (heading, _) in sections.items()
        ]
        return html.Div(
            [
                html.Nav(html.Ul(contents), className="contents", **{"aria-label": "On this page"}),
                html.Div([
                    part for name, (heading, parts) in sections.items()
                    for part in (html.H2(heading, id=f"{page}-{name}"), *parts)
                ]),
            ],
            className="handbook",
        )

    def outputs(self, page: str) -> list[Output]:
        """Those of every measure."""
        return [cell for part in self.measures for cell in part.outputs(page)]

    def draw(self, asked: Asked) -> list[Any]:
        """Those of every measure."""
        return [cell for part in self.measures for cell in part.draw(asked)]


def page(others: Sequence[Page], commands: Sequence[Command]) -> Page:
    """Help: `others` are the pages that have the measures' panels, `commands` those of the command line."""
    shown_on = {
        part.measure: other.label for other in others for part in other.parts if hasattr(part, "measure")
    }
    return Page(
        path="/help",
        name="help",
        label="Help",
        heading="Help: what the figures mean, and how to use them",
        parts=(Handbook(tuple(Explained(name, shown_on[name]) for name in MEASURES), commands),),
        aside=True,
    )


def _link(place: str, label: str) -> html.Li:
    return html.Li(html.A(label, href=f"#{place}"))


def _words() -> list[Any]:
    return [
        html.Dl([html.Div([html.Dt(word), html.Dd(inline(meaning))]) for word, meaning in WORDS.items()],
                className="words aligned")
    ]


def _command(command: Command) -> html.Section:
    options = [html.Div([html.Dt(html.Code(option)), html.Dd(meaning)]) for option, meaning in command.options]
    return html.Section(
        [
            html.H3(html.Code(command.name)),
            *(html.P(inline(paragraph)) for paragraph in command.meaning),
            html.P(html.Code(command.usage)),
            html.P(["For example ", html.Code(command.example)]),
            *([html.Dl(options, className="words aligned")] if options else []),
        ],
        className="definition",
    )
