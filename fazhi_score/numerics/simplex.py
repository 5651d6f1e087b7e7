"""Many small linear programmes that share their rows: objectives into optimal corners, all at once.

Each programme is ``max c.y`` under ``rows @ (scale * y) <= 1`` and ``lower (c.y) <= y <= upper (c.y)``. A corner is a
set of k active rows and the inverse of their matrix; one array operation moves every programme to its next corner.
Right-hand sides are shifted by some 1e-9 on the way, so that ties cannot make it go round in circles; the corner
found is then judged without the shift, mended by dual steps where a shift had hidden a row, and what is not proved
optimal is given to scipy. Hence a result is exact or an error, never nearly right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fazhi_score.numerics.classes import Codes, Floats

SHIFT = 1e-9
"""Right-hand sides are shifted by one to two of it."""

DUAL = 1e-11
"""A multiplier above minus this is not negative."""

PRIMAL = 1e-11
"""A row exceeded by less than this holds."""

BLOCK = 400_000
"""Programmes go in blocks of so many numbers: few megabytes."""

POOL = 4_000_000
"""Numbers that the inverses of corners kept for later programmes may take."""

REFRESH = 40
"""Steps after which inverses are computed anew."""


@dataclass(frozen=True)
class Programmes:
    """What to maximise, and under what.

    Parameters
    ----------
    objectives : (m, k) array
        Not negative; a zero is a variable without use.
    rows : (n, k) array
        Not negative.
    scale : (m, k) array, optional
        Units of the variables of each programme; left out, all programmes have the same corners.
    lower, upper : (m, k) arrays, optional
        Limits of the variables as shares of the objective.
    """

    objectives: Floats
    rows: Floats
    scale: Floats | None = None
    lower: Floats | None = None
    upper: Floats | None = None

    def take(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> Programmes:
        """Return some of the programmes."""
        names = ("objectives", "scale", "lower", "upper")
        return replace(self, **{name: part[which] for name in names if (part := getattr(self, name)) is not None})

    def rates(self, along: Floats, out: Floats | None = None) -> Floats:
        """Return ``(m, n + k)`` (with upper limits ``n + 2k``) the left-hand sides at, or along, `along` ``(m, k)``."""
        n, k = self.rows.shape
        found = np.empty((len(along), n + k * (1 if self.upper is None else 2))) if out is None else out
        np.matmul(along if self.scale is None else along * self.scale, self.rows.T, out=found[:, :n])
        if self.lower is None or self.upper is None:
            np.negative(along, out=found[:, n : n + k])
        else:
            gain = np.einsum("mk,mk->m", self.objectives, along)[:, None]
            found[:, n : n + k] = self.lower * gain - along
            found[:, n + k :] = along - self.upper * gain
        return found

    def normals(self, ids: Codes) -> Floats:
        """Return ``(m, k)`` the left-hand side of one row of each programme: `ids` ``(m,)``."""
        n, k = self.rows.shape
        found = self.rows[np.minimum(ids, n - 1)]
        if self.scale is not None:
            found = found * self.scale
        own = np.flatnonzero(ids >= n)
        which = (ids[own] - n) % k
        sign = np.where(ids[own] < n + k, 1.0, -1.0)
        limits = np.zeros(len(own))
        if self.lower is not None and self.upper is not None:
            limits = np.where(sign > 0, self.lower[own, which], self.upper[own, which])
        found[own] = (sign * limits)[:, None] * self.objectives[own]
        found[own, which] -= sign
        return np.asarray(found)

    def matrices(self, ids: Codes) -> Floats:
        """Return ``(m, k, k)`` the matrices of the active rows `ids` ``(m, k)``."""
        return np.stack([self.normals(column) for column in ids.T], axis=1)

    def block(self) -> int:
        """Return how many programmes go at once."""
        k = self.rows.shape[1]
        return int(max(64, BLOCK // max(len(self.right()), k * k)))

    def right(self) -> Floats:
        """Return the right-hand sides: 1 for common rows, 0 for limits."""
        n, k = self.rows.shape
        return np.repeat([1.0, 0.0], [n, k * (1 if self.upper is None else 2)])

    def shifted(self) -> Floats:
        """Return ``(m, rows)`` right-hand sides without ties; the corner of all lower limits stays feasible."""
        n, k = self.rows.shape
        jitter = SHIFT * np.random.default_rng(0).uniform(1.0, 2.0, len(self.right()))
        found = np.broadcast_to(self.right() + jitter, (len(self.objectives), len(jitter)))
        if self.lower is None or self.upper is None:
            return found
        found = found.copy()
        room = 1.0 - (self.lower * self.objectives).sum(1)
        below = (self.objectives * found[:, n : n + k]).sum(1) / room
        found[:, n + k :] += np.maximum((self.upper - self.lower) * below[:, None], 0.0)
        found[:, n + k :][self.objectives == 0] = 1.0
        return found


@dataclass
class _Corners:
    """Where programmes stand: active rows ``(m, k)``, inverses of their matrices ``(m, k, k)``, slack of all rows."""

    ids: Codes
    inverse: Floats
    slack: Floats

    def take(self, which: NDArray[np.bool_]) -> _Corners:
        return _Corners(self.ids[which], self.inverse[which], self.slack[which])


def inverses(matrices: Floats) -> Floats:
    """Return the inverses of ``(m, k, k)`` matrices, of singular ones something finite that no check will pass."""
    try:
        return np.asarray(np.linalg.inv(matrices), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.pinv(matrices), dtype=np.float64)


def maximise(programmes: Programmes) -> tuple[Floats, Floats]:
    """Return the maxima ``(m,)`` and the variables ``(m, k)`` at which they are taken.

    Objectives should be of the size of 1 for the tolerances to mean something.
    """
    count, k = programmes.objectives.shape
    ids = np.empty((count, k), dtype=np.intp)
    pool: list[_Corners] = []
    start, size, largest = 0, 16, programmes.block()
    # neighbours are alike more often than not: in mixed order the first ones make a better pool for the others
    order = np.random.default_rng(0).permutation(count)
    while start < count:
        rows = order[start : start + size]
        part = programmes.take(rows)
        corners = _climb(part, _begin(part, pool))
        ids[rows] = corners.ids
        if programmes.scale is None and sum(known.inverse.size for known in pool) < POOL:
            pool = [_joined([*pool, corners])]
        start += size
        size = min(2 * size, largest)
    return _proved(programmes, ids)


def _joined(pool: list[_Corners]) -> _Corners:
    """Put corners into one table, each once."""
    ids = np.concatenate([known.ids for known in pool])
    _, first = np.unique(np.sort(ids, axis=1), axis=0, return_index=True)
    return _Corners(ids[first], np.concatenate([known.inverse for known in pool])[first], pool[0].slack[:0])


def _begin(part: Programmes, pool: list[_Corners]) -> _Corners:
    """Return the best corner of the pool for each programme, else that of the lower limits."""
    n, k = part.rows.shape
    right = part.shifted()
    if pool:
        ids, inverse = pool[0].ids, pool[0].inverse
        at = np.einsum("mij,mj->mi", inverse, right[0][ids])
        best = (part.objectives @ at.T).argmax(1)
        ids, inverse, at = ids[best], inverse[best], at[best]
    else:
        ids = np.tile(np.arange(n, n + k), (len(part.objectives), 1))
        inverse = inverses(part.matrices(ids))
        at = np.einsum("mij,mj->mi", inverse, np.take_along_axis(right, ids, 1))
    corners = _Corners(ids, inverse, right - part.rates(at))
    np.put_along_axis(corners.slack, ids, np.inf, 1)
    return corners


def _climb(part: Programmes, corners: _Corners) -> _Corners:
    """Move every programme from corner to better corner until none is left (or steps have run out)."""
    count, k = part.objectives.shape
    done = _Corners(corners.ids.copy(), corners.inverse.copy(), corners.slack[:, :0])
    active = np.arange(count)
    for step in range(60 + 20 * k):
        multipliers = np.einsum("mi,mij->mj", part.objectives, corners.inverse)
        steepness = multipliers / np.sqrt(np.einsum("mij,mij->mj", corners.inverse, corners.inverse))
        steepness[multipliers >= -DUAL] = 0.0
        leaving = steepness.argmin(1)
        moving = steepness[np.arange(len(active)), leaving] < 0.0
        done.ids[active], done.inverse[active] = corners.ids, corners.inverse
        if not moving.any():
            break
        if moving.mean() < 0.7:  # the others have arrived
            part, corners, active, leaving = part.take(moving), corners.take(moving), active[moving], leaving[moving]
            moving = moving[moving]
        _step(part, corners, leaving, moving)
        if step % REFRESH == REFRESH - 1:
            corners.inverse = inverses(part.matrices(corners.ids))
    return done


def _step(part: Programmes, corners: _Corners, leaving: Codes, moving: NDArray[np.bool_]) -> None:
    """Move along the edge that leaves row `leaving` until another row stops it, in place."""
    every = np.arange(len(leaving))
    edge = -corners.inverse[every, :, leaving]
    edge[~moving] = 0.0
    rates = part.rates(edge)
    entering = (rates / corners.slack).argmax(1)
    length = np.where(moving, corners.slack[every, entering] / np.where(moving, rates[every, entering], 1.0), 0.0)
    rates *= length[:, None]
    corners.slack -= rates
    np.maximum(corners.slack, 1e-18, out=corners.slack)
    which = every[moving]
    corners.slack[which, corners.ids[which, leaving[which]]] = length[which]
    corners.slack[which, entering[which]] = np.inf
    _exchange(part, corners.ids, corners.inverse, which, leaving[which], entering[which])


def _exchange(part: Programmes, ids: Codes, inverse: Floats, which: Codes, leaving: Codes, entering: Codes) -> None:
    """Put row `entering` in the place of row `leaving` (a place in the basis) of programmes `which`, in place."""
    own = inverse[which]
    some = part.take(which) if len(which) < len(ids) else part
    across = np.einsum("mi,mij->mj", some.normals(entering), own)
    every = np.arange(len(which))
    column = own[every, :, leaving] / across[every, leaving][:, None]
    across[every, leaving] -= 1.0
    own -= column[:, :, None] * across[:, None, :]
    inverse[which] = own
    ids[which, leaving] = entering


def _proved(programmes: Programmes, ids: Codes) -> tuple[Floats, Floats]:
    """Return maxima and variables at the corners `ids` once they are proved, mended or solved otherwise."""
    count, k = programmes.objectives.shape
    best, at = np.empty(count), np.empty((count, k))
    size = programmes.block()
    for start in range(0, count, size):
        rows = np.arange(start, min(start + size, count))
        part = programmes.take(rows)
        best[rows], at[rows], proved = _mended(part, ids[rows])
        for row in rows[~proved]:
            best[row], at[row] = solved_alone(programmes.take(np.array([row])))
    return best, at


def _mended(part: Programmes, ids: Codes) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return maxima, variables, and whether they are proved, after dual steps where a row is exceeded."""
    count, k = part.objectives.shape
    inverse = inverses(part.matrices(ids))
    right, proved = part.right(), np.zeros(count, dtype=bool)
    best, at = np.full(count, np.nan), np.full((count, k), np.nan)
    active = np.arange(count)
    for _ in range(2 * k):
        some = part.take(active)
        y = np.einsum("mij,mj->mi", inverse[active], right[ids[active]])
        multipliers = np.einsum("mi,mij->mj", some.objectives, inverse[active])
        excess = some.rates(y) - right
        worst = excess.argmax(1)
        holds = (excess.max(1) <= PRIMAL) & (multipliers.min(1) >= -10 * DUAL)
        good = active[holds]
        best[good], at[good], proved[good] = (some.objectives * y).sum(1)[holds], y[holds], True
        active, multipliers, worst = active[~holds], multipliers[~holds], worst[~holds]
        if not len(active):
            break
        across = np.einsum("mi,mij->mj", part.take(active).normals(worst), inverse[active])
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(across > 1e-9, np.maximum(multipliers, 0.0) / across, np.inf)
        active, worst, leaving = _possible(active, worst, ratio)
        _exchange(part, ids, inverse, active, leaving, worst)
        inverse[active] = inverses(part.take(active).matrices(ids[active]))
    return best, at, proved


def _possible(active: Codes, worst: Codes, ratio: Floats) -> tuple[Codes, Codes, Codes]:
    """Keep the programmes for which a dual step exists."""
    leaving = ratio.argmin(1)
    there = np.isfinite(ratio.min(1))
    return active[there], worst[there], leaving[there]


def solved_alone(programme: Programmes) -> tuple[float, Floats]:
    """Return maximum and variables of one programme by scipy's HiGHS.

    Raises
    ------
    ArithmeticError
        If that does not solve it either.
    """
    from scipy.optimize import linprog

    k = programme.rows.shape[1]
    matrix = programme.rates(np.zeros((1, k))), [programme.rates(unit[None])[0] for unit in np.eye(k)]
    found = linprog(
        -programme.objectives[0],
        A_ub=np.column_stack(matrix[1]),
        b_ub=programme.right(),
        bounds=(None, None),
        method="highs",
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    if found.status != 0:
        raise ArithmeticError(found.message)
    return -float(found.fun), np.asarray(found.x)
