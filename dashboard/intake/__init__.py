"""Data in: files become checked frames, or a list of what is wrong with it and what to do."""

from dashboard.intake.delivery import Checked, Hours, check
from dashboard.intake.given import Given, Source, Unknown, Unreadable, given
from dashboard.intake.market_of import empty_market, market_of
from dashboard.intake.problems import RULES, Problem
from dashboard.intake.undoing import Undoing, check_undo

__all__ = [
    "RULES", "Checked", "Given", "Hours", "Problem", "Source", "Undoing", "Unknown", "Unreadable", "check",
    "check_undo", "empty_market", "given", "market_of",
]
