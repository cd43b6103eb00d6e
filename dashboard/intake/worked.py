"""Hours against the records: worked out of a contract's life, by another provider, by no member, after today."""

from datetime import date

import numpy as np
import pandas as pd

from dashboard.intake.across import strays
from dashboard.intake.hours import HoursFile, Keys
from dashboard.intake.outcome import Outcome
from dashboard.intake.problems import Findings
from dashboard.market import clock


def check_hours(outcome: Outcome, books: list[HoursFile], keys: Keys, findings: Findings) -> None:
    """Warn of hours that are counted but may be mistaken, once a provider and contract; totals beside visits fail."""
    if len(books) == 2:
        _beside(books[0], books[1], keys, findings)
    for book in books:
        pairs = pd.DataFrame(keys.names, columns=["authority", "provider", "contract", "service"], dtype=object)
        entries = book.entries.join(pairs[["provider", "contract"]], on="key")
        for pair, rows in entries.groupby(["provider", "contract"]):
            provider, contract = (str(name) for name in pair)
            _warn(outcome, book, provider, contract, rows, findings)


def _warn(
    outcome: Outcome, book: HoursFile, provider: str, contract: str, rows: pd.DataFrame, findings: Findings
) -> None:
    day = rows["day"].to_numpy()
    days = day.astype("datetime64[D]")
    rule, stray = strays(outcome, contract, provider, days)
    terms = outcome.contracts.get(contract)
    outside = np.zeros(len(day), dtype=bool)
    life = ""
    if terms and terms.life:
        first, last = terms.life.start, terms.life.current_end
        outside = (days < np.datetime64(first)) | (days > np.datetime64(last))
        life = f"{first} to {last}"
    other = terms.provider_id if terms else None
    for name, column, wrong, said in (
        (rule, "provider_id", stray,
         "on days when it was not a member" if rule == "not_a_member" else f"though the contract is {other}'s"),
        ("outside_life", _day_column(book), outside, f"outside the contract's life, {life}"),
        ("after_today", _day_column(book), days > np.datetime64(clock.today()), "for days still to come"),
    ):
        if wrong.any():
            broken = rows[wrong]
            begun = broken.sort_values("line").iloc[0]
            value = provider if column == "provider_id" else str(_date(begun["day"]))
            first_day, last_day = broken["day"].min(), broken["day"].max()
            count = int(broken["rows"].sum())
            findings.warn(
                name, book.file.csv, int(begun["line"]), column, value,
                f"{count:,} {'row' if book.file.name == 'hours' else 'visit'}{'s' * (count > 1)} of {provider} under "
                f"{contract} {said}: {broken['delivered'].sum():,.1f} delivered hours from {_date(first_day)} to "
                f"{_date(last_day)}.",
                "Nothing, if this is right: the hours are counted. Else mend the days, the provider or the contract.",
            )


def _day_column(book: HoursFile) -> str:
    return "date" if book.file.name == "hours" else "planned_start"


def _date(day: int) -> date:
    found: date = np.datetime64(int(day), "D").astype(date)
    return found


def _beside(totals: HoursFile, visits: HoursFile, keys: Keys, findings: Findings) -> None:
    """A problem for each provider and authority that has both totals and visits."""
    lines = []
    for book in (totals, visits):
        pairs = pd.DataFrame(keys.names, columns=["authority", "provider", "contract", "service"], dtype=object)
        given = book.entries.join(pairs, on="key")
        held = book.held_back.rename(columns={"provider_id": "provider"})
        lines.append(pd.concat([given, held]).groupby(["provider", "authority"])["line"].min())
    both = lines[0].index.intersection(lines[1].index)
    for provider, authority in both:
        total, visit = int(lines[0][provider, authority]), int(lines[1][provider, authority])
        findings.problem(
            "visits_beside_totals", visits.file.csv, visit, "provider_id", provider,
            f"{provider} has visits for {authority} (visits.csv from line {visit}) beside totals (hours.csv from line "
            f"{total}): its hours would be counted twice.",
            "Keep the visits or the totals of a provider for an authority, not both.",
        )
