"""Charts of scores: lengths are points, gaps are hatched and never a zero."""

import numpy as np
import pytest

import fazhi_score as fs
from fazhi_score.presentation.plots import bounds, contributions, heatmap
from fazhi_score.presentation.plots.colours import GAP_HATCH

from . import made


def hatched(ax):
    """The middles of the cells that are hatched, with whether their ground is left to the colour below."""
    found = {}
    for patch in ax.patches:
        if patch.get_hatch():
            for polygon in patch.get_path().to_polygons():
                column, row = polygon[:-1].mean(axis=0)
                found[round(row), round(column)] = patch.get_hatch(), patch.get_facecolor()[3] == 0
    return found


def test_lengths_are_the_points_of_each_group():
    ax, result = contributions(made.result(), lang="en"), made.result()
    order = made.labels(ax)
    assert order == ["A", "C", "B", "E", "D", "F"]
    parts = result.contributions.droplevel("period").loc[order].fillna(0)
    for bars, below in zip(ax.containers[:3], (["i", "j"], ["k"], ["l"]), strict=True):
        assert np.allclose([bar.get_width() for bar in bars], parts[below].sum(axis=1))
    ends = [bar.get_x() + bar.get_width() for bar in ax.containers[2]]
    assert np.allclose(ends, result.composite.droplevel("period").loc[order])
    assert made.legend(ax) == ["First group", "Second group", "Third group", "no figure in this part"]


def test_a_part_without_a_figure_is_a_hatched_box_behind_the_bar():
    ax = contributions(made.result(), lang="en")
    boxes = list(ax.containers[3:])
    # two is missing of C and F, three of E, one of F; zero points of D in one are a length of its own, not a box
    assert sorted(round(bar.get_y() + 0.3) for bars in boxes for bar in bars) == [1, 3, 5, 5]
    assert all(bar.get_hatch() == GAP_HATCH for bars in boxes for bar in bars)


def test_coverage_and_score_stand_beside_each_row():
    assert made.texts(contributions(made.result(), lang="en"))[0] == "75.5  (100%)"
    assert made.texts(contributions(made.result(), lang="en"))[5] == "100.0  (20%)"


def test_parts_of_a_group_are_its_children():
    ax = contributions(made.result(), of="one", lang="en")
    assert made.legend(ax)[:2] == ["Indicator x", "Indicator y"]
    assert next(round(bar.get_width(), 6) for bar in ax.containers[0]) == 22.5  # 0.25 x 90
    with pytest.raises(fs.FazhiError, match="one, two, three"):
        contributions(made.result(), of="nothing")


def test_bonuses_stand_behind_and_deductions_over_the_end():
    extra = {
        "more": {"kind": "bonus", "when": "w > 70", "points": 7},
        "less": {"kind": "penalty", "when": "z < 40", "points": 5},
    }
    framework = fs.load_framework({**made.FRAMEWORK, "adjustments": extra})
    result = fs.score(made.facts(), framework)
    ax = contributions(result, lang="en")
    assert made.legend(ax)[3:] == ["bonuses", "deductions and caps", "no figure in this part"]
    off = [bar for bars in ax.containers for bar in bars if bar.get_hatch() == "xxxx" and bar.get_width() > 0]
    assert [round(bar.get_width(), 6) for bar in off] == [5]  # D: 22 less 5
    assert off[0].get_x() == pytest.approx(17)


def test_a_composite_that_is_no_sum_has_no_contributions():
    with pytest.raises(fs.FazhiError, match="geometric"):
        contributions(fs.score(made.facts(), made.framework().with_method(aggregation="geometric")))


def test_points_of_a_sheet_are_points():
    groups = {name: {**spec, "weight": 10 * spec["weight"]} for name, spec in made.FRAMEWORK["groups"].items()}
    halves = {"i": 25, "j": 25, "k": 30, "l": 20}
    items = {name: {**spec, "weight": halves[name]} for name, spec in made.FRAMEWORK["indicators"].items()}
    sheet = {**made.FRAMEWORK, "total_points": 100, "groups": groups, "indicators": items}
    ax = contributions(fs.score(made.facts(), fs.load_framework(sheet)), lang="en")
    assert ax.get_xlabel().startswith("Points")
    assert next(round(bar.get_width(), 6) for bar in ax.containers[0]) == 42.5


def test_bounds_are_those_of_the_table():
    ax, table = bounds(made.result(), lang="en"), made.result().table.droplevel("period")
    ends = [segment[:, 0].tolist() for segment in ax.collections[0].get_segments()]
    assert np.allclose(ends, table.loc[made.labels(ax), ["lower", "upper"]])
    ranked, not_ranked = ax.lines[:2]
    assert ranked.get_xdata().round(1).tolist() == [75.5, 58.6, 57.0, 50.0, 22.0]
    assert not_ranked.get_xdata().tolist() == [100.0]
    assert not_ranked.get_markerfacecolor() == "white"
    assert made.texts(ax)[:2] == ["A", "B"]  # the grades that begin above 0
    assert made.legend(ax)[1] == "composite, not ranked"


def test_a_zero_is_a_colour_and_a_gap_is_hatched_paper():
    ax = heatmap(made.result(), lang="en")
    cells = ax.collections[0].get_array()
    rows = made.labels(ax)
    zeros = {(rows.index("B"), 3), (rows.index("D"), 0)}
    assert {tuple(map(int, at)) for at in np.argwhere(cells.filled(np.nan) == 0)} == zeros
    found = hatched(ax)
    gaps = {(rows.index("B"), 1), (rows.index("C"), 2), (rows.index("E"), 3)} | {(rows.index("F"), k) for k in range(3)}
    assert set(found) == gaps
    assert set(found.values()) == {(GAP_HATCH, False)}
    assert {tuple(map(int, at)) for at in np.argwhere(np.ma.getmaskarray(cells))} == gaps
    assert made.legend(ax) == ["no figure, no score"]


def test_a_gap_that_is_scored_keeps_its_colour_under_the_hatch():
    result = fs.score(made.facts(), made.framework().with_method(missing={"not_reported": "zero"}))
    ax = heatmap(result, lang="en")
    assert set(hatched(ax).values()) == {(GAP_HATCH, True)}
    assert len(hatched(ax)) == 6
    assert not np.ma.getmaskarray(ax.collections[0].get_array()).any()
    assert made.legend(ax) == ["no figure, scored as the framework says"]


def test_what_does_not_apply_looks_different_from_a_gap():
    items = {**made.FRAMEWORK["indicators"], "l": {**made.FRAMEWORK["indicators"]["l"], "applies_to": {"class": ["x"]}}}
    framework = fs.load_framework({**made.FRAMEWORK, "indicators": items})
    register = {"region": list("ABCDEF"), "name": list("ABCDEF"), "class": ["x"] * 3 + ["y"] * 3}
    import pandas as pd

    ax = heatmap(fs.score(made.facts(regions=pd.DataFrame(register)), framework), lang="en")
    assert {"no figure, no score", "does not apply"} == set(made.legend(ax))
    assert len({hatch for hatch, _ in hatched(ax).values()}) == 2


def test_groups_can_be_shown_and_unknown_nodes_are_refused():
    ax = heatmap(made.result(), indicators=["one", "two", "three"], lang="en")
    assert made.labels(ax, "x") == ["First group", "Second group", "Third group"]
    assert len(hatched(ax)) == 4  # C, F in two; E in three; F in one
    assert heatmap(made.result(), indicators="i", lang="en").collections[0].get_array().shape == (6, 1)
    with pytest.raises(fs.FazhiError, match="nothing"):
        heatmap(made.result(), indicators=["nothing"])
    with pytest.raises(fs.FazhiError, match="101 indicators"):
        heatmap(made.result(), indicators=["i"] * 101)


def test_nothing_scored_is_an_error():
    empty = fs.score(made.facts(), made.framework().with_method(minimum_children=1))
    with pytest.raises(fs.FazhiError, match="no region has"):
        bounds(empty, regions="F")
