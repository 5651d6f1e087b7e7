"""The templates in examples/frameworks load, score their invented facts, and give numbers that a pencil gives too."""

import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

import fazhi_score as fs

FOLDER = Path(__file__).parents[1] / "examples" / "frameworks"
TEMPLATES = {
    "county-sheet": "sheet",
    "case-review": "review",
    "duty-report": "panel",
    "demonstration-checklist": "checklist",
    "academic-index": "index",
}


def scored(name):
    register = FOLDER / name / "regions.csv"
    facts = fs.read_facts(FOLDER / name / "facts.csv", regions=register if register.exists() else None)
    return fs.score(facts, FOLDER / name / f"{TEMPLATES[name]}.yaml")


@pytest.fixture(scope="module")
def results():
    return {name: scored(name) for name in TEMPLATES}


def of(result, region, node):
    return result.scores.loc[(region, "2024"), node]


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_loads_without_remarks_on_its_facts(name):
    framework = fs.load_framework(FOLDER / name / f"{TEMPLATES[name]}.yaml")
    assert {note.code for note in framework.notes if note.severity != "note"} == set()
    # every fact is used, and every fact, group and indicator has a name in both languages
    assert "fact_unused" not in {note.code for note in framework.notes}
    for part in (framework.file.groups, framework.file.facts, framework.file.indicators, framework.file.adjustments):
        assert all(node.zh and node.en for node in part.values())


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_says_that_it_is_invented_in_both_languages(name):
    header = (FOLDER / name / f"{TEMPLATES[name]}.yaml").read_text(encoding="utf-8").split("format: 1")[0]
    header = header.replace("\n# ", " ")
    assert all(words in header for words in ("由本项目编写", "虚构", "ritten by this project", "invented"))


EXPECTED_NOTES = {
    # one award without a document, one county that reports no award; the reference region reports nothing
    "county-sheet": {"adjustment_unknown", "gate_closed", "class_too_small"},
    "case-review": set(),
    "duty-report": set(),
    "demonstration-checklist": {"gate_closed"},
    "academic-index": {"coverage_too_low", "silence_pays"},
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_notes_are_those_that_the_readme_speaks_of(name, results):
    assert {note.code for note in results[name].notes} <= EXPECTED_NOTES[name] | {"depends_on_peers", "veto_struck"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_scored_indicator_has_a_score_somewhere(name, results):
    scores = results[name].scores
    assert scores[results[name].framework.composite_ids].notna().any().all()


def test_the_commands_of_the_readme_run(monkeypatch, capsys):
    from fazhi_score import cli

    monkeypatch.chdir(FOLDER.parents[1])
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    lines = re.search(r"^```sh\n(.*?)^```", text, re.S | re.M)[1].splitlines()
    assert len(lines) == len(TEMPLATES)
    for line in lines:
        with pytest.raises(SystemExit) as left:
            cli.main(shlex.split(line)[1:])
        assert not left.value.code, capsys.readouterr().err


# ---------------------------------------------------------------- county sheet


def test_county_sheet_of_one_county_by_hand(results):
    result = results["county-sheet"]
    # 甲县: 3 of 4 study sessions −0.75; hotline 93 % is the band of 2 of 3: −1; report two days late: −1 − 2 × 0.1
    # 100 − 0.75 − 1 − 1.2 = 97.05; awards: one national 2 (its provincial copy not counted) + one municipal 0.5
    assert result.composite["甲县", "2024"] == pytest.approx(97.05 + 2.5)
    # 丁区: 1 of 2 meetings −1.5; no risk assessment 5 × 1/6; training (80 − 60)/40 = 50 % of 5: −2.5; corrected 16
    # of 20 of 4: −0.8; mediation found untrue −3; awareness 79.5 against 82: 2.5 × 0.3 = −0.75; proposals 10 × 0.5,
    # at most −3; criticised once −1
    lost = 1.5 + 5 / 6 + 2.5 + 0.8 + 3 + 0.75 + 3 + 1
    assert result.composite["丁区", "2024"] == pytest.approx(100 - lost)


@pytest.mark.parametrize(
    ("region", "node", "score"),
    [
        ("乙县", "documents_review", 50),  # 9 of 10: ten points × 0.2 = 2 of 4
        ("乙县", "loss_rate", 50),  # 8 of 40 is 20 %, twice the limit of 10 %
        ("丙区", "head_appearance", 60),  # 80 %: ten points × 0.1 and five × 0.2 = 2 of 5
        ("丙区", "disclosure", 75),  # three late, the first free: 2 × 0.5 = 1 of 4
        ("戊县", "online", 87.5),  # mountain: (85 − 50) / (90 − 50)
        ("戊县", "head_appearance", 96),  # mountain: 88 % is two points below 90 %: 0.2 of 5
        ("己县", "unlawful", 20),  # two acts, the same again: 2 × 1 × 2 = 4 of 5
        ("庚县", "assessed", 75),  # 3 % of 4 %
        ("庚县", "law_study", 50),  # two missing: 1.5 of 3, which is also the most that can go
        ("庚县", "training", 0),  # full coverage claimed in words: no marks
    ],
)
def test_county_sheet_items_by_hand(results, region, node, score):
    assert of(results["county-sheet"], region, node) == pytest.approx(score)


def test_county_sheet_gaps_have_their_reasons(results):
    gaps = results["county-sheet"].gaps.loc[("庚县", "2024")].dropna().to_dict()
    # three suits are fewer than five; no judicial suggestion came; full coverage was only claimed
    assert gaps == {
        "duty_reports": "not_reported",
        "training": "claimed",
        "loss_rate": "small_base",
        "judicial_advice_rate": "zero_denominator",
        "disclosure": "not_reported",
    }


def test_county_sheet_vetoes_gate_and_quota(results):
    table = results["county-sheet"].table.xs("2024", level="period")
    # 丙 (98) is capped at good by a veto and takes no place; 甲 99.55 and 戊 are the two that 30 % of seven graded
    # counties allow; 乙 has more than 90 and drops
    assert table.loc[["甲县", "丙区", "戊县", "乙县"], "grade"].tolist() == ["优秀", "良好", "优秀", "良好"]
    assert table.loc["己县", "composite"] == 59 and table.loc["己县", "grade"] == "不合格"
    assert table.loc["辛县", "grade"] == "" and table.loc["辛县", "composite"] == 100
    ranks = table["rank"].astype("Float64")
    assert ranks[["甲县", "丙区", "戊县", "乙县", "丁区", "庚县", "己县"]].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert ranks[["辛县"]].isna().all()


# ---------------------------------------------------------------- review of files


def test_case_review_by_hand(results):
    result = results["case-review"]
    # 甲局, evidence: (20 + 18 + 17 + 19 + 16) / 5 = 18 of 20
    assert of(result, "甲局", "evidence") == pytest.approx(90)
    # whole files 100, 93, 83, 98 and 82: three of five are excellent, 60 % of the 80 % that earn full marks
    assert of(result, "甲局", "excellent_share") == pytest.approx(75)
    # means of the stages 9.4 + 18 + 9.4 + 18.6 + 13.6 + 9.6 + 4.6 = 83.2, and 7.5 of 10 for excellent files
    assert result.composite["甲局", "2024"] == pytest.approx(83.2 + 7.5)
    # 丁局: forged files cap the score at 59, two fatal defects take 6
    assert result.composite["丁局", "2024"] <= 59


def test_case_review_needs_five_files(results):
    table = results["case-review"].table.xs("2024", level="period")
    assert table["composite"].isna().to_dict() == {
        "甲局": False,
        "乙局": False,
        "丙局": False,
        "丁局": False,
        "戊局": True,
    }
    assert table["rank"].astype("Float64").dropna().to_dict() == {"丙局": 1, "甲局": 2, "乙局": 3, "丁局": 4}


# ---------------------------------------------------------------- duty reports


def test_duty_report_panel_by_hand(results):
    result = results["duty-report"]
    # 东镇 without the highest and lowest of each group: (92 + 90 + 88)/3 = 90, (88 + 86 + 85)/3 = 259/3, and 90 again
    content = 0.4 * 90 + 0.3 * 259 / 3 + 0.3 * 90
    assert of(result, "东镇", "content") == pytest.approx(content)
    # answers (90 + 88 + 86)/3 = 88 and (84 + 82 + 80)/3 = 82, half each
    assert of(result, "东镇", "answers") == pytest.approx(85)
    # papers 13.5 + 8 of 25, record 15 of 15
    assert result.composite["东镇", "2024"] == pytest.approx(0.4 * content + 0.2 * 85 + 13.5 + 8 + 15)


def test_duty_report_gaps(results):
    result = results["duty-report"]
    # two raters of the public are too few for 北乡; its reviewer gave no marks for problems
    assert result.scores.loc[("北乡", "2024"), ["content", "problems"]].fillna(0).eq(0).all()
    # 西镇: four days late, 4 × 0.5 = 2 of 5; nobody was due in court, so attendance is left out: (3 + 5) of 10
    assert of(result, "西镇", "record") == pytest.approx(80)
    assert result.table["rank"].astype("Float64").tolist() == [2, 3, 1, 4]


# ---------------------------------------------------------------- checklist


def test_checklist_distance_by_hand(results):
    result = results["demonstration-checklist"]
    assert result.framework.file.total_points is None
    assert len({result.framework.nominal_weights[group] for group in result.framework.file.groups}) == 1
    # 子县: 2 of 3 rules, 3 of 4 decisions, all else there, the port not applicable: (5 × 100 + 66.67 + 75) / 7
    distance = 100 - result.composite
    assert distance["子县", "2024"] == pytest.approx((100 / 3 + 25) / 7)
    # 寅区: 1 of 4, 2 of 4, 2 of 5, 1 of 3 and 1 of 3 are open
    assert distance["寅区", "2024"] == pytest.approx((25 + 50 + 40 + 100 / 3 + 100 / 3) / 7)
    assert distance["丑县", "2024"] == pytest.approx(0)


def test_checklist_ranks_and_gate(results):
    table = results["demonstration-checklist"].table.xs("2024", level="period")
    assert table["rank"].astype("Float64").dropna().to_dict() == {"丑县": 1, "子县": 2, "寅区": 3}
    assert table["grade"].to_dict() == {"子县": "基本达到", "丑县": "全部达到", "寅区": "有差距", "卯区": ""}


# ---------------------------------------------------------------- academic index


def test_academic_index_by_hand(results):
    result = results["academic-index"]
    # 子县: 24 lawyers for 300,000 residents are 0.8 per 10,000; least 21 / 52.8 (未县), most 122 / 96 (戌县)
    least, most = 21 / 52.8, 122 / 96
    assert of(result, "子县", "lawyers_per_head") == pytest.approx(100 * (0.8 - least) / (most - least))
    # 11 study sessions share the places 1 and 2 of 12: rank 1.5, 100 × (12 − 1.5) / 11
    assert of(result, "子县", "law_study") == pytest.approx(100 * 10.5 / 11)
    # the composite is the fifth root of the product of the five areas
    areas = result.scores.loc[("子县", "2024"), list(result.framework.file.groups)]
    assert result.composite["子县", "2024"] == pytest.approx(areas.astype(float).prod() ** 0.2)


def test_academic_index_ranks_eleven_of_twelve(results):
    table = results["academic-index"].table.xs("2024", level="period")
    ranks = table["rank"].astype("Float64")
    assert sorted(ranks.dropna()) == list(range(1, 12))
    assert ranks.isna().to_dict()["亥县"]
    # six suits are a base too small for 巳县, consultation is not reported for 寅县
    assert table.loc["巳县", "coverage"] == pytest.approx(1 - 1 / 15) and table.loc[
        "寅县", "coverage"
    ] == pytest.approx(0.9)


def test_an_award_counts_at_its_highest_level_whatever_the_order():
    rows = pd.read_csv(FOLDER / "county-sheet" / "facts.csv", dtype=str, keep_default_na=False)
    register = FOLDER / "county-sheet" / "regions.csv"
    facts = [fs.read_facts(table, regions=register) for table in (rows, rows.iloc[::-1])]
    one, other = (fs.score(table, FOLDER / "county-sheet" / "sheet.yaml").composite["甲县", "2024"] for table in facts)
    assert one == pytest.approx(other)
