"""Formulas into trees: precedence as in arithmetic, and a located message for whatever does not fit."""

import copy
import operator
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fazhi_score as fs
from fazhi_score.framework.formula import FUNCTIONS, Call, Formula, FormulaError, Name, Number, parse_formula
from fazhi_score.scoring.indicators import Evaluator
from fazhi_score.scoring.panel import build_panel
from tests.framework.mistaken import changed, each_of, formula, is_told_at_its_marks, rule
from tests.framework.texts import INDEX, POINTS, codes, edited, load, mistakes


def shape(text):
    """The tree as nested tuples; names and numbers as they are."""

    def walk(node):
        if isinstance(node, Call):
            return (node.function, *(walk(argument) for argument in node.arguments))
        return node.id if isinstance(node, Name) else node.value

    return walk(parse_formula(text).tree)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", "a"),
        ("a + b * c", ("+", "a", ("*", "b", "c"))),
        ("a * b + c", ("+", ("*", "a", "b"), "c")),
        ("a - b - c", ("-", ("-", "a", "b"), "c")),
        ("a / b / c", ("/", ("/", "a", "b"), "c")),
        ("a / b * c", ("*", ("/", "a", "b"), "c")),
        ("a - (b - c)", ("-", "a", ("-", "b", "c"))),
        ("-a * b", ("*", ("negative", "a"), "b")),
        ("a - -b", ("-", "a", ("negative", "b"))),
        ("+a", ("positive", "a")),
        ("--a", ("negative", ("negative", "a"))),
        ("not a == b", ("not", ("==", "a", "b"))),
        ("not a and b", ("and", ("not", "a"), "b")),
        ("not not a", ("not", ("not", "a"))),
        ("a or b and c", ("or", "a", ("and", "b", "c"))),
        ("a and b or c", ("or", ("and", "a", "b"), "c")),
        ("a + 1 > b and c <= 2", ("and", (">", ("+", "a", 1.0), "b"), ("<=", "c", 2.0))),
        ("(a < b) < c", ("<", ("<", "a", "b"), "c")),
        ("a < b and b < c", ("and", ("<", "a", "b"), ("<", "b", "c"))),
        ("a == (b < c)", ("==", "a", ("<", "b", "c"))),
        ("max(a, min(b, c) + 1,)", ("max", "a", ("+", ("min", "b", "c"), 1.0))),
        ("per(a, b, 10000)", ("per", "a", "b", 10000.0)),
        ("max", "max"),
        ("max + min", ("+", "max", "min")),
        ("last_year ( a )", ("last_year", "a")),
        ("android or nothing", ("or", "android", "nothing")),
        ("会前学法次数 / 常务会议次数", ("/", "会前学法次数", "常务会议次数")),
        ("学法_2024>=4", (">=", "学法_2024", 4.0)),
        ("a\n+\tb", ("+", "a", "b")),
    ],
)
def test_trees(text, tree):
    assert shape(text) == tree


@pytest.mark.parametrize(
    ("text", "value"),
    [("4", 4.0), ("4.5", 4.5), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("1.5E-2", 0.015), ("95%", 0.95),
     ("0.5%", 0.005), ("82.68%", 0.8268), ("1e2%", 1.0), ("100%", 1.0), ("1e-400", 0.0), ("007", 7.0)],
)  # fmt: skip
def test_numbers(text, value):
    assert parse_formula(text).tree == Number(value)


def test_names_come_in_the_order_of_the_text_with_their_places():
    formula = parse_formula("学法 / (b + max(学法, c))")
    assert [(name.id, name.start) for name in formula.names()] == [("学法", 0), ("b", 6), ("学法", 14), ("c", 18)]
    assert str(formula) == formula.text == "学法 / (b + max(学法, c))"


@pytest.mark.parametrize(
    ("text", "code", "start"),
    [
        ("", "formula_empty", 0),
        ("  \n ", "formula_empty", 0),
        ("a +", "formula_incomplete", 3),
        ("a + ", "formula_incomplete", 3),
        ("not", "formula_incomplete", 3),
        ("max(", "formula_incomplete", 4),
        ("max(a,", "formula_incomplete", 6),
        ("(a", "formula_expected", 2),
        ("(a b)", "formula_expected", 3),
        ("max(a", "formula_expected", 5),
        ("max(a b)", "formula_expected", 6),
        ("max(a or)", "formula_unexpected", 8),
        ("a b", "formula_unexpected", 2),
        ("a )", "formula_unexpected", 2),
        ("a, b", "formula_unexpected", 1),
        ("* a", "formula_unexpected", 0),
        ("a + and b", "formula_unexpected", 4),
        ("and", "formula_unexpected", 0),
        ("()", "formula_unexpected", 1),
        ("max(, a)", "formula_unexpected", 4),
        ("1.5.2", "formula_unexpected", 3),
        ("5 5", "formula_unexpected", 2),
        ("a < b < c", "formula_chained", 6),
        ("a == b != c", "formula_chained", 7),
        ("1 + (a < max(b, c) >= d)", "formula_chained", 19),
        ("(a < b) < c < d", "formula_chained", 12),
        ("1 + sqrt(a)", "formula_function", 4),
        ("学法(a)", "formula_function", 0),
        ("max()", "formula_arguments", 0),
        ("a + per(a)", "formula_arguments", 4),
        ("previous(a, b)", "formula_arguments", 0),
        ("growth(a, b, c)", "formula_arguments", 0),
        (f"max({'a,' * 51})", "formula_arguments", 0),
        ("a + 1e309", "formula_number", 4),
        ("9" * 400, "formula_number", 0),
        ("1e999%", "formula_number", 0),
        ("a = b", "formula_character", 2),
        ("a ** 'x'", "formula_character", 5),
        ("a; b", "formula_character", 1),
        ("a.b", "formula_character", 1),
        ("a[0]", "formula_character", 1),
        ("50 %", "formula_character", 3),
        ("__import__", None, None),
        ("a ＋ b", "formula_full_width", 2),
        ("（a)", "formula_full_width", 0),
        ("a × b", "formula_full_width", 2),
        ("a ≥ 4", "formula_full_width", 2),
        ("max(a，b)", "formula_full_width", 5),
        ("a + b + $", "formula_character", 8),
        ("+".join(["a"] * 201), "formula_too_long", 400),
        ("(" * 4001, "formula_too_long", 0),
        ("(" * 61 + "a" + ")" * 61, "formula_too_deep", 61),
        ("-" * 61 + "a", "formula_too_deep", 61),
        ("not " * 61 + "a", "formula_too_deep", 244),
        ("max(" * 61 + "a" + ")" * 61, "formula_too_deep", 244),
        ("(" * 300, "formula_too_deep", 61),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(text, code, start):
    if code is None:
        assert parse_formula(text).tree == Name(text, 0)
        return
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)
    assert (caught.value.code, caught.value.start) == (code, start)
    assert "name" not in caught.value.params  # the indicator's name is added by whoever knows it


def test_the_half_width_mark_is_named():
    wide = dict(
        zip("（）＋－×÷／，＜＞≥≤＝", ["(", ")", "+", "-", "*", "/", "/", ",", "<", ">", ">=", "<=", "=="], strict=True)
    )
    for character, ascii_mark in wide.items():
        with pytest.raises(FormulaError) as caught:
            parse_formula(f"a {character} b")
        assert caught.value.params == {"character": character, "ascii": ascii_mark}


ARGUMENTS = {
    **dict.fromkeys(("min", "max", "sum", "any", "all", "coalesce"), (1, 50)),
    **dict.fromkeys(("previous", "last_year", "growth", "peers_mean", "at_reference", "items_count"), (1, 1)),
    "per": (2, 3),
    "items_at_least": (2, 2),
}


def test_every_function_is_tried():
    assert FUNCTIONS.keys() == ARGUMENTS.keys()


@pytest.mark.parametrize(("function", "least", "most"), [(name, *bounds) for name, bounds in ARGUMENTS.items()])
def test_each_function_takes_its_number_of_arguments(function, least, most):
    for count in (least, most):
        call = parse_formula(f"{function}({', '.join(['a'] * count)})").tree
        assert (call.function, len(call.arguments)) == (function, count)
    for count in (least - 1, most + 1):
        with pytest.raises(FormulaError) as caught:
            parse_formula(f"{function}({', '.join(['a'] * count)})")
        assert caught.value.params == {"function": function, "least": least, "most": most, "got": count}


def test_long_chains_and_deep_nesting_within_the_limits():
    chain = parse_formula("+".join(["a"] * 200))  # 200 names and 199 signs: 399 of 400 parts
    assert len(list(chain.names())) == 200
    assert parse_formula("(" * 60 + "a" + ")" * 60).tree == Name("a", 60)
    for parsed in (chain, parse_formula("-" * 60 + "a")):
        assert pickle.loads(pickle.dumps(parsed)) == copy.deepcopy(parsed) == parsed
        assert hash(parsed) == hash(parse_formula(parsed.text))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40) | st.text(alphabet="ab1.e%()+-*/<=! \n,（学", max_size=40))
def test_any_text_is_a_formula_or_a_located_error(text):
    try:
        formula = parse_formula(text)
    except FormulaError as error:
        assert 0 <= error.start <= len(text)
    else:
        assert isinstance(formula, Formula)
        for name in formula.names():
            assert text[name.start :].startswith(name.id)


# formulas mean what Python's arithmetic means

FACTS = {"a": 3.0, "b": 0.5, "c": 7.0, "会议": 2.0}
FRAMEWORK = fs.load_framework(
    {
        "format": 1,
        "id": "arithmetic",
        "method": {"missing": {"not_reported": "exclude"}},
        "groups": {"g": {}},
        "facts": {name: {} for name in FACTS},
        "indicators": {"x": {"group": "g", "formula": "a", "better": "neutral"}},
    }
)
PANEL = build_panel(
    fs.read_facts(
        pd.DataFrame([{"region": "r", "period": "2024", "fact": name, "value": value} for name, value in FACTS.items()])
    ),
    FRAMEWORK,
)
EVALUATE = Evaluator(PANEL)
ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
COMPARISONS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@st.composite
def numbers(draw, depth=4):
    """Python's text of an arithmetic expression: only the brackets that are drawn."""
    kind = draw(st.integers(0, 7 if depth else 1))
    if kind == 0:
        return draw(st.sampled_from(["1", "2", "0.25", "1e1", "4."]))
    if kind == 1:
        return draw(st.sampled_from(list(FACTS)))
    inner = numbers(depth=depth - 1)
    if kind == 2:
        return f"({draw(inner)})"
    if kind == 3:
        return draw(st.sampled_from("+-")) + draw(inner)
    if kind == 4:
        return f"{draw(st.sampled_from(['min', 'max']))}({draw(inner)}, {draw(inner)})"
    return f"{draw(inner)} {draw(st.sampled_from('+-*/'))} {draw(inner)}"


@st.composite
def conditions(draw, depth=3):
    kind = draw(st.integers(0, 4 if depth else 0))
    inner = conditions(depth=depth - 1)
    if kind == 0:
        return f"{draw(numbers(depth=1))} {draw(st.sampled_from(list(COMPARISONS)))} {draw(numbers(depth=1))}"
    if kind == 1:
        return f"({draw(inner)})"
    if kind == 2:
        return f"not {draw(inner)}"
    return f"{draw(inner)} {draw(st.sampled_from(['and', 'or']))} {draw(inner)}"


def by_python(text):
    return eval(text, {"__builtins__": {"min": min, "max": max}}, FACTS)


@settings(max_examples=200, deadline=None)
@given(numbers())
def test_arithmetic_is_that_of_python(text):
    try:
        wanted = by_python(text)
    except ZeroDivisionError:
        assert EVALUATE(parse_formula(text)).reasons[0] != 0
        return
    found = EVALUATE(parse_formula(text))
    assert found.reasons[0] == 0
    assert np.isclose(found.values[0], wanted, rtol=1e-12, atol=1e-12)


@settings(max_examples=150, deadline=None)
@given(conditions())
def test_logic_is_that_of_python(text):
    try:
        wanted = by_python(text)
    except ZeroDivisionError:
        return
    found = EVALUATE(parse_formula(text))
    if found.reasons[0] == 0:
        assert bool(found.values[0]) is bool(wanted)


@pytest.mark.parametrize("function", ["min", "max", "sum", "any", "all", "coalesce"])
def test_functions_of_many_take_fifty_arguments(function):
    for number in (1, 50):
        assert len(list(parse_formula(f"{function}({', '.join(['a'] * number)})").names())) == number
    with pytest.raises(FormulaError) as caught:
        parse_formula(f"{function}({', '.join(['a'] * 51)})")
    assert (caught.value.code, caught.value.start) == ("formula_arguments", 0)


MISTAKES = [
    ("formula_empty", formula('▸"  "')),
    ("formula_too_long", formula("a" + "+a" * 199 + "+▸a")),
    ("formula_too_long", formula("▸a" + " " * 4000 + "+ a")),
    ("formula_too_deep", formula("(" * 60 + "(▸a")),
    ("formula_full_width", formula("a▸（b")),
    ("formula_full_width", formula('"a ▸＋ b"')),
    ("formula_character", formula("a ▸$ b")),
    ("formula_unexpected", formula("a ▸b")),
    ("formula_unexpected", formula('"a + ▸* b"')),
    ("formula_unexpected", formula("a + ▸* b   # 说明")),
    ("formula_unexpected", formula("a▸)")),
    ("formula_expected", formula("(a + b▸")),
    ("formula_expected", formula("max(a ▸b)")),
    ("formula_incomplete", formula("a +▸")),
    ("formula_incomplete", formula("'a +▸'")),
    ("formula_chained", formula("a < b ▸< 3")),
    ("formula_chained", formula("a < max(a, b) ▸< 3")),
    ("formula_function", formula("a + ▸sqrt(b)")),
    ("formula_arguments", formula("a + ▸per(b)")),
    ("formula_number", formula("a + ▸1e999")),
    ("formula_comment", formula("a + ▸#b")),
    ("formula_comment", formula("a ▸#1 / b")),
    ("formula_comment", formula("max(a, b   ▸# the larger one)")),
    ("unknown_fact", formula(">-\n      a +\n      ▸zzz")),
    ("unknown_fact", formula("|\n      a + ▸zzz")),
    ("unknown_fact", formula("a +\n      b * ▸zzz")),
    ("unknown_fact", formula("'a / ▸zzz'")),
    ("unknown_fact", formula('"a / ▸\\u4e2d"')),
    ("unknown_fact", formula('▸"\\u0061 / zzz"')),
    ("unknown_fact", rule("{rule: checklist, items: [a > 0, b > ▸zzz]}", what="note: x")),
    ("unknown_fact", rule("{rule: checklist, items: {x: {formula: a > ▸zzz}}}", what="note: x")),
    ("unknown_fact", changed("formula: a / b", "formula: a / b\n    stated: ▸zzz")),
]


@each_of(MISTAKES)
def test_each_mistake_has_one_message_at_one_character(wanted, text):
    is_told_at_its_marks(wanted, text)


def test_a_comment_behind_a_formula_is_no_mistake_where_it_cannot_be_part_of_it():
    for text in (
        formula("a / b # the share"),
        formula('"a / b" #quoted'),
        formula(">-\n      a\n      / b\n    #above the next key"),
        edited(POINTS, "each: 2}}", "each: 2}} #flow", "formula: a,", 'zh: "第 #1 名", formula: a,'),
    ):
        assert mistakes(text) == ()


def test_formulas_in_rules_and_conditions_of_indicators_are_read():
    text = rule("{rule: survey, sample: b, minimum_sample: 30}", "a: {}", "a: {unit: percent}", "group: g",
                "group: g\n    unit: percent\n    falsified: a > b", what="formula: a")  # fmt: skip
    assert mistakes(text) == ()
    assert load(text).entries["one"].falsified.text == "a > b"
    assert codes(edited(text, "sample: b", "sample: zzz")) == ["unknown_fact"]
    assert codes(edited(text, "falsified: a > b", "falsified: a >")) == ["formula_incomplete"]


@pytest.mark.parametrize(
    "changes",
    [
        ("formula: a / b", "formula: ''"),
        ("{rule: goalposts, worst: 0, best: 1}", "{rule: distance_to_reference, reference: ''}"),
    ],
)
def test_a_formula_without_a_letter_is_told_as_empty(changes):
    assert codes(edited(INDEX, *changes)) == ["empty_or_too_many"]
