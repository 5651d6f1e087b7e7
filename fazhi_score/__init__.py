"""Explained, comparable scores from annual reports on law-based government (法治政府建设年度报告)."""

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.manifest import Documents, read_documents
from fazhi_score.facts.regions import Regions, read_regions
from fazhi_score.facts.table import Facts, read_facts
from fazhi_score.framework.model import Framework, load_framework
from fazhi_score.scoring.engine import score
from fazhi_score.scoring.explanation import Explanation
from fazhi_score.scoring.result import Result

__version__ = "0.1.0"

__all__ = [
    "Documents",
    "Explanation",
    "Facts",
    "FazhiError",
    "Framework",
    "Problem",
    "Regions",
    "Result",
    "load_framework",
    "read_documents",
    "read_facts",
    "read_regions",
    "score",
]
