"""`contracts`: how long to extension, and what must be decided by when? (measures.md section 3)."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard.market import weeks
from dashboard.market.filters import Filters
from dashboard.market.life import Life
from dashboard.market.market import Market, Seen
from dashboard.measures import words, worked
from dashboard.measures.measure import Column, Measure, rounded
from dashboard.settings import Settings

DEFINITION = """
Every contract's life from its terms as agreed: when its initial term, the term in hand and its last option end, and by
when somebody must decide.

A term of some months ends the day before the same-numbered day that many months after the start; where that month has
no such day, on its last day. *Current end* is the end of the initial term and the extensions taken; *maximum end* that
of every extension. A contract that was ended early ends on that day and has no option or decision left.

While an option is left, a decision is due the contract's notice before the current end (6 months where it does not
say: the setting `extension_notice_months`), and the report that asks for it 9 weeks before that (`paper_lead_weeks`).
A new procurement must start the contract's lead time before the current end (by type where it does not say: block 15
months, DPS 24, others 12: `reprocurement_lead_months`): from there, not extending means a gap.

The *phase* is the first that fits: terminated; ended; not started; decision overdue (an option is left and the
decision's day is past); decision window (an option is left and a new procurement would have to start); reprocure (no
option is left and it must start); mobilising; in term (an option is left); final term. Status is red for a decision
overdue and for hours delivered past the end in the last 4 weeks (`past_end_weeks`); amber for decision window and
reprocure; green for the others; empty once a contract is over.

From the contracts file, the memberships file (the provider filter also keeps a DPS that the provider is or was a
member of) and the hours.
"""

RED, AMBER = {"decision_overdue"}, {"decision_window", "reprocure"}
GREEN = {"not_started", "mobilising", "in_term", "final_term"}


def chosen(market: Market, filters: Filters) -> pd.DataFrame:
    """The contracts that the filters keep: those that cover the authority and service, of the route and provider.

    A provider's are its own and each DPS that it is or was a member of.
    """
    frame = market.contracts
    keep = pd.Series(True, index=frame.index)
    if filters.authority:
        keep &= _holds(frame["covered_authorities"], filters.authority)
    if filters.service:
        keep &= _holds(frame["services"], filters.service)
    if filters.route:
        keep &= frame["contract_type"] == filters.route
    if filters.provider:
        spells = market.seen(filters.as_of).memberships
        joined = spells.loc[spells["provider_id"] == filters.provider, "contract_id"]
        keep &= (frame["provider_id"] == filters.provider) | frame["contract_id"].isin(joined)
    return frame[keep]


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """Each contract's ends, decisions, phase and status on the day."""
    seen: Seen = market.seen(filters.as_of)
    frame, lives = chosen(market, filters), market.lives(settings)
    past_end = _past_end(seen, {name: lives[name] for name in frame["contract_id"]}, settings)

    def line(row: Any) -> dict[str, Any]:
        life, late = lives[row.contract_id], past_end.get(row.contract_id, 0.0)
        phase = life.phase(seen.as_of)
        to_extension = life.extensions_left and seen.as_of <= life.current_end
        return {
            "contract_id": row.contract_id,
            "title": row.title,
            "route": row.contract_type,
            "provider_id": row.provider_id,
            "provider": market.provider_names.get(row.provider_id),
            "authorities": ";".join(row.covered_authorities),
            "start_date": life.start,
            "initial_end": life.initial_end,
            "current_end": life.current_end,
            "maximum_end": life.maximum_end,
            "extensions_taken": life.extensions_taken,
            "extensions_left": life.extensions_left,
            "decision_due": life.decision_due,
            "paper_due": life.paper_due,
            "reprocurement_start": life.reprocurement_start,
            "phase": phase,
            "days_to_extension": (life.current_end - seen.as_of).days + 1 if to_extension else None,
            "days_to_decision": (life.decision_due - seen.as_of).days if life.decision_due else None,
            "days_to_end": (life.current_end - seen.as_of).days,
            "delivering_past_end": late,
            "status": _status(phase, late),
        }

    return pd.DataFrame([line(row) for row in frame.itertuples()], columns=list(MEASURE.names))


def _past_end(seen: Seen, lives: dict[str, Life], settings: Settings) -> dict[str, float]:
    """The hours that each contract delivered after its end, in the last weeks."""
    first = weeks.nth_latest_week(seen.as_of, settings.past_end_weeks)
    last = seen.last_week + timedelta(days=6)
    over = {name: pd.Timestamp(life.current_end) for name, life in lives.items() if life.current_end < last}
    if not over:
        return {}
    days = seen.market.days(first, last, list(over))
    totals = days[days["date"] > days["contract_id"].map(over)].groupby("contract_id")["delivered_hours"].sum()
    return {str(name): hours for name, hours in rounded(totals).items()}


def _status(phase: str, past_end: float) -> str | None:
    if phase in RED or past_end > 0:
        return "red"
    if phase in AMBER:
        return "amber"
    return "green" if phase in GREEN else None


def covering(table: pd.DataFrame, authority: str) -> pd.DataFrame:
    """The rows of a tidy table whose `authorities` (`PCC;CCC`) name one."""
    return table[_holds(table["authorities"].str.split(";"), authority)]


def _holds(lists: pd.Series, item: str) -> pd.Series:
    return lists.map(lambda items: item in items).astype(bool)


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """The decisions overdue and soon due of the contracts that cover each authority, or what comes next."""
    return {
        code: _sentence(name, covering(table, code), settings)
        for code, name in words.shown(filters, settings).items()
    }


def _sentence(name: str, table: pd.DataFrame, settings: Settings) -> str:
    if table.empty:
        return words.fitting(f"{name} has no contract to show.", f"{name}: no contract.")
    overdue = int((table["phase"] == "decision_overdue").sum())
    past_end = int((table["delivering_past_end"] > 0).sum())
    soon = int(table["days_to_decision"].between(0, settings.soon_days).sum())
    reprocure = int((table["phase"] == "reprocure").sum())
    matters = [
        text for count, text in (
            (overdue, f"{words.plural(overdue, 'decision')} overdue"),
            (past_end, f"{words.plural(past_end, 'contract')} delivering past the end"),
            (soon, f"{soon if overdue and not past_end else words.plural(soon, 'decision')} due within "
                   f"{words.plural(settings.soon_days, 'day')}"),
            (reprocure, f"{words.plural(reprocure, 'contract')} to re-procure"),
        ) if count
    ]
    if matters:
        counts = range(len(matters), 0, -1)
        return words.fitting(*(f"{name}: {', '.join(matters[:count])}." for count in counts))
    coming = table.loc[table["days_to_decision"] > 0, "decision_due"]
    if coming.empty:
        return words.fitting(f"{name} has no decision to come on a contract.", f"{name}: no decision to come.")
    when = words.day(coming.min())
    return words.fitting(f"{name}: the next contract decision is due {when}.", f"{name}: next decision {when}.")


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    if table.empty:
        return None
    deciding = table[table["decision_due"].notna()]
    coming = deciding[deciding["days_to_decision"] >= 0].sort_values(["decision_due", "contract_id"])
    if len(coming):
        row = coming.iloc[0]
        due, paper = row["decision_due"].date(), row["paper_due"].date()
        return (
            f"{row['title']}: days to its decision, {worked.between(as_of, due)}. The paper is due "
            f"{words.plural(settings.paper_lead_weeks, 'week')} before: {worked.between(paper, due)}."
        )
    row = table.sort_values(["current_end", "contract_id"]).iloc[-1]
    ends = row["current_end"].date()
    if ends < as_of:
        return f"{row['title']}, past its end: {worked.between(ends, as_of)}."
    return f"{row['title']}, days to its end: {worked.between(as_of, ends)}."


MEASURE = Measure(
    id="contracts",
    question="How long to extension, and what must be decided by when?",
    definition=DEFINITION,
    columns=(
        Column("contract_id", "Contract", "text", "The contract's id."),
        Column("title", "Title", "text", "The contract's title."),
        Column("route", "Route", "text", "How care is bought under it: block, dps, in_house or spot."),
        Column("provider_id", "Provider id", "text", "The provider's id; empty for a DPS, which has members."),
        Column("provider", "Provider", "text", "The provider's name; empty for a DPS."),
        Column("authorities", "Authorities", "list", "The councils that it covers."),
        Column("start_date", "Start", "date", "The first day."),
        Column("initial_end", "Initial end", "date", "The last day of the initial term."),
        Column("current_end", "Current end", "date", "The last day of the term in hand, or the day it ended early."),
        Column(
            "maximum_end", "Maximum end", "date",
            "The last day if every extension is taken, or the day it ended early.",
        ),
        Column("extensions_taken", "Extensions taken", "count", "How many options to extend have been taken up."),
        Column("extensions_left", "Extensions left", "count", "How many options to extend are left."),
        Column("decision_due", "Decision due", "date", "The last day to decide on the next extension, if one is left."),
        Column("paper_due", "Paper due", "date", "When the report that asks for the decision is due."),
        Column(
            "reprocurement_start", "Re-procurement start", "date",
            "When a new procurement must start: from here, not extending means a gap.",
        ),
        Column("phase", "Phase", "text", "Where the contract stands in its life."),
        Column(
            "days_to_extension", "Days to extension", "days",
            "Days until the next extension would begin, while one is left and the contract has not ended.",
        ),
        Column("days_to_decision", "Days to decision", "days", "Days until the decision is due; below 0: overdue."),
        Column("days_to_end", "Days to end", "days", "Days until the current end; below 0 it is past."),
        Column(
            "delivering_past_end", "Hours past the end", "hours",
            "Hours delivered after the current end, in the last 4 complete weeks.",
        ),
        Column(
            "status", "Status", "status",
            "Red: a decision overdue, or hours past the end. Amber: decide or re-procure now. Empty: over.",
        ),
    ),
    key=("contract_id",),
    filters={"authority": "rows", "provider": "rows", "service": "rows", "route": "rows"},
    compute=compute,
    finding=finding,
    example=example,
    sources=("contracts", "dps_memberships", "hours", "providers"),
)
