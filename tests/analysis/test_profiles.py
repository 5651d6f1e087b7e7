"""Profiles, strengths and weaknesses: by hand and against COINr."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.analysis.profiles import profile, standings_of, strengths, strong_and_weak
from tests.conftest import plain, posts, register, scored, sheet

COINR = Path(__file__).parents[3] / "shared" / "reference" / "coinr"
needs_reference = pytest.mark.skipif(not COINR.is_dir(), reason="the reference values (../shared) are not here")


def meta():
    frame = pd.read_csv(COINR / "a_iMeta.csv")
    return frame[frame["Type"] == "Indicator"].set_index("iCode"), frame[frame["Type"] == "Aggregate"].set_index(
        "iCode"
    )


@needs_reference
@pytest.mark.parametrize("unit", ["C003", "C030"])
@pytest.mark.parametrize("grouped", [False, True])
def test_strengths_and_weaknesses_are_those_of_coinr_with_its_settings(unit, grouped):
    """COINr leaves out what the unit is last in, among all units; its lists of weaknesses end with the weakest."""
    data = pd.read_csv(COINR / "a_iData.csv").sort_values("uCode").reset_index(drop=True)
    indicators, _ = meta()
    higher = indicators["Direction"].to_numpy() > 0
    row = data.index[data["uCode"] == unit][0]
    values = data[list(indicators.index)].to_numpy(dtype=float)
    settings = {"by": "rank", "most_tied": 1, "halves": False, "discard_worst": True}
    found = standings_of(values, row, higher=higher)
    if grouped:  # topN = bottomN = 3, unq_discard = 0.2
        few = found.distinct < 0.2 * len(values)
        values = np.where(few | (found.better + found.equal >= found.count), np.nan, values)
        found = standings_of(values, row, higher=higher, peers=pd.factorize(data["Region"])[0])
        settings |= {"discard_worst": False, "top": 3, "bottom": 3}
    for side, at in zip(("strengths", "weaknesses"), strong_and_weak(found, **settings), strict=True):
        wanted = pd.read_csv(COINR / f"g_{side}_{unit}{'_grp_unq' if grouped else ''}.csv")
        assert sorted(found.ranks[at].tolist()) == wanted["Rank"].tolist()
        edge = wanted["Rank"].iloc[-1 if side == "strengths" else 0]
        # ties at the end of a list are a matter of order: all others must be the same
        inner = {indicators.index[k] for k in at if found.ranks[k] != edge}
        assert inner == set(wanted["Code"][wanted["Rank"] != edge])


@needs_reference
@pytest.mark.parametrize("unit", ["C003", "C030"])
def test_profiles_are_those_of_coinr(unit):
    indicators, groups = meta()
    data = pd.read_csv(COINR / "e_pipeline_Normalised.csv")
    specs = {
        name: {"formula": name, "group": row["Parent"], "weight": row["Weight"], "score": posts()}
        for name, row in indicators.iterrows()
    }
    tree = {
        name: {"weight": row["Weight"], **({} if row["Parent"] == "Index" else {"within": row["Parent"]})}
        for name, row in groups[groups.index != "Index"].iterrows()
    }
    rows = data.melt("uCode", var_name="fact").dropna().rename(columns={"uCode": "region"}).assign(period=2020)
    rows["value"] = rows["value"].clip(0, 100)  # the ends of the scale come as 100.00000000000001
    result = scored(sheet(specs, groups=tree), rows)
    found = profile(result, unit)
    wanted = pd.read_csv(COINR / f"g_unit_summary_{unit}.csv").set_index("Code").rename({"Index": "composite"})
    assert set(found.index) == set(wanted.index)
    wanted = wanted.loc[found.index]
    assert found["score"].to_numpy(dtype=float) == pytest.approx(
        wanted["Score"].to_numpy(), rel=1e-9, abs=1e-9, nan_ok=True
    )
    ranks = found["rank"].astype(float).to_numpy()
    assert ranks == pytest.approx(wanted["Rank"].to_numpy(dtype=float), nan_ok=True)


FOUR = {f"i{k}": plain(f"x{k}", group="one" if k < 2 else "two") for k in range(3)}
FOUR["i3"] = {"formula": "x3", "group": "two", "better": "lower", "score": posts(100, 0)}
FACTS = {
    "A": {"x0": 90, "x1": 10, "x2": 50, "x3": 5},
    "B": {"x0": 80, "x1": 20, "x2": 50, "x3": 50},
    "C": {"x0": 70, "x1": 30, "x2": 50, "x3": 60},
    "D": {"x0": 60, "x1": 40, "x2": 50},
}


def test_strengths_by_hand():
    found = strengths(scored(sheet(FOUR), FACTS), "A")
    assert found.index.tolist() == [("strength", 1), ("strength", 2), ("weakness", 1)]
    # first of four beats first of three: 87.5 and 83.3 percent; x2 says nothing, all are equal
    assert found["node"].tolist() == ["i0", "i3", "i1"]
    assert found["group"].tolist() == ["one", "two", "one"]
    assert found["rank"].tolist() == [1, 1, 4]
    assert found["peers"].tolist() == [4, 3, 4]
    assert found["percentile"].tolist() == pytest.approx([87.5, 250 / 3, 12.5])
    assert found["value"].tolist() == [90, 5, 10]
    assert found["score"].tolist() == pytest.approx([90, 95, 10])
    assert found["median"].tolist() == pytest.approx([75, 50, 25])
    by_value = strengths(scored(sheet(FOUR), FACTS), "A", of="values", by="rank")
    assert by_value["node"].tolist() == ["i0", "i3", "i1"]
    assert by_value["median"].tolist() == pytest.approx([75, 50, 25])


def test_being_first_or_last_with_half_of_all_says_nothing():
    facts = {name: {"x0": v} for name, v in zip("ABCDEF", (1, 1, 1, 1, 0, 0), strict=True)}
    result = scored(sheet({"i": plain("x0")}), facts)
    assert strengths(result, "A").empty
    assert strengths(result, "E")["rank"].tolist() == [5]  # one third of all
    assert strengths(result, "E", most_tied=0.3).empty
    assert strengths(result, "A", most_tied=1)["tied"].tolist() == [3]
    assert strengths(result, "A", most_tied=1, distinct=0.5).empty


def test_what_a_region_is_last_in_alone_is_its_weakness_but_not_in_coinr():
    result = scored(sheet(FOUR), FACTS)
    assert strengths(result, "D")["node"].tolist() == ["i1", "i0"]
    assert strengths(result, "D", discard_worst=True)["node"].tolist() == ["i1"]
    # without halves the second of four is both, and first place is still no weakness
    assert strengths(result, "B", halves=False).loc["weakness", "node"].tolist() == ["i1", "i3", "i0"]
    assert strengths(result, "A", halves=False).loc["weakness", "node"].tolist() == ["i1"]


def test_peers_are_those_of_the_class_and_too_few_say_nothing():
    classes = register({"A": "county-level", "B": "county-level", "C": "township", "D": "township"})
    result = scored(sheet(FOUR), FACTS, regions=classes)
    assert strengths(result, "B").loc["weakness", "peers"].tolist() == [2, 2]
    assert strengths(result, "B", within=["period"]).loc[("strength", 1), "node"] != ""
    few = scored(sheet(FOUR, method={"minimum_peers": 3}), FACTS, regions=classes)
    assert strengths(few, "B").empty
    assert strengths(few, "A", top=0, within=["period"])["node"].tolist() == ["i1"]


def test_a_profile_by_hand():
    found = profile(scored(sheet(FOUR), FACTS), "D", 2024)
    assert found.index.tolist() == ["composite", "one", "i0", "i1", "two", "i2", "i3"]
    assert found["parent"].tolist() == ["", "composite", "one", "one", "composite", "two", "two"]
    assert found["depth"].tolist() == [0, 1, 2, 2, 1, 2, 2]
    assert found["weight"].tolist() == [1, 0.5, 0.25, 0.25, 0.5, 0.25, 0.25]
    # one: 50 for all; two: A (50 + 95) / 2 = 72.5, B 50, C 45, D 50
    row = found.loc["two"]
    assert row[["score", "rank", "peers"]].tolist() == [50, 2, 4]
    assert row[["percentile", "mean", "median", "worst", "best"]].tolist() == pytest.approx([50, 54.375, 50, 45, 72.5])
    assert found.loc["i0", ["rank", "value", "median_value"]].tolist() == [4, 60, 75]
    assert found.loc["i3", "gap"] == "not_reported"
    assert found["rank"].isna().tolist() == [False] * 6 + [True]
    assert np.isnan(found.loc["i3", "percentile"])


def test_nodes_beside_the_composite_come_last_and_empty_columns_stay_empty():
    specs = {"i": plain("x"), "s": {"formula": "y", "layer": "stated", "score": {"rule": "presence"}}}
    facts = {"y": {"kind": "yes_no"}, "x": {}}
    framework = sheet(specs, facts=facts, method={"score_on": "measured"})
    found = profile(scored(framework, {"A": {"x": 3}, "B": {"x": 4}}), "A")
    assert found.index.tolist() == ["composite", "g", "i", "s"]
    assert found.loc["s", "depth"] == 2
    assert np.isnan(found.loc["s", "mean"])


def test_unknown_regions_and_words_are_told():
    result = scored(sheet(FOUR), FACTS)
    for call in (lambda: profile(result, "Z"), lambda: strengths(result, "A", by="score"),
                 lambda: strengths(result, "A", top=-1), lambda: strengths(result, "A", of="ranks")):  # fmt: skip
        with pytest.raises(fs.FazhiError):
            call()
