"""Tables of the result, what silence earns, and bounds, against re-scoring by brute force."""

import dataclasses
from importlib import import_module
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from tests.conftest import codes, plain, posts, register, scored, sheet, table

GAP = np.nan
FACTS = ("a", "b", "c", "d")
TREE = sheet(
    {
        "i": plain("a", group="left", weight=2),
        "j": plain("b", group="left", weight=1),
        "k": plain("c", group="inner", weight=1),
        "l": plain("d", group="right", weight=3),
    },
    groups={"left": {"weight": 2}, "right": {"weight": 1}, "inner": {"within": "right", "weight": 1}},
)
FACT_OF = dict(zip("ijkl", FACTS, strict=True))
VALUES = {
    "A": {"a": 80, "b": 20, "c": 60, "d": 90},
    "B": {"a": 70, "c": 40},
    "C": {"b": 55},
    "D": {"a": 10, "b": 90, "d": 30},
}


def same(found, wanted) -> None:
    np.testing.assert_allclose(np.asarray(found, dtype=float), wanted, rtol=1e-12, atol=1e-12, equal_nan=True)


def with_changes(framework, region, **changes):
    """Re-score one region of VALUES with some facts set, or left out where None."""
    facts = {**VALUES[region], **changes}
    kept = {name: value for name, value in facts.items() if value is not None}
    if not kept:
        return GAP
    return scored(framework, {region: kept}).composite.item()


@pytest.fixture(scope="module", params=["arithmetic", "geometric"])
def framework(request):
    return TREE.with_method(aggregation=request.param)


@pytest.fixture(scope="module")
def result(framework):
    return scored(framework, VALUES)


def test_composites_of_three_levels_by_hand():
    found = scored(TREE, VALUES)
    # A: left (2·80 + 20) / 3 = 60; right (60 + 3·90) / 4 = 82.5; (2·60 + 82.5) / 3 = 67.5
    # B: left 70; right: inner alone, 40; (2·70 + 40) / 3 = 60; C: 55; D: left 110/3, right 30; (220/3 + 30) / 3
    same(found.composite, [67.5, 60, 55, (220 / 3 + 30) / 3])
    same(
        found.effective_weights,
        [[4 / 9, 2 / 9, 1 / 12, 1 / 4], [2 / 3, 0, 1 / 3, 0], [0, 1, 0, 0], [4 / 9, 2 / 9, 0, 1 / 3]],
    )
    same(found.contributions.loc[("B", "2024")], [140 / 3, GAP, 40 / 3, GAP, 0])
    same(found.contributions.sum(axis=1), found.composite)
    assert set(found.scores) == {"left", "right", "inner", *"ijkl"}


def test_bounds_set_what_is_not_reported_to_0_or_100():
    found = scored(TREE, VALUES)
    # B: left (140 + x)/3, right (40 + 3x)/4: x = 0: (2·140/3 + 10)/3; x = 100: (2·80 + 85)/3
    same(found.table.loc[("B", "2024"), ["lower", "upper"]], [(280 / 3 + 10) / 3, 245 / 3])
    same(found.table.loc[("A", "2024"), ["lower", "upper"]], [67.5, 67.5])


def test_gain_by_silence_by_leaving_the_fact_out(framework, result):
    for region, name in product(VALUES, "ijkl"):
        found = result.gain_by_silence.loc[(region, "2024"), name]
        if FACT_OF[name] in VALUES[region]:
            without = with_changes(framework, region, **{FACT_OF[name]: None})
            same(found, without - result.composite[(region, "2024")])
        else:
            assert np.isnan(found)


def test_break_even_by_adding_the_fact(framework, result):
    for region, name in product(VALUES, "ijkl"):
        level, now = result.break_even.loc[(region, "2024"), name], result.composite[(region, "2024")]
        if FACT_OF[name] in VALUES[region]:
            assert np.isnan(level)
            continue
        less, equal, more = (with_changes(framework, region, **{FACT_OF[name]: level + step}) for step in (-1, 0, 1))
        assert less < now < more
        same(equal, now)


def test_a_true_rate_below_100_lowers_the_composite_under_exclude():
    framework = sheet(
        {
            "sessions": {"formula": "s", "score": {"rule": "required", "at_least": 4, "each_missing": "25%"}},
            "rate": {"formula": "r", "unit": "percent", "score": posts("0%", "100%")},
        },
        facts={"s": {}, "r": {"unit": "percent"}},
    )
    honest = {"s": 4, "r": "82.68%"}
    result = scored(framework, {"honest": honest, "silent": {"s": 4}})
    # (100 + 82.68) / 2 = 91.34 against 100: silence pays 8.66
    same(result.composite, [91.34, 100])
    assert result.ranks.tolist() == [2, 1]
    same(result.gain_by_silence.loc[("honest", "2024"), "rate"], 8.66)
    assert result.break_even.loc[("silent", "2024"), "rate"] == 100
    (note,) = [note for note in result.notes if note.code == "silence_pays"]
    assert note.severity == "warning"
    assert (note.params["region"], note.params["indicator"], note.params["count"]) == ("honest", "rate", 1)
    assert "8.66" in note.message("en")
    official = register({"honest": "county", "silent": "county", "mean": "reference"})
    result = scored(result.framework, {"honest": honest, "silent": {"s": 4}, "mean": honest}, regions=official)
    (told,) = [note for note in result.notes if note.code == "silence_pays"]
    assert told.params["all"] == 2
    assert "8.66" in note.message("zh")
    assert "silence" in note.hint("en")


def test_where_silence_costs_there_is_no_gain():
    strict = TREE.with_method(missing={"not_reported": "zero"})
    result = scored(strict, VALUES)
    assert "silence_pays" not in codes(result)
    assert result.gain_by_silence.shape[1] == 0
    assert result.break_even.isna().all(axis=None)
    # one node alone may leave out
    mixed = sheet(
        {"i": plain("a"), "j": plain("b", missing={"not_reported": "exclude"})},
        method={"missing": {"not_reported": "zero"}},
    )
    result = scored(mixed, {"A": {"a": 90, "b": 10}, "B": {"a": 60}})
    assert result.gain_by_silence.columns.tolist() == ["j"]
    same(result.gain_by_silence["j"], [40, GAP])
    same(result.break_even, [[GAP, GAP], [GAP, 60]])


def test_where_regions_are_put_in_an_order_no_indicator_costs_or_gains_points():
    framework = sheet({"i": plain("a"), "j": plain("b")}, method={"ordering": "copeland"})
    result = scored(framework, {"A": {"a": 90}, "B": {"a": 60, "b": 10}})
    assert result.break_even.shape[1] == result.gain_by_silence.shape[1] == 0


def test_only_indicators_of_the_composite_can_cost_it_points():
    framework = sheet(
        {"i": plain("a"), "s": {"formula": "b", "layer": "stated", "score": {"rule": "presence"}}},
        facts={"a": {}, "b": {"kind": "yes_no"}},
        method={"score_on": "measured"},
    )
    result = scored(framework, {"A": {"a": 50}})
    assert result.break_even.columns.tolist() == result.gain_by_silence.columns.tolist() == ["i"]


def test_nobody_gains_where_all_score_the_same():
    assert "silence_pays" not in codes(scored(TREE, {"A": dict.fromkeys(FACTS, 50)}))


def test_common_support_by_counting():
    support = scored(TREE, VALUES).common_support
    for one, other in product(VALUES, VALUES):
        wanted = len(set(VALUES[one]) & set(VALUES[other]))
        assert support.loc[(one, "2024"), (other, "2024")] == wanted


def test_possible_ranks_by_completing_every_gap():
    result = scored(TREE, VALUES)
    seen = {region: set() for region in VALUES}
    corners = {r: [result.table.loc[(r, "2024"), side] for side in ("lower", "upper")] for r in VALUES}
    for region in VALUES:
        missing = [name for name in FACTS if name not in VALUES[region]]
        ends = [with_changes(TREE, region, **dict.fromkeys(missing, end)) for end in (0, 100)]
        same(corners[region], ends)
    for scores in product(*corners.values()):
        for region, score in zip(VALUES, scores, strict=True):
            seen[region].add(1 + sum(other > score + 1e-9 for other in scores))
    for region, ranks in seen.items():
        row = result.table.loc[(region, "2024")]
        assert (row["best_rank"], row["worst_rank"]) == (min(ranks), max(ranks))


def test_contributions_are_refused_with_the_reason():
    with pytest.raises(fs.FazhiError) as caught:
        _ = scored(TREE.with_method(aggregation="geometric"), VALUES).contributions
    assert "geometric" in caught.value.problems[0].message("en")
    # one child has nothing to multiply with
    one = sheet({"i": plain("a")}, method={"aggregation": "geometric"})
    same(scored(one, {"A": {"a": 30}}).contributions, [[30, 0]])


def test_the_league_table_has_its_columns_and_types():
    classes = register(dict.fromkeys(VALUES, "county"))
    result = scored(TREE, VALUES, regions=classes)
    wanted = "name class composite rank best_rank worst_rank peers grade coverage coverage_counts coverage_rates"
    wanted += " coverage_words lower upper disclosure"
    assert result.table.columns.tolist() == wanted.split()
    assert result.table.index.names == ["region", "period"]
    assert str(result.table["rank"].dtype) == "Int64"
    assert result.table["class"].eq("county").all()
    pd.testing.assert_series_equal(result.composite, result.table["composite"])
    assert result.ranks.name == "rank"
    assert "4 regions" in repr(result)


@pytest.mark.parametrize(("total", "there"), [(99, True), (100, False), (101, True)])
def test_points_of_a_hundred_are_the_composite_already(total, there):
    framework = sheet({"i": plain("a", weight=total)}, groups={"g": {"weight": total}}, total_points=total)
    assert ("points" in scored(framework, {"A": {"a": 50}}).table) == there


def test_points_of_a_sheet_stand_in_the_table():
    framework = sheet({"i": plain("a", weight=120)}, groups={"g": {"weight": 120}}, total_points=120)
    same(scored(framework, {"A": {"a": 50}}).table["points"], [60])


def test_gaps_and_values():
    result = scored(TREE, VALUES)
    assert result.gaps.loc[("B", "2024")].tolist() == [None, "not_reported", None, "not_reported"]
    same(result.indicator_values.loc[("B", "2024")], [70, GAP, 40, GAP])


def test_names_of_the_register():
    classes = register(dict.fromkeys(VALUES, "county")).assign(name=["甲", "乙", "丙", "丁"])
    assert scored(TREE, VALUES, regions=classes).names.tolist() == ["甲", "乙", "丙", "丁"]


def test_scales_show_what_relative_rules_were_fitted_on():
    framework = sheet({"i": {"formula": "a", "score": {"rule": "minmax"}}})
    row = scored(framework, {"A": {"a": 1}, "B": {"a": 3}, "C": {"a": 8}}).scales.iloc[0]
    assert (row["indicator"], row["count"], row["min"], row["max"], row["mean"]) == ("i", 3, 1, 8, 4)
    assert scored(TREE, VALUES).scales.empty


def test_hashes_say_what_a_result_rests_on():
    one, again = scored(TREE, VALUES).hashes, scored(TREE, VALUES).hashes
    assert one == again
    assert one["version"] == fs.__version__
    other = scored(TREE.with_weights(left=5), VALUES).hashes
    assert other["framework"] != one["framework"]
    assert other["facts"] == one["facts"]


def test_a_result_does_not_change_its_facts():
    frame = table(VALUES)
    before = frame.copy()
    _ = scored(TREE, frame).table
    pd.testing.assert_frame_equal(frame, before)


def test_silence_can_leave_a_group_too_few_children():
    framework = sheet({name: plain(name) for name in "abc"}, method={"minimum_children": "50%"})
    result = scored(framework, {"A": {"a": 90, "b": 60, "c": 30}, "B": {"a": 90, "b": 60}})
    # A without a: (60 + 30) / 2 = 45 of 60, two of three children; B without a has one of three: no score
    same(result.gain_by_silence.iloc[0], [45 - 60, 60 - 60, 75 - 60])
    assert result.gain_by_silence.iloc[1].isna().all()


def handed_out():
    """Yield the public dataclasses of both rooms; what checking collects is filled on its way."""
    folder = Path(fs.__file__).parent
    for path in sorted([*folder.glob("scoring/*.py"), *folder.glob("framework/*.py")]):
        module = import_module(f"fazhi_score.{path.parent.name}.{path.stem}")
        for name, kind in vars(module).items():
            own = isinstance(kind, type) and kind.__module__ == module.__name__
            if own and dataclasses.is_dataclass(kind) and not name.startswith("_") and name != "Checked":
                yield kind


@pytest.mark.parametrize("kind", list(handed_out()), ids=lambda kind: kind.__name__)
def test_what_is_handed_out_cannot_be_changed_in_place(kind):
    one = object.__new__(kind)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(one, dataclasses.fields(kind)[0].name, None)


def test_a_result_is_equal_to_itself_alone():
    one, other = (scored(sheet({"i": plain("a")}), {"A": {"a": 50}}) for _ in range(2))
    assert one == one and one != other
    assert len({one, other}) == 2
