"""Charts in files: the same bytes each time, text that is text, fonts within."""

import sys
import time

import pytest

import fazhi_score as fs
from fazhi_score.presentation.plots import KINDS, draw

from . import made

WHAT = {
    "rank_intervals": (made.uncertainty, {}),
    "acceptability": (made.uncertainty, {}),
    "sensitivity": (made.sensitivity, {}),
    "rank_change": (made.two_years, {}),
    "radar": (made.result, {"region": "A"}),
    "icicle": (made.framework, {}),
    "correlations": (lambda: fs.coherence(made.result(), fewest=3), {}),
    **dict.fromkeys(("contributions", "heatmap", "weight_stability", "bounds"), (made.result, {})),
}


def test_every_chart_has_a_name_that_draw_knows():
    assert set(WHAT) == set(KINDS)
    assert all(getattr(fs.plots, kind) is chart for kind, chart in KINDS.items())


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_input_gives_the_same_bytes(kind, tmp_path):
    what, options = WHAT[kind]
    for name in ("one.svg", "two.svg"):
        draw(kind, tmp_path / name, what(), lang="en", **options)
    first = (tmp_path / "one.svg").read_bytes()
    assert first == (tmp_path / "two.svg").read_bytes()
    assert b"<image" not in first  # shapes, sharp at any size


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_a_file_has_no_date(ending, tmp_path, monkeypatch):
    draw("bounds", tmp_path / f"one.{ending}", made.result(), lang="en", title="Title $")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(time.time()) + 86_400 * 400))
    draw("bounds", tmp_path / f"two.{ending}", made.result(), lang="en", title="Title $")
    assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()


def test_text_of_svg_is_text_or_outlines(tmp_path):
    draw("bounds", tmp_path / "a.svg", made.named(["<b>&amp;", "$x$"]), lang="en", title="Bounds <1>")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "&lt;b&gt;&amp;amp;" in text
    assert "Bounds &lt;1&gt;" in text
    assert "<b>" not in text
    draw("bounds", tmp_path / "b.svg", made.named(["Alpha", "Beta"]), lang="en", outlines=True)
    assert "<text" not in (tmp_path / "b.svg").read_text(encoding="utf-8")


def test_a_pdf_carries_its_fonts_as_fonts(font, tmp_path):
    draw("bounds", tmp_path / "a.pdf", made.named(["甲县", "乙县"]), lang="zh")
    data = (tmp_path / "a.pdf").read_bytes()
    assert b"/FontFile" in data
    assert b"/Type3" not in data


def test_nothing_is_kept_by_pyplot(tmp_path):
    from matplotlib import pyplot

    kept = pyplot.get_fignums()
    draw("bounds", tmp_path / "a.png", made.result(), lang="en", dpi=20)
    assert pyplot.get_fignums() == kept
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_pyplot_is_not_needed(tmp_path, monkeypatch):
    monkeypatch.delitem(sys.modules, "matplotlib.pyplot", raising=False)
    draw("bounds", tmp_path / "a.svg", made.result(), lang="en")
    assert "matplotlib.pyplot" not in sys.modules


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [("pie", "a.svg", "rank_intervals"), ("bounds", "a.gif", r"\.svg, \.pdf, \.png"), ("bounds", "a", "svg"),
     ("bounds", "no/folder/a.svg", "folder")],
)  # fmt: skip
def test_what_cannot_be_drawn_is_told(kind, name, said, tmp_path):
    with pytest.raises(fs.FazhiError, match=said):
        draw(kind, tmp_path / name, made.result(), lang="en")


def test_a_chart_that_fails_leaves_the_old_file(tmp_path):
    (tmp_path / "a.svg").write_text("old", encoding="utf-8")
    with pytest.raises(fs.FazhiError, match="nothing"):
        draw("heatmap", tmp_path / "a.svg", made.result(), indicators=["nothing"])
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == "old"
