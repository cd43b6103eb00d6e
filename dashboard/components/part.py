"""What a page is made of: parts, each with a layout, the cells it fills and how it fills them."""

from typing import Any, Protocol

from dash import Output
from dash.development.base_component import Component

from dashboard.components.asked import Asked
from dashboard.settings import Settings


class Part(Protocol):
    """A piece of a page. `page` is the page's name: ids begin with it, so that two pages can hold the same piece."""

    def layout(self, page: str, settings: Settings) -> Component:
        """The piece before it is drawn."""

    def outputs(self, page: str) -> list[Output]:
        """The cells that `draw` fills."""

    def draw(self, asked: Asked) -> list[Any]:
        """A value for each of the outputs."""
