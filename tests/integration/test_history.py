"""Any sequence of deliveries and undos: what was known at each import stays as it was, whatever came after.

Beside the store goes a plain model: for every import a state, of dicts and tuples. For each state a database of its
own is filled by one delivery of all that it says; the store as known at that import must give the very same frames,
and the same exports.
"""

import dataclasses
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import event

from dashboard.intake import check_undo
from dashboard.settings import Settings
from dashboard.store import Store, engine
from tests.integration.deliveries import assert_same, delivery, frame, held, hours, known
from tests.integration.exports import exports

MONDAY = date(2026, 1, 5)
DAYS = 8
PAIRS = [("P1", "PCC"), ("P2", "PCC")]


def day(number):
    return MONDAY + timedelta(days=number)


@dataclass(frozen=True)
class State:
    """All that is known at an import: days are counted from a Monday."""

    providers: dict[str, str]
    """P3 and P4, which nothing names: their names."""
    days: dict[tuple[str, str, int], dict[str, float]]
    """Hours by provider, authority and day: by contract."""
    holidays: dict[int, int]
    """First day to last day."""
    held: dict[tuple[int, int], tuple[Any, ...]]
    """Rows held back, by import and line: provider and authority, first and last day, visit, and a word they say."""


@dataclass(frozen=True)
class Given:
    """A delivery; None takes a provider or a holiday away, and of a row held back is what could not be read."""

    providers: dict[str, str | None]
    ranges: dict[tuple[str, str], tuple[tuple[int, int], dict[tuple[int, str], float]]]
    holidays: dict[int, int | None]
    held: dict[int, tuple[tuple[str, str] | None, int | None, str | None, str]]
    seen: frozenset[str]


number = st.sampled_from([1, 2, 6, 7])
"""Few days, so that deliveries meet; over two weeks."""

span = st.tuples(number, number).map(sorted).map(tuple)
givens = st.builds(
    Given,
    providers=st.dictionaries(st.sampled_from(["P3", "P4"]), st.sampled_from(["a", "b", None]), max_size=2),
    ranges=st.dictionaries(
        st.sampled_from(PAIRS),
        st.tuples(span, st.dictionaries(st.tuples(number, st.sampled_from(["C1", "C2"])), st.sampled_from([0.5, 2.25]),
                                        min_size=1, max_size=6)),
        min_size=1, max_size=2,
    ),
    holidays=st.lists(span, max_size=2).map(
        lambda spans: {} if len(spans) == 2 and overlap(*spans) else dict(spans)
    ) | number.map(lambda first: {first: None}),
    held=st.dictionaries(
        st.integers(2, 4),
        st.tuples(st.none() | st.sampled_from(PAIRS), st.none() | number, st.sampled_from([None, "V1", "V2"]),
                  st.sampled_from("xy")),
        max_size=2,
    ),
    seen=st.frozensets(st.sampled_from(["V1", "V2"]), max_size=1),
)


def overlap(one, other):
    return one[0] <= other[1] and other[0] <= one[1]


# The model


def after(state, number, given):
    """The state that a delivery of this number makes of another."""
    providers = {name: value for name, value in {**state.providers, **given.providers}.items() if value}
    days = dict(state.days)
    for (provider, authority), ((first, last), values) in given.ranges.items():
        for at in range(first, last + 1):
            days.pop((provider, authority, at), None)
            of_day = {contract: value for (on, contract), value in values.items() if on == at}
            if of_day:
                days[provider, authority, at] = of_day
    holidays = {
        first: last for first, last in state.holidays.items()
        if first not in given.holidays
        and not any(until is not None and overlap((first, last), (on, until)) for on, until in given.holidays.items())
    } | {first: last for first, last in given.holidays.items() if last is not None}
    return State(providers, days, holidays, held_after(state.held, number, given))


def held_after(before, number, given):
    spans = [value[0] for value in given.ranges.values()]
    whole = (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None
    rows = {}
    for line, (pair, on, visit, word) in given.held.items():
        cover = (on, on) if on is not None else given.ranges[pair][0] if pair in given.ranges else whole
        rows[number, line] = (pair, cover if pair else None, visit, word, on)
    found = {}
    for mark, row in before.items():
        again = [new for new in rows if new[1] == mark[1] and rows[new] == row]
        for new in again:
            del rows[new]
        pair, cover, visit, *_ = row
        covered = pair in given.ranges and cover and (
            given.ranges[pair][0][0] <= cover[0] and cover[1] <= given.ranges[pair][0][1]
        )
        if again or not (visit in given.seen or covered):
            found[mark] = row
    return found | rows


def undone(before, left, now):
    """The state when the import that made `left` of `before` is taken back."""
    providers, days = dict(now.providers), dict(now.days)
    for then, was, values in ((before.providers, left.providers, providers), (before.days, left.days, days)):
        for key in then.keys() | was.keys():
            if then.get(key) != was.get(key) == values.get(key):
                values.pop(key, None)
                if key in then:
                    values[key] = then[key]
    back = dict(now.held)
    for mark in left.held.keys() - before.held.keys():
        back.pop(mark, None)
    for mark in before.held.keys() - left.held.keys():
        pair, cover, *_ = before.held[mark]
        back.setdefault(mark, (pair, cover, None, None, None))
    return State(providers, days, holidays_undone(before.holidays, left.holidays, now.holidays), back)


def holidays_undone(before, left, now):
    changed = set(before.items()) ^ set(left.items())
    stretches = []
    for one in sorted(changed):
        if stretches and overlap(stretches[-1], one):
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], one[1]))
        else:
            stretches.append(one)
    for stretch in stretches:
        def within(holidays, stretch=stretch):
            return {item for item in holidays.items() if overlap(item, stretch)}

        if within(left) == within(now):
            now = dict(set(now.items()) - within(now) | within(before))
    return now


# The same as deliveries

CONTRACT = {
    "title": "Spot", "contract_type": "spot", "lead_authority": "PCC", "covered_authorities": ("PCC", "CCC"),
    "services": ("home_care",), "start_date": date(2025, 4, 1), "initial_term_months": 36,
}
BASE = {
    "providers": [{"provider_id": name, "name": name, "provider_type": "external"} for name in ("P1", "P2")],
    "contracts": [{**CONTRACT, "contract_id": "C1", "provider_id": "P1"},
                  {**CONTRACT, "contract_id": "C2", "provider_id": "P2"}],
}
"""What every import stands on."""


def base():
    return delivery(0, **{name: frame(name, *records) for name, records in BASE.items()})


def files(providers, holidays):
    return {
        "providers": [{"provider_id": name, "name": value, "provider_type": "external", "remove": value is None}
                      for name, value in providers.items()],
        "school_holidays": [
            {"authority": "PCC", "first_day": day(first), "last_day": None if last is None else day(last),
             "remove": last is None}
            for first, last in holidays.items()
        ],
    }


def row(pair, provider_hours, on, contract):
    return (day(on), pair[1], pair[0], contract, "home_care", provider_hours, provider_hours / 2)


def delivered(against, given):
    rows = [
        row(pair, value, on, contract)
        for pair, ((first, last), values) in given.ranges.items()
        for (on, contract), value in values.items() if first <= on <= last
    ]
    ranges = [(*pair, str(day(first)), str(day(last))) for pair, ((first, last), _) in given.ranges.items()]
    back = [
        {"line": line, "provider_id": pair and pair[0], "authority": pair and pair[1],
         "date": on if on is None else day(on), "visit_id": visit, "message": word}
        for line, (pair, on, visit, word) in given.held.items()
    ]
    made = dataclasses.replace(hours(rows, ranges), held_back=held(*back), visits_seen=given.seen)
    records = files(given.providers, given.holidays)
    return delivery(against, made, **{name: frame(name, *told) for name, told in records.items()})


def whole(state):
    """One delivery of all that a state says, without rows held back: they are no part of the market."""
    rows = [row(key[:2], value, key[2], contract)
            for key, of_day in state.days.items() for contract, value in of_day.items()]
    ranges = [(*pair, str(day(0)), str(day(DAYS - 1))) for pair in PAIRS]
    told = files(state.providers, state.holidays)
    told = {name: [*BASE.get(name, []), *told.get(name, [])] for name in {**BASE, **told}}
    return delivery(0, hours(rows, ranges), **{name: frame(name, *records) for name, records in told.items()})


def opened(url):
    """A store in a new database, in a hurry: what it says matters here, not whether it lasts."""
    store = Store(url)
    if store._engine.dialect.name == "sqlite":
        event.listen(store._engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
    engine.migrate(store._engine, 60)
    return store


class History(RuleBasedStateMachine):
    def __init__(self, database, folder, with_exports):
        super().__init__()
        self.folder = folder
        self.with_exports = with_exports
        self.store = opened(database())
        self.store.deliver(base(), means="test")
        self.states = [State({}, {}, {}, {})]
        self.known = [known(self.store, 1)]
        self.exports = [exports(self.store, 1)] if with_exports else []
        self.last = Given({}, {}, {}, {}, frozenset())

    def teardown(self):
        if self.with_exports:
            for at, expected in enumerate(self.exports, 1):
                assert exports(self.store, at) == expected
        self.store.dispose()

    @rule(given=givens)
    def deliver(self, given):
        self.last = given
        number = len(self.states) + 1
        self.stored(delivered(number - 1, given), after(self.states[-1], number, given))

    @rule()
    def deliver_again(self):
        self.deliver(self.last)

    @rule(given=givens, data=st.data())
    def deliver_and_undo(self, given, data):
        self.deliver(given)
        if len(self.states) > 1:
            self.undo(data)

    @precondition(lambda self: len(self.states) > 1)
    @rule(data=st.data())
    def undo(self, data):
        number = data.draw(st.integers(2, len(self.states)))
        checked = check_undo(self.store.undoing(number), self.store.market(), Settings())
        assert checked.ok
        self.stored(checked, undone(self.states[number - 2], self.states[number - 1], self.states[-1]))

    def stored(self, checked, state):
        told = self.store.changes(checked)
        number = self.store.deliver(checked, means="test")
        if state == self.states[-1]:
            assert number is None
            assert sum(change.new + change.changed + change.removed for change in told.values()) == 0
        else:
            self.states.append(state)
            assert number == len(self.states)
            counted = self.store.import_changes(number).drop(columns=["rows", "unchanged"]).set_index("file")
            assert counted.T.to_dict() == {
                name: {"new": change.new, "changed": change.changed, "removed": change.removed}
                for name, change in told.items()
            }
            self.fill_another(state)
        self.compare()

    def fill_another(self, state):
        other = opened(f"sqlite:///{self.folder}/{uuid.uuid4().hex}.db")
        try:
            other.deliver(whole(state), means="test")
            self.known.append(known(other))
            if self.with_exports:
                self.exports.append(exports(other))
        finally:
            other.dispose()

    def compare(self):
        assert self.store.newest() == len(self.states)
        for at, (state, expected) in enumerate(zip(self.states, self.known, strict=True), 1):
            assert_same(known(self.store, at), expected)
            counts = {}
            for number, _ in state.held:
                counts[number] = counts.get(number, 0) + 1
            assert self.store.held_back_counts(at) == counts
        found = self.store.held_back()
        told = {
            (mark.number, mark.line): (mark.message if isinstance(mark.message, str) else None,
                                       mark.visit_id if isinstance(mark.visit_id, str) else None)
            for mark in found.rename(columns={"import": "number"}).itertuples()
        }
        assert told == {mark: (word, visit) for mark, (_, _, visit, word, _) in self.states[-1].held.items()}
        assert len(found) == len(told)


def run(database, folder, examples, steps, with_exports):
    run_state_machine_as_test(
        lambda: History(database, folder, with_exports),
        settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None,
                          suppress_health_check=list(HealthCheck)),
    )


def test_what_was_known_stays_known(database, tmp_path):
    run(database, tmp_path, examples=3, steps=8, with_exports=False)


@pytest.mark.slow
def test_what_was_known_stays_known_in_many_histories(database, tmp_path):
    run(database, tmp_path, examples=40, steps=10, with_exports=False)


@pytest.mark.slow
def test_what_was_exported_is_exported_again(database, tmp_path):
    run(database, tmp_path, examples=6, steps=8, with_exports=True)
