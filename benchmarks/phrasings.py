"""Measure the lexicon on invented sentences in the style of reports, written without knowledge of it.

    python benchmarks/phrasings.py [FILE] [--facts PATTERN] [--quiet]

A line of the file is a sentence with the facts that it states (`expect`: fact, value, and scope, span, status where
they are not the usual ones) and facts that must not be taken from it (`not`). Lists every miss and false alarm, then
recall and precision for numbers and words by dimension. A yes that a number already tells counts as found.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from fazhi_score.reports.clauses import clauses
from fazhi_score.reports.lexicon import UNITS, Lexicon, load_lexicon
from fazhi_score.reports.matching import Match, match_facts
from fazhi_score.reports.numbers import find_periods, find_quantities

TOLERANCE = 0.006


def stated(match: Match, lexicon: Lexicon) -> float | None:
    """The number of a match as it is printed, without the sign of a fall; None for words."""
    if match.value is not None or match.quantity is None or match.quantity.value is None:
        return match.value
    value = abs(match.quantity.value)
    percents = lexicon[match.fact].kind in ("rate", "reduction", "change")
    return value * 100 if percents and match.quantity.form in ("fraction", "multiple") else value


def fits(expected: dict[str, Any], match: Match, lexicon: Lexicon) -> bool:
    entry = lexicon[expected["fact"]]
    value, found = expected.get("value"), stated(match, lexicon)
    if expected["fact"] != match.fact:
        return False
    usual = "reported" if value is not None else "claimed"
    if match.status != expected.get("status", usual):
        return False
    if isinstance(value, bool) or value is None:
        return found is None
    scopes = (expected.get("scope", entry.scope), expected.get("span", entry.span))
    scale = UNITS.get(entry.unit, 1.0)
    same = found is not None and min(abs(found - abs(value)), abs(found - abs(value) * scale)) <= TOLERANCE
    return same and (match.scope, match.span) == scopes


def measure(lines: list[dict[str, Any]], lexicon: Lexicon, facts: str, *, quiet: bool) -> None:
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for line in lines:
        text, wanted, barred = line["text"], line.get("expect", []), set(line.get("not", []))
        periods = find_periods(text)
        quantities = find_quantities(text, periods=periods)
        matches = match_facts(text, lexicon, quantities, clauses(text, periods=periods), level="county")
        found = [match for match in matches if match.status != "planned"]
        for expected in wanted:
            if expected.get("status") == "planned" or not re.search(facts, expected["fact"]):
                continue
            entry = lexicon[expected["fact"]]
            needless = set(entry.unless).union(*(rule.unless for rule in entry.claims))
            implied = expected.get("value") is True and any(match.fact in needless for match in found)
            hit = implied or any(fits(expected, match, lexicon) for match in found)
            count = counts[kind(expected.get("value")), lexicon[expected["fact"]].dimension]
            count[0] += 1
            count[1] += hit
            if not hit and not quiet:
                same = [match for match in found if match.fact == expected["fact"]]
                near = [f"{stated(m, lexicon)} {m.scope}/{m.span}/{m.status}" for m in same]
                print(f"  miss   {expected['fact']}={expected.get('value')} | {text} | {'; '.join(near)}")
        for match in found:
            if not re.search(facts, match.fact):
                continue
            right = any(fits(expected, match, lexicon) for expected in wanted)
            count = counts[kind(stated(match, lexicon)), lexicon[match.fact].dimension]
            count[2] += 1
            count[3] += right
            count[4] += match.fact in barred
            if not right and not quiet:
                sign = "BARRED" if match.fact in barred else "false"
                told = f"{stated(match, lexicon)} {match.scope}/{match.span}/{match.status}"
                print(f"  {sign:6} {match.fact}={told} | {text}")
    show(counts)


def kind(value: object) -> str:
    return "words" if value is None or isinstance(value, bool) else "numbers"


def show(counts: dict[tuple[str, str], list[int]]) -> None:
    for name in ("numbers", "words"):
        total = [0] * 5
        print(f"\n{name:16} recall            precision         barred")
        for (found, dimension), count in sorted(counts.items()):
            if found == name:
                total = [a + b for a, b in zip(total, count, strict=True)]
                print(row(dimension, count))
        print(row("all", total))


def row(name: str, count: list[int]) -> str:
    pairs = ((count[1], count[0]), (count[3], count[2]))
    shares = [f"{part:5}/{whole:<5}{part / max(whole, 1):6.3f}" for part, whole in pairs]
    return f"{name:16}{'  '.join(shares)}  {count[4]:4}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=Path(__file__).with_name("phrasings.jsonl"))
    parser.add_argument("--facts", default="", help="a regular expression")
    parser.add_argument("--quiet", action="store_true")
    arguments = parser.parse_args()
    lines = [json.loads(line) for line in arguments.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    measure(lines, load_lexicon(), arguments.facts, quiet=arguments.quiet)


if __name__ == "__main__":
    main()
