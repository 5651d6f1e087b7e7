"""Facts that come in items: sampled files, raters, honours by level, counts of items, evidence."""

import numpy as np
import pytest

import fazhi_score as fs
from fazhi_score.scoring.items import panel
from tests.conftest import plain, scored, sheet, table

GAP = np.nan


def same(found, wanted) -> None:
    np.testing.assert_allclose(np.asarray(found, dtype=float), wanted, rtol=1e-12, atol=1e-12, equal_nan=True)


def items(region, fact, *values, **columns):
    """Return rows of one fact, one item a value; columns are lists beside the values."""
    return [
        {"region": region, "fact": fact, "value": str(v), "item": f"n{k}"}
        | {name: given[k] for name, given in columns.items()}
        for k, v in enumerate(values)
    ]


def test_the_mean_of_sampled_files():
    framework = sheet(
        {"i": {"formula": "mark", "score": {"rule": "sample_mean", "full": 50, "minimum_items": 3}}},
        facts={"mark": {"over_items": "mean"}},
    )
    # (40 + 45 + 35) / 3 = 40 of 50; two files are too few
    result = scored(framework, table({}, *items("A", "mark", 40, 45, 35), *items("B", "mark", 50, 50)))
    same(result.composite, [80, GAP])
    assert result.gaps["i"].tolist() == [None, "small_base"]


def test_a_panel_of_experts_by_hand():
    framework = sheet(
        {
            "i": {
                "formula": "mark",
                "score": {"rule": "panel", "groups": {"inside": "60%", "outside": "40%"}, "trim": 1, "full": 10},
            }
        },
        facts={"mark": {"over_items": "mean"}},
    )
    raters = ["inside"] * 4 + ["outside"] * 3
    given = items("A", "mark", 10, 8, 6, 2, 9, 7, 1, rater=raters)
    # inside without 10 and 2: 7; outside without 9 and 1: 7; 0.6·7 + 0.4·7 = 7 of 10
    # B has no rater from outside; C's rater belongs to no group
    other = items("B", "mark", 9, 9, 9, rater=["inside"] * 3) + items("C", "mark", 5, rater=["elsewhere"])
    result = scored(framework, table({}, *given, *other))
    same(result.composite, [70, GAP, GAP])
    assert result.gaps["i"].tolist() == [None, "small_base", "small_base"]


def test_a_panel_without_groups_is_a_trimmed_mean():
    framework = sheet(
        {"i": {"formula": "mark", "score": {"rule": "panel", "minimum_raters": 2}}},
        facts={"mark": {"over_items": "mean"}},
    )
    result = scored(framework, table({}, *items("A", "mark", 90, 70), *items("B", "mark", 100)))
    same(result.composite, [80, GAP])


def test_where_evidence_is_required_only_marks_with_a_source_count():
    framework = sheet(
        {"i": {"formula": "mark", "score": {"rule": "panel"}, "evidence": "required"}},
        facts={"mark": {"over_items": "mean"}},
    )
    # the 10 has no record behind it: (90 + 70) / 2
    given = items("A", "mark", 90, 70, 10, source=["record 1", "record 2", ""])
    same(scored(framework, table({}, *given)).composite, [80])
    files = framework.file.model_dump(by_alias=True, exclude_unset=True)
    files["indicators"]["i"]["score"] = {"rule": "sample_mean", "minimum_items": 3}
    result = scored(fs.load_framework(files), table({}, *given))
    assert result.gaps["i"].tolist() == ["small_base"]


@pytest.mark.parametrize("trim", [0, 1, 2])
def test_the_panel_against_a_plain_loop(trim):
    generator = np.random.default_rng(5)
    marks, units, groups = (
        generator.integers(0, 101, 200) * 1.0,
        generator.integers(0, 9, 200),
        generator.integers(0, 2, 200),
    )
    weights = np.array([0.7, 0.3])
    found = panel(marks, units=units, groups=groups, weights=weights, n=9, trim=trim, minimum_raters=6)
    for unit in range(9):
        means = []
        for group in range(2):
            mine = sorted(marks[(units == unit) & (groups == group)])
            kept = mine[trim : len(mine) - trim]
            means.append(np.mean(kept) if kept and len(mine) >= 6 else GAP)
        same(found[unit], 0.7 * means[0] + 0.3 * means[1])


def test_a_survey_needs_its_sample():
    framework = sheet(
        {
            "i": {
                "formula": "satisfied",
                "unit": "percent",
                "score": {"rule": "survey", "full": "90%", "sample": "answers", "minimum_sample": 100},
            }
        },
        facts={"satisfied": {"unit": "percent"}, "answers": {}},
    )
    units = {
        "A": {"satisfied": "81%", "answers": 100},
        "B": {"satisfied": "81%", "answers": 99},
        "C": {"satisfied": "81%"},
    }
    result = scored(framework, units)
    same(result.composite, [90, GAP, GAP])
    assert result.gaps["i"].tolist() == [None, "small_base", "not_reported"]


def test_a_reviewers_marks_and_an_open_item():
    framework = sheet(
        {
            "i": {"weight": 10, "formula": "marks", "score": {"rule": "reviewer"}},
            "j": {"weight": 10, "score": {"rule": "reviewer", "guidance": "资料"}},
        },
        facts={"marks": {}},
        groups={"g": {"weight": 20}},
        total_points=20,
    )
    result = scored(framework, {"A": {"marks": 8}})
    same(result.scores.loc[("A", "2024"), ["i", "j"]], [80, GAP])
    assert result.gaps["j"].item() == "open"
    assert result.explain("A", node="j").render("en")


HONOURS = {"plus": {"kind": "bonus", "formula": "honour", "levels": {"national": 5, "province": 2}, "cap": 8}}


def honoured(*rows, **more):
    framework = sheet(
        {"i": plain("a")},
        facts={"a": {}, "honour": {"kind": "yes_no", "over_items": "sum"}},
        adjustments={"plus": {**HONOURS["plus"], **more}},
    )
    given = [{"region": "A", "fact": "honour", "value": "是", **row} for row in rows]
    found = scored(framework, table({region: {"a": 50} for region in "YAZ"}, *given)).composite
    assert found["Y"].item() == found["Z"].item() == 50  # before and behind it are others who have none
    return found["A"].item()


def test_honours_by_level_up_to_a_cap():
    assert honoured({"item": "x", "level": "national"}, {"item": "y", "level": "province"}) == 57
    assert honoured({"item": "x", "level": "national"}, {"item": "y", "level": "national"}) == 58
    assert honoured({"item": "x", "level": "county"}) == 50
    assert honoured({"item": "x", "level": "national", "value": "否"}) == 50


def test_one_honour_counts_once_at_its_highest_level():
    rows = [{"item": "x", "level": "national"}, {"item": "x", "level": "province"}]
    assert honoured(*rows) == 55
    assert honoured(*rows[::-1]) == 55
    # a corrected row outranks what it corrects, also downwards
    assert honoured(rows[0], {**rows[1], "status": "corrected"}) == 52


def test_evidence_is_a_source():
    rows = [{"item": "x", "level": "national", "source": "证书.pdf"}, {"item": "y", "level": "national"}]
    assert honoured(*rows, evidence="required") == 55
    assert honoured(*rows) == 58
    assert honoured(rows[1], evidence="required") == 50


def test_evidence_of_an_indicator():
    framework = sheet({"i": plain("a", evidence="required")})
    row = {"region": "A", "fact": "a", "value": "5"}
    assert scored(framework, table({}, row)).gaps.iloc[0, 0] == "not_reported"
    assert scored(framework, table({}, {**row, "source": "报告.txt"})).composite.item() == 5


def counted(formula, *rows):
    framework = sheet(
        {"i": {"formula": formula, "score": {"rule": "goalposts", "worst": 0, "best": 10}}},
        facts={"x": {"over_items": "sum"}, "y": {}},
    )
    result = scored(framework, table({region: {"y": 1} for region in "YAZ"}, *rows))
    assert result.gaps.iloc[0, 0] == result.gaps.iloc[2, 0] == "not_reported"
    return result.gaps.iloc[1, 0] or result.indicator_values.iloc[1, 0]


def test_items_can_be_counted():
    rows = items("A", "x", 3, 10, 10, 25)
    assert counted("items_count(x)", *rows) == 4
    assert counted("items_at_least(x, 10)", *rows) == 3
    assert counted("items_at_least(x, 10) / items_count(x)", *rows) == 0.75
    assert counted("items_count(x)") == "not_reported"
    assert counted("items_at_least(x, 1e10)", *items("A", "x", 1e10, 9e9, 2e10)) == 2


def test_a_row_for_the_whole_is_no_item():
    rows = items("A", "x", 3, 10)
    assert counted("items_count(x)", *rows, {"region": "A", "fact": "x", "value": "13"}) == 2


def test_items_need_a_fact():
    with pytest.raises(fs.FazhiError) as caught:
        sheet({"i": plain("a")} | {"j": plain("items_count(1 + 1)")}, facts={"a": {}})
    assert caught.value.problems[0].code == "formula_items"


def test_an_item_that_two_sources_state_alike_is_one():
    framework = sheet(
        {"i": plain("items_count(x)"), "j": plain("items_at_least(x, 5)")}, facts={"x": {"over_items": "sum"}}
    )
    twice = [{"region": "A", "fact": "x", "item": "a", "value": "7", "source": source} for source in ("one", "two")]
    result = scored(framework, table({}, *twice, *({**row, "item": "b", "value": "3"} for row in twice)))
    assert result.indicator_values.iloc[0].tolist() == [2, 1]
