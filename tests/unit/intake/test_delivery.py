"""A delivery as a whole: what comes out of a clean one, what it leaves alone, and what cannot be read at all."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from dashboard.intake import Unreadable, check, empty_market
from dashboard.intake.columns import FILES
from tests.unit.intake.deliveries import CLEAN, SETTINGS, checked, where, write


def test_a_clean_delivery_has_no_problem_and_no_warning():
    found = checked(CLEAN)
    assert (found.problems, found.warnings, found.left_alone) == ([], [], [])
    assert found.ok
    assert found.rows == {
        "providers": 3, "contracts": 4, "dps_memberships": 3, "capacity_returns": 2, "packages": 4, "offers": 3,
        "school_holidays": 3, "hours": 3, "visits": 4,
    }


def test_frames_have_the_contract_s_columns_and_types():
    frames = checked(CLEAN).frames
    assert {name: list(frame) for name, frame in frames.items()} == {
        name: [*(column.name for column in FILES[name].columns), "remove"] for name in frames
    }
    contracts = frames["contracts"]
    assert contracts["covered_authorities"].tolist() == [("PCC", "CCC"), ("PCC",), ("CCC",), ("CCC",)]
    assert contracts["extension_terms_months"].tolist() == [(60,), (12, 12), (), ()]
    assert contracts["provider_id"].dtype == "str"
    assert pd.isna(contracts["provider_id"][0])
    assert contracts["extensions_taken"].dtype == "Int64"
    assert contracts["extensions_taken"].isna().tolist() == [True, False, True, True]
    assert contracts["start_date"].dtype == "datetime64[us]"
    assert contracts["terminated_on"].isna().all()
    assert contracts["remove"].dtype == bool
    # 50,000 / 25 / 52 and 39,000 / 20 / 39; a DPS has none
    assert contracts["contracted_hours_per_week"].round(6).tolist()[1:] == [38.461538, 50.0, 200.0]
    assert pd.isna(contracts["contracted_hours_per_week"][0])


def test_hours_are_days_and_ranges_of_what_they_replace():
    hours = checked(CLEAN).hours
    days = hours.days
    assert [str(kind) for kind in days.dtypes] == ["datetime64[us]"] + ["str"] * 4 + ["float64"] * 2
    own = days[days["provider_id"] == "S2"]
    # two carers for an hour and a half; a missed hour is planned; a cancelled visit makes a row of zeros
    assert own[["planned_hours", "delivered_hours"]].to_numpy().tolist() == [[4.0, 3.0], [0.0, 0.0]]
    assert days[days["provider_id"] == "CSS"]["date"].dt.strftime("%Y-%m-%d").tolist() == ["2027-03-02"]
    assert sorted(
        (row.provider_id, row.authority, f"{row.first:%m-%d}", f"{row.last:%m-%d}")
        for row in hours.ranges.itertuples()
    ) == [
        ("CSS", "CCC", "03-02", "03-02"), ("S1", "PCC", "03-01", "03-14"), ("S2", "CCC", "03-01", "03-02"),
    ]


def test_files_of_other_names_are_left_alone():
    found = checked({**CLEAN, "truth.json": "{}", "notes.txt": "x", ".hidden": "x"})
    assert found.ok
    assert found.left_alone == ["notes.txt", "truth.json"]


def test_a_file_s_name_may_be_written_in_capitals():
    found = checked({"Providers.CSV": CLEAN["providers"]})
    assert found.rows == {"providers": 3}


def test_what_cannot_be_read_at_all(tmp_path):
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(Unreadable):
            check(folder, empty_market(), SETTINGS)
    file = tmp_path / "providers.csv"
    file.write_text(CLEAN["providers"])
    with pytest.raises(Unreadable, match="not a folder"):
        check(file, empty_market(), SETTINGS)


def test_progress_is_told_in_bytes(tmp_path):
    told = []
    check(write(tmp_path, CLEAN), empty_market(), SETTINGS, lambda done, all_: told.append((done, all_)))
    size = sum(len(content) for content in CLEAN.values())
    assert {all_ for _, all_ in told} == {size}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (size, size)


@settings(max_examples=20)
@given(st.data())
def test_the_order_of_columns_and_rows_does_not_matter(data):
    shuffled = {}
    for name, content in CLEAN.items():
        lines = [line.split(",") for line in content.splitlines()]
        columns = data.draw(st.permutations(range(len(lines[0]))))
        rows = data.draw(st.permutations(lines[1:]))
        shuffled[name] = "\n".join(",".join(line[at] for at in columns) for line in [lines[0], *rows])
    plain, found = checked(CLEAN), checked(shuffled)
    assert found.problems == []
    for name, frame in plain.frames.items():
        key = FILES[name].key
        assert_frame_equal(
            found.frames[name].sort_values(key, ignore_index=True), frame.sort_values(key, ignore_index=True)
        )
    assert_frame_equal(found.hours.days, plain.hours.days)


_TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["2027-02-30", "-1", "1e400", "nan", "Total", "yes", "PCC", "S1", ";", "12;", "=1+1", "\x00"]),
    st.from_regex(r"[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}", fullmatch=True),
    st.from_regex(r"-?[0-9]{1,40}(\.[0-9]{1,3})?", fullmatch=True),
    st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}([+-][0-9]{2}:[0-9]{2})?", fullmatch=True),
)


@settings(max_examples=60)
@given(st.sampled_from(sorted(CLEAN)), st.data())
def test_any_text_in_any_cell_is_met_with_words(name, data):
    lines = [line.split(",") for line in CLEAN[name].splitlines()]
    for _ in range(data.draw(st.integers(1, 3))):
        row, column = data.draw(st.integers(0, len(lines) - 1)), data.draw(st.integers(0, len(lines[0]) - 1))
        lines[row][column] = '"' + data.draw(_TEXTS).replace('"', '""') + '"'
    found = checked({**CLEAN, name: ("\n".join(map(",".join, lines)) + "\n").encode("utf-8", "surrogatepass")})
    for problem in found.problems + found.warnings:
        assert problem.message.endswith((".", "?", "…"))
        assert problem.mend


@given(st.binary(max_size=300))
def test_any_bytes_are_met_with_words(content):
    found = checked({"providers": content})
    assert found.problems
    assert all(place[1] == "providers.csv" for place in where(found.problems))
