"""The accessibility statement, after the model statement of the 2018 regulations."""

from dash import html

from dashboard.components.page import Page
from dashboard.settings import Settings

REVIEWED = "22 November 2026"
"""When the statement was last reviewed; it must be within the last year."""

EASS = "https://www.equalityadvisoryservice.com/"


def page(settings: Settings) -> Page:
    """The statement, with whom to ask."""
    return Page(
        path="/accessibility",
        aside=True,
        name="accessibility",
        label="Accessibility statement",
        heading="Accessibility statement",
        text=(
            html.P(
                "This statement is about the market sufficiency dashboard, which councils run for their own "
                f"commissioning staff. {settings.owner} answers for it. As many people as possible should be able to "
                "use it: by keyboard alone, with a screen reader, at 400% zoom, in a light or a dark theme, and with "
                "changing content paused."
            ),
            html.H2("Compliance status"),
            html.P(
                "The dashboard is partially compliant with the Web Content Accessibility Guidelines version 2.2, level "
                "AA, because of the content named below."
            ),
            html.H2("Non-accessible content"),
            html.Ul(
                [
                    html.Li(
                        "The figures that a chart shows when a pointer rests on it cannot be reached by keyboard "
                        "(success criterion 2.1.1). Every chart has a table with the same figures, opened by the "
                        "button “Table” beneath it."
                    ),
                    html.Li(
                        "Zooming into a chart is done by dragging (success criterion 2.5.7). The period filter narrows "
                        "what is shown without dragging."
                    ),
                    html.Li(
                        "The dashboard has not yet been tried by people who use screen readers, so faults that "
                        "automatic tests cannot find may be left."
                    ),
                ]
            ),
            html.H2("Preparation of this accessibility statement"),
            html.P(
                f"This statement was last reviewed on {REVIEWED}. Every page is tested in a browser with axe-core, in "
                "both themes, against levels A and AA of version 2.2 of the guidelines, each time the program changes; "
                "the tests also use the pages by keyboard and at a width of 320 pixels."
            ),
            html.H2("Feedback and contact information"),
            html.P(
                "If something cannot be used, or is needed in another form such as large print or a spreadsheet, say "
                f"so to {settings.contact}."
            ),
            html.H2("Enforcement procedure"),
            html.P(
                [
                    "The Equality and Human Rights Commission enforces the Public Sector Bodies (Websites and Mobile "
                    "Applications) (No. 2) Accessibility Regulations 2018. If you are not content with how a complaint "
                    "was answered, contact the ",
                    html.A("Equality Advisory and Support Service", href=EASS),
                    ".",
                ]
            ),
        ),
    )
