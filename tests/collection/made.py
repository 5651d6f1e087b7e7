"""An invented sheet with every kind of fact, an invented register, and what fills in forms as units do."""

from __future__ import annotations

import tempfile
from functools import cache

import openpyxl
import pandas as pd

import fazhi_score as fs
from fazhi_score.collection import collect, write_forms

PERIOD = "2024"
NAME = "云溪镇.xlsx"

SHEET = """
format: 1
id: invented-sheet
zh: 虚构评分表
edition: "2024"
total_points: 100
method: {score_on: all, missing: {not_reported: zero}}
groups:
  first: {weight: 60, zh: 第一组}
  second: {weight: 40, zh: 第二组}
facts:
  sessions: {zh: 学法次数, unit: 次}
  trained: {zh: 培训人数, unit: 人}
  officers: {zh: 执法人数, unit: 人, span: stock}
  training_rate: {zh: 公布的培训率, unit: percent}
  plan_issued: {zh: 印发要点, kind: yes_no}
  plan_public: {zh: 公开要点, kind: yes_no}
  plan_public_late: {zh: 逾期公开, kind: yes_no}
  award: {zh: 创建等级, kind: level, levels: [无, 省级, 国家级]}
  reported_on: {zh: 报送日期, kind: date}
  honours: {zh: 荣誉, kind: yes_no, over_items: sum}
  marks: {zh: 评审打分, unit: 分}
  file_mark: {zh: 案卷分, unit: 分, over_items: mean}
  satisfied: {zh: 满意度, unit: percent}
  answers: {zh: 有效问卷, unit: 份}
  incidents: {zh: 重大事件, unit: 起}
  complaints: {zh: 投诉, unit: 件, filed_by: unit}
  inspected: {zh: 抽查发现, unit: 件, filed_by: office}
  lost: {zh: 败诉, unit: 件}
  fund: {zh: 经费, unit: 万元}
  faked: {zh: 虚报, kind: yes_no}
  headcount: {zh: 编制, unit: 人, scope: county}
indicators:
  sessions: {group: first, weight: 10, zh: 会前学法, formula: sessions, better: higher, basis: 每少一次扣2分,
             score: {rule: required, at_least: 4, each_missing: 2}, falsified: faked}
  training: {group: first, weight: 10, zh: 培训, formula: trained / officers, stated: training_rate, unit: percent,
             better: higher, basis: 按比例得分, score: {rule: proportional, full: 100%}}
  plan: {group: first, weight: 10, zh: 要点, better: higher,
         score: {rule: checklist, items: [plan_issued, plan_public]}}
  created: {group: first, weight: 10, zh: 创建, formula: award, better: higher,
            score: {rule: levels, scores: {无: 0%, 省级: 60%, 国家级: 100%}}}
  report: {group: first, weight: 10, zh: 报送, formula: reported_on, better: lower,
           score: {rule: deadline, due: "04-01", late: 5}}
  lawsuits: {group: first, weight: 5, zh: 败诉下降, formula: lost <= last_year(lost), better: higher,
             score: {rule: presence}}
  money: {group: first, weight: 5, zh: 经费, formula: fund, better: higher, applies_to: {class: [township]},
          score: {rule: target_gap, reference: at_reference(headcount), each_point: 1}}
  quality: {group: second, weight: 10, zh: 工作质量, formula: marks, better: higher, basis: 由评审组评定,
            score: {rule: reviewer}}
  files: {group: second, weight: 10, zh: 案卷, formula: file_mark, better: higher, score: {rule: sample_mean}}
  survey: {group: second, weight: 10, zh: 满意度, formula: satisfied, unit: percent, better: higher,
           score: {rule: survey, sample: answers, minimum_sample: 10}}
  inspection: {group: second, weight: 5, zh: 抽查, formula: inspected, better: lower, score: {rule: deduct, each: 1}}
  again: {group: second, weight: 5, zh: 公开, formula: plan_public, better: higher, score: {rule: presence}}
adjustments:
  red_line: {kind: veto, when: incidents > 0 or complaints > 100, at_most: 60, zh: 一票否决}
  honour: {kind: bonus, formula: honours, levels: {国家级: 2, 省级: 1}, cap: 3, zh: 荣誉加分, basis: 同一荣誉计一次}
"""

ASKED = ["sessions", "trained", "officers", "training_rate", "plan_issued", "plan_public", "award", "reported_on"]
ASKED += ["lost", "fund", "quality", "complaints", "honours"]

GOOD = {
    "sessions": 5,
    "trained": 90,
    "officers": "100",
    "training_rate": 0.9,
    "plan_issued": "是",
    "plan_public": "否",
    "award": "省级",
    "reported_on": "2025-03-20",
    "lost": 0,
    "fund": 12.5,
    "complaints": 3,
}
"""Values of a form that is complete."""


@cache
def framework(text: str = SHEET) -> fs.Framework:
    return fs.load_framework("invented.yaml", text=text)


def register(**units: str) -> fs.facts.Regions:
    """A register of invented townships and a department; `units` give further ones with their class."""
    classes = {"云溪镇": "township", "石桥镇": "township", "水务局": "department", "全省": "reference", **units}
    rows = {"region": list(classes), "name": list(classes), "class": list(classes.values())}
    return fs.read_regions(pd.DataFrame(rows))


@cache
def _blank(**more) -> dict[str, bytes]:
    """The blank forms, which are the same for every test: name to what is in the file."""
    with tempfile.TemporaryDirectory() as folder:
        return {path.name: path.read_bytes() for path in write_forms(folder, framework(), register(), PERIOD, **more)}


def sent(tmp_path, **more):
    """A folder with the blank forms."""
    folder = tmp_path / "forms"
    folder.mkdir(parents=True)
    for name, content in _blank(**more).items():
        (folder / name).write_bytes(content)
    return folder


def opened(path):
    """A workbook with the cells of its table by id: {id: {column heading: cell}}, in several rows a list of them."""
    book = openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm")
    return book, cells(book["填报"])


def cells(sheet):
    headings = {cell.value: cell.column for cell in sheet[7] if cell.value}
    found = {}
    for row in range(8, sheet.max_row + 1):
        name = sheet.cell(row, 1).value
        if name:
            found.setdefault(name, []).append({h: sheet.cell(row, column) for h, column in headings.items()})
    return found


def fill(path, values=None, *, day="2025-01-10", change=None, rename=None):
    """Fill in a form and save it: id to value, or to {heading: text}, or to a list of these for items."""
    book, table = opened(path)
    for name, given in (GOOD if values is None else values).items():
        for row, one in zip(table[name], given if isinstance(given, list) else [given], strict=False):
            for heading, value in (one if isinstance(one, dict) else {"数值": one}).items():
                row[heading].value = value
    book["填报"]["B5"] = day
    if change is not None:
        change(book["填报"], table)
    book.save(rename or path)
    if rename:
        path.unlink()
    return table


def gathered(folder, **more):
    return collect(folder, framework(), register(), PERIOD, **more)


def one(tmp_path, values=None, **more):
    """The collection of one unit's form, and the table's cells as they were."""
    folder = sent(tmp_path)
    table = fill(folder / NAME, values, **more)
    return gathered(folder), table


def values_of(collection, region="云溪镇"):
    """Fact (with item) to value."""
    frame = collection.facts[collection.facts["region"] == region]
    return {
        f"{fact}/{item}" if item else fact: value
        for fact, item, value in frame[["fact", "item", "value"]].itertuples(index=False)
    }


def told(problems, code):
    """The one problem with this code; it can be said in both languages."""
    found = [problem for problem in problems if problem.code == code]
    assert len(found) == 1, [problem.code for problem in problems]
    assert found[0].render("zh")
    assert found[0].render("en")
    return found[0]


def at(problem):
    """File and cell of a problem."""
    return f"{problem.file} {problem.place}"
