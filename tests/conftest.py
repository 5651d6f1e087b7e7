"""Builders of small frameworks and facts from Python data, so that a test shows all that its numbers rest on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import settings

import fazhi_score as fs
from fazhi_score.methods import METHODS
from fazhi_score.scoring.engine import score

# the same examples in every run; to look for new ones: HYPOTHESIS_PROFILE=explore pytest
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

ROOT = Path(__file__).parents[1]
TOLERANCE = 1e-12
"""Hand-computed numbers agree to this."""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the project, built once for all tests that unpack it."""
    home = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(home), str(ROOT)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = home.glob("*.whl")
    return found


@pytest.fixture
def registered() -> Iterator[None]:
    """Take off the table again what a test registers; methods of the package that are loaded meanwhile stay."""
    before = {kind: set(table) for kind, table in METHODS.items()}
    yield
    for kind, table in METHODS.items():
        for name in set(table) - before[kind]:
            if not table[name].__module__.startswith("fazhi_score."):
                del table[name]


def sheet(
    indicators: Mapping[str, Mapping[str, Any]],
    *,
    facts: Mapping[str, Mapping[str, Any]] | None = None,
    groups: Mapping[str, Mapping[str, Any]] | None = None,
    method: Mapping[str, Any] | None = None,
    **more: Any,
) -> fs.Framework:
    """Build a framework: groups and facts that are not given are made up from the names that the indicators use.

    Indicators stand in the group ``g`` and are better higher if they do not say otherwise. What is not
    reported is left out, one region is enough for a class, and no coverage is too low.
    """
    made = {name: {"group": "g", "better": "higher", **spec} for name, spec in indicators.items()}
    known = dict(facts or {})
    if facts is None:
        texts = [str(spec[key]) for spec in made.values() for key in ("formula", "stated") if key in spec]
        texts += [str(spec.get(key)) for spec in more.get("adjustments", {}).values() for key in ("formula", "when")]
        for spec in made.values():
            items = spec.get("score", {}).get("items", [])
            texts += [item["formula"] for item in items.values()] if isinstance(items, dict) else list(items)
        known = {name: {} for text in texts if text != "None" for name in names_in(text)}
    groups = groups or {spec["group"]: {} for spec in made.values()}
    settings = {"missing": {"not_reported": "exclude"}, "minimum_peers": 1, "score_on": "all", **(method or {})}
    return fs.load_framework(
        {
            "format": 1,
            "id": "test",
            "method": settings,
            "groups": dict(groups),
            "facts": known,
            "indicators": made,
            **more,
        }
    )


def names_in(formula: str) -> list[str]:
    """Return the facts that a formula mentions."""
    from fazhi_score.framework.formula import parse_formula

    return [name.id for name in parse_formula(formula).names()]


def posts(worst: Any = 0, best: Any = 100) -> dict[str, Any]:
    """Return a goalposts rule; the score is the value itself between the usual posts."""
    return {"rule": "goalposts", "worst": worst, "best": best}


def plain(name: str, **more: Any) -> dict[str, Any]:
    """Return an indicator whose score is the value of the fact `name`."""
    return {"formula": name, "score": posts(), **more}


def table(values: Mapping[Any, Mapping[str, Any]], *extra: Mapping[str, Any]) -> pd.DataFrame:
    """Build a facts table.

    Parameters
    ----------
    values : mapping
        Region, or (region, period), to fact to value as written; the period is 2024 if it is not given.
    extra : mappings
        Further rows with any of the columns of a facts table.
    """
    rows: list[dict[str, Any]] = []
    for key, facts in values.items():
        region, period = key if isinstance(key, tuple) else (key, "2024")
        rows += [{"region": region, "period": period, "fact": f, "value": v} for f, v in facts.items()]
    rows += [{"period": "2024", "value": "", **row} for row in extra]
    frame = pd.DataFrame(rows, columns=list(dict.fromkeys(["region", "period", "fact", "value", *keys(extra)])))
    frame["value"] = [value if isinstance(value, str) else repr(value) for value in frame["value"]]
    return frame.astype(object).where(frame.notna(), "")


def keys(rows: tuple[Mapping[str, Any], ...]) -> list[str]:
    """Return the columns that some row has, in order."""
    return [key for row in rows for key in row]


def register(classes: Mapping[str, str], **columns: Mapping[str, str]) -> pd.DataFrame:
    """Build a region register: region to class, and further columns."""
    frame = pd.DataFrame({"region": list(classes), "name": list(classes), "class": list(classes.values())})
    for name, values in columns.items():
        frame[name] = [values.get(region, "") for region in classes]
    return frame


def manifest(states: Mapping[Any, str]) -> pd.DataFrame:
    """Build a document manifest: region, or (region, period), to state."""
    pairs = [key if isinstance(key, tuple) else (key, "2024") for key in states]
    return pd.DataFrame(
        {
            "id": [f"d{number}" for number in range(len(pairs))],
            "region": [region for region, _ in pairs],
            "period": [period for _, period in pairs],
            "state": list(states.values()),
        }
    )


def scored(framework: fs.Framework, values: Any, *extra: Mapping[str, Any], **more: Any) -> fs.Result:
    """Score facts given as in :func:`table` (or as a frame); `more` may have regions and documents."""
    frame = values if isinstance(values, pd.DataFrame) else table(values, *extra)
    return score(frame, framework, **more)


def codes(result: fs.Result) -> list[str]:
    """Return the codes of the result's notes."""
    return [note.code for note in result.notes]
