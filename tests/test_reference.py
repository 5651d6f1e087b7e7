"""The reference pages are up to date, complete, and every example in them gives the stated score."""

import importlib.util
from pathlib import Path

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.framework.formula import FUNCTIONS
from fazhi_score.methods import METHODS

ROOT = Path(__file__).parents[1]
NAMES = "甲乙丙丁戊"


def _maker():
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "docs" / "make_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


maker = _maker()
KNOWN = maker.examples()


def rows_of(name, case):
    """Yield the rows of one case: the region `name` in 2024, and in 2023 where it says `last_year`."""
    for period, facts in (("2024", case["facts"]), ("2023", case.get("last_year", {}))):
        for fact, value in facts.items():
            for row in value if isinstance(value, list) else [{"value": value}]:
                yield {"region": name, "period": period, "fact": fact, **{key: str(v) for key, v in row.items()}}


def scored(one, folder):
    (folder / "frame.yaml").write_text(KNOWN["frame"], encoding="utf-8")
    path = folder / "example.yaml"
    path.write_text("extends: frame.yaml\n" + one["yaml"], encoding="utf-8")
    names = NAMES[: len(one["cases"])]
    rows = [row for name, case in zip(names, one["cases"], strict=True) for row in rows_of(name, case)]
    classes = [case.get("class", "county-level") for case in one["cases"]]
    regions = pd.DataFrame({"region": list(names), "name": list(names), "class": classes})
    # who reports nothing is in the manifest: the report was read in full
    silent = [name for name, case in zip(names, one["cases"], strict=True) if not case["facts"]]
    documents = pd.DataFrame([{"id": n, "region": n, "period": "2024", "state": "read"} for n in names])
    facts = fs.read_facts(pd.DataFrame(rows).fillna(""), regions=regions, documents=documents if silent else None)
    return fs.score(facts, path)


@pytest.mark.parametrize("key", KNOWN["examples"])
def test_every_example_gives_the_stated_score(key, tmp_path):
    one = KNOWN["examples"][key]
    result = scored(one, tmp_path)
    table = result.table.xs("2024", level="period")
    for name, case in zip(NAMES, one["cases"], strict=False):
        if "score" in case:
            found = result.scores.loc[(name, "2024"), "item"]
            wanted = float("nan") if case["score"] is None else case["score"]
            assert found == pytest.approx(wanted, nan_ok=True), (name, case)
        if "composite" in case:
            assert table.loc[name, "composite"] == pytest.approx(case["composite"]), (name, case)
        if "grade" in case:
            assert table.loc[name, "grade"] == case["grade"], (name, case)
        if "rank" in case:
            rank = table["rank"].astype("Float64")[name]
            assert pd.isna(rank) if case["rank"] is None else rank == case["rank"], (name, case)


def test_every_registered_rule_and_aggregation_has_an_example():
    rules = set(METHODS["rule"]) | set(METHODS["normalisation"])
    assert {one["rule"] for one in KNOWN["examples"].values() if "rule" in one} == rules
    assert {one["aggregation"] for one in KNOWN["examples"].values() if "aggregation" in one} == set(
        METHODS["aggregation"]
    )
    assert set(maker.rule_models()) == rules


def test_every_type_of_rule_in_real_sheets_has_one_example():
    assert sorted(KNOWN["types"]) == list(range(1, 36))
    assert sorted(one["type"] for one in KNOWN["examples"].values() if "type" in one) == list(range(1, 36))


def test_every_example_states_something():
    for key, one in KNOWN["examples"].items():
        assert one["wording"], key
        for case in one["cases"]:
            assert {"score", "composite", "grade", "rank"} & case.keys() or case.get("class") == "reference", key


def test_every_function_of_formulas_is_described():
    assert set(maker.FUNCTIONS) == set(FUNCTIONS)


def test_every_parameter_is_described_in_both_languages():
    models = maker.rule_models() | {where: row[0] for where, row in maker.MODELS.items()}
    models |= {
        f"{name}.{field}": part for name, model in maker.rule_models().items() for field, part in maker._parts_of(model)
    }
    for name, model in models.items():
        for key, field in model.model_fields.items():
            if key == "rule":
                continue
            en, zh = maker._both(field.description or "")
            assert en and any("\u4e00" <= letter <= "\u9fff" for letter in zh), f"{name}.{key}: {field.description!r}"


def test_every_column_of_every_table_is_described_in_both_languages():
    known = maker.yaml.safe_load(maker.COLUMNS.read_text(encoding="utf-8"))
    assert set(known) == set(maker.HEADINGS)
    for name, table in known.items():
        assert list(table["columns"]) == list(maker.HEADINGS[name]), name
        for column, (en, zh) in table["columns"].items():
            assert en and any("\u4e00" <= letter <= "\u9fff" for letter in zh), f"{name}.{column}"


def test_the_pages_are_up_to_date():
    assert maker.TABLES_PAGE.read_text(encoding="utf-8") == maker.tables(), "run python docs/make.py"
    assert maker.PAGE.read_text(encoding="utf-8") == maker.page(), "run python docs/make.py"
    text = maker.GUIDE.read_text(encoding="utf-8")
    assert text == maker.guide(text), "run python docs/make.py"
