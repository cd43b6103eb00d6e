"""The data contract as data: each file, its columns and what they mean. Templates, Help and every check read it."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

Kind = Literal[
    "text", "id", "pseudonym", "cqc", "date", "instant", "whole", "decimal", "money", "months", "choice",
    "authority", "service", "authorities", "services", "yes",
]
"""What a column holds.

text: free text · id: a code, exact · pseudonym: a package_id · cqc: a CQC provider id · date: YYYY-MM-DD ·
instant: a local UK time, or one with an offset · whole: a whole number · decimal: hours · money: pounds ·
months: a list of whole months · choice: one of the column's choices · authority, service: one of the settings' ·
authorities, services: a list of those · yes: `yes`, or blank.
"""


@dataclass(frozen=True)
class Column:
    """One column of a file; `least` is the smallest number it may hold, `above` that it must be more than that."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    key: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0
    above: bool = False
    example: str = ""


@dataclass(frozen=True)
class File:
    """One file of a delivery."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    removable: bool = True
    """Whether a row may take a record away by a column `remove`."""

    @property
    def csv(self) -> str:
        """The file's name in a folder."""
        return f"{self.name}.csv"

    @property
    def names(self) -> list[str]:
        """Its columns' names."""
        return [column.name for column in self.columns]

    @property
    def key(self) -> list[str]:
        """The columns that make a row's key."""
        return [column.name for column in self.columns if column.key]

    def column(self, name: str) -> Column:
        """The column of a name, `remove` included."""
        return next(column for column in (*self.columns, REMOVE) if column.name == name)


REMOVE = Column("remove", "yes", "`yes` takes the record of this key away; the other columns may then be blank")

_AUTHORITY = Column("authority", "authority", "the council's code", required=True, example="PCC")
_SERVICE = Column("service", "service", "the service's code", required=True, example="home_care")
_PROVIDER = Column("provider_id", "id", "the council's own supplier number", required=True, example="S100001")
_CONTRACT = Column("contract_id", "id", "the contract's own number", required=True, example="BLK-PCC-1")
_PACKAGE = Column(
    "package_id", "pseudonym", "a pseudonym made by the sender", required=True, key=True, example="K0000001"
)

_MEMBER, _DPS = "S100002", "DPS-1"
"""The examples' other provider and contract, a member and its DPS, so that the examples together make a delivery."""


def _keyed(column: Column, **changes: str) -> Column:
    return Column(**{**vars(column), "key": True, **changes})


def _optional(column: Column, meaning: str, **changes: str) -> Column:
    return Column(**{**vars(column), "required": False, "meaning": meaning, **changes})


def _example(column: Column, example: str) -> Column:
    return Column(**{**vars(column), "example": example})


FILES: dict[str, File] = {
    file.name: file
    for file in (
        File("providers", "Who gives care: one row a provider.", (
            _keyed(_PROVIDER),
            Column("name", "text", "the provider's name", required=True, example="Example Care Ltd"),
            Column(
                "provider_type", "choice", "`external`, or `internal`: a council's own service", required=True,
                choices=("external", "internal"), example="external",
            ),
            Column("cqc_provider_id", "cqc", "Care Quality Commission provider id, `1-` and digits",
                   example="1-101234567"),
            Column("company_number", "id", "Companies House number", example="01234567"),
            Column("area_entry_date", "date",
                   "the day it first set up in the area; blank for long-established", example="2025-09-01"),
        )),
        File("contracts", "How care is bought: one row a contract.", (
            _keyed(_CONTRACT),
            Column("title", "text", "what the contract is called", required=True, example="Peterborough block 1"),
            Column("contract_type", "choice", "`dps`, `block`, `spot` or `in_house`", required=True,
                   choices=("dps", "block", "spot", "in_house"), example="block"),
            Column("lead_authority", "authority", "the contract holder", required=True, example="PCC"),
            Column("covered_authorities", "authorities",
                   "list; includes the lead; any other is there by delegated agreement", required=True, example="PCC"),
            _optional(_PROVIDER, "required but for `dps`, which has members, not one provider"),
            Column("services", "services", "list", required=True, example="home_care;community_support"),
            Column("start_date", "date", "the first day", required=True, example="2026-04-01"),
            Column("initial_term_months", "whole", "36 for a 3-year term, 60 for 5", required=True, least=1,
                   example="36"),
            Column("extension_terms_months", "months",
                   "list, each option in order: `24` for one “+2”, `12;12` for two years in 12-month steps",
                   least=1, example="24"),
            Column("extensions_taken", "whole",
                   "how many of those have been taken up, from the first; blank is 0", example="0"),
            Column("extension_notice_months", "whole",
                   "a decision to extend is due this many months before the current end; default in settings",
                   example="6"),
            Column("reprocurement_lead_months", "whole",
                   "a new procurement takes this long; default in settings by type", example="15"),
            Column("mobilisation_weeks", "whole", "from the start until hours can be expected; default 0", example="8"),
            Column("delivery_calendar", "choice", "`all_year` (default), `term_time` or `holiday_only`",
                   choices=("all_year", "term_time", "holiday_only"), example="all_year"),
            Column("annual_value_gbp", "money", "required for `block`", example="50000"),
            Column("contracted_hours_per_week", "decimal",
                   "hours in a week of the delivery calendar; required for `in_house`, and for `block` unless "
                   "hourly_rate_gbp is given"),
            Column("hourly_rate_gbp", "money",
                   "for `block`, where contracted_hours_per_week is blank, it is annual_value_gbp / hourly_rate_gbp "
                   "/ 52 (all_year), / 39 (term_time), / 13 (holiday_only)", above=True, example="24.50"),
            Column("terminated_on", "date", "last day, where it ended early: before the end of the term in hand"),
        )),
        File("dps_memberships", "Who belongs to a DPS, and when: one row a spell of membership.", (
            Column("contract_id", "id", "a `dps` contract", required=True, key=True, example=_DPS),
            _keyed(_PROVIDER, example=_MEMBER),
            Column("joined_on", "date", "a provider may leave and rejoin: spells must not overlap", required=True,
                   key=True, example="2026-04-01"),
            Column("left_on", "date", "last day of membership", example="2027-03-31"),
            Column("leave_reason", "choice",
                   "with left_on only: `withdrew`, `removed_dormant`, `removed_quality`, `ceased_trading`, `other`",
                   choices=("withdrew", "removed_dormant", "removed_quality", "ceased_trading", "other"),
                   example="withdrew"),
            Column("authorities", "authorities", "list: where it will work", required=True, example="PCC;CCC"),
            Column("services", "services", "list", required=True, example="home_care;community_support"),
            Column("due_diligence_expires_on", "date",
                   "insurance, safeguarding and finance checks valid until", example="2027-03-31"),
        )),
        File("capacity_returns",
             "What a provider says it can deliver. A return holds until its next one for the same authority and "
             "service.", (
            _keyed(_PROVIDER, example=_MEMBER),
            _keyed(_AUTHORITY),
            _keyed(_SERVICE),
            Column("effective_from", "date", "the first day it holds", required=True, key=True, example="2026-10-05"),
            Column("hours_per_week", "decimal",
                   "total deliverable hours a week, used and unused, 0 or more", required=True, example="42.5"),
        )),
        File("packages", "Demand: one row a care package. It holds no person.", (
            _PACKAGE,
            _AUTHORITY,
            _SERVICE,
            Column("area", "text", "district or zone, such as `Fenland`", example="Fenland"),
            Column("hours_per_week", "decimal", "commissioned hours, above 0", required=True, above=True,
                   example="10.5"),
            Column("hourly_rate_gbp", "money", "agreed rate", example="24.50"),
            Column("requested_on", "date", "the day sourcing began", required=True, example="2026-10-05"),
            Column("awarded_on", "date", "the day a provider was found", example="2026-10-12"),
            _optional(_PROVIDER, "required once awarded", example=_MEMBER),
            _optional(_CONTRACT, "required once awarded", example=_DPS),
            Column("started_on", "date", "first day of care", example="2026-10-19"),
            Column("ended_on", "date", "last day of care, or the day the request was withdrawn", example="2027-03-31"),
            Column("end_reason", "choice",
                   "required with ended_on: `planned`, `handed_back` (ended at the provider's request; only if "
                   "awarded), `moved` (the child moved away), `withdrawn` (only if not started), `other`",
                   choices=("planned", "handed_back", "moved", "withdrawn", "other"), example="planned"),
        )),
        File("offers", "What members did when a package was put to them: one row an invitation.", (
            _PACKAGE,
            _keyed(_PROVIDER, example=_MEMBER),
            Column("invited_on", "date", "the day it was invited", required=True, key=True, example="2026-10-06"),
            Column("response", "choice", "`offered`, `declined`, `no_response`", required=True,
                   choices=("offered", "declined", "no_response"), example="offered"),
            Column("responded_on", "date", "required for `offered` and `declined`", example="2026-10-08"),
        )),
        File("hours", "Hours delivered, as totals by day or week.", (
            Column("date", "date", "a day; or a Monday, with `period` = `week`", required=True, key=True,
                   example="2026-10-19"),
            Column("period", "choice", "`day` (default) or `week`", choices=("day", "week"), example="day"),
            _keyed(_AUTHORITY),
            _keyed(_PROVIDER),
            _keyed(_CONTRACT),
            _keyed(_SERVICE),
            Column("planned_hours", "decimal", "carer hours planned, 0 or more", required=True, example="12"),
            Column("delivered_hours", "decimal", "carer hours delivered, 0 or more", required=True, example="11.5"),
        ), removable=False),
        File("visits", "Hours delivered, as the visit log of an electronic call monitoring system.", (
            Column("visit_id", "id", "the visit's own number", required=True, key=True, example="V000000001"),
            _AUTHORITY,
            _example(_PROVIDER, _MEMBER),
            _example(_CONTRACT, _DPS),
            _SERVICE,
            Column("planned_start", "instant", "local UK time, `YYYY-MM-DDTHH:MM`, or with an offset", required=True,
                   example="2026-10-19T08:00"),
            Column("planned_end", "instant", "after planned_start, at most 24 h", required=True,
                   example="2026-10-19T09:30"),
            Column("actual_start", "instant", "blank for a missed visit", example="2026-10-19T08:05"),
            Column("actual_end", "instant", "blank for a missed visit", example="2026-10-19T09:30"),
            Column("carers", "whole", "whole number from 1, 1 unless given; for planned and actual alike", least=1,
                   example="1"),
            Column("status", "choice",
                   "`completed` (needs both actual times), `missed`, `cancelled` (neither; cancelled counts as "
                   "neither planned nor delivered)", required=True, choices=("completed", "missed", "cancelled"),
                   example="completed"),
        ), removable=False),
        File("school_holidays", "School holidays: a day is term time unless a row covers it.", (
            _keyed(_AUTHORITY),
            Column("first_day", "date", "the first day", required=True, key=True, example="2027-07-22"),
            Column("last_day", "date", "inclusive", required=True, example="2027-09-01"),
            Column("name", "text", "such as `Summer`", example="Summer"),
        )),
    )
}
"""Every file of the contract by its name without ending, in the order they are told about."""

RECORDS = [name for name, file in FILES.items() if file.removable]
"""The files whose rows are records."""

HOURS = [name for name, file in FILES.items() if not file.removable]
"""The files whose rows become hours by day."""

DTYPES: dict[Kind, str] = {
    "date": "datetime64[us]", "whole": "Int64", "decimal": "float64", "money": "float64", "months": "object",
    "authorities": "object", "services": "object", "yes": "bool",
}
"""The type of a column in a frame, by its kind; text (`str`) where not named."""

DAYS = {
    "date": "datetime64[us]", "authority": "str", "provider_id": "str", "contract_id": "str", "service": "str",
    "planned_hours": "float64", "delivered_hours": "float64",
}
"""The columns of hours by day, and their types."""

HELD_BACK = {
    "file": "str", "line": "int64", "provider_id": "str", "authority": "str", "date": "datetime64[us]",
    "visit_id": "str", "cells": "str", "rule": "str", "column": "str", "message": "str", "mend": "str",
}
"""The columns of rows held back, and their types.

`file` is `hours` or `visits`; provider, authority, date (of a week, its Monday) and visit_id are missing where they
could not be read; `cells` is a JSON object of the contract's columns alone, as written; then what was wrong.
"""


def dtype(column: Column) -> str:
    """The type of a column in a frame."""
    return DTYPES.get(column.kind, "str")


def empty(name: str) -> pd.DataFrame:
    """A frame of a record file without rows, in the right types (no column `remove`)."""
    return pd.DataFrame({column.name: pd.Series(dtype=dtype(column)) for column in FILES[name].columns})


def empty_days() -> pd.DataFrame:
    """Hours by day without rows, in the right types."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in DAYS.items()})


def no_held_back() -> pd.DataFrame:
    """Rows held back: none, in the right types."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in HELD_BACK.items()})
