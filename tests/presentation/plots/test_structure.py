"""The icicle has the shares of the weights; the map of correlations has the correlations."""

import numpy as np
import pytest

import fazhi_score as fs
from fazhi_score.presentation.plots import correlations, icicle

from . import made


def test_heights_are_the_shares():
    ax = icicle(made.framework(), lang="en")
    heights = sorted((round(p.get_x(), 3), round(p.get_y(), 6), round(p.get_height(), 6)) for p in ax.patches)
    assert heights == [
        (0.0, 0.0, 1.0),
        (0.5, 0.0, 0.5), (0.5, 0.5, 0.3), (0.5, 0.8, 0.2),
        (1.5, 0.0, 0.25), (1.5, 0.25, 0.25), (1.5, 0.5, 0.3), (1.5, 0.8, 0.2),
    ]  # fmt: skip
    assert "First group  50.0%" in made.texts(ax)
    assert "Demonstration" in made.texts(ax)


def test_changed_weights_and_results_are_drawn_and_levels_can_be_cut():
    tuned = fs.score(made.facts(), made.framework().with_weights(one=0, two=1, three=1))
    ax = icicle(tuned, lang="en", depth=1)
    assert sorted(round(p.get_height(), 6) for p in ax.patches) == [0.5, 0.5, 1.0]
    assert "2 indicators without weight in the composite are not drawn" in made.texts(ax)
    with pytest.raises(fs.FazhiError, match="depth"):
        icicle(made.framework(), depth=0)


def test_points_stand_for_shares_in_a_sheet():
    from pathlib import Path

    sheet = fs.load_framework(Path(__file__).parents[3] / "examples" / "districts" / "sheet.yaml")
    assert "Enforcement  24" in made.texts(icicle(sheet, lang="en"))


def test_cells_are_the_correlations_of_scores():
    found = fs.coherence(made.result(), fewest=3)
    ax = correlations(found, lang="en")
    cells = ax.collections[0].get_array()
    told = found.correlations.set_index(["first", "second"])
    ids = list("ijkl")
    for row in range(4):
        for column in range(4):
            pair = told["pearson"].get((ids[column], ids[row]))
            if column < row and told["n"][ids[column], ids[row]] >= 3:
                assert cells[row, column] == pytest.approx(pair)
            else:
                assert np.ma.getmaskarray(cells)[row, column]
    assert made.labels(ax) == ["Indicator y", "Indicator z", "Indicator w"]
    assert made.labels(ax, "x") == ["Indicator x", "Indicator y", "Indicator z"]


def test_pairs_on_too_few_regions_are_hatched_and_not_zero():
    ax = correlations(made.result(), lang="en")
    assert np.ma.getmaskarray(ax.collections[0].get_array()).all()
    (patch,) = [patch for patch in ax.patches if patch.get_hatch()]
    assert len(patch.get_path().to_polygons()) == 6
    assert made.legend(ax) == ["none, or on fewer than 10 pairs of scores"]


def test_redundant_and_contradictory_pairs_have_frames():
    import pandas as pd

    n = 20
    cells = [(f"R{k}", 2024, fact, value) for k in range(n)
             for fact, value in (("x", k), ("y", n - k), ("z", k), ("w", (k * 7) % n))]  # fmt: skip
    result = fs.score(pd.DataFrame(cells, columns=["region", "period", "fact", "value"]), made.framework())
    ax = correlations(result, lang="en", kind="spearman")
    assert made.legend(ax) == ["redundant: above 0.92", "contradictory within a group"]
    assert [(p.get_x() + 0.5, p.get_y() + 0.5) for p in ax.patches] == [(0, 2), (0, 1)]  # x and z; x and y
    assert "−1.00" in made.texts(ax)
    groups = correlations(result, nodes=["one", "two"], lang="en")
    assert made.labels(groups) == ["Second group"]


@pytest.mark.parametrize(("nodes", "said"), [(["i"], "not 1"), (["i", "x"], "'x'"), (["i"] * 81, "not 81")])
def test_nodes_that_make_no_map_are_refused(nodes, said):
    with pytest.raises(fs.FazhiError, match=said):
        correlations(made.result(), nodes=nodes)


def test_other_kinds_are_refused():
    with pytest.raises(fs.FazhiError, match="spearman"):
        correlations(made.result(), kind="tau")
