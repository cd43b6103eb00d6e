"""Section 8, `attention`: what needs a decision?

Readings
- The table is worked out on everything; authority and provider only choose rows. "A contract of its" is a contract
  of the provider's own, not a DPS that it is a member of.
- An own-words `what` is not compared: only the figures that it must hold.
- decision_soon: the paper's day before as_of, the decision's on or after it.
- "In each of the last 8 weeks of blocks_weekly": the contract's 8 latest rows; a contract with fewer has no finding.
- due_diligence is "past" from the day after it expires; 60 days on is still within. Its row names, sorted, the
  authorities in which the provider is a current member; a DPS must cover an authority too.
- return_below_contract sets the sum of the returns that there are against the contracts' even shares by authority,
  whatever the delivery calendar; where there is no return there is no finding.
- long_wait: requested more than 42 days before as_of.
- not_reported: the last complete week is not reported.
- A finding's link chooses the authority where it names one, and the provider of the contract or of the finding; a
  contract's also its route; internal_share's the in-house route. It shows all weeks where `since` lies before the 52
  latest and the page is of weeks.
"""

from datetime import date, timedelta

from . import blocks_weekly, life, settings, sufficiency
from .capacity import is_current, is_waiting, not_reported, return_in_effect, unreported
from .compare import Says
from .contracts import delivering_past_end
from .figures import ZERO, ratio, rounded, total
from .market import market_of
from .providers import activity, invitations_since, membership, pick_up
from .tables import finished, joined
from .weeks import WEEK, latest_weeks

NAMES = {"PCC": "Peterborough", "CCC": "Cambridgeshire"}


def table(
    records,
    as_of,
    authority=None,
    provider=None,
    service=None,
    route=None,
    from_=None,
    to=None,
    weeks=None,
) -> list[dict]:
    """authority: rows, names it; provider: rows, is about it or a contract of its; service, route: ignored."""
    market = market_of(records, as_of)
    if "attention" not in market.memory:
        market.memory["attention"] = every(records, market)
    chosen = [
        row for row in market.memory["attention"]
        if (authority is None or authority in row["authority"].split(";"))
        and (provider is None or row["of"] == provider)
    ]
    return finished("attention", [{k: v for k, v in row.items() if k != "of"} for row in chosen])


def every(records, market) -> list[dict]:
    rows = []
    for contract in market.contracts.values():
        rows += of_contract(market, contract)
        rows += block_band(records, market, contract)
    for a in NAMES:
        rows += of_authority(records, market, a)
    for p in market.providers:
        rows += due_diligence(market, p)
        for a in NAMES:
            rows += of_provider(market, p, a)
    return rows


def finding(severity, rule, authority, subject, subject_id, says, link, of, since=None, due=None) -> dict:
    return {
        "severity": severity,
        "rule": rule,
        "authority": authority,
        "subject": subject,
        "subject_id": subject_id,
        "what": Says("\n".join(says)),
        "since": since,
        "due": due,
        "link": link,
        "of": of,
    }


def weeks_of(market, since) -> list[str]:
    return ["weeks=all"] if since < market.last_week - 51 * WEEK else []


def address(page, *query) -> str:
    query = [part for part in query if part]
    return page + ("?" + "&".join(query) if query else "")


def days_text(count: int) -> str:
    return f"{count:,} day" + ("" if count == 1 else "s")


def whole(value) -> str:
    return f"{int(rounded(value) + rounded(value).__class__(1, 2)):,}"


# Contracts


def contract_row(contract, severity, rule, says, page="/contracts", weeks=(), since=None, due=None) -> dict:
    covered = contract.covered_authorities
    link = address(
        page,
        f"authority={covered[0]}" if len(covered) == 1 else "",
        f"provider={contract.provider_id}" if contract.provider_id else "",
        f"route={contract.contract_type}",
        *weeks,
    )
    return finding(
        severity, rule, joined(covered), contract.title, contract.contract_id, says, link, contract.provider_id,
        since, due,
    )


def of_contract(market, contract) -> list[dict]:
    rows = []
    as_of = market.as_of
    phase, ends = life.phase(contract, as_of), life.current_end(contract)
    decision, paper = life.decision_due(contract), life.paper_due(contract)
    past_end = delivering_past_end(market, contract)
    if phase == "decision_overdue":
        says = [days_text((as_of - decision).days), str(decision.year)]
        rows.append(contract_row(contract, "red", "decision_overdue", says, since=decision))
    if rounded(past_end) > 0:
        says = [whole(past_end) if past_end >= 1 else "1 hour"]
        rows.append(contract_row(contract, "red", "delivering_past_end", says, since=ends))
    if paper and as_of <= paper <= as_of + timedelta(days=settings.PAPER_SOON_DAYS):
        says = [days_text((paper - as_of).days) if paper > as_of else "today"]
        rows.append(contract_row(contract, "amber", "paper_soon", says, due=paper))
    if paper and paper < as_of <= decision:
        says = [days_text((as_of - paper).days), days_text((decision - as_of).days) if decision > as_of else "today"]
        rows.append(contract_row(contract, "amber", "decision_soon", says, due=decision))
    if phase == "reprocure":
        says = [days_text((ends - as_of).days) if ends > as_of else "today"]
        rows.append(contract_row(contract, "amber", "reprocure", says, due=ends))
    old = contract.contract_type == "dps" and contract.start_date < settings.OLD_DPS_BEFORE
    if old and ends > settings.OLD_DPS_UNTIL:
        rows.append(contract_row(contract, "note", "pre_2025_dps", ["check with legal"]))
    return rows


def block_band(records, market, contract) -> list[dict]:
    if contract.contract_type != "block" or not life.in_force(contract, market.as_of):
        return []
    low, high = settings.UTILISATION_GREEN
    run = []
    mine = blocks_weekly.table(records, market.as_of, provider=contract.provider_id)
    weekly = [row for row in mine if row["contract_id"] == contract.contract_id]
    for row in reversed(weekly):
        used = row["utilisation_13_weeks"]
        if used is None or float(low) <= used <= float(high):
            break
        run.append(row)
    if len(run) < settings.BAND_WEEKS:
        return []
    since = run[-1]["week"]
    says = [f"{len(run)} weeks", "85% to 105%"]
    weeks = weeks_of(market, since)
    return [contract_row(contract, "amber", "block_band", says, "/blocks", weeks, since=since)]


# Authorities


def authority_row(severity, rule, authority, says, link, since=None) -> dict:
    return finding(severity, rule, authority, NAMES[authority], authority, says, link, None, since)


def of_authority(records, market, authority) -> list[dict]:
    rows = []
    weekly = sufficiency.table(records, market.as_of, authority=authority)
    since = None
    for row in reversed(weekly):
        if row["status"] != "red":
            break
        since = row["week"]
    if since:
        reason = {"capacity": "Capacity:", "waiting": "Waiting:", "both": "Capacity and waiting:"}
        link = address("/sufficiency", f"authority={authority}", *weeks_of(market, since))
        rows.append(authority_row("red", "shortfall", authority, [reason[weekly[-1]["reason"]]], link, since))

    waiting = [
        p for p in market.packages
        if p.authority == authority
        and is_waiting(p, market.as_of)
        and (market.as_of - p.requested_on).days > settings.LONG_WAIT_DAYS
    ]
    if waiting:
        says = [f"{len(waiting)} package", "6 weeks"]
        link = address("/sufficiency", f"authority={authority}")
        since = min(p.requested_on for p in waiting)
        rows.append(authority_row("amber", "long_wait", authority, says, link, since))

    everyone, in_house = lately(market, authority), lately(market, authority, route="in_house")
    share = ratio(in_house, everyone)
    if authority in settings.INTERNAL_BANDS and share is not None:
        low, high = settings.INTERNAL_BANDS[authority]
        if not low <= share <= high:
            link = address("/sufficiency", f"authority={authority}", "route=in_house")
            says = [f"{round(float(low) * 100)}% to {round(float(high) * 100)}%"]
            rows.append(authority_row("amber", "internal_share", authority, says, link))
    return rows


def lately(market, authority, provider=None, route=None):
    """Delivered hours of the last 13 weeks."""
    weeks = latest_weeks(settings.HOURS_WEEKS, market.last_week)
    return total(
        per_week.get(week, ZERO)
        for (p, a, _, r), per_week in market.delivered.items()
        if a == authority and provider in (None, p) and route in (None, r)
        for week in weeks
    )


# Providers


def provider_row(market, severity, rule, provider, authorities, says, weeks=(), since=None) -> dict:
    link = address(
        "/providers",
        f"authority={authorities}" if ";" not in authorities else "",
        f"provider={provider}",
        *weeks,
    )
    name = market.providers[provider].name
    return finding(severity, rule, authorities, name, provider, says, link, provider, since)


def of_provider(market, provider, authority) -> list[dict]:
    rows = []
    as_of = market.as_of
    state = activity(market, provider, authority, None)
    if state in ("dormant", "not_invited"):
        since = pick_up(market, provider, authority, None)
        invited = len(invitations_since(market, provider, authority, None))
        says = [days_text((as_of - since).days), {0: "never", 1: "once"}.get(invited, f"{invited} times")]
        rows.append(provider_row(market, "amber", state, provider, authority, says, weeks_of(market, since), since))

    returned = [
        return_in_effect(market, provider, authority, service, as_of) for service in settings.SERVICES
    ]
    returned = [hours for hours in returned if hours is not None]
    contracted = total(
        life.hours_in_a_week(c) / len(c.covered_authorities)
        for c in market.own_contracts[provider]
        if c.contract_type in ("block", "in_house")
        and authority in c.covered_authorities
        and life.deliverable(c, as_of)
    )
    if returned and rounded(total(returned)) < rounded(contracted):
        rows.append(provider_row(market, "amber", "return_below_contract", provider, authority, ["contracted"]))

    share = ratio(lately(market, authority, provider), lately(market, authority))
    if market.providers[provider].provider_type == "external" and share and share > settings.DEPENDENCE_SHARE:
        rows.append(provider_row(market, "amber", "dependence", provider, authority, ["30%"]))

    if not_reported(market, provider, authority, market.last_week):
        last: date = market.hours_of[provider, authority][-1].date
        if (as_of - last).days >= settings.NOT_REPORTED_DAYS:
            expected = unreported(market, provider, authority, None, None, market.last_week)
            says = [days_text((as_of - last).days), whole(expected) if expected >= 1 else "1 hour"]
            rows.append(provider_row(market, "amber", "not_reported", provider, authority, says, since=last))
    return rows


def due_diligence(market, provider) -> list[dict]:
    covered = {a for a in NAMES if membership(market, provider, a, None)[0] == "member"}
    expiries = [
        spell.due_diligence_expires_on
        for spell in market.spells[provider]
        if covered & set(spell.authorities) and is_current(market, spell, market.as_of)
    ]
    expiry = min((day for day in expiries if day), default=None)
    if expiry is None or expiry > market.as_of + timedelta(days=settings.DUE_DILIGENCE_DAYS):
        return []
    days = abs((market.as_of - expiry).days)
    severity = "red" if expiry < market.as_of else "amber"
    says = [days_text(days) if days else "today", str(expiry.year)]
    return [provider_row(market, severity, "due_diligence", provider, ";".join(sorted(covered)), says)]
