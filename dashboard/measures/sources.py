"""Where a measure's figures come from: the files of the data contract that it reads."""

_CAPACITY = ("packages", "hours", "capacity_returns", "offers", "dps_memberships", "contracts", "school_holidays")

SOURCES: dict[str, tuple[str, ...]] = {
    "attention": ("providers", *_CAPACITY),
    "sufficiency": _CAPACITY,
    "outlook": _CAPACITY,
    "outlook_summary": _CAPACITY,
    "backtest": ("packages", "hours", "school_holidays"),
    "backtest_summary": ("packages", "hours", "school_holidays"),
    "plan": _CAPACITY,
    "plan_months": _CAPACITY,
    "plan_blocks": _CAPACITY,
    "supply": _CAPACITY,
    "demand": ("packages",),
    "sourcing": ("packages",),
    "funnel": ("packages", "offers"),
    "providers": ("providers", "dps_memberships", "contracts", "packages", "offers", "hours"),
    "provider_weeks": ("providers", "dps_memberships", "contracts", "hours"),
    "membership": ("dps_memberships", "contracts", "packages", "hours"),
    "dormancy": ("providers", "dps_memberships", "contracts", "packages", "offers", "hours"),
    "concentration": _CAPACITY,
    "entrants": ("providers", "dps_memberships", "contracts", "packages", "offers", "hours"),
    "blocks": ("contracts", "hours", "packages", "school_holidays", "providers"),
    "blocks_weekly": ("contracts", "hours", "school_holidays"),
    "contracts": ("contracts", "dps_memberships", "hours", "providers"),
}
"""Every measure's files, by its id; `hours` may have come as `visits`."""
