"""Every threshold, day and count that measures.md names, with its default, in one place."""

from datetime import date
from fractions import Fraction

AUTHORITIES = ("CCC", "PCC")
SERVICES = ("community_support", "home_care")
ROUTES = ("block", "dps", "in_house", "spot")

# Section 3: a contract's life
EXTENSION_NOTICE_MONTHS = 6
REPROCUREMENT_LEAD_MONTHS = {"block": 15, "dps": 24, "in_house": 12, "spot": 12}
GOVERNANCE_LEAD_DAYS = 9 * 7
PAST_END_WEEKS = 4
CALENDAR_WEEKS = {"all_year": 52, "term_time": 39, "holiday_only": 13}

# Section 4: sourcing
AWARD_TARGET_DAYS = 14

# Section 5: capacity
DEMONSTRATED_WEEKS = 26
DEMONSTRATED_RUN = 4
ENGAGED_DAYS = 7 * DEMONSTRATED_WEEKS
NEW_DAYS = 90
SILENCE_WEEKS = 8

# sufficiency
SUFFICIENCY_FROM_WEEK = 4
OVERDUE_DAYS = 14
SUFFICIENCY_GREEN = Fraction("1.10")
SUFFICIENCY_AMBER = Fraction("1.00")
UNMET_GREEN = Fraction("0.02")
UNMET_AMBER = Fraction("0.05")

# Section 6: providers
PROVIDER_WEEKS = 26
HOURS_WEEKS = 13
ACTIVE_DAYS = 90
QUIET_DAYS = 180
ENOUGH_INVITATIONS = 3

# Section 7: blocks
UTILISATION_WEEKS = 13
UTILISATION_GREEN = (Fraction("0.85"), Fraction("1.05"))
UTILISATION_AMBER = (Fraction("0.70"), Fraction("1.20"))

# Section 6: entrants
ENTRANT_YEARS = 5
SETUP_GBP = 50_000

# Section 8: attention
PAPER_SOON_DAYS = 90
BAND_WEEKS = 8
DUE_DILIGENCE_DAYS = 60
INTERNAL_BANDS = {"CCC": (Fraction("0.20"), Fraction("0.40"))}
DEPENDENCE_SHARE = Fraction("0.30")
LONG_WAIT_DAYS = 6 * 7
NOT_REPORTED_DAYS = 14
OLD_DPS_BEFORE = date(2025, 2, 24)
OLD_DPS_UNTIL = date(2029, 2, 23)

DECIMALS = 9
