"""Pictures look as they did when somebody looked at them.

``python -m tests.presentation.plots.test_images`` draws them anew. The machine's own
fonts play no part: labels are English, in the font that comes with matplotlib.
"""

import re
import shutil
from pathlib import Path

import matplotlib
import pytest
from PIL import Image

from fazhi_score.presentation.plots import KINDS, draw, fonts

from .test_files import WHAT

BASELINE = Path(__file__).parent / "baseline"
TOLERANCE = 6.0
"""Root mean square of 0–255: other versions of FreeType smooth letters otherwise."""


def picture(kind, folder, **options):
    """Draw a chart as the baseline has it."""
    what, given = WHAT[kind]
    path = folder / f"{kind}.png"
    draw(kind, path, what(), lang="en", dpi=60, **{**given, **options})
    return path


def difference(kind, path):
    """What the pictures' comparison says, None where they are alike."""
    from matplotlib.testing.compare import compare_images

    expected = path.with_name(f"{kind}-expected.png")  # it writes the difference beside
    shutil.copy(BASELINE / f"{kind}.png", expected)
    return compare_images(str(expected), str(path), TOLERANCE)


def release(words):
    """Return major and minor number of a version in words."""
    return tuple(map(int, re.search(r"(\d+)\.(\d+)", words).groups()))


def drawn_by(kind):
    """Return the release of matplotlib that drew the baseline of a chart, as the picture says."""
    with Image.open(BASELINE / f"{kind}.png") as picture:
        return release(picture.info["Software"])


@pytest.mark.parametrize("kind", KINDS)
def test_the_chart_looks_as_it_did(kind, tmp_path, no_font):
    if release(matplotlib.__version__) < drawn_by(kind):
        pytest.skip("an older matplotlib has letters of another width, and everything moves with them")
    assert difference(kind, picture(kind, tmp_path)) is None


@pytest.mark.parametrize(
    ("kind", "changed"),
    [("bounds", {"regions": ["A", "B", "C", "D", "E"], "top": 5}), ("rank_intervals", {"level": 0.1}),
     ("radar", {"region": "C"}), ("icicle", {"depth": 1})],
)  # fmt: skip
def test_another_chart_is_told_apart(kind, changed, tmp_path, no_font):
    from matplotlib.testing.exceptions import ImageComparisonFailure

    try:
        told = difference(kind, picture(kind, tmp_path, **changed))
    except ImageComparisonFailure as failure:  # pictures of two sizes
        told = str(failure)
    assert told


def test_the_baseline_is_small():
    assert sum(path.stat().st_size for path in BASELINE.iterdir()) < 500_000
    assert {path.stem for path in BASELINE.iterdir()} == set(KINDS)


if __name__ == "__main__":
    fonts.chinese_family = lambda: None
    BASELINE.mkdir(exist_ok=True)
    for name in KINDS:
        picture(name, BASELINE)
