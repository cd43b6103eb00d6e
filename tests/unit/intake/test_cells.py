"""Plain parts of a file, read as bytes: the same as read cell by cell, whatever stands in it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from dashboard.intake import cells, reading
from dashboard.intake.cells import Cells, Plain, cells_of, laid_out
from tests.unit.intake.deliveries import CLEAN, checked

WORDS = {"total", "grand total", "sum"}


def plain(block, least=None, most=None):
    width = block.split(b"\n")[0].count(b",") + 1
    return laid_out(block, least or width, most or width)


def texts(column):
    return [column.at(row) for row in range(len(column.starts))]


def test_cells_are_where_they_lie():
    first, second, third = plain(b"a,bb,\n,a longer text than sixteen bytes,x\n")
    assert (texts(first), texts(third)) == (["a", ""], ["", "x"])
    assert texts(second) == ["bb", "a longer text than sixteen bytes"]
    assert first.blank().tolist() == [False, True]


def test_blanks_around_cells_are_taken_off():
    first, second = plain(b"  a b ,   \nc,  d\n")
    assert (texts(first), texts(second)) == (["a b", "c"], ["", "d"])


def test_lines_may_end_with_crlf():
    first, second = plain(b"a,b\r\nc,\r\n")
    assert (texts(first), texts(second)) == (["a", "c"], ["b", ""])


def test_empty_cells_beyond_the_headings_are_left_out():
    assert len(plain(b"a,b,,\nc,d,,\n", 2, 4)) == 2
    assert plain(b"a,b,,\nc,d,,x\n", 2, 4) is None
    assert plain(b"a,b,,\nc,d,,\n", 2, 3) is None


@pytest.mark.parametrize("block", [
    b'"a",b\n', "é,b\n".encode(), b"a,b\nc\n", b"a,b\nc,d,e\n", b"a,b,c\nd\n", b"a,b\n\nc,d\n", b"a\tb,c\n",
    b"a,b\rc,d\n", b"a,b\r\nc,d\n", b"a,b\nc,d\r\n", b"a,b\r\r\nc,d\r\r\n", b"a,b", b"\n", b"a," + b" " * 100 + b"b\n",
])
def test_what_is_not_plain_is_left_to_be_read_cell_by_cell(block):
    assert laid_out(block, 2, 2) is None


_SOME = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters='",'), max_size=12),
    st.sampled_from(["Total", "GRAND TOTAL:", ":sum", "sums", "", " ", "=1", "#REF!", "x" * 63, "x" * 64, "x" * 65]),
    st.builds(lambda number, end: "abcdefgh" * number + end, st.integers(0, 8), st.sampled_from(["", "a", "b"])),
)


@given(st.lists(_SOME, min_size=1, max_size=40))
def test_a_column_says_the_same_as_when_read_cell_by_cell(column):
    (found,) = plain("".join(f"{text}\n" for text in column).encode())
    expected = cells_of(tuple(column))
    rows = range(len(column))
    assert [found.texts[code] for code in found.codes] == [expected.texts[code] for code in expected.codes]
    assert [found.at(row) for row in rows] == [expected.at(row) for row in rows]
    assert len(set(found.texts)) == len(found.texts)
    for one, other in (
        (found.blank(), expected.blank()), (found.among(WORDS), expected.among(WORDS)),
        (found.begin(b"=#"), expected.begin(b"=#")), (found.hashes(), expected.hashes()),
    ):
        assert one.tolist() == other.tolist()
    keep = np.arange(len(column)) % 2 == 0
    assert texts(found.rows(keep)) == [expected.at(row) for row in rows][::2]


@given(st.lists(_SOME, min_size=1, max_size=40))
def test_texts_with_the_same_number_are_still_told_apart(column):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "_mixed", lambda words: np.zeros(len(words[0]), dtype=np.uint64))
        (found,) = plain("".join(f"{text}\n" for text in column).encode())
        assert [found.texts[code] for code in found.codes] == [text.strip() for text in column]


def test_a_text_has_the_same_number_in_any_chunk():
    column = ["V1", "", "V" * 20, "V" * 64, "V" * 65, "V1", "Vé"]
    together = Cells(column, np.arange(len(column))).hashes()
    assert [Cells([text], np.array([0])).hashes()[0] for text in column] == together.tolist()
    assert len(set(together)) == len(set(column))


VISITS = CLEAN["visits"].splitlines()
_ODD = st.sampled_from([
    "", ",,,,,,,,,,", "Total,,,,,,,,,,", '"V11",CCC,S2,DPS-1,home_care,2027-05-01T09:00,2027-05-01T10:00,,,,missed',
    "V12,CCC,S2,DPS-1,home_care,2027-05-01T09:00,2027-05-01T10:00,,,,missed,",
    "V13 ,CCC, S2,DPS-1,home_care,2027-10-31T01:30,2027-10-31T01:10,,,,missed",
    "V14,CCC,S2,DPS-1,home_care,2027-05-01T09:00:30,2027-05-01T10:00Z,,,2,cancelled",
    "V15,CCC,S2,DPS-1,home_care,2027-13-01T09:00,2027-02-30T10:00,2027-05-01T25:00,2027-05-01T10:61,2,completed",
    "V16,CCC,S2,DPS-1,home_care,2027-05-00T09:00,2027-05-01T1:000,1827-05-01T09:00,2027/05/01T10:00,2,completed",
    "V17,CCC,S2,DPS-1,home_care,,2027-05-01T10:00,,,=2,missed", "V18,CCC", "=V1,CCC,,,,,,,,,",
    "V\u200b19,CCC,S2,,,,,,,,",
    "V1,CCC,S9,BLK-1,home_care,2027-05-01T09:00,2027-05-01T10:00,,,,missed",
    'V20,CCC,S2,DPS-1,"home_care\n",2027-05-01T09:00,2027-05-01T10:00,,,,missed',
    *VISITS[1:],
])


@settings(max_examples=25, deadline=None)
@given(st.lists(_ODD, max_size=12), st.sampled_from(["\n", "\r\n"]), st.integers(150, 900))
def test_a_file_is_read_the_same_in_plain_parts_and_cell_by_cell(rows, ends, piece):
    files = {**CLEAN, "visits": ends.join([VISITS[0], *VISITS[1:], *rows, ""]).encode()}
    found = []
    for laid in (laid_out, lambda *_: None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reading, "FIRST", 150)
            patch.setattr(reading, "PIECE", piece)
            patch.setattr(reading, "laid_out", laid)
            found.append(checked(files))
    one, other = found
    assert (one.problems, one.warnings, one.counts, one.rows) == (
        other.problems, other.warnings, other.counts, other.rows
    )
    assert one.holdable == other.holdable
    assert_frame_equal(one.hours.days, other.hours.days)
    assert_frame_equal(one.hours.ranges, other.hours.ranges)


def test_a_plain_file_is_read_as_bytes(monkeypatch):
    made = []
    monkeypatch.setattr(reading, "FIRST", 150)
    monkeypatch.setattr(reading, "laid_out", lambda *given: made.append(laid_out(*given)) or made[-1])
    rows = [VISITS[1].replace("V1", f"V{at}") for at in range(50)]
    assert checked({**CLEAN, "visits": "\n".join([VISITS[0], *rows, ""])}).ok
    assert any(isinstance(column, Plain) for columns in made if columns for column in columns)
