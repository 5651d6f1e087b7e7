"""Play the people of an invented year: units that fill in workbooks, reviewers who decide, units that appeal.

虚构的一年里各方人员的动作：单位填表、评审作决定、单位申诉。所有单位和数字都是虚构的；种子固定，每次运行结果相同。

It works on the folder that is given, never on the files beside it:
``python simulate.py fill FOLDER --round 1``, then confirm, ``fill --round 2``, review, appeal, decide, falsify, vanish.
"""

from __future__ import annotations

import argparse
import csv
import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl

SEED = 2024
LATE = ("T09", "T16", "D12", "D25")
FALSIFIED = "T04"
MERGED = ("T10", "T20")
BAD: dict[str, tuple[str, Any, str]] = {  # unit: fact, what stands in its cell at first, format of the cell
    "T03": ("law_study_sessions", "四次左右", "@"),
    "T07": ("mediation_succeeded", "=H60-2", "General"),  # saved by a program that does not compute
    "D05": ("hotline_satisfaction", "93.5", "@"),
    "D11": ("officers", datetime.date(2024, 3, 5), "yyyy-mm-dd"),
    "D20": ("assessment_weight", "500%", "@"),
    "D33": ("work_plan_issued", "基本落实", "@"),
}
QUIET = {"T05": "mediation_succeeded", "D08": "penalties_published"}
"""Figures that units raise after reviewers have confirmed them."""

CONFIRMED = ("heads_reported", "penalties_published", "officers_trained", "mediation_succeeded")
PARTS = {  # whole: its part, and how many there are
    "heads": ("heads_reported", 8, 20),
    "documents_issued": ("documents_reviewed", 2, 12),
    "contracts_signed": ("contracts_reviewed", 10, 60),
    "items_all": ("items_online", 20, 90),
    "officers": ("officers_trained", 15, 60),
    "problems_found": ("problems_corrected", 0, 12),
    "penalties_decided": ("penalties_published", 10, 80),
    "inspections_planned": ("inspections_done", 12, 50),
    "hearings": ("heads_appeared", 2, 9),
    "recon_handled": ("recon_concluded", 2, 15),
    "mediation_cases": ("mediation_succeeded", 30, 160),
    "petitions": ("petitions_in_time", 5, 40),
    "proposals": ("proposals_answered", 3, 20),
    "judicial_advice": ("judicial_advice_answered", 0, 4),
    "audit_found": ("audit_corrected", 0, 8),
    "villages": ("villages_with_adviser", 8, 25),
}
FAULTS = {"documents_not_filed": 3, "disclosure_overdue": 8, "unlawful_acts": 4, "inspection_open": 8}
NEEDED = {"law_study_sessions": 4, "rule_of_law_meetings": 2, "law_events": 6}
ANSWERS = [
    "work_plan_issued",
    "report_states_problems",
    "report_states_plan",
    "report_states_head",
    "decision_participation",
    "decision_experts",
    "decision_risk",
    "decision_legality",
    "decision_collective",
    "legal_adviser_hired",
    "publicity_system",
    "recording_system",
    "review_system",
    "catalogue_published",
]
PAPERS = ("会议纪要", "工作台账", "文件汇编", "统计报表", "案卷目录", "系统截图")

REVIEWED = {  # item of the reviewers: its points, why points go, and the paper on which the decision rests
    "leader_duty": (3, "部署后没有督促检查记录", "党委会议记录"),
    "reform_quality": (2, "承诺事项有一项未兑现", "企业走访笔录"),
    "files_quality": (3, "文书引用条款不完整", "案卷评查表"),
    "enforcement_style": (2, "视频中未先亮证", "执法视频抽查单"),
    "dispute_work": (2, "排查台账漏登两起", "纠纷台账抽查单"),
    "publicity_effect": (2, "普法清单有一项未完成", "普法清单核对表"),
    "supervision_work": (2, "监督意见回应不具体", "监督意见回执"),
    "innovation": (1, "只有做法没有制度", "做法材料"),
}
RULED = {  # items of rules from which reviewers take something, with the reason and the paper
    "three_systems": (0.5, "公示信息超过七个工作日才更新", "公示平台截图"),
    "decision_steps": (0.5, "风险评估报告没有结论", "决策案卷抽查单"),
    "report_content": (0.4, "不足部分只写一句话", "年度报告第6页"),
}
DECISIONS = ["编号", "地区", "期间", "项目", "得分", "扣分", "请求分", "理由", "证据", "决定人", "日期", "状态", "备注"]


def figures(region: str) -> dict[str, Any]:
    """Return what a unit would truthfully file, by fact."""
    rng = np.random.default_rng([SEED, ord(region[0]), int(region[1:])])
    skill = float(rng.uniform(0.86, 0.99))
    found: dict[str, Any] = {}
    for whole, (part, least, most) in PARTS.items():
        found[whole] = int(rng.integers(least, most + 1))
        found[part] = int(rng.binomial(found[whole], skill))
    found["officers_certified"] = int(rng.binomial(found["officers"], 0.97))
    found["suits_concluded"] = int(rng.integers(4, 15))
    found["suits_lost"] = int(rng.binomial(found["suits_concluded"], (1 - skill) * 0.9))
    found["licences_decided"] = int(rng.integers(40, 900))
    found |= {name: int(rng.poisson((1 - skill) * often)) for name, often in FAULTS.items()}
    found |= {name: count - int(rng.random() > skill) + int(rng.integers(0, 2)) for name, count in NEEDED.items()}
    found |= {name: "是" if rng.random() < skill + 0.03 else "否" for name in ANSWERS}
    found["unlawful_repeated"] = "是" if found["unlawful_acts"] > 1 else "否"
    found["coordination_level"] = ("未建立", "已建立", "运行良好")[int(rng.choice(3, p=(0.1, 0.4, 0.5)))]
    found["exam_pass_rate"] = round(float(rng.uniform(0.86, 1.0)), 3)
    found["assessment_weight"] = round(float(rng.uniform(0.03, 0.06)), 3)
    found["hotline_satisfaction"] = round(float(rng.uniform(0.84, 0.99)), 4)
    found["report_filed_on"] = datetime.date(2025, 1, 10) + datetime.timedelta(days=int(rng.integers(0, 25)))
    if region not in MERGED and rng.random() < 0.15:
        found |= {"judicial_advice": "不适用", "judicial_advice_answered": "不适用"}
    return found


class Workbook:
    """A workbook as the person at its unit sees it: cells are found by what stands beside them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.sheet = self.book["填报"]
        self.top = next(row for row in range(1, 30) if self.sheet.cell(row, 1).value == "编号")
        headings = {cell.value: cell.column for cell in self.sheet[self.top]}
        self.columns = {name: headings[name] for name in ("数值", "情况", "佐证材料", "备注", "条目", "级别")}

    def rows(self) -> Iterator[tuple[int, str]]:
        """Yield the rows of the table with what they ask."""
        for row in range(self.top + 1, self.sheet.max_row + 1):
            yield row, str(self.sheet.cell(row, 1).value or "")

    def put(self, row: int, column: str, value: Any, form: str = "") -> None:
        """Write into a cell of the table."""
        cell = self.sheet.cell(row, self.columns[column])
        cell.value = value
        if form:
            cell.number_format = form

    def head(self, filler: str, day: datetime.date) -> None:
        """Say who fills it in, and when."""
        for label, value in (("填报人", filler), ("联系电话", "0000-1234567"), ("填报日期", day)):
            for row in self.sheet.iter_rows(1, self.top - 1):
                for cell in row:
                    if cell.value == label:
                        self.sheet.cell(cell.row, cell.column + 1).value = value

    def answer(self, region: str, facts: dict[str, Any]) -> None:
        """Fill in the whole table."""
        rng = np.random.default_rng([SEED, 7, ord(region[0]), int(region[1:])])
        awarded = rng.random() < 0.25
        for row, name in self.rows():
            paper = f"{PAPERS[int(rng.integers(len(PAPERS)))]}第{int(rng.integers(1, 40))}页"
            value = facts.get(name)
            if value is not None:
                self.put(row, "情况" if value == "不适用" else "数值", value)
                self.put(row, "佐证材料", paper)
            elif name in REVIEWED:
                self.put(row, "佐证材料", paper)
                self.put(row, "备注", "按要求开展，材料附后")
            elif name == "awards" and awarded:
                level = ("市级", "省级")[int(rng.random() < 0.3)]
                for column, text in (("条目", "法治示范单位"), ("级别", level), ("数值", 1), ("佐证材料", "表彰通报")):
                    self.put(row, column, text)
                awarded = False

    def set(self, fact: str, value: Any, form: str = "") -> None:
        """Write the value of a fact."""
        row = next(row for row, name in self.rows() if name == fact)
        self.put(row, "数值", value, form)

    def save(self) -> None:
        """Write the file again."""
        self.book.save(self.path)


def fill(folder: Path, round_: int) -> None:
    """Fill in the workbooks: at first all but the late ones, then those, what was unreadable, and quiet changes."""
    for path in sorted((folder / "forms").glob("*.xlsx")):
        region = path.stem.partition("_")[0]
        if (region in LATE) if round_ == 1 else (region not in {*LATE, *BAD, *QUIET}):
            continue
        book, facts = Workbook(path), figures(region)
        if region in LATE or round_ == 1:
            number = int(region[1:])
            day = datetime.date(2025, 1, 14 + number % 5) if region in LATE else datetime.date(2025, 1, 2 + number % 9)
            book.answer(region, facts)
            book.head("经办人", day)
        if region in BAD:
            fact, wrong, form = BAD[region]
            right = (facts[fact], "0.00%" if isinstance(facts[fact], float) else "General")
            book.set(fact, *((wrong, form) if round_ == 1 else right))
        if region in QUIET and round_ == 2:
            fact = QUIET[region]
            whole = next(whole for whole, (part, *_) in PARTS.items() if part == fact)
            book.set(fact, facts[whole])
            book.set("law_events", facts["law_events"] + 1)  # this one nobody has confirmed
        book.save()


def read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return heading and rows of a table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        return list(reader.fieldnames or ()), rows


def write(path: Path, heading: list[str], rows: list[dict[str, str]]) -> None:
    """Write a table that Excel opens."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, heading, restval="")
        writer.writeheader()
        writer.writerows(rows)


def confirm(folder: Path) -> None:
    """Reviewers have looked at the papers of some units: their figures are confirmed."""
    heading, rows = read(folder / "facts.csv")
    for row in rows:
        seen = row["region"] in QUIET or int(row["region"][1:]) % 3 == 0
        if seen and row["fact"] in CONFIRMED:
            row["status"] = "confirmed"
    write(folder / "facts.csv", heading, rows)


def units(folder: Path) -> list[str]:
    """Return the units that exist at the end of the year."""
    return [row["编号"] for row in read(folder / "regions.csv")[1] if not row["失效日期"]]


def review(folder: Path) -> None:
    """Decide on every item of the reviewers, and take points off where papers contradict what was filed."""
    rows = []
    for region in units(folder):
        rng = np.random.default_rng([SEED, 8, ord(region[0]), int(region[1:])])
        for item, (full, reason, paper) in REVIEWED.items():
            off = round(float(rng.integers(0, 4)) * 0.1 * full, 2)
            rows.append(_decided(region, item, off, reason if off else "落实到位", paper, int(rng.integers(1, 90))))
        for item, (off, reason, paper) in RULED.items():
            if rng.random() < 0.2:
                row = _decided(region, item, off, reason, paper, int(rng.integers(1, 90)))
                rows += [{**row, "日期": "2025-02-12", "状态": "拟定"}, row]
    write(folder / "decisions.csv", DECISIONS, rows)


def _decided(region: str, item: str, off: float, reason: str, paper: str, page: int) -> dict[str, str]:
    row = {"编号": f"{region}-{item}", "地区": region, "期间": "2024", "项目": item, "扣分": f"{off:g}", "理由": reason}
    row |= {"证据": f"考核底稿{region}：{paper}第{page}号", "决定人": "考核组", "日期": "2025-02-20", "状态": "已告知"}
    return row


def appeal(folder: Path) -> None:
    """Of either class, the unit that would pass most others with the full marks of one item appeals."""
    league = {row["region"]: row for row in read(folder / "league.csv")[1]}
    heading, rows = read(folder / "decisions.csv")
    for kind in ("township", "department"):
        row = max(
            (row for row in rows if row["项目"] in REVIEWED and league[row["地区"]]["class"] == kind),
            key=lambda row: (_passed(league, row["地区"], float(row["扣分"])), row["编号"]),
        )
        full = f"{REVIEWED[row['项目']][0]:g}"
        more = {"请求分": full, "理由": "申诉：材料在另一卷中，请复核", "日期": "2025-02-25", "状态": "申诉"}
        rows.append({**row, "扣分": "", "证据": "", "决定人": "", **more})
    write(folder / "decisions.csv", heading, rows)


def _passed(league: dict[str, dict[str, str]], region: str, more: float) -> int:
    """Return how many of its class a unit would pass with so many points more."""
    own, kind = float(league[region]["composite"]), league[region]["class"]
    if region in (FALSIFIED, "D40") or own < 60:  # D40 has too few answers: its points weigh differently
        return -1
    return sum(own < float(row["composite"]) < own + more for row in league.values() if row["class"] == kind)


def decide(folder: Path) -> None:
    """Grant what the papers bear out: all of the first appeal, half of the points taken off in the second."""
    heading, rows = read(folder / "decisions.csv")
    for number, row in enumerate([row for row in rows if row["状态"] == "申诉"]):
        first = next(old for old in rows if old["编号"] == row["编号"])
        full = REVIEWED[row["项目"]][0]
        points = full - float(first["扣分"]) / 2 if number else full
        said = {"得分": f"{points:g}", "扣分": "", "请求分": "", "理由": "复核：补交的材料属实", "证据": "申诉复核记录"}
        said["证据"] += f"第{number + 1}号"
        rows.append({**row, **said, "决定人": "复核组", "日期": "2025-03-05", "状态": "变更"})
    write(folder / "decisions.csv", heading, rows)


def falsify(folder: Path) -> None:
    """The check of case files finds that one unit's mediation figures are untrue."""
    heading, rows = read(folder / "office.csv")
    old = next(row for row in rows if row["地区"] == FALSIFIED and row["事实"] == "mediation_untrue")
    more = {"值": "是", "状态": "corrected", "来源": "调解案卷核查记录第4号", "备注": "抽查十卷，四卷查无当事人"}
    write(folder / "office.csv", heading, [*rows, {**old, **more}])


def vanish(folder: Path) -> None:
    """Write the decisions once more without the first of which a unit was told."""
    heading, rows = read(folder / "decisions.csv")
    gone = next(row["编号"] for row in rows if row["状态"] == "已告知")
    write(folder / "decisions-short.csv", heading, [row for row in rows if row["编号"] != gone])


ACTIONS: dict[str, Callable[[Path], None]] = {
    act.__name__: act for act in (confirm, review, appeal, decide, falsify, vanish)
}


def main() -> None:
    """Do one thing in a folder."""
    parser = argparse.ArgumentParser(description="An invented year. 虚构的一年。")
    parser.add_argument("action", choices=["fill", *ACTIONS])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--round", type=int, default=1, choices=[1, 2])
    given = parser.parse_args()
    if given.action == "fill":
        fill(given.folder, given.round)
    else:
        ACTIONS[given.action](given.folder)


if __name__ == "__main__":
    main()
