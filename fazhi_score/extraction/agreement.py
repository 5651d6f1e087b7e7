"""A sheet that people coded, and its key, into precision, recall and kappa per fact, and rates of error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem, raise_errors
from fazhi_score.extraction.answers import Answer, read_answer, wanted_answer
from fazhi_score.extraction.coding import KEY, key_path
from fazhi_score.facts.sheets import SHOWN, Sheet, counted, missing_columns, with_names
from fazhi_score.facts.sources import read_sheet
from fazhi_score.messages import say

Floats = NDArray[np.float64]

OVERALL = "overall"
"""The row over all facts."""

_CODED = {
    "cell": "单元 编号",
    "source": "来源 文件",
    "region": "地区",
    "period": "年度",
    "fact": "事实",
    "meaning": "含义 事实名称",
    "answer_as": "填写方式",
    "scope": "范围",
    "span": "口径",
    "answer": "答案 人工答案 值",
    "note": "备注",
}
_KEYED = dict.fromkeys(KEY, "")
_ASKED = ("source", "fact", "scope", "span")
"""What a cell asks for: sheets of all draws number their cells alike."""
_RATES = ("wrong", "missed", "invented")


class Estimate(NamedTuple):
    """An estimate with its interval; NaN where there is nothing to estimate it from."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False, repr=False)
class Agreement:
    """How well an extraction agrees with people.

    Parameters
    ----------
    table : DataFrame
        Indexed by fact, the last row ``overall``. Counts of cells: `n`, `tp` (both state the same), `fp` (extracted,
        and not stated or stated otherwise), `fn` (stated, and not extracted or extracted otherwise). `precision`,
        `recall` and `kappa`, each with `_low` and `_high`: cells weigh by one over their probability of being drawn.
    cells : DataFrame
        One row a cell: both answers and the `outcome`: ``right``, ``wrong`` (another value), ``missed``, ``invented``
        or ``absent`` (neither states it).
    level : float
        Of the intervals.
    between : DataFrame or None
        Where two people coded: `n`, `agreed` (share) and `kappa` of the two, indexed by fact.
    """

    table: pd.DataFrame
    cells: pd.DataFrame
    level: float = 0.9
    between: pd.DataFrame | None = None

    def __repr__(self) -> str:
        row = self.table.loc[OVERALL]
        shares = {name: "–" if pd.isna(row[name]) else f"{row[name]:.2f}" for name in ("precision", "recall")}
        return say("agreement_summary", count=len(self.cells), facts=len(self.table) - 1, **shares)

    def error_rates(self) -> pd.DataFrame:
        """Return per fact how likely each kind of error is, as an analysis of uncertainty takes it.

        Returns
        -------
        DataFrame
            Indexed by fact, the last row ``overall``. `wrong`: that a value is another than the stated one, where
            both are there; `missed`: that a stated fact is not extracted; `invented`: that an absent one is. Each with
            `_low`, `_high` (Wilson) and `_n`, the cells that it rests on; NaN where there are none.
        """
        rows = {name: _rates(some, self.level) for name, some in _by_fact(self.cells)}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("fact")


def agreement(coded: Any, key: Any = None, *, second: Any = None, level: float = 0.9) -> Agreement:
    """Compare what people coded with what was extracted.

    Parameters
    ----------
    coded : path or DataFrame
        The coding sheet with `answer` filled in: a value as people write it (``93.05%``, ``1.2万``, ``12件``, ``是``,
        a date), several with ``；`` between them, ``有表述`` or other words where the report gives no value; blank,
        ``无`` or ``未提及`` where it does not state the fact. Zero is written ``0``, and no ``否``.
    key : path or DataFrame, optional
        The key; left out, it stands beside the sheet (``coding-key.csv`` beside ``coding.csv``).
    second : path or DataFrame, optional
        The same sheet, coded by another person; the first is what the extraction is compared with.
    level : float
        Of the intervals.

    Returns
    -------
    Agreement

    Raises
    ------
    FazhiError
        Where a cell is unknown, missing or coded twice, nothing has been filled in, or an answer cannot be read as
        what the fact's value is; all of them at once.

    Notes
    -----
    Precision and recall have Wilson's score interval [1]_, with Kish's effective number of cells
    :math:`(\\sum w)^2 / \\sum w^2` under unequal weights. Kappa [2]_ takes not stated and each value as categories, and
    has the large-sample standard error of Fleiss, Cohen and Everitt [3]_.

    References
    ----------
    .. [1] Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209-212.
    .. [2] Cohen, J. (1960). Educational and Psychological Measurement 20, 37-46.
    .. [3] Fleiss, J. L., Cohen, J. & Everitt, B. S. (1969). Psychological Bulletin 72, 323-327.

    Examples
    --------
    >>> key = {"cell": ["C1", "C2", "C3"], "fact": "cases", "kind": "count", "probability": 1, "status": "reported"}
    >>> key = pd.DataFrame({**key, "answer": ["12", "12000", ""]})
    >>> coded = pd.DataFrame({"cell": ["C1", "C2", "C3"], "answer": ["13", "1.2万", ""]})
    >>> agreement(coded, key).table.loc["cases", ["n", "tp", "fp", "fn", "precision"]].tolist()
    [3.0, 1.0, 1.0, 1.0, 0.5]
    """
    if not 0 < level < 1:
        raise FazhiError(Problem("coding_level", {"got": level}, place="level="))
    if key is None:
        if not isinstance(coded, str | PathLike):
            raise FazhiError(Problem("coding_key_needed"))
        key = key_path(coded)
    known = _read_key(key)
    cells = known.assign(coded=_read_coded(coded, known))
    answers = _answers(cells, "coded")
    extracted = _answers(cells, "answer", "status")
    cells["outcome"] = [_outcome(mine, theirs) for mine, theirs in zip(extracted, answers, strict=True)]
    cells["_mine"], cells["_theirs"] = _labels(extracted), _labels(answers)
    table = pd.DataFrame.from_dict(
        {name: _measures(some, level) for name, some in _by_fact(cells)}, orient="index"
    ).rename_axis("fact")
    between = None
    if second is not None:
        others = cells.assign(_mine=_labels(_answers(cells.assign(coded=_read_coded(second, known)), "coded")))
        between = _between(others, level)
    return Agreement(table, cells, level, between)


def _read_key(source: Any) -> pd.DataFrame:
    read, problems = with_names(read_sheet(source), _KEYED)
    raise_errors(
        [*problems, *missing_columns(read, ("cell", "fact", "kind", "answer", "status", "probability"), _KEYED)]
    )
    frame = _texts(read)
    chances = pd.to_numeric(frame["probability"], errors="coerce")
    wrong = ~((chances > 0) & (chances <= 1)) | frame["cell"].duplicated() | (frame["cell"] == "")
    raise_errors([read.problem("coding_key_row", row, "cell") for row in np.flatnonzero(wrong)[:SHOWN].tolist()])
    return frame.assign(weight=1 / chances)


def _texts(read: Sheet) -> pd.DataFrame:
    return pd.DataFrame(
        {str(n): [read.text_of(cell) for cell in read.frame[n]] for n in read.frame.columns}, dtype=object
    )


def _read_coded(source: Any, key: pd.DataFrame) -> list[str]:
    """Return what people answered, in the order of the key."""
    read, problems = with_names(read_sheet(source), _CODED, others=True)
    raise_errors([*problems, *missing_columns(read, ("cell", "answer"), _CODED)])
    frame = _texts(read)
    kinds = dict(zip(key["cell"], key["kind"], strict=True))
    found = _of_another_draw(read, frame, key)
    first: dict[str, int] = {}
    for row, (cell, answer) in enumerate(zip(frame["cell"], frame["answer"], strict=True)):
        if cell not in kinds:
            found.append(read.problem("coding_cell_unknown", row, "cell", got=cell[:80]))
        elif cell in first:
            found.append(read.problem("coding_cell_twice", row, "cell", cell=cell, line=int(read.lines[first[cell]])))
        elif wanted := wanted_answer(answer, kinds[cell]):
            found.append(read.problem(f"coding_answer_{wanted}", row, "answer", cell=cell, got=answer[:80]))
        first.setdefault(cell, row)
    missing = [cell for cell in key["cell"] if cell not in first]
    if missing:
        found.append(Problem("coding_cells_missing", {"count": len(missing), "first": missing[0]}, file=read.origin))
    if not found and not any(frame["answer"]):
        found.append(Problem("coding_empty", file=read.origin))
    raise_errors(counted(found[:SHOWN], len(found) - SHOWN, read.origin))
    return [str(frame["answer"].iloc[first[cell]]) for cell in key["cell"]]


def _of_another_draw(read: Sheet, coded: pd.DataFrame, key: pd.DataFrame) -> list[Problem]:
    """Return the first cell of which sheet and key ask different things."""
    names = [name for name in _ASKED if name in coded and name in key]
    wanted = {cell: asked for cell, *asked in key[["cell", *names]].itertuples(index=False)}
    for row, (cell, *asked) in enumerate(coded[["cell", *names]].itertuples(index=False)):
        for name, got, other in zip(names, asked, wanted.get(cell, asked), strict=True):
            if got != other:
                return [read.problem("coding_other_draw", row, name, cell=cell, got=got[:80], key=other[:80])]
    return []


def _answers(cells: pd.DataFrame, column: str, status: str = "") -> list[Answer]:
    """Return answers; what the extraction found ambiguous or planned gives no value, and is none."""
    states = cells[status].tolist() if status else [""] * len(cells)
    rows = zip(cells[column].tolist(), cells["kind"].tolist(), cells["answer"].tolist(), states, strict=True)
    return [
        read_answer("" if state in ("ambiguous", "planned") else text, kind, like=other)
        for text, kind, other, state in rows
    ]


def _labels(answers: Sequence[Answer]) -> list[str]:
    """Return the category of each answer for kappa."""
    return [repr(answer) for answer in answers]


def _outcome(extracted: Answer, coded: Answer) -> str:
    if extracted.rank != coded.rank:
        return "invented" if extracted.rank > coded.rank else "missed"
    if not coded.rank:
        return "absent"
    return "right" if extracted == coded else "wrong"


def _by_fact(cells: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    found = [(str(name), some) for name, some in cells.groupby("fact", sort=False)]
    return [*found, (OVERALL, cells)]


def _measures(cells: pd.DataFrame, level: float) -> dict[str, float]:
    count = cells["outcome"].value_counts()
    tp, wrong, missed, invented = (int(count.get(name, 0)) for name in ("right", *_RATES))
    found: dict[str, float] = {"n": len(cells), "tp": tp, "fp": wrong + invented, "fn": wrong + missed}
    right = cells["outcome"] == "right"
    for name, others in (("precision", ("wrong", "invented")), ("recall", ("wrong", "missed"))):
        among = right | cells["outcome"].isin(others)
        found |= _named(name, _share(right[among], cells.loc[among, "weight"], level))
    return found | _named("kappa", _kappa_of(cells, level))


def _rates(cells: pd.DataFrame, level: float) -> dict[str, float]:
    found: dict[str, float] = {}
    bases = {"wrong": ("right",), "missed": ("right", "wrong"), "invented": ("absent",)}
    for name, others in bases.items():
        hit = cells["outcome"] == name
        among = hit | cells["outcome"].isin(others)
        found |= _named(name, _share(hit[among], cells.loc[among, "weight"], level)) | {f"{name}_n": int(among.sum())}
    return found


def _named(name: str, estimate: Estimate) -> dict[str, float]:
    return {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}


def _share(hit: pd.Series[bool], weight: pd.Series[float], level: float) -> Estimate:
    """Return a weighted share with Wilson's interval on the effective number of cells."""
    if not len(hit):
        return Estimate(np.nan, np.nan, np.nan)
    weights = weight.to_numpy(dtype=np.float64)
    share = float(np.average(hit.to_numpy(dtype=np.float64), weights=weights))
    return wilson(share, float(weights.sum() ** 2 / (weights**2).sum()), level)


def wilson(share: float, n: float, level: float = 0.95) -> Estimate:
    """Return a share with Wilson's score interval.

    Parameters
    ----------
    share : float
        Between 0 and 1.
    n : float
        The number of trials that it rests on.
    level : float
        Of the interval.

    References
    ----------
    Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> [round(edge, 4) for edge in wilson(81 / 263, 263)[1:]]  # Newcombe (1998), Table I, method 3
    [0.2553, 0.3662]
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)))
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half))


def _kappa_of(cells: pd.DataFrame, level: float) -> Estimate:
    mine, theirs = cells["_mine"].tolist(), cells["_theirs"].tolist()
    codes = {name: code for code, name in enumerate(dict.fromkeys([*mine, *theirs]))}
    weights = cells["weight"].to_numpy(dtype=np.float64)
    one, other = (np.array([codes[name] for name in names], dtype=np.intp) for names in (mine, theirs))
    return kappa(one, other, weights, level)


def kappa(one: NDArray[np.intp], other: NDArray[np.intp], weights: Floats, level: float = 0.95) -> Estimate:
    """Return Cohen's kappa of two codings with its large-sample interval.

    Parameters
    ----------
    one, other : (n,) int arrays
        The category that each puts a cell into, counted from 0.
    weights : (n,) array
        Of the cells.
    level : float
        Of the interval.

    Returns
    -------
    Estimate
        NaN where chance alone would agree everywhere: both put all cells into one category.

    Notes
    -----
    With shares p of cells, margins a and b, observed agreement o and that by chance e, kappa is k = (o - e) / (1 - e).
    Its variance (Fleiss, Cohen & Everitt 1969, eq. 13) is
    (sum_i p_ii (1 - (a_i + b_i)(1 - k))^2 + (1 - k)^2 sum_{i != j} p_ij (b_i + a_j)^2 - (k - e (1 - k))^2)
    over n (1 - e)^2.

    Examples
    --------
    >>> one, other = np.array([0] * 6 + [1] * 4), np.array([0] * 5 + [1] * 5)
    >>> round(kappa(one, other, np.ones(10)).value, 3)  # o = 0.9, e = 0.6 x 0.5 + 0.4 x 0.5
    0.8
    """
    total = weights.sum()
    size = int(max(one.max(), other.max())) + 1
    a, b = (np.bincount(codes, weights, size) / total for codes in (one, other))
    same = one == other
    observed, chance = weights[same].sum() / total, float(a @ b)
    if chance >= 1 - 1e-12:
        return Estimate(np.nan, np.nan, np.nan)
    value = (observed - chance) / (1 - chance)
    # summed over cells, because with a category for each value the table would be large and nearly empty
    p = weights / total
    agreed = float((p[same] * (1 - (a[one[same]] + b[one[same]]) * (1 - value)) ** 2).sum())
    apart = float((p[~same] * (b[one[~same]] + a[other[~same]]) ** 2).sum())
    n = total**2 / (weights**2).sum()
    variance = (agreed + (1 - value) ** 2 * apart - (value - chance * (1 - value)) ** 2) / (n * (1 - chance) ** 2)
    half = NormalDist().inv_cdf((1 + level) / 2) * float(np.sqrt(max(variance, 0.0)))
    return Estimate(float(value), max(-1.0, float(value) - half), min(1.0, float(value) + half))


def _between(cells: pd.DataFrame, level: float) -> pd.DataFrame:
    """Return how two people agree with each other."""
    rows = {}
    for name, some in _by_fact(cells):
        agreed = _share(some["_mine"] == some["_theirs"], some["weight"], level)
        rows[name] = {"n": len(some), **_named("agreed", agreed), **_named("kappa", _kappa_of(some, level))}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("fact")
