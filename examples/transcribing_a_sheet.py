"""An Excel score sheet into a framework: what is read by itself, what a person has to say, and a first ranking.

把 Excel 评分细则转写成评价框架：能自动识别的、需要人来补充的，以及第一次计分。评分表和单位都是虚构的。

Run it as a script (``python examples/transcribing_a_sheet.py``), or cell by cell in an editor that knows ``# %%``. It
needs ``pip install "fazhi-score[office]"``. The sheet and the counties are invented.
"""

# %% [markdown]
# ## The sheet
#
# Here it is made by code, so that the example needs no file. Yours is on your desk.

# %%
import tempfile
from pathlib import Path

import openpyxl
import pandas as pd

import fazhi_score as fs

SHEET = [
    ("考核项目", "考核内容", "分值", "评分标准"),
    ("依法行政", "常务会议学法", 10, "政府常务会议学法每年不少于4次，每少1次扣2.5分，扣完为止。"),
    (None, "规范性文件备案", 15, "行政规范性文件备案率达到100%得满分，每低1个百分点扣1分，扣完为止。"),
    ("行政执法", "执法人员培训", 15, "执法人员培训覆盖率达到100%得15分；达到90%得10分；达到80%得5分。"),
    (None, "行政诉讼", 20, "行政诉讼败诉每件扣5分，扣完为止。"),
    (None, "案卷质量", 20, "案卷制作规范，质量较高，酌情打分。"),
    ("矛盾纠纷化解", "负责人出庭", 20, "负责人出庭应诉率达到100%得满分，未达到的按比例得分。"),
]
pd.set_option("display.width", 110, "display.max_columns", 20, "display.unicode.east_asian_width", True)
folder = Path(tempfile.mkdtemp())
book = openpyxl.Workbook()
for line in SHEET:
    book.active.append(line)
for rows in ("A2:A3", "A4:A6"):
    book.active.merge_cells(rows)
book.save(folder / "sheet.xlsx")

# %% [markdown]
# ## What is read by itself
#
# One row an item: where it stands, its points, and the rule that its wording says.

# %%
found = fs.import_sheet(folder / "sheet.xlsx", id="my-sheet", lang="en")
print(found.items[["id", "cell", "points", "rule"]].to_string(index=False))

# %% [markdown]
# ## What a person has to say
#
# The wording of the case files leaves the marks to judgement, so it becomes a rule `reviewer`: somebody enters the
# marks. Nothing is guessed.

# %%
for item in found.open.itertuples():
    print(item.cell, item.points, item.why_open)
    print(item.wording)

# %% [markdown]
# ## The framework
#
# A draft in YAML with the wordings kept beside each rule. Read it, correct it, keep it in version control.

# %%
(folder / "sheet.yaml").write_text(found.text, encoding="utf-8")
print(found.text[found.text.index("indicators:") :][:900])

# %% [markdown]
# ## Better names, in a tuning file
#
# The draft stays as it was read; what you change stands in a file of its own. `check` lists every change, old → new.

# %%
(folder / "mine.yaml").write_text(
    """extends: sheet.yaml
indicators:
  i2_2: {zh: 行政败诉案件, score: {rule: deduct, each: 5, max_deduction: 15}}   # at most 15 points off 最多扣15分
""",
    encoding="utf-8",
)
framework = fs.load_framework(folder / "mine.yaml")
for change in framework.changes:
    print(".".join(map(str, change.path)), change.old, "→", change.new)

# %% [markdown]
# ## A first ranking
#
# The facts that the sheet asks for, typed for three invented counties; one did not state how many cases it lost.

# %%
print(", ".join(framework.file.facts))
typed = pd.DataFrame(
    [
        ("甲县", 4, "100%", "93%", 2, 17, "95%"),
        ("乙县", 2, "96%", "100%", 0, 15, "88%"),
        ("丙县", 5, "100%", "85%", "", 18, "100%"),
    ],
    columns=["region", *framework.file.facts],
).assign(period="2024")
regions = pd.DataFrame({"region": ["甲县", "乙县", "丙县"], "name": ["甲县", "乙县", "丙县"], "class": "county-level"})
result = fs.score(fs.read_facts(typed, regions=regions), framework)
print(result.table[["composite", "rank", "coverage", "lower", "upper"]].astype(float).round(2).to_string())
print(result.contributions.round(2).T.to_string())
print(result.gaps["i2_2"].dropna().to_string())

# %% [markdown]
# The county that did not state its lost cases gets no points for them: this is a sheet, where the unit must prove its
# work. Its `upper` bound says what it would have with a proof.
