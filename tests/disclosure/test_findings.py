"""The findings of shareable views: as short and true as others, and of nothing that is left out."""

from itertools import product
from pathlib import Path

import pytest

from dashboard.intake import market_of
from dashboard.market.filters import Filters
from dashboard.measures import MEASURES, answer, sharing
from dashboard.settings import example_settings
from tests.disclosure.markets import draw
from tests.unit.measures.test_findings import _english, _own, _plain, _untrue

SETTINGS = example_settings()
TOO_FEW = "too few packages to show"


@pytest.mark.parametrize("seed", [0, 5])
def test_every_shareable_finding_reads_well_and_tells_what_is_shown_alone(seed: int, tmp_path: Path) -> None:
    assert _wrong(seed, tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6, 46))
def test_every_shareable_finding_of_many_markets(seed: int, tmp_path: Path) -> None:
    assert _wrong(seed, tmp_path) == []


def _wrong(seed: int, folder: Path) -> list[str]:
    as_of = draw(seed, folder)
    market = market_of(folder, SETTINGS)
    found = []
    for authority, service, weeks in product((None, "PCC"), (None, "home_care"), (13, None)):
        view = Filters(authority=authority, service=service, weeks=weeks, as_of=as_of, known_at=1, share=True)
        for name, measure in MEASURES.items():
            table = answer(measure, market, view, SETTINGS)
            if measure.plans:
                said = sharing.finding(measure, table, view, SETTINGS)
                found += [] if table.empty and said == {"": sharing.FOR_WORK} else [f"{name} tells of a plan: {said}"]
                continue
            rows = [{key: _plain(cell) for key, cell in row.items()} for row in table.to_dict("records")]
            for code, text in sharing.finding(measure, table, view, SETTINGS).items():
                wrong, own = _english(text), _own(rows, code)
                if name == "sufficiency" and "some care" in text and own[-1]["overdue_hours"] is None:
                    # The status is shown, and says that some is overdue: any figure may be read in its place.
                    own = [*own[:-1], own[-1] | {"overdue_hours": 100.0}]
                    text = text.replace("some care waits", "100 hours wait").replace("some care", "100 hours")
                if name == "supply":
                    # Hours not reported that are left out may not be told of: none would be so many.
                    own = [row | {"unreported_hours": 1e6} if row["unreported_hours"] is None else row for row in own]
                if TOO_FEW not in text.lower():
                    try:
                        wrong = wrong or _untrue(name, text, own, as_of)
                    except TypeError:
                        wrong = wrong or "it speaks of a figure that is left out"
                found += [f"{view.to_query()} {name}: {text!r}: {wrong}"] if wrong else []
            if name == "attention":
                found += [f"{row['rule']}: {row['what']!r}: {w}" for row in rows if (w := _english(row["what"]))]
    return found
