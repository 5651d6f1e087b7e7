import pandas as pd
import pytest

from fazhi_score.facts.manifest import STATES, read_documents
from tests.facts import codes, refused

BASE = {"id": "d1", "region": "朔城区", "period": 2023, "state": "read"}


def read(*rows):
    return read_documents(pd.DataFrame([{**BASE, "id": f"d{k}", **row} for k, row in enumerate(rows)]))


def wrong(*rows):
    return codes(refused(read, *rows))


def test_the_manifest():
    found = read({"published": "2024年3月26日", "sha256": "AB" * 32, "characters": "5421", "issuer": "人民政府"})
    assert list(found.frame.columns) == [
        "id",
        "region",
        "period",
        "issuer",
        "published",
        "sha256",
        "characters",
        "state",
    ]
    assert found.frame["published"].tolist() == ["2024-03-26"] and found.frame["period"].tolist() == ["2023"]
    assert repr(found) == "<Documents from DataFrame: 1 documents>" and len(found) == 1
    assert read_documents(found) is found


@pytest.mark.parametrize("text", [*STATES, *STATES.values(), "not found", "Not-Sought", "NOT_FOUND"])
def test_state_words(text):
    assert read({"state": text}).frame["state"].iloc[0] in STATES


def test_the_best_state_counts():
    found = read(
        {"state": "scan"}, {"state": "partly"}, {"state": "not found"}, {"region": "龙城区", "state": "failed"}
    )
    assert found.states() == {("朔城区", "2023"): "partly", ("龙城区", "2023"): "failed"}
    assert found.state("朔城区", "2023") == "partly" and found.state("朔城区", "2022") == "not_sought"
    assert found.of("朔城区", "2023")["id"].tolist() == ["d0", "d1", "d2"]


def test_what_is_returned_can_be_changed_without_harm():
    found = read({})
    found.states().clear()
    assert found.states() == {("朔城区", "2023"): "read"}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"id": ""}, "cell_empty"),
        ({"region": ""}, "cell_empty"),
        ({"period": ""}, "cell_empty"),
        ({"state": ""}, "cell_empty"),
        ({"period": "24"}, "period_form"),
        ({"state": "raed"}, "state_unknown_near"),
        ({"state": "zzz"}, "state_unknown"),
        ({"published": "soon"}, "day_form"),
        ({"retrieved": "2024-02-30"}, "day_form"),
        ({"sha256": "abc"}, "sha256_form"),
        ({"characters": "many"}, "characters_form"),
        ({"characters": "-5"}, "characters_form"),
    ],
)
def test_rows_that_cannot_be_used(row, code):
    assert wrong(row) == [code]


def test_ids_are_unique_and_problems_are_counted():
    assert wrong({"id": "x"}, {"id": "x"}) == ["document_twice"]
    assert wrong(*({"id": "x"} for _ in range(300)))[-1] == "more_rows"


def test_headings():
    frame = pd.DataFrame([BASE])
    assert codes(refused(read_documents, frame.drop(columns="state"))) == ["column_missing"]
    assert codes(read_documents(frame.assign(stat="x", colour="red")).notes) == [
        "column_unknown_near",
        "column_unknown",
    ]
    assert codes(refused(read_documents, frame.assign(url=[["x"]]))) == ["cells_nested"]
    chinese = frame.rename(columns={"id": "编号", "region": "地区", "period": "年度", "state": "状态"})
    assert read_documents(chinese).states() == {("朔城区", "2023"): "read"}
