"""Results and facts to and from the tables of COINr, the R package for composite indicators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fazhi_score.exchange.exporting import CoinrTables, exported
from fazhi_score.exchange.importing import CoinrImport, imported
from fazhi_score.scoring.engine import score
from fazhi_score.scoring.result import Result

__all__ = ["CoinrImport", "CoinrTables", "from_coinr", "to_coinr"]


def to_coinr(source: Any, framework: Any = None, *, denominators: bool = True, lang: str = "en") -> CoinrTables:
    """Return a result, or facts under a framework, as the tables iData and iMeta of COINr.

    Parameters
    ----------
    source : Result, Facts, path or DataFrame
        Facts are scored first.
    framework : Framework or path, optional
        Where `source` is facts.
    denominators : bool
        Give indicators that are one fact over another as the fact, its denominator beside it; else, and where
        the formula says more, as the value.
    lang : {"en", "zh"}
        Language of the names.

    Returns
    -------
    CoinrTables
        ``i_data, i_meta = to_coinr(…)``; ``write(folder)`` writes both. iData has uName, uCode, Time, the columns of
        the register, denominators and indicators; iMeta has Level, iCode, iName, Direction, Weight, Unit, Target,
        Denominator, Parent and Type.

    Raises
    ------
    FazhiError
        For periods that are no years.

    Notes
    -----
    COINr wants all indicators at the same depth: aggregates with a single child fill up shorter branches. Codes that R
    would not take are changed, and ids of regions kept in the column ``fazhi_region``. Rules, aggregation, adjustments
    and missing policies have no place in the tables; `notes` lists them. Format: COINr 1.1 (Becker et al. 2022).

    Examples
    --------
    >>> import pandas as pd
    >>> framework = {
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"cases": {}, "people": {}},
    ...     "indicators": {"i": {"group": "one", "formula": "cases / people", "better": "lower",
    ...                          "score": {"rule": "minmax"}}}}
    >>> from fazhi_score.framework.model import load_framework
    >>> rows = pd.DataFrame([("A", 2024, "cases", 3), ("A", 2024, "people", 10)],
    ...                     columns=["region", "period", "fact", "value"])
    >>> i_data, i_meta = to_coinr(rows, load_framework(framework))
    >>> i_data.to_dict("records")
    [{'uName': 'A', 'uCode': 'A', 'Time': 2024, 'people': 10.0, 'i': 3.0}]
    >>> i_meta[["iCode", "Parent", "Denominator", "Type"]].iloc[0].tolist()
    ['i', 'one', 'people', 'Indicator']
    """
    result = source if isinstance(source, Result) else score(source, framework)
    return exported(result, denominators=denominators, lang=lang)


def from_coinr(
    i_data: Any,
    i_meta: Any,
    *,
    period: str | int | None = None,
    rule: str = "minmax",
    denominate: bool = True,
    classes: str | None = None,
    scale_within: Iterable[str] = (),
    name: str = "coinr",
) -> CoinrImport:
    """Return COINr's tables iData and iMeta as facts, a framework and a register of regions.

    Parameters
    ----------
    i_data, i_meta : DataFrame or path of a CSV file
    period : str, optional
        The year of the rows, where iData has no column Time.
    rule : str
        The relative rule of every indicator; COINr's tables name none.
    denominate : bool
        Put indicators over their Denominator, as COINr's ``Denominate`` does.
    classes : str, optional
        The Group column that becomes the class of the regions; left out, a column named class, else all are alike.
    scale_within : iterable of str
        Who fits the scales; left out, all units and years together, as COINr does by default; ``["period"]`` for each
        year on its own.
    name : str
        The id of the framework.

    Returns
    -------
    CoinrImport
        ``facts, framework, regions = from_coinr(…)``; the facts carry the regions, and ``framework.to_yaml()`` is the
        framework as a file. Aggregates become groups, the one at the top the composite; group and other columns
        go to the register.

    Raises
    ------
    FazhiError
        With everything in the tables that cannot be used.

    Notes
    -----
    Unbalanced trees, which COINr refuses, are read, and told in `notes`, as are names that had to change and Targets. A
    denominator of zero makes the value not applicable, not infinite.

    Examples
    --------
    >>> import pandas as pd
    >>> from fazhi_score.scoring.engine import score
    >>> i_data = pd.DataFrame({"uCode": ["A", "B", "C"], "Time": 2024, "x": [1, 2, 5]})
    >>> i_meta = pd.DataFrame({"Level": [1, 2], "iCode": ["x", "Index"], "Parent": ["Index", None],
    ...                        "Direction": [-1, 1], "Weight": 1, "Type": ["Indicator", "Aggregate"]})
    >>> facts, framework, regions = from_coinr(i_data, i_meta)
    >>> score(facts, framework).composite.tolist()
    [100.0, 75.0, 0.0]
    """
    return imported(
        i_data, i_meta, period=period, rule=rule, denominate=denominate, classes=classes,
        scale_within=list(scale_within), name=name,
    )  # fmt: skip
