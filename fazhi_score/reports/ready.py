"""The text of a report made ready for phrases: as an array of characters, each with its place in the original."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from fazhi_score.reports.naming import half_width
from fazhi_score.reports.ordering import put_in_order
from fazhi_score.reports.phrases import NUMBER, REST, any_of
from fazhi_score.reports.types import Quantity
from fazhi_score.reports.words import BLANKS, Codes, Ints, codes_of, kind_table, kinds_of

LONGEST_SENTENCE = 1500
"""What runs on longer is no sentence, and must not cost more than one."""

_GROUPING = frozenset(("类", "方面", "领域", "章", "部分", "大类"))
_LEFT_OUT = BLANKS + "“”‘’「」『』\"'《》〈〉\u200b\ufeff"
# what stands for quantities may come from the private letters of a PDF's font, and counts nothing then
_SIGNS = dict(zip(f"，；：（）！？﹐﹔﹕{NUMBER}{REST}", ",;:()!?,;:  ", strict=True))
_DROPPED, _OF_NUMBER, _STOP, _COMMA, _AND, _WITH = 1, 2, 3, 4, 5, 6

_KINDS = kind_table(
    {
        _DROPPED: _LEFT_OUT,
        _OF_NUMBER: NUMBER + REST,
        _STOP: "。;!?\n",
        _COMMA: ",:",
        _AND: "、和及并",
        _WITH: "以",
    }
)


class Ready(NamedTuple):
    """Text without blanks and quotation marks, with half-width signs and quantities as signs.

    Parameters
    ----------
    text : str
        The text.
    codes : array of uint32, shape (characters,)
        Its characters.
    origins : array of int, shape (characters,)
        Where each stands in the original text.
    numbers : dict
        The place of each quantity in `text` to the quantity.
    """

    text: str
    codes: Codes
    origins: Ints
    numbers: dict[int, Quantity]

    def origin(self, at: int) -> int:
        """Return where the character `at` stands in the original text."""
        return self.origins.item(at)

    def sentences(self) -> tuple[list[tuple[int, int]], list[int]]:
        """Return where sentences begin and end, and the places of the signs between clauses.

        These are stops, commas, colons, and where behind a number the next of a list begins.
        """
        kinds = kinds_of(self.codes, _KINDS)
        stops = kinds == _STOP
        edges = np.concatenate(([-1], stops.nonzero()[0], [len(kinds)]))
        starts, ends = edges[:-1] + 1, edges[1:]
        some = (ends > starts).nonzero()[0]
        sentences = list(zip(starts[some].tolist(), ends[some].tolist(), strict=True))
        if len(some) and int((ends - starts).max()) > LONGEST_SENTENCE:
            sentences = [
                (at, min(at + LONGEST_SENTENCE, end))
                for start, end in sentences
                for at in range(start, end, LONGEST_SENTENCE)
            ]
        cuts = stops | (kinds == _COMMA)
        behind = kinds[:-1] == _OF_NUMBER  # a number and more: 23件、和及并; 以 only as 以及
        cuts[1:] |= behind & (kinds[1:] == _AND)
        cuts[1:-1] |= behind[:-1] & (kinds[1:-1] == _WITH) & (self.codes[2:] == ord("及"))
        return sentences, cuts.nonzero()[0].tolist()


def make_ready(text: str, quantities: Iterable[Quantity], typos: Mapping[str, str] | None = None) -> Ready:
    """Return `text` made ready for phrases, with misspelt words put right.

    Examples
    --------
    >>> from fazhi_score.reports.numbers import find_quantities
    >>> text = "办结 “一件事” 12件"
    >>> make_ready(text, find_quantities(text)).text.replace(NUMBER, "N").replace(REST, "·")
    '办结一件事N··'
    """
    plain = half_width(text)
    for sign, plain_sign in _SIGNS.items():
        plain = plain.replace(sign, plain_sign)
    if typos and any_of(tuple(typos)).search(plain):  # seldom; one look for all is faster than one for each
        for wrong, right in typos.items():
            plain = plain.replace(wrong, right)
    codes = codes_of(plain)
    by_place = _with_signs(codes, list(quantities))
    origins = (kinds_of(codes, _KINDS) != _DROPPED).nonzero()[0]
    codes = codes.take(origins)
    ready = _text_of(codes)
    slices = put_in_order(ready)
    if slices not in ([], [(0, len(ready))]):
        order = np.concatenate([np.arange(start, end) for start, end in slices])
        codes, origins = codes.take(order), origins.take(order)
        ready = _text_of(codes)
    places = (codes == ord(NUMBER)).nonzero()[0]
    found = zip(places.tolist(), origins.take(places).tolist(), strict=True)
    return Ready(ready, codes, origins, {at: by_place[origin] for at, origin in found})


def _with_signs(codes: Codes, quantities: list[Quantity]) -> dict[int, Quantity]:
    """Put the signs of quantities in the place of their words; return each by its place."""
    by_place = {}
    for quantity, following in zip(quantities, [*quantities[1:], None][: len(quantities)], strict=True):
        if quantity.unit in _GROUPING and following and following.start == quantity.end:  # 23类456项: the items count
            codes[quantity.start : quantity.end] = ord(" ")
            continue
        codes[quantity.start : quantity.end] = ord(REST)
        codes[quantity.start] = ord(NUMBER)
        by_place[quantity.start] = quantity
    return by_place


def _text_of(codes: Codes) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")
