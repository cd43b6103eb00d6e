import pytest

from dashboard.intake.mappings.ocds.buyers import asked_for, authorities, buyers, like
from tests.unit.intake.mappings.ocds.notices import CCC, PCC, SETTINGS, release

ASKED = (PCC, CCC)


@pytest.mark.parametrize(("name", "found"), [
    (PCC, [PCC]),
    ("PETERBOROUGH  CITY COUNCIL", [PCC]),
    ("The Peterborough City Council", [PCC]),
    ("Peterborough City Council and Cambridgeshire County Council", [PCC, CCC]),
    ("Cambridgeshire County Council &amp; Peterborough City Council", [PCC, CCC]),
    ("Cambridgeshire County Council / Peterborough City Council", [PCC, CCC]),
    ("Peterborough City Council; Other Council", [PCC]),
    ("Purchasing Ltd on behalf of Peterborough City Council", [PCC]),
    ("Peterborough City Council Academy", []),
    ("Peterborough City Council - Schools", []),
    ("Friends of Peterborough City Council", []),
    ("Cambridgeshire and Peterborough NHS Foundation Trust", []),
    ("Cambridgeshire and Peterborough Combined Authority", []),
    ("Cambridge City Council", []),
    ("Cambridgeshire", []),
    ("", []),
])
def test_a_buyer_is_asked_for_by_its_whole_name(name, found):
    assert asked_for(name, ASKED) == found


def test_names_with_an_and_of_their_own():
    asked = ("Bath and North East Somerset Council", "Cambridgeshire")
    assert asked_for("Bath & North East Somerset Council and Other Council", asked) == asked_for(asked[0], asked)
    assert asked_for("North East Somerset Council", asked) == []
    # A single word is asked for by itself alone.
    assert asked_for("Cambridgeshire and Peterborough NHS Foundation Trust", asked) == []
    assert asked_for("Cambridgeshire", asked) == ["Cambridgeshire"]


def test_names_that_are_only_alike_are_pointed_out():
    assert like("Peterborough City Council Academy", ASKED) == [PCC]
    assert like("Cambridgeshire and Peterborough NHS Foundation Trust", ASKED) == []


@pytest.mark.parametrize(("name", "codes"), [
    (PCC, ["PCC"]), ("Cambridgeshire County Council", ["CCC"]), ("Council of Elsewhere", []),
    ("Peterborough City Council & Cambridgeshire County Council", ["PCC", "CCC"]),
    ("Peterborough City Council Academy", []), ("Cambridge City Council", []),
    ("Cambridgeshire and Peterborough NHS Foundation Trust", []),
])
def test_a_council_names_its_authority(name, codes):
    assert authorities(name, SETTINGS) == codes


def test_buyers_stand_in_several_places():
    notice = release(
        parties=[{"name": CCC, "roles": ["buyer"]}, {"name": "Second Care", "roles": ["supplier"]}, {"roles": "buyer"}],
        tender={"procuringEntity": {"name": "Purchasing &amp; Co,"}},
    )
    assert buyers(notice) == [PCC, CCC, "Purchasing & Co"]
    assert buyers({"buyer": "someone", "parties": {"name": PCC}}) == []
