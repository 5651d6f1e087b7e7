"""The beginning and the end of a report into what it says of itself: title, issuer, unit, year, day."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from fazhi_score.documents.traditional import simplified
from fazhi_score.documents.units import Unit, parse_unit
from fazhi_score.facts.numerals import numeral_text

_HEAD, _TAIL = 4000, 1200
_MOST_LINES = 60
_PROSE = 60
"""A line of so many characters with a full stop is running text."""

_YEAR = r"(20(?<!\d20)\d\d)(?!\d)"  # a plain character first, which is what re looks for fastest
_CHINESE_YEAR = re.compile("二[〇零○oO0◯]([一二三四五六七八九〇零○oO0◯])([一二三四五六七八九〇零○oO0◯])(?=年)")
_DIGITS = dict(zip("〇零○oO0◯一二三四五六七八九", "0000000123456789", strict=True))
_PART = {"上半年": "H1", "下半年": "H2"}
_QUARTER = {"一": "1", "二": "2", "三": "3", "四": "4"}

_TOPIC = "法[治制]政府|依法行政|法[治制]建设|依法治[国省市县区州旗]|法治[^，。]{1,4}建设|第一责任人"
_KIND = "报告|总结|情况|汇报|自评|自查|述职|述法|综述|白皮书|年报|公告|公示"
_NEXT_YEAR = r"(?:[和及暨与、]|以及)[^。；;!?]{2,24}(?:安排|计划|打算|思路|要点|谋划)"
_TITLE = re.compile(
    rf"[^。；;!?]*?(?:{_TOPIC})[^。；;!?]*?(?:{_KIND})(?:{_NEXT_YEAR})?[^。；;!?]{{0,3}}(?:[(\[].{{1,20}}[)\]])?"
)
_NO_TITLE = re.compile(
    r"(?:[一二三四五六七八九十]+、|[(][一二三四五六七八九十\d]+[)]|\d+[.、]|第[一二三四五六七八九十]+[章部节])"
    r"|现将|根据|按照|为了|为深|在.{0,20}下|上一[篇条]|下一[篇条]|您?(?:现在|当前)的?位置|首页|相关"
)
_TITLE_LABEL = re.compile(r"(?:[#*\s]|附件\d*[:：]?)*(?:(?:信息|公文|文件)?(?:名称|标题)|题名)?[:：]?")
_DOCUMENT_NUMBER = re.compile(r".{1,12}[〔\[(]20\d\d[〕\])].{0,4}号")

_SUBJECT_END = re.compile(
    rf"{_YEAR}|年度|上半年|下半年|第.季度|法治|依法行政|全面依法治|推进|贯彻|落实|开展|加强|深入|持续|履行|建设(?![局厅委]|管理)|印发|报送|公开|"
    "党政主要|主要负责人|工作(?![局委])"
)
_PUBLISHER = ("发布机构", "发布机关", "发布单位", "发布部门", "发文机关", "发文单位", "公开主体", "责任部门", "发布者")
_SOURCE = ("信息来源", "文章来源", "来源", "稿源")
_DAY_LABELS = (
    ("发布日期", "发布时间", "发文日期", "公开日期", "公开时间", "公布日期", "发布于"),
    ("更新时间", "更新日期", "时间", "日期"),
    ("成文日期", "成文时间", "生成日期"),
)
_DAY = r"(20\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})(?!\d)\s*日?"
_CHINESE_DAY = r"(20\d\d)年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
_DAY_LINE = re.compile(rf"[(]?(?:{_DAY}|{_CHINESE_DAY})(?:\s*\d{{1,2}}:\d\d(?::\d\d)?)?[)]?")
_LEAD = re.compile(
    rf"{_YEAR}年?度?[^。;\n]{{0,30}}?(?:{_TOPIC})[^。;\n]{{0,40}}?(?:报告|总结|汇报|公布|公开|公示|通报|情况|述职)如下"
)
_OPENING = re.compile(rf"{_YEAR}年度?(?:以来)?(?:,|是)")
_FIRST_HEADING = re.compile(rf"一、\s*{_YEAR}年")


class Stated(NamedTuple):
    """What a report says of itself; "" or None where it does not."""

    title: str = ""
    issuer: str = ""
    region: str = ""
    class_: str = ""
    province: str = ""
    city: str = ""
    period: str = ""
    published: datetime.date | None = None


def stated_in(
    text: str, *, title: str = "", issuer: str = "", published: str = "", header: str = "", name: str = ""
) -> Stated:
    """Return what the text says of itself.

    Parameters
    ----------
    text : str
        The report.
    title, issuer, published : str
        What the file says beside its text, such as the meta tags of a page; believed first.
    header : str
        Text of the page around the report.
    name : str
        The name of the file without its ending: used where the text has no title.

    Examples
    --------
    >>> text = "云溪县人民政府\\n关于2023年法治政府建设情况的报告\\n2023年，……\\n云溪县人民政府\\n2024年1月26日"
    >>> found = stated_in(text)
    >>> found.title, found.region, found.class_, found.period, str(found.published)
    ('云溪县人民政府关于2023年法治政府建设情况的报告', '云溪县', 'county-level', '2023', '2024-01-26')
    """
    text = simplified(text)
    head = _lines(text[:_HEAD])
    top = [*_lines(header), *head[: _prose_at(head)]]
    tail = _lines(text)[2:] if len(text) <= _TAIL else _lines(text[-_TAIL:])  # a title does not sign
    end = [line for line in tail[-12:] if len(line) < _PROSE]
    if not (title and _title_rank(_plain(title)) > 0):
        title = find_title(head) or find_title(_lines(header)) or (title if not name else find_title([name]) or title)
    signed = next((line for line in reversed(end) if _signs(line)), "")
    issuers = [*_issuers(title), *_publishers(top, _PUBLISHER), *_publishers(top, _SOURCE)]
    issuer = next(filter(None, (_title_issuer(title), signed, issuer, *_publishers(top, (*_PUBLISHER, *_SOURCE)))), "")
    unit = _unit([*issuers[:2], signed, *issuers[2:], issuer])
    if unit and unit.office and "关于" not in title and parse_unit(issuers[0]) == unit:
        unit = unit._replace(region=unit.office, class_="department")  # it speaks of itself, not of its county
    period = period_of(title) or _lead_period(head) or period_of(name, sure=True)
    day = find_day(published) or _published(top, end)
    if unit is None:
        return Stated(title, issuer, period=period, published=day)
    return Stated(title, issuer, unit.region, unit.class_, unit.province, unit.city, period, day)


def find_title(lines: Sequence[str]) -> str:
    """Return the title among the first lines, put together where it is broken over several."""
    best, rank = "", 0.0
    stop = min(_prose_at(lines, 2), len(lines))
    for first in range(stop):
        for count in (1, 2, 3):
            parts = lines[first : min(first + count, stop)]
            if len(parts) < count or (count > 1 and not _belong_together(parts)):
                break
            joined = "".join(parts)
            found = _title_rank(_plain(joined)) - 0.1 * (count - 1)
            if found > rank:
                best, rank = _shown(joined), found
    return best


def _title_rank(line: str) -> float:
    """Say how much a line looks like a title: 0 for not at all."""
    line = _bare(line)
    if not 6 <= len(line) <= 90 or _NO_TITLE.match(line) or not _TITLE.fullmatch(line):
        return 0.0
    about = "关于" in line and not line.startswith("关于")
    return 1 + bool(re.search(_YEAR, line)) + bool(about or any(map(parse_unit, _issuers(line)[:2])))


def _belong_together(parts: Sequence[str]) -> bool:
    plain = [_plain(part) for part in parts]
    if any(len(part) > 40 or ":" in part or _DAY_LINE.fullmatch(part) or "。" in part for part in plain):
        return False
    if any(_DOCUMENT_NUMBER.fullmatch(part) for part in plain):
        return False
    first = parse_unit(plain[0])
    if first is not None:  # 云溪县人民政府 / 关于…: not the name of a website above somebody else's title
        return bool(re.match(rf"关于|{_YEAR}|[^关]*(?:人民政府|委员会)$", plain[1]))
    return not _title_rank(plain[0])


def _shown(line: str) -> str:
    """Return a title as it is shown: without its label, and without blanks that only spread the letters."""
    line = " ".join(line.split())
    label = _TITLE_LABEL.match(re.sub(r"(?<=名)\s+(?=称)|(?<=标)\s+(?=题)", "", line))
    line = re.sub(r"^(名|标)\s+(称|题)", r"\1\2", line)[label.end() if label else 0 :].strip()
    gaps = re.findall(r"(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff])", line)
    return re.sub(r"\s", "", line) if len(gaps) >= 4 else line


@lru_cache(maxsize=1024)
def _plain(line: str) -> str:
    """Return a line in half-width letters, without blanks, its years in digits."""
    return re.sub(r"\s", "", _half_width(line))


@lru_cache(maxsize=128)  # the same few lines are looked at again and again
def _half_width(text: str) -> str:
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    return _CHINESE_YEAR.sub(lambda found: f"20{_DIGITS[found[1]]}{_DIGITS[found[2]]}", text)


def _bare(line: str) -> str:
    label = _TITLE_LABEL.match(line)
    return line[label.end() if label else 0 :]


def _lines(text: str) -> list[str]:
    return [stripped for line in text.split("\n") if (stripped := line.strip(" \t\u3000\xa0\ufeff"))][:400]


def _prose_at(lines: Sequence[str], count: int = 1) -> int:
    """Return the number of lines before the running text begins."""
    for number, line in enumerate(lines[:_MOST_LINES]):
        if len(line) >= _PROSE and "。" in line:
            count -= 1
            if not count:
                return number + 1
    return min(len(lines), _MOST_LINES)


def _title_issuer(title: str) -> str:
    """Return the issuer that a title begins with, as it is written there."""
    before, about, _ = title.partition("关于")
    if not about:
        before = _issuers(title)[0]
    before = before.strip()
    unit = _named(before)
    return before if unit and not unit.bare else ""


def _issuers(title: str) -> list[str]:
    """Return the two names in a title: what it is about, and who says so."""
    line = _bare(_plain(title))
    line = re.sub(r"《[^》]*》", "", line)
    before, about, behind = line.partition("关于")
    if not about:
        before, behind = "", line
    return [_subject(behind), before]


def _subject(text: str) -> str:
    """Return the name at the beginning, after a year and words such as 公布."""
    text = re.sub(rf"^(?:{_YEAR}年?度?|对|公布|报送|印发|发布|呈报|《)+", "", text)
    law = re.match(r".{2,30}?(?:依法治.(?:委员会)?(?:办公室|办)|领导小组(?:办公室)?)", text)
    if law:
        return law.group()
    end = _SUBJECT_END.search(text)
    return text[: end.start()] if end else ""


def _unit(names: Iterable[str]) -> Unit | None:
    """Return the first unit that is named; where its class or place is open, what the others add."""
    found: Unit | None = None
    for name in names:
        unit = _named(name)
        if unit is None:
            continue
        if found is None:
            found = unit
        elif unit.region == found.region:
            found = found._replace(province=found.province or unit.province, city=found.city or unit.city)
    return found


def _named(name: str) -> Unit | None:
    """Return the unit of a name, or of the last of several names with blanks between them."""
    return parse_unit(name) or next(filter(None, map(parse_unit, reversed(name.split()))), None)


def _publishers(lines: Iterable[str], labels: Sequence[str]) -> list[str]:
    pattern = _labelled(tuple(labels), r"([^\s:|】\]]{2,40})")
    found = [match[1] for line in lines for match in pattern.finditer(_half_width(line))]
    return [name for name in found if parse_unit(name)]


@lru_cache(maxsize=8)
def _labelled(labels: tuple[str, ...], what: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(r"\s*".join(label) for label in labels) + rf")\s*[:\]】]\s*{what}")


def _signs(line: str) -> bool:
    """Say whether a line is nothing but the name of an authority."""
    unit = parse_unit(line) if len(line) <= 40 and "。" not in line else None
    return unit is not None and not unit.bare


def period_of(title: str, *, sure: bool = False) -> str:
    """Return the period that a title names; not the years of a plan or the day of publication.

    With `sure`, only a year that is called one (2023年).

    Examples
    --------
    >>> period_of("关于2023年度法治政府建设情况和2024年工作安排的报告"), period_of("二〇二三年上半年依法行政总结")
    ('2023', '2023H1')
    """
    line = re.sub(r"《[^》]*(?:》|$)", "", _plain(title))
    line = re.sub(rf"{_YEAR}年?[-—–~至到]+20\d\d年?", "", line)
    for match in re.finditer(rf"{_YEAR}(年?)度?(?:(上半年|下半年)|第?([一二三四1-4])季度)?", line):
        behind = line[match.end() :]
        if (match[2] and re.match(r"\d{1,2}月", behind)) or re.match(r"[〕\]].{0,5}号|[-./]\d", behind):
            continue
        if re.match(r"(?:工作)?(?:计划|安排|思路|打算)", behind) or (sure and not match[2]):
            continue
        quarter = match[4] and f"Q{_QUARTER.get(match[4], match[4])}"
        return match[1] + (_PART.get(match[3] or "", "") or quarter or "")
    return ""


def _lead_period(head: Sequence[str]) -> str:
    """Return the year that the first sentences speak of."""
    joined = "\n".join(map(_plain, head))
    lead = _LEAD.search(joined)
    if lead:
        return period_of(lead.group())
    prose = head[: _prose_at(head)][-1:]
    opening = _OPENING.match(_plain(prose[0])) if prose else None
    heading = next(filter(None, (_FIRST_HEADING.match(_plain(line)) for line in head)), None)
    found = opening or heading
    return found[1] if found else ""


def _published(top: Sequence[str], end: Sequence[str]) -> datetime.date | None:
    lines = [_half_width(line) for line in (*top, *end) if len(line) < 300]
    for labels in _DAY_LABELS[:2]:
        pattern = _labelled(labels, _DAY)
        for line in lines:
            match = pattern.search(line)
            if match and (day := _day(match.groups())):
                return day
    for line in (*reversed([_half_width(line) for line in end]), *map(_half_width, top)):
        match = _DAY_LINE.fullmatch(line)
        if match and (day := _day(match.groups())):
            return day
    written = _labelled(_DAY_LABELS[2], _DAY)
    return next((_day(match.groups()) for line in lines if (match := written.search(line))), None)


def find_day(text: str) -> datetime.date | None:
    """Return the first day that a text names."""
    match = re.search(_DAY, _half_width(text[:200]))
    return _day(match.groups()) if match else None


def _day(groups: Sequence[str | None]) -> datetime.date | None:
    parts = [part if part.isdigit() else numeral_text(part) or "" for part in groups if part]
    try:
        year, month, day = map(int, parts)
        return datetime.date(year, month, day)
    except ValueError:
        return None
