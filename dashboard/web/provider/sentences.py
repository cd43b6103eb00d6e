"""What a provider's page says before each table: at most 12 words for each authority, from the measures' own figures.

`row` is the provider's row of `providers` in one authority; None where it has had neither a way in nor hours of late.
"""

from typing import Any

import pandas as pd

from dashboard.measures import words
from dashboard.settings import Settings


def hours(name: str, row: Any, silent: int, settings: Settings) -> str:
    """How its hours move; `silent` is how many of the weeks shown it has not reported."""
    weeks = settings.activity_weeks
    if row is None:
        return f"{name}: no hours in the last {settings.lookback_weeks} weeks."
    last, prior = row.hours_last_13_weeks, row.hours_prior_13_weeks
    done = f"{words.hours(last)} in {weeks} weeks"
    if silent:
        missing = f"{name}: {words.plural(silent, 'week')} not reported"
        return words.fitting(f"{missing}; {done}.", f"{missing}.")
    if last == 0 and prior == 0:
        return f"{name}: no hours in the last {2 * weeks} weeks."
    return words.fitting(f"{name}: {done}, {_change(last, prior, weeks)}.", f"{name}: {done}.")


def _change(last: float, prior: float, weeks: int) -> str:
    if last == 0 or prior == 0:
        return f"{words.hours(prior) if prior else 'none'} in the {weeks} before"
    share = words.percent(abs(last / prior - 1))
    return "as many as before" if share == "0%" else f"{'up' if last > prior else 'down'} {share}"


def membership(name: str, state: Any, spells: pd.DataFrame) -> str:
    """Whether it is a member, since when, and how long its checks hold.

    `state` is its row of `pickup.members`, None where it never was one; `spells` are those that cover the authority.
    """
    if state is None:
        return f"{name}: not a member of a DPS."
    if state.membership == "left":
        left = spells["left_on"].max()
        return f"{name}: no longer a member." if pd.isna(left) else f"{name}: member until {words.day(left)}."
    since = f"{name}: member since {words.day(state.joined_on)}"
    checked = spells.loc[spells["left_on"].isna(), "due_diligence_expires_on"].min()
    return f"{since}." if pd.isna(checked) else words.fitting(f"{since}, checked to {words.day(checked)}.", f"{since}.")


def invitations(name: str, row: Any, settings: Settings) -> str:
    """How often it was invited and offered."""
    if row is None or row.invited == 0:
        return f"{name}: no invitations in the last {settings.lookback_weeks} weeks."
    offers = words.plural(row.offered, "offer") if row.offered else "no offers"
    answered = f"{name}: {offers} to {words.plural(row.invited, 'invitation')}"
    return words.fitting(f"{answered} in {settings.lookback_weeks} weeks.", f"{answered}.")


def evidence(name: str, count: int) -> str:
    """How many invitations it left without an offer since its last pick-up, where it is dormant."""
    if count == 0:
        return f"{name}: no evidence that it is dormant."
    invited = f"{name}: {words.plural(count, 'invitation')}"
    return words.fitting(f"{invited} since its last pick-up, no offers.", f"{invited}, no offers.")


def packages(name: str, row: Any, settings: Settings) -> str:
    """How many packages it was awarded, and how many it handed back."""
    awarded, handed_back = (0, 0) if row is None else (row.awarded, row.handed_back)
    if not awarded and not handed_back:
        return words.fitting(
            f"{name}: no packages awarded or handed back in {settings.lookback_weeks} weeks.",
            f"{name}: no packages awarded or handed back.",
        )
    one = words.plural(awarded, "package") if awarded else "no packages"
    other = words.number(handed_back) if handed_back else "none"
    done = f"{name}: {one} awarded, {other} handed back"
    return words.fitting(f"{done} in {settings.lookback_weeks} weeks.", f"{done}.")


def work(name: str, rows: pd.DataFrame) -> str:
    """What it says it can deliver, against what it delivers, summed over services."""
    delivered = rows["delivered_hours"].sum()
    if rows["returned_hours"].notna().any():
        said, done = words.hours(rows["returned_hours"].sum()), words.hours(delivered) if delivered else "none"
        return words.fitting(
            f"{name}: {said} a week returned, {done} delivered.", f"{name}: {said} returned, {done} delivered.",
            f"{name}: {said} returned.",
        )
    return words.fitting(
        f"{name}: no capacity return, {words.hours(delivered)} a week delivered.", f"{name}: no capacity return."
    )
