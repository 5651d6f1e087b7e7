"""A province of a hundred counties that do not exist: from facts to a league table with honest ranks.

虚构一省一百个县：从数据到带区间的排名，并与已知的真实次序对照。地区和数字全部是虚构的。

Run it as a script (``python examples/simulated_province.py``), or cell by cell in an editor that knows ``# %%``. No
county here exists; the seed is fixed, so every run prints the same.
"""

# %% [markdown]
# ## A hundred counties
#
# `simulate` invents counties with a known true order and writes the reports that they would write: some facts are left
# out, some are words without a number. A real province looks like this in a table; only the truth is unknown there.

# %%
import pandas as pd

import fazhi_score as fs

pd.set_option("display.width", 110, "display.max_columns", 20, "display.unicode.east_asian_width", True)
framework = fs.load_framework().with_method(minimum_coverage="40%")
world = fs.simulate(framework, regions=100, seed=2026, coverage=(0.35, 0.9))
print(world.facts.table["status"].value_counts().to_string())
result = fs.score(world.facts, framework)
print(result.table[["name", "composite", "rank", "coverage", "lower", "upper"]].head(8).round(2).to_string())

# %% [markdown]
# ## Who is ranked
#
# Below 40 % coverage a county is scored and shown, and not ranked.

# %%
ranked = result.ranks.notna()
print(f"{int(ranked.sum())} of {len(ranked)} counties are ranked")
print(result.table.groupby(ranked.rename("ranked"))[["coverage"]].agg(["min", "mean", "max"]).round(2).to_string())

# %% [markdown]
# ## How far the ranks can be trusted
#
# Weights 25 % up or down, and what is not reported anywhere between worst and best: two thousand draws.

# %%
assumptions = fs.Assumptions(weights=0.25, unreported="uniform")
found = fs.uncertainty(world.facts, framework, assumptions, draws=2048, seed=1)
intervals = found.rank_intervals(0.90).dropna()
best = intervals.sort_values("rank").head(8)
print(best[["name", "rank", "low", "high", "median"]].to_string())
width = intervals["high"] - intervals["low"]
print(f"half of the intervals are wider than {width.median():.0f} ranks of {len(intervals)}")

# %% [markdown]
# Which of the two makes them so wide? The median width with each alone:

# %%
print(found.by_source()["alone"].median().to_string())

# %% [markdown]
# ## Against the truth
#
# Here the true order is known, so that intervals can be put to the test: how often do they cover the true rank?
# The true rank is counted among the ranked counties, as theirs is.

# %%
true = world.truth.loc[intervals.index, "composite"].rank(ascending=False, method="min")


def covered(some: pd.DataFrame) -> str:
    """Return how often intervals cover the true rank."""
    return f"{((some['low'] <= true) & (true <= some['high'])).mean():.0%}"


weights_only = fs.uncertainty(world.facts, framework, fs.Assumptions(weights=0.25), draws=2048, seed=1)
print(f"rank correlation with the truth: {intervals['rank'].astype(float).corr(true, method='spearman'):.2f}")
print("weights and what is unreported:", covered(intervals))
print("weights alone:", covered(weights_only.rank_intervals(0.90).dropna()))

# %% [markdown]
# Intervals from weights alone are a false comfort. And even the wide ones cover less than the 90 % that they promise:
# they suppose that what a county does not report may be anything, half as good on average, while in this world it is as
# good as what it reports. An interval is worth as much as its assumptions; that is why they are written down.
#
# ## What a county may say about itself
#
# Not "we are third", but: among the first ten with this probability.

# %%
probability = found.top(10)
print(probability.sort_values(ascending=False).head(12).round(2).to_string())

# %% [markdown]
# ## The table to hand on

# %%
table = result.table.join(intervals[["low", "high"]])
print(table.sort_values("rank")[["name", "composite", "rank", "low", "high", "coverage"]].head(5).round(2).to_string())
