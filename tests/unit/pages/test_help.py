"""Help: nothing that people can set, run, ask or read is left out of it."""

import re

import click
import pandas as pd
import pytest
from dash import html

from dashboard.cli import main
from dashboard.cli.common import EXAMPLE as FOR_EXAMPLE
from dashboard.cli.common import PROGRAM
from dashboard.cli.told import commands
from dashboard.components.asked import Asked
from dashboard.components.every_setting import line
from dashboard.components.explained import NO_EXAMPLE, settings_of
from dashboard.intake import market_of
from dashboard.market.filters import Filters
from dashboard.market.market import Market
from dashboard.measures import MEASURES, answer
from dashboard.pages import help, pages
from dashboard.settings import Authority, Settings
from tests.conftest import EXAMPLE, EXAMPLE_DAY
from tests.unit.components.views import text_of
from tests.unit.markets import Frames, market_from
from tests.unit.pages.test_pages import walk

SETTINGS = Settings(
    database_url="postgresql://someone:secret@db.example/market", overdue_days=21, utilisation_green=(0.8, 1.1)
)
[PAGE] = [page for page in pages(SETTINGS, commands()) if page.path == "/help"]
LAYOUT = PAGE.layout(SETTINGS)
TEXT = text_of(LAYOUT)


def section(place):
    """The parts between a heading of the second level and the next."""
    parts = list(walk(LAYOUT))
    [first] = [at for at, part in enumerate(parts) if getattr(part, "id", None) == f"help-{place}"]
    ends = [at for at, part in enumerate(parts) if isinstance(part, html.H2) and at > first]
    return parts[first : ends[0] if ends else None]


def bare(text):
    """A text without what markup and spaces it may be written with."""
    return re.sub(r"[\s`*]", "", text)


def codes(parts):
    return {text_of(part) for part in parts if isinstance(part, html.Code)}


def test_the_contents_lead_to_every_part_and_every_measure():
    [nav] = [part for part in walk(LAYOUT) if isinstance(part, html.Nav)]
    leads = {link.href.removeprefix("#"): text_of(link) for link in walk(nav) if isinstance(link, html.A)}
    headings = {part.id: text_of(part) for part in walk(LAYOUT) if isinstance(part, html.H2)}
    assert leads == headings | {f"help-{name}": measure.question for name, measure in MEASURES.items()}
    assert set(leads) <= {getattr(part, "id", None) for part in walk(LAYOUT)}


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_has_a_description_and_is_shown(name):
    description = Settings.model_fields[name].description
    assert description
    assert {name, f"DASHBOARD_{name.upper()}", line(name, SETTINGS)} <= codes(section("settings"))
    assert bare(description) in bare(text_of(LAYOUT))


@pytest.mark.parametrize("name", Authority.model_fields)
def test_what_is_said_of_an_authority_has_a_description_and_is_shown(name):
    assert Authority.model_fields[name].description
    assert str(Authority.model_fields[name].description) in TEXT


def test_a_setting_stands_with_its_value_now_and_by_default():
    shown = codes(section("settings"))
    assert {"overdue_days = 21", "overdue_days = 14"} <= shown
    assert {"utilisation_green = [0.8, 1.1]", "utilisation_green = [0.85, 1.05]"} <= shown
    assert "[services]\nhome_care = \"Home care\"\ncommunity_support = \"Community support\"" in shown


def test_a_line_of_a_setting_is_read_back_as_the_setting(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    own = SETTINGS.model_copy(update={"reprocurement_lead_months": {"block": 9}, "owner": "The “A” team\\B"})
    lines = sorted((line(name, own) for name in Settings.model_fields), key=lambda text: text.startswith("["))
    (tmp_path / "dashboard.toml").write_text("\n".join(lines), encoding="utf-8")
    assert Settings().of_figures() == own.model_copy(
        update={"reprocurement_lead_months": Settings(reprocurement_lead_months={"block": 9}).reprocurement_lead_months}
    ).of_figures()
    assert Settings().owner == own.owner


def test_no_password_is_shown():
    assert "secret" not in str(LAYOUT.to_plotly_json()) + TEXT
    assert "secret" not in repr(SETTINGS)


@pytest.mark.parametrize("name", main.commands)
def test_every_command_is_shown_with_every_option(name):
    command, shown = main.commands[name], codes(section("commands"))
    assert command.help and command.epilog
    assert bare(command.help) in bare(TEXT)
    assert {name, command.epilog.removeprefix(FOR_EXAMPLE)} <= shown
    for parameter in command.params:
        written, meaning = parameter.get_help_record(click.Context(command))
        assert meaning, f"{name}: {written} says nothing"
        assert written in shown
        assert bare(meaning) in bare(TEXT) or parameter.name == "database"  # told once, of all of them


@pytest.mark.parametrize("name", main.commands)
def test_the_example_of_a_command_can_be_given(name):
    begun = f"{FOR_EXAMPLE}{PROGRAM} {name}"
    example = main.commands[name].epilog
    assert example.startswith(begun)
    main.commands[name].make_context(name, example.removeprefix(begun).split())


@pytest.mark.parametrize(
    "word",
    [
        "DPS", "Block", "Call-off", "Extension", "Mobilisation", "Dormancy", "Hand-back", "Headroom", "Paper due",
        "Re-procurement", "Silence", "Nil return", "As known at import", "Share", "Way in", "Void hours", "Pick-up",
    ],
)
def test_a_word_that_the_screens_use_is_explained(word):
    assert word in help.WORDS


def test_words_stand_in_order_and_name_settings_that_there_are():
    assert list(help.WORDS) == sorted(help.WORDS, key=str.casefold)
    named = re.findall(r"`(\w+)`", " ".join(help.WORDS.values()))
    assert set(named) <= set(Settings.model_fields)


@pytest.mark.parametrize(
    "said",
    [
        "Copy link", "Copy link as seen today", "Copy calendar address", "Snapshot", "Shareable view", "CSV", "PNG",
        "Undo", "Look back",
    ],
)
def test_what_a_button_is_for_is_told(said):
    assert said in {text_of(part) for part in walk(LAYOUT) if isinstance(part, html.Em)}


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_shows_the_settings_that_it_names(name):
    [part] = [part for part in walk(LAYOUT) if getattr(part, "id", None) == f"help-{name}"]
    shown = codes(walk(part))
    assert {line(setting, SETTINGS) for setting in settings_of(name)} <= shown


MADE = pd.DataFrame({
    "number": [1, 2, 3, 4],
    # In London the second came in on 1 July.
    "published_at": pd.to_datetime(
        ["2026-06-01T12:00Z", "2026-06-30T23:30Z", "2026-07-03T12:00Z", "2026-07-04T12:00Z"]
    ),
    "means": ["command line", "Data page", "undo of import 2", "Data page"],
    "files": [("packages", "hours", "contracts"), ("visits",), ("visits",), ("packages",)],
})
"""Imports as the store tells of them."""


def drawn(market, day, imports=None):
    """What Help draws of a market, whatever is chosen, by the cell's id."""
    chosen = Filters(authority="CCC", service="home_care", weeks=13)
    asked = Asked(market, SETTINGS, chosen, chosen.filled(day, 1), imports=imports)
    [handbook] = PAGE.parts
    cells = handbook.outputs("help")
    return {cell.component_id: value for cell, value in zip(cells, handbook.draw(asked), strict=True)}


def test_an_empty_market_has_no_examples_and_no_data():
    cells = drawn(market_from({}), EXAMPLE_DAY)
    for name in MEASURES:
        assert cells[f"help-{name}-example"] == NO_EXAMPLE
        assert cells[f"help-{name}-sources"].startswith("None came yet of ")
        assert all(file in cells[f"help-{name}-sources"] for file in MEASURES[name].sources)


def test_examples_are_of_the_whole_market_whatever_is_chosen():
    market = market_of(EXAMPLE, SETTINGS)
    cells = drawn(market, EXAMPLE_DAY)
    for name, measure in MEASURES.items():
        table = answer(measure, market, Filters(as_of=EXAMPLE_DAY, known_at=1), SETTINGS)
        assert cells[f"help-{name}-example"] == measure.example(table, EXAMPLE_DAY, SETTINGS) != NO_EXAMPLE


def test_where_the_data_came_from_is_the_newest_import_of_each_file_that_the_market_knows():
    market = Market(3, Frames(market_from({})._reader.frames))
    cells = drawn(market, EXAMPLE_DAY, lambda: MADE)
    assert cells["help-demand-sources"] == "Its data last came from import 1 (command line, 1 June 2026): packages."
    assert cells["help-blocks_weekly-sources"] == (
        "Its data last came from import 3 (undo of import 2, 3 July 2026): visits; import 1 (command line, 1 June "
        "2026): contracts and hours. None came yet of school_holidays."
    )
    before = drawn(Market(2, market._reader), EXAMPLE_DAY, lambda: MADE)
    assert "import 2 (Data page, 1 July 2026): visits" in before["help-blocks_weekly-sources"]
