"""The guard before every request and the headers on every answer (conventions S-5 to S-12)."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

from dashboard.settings import Settings

HEADERS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}

CALLBACK = "/_dash-update-component"


FRAMED = "/wall"
"""The only page that another page of ours may show in a frame: the one that sets it up has a preview of it."""


def content_security_policy(script_hashes: Sequence[str], framed_by: str = "'none'") -> str:
    """What a page of ours may load, its own files and the inline scripts with these hashes, and who may frame it."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {' '.join(script_hashes)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            f"frame-ancestors {framed_by}",
            "form-action 'self'",
        )
    )


def register(server: Flask, settings: Settings, callbacks: Mapping[str, Any], script_hashes: Sequence[str]) -> None:
    """Refuse what does not come from our own pages, and put the headers on every answer.

    `callbacks` are those that the server answers, as Dash keeps them; `script_hashes` those of the inline scripts.
    """
    server.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    policy = content_security_policy(script_hashes)
    framed_policy = content_security_policy(script_hashes, framed_by="'self'")

    @server.before_request
    def meant_for_us() -> None:
        if urlsplit(f"//{request.host}").hostname not in settings.hosts:
            abort(400)

    @server.before_request
    def same_site() -> None:
        if request.method in ("GET", "HEAD"):
            return
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        if site not in (None, "same-origin", "none") or (origin and urlsplit(origin).netloc != request.host):
            abort(403)
        if request.path == CALLBACK and not well_formed(request.get_json(), callbacks):
            abort(400)

    @server.after_request
    def headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = framed_policy if request.path == FRAMED else policy
        response.headers.update(HEADERS)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def well_formed(body: Any, callbacks: Mapping[str, Any]) -> bool:
    """Whether a callback's body is one that our own page could send: a known callback, and its own cells."""
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        return False
    callback = callbacks.get(body["output"])
    if callback is None or "callback" not in callback:
        return False
    changed = body.get("changedPropIds", [])
    return (
        cells(body.get("inputs", [])) == named(callback["inputs"])
        and cells(body.get("state", [])) == named(callback["state"])
        and isinstance(changed, list)
        and all(isinstance(name, str) for name in changed)
        and _outputs(body.get("outputs")) == body["output"]
    )


def cells(given: Any) -> list[tuple[Any, Any]] | None:
    """The component and property of each cell of a list of them; None where it is not such a list."""
    if not isinstance(given, list) or not all(isinstance(cell, dict) for cell in given):
        return None
    return [(cell.get("id"), cell.get("property")) for cell in given]


def named(registered: list[dict[str, str]]) -> list[tuple[Any, Any]]:
    """The same of what a callback was registered with."""
    return [(cell["id"], cell["property"]) for cell in registered]


def _outputs(given: Any) -> str | None:
    """The callback's name from its outputs, as Dash writes it."""
    found = cells([given] if isinstance(given, dict) else given)
    if found is None or not all(isinstance(part, str) for cell in found for part in cell):
        return None
    names = [f"{component.replace('.', chr(92) + '.')}.{prop}" for component, prop in found]
    return names[0] if isinstance(given, dict) else f"..{'...'.join(names)}.."
