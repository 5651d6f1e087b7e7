"""Text is nothing but text, settings stay as they were, and new figures are kept only where pyplot is used."""

import sys

import matplotlib
import pytest

from fazhi_score.presentation.plots import acceptability, bounds, contributions, heatmap, rank_intervals

from . import made

HOSTILE = ["$x^2$", "a_b", "<script>alert(1)</script>", '=HYPERLINK("a")', "new\nline", "\u202eright", "y" * 10_000,
           "bell\x07", "_private", r"$\frac{1}{0}$ $", "100%", "\\"]  # fmt: skip


@pytest.mark.parametrize("chart", [bounds, contributions, heatmap])
def test_hostile_names_are_text(chart, tmp_path):
    ax = chart(made.named(HOSTILE), lang="en")
    shown = made.labels(ax)
    assert shown[:4] == ["$x^2$", "a_b", "<script>alert(1)</scrip…", '=HYPERLINK("a")']
    assert shown[4:6] == ["new line", "right"]
    assert shown[6] == "y" * 23 + "…"
    assert shown[7:] == ["bell", "_private", r"$\frac{1}{0}$ $", "100%", "\\"]
    assert not any(text.get_parse_math() for text in ax.get_yticklabels())
    ax.figure.savefig(tmp_path / "a.svg")  # a formula that cannot be read would raise
    ax.figure.savefig(tmp_path / "a.png")


def test_names_of_the_framework_are_text_in_legends_and_on_axes(tmp_path):
    import fazhi_score as fs

    groups = {name: {**spec, "en": label} for (name, spec), label in zip(
        made.FRAMEWORK["groups"].items(), ["_$a", "$x$\n", "<b>"], strict=True)}  # fmt: skip
    result = fs.score(made.facts(), fs.load_framework({**made.FRAMEWORK, "groups": groups}))
    ax = contributions(result, lang="en")
    assert made.legend(ax)[:3] == ["_$a", "$x$", "<b>"]
    ax.figure.savefig(tmp_path / "a.png")
    heatmap(result, lang="en").figure.savefig(tmp_path / "b.png")


def test_settings_of_the_session_stay_as_they_were():
    before = dict(matplotlib.rcParams)
    with matplotlib.rc_context({"text.usetex": True, "axes.grid": True, "axes.spines.top": True}):
        inside = dict(matplotlib.rcParams)
        ax = rank_intervals(made.uncertainty(), lang="en")
        assert dict(matplotlib.rcParams) == inside
        assert not any(text.get_usetex() for text in [*ax.get_yticklabels(), *ax.get_legend().get_texts()])
        assert not ax.spines["top"].get_visible()
    assert dict(matplotlib.rcParams) == before


def test_given_axes_are_drawn_on_and_handed_back():
    from matplotlib.figure import Figure

    for chart, what in (
        (rank_intervals, made.uncertainty()),
        (bounds, made.result()),
        (acceptability, made.uncertainty()),
    ):
        ax = Figure().subplots()
        assert chart(what, ax=ax, lang="en") is ax


def test_pyplot_keeps_a_figure_only_where_it_is_used(monkeypatch):
    from matplotlib import pyplot

    kept = len(pyplot.get_fignums())
    ax = bounds(made.result(), lang="en")
    assert len(pyplot.get_fignums()) == kept + 1
    assert ax.figure is pyplot.gcf()
    monkeypatch.delitem(sys.modules, "matplotlib.pyplot")
    bounds(made.result(), lang="en")
    assert len(pyplot.get_fignums()) == kept + 1


def test_a_notebook_gets_a_figure_that_shows(monkeypatch):
    from types import SimpleNamespace

    from matplotlib import pyplot

    monkeypatch.delitem(sys.modules, "matplotlib.pyplot")
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: object()))
    kept = len(pyplot.get_fignums())
    bounds(made.result(), lang="en")
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    bounds(made.result(), lang="en")  # IPython imported by something, and no notebook
    assert len(pyplot.get_fignums()) == kept + 1
