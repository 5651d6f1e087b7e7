"""Tests run in a fork of this process, with or without a mutant.

The libraries are loaded here, none of our modules: a fork loads these anew, one of them with a mistake in it.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Generator, Mapping, Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any, Literal

os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import HealthCheck, Phase, settings
from mutants import Mutant, mutated

Outcome = Literal["killed", "timeout", "survived", "equivalent"]
LIBRARIES = [
    "numpy",
    "pandas",
    "scipy.stats",
    "scipy.optimize",
    "scipy.special",
    "pydantic",
    "yaml",
    "typer",
    "rich.table",
]
LIBRARIES += [
    "hypothesis.strategies",
    "hypothesis.extra.numpy",
    "jsonschema",
    "openpyxl",
    "coverage",
    "pytest_cov.plugin",
]
OPTIONS = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
MEMORY = 8 << 30
"""Bytes that a fork may ask for: a mutant may make a list without an end."""
PROFILE = "mutation"
# the examples of the ordinary run; but a failing one is not made smaller, and slowness is for the timeout
settings.register_profile(
    PROFILE,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.target],
    suppress_health_check=[HealthCheck.too_slow],
)


class Mutated(SourceFileLoader):
    """Loads a module with a mutant in it."""

    def __init__(self, name: str, path: str, number: int) -> None:
        super().__init__(name, path)
        self.number = number

    def get_code(self, fullname: str) -> CodeType:
        tree = mutated(Path(self.path).read_text(encoding="utf-8"), self.number)
        return compile(tree, self.path, "exec", dont_inherit=True)


class Finder:
    """Finds our modules in the copy, wherever else the package is installed, and one of them mutated."""

    def __init__(self, tree: Path, package: str, mutant: Mutant | None) -> None:
        self.tree, self.package, self.mutant = tree, package, mutant
        self.name = mutant and mutant.module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name.partition(".")[0] != self.package:
            return None
        spec = PathFinder.find_spec(name, path or [str(self.tree)])
        if spec and spec.origin and self.mutant and name == self.name:
            spec.loader = Mutated(name, spec.origin, self.mutant.number)
        return spec


class First:
    """A pytest plugin: our finder comes before pytest's, which takes over the files that it is given for examples."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        sys.meta_path.insert(0, finder)

    def pytest_sessionstart(self) -> None:
        sys.meta_path.remove(self.finder)
        sys.meta_path.insert(0, self.finder)


class Chosen:
    """A pytest plugin: only these tests, in this order, each with a limit."""

    def __init__(self, seconds: Mapping[str, float], patience: float, note: Callable[[str], None]) -> None:
        self.seconds, self.patience, self.note = seconds, patience, note

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        there = {item.nodeid for item in items}
        # where a mutant has changed the parameters of a test, it is met with all of them
        renamed = {test.partition("[")[0] for test in self.seconds if test not in there}
        order = {test: at for at, test in enumerate(self.seconds)}
        kept = [i for i in items if i.nodeid in order or i.nodeid.partition("[")[0] in renamed]
        items[:] = sorted(kept, key=lambda item: order.get(item.nodeid, len(order)))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        _limit(self.patience + 10 * self.seconds.get(item.nodeid, 1))
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.note(report.nodeid)


class Durations:
    """A pytest plugin: which tests pass, and how long they take."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.passed:
            self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration


def _limit(seconds: float) -> None:
    """The processor's time from now on, after which the process ends; and five times that by the clock."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, 5 * seconds + 60)


def _forked(tree: Path, log: Path, work: Callable[[], int]) -> int:
    """Do some work in a fork, in the copied tree, what it prints into a file; return the status of its end."""
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    sys.stdout.flush()
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    code = 70  # a mistake of ours
    try:
        with log.open("wb") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        os.chdir(tree)
        os.environ |= {"PYTHONPATH": str(tree), "HYPOTHESIS_PROFILE": PROFILE}
        sys.path.insert(0, str(tree))
        code = work()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def recorded(
    tree: Path, tests: Sequence[str], package: str
) -> tuple[dict[str, float], dict[str, dict[int, list[str]]]]:
    """Run unchanged tests under coverage.

    Returns
    -------
    dict
        Test to seconds, of the tests that pass.
    dict
        Module to line to the tests that run it, ``""`` for what runs outside tests.

    Raises
    ------
    SystemExit
        If a test fails: then it cannot tell a mutant from what is there.
    """
    log, kept = tree.parent / "log", tree.parent / "durations.json"

    def work() -> int:
        first = First(Finder(tree, package, None))
        durations = Durations()
        options = [*OPTIONS, f"--cov={package}", "--cov-context=test", "--cov-report="]
        code = pytest.main([*options, "--no-cov-on-fail", *tests], plugins=[first, durations])
        kept.write_text(json.dumps([durations.seconds, durations.failed]), encoding="utf-8")
        return 0 if code in (0, 1) else int(code)

    if _forked(tree, log, work):
        sys.exit(log.read_text(encoding="utf-8", errors="replace")[-3000:])
    seconds, failed = json.loads(kept.read_text(encoding="utf-8"))
    if failed:
        sys.exit("\n".join(["these fail without any mutant:", *failed]))
    return seconds, _places(tree, package)


def _places(tree: Path, package: str) -> dict[str, dict[int, list[str]]]:
    from coverage import CoverageData

    data = CoverageData(str(tree / ".coverage"))
    data.read()
    places = {}
    for name in sorted(data.measured_files()):
        at = data.contexts_by_lineno(name)
        module = Path(name).relative_to(tree).as_posix()
        places[module] = {row: sorted({text.rpartition("|")[0] for text in texts}) for row, texts in at.items()}
    return places


def meet(tree: Path, mutant: Mutant, seconds: Mapping[str, float], patience: float) -> tuple[Outcome, str]:
    """Let a mutant meet tests, in order, until one fails.

    Returns
    -------
    str
        ``killed``, ``timeout`` or ``survived``.
    str
        The test that failed; empty where none did or where already the modules did not load.
    """
    log, noted = tree.parent / f"log{os.getpid()}", tree.parent / f"killer{os.getpid()}"
    noted.write_text("", encoding="utf-8")

    def work() -> int:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        for number in (signal.SIGPROF, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        _limit(60)  # to load and collect
        first = First(Finder(tree, Path(mutant.module).parts[0], mutant))
        chosen = Chosen(seconds, patience, lambda test: noted.write_text(test, encoding="utf-8") and None)
        files = list(dict.fromkeys(test.partition("::")[0] for test in seconds))
        return int(pytest.main([*OPTIONS, "-x", "--tb=no", "-p", "no:cov", *files], plugins=[first, chosen]))

    status = _forked(tree, log, work)
    if os.WIFSIGNALED(status):
        return "timeout" if os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGALRM) else "killed", ""
    code = os.WEXITSTATUS(status)
    if code in (5, 70):  # no tests, or this script is wrong
        raise RuntimeError(f"{mutant}: {log.read_text(encoding='utf-8', errors='replace')[-3000:]}")
    return ("killed" if code else "survived"), noted.read_text(encoding="utf-8")
