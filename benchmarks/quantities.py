"""Measure the quantities found in annotated reports, and the time it takes.

    python benchmarks/quantities.py ../shared/gold ../shared/reports
    python benchmarks/quantities.py MY_ANNOTATIONS MY_REPORTS

An annotated folder holds NAME.jsonl with one record a number (num_start, num_end, value, unit, approx, bound), the
reports folder NAME.txt. Prints recall and exactness per report, every miss and every number found that no annotation
covers (which may be a quantity nobody annotated), speed, and the time for a megabyte of hostile text.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from fazhi_score.reports.clauses import clauses
from fazhi_score.reports.numbers import find_periods, find_quantities
from fazhi_score.reports.types import PeriodFound, Quantity

REPEATED = 40
HOSTILE = (
    "第",
    "一",
    "1",
    "(",
    "《",
    "“",
    " ",
    "1,",
    "百分之",
    "1-",
    "2023",
    "一是",
    "截至",
    "，",
    "三个",
    "9.",
    "0:0",
    "+1",
    "《》",
    "其中",
    "三分之",
    "1 ",
    "。",
    "1.\n",
    "将",
)


def read_annotations(path: Path) -> list[dict[str, Any]]:
    """The records of an annotated report that have a numeral."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [record for record in records if record.get("num_start") is not None]


def excerpt(text: str, start: int, end: int) -> str:
    return f"{text[max(0, start - 14) : start]}[{text[start:end]}]{text[end : end + 10]}".replace("\n", "⏎")


def unit_of(record: dict[str, Any]) -> str:
    return record["unit"] or ""


def compare(name: str, text: str, records: list[dict[str, Any]], found: list[Quantity]) -> tuple[int, ...]:
    """Print misses, wrong readings and surplus; return the counts."""
    right = dict.fromkeys(("found", "span", "value", "unit", "bound"), 0)
    covered = set()
    for record in records:
        start, end = record["num_start"], record["num_end"]
        hits = [i for i, q in enumerate(found) if q.start < end and start < q.end]
        covered.update(hits)
        if not hits:
            print(f"  {name} miss   {excerpt(text, start, end)}")
            continue
        quantity = found[hits[0]]
        checks = {
            "found": True,
            "span": (quantity.num_start, quantity.num_end) == (start, end),
            "value": quantity.value is not None
            and abs(quantity.value - record["value"]) < 1e-9 * max(1, record["value"]),
            "unit": quantity.unit == unit_of(record),
            "bound": quantity.bound == (record["bound"] or "") and quantity.approx == bool(record["approx"]),
        }
        for check, fine in checks.items():
            right[check] += fine
            if not fine:
                print(
                    f"  {name} {check:6} {excerpt(text, start, end)} annotated {record['value']} {record['unit']}"
                    f" {record['approx'] or ''}{record['bound'] or ''}"
                    f" read as {quantity.value} {quantity.unit} {quantity.bound}"
                )
    surplus = [q for i, q in enumerate(found) if i not in covered]
    for quantity in surplus:
        print(f"  {name} extra  {excerpt(text, quantity.start, quantity.end)} = {quantity.value} {quantity.unit}")
    return (len(records), *right.values(), len(found), len(surplus))


def measure(annotations: Path, reports: Path) -> list[str]:
    """Print the table over all annotated reports and return their texts."""
    rows, texts = [], []
    for path in sorted(annotations.glob("*.jsonl")):
        report = reports / f"{path.stem}.txt"
        if not report.exists():
            continue
        text = report.read_text(encoding="utf-8")
        texts.append(text)
        rows.append((path.stem, compare(path.stem, text, read_annotations(path), find_quantities(text))))
    head = ("numbers", "found", "place", "value", "unit", "bound", "read", "extra")
    print(f"\n{'report':24}" + "".join(f"{title:>9}" for title in head))
    for name, row in [*rows, ("all", tuple(map(sum, zip(*(row for _, row in rows), strict=True))))]:
        print(f"{name:24}" + "".join(f"{count:9}" for count in row))
        if row[0]:
            shares = "".join(f"{count / row[0]:9.3f}" for count in row[1:6])
            print(f"{'':33}{shares}{1 - row[7] / max(row[6], 1):9.3f}")
    return texts


def quantities(text: str, periods: list[PeriodFound]) -> object:
    return find_quantities(text, periods=periods)


def parts(text: str, periods: list[PeriodFound]) -> object:
    return clauses(text, periods=periods)


def speed(texts: list[str]) -> None:
    """Print megabytes of UTF-8 a second, and the seconds for a megabyte of each hostile kind."""
    size = REPEATED * sum(len(text.encode()) for text in texts) / 1e6
    for label, works in (("find_quantities", [quantities]), ("clauses", [parts]), ("both", [quantities, parts])):
        begin = time.process_time()
        for text in texts * REPEATED:
            periods = find_periods(text)
            for work in works:
                work(text, periods)
        print(f"{label:24}{size / (time.process_time() - begin):9.2f} MB/s, with the periods that it needs")
    for pattern in HOSTILE:
        hostile = pattern * (1_000_000 // len(pattern.encode()))
        seconds = []
        for work in (find_quantities, clauses):
            begin = time.process_time()
            work(hostile)
            seconds.append(time.process_time() - begin)
        print(f"1 MB of {pattern!r:10} quantities {seconds[0]:6.2f} s   clauses {seconds[1]:6.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = Path(__file__).parents[2] / "shared"
    parser.add_argument("annotations", nargs="?", type=Path, default=shared / "gold")
    parser.add_argument("reports", nargs="?", type=Path, default=shared / "reports")
    parser.add_argument("--no-speed", action="store_true")
    arguments = parser.parse_args()
    texts = measure(arguments.annotations, arguments.reports)
    if not arguments.no_speed:
        speed(texts)


if __name__ == "__main__":
    main()
