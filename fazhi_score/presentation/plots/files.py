"""Charts into files for print and pages: the same input gives the same bytes."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fazhi_score.analysis.panels import at_least, one_of
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.files import replacing
from fazhi_score.presentation.plots.fonts import import_matplotlib, letters
from fazhi_score.presentation.plots.profiles import radar
from fazhi_score.presentation.plots.ranks import acceptability, rank_change, rank_intervals
from fazhi_score.presentation.plots.robustness import sensitivity, weight_stability
from fazhi_score.presentation.plots.scores import bounds, contributions, heatmap
from fazhi_score.presentation.plots.structure import correlations, icicle

KINDS: dict[str, Callable[..., Any]] = {
    plot.__name__: plot
    for plot in (rank_intervals, contributions, radar, heatmap, icicle, correlations, weight_stability, sensitivity,
                 rank_change, bounds, acceptability)
}  # fmt: skip
"""The charts by name."""

_UNDATED = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {}}


def draw(
    kind: str,
    path: str | os.PathLike[str],
    *what: Any,
    lang: str | None = None,
    dpi: int = 200,
    outlines: bool = False,
    title: str = "",
    **options: Any,
) -> None:
    """Draw a chart into a file, whole or not at all; the same input gives the same bytes.

    Parameters
    ----------
    kind : str
        Name of a chart: one of `KINDS`.
    path : path
        ``.svg``, ``.pdf`` (fonts embedded) or ``.png``.
    *what
        What the chart takes: a result, an uncertainty, a framework …
    lang : {"zh", "en"}, optional
        Left out: Chinese where there is a font, else English.
    dpi : int
        Dots per inch of a ``.png``.
    outlines : bool
        Letters of an ``.svg`` as shapes: the same everywhere, but they cannot be searched, read out or edited. Left
        out, they are text in the reader's own fonts.
    title : str
        Stands above the chart.
    **options
        What else the chart takes: ``top=20``, ``region="渭滨区"``.

    Raises
    ------
    FazhiError
        For an unknown kind or ending, a file that cannot be written, and all that the chart itself refuses.

    Examples
    --------
    >>> import tempfile, fazhi_score as fs
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     draw("icicle", Path(folder) / "tree.svg", fs.load_framework(), lang="en", depth=1)
    ...     (Path(folder) / "tree.svg").read_text(encoding="utf-8").count("Enforcement")
    1
    """
    one_of("kind", kind, tuple(KINDS))
    at_least("dpi", dpi, 1)
    ending = Path(path).suffix.lower()
    if ending not in _UNDATED:
        told = {"ending": ending or "-", "known": ", ".join(_UNDATED)}
        raise FazhiError(Problem("output_ending", told, file=os.fspath(path)))
    matplotlib = import_matplotlib()
    style = {
        "svg.fonttype": "path" if outlines else "none", "svg.hashsalt": "fazhi-score", "pdf.fonttype": 42,
        "pdf.compression": 6, "savefig.facecolor": "white", "savefig.bbox": None, "savefig.transparent": False,
    }  # fmt: skip
    with matplotlib.rc_context(style):
        figure = _figure(kind, what, title, {**options, "lang": lang})
        picture = io.BytesIO()
        figure.savefig(picture, format=ending[1:], dpi=dpi, metadata=_UNDATED[ending])
    with replacing(path) as file:
        file.write(picture.getvalue())


def _figure(kind: str, what: tuple[Any, ...], title: str, options: dict[str, Any]) -> Any:
    """Return the figure of a chart, which pyplot does not keep."""
    ax = KINDS[kind](*what, **options)
    if title:
        found = letters(options["lang"])
        text = found.label((title,), 80)
        ax.figure.suptitle(text, fontsize=10, fontfamily=list(found.families), parse_math=False)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(ax.figure)
    return ax.figure
