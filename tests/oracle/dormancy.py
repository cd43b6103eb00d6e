"""Section 6, `dormancy`: the evidence. One row an invitation after the pick-up day of each dormant member.

Readings
- The invitations are those of the row's authority (and service, where narrowed), up to as_of.
- `from`, `to` and `weeks` choose by invited_on, after it is settled who is dormant.
"""

from .market import market_of
from .providers import activity, invitations_since, membership, pairs, pick_up
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
    """authority and provider: rows; service: narrows; route: ignored."""
    market = market_of(records, as_of)
    rows = []
    for p, a in pairs(market, service):
        if not (fits(p, provider) and fits(a, authority)):
            continue
        if activity(market, p, a, service) != "dormant":
            continue
        for offer in invitations_since(market, p, a, service):
            if shows(market, offer.invited_on, offer.invited_on, from_, to, weeks):
                rows.append(
                    {
                        "provider_id": p,
                        "provider": market.providers[p].name,
                        "authority": a,
                        "joined_on": membership(market, p, a, service)[1],
                        "pickup": pick_up(market, p, a, service),
                        "package_id": offer.package_id,
                        "invited_on": offer.invited_on,
                        "response": offer.response,
                        "responded_on": offer.responded_on,
                    }
                )
    return finished("dormancy", rows)
