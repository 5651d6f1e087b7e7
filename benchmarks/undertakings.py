"""Measure the problems and plan items found in annotated reports.

    python benchmarks/undertakings.py ../shared/gold ../shared/reports
    python benchmarks/undertakings.py MY_ANNOTATIONS MY_REPORTS

An annotated folder holds problems_plans.jsonl with one record an item (doc, type problem or plan, dimension, start,
end), the reports folder DOC.txt. An annotated item is found where an item of its kind overlaps it and has its
dimension; an item that overlaps no annotation of its kind, or only ones of another dimension, is a false alarm. Lists
every miss and false alarm. Annotations of law publicity count as disputes, where the lexicon has it, and of context as
none.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from fazhi_score.extraction.stretches import Stated
from fazhi_score.extraction.undertakings import stated_problems_and_plans
from fazhi_score.reports.clauses import clauses
from fazhi_score.reports.structure import sections

SHARED = Path(__file__).parents[2] / "shared"

DIMENSIONS = {"dispute": "disputes", "publicity": "disputes", "context": ""}
FILE = "problems_plans.jsonl"


def dimensions(record: dict[str, Any]) -> set[str]:
    """The dimensions that are right for an annotation."""
    named = [record["dimension"], *([record["dimension_alt"]] if record.get("dimension_alt") else [])]
    return {DIMENSIONS.get(name, name) for name in named}


def overlaps(record: dict[str, Any], found: Stated) -> bool:
    return bool(record["type"] == found.kind and record["start"] < found.end and found.start < record["end"])


def compare(name: str, records: list[dict[str, Any]], found: list[Stated]) -> tuple[int, int, int, int]:
    """Print misses and false alarms; return annotated, found of these, read, right of these."""
    hit = 0
    for record in records:
        near = [each for each in found if overlaps(record, each)]
        right = any(each.dimension in dimensions(record) for each in near)
        hit += right
        if not right:
            read = ", ".join(f"{each.dimension or '-'} {each.words[:30]}" for each in near)
            print(
                f"  {name} miss  {record['type']} {record['dimension']}: {record['quote'][:40]} | read: {read or '-'}"
            )
    good = 0
    for each in found:
        right = any(overlaps(record, each) and each.dimension in dimensions(record) for record in records)
        good += right
        if not right:
            print(f"  {name} alarm {each.kind} {each.dimension or '-'}: {each.words[:60]}")
    return len(records), hit, len(found), good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("annotations", type=Path, nargs="?", default=SHARED / "gold")
    parser.add_argument("reports", type=Path, nargs="?", default=SHARED / "reports")
    given = parser.parse_args()
    file = given.annotations / FILE
    if not file.exists():
        sys.exit(f"{file} does not exist")
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    rows = []
    for name in dict.fromkeys(record["doc"] for record in records):
        text = (given.reports / f"{name}.txt").read_text(encoding="utf-8")
        parts = sections(text)
        found = stated_problems_and_plans(text, parts, clauses(text, found=parts))
        for kind in ("problem", "plan"):
            annotated = [record for record in records if record["doc"] == name and record["type"] == kind]
            rows.append((f"{name} {kind}", compare(name, annotated, [each for each in found if each.kind == kind])))
    print(f"\n{'report':32}{'gold':>6}{'found':>7}{'read':>6}{'right':>7}{'recall':>9}{'precision':>11}")
    for name, row in [*rows, ("all", tuple(map(sum, zip(*(row for _, row in rows), strict=True))))]:
        gold, hit, read, right = row
        recall, precision = hit / max(gold, 1), right / max(read, 1)
        print(f"{name:32}{gold:6}{hit:7}{read:6}{right:7}{recall:9.3f}{precision:11.3f}")


if __name__ == "__main__":
    main()
