"""What may be shown together, against elimination in exact fractions and every sum worked out by hand."""

from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dashboard.measures.sharing.audit import crossed, layered, showable

FEW = 5


def follows(wanted: list[int], known: list[list[int]]) -> bool:
    """Whether a sum is a weighted sum of others: the rank of these stays the same with it."""
    return rank([*known, wanted]) == rank(known)


def rank(rows: list[list[int]]) -> int:
    left, found = [[Fraction(value) for value in row] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        lead = next((row for row in left if row[column]), None)
        if lead is None:
            continue
        left.remove(lead)
        found += 1
        left = [[a - b * row[column] / lead[column] for a, b in zip(row, lead, strict=True)] for row in left]
    return found


@st.composite
def figures(draw) -> tuple[list[list[int]], list[bool]]:
    parts = draw(st.integers(1, 6))
    cells = draw(st.lists(st.lists(st.integers(0, 1), min_size=parts, max_size=parts), min_size=1, max_size=9))
    marked = draw(st.lists(st.booleans(), min_size=len(cells), max_size=len(cells)))
    # What is nothing is never few; of equal figures all are few or none.
    few = {tuple(cell) for cell, mark in zip(cells, marked, strict=True) if mark and any(cell)}
    return cells, [tuple(cell) in few for cell in cells]


@given(figures())
def test_nothing_hidden_follows_from_what_is_shown_and_no_more_is_hidden_than_that_takes(asked) -> None:
    cells, few = asked
    shown = showable(np.array(cells), np.array(few)).tolist()
    known = [cell for cell, may in zip(cells, shown, strict=True) if may]
    for at, (cell, may) in enumerate(zip(cells, shown, strict=True)):
        assert not (may and few[at])
        assert may or not follows(cell, known)
        if not any(cell):
            assert may
        if not may and not few[at]:
            # Shown with those before it, it would have given one away.
            before = [other for other, shown_ in zip(cells[:at], shown, strict=False) if shown_]
            secrets = [other for other, mark in zip(cells, few, strict=True) if mark]
            assert any(follows(secret, [*before, cell]) for secret in secrets)


@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_table_with_totals(counts) -> None:
    shown = crossed(np.array([counts]), FEW)[0]
    kinds, services = len(counts), 2
    rows = {kind: [kind] for kind in range(kinds)} | {kinds: list(range(kinds))}
    columns = {service: [service] for service in range(services)} | {services: list(range(services))}
    cells = {
        at: [int(kind in rows[at[0]] and service in columns[at[1]] and counts[kind][service] > 0)
             for kind, service in product(range(kinds), range(services))]
        for at in product(rows, columns)
    }
    sizes = {(row, column): sum(counts[k][s] for k, s in product(rows[row], columns[column])) for row, column in cells}
    known = [cell for at, cell in cells.items() if shown[at]]
    for at, cell in cells.items():
        assert not (shown[at] and 1 <= sizes[at] <= FEW)
        assert shown[at] or not follows(cell, known)
        assert shown[at] or sizes[at] > 0


@given(
    st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=3, max_size=3),
    st.lists(st.tuples(*[st.integers(0, 1)] * 3), min_size=1, max_size=4),
    st.lists(st.tuples(*[st.integers(0, 1)] * 3)),
)
def test_figures_of_states_tell_neither_each_other_nor_what_is_shown_nowhere(counts, sums, besides) -> None:
    told = np.array(besides).reshape(-1, 3)
    shown = layered(np.array([counts]), np.array(sums), FEW, told)[0]
    of = [[0], [1], [0, 1]]

    def cell(figure, services) -> list[int]:
        return [
            int(bool(figure[state]) and service in services and counts[state][service] > 0)
            for state, service in product(range(3), range(2))
        ]

    def size(figure, services) -> int:
        return sum(counts[state][service] for state in range(3) if figure[state] for service in services)

    known = [cell(sums[at], of[to]) for at, to in product(range(len(sums)), range(3)) if shown[at, to]]
    for at, to in product(range(len(sums)), range(3)):
        assert not (shown[at, to] and 1 <= size(sums[at], of[to]) <= FEW)
        assert shown[at, to] or not follows(cell(sums[at], of[to]), known)
    for figure, services in product(besides, of):
        if 1 <= size(figure, services) <= FEW:
            assert not follows(cell(figure, services), known)


def test_the_most_wanted_is_shown_and_its_complement_hidden() -> None:
    # Of 3 and 12 packages, 15 together: the 3 are few; the 15 come first, so the 12 must go.
    assert showable(np.array([[1, 1], [0, 1], [1, 0]]), np.array([False, False, True])).tolist() == [True, False, False]
    assert crossed(np.array([[[3, 12]]]), FEW)[0].tolist() == [[False, False, True], [False, False, True]]
