"""Data in: a folder of files becomes checked frames, or a list of what is wrong with it and what to do."""

from dashboard.intake.delivery import Checked, Hours, Unreadable, check
from dashboard.intake.market_of import empty_market, market_of
from dashboard.intake.problems import RULES, Problem
from dashboard.intake.undoing import Undoing, check_undo

__all__ = [
    "RULES", "Checked", "Hours", "Problem", "Undoing", "Unreadable", "check", "check_undo", "empty_market", "market_of",
]
