"""The addresses beside the pages: tables as CSV and HTML, figures, snapshots, the version, and health."""

from dataclasses import replace

import orjson
from flask import Flask, Response, abort, request

from dashboard.components.panel import drawn
from dashboard.components.table import printed_html, table_html
from dashboard.figures import DRAWINGS, ROOMS
from dashboard.market import clock
from dashboard.measures import MEASURES
from dashboard.measures.csv import csv_text
from dashboard.settings import Settings
from dashboard.snapshot import snapshot
from dashboard.store import Store, Unavailable
from dashboard.web.asking import ask_exactly, ask_strictly
from dashboard.web.errors import Refused

WORKING = ("/data", "/providers/", "/csv/records/", "/planner", "/csv/plan", "/table/plan")
"""What there is no shareable view of."""


def register(server: Flask, store: Store, settings: Settings, build: str) -> None:
    """Add the addresses that are no pages."""

    @server.before_request
    def working_pages() -> None:
        if request.args.get("share") and request.path.startswith(WORKING):
            raise Refused(
                "This page is for work: it lists packages or files one by one, or tries a plan. It cannot be shared."
            )

    def known(measure: str) -> None:
        if measure not in MEASURES:
            abort(404)

    @server.get("/csv/<measure>")
    def csv(measure: str) -> Response:
        known(measure)
        view = ask_exactly(store, settings, request.query_string)
        text = csv_text(view.table(measure), MEASURES[measure])
        name = f"{measure.replace('_', '-')}-{view.day}.csv"
        return Response(
            text.encode("utf-8-sig"),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @server.get("/table/<measure>")
    def table(measure: str) -> Response:
        known(measure)
        view = ask_strictly(store, settings, request.query_string, also=("sort", "page"))
        sort, page = request.args.get("sort", ""), request.args.get("page", "1")
        if sort.removeprefix("-") not in ("", *MEASURES[measure].names):
            raise Refused(f"There is no column “{sort}”.")
        if page == "all":
            return Response(printed_html(measure, view, sort), mimetype="text/html")
        if not (page.isascii() and page.isdigit() and len(page) < 10):
            raise Refused(f"There is no page “{page}”.")
        return Response(table_html(measure, view, sort, int(page)), mimetype="text/html")

    @server.get("/figure/<measure>")
    def figure(measure: str) -> Response:
        """A chart for paper: light, and as wide as charts are drawn."""
        if measure not in DRAWINGS:
            abort(404)
        view = replace(ask_strictly(store, settings, request.query_string), theme="light", room=ROOMS[-1])
        return Response(orjson.dumps(drawn(measure, view)), mimetype="application/json")

    @server.get("/snapshot.zip")
    def snapshot_zip() -> Response:
        view = ask_exactly(store, settings, request.query_string)
        return Response(
            snapshot(view.market, view.filled, view.settings),
            mimetype="application/zip",
            headers={"Content-Disposition": f'attachment; filename="snapshot-{view.day}.zip"'},
        )

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
