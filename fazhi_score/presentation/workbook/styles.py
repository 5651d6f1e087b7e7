"""Looks of cells into the style sheet of a workbook."""

from __future__ import annotations

from dataclasses import dataclass, field

from fazhi_score.presentation.workbook.markup import attribute

SCORE, SHARE, FINE, WHOLE, DAY, PLAIN = "0.00", "0.0%", "0.0000", "0", "yyyy-mm-dd", "General"
_BUILT_IN = {PLAIN: 0, WHOLE: 1, SCORE: 2}

HEAD, UNDER, INPUT, GAP, FILLED, QUIET = "1F4E79", "DDEBF7", "FFF2CC", "D9D9D9", "FCE4D6", "F2F2F2"
"""Fills: headings, second headings, cells to type into, gaps, scores that stand in for a gap, explanations."""

_FONT = "等线"


@dataclass(frozen=True)
class Style:
    """How a cell looks; `format` is a number format, colours are six hexadecimal digits ("" for none)."""

    format: str = PLAIN
    bold: bool = False
    italic: bool = False
    size: int = 10
    colour: str = ""
    fill: str = ""
    wrap: bool = False
    align: str = ""
    top: bool = False
    indent: int = 0
    border: bool = True


TEXT = Style(wrap=True, top=True)
HEADING = Style(bold=True, colour="FFFFFF", fill=HEAD, wrap=True, align="center")


@dataclass
class Styles:
    """The looks in use, each with its number in the style sheet."""

    numbers: dict[Style, int] = field(default_factory=lambda: {Style(border=False): 0})

    def number(self, style: Style) -> int:
        """Return the number of a look; a new one is noted."""
        return self.numbers.setdefault(style, len(self.numbers))

    def xml(self) -> str:
        """Return ``xl/styles.xml``."""
        formats, fonts, fills = _Parts(dict(_BUILT_IN), 164), _Parts({}, 0), _Parts({}, 0)
        for fill in ('<patternFill patternType="none"/>', '<patternFill patternType="gray125"/>'):
            fills.number(fill)  # every program takes these two for granted
        cells = [_cell(style, formats, fonts, fills) for style in self.numbers]
        own = [
            f'<numFmt numFmtId="{number}" formatCode="{attribute(code)}"/>'
            for code, number in formats.numbers.items()
            if number >= 164
        ]
        parts = [
            _list("numFmts", own) if own else "",
            _list("fonts", [f"<font>{font}</font>" for font in fonts.numbers]),
            _list("fills", [f"<fill>{fill}</fill>" for fill in fills.numbers]),
            _list("borders", [f"<border>{_edges('')}</border>", f"<border>{_edges(_THIN)}</border>"]),
            _list("cellStyleXfs", ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>']),
            _list("cellXfs", cells),
            _list("cellStyles", ['<cellStyle name="Normal" xfId="0" builtinId="0"/>']),
        ]
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        return f'<styleSheet xmlns="{space}">{"".join(parts)}</styleSheet>'


_THIN = '<color rgb="FFBFBFBF"/>'


def _edges(colour: str) -> str:
    sides = ("left", "right", "top", "bottom")
    drawn = [f'<{side} style="thin">{colour}</{side}>' if colour else f"<{side}/>" for side in sides]
    return "".join(drawn) + "<diagonal/>"


@dataclass
class _Parts:
    """Distinct parts of a style sheet, numbered as they come."""

    numbers: dict[str, int]
    first: int

    def number(self, part: str) -> int:
        if part not in self.numbers:
            self.numbers[part] = self.first + sum(number >= self.first for number in self.numbers.values())
        return self.numbers[part]


def _cell(style: Style, formats: _Parts, fonts: _Parts, fills: _Parts) -> str:
    look = ("<b/>" if style.bold else "") + ("<i/>" if style.italic else "")
    colour = f'<color rgb="FF{style.colour}"/>' if style.colour else '<color rgb="FF000000"/>'
    font = fonts.number(f'{look}<sz val="{style.size}"/>{colour}<name val="{_FONT}"/><family val="2"/>')
    fill = 0
    if style.fill:
        colours = f'<fgColor rgb="FF{style.fill}"/><bgColor indexed="64"/>'
        fill = fills.number(f'<patternFill patternType="solid">{colours}</patternFill>')
    placed = "".join(
        f' {name}="{value}"'
        for name, value in (
            ("horizontal", style.align or ("left" if style.indent else "")),
            ("vertical", "top" if style.top else "center"),
            ("wrapText", "1" if style.wrap else ""),
            ("indent", style.indent or ""),
        )
        if value
    )
    numbers = (
        f'numFmtId="{formats.number(style.format)}" fontId="{font}" fillId="{fill}" borderId="{int(style.border)}"'
    )
    applied = 'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
    return f'<xf {numbers} xfId="0" {applied}><alignment{placed}/></xf>'


def _list(name: str, parts: list[str]) -> str:
    return f'<{name} count="{len(parts)}">{"".join(parts)}</{name}>'
