"""The Data page: files are given, looked at and taken in; what came in, and what is missing. Apart from Dash."""

from dashboard.web.data.views import register

__all__ = ["register"]
