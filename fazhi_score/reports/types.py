"""What reading a report finds, each piece with its place: ``text[start:end]`` is what the report says."""

from __future__ import annotations

from typing import Literal, NamedTuple

Bound = Literal["", ">=", "<="]
Change = Literal["", "+", "-"]
QuantityForm = Literal[
    "number", "percent", "points", "fraction", "ratio", "multiple", "range", "sum", "duration", "money"
]
SectionKind = Literal["done", "problems", "plans", "other"]
Modality = Literal["done", "planned", "under_way", "required", "problem"]
Span = Literal["", "to_date", "cumulative", "last_year", "carried_over"]


class Quantity(NamedTuple):
    """A quantity and its place.

    Parameters
    ----------
    start, end : int
        Where the whole stands, words of bound and unit included.
    num_start, num_end : int
        Where the numeral stands, with its 万 or 亿, without unit and percent sign.
    value : float or None
        As meant: 1.5万 is 15000, 27.4万元 is 274000. A percentage is as printed, 93.05. None for a range and for a
        sum such as 36+10, which nobody may add up silently.
    low, high : float or None
        Bounds that the words set: 余, 以上, 超过 give low, 近, 不足, 以内 give high, a range gives both.
    unit : str
        As printed, money in 元 and without its 万 or 亿, "" where there is none. 五大 has 个.
    form : str
        ``number``, ``percent``, ``points`` (百分点), ``fraction`` (三分之二 is 0.667), ``ratio`` (value is first over
        second), ``multiple`` (倍), ``range``, ``sum``, ``duration``, ``money``.
    approx : bool
        Whether the words leave the number open: 余, 多, 近, 约, 左右, 几, 数.
    bound : {"", ">=", "<="}
        Which side is bounded where only one is.
    change : {"", "+", "-"}
        A growth or fall *by* this much (增长12%), which says nothing of the level.
    each : bool
        Holds for each of several (每期450余人, 人均): not to be read as a total.
    parts : tuple of float
        The terms of a ratio, a sum or a fraction, in the order in which they stand.
    text : str
        The words from `start` to `end`.
    """

    start: int
    end: int
    num_start: int
    num_end: int
    value: float | None
    low: float | None
    high: float | None
    unit: str
    form: QuantityForm
    approx: bool
    bound: Bound
    change: Change
    each: bool
    parts: tuple[float, ...]
    text: str


class Moment(NamedTuple):
    """A year, month or day; 0 is what the words leave open."""

    year: int
    month: int = 0
    day: int = 0


class PeriodFound(NamedTuple):
    """An expression of time and its place.

    Parameters
    ----------
    start, end : int
        Where it stands.
    first, last : Moment or None
        The first and the last year, month or day that it names; None for words such as 去年 and 截至目前.
    kind : str
        ``date`` (one year, month or day), ``span`` (from one to another, also quarters and halves), ``to_date``
        (截至目前, 今年以来, 截至11月), ``last_year``, ``this_year``, ``next_year``.
    text : str
        The words.
    """

    start: int
    end: int
    first: Moment | None
    last: Moment | None
    kind: str
    text: str


class Section(NamedTuple):
    """A part of a report from its heading to the next heading of any level; together they cover the text.

    Parameters
    ----------
    start, end : int
        From the heading (or the first word where there is none) to the next section.
    kind : {"done", "problems", "plans", "other"}
        What it is about, by the words of its heading or of the heading above; ``other`` before the first heading.
    title : str
        The heading without its number, "" where there is none.
    level : int
        1 for the outermost headings, 0 before the first.
    parent : int or None
        Index of the section above.
    body : int
        Where the text behind the heading begins.
    marker : str
        The heading's number as printed: ``一、``, ``(三)``.
    """

    start: int
    end: int
    kind: SectionKind
    title: str
    level: int
    parent: int | None
    body: int
    marker: str


class Clause(NamedTuple):
    """A part of a sentence between commas, and how it is to be read.

    Parameters
    ----------
    start, end : int
        The words without the punctuation behind them.
    sentence : int
        Counts the sentences of the text; clauses of one sentence share it.
    section : int
        Index into the sections.
    marker : str
        The mark of the enumeration item that it belongs to: ``一是``, ``2.``, ``①``; "" outside.
    modality : {"done", "planned", "under_way", "required", "problem"}
        Whether it reports, plans, is still at it, demands, or owns up to a shortcoming.
    scope : str
        Whose it is by the last scope word of the sentence: ``nation``, ``province``, ``city``, ``county``,
        ``departments``, ``townships``, ``villages``, ``bureau``, ``court``, ``government``, ``party``; "" where
        no word says so.
    span : {"", "to_date", "cumulative", "last_year", "carried_over"}
        Which time beside the report's own period.
    compared : bool
        Whether it compares with an earlier time (同比, 较上年).
    """

    start: int
    end: int
    sentence: int
    section: int
    marker: str
    modality: Modality
    scope: str
    span: Span
    compared: bool


class Breakdown(NamedTuple):
    """A total and its parts (其中, or in brackets): indices into the quantities of the text.

    Parameters
    ----------
    total : int
        The quantity that is divided.
    parts : tuple of int
        The quantities that divide it.
    complete : bool
        Whether the parts add up to the total.
    """

    total: int
    parts: tuple[int, ...]
    complete: bool
