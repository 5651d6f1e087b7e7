"""Bars of weights and assumptions are the numbers of the analyses."""

import numpy as np
import pytest

import fazhi_score as fs
from fazhi_score.presentation.plots import sensitivity, weight_stability

from . import made


def test_bars_are_the_intervals_and_points_the_shares():
    ax, table = weight_stability(made.result(), lang="en"), fs.weight_stability(made.result())
    outer, inner = ax.containers
    for bars, low, high in ((outer, "top_low", "top_high"), (inner, "order_low", "order_high")):
        assert np.allclose([bar.get_x() for bar in bars], table[low].astype(float))
        assert np.allclose([bar.get_x() + bar.get_width() for bar in bars], table[high].astype(float))
    assert np.allclose(ax.lines[0].get_xdata(), [0.5, 0.3, 0.2])
    first = table.iloc[0]
    assert made.texts(ax)[0] == f"{first['order_low']:.1%}–{first['order_high']:.1%}"


def test_where_there_is_no_interval_the_reason_stands_beside():
    ax = weight_stability(made.result(), level="all", lang="en")
    assert made.texts(ax).count("no siblings") == 2
    assert len(ax.containers[0]) == 5
    nobody = fs.score(made.facts(), made.framework().with_method(minimum_peers=99))
    assert set(made.texts(weight_stability(nobody, lang="en"))) == {"nobody is ranked"}


def test_intervals_found_by_steps_say_so():
    geometric = fs.score(made.facts(), made.framework().with_method(aggregation="geometric"))
    assert made.texts(weight_stability(geometric, lang="en"))[0].startswith("≈ ")


def test_a_long_list_is_cut_and_says_so():
    ax = weight_stability(made.result(), level="all", top=2, lang="en")
    assert "2 of 7 shown" in ax.get_xlabel()
    with pytest.raises(fs.FazhiError, match="top"):
        weight_stability(made.result(), top=0)


def test_sobol_shares_have_their_intervals():
    found = made.sensitivity()
    ax = sensitivity(found, lang="en")
    table = found.table.sort_values("total", ascending=False)
    total, first = ax.containers
    assert [bar.get_width() for bar in total] == table["total"].tolist()
    assert [bar.get_width() for bar in first] == table["first"].tolist()
    whiskers = [segment[:, 0].tolist() for segment in ax.collections[0].get_segments()]
    assert whiskers == table[["total_low", "total_high"]].to_numpy().tolist()
    assert sorted(made.labels(ax)) == ["Aggregation", "Weights"]


@pytest.mark.parametrize(
    ("method", "column", "largest"),
    [
        ("morris", "rank_effect", "largest"),
        ("one_at_a_time", "mean_rank_shift", "max_rank_shift"),
        ("remove_one", "mean_rank_shift", "max_rank_shift"),
    ],
)
def test_other_methods_show_shifts_of_ranks_with_the_largest(method, column, largest):
    found = made.sensitivity(method)
    ax = sensitivity(found, lang="en")
    table = found.table.sort_values(column, ascending=False, kind="stable")
    assert [bar.get_width() for bar in ax.containers[0]] == table[column].tolist()
    assert ax.lines[0].get_xdata().tolist() == table[largest].tolist()
    names = {
        "morris": "Weights: Composite",
        "one_at_a_time": "Aggregation: geometric",
        "remove_one": "Indicator x",
    }
    assert names[method] in made.labels(ax)


def test_assumptions_that_a_user_groups_keep_their_names():
    given = fs.Assumptions(weights=0.5, aggregation=["arithmetic", "geometric"])
    groups = {"my $own_group$": ["weights", "aggregation"]}
    found = fs.sensitivity(made.facts(), made.framework(), given, draws=16, seed=1, groups=groups)
    assert made.labels(sensitivity(found, lang="en")) == ["my $own_group$"]


def test_where_nothing_varies_a_dash_stands_for_the_bar():
    given = fs.Assumptions(weights=0.001)
    found = fs.sensitivity(made.facts(), made.framework(), given, draws=16, seed=1)
    ax = sensitivity(found, lang="en")
    assert np.isnan(found.table["total"]).all()
    assert "–" in made.texts(ax)


def test_rows_are_cut_and_chinese_names_have_their_colon(font):
    found = made.sensitivity("one_at_a_time")
    ax = sensitivity(found, lang="zh", top=1)
    assert made.labels(ax)[0].startswith(("合成方法：", "权重"))
    assert "共 3 项，图中 1 项" in ax.get_xlabel()
