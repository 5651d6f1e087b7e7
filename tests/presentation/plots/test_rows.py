"""Which rows a chart shows, and in which order."""

import numpy as np
import pytest

import fazhi_score as fs
from fazhi_score import FazhiError
from fazhi_score.presentation.plots import bounds
from fazhi_score.presentation.plots.rows import choose

from . import made


def regions(rows):
    return list(rows.result.index.get_level_values("region")[rows.at])


def test_the_best_stand_first_and_who_is_not_ranked_last():
    rows = choose(made.result())
    # A: .5 * 85 + .3 * 70 + .2 * 60 = 75.5; B: .5 * 60 + .3 * 90 = 57; C: (.5 * 50 + .2 * 80) / .7 = 58.6; E 50; D 22
    assert regions(rows) == ["A", "C", "B", "E", "D", "F"]
    assert (rows.total, rows.unranked, rows.several_periods) == (6, 1, False)


def test_the_latest_period_is_shown_where_regions_have_several():
    rows = choose(made.two_years())
    assert set(made.two_years().index.get_level_values("period")[rows.at]) == {"2024"}
    assert len(choose(made.two_years(), period=2023)) == 4


def test_periods_that_are_ranked_together_are_shown_together():
    result = fs.score(made.facts(periods=("2023", "2024")), made.framework().with_method(rank_within=[]))
    rows = choose(result)
    assert (len(rows), rows.several_periods) == (10, True)
    assert result.ranks.to_numpy()[rows.at[:3]].tolist() == [1, 2, 3]
    assert made.labels(bounds(result, lang="en"))[0] == "A  2024"
    assert len(choose(result, period="2023")) == 4


def test_a_row_says_its_period_where_they_differ(no_font):
    result = made.two_years()
    only = result.index.get_level_values("region").isin(["E"]) | (result.index.get_level_values("period") == "2023")
    from fazhi_score.presentation.plots.fonts import letters
    from fazhi_score.presentation.plots.rows import Rows

    rows = Rows(result, np.flatnonzero(only), 5, [""] * 5, True)
    assert rows.labels(letters("en"))[0] == "A  2023"


def test_names_and_ids_are_taken_and_unknown_ones_refused_with_the_nearest():
    result = made.named(["Alpha", "Beta", "Gamma"])
    assert regions(choose(result, regions=["Gamma", "R0"])) == ["R0", "R2"]
    assert regions(choose(result, regions="Beta")) == ["R1"]
    with pytest.raises(FazhiError, match="Alpha"):
        choose(result, regions=["Alpa"])
    with pytest.raises(FazhiError, match="R0"):
        choose(made.named(["Same", "Same"]), regions="Same")
    with pytest.raises(FazhiError, match="2024"):
        choose(result, period="2020")


def test_as_many_of_each_class_are_shown_and_small_classes_leave_their_room():
    result = made.named([f"N{k}" for k in range(40)], ["county"] * 37 + ["town"] * 3)
    rows = choose(result, top=10)
    assert rows.classes == ["county"] * 7 + ["town"] * 3
    assert regions(rows)[:2] == ["R0", "R1"]
    assert rows.total == 40


def test_a_chart_says_how_many_of_how_many_it_shows():
    result = made.named([f"N{k}" for k in range(40)])
    assert "30 of 40 shown" in bounds(result, lang="en").get_xlabel()
    assert "shown" not in bounds(result, lang="en", top=40).get_xlabel()


def test_more_than_can_be_read_is_refused():
    result = made.named([f"N{k}" for k in range(130)])
    with pytest.raises(FazhiError, match="130 rows"):
        bounds(result, top=500)
    with pytest.raises(FazhiError, match="1 or more"):
        bounds(result, top=0)


def test_thousands_of_regions_make_a_chart_of_thirty():
    result = made.named([f"N{k}" for k in range(2844)])
    ax = bounds(result, lang="en")
    assert len(made.labels(ax)) == 30
    assert "30 of 2,844 shown" in ax.get_xlabel()
