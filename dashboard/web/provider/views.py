"""The addresses of a provider's page and of its records as CSV."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from flask import Blueprint, Flask, Response, abort, request

from dashboard.components import links, say
from dashboard.components.asked import Asked
from dashboard.market.filters import PERIODS, Filters
from dashboard.market.pickup import invitations, members
from dashboard.measures import MEASURES, Column, words
from dashboard.settings import Settings
from dashboard.store import Store
from dashboard.web.asking import ask
from dashboard.web.errors import Refused
from dashboard.web.plain import Plain
from dashboard.web.provider import sentences
from dashboard.web.provider.chart import chart
from dashboard.web.provider.records import INVITATIONS, MEMBERSHIPS, PACKAGES, RECORDS, WORK, Records, placed

SHOWN = 10
"""So many rows of a long table are shown, the newest; a link shows all."""


AT_A_GLANCE = (
    "membership", "activity", "joined_on", "pickup", "days_since_pickup", "last_delivery", "hours_last_13_weeks",
    "hours_prior_13_weeks", "change", "share", "invited", "offered", "declined", "no_response", "response_rate",
    "awarded", "award_rate", "handed_back",
)
"""The columns of `providers`, in the order of the questions asked at a meeting."""


@dataclass(frozen=True)
class Listing:
    """A table as the page shows it."""

    caption: str
    columns: list[Column]
    rows: list[list[str]]
    more: int = 0
    """How many rows are left out."""


def register(server: Flask, store: Store, settings: Settings, plain: Plain) -> None:
    """Add the page and its CSV files."""
    page = Blueprint("provider", __name__, template_folder="templates")

    def asking(*also: str) -> Asked:
        try:
            return ask(store, settings, request.query_string.decode("utf-8", "replace"), also=also)
        except ValueError as error:
            raise Refused("The address has too many parameters.") from error

    @page.get("/providers/<path:provider_id>")
    def provider(provider_id: str) -> Response:
        asked = asking("records")
        known = asked.market.providers.set_index("provider_id")
        if provider_id not in known.index:
            abort(404)
        notices = list(asked.notices)
        if asked.filters.provider not in (None, provider_id):
            notices.append("“provider” does not apply here: this page is about one.")
        notices += say.left_out(asked.filters, ["route"])
        kept = {"provider": None, "route": None}
        wanted = replace(asked, filters=replace(asked.filters, **kept), filled=replace(asked.filled, **kept))
        return plain.page(
            "provider/page.html", known.loc[provider_id, "name"], wanted, name="provider", here="/providers",
            query=wanted.filters.to_query(), styles=["provider.css"], notices=notices,
            **_parts(wanted, provider_id, known.loc[provider_id], whole=request.args.get("records") == "all"),
        )

    @page.get("/csv/records/<name>")
    def records(name: str) -> Response:
        asked = asking()
        if name not in RECORDS:
            abort(404)
        if asked.notices:
            raise Refused("\n".join(asked.notices))
        return Response(
            RECORDS[name].csv(asked).encode("utf-8-sig"), content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}-{asked.day}.csv"'},
        )

    server.register_blueprint(page)


def _of(asked: Asked, provider_id: str, **changes: Any) -> Asked:
    changes["provider"] = provider_id
    return replace(asked, filters=replace(asked.filters, **changes), filled=replace(asked.filled, **changes))


def _parts(wanted: Asked, provider_id: str, about: pd.Series, *, whole: bool) -> dict[str, Any]:
    """Everything that the page shows."""
    asked = _of(wanted, provider_id)
    # The evidence is whole or it is none: every invitation since the last pick-up.
    evidence = _of(wanted, provider_id, weeks=None, first=None, last=None)
    settings, filters = asked.settings, asked.filters
    seen = asked.market.seen(asked.day)
    rows = {row.authority: row for row in asked.table("providers").itertuples()}
    weekly, spells, work = asked.table("provider_weeks"), MEMBERSHIPS.table(asked), WORK.table(asked)
    silent = weekly[weekly["reported"] == "silent"].groupby("authority").size()
    states = members(seen, settings, asked.filled.service)
    states = states[states["provider_id"] == provider_id]
    state = {row.authority: row for row in states.itertuples()}
    concerned = _concerned(asked, {*rows, *state})
    names = {code: settings.authorities[code].name for code in asked.authorities if code in concerned}

    def found(measure: str, view: Asked = asked) -> list[str]:
        return [sentence for code, sentence in view.finding(measure).items() if code in names]

    def per_authority(sentence: Any) -> list[str]:
        return [sentence(code, name) for code, name in names.items()]

    def membership(code: str, name: str) -> str:
        theirs = spells[spells["authorities"].str.split(";").map(lambda codes: code in codes).astype(bool)]
        ended = theirs["left_on"].max()
        current = theirs[theirs["left_on"].isna() | (theirs["left_on"] >= seen.day)]
        return sentences.membership(name, state.get(code), current, None if pd.isna(ended) else ended.date())

    in_care = placed(seen)
    in_care = in_care[(in_care["provider_id"] == provider_id) & in_care["authority"].isin(list(names))]
    if filters.service:
        in_care = in_care[in_care["service"] == filters.service]

    def listing(source: Records | str, columns: str, caption: str = "", view: Asked = asked) -> Listing:
        table = source.table(view) if isinstance(source, Records) else view.table(source)
        every = source.columns if isinstance(source, Records) else MEASURES[source].columns
        chosen = [column for name in columns.split() for column in every if column.name == name]
        most = None if whole else SHOWN
        shown = table.head(most) if most else table
        cells = [[say.value(column, cell, settings) for cell in shown[column.name]] for column in chosen]
        return Listing(
            source.label if isinstance(source, Records) else caption, chosen,
            [list(line) for line in zip(*cells, strict=True)], len(table) - len(shown),
        )

    def csv(name: str, view: Asked = asked) -> str:
        return f"/csv/{name}?{view.filters.to_query()}"

    def this(**changes: Any) -> str:
        return links.provider(provider_id, replace(filters, **changes))

    shown_all = this() + ("&" if "?" in this() else "?") + "records=all"
    columns = {column.name: column for column in MEASURES["providers"].columns}
    charts = [drawn for code in names if (drawn := chart(asked, code, rows.get(code)))]
    return {
        "numbers": say.NUMBERS, "codes": {word: code for code, word in say.STATUSES.items()},
        "provider_id": provider_id, "facts": _facts(about), "names": names, "words": words, "csv": csv,
        "chosen": say.chosen(wanted), "period": say.period(asked), "day": words.day(asked.day),
        "weeks": settings.lookback_weeks, "whole": whole, "all_records": shown_all, "clear": f"{this(**_NONE)}",
        "newest_first": SHOWN, "periods": PERIODS, "filters": filters,
        "activity": found("providers"),
        "at_a_glance": [
            (columns[name], [say.value(columns[name], getattr(rows[code], name), settings) for code in names if code in rows])
            for name in AT_A_GLANCE
        ],
        "columns": [name for code, name in names.items() if code in rows],
        "hours": per_authority(lambda code, name: sentences.hours(
            name, rows.get(code), int(silent.get(code, 0)), settings)),
        "charts": charts, "kinds": set().union(*(drawn.kinds for drawn in charts)),
        "marked": any(drawn.marks for drawn in charts),
        "weekly": _weekly(weekly, names, settings),
        "contracts": found("contracts"),
        "contract_list": listing(
            "contracts", "title route authorities start_date current_end maximum_end paper_due decision_due phase status",
            "Contracts"
        ),
        "blocks": found("blocks"),
        "block_list": listing(
            "blocks", "title from to contracted_hours delivered_hours utilisation projected_utilisation void_gbp "
            "cost_per_delivered_hour status", "Blocks by contract year"
        ),
        "membership": per_authority(membership),
        "spell_list": listing(MEMBERSHIPS, "title authorities services joined_on left_on leave_reason "
                                           "due_diligence_expires_on"),
        "invitations": per_authority(lambda code, name: sentences.invitations(name, rows.get(code), settings)),
        "invitation_list": listing(INVITATIONS, "invited_on authority service package_id response responded_on awarded"),
        "packages": per_authority(lambda code, name: sentences.packages(name, rows.get(code), settings)),
        "placed": _in_care(in_care, asked),
        "package_list": listing(PACKAGES, "package_id authority service contract_id hours_per_week requested_on "
                                          "awarded_on started_on ended_on end_reason"),
        "work": per_authority(lambda code, name: sentences.work(name, work[work["authority"] == code])),
        "work_list": listing(WORK, "authority service effective_from returned_hours placed_hours delivered_hours used"),
        "dormancy": found("dormancy", evidence), "evidence": evidence,
        "evidence_list": listing("dormancy", "invited_on authority package_id response responded_on pickup joined_on",
                                 "Invitations since the last pick-up", evidence),
    }


_IDS = ("provider_id", "provider", "authority")
_NONE: dict[str, Any] = dict.fromkeys(vars(Filters())) | {"weeks": 52}


def _concerned(asked: Asked, codes: set[str]) -> set[str]:
    """The authorities that a provider has had to do with, `codes` among them; all where there is none."""
    seen, provider_id = asked.market.seen(asked.day), asked.filled.provider
    for frame in (seen.packages, seen.returns, seen.hours_to_date, invitations(seen)):
        codes = codes | set(frame.loc[frame["provider_id"] == provider_id, "authority"])
    own = asked.market.contracts
    codes = codes.union(*own.loc[own["provider_id"] == provider_id, "covered_authorities"])
    return codes or set(asked.settings.authorities)


def _in_care(packages: pd.DataFrame, asked: Asked) -> str:
    """The packages that are placed with it now."""
    if packages.empty:
        return f"No package is in care on {words.day(asked.day)}."
    hours = words.hours(packages["hours_per_week"].sum())
    return f"{words.plural(len(packages), 'package')} in care on {words.day(asked.day)}, {hours} a week."


def _facts(about: pd.Series) -> list[str]:
    """Who it is, in the words of its record."""
    given = about.where(about.notna(), None)
    internal = given["provider_type"] == "internal"
    facts = ["A council's own service" if internal else "External provider", f"Number {about.name}"]
    if given["cqc_provider_id"]:
        facts.append(f"CQC {given['cqc_provider_id']}")
    if given["company_number"]:
        facts.append(f"Company {given['company_number']}")
    if given["area_entry_date"]:
        facts.append(f"In the area since {words.day(given['area_entry_date'])}")
    return facts


def _weekly(weekly: pd.DataFrame, names: dict[str, str], settings: Settings) -> list[Listing]:
    """Each authority's weeks, the newest first."""
    columns = [column for column in MEASURES["provider_weeks"].columns if column.name not in _IDS]
    found = []
    for code, name in names.items():
        rows = weekly[weekly["authority"] == code].iloc[::-1]
        cells = [[say.value(column, cell, settings) for cell in rows[column.name]] for column in columns]
        if len(rows):
            found.append(Listing(f"Weekly hours in {name}.", columns, [list(r) for r in zip(*cells, strict=True)]))
    return found
