import datetime

import pandas as pd
import pytest

from fazhi_score.facts.regions import read_regions
from tests.facts import codes, refused

GULOU = pd.DataFrame(
    {
        "region": ["320106", "350102", "140602", "mean"],
        "name": ["鼓楼区", "鼓楼区", "朔城区", ""],
        "class": ["county-level", "county-level", "county-level", "参照"],
        "population": [1, 2, 3, None],
    }
)


def test_the_register():
    register = read_regions(GULOU)
    assert list(register.frame.columns) == ["name", "class", "population"]
    assert register.frame.index.name == "region"
    assert register.names()["mean"] == "mean" and register.frame.loc["320106", "population"] == "1"
    assert register.references == {"mean"}
    assert len(register) == 4 and "140602" in register and "x" not in register
    assert repr(register) == "<Regions from DataFrame: 4 regions>"
    assert read_regions(register) is register
    assert register.validity == {} and register.successor("mean") == ""


def test_finding_a_region():
    register = read_regions(GULOU)
    assert register.find("朔城区") == register.find("140602") == "140602"
    problem = refused(register.find, "鼓楼区")[0]
    assert problem.code == "region_name_shared" and "320106, 350102" in problem.hint("en")
    problem = refused(register.find, "朔城")[0]
    assert problem.code == "region_name_unknown_near" and problem.params["near"] == "140602"
    assert codes(refused(register.find, "x")) == ["region_name_unknown"]
    assert register.suggest("鼓楼区") == "320106 / 350102"
    assert register.suggest("320107") == "320106"


def test_a_name_may_serve_as_id(tmp_path):
    path = tmp_path / "regions.csv"
    path.write_text("名称,类别,省\n朔城区,县级,山西\n", encoding="gb18030")
    register = read_regions(path)
    assert register.find("朔城区") == "朔城区" and register.frame.loc["朔城区", "province"] == "山西"


def test_rows_that_cannot_be_used():
    frame = pd.DataFrame({"region": ["a", "a", "", "b"], "class": ["c", "c", "c", ""]})
    found = refused(read_regions, frame)
    assert [(p.code, p.place) for p in found] == [
        ("region_twice", "row 2 [region]"),
        ("cell_empty", "row 3 [region]"),
        ("class_empty", "row 4 [class]"),
    ]
    many = refused(read_regions, pd.DataFrame({"region": ["a"] * 300, "class": "c"}))
    assert len(many) == 201 and many[-1].code == "more_rows"


def test_headings_that_cannot_be_used(tmp_path):
    assert codes(refused(read_regions, pd.DataFrame({"region": ["a"]}))) == ["column_missing"]
    assert codes(refused(read_regions, pd.DataFrame({"region": ["a"], "clas": ["c"]}))) == ["column_missing_near"]
    assert codes(refused(read_regions, pd.DataFrame({"x": ["a"]}))) == ["column_missing", "column_missing"]
    assert codes(refused(read_regions, pd.DataFrame({"region": [["a"]], "class": ["c"]}))) == ["cells_nested"]
    assert codes(refused(read_regions, tmp_path / "no.csv")) == ["file_missing"]


def history(**columns):
    return pd.DataFrame({"region": ["old", "new", "other"], "class": "county-level", **columns})


def test_mergers():
    register = read_regions(
        history(valid_from=["", "2021", ""], valid_to=["2020-12", "", ""], successor=["new", "", ""])
    )
    assert register.validity == {
        "old": (None, datetime.date(2020, 12, 31)),
        "new": (datetime.date(2021, 1, 1), None),
    }
    assert register.successor("old") == "new" and register.successor("other") == "" and register.successor("x") == ""


@pytest.mark.parametrize(
    ("columns", "wanted"),
    [
        ({"valid_from": ["yesterday", "", ""]}, ["day_form"]),
        ({"valid_from": ["2021", "", ""], "valid_to": ["2020", "", ""]}, ["validity_crossed"]),
        ({"successor": ["nwe", "", ""]}, ["successor_unknown_near"]),
        ({"successor": ["zzz", "", ""]}, ["successor_unknown"]),
        ({"successor": ["old", "", ""]}, ["successor_circle"]),
        ({"successor": ["new", "old", ""]}, ["successor_circle", "successor_circle"]),
        ({"successor": ["new", "old", "old"]}, ["successor_circle", "successor_circle"]),
    ],
)
def test_histories_that_cannot_be(columns, wanted):
    assert codes(refused(read_regions, history(**columns))) == wanted
