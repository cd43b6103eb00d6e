"""The scene of what is critical: what `attention` finds red, in words that anyone may read.

No provider is named and no hours are told: a finding may be about one provider, or rest on few packages.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from dashboard.components import say
from dashboard.measures import words
from dashboard.web.wall.parts import Act, Answer, Badge, Scene
from dashboard.web.wall.scenes import MOST_ACTS, Wall

SAYS = {
    "decision_overdue": "A decision is overdue",
    "delivering_past_end": "Care past the contract’s end",
    "due_diligence": "Checks on providers have run out",
    "capacity": "Too little capacity",
    "waiting": "Some care waits too long",
    "both": "Too little capacity, and care waits too long",
}
"""What a rule has found, a shortfall by its reason, without figures; a rule that is not here is called by its name."""

RED = Badge("red", say.STATUSES["red"])

DAYS_OF_A_YEAR = 365


def scene(wall: Wall) -> Scene:
    """What is critical, worst first; each counts how long it has been so. With no acts, nothing is."""
    found = list(_acts(wall))
    counts = {code: sum(code in codes for codes, _ in found) for code in wall.asked.authorities}

    def answer(code: str, name: str) -> Answer:
        is_ = words.plural(counts[code], "thing is", "things are")
        text = f"{name}: {is_} critical." if counts[code] else f"Nothing is critical in {name}."
        return Answer(text, wall._place(code))

    # All are critical: the mark beside the first stands for them.
    acts = tuple(replace(act, badge=None if nth else RED) for nth, (_, act) in enumerate(found[:MOST_ACTS]))
    note = f"The first of {len(found)}." if len(found) > len(acts) else ""
    return Scene("attention", "What cannot wait?", wall._each(answer), acts=acts, note=note)


def _acts(wall: Wall) -> Iterator[tuple[list[str], Act]]:
    """Each thing that is critical, after the codes of the authorities that it concerns."""
    now = wall.on_this_day
    table = now.table("attention")
    red = table[table["severity"] == "red"]
    contracts: dict[str, Any] = {str(row.contract_id): row for row in now.table("contracts").itertuples()}
    # Providers whose checks ran out are counted, by the authorities together that they work for.
    unchecked = red.loc[red["rule"] == "due_diligence", "authority"].value_counts().to_dict()
    row: Any
    for row in red.itertuples():
        codes, who = row.authority.split(";"), say.names(row.authority, wall.asked.settings)
        if row.rule == "shortfall":
            if weeks := _red_weeks(wall, row.authority):
                says = SAYS[wall._rows(row.authority)["reason"].iloc[-1]]
                yield codes, Act(says, who, str(weeks), "week" if weeks == 1 else "weeks")
        elif row.rule == "due_diligence":
            if count := unchecked.pop(row.authority, 0):
                unit = "provider" if count == 1 else "providers"
                yield codes, Act(SAYS[row.rule], who, str(count), unit)
        else:
            if row.subject_id in contracts:
                who = wall._discreet.title(contracts[row.subject_id], contracts[row.subject_id].route)
            yield codes, _since(wall.today, row, who)


def _since(day: date, row: Any, who: str) -> Act:
    """What has been so since a day, counted in days; a finding without a day is only said."""
    says = SAYS.get(row.rule, row.rule.replace("_", " ").capitalize())
    if pd.isna(row.since):
        return Act(says, who, "", "")
    days = (day - row.since.date()).days
    since = words.day(row.since)
    # Within a year the day and month are enough.
    since = since if days > DAYS_OF_A_YEAR else since.rpartition(" ")[0]
    return Act(says, who, str(days), f"{'day' if days == 1 else 'days'}, since {since}")


def _red_weeks(wall: Wall, code: str) -> int:
    """For how many weeks up to the last an authority has been red, as far back as the wall may show it; 0 if not."""
    return int((wall._rows(code)["status"] == "red")[::-1].cumprod().sum())
