"""Measure the audit on reports whose checks have been made by hand.

    python benchmarks/audit.py ../shared/gold ../shared/reports
    python benchmarks/audit.py MY_ANNOTATIONS MY_REPORTS

The annotated folder holds consistency.json: a list of checks with doc, type, check, expression, holds (true, false,
null), severity and quotes (start, end); the reports folder NAME.txt. Prints of each check whether the audit has a
finding at its places with the same outcome, then all findings beside these that fail: candidates for false alarms;
last the time.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import fazhi_score as fs
from fazhi_score.auditing.findings import Finding

SHARED = Path(__file__).parents[2] / "shared"

OUTCOMES = {True: "holds", False: "fails", None: "cannot be decided"}


def touched(finding: Finding, check: dict[str, Any]) -> int:
    """How many of the quotes of a check the places of a finding overlap."""
    document = f"{check['doc']}.txt"
    places = [place for place in finding.places if place.document == document and place.start is not None]
    return sum(
        any(place.start < quote["end"] and quote["start"] < place.end for place in places) for quote in check["quotes"]
    )


def belongs(finding: Finding, check: dict[str, Any]) -> bool:
    """Whether a finding is about a check: at two of its quotes, or at the only one."""
    return touched(finding, check) >= min(2, len(check["quotes"]))


def grade(check: dict[str, Any], found: list[Finding]) -> tuple[str, list[Finding]]:
    """How the audit fares with a check, and the findings that are about it."""
    about = [finding for finding in found if belongs(finding, check)]
    if any(finding.outcome == check["holds"] for finding in about):
        return "found", about
    return ("another outcome" if about else "missed"), about


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="?", type=Path, default=SHARED / "gold")
    parser.add_argument("reports", nargs="?", type=Path, default=SHARED / "reports")
    given = parser.parse_args()
    checks = json.loads((given.gold / "consistency.json").read_text(encoding="utf-8"))
    began = time.perf_counter()
    audit = fs.audit(given.reports)
    took = time.perf_counter() - began
    counts: Counter[tuple[str, str]] = Counter()
    explained: set[int] = set()
    for check in checks:
        graded, about = grade(check, list(audit.findings))
        counts[check["severity"], graded] += 1
        explained |= {id(finding) for finding in about}
        outcome = OUTCOMES[check["holds"]]
        print(
            f"{graded:16} {check['severity']:6} {outcome:18} {check['doc']}: {check['check']} ({check['expression']})"
        )
    print("\nfindings that fail and that no check has: candidates for false alarms")
    others = [finding for finding in audit.findings if finding.outcome is False and id(finding) not in explained]
    for finding in others:
        print(f"  {finding.severity} {finding.check}: {finding.message('en')}")
        for place in finding.places:
            print(f"      {place} “{place.quote}”")
    print(f"  {len(others)} of {sum(finding.outcome is False for finding in audit.findings)}")
    undecided = [finding for finding in audit.findings if finding.outcome is None and id(finding) not in explained]
    print(f"findings that cannot be decided and that no check has: {len(undecided)}")
    print("\nchecks by severity")
    for severity in ("error", "minor", "info", "none"):
        of = {graded: count for (name, graded), count in counts.items() if name == severity}
        print(
            f"  {severity:6} {of.get('found', 0)} of {sum(of.values())} found, {of.get('another outcome', 0)} otherwise"
        )
    characters = sum(path.stat().st_size for path in given.reports.glob("*.txt"))
    print(f"\n{len(audit.findings)} checks made on {len(audit.documents)} reports in {took:.2f} s ({characters} bytes)")


if __name__ == "__main__":
    main()
