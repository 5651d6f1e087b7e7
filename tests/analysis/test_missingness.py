"""Whether gaps shaped the scores: by hand, and what cannot be computed is said."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import fazhi_score as fs
from fazhi_score.analysis import missingness as gaps
from fazhi_score.messages import TEXTS
from tests.conftest import manifest, plain, register, scored, sheet

GAP = np.nan
THREE = {"a": plain("x", group="g"), "b": plain("y", group="g"), "c": plain("z", group="h")}


def same(found, wanted, tolerance=1e-9) -> None:
    np.testing.assert_allclose(
        np.asarray(found, float), np.asarray(wanted, float), rtol=tolerance, atol=tolerance, equal_nan=True
    )


def missingness(result, fewest=3, **more):
    """The report, told even on a few rows."""
    return gaps.missingness(result, fewest=fewest, **more)


def told(found) -> dict:
    assert all(problem.render(lang) for problem in found.problems for lang in ("en", "zh"))
    return {problem.code: problem.params for problem in found.problems}


PLACES = register(dict.fromkeys("ABCDEF", "c"), province=dict(zip("ABCDEF", "陕陕陕浙浙浙", strict=True)))
COVERED = {
    "A": {"x": 90},
    "B": {"x": 80},
    "C": {"x": 70, "y": 75},
    "D": {"x": 60, "y": 60},
    "E": {"x": 50, "y": 50, "z": 50},
    "F": {"x": 40, "y": 40, "z": 40},
}
"""Composites 90, 80, 72.5, 60, 50, 40 and coverage 1/4, 1/4, 1/2, 1/2, 1, 1: g and h weigh the same."""


def lengths(numbers, period="2024") -> pd.DataFrame:
    """A manifest of read documents with these numbers of characters."""
    frame = manifest({(region, period): "read" for region in numbers})
    return frame.assign(characters=[str(number) for number in numbers.values()])


def test_score_against_coverage_by_hand():
    found = missingness(scored(sheet(THREE), COVERED, regions=PLACES))
    composite, coverage = [90, 80, 72.5, 60, 50, 40], [0.25, 0.25, 0.5, 0.5, 1, 1]
    same(found.scatter["composite"], composite)
    same(found.scatter["coverage"], coverage)
    assert found.scatter["stated"].tolist() == [1, 1, 2, 2, 3, 3]
    assert found.scatter["applicable"].tolist() == [3] * 6
    assert found.scatter["province"].tolist() == list("陕陕陕浙浙浙")
    first = found.associations.iloc[0]
    line = stats.linregress(coverage, composite)
    same(first[["pearson", "pearson_p", "slope", "intercept"]], [line.rvalue, line.pvalue, line.slope, line.intercept])
    same(first[["spearman", "spearman_p"]], [*stats.spearmanr(composite, coverage)])
    assert first["n"] == 6 and first["state"] == "computed"
    assert told(found)["missing_score_coverage_falling"]["n"] == 6


def test_few_rows_tell_nothing():
    found = gaps.missingness(scored(sheet(THREE), COVERED, regions=PLACES))
    assert "missing_score_coverage_falling" not in told(found)
    assert told(found)["missing_few_rows"] == {"rows": 6, "fewest": 10}


def test_coverage_against_length_period_and_place_by_hand():
    documents = lengths({"A": 1000, "B": 2000, "C": 4000, "D": "", "E": 9000, "F": 9500})
    documents = pd.concat([documents, lengths({"A": 500})]).assign(id=[f"d{k}" for k in range(7)])
    found = missingness(scored(sheet(THREE), COVERED, regions=PLACES, documents=documents))
    # two documents count together; one without a number is left out
    same(found.scatter["characters"], [1500, 2000, 4000, GAP, 9000, 9500])
    rows = found.associations.set_index(["first", "second"])
    x, y = [1500, 2000, 4000, 9000, 9500], [0.25, 0.25, 0.5, 1, 1]
    same(
        rows.loc[("coverage", "characters"), ["spearman", "slope"]], [stats.spearmanr(x, y)[0], np.polyfit(x, y, 1)[0]]
    )
    assert rows.loc[("balanced", "coverage"), "state"] == "absent"
    problems = told(found)
    assert problems["missing_coverage_length_rising"]["n"] == 5
    assert "missing_score_length_falling" in problems and "missing_no_characters" not in problems
    place = found.by_place
    assert place.index.tolist() == ["浙", "陕"]
    same(place.loc["陕"], [3, 3, (90 + 80 + 72.5) / 3, 1 / 3, 0.25, 0.5, 2500])
    same(found.by_period.loc["2024", ["rows", "coverage"]], [6, 3.5 / 6])


def test_what_lies_between_places_by_hand():
    found = missingness(scored(sheet(THREE), COVERED, regions=PLACES)).explained.set_index(["first", "second"])
    row = found.loc[("coverage", "province")]
    # means 1/3 and 5/6 about 7/12; deviations of coverage: -1/3, -1/3, -1/12, -1/12, 5/12, 5/12
    whole = 2 / 9 + 2 / 144 + 2 * 25 / 144
    same(row["share"], 6 * 0.25**2 / whole)
    same(row["p"], stats.kruskal([0.25, 0.25, 0.5], [0.5, 1, 1]).pvalue)
    assert row[["groups", "n", "state"]].tolist() == [2, 6, "computed"]
    # one period is no groups
    assert found.loc[("coverage", "period"), "state"] == "scarce"


def test_places_that_differ_are_told():
    regions = register({f"r{k}": "c" for k in range(20)}, province={f"r{k}": "陕浙"[k // 10] for k in range(20)})
    facts = {f"r{k}": {"x": 50 + k, **({"y": 60} if k // 10 else {})} for k in range(20)}
    assert told(missingness(scored(sheet(THREE), facts, regions=regions)))["missing_by_group"] == {
        "column": "province",
        "share": 1.0,
        "groups": 2,
    }
    # all cover the same
    even = missingness(scored(sheet(THREE), {region: {"x": 50 + k} for k, region in enumerate(facts)}, regions=regions))
    assert even.explained.set_index(["first", "second"]).loc[("coverage", "province"), "state"] == "constant"
    assert even.associations.loc[0, "state"] == "constant"
    assert "missing_nothing_told" in told(even)


def test_periods_that_differ_are_told():
    facts = {(f"r{k}", p): {"x": 50 + k, **more} for k in range(9) for p, more in (("2023", {}), ("2024", {"z": 1}))}
    found = missingness(scored(sheet(THREE), facts))
    assert told(found)["missing_by_period"] == {"share": 1.0, "groups": 2}
    assert found.by_period["coverage"].tolist() == [0.25, 0.75]


def test_indicators_by_hand():
    rows = missingness(scored(sheet(THREE), COVERED)).by_indicator
    assert rows["stated"].tolist() == [6, 4, 2] and rows["applicable"].tolist() == [6, 6, 6]
    same(rows["share"], [1, 4 / 6, 2 / 6])
    same(rows["composite_stated"], [392.5 / 6, 222.5 / 4, 45])
    same(rows["composite_silent"], [GAP, 85, 302.5 / 4])
    assert rows["not_reported"].tolist() == [0, 2, 4]


def test_what_does_not_apply_is_no_gap():
    spec = {**THREE, "c": plain("z", group="h", applies_to={"class": ["d"]})}
    regions = register({**dict.fromkeys("ABCDE", "c"), "F": "d"})
    rows = missingness(scored(sheet(spec), COVERED, regions=regions))
    assert rows.by_indicator["applicable"].tolist() == [6, 6, 1]
    assert rows.scatter["applicable"].tolist() == [2, 2, 2, 2, 2, 3]


PANEL = {
    ("A", "2023"): {"x": 10, "y": 20, "z": 90},
    ("A", "2024"): {"x": 20, "y": 30},
    ("B", "2023"): {"x": 40, "y": 60, "z": 10},
    ("B", "2024"): {"x": 50, "z": 20},
    ("C", "2024"): {"x": 70, "y": 80},
}


def test_the_balanced_panel_by_hand():
    found = missingness(scored(sheet(THREE), PANEL))
    frame = found.balanced
    same(frame["unadjusted"], [52.5, 25, 30, 35, 75])
    # A and B have both years and share x alone; of its own A has x and y, B x and z
    same(frame["balanced"], [10, 20, 40, 50, GAP])
    same(frame["own"], [15, 25, 25, 35, GAP])
    assert frame["own_indicators"].tolist() == [2, 2, 2, 2, 0]
    assert found.sizes["inside"].to_dict() == {"regions": 2, "periods": 2, "indicators": 1, "groups": 1, "own_rows": 4}
    assert found.sizes["all"].to_dict() == {"regions": 3, "periods": 2, "indicators": 3, "groups": 2, "own_rows": 5}
    assert told(found)["missing_balanced"]["indicators_in"] == 1
    # three quarters state y and z
    same(missingness(scored(sheet(THREE), PANEL), stated_by=0.75).balanced["balanced"], [52.5, 25, 30, 35, GAP])


def test_no_balanced_panel():
    apart = {("A", "2023"): {"x": 10}, ("B", "2024"): {"x": 10}}
    found = missingness(scored(sheet(THREE), apart))
    assert found.balanced[["balanced", "own"]].isna().to_numpy().all()
    assert told(found)["missing_no_balance"]["regions_in"] == 0
    nothing_shared = {("A", "2023"): {"x": 10}, ("A", "2024"): {"y": 10}}
    params = told(missingness(scored(sheet(THREE), nothing_shared)))["missing_no_balance"]
    assert (params["regions_in"], params["indicators_in"]) == (1, 0)


def test_what_gaps_earn_is_not_stated():
    framework = sheet(THREE, method={"missing": {"not_reported": "zero"}})
    found = missingness(scored(framework, PANEL))
    # the zero of a gap is no statement: the same panel as where gaps are left out
    same(found.balanced["balanced"], [10, 20, 40, 50, GAP])


def test_what_cannot_be_computed_is_said():
    found = gaps.missingness(scored(sheet(THREE), {"A": {"x": 1}, "B": {"x": 2, "y": 2}}))
    codes = told(found)
    assert {"missing_few_rows", "missing_no_characters", "missing_no_place", "missing_one_period"} <= set(codes)
    assert found.associations["state"].tolist() == ["scarce", "absent", "absent", "absent"]
    assert found.by_place.empty
    with pytest.raises(fs.FazhiError) as caught:
        missingness(found.result, by="city")
    assert caught.value.problems[0].code == "missing_column_unknown"


def test_reference_regions_take_no_part():
    regions = register({**dict.fromkeys("ABCDE", "c"), "F": "reference"})
    found = missingness(scored(sheet(THREE), COVERED, regions=regions), by="class")
    assert len(found.scatter) == 5 and found.by_place.index.tolist() == ["c"]
    assert missingness(found.result, by=None).by is None


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_in_both_languages(lang):
    found = missingness(scored(sheet(THREE), PANEL, regions=register(dict.fromkeys("ABC", "c"))), by="class")
    tables = found.tables(lang)
    assert len(tables) == 7
    assert all(len(table.columns) for table in tables.values())
    heading = getattr(TEXTS["gaps_of_associations"], lang)
    assert tables[heading].iloc[0, 0] == {"en": "composite", "zh": "综合得分"}[lang]
    gaps = tables[getattr(TEXTS["gaps_of_by_indicator"], lang)]
    assert gaps.columns[-1] == {"en": "not reported", "zh": "未报告"}[lang]
