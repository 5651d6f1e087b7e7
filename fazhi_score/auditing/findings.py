"""What a check found, with the places that it is about, and how numbers in it are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from fazhi_score.facts.cells import cell_text
from fazhi_score.messages import default_language, message_text

Severity = Literal["error", "minor", "info", "none"]

LONGEST_QUOTE = 80


@dataclass(frozen=True)
class Place:
    """Where something is stated.

    Parameters
    ----------
    document : str
        The report or table.
    start, end : int or None
        Character offsets into the text of a report; None in a table.
    quote : str
        The words.
    where : str
        In a table: line, region, period and fact.
    numerals : tuple of int
        Where the numerals of the words begin: two places with the same numeral tell of the same number.
    """

    document: str
    start: int | None = None
    end: int | None = None
    quote: str = ""
    where: str = ""
    numerals: tuple[int, ...] = field(default=(), repr=False, compare=False)

    def __str__(self) -> str:
        offsets = f":{self.start}:{self.end}" if self.start is not None else ""
        return f"{self.document}{offsets} {self.where}".strip()


class Name(NamedTuple):
    """What something is called in Chinese and English."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """Return the name in `lang`."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Finding:
    """One check with its outcome.

    Parameters
    ----------
    check : str
        Which check: ``parts``, ``rate``, ``growth``, ``whole``, ``twice``, ``awaiting``, ``leftover``, ``balance``,
        ``bounds``, ``order``, ``months``, ``against``.
    severity : {"error", "minor", "info", "none"}
        ``error`` contradicts itself; ``minor`` is imprecise; ``info`` cannot be decided; ``none`` holds.
    outcome : bool or None
        Whether it holds; None where what is stated does not decide it.
    places : tuple of Place
        Everything that the check compares.
    expression : str
        With the numbers: ``348/359 = 96.94%``.
    code, params : str, mapping
        The sentence for an evaluator, in :mod:`fazhi_score.messages`.
    region, period : str
        Whose report, and of which year, as far as known.
    """

    check: str
    severity: Severity
    outcome: bool | None
    places: tuple[Place, ...]
    expression: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    region: str = ""
    period: str = ""

    def message(self, lang: str | None = None) -> str:
        """Return what contradicts what, in `lang` ("en" or "zh")."""
        return self._texts(lang)[0]

    def advice(self, lang: str | None = None) -> str:
        """Return what to ask the unit for, "" where there is nothing to ask."""
        return self._texts(lang)[1]

    def _texts(self, lang: str | None) -> tuple[str, str]:
        tongue = lang or default_language()
        told = {name: value.of(tongue) if isinstance(value, Name) else value for name, value in self.params.items()}
        return message_text(self.code, {**told, "expression": self.expression}, tongue)

    def as_data(self, lang: str | None = None) -> dict[str, Any]:
        """Return the finding as plain data, with its sentences in `lang`."""
        places = [
            {"document": p.document, "start": p.start, "end": p.end, "quote": p.quote, "where": p.where}
            for p in self.places
        ]
        told = {name: getattr(self, name) for name in ("check", "severity", "outcome", "region", "period")}
        return {
            **told,
            "places": places,
            "expression": self.expression,
            "code": self.code,
            "message": self.message(lang),
            "advice": self.advice(lang),
        }

    @property
    def numerals(self) -> frozenset[tuple[str, int]]:
        """The numbers that it is about, each as document and place."""
        return frozenset((place.document, at) for place in self.places for at in place.numerals)


def holds(check: str, places: Iterable[Place], expression: str) -> Finding:
    """Return the finding of a check that holds."""
    return Finding(check, "none", True, tuple(places), expression, "audit_holds")


def number(value: float) -> str:
    """Return a number without needless digits.

    Examples
    --------
    >>> number(927.0), number(0.5), number(1 / 3)
    ('927', '0.5', '0.333333')
    """
    return cell_text(round(value, 6))


def percent(part: float, base: float) -> str:
    """Return a share with four decimals, as many as show whether it was rounded or cut off.

    Examples
    --------
    >>> percent(67, 72)
    '93.0556%'
    """
    return f"{number(round(100 * part / base, 4))}%"
