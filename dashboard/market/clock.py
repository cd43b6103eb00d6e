"""The one clock: what the time is, and which day it is in Peterborough and Cambridgeshire."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_stopped_at: datetime | None = None


def now() -> datetime:
    """The present instant, in UTC."""
    return _stopped_at or datetime.now(UTC)


def today() -> date:
    """The present day in Europe/London, whatever the server's own time zone."""
    return now().astimezone(LONDON).date()


@contextmanager
def stopped(instant: datetime | date) -> Iterator[None]:
    """Stop the clock at an instant, or at noon of a day, for tests; it goes on afterwards."""
    global _stopped_at
    if not isinstance(instant, datetime):
        instant = datetime(instant.year, instant.month, instant.day, 12, tzinfo=LONDON)
    before, _stopped_at = _stopped_at, instant.astimezone(UTC)
    try:
        yield
    finally:
        _stopped_at = before
