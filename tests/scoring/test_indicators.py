"""Formulas over the panel: three-valued logic, gaps, windows, printed rates, and a slow evaluator that must agree."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi_score.facts.table import read_facts
from fazhi_score.framework.formula import Call, Name, Number, parse_formula
from fazhi_score.scoring.indicators import FORMULA, STATED, Evaluator, Peers, preceding_period, year_before
from fazhi_score.scoring.panel import build_panel
from fazhi_score.scoring.reasons import Reason
from tests.conftest import codes, manifest, plain, posts, register, scored, sheet, table

ABC = sheet({"i": plain("a")}, facts={name: {"range": [None, None]} for name in "abc"})
TINY = 1e-9


def look(formula: str, *units: dict, minimum: float = 0.0, **statuses: str):
    """Evaluate a formula for regions with the facts of `units`; a fact is a number or the status of a gap."""
    rows = []
    for number, unit in enumerate(units):
        for fact, given_ in unit.items():
            is_gap = isinstance(given_, str)
            status = given_ if is_gap else "reported"
            value = "" if is_gap else repr(given_)
            rows.append({"region": f"R{number}", "fact": fact, "value": value, "status": status})
        if not unit:
            rows.append({"region": f"R{number}", "fact": "c", "value": "", "status": "rejected"})
    panel = build_panel(read_facts(table({}, *rows)), ABC)
    assert not panel.problems
    found = Evaluator(panel, minimum_denominator=minimum)(parse_formula(formula))
    shown = []
    for value, reason in zip(found.values, found.reasons, strict=True):
        shown.append(float(value) if reason == Reason.OK else Reason(int(reason)).name)
    return shown if len(shown) > 1 else shown[0]


# three-valued logic: `b` is not reported, `c` does not apply

YES, NO, WHO = {"a": 1}, {"a": 0}, {"b": 1}


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("a and b", ["NOT_REPORTED", 0, "NOT_REPORTED"]),
        ("b and a", ["NOT_REPORTED", 0, "NOT_REPORTED"]),
        ("a or b", [1, "NOT_REPORTED", "NOT_REPORTED"]),
        ("b or a", [1, "NOT_REPORTED", "NOT_REPORTED"]),
        ("not a", [0, 1, "NOT_REPORTED"]),
        ("not b", ["NOT_REPORTED"] * 3),
        ("any(b, b, a)", [1, "NOT_REPORTED", "NOT_REPORTED"]),
        ("all(b, a)", ["NOT_REPORTED", 0, "NOT_REPORTED"]),
        ("not (a and b) or not a", ["NOT_REPORTED", 1, "NOT_REPORTED"]),
    ],
)
def test_what_is_known_decides_and_what_is_not_stays_open(formula, wanted):
    assert look(formula, {"a": 1}, {"a": 0}, {}) == wanted


def test_not_applicable_is_weaker_than_unreported():
    # 2 units: c does not apply; c does not apply and b is there
    assert look("a or c", {"a": 0, "c": "not_applicable"}) == "NOT_APPLICABLE"
    assert look("b + c", {"c": "not_applicable"}) == "NOT_REPORTED"
    assert look("a + c", {"a": 1, "c": "not_applicable"}) == "NOT_APPLICABLE"
    assert look("a + b * c", {"a": 1, "b": "claimed", "c": "not_applicable"}) == "CLAIMED"


def test_division_by_zero_is_not_applicable():
    assert look("a / b", {"a": 3, "b": 4}) == 0.75
    assert look("a / b", {"a": 0, "b": 0}) == "ZERO_DENOMINATOR"
    assert look("a / b", {"b": 0}) == "NOT_REPORTED"
    assert look("a / b", {"a": 1, "b": "not_applicable"}) == "NOT_APPLICABLE"
    assert look("per(a, b, 10000)", {"a": 3, "b": 60000}) == 0.5
    assert look("per(a, b)", {"a": 3, "b": 6}) == 0.5
    assert look("per(a, b, 100)", {"a": 3, "b": 0}) == "ZERO_DENOMINATOR"


def test_coalesce_skips_gaps():
    assert look("coalesce(b, a)", {"a": 3}, {"a": 3, "b": 5}, {}) == [3, 5, "NOT_REPORTED"]
    assert look("coalesce(a, b)", {"a": "not_applicable"}) == "NOT_REPORTED"
    assert look("coalesce(a, c)", {"a": "not_applicable", "c": "not_applicable"}) == "NOT_APPLICABLE"
    assert look("coalesce(a, 7)", {"a": "claimed"}) == 7
    assert look("coalesce(b, c, a)", {"a": 0}) == 0


def test_a_base_too_small_is_an_answer_that_coalesce_keeps():
    unit = {"a": 3, "b": 4, "c": 0.9}
    assert look("a / b", unit, minimum=5) == "SMALL_BASE"
    assert look("coalesce(a / b, c)", unit, minimum=5) == "SMALL_BASE"
    assert look("a / b", unit, minimum=4) == 0.75
    # nobody knows how many of the three; that there were only three is known
    assert look("a / b", {"b": 3}, minimum=5) == "SMALL_BASE"
    assert look("a / b", {"a": 3, "b": 0}, minimum=5) == "ZERO_DENOMINATOR"
    assert look("a / b", {"a": 3}, minimum=5) == "NOT_REPORTED"
    assert look("a / b", {"a": "not_applicable", "b": 3}, minimum=5) == "NOT_APPLICABLE"


def test_arithmetic_and_comparisons():
    unit = {"a": 3, "b": 4}
    assert look("-a + +b * 2 - 1", unit) == 4
    assert look("min(a, b, 2)", unit) == 2
    assert look("max(a, b)", unit) == 4
    assert look("sum(a, b, 1)", unit) == 8
    assert look("sum(a, c)", unit) == "NOT_REPORTED"
    assert look("(a < b) + (a <= 3) + (b > a) + (b >= 4) + (a == 3) + (a != b)", unit) == 6
    assert look("a > 50%", unit) == 1


LARGE = 1e10
"""So large that the tolerance is lost in it."""


@pytest.mark.parametrize(("sign", "wanted"), [("<", 0), ("<=", 1), (">", 0), (">=", 1), ("==", 1), ("!=", 0)])
def test_numbers_that_are_equal_are_equal_large_ones_too(sign, wanted):
    assert look(f"a {sign} 1e10", {"a": LARGE}) == look(f"a {sign} 5", {"a": 5}) == wanted
    assert look("a / b", {"a": LARGE, "b": LARGE}, minimum=LARGE) == 1


def test_comparisons_use_the_one_tolerance():
    near, far = {"a": 0.1 + 0.2 + 0.5 * TINY, "b": 0.3}, {"a": 0.3 + 2.5 * TINY, "b": 0.3}
    for formula, wanted in (("a == b", [1, 0]), ("a > b", [0, 1]), ("a <= b", [1, 0]), ("a != b", [0, 1])):
        assert look(formula, near, far) == wanted


@pytest.mark.parametrize("formula", ["a * a", "a * a - a * a", "sum(a * a, -1)", "0 * (a * a)"])
def test_overflow_is_a_contradiction_not_a_crash(formula):
    assert look(formula, {"a": 1e200}) == "CONFLICT"


def test_a_constant_stands_for_every_unit():
    assert look("1 + 1", {"a": 1}, {"a": 2}) == [2, 2]


# other periods and peers


def of_periods(formula: str, values: dict, **more):
    """Return the values of a formula by (region, period); a gap by its reason."""
    framework = sheet({"i": {"formula": formula, "score": posts()}}, facts={"a": {"range": [None, None]}}, **more)
    result = scored(framework, {key: {"a": value} for key, value in values.items()})
    found = result.indicator_values["i"].to_dict()
    return {key: result.gaps.loc[key, "i"] if math.isnan(v) else v for key, v in found.items()}


def test_previous_and_last_year():
    given_ = {("A", "2023Q4"): 2, ("A", "2024Q1"): 3, ("A", "2024Q4"): 5}
    assert of_periods("previous(a)", given_) == {
        ("A", "2023Q4"): "not_reported",
        ("A", "2024Q1"): 2,
        ("A", "2024Q4"): "not_reported",
    }
    assert of_periods("last_year(a)", given_)["A", "2024Q4"] == 2
    # a quarter's year before is a quarter, not a year
    assert of_periods("last_year(a)", {("A", "2023"): 1, ("A", "2024Q1"): 2})["A", "2024Q1"] == "not_reported"


def test_growth_is_over_last_year():
    given_ = {("A", "2023"): 4, ("A", "2024"): 5, ("B", "2023"): 0, ("B", "2024"): 5, ("C", "2024"): 1}
    found = of_periods("growth(a)", given_)
    assert found["A", "2024"] == 0.25  # (5 - 4) / 4
    assert found["B", "2024"] == "zero_denominator"
    assert found["C", "2024"] == "not_reported"
    assert of_periods("a - previous(a)", given_)["A", "2024"] == 1


def test_nested_shifts():
    given_ = {("A", str(year)): year - 2020 for year in (2021, 2022, 2023, 2024)}
    assert of_periods("previous(previous(a))", given_)["A", "2024"] == 2
    assert of_periods("previous(a + previous(a))", given_)["A", "2024"] == 5  # 2023: 3 + 2
    assert of_periods("growth(previous(a))", given_)["A", "2024"] == 0.5  # (3 - 2) / 2
    assert of_periods("previous(7)", given_) == {**dict.fromkeys(given_, 7), ("A", "2021"): "not_reported"}


def test_peers_mean_is_over_the_stated_values_of_the_class():
    framework = sheet({"i": {"formula": "a - peers_mean(a)", "score": posts(-10, 10)}}, facts={"a": {}, "b": {}})
    classes = {"A": "county", "B": "county", "C": "county", "D": "town", "E": "town", "M": "reference"}
    values = {"A": {"a": 1}, "B": {"a": 5}, "C": {"b": 1}, "D": {"a": 7}, "E": {"b": 1}, "M": {"a": 1000}}
    result = scored(framework, values, regions=register(classes))
    found = result.indicator_values["i"].droplevel("period")
    # county: (1 + 5) / 2 = 3; town: 7; the reference region is in no class
    assert found[["A", "B", "D"]].tolist() == [-2, 2, 0]
    assert found[["C", "E", "M"]].isna().all()
    assert scored(framework, {"A": {"b": 1}}).gaps.loc[("A", "2024"), "i"] == "not_reported"


def test_periods_before():
    assert [year_before(p) for p in ("2024", "2024Q3", "2024-07")] == ["2023", "2023Q3", "2023-07"]
    assert [preceding_period(p) for p in ("2024", "2024H1", "2024Q3", "2024-01", "2024-10")] == [
        "2023",
        "2023H2",
        "2024Q2",
        "2023-12",
        "2024-09",
    ]


# the slow evaluator

REGIONS, PERIODS = ("R0", "R1", "R2"), ("2023", "2024")


def slow(node, region, period, cells):
    """Return value and reason of one unit, by the plain reading of the definitions."""
    if isinstance(node, Number):
        return node.value, 0
    if isinstance(node, Name):
        return cells.get((region, period, node.id), (math.nan, Reason.NOT_REPORTED))
    name = node.function
    if name in ("previous", "last_year", "growth"):
        before = slow(node.arguments[0], region, str(int(period) - 1), cells)
        if (region, str(int(period) - 1)) not in {key[:2] for key in cells}:
            before = (math.nan, Reason.NOT_REPORTED)
        if name != "growth":
            return before
        now = slow(node.arguments[0], region, period, cells)
        return divided((now[0] - before[0], max(now[1], before[1])), before)
    if name == "peers_mean":
        units = {key[:2] for key in cells}
        known = [v for v, why in (slow(node.arguments[0], r, p, cells) for r, p in sorted(units)) if why == 0]
        return (sum(known) / len(known), 0) if known else (math.nan, Reason.NOT_REPORTED)
    parts = [slow(argument, region, period, cells) for argument in node.arguments]
    worst = max(why for _, why in parts)
    if name in ("and", "all", "or", "any"):
        decides = (lambda v: v == 0) if name in ("and", "all") else (lambda v: v != 0)
        if any(why == 0 and decides(v) for v, why in parts):
            return (0.0 if name in ("and", "all") else 1.0), 0
        return (1.0 if name in ("and", "all") else 0.0), worst
    if name == "coalesce":
        return next((part for part in parts if part[1] == 0), (math.nan, worst))
    if worst:
        return math.nan, worst
    values = [v for v, _ in parts]
    if name == "/":
        return divided(*parts)
    if name == "per":
        return divided((values[0] * (values[2] if len(values) > 2 else 1), 0), parts[1])
    operations = {
        "+": lambda: values[0] + values[1],
        "-": lambda: values[0] - values[1],
        "*": lambda: values[0] * values[1],
        "negative": lambda: -values[0],
        "positive": lambda: values[0],
        "not": lambda: float(values[0] == 0),
        "<": lambda: float(values[0] < values[1] - TINY),
        "<=": lambda: float(values[0] <= values[1] + TINY),
        ">": lambda: float(values[0] > values[1] + TINY),
        ">=": lambda: float(values[0] >= values[1] - TINY),
        "==": lambda: float(abs(values[0] - values[1]) <= TINY),
        "!=": lambda: float(abs(values[0] - values[1]) > TINY),
        "min": lambda: min(values),
        "max": lambda: max(values),
        "sum": lambda: sum(values),
    }
    return operations[name](), 0


def divided(over, under):
    worst = max(over[1], under[1])
    if worst:
        return math.nan, worst
    return (math.nan, Reason.ZERO_DENOMINATOR) if under[0] == 0 else (over[0] / under[0], 0)


def calls(children):
    two = st.tuples(
        st.sampled_from(["+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!=", "and", "or"]), children, children
    )
    one = st.tuples(st.sampled_from(["negative", "positive", "not", "previous", "growth", "peers_mean"]), children)
    many = st.tuples(
        st.sampled_from(["min", "max", "sum", "any", "all", "coalesce"]), st.lists(children, min_size=1, max_size=3)
    )
    per = st.lists(children, min_size=2, max_size=3).map(lambda parts: Call("per", tuple(parts)))
    return (
        two.map(lambda t: Call(t[0], t[1:]))
        | one.map(lambda t: Call(t[0], t[1:]))
        | many.map(lambda t: Call(t[0], tuple(t[1])))
        | per
    )


trees = st.recursive(
    st.sampled_from("abc").map(lambda name: Name(name, 0)) | st.sampled_from([0.0, 0.5, 2.0]).map(Number),
    calls,
    max_leaves=7,
)
contents = st.sampled_from([0, 1, 2, -1, 0.25, "not_applicable", "claimed", "absent", "absent"])


@pytest.mark.no_cover
@settings(max_examples=150, deadline=None)
@given(trees, st.lists(contents, min_size=18, max_size=18))
def test_the_evaluator_agrees_with_the_plain_reading(tree, given_):
    keys = [(region, period, fact) for region in REGIONS for period in PERIODS for fact in "abc"]
    filled = {key: one for key, one in zip(keys, given_, strict=True) if one != "absent"}
    if not filled:
        return
    rows = [
        {"region": r, "period": p, "fact": f}
        | ({"value": "", "status": one} if isinstance(one, str) else {"value": repr(one), "status": "reported"})
        for (r, p, f), one in filled.items()
    ]
    panel = build_panel(read_facts(table({}, *rows)), ABC)
    reason_of = {"not_applicable": Reason.NOT_APPLICABLE, "claimed": Reason.CLAIMED}
    cells = {key: (math.nan, reason_of[v]) if isinstance(v, str) else (float(v), 0) for key, v in filled.items()}
    formula = type(parse_formula("a"))("", tree)
    values, reasons = Evaluator(panel)(formula)
    for k, (region, period) in enumerate(panel.index):
        value, reason = slow(tree, region, period, cells)
        assert reasons[k] == reason
        if reason == Reason.OK:
            np.testing.assert_allclose(values[k], value, rtol=1e-12, atol=1e-12)
        else:
            assert np.isnan(values[k])


# windows

RATE = {
    "i": {"formula": "done / due", "stated": "printed", "unit": "percent", "score": posts("0%", "100%")},
    "n": {"formula": "done", "score": posts()},
}
RATE_FACTS = {"done": {}, "due": {}, "printed": {"unit": "percent"}}


def window(*rows, **more):
    indicators = {"i": {**RATE["i"], **more}, "n": RATE["n"]}
    framework = sheet(indicators, facts=RATE_FACTS)
    frame = table({}, *({"region": "A", "fact": f, "value": v, "span": span} for f, v, span in rows))
    result = scored(framework, frame)
    return result.indicator_values.iloc[0]["i"], result.indicator_values.iloc[0]["n"], result


def test_a_rate_accepts_part_of_a_year_when_both_terms_share_it():
    rate, count, _ = window(("done", "30", "to_date"), ("due", "40", "to_date"))
    assert rate == 0.75
    assert np.isnan(count)  # a count of eleven months is not one of twelve
    rate, _, result = window(("done", "30", "to_date"), ("due", "40", "annual"))
    assert np.isnan(rate)
    assert result.gaps.iloc[0]["i"] == "not_reported"


def test_the_whole_year_comes_first():
    rows = [("done", "30", "to_date"), ("due", "40", "to_date"), ("done", "45", "annual"), ("due", "50", "annual")]
    assert window(*rows)[0] == 0.9
    # a printed rate of the whole year comes before the counts of a part
    assert window(*rows[:2], ("printed", "80%", "annual"))[0] == 0.8
    assert window(*rows[:2], ("printed", "80%", "to_date"))[0] == 0.75


def test_a_window_that_is_not_used_contradicts_nobody():
    rows = [("done", "45", "annual"), ("due", "50", "annual"), ("done", "30", "to_date"), ("due", "20", "to_date")]
    _, _, result = window(*rows, ("printed", "10%", "to_date"), valid=["0%", "100%"])
    assert not set(codes(result)) & {"outside_valid", "stated_against_computed"}
    # where it is the only one, it does
    _, _, result = window(*rows[2:], valid=["0%", "100%"])
    assert "outside_valid" in codes(result)


def test_a_quotient_by_a_constant_is_no_rate():
    framework = sheet({"i": {"formula": "done / 12", "score": posts()}})
    result = scored(framework, table({}, {"region": "A", "fact": "done", "value": "30", "span": "to_date"}))
    assert result.gaps.iloc[0, 0] == "not_reported"


def test_accepted_spans_can_be_named():
    rows = [("done", "30", "to_date"), ("due", "40", "to_date")]
    assert np.isnan(window(*rows, accepts={"span": ["annual"]})[0])
    framework = sheet({"n": plain("done", accepts={"span": ["annual", "to_date"]})})
    assert (
        scored(framework, table({}, {"region": "A", "fact": "done", "value": "30", "span": "to_date"})).composite.item()
        == 30
    )


# printed rates


def rate(done=None, due=None, printed=None, *, status=None, method=None, **more):
    framework = sheet({"i": {**RATE["i"], **more}}, facts=RATE_FACTS, method=method)
    facts = {"done": done, "due": due, "printed": printed}
    frame = table(
        {"A": {name: v for name, v in facts.items() if v is not None}},
        *({"region": "A", "fact": name, "value": "", "status": s} for name, s in (status or {}).items()),
    )
    return scored(framework, frame)


def seen(result):
    value, gap = result.indicator_values.iloc[0, 0], result.gaps.iloc[0, 0]
    return gap if gap else value


def test_a_printed_rate_is_used_where_counts_are_missing():
    assert seen(rate(30, 40)) == 0.75
    assert seen(rate(printed="80%")) == 0.8
    assert seen(rate(30, printed="80%")) == 0.8
    assert seen(rate(30, status={"printed": "claimed"})) == "claimed"


def test_what_does_not_apply_is_not_missing():
    # no cases: the share of cases does not exist, whatever is printed beside it or not
    assert seen(rate(0, 0)) == "zero_denominator"
    assert seen(rate(0, 0, "100%")) == "zero_denominator"
    assert seen(rate(0, status={"due": "not_applicable"})) == "not_applicable"


def test_within_the_tolerance_of_rounding_there_is_no_contradiction():
    assert "stated_against_computed" not in codes(rate(30, 40, "75.5%"))
    assert "stated_against_computed" in codes(rate(30, 40, "75.51%"))


@pytest.mark.parametrize(("tolerance", "clash"), [("2%", False), ("0.1%", True)])
def test_tolerance_of_the_indicator(tolerance, clash):
    assert ("stated_against_computed" in codes(rate(30, 40, "76%", tolerance=tolerance))) == clash


@pytest.mark.parametrize(("tolerance", "clash"), [("2%", False), ("0.1%", True)])
def test_tolerance_of_the_method(tolerance, clash):
    assert ("stated_against_computed" in codes(rate(30, 40, "76%", method={"tolerance": tolerance}))) == clash


def test_tolerance_of_numbers_is_relative():
    framework = sheet({"i": plain("x", stated="y")})
    assert "stated_against_computed" not in codes(scored(framework, {"A": {"x": 1000, "y": 1004}}))
    assert "stated_against_computed" in codes(scored(framework, {"A": {"x": 1000, "y": 1006}}))


@pytest.mark.parametrize(("disagreement", "wanted"), [("computed", 0.75), ("stated", 0.9), ("gap", "conflict")])
def test_a_contradiction_uses_the_branch_that_the_framework_names(disagreement, wanted):
    result = rate(30, 40, "90%", disagreement=disagreement)
    assert seen(result) == wanted
    (note,) = [note for note in result.notes if note.code == "stated_against_computed"]
    assert "90.00%" in note.message("en")
    assert "75.00%" in note.message("en")
    used = [part.code for part in result.explain("A", node="i").parts]
    words = {"computed": "explain_formula", "stated": "explain_stated", "gap": "explain_formula"}
    assert words[disagreement] in used
    assert "stated_against_computed" in used


def test_a_value_outside_valid_is_a_contradiction_never_clipped():
    bounds = {"valid": ["0%", "100%"]}
    assert seen(rate(41, 40, **bounds)) == "conflict"
    assert "outside_valid" in codes(rate(41, 40, **bounds))
    assert seen(rate(40, 40, **bounds)) == 1
    # and the printed rate does not fill in for it
    assert seen(rate(41, 40, "99%", **bounds)) == "conflict"
    framework = sheet({"i": plain("x", valid=[5, None])}, facts={"x": {}})
    assert "outside 5 to -" in scored(framework, {"A": {"x": 4}}).notes[0].message("en")
    framework = sheet({"i": plain("x", valid=[None, 5])}, facts={"x": {}})
    assert seen(scored(framework, {"A": {"x": 6}})) == "conflict"


def test_large_bounds_of_what_is_valid_are_included():
    framework = sheet({"i": {**plain("x"), "valid": [LARGE, LARGE]}}, facts={"x": {}})
    assert seen(scored(framework, {"A": {"x": LARGE}})) == LARGE


def test_a_small_base_blocks_the_printed_rate():
    assert seen(rate(3, 4, "75%", minimum_denominator=5)) == "small_base"
    assert seen(rate(due=4, printed="75%", minimum_denominator=5)) == "small_base"
    assert seen(rate(4, 5, "80%", minimum_denominator=5)) == 0.8
    assert seen(rate(printed="75%", minimum_denominator=5)) == 0.75


# checklists

CHECK = sheet(
    {"i": {"score": {"rule": "checklist", "items": ["a", "b", "c"]}, "accepts": {"scope": ["own", "county"]}}},
    facts={name: {"kind": "yes_no"} for name in "abc"},
    method={"missing": {"not_reported": "zero"}},
)


def test_a_checklist_takes_all_items_from_one_window():
    rows = [{"region": "A", "fact": name, "value": "是", "scope": "county"} for name in "ab"]
    result = scored(CHECK, table({}, *rows))
    np.testing.assert_allclose(result.composite.item(), 200 / 3, rtol=1e-12)  # two of three
    # an own statement comes first and is not overwritten by what the county states of another window
    result = scored(CHECK, table({}, {"region": "A", "fact": "a", "value": "是"}, rows[1]))
    np.testing.assert_allclose(result.composite.item(), 100 / 3, rtol=1e-12)


def test_a_checklist_is_a_gap_where_nothing_that_applies_is_stated():
    gaps = {name: {"region": "A", "fact": name, "value": "", "status": "not_applicable"} for name in "abc"}
    result = scored(CHECK, table({}, gaps["a"]))
    assert result.gaps.iloc[0, 0] == "not_reported"
    assert result.composite.item() == 0
    result = scored(CHECK, table({}, *gaps.values()))
    assert result.gaps.iloc[0, 0] == "not_applicable"
    assert result.composite.isna().all()


def test_what_a_report_that_was_read_does_not_state_is_missing():
    read = {"documents": manifest({"A": "read"})}
    framework = sheet({"i": RATE["i"]}, facts=RATE_FACTS)
    assert seen(scored(framework, {"A": {"done": 30, "printed": "80%"}}, **read)) == 0.8
    assert seen(scored(framework, {"A": {"done": 30}}, **read)) == "not_stated"
    # of a list one item does not apply, and nothing is said of the others
    gap = {"region": "A", "fact": "a", "value": "", "status": "not_applicable"}
    assert seen(scored(CHECK, table({}, gap), **read)) == "not_stated"


def test_a_printed_rate_settles_no_contradiction_of_the_counts():
    framework = sheet({"i": RATE["i"]}, facts=RATE_FACTS, method={"conflict": "gap"})
    again = {"region": "A", "fact": "done", "value": "31"}
    assert seen(scored(framework, table({"A": {"done": 30, "due": 40, "printed": "80%"}}, again))) == "conflict"


def test_of_items_that_do_not_apply_the_plainest_reason_is_told():
    rule = {"rule": "checklist", "items": ["a", "b / c > 1"]}
    policy = {"missing": {"not_reported": "zero"}}
    framework = sheet({"i": {"score": rule, **policy}}, facts={"a": {"kind": "yes_no"}, "b": {}, "c": {}})
    nothing = {"region": "A", "fact": "a", "value": "", "status": "not_applicable"}
    result = scored(framework, {"A": {"b": 1, "c": 0}}, nothing)
    # the one does not apply, of the other there is nothing to divide by
    assert result.gaps.iloc[0, 0] == "not_applicable"


# reference regions


def test_the_value_of_the_reference_region_of_the_same_period_and_province():
    framework = sheet({"i": {"formula": "a - at_reference(a)", "score": posts(-10, 10)}}, facts={"a": {}, "b": {}})
    classes = {"A": "county", "B": "county", "M": "reference", "N": "reference"}
    values = {
        ("A", "2023"): {"a": 5},
        ("A", "2024"): {"a": 7},
        ("B", "2024"): {"a": 9},
        ("M", "2024"): {"a": 4},
        ("N", "2024"): {"a": 6},
    }
    provinces = register(classes, province={"A": "陕西", "M": "陕西", "B": "江苏", "N": "江苏"})
    found = scored(framework, values, regions=provinces).indicator_values["i"]
    assert found["A", "2024"] == 3  # 7 - 4
    assert found["B", "2024"] == 3  # 9 - 6
    assert np.isnan(found["A", "2023"])
    # without provinces there is one reference for all
    one = {key: value for key, value in values.items() if key[0] != "N"}
    found = scored(framework, one, regions=register(classes)).indicator_values["i"]
    assert (found["A", "2024"], found["B", "2024"]) == (3, 5)
    # of several without a province, or of another one, nobody knows which is meant
    nobody = scored(framework, values, regions=register(classes))
    assert nobody.indicator_values["i"].isna().all()
    assert set(nobody.gaps["i"].loc[["A", "B"]]) == {"not_reported"}
    elsewhere = register(classes, province={"A": "浙江", "M": "陕西", "B": "江苏", "N": "江苏"})
    found = scored(framework, values, regions=elsewhere).indicator_values["i"]
    assert np.isnan(found["A", "2024"])
    assert found["B", "2024"] == 3


def test_a_region_that_took_over_another_has_nothing_to_compare_with():
    # B ends in March 2024 and A takes over: A of 2024 is not A of 2023, A of 2025 is A of 2024
    framework = sheet({"up": {"formula": "growth(x)", "score": posts(-1, 1)}}, facts={"x": {}})
    values = {("A", "2023"): {"x": 10}, ("B", "2023"): {"x": 5}, ("A", "2024"): {"x": 16}, ("A", "2025"): {"x": 8}}
    names = register(dict.fromkeys("AB", "town"), valid_to={"B": "2024-03-31"}, successor={"B": "A"})
    result = scored(framework, values, regions=names)
    assert result.gaps.loc[("A", "2024"), "up"] == "not_applicable"
    assert result.indicator_values.loc[("A", "2025"), "up"] == pytest.approx(8 / 16 - 1)
    assert result.gaps.loc[("A", "2023"), "up"] == "not_reported"


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("(not a) + (not a)", [0, 2, "NOT_REPORTED"]),
        ("-(not a)", [0, -1, "NOT_REPORTED"]),
        ("any(a, a) + any(a, 1)", [2, 1, "NOT_REPORTED"]),
        ("-any(a, a)", [-1, 0, "NOT_REPORTED"]),
        ("all(a, 1) + all(a, a)", [2, 0, "NOT_REPORTED"]),
        ("-all(a, a)", [-1, 0, "NOT_REPORTED"]),
        ("(a > 0) + (a < 5)", [2, 1, "NOT_REPORTED"]),
        ("-(a > 0)", [-1, 0, "NOT_REPORTED"]),
    ],
)
def test_one_can_calculate_with_yes_and_no(formula, wanted):
    assert look(formula, YES, NO, WHO) == wanted


def test_each_value_knows_whether_formula_or_printed_rate_gave_it_and_a_gap_has_neither():
    framework = sheet(
        {"i": {"formula": "a / b", "stated": "c", "unit": "percent", "score": posts("0%", "100%")}},
        facts={"a": {}, "b": {}, "c": {"unit": "percent"}},
    )
    values = {"counts": {"a": 3, "b": 4}, "printed": {"c": "50%"}, "neither": {"a": 3}}
    result = scored(framework, values)
    assert result.indicator_values["i"].tolist() == pytest.approx([0.75, 0.5, math.nan], nan_ok=True)
    assert result.values.branches[:, 0].tolist() == [FORMULA, STATED, 0]


def test_each_combination_of_columns_is_a_class_of_its_own():
    values = {(name, period): {"a": 1} for name in "ABCD" for period in ("2023", "2024")}
    classes = register({"A": "x", "B": "y", "C": "x", "D": "y"}, area={"A": "1", "B": "1", "C": "2", "D": "2"})
    panel = scored(sheet({"i": plain("a")}), values, regions=classes).panel
    peers = Peers(panel)
    for columns, wanted in ((["class"], 2), (["period", "class"], 4), (["class", "area", "period"], 8), ([], 1)):
        codes_ = peers.codes(columns).tolist()
        labels = list(zip(codes_, *(peers.labels(column) for column in columns), strict=True))
        assert len(set(codes_)) == len(set(labels)) == wanted


def test_a_base_that_is_too_small_is_that_whether_or_not_a_count_is_stated():
    rate = {"formula": "a / b", "unit": "percent", "minimum_denominator": 5, "score": posts("0%", "100%")}
    read = manifest({"A": "read", "B": "read", "C": "read"})
    result = scored(sheet({"i": rate}), {"A": {"b": 2}, "B": {"b": 9}, "C": {"a": 1, "b": 2}}, documents=read)
    assert result.gaps["i"].tolist() == ["small_base", "not_stated", "small_base"]
