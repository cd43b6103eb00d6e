"""The wall: what its address says, what each scene says, and what it never says."""

import re
from datetime import date, datetime
from urllib.parse import parse_qsl

import orjson
import pytest

from dashboard.components.asked import Asked
from dashboard.market import clock
from dashboard.market.filters import Filters
from dashboard.settings import Settings
from dashboard.store import Store
from dashboard.web.wall.address import Configuration
from dashboard.web.wall.parts import Screen
from dashboard.web.wall.scenes import SCENES, Wall
from tests.conftest import EXAMPLE, EXAMPLE_DAY
from tests.unit.markets import market_from

SETTINGS = Settings()
SUNDAY = "2026-11-22"
CONTRACTS = (
    "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,start_date,"
    "initial_term_months,extension_terms_months,extensions_taken,extension_notice_months,reprocurement_lead_months,"
    "annual_value_gbp,contracted_hours_per_week,terminated_on\n"
)
PROVIDERS = "provider_id,name,provider_type\nP1,Harbour Lights Care Ltd,external\nP2,In-house team,internal\n"


def wall_of(files, as_of=SUNDAY, **filters):
    """The wall over a market of CSV texts."""
    market = market_from(files)
    given, today = Filters(**filters, share=True), date.fromisoformat(as_of)
    return Wall(Asked(market, SETTINGS, given, given.filled(today, 1)), today)


def scene_of(files, name, as_of=SUNDAY, **filters):
    return wall_of(files, as_of, **filters).scenes([name])[0]


def packages(*groups, first=1):
    """Packages as CSV: groups of (count, authority, requested_on, hours, awarded_on, started_on, contract_id)."""
    lines = ["package_id,authority,service,requested_on,hours_per_week,provider_id,contract_id,awarded_on,started_on"]
    for count, authority, requested, hours, awarded, started, contract in groups:
        for _ in range(count):
            provider = "P1" if awarded else ""
            lines.append(f"K{first},{authority},home_care,{requested},{hours},{provider},{contract},{awarded},{started}")
            first += 1
    return "\n".join(lines) + "\n"


def block(contract="B1", title="Peterborough block 1", start="2026-01-05", hours=20, authorities="PCC"):
    lead = authorities.split(";")[0]
    return f"{contract},{title},block,{lead},{authorities},P1,home_care,{start},36,24,0,6,15,50000,{hours},\n"


def hours(contract="B1", authority="PCC", weekly=20.0, weeks=30):
    """Hours of one contract on each of the Mondays of some weeks to the last."""
    lines = ["date,authority,provider_id,contract_id,service,planned_hours,delivered_hours"]
    first = date.fromisoformat("2026-11-16").toordinal() - 7 * (weeks - 1)
    lines += [
        f"{date.fromordinal(first + 7 * nth)},{authority},P1,{contract},home_care,{weekly},{weekly}"
        for nth in range(weeks)
    ]
    return "\n".join(lines) + "\n"


PLACED = ("2026-01-05", 3, "2026-01-05", "2026-01-05", "B1")
"""A package placed since January, of 3 hours a week."""


def market(*more, placed=10, **files):
    """PCC with one block and packages placed under it, all its hours delivered; and other packages."""
    return {
        "providers": PROVIDERS,
        "contracts": CONTRACTS + block(),
        "packages": packages((placed, "PCC", *PLACED), *more),
        "hours": hours(),
    } | files


class TestAddress:
    def read(self, query):
        return Configuration.read(parse_qsl(query, keep_blank_values=True))

    def test_by_default_all_scenes_for_30_seconds_in_the_dark(self):
        found = self.read("")
        assert found.scenes == {
            "verdict": 30, "capacity": 30, "waiting": 30, "blocks": 30, "decisions": 30, "providers": 30,
        }
        assert (found.auto, found.chosen, found.notices) == (False, "dark", ())

    def test_scenes_in_their_order_with_seconds_of_their_own(self):
        found = self.read("scenes=blocks:60,verdict&seconds=20")
        assert list(found.scenes.items()) == [("blocks", 60), ("verdict", 20)]
        assert found.notices == ()

    @pytest.mark.parametrize(
        ("query", "named"),
        [
            ("scenes=verdict,weather", "There is no scene “weather”."),
            ("scenes=verdict,verdict", "The scene “verdict” is named twice: it is shown once."),
            ("scenes=verdict:0", "A scene is shown for 1 to 3,600 seconds, not “0”."),
            ("seconds=ten", "A scene is shown for 1 to 3,600 seconds, not “ten”."),
            ("seconds=3601", "A scene is shown for 1 to 3,600 seconds, not “3601”."),
            ("theme=pink", "There is no theme “pink”."),
            ("theme=dark&theme=light", "“theme” is given 2 times: give it once."),
            ("provider=P1", "“provider” is left out: the wall shows all."),
        ],
    )
    def test_what_is_wrong_is_named_and_left_out(self, query, named):
        found = self.read(query)
        assert found.notices == (named,)
        assert set(found.scenes.values()) == {30}
        assert found.chosen == "dark"

    def test_the_theme_auto_is_light_by_day(self):
        found = self.read("theme=auto")
        hours = {hour: found.theme(datetime(2026, 11, 22, hour, tzinfo=clock.LONDON)) for hour in (6, 7, 18, 19)}
        assert hours == {6: "dark", 7: "light", 18: "light", 19: "dark"}

    @pytest.mark.parametrize(
        ("query", "now", "until"),
        [
            ("", "2026-11-22T09:12:00+00:00", "2026-11-23T00:00:00+00:00"),
            ("theme=auto", "2026-11-22T06:59:00+00:00", "2026-11-22T07:00:00+00:00"),
            ("theme=auto", "2026-11-22T07:00:00+00:00", "2026-11-22T19:00:00+00:00"),
            ("theme=auto", "2026-11-22T19:30:00+00:00", "2026-11-23T00:00:00+00:00"),
            # The clocks go back on 25 October 2026, and on on 28 March 2027: the day has 25 hours, and 23.
            ("", "2026-10-25T00:30:00+01:00", "2026-10-26T00:00:00+00:00"),
            ("", "2027-03-28T00:30:00+00:00", "2027-03-29T00:00:00+01:00"),
        ],
    )
    def test_a_picture_holds_until_midnight_or_the_next_change_of_theme(self, query, now, until):
        given = datetime.fromisoformat(now).astimezone(clock.LONDON)
        assert self.read(query).until(given).isoformat() == until


class TestVerdict:
    def test_enough_care(self):
        # Placed 30 hours a week; a block of 20 contracted: paper and credible 30, as much as is placed.
        scene = scene_of(market(), "verdict", authority="PCC")
        assert scene.question == "Is there enough care?"
        [column] = scene.columns
        assert (column.figure, column.lines) == ("100%", ("30 to count on, 30 needed",))
        [answer] = scene.answers
        assert answer.text.startswith("Peterborough has barely enough care")

    @pytest.mark.parametrize("placed", [1, 5])
    def test_few_placed_packages_are_kept_back(self, placed):
        files = market((10, "PCC", "2026-11-02", 7, "", "", ""), placed=placed)
        wall = wall_of(files, authority="PCC")
        verdict, capacity = wall.scenes(["verdict", "capacity"])
        assert (verdict.columns[0].figure, verdict.columns[0].lines) == ("c", ())
        assert verdict.answers[0].text == "Peterborough: too few packages to show."
        assert wall.verdicts == [{"name": "Peterborough", "badge": verdict.columns[0].badge}]
        assert verdict.columns[0].badge.word == "No data"
        assert capacity.answers[0].text == "Peterborough: too few packages to show."
        assert capacity.graphs[0].figure is None

    def test_a_week_with_few_packages_keeps_back_those_that_look_back_on_it(self):
        # 5 placed until September, 10 since: demonstrated capacity looks back on 26 weeks.
        later = ("2026-09-01", 3, "2026-09-01", "2026-09-01", "B1")
        files = market((5, "PCC", *later), placed=5)
        assert scene_of(files, "verdict", authority="PCC").columns[0].figure == "c"

    @pytest.mark.parametrize(
        ("overdue", "waiting", "told"),
        [
            (6, 0, True),
            (5, 0, False),
            # 6 overdue beside 4 that are not: with the hours of all 10, those of the 6 would tell of the 4.
            (6, 4, False),
            (6, 6, True),
        ],
    )
    def test_overdue_hours_are_told_where_they_give_nothing_away(self, overdue, waiting, told):
        files = market(
            (overdue, "PCC", "2026-10-01", 7, "", "", ""), (waiting, "PCC", "2026-11-20", 3, "", "", "")
        )
        wall = wall_of(files, authority="PCC")
        answer = wall.scenes(["verdict"])[0].answers[0].text
        assert answer.startswith("Peterborough")
        assert f"{7 * overdue + 3 * waiting} hours a week short" in answer
        late = answer.split(" short")[1]
        assert late.startswith(f"; {7 * overdue} hours wait" if told else "; some care waits")

    def test_care_that_waits_beside_capacity(self):
        contracts = CONTRACTS + block(hours=100)
        files = market((5, "PCC", "2026-10-01", 7, "", "", ""), contracts=contracts)
        scene = scene_of(files, "verdict", authority="PCC")
        # 5 packages overdue, 35 of 65 hours: red by waiting alone, and their hours are not told.
        assert scene.answers[0].text == "Peterborough's capacity does not fit: some care waits too long."
        assert scene.columns[0].badge.code == "red"


class TestWaiting:
    @pytest.mark.parametrize(
        ("count", "figure", "hours", "sentence"),
        [
            (1, "c", "c hours a week", "Peterborough: a few packages wait for care."),
            (5, "c", "c hours a week", "Peterborough: a few packages wait for care."),
            (6, "5", "42 hours a week", "Peterborough: about 5 packages wait for care."),
            (8, "10", "56 hours a week", "Peterborough: about 10 packages wait for care."),
        ],
    )
    def test_counts_and_hours(self, count, figure, hours, sentence):
        scene = scene_of(market((count, "PCC", "2026-11-20", 7, "", "", "")), "waiting", authority="PCC")
        [column] = scene.columns
        assert (column.figure, column.unit, column.lines[0]) == (figure, "packages wait", hours)
        assert scene.answers[0].text == sentence
        assert scene.note == (
            "c: rests on 1 to 5 packages, or would give such a figure away. "
            "Other counts of packages to the nearest 5."
        )

    def test_what_is_behind_the_count(self):
        # 8 without a provider, 3 of them since October; 6 awarded and not begun, since October too.
        files = market(
            (3, "PCC", "2026-10-01", 7, "", "", ""), (5, "PCC", "2026-11-20", 7, "", "", ""),
            (6, "PCC", "2026-10-01", 7, "2026-11-20", "", "B1"),
        )
        [column] = scene_of(files, "waiting", authority="PCC").columns
        assert column.figure == "15"
        # 9 of them since October, of 7 hours a week; 5 are not overdue, which their hours would tell of.
        assert column.lines == ("98 hours a week", "c hours for over 14 days", "0 packages for over 12 weeks")

    def test_nobody_waits(self):
        scene = scene_of(market(), "waiting")
        assert [answer.text for answer in scene.answers] == [
            "Nobody waits for care in Peterborough.", "Nobody waits for care in Cambridgeshire.",
        ]
        assert [column.figure for column in scene.columns] == ["0", "0"]

    def test_packages_wait_before_any_hours_are_known(self):
        files = {"packages": packages((6, "CCC", "2026-11-20", 7, "", "", ""))}
        assert scene_of(files, "waiting", authority="CCC").columns[0].figure == "5"


class TestCapacity:
    def test_the_trend_and_the_graph(self):
        # 30 hours placed since January; 6 packages of 5 hours more since September.
        files = market((6, "PCC", "2026-09-01", 5, "2026-09-01", "2026-09-01", "B1"))
        scene = scene_of(files, "capacity", authority="PCC")
        assert scene.answers[0].text == "Peterborough: demand up 100%, capacity up 100% in 26 weeks."
        names = {trace["name"] for trace in scene.graphs[0].figure["data"]}
        assert {"Demand", "Credible"} <= names
        # Hours that are waited for, and demonstrated ones, would tell of few packages by a subtraction.
        assert not {"Overdue", "Demonstrated"} & names

    def test_hours_are_whole_ones(self):
        files = market((6, "PCC", "2026-01-05", 2.3, "2026-01-05", "2026-01-05", "B1"))
        figure = scene_of(files, "capacity", authority="PCC").graphs[0].figure
        [demand] = [trace["y"] for trace in figure["data"] if trace["name"] == "Demand"]
        assert set(demand) == {44.0}

    def test_beside_one_another_each_graph_has_the_whole_height(self):
        files = market((6, "CCC", "2026-01-05", 5, "2026-01-05", "2026-01-05", "B1"))
        asked = wall_of(files).asked
        wide, tall = (
            [graph.figure["layout"]["height"] for graph in Wall(asked, asked.day, size).scenes(["capacity"])[0].graphs]
            for size in (Screen(1800, 600, 40), Screen(1000, 1200, 40))
        )
        assert wide == tall == [600, 600]


class TestBlocks:
    def test_a_block_with_few_packages_is_kept_back(self):
        contracts = CONTRACTS + block() + block("B2", "Peterborough block 2")
        more = hours("B2", weekly=10.0).split("\n", 1)[1]
        files = market(
            (5, "PCC", "2026-01-05", 2, "2026-01-05", "2026-01-05", "B2"), contracts=contracts, hours=hours() + more
        )
        scene = scene_of(files, "blocks", authority="PCC")
        # 30 weeks of 20 hours, of the 46 weeks from 5 January to 22 November: 600 / 920.
        assert [(b.title, b.text, b.share, b.badge.word) for b in scene.bullets] == [
            ("Peterborough block 1", "65%", 0.65, "Critical"), ("Peterborough block 2", "c", None, "No data"),
        ]
        # The two together would tell of the second.
        assert scene.answers[0].text == "Peterborough: too few packages to show."
        assert "c: rests on 1 to 5 packages" in scene.note

    def test_where_all_may_be_shown_the_sentence_is_the_measures_own(self):
        scene = scene_of(market(), "blocks", authority="PCC")
        assert scene.answers[0].text == "Peterborough uses 65% of its block hours, contract years to date."
        assert scene.note == "Meant to be 85% to 105% of contracted hours."

    def test_the_furthest_from_what_was_bought_come_first_and_no_more_than_five(self):
        names = [f"B{nth}" for nth in range(1, 8)]
        contracts = CONTRACTS + "".join(block(name, f"Peterborough block {name[1]}") for name in names)
        more = "".join(hours(name, weekly=5.0 * int(name[1])).split("\n", 1)[1] for name in names[1:])
        placed = [(6, "PCC", "2026-01-05", 2, "2026-01-05", "2026-01-05", name) for name in names[1:]]
        files = market(*placed, contracts=contracts, hours=hours(weekly=5.0) + more)
        scene = scene_of(files, "blocks", authority="PCC")
        # 30 weeks of 5, 10, … 35 hours over 920: 16%, 33%, 49%, 65%, 82%, 98% and 114%.
        assert [bullet.text for bullet in scene.bullets] == ["16%", "33%", "49%", "65%", "82%"]
        assert scene.note.startswith("The 5 of 7 that are furthest from 100%.")


class TestDecisions:
    def test_the_next_act_of_each_contract_red_first_then_by_day(self):
        # With 24 months to start on 1 December, decisions are due 6 months before the end, and papers 9 weeks sooner.
        def contract(name, start, extensions="24", terminated=""):
            return f"{name},Title {name},spot,PCC,PCC,P1,home_care,{start},24,{extensions},0,6,3,,,{terminated}\n"

        contracts = CONTRACTS + "".join((
            contract("A", "2025-12-01"),  # to 30 November 2027: decision 31 May 2027, paper 29 March 2027
            contract("B", "2025-05-01"),  # to 30 April 2027: decision 31 October 2026, overdue
            contract("C", "2025-06-01"),  # to 31 May 2027: decision 30 November 2026, paper past: soon
            contract("D", "2025-01-01", extensions=""),  # to 31 December 2026: re-procure from 30 September
            contract("E", "2025-01-01", terminated="2027-01-31"),  # nothing left to decide
            contract("F", "2023-01-01"),  # ended
        ))
        files = market(contracts=contracts, packages="", hours="")
        scene = scene_of(files, "decisions", authority="PCC")
        assert [(act.title, act.what, act.figure, act.unit, act.badge.code) for act in scene.acts] == [
            ("Title B", "Decision due 31 October 2026", "22", "days late", "red"),
            ("Title D", "Begin to re-procure by 30 September 2026", "53", "days late", "amber"),
            ("Title C", "Decision due 30 November 2026", "8", "days", "amber"),
            ("Title A", "Report due 29 March 2027", "127", "days", "green"),
        ]
        assert scene.note == ""

    def test_a_contract_that_goes_on_past_its_end(self):
        contracts = CONTRACTS + block(start="2021-11-01").replace(",24,0,", ",,0,").replace(",36,", ",60,")
        scene = scene_of(market(contracts=contracts), "decisions", authority="PCC")
        [act] = scene.acts
        assert (act.what, act.figure, act.unit) == ("Still delivering: ended 31 October 2026", "22", "days over")
        assert act.badge.code == "red"


class TestTitles:
    @pytest.mark.parametrize(
        ("title", "shown"),
        [
            ("Peterborough block 1", "Peterborough block 1"),
            ("Home care block with in-house team", "Home care block with in-house team"),
            ("Block: Harbour Lights", "Peterborough: block contract"),
            ("The HARBOUR block", "Peterborough: block contract"),
        ],
    )
    def test_a_title_with_a_word_of_an_external_providers_name_is_not_shown(self, title, shown):
        files = market(contracts=CONTRACTS + block(title=title))
        assert scene_of(files, "blocks").bullets[0].title == shown
        assert scene_of(files, "decisions").acts[0].title == shown

    def test_a_contract_of_both_is_named_by_both(self):
        files = market(contracts=CONTRACTS + block(title="Harbour", authorities="PCC;CCC"))
        bullet = scene_of(files, "blocks").bullets[0]
        assert (bullet.title, bullet.place) == ("Peterborough and Cambridgeshire: block contract", None)


class TestLate:
    @pytest.mark.parametrize(
        ("as_of", "late"),
        [
            # Hours to Sunday 22 November; the week to 29 November is due within 14 days: by 13 December.
            ("2026-12-13", []),
            ("2026-12-14", ["Late: Peterborough’s hours, last to 22 November 2026."]),
        ],
    )
    def test_a_source_past_its_rhythm_is_named(self, as_of, late):
        assert wall_of(market(), as_of).late == late


class TestServed:
    """The example market, as the page asks for it."""

    def picture(self, client, query="", size=""):
        response = client.get(f"/wall/scenes{size}{query}")
        assert response.status_code == 200
        return response.get_json()

    def test_the_page_is_plain_and_loads_only_our_own(self, client):
        text = client.get("/wall?theme=light").get_data(as_text=True)
        assert '<html lang="en-GB" data-bs-theme="light"' in text
        assert "<script>" not in text
        assert "http" not in text
        for address in re.findall(r'(?:src|href)="([^"]+)"', text):
            assert client.get(address).status_code == 200

    def test_the_picture_says_how_new_it_is(self, client):
        picture = self.picture(client)
        assert (picture["import"], picture["example"], picture["theme"]) == (1, True, "dark")
        assert picture["age"] == "Data to Sunday 22 November 2026 · import 1"
        assert picture["until"] == "2026-11-23T00:00:00+00:00"
        assert picture["build"] == client.get("/version").get_json()["build"]
        assert [scene["id"] for scene in picture["scenes"]] == list(SCENES)
        assert {verdict["name"]: verdict["badge"]["word"] for verdict in picture["verdicts"]} == {
            "Peterborough": "Critical", "Cambridgeshire": "On track",
        }

    def test_every_scene_has_a_question_and_a_short_answer_for_each_authority(self, client):
        for scene in self.picture(client)["scenes"]:
            assert scene["question"].endswith("?")
            assert [answer["place"] for answer in scene["answers"]] == [1, 2]
            for answer, name in zip(scene["answers"], ("Peterborough", "Cambridgeshire"), strict=True):
                assert name in answer["text"]
                assert len(answer["text"].split()) <= 12

    def test_its_figures_are_the_measures(self, client):
        columns = {scene["id"]: scene["columns"] for scene in self.picture(client)["scenes"]}
        table = client.get("/csv/sufficiency?weeks=13").get_data(as_text=True).splitlines()
        last = [dict(zip(table[0].lstrip("\ufeff").split(","), line.split(","), strict=True)) for line in table[-2:]]
        by_authority = {row["authority"]: round(float(row["sufficiency"]) * 100) for row in last}
        assert [column["figure"] for column in columns["verdict"]] == [
            f"{by_authority['PCC']}%", f"{by_authority['CCC']}%",
        ]

    @pytest.mark.parametrize("query", ["", "?authority=PCC", "?authority=CCC", "?as_of=2026-06-30", "?weeks=all"])
    def test_no_name_no_price_and_no_small_number_leaves_the_server(self, client, query):
        sent = client.get(f"/wall/scenes{query}").get_data(as_text=True)
        assert client.get(f"/wall{query}").status_code == 200
        for line in (EXAMPLE / "providers.csv").read_text().splitlines()[1:]:
            identity, name, *_ = line.split(",")
            assert name not in sent
            assert name.removesuffix(" (example)").split()[0] not in sent or name.startswith("CCC")
            assert identity not in sent
        assert "£" not in sent
        assert "gbp" not in sent
        assert "50000" not in sent and "50,000" not in sent
        packages = re.findall(r"EX\d{5}", sent)
        assert packages == []
        for scene in orjson.loads(sent)["scenes"]:
            if scene["id"] == "waiting":
                for column in scene["columns"]:
                    hours, *others = column["lines"] or [""]
                    counts = [column["figure"], *(line.split()[0] for line in others)]
                    assert all(count == "c" or int(count) % 5 == 0 for count in counts)
                    assert hours.startswith("c ") == (column["figure"] == "c")

    def test_what_is_wrong_is_named(self, client):
        picture = self.picture(client, "?authority=XYZ&scenes=verdict,nothing&foo=1")
        assert picture["notices"] == [
            "“foo” is not a filter.", "There is no authority “XYZ”.", "There is no scene “nothing”.",
        ]
        assert [scene["id"] for scene in picture["scenes"]] == ["verdict"]

    def test_a_provider_cannot_be_brought_to_the_wall(self, client):
        one, all_of_them = self.picture(client, "?provider=EX001"), self.picture(client)
        assert one["scenes"] == all_of_them["scenes"]
        assert one["notices"] == ["“provider” is left out: the wall shows all."]

    def test_a_wall_does_not_look_back(self, client):
        picture = self.picture(client, "?as_of=2026-06-30&known_at=1")
        assert picture["age"] == "Data to Sunday 22 November 2026 · import 1"
        assert picture["notices"] == [
            f"“{name}” is left out: a shareable view has authority, service and weeks."
            for name in ("as_of", "known_at")
        ]

    def test_figures_are_drawn_for_the_screen(self, client):
        scenes = self.picture(client, "?scenes=capacity", "/3700/1300/87")["scenes"]
        layout = scenes[0]["graphs"][0]["figure"]["layout"]
        assert (layout["height"], layout["font"]["size"]) == (1300, 87)

    @pytest.mark.parametrize("size", ["/0/100/10", "/100/100/20001", "/a/b/c", "/100/100", "/1/2/3/4"])
    def test_a_size_that_is_none_is_a_404(self, client, size):
        assert client.get(f"/wall/scenes{size}").status_code == 404

    def test_too_many_parameters_are_refused(self, client):
        query = "&".join(f"a{nth}=1" for nth in range(60))
        assert client.get(f"/wall?{query}").status_code == 400
        assert client.get(f"/wall/scenes?{query}").status_code == 400


def test_an_empty_database_says_so(tmp_path):
    from dashboard.app import create_app

    store = Store.open(f"sqlite:///{tmp_path / 'empty.db'}")
    with clock.stopped(EXAMPLE_DAY):
        client = create_app(SETTINGS, store).server.test_client()
        picture = client.get("/wall/scenes").get_json()
    store.dispose()
    assert picture["import"] == 0
    assert picture["age"] == "No hours yet · import 0"
    [scene] = picture["scenes"]
    assert [answer["text"] for answer in scene["answers"]] == ["No data is loaded."]
    assert "load" in scene["note"]

