"""A worksheet's heading rows into what each of its columns holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from fazhi_score.scoresheets.grid import Cell, Grid
from fazhi_score.scoresheets.tree import number_of

Role = Literal["number", "group", "title", "content", "criteria", "points", "derived", "other"]

_ROLES: tuple[tuple[Role, str], ...] = (
    ("derived", r"计分规则说明|所需数据|ruleinwords|factsneeded|data"),
    ("number", r"序号|编号|序|项次|no\.?|number|id|#"),
    ("points", r".*(?:分值|标准分|基准分|应得分|配分|满分|权重|weight|points)(?:分|值)?|分数|总分值?|[一二三四]级分"),
    (
        "criteria",
        r".*(?:评分|扣分|计分|赋分|得分|加分|考核|考评|评价|评定|打分|加减分|测评)(?:标准|办法|细则|方法|依据|规则|说明|准则)(?:及.*|与.*|和.*)?|.*(?:标准|细则)|criteria",
    ),
    (
        "group",
        r"[一二]级(?:指标|项目|内容)?(?:名称)?|(?:考核|考评|评价|指标)?(?:类别|分类|大类|板块|维度|方面|领域)|大项|level[12]|group\d?",
    ),
    (
        "title",
        r"三级(?:指标|项目)?|(?:考核|考评|评价|评分|测评)?(?:项目|指标|事项|要素|任务|点)(?:名称)?|(?:指标)名称|小项|具体指标|item|indicator|title",
    ),
    ("content", r".*(?:内容|要点|要求|目标|任务|措施|wording|四级指标).*"),
)
_KNOWN = tuple((role, re.compile(pattern)) for role, pattern in _ROLES)
_OTHERS = re.compile(
    r"责任|单位|部门|方式|备注|说明|材料|依据|佐证|来源|时限|自评|得分|扣分|评分|牵头|联系|频次|note|remark|审核|周期|情况|原因|人$|签名|数据"
)
_CLASS = re.compile(r"[一-鿿、/]{0,8}?(?:乡镇|镇|街道|部门|单位|机关|县|市|区|企业|学校|.类|.组)[一-鿿]{0,2}?")
_NO_CLASS = re.compile(r"标准|自评|考|复|实得|得分|评|最终|定|基[础准]|加|减|扣|应得|满|级|比例|计|总|备注")
_POINTS = re.compile(r"分值|标准分|基准分|满分|权重|分数|分|\W")
LOOKED_FOR = "考核内容 / 考核项目 / 一级指标, 分值, 评分标准 / 扣分标准"


@dataclass(frozen=True)
class Column:
    """A column: its number, heading and role."""

    number: int
    heading: str
    role: Role


@dataclass(frozen=True)
class Layout:
    """Where the table of a worksheet begins, and its columns.

    `by_class` are the columns of points that hold for one class of units only (分值: 乡镇 | 部门).
    """

    first_row: int
    heading_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    by_class: Mapping[str, Column] = field(default_factory=dict)

    def with_points_of(self, name: str) -> Layout:
        """Return the layout with the points of one class only."""
        mine = self.by_class[name].number
        roles: dict[int, Role] = {c.number: "points" if c.number == mine else "derived" for c in self.by_class.values()}
        columns = tuple(replace(c, role=roles.get(c.number, c.role)) for c in self.columns)
        return replace(self, columns=columns)

    def of(self, *roles: Role) -> list[Column]:
        """Return the columns that have one of the roles."""
        return [column for column in self.columns if column.role in roles]


def heading_text(text: str) -> str:
    """Return a heading without blanks, brackets and units: “ 分 值\\n(分) ” is 分值."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"\([^)]*\)|\s|[:：、*]", "", text).lower()


def role_of(heading: str) -> Role | None:
    """Return what a column with this heading holds, None where the heading says nothing known.

    Examples
    --------
    >>> [role_of(heading) for heading in ("分 值（分）", "考核内容及要求", "扣分标准", "责任单位", "王五")]
    ['points', 'content', 'criteria', 'other', None]
    """
    plain = heading_text(heading)
    for role, pattern in _KNOWN:
        if pattern.fullmatch(plain):
            return role
    return "other" if plain and len(plain) <= 12 and _OTHERS.search(plain) else None


def find_layout(grid: Grid) -> Layout | None:
    """Find the heading row: the one with the most known headings, points or criteria among them."""
    best: tuple[int, int] | None = None
    for row in list(grid.rows)[:60]:
        cells = [cell for cell in grid.rows[row] if len(cell.text) <= 40]
        roles = [role for cell in cells if (role := role_of(cell.text))]
        own = any(cell.row == row for cell in cells)
        text = any(role in ("group", "title", "content") for role in roles)
        if (
            own
            and text
            and {"points", "criteria"} & set(roles)
            and len(roles) >= 2
            and (best is None or len(roles) > best[0] + 1)
        ):
            best = (len(roles), row)
    return _layout(grid, best[1]) if best else None


def _layout(grid: Grid, row: int) -> Layout:
    first = min(cell.row for cell in grid.rows[row])
    last = max(cell.row + cell.rows - 1 for cell in grid.rows[row])
    last = min(last, row + 2)
    wide = [cell for cell in grid.rows[row] if cell.columns > 1]
    below = grid.rows.get(row + 1, [])
    if last == row and wide and below and all(_is_sub_heading(cell, wide) for cell in below):
        last = row + 1
    rows = tuple(range(first, last + 1))
    numbers = sorted({column for r in rows for (at, column) in grid.cells if at == r})
    columns = tuple(_roles([(n, _heading(grid, rows, n)) for n in numbers]))
    return Layout(last + 1, rows, columns, _by_class(columns))


def _by_class(columns: Iterable[Column]) -> dict[str, Column]:
    """Return the columns of points by the class that their heading names, where there are several."""
    found: dict[str, Column] = {}
    for column in columns:
        heading = unicodedata.normalize("NFKC", column.heading)
        name = _POINTS.sub("", heading)
        below = re.match("分值|权重|标准分", heading) and not _NO_CLASS.search(name)
        if name and (below or _CLASS.fullmatch(name)) and re.search("分值|标准分|基准分|满分|权重|分数", heading):
            found.setdefault(name, column)
    return found if len(found) > 1 else {}


def _is_sub_heading(cell: Cell, wide: Iterable[Cell]) -> bool:
    below = any(w.column <= cell.column < w.column + w.columns for w in wide)
    return below and len(cell.text) <= 12 and number_of(cell.text) is None


def _heading(grid: Grid, rows: Iterable[int], column: int) -> str:
    """Return the headings above a column, those of wide cells first: 分值 over 一级."""
    found: list[Cell] = []
    for row in rows:
        cell = grid.at(row, column)
        if cell and cell not in found:
            found.append(cell)
    texts = ["".join(cell.text.split()) for cell in found]
    if len(texts) == 2 and re.fullmatch(r"[一二三四]级", texts[1]):
        return texts[1] + texts[0]
    joined = "".join(texts)
    return joined if role_of(joined) or not role_of(texts[-1]) else texts[-1]


def _roles(headings: list[tuple[int, str]]) -> Iterable[Column]:
    """Give each column its role; a “得分” beside a points column is for the assessor to fill in."""
    for number, heading in headings:
        yield Column(number, heading, role_of(heading) or "other")
