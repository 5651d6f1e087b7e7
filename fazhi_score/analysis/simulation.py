"""Plausible facts of invented units whose true order is known, to test methods and to power benchmarks."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.analysis.inventing import Inventor
from fazhi_score.analysis.telling import Telling
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.manifest import Documents
from fazhi_score.facts.periods import parse_period
from fazhi_score.facts.regions import Regions
from fazhi_score.facts.table import Facts
from fazhi_score.framework.model import Framework, load_framework
from fazhi_score.numerics.classes import Floats

if TYPE_CHECKING:
    from pathlib import Path

    from fazhi_score.scoring.result import Result

COVERAGE = (0.29, 0.45)
"""Share of a framework's facts that a real report states: that of the five districts in examples/districts."""

_PERSISTENCE = 0.9  # correlation of one unit's quality from period to period
_SIZES = 0.6  # standard deviation of the logarithm of a unit's size
_STEMS = "甲乙丙丁戊己庚辛壬癸"


def simulate(
    framework: Framework | str | Path | None = None,
    *,
    regions: int = 100,
    periods: Iterable[str | int] = ("2024",),
    seed: int | None = None,
    coverage: float | tuple[float, float] = COVERAGE,
    unfavourable: float = 0.0,
    correlation: float = 0.5,
    errors: float = 0.01,
    lost: float = 0.03,
    classes: str | Sequence[str] | Mapping[str, float] | None = None,
    provinces: int = 5,
) -> Simulated:
    """Invent units, their facts and reports for a framework, so that the true order is known.

    No unit exists: names such as 模拟甲0001 say so. Each indicator has a latent quality, standard normal; two of one
    dimension correlate by `correlation`, two of different dimensions by half of it. Qualities become values by the
    indicator's rule, bunched at the top as in real reports; counts are drawn from their bases (binomial), so that
    parts never exceed the whole; alternatives of a formula say the same number; printed rates are those of the counts.
    Then reports are made of the complete facts: which are stated, how rates are rounded, what is misprinted.

    Parameters
    ----------
    framework : Framework or path, optional
        Left out: the default framework.
    regions : int
    periods : iterable of str
        Years or parts of years; qualities of one unit correlate by 0.9 from one to the next.
    seed : int, optional
        Left out: drawn, and kept in the result.
    coverage : float or pair
        Share of the facts that a report states, or the ends between which it is drawn for each. Facts differ: answers
        in words are stated more often than volumes, volumes more often than counts that make rates.
    unfavourable : float
        By so much the log odds of leaving a fact out grow with each standard deviation of badness; 0: gaps have
        nothing to do with values.
    correlation : float
        In [0, 1).
    errors : float
        Share of the stated facts that are misprinted or misread.
    lost : float
        Share of the reports that are not found; twice as many are read in part, and state half.
    classes : str, sequence or mapping to shares, optional
        Left out: the first class that the framework names, else county-level.
    provinces : int
        How many the units are spread over, for the column ``province`` of the register.

    Returns
    -------
    Simulated
        ``facts``, ``regions``, ``documents``, ``complete`` (all facts as they are) and ``truth`` (composite and ranks
        that the framework gives to complete facts).

    Raises
    ------
    FazhiError
        For numbers outside their ranges, each with what would do.

    Notes
    -----
    The shares are those of the five districts in examples/districts (29–45 % of the facts of the default framework,
    12–25 % coverage by weight); all else about the model is an assumption that the documentation states.

    Examples
    --------
    >>> world = simulate(regions=20, seed=1)
    >>> world.truth["rank"].min(), len(world.regions), world.facts.documents.frame["state"].iloc[0]
    (np.int64(1), 20, 'read')
    """
    shares = coverage if isinstance(coverage, tuple) else (coverage, coverage)
    spelt = _checked(regions, provinces, periods, shares, unfavourable, correlation, errors, lost)
    loaded = load_framework(framework)
    entropy = secrets.randbits(63) if seed is None else seed
    world, telling = (np.random.default_rng([entropy, stream]) for stream in (1, 2))
    kinds = _classes(loaded, classes, regions, world)
    units = _units(regions, provinces, kinds, world)
    quality = _qualities(loaded, regions, len(spelt), correlation, world)
    size = np.repeat(np.exp(world.normal(0.0, _SIZES, regions)), len(spelt))
    inventor = Inventor(loaded, [*spelt] * regions, quality, size, world)
    values = inventor.invent()
    badness = {fact: -quality[name] for fact, name in inventor.driver.items() if name in quality}
    told = Telling(loaded, units, spelt, values, inventor.items(), inventor.raters, badness, telling)
    found, states = told.reports(shares, unfavourable, errors, lost)
    if not len(found):
        raise FazhiError(Problem("simulation_lost", {"regions": regions}))
    documents = told.manifest(states)
    facts, complete = Facts(found, units, documents, "simulation"), Facts(told.complete(), units, None, "simulation")
    return Simulated(facts, units, documents, complete, loaded, entropy)


@dataclass(frozen=True, eq=False)
class Simulated:
    """Invented facts and what is true of them.

    Parameters
    ----------
    facts : Facts
        What the reports say, with register and manifest: :func:`fazhi_score.score` takes it.
    regions, documents : Regions, Documents
    complete : Facts
        Every fact as it is.
    framework : Framework
    seed : int
    """

    facts: Facts
    regions: Regions = field(repr=False)
    documents: Documents = field(repr=False)
    complete: Facts = field(repr=False)
    framework: Framework = field(repr=False)
    seed: int

    @cached_property
    def best_known(self) -> Result:
        """The result of complete facts."""
        from fazhi_score.scoring.engine import score

        return score(self.complete, self.framework)

    @cached_property
    def truth(self) -> pd.DataFrame:
        """Composite, rank and grade that complete facts give, by region and period."""
        return self.best_known.table[["composite", "rank", "grade"]]


def _checked(
    regions: int,
    provinces: int,
    periods: Iterable[str | int],
    coverage: tuple[float, float],
    unfavourable: float,
    correlation: float,
    errors: float,
    lost: float,
) -> list[str]:
    """Return the periods in one spelling; complain of numbers that cannot be."""
    problems = [
        Problem("simulation_units", {"name": name, "got": got})
        for name, got in (("regions", regions), ("provinces", provinces))
        if isinstance(got, bool) or not isinstance(got, int | np.integer) or got < 1
    ]
    listed = [str(period) for period in ([periods] if isinstance(periods, str | int) else periods)]
    problems += [] if listed else [Problem("simulation_no_periods")]
    spelt = [parse_period(period) for period in listed]
    problems += [
        Problem("period_form", {"got": text, "count": 1}, place="periods=")
        for text, period in zip(listed, spelt, strict=True)
        if period is None
    ]
    problems += _shares(coverage, unfavourable, correlation, errors, lost)
    if problems:
        raise FazhiError(problems)
    return sorted({period for period in spelt if period is not None})


def _shares(
    coverage: tuple[float, float], unfavourable: float, correlation: float, errors: float, lost: float
) -> list[Problem]:
    problems = []
    if len(coverage) != 2 or not 0 < coverage[0] <= coverage[1] <= 1:
        problems.append(Problem("simulation_share", {"name": "coverage", "got": coverage, "low": 0.01, "high": 1}))
    for name, got, top in (("correlation", correlation, 0.99), ("errors", errors, 1.0), ("lost", lost, 0.99)):
        if not 0 <= got <= top:
            problems.append(Problem("simulation_share", {"name": name, "got": got, "low": 0, "high": top}))
    if not 0 <= unfavourable < np.inf:
        problems.append(Problem("simulation_unfavourable", {"got": unfavourable}))
    return problems


def _classes(framework: Framework, classes: Any, regions: int, rng: np.random.Generator) -> NDArray[np.object_]:
    """Return ``(regions,)`` the class of each."""
    if classes is None:
        rules = [node.applies_to for node in (*framework.file.groups.values(), *framework.file.indicators.values())]
        named = [name for rule in rules if rule is not None for name in rule.class_ or ()]
        classes = named[0] if named else "county-level"
    if isinstance(classes, str):
        classes = [classes]
    given = dict(classes) if isinstance(classes, Mapping) else dict.fromkeys(classes, 1.0)
    shares = np.array([float(share) for share in given.values()])
    if not given or not (shares > 0).all() or not np.isfinite(shares).all():
        raise FazhiError(Problem("simulation_classes", {"got": classes}))
    # as many of each as its share says, in mixed order
    ends = np.round(np.cumsum(shares) / shares.sum() * regions).astype(int)
    codes = np.searchsorted(ends, np.arange(regions), side="right")
    return np.asarray(np.array([str(name) for name in given], dtype=object)[rng.permutation(codes)])


def _units(regions: int, provinces: int, kinds: NDArray[np.object_], rng: np.random.Generator) -> Regions:
    """Return the register of units that do not exist."""
    where = rng.integers(0, provinces, regions)
    stems = [_STEMS[k] if k < len(_STEMS) else f"{_STEMS[k % len(_STEMS)]}{k // len(_STEMS)}" for k in range(provinces)]
    ids = [f"S{number:05d}" for number in range(1, regions + 1)]
    names = [f"模拟{stems[place]}{number:04d}" for number, place in enumerate(where.tolist(), start=1)]
    frame = {"name": names, "class": kinds, "province": [f"模拟{stems[place]}省" for place in where.tolist()]}
    return Regions(pd.DataFrame(frame, index=pd.Index(ids, dtype=object, name="region"), dtype=object), "simulation")


def _qualities(
    framework: Framework, regions: int, periods: int, correlation: float, rng: np.random.Generator
) -> dict[str, Floats]:
    """Return ``(regions × periods,)`` latent qualities by scored indicator."""

    def drawn() -> Floats:
        steps = rng.standard_normal((regions, periods))
        for k in range(1, periods):
            steps[:, k] = _PERSISTENCE * steps[:, k - 1] + np.sqrt(1 - _PERSISTENCE**2) * steps[:, k]
        return steps.reshape(-1)

    general = drawn()
    of_dimension: dict[str, Floats] = {}
    found = {}
    for name, entry in framework.entries.items():
        if entry.layer == "neutral":
            continue
        top = name
        while framework.parent(top):
            top = framework.parent(top)
        if top not in of_dimension:
            of_dimension[top] = drawn()
        shared = np.sqrt(correlation / 2) * (general + of_dimension[top])
        found[name] = shared + np.sqrt(1 - correlation) * drawn()
    return found
