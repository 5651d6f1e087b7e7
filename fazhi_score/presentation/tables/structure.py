"""A framework and its weights, nominal and effective, as tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.messages import say
from fazhi_score.presentation.cells import setting_text, shown_units
from fazhi_score.scoring.result import Result


def change_lines(framework: Framework, lang: str = "en") -> list[str]:
    """Return a line for each change that tuning files and settings make: place, path, old → new."""
    told = [(change, setting_text(change.old, lang), setting_text(change.new, lang)) for change in framework.changes]
    return [f"{change.mark.file}:{change.mark.line}  {change.name}: {old} → {new}" for change, old, new in told]


def weights_table(framework: Framework, lang: str = "en") -> pd.DataFrame:
    """Return groups and indicators with their shares of the composite, indented by level."""
    rows = []

    def add(name: str, depth: int) -> None:
        share = framework.nominal_weights.get(name)
        layer = framework.entries[name].layer if name in framework.entries else ""
        shown = f"{share:.2%}" if share is not None else say(f"layer_{layer}", lang) if layer else "–"
        rows.append(("  " * depth + framework.label(name, lang), name, shown))
        for child in framework.children.get(name, []):
            add(child, depth + 1)

    for top in framework.children[ROOT]:
        add(top, 0)
    headings = [say(f"column_{key}", lang) for key in ("node", "id", "weight")]
    return pd.DataFrame(rows, columns=headings)


def weights(result: Result, lang: str = "zh") -> pd.DataFrame:
    """Return every node of the composite with its weight, nominal and effective.

    Columns, with headings in `lang`: item (indented by level), id, weight as written (points in a sheet of points),
    nominal share of the composite, and the smallest, mean and largest effective share over the regions: what is left
    after gaps are left out and the others take over. NaN where nobody has a composite.
    """
    framework, shown = result.framework, shown_units(result)
    effective = result.effective_weights.iloc[shown]
    effective = effective[~np.isnan(result.nodes[ROOT][0][shown])]
    rows: list[tuple[Any, ...]] = []

    def add(name: str, depth: int) -> None:
        inside = _indicators(framework, name)
        share = effective[inside].sum(axis=1)
        spread = (share.min(), share.mean(), share.max()) if len(share) else (np.nan,) * 3
        label = "  " * depth + framework.label(name, lang)
        rows.append((label, name, framework.weights[name], framework.nominal_weights[name], *spread))
        for child in framework.composite_tree.get(name, []):
            add(child, depth + 1)

    for top in framework.composite_tree[ROOT]:
        add(top, 0)
    names = ("node", "id", "weight", "nominal", "effective_least", "effective_mean", "effective_most")
    return pd.DataFrame(rows, columns=[say(f"weights_{name}", lang) for name in names])


def _indicators(framework: Framework, name: str) -> list[str]:
    """Return the indicators of the composite below a node, itself included."""
    children = framework.composite_tree.get(name)
    return [name] if children is None else [leaf for child in children for leaf in _indicators(framework, child)]


def break_even_table(result: Result, lang: str = "en", most: int = 20) -> pd.DataFrame:
    """Return where a true value would lower a composite: per region, the gaps and the score they would need.

    Gaps with the same break-even score are named together, the highest scores first.
    """
    rows = []
    frame = result.break_even
    for name, (key, scores) in zip(result.names, frame.iterrows(), strict=True):
        for level, ids in scores.dropna().groupby(scores.dropna().round(2)):
            listed = ", ".join(ids.index[:4]) + (f" … ({len(ids)})" if len(ids) > 4 else "")
            rows.append((str(name), str(key[1]), f"< {level:.2f}", listed))  # type: ignore[index]
    headings = [say(f"column_{key}", lang) for key in ("name", "period", "score_below", "indicators")]
    return pd.DataFrame(rows[:most], columns=headings)
