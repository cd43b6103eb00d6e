"""Every finding of every measure, read back over random markets: short, good English and true of its own table.

A sentence's figures are taken out of it one by one, each compared with the table, until none is left unread.
"""

import calendar
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from dashboard.intake import market_of
from dashboard.market.filters import Filters
from dashboard.measures import MEASURES, answer
from dashboard.settings import example_settings
from tests.oracle.markets import draw
from tests.unit.measures.test_against_oracle import VIEWS, views

SETTINGS = example_settings()
Rows = list[dict[str, Any]]

MONTHS = calendar.month_name[1:]
PROPER = {"DPS", *MONTHS, *(name for a in SETTINGS.authorities.values() for name in a.name.split())}
"""The words that have a capital inside a sentence; what holds a digit is a number or a contract's."""
NOUNS = "(?:package|hour|day|week|month|year|provider|member|contract|decision|note|block|offer|invitation|import)"
NUMBER = r"(?<![\w,.£])[\d,.]*\d(?: million)? (?:new |dormant )?"
HOURS = r"(no hours|under 1 hour|[\d,.]+(?: million)? hours?)"
COUNT = r"(none|both|all|[\d,]+)"
DAY = r"(\d+ [A-Z]\w+ \d{4})"


@pytest.mark.parametrize("seed", range(8))
def test_every_finding_reads_well_and_is_true(seed: int, tmp_path: Path) -> None:
    assert _wrong(seed, tmp_path, only=seed % (VIEWS + 1)) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(200))
def test_every_finding_reads_well_and_is_true_of_many_markets(seed: int, tmp_path: Path) -> None:
    assert _wrong(seed, tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        "Peterborough is 0 hours a week short.", "Peterborough is no hours a week short.", "Peterborough is nan short.",
        "Peterborough: 1 packages wait.", "Peterborough: 2 package wait.", "Peterborough: 1 package have begun.",
        "Peterborough: 2 packages waits.", "Peterborough: 1 hours.", "Peterborough: 1,001 day.", "Peterborough: inf.",
        "Peterborough: 1 dormant members.", "Peterborough: none have", "peterborough: none have.", "In Ely: -3 hours.",
        "Peterborough: None active.", "Peterborough  has none.", "Peterborough: 1 new provider have delivered hours.",
        "Peterborough has one two three four five six seven eight nine ten eleven.", "Peterborough Has Enough Care.",
        "Peterborough: 1 hour wait too long.",
    ],
)
def test_bad_english_is_seen(text: str) -> None:
    assert _english(text)


def test_a_figure_that_the_table_does_not_hold_is_seen() -> None:
    row = {
        "week": date(2026, 11, 16), "demand_hours": 50.0, "headroom_hours": -12.4, "overdue_hours": 3.0,
        "sufficiency": 0.752, "unreported_hours": 0.0, "status": "red", "reason": "both",
    }
    true = "Peterborough is 12 hours a week short; 3 hours wait too long."
    assert _untrue("sufficiency", true, [row], date(2026, 11, 22)) == ""
    for wrong, right in (("12", "13"), ("3 hours", "4 hours"), ("short", "spare"), ("3 hours", "no hours")):
        assert _untrue("sufficiency", true.replace(wrong, right), [row], date(2026, 11, 22))
    asked = [{"week": date(2026, 8, 17), "demand_hours": 40.0}, {"week": date(2026, 11, 16), "demand_hours": 50.0}]
    assert _untrue("demand", "Peterborough: 50 hours a week, 25% up in 13 weeks.", asked, date(2026, 11, 22)) == ""
    assert _untrue("demand", "Peterborough: 50 hours a week, 25% down in 13 weeks.", asked, date(2026, 11, 22))


def _wrong(seed: int, folder: Path, only: int | None = None) -> list[str]:
    """The findings of a market's views, or of one of them, that read badly or are not so, with why."""
    as_of = draw(seed, folder)
    market = market_of(folder, SETTINGS)
    found = []
    asked = views(Random(seed), as_of, sorted(market.provider_names))
    for day, view in asked if only is None else [asked[only]]:
        filters = Filters(**view, as_of=day, known_at=1)
        for name, measure in MEASURES.items():
            table = answer(measure, market, filters, SETTINGS)
            said = measure.finding(table, filters, SETTINGS)
            rows = [{key: _plain(cell) for key, cell in row.items()} for row in table.to_dict("records")]
            found += [] if said else [f"{day} {view} {name}: nothing is said"]
            for code, text in said.items():
                wrong = _english(text) or _untrue(name, text, _own(rows, code), day, filters.provider)
                found += [f"{day} {view} {name}: {text!r}: {wrong}"] if wrong else []
            if name == "attention":
                found += [f"{day} {row['rule']}: {row['what']!r}: {w}" for row in rows if (w := _english(row["what"]))]
    return found


def _plain(cell: Any) -> Any:
    """A cell as Python has it: None where it is empty, a date for a moment."""
    if cell is None or cell != cell or str(cell) in ("<NA>", "NaT"):
        return None
    return cell.date() if isinstance(cell, datetime) else cell


def _own(rows: Rows, code: str) -> Rows:
    """The rows that a sentence under an authority's code is about; all, where they name none."""
    for column in ("authority", "authorities"):
        if rows and column in rows[0]:
            return [row for row in rows if code in row[column].split(";")]
    return rows


# English


def _english(text: str) -> str:
    """What is wrong with a sentence's words; "" where nothing is."""
    if len(text.split()) > 12:
        return "more than 12 words"
    if re.search(r"\b(nan|NaN|NaT|None|inf|Infinity)\b|<NA>|-\d", text):
        return "a missing or negative figure"
    if re.search(r"(?<![\w,.])0 [a-z]|\bno \w+( a week)? (short|overdue|wait|not reported)", text):
        return "a zero stated as a figure"
    if not text.endswith(".") or text.endswith("..") or re.search(r"\s\s|\s[.,;:]|^\s", text):
        return "punctuation"
    first, *rest = re.findall(r"[\w'-]+", text)
    if not (first[0].isupper() or first[0].isdigit()):
        return "no capital"
    if any(word[0].isupper() and word.removesuffix("'s") not in PROPER and not re.search(r"\d", word) for word in rest):
        return "a capital inside"
    if re.search(rf"(?!1 ){NUMBER}{NOUNS}\b|(?=1 ){NUMBER}{NOUNS}s\b", text):
        return "the noun's number"
    if re.search(rf"(?=1 ){NUMBER}{NOUNS} (wait|have|are|were)\b|\b{NOUNS}s (waits|has|is|was)\b", text):
        return "the verb's number"
    return ""


# Truth


class _Text:
    """A sentence from which what has been read is taken out."""

    def __init__(self, text: str):
        self.left = text

    def take(self, pattern: str) -> tuple[str, ...] | None:
        """The groups of a pattern, or all of it where it has none; None where it is not there."""
        found = re.search(pattern, self.left)
        if not found:
            return None
        self.left = self.left[: found.start()] + "·" + self.left[found.end() :]
        return found.groups() or (found[0],)


def _untrue(measure: str, text: str, rows: Rows, as_of: date, provider: str | None = None) -> str:
    """What a sentence says that its rows do not; "" where all its figures are theirs."""
    said = _Text(text)
    try:
        READ[measure](said, rows, as_of, provider)
    except AssertionError as error:
        return str(error).split("\n")[0] or "not so"
    return f"figures unread: {said.left!r}" if re.search(r"\d", said.left) else ""


def _hours(text: str, hours: float) -> None:
    if text == "no hours":
        assert hours == 0, f"{text} for {hours}"
    elif text == "under 1 hour":
        assert 0 < hours < 0.5, f"{text} for {hours}"
    elif "million" in text:
        assert abs(_figure(text.split()[0]) - hours / 1e6) <= 0.05, f"{text} for {hours}"
    else:
        assert hours > 0 and abs(_figure(text.split()[0]) - hours) <= 0.5 + 1e-6, f"{text} for {hours}"


def _figure(text: str) -> float:
    return float(text.replace(",", ""))


def _percent(text: str, fraction: float, decimals: int = 0) -> None:
    assert abs(_figure(text) / 100 - fraction) <= 0.005 / 10**decimals + 1e-9, f"{text}% for {fraction}"


def _count(text: str, count: int, of: int | None = None) -> None:
    written = {"none": 0, "both": 2, "all": of}.get(text) if text in ("none", "both", "all") else _figure(text)
    assert written == count, f"{text} for {count}"


def _sunday(as_of: date) -> date:
    """The last complete week's."""
    return as_of - timedelta(days=(as_of.weekday() + 1) % 7)


def _date(text: str) -> date:
    return datetime.strptime(text, "%d %B %Y").date()


def _unreported(said: _Text, hours: float) -> None:
    if told := said.take(rf"; {HOURS} not reported"):
        assert hours > 0, "hours not reported, and none are"
        _hours(told[0], hours)


def _week(said: _Text, sunday: date, as_of: date, pattern: str) -> None:
    """A day named is the Sunday of the week told; a week that goes unnamed may be any that is too long to name."""
    if told := said.take(pattern):
        assert _date(told[0]) == sunday != _sunday(as_of), f"{told[0]} for {sunday}"


def _sufficiency(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if not rows:
        assert said.take("nothing to judge"), "nothing to judge by"
        return
    row = rows[-1]
    headroom, overdue, demand = row["headroom_hours"], row["overdue_hours"], row["demand_hours"]
    _week(said, row["week"] + timedelta(days=6), as_of, rf", {DAY}:")
    _unreported(said, row["unreported_hours"])
    if said.take("no care"):
        assert demand == 0, "care is asked for"
        return
    assert demand > 0, "no care is asked for"
    late = overdue / demand > SETTINGS.unmet_green + 1e-12
    told = said.take(rf"{HOURS} (?:waits? too long|overdue)")
    assert bool(told) == late, "who waits too long"
    if told:
        _hours(told[0], overdue)
    if short := said.take(rf"{HOURS}(?: a week)? short"):
        assert headroom < 0, f"short with {headroom}"
        _hours(short[0], -headroom)
        return
    assert headroom >= 0, f"not said to be {headroom} short"
    if late:
        assert said.take("does not fit"), "capacity that does not fit"
        return
    barely = bool(said.take("barely"))
    assert barely == (row["sufficiency"] < SETTINGS.sufficiency_green), "barely or well enough"
    assert said.take("enough care"), "enough care"
    if spare := said.take(rf"{HOURS}(?: a week)? spare"):
        _hours(spare[0], headroom)


def _demand(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if not rows:
        assert said.take("no request"), "no request"
        return
    weekly: dict[date, float] = {}
    for row in rows:
        weekly[row["week"]] = weekly.get(row["week"], 0) + row["demand_hours"]
    last = max(weekly)
    if week := said.take(rf",? (?:in the )?week of {DAY}"):
        assert _date(week[0]) == last and last + timedelta(days=6) != _sunday(as_of), f"week of {week[0]}"
    else:
        assert last + timedelta(days=6) == _sunday(as_of), "an earlier week, in the present"
    back = None
    if change := said.take(r"([\d,]+)% (up|down) in (\d+) weeks?"):
        then = weekly[last - timedelta(weeks=int(change[2]))]
        assert change[1] == ("up" if weekly[last] > then else "down"), f"{change[1]} from {then} to {weekly[last]}"
        _percent(change[0], abs(weekly[last] / then - 1))
        assert _figure(change[0]) > 0, "a change of nothing"
        back = int(change[2])
    elif level := said.take(r"level with (\d+) weeks? ago"):
        back = int(level[0])
        assert abs(weekly[last] / weekly[last - timedelta(weeks=back)] - 1) <= 0.005 + 1e-9, "level, and it is not"
    elif none := said.take(r"from none (\d+) weeks? ago"):
        back = int(none[0])
        assert weekly[last - timedelta(weeks=back)] == 0 < weekly[last], "from none, and it was some"
    if back is not None:
        assert back == min(13, (last - min(weekly)).days // 7) > 0, f"{back} weeks"
    if said.take("no hours"):
        assert weekly[last] == 0, f"no hours for {weekly[last]}"
        return
    asked = said.take(HOURS)
    assert asked, "hours asked for"
    _hours(asked[0], weekly[last])


def _supply(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if not rows:
        assert said.take("no hours or capacity|nothing to show"), "nothing to show"
        return
    last = max(row["week"] for row in rows)
    latest = [row for row in rows if row["week"] == last]
    sunday = last + timedelta(days=6)
    _week(said, sunday, as_of, rf", week to {DAY}")
    if when := said.take(" (this|last) week"):
        assert sunday == _sunday(as_of) and (when[0] == "this") == (sunday == as_of), f"{when[0]} week"
    _unreported(said, sum(row["unreported_hours"] for row in latest))
    delivered = sum(row["delivered_hours"] for row in latest)
    if said.take("no hours"):
        assert all(row["share"] is None for row in latest), f"no hours for {delivered}"
        return
    shares = sorted((row["share"] for row in latest), reverse=True)
    if provider:
        told = said.take(r"([\d,]+)%")
        assert told, "its part"
        _percent(told[0], sum(shares))
        return
    spoken = {"block": r"blocks?", "dps": "the DPS|DPS", "in_house": "in-house", "spot": "spot"}
    parts = 0
    for row in latest:
        if told := said.take(rf"(?:{spoken[row['route']]})(?: \w+)*? ([\d,]+)%"):
            _percent(told[0], row["share"])
            assert row["share"] in shares[:2], "neither the largest nor the next"
            parts += 1
    assert parts, "no route's part is told"


def _sourcing(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if not rows:
        assert said.take("no request"), "no request"
        return
    row = rows[-1]
    _month(said, row["month"], as_of, ", end of ")
    if said.take("[Nn]obody"):
        assert row["waiting_packages"] == 0, "somebody waits"
        return
    if over := said.take(rf"{COUNT} over 12 weeks"):
        assert row["waiting_over_12"] > 0, "over 12 weeks, and nobody has"
        _count(over[0], row["waiting_over_12"], row["waiting_packages"])
    count = said.take(r"([\d,]+) packages? wait")
    assert count, "who waits"
    _count(count[0], row["waiting_packages"])
    if said.take("asked for (?:today|that day)"):
        assert row["oldest_wait_days"] == 0, "asked for earlier"
    elif oldest := said.take(r"([\d,]+) days?"):
        _count(oldest[0], row["oldest_wait_days"])


def _month(said: _Text, month: str, as_of: date, lead: str) -> None:
    """A month named is that of the row, and only where it is not the running one."""
    told = said.take(rf"{lead}(\w+ \d{{4}})")
    running = month == f"{as_of:%Y-%m}"
    assert bool(told) != running, "the month's name"
    if told:
        assert f"{datetime.strptime(told[0], '%B %Y'):%Y-%m}" == month, f"{told[0]} for {month}"


def _funnel(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if not rows:
        assert said.take("no request"), "no request"
        return
    row = ([row for row in rows if row["complete"]] or rows)[-1]
    year, quarter = int(row["quarter"][:4]), int(row["quarter"][-1])
    if told := said.take(r", (\w+) to (\w+) (\d{4})"):
        assert told == (MONTHS[3 * quarter - 3], MONTHS[3 * quarter - 1], str(year)), f"{told} for {row['quarter']}"
    elif when := said.take(" (this|last) quarter"):
        ago = 4 * as_of.year + (as_of.month - 1) // 3 - (4 * year + quarter - 1)
        assert ago == ("this", "last").index(when[0]), f"{when[0]} quarter for {row['quarter']}"
    put, one, none = row["put_to_market"], row["one_offer_only"], row["put_to_market"] - row["with_offer"]
    if said.take("no package requested"):
        assert row["requested"] == 0, "some are requested"
    elif said.take("none put to market"):
        assert put == 0, "some were put to market"
        if asked := said.take(r"([\d,]+) packages? requested"):
            _count(asked[0], row["requested"])
    elif alone := said.take(r"1 package(?: put to market drew|,) (no|[\d,]+) offers?"):
        assert put == 1, "more than one"
        _count("none" if alone[0] == "no" else alone[0], row["offers"])
    elif several := said.take(r"(both|all) ?([\d,]*) packages drew several"):
        _count(several[1] or "both", put)
        assert not one and not none, "several offers each, and not all have"
    else:
        told = said.take(rf"{COUNT} of ([\d,]+) packages drew (one|no|an) offer")
        assert told, "what was drawn"
        _count(told[1], put)
        _count(told[0], {"one": one, "no": none, "an": put - none}[told[2]])
        if rest := said.take(r", ([\d,]+) none"):
            _count(rest[0], none)


def _providers(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    members = [row for row in rows if row["membership"] == "member"]
    if told := said.take(rf"{COUNT} of ([\d,]+) members? active"):
        _count(told[1], len(members))
        _count(told[0], sum(row["activity"] == "active" for row in members))
        if dormant := said.take(rf"{COUNT} dormant"):
            _count(dormant[0], sum(row["activity"] == "dormant" for row in members))
    elif said.take("way in"):
        assert not rows, "some have a way in"
    elif not provider or said.take("has left|is not a DPS member"):
        assert not members, "there are members"
    else:
        assert members, "no member"


def _provider_weeks(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    silent = {row["provider_id"] for row in rows if row["reported"] == "silent"}
    if told := said.take(r"([\d,]+) providers? ha(?:s|ve) not reported"):
        _count(told[0], len(silent))
    else:
        assert not silent, "some are silent"
        nothing = not any(row["reported"] for row in rows)
        assert bool(said.take("^No hours")) == nothing, "reported or nothing expected"


def _dormancy(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if said.take("no invitations"):
        assert not rows, "there are invitations"
        return
    if invitations := said.take(r"([\d,]+) invitations?"):
        _count(invitations[0], len(rows))
    told = said.take(r"([\d,]+) dormant members?")
    assert told, "dormant members"
    _count(told[0], len({row["provider_id"] for row in rows}))


def _concentration(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if not rows:
        assert said.take("no hours to show|nothing to show"), "nothing to show"
        return
    row = rows[-1]
    if to := said.take(rf", to {DAY}"):
        last = _date(to[0]) + timedelta(days=1)
        assert (last.month, last.day) in ((1, 1), (4, 1), (7, 1), (10, 1)), "no quarter's last day"
        assert f"{_date(to[0]).year}-Q{_date(to[0]).month // 3}" == row["quarter"], f"{to[0]} for {row['quarter']}"
    if said.take("no hours delivered"):
        assert row["providers"] == 0, "some delivered"
    elif share := said.take(r"([\d,]+)% of hours"):
        _percent(share[0], row["largest_share"])
        assert row["sufficiency_without_largest"] is None, "sufficiency is known"
    else:
        covered = said.take(r"([\d,.]+)%")
        assert covered, "what is covered"
        _percent(covered[0], row["sufficiency_without_largest"], 1)


def _entrants(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    said.take(r"(?:last|in) 5 years")
    if said.take("[Nn]o new provider|not new"):
        assert not rows, "there is a new one"
    elif provider:
        [row] = rows
        if told := said.take(rf"entered {DAY}"):
            assert _date(told[0]) == row["entered"] and row["first_hour"] is None, "when it entered"
        elif told := said.take(rf"on {DAY}"):
            assert _date(told[0]) == row["first_hour"], "its first hour"
        elif told := said.take(r"(under 1|[\d,]+) weeks?"):
            weeks = row["weeks_to_first_hour"]
            assert 0 <= weeks < 0.5 if told[0] == "under 1" else abs(_figure(told[0]) - weeks) <= 0.5, "weeks waited"
    else:
        working = sum(row["first_hour"] is not None for row in rows)
        new = said.take(r"([\d,]+) new providers?")
        assert new, "how many are new"
        _count(new[0], len(rows))
        if one := said.take(r"it has delivered (no )?hours"):
            _count(new[0], 1)
            assert working == (not one[0]), "whether it works"
        else:
            done = said.take(rf"{COUNT} ha(?:s|ve) delivered")
            assert done, "how many deliver"
            _count(done[0], working, len(rows))


def _membership(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if not rows:
        assert said.take("no DPS membership"), "no membership"
        return
    row = rows[-1]
    if since := said.take(r" since (\w+ \d{4})"):
        assert f"{datetime.strptime(since[0], '%B %Y'):%Y-%m}" == rows[0]["month"], f"since {since[0]}"
    _month(said, row["month"], as_of, ", ")
    if said.take("none joined or left"):
        assert not any(row["joined"] or row["left"] for row in rows), "some came or went"
    for what in ("joined", "left"):
        if told := said.take(rf"{COUNT} {what}"):
            _count(told[0], sum(row[what] for row in rows))
    if said.take("no members"):
        assert row["members"] == 0, "there are members"
    elif alone := said.take("1 member, (not )?active"):
        assert (row["members"], row["active_members"]) == (1, 0 if alone[0] else 1), "one member"
    else:
        told = said.take(rf"([\d,]+) members, {COUNT} active")
        assert told, "how many members"
        _count(told[0], row["members"])
        _count(told[1], row["active_members"], row["members"])


def _blocks(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if not rows:
        assert said.take("no block"), "no block"
        return
    running = [row for row in rows if not row["complete"]]
    told = running or rows
    contracted, delivered = (sum(row[f"{what}_hours"] for row in told) for what in ("contracted", "delivered"))
    if said.take("no block hours contracted"):
        assert contracted == 0, "some are contracted"
    elif said.take("no block hours reported"):
        assert delivered == 0, "some are delivered"
    else:
        used = said.take(r"(uses|used) ([\d,]+)%")
        assert used and used[0] == ("uses" if running else "used"), "uses or used"
        _percent(used[1], delivered / contracted)


def _blocks_weekly(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    last = max((row["week"] for row in rows), default=None)
    used = {
        row["contract_id"]: row["utilisation_13_weeks"]
        for row in rows if row["week"] == last and row["utilisation_13_weeks"] is not None
    }
    if said.take("no block hours"):
        assert not used, "there are block hours"
        return
    assert last, "no block hours"
    _week(said, last + timedelta(days=6), as_of, rf"(?:to|by) {DAY}")
    said.take("13 weeks")
    low, high = SETTINGS.utilisation_green
    out = sum(not low <= share <= high for share in used.values())
    if one := said.take(r"[Bb]lock (\S+) (is|was) ([\d,]+)% used"):
        assert one[1] == ("is" if last + timedelta(days=6) == _sunday(as_of) else "was"), f"{one[1]} used"
        assert list(used) == [one[0]], f"{one[0]} of {list(used)}"
        _percent(one[2], used[one[0]])
    elif outside := said.take(r"([\d,]+) of ([\d,]+) outside 85% to 105%"):
        assert out > 0, "none is outside"
        _count(outside[0], out)
        _count(outside[1], len(used))
    else:
        within = said.take(r"all ([\d,]+) within 85% to 105%")
        assert within and out == 0, "all within"
        _count(within[0], len(used))


def _contracts(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    due = [row["days_to_decision"] for row in rows if row["days_to_decision"] is not None]
    counts = {
        r"([\d,]+) decisions? overdue": sum(row["phase"] == "decision_overdue" for row in rows),
        r"([\d,]+) contracts? delivering past the end": sum((row["delivering_past_end"] or 0) > 0 for row in rows),
        r"([\d,]+)(?: decisions?)? due within 90 days": sum(0 <= days <= 90 for days in due),
        r"([\d,]+) contracts? to re-procure": sum(row["phase"] == "reprocure" for row in rows),
    }
    told = {pattern: said.take(pattern) for pattern in counts}
    for pattern, found in told.items():
        if found:
            _count(found[0], counts[pattern])
            assert counts[pattern], "nothing to tell"
    if any(told.values()):
        # What matters most is never left out for what matters less.
        first = next(pattern for pattern, count in counts.items() if count)
        assert told[first], f"{first} is left out"
        return
    assert not any(counts.values()), "decisions left out"
    if next_due := said.take(rf"decision (?:is due )?{DAY}"):
        to_come = [row["decision_due"] for row in rows if (row["days_to_decision"] or 0) > 0]
        assert _date(next_due[0]) == min(to_come), f"{next_due[0]}, and the next is {min(to_come)}"
    else:
        assert bool(said.take("no decision")) == bool(rows), "no contract or no decision"
        assert not any(days > 0 for days in due), "a decision is to come"


def _attention(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if said.take("nothing"):
        assert not rows, "there are findings"
        return
    for severity, pattern in (("red", "critical"), ("amber", "to watch"), ("note", "notes?")):
        count, told = sum(row["severity"] == severity for row in rows), said.take(rf"([\d,]+) {pattern}")
        assert bool(told) == (count > 0), f"{severity} findings"
        if told:
            _count(told[0], count)


def _outlook(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if not rows:
        assert said.take("nothing to look ahead from"), "nothing to look ahead from"
        return
    if said.take("too little"):
        assert all(row["p_sufficient"] is None for row in rows), "enough is known"
        return
    week0 = _sunday(as_of) - timedelta(days=6)
    ahead = [row for row in rows if row["week"] > week0]
    if said.take("no week ahead|nothing shown"):
        assert not ahead, "weeks ahead are shown"
        return
    percent, month, year = said.take(r"(\d+)% likely (?:to have )?enough (?:care )?to ([A-Z]\w+)( \d{4})?")
    ends = [n for n, row in enumerate(ahead) if f"{row['week'] + timedelta(days=6):%B}" == month]
    assert ends and (not year or any(ahead[n]["week"].year in (int(year), int(year) - 1) for n in ends)), month
    lowest = [min(row["p_sufficient"] for row in ahead[: n + 1]) for n in ends]
    assert any(int(percent) / 100 <= chance < (int(percent) + 1) / 100 for chance in lowest), f"{percent}%"
    below = next((row["week"] for row in ahead if row["p_sufficient"] < 0.8), None)
    if told := said.take(r"doubtful from (\d+ [A-Z]\w+|[A-Z]\w+ \d{4})"):
        assert below and told[0] in (f"{below.day} {below:%B}", f"{below:%B %Y}"), f"{told[0]} for {below}"


def _outlook_summary(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if not rows:
        assert said.take("nothing to look ahead from"), "nothing to look ahead from"
        return
    unmet = rows[0]["expected_unmet_hours_52_weeks"]
    if said.take("too little"):
        assert unmet is None, "enough is known"
        return
    if said.take("nothing is expected to go unmet|all needs met"):
        assert unmet == 0, f"{unmet} unmet"
        return
    _hours(said.take(rf"{HOURS} (?:expected )?unmet")[0], unmet)
    if told := said.take(r"(\w+) weighs? most"):
        assert told[0] == rows[0]["largest_driver"], told[0]


def _backtest(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if said.take("too short"):
        assert not rows, "there is a past"
        return
    held = sum(row["p05"] <= row["actual"] <= row["p95"] for row in rows)
    found, outcomes = said.take(r"([\d,]+) of ([\d,]+) outcomes?")
    assert (_figure(found), _figure(outcomes)) == (held, len(rows)), f"{found} of {outcomes}"


def _backtest_summary(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if said.take("too short"):
        assert not rows, "there is a past"
        return
    assert said.take("90% band"), "which band"
    _percent(said.take(r"held (\d+)%")[0], rows[-1]["coverage_90"])
    if weeks := said.take(r"(\d+) weeks ahead"):
        assert int(weeks[0]) == rows[-1]["horizon_weeks"], weeks[0]


def _unknown(said: _Text, rows: Rows, column: str) -> bool:
    """Whether nothing, or too little, is known, and said so."""
    if not rows:
        assert said.take("nothing to look ahead from"), "nothing to look ahead from"
        return True
    if said.take("too little"):
        assert all(row[column] is None for row in rows), "enough is known"
        return True
    return False


def _plan(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if not _unknown(said, rows, "p_52_weeks"):
        _percent(said.take(r"enough is (\d+)% likely (?:in the year's worst week|at worst)")[0], rows[-1]["p_52_weeks"])


def _plan_months(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if not _unknown(said, rows, "p_sufficient"):
        likely, months = said.take(r"likely in (\d+) of (\d+) months")
        assert int(likely) == sum(row["p_sufficient"] >= 0.8 for row in rows), f"{likely} likely"
        assert int(months) == len(rows), f"{months} months"


def _plan_blocks(said: _Text, rows: Rows, as_of: date, provider: str | None) -> None:
    if said.take("no week to judge"):
        assert rows[0]["first"] > rows[0]["last"], "there are weeks to judge"
        return
    if _unknown(said, rows, "p_sufficient"):
        return
    enough = [row["blocks"] for row in rows if row["demand"] == "any" and row["p_sufficient"] >= 0.9]
    if said.take("not even 6 blocks|6 blocks are too few"):
        assert not enough, f"{min(enough)} are enough"
    elif told := said.take(r"at least (\d+) blocks?"):
        assert int(told[0]) == min(enough), told[0]
    else:
        assert said.take("no block (?:is )?needed") and min(enough) == 0, "no block"
    if to := said.take(r"90% to ([A-Z]\w+ \d{4})"):
        assert to[0] == f"{rows[0]['last']:%B %Y}", to[0]


READ: dict[str, Callable[[_Text, Rows, date, str | None], None]] = {
    "sufficiency": _sufficiency, "demand": _demand, "supply": _supply, "sourcing": _sourcing, "funnel": _funnel,
    "providers": _providers, "provider_weeks": _provider_weeks, "dormancy": _dormancy, "membership": _membership,
    "concentration": _concentration, "entrants": _entrants, "blocks": _blocks, "blocks_weekly": _blocks_weekly,
    "contracts": _contracts, "attention": _attention, "outlook": _outlook, "outlook_summary": _outlook_summary,
    "backtest": _backtest, "backtest_summary": _backtest_summary,
    "plan": _plan, "plan_months": _plan_months,
    "plan_blocks": _plan_blocks,
}
"""How each measure's sentence is read."""


def test_every_measure_is_read() -> None:
    assert set(READ) == set(MEASURES)
