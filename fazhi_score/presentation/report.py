"""A result, and what stands beside it, into any of the files that people look at."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.ledger import Ledger
from fazhi_score.presentation import tables
from fazhi_score.presentation.cells import shown_units
from fazhi_score.scoring.result import Result

if TYPE_CHECKING:
    from fazhi_score.analysis.sensitivity import Sensitivity
    from fazhi_score.analysis.uncertainty import Uncertainty


@dataclass(frozen=True)
class Material:
    """A result with what is shown beside it.

    Parameters
    ----------
    result : Result
    lang : {"zh", "en"}
    uncertainty, sensitivity, before, ledger, date : optional
        As in :func:`write_report`.
    """

    result: Result
    lang: str = "zh"
    uncertainty: Uncertainty | None = None
    sensitivity: Sensitivity | None = None
    before: Result | None = None
    ledger: Ledger | None = None
    date: datetime.date | None = None

    def with_(self, **more: Any) -> Material:
        """Return the same with more beside it."""
        return replace(self, **more)

    def write(self, path: str | os.PathLike[str], *, region: str | None = None, period: str | None = None) -> None:
        """Write page, document or workbook; see :func:`write_report`."""
        beside = {
            "lang": self.lang, "uncertainty": self.uncertainty, "sensitivity": self.sensitivity,
            "before": self.before, "ledger": self.ledger, "date": self.date,
        }  # fmt: skip
        ending = Path(path).suffix.lower()
        if ending == ".docx":
            from fazhi_score.presentation.word.document import write_document

            write_document(path, self.result, region=region, period=period, **beside)  # type: ignore[arg-type]
            return
        if ending not in (".html", ".xlsx"):
            told = {"ending": ending or "-", "known": ".html, .docx, .xlsx"}
            raise FazhiError(Problem("output_ending", told, file=os.fspath(path)))
        if region is not None:
            raise FazhiError(Problem("report_whole", {"ending": ending}, file=os.fspath(path)))
        if ending == ".html":
            from fazhi_score.presentation.page.writing import write_page as write
        else:
            from fazhi_score.presentation.excel import write_excel as write
        write(os.fspath(path), self.result, **beside)  # type: ignore[arg-type]

    def table(self, name: str, region: str | None = None, period: str | None = None) -> pd.DataFrame:
        """Return one of the tables of :mod:`fazhi_score.presentation.tables`.

        Raises
        ------
        FazhiError
            Where the table needs what is not there: a region, an earlier result, a ledger.
        """
        result, lang = self.result, self.lang
        if name in ("profile", "strengths"):
            return getattr(tables, name)(result, self._needed(name, "--region", region), period, lang)  # type: ignore[no-any-return]
        if name == "deductions":
            return tables.deductions(result, lang, region=region, period=period)
        if name == "changes":
            return tables.changes(self._needed(name, "--before", self.before), result, lang)
        if name == "problems":
            names = dict(zip(result.index.get_level_values("region"), result.names.astype(str), strict=True))
            ledger = self._needed(name, "--ledger", self.ledger)
            return tables.problems(ledger, lang, framework=result.framework, names=names)
        if name in ("uncertainty", "sensitivity"):
            return getattr(tables, name)(self._needed(name, f"--{name}", getattr(self, name)), lang)  # type: ignore[no-any-return]
        if name == "league":
            return tables.league(result, lang, uncertainty=self.uncertainty)
        return getattr(tables, name)(result, lang)  # type: ignore[no-any-return]

    def draw(
        self, name: str, path: str | os.PathLike[str], region: str | None = None, period: str | None = None
    ) -> None:
        """Draw one of the charts of :mod:`fazhi_score.presentation.plots`.

        Raises
        ------
        FazhiError
            Where the chart needs what is not there: a region, an uncertainty, an earlier result.
        """
        from fazhi_score.presentation import plots

        what: tuple[Any, ...] = (self.result,)
        options: dict[str, Any] = {"period": period} if name not in _WITHOUT_PERIOD else {}
        if name in ("rank_intervals", "acceptability"):
            what = (self._needed(name, "--weights", self.uncertainty),)
        elif name == "sensitivity":
            what = (self._needed(name, "--sensitivity", self.sensitivity),)
        elif name == "radar":
            what, options = (self.result, self._needed(name, "--region", region), period), {}
        elif name == "rank_change" and self.before is not None:
            what = (self.before, self.result)
        plots.draw(name, path, *what, lang=_lang_of_plots(self.lang), **options)

    def write_each(self, folder: str | os.PathLike[str]) -> list[Path]:
        """Write a document for each region and period into a folder, which is made; return the paths."""
        from fazhi_score.presentation.word.filenames import distinct, safe_part

        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = Problem("write_failed", {"reason": error.strerror or error}, file=os.fspath(folder))
            raise FazhiError(problem) from error
        units = [self.result.index[unit] for unit in shown_units(self.result)]
        names = [safe_part(f"{self.result.names[unit]}_{unit[1]}") for unit in units]
        paths = [Path(folder) / f"{name}.docx" for name in distinct(names, [str(unit[0]) for unit in units])]
        for (region, period), path in zip(units, paths, strict=True):
            self.write(path, region=str(region), period=str(period))
        return paths

    def _needed(self, name: str, option: str, there: Any) -> Any:
        if there is None:
            raise FazhiError(Problem("report_wants", {"name": name, "option": option}))
        return there


_WITHOUT_PERIOD = ("icicle", "correlations", "weight_stability", "sensitivity")


def _lang_of_plots(lang: str) -> str | None:
    """Return English where it is asked for, else what the fonts allow."""
    return "en" if lang == "en" else None


def write_report(
    path: str | os.PathLike[str],
    result: Result,
    *,
    lang: str = "zh",
    region: str | None = None,
    period: str | int | None = None,
    uncertainty: Uncertainty | None = None,
    sensitivity: Sensitivity | None = None,
    before: Result | None = None,
    ledger: Ledger | None = None,
    date: datetime.date | None = None,
) -> None:
    """Write a report as a page (``.html``), a document (``.docx``) or a workbook (``.xlsx``).

    Parameters
    ----------
    path : path
        The ending chooses the form; the file is written whole or not at all.
    result : Result
    lang : {"zh", "en"}
    region, period : optional
        A document on one region; left out: on the whole comparison.
    uncertainty : Uncertainty, optional
        Of the same facts and framework: rank intervals.
    sensitivity : Sensitivity, optional
        Which assumption matters.
    before : Result, optional
        Of an earlier period or round: what has changed.
    ledger : Ledger, optional
        Problems and what was done about them.
    date : datetime.date, optional
        Left out: today.

    Raises
    ------
    FazhiError
        For another ending, an unknown region, a package that is missing, or a file that cannot be written.

    See Also
    --------
    fazhi_score.write_page, fazhi_score.write_document, fazhi_score.write_excel, fazhi_score.write_notices
    """
    shown = Material(result, lang, uncertainty, sensitivity, before, ledger, date)
    shown.write(path, region=region, period=None if period is None else str(period))
