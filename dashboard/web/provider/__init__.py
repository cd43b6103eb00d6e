"""One provider on one printable page: its contracts, membership, hours, answers and packages. Apart from Dash."""

from dashboard.web.provider.views import register

__all__ = ["register"]
