"""Expressions of time in a report into years, months and days."""

from __future__ import annotations

import re

from fazhi_score.reports.naming import half_width
from fazhi_score.reports.types import Moment, PeriodFound

_CHINESE_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_YEAR = r"(?:(?:19|20)\d\d|二[〇零○][〇零○一二三四五六七八九]{2})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_S = r"[ \u00a0\u3000]{0,2}"
_TO = rf"{_S}(?:[-–—－−~～〜]{{1,2}}|至|到){_S}"
_QUARTER = r"(?:第?[一二三四1-4]季度|前[三3]季度|上半年|下半年)"

# The first alternative that fits wins, hence the longer ones come first. Every part is of bounded length.
_PERIOD = re.compile(
    rf"""
    (?P<as_of>截[至止]到?(?:了)?{_S}(?:目前|现在|当前|年底|年末)?{_S})?
    (?:(?<![\d.])(?:
      (?P<y1>{_YEAR}){_S}年?度?{_TO}(?P<y2>{_YEAR}){_S}年度?
    | (?P<ya>{_YEAR}){_S}年{_S}(?P<ma>{_MONTH}){_S}月?份?(?:{_S}(?P<da>{_DAY}){_S}[日号])?{_TO}
        (?:(?P<yb>{_YEAR}){_S}年{_S})?(?P<mb>{_MONTH}){_S}月(?:{_S}(?P<db>{_DAY}){_S}[日号]|份)?
    | (?P<yc>{_YEAR}){_S}年{_S}(?P<qc>{_QUARTER})
    | (?P<yd>{_YEAR}){_S}年{_S}(?P<md>{_MONTH}){_S}月(?:{_S}(?P<dd>{_DAY}){_S}[日号]|份?[底初末]?)
    | (?P<yi>{_YEAR})(?P<si>[-./])(?P<mi>1[0-2]|0?[1-9])(?P=si)(?P<di>{_DAY})(?!\d)
        (?:[ T]?[012]?\d:[0-5]\d(?::[0-5]\d)?)?
    | (?P<ye>{_YEAR}){_S}年(?:度(?!假)|[底末初])?
    | (?P<mf>{_MONTH}){_S}月?份?{_TO}(?P<mg>{_MONTH}){_S}月(?!\d)(?:份|[底初末])?(?!{_S}{_DAY}{_S}日)
    | (?P<mh>{_MONTH}){_S}月{_S}(?P<dh>{_DAY}){_S}日?{_TO}(?:(?P<mj>{_MONTH}){_S}月{_S})?(?P<dj>{_DAY}){_S}[日号]
    | (?P<mk>{_MONTH}){_S}月(?:{_S}(?P<dk>{_DAY}){_S}[日号]|份?[底初末]?)(?!度)
    | (?P<time>[012]?\d:[0-5]\d:[0-5]\d)
    )
    | (?<![\d.])(?P<q>{_QUARTER})
    | (?P<last>(?:(?<!过)去|上一?)年(?:度|底|末)?(?:同期)?|同期)
    | (?P<this>[今本]年(?:度|以来)?|年[初内])
    | (?P<next>明年|来年|下一?年(?:度)?)
    | (?P<now>截[至止]到?(?:目前|现在|年底|年末)|目前)
    )
    """,
    re.VERBOSE | re.ASCII,
)
# Looking for the first character alone is much faster than trying the whole pattern everywhere; so is one set of
# characters first, and behind it what must stand around each.
_STARTS = re.compile(
    r"[0-9二一三四五六七八九十前第上下去同今本明来年截目](?:(?<=[0-9])(?<![\d.][0-9])"
    r"(?=[0-9]{0,3}[ \u00a0\u3000]{0,4}[年度月份季:./\-–—－−~～〜至到])"
    r"|(?<=[二一三四五六七八九十])(?=[〇零○一二十月季])|(?<=[前第上下去同今本明来年截目])(?=[一二三四1-4年期半初内至止前]))"
)
_WORDS = {"last": "last_year", "this": "this_year", "next": "next_year", "now": "to_date", "time": "date"}
_QUARTER_MONTHS = {"上半年": (1, 6), "下半年": (7, 12), "前三季度": (1, 9), "前3季度": (1, 9)}


def find_periods(text: str) -> list[PeriodFound]:
    """Find every year, month, day and span of a text, and words such as 去年 and 截至目前.

    Parameters
    ----------
    text : str
        The text of a report.

    Returns
    -------
    list of PeriodFound
        In the order of the text, none overlapping another.

    Examples
    --------
    >>> found = find_periods("2023年1—11月，较去年同期下降")
    >>> [(period.text, period.first, period.last) for period in found][0]
    ('2023年1—11月', Moment(year=2023, month=1, day=0), Moment(year=2023, month=11, day=0))
    >>> found[1].kind
    'last_year'
    """
    plain = half_width(text)
    found: list[PeriodFound] = []
    end = 0
    for start in _STARTS.finditer(plain):
        if start.start() < end:
            continue
        match = _PERIOD.match(plain, start.start())
        if match and match.end() > match.start() and _is_date(match, plain):
            found.append(_period(match, text))
            end = match.end()
    return found


def _is_date(match: re.Match[str], plain: str) -> bool:
    """Say whether what looks like a period is one: not the 三月 of 二十三月, nor the end of a number or code."""
    before = plain[match.start() - 1] if match.start() else ""
    if match.lastgroup in ("mk", "mf") and before and before in "〇零一二三四五六七八九十百个+×/":
        return False
    return not (match.lastgroup == "now" and before == "在")


def _period(match: re.Match[str], text: str) -> PeriodFound:
    start, end = match.span()
    kind = _WORDS.get(match.lastgroup or "")
    if kind:
        until_now = kind == "this_year" and match["this"].endswith("以来")
        return PeriodFound(start, end, None, None, "to_date" if until_now else kind, text[start:end])
    first, last = _moments(match)
    kind = "to_date" if match["as_of"] else "date" if first == last else "span"
    return PeriodFound(start, end, first, last, kind, text[start:end])


def _moments(match: re.Match[str]) -> tuple[Moment, Moment]:
    """Return the first and the last moment that the groups of `match` name."""

    if match["ye"]:  # most
        moment = Moment(_number(match["ye"]))
        return moment, moment
    for names in (("yd", "md", "dd"), ("yi", "mi", "di")):
        if match[names[0]]:
            moment = Moment(*map(_number, match.group(*names)))
            return moment, moment
    if match["y1"]:
        return Moment(_number(match["y1"])), Moment(_number(match["y2"]))
    if match["ya"]:
        first, last = (Moment(*map(_number, match.group(*names))) for names in (("ya", "ma", "da"), ("yb", "mb", "db")))
        return first, last if last.year else last._replace(year=first.year)
    quarter = match["qc"] or match["q"]
    if quarter:
        months = _QUARTER_MONTHS.get(quarter) or _quarter(quarter)
        year = _number(match["yc"])
        return Moment(year, months[0]), Moment(year, months[1])
    if match["mf"]:
        return Moment(0, _number(match["mf"])), Moment(0, _number(match["mg"]))
    if match["mh"]:
        first = Moment(0, _number(match["mh"]), _number(match["dh"]))
        return first, Moment(0, _number(match["mj"]) or first.month, _number(match["dj"]))
    moment = Moment(0, _number(match["mk"]), _number(match["dk"]))
    return moment, moment


def _quarter(word: str) -> tuple[int, int]:
    number = _number(word.removeprefix("第")[0])
    return 3 * number - 2, 3 * number


def _number(text: str | None) -> int:
    """Return a year, month or day in digits as a number, 0 for none."""
    if not text:
        return 0
    if text.isascii():
        return int(text)
    if text[0] == "十":
        return 10 + (_number(text[1]) if len(text) > 1 else 0)
    return int("".join(_CHINESE_DIGITS.get(c, c) for c in text))
