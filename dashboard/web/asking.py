"""From an address to what is asked: the query read, the market found, the day and import filled in."""

from collections.abc import Collection
from functools import partial
from urllib.parse import parse_qsl

from dashboard.components.asked import Asked, Theme
from dashboard.figures import ROOMS
from dashboard.market import clock
from dashboard.market.filters import Choices, Filters
from dashboard.settings import Settings
from dashboard.store import Store
from dashboard.web.errors import Refused

MOST_PARAMETERS = 50


def ask(
    store: Store,
    settings: Settings,
    query: str,
    *,
    also: Collection[str] = (),
    theme: Theme = "light",
    room: int = ROOMS[1],
) -> Asked:
    """Read a query string (without its “?”); `also` names parameters that another reader takes.

    Raises ValueError where it has too many parameters to be one of ours.
    """
    newest = store.market()
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    providers = frozenset(newest.providers["provider_id"])
    choices = Choices(settings.authorities, settings.services, providers, newest.number)
    filters, notices = Filters.from_query(pairs, choices, also=also)
    market = newest if filters.known_at in (None, newest.number) else store.market(filters.known_at)
    filled = filters.filled(clock.today(), newest.number)
    # Of the first import everything is new, so that nothing stands out.
    earlier = partial(store.market, market.number - 1) if market.number > 1 else None
    return Asked(market, settings, filters, filled, notices, theme, room, earlier, store.imports)


def ask_strictly(store: Store, settings: Settings, query: bytes, *, also: Collection[str] = ()) -> Asked:
    """The same for what Dash does not draw; raises Refused where it has too many parameters."""
    try:
        return ask(store, settings, query.decode("utf-8", "replace"), also=also)
    except ValueError as error:
        raise Refused("The address has too many parameters.") from error


def ask_exactly(store: Store, settings: Settings, query: bytes) -> Asked:
    """The same for an address that gives a file; raises Refused where it has any mistake."""
    view = ask_strictly(store, settings, query)
    if view.notices:
        raise Refused("\n".join(view.notices))
    return view
