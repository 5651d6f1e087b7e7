"""Labels are never boxes: the language follows the fonts, and what has no glyph is replaced."""

import warnings

import matplotlib
import pytest

from fazhi_score import FazhiError
from fazhi_score.presentation.plots import fonts, heatmap
from fazhi_score.presentation.plots.fonts import FAMILIES, covered, letters, one_line, shortened, unlike, width

from . import made


def test_without_a_font_labels_are_english_and_one_warning_says_how_to_get_one(no_font):
    with pytest.warns(UserWarning, match="no Chinese font") as told:
        for _ in range(3):
            heatmap(made.result())
            assert letters().lang == letters("zh").lang == "en"
    assert len(told) == 1
    assert "fonts-noto-cjk" in str(told[0].message)
    assert "addfont" in str(told[0].message)
    assert told[0].filename == __file__  # the line that asked for the chart


def test_the_warning_is_in_the_language_of_messages(no_font, monkeypatch):
    monkeypatch.setenv("FAZHI_LANG", "zh")
    with pytest.warns(UserWarning, match="没有找到中文字体"):
        heatmap(made.result())


def test_who_asks_for_english_and_has_no_chinese_names_is_not_warned(no_font):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert made.labels(heatmap(made.result(), lang="en"), "x") == [f"Indicator {c}" for c in "xyzw"]


def test_without_a_font_chinese_names_become_ids_and_chinese_ids_numbers_of_rows(no_font):
    with pytest.warns(UserWarning, match="shown by id"):
        ax = heatmap(made.named(["甲县", "乙县", "Third"]), lang="en")
    assert made.labels(ax) == ["R0", "R1", "Third"]
    found = letters("en")
    assert found.label(("甲县", "乙"), last="?") == "?"
    assert unlike(["?", "?"], ["?", "?"], [4, 6]) == ["#5", "#7"]


def test_with_a_font_labels_are_chinese_and_nothing_is_warned_of(font):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = heatmap(made.named(["甲县", "乙县", "丙县"]))
    assert made.labels(ax) == ["甲县", "乙县", "丙县"]
    assert made.labels(ax, "x")[0] == "指标甲"
    assert ax.get_yticklabels()[0].get_fontfamily()[0] == fonts.chinese_family()
    assert letters("en").lang == "en"


def test_every_text_of_a_chinese_chart_has_its_glyphs(font, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of each glyph that is missing
        figure = heatmap(made.named(["甲县", "乙县", "丙县"])).figure
        figure.savefig(tmp_path / "a.png")


def test_given_axes_get_the_font_as_well(font, tmp_path):
    from matplotlib.figure import Figure

    from fazhi_score.presentation.plots import bounds, rank_change

    figure = Figure(layout="constrained")
    left, right = figure.subplots(1, 2)
    bounds(made.result(), ax=left, lang="zh")
    rank_change(made.two_years(), ax=right, lang="zh")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.savefig(tmp_path / "a.png")


def test_a_name_with_a_character_that_no_font_has_is_shown_by_its_id(no_font):
    private = "甲" + chr(0x0F40) * 3
    with pytest.warns(UserWarning):
        assert made.labels(heatmap(made.named([private, "B"]), lang="en"))[0] == "R0"
    found = letters("en")
    assert found.label(("Aberdeen 甲",)) == "Aberdeen"  # nearly all can be written
    assert found.missing == {"甲"}


def test_a_missing_glyph_is_told_with_the_font_that_lacks_it(font):
    with pytest.warns(UserWarning, match="lacks some characters") as told:
        heatmap(made.named([chr(0x0F40) * 3, "B"]))
    assert str(fonts.chinese_family()) in str(told[0].message)


def test_the_family_that_the_settings_name_goes_first(monkeypatch):
    monkeypatch.setattr(fonts, "covered", lambda family: fonts._SAMPLE)
    with matplotlib.rc_context({"font.sans-serif": ["STIXGeneral"], "font.family": ["sans-serif"]}):
        assert fonts._first(("STIXGeneral", *FAMILIES), -1) == "STIXGeneral"
        assert fonts.chinese_family() == "STIXGeneral"
    fonts._first.cache_clear()


def test_a_machine_without_fonts_has_none(monkeypatch):
    from matplotlib import font_manager

    broken = ["/nowhere/NotoSansCJK-Regular.ttc", "/nowhere/other.ttf"]
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: broken)
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
    assert fonts._first(FAMILIES, -2) is None
    fonts._first.cache_clear()


def test_a_family_that_is_not_there_covers_nothing():
    assert covered("No Such Family") == frozenset()
    assert ord("A") in covered("DejaVu Sans")


def test_another_language_is_refused():
    with pytest.raises(FazhiError, match="zh, en"):
        letters("fr")


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\nb\t c", "a b c"), ("\u202e反\u2066", "反"), ("\x07\x00铃", "铃"), ("\u200b", ""), ("a" * 9999, "a" * 2000)],
)
def test_a_label_is_one_line_without_signs_that_cannot_be_seen(text, line):
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("行政执法", 8, "行政执法"),
        ("行政执法", 7, "行政执…"),
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("é" * 3, 3, "é" * 3),
    ],
)
def test_long_names_are_shortened_by_their_width(text, most, short):
    assert shortened(text, most) == short
    assert width(short.replace("…", ".")) <= most


def test_two_of_one_name_are_told_apart_by_id():
    assert made.labels(heatmap(made.named(["Same", "Same", "Other"]), lang="en")) == ["Same (R0)", "Same (R1)", "Other"]


def test_matplotlib_that_is_missing_is_told_with_the_line_that_installs_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(FazhiError, match=r"fazhi-score\[plot\]"):
        heatmap(made.result())
