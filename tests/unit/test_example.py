"""The example market: the same for the same day and seed, clean under the data contract, and with its story to tell."""

from datetime import date

import pandas as pd
import pytest

from dashboard import example, intake
from dashboard.market import clock
from dashboard.market.filters import Filters
from dashboard.measures import MEASURES, answer
from dashboard.settings import settings

UNTIL = date(2026, 11, 22)


def written(folder, until=UNTIL, seed=example.SEED):
    example.write(folder, until, seed)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_day_and_seed_give_the_same_files(tmp_path):
    first, again = written(tmp_path / "a"), written(tmp_path / "b")
    other = written(tmp_path / "c", seed=8)
    assert first == again
    assert first["packages.csv"] != other["packages.csv"]
    assert set(first) == {
        "providers.csv", "contracts.csv", "dps_memberships.csv", "capacity_returns.csv", "packages.csv", "offers.csv",
        "hours.csv", "visits.csv", "school_holidays.csv",
    }  # fmt: skip


def test_every_name_says_that_it_is_an_example():
    tables = example.draw(UNTIL)
    assert tables["providers"]["name"].str.endswith("(example)").all()
    assert tables["contracts"]["title"].str.endswith("(example)").all()


def test_the_delivery_kept_for_tests_is_the_one_drawn(tmp_path, pytestconfig):
    kept = pytestconfig.rootpath / "data" / "example"
    assert written(tmp_path) == {path.name: path.read_bytes() for path in sorted(kept.iterdir())}


@pytest.fixture(
    scope="module", params=[UNTIL, date(2026, 6, 1), date(2027, 2, 28), date(2028, 2, 29), date(2029, 12, 31)], ids=str
)
def answers(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("example")
    example.write(folder, request.param)
    with clock.stopped(request.param):
        checked = intake.check(folder, intake.empty_market(), settings())
        assert checked.problems == []
        market = intake.market_of(folder, settings())
        filters = Filters().filled(clock.today(), market.number)
    return lambda measure: answer(MEASURES[measure], market, filters, settings()), request.param


def test_about_twenty_five_providers_and_three_years(answers):
    table, until = answers
    weeks = table("sufficiency")["week"]
    assert 24 <= table("provider_weeks")["provider_id"].nunique() <= 28
    assert 145 <= weeks.nunique() <= 158
    assert weeks.max() + pd.Timedelta(days=6) <= pd.Timestamp(until)


def test_peterborough_is_short_since_spring_and_cambridgeshire_is_not(answers):
    table, _ = answers
    weekly = table("sufficiency")
    latest = weekly[weekly["week"] == weekly["week"].max()].set_index("authority")
    assert latest.loc["PCC", "status"] == "red"
    assert latest.loc["CCC", "sufficiency"] >= 1.1
    peterborough = weekly[weekly["authority"] == "PCC"].set_index("week")["sufficiency"]
    april = pd.Timestamp(latest["week"].iloc[0].year - (latest["week"].iloc[0].month < 7), 4, 1)
    assert (peterborough[april - pd.Timedelta(weeks=20) : april] >= 1.05).all()
    assert peterborough[april + pd.Timedelta(weeks=8) :].median() < 1.05


def test_the_blocks(answers):
    table, _ = answers
    blocks = table("blocks").drop_duplicates("contract_id", keep="last").set_index("contract_id")
    assert len(blocks) == 5
    assert blocks.loc["BLK-PCC-2", "utilisation_13_weeks"] < 0.7
    assert 1.05 < blocks.loc["BLK-CCC-1", "utilisation_13_weeks"] < 1.35


def test_the_decisions(answers):
    table, _ = answers
    contracts = table("contracts").set_index("contract_id")
    assert contracts.loc["BLK-PCC-1", "phase"] == "decision_overdue"
    assert 0 <= contracts.loc["BLK-PCC-2", "days_to_decision"] <= 92
    assert contracts.loc["DPS-EX", "authorities"] == "PCC;CCC"
    assert contracts.loc["SPT-PCC-1", "delivering_past_end"] > 0


def test_the_members(answers):
    table, _ = answers
    found = set(table("providers")["activity"].dropna())
    assert found == {"active", "new", "quiet", "not_invited", "unsuccessful", "dormant"}
    assert table("dormancy")["provider_id"].nunique() >= 2
    assert "left" in set(table("providers")["membership"])
    weeks = table("provider_weeks")
    assert (weeks[weeks["week"] == weeks["week"].max()]["reported"] == "silent").any()
    assert table("providers")["handed_back"].sum() > 0


def test_the_community_support_service_grows(answers):
    table, _ = answers
    supply = table("supply")
    own = supply[supply["route"] == "in_house"].set_index("week")["delivered_hours"]
    assert own.iloc[-13:].mean() > 1.5 * own.iloc[:26].mean()
