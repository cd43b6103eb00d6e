"""The planner: what a plan changes for each authority, its controls, and how many blocks are enough."""

from dashboard.components.planner.answer import Answer
from dashboard.components.planner.controls import Controls
from dashboard.components.planner.counts import BlockCounts
from dashboard.components.planner.months import Months

__all__ = ["Answer", "BlockCounts", "Controls", "Months"]
