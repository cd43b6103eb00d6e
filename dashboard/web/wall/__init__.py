"""The wall: a page apart from Dash for a screen across a room. Its address is its whole configuration."""

from dashboard.web.wall.views import register

__all__ = ["register"]
