"""Section 6, `providers`: who picks up work? With the words member, pick-up and activity.

Readings
- "Any day from the first of the last 26 weeks to as_of" begins on the Monday of the 26th latest complete week.
- Under a service filter the rows too are those with a way in to, or delivered hours of, that service.
- Hours, awards and packages handed back count for the authority in their own row or package; handed_back needs
  end_reason `handed_back` and ended_on in the 26 weeks.
- award_rate sets the packages awarded under a DPS in the 26 weeks (by awarded_on) against the distinct packages
  offered for in the 26 weeks (by invited_on), so it can exceed 1.
- `left`: a spell that covers the authority was once current, in a DPS in force on that day, up to as_of.
- joined_on of one who left is the latest joined_on among such spells; a provider that is `not_member` has none.
- "Under a DPS", for pick-up, is under any DPS; "the current spell" is the one that joined_on names.
- "Work or an award in this spell" is what pick-up looks for; where there is none, pick-up is joined_on and the
  member can't be `active`.
- "Offered since" is an invitation after the pick-up day answered `offered`; an offer after that day to an earlier
  invitation is not looked at. Invitations are counted as rows.
"""

from datetime import date

from . import life, settings
from .capacity import covers, delivered_in, is_current
from .figures import ratio, total
from .market import market_of, remembered
from .tables import finished, fits
from .weeks import WEEK, latest_weeks, sunday


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
    """authority and provider: rows; service: narrows; route: ignored; no period."""
    market = market_of(records, as_of)
    rows = [_row(market, p, a, service) for p, a in pairs(market, service) if fits(p, provider) and fits(a, authority)]
    return finished("providers", rows)


# Which rows


@remembered
def pairs(market, service) -> list[tuple[str, str]]:
    """A provider and authority with a way in, or delivered hours, on any day from the first of the last 26
    weeks to as_of."""
    first = market.last_week - (settings.PROVIDER_WEEKS - 1) * WEEK
    return [
        (p, a)
        for p in market.providers
        for a in market.authorities
        if way_in_between(market, p, a, service, first, market.as_of)
        or any(
            first <= row.date and row.delivered > 0 and fits(row.service, service)
            for row in market.hours_of.get((p, a), ())
        )
    ]


def way_in_between(market, provider, authority, service, first: date, last: date) -> bool:
    """A way in on any day from first to last."""
    return any(
        covers(spell, authority, service) and current_between(market, spell, first, last)
        for spell in market.spells[provider]
    ) or any(
        authority in contract.covered_authorities
        and (service is None or service in contract.services)
        and contract.start_date <= last
        and life.current_end(contract) >= first
        for contract in market.own_contracts[provider]
    )


def current_between(market, spell, first: date, last: date) -> bool:
    """The spell runs, and its DPS is in force, on one and the same day from first to last."""
    contract = market.contracts[spell.contract_id]
    begins = max(first, spell.joined_on, contract.start_date)
    ends = min(last, spell.left_on or date.max, life.current_end(contract))
    return begins <= ends


# Membership


@remembered
def membership(market, provider, authority, service) -> tuple[str, date | None]:
    """`member`, `left` or `not_member`, and joined_on: of the earliest current spell that covers the
    authority, else the latest."""
    spells = [s for s in market.spells[provider] if covers(s, authority, service)]
    current = [s for s in spells if is_current(market, s, market.as_of)]
    if current:
        return "member", min(s.joined_on for s in current)
    once = [s for s in spells if current_between(market, s, date.min, market.as_of)]
    if once:
        return "left", max(s.joined_on for s in once)
    return "not_member", None


# Pick-up and activity


@remembered
def work(market, provider, authority, service) -> list[date]:
    """The days of awards and of delivered hours, under a DPS, on or after the current spell's joined_on."""
    _, joined_on = membership(market, provider, authority, service)
    awards = [
        package.awarded_on
        for package in packages_of(market, provider, authority, service)
        if market.route(package.contract_id) == "dps"
    ]
    days = [
        row.date
        for row in market.hours_of.get((provider, authority), ())
        if row.delivered > 0 and fits(row.service, service) and market.route(row.contract_id) == "dps"
    ]
    return [day for day in awards + days if day >= joined_on]


def packages_of(market, provider, authority, service) -> list:
    """The packages awarded to a provider, of an authority and service."""
    return [
        package
        for package in market.packages_with[provider]
        if package.authority == authority and fits(package.service, service)
    ]


def pick_up(market, provider, authority, service) -> date | None:
    """Pick-up, for a current member: the latest such day; where there is none, joined_on."""
    state, joined_on = membership(market, provider, authority, service)
    if state != "member":
        return None
    return max(work(market, provider, authority, service), default=joined_on)


def invitations(market, provider, authority, service) -> list:
    """A provider's invitations for packages of an authority and service."""
    return [
        offer
        for offer in market.offers_of[provider]
        if market.package[offer.package_id].authority == authority
        and fits(market.package[offer.package_id].service, service)
    ]


def invitations_since(market, provider, authority, service) -> list:
    """Invitations after the pick-up day."""
    pickup = pick_up(market, provider, authority, service)
    return [offer for offer in invitations(market, provider, authority, service) if offer.invited_on > pickup]


def activity(market, provider, authority, service) -> str | None:
    """Activity of a current member, the first that fits."""
    state, joined_on = membership(market, provider, authority, service)
    if state != "member":
        return None
    since = (market.as_of - pick_up(market, provider, authority, service)).days
    if work(market, provider, authority, service) and since < settings.ACTIVE_DAYS:
        return "active"
    if (market.as_of - joined_on).days < settings.NEW_DAYS:
        return "new"
    if since < settings.QUIET_DAYS:
        return "quiet"
    invited = invitations_since(market, provider, authority, service)
    if len(invited) < settings.ENOUGH_INVITATIONS:
        return "not_invited"
    if any(offer.response == "offered" for offer in invited):
        return "unsuccessful"
    return "dormant"


# The row


def _row(market, provider, authority, service) -> dict:
    key = (provider, authority, service)
    window = latest_weeks(settings.PROVIDER_WEEKS, market.last_week)

    def lately(day: date | None) -> bool:
        return day is not None and window[0] <= day <= sunday(window[-1])

    invited = [o for o in invitations(market, *key) if lately(o.invited_on)]
    answered = {
        response: sum(1 for o in invited if o.response == response)
        for response in ("offered", "declined", "no_response")
    }
    offered_for = {o.package_id for o in invited if o.response == "offered"}
    packages = packages_of(market, *key)
    awarded = [p for p in packages if lately(p.awarded_on)]
    under_dps = [p for p in awarded if market.route(p.contract_id) == "dps"]
    handed_back = [p for p in packages if p.end_reason == "handed_back" and lately(p.ended_on)]

    last_weeks = latest_weeks(settings.HOURS_WEEKS, market.last_week)
    prior_weeks = latest_weeks(settings.HOURS_WEEKS, last_weeks[0] - WEEK)
    last = delivered_in(market, *key, None, last_weeks)
    prior = delivered_in(market, *key, None, prior_weeks)
    everyone = total(delivered_in(market, p, authority, service, None, last_weeks) for p in market.providers)
    grown = ratio(last - prior, prior)
    delivery_days = [
        row.date
        for row in market.hours_of.get((provider, authority), ())
        if row.delivered > 0 and fits(row.service, service)
    ]
    state, joined_on = membership(market, *key)
    pickup = pick_up(market, *key)
    return {
        "provider_id": provider,
        "provider": market.providers[provider].name,
        "authority": authority,
        "membership": state,
        "joined_on": joined_on,
        "invited": len(invited),
        **answered,
        "response_rate": ratio(answered["offered"] + answered["declined"], len(invited)),
        "awarded": len(awarded),
        "award_rate": ratio(len(under_dps), len(offered_for)),
        "hours_last_13_weeks": last,
        "hours_prior_13_weeks": prior,
        "change": grown,
        "share": ratio(last, everyone),
        "last_delivery": max(delivery_days, default=None),
        "handed_back": len(handed_back),
        "pickup": pickup,
        "days_since_pickup": (market.as_of - pickup).days if pickup else None,
        "activity": activity(market, *key),
    }
