"""What may be shown to whoever passes by: figures about few children are left out (conventions L-22 and L-23)."""

from dashboard.measures import words
from dashboard.settings import Settings

HIDDEN = "c"
"""Stands for a figure that is left out because it rests on too few packages."""


def few(packages: float, settings: Settings) -> bool:
    """Whether a figure rests on so few packages that it could be about a child: 1 to 5; none at all is no child."""
    return 1 <= packages <= settings.few_packages


def count(packages: float, settings: Settings) -> str:
    """A count of packages: `c` for 1 to 5, 0 as it is, others to the nearest 5."""
    if few(packages, settings):
        return HIDDEN
    nearest = settings.packages_rounded_to
    return words.number((2 * int(packages) + nearest) // (2 * nearest) * nearest)


def hours(value: float, packages: float, settings: Settings) -> str:
    """Hours that rest on a number of packages: `c` where these are 1 to 5, else in whole numbers."""
    return HIDDEN if few(packages, settings) else words.number(value)


def legend(settings: Settings) -> str:
    """What `c` means."""
    return f"{HIDDEN}: 1 to {settings.few_packages} packages, not shown."


def note(settings: Settings) -> str:
    """What the figures of `count` mean."""
    return f"{legend(settings)} Other counts to the nearest {settings.packages_rounded_to}."
