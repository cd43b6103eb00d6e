"""Help and the accessibility statement: nothing that people can set, run, ask or read is left out of Help."""

import re
from datetime import datetime

import click
import pytest
from bs4 import BeautifulSoup

from dashboard.app import create_app
from dashboard.cli import main
from dashboard.cli.common import EXAMPLE as FOR_EXAMPLE
from dashboard.cli.common import PROGRAM
from dashboard.market.clock import today
from dashboard.measures import MEASURES
from dashboard.pages import pages
from dashboard.settings import Authority, Settings
from dashboard.store import Store
from dashboard.web.help.every_setting import line
from dashboard.web.help.explained import NO_EXAMPLE, NOT_SHARED, settings_of
from dashboard.web.help.views import REVIEWED
from dashboard.web.help.words import WORDS

PATHS = ("/help", "/accessibility")


def said(element):
    return re.sub(r"\s+", " ", element.get_text()).strip()


def bare(text):
    """A text without what markup and spaces it may be written with."""
    return re.sub(r"[\s`*]", "", text)


def section(page, place):
    """The parts between a heading of the second level and the next."""
    parts = []
    for part in page.find(id=f"help-{place}").find_next_siblings():
        if part.name == "h2":
            break
        parts.append(part)
    return parts


def codes(*parts):
    return {code.get_text() for part in parts for code in part.select("code")}


def examples(page):
    return {name: said(page.find(id=f"help-{name}-example")) for name in MEASURES}


# What Help holds


def test_the_contents_lead_to_every_part_and_every_measure(page):
    leads = {link["href"].removeprefix("#"): said(link) for link in page.select("nav.contents a")}
    headings = {heading["id"]: said(heading) for heading in page.select("h2")}
    assert leads == headings | {f"help-{name}": measure.question for name, measure in MEASURES.items()}
    assert set(leads) <= {part["id"] for part in page.select("main [id]")}
    assert not page.select_one("nav.contents details").has_attr("open")


def test_every_measure_stands_with_its_page_definition_and_columns(page):
    labels = {name: shown.label for shown in pages() for name in shown.measures}
    for name, measure in MEASURES.items():
        part = page.find(id=f"help-{name}")
        assert said(part.h3) == measure.question
        assert said(part.select_one(".note")) == f"On the page {labels[name]}; in files and addresses {name}."
        assert bare(re.sub("(?m)^- ", "", measure.definition)) in bare(part.get_text())
        assert {column.name for column in measure.columns} <= codes(part.details)
        assert all(column.meaning in part.details.get_text() for column in measure.columns)
        assert not part.details.has_attr("open")


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_shows_the_settings_that_it_names(page, chosen, name):
    shown = codes(page.find(id=f"help-{name}").details)
    assert {line(setting, chosen) for setting in settings_of(name)} <= shown


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_has_a_description_and_is_shown(page, chosen, name):
    description = Settings.model_fields[name].description
    assert description
    parts = section(page, "settings")
    assert {name, f"DASHBOARD_{name.upper()}", line(name, chosen)} <= codes(*parts)
    assert bare(description) in bare("".join(part.get_text() for part in parts))


@pytest.mark.parametrize("name", Authority.model_fields)
def test_what_is_said_of_an_authority_has_a_description_and_is_shown(page, name):
    assert Authority.model_fields[name].description
    assert str(Authority.model_fields[name].description) in page.get_text()


def test_a_setting_stands_with_its_value_now_and_by_default(page):
    shown = codes(*section(page, "settings"))
    assert {"overdue_days = 21", "overdue_days = 14"} <= shown
    assert {"utilisation_green = [0.8, 1.1]", "utilisation_green = [0.85, 1.05]"} <= shown
    assert "[services]\nhome_care = \"Home care\"\ncommunity_support = \"Community support\"" in shown


def test_no_password_is_shown(page, chosen):
    assert "database_url = \"sqlite:///data/market.db\"" in codes(page)
    assert "secret" not in str(page)
    assert "secret" not in repr(chosen)


@pytest.mark.parametrize("name", main.commands)
def test_every_command_is_shown_with_every_option(page, name):
    command, parts = main.commands[name], section(page, "commands")
    shown, text = codes(*parts), bare("".join(part.get_text() for part in parts))
    assert command.help and command.epilog
    assert bare(command.help) in text
    assert {name, command.epilog.removeprefix(FOR_EXAMPLE)} <= shown
    for parameter in command.params:
        written, meaning = parameter.get_help_record(click.Context(command))
        assert meaning, f"{name}: {written} says nothing"
        assert written in shown
        assert bare(meaning) in text or parameter.name == "database"  # told once, of all of them


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
def test_a_word_that_the_screens_use_is_explained(page, word):
    assert word in {said(term) for part in section(page, "words") for term in part.select("dt")}
    assert bare(WORDS[word]) in bare(page.get_text())


def test_words_stand_in_order_and_name_settings_that_there_are():
    assert list(WORDS) == sorted(WORDS, key=str.casefold)
    named = re.findall(r"`(\w+)`", " ".join(WORDS.values()))
    assert set(named) <= set(Settings.model_fields)


@pytest.mark.parametrize(
    "button",
    [
        "Copy link", "Copy link as seen today", "Copy calendar address", "Snapshot", "Shareable view", "CSV", "PNG",
        "Undo", "Look back",
    ],
)
def test_what_a_button_is_for_is_told(page, button):
    assert button in {said(part) for part in page.select("em")}


def test_loading_is_told_step_by_step_and_leads_to_the_data_page(page):
    [steps] = [part for part in section(page, "loading") if part.name == "ol"]
    assert len(steps.select("li")) == 4 and steps.a["href"] == "/data"
    assert "python -m dashboard load FILES" in codes(steps)


# Of which market, on which day


def test_examples_are_of_the_loaded_market_whatever_is_chosen(get, page):
    assert NO_EXAMPLE not in examples(page).values()
    assert examples(get("/help?authority=CCC&service=home_care&weeks=13")) == examples(page)
    assert said(page.find(id="help-demand-sources")).startswith("Its data last came from import 1 (")


def test_examples_are_as_of_the_day_that_the_address_names(get, page):
    before = get("/help?as_of=2026-05-01&known_at=1")
    assert said(before.select_one(".badge")) == "As at 1 May 2026 · import 1"
    assert examples(before)["blocks"] not in (examples(page)["blocks"], NO_EXAMPLE)


def test_a_shareable_view_has_no_example(get):
    shared = get("/help?share=yes&authority=PCC")
    assert set(examples(shared).values()) == {NOT_SHARED}
    assert said(shared.find(id="help-demand-sources")).startswith("Its data last came from import 1 (")
    assert "shareable" in said(shared.select_one(".badge"))


def test_an_empty_market_has_help_and_a_statement(tmp_path):
    client = create_app(Settings(), Store.open(f"sqlite:///{tmp_path}/market.db")).server.test_client()
    found = BeautifulSoup(client.get("/help").data, "html.parser")
    assert set(examples(found).values()) == {NO_EXAMPLE}
    assert said(found.find(id="help-demand-sources")) == "None came yet of packages."
    assert client.get("/accessibility").status_code == 200


# As a page


@pytest.mark.parametrize("path", PATHS)
def test_it_has_the_shell_of_the_other_pages(get, path):
    found = get(path)
    assert found.title.get_text() == f"{said(found.h1)} – Market sufficiency"
    assert said(found.select_one(".badge")) == "Data to Sunday 22 November 2026 · import 1"
    assert found.select_one("[aria-current]")["id"] == f"to-{path.removeprefix('/')}"
    assert len(found.select("h1")) == 1 and len(said(found.h1)) <= 65
    levels = [int(heading.name[1]) for heading in found.select("h1, h2, h3, h4")]
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    ids = [element["id"] for element in found.select("[id]")]
    assert len(ids) == len(set(ids))
    assert not found.select("script:not([src])") and not found.select("[onclick], [style]")


@pytest.mark.parametrize("path", PATHS)
def test_every_filter_is_carried_along(get, path):
    query = "authority=PCC&provider=EX001&route=dps&weeks=26&as_of=2026-05-01&known_at=1&blocks_PCC=2"
    links = {link["id"]: link["href"] for link in get(f"{path}?{query}").select("header nav a, footer a")}
    wall = {"wall-screen": "/wall", "wall-setup": "/wall/setup"}
    assert {name: address for name, address in links.items() if name in wall} == wall
    assert links["to-overview"] == f"/?{query}" and links["to-data"] == f"/data?{query}"
    assert {address.partition("?")[2] for name, address in links.items() if name not in wall} == {query}


@pytest.mark.parametrize("path", PATHS)
def test_a_shareable_view_leads_to_what_can_be_shared(get, path):
    links = {link["id"]: link["href"] for link in get(f"{path}?share=yes&weeks=26").select("header nav a, footer a")}
    assert links["to-overview"] == "/?weeks=26&share=yes" and links["to-help"] == "/help?weeks=26&share=yes"
    assert links["to-data"] == "/data"
    assert "to-planner" not in links


@pytest.mark.parametrize("path", PATHS)
def test_a_mistaken_address_is_named(get, path):
    found = get(f"{path}?authority=XYZ&weeks=13")
    assert said(found.select_one(".notices[role=alert]")) == "There is no authority “XYZ”."
    assert found.select_one("#to-blocks")["href"] == "/blocks?weeks=13"
    assert not get(path).select_one(".notices").has_attr("role")


@pytest.mark.parametrize("path", PATHS)
def test_an_address_with_too_many_parameters_is_refused(client, path):
    response = client.get(f"{path}?{'&'.join(f'a{n}=1' for n in range(60))}")
    assert response.status_code == 400 and "too many parameters" in response.get_data(as_text=True)


# The statement


def test_the_statement_follows_the_model(get, chosen):
    found = get("/accessibility")
    assert [said(heading) for heading in found.select("h2")] == [
        "Compliance status",
        "Non-accessible content",
        "Preparation of this accessibility statement",
        "Feedback and contact information",
        "Enforcement procedure",
    ]
    text = said(found.main)
    assert chosen.contact in text and chosen.owner in text and f"last reviewed on {REVIEWED}." in text


def test_the_statement_was_reviewed_within_the_year():
    reviewed = datetime.strptime(REVIEWED, "%d %B %Y").date()
    assert (today() - reviewed).days < 366
