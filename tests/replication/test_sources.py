"""Facts, framework and decisions as members, and back: the same hashes whatever stands in them."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.replication.archive import FRAMEWORK, WEIGHTS, unzipped
from fazhi_score.replication.sources import (
    Packed,
    facts_members,
    framework_files,
    framework_members,
    from_sources,
    other_order,
    read_framework,
    without_quotes,
)
from tests.conftest import manifest, plain, register, sheet, table
from tests.replication.archives import SHEET, altered, codes, packed

ROOT = Path(__file__).parents[2]
BASE = """\
format: 1
id: base
total_points: 100
method: {missing: {not_reported: zero}, minimum_peers: 1, score_on: all}
groups: {a: {weight: 60}, b: {weight: 40}}
facts: {x: {}, y: {}}
indicators:
  i: {group: a, weight: 60, formula: x, better: higher, score: {rule: goalposts, worst: 0, best: 100}}
  j: {group: b, weight: 40, formula: y, better: higher, score: {rule: goalposts, worst: 0, best: 50}}
"""
TUNED = "extends: base.yaml\nid: tuned\nindicators:\n  j:\n    score: {best: 60}\n"


def chain(tmp_path, settings=()):
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "细则 2024.yaml").write_text(TUNED, encoding="utf-8")
    return fs.load_framework(tmp_path / "细则 2024.yaml", settings=settings)


def again(framework):
    members = framework_members(framework)
    files = framework_files(framework, members)
    assert read_framework(members, "a.zip").sha256() == framework.sha256()
    return members, files


def test_every_file_of_a_chain_is_kept_as_it_was(tmp_path):
    framework = chain(tmp_path)
    members, files = again(framework)
    assert set(members) == {FRAMEWORK, *files.sources}
    assert files.sources == ["framework/sources/01-base.yaml", "framework/sources/02-细则_2024.yaml"]
    assert [members[name].decode() for name in files.sources] == [BASE, TUNED]
    assert files.from_files
    assert from_sources(members, files, "a.zip").sha256() == framework.sha256()
    assert str(tmp_path) not in b"".join(members.values()).decode()


@pytest.mark.parametrize(
    "settings",
    [
        ["groups.a.weight=50"],
        ["groups.a.weight=50", "indicators.j.score.best=70", "method.minimum_coverage=40%"],
        ["method.missing={not_reported: exclude, claimed: zero}", 'edition="2024"'],
        ["grades={优秀: 90, 合格: 0}"],
        ["indicators.j.score={rule: proportional, full: 1e2}"],
    ],
)
def test_settings_are_kept_so_that_they_give_the_same(tmp_path, settings):
    framework = chain(tmp_path, settings)
    members, files = again(framework)
    assert files.from_files
    assert len(files.settings) >= len(settings)
    assert from_sources(members, files, "a.zip").sha256() == framework.sha256()


def test_a_part_that_a_setting_removes(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE.replace("facts: {x: {}", "facts: {z: {}, x: {}"), encoding="utf-8")
    framework = fs.load_framework(tmp_path / "base.yaml", settings=["facts.z.remove=true"])
    _, files = again(framework)
    assert files.settings == ["facts.z.remove=true"]
    assert files.from_files


def test_changes_in_python_stand_in_the_one_file(tmp_path):
    framework = chain(tmp_path).with_method(minimum_coverage=0.3).with_weights(a=100 / 3)
    members, files = again(framework)
    assert not files.from_files
    rows = members[WEIGHTS].decode("utf-8-sig").splitlines()
    assert rows[0] == "id,weight_in_file,weight"
    assert f"a,60.0,{framework.weights['a']!r}" in rows


def test_a_framework_of_plain_data_has_no_files():
    members, files = again(SHEET)
    assert set(members) == {FRAMEWORK}
    assert (files.sources, files.settings, files.from_files) == ([], [], False)


def test_a_framework_from_text_or_the_one_that_ships():
    members, files = again(fs.load_framework(text=BASE, source="C:\\x\\我的.yml"))
    assert files.sources == ["framework/sources/01-我的.yaml"]
    assert files.from_files
    members, files = again(fs.load_framework())
    assert files.sources == ["framework/sources/01-indicators.yaml"]
    assert members[files.sources[0]].decode() == (ROOT / "indicators.yaml").read_text(encoding="utf-8")


def test_files_that_were_changed_since_do_not_give_it(tmp_path):
    framework = chain(tmp_path)
    members = framework_members(framework)
    members["framework/sources/01-base.yaml"] = b"format: 1\nid: other\n"
    assert not framework_files(framework, members).from_files
    members["framework/sources/02-\xe7.yaml"] = b"id: {remove: true}\nnobody: {remove: true}\n"
    assert not framework_files(framework, members).from_files


@pytest.mark.parametrize(
    "name", sorted(path.parent.name for path in (ROOT / "examples/frameworks").glob("*/facts.csv"))
)
def test_every_template_comes_back(name):
    (path,) = (ROOT / "examples" / "frameworks" / name).glob("*.yaml")
    _, files = again(fs.load_framework(path))
    assert files.from_files


def test_facts_with_all_that_a_table_can_hold():
    values = {"甲县": {"x": "93.05%"}, "乙县": {"x": "1000余"}, "=丙县": {"x": "是"}}
    rows = table(
        values,
        {"region": "甲县", "fact": "y", "value": "全覆盖", "status": "claimed", "note": "=HYPERLINK(1)\n第二行"},
        {"region": "甲县", "fact": "z", "value": "2024-03-05", "unit": "日", "source": "报告,甲", "location": "3:9"},
        {
            "region": "乙县",
            "fact": "w",
            "value": "0.1",
            "low": "0.1",
            "high": repr(1 / 3),
            "item": "'a",
            "span": "stock",
        },
    )
    names = ["甲县", "乙县", "=丙县"]
    facts = fs.read_facts(rows, regions=register(dict.fromkeys(names, "county")), documents=manifest({"甲县": "read"}))
    members = facts_members(facts, None)
    assert set(members) == {"data/facts.csv", "data/regions.csv", "data/documents.csv"}
    from fazhi_score.replication.tables import frame_of, from_csv

    frames = {name: frame_of(from_csv(members, name, "a.zip")) for name in members}
    read = fs.read_facts(
        frames["data/facts.csv"], regions=frames["data/regions.csv"], documents=frames["data/documents.csv"], wide=False
    )
    assert read.sha256() == facts.sha256()


def by_hand(regions, labels):
    """Facts whose regions stand in another order than their rows."""
    facts = fs.read_facts(table({region: {"x": 50 + 1 / (3 + k)} for k, region in enumerate(regions)}))
    column = facts.table["region"].cat.set_categories(pd.Index(labels, dtype=object))
    return replace(facts, table=facts.table.assign(region=column))


def test_the_order_of_regions_is_kept_for_sums_are_added_in_it(tmp_path):
    regions = [f"R{k}" for k in range(40)]
    facts = by_hand(regions, regions[::-1])
    assert other_order(by_hand(regions, regions)).empty
    assert other_order(facts)["label"].tolist() == regions[::-1]
    framework = sheet({"i": {"formula": "x", "score": {"rule": "zscore"}}}, method={"minimum_peers": 3})
    result = fs.score(facts, framework)
    path = packed(tmp_path / "a.zip", result)
    read = Packed.of("a.zip", unzipped(path))
    assert read.result.index.equals(result.index)
    assert result.index[0] == ("R39", "2024")
    assert fs.reproduce(path).bit_by_bit
    assert fs.reproduce(altered(path, {"data/order.csv": None})).reproduced  # to 1e-9


@pytest.mark.parametrize(
    ("order", "name"),
    [
        ("column,label\r\nregion,R0\r\n", "region"),
        ("column,label\r\nregion,R0\r\nregion,R1\r\nregion,R0\r\n", "region"),
        ("column,label\r\nvalue,1\r\n", "value"),
        ("what\r\n1\r\n", ""),
    ],
)
def test_what_is_no_order(tmp_path, order, name):
    path = packed(tmp_path / "a.zip", fs.score(by_hand(["R0", "R1"], ["R1", "R0"]), sheet({"i": plain("x")})))
    with pytest.raises(fs.FazhiError) as caught:
        fs.reproduce(altered(path, {"data/order.csv": order.encode()}))
    assert codes(caught.value.problems) == ["reproduce_failed", "archive_order"]
    assert caught.value.problems[1].params["name"] == name


def test_quotes_go_and_nothing_else():
    rows = pd.DataFrame(
        {"region": ["A"], "period": [2024], "fact": ["x"], "value": [1], "quote": ["一次"], "note": ["n"]}
    )
    facts = fs.read_facts(rows)
    left = without_quotes(facts)
    assert "quote" not in left.table
    assert left.table["note"].tolist() == ["n"]
    assert left.sha256() != facts.sha256()
    assert left.sha256() == fs.read_facts(rows.drop(columns="quote")).sha256()
    assert without_quotes(left) is left


def test_own_weights_of_indicators_without_any():
    framework = sheet({"i": plain("x"), "j": plain("y")}).with_weights(i=0.1 + 0.2)
    members, _ = again(framework)
    assert b"i,1.0,0.30000000000000004" in members[WEIGHTS]
    assert json.dumps(framework.weights["i"]) == "0.30000000000000004"
