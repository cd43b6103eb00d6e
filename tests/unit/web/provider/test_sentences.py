"""What a provider's page says, worked out by hand for each state of its figures."""

from types import SimpleNamespace

import pandas as pd
import pytest

from dashboard.settings import Settings
from dashboard.web.provider import sentences

SETTINGS = Settings()


def row(**figures):
    blank = {"hours_last_13_weeks": 0.0, "hours_prior_13_weeks": 0.0, "invited": 0, "offered": 0, "awarded": 0}
    return SimpleNamespace(**blank | {"handed_back": 0} | figures)


@pytest.mark.parametrize(
    ("last", "prior", "silent", "says"),
    [
        (110.0, 100.0, 0, "Ash: 110 hours in 13 weeks, up 10%."),
        (75.0, 100.0, 0, "Ash: 75 hours in 13 weeks, down 25%."),
        (100.4, 100.0, 0, "Ash: 100 hours in 13 weeks, as many as before."),
        (1.0, 0.0, 0, "Ash: 1 hour in 13 weeks, none in the 13 before."),
        (0.25, 0.5, 0, "Ash: under 1 hour in 13 weeks, down 50%."),
        (0.0, 60.0, 0, "Ash: no hours in 13 weeks, 60 hours in the 13 before."),
        (0.0, 0.0, 0, "Ash: no hours in the last 26 weeks."),
        (110.0, 100.0, 1, "Ash: 1 week not reported; 110 hours in 13 weeks."),
        (0.0, 100.0, 3, "Ash: 3 weeks not reported; no hours in 13 weeks."),
    ],
)
def test_hours(last, prior, silent, says):
    figures = row(hours_last_13_weeks=last, hours_prior_13_weeks=prior)
    assert sentences.hours("Ash", figures, silent, SETTINGS) == says


def test_hours_of_a_provider_without_a_row():
    assert sentences.hours("Ash", None, 0, SETTINGS) == "Ash: no hours in the last 26 weeks."


def spells(*dates):
    table = pd.DataFrame(dates, columns=["left_on", "due_diligence_expires_on"])
    return table.apply(pd.to_datetime)


def state(membership):
    return SimpleNamespace(membership=membership, joined_on=pd.Timestamp("2025-04-01"))


@pytest.mark.parametrize(
    ("state", "spells", "says"),
    [
        (None, spells(), "Ash: not a member of a DPS."),
        (state("member"), spells((None, None)), "Ash: member since 1 April 2025."),
        # the earliest of the current spells; the one that is over does not count
        (
            state("member"), spells((None, "2027-03-31"), (None, "2027-01-24"), ("2024-05-01", "2024-12-31")),
            "Ash: member since 1 April 2025, checked to 24 January 2027.",
        ),
        (state("left"), spells(("2024-05-01", None), ("2026-04-13", None)), "Ash: member until 13 April 2026."),
        # the DPS is over, and nobody left it
        (state("left"), spells((None, None)), "Ash: no longer a member."),
    ],
)
def test_membership(state, spells, says):
    assert sentences.membership("Ash", state, spells) == says


@pytest.mark.parametrize(
    ("invited", "offered", "says"),
    [
        (0, 0, "Ash: no invitations in the last 26 weeks."),
        (1, 0, "Ash: no offers to 1 invitation in 26 weeks."),
        (1, 1, "Ash: 1 offer to 1 invitation in 26 weeks."),
        (30, 12, "Ash: 12 offers to 30 invitations in 26 weeks."),
    ],
)
def test_invitations(invited, offered, says):
    assert sentences.invitations("Ash", row(invited=invited, offered=offered), SETTINGS) == says


@pytest.mark.parametrize(
    ("awarded", "handed_back", "says"),
    [
        (0, 0, "Ash: no packages awarded or handed back in 26 weeks."),
        (1, 0, "Ash: 1 package awarded, none handed back in 26 weeks."),
        (0, 2, "Ash: no packages awarded, 2 handed back in 26 weeks."),
        (7, 1, "Ash: 7 packages awarded, 1 handed back in 26 weeks."),
    ],
)
def test_packages(awarded, handed_back, says):
    assert sentences.packages("Ash", row(awarded=awarded, handed_back=handed_back), SETTINGS) == says


@pytest.mark.parametrize(
    ("returned", "delivered", "says"),
    [
        ([24.0, 30.0], [20.0, 33.4], "Ash: 54 hours a week returned, 53 hours delivered."),
        ([24.0, None], [0.0, 0.0], "Ash: 24 hours a week returned, none delivered."),
        ([0.0], [1.0], "Ash: no hours a week returned, 1 hour delivered."),
        ([None], [0.2], "Ash: no capacity return, under 1 hour a week delivered."),
        ([], [], "Ash: no capacity return, no hours a week delivered."),
    ],
)
def test_work(returned, delivered, says):
    table = pd.DataFrame({"returned_hours": returned, "delivered_hours": delivered}, dtype=float)
    assert sentences.work("Ash", table) == says


def test_evidence():
    assert sentences.evidence("Ash", 0) == "Ash: no evidence that it is dormant."
    assert sentences.evidence("Ash", 1) == "Ash: 1 invitation since its last pick-up, no offers."
    assert sentences.evidence("Ash", 242) == "Ash: 242 invitations since its last pick-up, no offers."


@pytest.mark.parametrize("name", ["Peterborough", "Bath and North East Somerset"])
def test_no_sentence_is_longer_than_twelve_words(name):
    figures = [
        None, row(), row(hours_prior_13_weeks=1_234.0), row(hours_last_13_weeks=1.0),
        row(hours_last_13_weeks=0.2, hours_prior_13_weeks=0.2, invited=30, awarded=12, handed_back=3),
        row(hours_last_13_weeks=3_000.0, hours_prior_13_weeks=1.0, invited=30, offered=12, handed_back=1),
    ]
    said = [sentences.hours(name, of, silent, SETTINGS) for of in figures for silent in (0, 3)]
    said += [write(name, of, SETTINGS) for of in figures for write in (sentences.invitations, sentences.packages)]
    for of in (None, state("left"), state("member")):
        said += [sentences.membership(name, of, spells((None, "2027-01-24"), ("2026-09-30", None)))]
    for returned in (None, 0.0, 0.2, 1_234.0):
        for delivered in (0.0, 0.2, 1_234.0):
            table = pd.DataFrame({"returned_hours": [returned], "delivered_hours": [delivered]}, dtype=float)
            said += [sentences.work(name, table)]
    said += [sentences.evidence(name, count) for count in (0, 2)]
    assert [text for text in said if len(text.split()) > 12] == []
