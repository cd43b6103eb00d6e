"""`attention`: what needs a decision? (measures.md section 8)"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.life import Life
from dashboard.market.market import Market, Seen
from dashboard.market.pickup import PAIR, after_pickup, members
from dashboard.market.silence import not_reported, unreported
from dashboard.market.ways_in import spans
from dashboard.market.weeks import nth_latest_week
from dashboard.measures import blocks_weekly, contracts, outlook, sufficiency, words, worked
from dashboard.measures.measure import CAPACITY, SEVERITIES, Column, Measure, answer, ratio, rounded
from dashboard.settings import Settings

Finding = dict[str, Any]
"""A row of the table, with `of`: the provider that it is about, or whose contract."""


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """A row a finding; the columns are `MEASURE.columns`."""
    seen: Seen = market.seen(filters.as_of)
    if "attention" not in seen.kept:
        seen.kept["attention"] = list(_every(seen, replace(filters, authority=None, provider=None), settings))
    table = pd.DataFrame(seen.kept["attention"], columns=[*MEASURE.names, "of"])
    if filters.authority:
        table = table[table["authority"].str.split(";").map(lambda codes: filters.authority in codes).astype(bool)]
    if filters.provider:
        table = table[table["of"] == filters.provider]
    return table.drop(columns="of")


def _every(seen: Seen, whole: Filters, settings: Settings) -> Iterator[Finding]:
    """The findings of every rule; `whole` are the day and the import with nothing chosen."""
    table = answer(contracts.MEASURE, seen.market, whole, settings)
    lives = seen.market.lives(settings)
    for row in _rows(table):
        yield from _of_contract(row, lives[row.contract_id], seen, settings)
    yield from _blocks(seen, table, answer(blocks_weekly.MEASURE, seen.market, whole, settings), lives, settings)
    yield from _shortfalls(seen, answer(sufficiency.MEASURE, seen.market, whole, settings), settings)
    yield from _doubts(answer(outlook.MEASURE, seen.market, whole, settings), seen, settings)
    yield from _activities(seen, settings)
    yield from _due_diligence(seen, settings)
    yield from _returns(seen, lives, settings)
    yield from _shares(seen, settings)
    yield from _long_waits(seen, settings)
    yield from _silent(seen, settings)
    for number, count in seen.market.held_back.items():
        if count:
            yield {
                "severity": "amber", "rule": "held_back_rows", "authority": "", "subject": f"Import {number}",
                "subject_id": str(number), "what": f"{words.plural(count, 'row')} held back: put right and send again.",
                "link": "/data",
            }


# Contracts


def _of_contract(row: Any, life: Life, seen: Seen, settings: Settings) -> Iterator[Finding]:
    """What one contract, a row of `contracts`, needs."""
    as_of, decide, paper = seen.as_of, life.decision_due, life.paper_due

    def found(severity: str, rule: str, what: str, **dates: Any) -> Finding:
        return _contract_finding(row, severity, rule, what, "/contracts", **dates)

    if decide and row.phase == "decision_overdue":
        what = f"The decision to extend was due {words.day(decide)}, {_ago(decide, as_of)}."
        yield found("red", "decision_overdue", what, since=decide)
    if row.delivering_past_end > 0:
        done = _capital(words.hours(row.delivering_past_end))
        what = f"{done} delivered after its end in the last {words.plural(settings.past_end_weeks, 'week')}."
        yield found("red", "delivering_past_end", what, since=life.current_end)
    if paper and as_of <= paper <= as_of + timedelta(days=settings.soon_days):
        what = f"The paper that asks for the decision is due {_until(paper, as_of)}."
        yield found("amber", "paper_soon", what, due=paper)
    if decide and paper and paper < as_of <= decide:
        what = f"Paper was due {_ago(paper, as_of)}; decision is due {_until(decide, as_of)}."
        yield found("amber", "decision_soon", what, due=decide)
    if row.phase == "reprocure":
        what = f"No option left; a new procurement must start: ends {_until(life.current_end, as_of)}."
        yield found("amber", "reprocure", what, due=life.current_end)
    begun_before = row.route == "dps" and life.start < settings.dps_rules_from
    if begun_before and life.current_end > settings.dps_rules_until:
        what = f"Under the rules before 2025 past {words.day(settings.dps_rules_until)}: check with legal."
        yield found("note", "pre_2025_dps", what)


def _contract_finding(
    row: Any, severity: str, rule: str, what: str, page: str, weeks: int | None = 52, **dates: Any
) -> Finding:
    one = row.authorities if ";" not in row.authorities else None
    provider = row.provider_id if pd.notna(row.provider_id) else None
    return {
        "severity": severity, "rule": rule, "authority": row.authorities, "subject": row.title,
        "subject_id": row.contract_id, "what": what, "of": provider,
        "link": _link(page, authority=one, provider=provider, route=row.route, weeks=weeks),
    } | dates


def _blocks(
    seen: Seen, table: pd.DataFrame, weekly: pd.DataFrame, lives: dict[str, Life], settings: Settings
) -> Iterator[Finding]:
    """Blocks in force whose utilisation was outside the band in each of the last weeks."""
    low, high = settings.utilisation_green
    outside = (weekly["utilisation_13_weeks"] < low) | (weekly["utilisation_13_weeks"] > high)
    by_contract = dict(list(weekly.assign(outside=outside).groupby("contract_id")))
    for row in _rows(table[table["contract_id"].isin(list(by_contract))]):
        own = by_contract[row.contract_id]
        run = own[own["outside"][::-1].cummin()[::-1]]
        if len(run) < settings.band_weeks or not lives[row.contract_id].in_force(seen.as_of):
            continue
        used = words.percent(run["utilisation_13_weeks"].iloc[-1])
        what = (
            f"{used} used lately; {words.plural(len(run), 'week')} outside "
            f"{words.percent(low)} to {words.percent(high)}."
        )
        since = run["week"].iloc[0].date()
        yield _contract_finding(row, "amber", "block_band", what, "/blocks", _back_to(since, seen), since=since)


# Authorities


def _shortfalls(seen: Seen, weekly: pd.DataFrame, settings: Settings) -> Iterator[Finding]:
    """Authorities whose sufficiency is red in the last complete week, since the first week of the run of red weeks."""
    for authority, own in weekly[weekly["week"] <= pd.Timestamp(seen.last_week)].groupby("authority"):
        run = own[(own["status"] == "red")[::-1].cummin()[::-1]]
        if len(run):
            since = run["week"].iloc[0].date()
            link = _link("/sufficiency", authority=str(authority), weeks=_back_to(since, seen))
            what = _short(run.iloc[-1])
            yield _authority_finding("red", "shortfall", str(authority), what, link, settings, since=since)


def _short(row: pd.Series) -> str:
    """The reason of a red week, with its figures."""
    gap, overdue = words.hours(abs(row["headroom_hours"])), words.hours(row["overdue_hours"])
    capacity = f"{gap} a week short" if row["headroom_hours"] < 0 else f"barely enough, {gap} spare"
    waiting = f"{overdue} overdue, {words.percent(row['unmet_share'])} of need"
    if row["reason"] == "both":
        return f"Capacity and waiting: {capacity}, {overdue} overdue."
    return f"Capacity: {capacity}." if row["reason"] == "capacity" else f"Waiting: {waiting}."


def _doubts(ahead: pd.DataFrame, seen: Seen, settings: Settings) -> Iterator[Finding]:
    """Authorities for which enough care is not likely in some week soon; none where too little is known to say."""
    last = pd.Timestamp(seen.last_week)
    soon = ahead[(ahead["week"] > last) & (ahead["week"] <= last + pd.Timedelta(weeks=settings.outlook_weeks))]
    for authority, own in soon[soon["p_sufficient"] < outlook.LIKELY].groupby("authority"):
        chance = words.percent(np.floor(own["p_sufficient"].min() * 100) / 100)
        back, first = words.plural(settings.outlook_weeks, "week"), own["week"].iloc[0].date()
        what = f"Enough is {chance} likely within {back}; doubtful from {words.day(first)}."
        link = _link("/sufficiency", authority=str(authority))
        yield _authority_finding("amber", "outlook_shortfall", str(authority), what, link, settings)


def _shares(seen: Seen, settings: Settings) -> Iterator[Finding]:
    """In-house shares out of their band, and external providers that carry too much, over the last weeks."""
    since = pd.Timestamp(nth_latest_week(seen.as_of, settings.activity_weeks))
    hours = seen.weekly_hours[seen.weekly_hours["week"] >= since]
    types = seen.market.contracts.set_index("contract_id")["contract_type"]
    kinds = seen.market.providers.set_index("provider_id")["provider_type"]
    back = words.plural(settings.activity_weeks, "week")
    for authority in sorted(set(hours["authority"])):
        own, named = hours[hours["authority"] == authority], settings.authorities.get(authority)
        worked = own.groupby("provider_id")["delivered_hours"].sum()
        total = pd.Series(worked.sum(), index=worked.index)
        in_house = own["delivered_hours"].where(own["contract_id"].map(types) == "in_house", 0.0).sum()
        [share] = ratio(pd.Series([in_house]), pd.Series([worked.sum()]))
        band = named.internal_share_band if named else None
        if band and not pd.isna(share) and not band[0] <= share <= band[1]:
            meant = f"{words.percent(band[0])} to {words.percent(band[1])}"
            what = f"In-house carried {words.percent(share, 1)} in {back}; meant to be {meant}."
            link = _link("/sufficiency", authority=authority, route="in_house")
            yield _authority_finding("amber", "internal_share", authority, what, link, settings)
        shares = ratio(worked, total)
        for provider in shares.index[shares > settings.dependence_share]:
            if kinds.get(provider) == "external":
                carried, most = words.percent(shares[provider], 1), words.percent(settings.dependence_share)
                what = f"Carried {carried} of the hours in {back}; over {most}."
                yield _provider_finding(seen, "amber", "dependence", provider, authority, what)


def _long_waits(seen: Seen, settings: Settings) -> Iterator[Finding]:
    """Authorities with packages that wait long."""
    packages = seen.packages
    # What was seen to start or end by the day has done so, but that the last day of care is still one of it.
    waiting = packages["started_on"].isna() & ~(packages["ended_on"] < seen.day)
    long = packages["requested_on"] < seen.day - pd.Timedelta(weeks=settings.long_wait_weeks)
    for authority, own in packages[waiting & long].groupby("authority"):
        count, hours = words.plural(len(own), "package"), words.hours(own["hours_per_week"].sum())
        what = f"{count}, {hours} a week: waiting over {words.plural(settings.long_wait_weeks, 'week')}."
        link = _link("/sufficiency", authority=str(authority))
        since = own["requested_on"].min().date()
        yield _authority_finding("amber", "long_wait", str(authority), what, link, settings, since=since)


def _authority_finding(
    severity: str, rule: str, authority: str, what: str, link: str, settings: Settings, **dates: Any
) -> Finding:
    named = settings.authorities.get(authority)
    return {
        "severity": severity, "rule": rule, "authority": authority, "subject": named.name if named else authority,
        "subject_id": authority, "what": what, "link": link,
    } | dates


# Providers


def _activities(seen: Seen, settings: Settings) -> Iterator[Finding]:
    """Members that are dormant, or hardly ever invited."""
    state = members(seen, settings)
    state = state[state["activity"].isin(["dormant", "not_invited"])]
    invited = after_pickup(seen, state).groupby(PAIR).size()
    for row in _rows(state):
        times = int(invited.get((row.provider_id, row.authority), 0))
        asked = {0: "never invited", 1: "invited once"}.get(times, f"invited {words.number(times)} times")
        never = ", never offered" if row.activity == "dormant" else ""
        since = row.pickup.date()
        what = f"No pick-up for {words.plural(row.days_since_pickup, 'day')}; {asked}{never}."
        yield _provider_finding(
            seen, "amber", row.activity, row.provider_id, row.authority, what, _back_to(since, seen), since=since
        )


def _due_diligence(seen: Seen, settings: Settings) -> Iterator[Finding]:
    """Current members whose checks have run out or soon will, by the earliest expiry of their current spells."""
    ways = spans(seen, settings)
    ways = ways[ways["member"] & (ways["first"] <= seen.day) & (ways["last"] >= seen.day)]
    spells = ways.merge(
        seen.memberships[["contract_id", "provider_id", "joined_on", "due_diligence_expires_on"]],
        on=["contract_id", "provider_id", "joined_on"],
    )
    for provider, own in spells.groupby("provider_id"):
        expiry = own["due_diligence_expires_on"].min()
        if pd.isna(expiry) or expiry > seen.day + pd.Timedelta(days=settings.due_diligence_days):
            continue
        last, authorities = expiry.date(), ";".join(sorted(own["authority"].unique()))
        if last < seen.as_of:
            what, severity = f"Due diligence ran out on {words.day(last)}, {_ago(last, seen.as_of)}.", "red"
        else:
            what, severity = f"Due diligence runs out on {words.day(last)}, {_until(last, seen.as_of)}.", "amber"
        yield _provider_finding(seen, severity, "due_diligence", str(provider), authorities, what)


def _returns(seen: Seen, lives: dict[str, Life], settings: Settings) -> Iterator[Finding]:
    """Providers whose capacity return is under what their contracts ask for on the day, by authority."""
    returns = seen.returns.sort_values("effective_from").drop_duplicates([*PAIR, "service"], keep="last")
    said = rounded(returns.groupby(PAIR)["hours_per_week"].sum())
    frame = seen.market.contracts
    promised = frame[frame["contract_type"].isin(["block", "in_house"])]
    deliverable = [
        lives[contract].in_force(seen.as_of) and lives[contract].deliverable_from <= seen.as_of
        for contract in promised["contract_id"]
    ]
    promised = promised[pd.Series(deliverable, index=promised.index, dtype=bool)]
    promised = promised.rename(columns={"covered_authorities": "authority"})
    promised["hours"] = promised["contracted_hours_per_week"] / promised["authority"].map(len).astype(float)
    asked = rounded(promised.explode("authority").groupby(PAIR)["hours"].sum())
    both = pd.DataFrame({"said": said, "asked": asked}).dropna().reset_index()
    for row in _rows(both[both["said"] < both["asked"]]):
        says, asks = _apart(row.said, row.asked)
        hours = {"0": "no hours", "1": "1 hour"}.get(says, f"{says} hours")
        what = f"Returned {hours} a week; contracted for {asks}."
        yield _provider_finding(seen, "amber", "return_below_contract", row.provider_id, row.authority, what)


def _apart(one: float, other: float) -> list[str]:
    """Two figures that differ, with as many decimals as it takes to see it."""
    places = next(places for places in range(1, 10) if words.number(one, places) != words.number(other, places))
    return [words.number(figure, places).rstrip("0").rstrip(".") for figure in (one, other)]


def _silent(seen: Seen, settings: Settings) -> Iterator[Finding]:
    """Providers that have not reported the last complete week, some time after their last row of hours."""
    week = pd.DatetimeIndex([seen.last_week])
    expected = unreported(seen, settings, week).groupby(PAIR)["hours"].sum()
    for row in _rows(not_reported(seen, settings, week)):
        since = row.last_day.date()
        days = (seen.as_of - since).days
        if days < settings.not_reported_days:
            continue
        hours = words.hours(expected.get((row.provider_id, row.authority), 0.0))
        what = f"Not reported for {words.plural(days, 'day')}; {hours} a week expected."
        yield _provider_finding(seen, "amber", "not_reported", row.provider_id, row.authority, what, since=since)


def _provider_finding(
    seen: Seen, severity: str, rule: str, provider: str, authorities: str, what: str, weeks: int | None = 52,
    **dates: Any,
) -> Finding:
    one = authorities if ";" not in authorities else None
    return {
        "severity": severity, "rule": rule, "authority": authorities,
        "subject": seen.market.provider_names.get(provider, provider), "subject_id": provider, "what": what,
        "link": _link("/providers", authority=one, provider=provider, weeks=weeks), "of": provider,
    } | dates


# What they share


def _rows(table: pd.DataFrame) -> Iterator[Any]:
    return table.itertuples(index=False)


def _link(page: str, **chosen: Any) -> str:
    query = Filters(**{"weeks": 52} | chosen).to_query()
    return f"{page}?{query}" if query else page


def _back_to(since: date, seen: Seen) -> int | None:
    """The weeks to show so that a day is among them: as many as go without saying, or all."""
    return 52 if since >= nth_latest_week(seen.as_of, 52) else None


def _until(day: date, as_of: date) -> str:
    return "today" if day == as_of else f"in {words.plural((day - as_of).days, 'day')}"


def _ago(day: date, as_of: date) -> str:
    return f"{words.plural((as_of - day).days, 'day')} ago"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """How many findings name each authority, by how much they matter; those that name none stand under ""."""
    codes = table["authority"].str.split(";")
    sentences = {
        code: _sentence(name, table[codes.map(lambda named, code=code: code in named).astype(bool)])
        for code, name in words.shown(filters, settings).items()
    }
    rest = int((table["authority"] == "").sum())
    return sentences | ({"": f"{words.plural(rest, 'import has', 'imports have')} rows held back."} if rest else {})


def _sentence(name: str, table: pd.DataFrame) -> str:
    counts = [int((table["severity"] == severity).sum()) for severity in SEVERITIES]
    if not any(counts):
        return words.fitting(f"{name}: nothing needs a decision.", f"{name}: nothing.")
    red, amber, note = counts
    parts = [f"{words.number(red)} critical", f"{words.number(amber)} to watch", words.plural(note, "note")]
    said = words.joined([part for part, count in zip(parts, counts, strict=True) if count])
    return words.fitting(f"{name}: {said}.")


RULES = """\
- *decision_overdue* (critical): an option is left and the day to decide on it is past.
- *delivering_past_end* (critical): hours delivered after a contract's end, in the last 4 weeks (`past_end_weeks`).
- *shortfall* (critical): sufficiency is red in the last complete week; since the first week of that run of red weeks.
- *outlook_shortfall* (to watch): enough care is less than 80% likely in some week of the next 26 (`outlook_weeks`).
- *due_diligence* (critical if past, to watch within 60 days, `due_diligence_days`): the earliest expiry of a member's
  current spells.
- *paper_soon* (to watch): the report that asks for a decision is due within 90 days (`soon_days`).
- *decision_soon* (to watch): that report's day is past, and the decision's is to come.
- *reprocure* (to watch): no option is left, and a new procurement must have started.
- *block_band* (to watch): a block's utilisation over 13 weeks (`utilisation_weeks`) was outside 85% to 105%
  (`utilisation_green`) in each of its last 8 weeks (`band_weeks`).
- *dormant*, *not_invited* (to watch): a member's activity; since its last pick-up.
- *return_below_contract* (to watch): a provider returned less capacity than its contracts ask for in an authority.
- *internal_share* (to watch): the in-house share of the last 13 weeks (`activity_weeks`) is out of the authority's
  band, where it has one (in `authorities`).
- *dependence* (to watch): one external provider delivered over 30% (`dependence_share`) of an authority's hours in the
  last 13 weeks.
- *long_wait* (to watch): packages that wait over 6 weeks (`long_wait_weeks`); since the oldest request.
- *not_reported* (to watch): a provider has not reported, 14 days (`not_reported_days`) or more after its last row of
  hours; since that day.
- *held_back_rows* (to watch): rows of an import that are held back and not yet put right.
- *pre_2025_dps* (note): a DPS begun before 24 February 2025 (`dps_rules_from`) that runs past 23 February 2029
  (`dps_rules_until`): check with legal."""

def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    dated = table[table["since"].notna() | table["due"].notna()]
    if dated.empty:
        return None
    row = dated.iloc[0]
    severity = worked.judged(row["severity"])
    said = f"Of {row['subject']} it is said: “{row['what']}” That is the rule {row['rule']}, {severity}"
    if pd.notna(row["since"]):
        return f"{said}, and so since {words.day(row['since'])}: {worked.between(row['since'].date(), as_of)}."
    return f"{said}, and due on {words.day(row['due'])}: {worked.between(as_of, row['due'].date())}."


MEASURE = Measure(
    id="attention",
    question="What needs a decision?",
    definition=f"""\
Everything that is overdue, out of its limits or coming up, worst first, then by the day it is due, then by how long it
has been so. A rule looks at the day seen and at complete weeks; a figure that is empty is no finding. A contract or a
provider's checks over several councils are one finding that names them all.

{RULES}

*Since* is the first day that it was so, a week's its Monday, where the rule knows one; *due* is the day that something
must be done by. The link opens the evidence. Contracts' dates, sufficiency, members' activity and silence are those of
the measures of their own, and rest on the settings named there too.

Source: all files, through those measures.""",
    columns=(
        Column("severity", "Severity", "status", "red: critical; amber: to watch; note: to know of."),
        Column("rule", "Rule", "text", "Which rule it is of."),
        Column("authority", "Authority", "list", "The councils that it concerns; empty for an import's rows."),
        Column("subject", "Subject", "text", "The contract, the provider, the council or the import that it is about."),
        Column("subject_id", "Subject id", "text", "The number or code of what it is about."),
        Column("what", "What", "text", "What is so, with its figures."),
        Column("since", "Since", "date", "The first day that it was so, where the rule knows one."),
        Column("due", "Due", "date", "The day that something must be done by, where there is one."),
        Column("link", "Evidence", "text", "The page, with its filters, that shows the evidence."),
    ),
    key=("severity", "due", "since", "subject", "subject_id", "rule", "authority"),
    filters={"authority": "rows", "provider": "rows", "service": "ignored", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=("providers", *CAPACITY),
)
