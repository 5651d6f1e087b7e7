"""Explained, comparable scores from annual reports on law-based government (法治政府建设年度报告)."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fazhi_score.analysis.appeals import appeals, appeals_together
    from fazhi_score.analysis.assumptions import Assumptions
    from fazhi_score.analysis.changes import Changes, changes
    from fazhi_score.analysis.coherence import Coherence, coherence, denominator_correlations
    from fazhi_score.analysis.comparison import Comparison, compare
    from fazhi_score.analysis.convergence import beta_convergence, sigma_convergence
    from fazhi_score.analysis.extremes import Dominance, dominance, rank_extremes
    from fazhi_score.analysis.groups import GroupComparison, compare_groups
    from fazhi_score.analysis.improvement import what_would_it_take
    from fazhi_score.analysis.missingness import Missingness, missingness
    from fazhi_score.analysis.profiles import profile, strengths
    from fazhi_score.analysis.removal import Removal, removal
    from fazhi_score.analysis.rounds import Round, check_decisions, freeze, read_round
    from fazhi_score.analysis.sensitivity import Sensitivity, sensitivity
    from fazhi_score.analysis.simulation import Simulated, simulate
    from fazhi_score.analysis.specifications import Specifications, specifications
    from fazhi_score.analysis.stability import weight_stability
    from fazhi_score.analysis.trends import trends
    from fazhi_score.analysis.uncertainty import Uncertainty, uncertainty
    from fazhi_score.auditing.audits import Audit, audit
    from fazhi_score.collection.collecting import Collection, collect
    from fazhi_score.collection.forms import write_forms
    from fazhi_score.documents.reports import Report, read_reports
    from fazhi_score.errors import FazhiError, Problem
    from fazhi_score.exchange.coinr import from_coinr, to_coinr
    from fazhi_score.extraction.agreement import Agreement, agreement
    from fazhi_score.extraction.coding import CodingSheet, draw_coding_sheet
    from fazhi_score.extraction.extracting import Extraction, extract_each, extract_facts
    from fazhi_score.extraction.reviewing import merge_reviewed
    from fazhi_score.facts.context import join_context
    from fazhi_score.facts.decisions import Decisions, read_decisions
    from fazhi_score.facts.ledger import Ledger, read_ledger
    from fazhi_score.facts.manifest import Documents, read_documents
    from fazhi_score.facts.regions import Regions, read_regions
    from fazhi_score.facts.schema import facts_schema
    from fazhi_score.facts.table import Facts, read_facts
    from fazhi_score.framework.model import Framework, load_framework
    from fazhi_score.framework.steps import methods_of
    from fazhi_score.presentation import plots, tables
    from fazhi_score.presentation.excel import write_excel
    from fazhi_score.presentation.page.writing import write_page
    from fazhi_score.presentation.report import write_report
    from fazhi_score.presentation.scoresheet import score_sheet
    from fazhi_score.presentation.word.document import write_document
    from fazhi_score.presentation.word.notices import write_notices
    from fazhi_score.presentation.writing import write_table
    from fazhi_score.replication.packing import pack
    from fazhi_score.replication.reproducing import Reproduction, reproduce
    from fazhi_score.scoresheets.exporting import export_sheet
    from fazhi_score.scoresheets.importing import ImportedSheet, import_sheet
    from fazhi_score.scoring.engine import score
    from fazhi_score.scoring.explanation import Explanation
    from fazhi_score.scoring.result import Result
    from fazhi_score.scoring.roll_up import roll_up

__version__ = "0.1.0"

_HOMES = {
    "analysis.appeals": ("appeals", "appeals_together"),
    "analysis.assumptions": ("Assumptions",),
    "analysis.changes": ("Changes", "changes"),
    "analysis.coherence": ("Coherence", "coherence", "denominator_correlations"),
    "analysis.comparison": ("Comparison", "compare"),
    "analysis.convergence": ("beta_convergence", "sigma_convergence"),
    "analysis.extremes": ("Dominance", "dominance", "rank_extremes"),
    "analysis.groups": ("GroupComparison", "compare_groups"),
    "analysis.improvement": ("what_would_it_take",),
    "analysis.missingness": ("Missingness", "missingness"),
    "analysis.profiles": ("profile", "strengths"),
    "analysis.removal": ("Removal", "removal"),
    "analysis.rounds": ("Round", "check_decisions", "freeze", "read_round"),
    "analysis.simulation": ("Simulated", "simulate"),
    "analysis.sensitivity": ("Sensitivity", "sensitivity"),
    "analysis.specifications": ("Specifications", "specifications"),
    "analysis.stability": ("weight_stability",),
    "analysis.trends": ("trends",),
    "analysis.uncertainty": ("Uncertainty", "uncertainty"),
    "auditing.audits": ("Audit", "audit"),
    "collection.collecting": ("Collection", "collect"),
    "collection.forms": ("write_forms",),
    "documents.reports": ("Report", "read_reports"),
    "errors": ("FazhiError", "Problem"),
    "exchange.coinr": ("from_coinr", "to_coinr"),
    "extraction.agreement": ("Agreement", "agreement"),
    "extraction.coding": ("CodingSheet", "draw_coding_sheet"),
    "extraction.extracting": ("Extraction", "extract_each", "extract_facts"),
    "extraction.reviewing": ("merge_reviewed",),
    "facts.context": ("join_context",),
    "facts.decisions": ("Decisions", "read_decisions"),
    "facts.ledger": ("Ledger", "read_ledger"),
    "facts.manifest": ("Documents", "read_documents"),
    "facts.regions": ("Regions", "read_regions"),
    "facts.schema": ("facts_schema",),
    "facts.table": ("Facts", "read_facts"),
    "framework.model": ("Framework", "load_framework"),
    "framework.steps": ("methods_of",),
    "presentation": ("plots", "tables"),
    "presentation.excel": ("write_excel",),
    "presentation.page.writing": ("write_page",),
    "presentation.scoresheet": ("score_sheet",),
    "presentation.report": ("write_report",),
    "presentation.word.document": ("write_document",),
    "presentation.word.notices": ("write_notices",),
    "presentation.writing": ("write_table",),
    "replication.packing": ("pack",),
    "replication.reproducing": ("Reproduction", "reproduce"),
    "scoresheets.exporting": ("export_sheet",),
    "scoresheets.importing": ("ImportedSheet", "import_sheet"),
    "scoring.engine": ("score",),
    "scoring.explanation": ("Explanation",),
    "scoring.result": ("Result",),
    "scoring.roll_up": ("roll_up",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Agreement",
    "Assumptions",
    "Audit",
    "Changes",
    "CodingSheet",
    "Coherence",
    "Collection",
    "Comparison",
    "Decisions",
    "Documents",
    "Dominance",
    "Explanation",
    "Extraction",
    "Facts",
    "FazhiError",
    "Framework",
    "GroupComparison",
    "ImportedSheet",
    "Ledger",
    "Missingness",
    "Problem",
    "Regions",
    "Removal",
    "Report",
    "Reproduction",
    "Result",
    "Round",
    "Sensitivity",
    "Simulated",
    "Specifications",
    "Uncertainty",
    "agreement",
    "appeals",
    "appeals_together",
    "audit",
    "beta_convergence",
    "changes",
    "check_decisions",
    "coherence",
    "collect",
    "compare",
    "compare_groups",
    "denominator_correlations",
    "dominance",
    "draw_coding_sheet",
    "export_sheet",
    "extract_each",
    "extract_facts",
    "facts_schema",
    "freeze",
    "from_coinr",
    "import_sheet",
    "join_context",
    "load_framework",
    "merge_reviewed",
    "methods_of",
    "missingness",
    "pack",
    "plots",
    "profile",
    "rank_extremes",
    "read_decisions",
    "read_documents",
    "read_facts",
    "read_ledger",
    "read_regions",
    "read_reports",
    "read_round",
    "removal",
    "reproduce",
    "roll_up",
    "score",
    "score_sheet",
    "sensitivity",
    "sigma_convergence",
    "simulate",
    "specifications",
    "strengths",
    "tables",
    "to_coinr",
    "trends",
    "uncertainty",
    "weight_stability",
    "what_would_it_take",
    "write_document",
    "write_excel",
    "write_forms",
    "write_notices",
    "write_page",
    "write_report",
    "write_table",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that importing the package costs next to nothing."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'fazhi_score' has no attribute {name!r}")
    home = f"fazhi_score.{_HOME_OF[name]}"
    whole = _HOME_OF[name] == "presentation"  # fs.plots and fs.tables are modules
    value = import_module(f"{home}.{name}") if whole else getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
