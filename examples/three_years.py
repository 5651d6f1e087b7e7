"""Three years of one district: what changed, and what only seemed to.

一个区的三年：哪些变化是真的，哪些只是报告写法变了。区名和数字都是虚构的。

Run it as a script (``python examples/three_years.py``), or cell by cell in an editor that knows ``# %%``. The district
and its figures are invented.
"""

# %% [markdown]
# ## The facts
#
# A wide table, one row a year, as somebody would type it from three reports. An empty cell is *not stated*: neither
# zero nor no. In 2023 the district stopped printing how many cases it lost, and in 2024 it first printed its hotline.

# %%
import io

import pandas as pd

import fazhi_score as fs

TYPED = """region,period,standing_meeting_law_study_sessions,reconsideration_accepted,reconsideration_concluded,\
court_hearings,head_appearances,litigation_cases_concluded,litigation_cases_lost,congress_suggestions,\
congress_suggestions_replied,hotline_cases_received,hotline_cases_completed
云汀区,2022,3,60,54,25,20,40,8,80,80,,
云汀区,2023,6,75,70,30,27,,,85,85,,
云汀区,2024,8,110,92,36,34,,,90,88,5200,5096
"""
pd.set_option("display.width", 110, "display.max_columns", 20, "display.unicode.east_asian_width", True)
regions = pd.DataFrame([{"region": "云汀区", "name": "云汀区", "class": "county-level"}])
facts = fs.read_facts(pd.read_csv(io.StringIO(TYPED), dtype=str).fillna(""), regions=regions)
print(len(facts), "facts of", ", ".join(facts.table["period"].cat.categories))

# %% [markdown]
# ## Three composites
#
# Seen alone: a leap, then a fall. Coverage says how little of the framework they rest on.

# %%
result = fs.score(facts, fs.load_framework())
print(result.table[["composite", "coverage", "lower", "upper"]].astype(float).round(2).to_string())

# %% [markdown]
# Which indicators have a score? One went, one came:

# %%
scores = result.scores[result.framework.composite_ids].dropna(axis="columns", how="all")
print(scores.T.round(1).to_string(na_rep="–"))

# %% [markdown]
# ## Where the change comes from
#
# `changes` splits each step into data (indicators scored in both years), weights, and membership (indicators that
# came or went). Two of the points gained in 2023 are no improvement: the district did not lose fewer cases, it
# stopped saying.

# %%
found = fs.changes(result)
parts = ["before", "after", "change", "data", "weights", "membership"]
print(found.summary[parts].astype(float).round(2).T.to_string())

# %% [markdown]
# ## The same indicators in all years
#
# The balanced panel keeps what is stated in every year. It is what a table over years should show.

# %%
balanced = fs.missingness(result, by=None).balanced
print(balanced[["unadjusted", "balanced"]].astype(float).round(2).to_string())

# %% [markdown]
# ## What one step rests on
#
# 2024 brought more applications for reconsideration, and fewer of a hundred were concluded within the year:

# %%
print(result.explain("云汀区", "2024", "recon_conclusion").render("en"))

# %% [markdown]
# One district has no peers, so nothing here is a rank. With other districts in the table, `fs.trends(result)` follows
# ranks, and `fs.sigma_convergence(result)` says whether districts draw nearer to each other.
