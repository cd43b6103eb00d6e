"""What contracts are called on a wall that anyone walks past: by no external provider's name (conventions W-8)."""

import re
from functools import cached_property
from typing import Any

from dashboard.components.asked import Asked
from dashboard.market.filters import ROUTES
from dashboard.measures import words

ORDINARY = frozenset("""
    and care carers central centre child children childrens city community company contract contracts council county
    disability domiciliary east example families family first for framework group health home homecare hours house
    independent limited living local ltd north place plc purchase purchases respite second service services social
    south specialist support team term the third time trust west with young
    """.split())  # noqa: SIM905
"""Words that name no provider, though they stand in providers' names."""


class Discreet:
    """The titles of a market's contracts, as a wall may show them."""

    def __init__(self, asked: Asked):
        self.asked, self.settings = asked, asked.settings

    def title(self, contract: Any, route: str) -> str:
        """A contract's title; what kind of contract it is, where a word of the title names an external provider."""
        if not self._naming & _words(contract.title):
            return str(contract.title)
        places = [self.settings.authorities[code].name for code in contract.authorities.split(";")]
        kind = ROUTES[route].removesuffix(" contracts")
        return f"{words.joined(places)}: {kind if route == 'dps' else kind.lower()} contract"

    @cached_property
    def _naming(self) -> set[str]:
        """The words by which an external provider can be known."""
        providers = self.asked.market.providers
        names = providers.loc[providers["provider_type"] != "internal", "name"]
        places = [authority.name for authority in self.settings.authorities.values()]
        return _words(*names) - _words(*places, *self.settings.services.values(), *ROUTES.values()) - ORDINARY


def _words(*texts: str) -> set[str]:
    return {word for text in texts for word in re.findall(r"[^\W\d_]{3,}", text.casefold())}
