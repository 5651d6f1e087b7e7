"""The workbook: its formulas give the library's numbers, its facts read back, its bytes are the same every time."""

import datetime
import re
import sys
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.presentation import excel
from fazhi_score.presentation.workbook import book as limits
from fazhi_score.presentation.workbook import layout as layouts
from fazhi_score.presentation.workbook.layout import Layout
from fazhi_score.presentation.workbook.matrices import Calculation
from tests.conftest import manifest, plain, posts, register, scored, sheet, table
from tests.presentation.recalculation import (
    converted,
    disagreements,
    needs_soffice,
    stored,
    titles,
    values,
    without_stored,
)
from tests.presentation.test_scoresheet import COLUMNS, DECISIONS, SHEET

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = datetime.date(2025, 3, 1)
HOSTILE = [
    "<script>alert(1)</script>", '=HYPERLINK("http://x","y")', "引\"号'&<>", "换\n行", "右\u202e左\u200f",
    "长" * 10_000, "@SUM(A1)", "+1+1", "\t=1", "_x0041_", "#N/A", "{=1}", "控\x07制",
]  # fmt: skip


def districts():
    folder = EXAMPLES / "districts"
    return fs.score(folder / "facts.csv", regions=folder / "regions.csv", documents=folder / "documents.csv")


def county():
    folder = EXAMPLES / "frameworks" / "county-sheet"
    return fs.score(folder / "facts.csv", folder / "sheet.yaml", regions=folder / "regions.csv")


def decided():
    """Points of 200, decisions, a bonus, a penalty, and a veto that strikes."""
    veto = {"red": {"kind": "veto", "when": "bad > 2", "at_most": 55, "zh": "红线"}}
    text = {**SHEET, "adjustments": {**SHEET["adjustments"], **veto}, "grades": {"优": 90, "良": 60, '差"等': 0}}
    rows = table({"A": {"met": 3, "rate": "50%", "won": 1, "bad": 0},
                  "B": {"met": 4, "rate": "90%", "bad": 3, "won": 0},
                  "C": {"met": 4, "rate": "90%", "bad": 3, "won": 0}, "D": {"met": 0, "won": 2, "bad": 0}})  # fmt: skip
    names = register(dict.fromkeys("ABCD", "town") | {"R": "reference"})
    decisions = pd.DataFrame(DECISIONS, columns=COLUMNS).assign(decided_by="张三", date="2025-01-08")
    return fs.score(rows, fs.load_framework(text), regions=names, decisions=decisions)


def simulated(**method):
    world = fs.simulate(
        EXAMPLES / "frameworks" / "county-sheet" / "sheet.yaml", regions=200, seed=3, coverage=(0.5, 0.9)
    )
    framework = fs.load_framework(EXAMPLES / "frameworks" / "county-sheet" / "sheet.yaml").with_method(**method)
    return fs.score(world.facts, framework)


def means(aggregation):
    """Gaps, zeros, a group that needs 60 % of its children, composites rounded, classes too small to rank."""
    framework = sheet(
        {"a": plain("a", group="g", weight=2), "b": plain("b", group="g"), "c": plain("c", group="h"),
         "d": plain("d", group="h", weight=3), "e": plain("e", group="k")},
        groups={"g": {}, "h": {"within": "g", "minimum_children": "60%"}, "k": {"weight": 0.5}},
        method={"aggregation": aggregation, "round": 2, "minimum_peers": 3},
        grades={"高": 50, "低": 0},
    )  # fmt: skip
    rng = np.random.default_rng(5)
    rows = {}
    for number in range(24):
        drawn = {name: float(rng.choice([0.0, 25.0, 60.0, 99.5])) for name in "abcde" if rng.random() < 0.7}
        rows[f"R{number}"] = drawn or {"a": 10.0}
    kinds = register({name: "xyz"[k % 3] if k < 23 else "alone" for k, name in enumerate(rows)})
    return scored(framework, rows, regions=kinds)


def typed(result, weights):
    """The yellow cells of the sheet of weights."""
    layout = Layout(result, "zh")
    return {("权重", f"F{layout.weight_row[name]}"): weight for name, weight in weights.items()}


def calculated(result, cells, step):
    """A column of the calculation, NaN where there is nothing."""
    layout = Layout(result, "zh")
    at = Calculation(layout).place[step]
    column = [cells.get(("计算", f"{at}{row}"), np.nan) for row in range(5, 5 + len(layout.units))]
    return np.array(column, dtype=float)


CASES = {
    "districts": (districts, {}),
    "county": (county, {}),
    "decided": (decided, {}),
    "simulated": (simulated, {}),
    "geometric": (lambda: means("geometric"), {}),
    "harmonic": (lambda: means("harmonic"), {}),
    "moved_group": (county, {"leadership": 30.0}),
    "moved_item": (county, {"law_study": 0.0, "training": 7.5}),
    "moved_index": (districts, {"leadership": 3.0, "officers": 0.0}),
}


@pytest.fixture(scope="module")
def computed(tmp_path_factory):
    """All cases written, their stored values taken out, computed by LibreOffice in one run."""
    folder = tmp_path_factory.mktemp("books")
    results = {name: make() for name, (make, _) in CASES.items()}
    for name, result in results.items():
        fs.write_excel(folder / f"{name}.xlsx", result, date=DAY)
    emptied = [
        without_stored(folder / f"{name}.xlsx", folder / f"{name}_emptied.xlsx", typed(results[name], weights))
        for name, (_, weights) in CASES.items()
    ]
    made = converted(emptied, folder)
    return {name: (results[name], folder / f"{name}.xlsx", path) for name, path in zip(CASES, made, strict=True)}


@needs_soffice
@pytest.mark.parametrize("name", [name for name, (_, weights) in CASES.items() if not weights])
def test_formulas_recalculate_to_the_numbers_of_the_library(computed, name):
    result, path, made = computed[name]
    formulas = stored(path)
    assert {title for title, _ in formulas} == {"排名", "计算", "指标得分", "权重"}
    assert len(formulas) > 5 * len(result.index)
    assert disagreements(path, made) == []
    # and what is stored is what the result says
    layout = Layout(result, "zh")
    assert calculated(result, values(made, {"计算"}), "composite") == pytest.approx(
        result.standing.composite[layout.units], abs=1e-9, nan_ok=True
    )


@needs_soffice
@pytest.mark.parametrize("name", [name for name, (_, weights) in CASES.items() if weights])
def test_a_weight_changed_in_the_sheet_does_what_with_weights_does(computed, name):
    result, _, made = computed[name]
    other = fs.score(result.panel.facts, result.framework.with_weights(CASES[name][1]))
    units, cells = Layout(result, "zh").units, values(made, {"计算"})
    assert np.nanmax(np.abs(other.standing.composite - result.standing.composite)) > 1
    for step, wanted in (("composite", other.standing.composite), ("rank", other.standing.ranks)):
        assert calculated(result, cells, step) == pytest.approx(wanted[units], abs=1e-9, nan_ok=True)


@pytest.fixture(scope="module")
def result():
    return decided()


def test_the_cover_names_what_the_result_is_reproduced_from(result, tmp_path):
    more = {"draws": 64, "seed": 11}
    found = fs.uncertainty(
        result.panel.facts, result.framework, fs.Assumptions(weights=0.2), decisions=result.log, **more
    )
    matters = fs.sensitivity(result.panel.facts, result.framework, fs.Assumptions(weights=0.2), decisions=result.log,
                             method="one_at_a_time", draws=8, seed=12)  # fmt: skip
    row = {"id": "P1", "region": "A", "period": 2024, "problem": "=文书超期", "state": "整改中"}
    given = {
        "uncertainty": found,
        "sensitivity": matters,
        "before": result,
        "ledger": fs.read_ledger(pd.DataFrame([row])),
    }
    fs.write_excel(tmp_path / "all.xlsx", result, date=DAY, **given)
    cells = values(tmp_path / "all.xlsx")
    cover = {cells.get(("封面", f"A{n}")): cells.get(("封面", f"B{n}")) for n in range(1, 80)}
    assert cover["框架校验值（SHA-256）"] == result.hashes["framework"]
    assert cover["评审决定校验值（SHA-256）"] == result.hashes["decisions"]
    assert cover["日期"] == datetime.datetime(2025, 3, 1)
    assert "种子 11" in cover["不确定性分析"] and "种子 12" in cover["敏感性分析"]
    assert cover["评价框架"] == "乡镇评分表 [towns]" and cover["版次"] == "2024"
    assert "期间、类别" in cover["谁与谁比"] and "未报告、未写明：计零分" in cover["缺失怎样计分"]
    assert cover["软件版本"] == f"fazhi-score {fs.__version__}"
    listed = titles(tmp_path / "all.xlsx")
    assert set(listed[1:]) <= set(cover)  # the cover leads to every other sheet
    assert {"稳健性", "敏感性", "变化", "问题整改"} <= set(listed)
    assert cells["问题整改", "E2"] == "'=文书超期"
    ranks = found.rank_intervals()
    first = Layout(result, "zh").units[0]
    assert [cells["稳健性", f"{c}3"] for c in "DE"] == [ranks["low"].iloc[first], ranks["high"].iloc[first]]
    assert cells["变化", "F3"] == 0  # against itself


def test_facts_register_and_manifest_read_back(tmp_path):
    rows = table(
        {"A": {"x": "1000余", "y": "93.05%"}, "B": {"x": "0", "y": "7%"}},
        {"region": "A", "fact": "z", "value": "2024-03-26", "source": "=cmd", "location": "3:9", "quote": "引\n文",
         "note": "@x"},
        {"region": "B", "fact": "x", "scope": "county", "value": "12.50", "status": "claimed", "item": "001"},
        {"region": "B", "fact": "y", "span": "to_date", "value": "5%", "low": "4%", "high": "6%"},
    )  # fmt: skip
    names = register({"A": "c", "B": "d"}, province={"A": "甲省"})
    text = {"x": {"unit": "件"}, "y": {"unit": "percent", "zh": "比率"}, "z": {"kind": "date"}}
    framework = sheet({"i": plain("x")}, facts=text)
    facts = fs.read_facts(rows, regions=names, documents=manifest({"A": "read", "B": "scan"}))
    result = fs.score(facts, framework)
    for lang in ("zh", "en"):
        path = tmp_path / f"{lang}.xlsx"
        fs.write_excel(path, result, lang=lang, date=DAY)
        back = fs.read_facts(path, regions=path, documents=path)
        pd.testing.assert_frame_equal(back.to_frame(), facts.to_frame())
        assert back.table[["value", "low", "high"]].equals(facts.table[["value", "low", "high"]])
        assert back.sha256() == facts.sha256()
        # no warning about the columns for people's eyes
        assert [note.code for note in back.notes] == [note.code for note in facts.notes] == ["source_not_listed"]
        again = fs.score(back, framework)
        assert again.composite.tolist() == result.composite.tolist()


def test_a_workbook_of_the_districts_scores_the_same(tmp_path):
    result = districts()
    fs.write_excel(tmp_path / "d.xlsx", result, date=DAY)
    path = tmp_path / "d.xlsx"
    back = fs.score(path, result.framework, regions=path, documents=path)
    assert back.hashes == result.hashes
    assert back.composite.equals(result.composite)


def test_the_same_result_and_date_give_the_same_bytes(result, tmp_path):
    for name in ("one", "two"):
        fs.write_excel(tmp_path / f"{name}.xlsx", result, date=DAY)
    fs.write_excel(tmp_path / "later.xlsx", result, date=DAY + datetime.timedelta(1))
    one, two, later = ((tmp_path / f"{name}.xlsx").read_bytes() for name in ("one", "two", "later"))
    assert one == two != later


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_names_stand_as_text(tmp_path, lang):
    names = register({f"R{k}": "town" for k in range(len(HOSTILE))})
    names["name"] = HOSTILE
    label = HOSTILE[1]
    framework = sheet(
        {"i": plain("x", zh=HOSTILE[0], en=HOSTILE[0]), "j": plain("y", zh=label, en=label)},
        groups={"g": {"zh": HOSTILE[3], "en": HOSTILE[3]}},
        zh=HOSTILE[5], en=HOSTILE[5], grades={'a"&<': 0},
    )  # fmt: skip
    rows = table({f"R{k}": {"x": 50, "y": 60} for k in range(len(HOSTILE))})
    rows["quote"] = [HOSTILE[k % len(HOSTILE)] for k in range(len(rows))]
    path = tmp_path / "h.xlsx"
    fs.write_excel(path, fs.score(rows, framework, regions=names), lang=lang, date=DAY)
    book = openpyxl.load_workbook(path)
    listed = {cell.value for row in book.worksheets[1].iter_rows(min_row=2, max_col=1) for cell in row}
    expected = {
        '\'=HYPERLINK("http://x","y")',
        "换\n行",
        "长" * 10_000,
        "'@SUM(A1)",
        "_x0041_",
        "<script>alert(1)</script>",
    }
    assert expected <= listed and "#N/A" in listed
    made = set(stored(path))
    for one in book.worksheets:
        for row in one.iter_rows():
            for cell in row:
                # a formula is one that the package made, nothing is an error value, nothing has control characters
                assert cell.data_type != "e"
                assert cell.data_type != "f" or (one.title, cell.coordinate) in made
                assert not isinstance(cell.value, str) or "\x07" not in cell.value
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert b"<script>" not in b"".join(map(archive.read, archive.namelist()))


@needs_soffice
def test_a_workbook_with_hostile_names_opens(tmp_path):
    names = register({f"R{k}": "town" for k in range(len(HOSTILE))})
    names["name"] = HOSTILE
    rows = table({f"R{k}": {"x": k} for k in range(len(HOSTILE))})
    path = tmp_path / "h.xlsx"
    fs.write_excel(path, fs.score(rows, sheet({"i": plain("x", zh=HOSTILE[1])}), regions=names), date=DAY)
    (made,) = converted([path], tmp_path)
    listed = {value for (title, at), value in values(made, {"排名"}).items() if at.startswith("A")}
    # LibreOffice, too, has them as text; a lone newline or mark is kept
    assert {"<script>alert(1)</script>", "长" * 10_000, "_x0041_", "'+1+1", "换\n行"} <= listed


def test_a_gap_does_not_look_like_a_zero(tmp_path):
    framework = sheet({"i": plain("x"), "j": plain("y", missing={"not_reported": "zero"}), "k": plain("z")})
    fs.write_excel(tmp_path / "g.xlsx", scored(framework, {"A": {"x": 0}, "B": {"x": 50, "y": 0, "z": 1}}), date=DAY)
    cells = openpyxl.load_workbook(tmp_path / "g.xlsx")["指标得分"]
    unit = next(row for row in cells.iter_rows(min_row=5) if row[0].value == "A")
    zero, stands_in, gap = unit[3:6]
    assert (zero.value, stands_in.value, gap.value) == (0, 0, None)
    assert len({cell.fill.fgColor.rgb for cell in (zero, stands_in, gap)}) == 3
    # a zero has no bar, and a bar of 100 fills the cell
    (rule,) = [rule for area in cells.conditional_formatting for rule in area.rules]
    assert rule.dataBar.minLength == 0 and [end.val for end in rule.dataBar.cfvo] == [0, 100]


def test_headings_stay_in_sight_and_on_every_page(result, tmp_path):
    fs.write_excel(tmp_path / "p.xlsx", result, date=DAY)
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert book["计算"].freeze_panes == "D5" and book["排名"].freeze_panes == "B2"
    assert book["计算"].print_title_rows == "$1:$4" and book["计算"].print_title_cols == "$A:$C"
    assert book["评分表"].auto_filter.ref.startswith("A2:")
    for one in book.worksheets[1:]:
        assert one.page_setup.orientation == "landscape" and one.page_setup.fitToHeight == 0
        assert "&P" in one.oddFooter.center.text and one.sheet_properties.pageSetUpPr.fitToPage
    assert book["权重"].data_validations.dataValidation[0].sqref.ranges
    assert book.properties.created == datetime.datetime(2025, 3, 1)
    link = next(cell for row in book["封面"].iter_rows(max_col=1) for cell in row if cell.hyperlink)
    assert link.hyperlink.location == "'排名'!A1"


def test_values_have_the_form_of_their_kind(tmp_path):
    framework = sheet(
        {"rate": plain("r", unit="percent", score=posts("0%", "100%")), "yes": plain("q", score={"rule": "presence"}),
         "day": {"formula": "d", "score": {"rule": "deadline", "due": "04-01", "late": "50%"}, "better": "lower"},
         "half": plain("x"), "seen": {"formula": "n", "better": "neutral"}},
        facts={"r": {"unit": "percent"}, "q": {"kind": "yes_no"}, "d": {"kind": "date"}, "x": {}, "n": {"unit": "件"}},
        method={"missing": {"not_reported": "zero"}},
    )  # fmt: skip
    rows = {"A": {"r": "93.05%", "q": "是", "d": "2024-03-26", "x": 1.5, "n": 1200}, "B": {"r": "5%"}}
    fs.write_excel(tmp_path / "v.xlsx", scored(framework, rows), date=DAY)
    cells = openpyxl.load_workbook(tmp_path / "v.xlsx")["指标值"]
    unit = next(row for row in cells.iter_rows(min_row=5) if row[0].value == "A")
    assert [cell.value for cell in unit[3:]] == [0.9305, 1, datetime.datetime(2024, 3, 26), 1.5, 1200]
    assert [cell.number_format for cell in unit[3:]] == ["0.00%", '"是";"是";"否"', "yyyy-mm-dd", "#,##0.00##", "#,##0"]


@pytest.mark.parametrize(
    ("method", "code", "sentence"),
    [
        ({"aggregation": {"method": "power", "exponent": 2}}, "rank", "汇总方式为 power"),
        ({"ordering": "copeland"}, "composite", "排序方法"),
        ({"compare_on": {"stated_by": "50%"}}, "rank", "共有指标得分"),
    ],
)
def test_what_has_no_formula_is_a_value_and_says_so(tmp_path, method, code, sentence):
    framework = sheet({"i": plain("x"), "j": plain("y", group="h")}, groups={"g": {}, "h": {}}, method=method)
    result = scored(framework, {"A": {"x": 80, "y": 20}, "B": {"x": 40, "y": 70}, "C": {"x": 10, "y": 10}})
    fs.write_excel(tmp_path / "m.xlsx", result, date=DAY)
    layout, cells = Layout(result, "zh"), values(tmp_path / "m.xlsx")
    at = f"{Calculation(layout).place[code]}5"
    assert ("计算", at) not in stored(tmp_path / "m.xlsx")
    wanted = result.standing.ranks if code == "rank" else result.standing.composite
    assert cells["计算", at] == pytest.approx(wanted[layout.units[0]])
    told = [str(value) for (title, _), value in cells.items() if title in ("封面", "说明")]
    assert sum(sentence in text for text in told) >= 2


def test_with_many_units_or_chains_of_near_ties_ranks_are_values(tmp_path, monkeypatch):
    framework = sheet({"i": plain("x")})
    rows = {"A": {"x": 50}, "B": {"x": 50 + 7e-10}, "C": {"x": 50 + 14e-10}, "D": {"x": 1}}
    result = scored(framework, rows)
    assert result.ranks.tolist() == [1, 1, 1, 4]
    assert Layout(result, "zh").why_ranks_are_values == "book_values_ties"
    other = scored(framework, {"A": {"x": 50}, "B": {"x": 40}})
    assert Layout(other, "zh").why_ranks_are_values == ""
    monkeypatch.setattr(layouts, "MOST_RANKED", 1)
    fs.write_excel(tmp_path / "r.xlsx", other, lang="en", date=DAY)
    assert any("too many units" in str(value) for value in values(tmp_path / "r.xlsx", {"Cover"}).values())


def test_another_ending_too_many_rows_and_columns_are_refused(result, tmp_path, monkeypatch):
    with pytest.raises(FazhiError) as caught:
        fs.write_excel(tmp_path / "scores.csv", result)
    assert caught.value.problems[0].code == "output_ending"
    for limit, module, code in (("MOST_ROWS", limits, "write_too_many"), ("MOST_COLUMNS", excel, "write_too_wide")):
        with monkeypatch.context() as patched, pytest.raises(FazhiError) as caught:
            patched.setattr(module, limit, 5)
            fs.write_excel(tmp_path / "scores.xlsx", result)
        assert caught.value.problems[0].code == code
        assert not (tmp_path / "scores.xlsx").exists()


def test_a_list_that_is_too_long_says_so_and_the_rest_is_there(result, tmp_path, monkeypatch):
    for name in ("book", "records", "facts", "lists"):
        monkeypatch.setattr(sys.modules[f"fazhi_score.presentation.workbook.{name}"], "MOST_ROWS", 9)
    fs.write_excel(tmp_path / "l.xlsx", result, date=DAY)
    cells = values(tmp_path / "l.xlsx")
    for title in ("评分表", "事实"):
        assert any(t == title and re.match(r"共 \d+ 行，超出", str(value)) for (t, _), value in cells.items())
    assert cells["排名", "A2"]


def test_a_text_that_is_too_long_is_cut_and_told(tmp_path):
    rows = table({"A": {"x": 5}}).assign(quote="字" * 40_000)
    fs.write_excel(tmp_path / "c.xlsx", fs.score(rows, sheet({"i": plain("x")})), date=DAY)
    cells = values(tmp_path / "c.xlsx")
    longest = max((str(value) for value in cells.values()), key=len)
    assert len(longest) == 32_767 and longest.endswith(" …")
    assert any("1 处文字超出" in str(value) for (title, _), value in cells.items() if title == "说明")


def test_why_a_unit_has_no_rank_is_said(tmp_path):
    gate = {"fraud": {"kind": "gate", "when": "bad > 0"}}
    framework = sheet(
        {"i": plain("x"), "j": plain("y")},
        facts={"x": {}, "y": {}, "bad": {}}, adjustments=gate, method={"minimum_peers": 2, "minimum_coverage": "60%"},
    )  # fmt: skip
    rows = {"A": {"x": 1, "y": 1}, "B": {"x": 2, "y": 2, "bad": 1}, "C": {"x": 3}, "D": {"bad": 0},
            "E": {"x": 4, "y": 2}, "F": {"x": 5, "y": 5}}  # fmt: skip
    kinds = register({name: "town" if name != "F" else "city" for name in rows})
    fs.write_excel(tmp_path / "u.xlsx", scored(framework, rows, regions=kinds), date=DAY)
    cells = openpyxl.load_workbook(tmp_path / "u.xlsx")["排名"]
    told = {row[0].value: row[len(row) - 1].value for row in cells.iter_rows(min_row=2)}
    assert told == {"A": None, "E": None, "B": "不符合参评条件", "C": "覆盖率低于 60%", "D": "没有得分",
                    "F": "可比单位不足 2 个"}  # fmt: skip


def test_points_of_classes_with_items_of_their_own_stand_apart(tmp_path):
    framework = sheet(
        {"i": plain("x", weight=60), "j": plain("y", weight=40, applies_to={"class": ["town"]}),
         "k": plain("z", weight=40, applies_to={"class": ["city"]})},
        groups={"g": {"weight": 100}}, total_points=100,
    )  # fmt: skip
    kinds = register({"A": "town", "B": "city"})
    result = scored(framework, {"A": {"x": 50, "y": 100}, "B": {"x": 50, "z": 0}}, regions=kinds)
    fs.write_excel(tmp_path / "a.xlsx", result, date=DAY)
    cells = values(tmp_path / "a.xlsx", {"权重"})
    assert "按类别分别合计" in cells.values()
    # 60 of 100 in either class, though the three add up to 140
    assert [cells["权重", f"H{row}"] for row in (5, 6, 7)] == pytest.approx([0.6, 0.4, 0.4])
    assert result.composite.tolist() == pytest.approx([70, 30])


def test_no_folders_are_in_it(tmp_path):
    frame = table({"A": {"x": 1}, "B": {"x": 2}})
    frame["source"] = ["/home/wang/报告.pdf", "C:\\Users\\wang\\报告.pdf"]
    frame.to_csv(tmp_path / "facts.csv", index=False)
    listed = pd.DataFrame([{"id": "/home/wang/报告.pdf", "region": "A", "period": 2024, "state": "read"}])
    result = fs.score(fs.read_facts(tmp_path / "facts.csv", documents=listed), sheet({"i": plain("x")}))
    assert any("wang" in note.message("en") for note in result.notes)  # the user's own screen says it all
    fs.write_excel(tmp_path / "r.xlsx", result)
    cells = [str(cell) for page in openpyxl.load_workbook(tmp_path / "r.xlsx") for row in page.values for cell in row]
    assert [cell for cell in cells if "wang" in cell or str(tmp_path) in cell] == []
    assert sum(cell in ("报告.pdf", "报告.pdf (2)") for cell in cells) == 3
    assert any(cell.startswith("facts.csv:2") for cell in cells)
