"""Measure the facts extracted from annotated reports: recall and precision, every miss and every false alarm.

    python benchmarks/extraction.py                                    the annotated reports beside the project
    python benchmarks/extraction.py examples/reports/gold examples/reports
    python benchmarks/extraction.py MY_ANNOTATIONS MY_REPORTS --mapping MY_CONCEPTS.csv
    python benchmarks/extraction.py --leave-one-out [--independent MORE_REPORTS]

An annotated folder holds NAME.jsonl with a record a statement: `fact` (or `concept_zh`, which the mapping leads to
facts), `value` (percent as printed, true for yes/no, null for words only), `kind`, `priority`, `start`, `end`, and
where they differ from the usual `scope`, `span`, `status`; the reports folder NAME.txt (.html, .docx …). A number is
found where fact, value, scope, span and status agree and the places overlap; what has no number, where fact and status
agree and the places overlap. Statements with the same key and value count once, as in a facts table. Recall is over
statements of priority 1 (and over all, in brackets); precision over everything that was extracted.

Leave-one-out measures each report with a lexicon that lost every wording which fits in this report and in no other
annotated one: what is left was not made for it. With --independent, wordings stay that also fit in other texts
(a folder of reports, or sentences such as phrasings.jsonl).
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fazhi_score.documents.reports import Report, read_reports
from fazhi_score.documents.traditional import simplified
from fazhi_score.documents.units import level_of
from fazhi_score.extraction.extracting import year_of
from fazhi_score.extraction.stating import fact_rows
from fazhi_score.facts.quantities import parse_value
from fazhi_score.reports.clauses import clauses
from fazhi_score.reports.fitting import Reader
from fazhi_score.reports.lexicon import Lexicon, Rule, load_lexicon
from fazhi_score.reports.matching import match_facts
from fazhi_score.reports.numbers import find_quantities
from fazhi_score.reports.structure import sections

ROOT = Path(__file__).parents[1]
TOLERANCE = 0.006  # 三分之二 may be annotated as 66.67
NOT_OF_PHRASES = frozenset(("report_states_problems", "report_states_plan", "report_published_on"))


@dataclass
class Statement:
    """A fact at a place, as annotated or as extracted; `value` None where no number is stated."""

    fact: str
    value: float | None
    scope: str
    span: str
    status: str
    places: list[tuple[int, int]]
    priority: int = 1
    dimension: str = ""
    also: frozenset[str] = frozenset()  # other facts that the same words may be taken for

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes two statements one."""
        return (self.fact, self.value, self.scope, self.span, self.status) if self.value is not None else (self.fact,)

    def fits(self, other: Statement) -> bool:
        """Say whether one is the other, at an overlapping place."""
        same = self.fact == other.fact or self.fact in other.also or other.fact in self.also
        same = same and self.status == other.status
        if self.value is None or other.value is None:
            same = same and self.value is other.value
        else:
            close = abs(self.value - other.value) <= TOLERANCE
            same = same and close and (self.scope, self.span) == (other.scope, other.span)
        return same and any(a < d and c < b for a, b in self.places for c, d in other.places)


def annotated(path: Path, mapping: list[dict[str, str]], lexicon: Lexicon) -> list[Statement]:
    """The statements of an annotated report; concepts that belong to no fact are left out."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = []
    for record in records:
        worded = record.get("kind") in ("boolean", "yes_no") or not isinstance(record.get("value"), int | float)
        for row in facts_of(record, path.stem, mapping):
            status = row["status"] or "reported"
            found.append(
                Statement(
                    row["fact"],
                    None if worded or status == "claimed" else abs(float(record["value"])),
                    row["scope"] or "own",
                    row["span"] or "annual",
                    status,
                    [(record["start"], record["end"])],
                    record.get("priority", 1),
                    lexicon[row["fact"]].dimension if row["fact"] in lexicon.entries else "",
                    frozenset(record.get("also", ())),
                )
            )
    return found


def facts_of(record: dict[str, Any], report: str, mapping: list[dict[str, str]]) -> list[dict[str, str]]:
    """The facts of a record: its own, or those that its concept leads to, for this report where it is named."""
    if "fact" in record:
        row = {name: str(record.get(name) or "") for name in ("scope", "span", "status")}
        return [row | {"fact": record["fact"]}]
    rows = [row for row in mapping if row["concept_zh"] == record["concept_zh"] and row["report"] in ("*", report)]
    own = {(row["concept_zh"]) for row in rows if row["report"] == report}
    rows = [row for row in rows if row["report"] == report or (row["concept_zh"]) not in own]
    return [row for row in rows if row["fact"] != "none"]


def extracted(report: Report, lexicon: Lexicon) -> list[Statement]:
    """The statements that the library finds, as rows of a facts table with all their places."""
    text = simplified(report.text)
    parts = sections(text)
    level, pieces = level_of(report.region), clauses(text, found=parts)
    matches = match_facts(
        text, lexicon, find_quantities(text), pieces, level=level, year=year_of(report.period), every=True
    )
    found = []
    pairs = [(row, match) for match in matches for row in fact_rows(report, lexicon, [match], parts)]
    for row, match in pairs:
        if row["fact"] in NOT_OF_PHRASES:
            continue
        counted = match.value is not None or (match.quantity and match.quantity.value is not None)
        number = parse_value(row["value"]).value if counted else None
        if number is not None and row["value"].endswith("%"):
            number *= 100
        found.append(
            Statement(
                row["fact"],
                None if number is None else abs(round(number, 9)),
                row["scope"],
                row["span"],
                row["status"],
                [(match.start, match.end)],
                dimension=lexicon[row["fact"]].dimension,
            )
        )
    return found


def merged(statements: list[Statement]) -> list[Statement]:
    """One statement for each key and value, with all its places and its highest priority."""
    kept: dict[tuple[Any, ...], Statement] = {}
    for statement in statements:
        known = kept.setdefault(statement.key, statement)
        if known is not statement:
            known.places += statement.places
            known.priority = min(known.priority, statement.priority)
            if known.status != statement.status and statement.status == "reported":
                known.status = "reported"
    return list(kept.values())


@dataclass
class Tally:
    """Counts of one report or dimension, for numbers or for words."""

    first: int = 0
    first_found: int = 0
    wanted: int = 0
    found: int = 0
    extracted: int = 0
    right: int = 0

    def line(self) -> str:
        """Recall of priority 1, recall of all, precision."""
        return (
            f"{self.first_found:4}/{self.first:<4}{share(self.first_found, self.first)}"
            f"  ({self.found:4}/{self.wanted:<4}{share(self.found, self.wanted)})"
            f"  {self.right:4}/{self.extracted:<4}{share(self.right, self.extracted)}"
        )


def share(part: int, whole: int) -> str:
    return f"{part / whole:6.3f}" if whole else "     –"


Tallies = dict[tuple[str, str, str], Tally]


def compare(name: str, report: Report, wanted: list[Statement], found: list[Statement], tallies: Tallies) -> list[str]:
    """Add one report to the tallies; return a line for every miss and false alarm."""
    wanted, found = merged(wanted), merged(found)
    lines = []
    for statement in wanted:
        hit = any(statement.fits(other) for other in found)
        for group in (("all", ""), ("report", name), ("dimension", statement.dimension)):
            tally = tallies.setdefault((kind_of(statement), *group), Tally())
            tally.wanted += 1
            tally.found += hit
            tally.first += statement.priority == 1
            tally.first_found += hit and statement.priority == 1
        if not hit:
            lines.append(
                f"  {name} miss P{statement.priority}    {told(statement, report.text)}{near(statement, found)}"
            )
    for statement in found:
        hit = any(statement.fits(other) for other in wanted)
        for group in (("all", ""), ("report", name), ("dimension", statement.dimension)):
            tally = tallies.setdefault((kind_of(statement), *group), Tally())
            tally.extracted += 1
            tally.right += hit
        if not hit:
            lines.append(f"  {name} false      {told(statement, report.text)}{near(statement, wanted)}")
    return lines


def kind_of(statement: Statement) -> str:
    return "numbers" if statement.value is not None else "words"


def told(statement: Statement, text: str) -> str:
    start, end = statement.places[0]
    around = f"{text[max(0, start - 12) : start]}[{text[start:end]}]{text[end : end + 8]}".replace("\n", "⏎")
    value = "" if statement.value is None else f"={statement.value:g}"
    return f"{statement.fact}{value} {statement.scope}/{statement.span}/{statement.status} {around}"


def near(statement: Statement, others: list[Statement]) -> str:
    """What stands on the other side for the same fact, which is often the reason."""
    same = [other for other in others if other.fact == statement.fact]
    return "".join(
        f" | other side: {'' if o.value is None else f'{o.value:g}'} {o.scope}/{o.span}/{o.status}" for o in same[:2]
    )


def measure(annotations: Path, reports: Path, mapping: list[dict[str, str]], lexicon: Lexicon) -> Tallies:
    """Print every miss and false alarm; return the tallies."""
    tallies: Tallies = {}
    for name, report in documents(annotations, reports):
        wanted = annotated(annotations / f"{name}.jsonl", mapping, lexicon)
        wanted = [statement for statement in wanted if statement.fact not in NOT_OF_PHRASES]
        for line in compare(name, report, wanted, extracted(report, lexicon), tallies):
            print(line)
    return tallies


def documents(annotations: Path, reports: Path) -> Iterator[tuple[str, Report]]:
    """The annotated reports, read as the library reads them."""
    for path in sorted(annotations.glob("*.jsonl")):
        files = sorted(reports.glob(f"{path.stem}.*"))
        if files:
            report = next(read_reports(files[0]))
            if report.needs:  # a passage without a title: the file's name may tell whose it is
                region = report.region or path.stem
                report = next(read_reports(files[0], region=region, period=report.period or "2024", class_="-"))
            yield path.stem, report


def show(tallies: Tallies) -> None:
    for kind in ("numbers", "words"):
        print(f"\n{kind:40}recall, priority 1    (all)                precision")
        for group in ("report", "dimension", "all"):
            for (known, title, name), tally in sorted(tallies.items()):
                if (known, title) == (kind, group):
                    print(f"{f'{group} {name}'.strip()[:39]:40}{tally.line()}")


def wordings_that_fit(text: str, lexicon: Lexicon) -> set[int]:
    """The wordings of the lexicon, by identity, that fit somewhere in a text."""
    return {id(found.rule) for found in Reader(text, find_quantities(text), lexicon).fittings()}


def texts_of(place: Path) -> Iterator[str]:
    """The texts of a folder of reports, or of a .jsonl file whose lines have a `text`."""
    if place.suffix == ".jsonl":
        lines = place.read_text(encoding="utf-8").splitlines()
        yield from (json.loads(line)["text"] for line in lines if line.strip())
        return
    yield from (report.text for report in read_reports(place, region="-", period="2024") if report.text)


def without(lexicon: Lexicon, wordings: set[int]) -> Lexicon:
    """The lexicon without some of its wordings."""

    def kept(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(rule for rule in rules if id(rule) not in wordings)

    entries = {
        name: replace(entry, rules=kept(entry.rules), claims=kept(entry.claims))
        for name, entry in lexicon.entries.items()
    }
    return replace(lexicon, entries=entries)


def leave_one_out(
    annotations: Path, reports: Path, mapping: list[dict[str, str]], lexicon: Lexicon, independent: list[Path]
) -> None:
    read = dict(documents(annotations, reports))
    fitting = {name: wordings_that_fit(report.text, lexicon) for name, report in read.items()}
    elsewhere = set().union(*(wordings_that_fit(text, lexicon) for place in independent for text in texts_of(place)))
    total: Tallies = {}
    for name, report in read.items():
        others = elsewhere.union(*(found for other, found in fitting.items() if other != name))
        only_here = fitting[name] - others
        print(
            f"{name}: of {len(fitting[name])} wordings that fit, {len(only_here)} fit in no other text and are left out"
        )
        wanted = [s for s in annotated(annotations / f"{name}.jsonl", mapping, lexicon) if s.fact not in NOT_OF_PHRASES]
        for line in compare(name, report, wanted, extracted(report, without(lexicon, only_here)), total):
            print(line)
    show(total)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = ROOT.parent / "shared"
    parser.add_argument("annotations", nargs="?", type=Path, default=shared / "gold")
    parser.add_argument("reports", nargs="?", type=Path, default=shared / "reports")
    parser.add_argument("--mapping", type=Path, default=ROOT / "benchmarks" / "gold_mapping.csv")
    parser.add_argument("--leave-one-out", action="store_true")
    parser.add_argument("--independent", action="append", default=[], type=Path, help="folder of reports, or .jsonl")
    parser.add_argument("--lexicon", action="append", default=[], type=Path)
    arguments = parser.parse_args()
    with arguments.mapping.open(encoding="utf-8-sig", newline="") as lines:
        mapping = list(csv.DictReader(lines))
    if not any(arguments.annotations.glob("*.jsonl")):
        sys.exit(f"no annotations (*.jsonl) in {arguments.annotations}")
    lexicon = load_lexicon(*arguments.lexicon)
    if arguments.leave_one_out:
        leave_one_out(arguments.annotations, arguments.reports, mapping, lexicon, arguments.independent)
    else:
        show(measure(arguments.annotations, arguments.reports, mapping, lexicon))


if __name__ == "__main__":
    main()
