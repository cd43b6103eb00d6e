"""The addresses beside the pages: tables as CSV and HTML, the version, and health."""

import orjson
from flask import Flask, Response, abort, request

from dashboard.components.asked import Asked
from dashboard.components.table import table_html
from dashboard.market import clock
from dashboard.measures import MEASURES
from dashboard.measures.csv import csv_text
from dashboard.settings import Settings
from dashboard.store import Store, Unavailable
from dashboard.web.asking import ask
from dashboard.web.errors import Refused


def register(server: Flask, store: Store, settings: Settings, build: str) -> None:
    """Add the addresses that are no pages."""

    def asked(measure: str, *also: str) -> Asked:
        if measure not in MEASURES:
            abort(404)
        try:
            return ask(store, settings, request.query_string.decode("utf-8", "replace"), also=also)
        except ValueError as error:
            raise Refused("The address has too many parameters.") from error

    @server.get("/csv/<measure>")
    def csv(measure: str) -> Response:
        view = asked(measure)
        if view.notices:
            raise Refused("\n".join(view.notices))
        text = csv_text(view.table(measure), MEASURES[measure])
        name = f"{measure.replace('_', '-')}-{view.day}.csv"
        return Response(
            text.encode("utf-8-sig"),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @server.get("/table/<measure>")
    def table(measure: str) -> Response:
        view = asked(measure, "sort", "page")
        sort, page = request.args.get("sort", ""), request.args.get("page", "1")
        if sort.removeprefix("-") not in ("", *MEASURES[measure].names):
            raise Refused(f"There is no column “{sort}”.")
        if not (page.isascii() and page.isdigit() and len(page) < 10):
            raise Refused(f"There is no page “{page}”.")
        return Response(table_html(measure, view, sort, int(page)), mimetype="text/html")

    @server.get("/version")
    def version() -> Response:
        now = clock.now().astimezone(clock.LONDON).isoformat(timespec="seconds")
        body = {"import": store.newest(), "build": build, "now": now}
        return Response(orjson.dumps(body), mimetype="application/json")

    @server.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @server.get("/readyz")
    def readyz() -> Response:
        try:
            store.newest()
        except Unavailable:
            return Response("no database\n", 503, mimetype="text/plain")
        return Response("ready\n", mimetype="text/plain")
