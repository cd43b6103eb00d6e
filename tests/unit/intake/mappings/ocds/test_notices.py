import json

import pytest

from dashboard.intake.mappings.ocds import NotOCDS
from dashboard.intake.mappings.ocds.notices import notices
from tests.unit.intake.mappings.ocds.notices import release

ONE, TWO = release(id="1"), release(id="2")


def found(folder, content):
    path = folder / "notices.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [(notice.release.get("id"), bool(notice.left_out)) for notice in notices(path)]


@pytest.mark.parametrize(("value", "ids"), [
    ({"uri": "x", "releases": [ONE, TWO]}, [("1", False), ("2", False)]),
    ({"uri": "x", "releases": []}, []),
    ([], []),
    (ONE, [("1", False)]),
    ({key: value for key, value in ONE.items() if key != "ocid"}, [("1", False)]),
    ([ONE, TWO], [("1", False), ("2", False)]),
    ([{"releases": [ONE]}, {"releases": [TWO]}], [("1", False), ("2", False)]),
    ({"results": [{"releases": [ONE]}, {"releases": []}]}, [("1", False)]),
    ({"releases": [ONE, "gone"]}, [("1", False), (None, True)]),
    ({"records": [{"ocid": "o", "releases": [ONE, TWO]}]}, [("1", False), ("2", False)]),
    ({"records": [{"ocid": "o", "compiledRelease": TWO, "releases": [ONE]}]}, [("2", False), ("1", True)]),
    ({"records": [{"ocid": "o", "releases": [{"url": "https://example.org/1", "date": "2025-01-01"}]}]},
     [(None, True)]),
    ({"records": [{"ocid": "o", "versionedRelease": {}}, {"ocid": "p"}, 5]},
     [(None, True), (None, True), (None, True)]),
    ({"ocid": "o", "compiledRelease": ONE}, [("1", False)]),
])
def test_the_releases_of_every_shape(tmp_path, value, ids):
    assert found(tmp_path, json.dumps(value)) == ids
    assert found(tmp_path, b"\xef\xbb\xbf" + json.dumps(value, indent=1).encode()) == ids


def test_json_lines_with_blank_ones_between(tmp_path):
    lines = f"{json.dumps(ONE)}\n\n{json.dumps({'releases': [TWO]})}\r\n"
    assert found(tmp_path, lines) == [("1", False), ("2", False)]


@pytest.mark.parametrize(("content", "said"), [
    (json.dumps({"releases": [ONE]})[:-40], "notices.json line 1: the file ends in the middle of a notice: it is cut"),
    (f"{json.dumps(ONE)}\n{json.dumps(TWO)[:90]}", "notices.json line 2: the file ends in the middle of a notice"),
    (f"{json.dumps(ONE)}\n{json.dumps(TWO)}\noops", "notices.json line 3 is not JSON"),
    ("<html>Service unavailable</html>", "notices.json line 1 is not JSON"),
    (json.dumps({"hello": "world"}), "notices.json is JSON, but holds no OCDS releases or records"),
    ("5", "notices.json is JSON, but holds no OCDS"),
    ('["a"]', "notices.json is JSON, but holds no OCDS"),
    ('{"releases": [{"ocid": "a", "value": NaN}]}', "notices.json holds the number NaN"),
    ('{"releases": [{"ocid": "a", "ocid": "b"}]}', "notices.json gives “ocid” twice for one thing"),
    (f'{json.dumps(ONE)}\n{{"ocid": "a", "ocid": "b"}}', "notices.json line 2 gives “ocid” twice"),
    ('{"ocid": ' + "9" * 5000 + "}", "notices.json holds a number with thousands of digits"),
    ("[" * 100_000 + "]" * 100_000, "notices.json is nested too deep"),
    ('{"releases":[{"ocid":' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "}]}", "notices.json is nested too deep"),
    (json.dumps(ONE).encode("utf-16"), "notices.json is not text in UTF-8"),
    (b"PK\x03\x04\xff\xfe", "notices.json is not text in UTF-8"),
    (b"", "notices.json is empty"),
    (b"\xef\xbb\xbf \n", "notices.json is empty"),
])
def test_what_is_no_ocds_is_told_in_a_sentence(tmp_path, content, said):
    with pytest.raises(NotOCDS, match="^" + said.replace("(", r"\(")) as wrong:
        found(tmp_path, content)
    assert str(wrong.value).endswith(".")


def test_a_file_that_is_not_there_and_a_folder(tmp_path):
    with pytest.raises(NotOCDS, match="There is no file"):
        notices(tmp_path / "none.json")
    with pytest.raises(NotOCDS, match="cannot be read"):
        notices(tmp_path)
