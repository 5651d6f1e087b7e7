"""Bytes of a text in whatever encoding into text, with what was damaged."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from fazhi_score.errors import FazhiError, Problem

_SAMPLE = 2**14
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# what every official text is full of, in simplified and in traditional letters
_COMMON = re.compile(
    "["
    "的一是在不了有和人这中大为上个国我以要时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进等部度政府治建设推强化务全执公开依制区市县局镇处理组织，。、：；（）《》“”"
    "這為個國時來們發動種後學經進設強務執開區縣處組織與會產過說對於動請"
    "]"
)
_BAD = re.compile("[\ufffd\ue000-\uf8ff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
MOST_BAD = 0.2
"""Where more of a text than this cannot be read, it is no text, or not in an encoding that is known."""
MOST_CONTROL = 0.02
_SURE = 0.3
LEAST_LIKENESS = -0.2
"""Chinese text scores above 0.3, damaged text above 0, random bytes about -0.4."""

_NAMES = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "utf-8": "utf-8"}


class Decoded(NamedTuple):
    """A text, its encoding, and what could not be read."""

    text: str
    encoding: str
    problem: Problem | None


def decode_text(data: bytes, origin: str = "", declared: str = "") -> Decoded:
    """Return the text of `data` with the line ends of Unix.

    UTF-8 and UTF-16 with and without a mark, GB18030 (so GBK and GB2312) and Big5 are told apart by what the text
    says in each; what the file declares only decides where that leaves a choice.

    Parameters
    ----------
    data : bytes
        All of the file.
    origin : str
        Its name, for the messages.
    declared : str
        The encoding that the file says it has.

    Raises
    ------
    FazhiError
        Where it is no text.

    Examples
    --------
    >>> decode_text("法治政府\\r\\n建设".encode("gbk"))
    Decoded(text='法治政府\\n建设', encoding='gb18030', problem=None)
    """
    encoding, start = _encoding(data, declared, origin)
    body = data[start:]
    try:
        text, problem = body.decode(encoding), None
    except UnicodeDecodeError as error:
        text, problem = _mended(body, encoding, start, start + error.start, origin)
    bad = text.count("\ufffd") if problem else 0
    control = len(_CONTROL.findall(text))
    if bad > MOST_BAD * len(text) or control > MOST_CONTROL * len(text):
        raise FazhiError(Problem("report_no_text", file=origin))
    if control:
        first = _CONTROL.search(text)
        position = len(text[: first.start() if first else 0].encode(encoding, "replace")) + start
        problem = problem or _damaged(position, control, origin)
        text = _CONTROL.sub("\ufffd", text)
    return Decoded(unix_lines(text), encoding, problem)


def unix_lines(text: str) -> str:
    """Return a text whose lines end in a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _encoding(data: bytes, declared: str, origin: str) -> tuple[str, int]:
    """Return the encoding and where the text begins."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    sample = data[:_SAMPLE]
    zeros = sample.count(0)
    if zeros * 50 < len(sample):  # UTF-16 has one for each line end, digit and blank
        try:
            data.decode("utf-8")
            return "utf-8", 0
        except UnicodeDecodeError:
            pass
    known = ["gb18030", "utf-8", "big5hkscs"]
    known += ["utf-16-le", "utf-16-be"] if zeros else []
    said = _NAMES.get(declared.lower().strip(), "")
    known.sort(key=lambda encoding: encoding != said)
    found = {}
    for encoding in known:
        found[encoding] = _likeness(sample, encoding)
        if found[encoding] > _SURE:
            return encoding, 0
    best = max(found, key=found.__getitem__)
    if found[best] < LEAST_LIKENESS and len(sample) >= 100:
        raise FazhiError(Problem("report_no_text", file=origin))
    return best, 0


def _likeness(sample: bytes, encoding: str) -> float:
    """Say how much `sample` reads like a Chinese text in `encoding`: common letters less unreadable ones."""
    text = sample.decode(encoding, "replace")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    bad = len(_BAD.findall(text)) + len(_CONTROL.findall(text))
    return (len(_COMMON.findall(text)) - 3 * bad) / max(foreign, 1)


def _mended(body: bytes, encoding: str, start: int, first: int, origin: str) -> tuple[str, Problem]:
    """Return a text with its unreadable bytes marked, lines in another encoding read in that one, and the problem."""
    other = {"utf-8": "gb18030", "gb18030": "utf-8"}.get(encoding)
    if other is None:
        text = body.decode(encoding, "replace")
        return text, _damaged(first, text.count("\ufffd"), origin)
    lines = []
    foreign = 0
    for line in body.split(b"\n"):
        for tried in ("utf-8", "gb18030"):  # in this order: what is not UTF-8 hardly ever looks like it
            try:
                lines.append(line.decode(tried))
                foreign += tried != encoding and not line.isascii()
                break
            except UnicodeDecodeError:
                pass
        else:
            lines.append(line.decode(encoding, "replace"))
    text = "\n".join(lines)
    bad = text.count("\ufffd")
    if bad or not foreign:
        return text, _damaged(first, bad, origin)
    params = {"position": first, "encoding": encoding, "other": other, "count": foreign}
    return text, Problem("report_mixed", params, file=origin, severity="warning")


def _damaged(position: int, count: int, origin: str) -> Problem:
    return Problem("report_damaged", {"position": position, "count": count}, file=origin, severity="warning")
