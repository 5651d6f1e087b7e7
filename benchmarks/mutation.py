"""Whether the tests notice small mistakes in `scoring/` and `framework/` (mutation testing).

    python benchmarks/mutation.py --sample 420 --seed 2                  # some 40 minutes on one core
    python benchmarks/mutation.py --module scoring/ranking.py            # all mutants of one module
    python benchmarks/mutation.py --module scoring/ranking.py --near     # and only its own tests: a quick look
    python benchmarks/mutation.py --again survivors.csv                  # those once more, after tests were added

Copies the tree into a temporary folder and runs the tests there once, under coverage, to learn which test runs which
line and how long it takes. Then each mutant (see mutants.py) meets the tests that run its line, those of the mirror
file first, the fastest first, until one fails. A mutant at import meets every test that runs its module, and those of
its room. Each runs in a fork of a process that has loaded every library but none of our modules: so a mutant may be
anywhere, also in a table, a decorator or a default, and no start-up is paid for. Tests that start another Python
there see no mutant: they count for nothing. A test that takes ten times its time and ten seconds more, of the
processor, is a timeout.

Why not a tool from PyPI: mutmut 3.8 leaves out all that is outside functions and every function with a decorator
(properties, registered methods), which here are a fifth of the mutants, and takes no seeded sample; cosmic-ray 8
starts the whole test command for each mutant, a minute times 13,000; mutatest has had no release since 2022 and
needs coverage < 6.

Prints of each module: mutants (sampled / all), killed, timed out, survived, listed as equivalent in
mutation_equivalent.csv with a reason (not run, not counted), the share of killed and timed out with Wilson's 95 %
interval; then all survivors with their places. Exits with 1 if the share of all is below --at-least.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from itertools import accumulate
from multiprocessing import get_context
from pathlib import Path

from forked_tests import Outcome, meet, recorded
from mutants import Mutant, mutants

ROOT = Path(__file__).parents[1]
EQUIVALENT = Path(__file__).parent / "mutation_equivalent.csv"
PACKAGE = "fazhi_score"
MODULES = ["scoring", "framework"]
TESTS = ["tests/scoring", "tests/framework", "fazhi_score/scoring", "fazhi_score/framework"]
TESTS += ["tests/test_rule_types.py", "tests/test_published.py", "tests/test_methods.py", "tests/test_schema_file.py"]
TESTS += ["tests/test_reference.py", "tests/analysis/test_uncertainty.py", "tests/test_notebook.py"]
DECLARED = ("tests/test_reference.py", "tests/test_schema_file.py")
"""Tests that read what modules declare (models, their bounds and descriptions) without running a line of them."""
LEFT_BEHIND = (".*", "__pycache__", "*.egg-info", "dist", "build")
COLUMNS = ["module", "text", "change"]


@dataclass(frozen=True)
class Lines:
    """What a run of the unchanged tests has shown."""

    seconds: Mapping[str, float]
    """Test to seconds, of those that pass."""
    tests: Mapping[str, Mapping[int, Sequence[str]]]
    """Module to line to the tests that run it."""


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant."""

    mutant: Mutant
    outcome: Outcome
    test: str = ""


# --- the tree and what its tests run


def copied(root: Path, folder: Path) -> Path:
    """Copy a tree into a folder, beside it a link to the shared folder with reference values where there is one."""
    tree = folder / "tree"
    shutil.copytree(root, tree, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
    if (root.parent / "shared").is_dir():
        (folder / "shared").symlink_to(root.parent / "shared")
    return tree


def mirrors(tree: Path, only: Sequence[str]) -> list[str]:
    """Return the mirror files of modules, and the modules themselves for their examples."""
    found = []
    for module in all_mutants(tree, only):
        _, *rooms, name = Path(module).parts
        mirror = Path("tests", *rooms, f"test_{name}")
        found += [one for one in (mirror.as_posix(), module) if (tree / one).exists()]
    return found


def learn(tree: Path, tests: Sequence[str], kept: Path | None) -> Lines:
    """Run the unchanged tests under coverage; with `kept`, a file, only if tests or package have changed since."""
    digest = hashlib.sha256(repr(tests).encode())
    for path in sorted([*tree.glob(f"{PACKAGE}/**/*.py"), *tree.glob("tests/**/*.py")]):
        digest.update(path.relative_to(tree).as_posix().encode() + path.read_bytes())
    if kept and kept.exists():
        known = json.loads(kept.read_text(encoding="utf-8"))
        if known.pop("digest") == digest.hexdigest():
            lines = {module: {int(k): v for k, v in at.items()} for module, at in known["tests"].items()}
            return Lines(known["seconds"], lines)
    seconds, places = recorded(tree, tests, PACKAGE)
    if kept:
        everything = {"digest": digest.hexdigest(), "seconds": seconds, "tests": places}
        kept.write_text(json.dumps(everything), encoding="utf-8")
    return Lines(seconds, places)


def meeting(mutant: Mutant, lines: Lines, budget: float) -> tuple[list[str], list[str]]:
    """The tests that a mutant meets, in two rounds: of the mirror file and the module's own examples; the others.

    Those that read what is declared are in the first round of a mutant at import. The others are as
    many as fit into `budget` seconds, the fastest first.
    """
    at = lines.tests.get(mutant.module, {})
    rows = range(mutant.line, mutant.end + 1)
    found = {test for row in rows for test in at.get(row, ())}
    _, *rooms, name = Path(mutant.module).parts
    mirror = Path("tests", *rooms, f"test_{name}").as_posix()
    if not mutant.runs or "" in found:  # it runs at import; a table or model is used where no line of its module runs
        found = {test for tests in at.values() for test in tests}
        found |= {test for test in lines.seconds if test.startswith((*DECLARED, Path(mirror).parent.as_posix()))}
    # what a fixture of many tests or a cache runs is put down to the first test: the mirror file is met whole
    found |= {test for test in lines.seconds if found and test.startswith(f"{mirror}::")}
    ordered = sorted(found & set(lines.seconds), key=lambda test: (lines.seconds[test], test))
    first = (f"{mirror}::", f"{mutant.module}::", *(() if mutant.runs else DECLARED))
    near = [test for test in ordered if test.startswith(first)]
    others = [test for test in ordered if test not in set(near)]
    ends = accumulate(lines.seconds[test] for test in others)
    return near, [test for test, end in zip(others, ends, strict=True) if end <= budget]


# --- which mutants


def all_mutants(tree: Path, only: Sequence[str]) -> dict[str, list[Mutant]]:
    """Return module to mutants, of the modules whose path begins as asked."""
    found = {}
    for path in sorted(tree.glob(f"{PACKAGE}/**/*.py")):
        module = path.relative_to(tree).as_posix()
        if module.startswith(tuple(f"{PACKAGE}/{start}" for start in only)):
            made = mutants(module, path.read_text(encoding="utf-8"))
            if made:
                found[module] = made
    return found


def sampled(found: Mapping[str, list[Mutant]], size: int, seed: int) -> dict[str, list[Mutant]]:
    """Draw `size` mutants, of each module in proportion to its mutants (the largest remainders are rounded up)."""
    total = sum(map(len, found.values()))
    shares = {module: min(size, total) * len(made) / total for module, made in found.items()}
    counts = {module: int(share) for module, share in shares.items()}
    for module in sorted(shares, key=lambda m: counts[m] - shares[m])[: min(size, total) - sum(counts.values())]:
        counts[module] += 1
    return {
        module: sorted(random.Random(f"{seed} {module}").sample(made, counts[module]), key=lambda m: m.number)
        for module, made in found.items()
    }


def listed(path: Path) -> dict[tuple[str, ...], str]:
    """Read a table of mutants: key to reason (empty where the table has none)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {tuple(row[c] for c in COLUMNS): row.get("reason", "") for row in csv.DictReader(file)}


# --- verdicts


def verdict(tree: Path, lines: Lines, given: argparse.Namespace, mutant: Mutant) -> Verdict:
    """Try one mutant."""
    if mutant.key in given.known:
        return Verdict(mutant, "equivalent")
    for tests in meeting(mutant, lines, given.budget):
        if tests:
            outcome, test = meet(tree, mutant, {test: lines.seconds[test] for test in tests}, given.patience)
            if outcome != "survived":
                return Verdict(mutant, outcome, test)
    return Verdict(mutant, "survived")


def verdicts(try_one: Callable[[Mutant], Verdict], chosen: Sequence[Mutant], processes: int) -> Iterator[Verdict]:
    """Try mutants, in order, with one process or several."""
    if processes == 1:
        yield from map(try_one, chosen)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        yield from pool.map(try_one, chosen)


def wilson(killed: int, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share.

    Examples
    --------
    >>> [round(edge, 4) for edge in wilson(81, 263)]  # Newcombe (1998), Table I, method 3
    [0.2553, 0.3662]
    """
    z = 1.959964
    middle, half = killed + z * z / 2, z * (killed * (n - killed) / n + z * z / 4) ** 0.5
    return (middle - half) / (n + z * z), (middle + half) / (n + z * z)


def table(found: Mapping[str, list[Mutant]], tried: Sequence[Verdict]) -> list[str]:
    """One line a module, one a room and one of all."""
    head = f"{'':<28}{'mutants':>13}{'killed':>8}{'timeout':>8}{'survived':>9}{'equivalent':>11}   score"
    lines = [head]
    starts = [*found, *dict.fromkeys(f"{Path(module).parent.as_posix()}/" for module in found), ""]
    for start in starts:
        rows = [each for each in tried if each.mutant.module.startswith(start)]
        everything = sum(len(made) for module, made in found.items() if module.startswith(start))
        lines.append(_line(start.removeprefix(f"{PACKAGE}/") or "all", Counter(r.outcome for r in rows), everything))
    return lines


def _line(name: str, counts: Counter[Outcome], everything: int) -> str:
    n = counts.total() - counts["equivalent"]
    noticed = counts["killed"] + counts["timeout"]
    score = f"{noticed / n:6.1%}" if n else "     –"
    if n and counts.total() < everything:
        score += " ({:.1%}–{:.1%})".format(*wilson(noticed, n))
    mutants = f"{counts.total()}/{everything}"
    cells = f"{counts['killed']:>8}{counts['timeout']:>8}{counts['survived']:>9}{counts['equivalent']:>11}"
    return f"{name:<28}{mutants:>13}{cells}   {score}"


def write(path: Path, tried: Sequence[Verdict]) -> None:
    """Write what became of the mutants, for --again and for people."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, [*COLUMNS, "line", "outcome", "test"], extrasaction="ignore")
        rows.writeheader()
        rows.writerows({**asdict(each.mutant), "outcome": each.outcome, "test": each.test} for each in tried)


def done(path: Path, chosen: Sequence[Mutant]) -> list[Verdict]:
    """Return what a run that was cut short has written, in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if [tuple(row[c] for c in COLUMNS) for row in rows] != [mutant.key for mutant in chosen[: len(rows)]]:
        sys.exit(f"{path} is of another sample, or the package has changed since")
    return [Verdict(mutant, row["outcome"], row["test"]) for mutant, row in zip(chosen, rows, strict=False)]


def run(given: argparse.Namespace, root: Path, folder: Path) -> float:
    """Try the mutants that are asked for; return the share that the tests notice."""
    tree = copied(root, folder)
    start = time.perf_counter()
    tests = given.tests or (mirrors(tree, given.module or MODULES) if given.near else TESTS)
    lines = learn(tree, tests, given.lines)
    print(
        f"{len(lines.seconds)} tests, {sum(lines.seconds.values()):.0f} s; {time.perf_counter() - start:.0f} s to learn"
    )
    found = all_mutants(tree, given.module or MODULES)
    chosen = found
    if given.again:
        wanted = listed(given.again)
        chosen = {module: [m for m in made if m.key in wanted] for module, made in found.items()}
    if given.sample:
        chosen = sampled(chosen, given.sample, given.seed)
    given.known = listed(given.equivalent) if given.equivalent.exists() else {}
    mixed = [mutant for made in chosen.values() for mutant in made]
    random.Random(given.seed).shuffle(mixed)  # so that a run that is cut short is a sample, too
    tried = done(given.out, mixed) if given.resume else []
    mixed = mixed[len(tried) :]
    try_one = partial(verdict, tree, lines, given)
    for number, each in enumerate(verdicts(try_one, mixed, given.executor[1]), len(tried) + 1):
        tried.append(each)
        if given.out:
            write(given.out, tried)
        if each.outcome == "survived" or number % 50 == 0:
            place = f"{each.mutant.module}:{each.mutant.line}: {each.mutant.change}"
            print(f"{number:>5} {time.perf_counter() - start:6.0f} s  {each.outcome} {place}", flush=True)
    print("\n".join(["", *table(found, tried), "", "survivors"]))
    for each in sorted(tried, key=lambda v: (v.mutant.module, v.mutant.number)):
        if each.outcome == "survived":
            print(f"{each.mutant.module}:{each.mutant.line}: {each.mutant.change}\n    {each.mutant.text}")
    print(f"{time.perf_counter() - start:.0f} s")
    counts = Counter(each.outcome for each in tried)
    return (counts["killed"] + counts["timeout"]) / max(1, counts.total() - counts["equivalent"])


def main() -> None:
    """Print the figures; exit with 1 if the tests notice too little."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=0, help="how many mutants (default: all)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--module", action="append", help="scoring, framework, scoring/ranking.py …; may be repeated")
    parser.add_argument("--tests", action="append", help="other tests than the usual ones; may be repeated")
    parser.add_argument("--near", action="store_true", help="only the tests of the modules' mirror files and examples")
    parser.add_argument("--again", type=Path, help="only the mutants of this table, as --out writes it")
    parser.add_argument("--out", type=Path, help="write outcomes there, as CSV")
    parser.add_argument("--resume", action="store_true", help="go on behind what is in --out already")
    parser.add_argument("--lines", type=Path, help="keep there which test runs which line, for the next time")
    parser.add_argument("--equivalent", type=Path, default=EQUIVALENT)
    parser.add_argument("--tree", type=Path, default=ROOT, help="another tree than this one")
    parser.add_argument(
        "--patience", type=float, default=10, help="seconds that a test may take beyond ten times its time"
    )
    parser.add_argument("--budget", type=float, default=math.inf, help="seconds for tests beyond the mirror file")
    parser.add_argument("--at-least", type=float, default=0.85)
    parser.add_argument("--executor", nargs=2, default=["processes", 1], metavar=("processes", "N"))
    given = parser.parse_args()
    if given.executor[0] != "processes":
        parser.error("--executor: 'processes N' is what there is")
    given.executor = "processes", int(given.executor[1])
    with tempfile.TemporaryDirectory() as folder:
        share = run(given, given.tree.resolve(), Path(folder).resolve())
    sys.exit(share < given.at_least)


if __name__ == "__main__":
    main()
