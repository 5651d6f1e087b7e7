"""Compare methods on invented counties: coherence, a grid of methods, weights, and what each indicator does.

比较评价方法：虚构六十个县，检验指标一致性，列出各种方法组合下的名次变化，比较三种客观赋权，并逐项剔除。
所有地区和数字都是虚构的；种子固定，每次运行结果相同。

Run it as a script (``python examples/comparing_methods.py``), or cell by cell in an editor that knows ``# %%``.
No county here exists; the seed is fixed.
"""

# %% Sixty counties that do not exist 虚构六十个县
# An index of relative rules, so that there is something to choose: examples/frameworks/academic-index.
from pathlib import Path

import pandas as pd

import fazhi_score as fs

INDEX = Path(__file__).parent / "frameworks" / "academic-index" / "index.yaml"
framework = fs.load_framework(INDEX).with_method(minimum_coverage=0)
world = fs.simulate(framework, regions=60, seed=2024, coverage=(0.75, 0.95), lost=0)
result = fs.score(world.facts, framework)
pd.set_option("display.width", 160, "display.max_columns", 20)
print(result.table[["name", "composite", "rank", "coverage"]].head(10).round(3).to_string())

# %% How near is the league table to the truth? 与真实名次相差多少
# Complete facts give the true composite: what is left out of reports moves ranks.
both = pd.DataFrame({"told": result.ranks, "true": world.truth["rank"]}).astype(float)
print(f"rank correlation with the truth: {both['told'].corr(both['true'], method='spearman'):.3f}")
print(f"mean difference of ranks: {(both['told'] - both['true']).abs().mean():.1f} of {len(both)}")

# %% Do the indicators belong together? 指标是否一致
coherence = fs.coherence(result)
for note in coherence.problems:
    print(f"{note.severity}: {note.message()}")

# %% Other methods, other ranks 方法一变，名次怎么变
grid = {
    "normalisation": ["minmax", "zscore", "rank"],
    "aggregation": ["arithmetic", "geometric"],
    "missing": ["exclude", "mean"],
}
specifications = fs.specifications(world.facts, framework, grid)
print(specifications.table.round(3).to_string())
print(specifications.rank_ranges.head(10).to_string())

# %% Weights that the data make 客观赋权
weights, ranks = {}, {}
for method in ("equal", "entropy", "critic"):
    scored = fs.score(world.facts, framework.with_method(weighting=method))
    weights[method] = pd.Series(scored.framework.nominal_weights).reindex(framework.composite_ids)
    ranks[method] = scored.ranks
print((100 * pd.DataFrame(weights)).round(1).to_string())
print("rank correlations\n", pd.DataFrame(ranks).astype(float).corr(method="spearman").round(3).to_string())

# %% What each indicator does: without it 逐项剔除
removal = fs.removal(result)
print(removal.table.round(3).to_string())

# %% What would it take to be first? 怎样才能进前列
# Relative rules move with the peers; the default framework has scales of its own.
absolute = fs.simulate(regions=60, seed=2024)
standing = fs.score(absolute.facts, fs.load_framework().with_method(minimum_coverage=0.1))
middle = standing.ranks.dropna().sort_values().index[len(standing.ranks.dropna()) // 2]
plan = fs.what_would_it_take(standing, middle[0], rank=5)
print(f"{standing.names[middle]}: from rank {standing.ranks[middle]} to {plan.rank}")
print(plan.table[["value", "to", "score", "to_score", "cost", "gain", "composite"]].round(3).to_string())
for note in plan.notes:
    print(f"{note.severity}: {note.message()}")
