"""Scores of each group's parts into whether they belong together: alpha, components, adequacy, collinearity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from fazhi_score.framework.model import Framework
from fazhi_score.numerics.association import correlations
from fazhi_score.numerics.classes import Codes, Floats
from fazhi_score.numerics.dimensions import (
    bartlett,
    complete_rows,
    components,
    condition_number,
    covariances,
    cronbach,
    inflation,
    kaiser_meyer_olkin,
    usable_columns,
)

CHILDREN, INDICATORS = "children", "indicators"
"""What of a group is looked at: its direct children, or all indicators below it."""


def inside(framework: Framework) -> dict[str, list[str]]:
    """Return each group of the composite, the root among them, with all indicators below it."""
    found: dict[str, list[str]] = {}
    tree = framework.composite_tree
    for group in reversed(list(tree)):
        found[group] = [name for child in tree[group] for name in found.get(child, [child])]
    return {group: found[group] for group in tree}


class Correlated(NamedTuple):
    """Correlations without gaps of the columns that have them, and what they rest on.

    `basis` is ``complete`` (rows without a gap, more of them than columns), ``pairwise`` (too few of those; each
    pair on the rows that both have, so that the matrix may be none of complete data) or ``none``.
    """

    r: Floats
    kept: Codes
    rows: int
    basis: str


def correlated(values: Floats) -> Correlated:
    """Return the correlations that components and collinearity are made of."""
    whole = complete_rows(values)
    if len(whole) > max(2, values.shape[1]):
        r, kept = _usable(whole)
        return Correlated(r, kept, len(whole), "complete" if len(kept) > 1 else "none")
    found = correlations(values)
    kept = usable_columns(found.r)
    if len(kept) < 2:
        return Correlated(np.empty((0, 0)), kept[:0], 0, "none")
    r, n = found.r[np.ix_(kept, kept)], found.n[np.ix_(kept, kept)]
    return Correlated(r, kept, int(n.min()), "pairwise")


def _usable(values: Floats) -> tuple[Floats, Codes]:
    r = correlations(values).r
    kept = usable_columns(r)
    return r[np.ix_(kept, kept)], kept


class Part(NamedTuple):
    """One set of nodes that is looked at: a group's children, or all indicators below it."""

    group: str
    of: str
    names: list[str]


def parts(framework: Framework) -> Iterator[Part]:
    """Yield what is looked at: each group's children and, where they are not the same, the indicators below it."""
    below = inside(framework)
    for group, children in framework.composite_tree.items():
        if len(children) > 1:
            yield Part(group, CHILDREN, children)
        if len(below[group]) > 1 and below[group] != children:
            yield Part(group, INDICATORS, below[group])


def alphas(framework: Framework, scores: Mapping[str, Floats]) -> pd.DataFrame:
    """Return Cronbach's alpha of every part, a row each.

    Columns: group, of (its ``children``, or all ``indicators`` below it), nodes (how many), varying (how many of them
    vary and so count), rows (without a gap), alpha (of the covariances of the pairs), standardised (of their
    correlations), alpha_complete (of the rows without a gap), weakest (the node without which alpha is largest) and
    without (that alpha).
    """
    found = []
    for part in parts(framework):
        values = np.column_stack([scores[name] for name in part.names])
        matrix, whole = covariances(values), complete_rows(values)
        kept = np.flatnonzero(~np.isnan(np.diag(matrix)) & (np.diag(matrix) > 0))
        kept = kept[usable_columns(matrix[np.ix_(kept, kept)])]
        r = correlations(values[:, kept]).r
        without = np.array(
            [cronbach(matrix[np.ix_(rest, rest)]) for rest in (np.delete(kept, k) for k in _range(kept))]
        )
        weakest = int(np.nanargmax(without)) if np.isfinite(without).any() else -1
        row = {
            "nodes": len(part.names),
            "varying": len(kept),
            "rows": len(whole),
            "alpha": cronbach(matrix[np.ix_(kept, kept)]),
            "standardised": cronbach(r),
            "alpha_complete": cronbach(covariances(whole[:, kept])),
            "weakest": part.names[kept[weakest]] if weakest >= 0 else "",
            "without": without[weakest] if weakest >= 0 else np.nan,
        }
        found.append({"group": part.group, "of": part.of, **row})
    return pd.DataFrame(found, columns=_ALPHA)


_ALPHA = ["group", "of", "nodes", "varying", "rows", "alpha", "standardised", "alpha_complete", "weakest", "without"]


def _range(kept: Codes) -> range:
    """Return the places whose removal leaves two."""
    return range(len(kept) if len(kept) > 2 else 0)


def adequacies(framework: Framework, scores: Mapping[str, Floats]) -> pd.DataFrame:
    """Return for every part whether its correlations bear components, a row each.

    Columns: group, of, varying (nodes that count), rows, basis (complete, pairwise or none), above_one (eigenvalues of
    1 or more: the dimensions by Kaiser's rule), first_share (of the first component), condition (number), kmo,
    bartlett, freedom, p.
    """
    found = []
    for part in parts(framework):
        seen = correlated(np.column_stack([scores[name] for name in part.names]))
        made = components(seen.r)
        test = bartlett(seen.r, seen.rows) if seen.basis != "none" else (np.nan, 0, np.nan)
        row = {
            "varying": len(seen.kept),
            "rows": seen.rows,
            "basis": seen.basis,
            "above_one": int((made.eigenvalues >= 1 - 1e-9).sum()),
            "first_share": made.shares[0] if len(made.shares) else np.nan,
            "condition": condition_number(seen.r),
            "kmo": kaiser_meyer_olkin(seen.r),
            **dict(zip(("bartlett", "freedom", "p"), test, strict=True)),
        }
        found.append({"group": part.group, "of": part.of, **row})
    return pd.DataFrame(found, columns=_ADEQUACY)


_ADEQUACY = [
    *("group", "of", "varying", "rows", "basis", "above_one", "first_share", "condition", "kmo"),
    *("bartlett", "freedom", "p"),
]


def eigenvalues(framework: Framework, scores: Mapping[str, Floats]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the eigenvalues with their shares, and the loadings, of every part; components count from 1."""
    values, loadings = [], []
    for part in parts(framework):
        seen = correlated(np.column_stack([scores[name] for name in part.names]))
        made = components(seen.r)
        for k, (size, share) in enumerate(zip(made.eigenvalues, made.shares, strict=True)):
            key = {"group": part.group, "of": part.of, "component": k + 1}
            together = float(made.shares[: k + 1].sum())
            values.append({**key, "eigenvalue": size, "share": share, "cumulative": together, "rows": seen.rows})
            named = zip(seen.kept, made.loadings[:, k], strict=True)
            loadings += [{**key, "node": part.names[j], "loading": loading} for j, loading in named]
    keys = ["group", "of", "component"]
    first = pd.DataFrame(values, columns=[*keys, "eigenvalue", "share", "cumulative", "rows"])
    second = pd.DataFrame(loadings, columns=[*keys, "node", "loading"])
    return first, second


def inflations(framework: Framework, scores: Mapping[str, Floats]) -> pd.DataFrame:
    """Return the variance inflation factor of each indicator among those of its group, and among all.

    Columns: group, vif_group, vif_all; missing where the indicator does not vary, or has no others to be held against.
    """
    found = {name: {"group": framework.parent(name)} for name in framework.composite_ids}
    frame = pd.DataFrame.from_dict(found, orient="index", columns=["group"]).rename_axis("indicator")
    sets: list[tuple[str, list[str]]] = [("vif_all", framework.composite_ids)]
    sets += [("vif_group", list(rows.index)) for _, rows in frame.groupby("group", sort=False)]
    frame["vif_group"] = frame["vif_all"] = np.nan
    for column, names in sets:
        seen = correlated(np.column_stack([scores[name] for name in names]) if names else np.empty((0, 0)))
        if seen.basis != "none":
            frame.loc[[names[k] for k in seen.kept], column] = inflation(seen.r)
    return frame
