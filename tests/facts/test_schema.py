"""The JSON Schema of a delivered fact: what it accepts is read, what it refuses is refused there too."""

import json
from pathlib import Path

import pytest

import fazhi_score as fs
from fazhi_score.facts.rows import KEY, OPTIONAL, SPANS, STATUSES

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "facts.schema.json"
LINE = {"region": "云溪县", "period": 2023, "fact": "reconsideration_accepted", "value": 12}


def validator():
    jsonschema = pytest.importorskip("jsonschema")
    return jsonschema.Draft202012Validator(fs.facts_schema())


def test_the_file_is_up_to_date():
    # written by: fazhi-score extract --schema > docs/reference/facts.schema.json
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == fs.facts_schema()


def test_it_names_every_column_of_a_facts_table():
    assert set(fs.facts_schema()["properties"]) == {*KEY, *OPTIONAL, "value", "low", "high", "status"}


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"value": "93.05%", "unit": "percent"},
        {"value": "1000余", "low": 1000},
        {"value": "是", "status": "claimed", "quote": "全覆盖"},
        {"period": "2024Q3", "span": "to_date", "scope": "departments", "location": "12:20", "source": "a.txt"},
    ],
)
def test_a_line_that_fits_is_read(extra, tmp_path):
    validator().validate({**LINE, **extra})
    path = tmp_path / "facts.jsonl"
    path.write_text(json.dumps({**LINE, **extra}, ensure_ascii=False) + "\n", encoding="utf-8")
    assert len(fs.read_facts(path)) == 1


@pytest.mark.parametrize(
    "extra",
    [
        {"status": "guessed"},
        {"span": "monthly"},
        {"period": "last year"},
        {"region": ""},
        {"colour": "red"},
        {"fact": 3},
    ],
)
def test_a_line_that_does_not_fit_is_refused(extra):
    jsonschema = pytest.importorskip("jsonschema")
    with pytest.raises(jsonschema.ValidationError):
        validator().validate({**LINE, **extra})


def test_every_status_and_span_can_be_delivered():
    properties = fs.facts_schema()["properties"]
    assert set(properties["status"]["enum"]) == set(STATUSES)
    assert set(properties["span"]["enum"]) == {"", *SPANS}
