"""What users write, with types: only checked by mypy --strict, never run."""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd

import fazhi_score as fs


def league(folder: Path) -> pd.DataFrame:
    """Score a folder's facts; a problem is printed where it stands."""
    try:
        facts: fs.Facts = fs.read_facts(folder / "facts.csv", regions=folder / "regions.csv")
        framework: fs.Framework = fs.load_framework(folder / "sheet.yaml")
    except fs.FazhiError as error:
        for problem in error.problems:
            line: int | None = problem.line
            print(problem.where, line, problem.message("zh"), problem.hint("en"), problem.severity)
        raise
    result: fs.Result = fs.score(facts, framework)
    scores: pd.Series = result.composite
    print(scores.max(), len(facts), framework.id)
    return result.table


def robustness(facts: fs.Facts) -> float:
    """Draw weights in several processes."""
    tuned = fs.load_framework().with_weights(enforcement=30).with_method(aggregation="geometric")
    assumptions = fs.Assumptions(weights=0.25, aggregation=["arithmetic", "geometric"])
    with ProcessPoolExecutor() as executor:
        found: fs.Uncertainty = fs.uncertainty(facts, tuned, assumptions, draws=100, seed=1, executor=executor)
    intervals: pd.DataFrame = found.rank_intervals(level=0.9)
    return float(intervals.to_numpy()[0, 0])


def year(folder: Path) -> list[str]:
    """Extract, audit, score, decide, write."""
    facts = fs.extract_facts([folder / "a.txt", folder / "b.docx"])
    audit: fs.Audit = fs.audit(facts)
    decisions: fs.Decisions = fs.read_decisions(folder / "decisions.csv")
    ledger: fs.Ledger = fs.read_ledger(folder / "problems.csv")
    open_problems: pd.DataFrame = ledger.open_at(2024)
    result = fs.score(facts, fs.load_framework(), decisions=decisions)
    explained: fs.Explanation = result.explain("甲县", "2024", "training_coverage")
    fs.write_excel(folder / "scores.xlsx", result, lang="zh")
    digest: str = fs.pack(folder / "archive.zip", result)
    again: fs.Reproduction = fs.reproduce(folder / "archive.zip")
    return [str(explained), digest, str(again.reproduced), str(len(open_problems)), str(audit)]
