"""Draws: every one is what scoring gives under its choices; ranks are ties where they are; the same bits anywhere."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.analysis.assumptions import with_formula
from fazhi_score.analysis.specifications import changed

RULES = ("minmax", "zscore", "rank")


def framework(**more):
    rule = {"better": "higher", "score": {"rule": "minmax"}}
    indicators = {
        "a": {"group": "one", "formula": "x", **rule},
        "b": {"group": "one", "definition": ["y / z", "y"], **rule},
        "c": {"group": "two", "formula": "z", "weight": 3, "better": "lower", "score": {"rule": "minmax"}},
        "d": {
            "group": "two", "formula": "w", "better": "higher",
            "score": {"rule": "goalposts", "worst": 0, "best": 20},
        },
        "e": {"group": "three", "formula": "y", **rule},
    }  # fmt: skip
    sheet = {
        "format": 1, "id": "demo",
        "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1, **more.pop("method", {})},
        "grades": {"good": 60, "fair": 40, "poor": 0},
        "groups": {"one": {"weight": 2}, "two": {}, "three": {"within": "two"}},
        "facts": {name: {} for name in "xyzw"},
        "indicators": indicators, **more,
    }  # fmt: skip
    return fs.load_framework(sheet)


def facts(n=12, missing=0.1, seed=3, bounds=False):
    rng = np.random.default_rng(seed)
    rows = [
        (f"R{r:02}", 2024, name, float(rng.integers(1, 20)))
        for r in range(n)
        for name in "xyzw"
        if rng.random() >= missing
    ]
    table = pd.DataFrame(rows, columns=["region", "period", "fact", "value"])
    if bounds:
        table["low"], table["high"] = table["value"] * 0.8, table["value"] * 1.2
    return fs.read_facts(table)


def scored_as(found, row, table):
    """Composite of one draw, scored anew as the table of draws says."""
    drawn, made = found.drawn.loc[row], found.nominal.framework
    formulas = {
        key.removeprefix("definition:"): made.entries[key.removeprefix("definition:")].spec.definition[int(which)]
        for key, which in drawn.items()
        if key.startswith("definition:")
    }
    if formulas:
        made = with_formula(made, formulas)
    methods = ("normalisation", "aggregation", "missing", "treatment")
    combination = {key: None if drawn[key] == "none" else drawn[key] for key in methods if key in drawn}
    if combination.get("aggregation", "").startswith("power"):
        combination["aggregation"] = {"method": "power", "exponent": 2}
    if combination:
        made = changed(made, combination)
    weights = {key.removeprefix("weight:"): value for key, value in drawn.items() if key.startswith("weight:")}
    if drawn.get("left_out"):
        weights[drawn["left_out"]] = 0.0
    # a group whose only indicator is left out has no score: with_weights would refuse it
    return fs.score(table, replace(made, weights={**made.weights, **weights}))


EVERYTHING = {
    "weights": 0.3,
    "normalisation": RULES,
    "aggregation": ["arithmetic", "geometric", "harmonic", {"method": "power", "exponent": 2}, "mazziotta_pareto"],
    "missing": ["exclude", "zero", "mean"],
    "leave_out": ["a", "d"],
}


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "given",
    [
        {"weights": 0.25},
        {"weights": "uniform", "definitions": False},
        {"weights": {"dirichlet": 20, "at": "top"}},
        {"weights": {"noise": 0.5, "at": "indicators"}, "leave_out": "each"},
        {"normalisation": RULES},
        {"aggregation": EVERYTHING["aggregation"]},
        {"missing": ["exclude", "zero", "full", "median"]},
        {"treatment": ["none", "winsorise"]},
        EVERYTHING,
    ],
)
def test_each_draw_is_what_scoring_gives_under_its_choices(given):
    table, made = facts(), framework()
    found = fs.uncertainty(table, made, fs.Assumptions(**given), draws=40, seed=5)
    values = found.plausible_values(40)
    # a group of one indicator left out, or unusual means, are scored as well
    for row in range(0, 40, 3):
        given_by_score = scored_as(found, row, table)
        assert values[row + 1].to_numpy() == pytest.approx(given_by_score.composite.to_numpy(), abs=1e-9, nan_ok=True)


def test_ranks_of_draws_are_those_of_scoring():
    table, made = facts(), framework()
    found = fs.uncertainty(table, made, fs.Assumptions(**EVERYTHING), draws=30, seed=8)
    counts = np.zeros((12, 13), dtype=int)
    for row in range(30):
        ranks = scored_as(found, row, table).ranks.fillna(0).astype(int).to_numpy()
        counts[np.arange(12), ranks] += 1
    assert np.array_equal(found.tally.ranks.counts, counts)


def test_equal_regions_share_their_rank_in_every_draw():
    rows = facts(8, missing=0.2).table
    one = rows[["region", "period", "fact", "value"]].astype({"region": str, "period": str, "fact": str})
    twin = one[one["region"] == "R03"].assign(region="Z")
    table = fs.read_facts(pd.concat([one, twin]))
    for given in ({"weights": "uniform"}, EVERYTHING):
        found = fs.uncertainty(table, framework(), fs.Assumptions(**given), draws=600, seed=2)
        counts = found.tally.ranks.counts
        assert np.array_equal(counts[3], counts[8])
        assert found.beats("R03").iloc[0].loc[("Z", "2024")] == 0


@pytest.mark.no_cover
def test_the_same_seed_gives_the_same_bits_and_another_does_not():
    table, made, given = facts(), framework(), fs.Assumptions(**EVERYTHING)
    one, two, other = (fs.uncertainty(table, made, given, draws=700, seed=seed) for seed in (4, 4, 5))
    assert pickle.dumps(one.tally.ranks.counts) == pickle.dumps(two.tally.ranks.counts)
    assert np.array_equal(one.tally.scores, two.tally.scores)
    assert not np.array_equal(one.tally.ranks.counts, other.tally.ranks.counts)
    unnamed = fs.uncertainty(table, made, given, draws=10)
    again = fs.uncertainty(table, made, given, draws=10, seed=unnamed.seed)
    assert np.array_equal(unnamed.tally.ranks.counts, again.tally.ranks.counts)


def test_more_draws_begin_with_the_same_draws():
    table, made, given = facts(), framework(), fs.Assumptions(weights=0.25, unreported="uniform")
    short, long = (fs.uncertainty(table, made, given, draws=draws, seed=4) for draws in (100, 900))
    pd.testing.assert_frame_equal(short.plausible_values(100), long.plausible_values(100))


def test_by_source_is_what_each_does_alone_and_what_is_left_without_it():
    table, made = facts(), framework()
    given = fs.Assumptions(weights=0.3, normalisation=RULES, aggregation=["arithmetic", "geometric"], definitions=False)
    found = fs.uncertainty(table, made, given, draws=600, seed=4)
    widths = found.by_source()
    assert set(widths.columns) == {
        *((kind, name) for kind in ("alone", "without") for name in found.sources), ("all", "all"),
    }  # fmt: skip
    own = found.rank_intervals()
    assert widths["all", "all"].to_list() == (own["high"] - own["low"]).to_list()
    alone = fs.uncertainty(table, made, fs.Assumptions(weights=0.3, definitions=False), draws=600, seed=4)
    only = alone.rank_intervals()
    assert widths["alone", "weights"].to_list() == (only["high"] - only["low"]).to_list()


def test_probabilities_agree_with_the_draws_themselves():
    table, made = facts(), framework()
    found = fs.uncertainty(
        table, made, fs.Assumptions(weights="uniform", missing=["exclude", "zero"]), draws=400, seed=4
    )
    values = found.plausible_values(400)
    ranks = values.rank(ascending=False, method="min")
    assert found.rank_intervals()["mean"].to_numpy() == pytest.approx(ranks.mean(axis=1).to_numpy())
    assert found.top(3).to_numpy() == pytest.approx((ranks <= 3).mean(axis=1).to_numpy())
    assert found.rank_probability.sum(axis=1).to_numpy() == pytest.approx(1)
    assert found.rank_probability[1].to_numpy() == pytest.approx((ranks == 1).mean(axis=1).to_numpy())
    one, other = ("R01", "2024"), ("R05", "2024")
    assert found.beats("R01").loc[[one], other].item() == pytest.approx((ranks.loc[one] < ranks.loc[other]).mean())
    assert np.isnan(found.beats().loc[[one], one].item())
    scores = found.scores(level=0.8, quantiles=[0.3])
    assert scores["mean"].to_numpy() == pytest.approx(values.mean(axis=1).to_numpy())
    assert scores["std"].to_numpy() == pytest.approx(values.std(axis=1, ddof=0).to_numpy(), abs=1e-6)
    assert scores["q0.3"].to_numpy() == pytest.approx(values.quantile(0.3, axis=1).to_numpy(), abs=0.5)
    grades = found.grades()
    assert grades["good"].to_numpy() == pytest.approx((values >= 60 - 1e-9).mean(axis=1).to_numpy())
    assert grades[["good", "fair", "poor", "none"]].sum(axis=1).to_numpy() == pytest.approx(1)
    assert (grades["stability"] <= 1).all()
    assert set(found.table) >= {"name", "composite", "score_low", "rank", "low", "high", "grade", "grade_stability"}


def test_auto_stops_when_the_ends_are_settled():
    table, made = facts(), framework()
    rough = fs.uncertainty(table, made, fs.Assumptions(weights=0.5), draws="auto", precision=0.2, seed=1)
    assert rough.draws == 2048
    assert rough.convergence.index.to_list() == [2048]
    assert rough.convergence["share"].iloc[-1] <= 0.2
    assert not rough.notes


def test_auto_tells_when_it_gives_up(monkeypatch):
    from fazhi_score.analysis import uncertainty as module

    monkeypatch.setattr(module, "MOST_DRAWS", 4096)
    monkeypatch.setattr(module, "half_widths", lambda tally, level: np.full(12, 5.0))
    found = fs.uncertainty(facts(), framework(), fs.Assumptions(weights=0.5), draws="auto", precision=0.2, seed=1)
    assert found.draws == 4096
    assert found.convergence.index.to_list() == [2048, 4096]
    assert "robustness_not_settled" in [note.code for note in found.notes]


def test_half_widths_bound_the_ends_of_intervals_as_draws_say():
    table, made, given = facts(), framework(), fs.Assumptions(weights="uniform")
    from fazhi_score.analysis.uncertainty import half_widths

    few, many = (fs.uncertainty(table, made, given, draws=d, seed=1) for d in (256, 20_000))
    assert half_widths(many.tally, 0.9).mean() < half_widths(few.tally, 0.9).mean()


def test_what_cannot_be_scored_is_told_and_counted():
    table, made = facts(missing=0.3), framework()
    given = fs.Assumptions(missing=["exclude", "impute"], definitions=False)
    found = fs.uncertainty(table, made, given, draws=200, seed=4)
    assert 60 < len(found.failed) < 140
    assert len(set(found.failed["reason"])) == 1
    note = next(note for note in found.notes if note.code == "robustness_failed")
    assert note.params["draws"] == len(found.failed)
    assert "impute" in note.params["specification"]
    nominal = found.nominal.ranks
    intervals = found.rank_intervals()
    assert (intervals["low"] == nominal).all() and (intervals["high"] == nominal).all()
    assert intervals["ranked"].to_numpy() == pytest.approx(1 - len(found.failed) / 200)
    assert (found.grades()["stability"] == 1).all()
    assert np.isfinite(found.plausible_values(50).to_numpy()).all()
    with pytest.raises(fs.FazhiError, match="none of the combinations"):
        fs.uncertainty(table, made, fs.Assumptions(missing=["impute"], definitions=False), draws=20)


def test_coverage_gates_and_classes_are_as_in_scoring():
    table = facts(30, missing=0.35)
    names = [f"R{r:02}" for r in range(30)]
    register = fs.read_regions(pd.DataFrame({"region": names, "class": ["a", "b"] * 15, "level": "county"}))
    sheet = framework(
        method={"missing": {"not_reported": "exclude"}, "minimum_coverage": 0.6, "minimum_peers": 5, "round": 1,
                "aggregation": "arithmetic"},
        adjustments={"out": {"kind": "gate", "when": "x > 17"},
                     "cap": {"kind": "veto", "when": "z > 15", "at_most": 30},
                     "word": {"kind": "veto", "when": "w > 15", "at_most": "fair"},
                     "more": {"kind": "bonus", "formula": "w", "each": 0.5, "cap": 5}},
        grade_quota={"good": 0.2},
    )  # fmt: skip
    given = fs.Assumptions(weights=0.5, leave_out=["a", "c", "d"], definitions=False)
    table = fs.read_facts(table.table[["region", "period", "fact", "value"]].astype(
        {"region": str, "period": str, "fact": str}), regions=register)  # fmt: skip
    found = fs.uncertainty(table, sheet, given, draws=24, seed=4)
    n = len(found.index)
    counts = np.zeros((n, n + 1), dtype=int)
    grades = {name: np.zeros(n) for name in ("good", "fair", "poor")}
    for row in range(24):
        result = scored_as(found, row, table)
        counts[np.arange(n), result.ranks.fillna(0).astype(int)] += 1
        assert found.plausible_values(24)[row + 1].to_numpy() == pytest.approx(result.composite.to_numpy(), nan_ok=True)
        for name, into in grades.items():
            into += result.table["grade"].to_numpy() == name
    assert np.array_equal(found.tally.ranks.counts, counts)
    for name, total in grades.items():
        assert found.grades()[name].to_numpy() * 24 == pytest.approx(total)


def test_common_indicators_and_orders_are_ranked_as_scoring_does():
    table = facts(20, missing=0.3)
    for method in ({"compare_on": {"stated_by": 0.7}}, {"ordering": "copeland"}):
        made = framework().with_method(**method)
        made = made if "compare_on" in method else _without_grades(made)
        found = fs.uncertainty(table, made, fs.Assumptions(weights=0.5, definitions=False), draws=20, seed=4)
        counts = np.zeros((20, 21), dtype=int)
        for row in range(20):
            counts[np.arange(20), scored_as(found, row, table).ranks.fillna(0).astype(int)] += 1
        assert np.array_equal(found.tally.ranks.counts, counts)


def _without_grades(made):
    data = made.file.model_dump(by_alias=True, exclude_unset=True)
    return fs.load_framework({key: value for key, value in data.items() if key != "grades"})


def test_the_file_says_what_is_uncertain_and_python_goes_over_it():
    made = framework(robustness={"weights": 0.2, "leave_out": ["a"]})
    found = fs.uncertainty(facts(), made, draws=50, seed=1)
    assert found.sources == ("weights", "definitions", "leave_out")
    over = fs.uncertainty(facts(), made, fs.Assumptions(weights="uniform", definitions=False), draws=50, seed=1)
    assert over.sources == ("weights", "leave_out")
    assert over.drawn["weight:one"].min() < 0.3


def test_the_table_of_draws_names_every_choice():
    found = fs.uncertainty(facts(), framework(), fs.Assumptions(**EVERYTHING), draws=600, seed=1)
    drawn = found.drawn
    assert len(drawn) == 600
    assert set(drawn["block"]) == {0, 1}
    assert set(drawn["normalisation"]) == set(RULES)
    assert set(drawn["left_out"]) == {"", "a", "d"}
    assert set(drawn["definition:b"]) == {0, 1}
    assert drawn[["weight:one", "weight:two"]].sum(axis=1).to_numpy() == pytest.approx(1)
    assert repr(found) == "<Uncertainty of demo: 600 draws, seed 1>"


@pytest.mark.parametrize(
    ("given", "more", "words"),
    [
        ({}, {}, "nothing is varied"),
        ({"weights": 0.2}, {"draws": 0}, "draws"),
        ({"weights": 0.2}, {"draws": "many"}, "draws"),
        ({"weights": 0.2}, {"level": 0}, "level"),
        ({"weights": 0.2}, {"precision": 2}, "precision"),
        ({"weights": 0.2}, {"seed": -1}, "seed"),
        ({"normalisation": RULES}, {"memory": 100}, "budget"),
        ({"normalisation": []}, {}, "empty"),
        ({"normalisation": ["minmaks"]}, {}, "minmax"),
        ({"aggregation": ["harmonik"]}, {}, "harmonic"),
        ({"missing": ["nothing"]}, {}, "cannot be"),
        ({"weights": 1.5}, {}, "share"),
        ({"weights": "even"}, {}, "uniform"),
        ({"weights": {}}, {}, "exactly one"),
        ({"weights": {"noise": 0.2, "dirichlet": 3}}, {}, "exactly one"),
        ({"weights": {"dirichlet": -3}}, {}, "bound"),
        ({"weights": {"intervals": {"one": [0.6, 0.4]}}}, {}, "below its beginning"),
        ({"weights": {"intervals": {"one": [0.8, 0.9], "two": [0.4, 0.5]}}}, {}, "no weights"),
        ({"weights": {"intervals": {"one": [0.1, 0.2], "two": [0.4, 0.5]}}}, {}, "no weights"),
        ({"weights": {"intervals": {"four": [0.1, 0.2]}}}, {}, "four"),
        ({"weights": {"ordering": ["one", "two", "one"]}}, {}, "twice"),
        ({"weights": {"ordering": ["one"]}}, {}, "no place"),
        ({"weights": {"ordering": [["one", "a"], "two", "b"]}}, {}, "one group"),
        ({"weights": {"ordering": ["ones", "two"]}}, {}, "ones"),
        ({"weights": {"samples": [{"one": 1}]}}, {}, "says nothing"),
        ({"weights": {"samples": [{"one": 0, "two": 0}]}}, {}, "usable"),
        ({"weights": {"samples": [{"one": 1, "two": 1}, {"one": 1, "two": 1, "a": 1}]}}, {}, "row 2"),
        ({"weights": {"samples": [{"ones": 1}]}}, {}, "ones"),
        ({"leave_out": ["zz"]}, {}, "zz"),
        ({"leave_out": {"indicators": ["zz"]}}, {}, "zz"),
        ({"extraction": {"zz": {"wrong": 0.1}}}, {}, "zz"),
        ({"extraction": {"x": {"wrong": 1.1}}}, {}, "share"),
        ({"thresholds": {"zz": {"worst": [0, 1]}}}, {}, "zz"),
        ({"thresholds": {"d": {"worse": [0, 1]}}}, {}, "worse"),
        ({"thresholds": {"d": {"worst": [5, 1]}}}, {}, "below its beginning"),
        ({"thresholds": {"d": {"worst": [0, 20]}}}, {}, "same"),
        ({"definitions": {"zz": ["x"]}}, {}, "zz"),
        ({"definitions": {"a": []}}, {}, "empty"),
        ({"facts": {"rates": "wald"}}, {}, "jeffreys"),
        ({"unreported": "normal"}, {}, "uniform"),
    ],
)
def test_nonsense_is_refused_with_a_word_about_it(given, more, words):
    with pytest.raises(fs.FazhiError) as caught:
        fs.uncertainty(
            facts(), framework(), fs.Assumptions(**{"definitions": False, **given}), **{"draws": 20, "seed": 1, **more}
        )
    assert words in caught.value.render("en")
    assert caught.value.render("zh")


def test_regions_and_numbers_that_do_not_exist_are_refused():
    found = fs.uncertainty(facts(), framework(), fs.Assumptions(weights=0.2), draws=20, seed=1)
    for call in (
        lambda: found.beats("nowhere"), lambda: found.top(0), lambda: found.plausible_values(0),
        lambda: found.plausible_values(21), lambda: found.scores(level=2), lambda: found.by_source(draws=0),
    ):  # fmt: skip
        with pytest.raises(fs.FazhiError):
            call()


@pytest.mark.parametrize(
    "weights",
    [
        {"intervals": {"one": [0.3, 0.5]}},
        {"intervals": {"one": [0.3, 0.5], "two": ["40%", "80%"], "a": [0.1, 0.2]}},
        {"ordering": ["two", "one", "a", ["b"]]},
        {"ordering": [["one", "two"]]},
        {"samples": [{"one": 1, "two": 3}, {"one": 2, "two": 1}]},
        {"dirichlet": 30, "at": "groups"},
        {"uniform": True, "at": "indicators"},
        {"noise": 0.4, "at": "top"},
    ],
)
def test_weights_are_drawn_within_what_is_said_of_them(weights):
    given = fs.Assumptions(weights=weights, definitions=False)
    drawn = fs.uncertainty(facts(), framework(), given, draws=400, seed=1).drawn
    shares = drawn[[name for name in drawn if name.startswith("weight:")]]
    assert ((shares >= 0) & (shares <= 1)).all(axis=None)
    if "intervals" in weights:
        assert drawn["weight:one"].between(0.3 - 1e-9, 0.5 + 1e-9).all()
    if weights.get("ordering") == ["two", "one", "a", ["b"]]:
        assert (drawn["weight:two"] >= drawn["weight:one"]).all() and (drawn["weight:a"] >= drawn["weight:b"]).all()
    if weights.get("ordering") == [["one", "two"]]:
        assert drawn["weight:one"].to_numpy() == pytest.approx(0.5)
    if "samples" in weights:
        assert set(drawn["weight:one"].round(6)) == {0.25, round(2 / 3, 6)}
    if weights.get("at") == "top":
        assert list(shares) == ["weight:one", "weight:two"]
    if weights.get("at") == "indicators":
        # "two" has the indicators c and d beside the group "three", which keeps its share
        assert drawn["weight:three"].to_numpy() == pytest.approx(1 / 5)


def test_samples_may_come_as_a_table():
    table = pd.DataFrame({"one": [1, 2], "two": [3, 1]})
    given = fs.Assumptions(weights=table, definitions=False)
    drawn = fs.uncertainty(facts(), framework(), given, draws=40, seed=1).drawn
    assert set(drawn["weight:one"].round(6)) == {0.25, round(2 / 3, 6)}


def test_definitions_may_be_given_in_python():
    given = fs.Assumptions(definitions={"a": ["x", "x + w", "x * 2"]})
    found = fs.uncertainty(facts(), framework(), given, draws=60, seed=1)
    assert set(found.drawn["definition:a"]) == {0, 1, 2}
    values = found.plausible_values(60)
    for row in range(0, 60, 7):
        again = scored_as(found, row, facts())
        assert values[row + 1].to_numpy() == pytest.approx(again.composite.to_numpy(), nan_ok=True)


def test_intervals_by_rank_hold_whoever_has_a_rank():
    found = fs.uncertainty(facts(), framework(), fs.Assumptions(weights="uniform"), draws=400, seed=5)
    counts = found.tally.ranks.counts[:, 1:]
    wide = found.rank_intervals(0.9, kind="by_rank")
    for rank in range(1, len(wide) + 1):
        held = counts[:, rank - 1]
        inside = ((wide["low"] <= rank) & (rank <= wide["high"])).fillna(value=False).to_numpy(dtype=bool)
        assert held[inside].sum() >= 0.9 * held.sum()
    assert not wide.equals(found.rank_intervals(0.9))
