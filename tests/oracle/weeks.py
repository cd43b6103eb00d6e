"""Section 1, "Week": Monday to Sunday, named by its Monday."""

from datetime import date, timedelta

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def monday(day: date) -> date:
    """The name of the week a day lies in."""
    return day - timedelta(days=day.weekday())


def sunday(week: date) -> date:
    return week + 6 * DAY


def days_of(week: date) -> list[date]:
    return [week + n * DAY for n in range(7)]


def days_between(first: date, last: date) -> list[date]:
    """Every day from first to last, both included; none where last is earlier."""
    return [first + n * DAY for n in range((last - first).days + 1)]


def weeks_between(first: date, last: date) -> list[date]:
    """Every Monday from first to last, both included; none where last is earlier."""
    return [first + n * WEEK for n in range((last - first).days // 7 + 1)]


def last_complete_week(as_of: date) -> date:
    """A week is complete when its Sunday is on or before as_of."""
    week = monday(as_of)
    return week if sunday(week) <= as_of else week - WEEK


def latest_weeks(count: int, last: date) -> list[date]:
    """The last N weeks, of which `last` is the latest."""
    return [last - n * WEEK for n in reversed(range(count))]
