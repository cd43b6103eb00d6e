"""Sections 1 and 2: the columns of each table, its key, its order, and the filters that choose rows.

Readings
- The key of dormancy is provider_id, authority, package_id, invited_on: joined_on and pickup follow from them.
- A row of blocks has its contract year as its period: `from` and `to` look at the year's first day, `weeks`
  at end(12k), though the contract ends earlier.
- A row of dormancy has its invited_on as a period of one day, for `from`, `to` and `weeks` alike.
- A row of a month or quarter has that as its period, whole, though the running one is counted to as_of.
- contracts, providers, entrants and attention have no period: from, to and weeks are ignored.
- Findings of attention level in all the text names stand by rule, then by authority.
"""

from datetime import date
from fractions import Fraction

from .figures import as_float
from .weeks import WEEK

_HEADERS = {
    "contracts": (
        "contract_id,title,route,provider_id,provider,authorities,start_date,initial_end,current_end,"
        "maximum_end,extensions_taken,extensions_left,decision_due,paper_due,reprocurement_start,phase,"
        "days_to_extension,days_to_decision,days_to_end,delivering_past_end,status"
    ),
    "demand": (
        "week,authority,service,demand_hours,placed_hours,waiting_hours,unsourced_hours,demand_packages,"
        "waiting_packages,unsourced_packages"
    ),
    "sourcing": (
        "month,authority,complete,requested,awarded,started,withdrawn,handed_back,median_days,p90_days,"
        "awarded_within_target,waiting_packages,waiting_hours,waiting_0_2,waiting_3_6,waiting_7_12,"
        "waiting_over_12,oldest_wait_days"
    ),
    "funnel": (
        "quarter,authority,complete,requested,put_to_market,with_offer,one_offer_only,awarded,started,"
        "invitations,offers,offers_per_package"
    ),
    "sufficiency": (
        "week,authority,demand_hours,waiting_hours,overdue_hours,unmet_share,delivered_hours,"
        "unreported_hours,paper_hours,credible_hours,demonstrated_hours,headroom_hours,sufficiency,"
        "paper_sufficiency,status,reason"
    ),
    "supply": (
        "week,authority,route,planned_hours,delivered_hours,unreported_hours,delivery_rate,share,"
        "demonstrated_hours,credible_hours,paper_hours"
    ),
    "providers": (
        "provider_id,provider,authority,membership,joined_on,invited,offered,declined,no_response,"
        "response_rate,awarded,award_rate,hours_last_13_weeks,hours_prior_13_weeks,change,share,"
        "last_delivery,handed_back,pickup,days_since_pickup,activity"
    ),
    "provider_weeks": ("week,authority,provider_id,provider,delivered_hours,unreported_hours,reported"),
    "dormancy": ("provider_id,provider,authority,joined_on,pickup,package_id,invited_on,response,responded_on"),
    "membership": ("month,authority,complete,joined,left,members,active_members"),
    "concentration": (
        "quarter,authority,complete,providers,largest_provider,largest_share,top5_share,hhi,"
        "sufficiency_without_largest"
    ),
    "entrants": (
        "provider_id,provider,entered,joined,first_invited,first_awarded,first_hour,weeks_to_first_hour,"
        "hours_to_date,uncosted_hours,spend_to_date_gbp,spend_first_12_months_gbp,against_setup,complete"
    ),
    "attention": ("severity,rule,authority,subject,subject_id,what,since,due,link"),
    "blocks": (
        "contract_id,contract_year,title,provider_id,provider,authorities,from,to,complete,"
        "contracted_hours,delivered_hours,utilisation,void_hours,over_hours,value_gbp,"
        "price_per_contracted_hour,cost_per_delivered_hour,void_gbp,dps_rate_gbp,"
        "break_even_utilisation,utilisation_13_weeks,projected_utilisation,status"
    ),
    "blocks_weekly": ("week,contract_id,contracted_hours,delivered_hours,utilisation,utilisation_13_weeks"),
    "outlook": (
        "week,authority,demand_p05,demand_p25,demand_p50,demand_p75,demand_p95,capacity_committed,"
        "capacity_p05,capacity_p50,capacity_p95,shortfall_p50,p_sufficient"
    ),
    "outlook_summary": (
        "authority,p_13_weeks,p_26_weeks,p_52_weeks,p_104_weeks,first_week_below_80,"
        "expected_unmet_hours_52_weeks,largest_driver"
    ),
    "backtest": ("authority,origin,horizon_weeks,actual,p05,p50,p95,naive"),
    "backtest_summary": (
        "authority,horizon_weeks,origins,coverage_50,coverage_90,pinball,pinball_naive,pinball_drift,bias"
    ),
    "plan": (
        "authority,of,p_13_weeks,p_26_weeks,p_52_weeks,p_104_weeks,first_week_below_80,unmet_hours_52_weeks,"
        "unmet_hours_a_year,block_hours_a_year,void_hours_a_year,void_gbp_a_year,block_gbp_a_year,"
        "bought_hours_a_year,bought_gbp_a_year,cost_gbp_a_year"
    ),
    "plan_months": (
        "month,authority,p_sufficient_base,p_sufficient,unmet_hours_base,unmet_hours,void_hours_base,void_hours,"
        "demand_p50_base,demand_p50,capacity_p50_base,capacity_p50,demand_p05,demand_p95,capacity_p05,capacity_p95"
    ),
    "plan_blocks": (
        "authority,demand,blocks,first,last,p_sufficient,unmet_hours,void_hours,cost_gbp,regret_hours,regret_gbp,"
        "fewest"
    ),
}
COLUMNS = {measure: header.split(",") for measure, header in _HEADERS.items()}

KEYS = {
    "contracts": ["contract_id"],
    "demand": ["week", "authority", "service"],
    "sourcing": ["month", "authority"],
    "funnel": ["quarter", "authority"],
    "sufficiency": ["week", "authority"],
    "supply": ["week", "authority", "route"],
    "providers": ["provider_id", "authority"],
    "provider_weeks": ["week", "authority", "provider_id"],
    "dormancy": ["provider_id", "authority", "package_id", "invited_on"],
    "membership": ["month", "authority"],
    "concentration": ["quarter", "authority"],
    "entrants": ["provider_id"],
    "attention": ["severity", "due", "since", "subject", "subject_id", "rule", "authority"],
    "blocks": ["contract_id", "contract_year"],
    "blocks_weekly": ["week", "contract_id"],
    "outlook": ["week", "authority"],
    "outlook_summary": ["authority"],
    "backtest": ["authority", "origin", "horizon_weeks"],
    "backtest_summary": ["authority", "horizon_weeks"],
    "plan": ["authority", "of"],
    "plan_months": ["month", "authority"],
    "plan_blocks": ["authority", "demand", "blocks"],
}


def finished(measure: str, rows: list[dict]) -> list[dict]:
    """Sorted by key columns, left to right, ascending; columns in order; figures rounded to 9 decimals."""
    columns = COLUMNS[measure]
    for row in rows:
        if set(row) != set(columns):
            raise AssertionError(f"{measure}: {set(row) ^ set(columns)}")
    ordered = sorted(rows, key=lambda row: tuple(_place(column, row[column]) for column in KEYS[measure]))
    return [{column: _value(row[column]) for column in columns} for row in ordered]


def _place(column: str, value):
    """Where a value stands among others: severities worst first, days that are empty last."""
    if column == "severity":
        return ("red", "amber", "note").index(value)
    return (value is None, value or date.max) if column in ("due", "since") else value


def _value(value):
    if isinstance(value, Fraction):
        return as_float(value)
    return None if value == "" else value


def shows(
    market, first_day: date, last_day: date, from_: date | None, to: date | None, weeks: int | str | None
) -> bool:
    """Section 2: from and to show the rows whose period's first day lies between them; weeks=N those whose
    period ends on or after the Monday of the N-th latest complete week. None changes a value."""
    if weeks not in (None, "", "all") and last_day < market.last_week - (int(weeks) - 1) * WEEK:
        return False
    if from_ is not None and first_day < from_:
        return False
    return to is None or first_day <= to


def fits(value: str | None, wanted: str | None) -> bool:
    """A row filter: absent means all."""
    return wanted is None or value == wanted


def joined(items: tuple[str, ...]) -> str:
    return ";".join(items)
