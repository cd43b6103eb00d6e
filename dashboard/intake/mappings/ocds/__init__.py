"""OCDS: procurement notices become drafts of contracts.csv and providers.csv, for a person to complete.

Contracts Finder, Find a Tender (before and under the Procurement Act 2023), Public Contracts Scotland and Sell2Wales.
"""

from dashboard.intake.mappings.ocds.drafts import Drafts, Outcome, read
from dashboard.intake.mappings.ocds.notices import NotOCDS
from dashboard.intake.mappings.ocds.writing import write

__all__ = ["Drafts", "NotOCDS", "Outcome", "read", "write"]
