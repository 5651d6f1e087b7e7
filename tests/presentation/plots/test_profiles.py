"""The radar: a region against its peers, without a line through what it does not state."""

import numpy as np
import pytest

import fazhi_score as fs
from fazhi_score.presentation.plots import radar

from . import made


def test_the_outline_is_the_region_and_the_dashes_are_the_median():
    ax = radar(made.result(), "A", lang="en")
    median, own = ax.lines
    assert own.get_ydata().tolist() == [85, 70, 60, 85]  # closed
    # one: 85 60 50 10 50 -> 50; two: 70 90 30 50 -> 60; three: 60 0 80 40 100 -> 60
    assert median.get_ydata().tolist() == [50, 60, 60, 50]
    assert made.texts(ax) == ["First group\n85.0", "Second group\n70.0", "Third group\n60.0"]
    assert made.legend(ax) == ["A  2024", "median of 6 peers", "middle half of peers"]


def test_a_dimension_without_a_figure_leaves_the_outline_open():
    ax = radar(made.result(), "C", lang="en")
    own = ax.lines[-1].get_ydata()
    assert np.isnan(own[1])
    assert own[0] == 50
    assert "Second group\nno figure" in made.texts(ax)


def test_a_zero_reaches_the_middle():
    assert radar(made.result(), "B", lang="en").lines[-1].get_ydata()[2] == 0


def test_few_groups_make_way_for_what_is_below_them():
    indicators = {name: {**spec, "group": "one"} for name, spec in made.FRAMEWORK["indicators"].items()}
    framework = fs.load_framework({**made.FRAMEWORK, "groups": {"one": {}}, "indicators": indicators})
    assert len(made.texts(radar(fs.score(made.facts(), framework), "A", lang="en"))) == 4


def test_dimensions_and_peers_can_be_chosen():
    ax = radar(made.result(), "A", nodes=["i", "j", "k"], within=["region"], lang="en")
    assert [line.get_ydata().tolist() for line in ax.lines] == [[90, 80, 70, 90]]  # no peer but itself
    assert made.legend(ax) == ["A  2024"]


@pytest.mark.parametrize(
    ("nodes", "said"), [(["i", "j"], "not 2"), (["i", "j", "none"], "none"), (["i"] * 13, "not 13")]
)
def test_what_is_no_radar_is_refused(nodes, said):
    with pytest.raises(fs.FazhiError, match=said):
        radar(made.result(), "A", nodes=nodes)


def test_axes_must_be_polar():
    from matplotlib.figure import Figure

    from fazhi_score.presentation.plots import bounds

    with pytest.raises(fs.FazhiError, match="polar"):
        radar(made.result(), "A", ax=Figure().subplots())
    polar = Figure().subplots(subplot_kw={"projection": "polar"})
    with pytest.raises(fs.FazhiError, match="polar"):
        bounds(made.result(), ax=polar)
    assert radar(made.result(), "A", ax=polar, lang="en") is polar
