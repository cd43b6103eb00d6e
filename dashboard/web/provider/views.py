"""The addresses of a provider's page and of its records as CSV."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Flask, Response, abort, request

from dashboard.components import say
from dashboard.market.filters import PERIODS
from dashboard.measures import words
from dashboard.measures.measure import NUMBERS
from dashboard.settings import Settings
from dashboard.store import Store
from dashboard.web.asking import ask_exactly, ask_strictly
from dashboard.web.plain import Plain
from dashboard.web.provider.records import RECORDS
from dashboard.web.provider.sheet import Sheet

CODES = {word: code for code, word in say.STATUSES.items()}
"""Each status by its word."""


def register(server: Flask, store: Store, settings: Settings, plain: Plain) -> None:
    """Add the page and its CSV files."""
    page = Blueprint("provider", __name__, template_folder="templates")

    @page.get("/providers/<path:provider_id>")
    def provider(provider_id: str) -> Response:
        asked = ask_strictly(store, settings, request.query_string, also=("records",))
        if provider_id not in asked.market.provider_names:
            abort(404)
        notices = list(asked.notices)
        if asked.filters.provider not in (None, provider_id):
            notices.append(f"“provider” does not apply here: this page is about “{provider_id}”.")
        notices += say.left_out(asked.filters, ["route"])
        records = request.args.get("records", "")
        if records not in ("", "all"):
            notices.append(f"“records” is all, or left out, not “{records}”.")
        own: dict[str, Any] = {"provider": None, "route": None}
        wanted = replace(asked, filters=replace(asked.filters, **own), filled=replace(asked.filled, **own))
        return plain.page(
            "provider/page.html", str(asked.market.provider_names[provider_id]), wanted, name="provider",
            under="/providers", query=wanted.filters.to_query(), styles=["provider.css"], notices=notices,
            sheet=Sheet(wanted, provider_id, whole=records == "all"), chosen=say.chosen(wanted),
            period=say.period(wanted), day=words.day(wanted.day), periods=PERIODS, numbers=NUMBERS, codes=CODES,
        )

    @page.get("/csv/records/<name>")
    def records(name: str) -> Response:
        if name not in RECORDS:
            abort(404)
        asked = ask_exactly(store, settings, request.query_string)
        return Response(
            RECORDS[name].csv(asked).encode("utf-8-sig"), content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}-{asked.day}.csv"'},
        )

    server.register_blueprint(page)
