"""Help, and the accessibility statement: pages of text, to look things up on. Apart from Dash."""

from dashboard.web.help.views import register

__all__ = ["register"]
