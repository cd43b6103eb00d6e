"""Deliveries made by hand, and what a store says, in forms that are easy to compare."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard.intake import Checked, Hours
from dashboard.intake.columns import DAYS, FILES, HELD_BACK, RECORDS, dtype
from dashboard.market.market import Market
from dashboard.store import Store

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)

D = date.fromisoformat


def frame(name: str, *records: dict[str, Any]) -> pd.DataFrame:
    """A checked frame of one file: a dict for each record, with what is not blank."""
    columns = {}
    for column in FILES[name].columns:
        blank: Any = () if dtype(column) == "object" else None
        values = [record.get(column.name, blank) for record in records]
        columns[column.name] = pd.Series(values, dtype=dtype(column))
    remove = pd.Series([record.get("remove", False) for record in records], dtype=bool)
    return pd.DataFrame({**columns, "remove": remove})


def hours(rows: list[tuple[Any, ...]], ranges: list[tuple[str, str, str, str]]) -> Hours:
    """Hours by day, as rows of (date, authority, provider, contract, service, planned, delivered); and the ranges."""
    days = pd.DataFrame(rows, columns=list(DAYS)).astype(DAYS)
    replaced = pd.DataFrame(ranges, columns=["provider_id", "authority", "first", "last"])
    text = {"provider_id": "str", "authority": "str", "first": "datetime64[us]", "last": "datetime64[us]"}
    return Hours(days, replaced.astype(text))


def held(*rows: dict[str, Any]) -> pd.DataFrame:
    """Rows held back: a dict for each, with its line and what could be read; of visits, unless it says otherwise."""
    told = {
        "file": "visits", "cells": '{"carers": "two"}', "rule": "whole_number", "column": "carers",
        "message": "“two” is no whole number.", "mend": "Write digits.",
    }
    return pd.DataFrame([{**told, **row} for row in rows], columns=list(HELD_BACK)).astype(HELD_BACK)


def delivery(against: int, given: Hours | None = None, **files: pd.DataFrame) -> Checked:
    """A delivery without problems, checked against the market of a number."""
    rows = {name: len(records) for name, records in files.items()}
    if given is not None:
        rows["hours"] = len(given.days)
    return Checked(
        frames=files, hours=given, problems=[], warnings=[], rows=rows, left_alone=[], counts=Counter(),
        warning_counts=Counter(), against=against,
    )


def contents(market: Market) -> dict[str, pd.DataFrame]:
    """Every frame of a market, hours by day included."""
    names = [*RECORDS, "weekly_hours"]
    return {**{name: getattr(market, name) for name in names}, "days": market.days(FIRST, LAST)}


def known(store: Store, number: int | None = None) -> dict[str, pd.DataFrame]:
    """Every frame as known at an import, read by a store that has read nothing yet."""
    fresh = Store(store._engine.url.render_as_string(hide_password=False))
    try:
        return contents(fresh.market(number))
    finally:
        fresh.dispose()


def assert_same(found: dict[str, pd.DataFrame], expected: dict[str, pd.DataFrame]) -> None:
    """Every frame equal in every value, type and in its order."""
    assert found.keys() == expected.keys()
    for name, one in found.items():
        pd.testing.assert_frame_equal(one, expected[name], obj=name)


def many(against: int, *, providers: int = 20, days: int = 100, more: float = 0, back: int = 0) -> Checked:
    """A delivery of some size: for each provider a contract, and a day of hours for each of `days`.

    Besides, `back` rows are held back; they are put right by another such delivery that says something else.
    """
    ids = [f"P{number:03d}" for number in range(providers)]
    first = D("2026-01-05")
    last = first + timedelta(days=days - 1)
    bad = held(*(
        {"line": line + 2, "provider_id": ids[0], "authority": "PCC", "date": first, "message": f"More: {more}."}
        for line in range(back)
    ))
    given = hours(
        [
            (first + timedelta(days=day), "PCC", name, f"C-{name}", "home_care", 2.0, 1.5 + more)
            for name in ids for day in range(days)
        ],
        [(name, "PCC", str(first), str(last)) for name in ids],
    )
    return delivery(
        against,
        replace(given, held_back=bad),
        providers=frame(
            "providers", *({"provider_id": name, "name": f"{name} {more}", "provider_type": "external"} for name in ids)
        ),
        contracts=frame(
            "contracts",
            *(
                {
                    "contract_id": f"C-{name}", "title": f"Spot {name} {more}", "contract_type": "spot",
                    "lead_authority": "PCC", "covered_authorities": ("PCC",), "provider_id": name,
                    "services": ("home_care",), "start_date": first, "initial_term_months": 36,
                }
                for name in ids
            ),
        ),
    )
