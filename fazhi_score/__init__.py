"""Explained, comparable scores from annual reports on law-based government (法治政府建设年度报告)."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fazhi_score.analysis.comparison import Comparison, compare
    from fazhi_score.analysis.stability import weight_stability
    from fazhi_score.errors import FazhiError, Problem
    from fazhi_score.facts.manifest import Documents, read_documents
    from fazhi_score.facts.regions import Regions, read_regions
    from fazhi_score.facts.table import Facts, read_facts
    from fazhi_score.framework.model import Framework, load_framework
    from fazhi_score.scoring.engine import score
    from fazhi_score.scoring.explanation import Explanation
    from fazhi_score.scoring.result import Result

__version__ = "0.1.0"

_HOMES = {
    "analysis.comparison": ("Comparison", "compare"),
    "analysis.stability": ("weight_stability",),
    "errors": ("FazhiError", "Problem"),
    "facts.manifest": ("Documents", "read_documents"),
    "facts.regions": ("Regions", "read_regions"),
    "facts.table": ("Facts", "read_facts"),
    "framework.model": ("Framework", "load_framework"),
    "scoring.engine": ("score",),
    "scoring.explanation": ("Explanation",),
    "scoring.result": ("Result",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Comparison",
    "Documents",
    "Explanation",
    "Facts",
    "FazhiError",
    "Framework",
    "Problem",
    "Regions",
    "Result",
    "compare",
    "load_framework",
    "read_documents",
    "read_facts",
    "read_regions",
    "score",
    "weight_stability",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that importing the package costs next to nothing."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'fazhi_score' has no attribute {name!r}")
    value = getattr(import_module(f"fazhi_score.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
