"""Charts of ranks: bars are as long as the intervals, and who has no rank gets none."""

import numpy as np
import pytest

import fazhi_score as fs
from fazhi_score.presentation.plots import acceptability, rank_change, rank_intervals

from . import made


def test_each_line_is_the_interval_and_each_dot_the_rank():
    found = made.uncertainty()
    ax = rank_intervals(found, lang="en")
    assert made.labels(ax) == ["A", "C", "B", "E", "D"]  # F is not ranked
    ends = np.array([segment[:, 0] for segment in ax.collections[0].get_segments()])
    told = found.rank_intervals().droplevel("period").loc[made.labels(ax)]
    assert ends.tolist() == told[["low", "high"]].to_numpy(float).tolist()
    median, dots = ax.lines[:2]
    assert median.get_xdata().tolist() == told["median"].tolist()
    assert dots.get_xdata().tolist() == [1, 2, 3, 4, 5]
    assert "1 not ranked" in ax.get_xlabel()
    assert made.legend(ax)[2] == "90% interval"


def test_other_levels_and_kinds_of_intervals_are_those_of_the_analysis():
    found = made.uncertainty()
    ax = rank_intervals(found, lang="en", level=0.5, kind="by_rank", regions=["B", "C"])
    told = found.rank_intervals(0.5, kind="by_rank").droplevel("period").loc[["C", "B"]]
    ends = [segment[:, 0].tolist() for segment in ax.collections[0].get_segments()]
    assert ends == told[["low", "high"]].to_numpy(float).tolist()
    assert made.legend(ax)[2] == "50% interval"


def test_nobody_ranked_is_an_error_that_says_where_to_look():
    none = fs.uncertainty(made.facts(), made.framework().with_method(minimum_coverage=1), draws=20, seed=1,
                          assumptions=fs.Assumptions(weights=0.1))  # fmt: skip
    with pytest.raises(fs.FazhiError, match="no region has"):
        rank_intervals(none, regions=["B"])


def test_cells_are_the_probabilities_and_the_own_rank_has_a_frame():
    found = made.uncertainty()
    ax = acceptability(found, lang="en")
    cells = ax.collections[0].get_array()
    told = found.rank_probability.droplevel("period").loc[made.labels(ax)].to_numpy()
    assert np.allclose(cells, told[:, : cells.shape[1]])
    assert np.allclose(cells.sum(axis=1), 1)
    frames = [(patch.get_x() + 0.5, patch.get_y() + 0.5) for patch in ax.patches]
    assert frames == [(rank, row) for row, rank in enumerate([1, 2, 3, 4, 5])]
    written = {(t.get_position()[1], t.get_position()[0]): t.get_text() for t in ax.texts}
    for (row, rank), text in written.items():
        assert text == f"{100 * cells[int(row), int(rank) - 1]:.0f}"
    assert len(written) == (cells >= 0.005).sum()


def test_an_arrow_goes_from_the_rank_before_to_the_rank_after():
    # 2023: A .5*35+.3*20+.2*20 = 27.5, B .5*55+.3*90+.2*10 = 56.5, C .5*52.5+.3*50+.2*80 = 57.25, D 5+9+8 = 22
    ax = rank_change(made.two_years(), lang="en")
    assert made.labels(ax) == ["A", "C", "B", "E", "D"]
    arrows = [(text.xyann, text.xy) for text in ax.texts if text.arrow_patch is not None]
    assert arrows == [((3, 0), (1, 0)), ((1, 1), (2, 1)), ((2, 2), (3, 2)), ((4, 4), (5, 4))]
    assert made.texts(ax) == ["▲2", "▼1", "▼1", "none before", "▼1"]
    assert made.legend(ax) == ["2023", "2024: risen", "2024: fallen"]


def test_periods_can_be_named_and_turned_round():
    ax = rank_change(made.two_years(), period="2023", earlier="2024", lang="en")
    assert made.labels(ax) == ["C", "B", "A", "D"]
    assert made.texts(ax) == ["▲1", "▲1", "▼2", "▲1"]


def test_two_results_of_one_period_are_compared_region_by_region():
    other = fs.score(made.facts(), made.framework().with_weights(two=50))
    alone = rank_change(fs.compare(made.result(), other), lang="en")
    assert made.labels(alone) == made.labels(rank_change(made.result(), other, lang="en"))
    assert made.legend(alone)[0] == "before"
    shifts = fs.compare(made.result(), other).rank_shifts.droplevel("period")["shift"]
    assert shifts["B"] == 2  # (5 x 60 + 50 x 90 + 2 x 0) / 57 = 84.2, A (425 + 3500 + 120) / 57 = 71.0
    assert made.texts(alone)[made.labels(alone).index("B")] == "▲2"


def test_two_results_of_two_periods_are_compared_at_their_latest():
    early = fs.score(fs.read_facts(made.rows(made.EARLIER, "2022")), made.framework())
    ax = rank_change(early, made.result(), lang="en")
    assert made.texts(ax) == ["▲2", "▼1", "▼1", "none before", "▼1"]
    late = rank_change(made.result(), early, lang="en")
    assert made.labels(late) == ["C", "B", "A", "D"]


def test_who_lost_the_rank_keeps_a_hollow_point():
    strict = fs.score(made.facts(), made.framework().with_method(minimum_coverage=0.9))
    ax = rank_change(made.result(), strict, lang="en")
    assert made.texts(ax).count("none now") == 3
    hollow = [line for line in ax.lines if line.get_markerfacecolor() == "white" and len(line.get_xdata()) == 1]
    assert len(hollow) >= 3


def test_one_period_alone_is_refused():
    with pytest.raises(fs.FazhiError, match="2024"):
        rank_change(made.result())
    with pytest.raises(fs.FazhiError, match="2020"):
        rank_change(made.two_years(), period="2020")


def test_ranks_of_many_have_few_ticks():
    # ticks every 5 or more for 60 ranks, 1 always among them
    result = made.named([f"N{k}" for k in range(60)])
    ax = rank_change(result, made.named([f"N{k}" for k in range(60)]), top=60, lang="en")
    assert made.labels(ax, "x")[:3] == ["1", "5", "10"]
    assert "=" in made.texts(ax)


def test_classes_stand_apart_under_their_names():
    result = made.named(["a", "b", "c", "d"], ["township"] * 2 + ["own_$kind$"] * 2)
    ax = rank_change(result, made.named(["a", "b", "c", "d"], ["township"] * 2 + ["own_$kind$"] * 2), lang="en")
    assert any(text.startswith("townsh") for text in made.texts(ax))
    assert any(text.startswith("own_$") for text in made.texts(ax))
    assert len([line for line in ax.lines if list(line.get_ydata()) == [1.5, 1.5]]) == 1
