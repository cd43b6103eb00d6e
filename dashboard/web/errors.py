"""Errors as plain pages with a reference: never a traceback, a path or a version."""

import secrets

from flask import Flask, Response, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from dashboard.settings import Settings
from dashboard.store import Unavailable

TITLES = {
    400: "The address has a mistake in it",
    403: "That was refused",
    404: "Page not found",
    405: "That cannot be done here",
    413: "That is too large",
    415: "That is not a form the server reads",
    500: "Sorry, there is a problem with the dashboard",
    503: "Sorry, the data cannot be reached just now",
}

WAYS_OUT = {
    404: "Check the address, or begin again at the overview.",
    413: "Send less at once.",
    500: "Try again. If it goes on, say so to {contact} and give the reference.",
    503: "The page comes back by itself once the database does. If it lasts, say so to {contact}.",
}

PAGE = Markup(
    """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – {tool}</title>
{head}
</head>
<body>
<main class="plain">
<h1>{title}</h1>
{words}
<p>Reference: <code>{reference}</code></p>
<p><a href="/">Overview</a></p>
</main>
</body>
</html>
"""
)


def register(server: Flask, settings: Settings, tool: str, head: Markup) -> None:
    """Answer every error with a plain page; log each once, with the reference that the page gives."""

    def page(status: int, reference: str, words: str = "") -> Response:
        said = [words, WAYS_OUT.get(status, "").format(contact=settings.contact)]
        body = PAGE.format(
            title=TITLES.get(status, TITLES[400] if status < 500 else TITLES[500]),
            tool=tool,
            head=head,
            words=Markup("\n").join(Markup("<p>{}</p>").format(line) for text in said for line in text.splitlines()),
            reference=reference,
        )
        return Response(body, status, mimetype="text/html")

    @server.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        reference, status = secrets.token_hex(4), error.code or 500
        if status not in (404, 405):
            server.logger.warning("%s %s %s %r", reference, status, request.method, request.path)
        ours = error.description if status == 400 and isinstance(error, Refused) else ""
        answer = page(status, reference, ours or "")
        for name, value in error.get_headers():
            if name == "Allow":
                answer.headers[name] = value
        return answer

    @server.errorhandler(Unavailable)
    def unreachable(error: Unavailable) -> Response:
        reference = secrets.token_hex(4)
        server.logger.error("%s 503 %s %r: %s", reference, request.method, request.path, error)
        return page(503, reference)

    @server.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        reference = secrets.token_hex(4)
        server.logger.error("%s 500 %s %r", reference, request.method, request.path, exc_info=error)
        return page(500, reference)


class Refused(HTTPException):
    """A request with a mistake that can be named: its description is shown."""

    code = 400
