"""Packing: the same bytes, nothing of the computer, no word of a report, and nothing that would not come back."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.replication import packing as module
from fazhi_score.replication.archive import MANIFEST, unzipped
from fazhi_score.replication.packing import _bare
from tests.conftest import plain, scored, sheet
from tests.replication.archives import CLASSES, FACTS, INDEX, PAIRS, QUOTE, SHEET, codes, decisions, packed, small

ROOT = Path(__file__).parents[2]


def refused(*arguments, **more):
    with pytest.raises(fs.FazhiError) as caught:
        packed(*arguments, **more)
    return codes(caught.value.problems)


def contents(path):
    return b"\n".join(unzipped(path).values()).decode()


def test_the_same_result_gives_the_same_bytes_and_their_hash(tmp_path):
    hashes = [fs.pack(tmp_path / name, small(), note="x") for name in ("a.zip", "b.ZIP")]
    data = [(tmp_path / name).read_bytes() for name in ("a.zip", "b.ZIP")]
    assert data[0] == data[1]
    assert hashes == [hashlib.sha256(one).hexdigest() for one in data]
    assert fs.pack(tmp_path / "a.zip", small(), note="y") != hashes[0]  # it takes the place of the old one


def test_another_ending(tmp_path):
    assert refused(tmp_path / "a.tar.gz") == ["pack_ending"]
    assert refused(tmp_path / "no folder" / "a.zip") == ["write_failed"]
    assert not list(tmp_path.iterdir())


def test_reports_are_not_in_it(tmp_path):
    reports = ROOT / "examples" / "reports"
    found = fs.extract_facts(sorted(reports.glob("*县*.txt"))[:6], regions=reports / "regions.csv")
    quotes = {str(quote) for quote in found.table["quote"].astype(str) if len(str(quote)) >= 6}
    assert len(quotes) > 150
    result = fs.score(found)
    path = packed(tmp_path / "a.zip", result)
    text = contents(path)
    own = Path(ROOT / "indicators.yaml").read_text(encoding="utf-8")  # comments of the framework may say the same words
    assert [quote for quote in sorted(quotes) if quote in text and quote not in own] == []
    assert str(ROOT) not in text
    assert fs.reproduce(path).bit_by_bit
    kept = packed(tmp_path / "b.zip", result, quotes=True)
    assert sum(quote in contents(kept) for quote in quotes) > 150
    data = json.loads(unzipped(kept)[MANIFEST])
    assert data["quotes"]
    assert data["facts_in_archive"] == data["hashes"]["facts"] == found.sha256()
    assert fs.reproduce(kept).bit_by_bit


@pytest.mark.parametrize(
    ("command", "kept"),
    [
        ("fazhi-score pack /home/me/facts.csv -o ../a.zip", "fazhi-score pack facts.csv -o ../a.zip"),
        ("pack --regions=/a/b/c.csv 'C:\\Users\\me\\x y.csv'", "pack --regions=c.csv 'x y.csv'"),
        ("pack ~/x/facts.csv \\\\server\\share\\f.yaml", "pack facts.csv f.yaml"),
        (
            'fs.score("/home/me/facts.csv", framework)',
            'fs.score("/home/me/facts.csv", framework)'.replace("/home/me/", ""),
        ),
        ("--set indicators.x.formula=a/b --weights 25%", "--set indicators.x.formula=a/b --weights 25%"),
        ("data/facts.csv 2024/05", "data/facts.csv 2024/05"),
    ],
)
def test_commands_lose_the_folders_of_a_computer(command, kept):
    assert _bare(command) == kept


def test_decisions_keep_what_was_decided_and_why(tmp_path):
    result = scored(SHEET, FACTS, regions=CLASSES, decisions=decisions(reason="=缺少记录"))
    members = unzipped(packed(tmp_path / "a.zip", result))
    assert "'=缺少记录" in members["data/decisions.csv"].decode()
    assert "d1" in members["results/decisions.csv"].decode()
    assert fs.reproduce(tmp_path / "a.zip").hashes["decisions"][0] == result.log.sha256()


def test_hostile_names_are_text_everywhere(tmp_path):
    names = [
        "<script>alert(1)</script>",
        '=HYPERLINK("http://x")',
        "a|b\n# c",
        "\u202eevil",
        "字" * 10_000,
        "-1+1",
        "@cmd",
    ]
    facts = pd.DataFrame({"region": names, "period": "2024", "fact": "x", "value": [str(k) for k in range(len(names))]})
    framework = sheet({"i": plain("x")}, zh="<script>|`x`\n# 标题", en="=1")
    path = packed(tmp_path / "a.zip", scored(framework, facts), note="<b>\n# note\n| x |", command="a\n# b\r\n`c`")
    assert fs.reproduce(path).bit_by_bit
    readme = unzipped(path)["README.md"].decode()
    assert "<script>" not in readme.replace("\\<script\\>", "")
    assert [line for line in readme.splitlines() if line.startswith("#")] == [
        "# \\<script\\>\\|\\`x\\` \\# 标题", "## 复现归档", "## Replication archive",
    ]  # fmt: skip
    for name, data in unzipped(path).items():
        if name.endswith(".csv"):
            assert "\n=" not in data.decode().replace('"', ""), name


def test_weights_that_a_method_made_are_made_again(tmp_path):
    framework = INDEX.with_method(weighting="entropy")
    result = scored(framework, PAIRS)
    assert result.framework.weights != framework.weights
    path = packed(tmp_path / "a.zip", result)
    assert "framework/weights.csv" not in unzipped(path)  # the framework as it was given
    assert fs.reproduce(path).bit_by_bit
    analysis = fs.uncertainty(result.panel.facts, framework.with_weights(a=3), fs.Assumptions(weights=0.2), draws=50)
    path = packed(tmp_path / "b.zip", scored(framework.with_weights(a=3), PAIRS), uncertainty=analysis)
    assert b"a,1.0,3.0" in unzipped(path)["framework/weights.csv"]
    assert fs.reproduce(path).bit_by_bit


def test_weights_that_a_method_kept(tmp_path):
    same = {"A": {"x": 50, "y": 50}, "B": {"x": 50, "y": 50}}
    result = scored(INDEX.with_method(weighting="entropy").with_weights(a=3), same)
    assert "weights_kept" in [note.code for note in result.notes]
    assert fs.reproduce(packed(tmp_path / "a.zip", result)).bit_by_bit


def test_what_would_not_come_back_is_not_packed(tmp_path, monkeypatch):
    result = small()
    low = replace(result, standing=replace(result.standing, composite=result.standing.composite - 1))
    assert refused(tmp_path / "a.zip", low) == ["pack_not_reproduced"]
    other = replace(result, panel=replace(result.panel, facts=scored(INDEX, {"A": {"x": 1, "y": 2}}).panel.facts))
    assert refused(tmp_path / "a.zip", other) == ["pack_not_reproduced"]
    named = replace(result, log=fs.read_decisions(decisions(region="A", item="i", points="50%")))
    assert refused(tmp_path / "a.zip", named) == ["pack_not_reproduced"]
    monkeypatch.setattr(module, "facts_members", lambda *_: {"data/facts.csv": b"region\r\n"})
    assert "column_missing" in refused(tmp_path / "a.zip")
    assert not list(tmp_path.iterdir())


def test_facts_that_would_read_back_as_others(tmp_path, monkeypatch):
    monkeypatch.setattr(
        module,
        "facts_members",
        lambda facts, log: {"data/facts.csv": b"region,period,fact,value\r\nA,2024,x,1\r\n"},
    )
    with pytest.raises(fs.FazhiError) as caught:
        packed(tmp_path / "a.zip")
    assert "facts" in caught.value.problems[0].message("en")


def test_a_cell_that_is_too_long(tmp_path):
    rows = pd.DataFrame({"region": ["A"], "period": [2024], "fact": ["x"], "value": [1], "note": ["n" * 131_000]})
    assert refused(tmp_path / "a.zip", fs.score(rows, INDEX)) == ["write_too_long"]


def test_a_long_quote_does_not_matter(tmp_path):
    rows = pd.DataFrame({"region": ["A"], "period": [2024], "fact": ["x"], "value": [1], "quote": [QUOTE * 9000]})
    assert fs.reproduce(packed(tmp_path / "a.zip", fs.score(rows, INDEX))).bit_by_bit


def test_folders_in_sources_are_not_in_it(tmp_path):
    rows = [{"region": r, "period": 2024, "fact": "x", "value": v, "source": f"/home/wang/{r}/r.pdf", "location": "1:2"}
            for r, v in (("A", 1), ("B", 2))]  # fmt: skip
    listed = [{"id": row["source"], "region": row["region"], "period": 2024, "state": "read"} for row in rows]
    facts = fs.read_facts(pd.DataFrame(rows), documents=pd.DataFrame(listed))
    path = packed(tmp_path / "a.zip", fs.score(facts, sheet({"i": plain("x")})), quotes=True)
    assert "/home" not in contents(path)
    assert contents(path).count("r.pdf (2)") == 2  # facts and manifest
    assert fs.reproduce(path).bit_by_bit
