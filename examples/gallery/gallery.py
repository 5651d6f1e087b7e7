"""Every chart of the library, with the few lines that make it.

图库：每种图各一例，数据用五个区县、虚构的一年和虚构的六十个县。

Run it cell by cell in an editor that knows ``# %%``, or as a script with a folder for the pictures:
``python examples/gallery/gallery.py pictures`` writes each chart as SVG in Chinese and in English. The five districts
are real and their figures published; everything else is invented, with fixed seeds.
"""

# %% [markdown]
# ## What is drawn
#
# Three sets of facts: five districts with the example score sheet and with the default framework, the monthly reviews
# of an invented county, and sixty invented counties. Without `lang`, labels are Chinese where there is a Chinese font.

# %%
import os
import sys
from pathlib import Path

import matplotlib.pyplot as plt

import fazhi_score as fs

EXAMPLES = Path(__file__).resolve().parents[1]
LANG = os.environ.get("FAZHI_LANG") or None
REGIONS = int(os.environ.get("FAZHI_GALLERY_REGIONS", "60"))

districts = EXAMPLES / "districts"
facts = fs.read_facts(districts / "facts.csv", regions=districts / "regions.csv", documents=districts / "documents.csv")
index, sheet = fs.score(facts), fs.score(facts, districts / "sheet.yaml")

year = EXAMPLES / "year"
months = fs.score(fs.read_facts(year / "months.csv", regions=year / "regions.csv"), year / "months.yaml")
townships = [f"T{number:02}" for number in range(1, 20)]

framework = fs.load_framework(EXAMPLES / "frameworks" / "academic-index" / "index.yaml").with_method(minimum_coverage=0)
world = fs.simulate(framework, regions=REGIONS, seed=2024, coverage=(0.75, 0.95), lost=0)
county = fs.score(world.facts, framework)
assumptions = fs.Assumptions(weights=0.25, aggregation=["arithmetic", "geometric"], normalisation=["minmax", "zscore"])

# %% Rank intervals 名次区间
# The dot is the rank that the framework gives; the bar is where 90 % of the draws put the county.
uncertainty = fs.uncertainty(world.facts, framework, assumptions, draws=1000, seed=1)
fs.plots.rank_intervals(uncertainty, lang=LANG, top=30)

# %% Rank acceptability 名次概率
fs.plots.acceptability(uncertainty, lang=LANG, top=20)

# %% Which assumption matters? 哪个假设影响最大
sensitivity = fs.sensitivity(world.facts, framework, assumptions, draws=512, seed=1)
fs.plots.sensitivity(sensitivity, lang=LANG)

# %% How far may a weight move? 权重稳定区间
fs.plots.weight_stability(sheet, lang=LANG)

# %% What the points are made of 得分构成
# A hatched box says that a unit has no figure at all in a part: that is not the same as no points.
fs.plots.contributions(sheet, lang=LANG)

# %% What was not reported 未报告部分的上下界
# Scores of the default framework rest on what is stated; the bars say how little that settles. Nobody is ranked here.
fs.plots.bounds(index, lang=LANG)

# %% Gaps are no zeros 缺项不是零
# The default framework leaves a gap out: hatched paper. The sheet gives nothing for it: a hatched zero.
fs.plots.heatmap(index, lang=LANG)
fs.plots.heatmap(sheet, lang=LANG)

# %% One unit among its peers 一个地区与同类比较
fs.plots.radar(sheet, "渭滨区", lang=LANG)

# %% Who rose, who fell 名次升降
fs.plots.rank_change(months, lang=LANG, period="2024-12", regions=townships)

# %% The framework as a tree 框架与权重
fs.plots.icicle(fs.load_framework(), lang=LANG)

# %% How indicators go together 指标相关
fs.plots.correlations(county, lang=LANG)

# %% [markdown]
# ## Several charts in one figure, and files
#
# Charts take axes; `draw` writes SVG, PDF and PNG, the same bytes each time.

# %% Two charts side by side 两图并列
figure, (left, right) = plt.subplots(1, 2, figsize=(12, 4), layout="constrained")
fs.plots.contributions(sheet, ax=left, lang=LANG)
fs.plots.bounds(sheet, ax=right, lang=LANG)

# %% Into files 存成文件
CHARTS = {
    "rank_intervals": ("rank_intervals", uncertainty, {}),
    "acceptability": ("acceptability", uncertainty, {"top": 20}),
    "sensitivity": ("sensitivity", sensitivity, {}),
    "weight_stability": ("weight_stability", sheet, {}),
    "contributions": ("contributions", sheet, {}),
    "bounds": ("bounds", index, {}),
    "heatmap": ("heatmap", index, {}),
    "heatmap_of_a_sheet": ("heatmap", sheet, {}),
    "radar": ("radar", sheet, {"region": "渭滨区"}),
    "rank_change": ("rank_change", months, {"period": "2024-12", "regions": townships}),
    "icicle": ("icicle", fs.load_framework(), {}),
    "correlations": ("correlations", county, {}),
}
if len(sys.argv) == 2:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, (kind, what, options) in CHARTS.items():
        for lang in ("zh", "en"):
            fs.plots.draw(kind, folder / f"{name}.{lang}.svg", what, lang=lang, **options)
    print(f"{2 * len(CHARTS)} pictures in {folder}")
