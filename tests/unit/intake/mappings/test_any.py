"""Whatever a table holds: mapping and suggesting end in files, problems and words, never in an error."""

import csv
import io

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dashboard.intake.mappings import apply, parse, shipped, suggest, suggested_toml
from dashboard.intake.people import in_heading
from tests.unit.intake.deliveries import SETTINGS
from tests.unit.intake.mappings.tables import checked, on_lines, written
from tests.unit.intake.mappings.test_access import HEADINGS, own

ANY = settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
CELL = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
    st.sampled_from(["01/03/2027", "31/12/9999", "01/01/0001", "2027-03-28", "46480", "01:30", "02:00:00", "999:00",
                     "90", "0.5", "True", "False", "2", "²", "Home care - children", "S1", "BLK-1", "Total", "=1+1"]),
)


def table(headings, rows):
    stream = io.StringIO()
    csv.writer(stream).writerows([headings, *rows])
    return stream.getvalue()


@given(st.lists(st.lists(CELL, min_size=21, max_size=21), max_size=4), st.booleans())
@ANY
def test_any_cells_under_the_portal_s_headings(tmp_path, rows, lines):
    (out := tmp_path / "out").mkdir(exist_ok=True)
    mapped = apply(own(), written(tmp_path, table(HEADINGS.split(","), rows)), out, lines=lines)
    if mapped.paths:
        assert "visits" in checked(mapped).rows
        assert len(on_lines(mapped.paths["visits"])) == mapped.rows["visits"] + 1


HEADING = st.one_of(
    st.text(max_size=10),
    st.sampled_from(sorted({name for one in shipped() for name in one.headings})),
    st.sampled_from(["name", "Name", "Child", "DOB", "*", "Hours per week", "Effective from", "Council"]),
)


@given(st.lists(HEADING, max_size=12).flatmap(lambda headings: st.tuples(
    st.just(headings), st.lists(st.lists(CELL, max_size=len(headings) + 1), max_size=4))))
@example((["NAME", "NaME"], []))
@ANY
def test_any_table_gives_a_suggestion_whose_toml_is_a_profile(told):
    headings, rows = told
    found = suggest(headings, rows, SETTINGS, {"S1": "First Care"})
    assert all(heading in headings for heading in found.columns.values())
    assert all(found.why[column].endswith(".") for column in found.columns if "." not in column)
    if found.columns:
        profile = parse(suggested_toml(found), "my-profile.toml")
        assert profile.fits(headings)
    assert not [heading for heading in found.columns.values()
                if in_heading(heading.lower()) and heading.strip().lower() != "name"]
