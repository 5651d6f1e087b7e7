"""Mutate framework files and see that each gives a framework or located messages, never another exception.

    python benchmarks/fuzz_yaml.py               # 20,000 files
    python benchmarks/fuzz_yaml.py --count 500 --seed 7

Prints the counts by kind of mutation, and the slowest file.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from fazhi_score.errors import FazhiError
from fazhi_score.framework.model import load_framework

ROOT = Path(__file__).parents[1]
SEEDS = [ROOT / "indicators.yaml", ROOT / "examples" / "districts" / "sheet.yaml"]
LIMIT_SECONDS = 2.0

Mutation = Callable[[str, random.Random], str]


def _line(text: str, rng: random.Random, change: Callable[[str], str]) -> str:
    lines = text.splitlines()
    where = rng.randrange(len(lines))
    lines[where] = change(lines[where])
    return "\n".join(lines)


def truncated(text: str, rng: random.Random) -> str:
    return text[: rng.randrange(len(text))]


def misspelt(text: str, rng: random.Random) -> str:
    words = list(re.finditer(r"[A-Za-z_]{3,}", text))
    found = rng.choice(words)
    letters = list(found[0])
    where = rng.randrange(len(letters) - 1)
    letters[where], letters[where + 1] = letters[where + 1], letters[where]
    if rng.random() < 0.5:
        letters.pop(where)
    return text[: found.start()] + "".join(letters) + text[found.end() :]


def wrong_type(text: str, rng: random.Random) -> str:
    values = list(re.finditer(r": ([^\s,{}\[\]#][^,{}\[\]#\n]*)", text))
    found = rng.choice(values)
    other = rng.choice(
        ["[1, 2]", "{a: b}", "yes", "null", "-1", "1e999", "abc", '""', "true", "2024-01-01", "[]", "{}", ".nan"]
    )
    return text[: found.start(1)] + other + text[found.end(1) :]


def duplicated(text: str, rng: random.Random) -> str:
    lines = text.splitlines()
    where = rng.randrange(len(lines))
    return "\n".join([*lines[: where + 1], lines[where], *lines[where + 1 :]])


def full_width(text: str, rng: random.Random) -> str:
    pairs = {":": "：", ",": "，", "(": "（", ")": "）", '"': "“", "'": "‘", "%": "％", ">": "＞", "#": "＃"}
    places = [found.start() for found in re.finditer(r"[:,()\"'%>#]", text)]
    where = rng.choice(places)
    return text[:where] + pairs[text[where]] + text[where + 1 :]


def tabs(text: str, rng: random.Random) -> str:
    return _line(text, rng, lambda line: "\t" * rng.randint(1, 3) + line.lstrip())


def old_yaml(text: str, rng: random.Random) -> str:
    values = list(re.finditer(r": ([^\s,{}\[\]#][^,{}\[\]#\n]*)", text))
    found = rng.choice(values)
    trap = rng.choice(
        [
            "no",
            "on",
            "off",
            "Yes",
            "1_000",
            "12:30",
            "0o17",
            "0777",
            "=",
            "~",
            "<<",
            "!!int 3",
            "&x 1",
            "*x",
            "@a",
            "`b",
        ]
    )
    return text[: found.start(1)] + trap + text[found.end(1) :]


def nested(text: str, rng: random.Random) -> str:
    depth = rng.choice([30, 45, 200, 5000])
    opener = rng.choice(["[", "{a: "])
    return text + "\ndeep: " + opener * depth + rng.choice(["", ("]" if opener == "[" else "}") * depth])


def aliases(text: str, rng: random.Random) -> str:
    levels = rng.randint(3, 12)
    bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    bomb += [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]" for k in range(1, levels)]
    return "\n".join(bomb) + "\n" + text if rng.random() < 0.7 else text + "\nself: &s [*s]\n"


def garbled(text: str, rng: random.Random) -> str:
    letters = list(text)
    for _ in range(rng.randint(1, 30)):
        letters[rng.randrange(len(letters))] = chr(
            rng.choice([0, 7, 9, 0x85, 0x2028, 0xFEFF, 0xFFFF, rng.randrange(32, 0x3000)])
        )
    return "".join(letters)


def indented(text: str, rng: random.Random) -> str:
    return _line(text, rng, lambda line: " " * rng.randint(0, 9) + line.lstrip())


def moved(text: str, rng: random.Random) -> str:
    lines = text.splitlines()
    line = lines.pop(rng.randrange(len(lines)))
    lines.insert(rng.randrange(len(lines)), line)
    return "\n".join(lines)


MUTATIONS: list[Mutation] = [
    truncated, misspelt, wrong_type, duplicated, full_width, tabs, old_yaml, nested, aliases, garbled, indented, moved,
]  # fmt: skip


def run(count: int, seed: int) -> tuple[Counter[str], list[str], float]:
    """Try `count` mutated files; return counts, failures and the longest time in seconds."""
    rng = random.Random(seed)
    texts = [path.read_text(encoding="utf-8") for path in SEEDS]
    small = "\n".join(line for line in texts[1].splitlines() if not line.lstrip().startswith("#"))
    counts: Counter[str] = Counter()
    failures: list[str] = []
    slowest = 0.0
    for number in range(count):
        mutation = MUTATIONS[number % len(MUTATIONS)]
        text = mutation(rng.choice([small, small, small, texts[0]]), rng)
        for _ in range(rng.choice([0, 0, 0, 1, 3])):
            text = rng.choice(MUTATIONS)(text, rng) if len(text.splitlines()) > 3 else text
        start = time.perf_counter()
        try:
            load_framework("mutated.yaml", text=text)
            outcome = "framework"
        except FazhiError as error:
            outcome = "messages"
            for lang in ("en", "zh"):
                error.render(lang)
            if not all(problem.line and problem.file for problem in error.problems):
                failures.append(f"no place: {error.problems[0].code} ({mutation.__name__}, {number})")
        except Exception as error:  # the point of the exercise
            outcome = "exception"
            failures.append(f"{type(error).__name__}: {error} ({mutation.__name__}, {number})"[:300])
        taken = time.perf_counter() - start
        slowest = max(slowest, taken)
        counts[f"{mutation.__name__}: {outcome}"] += 1
        counts[f"all: {outcome}"] += 1
    return counts, failures, slowest


def main() -> None:
    """Print the counts; exit with 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    counts, failures, slowest = run(given.count, given.seed)
    for name, count in sorted(counts.items()):
        print(f"{name:<28} {count:>7}")
    print(f"slowest file {slowest:.2f} s (bound {LIMIT_SECONDS} s)")
    for failure in failures[:20]:
        print("FAILED", failure)
    raise SystemExit(1 if failures or slowest > LIMIT_SECONDS else 0)


if __name__ == "__main__":
    main()
