"""Days as an address writes them."""

from datetime import date

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
"""Dates outside these are taken for slips of the pen."""


def a_day(name: str, value: str) -> tuple[date | None, list[str]]:
    """The day that a parameter gives, or None with a sentence of what is wrong with it."""
    try:
        found = date.fromisoformat(value)
    except ValueError:
        found = None
    if found is None or found.isoformat() != value:
        return None, [f"“{name}” is not a date like 2026-11-22: “{value}”."]
    if not EARLIEST <= found <= LATEST:
        return None, [f"“{name}” is out of range: “{value}”."]
    return found, []
