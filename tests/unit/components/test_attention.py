"""What needs a decision, as a list."""

from dash import dcc

from dashboard.components.attention import FIRST, LISTED, Attention
from dashboard.measures import MEASURES
from tests.unit.components.views import Given, frame, text_of, view
from tests.unit.pages.test_pages import walk

ROWS = """
severity rule             authority subject subject_id what    since      due        link
red      decision_overdue PCC;CCC   Block   B1         Late!   2026-09-30 .          /contracts?route=block
red      shortfall        PCC       Peterborough PCC   Short!  2026-11-16 .          /sufficiency?authority=PCC
amber    paper_soon       PCC       Other   B2         Soon!   .          2026-12-31 /contracts
amber    paper_soon       PCC       Third   B3         Now!    .          2026-11-22 /contracts
note     pre_2025_dps     PCC       DPS     D1         Check!  .          .          /contracts
"""


class Seen(Given):
    """A view with a finding and an import before."""

    def finding(self, measure: str) -> dict[str, str]:
        return {"PCC": "Peterborough: something."}


def drawn(rows, *, before=None, **filters) -> list:
    given = view({"attention": rows}, **filters)
    asked = Seen(**{**vars(given)})
    vars(asked)["before"] = None if before is None else view({"attention": before})
    return Attention().draw(asked)[-1]


def items(shown) -> list[str]:
    return [text_of(item) for listed in walk_all(shown) if type(listed).__name__ == "Ol" for item in listed.children]


def walk_all(shown) -> list:
    return [part for top in shown for part in walk(top)]


def test_each_says_what_is_so_since_when_and_until_when():
    late, short, soon, now, check = items(drawn(frame(ROWS)))
    assert late == (
        "Critical Block Peterborough and Cambridgeshire Late! Evidence : Block For 1 month 23 days "
        "since 30 September 2026"
    )
    # An authority that is its own subject is not named twice.
    assert short == "Critical Peterborough Short! Evidence : Peterborough For 6 days since 16 November 2026"
    assert soon == "Watch Other Peterborough Soon! Evidence : Other Due in 1 month 9 days on 31 December 2026"
    assert "Due today on 22 November 2026" in now
    assert check == "Note DPS Peterborough Check! Evidence : DPS"


def test_the_evidence_is_of_the_same_day_and_import_as_the_view():
    def links(**filters) -> list[str]:
        return [part.href for part in walk_all(drawn(frame(ROWS), **filters)) if isinstance(part, dcc.Link)]

    assert links()[:3] == ["/contracts?route=block", "/sufficiency?authority=PCC", "/contracts"]
    day = view().day
    assert links(as_of=day)[1:3] == ["/sufficiency?authority=PCC&as_of=2026-11-22", "/contracts?as_of=2026-11-22"]
    assert links(known_at=1)[2] == "/contracts?known_at=1"


def test_what_the_import_before_did_not_show_is_marked():
    rows = frame(ROWS)
    assert not any("New" in item for item in items(drawn(rows)))
    before = rows.drop(index=[1, 4]).assign(what="Other figures!")
    assert ["New" in item for item in items(drawn(rows, before=before))] == [False, True, False, False, True]


def test_more_than_fit_are_a_click_away():
    rows = frame(ROWS)
    many = rows.loc[[0] * (FIRST + 2)].reset_index(drop=True)
    first, more = drawn(many)
    assert len(first.children) == FIRST
    assert text_of(more).startswith("2 more")
    assert len(items([more])) == 2
    assert drawn(rows.head(0)) == []
    # What is new is among the first, wherever it stands.
    many.loc[FIRST + 1, "subject_id"] = "B9"
    first, more = drawn(many, before=many.head(FIRST))
    assert ["New" in text_of(item) for item in first.children] == [False] * FIRST + [True]
    assert text_of(more).startswith("1 more")


def test_of_very_many_the_worst_are_listed():
    rows = frame(ROWS)
    many = rows.loc[[0] * LISTED + [1]].reset_index(drop=True)
    *listed, note = drawn(many)
    assert len(items(listed)) == LISTED
    assert not any("Short!" in item for item in items(listed))
    assert text_of(note) == f"These are the worst {LISTED} of {LISTED + 1}: the table has all."
    assert "the table has all" not in text_of(drawn(many.head(LISTED))[-1])


def test_the_panel_names_the_measure():
    assert Attention().measure in MEASURES
