"""Text made ready for phrases into the order in which each number stands beside what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi_score.reports.phrases import NUMBER, REST

_REACH = 80
_NUMBER = f"{NUMBER}{REST}*"
_EDGE = re.compile(f"[,。;:!?\n{NUMBER}{REST}]")
_SENTENCE_EDGE = re.compile("[,。;:!?\n]")
# 好评率、办结率分别为99%和100%: as many numbers as names before them
_SHARED = re.compile(
    f"(?:为|达到|达|是|有|占|完成|保持在|提高到|降至)?(?P<numbers>{_NUMBER}(?:(?:、|,|和|及|与|以及){_NUMBER}){{1,5}})"
)
_BETWEEN = re.compile("、|以及|[和及与]")
# 由5人增至8人: only where it has come to counts
_FROM = re.compile(
    f"[由从](?:去年|上年|年初|原来|原有|之前|原)?的?{_NUMBER}[^,。;:!?\n{NUMBER}{REST}]{{0,8}}?(?:至|到|为|成)(?={NUMBER})"
)


# 审核重大决策6件、规范性文件9件: the verb holds for the whole list
_VERB = re.compile(
    "审核|审查|审议|评查|抽查|检查|核查|办理|办结|受理|审理|审结|调解|调处|化解|排查|开展|组织|举办|召开|培训|发放|印发|制定|出台|修订"
    "|废止|清理|修改|备案|报备|查处|立案|解答|接待|提供|聘请|聘任|承办|答复|回复|收到|制发|发布|公开|完成|建立|建成|设立|创建|选聘|配备"
    "|整改|纠正|撤销|维持|驳回|终止|参加|参与|旁听|宣讲|推送|悬挂|张贴|下放|赋予|取消|承接|调整|作出|下达|移送|追究|约谈|办复|追责|问责|处分|命名|获评"
)
_ITEM = re.compile(f"、(?<=[{NUMBER}{REST}]、)(?=[^,。;:!?\n、{NUMBER}{REST}]{{2,16}}{NUMBER})")


def put_in_order(text: str) -> list[tuple[int, int]]:
    """Return the slices of `text` in the order in which phrases can read them; one for all where nothing is to be done.

    Numbers that are shared out (分别为) come to stand behind their names; a number from which something has grown or
    fallen (由5人增至8人) is left out; the verb of a list is repeated before its items (审核决策6件、审核文件9件).

    Examples
    --------
    >>> text = "好评率、办结率分别为N和N。".replace("N", NUMBER)
    >>> "".join(text[start:end] for start, end in put_in_order(text)).replace(NUMBER, "N")
    '好评率N、办结率N。'
    """
    edits: list[tuple[int, int, list[tuple[int, int]]]] = [*_shared_out(text), *_repeated(text)]
    edits += [(match.start(), match.end(), []) for match in _FROM.finditer(text)]
    edits.sort()
    slices: list[tuple[int, int]] = []
    at = 0
    for start, end, instead in edits:
        if start < at:
            continue
        slices += [(at, start), *instead]
        at = end
    return [(start, end) for start, end in (*slices, (at, len(text))) if start < end]


def _repeated(text: str) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Iterate over the items of lists that have no verb of their own, with the verb of the first item."""
    for item in _ITEM.finditer(text):
        begin = max(0, item.start() - _REACH)
        for edge in _SENTENCE_EDGE.finditer(text, begin, item.start()):
            begin = edge.end()
        number = text.find(NUMBER, item.end())
        verb = _VERB.search(text, begin, text.find(NUMBER, begin))
        if verb and not _VERB.search(text, item.end(), number):
            yield item.end(), item.end(), [verb.span()]


def _shared_out(text: str) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Iterate over what stands between the first name and the last number of each 分别, with its slices in order."""
    at = text.find("分别")
    while at >= 0:
        found = _SHARED.match(text, at + 2)
        if found:
            numbers = [match.span() for match in re.finditer(_NUMBER, text[: found.end()][found.start("numbers") :])]
            numbers = [(start + found.start("numbers"), end + found.start("numbers")) for start, end in numbers]
            names = _names(text, at, len(numbers))
            if names:
                slices = []
                for number, name in enumerate(names):
                    slices += [name, numbers[number]]
                    if number + 1 < len(names):
                        slices.append((name[1], names[number + 1][0]))
                yield names[0][0], found.end(), slices
        at = text.find("分别", at + 2)


def _names(text: str, end: int, count: int) -> list[tuple[int, int]]:
    """Return the last `count` names before a place, none where there are fewer."""
    begin = max(0, end - _REACH)
    for edge in _EDGE.finditer(text, begin, end):
        begin = edge.end()
    breaks = [match.span() for match in _BETWEEN.finditer(text, begin, end)][-(count - 1) :]
    if len(breaks) < count - 1:
        return []
    starts, ends = [begin, *(stop for _, stop in breaks)], [*(start for start, _ in breaks), end]
    names = list(zip(starts, ends, strict=True))
    return names if all(stop - start > 1 for start, stop in names) else []
