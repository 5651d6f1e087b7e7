"""Every type of scoring rule in real use, each with the arithmetic of an example from practice.

One case per row of a survey of 35 types in published Chinese schemes; `type` names the row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pytest

import fazhi_score as fs

ZERO = {"not_reported": "zero", "not_applicable": "exclude"}
EXCLUDE = {"not_reported": "exclude"}


@dataclass
class Case:
    """A rule, facts (region → fact → value, or a list of rows) and the composites that come out."""

    type: str
    expected: dict[str, float]
    facts: Any
    indicators: dict[str, Any]
    declared: dict[str, Any]
    points: float = 100
    missing: dict[str, str] = field(default_factory=lambda: dict(ZERO))
    more: dict[str, Any] = field(default_factory=dict)
    regions: Any = None
    grades: dict[str, str] = field(default_factory=dict)
    ranks: dict[str, float] = field(default_factory=dict)


def one(formula: str, score: dict[str, Any], *, better: str = "higher", weight: float = 100, **more: Any) -> dict:
    return {"group": "g", "weight": weight, "formula": formula, "better": better, "score": score, **more}


def score_case(case: Case) -> fs.Result:
    framework = {
        "format": 1,
        "id": "case",
        "total_points": case.points,
        "method": {
            "score_on": "all",
            "missing": case.missing,
            "rank_within": [],
            "minimum_peers": 1,
            "scale_within": [],
        },
        "groups": {"g": {"weight": case.points}},
        "facts": case.declared,
        "indicators": case.indicators,
    }
    for key, value in case.more.items():
        framework[key] = {**framework.get(key, {}), **value} if isinstance(value, dict) else value
    rows = case.facts
    if isinstance(rows, dict):
        rows = [{"region": r, "fact": f, "value": v} for r, facts in rows.items() for f, v in facts.items()]
    table = pd.DataFrame([{"period": "2024", "source": "文件1", **row} for row in rows]).astype(str).replace("nan", "")
    register = None if case.regions is None else pd.DataFrame(case.regions)
    return fs.score(fs.read_facts(table, regions=register), fs.load_framework(framework))


N = {"unit": "次"}
P = {"unit": "percent"}
YES = {"kind": "yes_no"}

CASES = [
    Case(
        "all_or_nothing",
        {"A": 100, "B": 0, "C": 0},  # issued: the whole 0.5 of 0.5; not issued, or silent: nothing
        {"A": {"plan": "是"}, "B": {"plan": "否"}, "C": {"other": "1"}},
        {"i": one("plan", {"rule": "presence"}, weight=0.5)},
        {"plan": YES, "other": N},
        points=0.5,
    ),
    Case(
        "conjunctive / staged boolean",
        {"A": 100, "B": 50, "C": 0},  # both systems 6 of 6, one of them 3 of 6, none 0
        {"A": {"a": "是", "b": "是"}, "B": {"a": "是", "b": "否"}, "C": {"a": "否", "b": "否"}},
        {
            "i": {
                "group": "g",
                "weight": 6,
                "better": "higher",
                "score": {
                    "rule": "checklist",
                    "items": {"a": {"formula": "a", "weight": 3}, "b": {"formula": "b", "weight": 3}},
                },
            }
        },
        {"a": YES, "b": YES},
        points=6,
    ),
    Case(
        "per-shortfall deduction from a required count",
        {"A": 100, "B": 100 * 2.5 / 3, "C": 50},  # worth 3, three required, 0.5 off for each missing: 3, 2.5, 1.5
        {"A": {"n": "3"}, "B": {"n": "2"}, "C": {"n": "0"}},
        {"i": one("n", {"rule": "required", "at_least": 3, "each_missing": 0.5}, weight=3)},
        {"n": N},
        points=3,
    ),
    Case(
        "per-shortfall with own deduction cap",
        {"A": 80, "B": 20},  # worth 1.5, six required, 0.3 each: one missing 1.2; none held 1.8, capped at 1.2: 0.3
        {"A": {"n": "5"}, "B": {"n": "0"}},
        {"i": one("n", {"rule": "required", "at_least": 6, "each_missing": 0.3, "max_deduction": 1.2}, weight=1.5)},
        {"n": N},
        points=1.5,
    ),
    Case(
        "per-item deduction",
        {"A": 100, "B": 60, "C": 0},  # worth 5, one off for each unfiled document, until nothing is left
        {"A": {"unfiled": "0"}, "B": {"unfiled": "2"}, "C": {"unfiled": "9"}},
        {"i": one("unfiled", {"rule": "deduct", "each": 1}, better="lower", weight=5)},
        {"unfiled": {"unit": "件"}},
        points=5,
    ),
    Case(
        "per-percentage-point deduction below target",
        {"A": 100, "B": 60, "C": 0},  # target 95 %, one off 5 for each point: 93 % → 3 of 5; 80 % → 0
        {"A": {"r": "96%"}, "B": {"r": "93%"}, "C": {"r": "80%"}},
        {"i": one("r", {"rule": "target_gap", "target": "95%", "each_point": 1}, unit="percent", weight=5)},
        {"r": P},
        points=5,
    ),
    Case(
        "multi-slope deduction",
        # of 5: 0.25 a point below 96 %, 0.5 a point below 90 %: 92 % → 4 × 0.25 = 1; 88 % → 6 × 0.25 + 2 × 0.5 = 2.5
        {"A": 80, "B": 50},
        {"A": {"r": "92%"}, "B": {"r": "88%"}},
        {
            "i": one(
                "r",
                {
                    "rule": "target_gap",
                    "target": "96%",
                    "each_point": 0.25,
                    "slopes": [{"beyond": "90%", "each_point": 0.5}],
                },
                unit="percent",
                weight=5,
            )
        },
        {"r": P},
        points=5,
    ),
    Case(
        "relative-to-peer deduction",
        {"A": 100, "B": 80},  # the official mean is 90 %; 86 % is 4 points below: 4 × 0.25 = 1 of 5
        {"A": {"r": "91%"}, "B": {"r": "86%"}, "省": {"mean": "90%"}},
        {
            "i": one(
                "r",
                {"rule": "target_gap", "reference": "at_reference(mean)", "each_point": 0.25},
                unit="percent",
                weight=5,
            )
        },
        {"r": P, "mean": P},
        points=5,
        regions={"region": ["A", "B", "省"], "name": ["A", "B", "省"], "class": ["county", "county", "reference"]},
    ),
    Case(
        "target completion",
        # loss rate at most 5 % (99 points): 5.22 % counts 5 / 5.22 in proportion, 100 % a twentieth;
        # settlement at least 45 % (one point): 44.35 % misses it
        {"A": 100, "B": 99 * 5 / 5.22 + 1, "C": 99 * 0.05},
        {"A": {"r": "4%", "s": "45%"}, "B": {"r": "5.22%", "s": "45%"}, "C": {"s": "44.35%", "r": "100%"}},
        {
            "i": one(
                "r",
                {"rule": "threshold", "at_most": "5%", "otherwise": "proportional"},
                better="lower",
                unit="percent",
                weight=99,
            ),
            "j": one("s", {"rule": "threshold", "at_least": "45%"}, unit="percent", weight=1),
        },
        {"r": P, "s": P},
    ),
    Case(
        "ratio x points",
        {"A": 82.68},  # 82.68 % of 5 points: 4.134
        {"A": {"r": "82.68%"}},
        {"i": one("r", {"rule": "proportional", "full": "100%"}, unit="percent", weight=5)},
        {"r": P},
        points=5,
    ),
    Case(
        "tiered bands",
        {"A": 100, "B": 80, "C": 0},  # 10, 8 or nothing of 10; the edge 90 belongs to the upper band
        {"A": {"x": "90"}, "B": {"x": "89.9"}, "C": {"x": "10"}},
        {
            "i": one(
                "x", {"rule": "bands", "bands": [{"at_least": 90, "score": 10}, {"above": 60, "score": 8}]}, weight=10
            )
        },
        {"x": N},
        points=10,
    ),
    Case(
        "rank-based points",
        {"A": 100, "B": 90, "C": 90, "D": 70},  # of 5, half a point off for each place: places 1, 2, 2, 4
        {"A": {"x": "9"}, "B": {"x": "7"}, "C": {"x": "7"}, "D": {"x": "1"}},
        {
            "i": one(
                "x",
                {"rule": "rank", "each_place": 0.5},
                weight=5,
                by_class={"zone": {"rule": "proportional", "full": 4}},
            )
        },
        {"x": N},
        points=5,
    ),
    Case(
        "bottom-N penalty",
        {"A": 100, "B": 100, "C": 50, "D": 50},  # the last two lose half a point of 1
        {"A": {"x": "9"}, "B": {"x": "7"}, "C": {"x": "3"}, "D": {"x": "1"}},
        {"i": one("x", {"rule": "bottom", "last": 2, "deduct": 0.5}, weight=1)},
        {"x": N},
        points=1,
    ),
    Case(
        "year-on-year change of rank",
        {"A": 91, "B": 88, "C": 90},  # 90 of 100; six places up +1 (at least 5 → 1), ten down −2, two down nothing
        [
            {"region": r, "fact": "place", "period": y, "value": v}
            for r, before, now in (("A", 10, 4), ("B", 3, 13), ("C", 5, 7))
            for y, v in (("2023", before), ("2024", now))
        ]
        + [{"region": r, "fact": "base", "period": "2024", "value": "90"} for r in "ABC"],
        {"i": one("base", {"rule": "proportional", "full": 100})},
        {"place": N, "base": N},
        more={
            "adjustments": {
                "up": {
                    "kind": "bonus",
                    "formula": "last_year(place) - place",
                    "bands": [{"at_least": 5, "points": 1}, {"at_least": 10, "points": 2}],
                },
                "down": {
                    "kind": "penalty",
                    "formula": "place - last_year(place)",
                    "bands": [{"at_least": 5, "points": 1}, {"at_least": 10, "points": 2}],
                },
            }
        },
    ),
    Case(
        "year-on-year change of value",
        {"A": 100, "B": 0},  # both filings and loss rate below last year, or nothing
        [
            {"region": r, "fact": f, "period": y, "value": v}
            for r, f, before, now in (
                ("A", "filed", 100, 89.49),
                ("A", "lost", 9, 7),
                ("B", "filed", 100, 90),
                ("B", "lost", 5, 6),
            )
            for y, v in (("2023", before), ("2024", now))
        ],
        {"i": one("growth(filed) < 0 and growth(lost) < 0", {"rule": "presence"})},
        {"filed": N, "lost": N},
    ),
    Case(
        "bonus per item with cap",
        # 90 + 2 (one national award, its provincial copy not counted) + 1 (another provincial one) = 93; four national
        # ones would be 8, capped at 5; a plaque without a document counts nothing
        {"A": 93, "B": 95, "C": 90},
        [{"region": r, "fact": "base", "value": "90"} for r in "ABC"]
        + [
            {"region": "A", "fact": "honours", "item": "模范县", "level": "国家级", "value": "1"},
            {"region": "A", "fact": "honours", "item": "模范县", "level": "省级", "value": "1"},
            {"region": "A", "fact": "honours", "item": "先进集体", "level": "省级", "value": "1"},
            *({"region": "B", "fact": "honours", "item": f"奖{k}", "level": "国家级", "value": "1"} for k in range(4)),
            {"region": "C", "fact": "honours", "item": "奖牌", "level": "国家级", "value": "1", "source": ""},
        ],
        {"i": one("base", {"rule": "proportional", "full": 100})},
        {"base": N, "honours": {"unit": "项", "over_items": "sum"}},
        more={
            "adjustments": {
                "awards": {
                    "kind": "bonus",
                    "formula": "honours",
                    "levels": {"国家级": 2, "省级": 1},
                    "cap": 5,
                    "evidence": "required",
                }
            }
        },
    ),
    Case(
        "bonus for process indicator",
        {"A": 84.435},  # 80 + 44.35 points of settlement × 0.1
        {"A": {"base": "80", "settled": "44.35%"}},
        {"i": one("base", {"rule": "proportional", "full": 100})},
        {"base": N, "settled": P},
        more={"adjustments": {"process": {"kind": "bonus", "formula": "settled * 100", "each": 0.1, "cap": 10}}},
    ),
    Case(
        "veto -> fail",
        {"A": 95, "B": 95},  # one unlawful document of wide harm: the score stands, the grade is fail
        {"A": {"base": "95", "harm": "1"}, "B": {"base": "95", "harm": "0"}},
        {"i": one("base", {"rule": "proportional", "full": 100})},
        {"base": N, "harm": N},
        more={
            "grades": {"合格": 60, "不合格": 0},
            "adjustments": {"veto": {"kind": "veto", "when": "harm > 0", "at_most": "不合格"}},
        },
        grades={"A": "不合格", "B": "合格"},
    ),
    Case(
        "veto as fixed large deduction",
        {"A": 65, "B": 95},  # 95 − 30
        {"A": {"base": "95", "event": "是"}, "B": {"base": "95", "event": "否"}},
        {"i": one("base", {"rule": "proportional", "full": 100})},
        {"base": N, "event": YES},
        more={"adjustments": {"event_30": {"kind": "penalty", "when": "event", "points": 30}}},
    ),
    Case(
        "score/grade cap",
        {"A": 95, "B": 95},  # may not be rated excellent
        {"A": {"base": "95", "event": "是"}, "B": {"base": "95", "event": "否"}},
        {"i": one("base", {"rule": "proportional", "full": 100})},
        {"base": N, "event": YES},
        more={
            "grades": {"优秀": 90, "良好": 80, "合格": 60},
            "adjustments": {"no_excellent": {"kind": "veto", "when": "event", "at_most": "良好"}},
        },
        grades={"A": "良好", "B": "优秀"},
    ),
    Case(
        "eligibility gate",
        {"A": 99, "B": 70},  # who may not apply is scored, but has neither rank nor grade
        {"A": {"base": "99", "violation": "是"}, "B": {"base": "70", "violation": "否"}},
        {"i": one("base", {"rule": "proportional", "full": 100})},
        {"base": N, "violation": YES},
        more={"grades": {"合格": 60, "不合格": 0}, "adjustments": {"eligible": {"kind": "gate", "when": "violation"}}},
        grades={"A": "", "B": "合格"},
        ranks={"A": float("nan"), "B": 1},
    ),
    Case(
        "repeat/aggravation multiplier",
        {"A": 80, "B": 60},  # two accidents, one off 10 for each; doubled where the same one is repeated
        {"A": {"n": "2", "again": "否"}, "B": {"n": "2", "again": "是"}},
        {"i": one("n", {"rule": "deduct", "each": 1, "repeated": "again", "factor": 2}, better="lower", weight=10)},
        {"n": N, "again": YES},
        points=10,
    ),
    Case(
        "falsification penalty",
        {"A": 45, "B": 100},  # the item earns nothing and 5 points go from the total: 50 − 5
        {"A": {"x": "10", "y": "10", "false": "是"}, "B": {"x": "10", "y": "10", "false": "否"}},
        {
            "i": one("x", {"rule": "proportional", "full": 10}, weight=50, falsified="false"),
            "j": one("y", {"rule": "proportional", "full": 10}, weight=50),
        },
        {"x": N, "y": N, "false": YES},
        more={"adjustments": {"fraud": {"kind": "penalty", "when": "false", "points": 5}}},
    ),
    Case(
        "discretionary deduction",
        {"A": 70, "B": 0},  # the reviewer awards 3.5 of 5; where none has decided yet, the item is open
        {"A": {"awarded": "3.5"}, "B": {"other": "1"}},
        {"i": one("awarded", {"rule": "reviewer", "guidance": "酌情"}, weight=5)},
        {"awarded": {"unit": "分"}, "other": N},
        points=5,
    ),
    Case(
        "expert grade / panel",
        # internal (80 + 90) / 2 = 85, external 70, experts (60 + 70 + 80 + 100) / 4 = 77.5
        # (85 × 17.5 + 70 × 17.5 + 77.5 × 30) / 65
        {"A": (85 * 17.5 + 70 * 17.5 + 77.5 * 30) / 65},
        [
            {"region": "A", "fact": "mark", "item": f"r{k}", "rater": group, "value": str(v)}
            for k, (group, v) in enumerate(
                [
                    ("internal", 80),
                    ("internal", 90),
                    ("external", 70),
                    ("expert", 60),
                    ("expert", 70),
                    ("expert", 80),
                    ("expert", 100),
                ]
            )
        ],
        {
            "i": one(
                "mark",
                {"rule": "panel", "groups": {"internal": "17.5%", "external": "17.5%", "expert": "30%"}},
            )
        },
        {"mark": {"unit": "分", "over_items": "mean"}},
    ),
    Case(
        "survey satisfaction",
        {"A": 90, "B": 0},  # 90 % of 35 points; a sample of 80 is below 100: no score, here no marks
        {"A": {"satisfied": "90%", "n": "400"}, "B": {"satisfied": "99%", "n": "80"}},
        {"i": one("satisfied", {"rule": "survey", "sample": "n", "minimum_sample": 100}, unit="percent", weight=35)},
        {"satisfied": P, "n": {"unit": "份"}},
        points=35,
        missing={**ZERO, "small_base": "zero"},
    ),
    Case(
        "sampled review average",
        {"A": 93},  # files of 98, 92, 89: mean 93
        [{"region": "A", "fact": "file", "item": f"卷{k}", "value": str(v)} for k, v in enumerate((98, 92, 89))],
        {"i": one("file", {"rule": "sample_mean", "full": 100, "minimum_items": 3}, weight=10)},
        {"file": {"unit": "分", "over_items": "mean"}},
        points=10,
    ),
    Case(
        "timeliness",
        {"A": 100, "B": 50, "C": 0},  # worth 1: late 0.5 off, missing 1 off
        {"A": {"day": "2025-03-31"}, "B": {"day": "2025-04-02"}, "C": {"other": "1"}},
        {"i": one("day", {"rule": "deadline", "due": "04-01", "year": "next", "late": 0.5}, weight=1)},
        {"day": {"kind": "date"}, "other": N},
        points=1,
    ),
    Case(
        "weighted multi-source total",
        {"A": 0.8 * 77.5 + 0.2 * 82.06 + 1},  # internal × 0.8 + social × 0.2, and one point added
        {"A": {"internal": "77.5", "social": "82.06", "extra": "1"}},
        {
            "i": one("internal", {"rule": "proportional", "full": 100}, weight=80),
            "j": one("social", {"rule": "proportional", "full": 100}, weight=20),
        },
        {"internal": {"unit": "分"}, "social": {"unit": "分"}, "extra": {"unit": "分"}},
        more={"adjustments": {"daily": {"kind": "bonus", "formula": "extra"}}},
    ),
    Case(
        "grouped scoring",
        {"区": 80, "局": 60},  # each class has indicators of its own; the others do not count for it
        {"区": {"d": "80", "b": "10"}, "局": {"d": "10", "b": "60"}},
        {
            "i": one("d", {"rule": "proportional", "full": 100}, weight=50, applies_to={"class": ["district"]}),
            "j": one("b", {"rule": "proportional", "full": 100}, weight=50, applies_to={"class": ["department"]}),
        },
        {"d": N, "b": N},
        regions={"region": ["区", "局"], "name": ["区", "局"], "class": ["district", "department"]},
    ),
    Case(
        "regionally relaxed threshold",
        {"东": 50, "西": 100},  # eight required, in the west four
        {"东": {"n": "4"}, "西": {"n": "4"}},
        {"i": one("n", {"rule": "required", "at_least": 8}, by_class={"west": {"at_least": 4}})},
        {"n": N},
        regions={"region": ["东", "西"], "name": ["东", "西"], "class": ["east", "west"]},
    ),
    Case(
        "not-applicable handling",
        # A has no such power: full marks for i, left out for j, the mean of the others (90) for k; l is 60
        {"A": (100 * 25 + 90 * 25 + 60 * 25) / 75},
        {
            "A": {"i": "不适用", "j": "不适用", "k": "不适用", "l": "60"},
            "B": {"i": "80", "j": "80", "k": "80", "l": "80"},
            "C": {"i": "100", "j": "100", "k": "100", "l": "100"},
        },
        {
            "ii": one("i", {"rule": "proportional", "full": 100}, weight=25, missing={"not_applicable": "full"}),
            "jj": one("j", {"rule": "proportional", "full": 100}, weight=25, missing={"not_applicable": "exclude"}),
            "kk": one("k", {"rule": "proportional", "full": 100}, weight=25, missing={"not_applicable": "mean"}),
            "ll": one("l", {"rule": "proportional", "full": 100}, weight=25),
        },
        dict.fromkeys("ijkl", N),
    ),
    Case(
        "grade mapping",
        {"A": 96, "B": 93, "C": 91, "D": 85},  # 30 % of four may be excellent: one; the others of 90 and more drop
        {"A": {"x": "96"}, "B": {"x": "93"}, "C": {"x": "91"}, "D": {"x": "85"}},
        {"i": one("x", {"rule": "proportional", "full": 100})},
        {"x": N},
        more={"grades": {"优秀": 90, "良好": 80, "一般": 0}, "grade_quota": {"优秀": "30%"}},
        grades={"A": "优秀", "B": "良好", "C": "良好", "D": "良好"},
    ),
    Case(
        "cumulative-points normalisation",
        {"A": 100 * 188.87 / 300},  # 188.87 of 300 is a score rate of 62.96 %
        {"A": {"points": "188.87"}},
        {"i": one("points", {"rule": "proportional", "full": 300}, weight=300)},
        {"points": {"unit": "分"}},
        points=300,
    ),
    Case(
        "evidence-level adjustment",
        {"A": 100, "B": 0},  # only what a document supports counts
        [
            {"region": "A", "fact": "held", "value": "是", "source": "文号1"},
            {"region": "B", "fact": "held", "value": "是", "source": ""},
        ],
        {"i": one("held", {"rule": "presence"}, evidence="required")},
        {"held": YES},
    ),
]


def test_there_are_35_types():
    assert len(CASES) == len({case.type for case in CASES}) == 35


@pytest.mark.parametrize("case", CASES, ids=[case.type for case in CASES])
def test_type(case):
    result = score_case(case)
    latest = result.composite.xs("2024", level="period")
    for region, expected in case.expected.items():
        assert latest[region] == pytest.approx(expected, abs=1e-9), region
    table = result.table.xs("2024", level="period")
    for region, grade in case.grades.items():
        assert table.loc[region, "grade"] == grade
    for region, rank in case.ranks.items():
        assert table["rank"].astype(float)[region] == pytest.approx(rank, nan_ok=True)
    for name in result.framework.entries:  # every rule can be explained, in both languages
        region = next(iter(case.expected))
        told = result.explain(region, "2024", name)
        assert told.render("en") and told.render("zh")
