"""Templates: a delivery to begin from, without a fault in any authority's words."""

import csv
import io

import pytest

from dashboard.intake import check, empty_market
from dashboard.intake.columns import FILES
from dashboard.intake.templates import template
from dashboard.settings import Authority, Settings

ABCSHIRE = Authority(name="Abcshire", ons_code="E10000001")
ONE = Settings(authorities={"ABC": ABCSHIRE}, services={"short_breaks": "Short breaks"})
TWO = Settings()


@pytest.mark.parametrize("settings", [TWO, ONE], ids=["as set by default", "one authority and service"])
def test_all_templates_together_are_a_delivery_without_a_problem_or_a_warning(tmp_path, settings):
    for name in FILES:
        (tmp_path / FILES[name].csv).write_text(template(name, settings), newline="")
    checked = check(tmp_path, empty_market(), settings)
    assert (checked.problems, checked.warnings) == ([], [])
    assert set(checked.rows) == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_template_has_every_column_and_a_filled_example(name):
    heading, example, *more = csv.reader(io.StringIO(template(name, TWO)))
    assert heading == [column.name for column in FILES[name].columns]
    assert example == [column.example for column in FILES[name].columns]
    assert len(more) == (name in ("providers", "contracts"))
