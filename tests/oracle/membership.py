"""Section 6, `membership`: does the DPS bring providers in, and keep them?

Readings
- joined and left count spells that cover the authority (and the service, where narrowed), in a DPS in force or not.
- An authority has rows once a spell that covers it is seen.
- "Active judged on what is seen that day": activity as `providers` has it, were that day as_of.
"""

from .capacity import covers
from .market import market_of
from .periods import Period, month, without_gaps
from .providers import activity, membership
from .tables import finished, fits, shows


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
    """authority: rows; service: narrows; provider and route: ignored."""
    market = market_of(records, as_of)
    spells = [spell for theirs in market.spells.values() for spell in theirs]
    if not spells:
        return []
    months = without_gaps(month, min(spell.joined_on for spell in spells), as_of)
    rows = [
        _row(records, as_of, each, a, service, [s for s in spells if covers(s, a, service)])
        for each in months
        for a in market.authorities
        if any(covers(s, a, service) for s in spells)
        and fits(a, authority)
        and shows(market, each.first, each.last, from_, to, weeks)
    ]
    return finished("membership", rows)


def _row(records, as_of, each: Period, authority: str, service: str | None, spells: list) -> dict:
    that_day = market_of(records, each.counted_to(as_of))
    members = [p for p in that_day.providers if membership(that_day, p, authority, service)[0] == "member"]
    return {
        "month": each.name,
        "authority": authority,
        "complete": each.complete(as_of),
        "joined": sum(1 for spell in spells if each.holds(spell.joined_on)),
        "left": sum(1 for spell in spells if each.holds(spell.left_on)),
        "members": len(members),
        "active_members": sum(1 for p in members if activity(that_day, p, authority, service) == "active"),
    }
