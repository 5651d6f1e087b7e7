"""Tables that people look at: results into frames with Chinese or English headings."""

from fazhi_score.presentation.robustness import sensitivity_table as sensitivity
from fazhi_score.presentation.robustness import uncertainty_table as uncertainty
from fazhi_score.presentation.scoresheet import score_sheet
from fazhi_score.presentation.tables.league import coverage, league
from fazhi_score.presentation.tables.reasons import deductions, gaps, sources
from fazhi_score.presentation.tables.regional import changes, plans, problems, profile, strengths
from fazhi_score.presentation.tables.review import alerts, decisions
from fazhi_score.presentation.tables.structure import weights

__all__ = [
    "alerts",
    "changes",
    "coverage",
    "decisions",
    "deductions",
    "gaps",
    "league",
    "plans",
    "problems",
    "profile",
    "score_sheet",
    "sensitivity",
    "sources",
    "strengths",
    "uncertainty",
    "weights",
]
