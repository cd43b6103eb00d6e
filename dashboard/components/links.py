"""Where a name leads."""

from dataclasses import replace
from urllib.parse import quote

from dashboard.market.filters import Filters


def provider(provider_id: str, filters: Filters) -> str:
    """The address of a provider's own page, with the filters that it takes."""
    query = replace(filters, provider=None, route=None).to_query()
    return f"/providers/{quote(provider_id)}" + (f"?{query}" if query else "")
