"""Fuzz one target with inputs that reach new branches of the package (atheris), for a while.

    pip install atheris                                   # needed here only
    python benchmarks/fuzz.py yaml --seconds 600          # or formulas, facts, quantities, documents, archives
    python benchmarks/fuzz.py all --seconds 60            # one after the other
    python benchmarks/fuzz.py facts --again found/facts   # only the inputs of a folder, with what became of each

Findings are kept in ``--found`` (found/TARGET/…, one file for each place in the code), and the run goes on. A crash of
the interpreter or a hang in a library written in C ends it, and libFuzzer keeps the input there too. The new inputs
that reached something stay in ``--corpus``, if that is given. Prints executions, minutes and branches reached;
ends with 1 if anything was found.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
HERE = Path(__file__).parent
SLOW, HUNG = 15.0, 60
"""Seconds of processor time for an input to be slow (counting branches takes time too), and to be hung."""


def signature(error: BaseException) -> str:
    """Return the kind of an exception and the last line of the package it came through."""
    places = [
        f"{Path(frame.filename).name}:{frame.name}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if "fazhi_score" in frame.filename or frame.name.startswith("check_")
    ]
    return f"{type(error).__name__} {places[-1] if places else ''}"


class Hang(BaseException):
    """An input took too long; no `except Exception` catches it."""


@contextmanager
def bounded(seconds: int) -> Any:
    """Raise Hang in the code that still runs after so many seconds of processor time."""

    def stop(*_: Any) -> None:
        raise Hang(f"more than {seconds} s")

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


class Watch:
    """Tries inputs, counts what became of them and keeps the first input of each kind of finding."""

    def __init__(self, name: str, found: Path, folder: Path) -> None:
        from fuzz_targets import TARGETS, tried

        self.target, self.tried = TARGETS[name], tried
        self.found, self.folder = found / name, folder
        self.counts: Counter[str] = Counter()
        self.findings: dict[str, str] = {}
        self.slowest = 0.0

    def run(self, data: bytes) -> None:
        """Try one input."""
        start, trouble = time.process_time(), ""
        try:
            with bounded(HUNG):
                outcome = self.tried(self.target, data, self.folder)
        except (Exception, Hang, RecursionError) as error:
            outcome, trouble = "finding", signature(error)
            told = "".join(traceback.format_exception(error))[-3000:]
        taken = time.process_time() - start
        self.slowest = max(self.slowest, taken)
        if not trouble and taken > SLOW:
            outcome, trouble, told = "finding", "slow", f"{taken:.1f} s"
        self.counts[outcome] += 1
        if trouble and trouble not in self.findings:
            self.findings[trouble] = told
            self.found.mkdir(parents=True, exist_ok=True)
            name = hashlib.sha256(trouble.encode()).hexdigest()[:10]
            (self.found / name).write_bytes(data)
            (self.found / f"{name}.txt").write_text(f"{trouble}\n{told}", encoding="utf-8", errors="replace")
            print(f"FOUND {trouble} -> {self.found / name}", file=sys.stderr, flush=True)


def fuzz(name: str, given: argparse.Namespace, folder: Path) -> None:
    """Run libFuzzer in this process, which it ends."""
    import atheris

    with atheris.instrument_imports(include=["fazhi_score"], enable_loader_override=False):
        import fuzz_targets

        watch = Watch(name, given.found, folder)
        seeds = watch.target.seeds()
        for seed in seeds:  # what is imported on first use is to count its branches too
            watch.run(seed)
    corpus = Path(given.corpus) / name if given.corpus else folder / "corpus"
    inputs = folder / "inputs"
    watch.folder = inputs
    for each in (corpus, inputs):
        each.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (corpus / f"seed{number}").write_bytes(seed)
    tally = folder / "tally.json"
    last = [0.0]

    def one(data: bytes) -> None:
        watch.run(data)
        if time.monotonic() - last[0] > 1:
            last[0] = time.monotonic()
            told = {"counts": watch.counts, "findings": watch.findings, "slowest": watch.slowest}
            tally.write_text(json.dumps(told), encoding="utf-8")

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        rng = random.Random(seed)
        if rng.random() < 0.25:
            return bytes(atheris.Mutate(data, most))
        if rng.random() < 0.3:  # what is broken in many ways is refused at the first
            data = rng.choice(seeds)
        return fuzz_targets.mutated(watch.target, data, rng)[:most]

    options = [
        f"-max_total_time={given.seconds}", f"-max_len={watch.target.longest}", f"-timeout={4 * HUNG}",
        "-rss_limit_mb=4096", "-print_final_stats=1", f"-artifact_prefix={given.found}/{name}-", f"-seed={given.seed}",
        "-len_control=0", str(corpus),
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options], one, custom_mutator=mutate)
    atheris.Fuzz()


def again(name: str, given: argparse.Namespace, folder: Path) -> int:
    """Try the inputs of a folder or a file."""
    watch = Watch(name, folder / "found", folder)
    paths = sorted(given.again.iterdir()) if given.again.is_dir() else [given.again]
    for path in paths:
        if path.suffix != ".txt":
            before = dict(watch.counts)
            watch.run(path.read_bytes())
            print(path.name, *(key for key in watch.counts if watch.counts[key] != before.get(key)))
    return len(watch.findings)


def in_own_process(name: str, given: argparse.Namespace) -> int:
    """Fuzz a target in a process of its own and print its figures; return how many findings there were."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        command = [sys.executable, str(Path(__file__).resolve()), name, "--inside", folder]
        for key in ("seconds", "seed", "found", "corpus"):
            if getattr(given, key):
                command += [f"--{key}", str(getattr(given, key))]
        given.found.mkdir(parents=True, exist_ok=True)
        start = time.monotonic()
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
        minutes = (time.monotonic() - start) / 60
        tally = Path(folder) / "tally.json"
        told = json.loads(tally.read_text(encoding="utf-8")) if tally.exists() else {}
    (given.found / f"{name}.log").write_text(done.stderr, encoding="utf-8")
    covered = re.findall(r"cov: (\d+) ft: (\d+)", done.stderr)
    executions = re.findall(r"number_of_executed_units: (\d+)", done.stderr) or re.findall(r"#(\d+)\t", done.stderr)
    (first, _), (branches, features) = (covered[0], covered[-1]) if covered else (("?", "?"), ("?", "?"))
    findings = len(told.get("findings", {})) + (done.returncode != 0)
    print(
        f"{name}: {executions[-1] if executions else '?'} executions, {minutes:.1f} minutes, "
        f"branches {first} -> {branches}, features {features}, {told.get('counts')}, "
        f"slowest {told.get('slowest', 0):.1f} s, findings {findings}, exit {done.returncode}",
        flush=True,
    )
    for place in told.get("findings", {}):
        print("FOUND", place)
    return findings


def main() -> None:
    """Fuzz, or try again what was found."""
    sys.path.insert(0, str(HERE))
    names = ["yaml", "formulas", "facts", "quantities", "documents", "archives"]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=[*names, "all"])
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--found", type=Path, default=Path("found"))
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--again", type=Path)
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        fuzz(given.target, given, given.inside)
        return
    chosen = names if given.target == "all" else [given.target]
    if given.again:
        with tempfile.TemporaryDirectory() as folder:
            raise SystemExit(again(given.target, given, Path(folder)) > 0)
    raise SystemExit(sum(in_own_process(name, given) for name in chosen) > 0)


if __name__ == "__main__":
    main()
