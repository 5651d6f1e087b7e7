"""The JSON Schema that editors use is the one of the format, and the shipped frameworks name and satisfy it."""

import json
from pathlib import Path

import pydantic
import pytest

from fazhi_score.framework.document import read_document
from fazhi_score.framework.schema import json_schema

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "docs" / "reference" / "framework.schema.json"
FRAMEWORKS = [
    ROOT / "indicators.yaml",
    *sorted((ROOT / "examples").rglob("*.yaml")),
    *sorted((ROOT / "fazhi_score" / "presentation" / "starter").glob("*.yaml")),
]


def test_the_file_is_up_to_date():
    # written by: fazhi-score check --schema > docs/reference/framework.schema.json
    if tuple(map(int, pydantic.VERSION.split(".")[:2])) < (2, 12):
        pytest.skip("older versions of pydantic word the same schema otherwise")
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json_schema()


def test_the_shipped_framework_names_it_in_its_first_line():
    first = (ROOT / "indicators.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=docs/reference/framework.schema.json"


@pytest.mark.parametrize("path", FRAMEWORKS, ids=lambda path: path.name)
def test_shipped_files_satisfy_it(path):
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator(json_schema()).validate(read_document(path).data)


@pytest.mark.parametrize(
    "data",
    [
        {"extends": "a.yaml", "groups": {"g": {"wieght": 3}}},
        {"extends": "a.yaml", "indicators": {"i": {"score": {"rule": "requird"}}}},
        {"extends": "a.yaml", "method": {"aggregation": "squares"}},
        {"format": 1},
    ],
)
def test_mistakes_do_not(data):
    jsonschema = pytest.importorskip("jsonschema")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json_schema()).validate(data)
