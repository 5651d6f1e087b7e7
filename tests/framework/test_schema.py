"""The models of the file: what they take, and how their complaints are put."""

import pytest

from fazhi_score.errors import FazhiError
from fazhi_score.framework.amounts import Amount, as_percent, shown
from fazhi_score.framework.document import Document, read_document
from fazhi_score.framework.model import load_framework
from fazhi_score.framework.schema import FrameworkFile, complaint, known_keys, unknown, validate
from tests.framework.mistaken import DATE, changed, each_of, formula, is_told_at_its_marks, rule
from tests.framework.texts import COUNTY_SHEET, INDEX, edited, load, mistakes


@pytest.mark.parametrize(
    ("written", "value", "percent"),
    [("5", 5.0, False), ("0.5", 0.5, False), ("1e3", 1000.0, False), ("40%", 0.4, True), ("82.68%", 0.8268, True),
     ("' 40 % '", 0.4, True), ("+5%", 0.05, True), (".5%", 0.005, True), ("40％", 0.4, True), ("４０%", 0.4, True)],
)  # fmt: skip
def test_amounts_are_numbers_or_percents(written, value, percent):
    text = edited(INDEX, "best: 1", f"best: {written}", "group: g", "group: g" + "\n    unit: percent" * percent)
    best = load(text).entries["one"].spec.score.best
    assert best == Amount(value, percent)
    assert best.percent is percent


@pytest.mark.parametrize(
    "written", ["40 %%", "forty", "'1,000'", "4e1%", "'%'", "''", "[1]", "{}", "true", "~", "1/2", "-"]
)
def test_what_is_no_amount(written):
    text = edited(INDEX, "best: 1", f"best: {written}")
    assert [problem.code for problem in mistakes(text)] == ["not_an_amount"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(Amount(0.4, True), "40%"), (Amount(0.8268, True), "82.68%"), (Amount(1e-7, True), "0.00001%"),
     (Amount(1.0, True), "100%"), (Amount(0.0, True), "0%"), (Amount(20.0, True), "2000%"), (Amount(5.0), "5"),
     (Amount(0.1), "0.1")],
)  # fmt: skip
def test_amounts_are_shown_as_they_are_written(value, text):
    assert str(value) == text


def test_values_are_shown_as_yaml_writes_them_and_short():
    assert [shown(value) for value in (None, True, False, 5, "x", {}, [1])] == [
        "null",
        "true",
        "false",
        "5",
        "x",
        "{…}",
        "[…]",
    ]
    assert shown("a" * 40) == "a" * 40
    assert shown("a" * 41) == "a" * 37 + "…"


def test_numbers_become_text_where_text_is_meant():
    framework = load(edited(INDEX, "id: base", "id: base\nedition: 2024", "formula: a / b", "formula: 5", "group: g",
                            "group: g\n    applies_to: {period: 2023, class: [x]}"))  # fmt: skip
    assert framework.file.edition == "2024"
    assert framework.entries["one"].formula.text == "5"
    assert framework.entries["one"].spec.applies_to.period == "2023"
    assert framework.entries["one"].spec.applies_to.class_ == ["x"]


def test_defaults():
    file = validate(read_document("t.yaml", text=INDEX))
    assert isinstance(file, FrameworkFile)
    method = file.method
    assert (method.score_on, method.scale_within, method.rank_within) == ("measured", ["class"], ["period", "class"])
    assert (method.minimum_peers, method.aggregation, method.conflict, method.above_100) == (
        3,
        "arithmetic",
        "error",
        False,
    )
    assert (method.tolerance, method.round, method.compare_on, method.minimum_coverage) == (None, None, None, 0.0)
    assert (file.facts["a"].span, file.facts["a"].scope) == ("annual", "own")


def test_every_rule_of_the_design_example_is_read():
    framework = load(COUNTY_SHEET)
    study, training = framework.entries["law_study"].spec, framework.entries["training_coverage"].spec
    assert (study.score.rule, study.score.at_least, study.score.each_missing) == ("required", Amount(6.0), Amount(5.0))
    assert (training.score.worst, training.score.best) == (Amount(0.0, True), Amount(1.0, True))
    assert training.valid == [Amount(0.0, True), Amount(1.0, True)]
    assert (training.minimum_denominator, training.stated) == (5, "enforcement_training_coverage")
    assert framework.method.minimum_coverage == 0.4
    assert framework.file.grades == {"优秀": 90, "良好": 80, "合格": 60, "不合格": 0}
    assert framework.file.adjustments["red_line"].at_most == 60


def test_an_open_end_of_a_range_is_null():
    assert load(edited(INDEX, "a: {}", "a: {range: [0, null]}")).file.facts["a"].range == [Amount(0.0), None]


@pytest.mark.parametrize(
    ("path", "some"),
    [
        ((), {"format", "id", "groups", "facts", "indicators", "adjustments", "method", "grades"}),
        (("method",), {"score_on", "missing", "aggregation"}),
        (("method", "missing"), {"not_reported", "claimed"}),
        (("groups", "leadership"), {"weight", "within"}),
        (("facts", "major_incidents"), {"unit", "kind", "levels"}),
        (("indicators", "law_study"), {"formula", "stated", "better", "applies_to"}),
        (("indicators", "law_study", "score"), {"rule", "at_least", "each_missing"}),
        (("adjustments", "red_line"), {"kind", "when", "at_most"}),
    ],
)
def test_the_keys_that_the_format_knows_at_a_place(path, some):
    data = read_document("t.yaml", text=COUNTY_SHEET).data
    assert some <= set(known_keys(path, data))


def test_keys_of_bands_items_and_alternatives():
    data = read_document("t.yaml", text=edited(
        INDEX, "score: {rule: goalposts, worst: 0, best: 1}",
        "score: {rule: bands, bands: [{at_least: 1, score: 100%}]}\n    applies_to: {class: [x]}\n"
        "  two: {group: g, better: higher, score: {rule: checklist, items: {x: {formula: a}}}}\n"
        "  three: {group: g, better: higher, score: {rule: nonsense}}",
    )).data  # fmt: skip
    assert known_keys(("indicators", "one", "score", "bands", 0), data) == ["at_least", "above", "score"]
    assert known_keys(("indicators", "one", "applies_to"), data) == ["class", "period"]
    assert "formula" in known_keys(("indicators", "two", "score", "items", "x"), data)
    assert known_keys(("indicators", "three", "score"), data) == []
    assert known_keys(("format",), data) == []
    assert known_keys(("nowhere",), {"nowhere": {}}) == []


def test_names_of_rules_as_keys_are_no_confusion():
    # `levels` is a rule and here also a wrong key: what is missing is missing in the score, not in that key
    text = edited(INDEX, "score: {rule: goalposts, worst: 0, best: 1}", "score: {rule: levels, levels: {a: 5}}")
    assert [(p.code, p.line, p.column, p.params.get("name")) for p in mistakes(text)] == [
        ("missing_key", 15, 5, "scores"),
        ("unknown_key", 15, 27, None),
    ]


def test_parts_of_lists_are_called_by_the_name_of_the_list():
    (problem,) = mistakes(edited(INDEX, "group: g", "group: g\n    valid: [x, 1]"))
    assert problem.message("en") == "'valid' is 'x', which is no number"


@pytest.mark.parametrize(("count", "end"), [(30, "n29"), (31, "n29 …")])
def test_of_many_names_that_there_are_thirty_are_told(count, end):
    problem = unknown(Document({}), (), "key", "zzz", [f"n{number}" for number in range(count)])
    assert problem.params["known"] == ", ".join([*(f"n{number}" for number in range(29)), end])


MISTAKES = [
    ("unknown_key", changed("id: base", "id: base\n▸colour: red")),
    ("unknown_key_near", changed("weight: 1", "▸wieght: 1")),
    ("unknown_key_near", rule("{rule: goalposts, worst: 0, best: 1, ▸wurst: 2}")),
    ("unknown_key_near", rule("{rule: bands, bands: [{at_least: 1, score: 100%, ▸abov: 2}]}")),
    ("unknown_value", changed("better: higher", "better: ▸up")),
    ("unknown_value", changed("format: 1", "format: ▸2")),
    ("unknown_value_near", changed("better: higher", "better: ▸highre")),
    ("unknown_value_near", changed("not_reported: zero", "not_reported: ▸exlude")),
    ("unknown_group", changed("group: g", "group: ▸zzz")),
    ("unknown_group", changed("weight: 1", "within: ▸zzz")),
    ("unknown_group_near", changed("  g: {weight: 1}", "  group: {}", "group: g", "group: ▸grup")),
    ("unknown_fact", formula("▸zzz / b")),
    ("unknown_fact_near", edited(COUNTY_SHEET, "when: major_incidents", "when: ▸major_incident")),
    ("unknown_rule", rule("{rule: ▸magic}")),
    ("unknown_rule_near", rule("{rule: ▸goalpost, worst: 0, best: 1}")),
    ("unknown_kind", INDEX + "adjustments:\n  x: {kind: ▸gift, when: a > 0}\n"),
    ("unknown_kind_near", INDEX + "adjustments:\n  x: {kind: ▸bonuss, when: a > 0}\n"),
    ("not_an_amount", rule("{rule: goalposts, worst: ▸none, best: 1}")),
    ("not_an_amount", changed("group: g", "group: g\n    valid: [0, ▸four]")),
    ("not_an_amount", rule("{rule: goalposts, worst: 0, best: ▸true}")),
    ("not_an_amount", rule("{rule: goalposts, worst: 0, best: ▸40%" + " " * 60 + "x}")),
    ("not_a_share", changed("  missing:", "  minimum_coverage: ▸40\n  missing:")),
    ("not_a_share", changed("  missing:", "  minimum_coverage: ▸-5%\n  missing:")),
    ("missing_key_top", "▸" + changed("id: base\n", "")),
    ("missing_key_top", "▸" + changed("format: 1\n", "")),
    ("missing_key", changed("group: g\n    ", "", "  one:", "  ▸one:")),
    ("missing_key", changed("formula: a / b\n    ", "", "  one:", "  ▸one:")),
    ("missing_key", changed("    score: {rule: goalposts, worst: 0, best: 1}\n", "", "  one:", "  ▸one:")),
    ("missing_key", rule("▸{worst: 0}")),
    ("missing_key", changed("score: {rule: goalposts, worst: 0, best: 1}", "▸score: {rule: goalposts, worst: 0}")),
    ("missing_key", rule("{rule: bands, bands: [▸{at_least: 1}]}")),
    ("missing_key", INDEX + "adjustments:\n  ▸x: {kind: bonus, when: a > 0}\n"),
    ("missing_key", INDEX + "adjustments:\n  x: ▸{when: a > 0}\n"),
    ("out_of_bounds", changed("weight: 1", "weight: ▸-1")),
    ("out_of_bounds", changed("id: base", "id: base\ntotal_points: ▸0")),
    ("out_of_bounds", INDEX + "adjustments:\n  x: {kind: bonus, formula: a, cap: ▸-1}\n"),
    ("wrong_pattern", changed("id: base", "id: ▸two words")),
    ("wrong_pattern", rule("{rule: deadline, due: ▸1 April, late: 50%}", *DATE, what="formula: a")),
    ("empty_or_too_many", changed("group: g", "group: g\n    valid: ▸[0]")),
    ("empty_or_too_many", formula('▸""')),
    ("empty_or_too_many", changed("  g: {weight: 1}\n", "", "groups:", "groups: ▸{}")),
    ("wrong_type_text", changed("g: {weight: 1}", "g: {zh: ▸2024}")),
    ("wrong_type_text", changed("g: {weight: 1}", "g: {zh: ▸}")),
    ("wrong_type_text", rule("{rule: checklist, items: [a, ▸5]}", what="note: x")),
    ("wrong_type_number", changed("weight: 1", "weight: ▸heavy")),
    ("wrong_type_number", changed("weight: 1", 'weight: ▸"1"')),
    ("wrong_type_number", changed("weight: 1", "weight: ▸true")),
    ("wrong_type_number", changed("weight: 1", "weight: ▸.inf")),
    ("wrong_type_number", changed("weight: 1", "weight: ▸.nan")),
    ("wrong_type_whole_number", changed("  missing:", "  minimum_peers: ▸2.5\n  missing:")),
    ("wrong_type_yes_no", changed("  missing:", "  above_100: ▸no\n  missing:")),
    ("wrong_type_list", changed("  missing:", "  scale_within: ▸class\n  missing:")),
    ("wrong_type_list", rule("{rule: checklist, items: ▸a}", what="note: x")),
    ("wrong_type_mapping", changed("g: {weight: 1}", "g: ▸5")),
    ("wrong_type_mapping", changed("  missing: {not_reported: zero}", "  missing: ▸zero")),
    ("wrong_type_mapping", rule("▸goalposts")),
    ("wrong_type_mapping", changed("weight: 1", "zh: &name 组", "formula:", "missing: ▸*name\n    formula:")),
]
"""Keys and values."""


@each_of(MISTAKES)
def test_each_mistake_has_one_message_at_one_character(wanted, text):
    is_told_at_its_marks(wanted, text)


def test_a_type_that_no_message_was_written_for_has_one_all_the_same():
    problem = complaint(Document({"day": 5}), ("day",), {"type": "date_type", "input": 5})
    assert (problem.code, problem.message("en")) == ("wrong_type_other", "'day' cannot be '5'")


def test_plain_data_has_no_lines_so_problems_name_the_path():
    data = {"format": 1, "id": "x", "groups": {"g": {"weight": "heavy"}}, "facts": {"a": {}}, "indicators": {}}
    with pytest.raises(FazhiError) as caught:
        load_framework(data)
    assert caught.value.render("en") == (
        "groups.g.weight: 'weight' is 'heavy', but a number is needed\n       = write a plain number such as 40\n"
        "indicators: 'indicators' is empty, or has the wrong number of entries"
    )


def test_a_key_that_is_called_as_the_kind_does_not_hide_what_is_missing():
    (found,) = [
        p for p in mistakes("adjustments: {x: {kind: veto, veto: 1, at_most: 60}}\n" + INDEX) if p.code == "missing_key"
    ]
    assert (found.params["name"], found.line, found.column) == ("when", 1, len("adjustments: {") + 1)


def test_a_known_key_without_a_colon_has_no_value():
    (found,) = [p for p in mistakes(INDEX + "  z: {group: g, formula: a, better}\n") if p.severity == "error"]
    assert (found.code, found.params["name"], found.params["got"]) == ("unknown_value", "better", "null")


def test_a_list_of_definitions_without_any_is_told():
    found = mistakes(INDEX + "  two: {group: g, definition: [], better: higher}\n")
    assert any(problem.severity == "error" and problem.line == 16 for problem in found)


def test_a_share_without_its_sign_has_two_readings_up_to_one():
    assert [as_percent(value) for value in (1, 1.01, 0, -0.5)] == ["100% / 1%", "1.01%", "0%", "-50% / -0.5%"]


def test_of_the_rules_those_of_score_sheets_are_listed_first():
    """Of some fifty names thirty are shown: whoever writes 扣分 looks for deduct, and not for robust z scores."""
    (found,) = [problem for problem in mistakes(rule("{rule: 扣分}")) if problem.code == "unknown_rule"]
    listed = str(found.params["known"]).split(", ")
    assert {"required", "deduct", "presence", "checklist", "bands", "target_gap", "proportional"} <= set(listed)
    assert not {"minmax", "zscore", "rank"} & set(listed[:18])


def test_a_list_is_asked_for_with_what_was_written():
    text = changed("  missing:", "  scale_within: class\n  missing:")
    (found,) = [problem for problem in mistakes(text) if problem.code == "wrong_type_list"]
    assert "[class]" in found.hint("en") and "[class]" in found.hint("zh")
