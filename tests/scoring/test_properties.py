"""What holds for any framework and any facts: random ones of one to three levels, with gaps."""

from typing import Any, NamedTuple

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import fazhi_score as fs
from tests.conftest import scored, sheet, table

RULES = {
    "goalposts": ({"rule": "goalposts", "worst": 0, "best": 100}, "higher"),
    "goalposts_down": ({"rule": "goalposts", "worst": 100, "best": 20}, "lower"),
    "required": ({"rule": "required", "at_least": 50, "each_missing": "3%", "max_deduction": "80%"}, "higher"),
    "deduct": ({"rule": "deduct", "each": "4%", "beyond": 10}, "lower"),
    "proportional": ({"rule": "proportional", "full": 80}, "higher"),
    "bands": ({"rule": "bands", "bands": [{"at_least": 30, "score": "40%"}, {"above": 60, "score": "100%"}]}, "higher"),
}
RELATIVE = {
    name: ({"rule": name}, better)
    for name, better in (("minmax", "higher"), ("zscore", "lower"), ("rank", "higher"), ("percentile", "lower"))
}
REGIONS = ("R0", "R1", "R2", "R3")
POLICIES = ("exclude", "zero", "full")


class Case(NamedTuple):
    framework: fs.Framework
    values: dict[str, dict[str, Any]]


@st.composite
def cases(
    draw, *, rules=RULES, policies=POLICIES, aggregations=("arithmetic", "geometric"), adjusted=True, least=(None,),
    counts=(1, 5),
):  # fmt: skip
    count = draw(st.integers(*counts))
    groups = {"g0": {"weight": draw(st.integers(1, 4))}}
    for number in range(1, draw(st.integers(1, 4))):
        parent = draw(st.sampled_from(["", *groups]))
        depth = 1 if not parent else 2 if not groups[parent].get("within") else 3
        groups[f"g{number}"] = {
            "weight": draw(st.integers(1, 4)),
            "aggregation": draw(st.sampled_from(aggregations)),
            "minimum_children": draw(st.sampled_from(least)),
            **({"within": parent} if parent and depth < 3 else {}),
        }
    indicators = {}
    for number in range(count):
        rule, better = RULES_OF[draw(st.sampled_from(sorted(rules)))]
        indicators[f"i{number}"] = {
            "group": draw(st.sampled_from(sorted(groups))),
            "weight": draw(st.integers(1, 5)),
            "formula": f"f{number}",
            "better": better,
            "score": rule,
        }
    more = {}
    if adjusted and draw(st.booleans()):
        more["adjustments"] = {
            "stop": {"kind": "veto", "when": "bad > 0", "at_most": 60},
            "plus": {"kind": "bonus", "formula": "good", "each": 3, "cap": 10},
        }
    framework = sheet(
        indicators,
        facts={name: {} for name in (*(f"f{k}" for k in range(count)), "bad", "good")},
        groups=groups,
        method={
            "missing": {"not_reported": draw(st.sampled_from(policies))},
            "aggregation": draw(st.sampled_from(aggregations)),
            "minimum_children": draw(st.sampled_from(least)),
        },
        **more,
    )
    value = st.one_of(
        st.none(), st.integers(0, 120), st.floats(0, 120, allow_subnormal=False).map(lambda x: round(x, 3))
    )
    values: dict[str, dict[str, Any]] = {}
    for region in REGIONS[: draw(st.integers(1, 4))]:
        row = {f"f{k}": draw(value) for k in range(count)}
        row |= {"bad": draw(st.sampled_from([0, 0, 1])), "good": draw(st.integers(0, 5))}
        values[region] = {name: v for name, v in row.items() if v is not None}
    return Case(framework, values)


RULES_OF = RULES | RELATIVE
every = settings(max_examples=40, deadline=None)


def composites(result):
    return result.composite.droplevel("period").to_dict()


def agree(one: dict, other: dict, tolerance: float = 1e-9) -> None:
    assert one.keys() == other.keys()
    np.testing.assert_allclose(list(one.values()), [other[key] for key in one], rtol=0, atol=tolerance, equal_nan=True)


@every
@given(cases(rules=RULES_OF))
def test_scores_stay_within_0_and_100_and_between_their_bounds(case):
    result = scored(case.framework, case.values)
    shown = result.scores.to_numpy(float)
    assert ((shown >= -1e-9) & (shown <= 100 + 1e-9) | np.isnan(shown)).all()
    league = result.table.dropna(subset=["composite"])
    assert (league["composite"].between(0, 100)).all()
    assert (league["lower"] <= league["composite"] + 1e-9).all()
    assert (league["composite"] <= league["upper"] + 1e-9).all()
    assert league["coverage"].between(0, 1 + 1e-12).all()
    ranked = league.dropna(subset=["rank"])
    assert (ranked["best_rank"] <= ranked["rank"]).all()
    assert (ranked["rank"] <= ranked["worst_rank"]).all()


@every
@given(cases(), st.data())
def test_a_better_value_never_lowers_the_composite(case, data):
    region = data.draw(st.sampled_from(sorted(case.values)))
    stated = sorted(name for name in case.values[region] if name.startswith("f"))
    assume(stated)
    fact = data.draw(st.sampled_from(stated))
    step = data.draw(st.sampled_from([0.001, 1, 15, 70]))
    better = case.framework.entries["i" + fact[1:]].spec.better
    old = case.values[region][fact]
    new = old + step if better == "higher" else max(old - step, 0)
    changed = {**case.values, region: {**case.values[region], fact: new}}
    before, after = (composites(scored(case.framework, v))[region] for v in (case.values, changed))
    assert after >= before - 1e-9


@every
@given(cases(rules=RULES_OF), st.randoms(use_true_random=False))
def test_order_and_names_of_regions_do_not_matter(case, random):
    frame = table(case.values)
    wanted = scored(case.framework, frame)
    order = list(range(len(frame)))
    random.shuffle(order)
    shuffled = scored(case.framework, frame.iloc[order].reset_index(drop=True))
    agree(composites(wanted), composites(shuffled))
    names = dict(zip(REGIONS, ("丁", "乙", "甲", "丙"), strict=True))
    renamed = scored(case.framework, frame.assign(region=frame["region"].map(names)))
    agree({names[r]: v for r, v in composites(wanted).items()}, composites(renamed))
    ranks = renamed.ranks.droplevel("period").to_dict()
    assert {names[r]: rank for r, rank in wanted.ranks.droplevel("period").to_dict().items()} == ranks


@every
@given(cases(rules=RULES_OF), st.sampled_from([0.01, 3, 1e6]))
def test_the_scale_of_relative_weights_does_not_matter(case, factor):
    weights = {name: weight * factor for name, weight in case.framework.weights.items()}
    one, other = (scored(f, case.values) for f in (case.framework, case.framework.with_weights(weights)))
    agree(composites(one), composites(other))
    np.testing.assert_allclose(one.table["coverage"], other.table["coverage"], rtol=1e-12)


@every
@given(cases(rules=RULES_OF, aggregations=("arithmetic",)))
def test_contributions_and_adjustments_sum_to_the_composite(case):
    result = scored(case.framework, case.values)
    known = result.composite.notna()
    total = result.contributions[known].sum(axis=1)
    np.testing.assert_allclose(total, result.composite[known], rtol=0, atol=1e-9)
    np.testing.assert_allclose(result.effective_weights[known].sum(axis=1), 1.0, rtol=1e-12)


@every
@given(cases(), st.data())
def test_bounds_enclose_every_completion(case, data):
    result = scored(case.framework, case.values)
    complete = {
        region: {f"f{k}": data.draw(st.integers(0, 120)) for k in range(len(case.framework.entries))} | row
        for region, row in case.values.items()
    }
    found = composites(scored(case.framework, complete))
    for region, score in found.items():
        low, high = result.table.loc[(region, "2024"), ["lower", "upper"]]
        assert low - 1e-9 <= score <= high + 1e-9


SHARES = (None, 0.0, 0.3, 0.5, 0.6, 1.0)


@settings(max_examples=100, deadline=None)
@given(cases(rules=RULES_OF, policies=("exclude",), least=SHARES, counts=(4, 8)))
def test_bounds_hold_the_composite_where_groups_need_children(case):
    result = scored(case.framework, case.values)
    league = result.table.dropna(subset=["composite"])
    assert (league["lower"] <= league["composite"]).all()
    assert (league["composite"] <= league["upper"]).all()
    for score, low, high in result.nodes.values():
        assert (np.isnan(score) | ((low <= score) & (score <= high))).all()


@every
@given(cases(least=SHARES), st.data())
def test_bounds_enclose_every_completion_where_groups_need_children(case, data):
    result = scored(case.framework, case.values)
    complete = {
        region: {f"f{k}": data.draw(st.integers(0, 120)) for k in range(len(case.framework.entries))} | row
        for region, row in case.values.items()
    }
    for region, score in composites(scored(case.framework, complete)).items():
        low, high = result.table.loc[(region, "2024"), ["lower", "upper"]]
        assert np.isnan(score) or low - 1e-9 <= score <= high + 1e-9


@every
@given(cases(), st.integers(0, 120))
def test_a_further_region_never_changes_the_scores_of_others(case, value):
    further = {**case.values, "new": {f"f{k}": value for k in range(len(case.framework.entries))}}
    one, other = composites(scored(case.framework, case.values)), composites(scored(case.framework, further))
    agree(one, {region: other[region] for region in one}, 1e-12)


@every
@given(cases(rules=RULES_OF))
def test_ranks_are_those_of_a_plain_competition(case):
    result = scored(case.framework, case.values)
    scores, ranks = composites(result), result.ranks.droplevel("period").to_dict()
    known = {region: score for region, score in scores.items() if not np.isnan(score)}
    for region, score in scores.items():
        if region not in known:
            assert ranks[region] is None or ranks[region] != ranks[region]
        else:
            # values have three decimals: no two scores differ by little more than rounding
            assert ranks[region] == 1 + sum(other > score + 1e-9 for other in known.values())


@settings(max_examples=12, deadline=None)
@given(cases(policies=("exclude",)), st.data())
def test_silence_and_break_even_by_scoring_again(case, data):
    result = scored(case.framework, case.values)
    raw = result.nodes[""][0]
    for row, (region, period) in enumerate(result.index):
        for name in case.framework.entries:
            fact = "f" + name[1:]
            gain, level = (
                result.gain_by_silence.loc[(region, period), name],
                result.break_even.loc[(region, period), name],
            )
            if fact in case.values[region]:
                rest = {k: v for k, v in case.values[region].items() if k != fact}
                again = scored(case.framework, {region: rest}).nodes[""][0][0]
                np.testing.assert_allclose(gain, again - raw[row], rtol=0, atol=1e-9, equal_nan=True)
                assert np.isnan(level)
            elif not np.isnan(level):
                again = scored(case.framework, {region: {**case.values[region], fact: data.draw(st.integers(0, 120))}})
                added = again.scores.loc[(region, period), name]
                change = again.nodes[""][0][0] - raw[row]
                if change < -1e-9:
                    assert added < level
                elif change > 1e-9:
                    assert added > level
