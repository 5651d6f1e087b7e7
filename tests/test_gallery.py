"""The gallery runs, shows every chart there is, and writes each in both languages."""

import runpy
import sys
from pathlib import Path

import pytest

from fazhi_score.presentation.plots import KINDS, fonts

SCRIPT = Path(__file__).parents[1] / "examples" / "gallery" / "gallery.py"


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    """The pictures, and what the script leaves behind."""
    from matplotlib import pyplot

    folder = tmp_path_factory.mktemp("gallery") / "pictures"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAZHI_GALLERY_REGIONS", "12")
        patch.setenv("FAZHI_LANG", "en")
        patch.setenv("MPLBACKEND", "agg")
        patch.setattr(sys, "argv", [str(SCRIPT), str(folder)])
        if fonts.chinese_family() is None:
            fonts._warn.cache_clear()
            with pytest.warns(UserWarning, match="no Chinese font"):
                found = runpy.run_path(str(SCRIPT))
        else:
            found = runpy.run_path(str(SCRIPT))
    shown = len(pyplot.get_fignums())
    pyplot.close("all")
    return folder, found, shown


def test_every_chart_is_in_the_gallery(gallery):
    folder, found, shown = gallery
    assert {kind for kind, _, _ in found["CHARTS"].values()} == set(KINDS)
    text = SCRIPT.read_text(encoding="utf-8")
    assert all(f"fs.plots.{kind}(" in text for kind in KINDS)
    assert shown == len(found["CHARTS"]) + 1  # and two charts side by side
    assert len(list(folder.glob("*.svg"))) == 2 * len(found["CHARTS"])


def test_pictures_are_text_and_shapes_in_their_language(gallery):
    folder, found, _ = gallery
    for name in found["CHARTS"]:
        en, zh = ((folder / f"{name}.{lang}.svg").read_text(encoding="utf-8") for lang in ("en", "zh"))
        assert en.count("<text") > 4
        assert "<image" not in en
        assert (en != zh) is (fonts.chinese_family() is not None)


def test_its_cells_are_marked_and_what_is_invented_is_said():
    text = SCRIPT.read_text(encoding="utf-8")
    assert text.count("# %%") >= 14
    assert "everything else is invented" in text
    assert "虚构" in text
