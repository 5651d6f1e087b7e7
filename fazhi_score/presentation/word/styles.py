"""The styles of a document: fonts, sizes and numbering as official documents have them, or plain English ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

STYLE_TEXT, STYLE_NUMBER, STYLE_HEAD = "Table Text", "Table Number", "Table Heading"
STYLE_NOTE, STYLE_FIGURE, STYLE_SIGNATURE, STYLE_ADDRESS = "Note Text", "Figure", "Signing", "Addressee"
STYLE_GAP, STYLE_SUBTITLE = "Table End", "Below Title"
LINED, GRID = "Three Lines", "Thin Grid"
ANNEX = 92
"""Number of the list that counts annexes."""

_HEADINGS, _ANNEXES = 90, 91


@dataclass(frozen=True)
class Look:
    """Fonts (western, Chinese) and sizes in points."""

    title: tuple[str, str]
    heads: tuple[tuple[str, str], ...]
    body: tuple[str, str]
    table: tuple[str, str]
    sizes: dict[str, float]
    line: float
    indented: bool

    def indent(self, key: str) -> float:
        """Return the indent of a first line, in points: two characters where there is one."""
        return 2 * self.sizes[key] if self.indented else 0.0


_ROMAN = "Times New Roman"
_REPORT_SIZES = {"title": 22, "h1": 15, "h2": 13, "h3": 12, "body": 12, "table": 9, "caption": 10.5, "note": 9}
_NOTICE_SIZES = {"title": 22, "h1": 16, "h2": 16, "h3": 16, "body": 16, "table": 10.5, "caption": 12, "note": 10.5}
_ENGLISH_SIZES = {"title": 20, "h1": 14, "h2": 12, "h3": 11, "body": 10.5, "table": 8.5, "caption": 9.5, "note": 8.5}
_CHINESE = (("方正小标宋简体", "黑体", "楷体", "仿宋", "宋体"), ("黑体", "楷体", "仿宋"))


def look_of(lang: str, *, notice: bool = False) -> Look:
    """Return how a report or a notice looks."""
    if lang == "zh":
        title, black, script, song, plain = _CHINESE[0]
        heads = ((_ROMAN, black), (_ROMAN, script), (_ROMAN, song))
        sizes = _NOTICE_SIZES if notice else _REPORT_SIZES
        return Look((_ROMAN, title), heads, (_ROMAN, song), (_ROMAN, plain), sizes, 28 if notice else 23, True)
    sans, serif = ("Arial", "黑体"), ("Times New Roman", "宋体")
    sizes = {**_ENGLISH_SIZES, **({"table": 9, "body": 11} if notice else {})}
    return Look(sans, (sans, sans, sans), serif, ("Arial", "宋体"), sizes, 15 if notice else 14.5, False)


def dress(document: Any, look: Look, lang: str) -> None:
    """Give a new document its styles; names that Word knows stay, so that contents and restyling work."""
    _defaults(document, look, lang)
    styles = document.styles
    one = styles["Title"]
    _font(one, look.title, look.sizes["title"], bold=lang != "zh")
    _spacing(one, before=6, after=12, line=look.sizes["title"] * 1.4, align="center" if lang == "zh" else "left")
    for level, (font, key) in enumerate(zip(look.heads, ("h1", "h2", "h3"), strict=True), 1):
        one = styles[f"Heading {level}"]
        _font(one, font, look.sizes[key], bold=lang != "zh" or level == 3)
        gaps = (12, 6) if level == 1 else (6, 3)
        _spacing(one, before=gaps[0], after=gaps[1], line=max(look.line, look.sizes[key] * 1.3), keep=True,
                 indent=look.indent(key))  # fmt: skip
    _font(styles["Caption"], look.heads[0], look.sizes["caption"], bold=lang != "zh")
    _spacing(styles["Caption"], before=8, after=4, keep=True, align="center" if lang == "zh" else "left")
    _font(styles["Body Text"], look.body, look.sizes["body"])
    _spacing(
        styles["Body Text"], after=0 if lang == "zh" else 6, line=look.line, indent=look.indent("body"), align="both"
    )
    _font(styles["Footer"], look.table, 10.5 if lang == "zh" else 9)
    _spacing(styles["Footer"], align="center")
    _own(document, look, lang)
    _tables(document)
    _numbering(document, lang)


def _own(document: Any, look: Look, lang: str) -> None:
    """Add the styles that Word has no name for."""
    from docx.shared import Pt

    table, small = look.table, look.sizes["table"]
    for name, align, bold in (
        (STYLE_TEXT, "left", False),
        (STYLE_NUMBER, "right", False),
        (STYLE_HEAD, "center", True),
    ):
        one = _added(document, name)
        _font(one, table if not bold or lang != "zh" else (table[0], "黑体"), small, bold=bold and lang != "zh")
        _spacing(one, before=1, after=1, align=align, keep=bold, tight=True)
    _font(note := _added(document, STYLE_NOTE), table, look.sizes["note"])
    _spacing(note, before=0, after=8, align="both" if lang == "zh" else "left")
    _spacing(_added(document, STYLE_FIGURE), before=6, align="center", keep=True)
    _spacing(_added(document, STYLE_GAP), line=5)
    for name, align in ((STYLE_SIGNATURE, "right"), (STYLE_ADDRESS, "left"), (STYLE_SUBTITLE, "center")):
        _font(one := _added(document, name), look.body, look.sizes["body"])
        _spacing(one, line=look.line, after=0 if lang == "zh" else 6, align=align if lang == "zh" else "left")
    document.styles[STYLE_SIGNATURE].paragraph_format.right_indent = Pt(4 * look.sizes["body"])  # as official letters


def _defaults(document: Any, look: Look, lang: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    defaults = document.styles.element.find(qn("w:docDefaults"))
    for part in defaults.iter(qn("w:rPr")):
        for child in list(part):
            part.remove(child)
        west, east = look.body
        part.append(parse_xml(f"<w:rFonts {nsdecls('w')} {_fonts(west, east)}/>"))
        part.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'))
    _font(document.styles["Normal"], look.body, look.sizes["body"])
    settings = document.settings.element
    for old in settings.findall(qn("w:themeFontLang")):
        old.set(qn("w:val"), "en-GB")
        old.set(qn("w:eastAsia"), "zh-CN")
    _substitutes(document)


def _substitutes(document: Any) -> None:
    """Name what stands in where the font of titles is not installed: it comes with no system."""
    kind = "/fontTable"
    for relation in document.part.rels.values():
        if relation.reltype.endswith(kind):
            blob = relation.target_part.blob.decode("utf-8")
            font = ('<w:font w:name="方正小标宋简体"><w:altName w:val="华文中宋"/><w:charset w:val="86"/>'
                    '<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>')  # fmt: skip
            relation.target_part._blob = blob.replace("</w:fonts>", font + "</w:fonts>").encode()


def _fonts(west: str, east: str) -> str:
    return f'w:ascii="{west}" w:hAnsi="{west}" w:eastAsia="{east}" w:cs="{west}"'


def _added(document: Any, name: str) -> Any:
    from docx.enum.style import WD_STYLE_TYPE

    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = document.styles["Normal"], True
    return style


def _font(style: Any, font: tuple[str, str], size: float, *, bold: bool = False) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    west, east = font
    style.font.name = west
    fonts = style.element.rPr.rFonts
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key, name in (("ascii", west), ("hAnsi", west), ("eastAsia", east), ("cs", west)):
        fonts.set(qn(f"w:{key}"), name)
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    for old in style.element.rPr.findall(qn("w:spacing")) + style.element.rPr.findall(qn("w:kern")):
        style.element.rPr.remove(old)


def _spacing(
    style: Any,
    *,
    before: float = 0,
    after: float = 0,
    line: float | None = None,
    align: str = "left",
    keep: bool = False,
    indent: float = 0,
    tight: bool = False,
) -> None:
    """Set the paragraphs of a style; `line` is a fixed distance in points, `indent` in points, two characters.

    `tight` puts no room between Chinese and western characters, which dates in narrow columns have none for.
    """
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    properties = style.element.get_or_add_pPr()
    for child in list(properties):
        if child.tag not in (qn("w:outlineLvl"), qn("w:numPr")):
            properties.remove(child)
    height = f'w:line="{round(line * 20)}" w:lineRule="exact"' if line else 'w:line="240" w:lineRule="auto"'
    texts = [
        *([f"<w:keepNext {nsdecls('w')}/>", f"<w:keepLines {nsdecls('w')}/>"] if keep else []),
        *(f'<w:{name} {nsdecls("w")} w:val="0"/>' for name in ("autoSpaceDE", "autoSpaceDN") if tight),
        f'<w:spacing {nsdecls("w")} w:before="{round(before * 20)}" w:after="{round(after * 20)}" {height}/>',
        f'<w:ind {nsdecls("w")} w:firstLineChars="{200 if indent else 0}" w:firstLine="{round(indent * 20)}"/>',
        f'<w:jc {nsdecls("w")} w:val="{align}"/>',
    ]
    for number, text in enumerate(texts):
        properties.insert(number, parse_xml(text))


def _tables(document: Any) -> None:
    """Add two styles of tables: three lines (with hairlines between rows), and a thin grid for forms."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def border(name: str, size: int, colour: str = "000000") -> str:
        return f'<w:{name} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'

    looks = {
        LINED: border("top", 12) + border("bottom", 12) + border("insideH", 2, "BFBFBF"),
        GRID: "".join(border(side, 4) for side in ("top", "left", "bottom", "right", "insideH", "insideV")),
    }
    for name, borders in looks.items():
        head = border("bottom", 6)
        document.styles.element.append(parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{name.replace(" ", "")}">'
            f'<w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>'
            f'<w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
            f'<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow">'
            f'<w:tcPr><w:tcBorders>{head}</w:tcBorders></w:tcPr></w:tblStylePr></w:style>'
        ))  # fmt: skip


def _numbering(document: Any, lang: str) -> None:
    """Number the headings: 一、（一）1． or 1 1.1 1.1.1; annexes count on their own."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    if lang == "zh":
        levels = [("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3．")]
        annex = ("decimal", "附件%1　")
    else:
        levels = [("decimal", "%1  "), ("decimal", "%1.%2  "), ("decimal", "%1.%2.%3  ")]
        annex = ("upperLetter", "Annex %1  ")
    numbering = document.part.numbering_part.element
    first = numbering.find(qn("w:num"))  # definitions stand before what uses them
    first.addprevious(parse_xml(_list_xml(_HEADINGS, levels, styled=True)))
    first.addprevious(parse_xml(_list_xml(_ANNEXES, [annex], styled=False)))
    for number, of in ((_HEADINGS, _HEADINGS), (ANNEX, _ANNEXES)):
        xml = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{of}"/></w:num>'
        numbering.append(parse_xml(xml))
    for level in (1, 2, 3):
        properties = document.styles[f"Heading {level}"].element.get_or_add_pPr()
        number_ = f'<w:ilvl w:val="{level - 1}"/><w:numId w:val="{_HEADINGS}"/>'
        # after keepNext and keepLines, as the schema orders them
        properties.insert(2, parse_xml(f"<w:numPr {nsdecls('w')}>{number_}</w:numPr>"))


def _list_xml(number: int, levels: list[tuple[str, str]], *, styled: bool) -> str:
    """Return the definition of a list: by level, how it counts and what stands around the number."""
    from docx.oxml.ns import nsdecls

    parts = "".join(
        f'<w:lvl w:ilvl="{k}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        + (f'<w:pStyle w:val="Heading{k + 1}"/>' if styled else "")
        + f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for k, (form, text) in enumerate(levels)
    )
    kind = "multilevel" if styled else "singleLevel"
    return (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="{kind}"/>'
        f"{parts}</w:abstractNum>"
    )
