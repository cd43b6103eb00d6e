"""Help: every definition, the words used, how to load data, and how to get about by keyboard."""

from dash import html

from dashboard.components.loading import steps
from dashboard.components.markdown import markdown
from dashboard.components.page import Page
from dashboard.measures import MEASURES, Measure

WORDS = {
    "Authority": "A council that buys care. Authorities are shown side by side and never added together.",
    "Block": "A contract for a set number of hours a year at a set price, paid whether or not the hours are used.",
    "DPS": "Dynamic purchasing system: a list of providers that packages are put to, each when it comes up.",
    "In-house": "A council's own care service.",
    "Spot": "A package bought from a provider outside the DPS and the blocks.",
    "Package": "The care asked for one child, in hours a week.",
    "Waiting": "A package whose care has not begun, awarded or not.",
    "Overdue": "Waiting more than 14 days since it was requested.",
    "Call-off": "A package awarded to a member under the DPS.",
    "Member": "A provider that has joined a DPS and has not left it.",
    "Way in": "A membership or a contract of its own through which a provider can be given work.",
    "Paper capacity": "What providers with a way in say they can deliver.",
    "Credible capacity": "The paper capacity of providers that are engaged: they worked, won or offered lately.",
    "Demonstrated capacity": "The most that was lately delivered, over four weeks in a row.",
    "Not reported": "No row of hours has come in where some were expected. It is not zero.",
    "Utilisation": "Hours delivered over hours contracted.",
    "Extension": "An option in a contract to run on; the decision is due some months before the term in hand ends.",
    "Plan": "What would be done otherwise than today: blocks, in-house hours, demand, a provider lost, new members.",
    "Base": "What a plan is held against: today's terms carried on, or another plan.",
    "Void hours": "Block hours that are paid for and not used.",
    "Regret": "What a choice turns out worse by than the best one, had it been known how much care would be needed.",
    "Import": "One delivery of files, taken in whole. Imports are numbered; nothing is overwritten.",
    "Undo": "An import that takes an earlier one back: what that one changed, and nothing since, is as it was before.",
    "Held back": "A bad row of hours or visits, kept aside while the good ones came in, until it is put right.",
    "Mapping profile": "What says which heading of a file with headings of its own feeds which column of ours.",
    "As of": "The day a question is asked for. Nothing dated after it is seen.",
    "As known at import": "The data as they were known after that import, before later corrections.",
}

KEYS = (
    "Tab moves through links, filters and buttons; the first stop on a page skips to its content.",
    "Enter or Space presses a button, opens a table or a definition, and sorts a table by a column.",
    "Arrow keys choose an authority, and scroll a wide table that has the focus; within a table they move from heading "
    "to heading, and from one provider's name to the next.",
    "Everything that a chart shows is in its table, which screen readers read cell by cell.",
)


KEEPING = (
    "*Copy calendar address* on the Contracts page copies the address of a calendar with the dates of the contracts "
    "that are chosen: papers and decisions due, re-procurement starts and ends. Subscribe to it in Outlook (Add "
    "calendar, Subscribe from web) or Google Calendar (Other calendars, From URL): it follows every import, and has a "
    "reminder a month and a week before each date.",
    "*Save as a link* on the Planner copies an address that holds the whole plan, and the one it is held against: "
    "whoever opens it asks the same question of the newest data. CSV files and snapshots hold the plan too.",
    "*Snapshot* beside the filters gives one file with every table as it is now, a page to read, and all that they "
    "rest on: the day, the import, the filters, the settings and the definitions. Whoever holds the market can work it "
    "out again years later by `python -m dashboard verify FILE`: each table *matches* or *differs*, and in which rows.",
)


def _measure(measure: Measure) -> html.Section:
    return html.Section(
        [
            html.H3(measure.question),
            html.P(["In files and addresses: ", html.Code(measure.id)], className="note"),
            *markdown(measure.definition),
            html.Details(
                [
                    html.Summary("Its columns"),
                    html.Dl(
                        [
                            html.Div([html.Dt([column.label, " ", html.Code(column.name)]), html.Dd(column.meaning)])
                            for column in measure.columns
                        ],
                        className="words",
                    ),
                ]
            ),
        ],
        id=f"help-{measure.id}",
        className="definition",
    )


PAGE = Page(
    path="/help",
    name="help",
    label="Help",
    heading="Help: what the figures mean",
    text=(
        html.Nav(
            html.Ul(
                [
                    html.Li(html.A(label, href=f"#{place}"))
                    for place, label in (
                        ("help-measures", "Every measure"),
                        ("help-words", "The words used"),
                        ("help-loading", "How to load data"),
                        ("help-keeping", "To follow and to keep"),
                        ("help-keys", "By keyboard"),
                    )
                ]
            ),
            **{"aria-label": "On this page"},
        ),
        html.H2("Every measure", id="help-measures"),
        *(_measure(measure) for measure in MEASURES.values()),
        html.H2("The words used", id="help-words"),
        html.Dl([html.Div([html.Dt(word), html.Dd(meaning)]) for word, meaning in WORDS.items()], className="words"),
        html.H2("How to load data", id="help-loading"),
        steps(),
        html.H2("To follow and to keep", id="help-keeping"),
        *markdown("\n\n".join(KEEPING)),
        html.H2("By keyboard", id="help-keys"),
        html.Ul([html.Li(line) for line in KEYS]),
    ),
)
