"""`attention`: a healthy market has no finding; each rule, made wrong on its own, has exactly one (measures.md 8).

Everything is healthy on Sunday 22 November 2026, whose week began on Monday the 16th, and on the days before. In
Peterborough P1 delivers 20 hours a week under its block and P2 to P5 20 each under the DPS; in Cambridgeshire the
internal P9 delivers 10, and P1 to P4 10 each. 20 and 10 hours are asked for. Peterborough's credible capacity is 110:
of P1's 20 contracted hours 10 are of each service, and it returned 20 for one of them.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from dashboard.market.market import Market
from dashboard.measures.attention import MEASURE
from dashboard.measures.measure import answer
from dashboard.settings import example_settings
from tests.unit.markets import Frames, market_from, rows, view
from tests.unit.outlook_market import BLOCK as OUTLOOK_BLOCK
from tests.unit.outlook_market import outlook_market

SETTINGS = example_settings()
AS_OF = "2026-11-22"
FIRST, LAST = date(2026, 1, 5), date(2026, 11, 16)

PROVIDERS = "provider_id,name,provider_type\n" + "".join(f"P{n},Care {n},external\n" for n in range(1, 7)) + (
    "P9,Own team,internal\n"
)
CONTRACTS = (
    "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,start_date,"
    "initial_term_months,extension_terms_months,extension_notice_months,reprocurement_lead_months,mobilisation_weeks,"
    "annual_value_gbp,contracted_hours_per_week\n"
)
DPS = "DPS,The DPS,dps,PCC,PCC;CCC,,home_care;community_support,2025-04-01,60,,,,,,"
BLOCK = "BLK,The block,block,PCC,PCC,P1,home_care;community_support,2026-01-05,36,24,,,,30000,20"
TEAM = "TEAM,The team,in_house,CCC,CCC,P9,home_care,2026-01-05,60,,,,,,10"
ENDED = "SPOT,Old spot,spot,PCC,PCC,P2,home_care,2025-01-06,12,,,,,,"
"""To 5 January 2026."""
MEMBERSHIPS = "contract_id,provider_id,joined_on,left_on,authorities,services,due_diligence_expires_on\n"
SPELLS = {"P1": "CCC", "P2": "PCC;CCC", "P3": "PCC;CCC", "P4": "PCC;CCC", "P5": "PCC"}
PACKAGES = (
    "package_id,authority,service,hours_per_week,requested_on,awarded_on,provider_id,contract_id,started_on\n"
    "K1,PCC,home_care,20,2026-01-01,2026-01-02,P2,DPS,2026-01-05\n"
    "K2,CCC,home_care,10,2026-01-01,2026-01-02,P3,DPS,2026-01-05\n"
)
WEEKLY = {("PCC", "P1", "BLK"): 20.0, **{("PCC", f"P{n}", "DPS"): 20.0 for n in range(2, 6)},
          ("CCC", "P9", "TEAM"): 10.0, **{("CCC", f"P{n}", "DPS"): 10.0 for n in range(1, 5)}}


@dataclass(frozen=True)
class Given:
    """The healthy market, and what a test makes of it."""

    dps: str = DPS
    block: str = BLOCK
    also: tuple[str, ...] = ()
    expiry: str = "2027-12-31"
    """When P2's due diligence expires."""
    spells: str = ""
    returns: str = "P1,PCC,home_care,2026-01-05,20\n"
    packages: str = ""
    offers: str = ""
    weekly: dict = field(default_factory=dict)
    """Hours a week by authority, provider and contract, where they differ."""
    until: dict = field(default_factory=dict)
    """The last Monday with hours above 0, or with a row where it is silent, by the same."""
    silent: bool = False
    hours: str = ""
    held_back: dict | None = None

    def market(self) -> Market:
        spells = "".join(
            f"DPS,{provider},2025-04-01,,{where},home_care,{self.expiry if provider == 'P2' else '2028-01-01'}\n"
            for provider, where in SPELLS.items()
        )
        lines = []
        for line, hours in (WEEKLY | self.weekly).items():
            day = FIRST
            while day <= LAST:
                over = day > self.until.get(line, LAST)
                if not (over and self.silent):
                    done = 0 if over else hours
                    lines.append(f"{day},{line[0]},{line[1]},{line[2]},home_care,{done},{done}\n")
                day += timedelta(weeks=1)
        market = market_from({
            "providers": PROVIDERS,
            "contracts": CONTRACTS + "\n".join([self.dps, self.block, TEAM, *self.also]) + "\n",
            "dps_memberships": MEMBERSHIPS + spells + self.spells,
            "capacity_returns": "provider_id,authority,service,effective_from,hours_per_week\n" + self.returns,
            "packages": PACKAGES + self.packages,
            "offers": "package_id,provider_id,invited_on,response,responded_on\n" + self.offers,
            "hours": "date,authority,provider_id,contract_id,service,planned_hours,delivered_hours\n"
            + "".join(lines) + self.hours,
        })
        if self.held_back is not None:
            reader: Frames = market._reader
            reader.held_back = lambda: self.held_back
        return market


HEALTHY = Given()


def table(given: Given, as_of: str = AS_OF, **filters) -> pd.DataFrame:
    return answer(MEASURE, given.market(), view(as_of, **filters), SETTINGS)


def found(given: Given, as_of: str = AS_OF, **filters) -> list[tuple]:
    return rows(table(given, as_of, **filters), "severity", "rule", "authority", "subject_id", "since", "due")


def only(given: Given, as_of: str = AS_OF) -> dict:
    """The one finding there is."""
    [row] = table(given, as_of).to_dict("records")
    return row


MARKET = HEALTHY.market()


@effort(deadline=None, max_examples=20)
@given(st.dates(date(2026, 5, 4), date(2026, 11, 29)))
def test_a_healthy_market_needs_no_decision(day):
    assert answer(MEASURE, MARKET, view(str(day)), SETTINGS).empty


def terms(block: str, initial: int, extension: str, notice: str, lead: str) -> str:
    cells = block.split(",")
    cells[8:12] = [str(initial), extension, notice, lead]
    return ",".join(cells)


OPTION = Given(block=terms(BLOCK, 24, "12", "14", ""))
"""In hand to 4 January 2028; decide by 4 November 2026, on a paper of 2 September 2026."""
NO_OPTION = Given(block=terms(BLOCK, 24, "", "", "14"))
"""To 4 January 2028; a new procurement starts on 4 November 2026."""


def waiting(hours: float, requested: str, authority: str = "PCC", key: str = "W") -> Given:
    return Given(packages=f"{key},{authority},home_care,{hours},{requested},,,,\n")


def invited(count: int) -> Given:
    """P6, a member since 5 January 2026 without work, invited so many times."""
    return Given(
        spells="DPS,P6,2026-01-05,,PCC,home_care,2028-01-01\n",
        offers="".join(f"K1,P6,2026-02-0{n + 1},no_response,\n" for n in range(count)),
    )


LATE = Given(also=(ENDED,), hours="2026-10-26,PCC,P2,SPOT,home_care,1,1\n")
SHORT = waiting(90.1, "2026-11-20")
BAND = Given(weekly={("PCC", "P1", "BLK"): 16.0})
OLD_DPS = Given(dps=DPS.replace("2025-04-01,60", "2024-02-24,61"))
SILENT = Given(until={("PCC", "P2", "DPS"): date(2026, 11, 2)}, silent=True)

WRONG = {
    "decision_overdue": (OPTION, "2026-11-05", ("red", "PCC", "BLK", "2026-11-04", None)),
    "delivering_past_end": (LATE, AS_OF, ("red", "PCC", "SPOT", "2026-01-05", None)),
    "shortfall": (SHORT, AS_OF, ("red", "PCC", "PCC", "2026-11-16", None)),
    "paper_soon": (OPTION, "2026-06-04", ("amber", "PCC", "BLK", None, "2026-09-02")),
    "decision_soon": (OPTION, "2026-09-03", ("amber", "PCC", "BLK", None, "2026-11-04")),
    "reprocure": (NO_OPTION, "2026-11-04", ("amber", "PCC", "BLK", None, "2028-01-04")),
    "block_band": (BAND, AS_OF, ("amber", "PCC", "BLK", "2026-01-05", None)),
    "dormant": (invited(3), AS_OF, ("amber", "PCC", "P6", "2026-01-05", None)),
    "not_invited": (invited(2), AS_OF, ("amber", "PCC", "P6", "2026-01-05", None)),
    "due_diligence": (Given(expiry="2026-11-21"), AS_OF, ("red", "CCC;PCC", "P2", None, None)),
    "return_below_contract": (Given(returns="P1,PCC,home_care,2026-01-05,19.9\n"), AS_OF,
                              ("amber", "PCC", "P1", None, None)),
    "internal_share": (Given(weekly={("CCC", "P9", "TEAM"): 9.9}), AS_OF, ("amber", "CCC", "CCC", None, None)),
    "dependence": (Given(weekly={("PCC", "P2", "DPS"): 35.0}), AS_OF, ("amber", "PCC", "P2", None, None)),
    "long_wait": (waiting(0.4, "2026-10-10"), AS_OF, ("amber", "PCC", "PCC", "2026-10-10", None)),
    "not_reported": (SILENT, AS_OF, ("amber", "PCC", "P2", "2026-11-02", None)),
    "held_back_rows": (Given(held_back={16: 0, 17: 14}), AS_OF, ("amber", "", "17", None, None)),
    "pre_2025_dps": (OLD_DPS, AS_OF, ("note", "PCC;CCC", "DPS", None, None)),
}
"""For each rule what makes it wrong, the day, and its finding: severity, authority, subject_id, since, due."""


@pytest.mark.parametrize("rule", WRONG)
def test_each_rule_made_wrong_has_exactly_one_finding(rule):
    given, day, (severity, *rest) = WRONG[rule]
    assert found(given, day) == [(severity, rule, *rest)]


def test_every_rule_is_tried_and_told():
    assert all(f"*{rule}*" in MEASURE.definition for rule in WRONG)
    assert len(WRONG) == 17


@pytest.mark.parametrize(
    ("given", "as_of", "rules"),
    [
        # The decision's day, 4 November, is still in time; 90 days before the paper's, 2 September, is 4 June.
        (OPTION, "2026-11-04", ["decision_soon"]),
        (OPTION, "2026-09-02", ["paper_soon"]),
        (OPTION, "2026-06-03", []),
        (NO_OPTION, "2026-11-03", []),
        # The four latest weeks begin on 26 October.
        (replace(LATE, hours="2026-10-25,PCC,P2,SPOT,home_care,1,1\n"), AS_OF, []),
        # 110 credible hours for 20 + 90; 15 days is overdue, 14 is not: 2 of 22 hours are over 5%, 1 of 21 is not.
        (waiting(90, "2026-11-20"), AS_OF, []),
        (waiting(1, "2026-11-07"), AS_OF, []),
        (waiting(2, "2026-11-07"), AS_OF, ["shortfall"]),
        (waiting(2, "2026-11-08"), AS_OF, []),
        # 17 and 21 of 20 hours are 85% and 105%.
        (Given(weekly={("PCC", "P1", "BLK"): 17.0}), AS_OF, []),
        (Given(weekly={("PCC", "P1", "BLK"): 21.0}), AS_OF, []),
        (Given(weekly={("PCC", "P1", "BLK"): 21.1}), AS_OF, ["block_band"]),
        # After 1 week with nothing 12 of 13 are left, 92%; after 2, 85% less a little. 9 such weeks make 8 outside.
        (Given(until={("PCC", "P1", "BLK"): date(2026, 9, 14)}), AS_OF, ["block_band"]),
        (Given(until={("PCC", "P1", "BLK"): date(2026, 9, 21)}), AS_OF, []),
        # 60 days on is 21 January; the day itself is the last on which the checks are valid.
        (Given(expiry="2027-01-22"), AS_OF, []),
        (Given(expiry="2027-01-21"), AS_OF, ["due_diligence"]),
        (Given(expiry=""), AS_OF, []),
        # A spell that is over does not count.
        (Given(spells="DPS,P6,2025-04-01,2026-01-31,PCC,home_care,2026-01-31\n"), AS_OF, []),
        # A return is summed over services, and counts from its day; 20 hours are asked for.
        (Given(returns="P1,PCC,home_care,2026-01-05,12\nP1,PCC,community_support,2026-01-05,8\n"), AS_OF, []),
        (Given(returns="P1,PCC,home_care,2026-01-05,20\nP1,PCC,home_care,2026-11-23,0\n"), AS_OF, []),
        (Given(returns="P1,PCC,home_care,2026-01-05,20\nP1,PCC,home_care,2026-11-22,0\n"), AS_OF,
         ["return_below_contract"]),
        (Given(returns="P1,CCC,home_care,2026-01-05,0\n"), AS_OF, []),
        (Given(returns=""), AS_OF, []),
        # The band is 20% to 40%: 10 of 50, and 26.6 or 26.8 beside 40. An internal provider is no dependence.
        (Given(weekly={("CCC", "P9", "TEAM"): 26.6}), AS_OF, []),
        (Given(weekly={("CCC", "P9", "TEAM"): 26.8}), AS_OF, ["internal_share"]),
        # 30 of 100 hours are not over 30%.
        (Given(weekly={("PCC", "P2", "DPS"): 30.0, ("PCC", "P5", "DPS"): 10.0}), AS_OF, []),
        (Given(weekly={("PCC", "P2", "DPS"): 30.1, ("PCC", "P5", "DPS"): 10.0}), AS_OF, ["dependence"]),
        # 42 days before is 11 October.
        (waiting(0.4, "2026-10-11"), AS_OF, []),
        # 14 days after 2 November is the 16th.
        (SILENT, "2026-11-15", []),
        (SILENT, "2026-11-16", ["not_reported"]),
        # 60 months end on 23 February 2029; and a DPS begun on 24 February 2025 may run on.
        (Given(dps=DPS.replace("2025-04-01,60", "2024-02-24,60")), AS_OF, []),
        (Given(dps=DPS.replace("2025-04-01,60", "2025-02-24,61")), AS_OF, []),
        (Given(dps=DPS.replace("2025-04-01,60", "2025-02-23,61")), AS_OF, ["pre_2025_dps"]),
        (Given(held_back={17: 0}), AS_OF, []),
        (Given(held_back={}), AS_OF, []),
    ],
)
def test_the_limits_of_each_rule(given, as_of, rules):
    assert [row[1] for row in found(given, as_of)] == rules


def test_a_contract_that_does_not_deliver_yet_asks_for_no_return():
    mobilising = BLOCK.replace("24,,,,30000", "24,,,46,30000")
    given = Given(block=mobilising, returns="P1,PCC,home_care,2026-01-05,0\n")
    # 46 weeks after 5 January is 23 November.
    assert found(given) == []
    assert [row[1] for row in found(given, "2026-11-23")] == ["return_below_contract"]


def test_a_contract_over_both_is_one_row_and_asks_an_even_share_of_each():
    both = BLOCK.replace("PCC,PCC,P1", "PCC,CCC;PCC,P1")
    given = Given(block=both, returns="P1,PCC,home_care,2026-01-05,10\nP1,CCC,home_care,2026-01-05,9\n")
    assert found(given) == [("amber", "return_below_contract", "CCC", "P1", None, None)]
    given = Given(block=terms(both, 24, "12", "14", ""), returns="")
    assert found(given, "2026-11-05") == [("red", "decision_overdue", "CCC;PCC", "BLK", "2026-11-04", None)]
    for code in ("PCC", "CCC"):
        assert len(found(given, "2026-11-05", authority=code)) == 1


def test_a_shortfall_is_since_the_first_week_of_the_run_and_gives_the_last_reason():
    # Waiting since the Sunday of the week of 2 November: 14 days on the 22nd, so that it is capacity throughout.
    assert only(waiting(90.1, "2026-11-08"))["since"] == pd.Timestamp("2026-11-02")
    assert only(SHORT)["what"] == "Capacity: under 1 hour a week short."
    assert only(waiting(2, "2026-11-07"))["what"] == "Waiting: 2 hours overdue, 9% of need."
    assert only(waiting(102, "2026-11-07"))["what"] == "Capacity and waiting: 12 hours a week short, 102 hours overdue."
    # 110 hours for 110 are amber all the same: the reason is both, and nothing is short.
    assert only(waiting(90, "2026-11-07"))["what"] == (
        "Capacity and waiting: barely enough, no hours spare, 90 hours overdue."
    )


def test_what_is_said_with_its_figures():
    def said(given: Given, as_of: str = AS_OF) -> str:
        return only(given, as_of)["what"]

    assert said(OPTION, "2026-11-05") == "The decision to extend was due 4 November 2026, 1 day ago."
    assert said(OPTION, "2026-11-04") == "Paper was due 63 days ago; decision is due today."
    assert said(OPTION, "2026-09-03") == "Paper was due 1 day ago; decision is due in 62 days."
    assert said(OPTION, "2026-09-02") == "The paper that asks for the decision is due today."
    assert said(NO_OPTION, "2026-11-04") == "No option left; a new procurement must start: ends in 426 days."
    assert said(LATE) == "1 hour delivered after its end in the last 4 weeks."
    assert said(BAND) == "80% used lately; 46 weeks outside 85% to 105%."
    assert said(invited(3)) == "No pick-up for 321 days; invited 3 times, never offered."
    assert said(invited(1)) == "No pick-up for 321 days; invited once."
    assert said(invited(0)) == "No pick-up for 321 days; never invited."
    assert said(Given(expiry="2026-11-21")) == "Due diligence ran out on 21 November 2026, 1 day ago."
    assert said(Given(expiry="2026-11-22")) == "Due diligence runs out on 22 November 2026, today."
    assert said(WRONG["return_below_contract"][0]) == "Returned 19.9 hours a week; contracted for 20."
    assert said(Given(returns="P1,PCC,home_care,2026-01-05,19.99\n")) == (
        "Returned 19.99 hours a week; contracted for 20."
    )
    for returned, told in (("0", "no hours"), ("1", "1 hour")):
        assert said(Given(returns=f"P1,PCC,home_care,2026-01-05,{returned}\n")) == (
            f"Returned {told} a week; contracted for 20."
        )
    assert said(WRONG["internal_share"][0]) == "In-house carried 19.8% in 13 weeks; meant to be 20% to 40%."
    assert said(WRONG["dependence"][0]) == "Carried 30.4% of the hours in 13 weeks; over 30%."
    assert said(WRONG["long_wait"][0]) == "1 package, under 1 hour a week: waiting over 6 weeks."
    assert said(SILENT) == "Not reported for 20 days; 20 hours a week expected."
    assert said(WRONG["held_back_rows"][0]) == "14 rows held back: put right and send again."
    assert said(OLD_DPS) == "Under the rules before 2025 past 23 February 2029: check with legal."


@pytest.mark.parametrize(
    ("given", "as_of", "link"),
    [
        (OPTION, "2026-11-05", "/contracts?authority=PCC&provider=P1&route=block"),
        (OLD_DPS, AS_OF, "/contracts?route=dps"),
        (SHORT, AS_OF, "/sufficiency?authority=PCC"),
        (BAND, AS_OF, "/blocks?authority=PCC&provider=P1&route=block"),
        (invited(3), AS_OF, "/providers?authority=PCC&provider=P6"),
        (Given(expiry="2026-11-21"), AS_OF, "/providers?provider=P2"),
        (WRONG["internal_share"][0], AS_OF, "/sufficiency?authority=CCC&route=in_house"),
        (WRONG["held_back_rows"][0], AS_OF, "/data"),
        # Since before the 52 latest weeks, which begin on 24 November 2025: all of them are shown.
        (Given(spells="DPS,P6,2025-11-23,,PCC,home_care,\n"), AS_OF, "/providers?authority=PCC&provider=P6&weeks=all"),
        (Given(spells="DPS,P6,2025-11-24,,PCC,home_care,\n"), AS_OF, "/providers?authority=PCC&provider=P6"),
    ],
)
def test_the_link_opens_the_evidence(given, as_of, link):
    assert only(given, as_of)["link"] == link


MANY = replace(
    OPTION, expiry="2026-11-21", packages="W,CCC,home_care,0.1,2026-10-10,,,,\n", dps=OLD_DPS.dps,
    returns="P1,PCC,home_care,2026-01-05,1\n", held_back={17: 1},
)


def test_worst_first_then_what_is_due_then_what_has_been_so_longest():
    assert [row[1] for row in found(MANY, "2026-11-22")] == [
        "decision_overdue", "due_diligence", "long_wait", "return_below_contract", "held_back_rows", "pre_2025_dps",
    ]
    assert [row[1] for row in found(MANY, "2026-11-04")][:3] == [
        "decision_soon", "return_below_contract", "due_diligence",
    ]


def test_authority_chooses_what_names_it_and_provider_what_is_about_it_or_its_contract():
    assert [row[1] for row in found(MANY, authority="CCC")] == ["due_diligence", "long_wait", "pre_2025_dps"]
    assert [row[1] for row in found(MANY, provider="P1")] == ["decision_overdue", "return_below_contract"]
    assert [row[1] for row in found(MANY, provider="P2")] == ["due_diligence"]
    assert found(MANY, service="home_care", route="spot") == found(MANY)


def test_the_finding_counts_by_how_much_they_matter():
    def said(given: Given, **filters) -> dict:
        return MEASURE.finding(table(given, **filters), view(AS_OF, **filters), SETTINGS)

    assert said(MANY) == {
        "PCC": "Peterborough: 2 critical, 1 to watch and 1 note.",
        "CCC": "Cambridgeshire: 1 critical, 1 to watch and 1 note.",
        "": "1 import has rows held back.",
    }
    assert said(HEALTHY) == {
        "PCC": "Peterborough: nothing needs a decision.", "CCC": "Cambridgeshire: nothing needs a decision.",
    }
    assert said(BAND, authority="PCC") == {"PCC": "Peterborough: 1 to watch."}


@pytest.mark.parametrize(("hours", "found"), [("35", [("amber", "PCC", "Peterborough", "PCC")]), ("500", [])])
def test_enough_care_that_is_in_doubt_ahead(hours, found):
    # Some 140 hours a week are needed, and the block alone gives 35 or 500.
    market = outlook_market(member=False, contracts=(OUTLOOK_BLOCK.replace(",35", f",{hours}"),))
    table = answer(MEASURE, market, view("2026-11-22"), SETTINGS)
    table = table[table["rule"] == "outlook_shortfall"]
    columns = ["severity", "authority", "subject", "subject_id"]
    assert list(table[columns].itertuples(index=False, name=None)) == found
    if found:
        assert table["what"].tolist() == ["Enough is 0% likely within 26 weeks; doubtful from 23 November 2026."]
        assert table["link"].tolist() == ["/sufficiency?authority=PCC"]
