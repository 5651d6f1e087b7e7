"""Five real districts, two readings: an index that refuses to rank them, and a sheet in points that does.

五个真实区县，两种读法：一种是指数，不排名并说明理由；一种是评分表，按分值排出名次。

Run it as a script (``python examples/five_districts.py``), or cell by cell in an editor that knows ``# %%``. The
figures are from published reports; ``examples/districts/README.md`` says where from.
"""

# %% [markdown]
# ## What the reports state
#
# One row a fact: the value as printed, whose it is, and where it stands in the report. The register gives the classes,
# the manifest what became of each report.

# %%
from pathlib import Path

import pandas as pd

import fazhi_score as fs

DISTRICTS = Path(__file__).parent / "districts"
pd.set_option("display.width", 110, "display.max_columns", 20, "display.unicode.east_asian_width", True)
facts = fs.read_facts(DISTRICTS / "facts.csv", regions=DISTRICTS / "regions.csv", documents=DISTRICTS / "documents.csv")
stated = pd.crosstab(facts.table["region"], facts.table["status"])
print(stated.to_string())

# %% [markdown]
# `claimed` is words without a number (全覆盖, 稳步下降). They are kept, and earn nothing.
#
# ## The index
#
# The default framework scores what is measured, leaves out what is not stated, and says beside each composite how much
# of the weight is stated (`coverage`) and how far the composite could lie from where it is (`lower`, `upper`).

# %%
index = fs.score(facts)
columns = ["composite", "rank", "coverage", "lower", "upper", "disclosure"]
print(index.table[columns].astype(float).round(2).to_string())

# %% [markdown]
# Nobody is ranked. The notes say why; the same notes stand under every table that the library writes.

# %%
for note in index.notes[:6]:
    print(note.message("en"))

# %% [markdown]
# How many measured indicators do two districts share? Too few for any comparison:

# %%
print(index.common_support.to_string())

# %% [markdown]
# ## The sheet
#
# An office may decide otherwise: what a unit does not state earns no points, because the unit must prove its work. That
# is a decision, and it is written in the framework (`missing: {not_reported: zero}`), not hidden in code.

# %%
sheet = fs.score(facts, DISTRICTS / "sheet.yaml")
print(sheet.table[["composite", "rank", "coverage", "lower", "upper"]].astype(float).round(2).to_string())
print(sheet.contributions.round(2).T.to_string())

# %% [markdown]
# ## Where a number comes from
#
# Every score leads back to the place in the report: characters from:to of its text.

# %%
print(index.explain("龙城区", "2021", "loss_rate").render("en"))

# %% [markdown]
# Two readings, two answers, both right about what they say. The index says that these five reports cannot be compared;
# the sheet ranks what the reports prove.
