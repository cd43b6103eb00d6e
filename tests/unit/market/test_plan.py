"""A plan in an address: the query string and back, and a sentence for everything that is left out."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.market.days import EARLIEST, LATEST
from dashboard.market.plan import MOST_BLOCKS, RANGES, Plan

AUTHORITIES, PROVIDERS = ("PCC", "CCC"), ("P1", "P & Q=?")

days = st.none() | st.dates(EARLIEST, LATEST)


def figure(name):
    low, high = RANGES[name]
    return st.none() | st.integers(low * 100, high * 100).map(lambda hundredths: hundredths / 100)


plans = st.builds(
    Plan,
    blocks=st.lists(st.sampled_from(AUTHORITIES), unique=True).flatmap(
        lambda codes: st.tuples(*(
            st.tuples(st.just(code), st.integers(0, MOST_BLOCKS)) for code in sorted(codes, key=AUTHORITIES.index)
        ))
    ),
    block_hours=figure("block_hours"), block_value=figure("block_value"), block_start=days, dps_first=st.booleans(),
    options=st.booleans(), in_house_hours=figure("in_house_hours"), in_house_from=days, demand=figure("demand"),
    lost=st.sampled_from([None, *PROVIDERS]), lost_on=days, joiners=figure("joiners"),
)
"""Plans of every kind, with figures of two decimals."""


def read(query):
    return Plan.from_query(parse_qsl(query, keep_blank_values=True), AUTHORITIES, PROVIDERS)


@given(plans)
def test_a_plan_survives_the_query_string(plan):
    assert read(plan.to_query()) == (plan, ())
    assert Plan.from_text(plan.to_query(), AUTHORITIES, PROVIDERS) == (plan, ())


names = st.text(max_size=12) | st.sampled_from(["demand", "lost", "blocks_PCC"])


@given(st.lists(st.tuples(names, st.text(max_size=6))))
def test_any_query_is_read_and_every_pair_used_or_named(pairs):
    plan, notices = Plan.from_query(pairs, AUTHORITIES, PROVIDERS)
    for name, value in pairs:
        assert any(name in notice for notice in notices) or name in plan.to_query() or not value.strip()


def test_an_address_is_written_shortest_and_in_order():
    assert Plan().to_query() == "" and not Plan()
    assert Plan.from_text("", AUTHORITIES, PROVIDERS) == (Plan(), ())
    query = (
        "blocks_PCC=3&blocks_CCC=0&block_hours=37.5&block_value=50000&block_start=2027-04-01&dps_first=yes&options=yes"
        "&in_house_hours=-20&in_house_from=2027-01-04&demand=10&lost=P1&lost_on=2027-02-01&joiners=1.25"
    )
    shuffled = "&".join(reversed(query.split("&")))
    assert read(shuffled)[0].to_query() == query
    assert read("demand=+10&options=")[0] == Plan(demand=10)


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("blocks_PCC=9", "“blocks_PCC” is a whole number from 0 to 8, not “9”."),
        ("blocks_PCC=1.5", "“blocks_PCC” is a whole number from 0 to 8, not “1.5”."),
        ("blocks_PCC=03", "“blocks_PCC” is a whole number from 0 to 8, not “03”."),
        ("blocks_XYZ=1", "“blocks_XYZ” is not part of a plan."),
        ("blocks=1", "“blocks” is not part of a plan."),
        ("block_hours=1001", "“block_hours” is a number from 0 to 1,000, not “1001”."),
        ("block_hours=-1", "“block_hours” is a number from 0 to 1,000, not “-1”."),
        ("block_hours=1e2", "“block_hours” is a number from 0 to 1,000, not “1e2”."),
        ("block_hours=nan", "“block_hours” is a number from 0 to 1,000, not “nan”."),
        ("block_value=£5", "“block_value” is a number from 0 to 10,000,000, not “£5”."),
        ("demand=-101", "“demand” is a number from -100 to 300, not “-101”."),
        ("demand=1.234", "“demand” is a number from -100 to 300, not “1.234”."),
        ("joiners=٣", "“joiners” is a number from 0 to 100, not “٣”."),
        ("block_start=soon", "“block_start” is not a date like 2026-11-22: “soon”."),
        ("lost_on=1999-12-31", "“lost_on” is out of range: “1999-12-31”."),
        ("options=no", "“options” is yes or left out, not “no”."),
        ("dps_first=1", "“dps_first” is yes or left out, not “1”."),
        ("lost=P9", "“lost” names no provider: “P9”."),
        ("demand=5&demand=6", "“demand” is given 2 times: give it once."),
    ],
)
def test_what_is_wrong_is_named_and_left_out(query, notice):
    assert read(query) == (Plan(), (notice,))


def test_what_is_right_beside_it_is_kept():
    plan, notices = read("demand=x&blocks_CCC=1&block_start=2027-04-01")
    assert plan == Plan(blocks=(("CCC", 1),), block_start=date(2027, 4, 1)) and len(notices) == 1
