"""Taking out nodes: by hand, by scoring again without them, and against COINr."""

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import fazhi_score as fs
from fazhi_score.analysis.removal import removal
from tests.conftest import plain, posts, register, scored, sheet

COINR = Path(__file__).parents[3] / "shared" / "reference" / "coinr"
needs_reference = pytest.mark.skipif(not COINR.is_dir(), reason="the reference values (../shared) are not here")


@needs_reference
@pytest.mark.parametrize(("level", "nodes"), [(1, "indicators"), (2, [f"S{k}" for k in range(1, 7)]), (3, "top")])
def test_scores_ranks_and_mean_shifts_are_those_of_coinr(level, nodes):
    frame = pd.read_csv(COINR / "a_iMeta.csv").set_index("iCode")
    data = pd.read_csv(COINR / "e_pipeline_Normalised.csv")
    specs = {
        name: {"formula": name, "group": row["Parent"], "weight": row["Weight"], "score": posts()}
        for name, row in frame[frame["Type"] == "Indicator"].iterrows()
    }
    groups = frame[(frame["Type"] == "Aggregate") & (frame.index != "Index")]
    tree = {
        name: {"weight": row["Weight"], **({} if row["Parent"] == "Index" else {"within": row["Parent"]})}
        for name, row in groups.iterrows()
    }
    rows = data.melt("uCode", var_name="fact").dropna().rename(columns={"uCode": "region"}).assign(period=2020)
    rows["value"] = rows["value"].clip(0, 100)  # the ends of the scale come as 100.00000000000001
    found = removal(scored(sheet(specs, groups=tree), rows), nodes)
    for kind, own in (("scores", found.scores), ("ranks", found.ranks)):
        wanted = pd.read_csv(COINR / f"g_remove_L{level}_{kind}.csv").set_index("uCode").drop(columns="Nominal")
        assert list(own) == list(wanted)
        matched = own.droplevel("period").loc[wanted.index].to_numpy(dtype=float)
        assert matched == pytest.approx(wanted.to_numpy(dtype=float), rel=1e-9, nan_ok=True)
    wanted = pd.read_csv(COINR / f"g_remove_L{level}_meanabsdiff.csv").set_index("element")["MeanAbsDiff"]
    assert found.table["mean_rank_shift"].tolist() == pytest.approx(wanted.drop("Nominal").tolist(), rel=1e-9)


THREE = {"i": plain("x", group="one", weight=2), "j": plain("y", group="one"), "k": plain("z", group="two")}
FACTS = {"A": {"x": 90, "y": 60, "z": 10}, "B": {"x": 30, "y": 60, "z": 60}, "C": {"x": 30, "y": 90, "z": 20}}


def test_by_hand():
    # one: A (180 + 60) / 3 = 80, B 40, C 50; composites 45, 50, 35. Without i: one 60, 60, 90: 35, 60, 55
    found = removal(scored(sheet(THREE), FACTS))
    assert found.scores["i"].tolist() == pytest.approx([35, 60, 55])
    assert found.ranks["i"].tolist() == [3, 1, 2]
    assert found.shifts["i"].tolist() == [-1, 0, 1]
    row = found.table.loc["i"]
    assert row[["weight", "regions", "lost"]].tolist() == pytest.approx([1 / 3, 3, 0])
    assert row[["mean_shift", "max_shift"]].tolist() == pytest.approx([40 / 3, 20])
    assert row[["mean_rank_shift", "max_rank_shift", "moved"]].tolist() == pytest.approx([2 / 3, 1, 2 / 3])
    assert row[["rho", "tau"]].tolist() == pytest.approx([0.5, 1 / 3])
    assert row[["region", "period"]].tolist() == ["A", "2024"]
    assert found.notes == ()
    assert removal(scored(sheet(THREE), FACTS), "groups").nodes == ["one", "two"]
    assert removal(scored(sheet(THREE), FACTS), "top").nodes == ["one", "two"]


def test_who_has_nothing_else_is_not_in_the_shifts():
    facts = {**FACTS, "D": {"z": 90}}
    found = removal(scored(sheet(THREE), facts), ["two"])
    # D was first; the others keep their order among themselves: B 50, A 45, C 35 and then 80, 50, 40
    assert found.shifts["two"].tolist() == pytest.approx([1, -2, 1, np.nan], nan_ok=True)
    assert found.table.loc["two", ["regions", "lost"]].tolist() == [3, 1]
    assert found.notes[0].params == {"node": "two", "count": 1, "all": 4, "whom": "whom_regions"}


def test_without_the_only_indicator_nothing_is_left():
    row = removal(scored(sheet({"i": plain("x")}), {"A": {"x": 1}, "B": {"x": 2}})).table.loc["i"]
    assert row[["regions", "lost"]].tolist() == [0, 2]
    assert row[["mean_shift", "moved", "rho", "tau"]].isna().all()
    assert row["region"] == ""


def brute(framework, facts, name, **more):
    """Score again with the weight of one node zero."""
    return scored(framework.with_weights({name: 0}), facts, **more)


@pytest.mark.parametrize("aggregation", ["arithmetic", "geometric"])
@pytest.mark.parametrize("digits", [None, 1])
def test_the_same_as_scoring_with_the_weight_zero(aggregation, digits):
    draw = np.random.default_rng(4)
    specs = {f"n{k}": plain(f"f{k}", group=["a", "a", "b", "b", "c", "c"][k], weight=k + 1) for k in range(6)}
    groups = {"a": {}, "b": {"weight": 2}, "c": {"within": "a"}}
    extra = {"bonus": {"kind": "bonus", "formula": "f0", "each": 0.1, "cap": 5},
             "veto": {"kind": "veto", "when": "f1 > 80", "at_most": 40}}  # fmt: skip
    method = {"aggregation": aggregation, "round": digits}
    framework = sheet(specs, groups=groups, adjustments=extra, method=method)
    facts = {
        f"R{r}": {f"f{k}": round(draw.uniform(1, 100), 1) for k in range(6) if draw.random() < 0.9} for r in range(20)
    }
    classes = register({f"R{r}": "county-level" if r % 2 else "township" for r in range(20)})
    result = scored(framework, facts, regions=classes)
    for nodes in ("indicators", "groups"):
        found = removal(result, nodes)
        for name in found.nodes:
            again = brute(framework, facts, name, regions=classes)
            assert found.scores[name].to_numpy() == pytest.approx(again.composite.to_numpy(), abs=1e-9, nan_ok=True)
            there = again.composite.notna()
            assert found.ranks[name][there].tolist() == again.ranks[there].tolist()
            shift = (result.ranks - again.ranks)[there]
            if there.all():
                assert found.shifts[name].tolist() == shift.tolist()
                taus = [
                    stats.kendalltau(result.composite[rows], again.composite[rows]).statistic
                    for rows in (np.arange(20) % 2 == side for side in (0, 1))
                ]
                assert found.table.loc[name, "tau"] == pytest.approx(np.mean(taus))
                rhos = [
                    stats.spearmanr(result.composite[rows], again.composite[rows]).statistic
                    for rows in (np.arange(20) % 2 == side for side in (0, 1))
                ]
                assert found.table.loc[name, "rho"] == pytest.approx(np.mean(rhos))


def test_where_nobody_is_ranked_all_are_compared_and_where_some_are_only_those():
    few = scored(sheet(THREE, method={"minimum_peers": 9}), FACTS)
    assert few.ranks.isna().all()
    assert removal(few).table["regions"].tolist() == [3, 3, 3]
    covered = scored(sheet(THREE, method={"minimum_coverage": "60%"}), {**FACTS, "D": {"x": 5}})
    assert removal(covered).table["regions"].tolist() == [3, 3, 3]
    assert removal(covered).ranks["i"].isna().tolist() == [False, False, False, True]


def test_unknown_nodes_are_told():
    result = scored(sheet(THREE), FACTS)
    for asked, code in (("level", "choice_unknown"), (["i", "thre"], "node_unknown")):
        with pytest.raises(fs.FazhiError) as raised:
            removal(result, asked)
        assert raised.value.problems[0].code == code


def test_all_counties_and_a_hundred_indicators_take_seconds():
    draw = np.random.default_rng(1)
    names = [f"f{k}" for k in range(100)]
    specs = {f"n{k}": plain(name, group=f"g{k // 10}") for k, name in enumerate(names)}
    frame = pd.DataFrame(draw.uniform(0, 100, (2844, 100)).round(3), columns=names).assign(
        region=[f"R{r}" for r in range(2844)]
    )
    result = scored(sheet(specs), frame.melt("region", var_name="fact").assign(period=2024))
    start = time.perf_counter()
    assert len(removal(result).table) == 100
    assert time.perf_counter() - start < 10


def test_an_order_is_no_mean_of_parts():
    with pytest.raises(fs.FazhiError) as raised:
        removal(scored(sheet(THREE, method={"ordering": "topsis"}), FACTS))
    assert raised.value.problems[0].code == "ordering_no_parts"


def test_what_is_removed_is_not_a_child_that_lacks_a_score():
    # COINr sets its weight to 0, and its own threshold still counts it: A would have none
    specs = {
        "i": plain("x", group="g"),
        "j": plain("y", group="g"),
        "k": plain("z", group="g"),
        "m": plain("w", group="h"),
    }
    facts = {"A": {"x": 50, "y": 60, "w": 10}, "B": {"x": 1, "y": 2, "z": 3, "w": 50}, "C": {"z": 10, "w": 90}}
    method = {"minimum_children": 0.5}
    found = removal(scored(sheet(specs, method=method), facts), ["i", "m"]).scores
    for name in ("i", "m"):
        rest = {other: spec for other, spec in specs.items() if other != name}
        again = scored(
            sheet(rest, method=method),
            {k: {f: v for f, v in row.items() if f != {"i": "x", "m": "w"}[name]} for k, row in facts.items()},
        )
        assert found[name].tolist() == pytest.approx(again.composite[found.index].tolist(), nan_ok=True)
    assert found["i"].tolist() == pytest.approx([35, 26.25, 50])
