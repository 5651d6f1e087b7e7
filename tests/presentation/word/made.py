"""A small sheet with everything that a report tells of, and what is read back from a document."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd

import fazhi_score as fs
from fazhi_score.scoring.engine import score
from tests.conftest import register, table

DAY = datetime.date(2025, 3, 5)
SHEET: dict[str, Any] = {
    "format": 1, "id": "towns", "zh": "乡镇评分表", "en": "Towns", "total_points": 200, "edition": "2024",
    "method": {"score_on": "all", "missing": {"not_reported": "zero"}, "minimum_peers": 2},
    "grades": {"优秀": 90, "合格": 40, "不合格": 0},
    "grade_quota": {"优秀": "50%"},
    "alert": {"when": "score < 60", "level": "黄色", "note": "约谈"},
    "groups": {"g": {"weight": 100, "zh": "学法", "en": "Study"},
               "h": {"weight": 60, "zh": "执法", "en": "Enforcement"},
               "k": {"weight": 40, "zh": "调解", "en": "Mediation"}},
    "facts": {
        "met": {"unit": "次", "zh": "学法次数", "en": "Sessions"},
        "trained": {"unit": "人", "zh": "培训人数", "en": "Trained"},
        "officers": {"unit": "人", "zh": "执法人数", "en": "Officers"},
        "plan": {"kind": "yes_no", "zh": "有计划", "en": "Plan"},
        "log": {"kind": "yes_no", "zh": "有台账", "en": "Log"},
        "sent": {"kind": "date", "zh": "报送日期", "en": "Sent on"},
        "untrue": {"kind": "yes_no", "zh": "数据不实", "en": "Untrue figures"},
        "settled": {"unit": "percent", "zh": "调解成功率", "en": "Settled"},
        "won": {"unit": "项", "zh": "表彰", "en": "Awards"}, "bad": {"unit": "起", "zh": "通报", "en": "Reprimands"},
        "death": {"unit": "起", "zh": "重大事件", "en": "Incidents"},
    },
    "indicators": {
        "study": {"group": "g", "weight": 40, "zh": "会前学法", "en": "Study sessions", "basis": "每少一次扣10分",
                  "formula": "met", "better": "higher",
                  "score": {"rule": "required", "at_least": 4, "each_missing": 10},
                  "by_class": {"bureau": {"at_least": 3}}},
        "paper": {"group": "g", "weight": 20, "zh": "计划台账", "en": "Papers", "better": "higher",
                  "score": {"rule": "checklist", "items": ["plan", "log"]}},
        "report": {"group": "g", "weight": 40, "zh": "按时报送", "en": "In time", "formula": "sent", "better": "lower",
                   "score": {"rule": "deadline", "due": "01-31", "year": "next", "late": 5, "each_day": 1}},
        "training": {"group": "h", "weight": 40, "zh": "培训覆盖率", "en": "Training",
                     "formula": "trained / officers", "unit": "percent", "better": "higher", "basis": "《培训办法》",
                     "score": {"rule": "proportional"}, "missing": {"not_applicable": "exclude"}},
        "files": {"group": "h", "weight": 20, "zh": "案卷", "en": "Files", "better": "higher",
                  "score": {"rule": "reviewer"}},
        "mediation": {"group": "k", "weight": 40, "zh": "调解", "en": "Mediation", "formula": "settled",
                      "unit": "percent", "better": "higher", "falsified": "untrue",
                      "score": {"rule": "target_gap", "target": "98%", "each_point": 1}},
    },
    "adjustments": {
        "honour": {"kind": "bonus", "formula": "won", "each": 2, "cap": 6, "zh": "表彰加分", "en": "Honours"},
        "reprimand": {"kind": "penalty", "formula": "bad", "each": 4, "cap": 20, "zh": "通报扣分", "en": "Reprimands"},
        "red": {"kind": "veto", "when": "death > 0", "at_most": 59, "zh": "一票否决", "en": "Veto"},
    },
}  # fmt: skip

_FULL = {"met": 4, "plan": "是", "log": "是", "sent": "2025-01-20", "trained": 9, "officers": 10, "settled": "98%",
         "won": 0, "bad": 0, "death": 0, "untrue": "否"}  # fmt: skip
VALUES: dict[str, dict[str, Any]] = {
    "A": {**_FULL, "won": 1},
    "B": {**_FULL, "met": 3, "log": "否", "bad": 2, "sent": "2025-02-02"},
    "C": {key: value for key, value in _FULL.items() if key not in ("met", "plan", "officers")},
    "D": {**_FULL, "met": 3, "untrue": "是", "death": 1},
    "E": {**_FULL, "met": 2},
}
NAMES = {"A": "甲镇", "B": "乙镇", "C": "丙镇", "D": "甲局", "E": "乙局"}
CLASSES = {"A": "township", "B": "township", "C": "township", "D": "bureau", "E": "bureau"}
DECISIONS = [
    ("D1", "A", "files", "", "6", "卷宗缺页", "评查表第1号", "notified"),
    ("D2", "B", "files", "18", "", "", "评查表第2号", "notified"),
    ("D3", "B", "study", "20", "", "记录不实", "会议记录", "notified"),
    ("D4", "C", "files", "20", "", "齐全", "评查表第3号", "notified"),
]
LEDGER = [
    ("P1", "A", 2024, "案卷缺页", "评查", "甲镇", "2024-12-31", "整改中", "", ""),
    ("P2", "甲镇", 2024, "培训不足", "自查", "A", "2025-06-30", "未整改", "", ""),
    ("P3", "A", 2023, "台账不全", "", "A", "", "已整改", "已补齐", "2024-05-01"),
    ("P4", "B", 2024, "迟报", "审计", "B", "", "不再整改", "事项撤销", "2024-06"),
]


def facts(values: dict[str, dict[str, Any]], period: str = "2024") -> pd.DataFrame:
    """Return a table of facts, each with a place and words."""
    frame = table({(region, period): row for region, row in values.items()})
    number = pd.Series(range(len(frame)))
    return frame.assign(source="工作总结", location=[f"{10 * k}:{10 * k + 4}" for k in number],
                        quote=[f"摘录{k}" for k in number])  # fmt: skip


def units(names: dict[str, str] | None = None) -> pd.DataFrame:
    """Return the register."""
    frame = register(CLASSES)
    frame["name"] = [(names or NAMES)[region] for region in frame["region"]]
    return frame


def decided(rows: list[tuple[str, ...]] | None = None) -> pd.DataFrame:
    """Return the log of decisions."""
    columns = ["id", "region", "item", "points", "deducted", "reason", "evidence", "state"]
    frame = pd.DataFrame(DECISIONS if rows is None else rows, columns=columns)
    return frame.assign(period=2024, decided_by="考核组", date="2025-02-20")


def made(sheet: dict[str, Any] | None = None, **changed: dict[str, Any]) -> fs.Result:
    """Return the result; `changed` has other facts of some regions."""
    values = {region: {**row, **changed.get(region, {})} for region, row in VALUES.items()}
    values = {region: {key: value for key, value in row.items() if value is not None} for region, row in values.items()}
    return score(facts(values), fs.load_framework(sheet or SHEET), regions=units(), decisions=decided())


def ledger(rows: list[tuple[Any, ...]] | None = None) -> fs.Ledger:
    """Return a ledger of problems."""
    columns = ["id", "region", "period", "problem", "source", "responsible", "deadline", "state", "answer", "answered"]
    return fs.read_ledger(pd.DataFrame(rows or LEDGER, columns=columns))


def whole_text(paragraph: Any) -> str:
    """Return the text of a paragraph, that of its fields too."""
    from docx.oxml.ns import qn

    return "".join(one.text or "" for one in paragraph._p.iter(qn("w:t")))


class Read:
    """A document as python-docx reads it."""

    def __init__(self, path: Path) -> None:
        import docx

        self.path = path
        self.document = docx.Document(str(path))

    def paragraphs(self, style: str = "") -> list[str]:
        return [whole_text(one) for one in self.document.paragraphs if style in ("", one.style.name)]

    @property
    def text(self) -> str:
        """All text, that of tables too."""
        cells = [cell for one in self.tables.values() for row in one for cell in row]
        return "\n".join([*self.paragraphs(), *cells])

    @property
    def tables(self) -> dict[str, list[list[str]]]:
        """Caption without its number to rows."""
        from docx.table import Table
        from docx.text.paragraph import Paragraph

        found, caption = {}, ""
        for block in self.document.iter_inner_content():
            if isinstance(block, Paragraph) and block.style.name == "Caption":
                told = whole_text(block)
                caption = told.split("　" if "　" in told else "  ", 1)[1]
            elif isinstance(block, Table):
                found[caption or "-"] = [[cell.text for cell in row.cells] for row in block.rows]
                caption = ""
        return found

    def column(self, caption: str, heading: str) -> list[str]:
        head, *rows = self.tables[caption]
        return [row[head.index(heading)] for row in rows]

    def xml(self) -> str:
        with zipfile.ZipFile(self.path) as archive:
            return archive.read("word/document.xml").decode()
