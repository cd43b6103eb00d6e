"""Decisions by date."""

from dashboard.components.decisions import Decisions, in_order
from tests.unit.components.views import frame, text_of, view

ROWS = """
contract_id title  route    provider authorities current_end maximum_end extensions_left decision_due paper_due  reprocurement_start phase            delivering_past_end status  provider_id
C1          Fen    block    FenCare  PCC         2027-03-31  2029-03-31  1               2026-09-30   2026-07-29 2025-12-31          decision_overdue 0                   red   P1
C2          DPS    dps      .        PCC;CCC     2028-10-31  2033-10-31  1               2027-10-31   2027-08-29 2026-10-31          in_term          0                   green   .
C3          Spot   spot     ElmCare  PCC         2026-09-21  2026-09-21  0               .            .          2025-09-21          ended            45.4                red   P3
C4          Gone   spot     OakCare  PCC         2026-08-01  2026-08-01  0               .            .          2025-08-01          ended            0                   .   P4
C5          Team   in_house Council  CCC         2026-12-31  2026-12-31  0               .            .          2026-01-01          reprocure        0                   amber   P5
"""  # noqa: E501


def test_the_nearest_comes_first_and_what_is_over_is_left_out():
    assert in_order(frame(ROWS))["contract_id"].tolist() == ["C3", "C1", "C5", "C2"]


def test_each_says_what_is_due_and_how_far_it_is():
    [*_, listed] = Decisions().draw(view({"contracts": frame(ROWS)}))[0]
    spot, fen, team, dps = map(text_of, listed.children)
    assert "2 months 1 day past its end" in spot
    assert "Ended on 21 September 2026; 45 hours delivered after it in the last 4 weeks." in spot
    assert "1 month 23 days overdue" in fen
    assert "Decide by 30 September 2026; the paper was due 29 July 2026." in fen
    assert "In hand to 31 March 2027; 1 option left, to 31 March 2029 at most." in fen
    assert fen.endswith("Critical")
    assert "1 month 9 days to its end" in team
    assert "No option left." in team and team.endswith("Watch")
    assert "11 months 9 days to the decision" in dps
    assert "DPS · Peterborough and Cambridgeshire" in dps
    assert "the paper is due 29 August 2027" in dps


def test_none_are_said():
    assert "No contract is running" in text_of(Decisions().draw(view({"contracts": frame(ROWS).iloc[:0]})))
