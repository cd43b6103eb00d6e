"""A status: a shape, a colour and a word, never a colour alone."""

from dash import html

from dashboard.components import say


def status(code: str) -> html.Span:
    """The mark of a status: red, amber, green, or "" for no data."""
    return html.Span(say.STATUSES[code], className="status", **{"data-status": code})
