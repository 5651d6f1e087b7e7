"""To COINr and back; COINr's own data scored here give COINr's numbers."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.exchange.coinr import from_coinr, to_coinr
from tests.conftest import plain, posts, register, scored, sheet

COINR = Path(__file__).parents[3] / "shared" / "reference" / "coinr"
needs_reference = pytest.mark.skipif(not COINR.is_dir(), reason="the reference values (../shared) are not here")
NODES = [*(f"i{k:02}" for k in range(1, 25)), *(f"S{k}" for k in range(1, 7)), "P1", "P2", "P3"]


def everything(result):
    """Scores of all nodes, the composite's last, by region (and period)."""
    return pd.concat([result.scores[NODES], result.composite], axis=1)


def meta():
    frame = pd.read_csv(COINR / "a_iMeta.csv").set_index("iCode")
    return frame[frame["Type"] == "Indicator"], frame[frame["Type"] == "Aggregate"]


def by_numpy(values):
    """Min-max by direction over all rows, then weighted means of what is there, level by level."""
    indicators, groups = meta()
    signed = values[indicators.index] * indicators["Direction"]
    nodes = 100 * (signed - signed.min()) / (signed.max() - signed.min())
    weights = pd.concat([indicators["Weight"], groups["Weight"]])
    parents = pd.concat([indicators["Parent"], groups["Parent"]])
    for group in groups.index:
        children = parents.index[parents == group]
        parts, w = nodes[children], weights[children]
        nodes[group] = (parts * w).sum(axis=1) / (parts.notna() * w).sum(axis=1).replace(0, np.nan)
    return nodes


@needs_reference
def test_raw_data_without_imputation_are_those_of_coinr_and_of_numpy():
    found = from_coinr(COINR / "a_iData.csv", COINR / "a_iMeta.csv", denominate=False)
    result = fs.score(found.facts, found.framework)
    own = everything(result).droplevel("period")
    raw = pd.read_csv(COINR / "a_raw.csv").set_index("uCode")
    assert own.to_numpy() == pytest.approx(by_numpy(raw).loc[own.index].to_numpy(), rel=1e-9, abs=1e-9, nan_ok=True)
    # there on 1 … 100: means of means move along
    wanted = pd.read_csv(COINR / "e_agg_NA_a_amean.csv").set_index("uCode").loc[own.index, [*NODES, "Index"]]
    assert (1 + 0.99 * own).to_numpy() == pytest.approx(wanted.to_numpy(), rel=1e-9, nan_ok=True)


@needs_reference
def test_denominated_values_and_their_scores():
    found = from_coinr(COINR / "a_iData.csv", COINR / "a_iMeta.csv")
    assert found.framework.file.indicators["i02"].formula == "per(i02, Pop)"
    result = fs.score(found.facts, found.framework)
    values = result.indicator_values.droplevel("period")
    wanted = pd.read_csv(COINR / "h_denominated_raw.csv").set_index("uCode").loc[values.index, list(values)]
    assert values.to_numpy() == pytest.approx(wanted.to_numpy(dtype=float), rel=1e-12, nan_ok=True)
    own = everything(result).droplevel("period")
    assert own.to_numpy() == pytest.approx(by_numpy(wanted).to_numpy(), rel=1e-9, abs=1e-9, nan_ok=True)


@needs_reference
def test_the_default_pipeline_from_its_treated_data():
    treated = pd.read_csv(COINR / "e_pipeline_Treated.csv")
    found = from_coinr(treated, pd.read_csv(COINR / "a_iMeta.csv").query("Level > 0"), period=2020, denominate=False)
    own = everything(fs.score(found.facts, found.framework)).droplevel("period")
    wanted = pd.read_csv(COINR / "e_pipeline_Aggregated.csv").set_index("uCode").loc[own.index, [*NODES, "Index"]]
    assert own.to_numpy() == pytest.approx(wanted.to_numpy(dtype=float), rel=1e-9, abs=1e-9, nan_ok=True)


@needs_reference
@pytest.mark.parametrize(("ending", "within"), [("global", []), ("peryear", ["period"])])
def test_the_panel_on_one_scale_and_on_a_scale_for_each_year(ending, within):
    treated = pd.read_csv(COINR / "h_panel_Treated.csv")
    rows = pd.read_csv(COINR / "a_iMeta.csv").query("Level > 0")
    found = from_coinr(treated, rows, denominate=False, scale_within=within)
    own = everything(fs.score(found.facts, found.framework))
    wanted = pd.read_csv(COINR / f"h_panel_Aggregated_{ending}.csv", dtype={"Time": str}).set_index(["uCode", "Time"])
    wanted = wanted.loc[own.index, [*NODES, "Index"]]
    assert own.to_numpy() == pytest.approx(wanted.to_numpy(dtype=float), rel=1e-9, abs=1e-9, nan_ok=True)


@needs_reference
def test_their_tables_come_back_as_they_were(tmp_path):
    found = from_coinr(COINR / "a_iData_panel.csv", COINR / "a_iMeta.csv")
    assert found.codes == {"Region": "group_Region"}
    tables = to_coinr(found.facts, found.framework)
    i_data, i_meta = tables
    theirs, mine = pd.read_csv(COINR / "a_iData_panel.csv"), i_data.rename(columns={"group_Region": "Region"})
    keys = ["uCode", "Time"]
    numbers = [*NODES[:24], "Pop"]
    one, two = (frame.set_index(keys).sort_index()[numbers] for frame in (theirs, mine))
    assert two.to_numpy(dtype=float) == pytest.approx(one.to_numpy(dtype=float), rel=1e-15, nan_ok=True)
    every_digit = {"Weight": lambda text: float(text or "nan")}  # pandas 2 rounds the last
    wanted = pd.read_csv(COINR / "a_iMeta.csv", converters=every_digit)
    wanted = wanted.set_index("iCode").rename({"Index": "coinr"})
    own = i_meta.set_index("iCode")
    for column in ("Level", "Direction", "Weight", "Denominator", "Type", "iName"):
        nodes = [*NODES, "coinr"]
        left, right = own.loc[nodes, column], wanted.loc[nodes, column]
        assert left.fillna("").astype(str).str.removesuffix(".0").tolist() == [
            str(one).removesuffix(".0") for one in right.fillna("").tolist()
        ]
    assert own.loc["P1", "Parent"] == "coinr"
    tables.write(tmp_path)
    again = from_coinr(tmp_path / "iData.csv", tmp_path / "iMeta.csv", denominate=True)
    first, second = (everything(fs.score(one.facts, one.framework)) for one in (found, again))
    assert second.to_numpy() == pytest.approx(first.loc[second.index].to_numpy(), rel=1e-12, nan_ok=True)


def relative(fact, **more):
    return {"formula": fact, "score": {"rule": "minmax"}, **more}


SPECS = {
    "i": relative("x", group="one", weight=2),
    "j": relative("y", group="deep", better="lower", unit="percent", en="Share of y"),
    "k": relative("z / w", group="deep"),
}
GROUPS = {"one": {"weight": 3}, "two": {}, "deep": {"within": "two"}}
FACTS = {
    ("320106", "2023"): {"x": 1, "y": "20%", "z": 3, "w": 4},
    ("two words", "2023"): {"x": 5, "z": 6, "w": 5},
    ("C", "2023"): {"x": 2.5, "y": "50%"},
    ("320106", "2024"): {"x": 4, "y": "0%", "z": 1, "w": 8},
}
KNOWN = {"y": {"unit": "percent"}, "x": {}, "z": {}, "w": {"unit": "人"}}
METHOD = {"scale_within": ["class"], "rank_within": ["period"]}


def result():
    regions = register(dict.fromkeys(["320106", "two words", "C"], "county"), province={"320106": "苏", "C": "豫"})
    return scored(sheet(SPECS, facts=KNOWN, groups=GROUPS, method=METHOD), FACTS, regions=regions)


def test_a_round_trip_keeps_scores_of_a_tree_with_unequal_branches(tmp_path):
    one = result()
    tables = to_coinr(one)
    assert [note.code for note in tables.notes] == ["coinr_levels_filled"]
    assert tables.codes == {}
    i_data, i_meta = tables
    assert i_data["uCode"].tolist() == ["x320106", "x320106", "two_words", "C"]
    assert i_data["fazhi_region"].tolist() == ["320106", "320106", "two words", "C"]
    assert i_data["Time"].tolist() == [2023, 2024, 2023, 2023]
    own = i_meta.set_index("iCode")
    assert own.loc[["i", "i_L2", "one", "test", "k"], "Level"].tolist() == [1, 2, 3, 4, 1]
    assert own.loc["i", "Parent"] == "i_L2"
    assert (own.loc["i_L2", "Weight"], own.loc["i", "Weight"]) == (2, 1)
    assert own.loc["k", "Denominator"] == "w"
    assert own.loc["j", "Direction"] == -1
    assert own.loc["class", "Type"] == "Group"
    assert own.loc["province", "Type"] == "Other"
    strict = own[own["Type"].isin(["Indicator", "Aggregate"])]
    below = strict[strict["Parent"].notna()]
    assert (strict.loc[below["Parent"], "Level"].to_numpy() == below["Level"].to_numpy() + 1).all()
    tables.write(tmp_path)
    again = from_coinr(tmp_path / "iData.csv", tmp_path / "iMeta.csv", scale_within=["class"])
    assert [note.code for note in again.notes] == []
    two = fs.score(again.facts, again.framework)
    assert two.composite[one.index].tolist() == pytest.approx(one.composite.tolist(), nan_ok=True)
    assert two.ranks[one.index].fillna(0).tolist() == one.ranks.fillna(0).tolist()
    assert again.regions.frame.loc["320106", "province"] == "苏"


def test_values_instead_of_denominators():
    i_data, i_meta = to_coinr(result(), denominators=False)
    assert i_data["k"].tolist() == pytest.approx([0.75, 0.125, 1.2, np.nan], nan_ok=True)
    assert "w" not in i_data
    assert i_meta["Denominator"].isna().all()


def test_a_printed_rate_beside_its_counts_makes_the_value_stand():
    specs = {"k": {"formula": "z / w", "stated": "s", "unit": "percent", "score": {"rule": "minmax"}}}
    facts = {"z": {}, "w": {}, "s": {"unit": "percent"}}
    one = scored(sheet(specs, facts=facts), {"A": {"z": 1, "w": 2}, "B": {"s": "75%"}})
    i_data, _ = to_coinr(one)
    assert i_data["k"].tolist() == [0.5, 0.75]


def test_what_the_tables_have_no_place_for_is_told():
    specs = {"i": plain("x", group="one"), "j": {"formula": "max(y, 1) / x", "group": "two", "score": posts(0, 2)}}
    extra = {"veto": {"kind": "veto", "when": "x > 90", "at_most": 50}}
    method = {"aggregation": "geometric", "missing": {"not_reported": "zero"}}
    tables = to_coinr(scored(sheet(specs, adjustments=extra, method=method), {"A": {"x": 3, "y": 2}}))
    assert tables.notes[0].params["listed"] == "rules (goalposts), aggregation (geometric), adjustments, missing"
    assert tables.i_meta.set_index("iCode").loc["j", "Target"] == 2
    assert tables.i_data["j"].tolist() == [pytest.approx(2 / 3)]
    assert "class" not in tables.i_data


def test_formulas_in_names_are_escaped_and_months_refused(tmp_path):
    regions = pd.DataFrame({"region": ["A"], "name": ["=1+1"], "class": ["c"]})
    to_coinr(scored(sheet({"i": relative("x")}), {"A": {"x": 1}}, regions=regions)).write(tmp_path)
    assert "'=1+1" in (tmp_path / "iData.csv").read_text(encoding="utf-8")
    again = from_coinr(tmp_path / "iData.csv", tmp_path / "iMeta.csv")
    assert again.regions.frame["name"].tolist() == ["=1+1"]
    with pytest.raises(fs.FazhiError) as raised:
        to_coinr(scored(sheet({"i": relative("x")}), {("A", "2024Q1"): {"x": 1}}))
    assert raised.value.problems[0].code == "coinr_years_only"


def test_reference_regions_stay_here():
    regions = register({"A": "county", "Z": "reference"})
    i_data, _ = to_coinr(scored(sheet({"i": relative("x")}), {"A": {"x": 1}, "Z": {"x": 2}}, regions=regions))
    assert i_data["uCode"].tolist() == ["A"]


def test_a_filled_level_takes_no_code_of_another():
    specs = {"i": relative("x", group="one"), "i_L2": relative("y", group="deep"), "k": relative("z", group="deep")}
    _, i_meta = to_coinr(scored(sheet(specs, groups=GROUPS), {"A": {"x": 1, "y": 2, "z": 3}}))
    assert i_meta["iCode"].is_unique
    assert i_meta.set_index("iCode").loc["i", "Parent"] == "i_L2_2"
