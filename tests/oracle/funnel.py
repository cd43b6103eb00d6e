"""Section 4, `funnel`: what happens to a package put to the market?

Readings
- A package counts in the quarter of its requested_on with all that became of it up to as_of.
- "Offered" is an answer `offered` seen by as_of; a provider that offered twice for a package is one.
- offers_per_package is over packages put to the market, those without an offer included.
"""

from .figures import ratio
from .market import market_of
from .periods import Period, quarter, without_gaps
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
    if not market.packages:
        return []
    quarters = without_gaps(quarter, min(p.requested_on for p in market.packages), as_of)
    packages = [p for p in market.packages if fits(p.service, service)]
    rows = [
        _row(market, each, a, [p for p in packages if p.authority == a and each.holds(p.requested_on)])
        for each in quarters
        for a in {p.authority for p in packages}
        if fits(a, authority) and shows(market, each.first, each.last, from_, to, weeks)
    ]
    return finished("funnel", rows)


def _row(market, each: Period, authority: str, packages: list) -> dict:
    names = {p.package_id for p in packages}
    invitations = [o for o in market.offers if o.package_id in names]
    invited = {o.package_id for o in invitations}
    offered = {(o.package_id, o.provider_id) for o in invitations if o.response == "offered"}
    offers = [sum(1 for package, _ in offered if package == name) for name in names]
    return {
        "quarter": each.name,
        "authority": authority,
        "complete": each.complete(market.as_of),
        "requested": len(packages),
        "put_to_market": len(invited),
        "with_offer": sum(1 for count in offers if count > 0),
        "one_offer_only": sum(1 for count in offers if count == 1),
        "awarded": sum(1 for p in packages if p.awarded_on is not None),
        "started": sum(1 for p in packages if p.started_on is not None),
        "invitations": len(invitations),
        "offers": sum(offers),
        "offers_per_package": ratio(sum(offers), len(invited)),
    }
