"""Grids of methods: by hand, and against scoring each combination by itself."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

import fazhi_score as fs
from fazhi_score.analysis.specifications import changed, specifications, with_rule
from tests.conftest import plain, register, scored, sheet, table

RELATIVE = {"rule": "minmax"}
SPECS = {f"n{k}": {"formula": f"f{k}", "group": "ab"[k % 2], "score": RELATIVE} for k in range(6)}
SPECS["given"] = plain("f0", group="b")
DRAW = np.random.default_rng(11)
FACTS = {
    f"R{r}": {f"f{k}": round(DRAW.uniform(1, 100), 2) for k in range(6) if k == 0 or DRAW.random() < 0.8}
    for r in range(30)
}
CLASSES = register({f"R{r}": "county-level" if r < 20 else "township" for r in range(30)})
GRID = {
    "normalisation": ["minmax", "zscore"],
    "weighting": [None, "equal"],
    "aggregation": ["arithmetic", "geometric"],
    "missing": ["exclude", "zero"],
}


def facts():
    return fs.read_facts(table(FACTS), regions=CLASSES)


def test_every_combination_is_that_of_scoring_it_alone():
    framework = sheet(SPECS).with_weights(n0=4)
    found = specifications(facts(), framework, GRID)
    assert found.table.shape == (17, 10)
    assert found.notes == ()
    base = scored(framework, table(FACTS), regions=CLASSES)
    for number, combination in enumerate(found.combinations, start=1):
        method = {"aggregation": combination["aggregation"], "missing": {"not_reported": combination["missing"]},
                  "weighting": combination["weighting"]}  # fmt: skip
        specs = {
            n: s if n == "given" else {**s, "score": {"rule": combination["normalisation"]}} for n, s in SPECS.items()
        }
        other = scored(sheet(specs).with_weights(n0=4).with_method(**method), table(FACTS), regions=CLASSES)
        assert found.ranks[number].tolist() == other.ranks.tolist()
        row = found.table.loc[number]
        assert row[list(GRID)].tolist() == ["none" if value is None else value for value in combination.values()]
        shift = (base.ranks - other.ranks).abs()
        assert row["regions"] == 30
        assert (row["mean_rank_shift"], row["max_rank_shift"]) == pytest.approx((shift.mean(), shift.max()))
        halves = np.arange(30) < 20, np.arange(30) >= 20
        rhos = [stats.spearmanr(base.composite[h], other.composite[h]).statistic for h in halves]
        taus = [stats.kendalltau(base.composite[h], other.composite[h]).statistic for h in halves]
        assert row["rho"] == pytest.approx(rhos[0] * 2 / 3 + rhos[1] / 3)
        assert row["tau"] == pytest.approx((taus[0] * 190 + taus[1] * 45) / 235)
        # the top tenth: two of twenty, one of ten
        tops = [set(np.flatnonzero(r.ranks.to_numpy() <= np.where(halves[0], 2, 1))) for r in (base, other)]
        assert row["top_overlap"] == pytest.approx(len(tops[0] & tops[1]) / 3)
    assert found.table.loc[0, ["rho", "tau", "max_rank_shift", "top_overlap"]].tolist() == [1, 1, 0, 1]
    # minmax, as written, arithmetic, exclude is what stands there already
    assert found.table.loc[1, ["rho", "max_rank_shift"]].tolist() == pytest.approx([1, 0])


def test_ranges_over_all_specifications():
    found = specifications(facts(), sheet(SPECS), GRID)
    ranges, ranks = found.rank_ranges, found.ranks.to_numpy(dtype=float)
    assert ranges["best"].tolist() == ranks.min(axis=1).tolist()
    assert ranges["median"].tolist() == np.median(ranks, axis=1).tolist()
    assert ranges["worst"].tolist() == ranks.max(axis=1).tolist()
    assert (ranges["specifications"] == 17).all()
    assert ranges["as_written"].tolist() == found.ranks[0].tolist()


def test_an_executor_gives_the_same():
    with ThreadPoolExecutor(2) as executor:
        one = specifications(facts(), sheet(SPECS), GRID, executor=executor)
    assert one.table.equals(specifications(facts(), sheet(SPECS), GRID).table)


def test_what_cannot_be_scored_is_told_and_has_no_figures():
    grid = {"aggregation": [{"method": "power", "exponent": 2}, "power"], "missing": [{"claimed": "zero"}]}
    found = specifications(table(FACTS), sheet(SPECS), grid, regions=CLASSES)
    assert found.table["aggregation"].tolist() == ["as_written", "power (exponent: 2)", "power"]
    assert found.table["missing"].tolist()[1] == "claimed: zero"
    assert found.table.loc[2, "regions"] == 0
    assert np.isnan(found.table.loc[2, "rho"])
    assert [note.code for note in found.notes] == ["specification_refused"]
    assert "aggregation: power, missing: claimed: zero" in found.notes[0].message("en")
    assert found.ranks[2].isna().all()
    assert (found.rank_ranges["specifications"] == 2).all()


def test_nobody_ranked_has_no_figures():
    found = specifications(table(FACTS), sheet(SPECS, method={"minimum_peers": 50}), {"aggregation": ["geometric"]})
    assert found.table["regions"].tolist() == [0, 0]
    assert found.rank_ranges["best"].isna().all()


def test_a_rule_takes_the_place_of_relative_ones_only():
    specs = {**SPECS, "n0": {**SPECS["n0"], "by_class": {"township": {"each_place": "10%"}}, "score": {"rule": "rank"}}}
    framework = with_rule(sheet(specs).with_weights(a=3), {"rule": "rank", "top": 3})
    assert framework.file.indicators["n0"].by_class == {}
    assert framework.file.indicators["n1"].score.top == 3
    assert framework.file.indicators["given"].score.rule == "goalposts"
    assert framework.weights["a"] == 3
    assert changed(framework, {}) is framework
    found = specifications(table(FACTS), sheet({"given": plain("f0")}, facts={f"f{k}": {} for k in range(6)}),
                           {"normalisation": ["rank"]})  # fmt: skip
    assert [note.code for note in found.notes] == ["grid_no_effect"]
    assert found.table["max_rank_shift"].tolist() == [0, 0]


def test_without_a_grid_there_is_the_framework_alone():
    assert len(specifications(table(FACTS), sheet(SPECS)).table) == 1


LATEX = r"""\begin{table}
\centering
\caption{Ranks \& methods}
\label{tab:spec}
\begin{tabular}{rllrrrrrr}
\toprule
No. & Normalisation & Aggregation & Regions & Spearman & Kendall & Mean shift & Largest shift & Top overlap \\
\midrule
0 & as written & as written & 30 & 1.00 & 1.00 & 0.0 & 0.0 & 1.00 \\
1 & fraction\_of\_maximum & power & 0 & -- & -- & -- & -- & -- \\
\bottomrule
\end{tabular}
\end{table}
"""


def test_latex():
    found = specifications(facts(), sheet(SPECS), {"normalisation": ["fraction_of_maximum"], "aggregation": ["power"]})
    text = found.to_latex(caption="Ranks & methods", label="tab:spec", digits=2)
    assert text == LATEX
    assert found.to_latex(lang="zh").startswith("\\begin{tabular}")
    assert "按原框架" in found.to_latex(lang="zh")
    assert "table}" not in found.to_latex(label="").replace("tabular}", "")
    assert "\\caption" not in found.to_latex(label="tab:x")


WRONG = [
    ({"rules": ["rank"]}, {}, "choice_unknown"),
    ({"missing": []}, {}, "grid_empty"),
    ({"missing": "zero"}, {}, "grid_empty"),
    ({}, {"top": 10}, "share_outside"),
]


@pytest.mark.parametrize(("grid", "more", "code"), WRONG)
def test_wrong_grids(grid, more, code):
    with pytest.raises(fs.FazhiError) as raised:
        specifications(table(FACTS), sheet(SPECS), grid, **more)
    assert raised.value.problems[0].code == code
