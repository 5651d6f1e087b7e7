"""A web page into the text of its article, with what its tags say about it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from fazhi_score.errors import FazhiError, Problem

DEEPEST = 2000
"""The parser follows elements no deeper than 2048."""

_DROPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "nav", "footer", "aside", "select", "option", "button", "input"}
    | {"textarea", "iframe", "frame", "object", "embed", "svg", "canvas", "audio", "video", "map"}
)
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "basefont", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img"}
    | {"ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u"}
    | {"var", "wbr", "ucapcontent", "ucaptitle"}
)
_BOILERPLATE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|foot|footer|bottom|breadcrumb|crumbs?|position|location|weizhi|dqwz|share|fenxiang|sidebar|"
    r"aside|toolbar|tools?|copyright|print|dayin|login|search|links?|related|relate|recommend|comments?|pager?|pagination|"
    r"prev|next|qrcode|ewm|hidden|hide|friendlink)(?:$|[\s_-]|\d)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"(?:^|[\s_-])(?:trs_editor|trs_ueditor|ucapcontent|zoom|zoomcon|fontzoom|v_news_content|vsb_content|pages_content|"
    r"article-?con(?:tent)?|articlecontent|news_?content|info-?content|con_?text|bt-content|main-?txt|xxgk_content|"
    r"detail-?content|artcon|wzcon|content-body|article)(?:$|[\s_-]|\d)",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FURNITURE = re.compile(
    r"[【\[(]?\s*(?:打印|关闭|纠错|收藏|返回顶部|字体|字号)|扫一扫|分享到?[:：]?$|上一[篇条][:：]|下一[篇条][:：]|责任编辑|编辑[:：]|版权所有|主办(?:单位)?[:：]|"
    r"承办(?:单位)?[:：]|.{0,4}ICP备|.{0,4}公网安备|网站标识码|您?(?:现在|当前)的?(?:所在)?位置|浏览(?:次数|量)?[:：]|阅读(?:次数|量)?[:：]|"
    r"点击(?:数|量|次数)[:：]|首页\s*[>》]|相关(?:链接|文档|阅读|信息)|微信|技术支持|联系我们|网站地图|A-?\s*A\+?$",
    re.IGNORECASE,
)
_ENOUGH = 0.95
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_META_TITLE = ("articletitle", "og:title", "title", "dc.title", "citation_title")
_META_DAY = ("pubdate", "publishdate", "article:published_time", "dc.date", "dc.date.issued", "firstpublishedtime")
_META_ISSUER = ("contentsource", "source", "author", "publisher", "dc.publisher", "sitename")


class Page(NamedTuple):
    """The article of a page, the text around it, and what its tags state."""

    text: str
    header: str
    title: str
    issuer: str
    published: str
    cut: bool


def declared_charset(data: bytes) -> str:
    """Return the encoding that a page says it has, "" where it does not."""
    found = _CHARSET.search(data[:4096])
    return found[1].decode("ascii") if found else ""


def import_lxml(origin: str) -> Any:
    """Return lxml.etree, or say how to install it."""
    try:
        from lxml import etree  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        raise FazhiError(Problem("extra_missing", {"needs": "lxml", "extra": "documents"}, file=origin)) from error
    return etree


def page_text(markup: str, origin: str = "") -> Page:
    """Return the article of a page, a line for each block of text and for each row of a table.

    Examples
    --------
    >>> page_text("<ul class=nav><li>首页</ul><div><h1>报告</h1><p>办理案件<b>12</b>件。</p></div>").text
    '报告\\n办理案件12件。'
    """
    etree = import_lxml(origin)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except etree.LxmlError as error:
        raise FazhiError(Problem("report_not_read", {"kind": ".html", "reason": str(error)}, file=origin)) from error
    if root is None:
        raise FazhiError(Problem("report_empty", file=origin))
    stated = _stated(root)
    body = root.find("body")
    body = root if body is None else body
    weights, cut = _weigh(body)
    main = _main(body, weights)
    lines = _trimmed(_lines(main, weights))
    around = [] if main is body else _lines(body, weights, until=main)
    header = "\n".join(line for line in around[-60:] if len(line) < 300)
    title = stated["title"] or _heading(body) or stated["page"]
    if title and main is not body and not any(_same(title, line) for line in lines[:6]):
        heading = _heading(body)
        lines = [heading, *lines] if heading and _same(heading, title) else lines
    return Page("\n".join(lines), header, title, stated["issuer"], stated["published"], cut)


def _same(first: str, second: str) -> bool:
    return re.sub(r"\s", "", first) in re.sub(r"\s", "", second)


def _stated(root: Any) -> dict[str, str]:
    """Return title, issuer and day from the tags in the page's head."""
    tags: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        content = " ".join((meta.get("content") or "").split())
        if name and content:
            tags.setdefault(name, content)

    def first(names: tuple[str, ...]) -> str:
        return next((tags[name] for name in names if name in tags), "")

    page = next(root.iter("title"), None)
    shown = " ".join("".join(page.itertext()).split()) if page is not None else ""
    # behind the title stand column and site: 报告_通知公告_云溪县人民政府
    found = {"page": re.split(r"\s*[_|]\s*|\s+[-–—]+\s*|\s*[-–—]+\s+", shown)[0]}
    return found | {"title": first(_META_TITLE), "issuer": first(_META_ISSUER), "published": first(_META_DAY)}


def _heading(body: Any) -> str:
    for name in ("ucaptitle", "h1", "h2"):
        for element in body.iter(name):
            text = " ".join("".join(element.itertext()).split())
            if 6 <= len(text) <= 120:
                return text
    return ""


_Weights = dict[Any, float]
_GONE = -1.0


def _weigh(body: Any) -> tuple[_Weights, bool]:
    """Return how much running text each element holds, -1 for what is not the article's; and if it was too deep."""
    weights: _Weights = {}
    deepest = depth = 0
    order: list[Any] = []
    stack: list[tuple[Any, int]] = [(body, 0)]
    while stack:
        element, depth = stack.pop()
        if depth > deepest:
            deepest = depth
        style = element.get("style")
        if element is not body and (element.tag in _DROPPED or (style and _HIDDEN.search(style))):
            weights[element] = _GONE
            continue
        order.append(element)
        stack += [(child, depth + 1) for child in element]
    for element in reversed(order):  # children come behind their parents
        weight = 0.0
        if element.tag != "a":
            weight = _prose(element.text)
            for child in element:
                below = weights[child]
                weight += _prose(child.tail) + (below if below > 0 else 0.0)
        weights[element] = weight
    total = max(weights[body], 1.0)
    for element in order:
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(named) < 2 or element is body or weights[element] > total / 2 or not _BOILERPLATE.search(named):
            continue
        above = list(element.iterancestors())
        if not any(weights.get(other) == _GONE for other in above):
            for other in above:
                weights[other] = weights.get(other, 0.0) - weights[element]
            weights[element] = _GONE
    return weights, deepest >= DEEPEST


def _prose(text: str | None) -> float:
    """Say how much of a text is running text: sentences, not the words of a menu."""
    if not text or len(text) < 8:
        return 0.0
    text = text.strip()
    return float(len(text)) if len(text) >= 40 or "。" in text or "，" in text else 0.0


def _main(body: Any, weights: _Weights) -> Any:
    """Return the smallest element that holds nearly all of the running text."""
    total = weights[body]
    element = body
    while True:
        best = max((child for child in element if weights.get(child, _GONE) > 0), key=weights.__getitem__, default=None)
        if best is None or (best.tag in ("p", "table", "tbody", "tr") and not _is_layout(best)):
            return element
        named = f"{best.get('class') or ''} {best.get('id') or ''}"
        share = 0.7 if _ARTICLE.search(named) else _ENOUGH
        if best.tag in _INLINE or best.tag == "p" or weights[best] < share * total:
            return element
        element = best


def _is_layout(element: Any) -> bool:
    """Say whether a table only arranges the page: its cells hold paragraphs or tables."""
    table = element if element.tag == "table" else next(element.iterancestors("table"), element)
    if next(table.iterdescendants("table"), None) is not None:
        return True
    for cell in table.iter("td"):
        blocks = sum(1 for _ in cell.iter("p", "div", "br", "h1", "h2", "h3"))
        if blocks > 5 or (blocks > 1 and len("".join(cell.itertext())) > 400):
            return True
    return False


def _lines(main: Any, weights: _Weights, until: Any = None) -> list[str]:
    """Return the lines of an element, or those before `until`: one for each block, and one for each row of a table."""
    lines: list[str] = []
    parts: list[str] = []
    cells = 0  # depth of tables whose rows are lines

    def end_line() -> None:
        line = _line(parts)
        if line:
            lines.append(line)
        parts.clear()

    stack: list[tuple[Any, bool]] = [(main, True)]
    while stack:
        element, opening = stack.pop()
        if element is until:
            break
        tag = element.tag
        block = tag not in _INLINE and not (cells and tag not in ("tr", "table", "caption"))
        if not opening:
            if tag == "table" and cells:
                cells -= 1
                end_line()
            elif tag in ("td", "th") and cells:
                parts.append("\t")
            elif block:
                end_line()
            if element is not main and element.tail:
                parts.append(element.tail)
            continue
        if weights.get(element, 0.0) < 0:
            if block:
                end_line()
            if element.tail:
                parts.append(element.tail)
            continue
        if block:
            end_line()
        elif cells and tag not in _INLINE and tag not in ("td", "th", "tbody", "thead", "tfoot"):
            parts.append(" ")
        if tag == "table" and (cells or not _is_layout(element)):
            cells += 1
        if element.text:
            parts.append(element.text)
        stack.append((element, False))
        stack += [(child, True) for child in reversed(element)]
    end_line()
    return lines


_BLANKS = re.compile(r"[ \t\r\n\f\xa0\u3000\u2002\u2003\u200b\ufeff]+")
_BROKEN = re.compile(r"(?<=[\u4e00-\u9fff，。、；：])[ \t]*\r?\n[ \t]*(?=[\u4e00-\u9fff])")


def _line(parts: list[str]) -> str:
    """Return a line without the blanks that a browser does not show; the cells of a row stay apart."""
    if not parts:
        return ""
    if "\t" in parts:
        cells = "".join(part if part == "\t" else part.replace("\t", " ") for part in parts).split("\t")
        return "\t".join(_BLANKS.sub(" ", cell).strip() for cell in cells).strip()
    text = "".join(parts).strip()
    return _BLANKS.sub(" ", _BROKEN.sub("", text) if "\n" in text else text) if text else ""


def _trimmed(lines: list[str]) -> list[str]:
    """Return the lines without the page's furniture before and behind the running text."""
    prose = [number for number, line in enumerate(lines) if len(line) >= 40 and "。" in line] or [0]
    first, last = prose[0], prose[-1]
    return [
        line
        for number, line in enumerate(lines)
        if first <= number <= last or len(line) > 80 or not _FURNITURE.match(line)
    ]
