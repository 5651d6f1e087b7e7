"""Charts for papers, reports and pages, drawn by matplotlib: ``fs.plots.rank_intervals(uncertainty)``.

Every chart takes ``ax=None`` and returns the axes it has drawn on. Without `ax` there is a new figure of a fitting
size: one of pyplot in a notebook, or where pyplot has been imported, so that it shows (close it as any other); else a
plain one that nothing keeps. ``ax.figure.savefig(…)`` saves it, :func:`draw` goes from result to file in one step, with
the same bytes each time. The legend stands where a title would: give a title to the figure, ``ax.figure.suptitle(…)``.

Labels are Chinese where the machine has a Chinese font, else English, with one warning that says how to get a font. A
name for whose characters there is no glyph is shown by its id; no chart shows boxes. Colours are those of Okabe & Ito
(2008) and of scales that people with any colour vision can read. A gap is hatched, a zero is a colour; who has no rank
is shown without one. A chart shows the first 30 or 40 regions, and says of how many; 120 at most.
"""

from fazhi_score.presentation.plots.files import KINDS, draw
from fazhi_score.presentation.plots.profiles import radar
from fazhi_score.presentation.plots.ranks import acceptability, rank_change, rank_intervals
from fazhi_score.presentation.plots.robustness import sensitivity, weight_stability
from fazhi_score.presentation.plots.scores import bounds, contributions, heatmap
from fazhi_score.presentation.plots.structure import correlations, icicle

__all__ = [
    "KINDS",
    "acceptability",
    "bounds",
    "contributions",
    "correlations",
    "draw",
    "heatmap",
    "icicle",
    "radar",
    "rank_change",
    "rank_intervals",
    "sensitivity",
    "weight_stability",
]
