"""Every mistake of a framework file: its code, and the very character that it points at."""

import re

import pytest

from fazhi_score.errors import FazhiError
from fazhi_score.framework.document import Document
from fazhi_score.framework.model import load_framework
from fazhi_score.framework.schema import _complaint
from fazhi_score.messages.framework import TEXTS
from tests.framework.texts import COUNTY_SHEET, INDEX, POINTS, codes, edited, load, mistakes

HERE = "▸"
"""Stands in a bad text before each character that a problem must point at, and is taken out before reading."""


def changed(*changes):
    return edited(INDEX, *changes)


def points(*changes):
    return edited(POINTS, *changes)


def formula(text):
    return changed("formula: a / b", f"formula: {text}")


def rule(text, *changes, better="higher", what="formula: a / b"):
    """The index with another formula, direction and rule."""
    rules = ("score: {rule: goalposts, worst: 0, best: 1}", f"score: {text}")
    return changed("formula: a / b", what, "better: higher", f"better: {better}", *rules, *changes)


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{HERE if n == 5 else ''}*a{n - 1}{f', *a{n - 1}' * 9}]\n" for n in range(1, 6)
)
"""Lists of ten lists: 11, 111, 1 111, 11 111 and 111 111 entries; with the first *a4 it is above 200 000."""

LEVEL, DATE = ("a: {}", "a: {levels: [low, high]}"), ("a: {}", "a: {kind: date}")
RATE = ("a: {}", "a: {unit: percent}")
VETO = ", red_line: {kind: veto, when: b > 0, at_most: 60}}\n"

MISTAKES = [
    # not YAML, or YAML that a framework may not have
    ("yaml_two_documents", INDEX + "▸---\nid: second\n"),
    ("yaml_too_deep", "a: " + "[" * 39 + "▸["),
    ("yaml_too_deep", "a: " + "[" * 39 + "▸[" + "[" * 10_000),
    ("yaml_too_deep", "a: " + "{a: " * 39 + "▸{" + "a: {" * 10_000),
    ("yaml_too_many", BOMB),
    ("yaml_tag", changed("id: base", "id: ▸!!python/object/apply:os.system [ls]")),
    ("yaml_tag", changed("id: base", "id: ▸!!python/name:os.system x")),
    ("yaml_tag", changed("g: {weight: 1}", "g: ▸!!set {weight: 1}")),
    ("yaml_complex_key", changed("id: base", "? ▸[a, b]\n: c\nid: base")),
    ("yaml_complex_key", changed("id: base", "? ▸{a: b}\n: {c: d}\nid: base")),
    ("yaml_complex_key", changed("id: base", "en: &name x\n? ▸*name\n: c\nid: base")),
    ("yaml_duplicate_key", changed("id: base", "id: base\n▸id: again")),
    ("yaml_duplicate_key", changed("g: {weight: 1}", "g: {weight: 1, zh: 组, ▸weight: 2}")),
    ("yaml_duplicate_key", changed("  b: {}", "  b: {}\n  ▸a: {zh: 又一个, unit: 件}")),
    ("yaml_number_too_large", changed("weight: 1", "weight: ▸1e999")),
    ("yaml_number_too_large", changed("weight: 1", "weight: ▸-1e999")),
    ("yaml_alias_unknown", changed("weight: 1", "weight: ▸*heavy")),
    ("yaml_alias_unknown", changed("id: base", "id: &loop [▸*loop]")),
    ("yaml_full_width_quote", changed("g: {weight: 1}", "g: {zh: ▸“学法”}")),
    ("yaml_full_width_quote", changed("id: base", "id: base\nzh: ▸「评分表」")),
    ("yaml_full_width", changed("groups:", "groups▸：")),
    ("yaml_full_width", changed("g: {weight: 1}", "g:\n    weight▸：1")),
    ("yaml_full_width", changed("group: g", "group: g\n    zh▸：学法")),
    ("yaml_full_width", changed("group: g", "zh: 学法\n      基础▸：四次\n    group: g")),
    ("yaml_full_width", changed("g: {weight: 1}", "g: {weight▸：1}")),
    ("yaml_full_width", changed("g: {weight: 1}", "g: {zh: 学法▸，weight: 1}")),
    ("yaml_full_width", changed("g: {weight: 1}", "g: {zh: 学法\n    和普法▸，weight: 1}")),
    ("yaml_full_width", changed("g: {weight: 1}", "g: {zh: 学法▸，en: a: b}")),
    ("yaml_full_width", changed("weight: 1}", "weight: 1}\n  h: weight: 1▸，zh: x")),
    ("yaml_character", changed("id: base", "id: base\nzh: 学法▸\x07")),
    ("yaml_character", changed("id: base", "id: base\nzh: 学法▸\ud800")),
    ("yaml_character", "▸\x00"),
    ("yaml_tab", changed("  g: {weight: 1}", "▸\tg: {weight: 1}")),
    ("yaml_tab", changed("    group: g", "  ▸\tgroup: g")),
    ("yaml_quote_comparison", changed("group: g", "group: g\n    applies_to:\n      period: ▸>=2023")),
    ("yaml_quote_comparison", changed("group: g", "group: g\n    applies_to: {period: ▸>=2023, class: [x]}")),
    ("yaml_quote_comparison", formula("▸> 5")),
    ("yaml_unclosed_quote", changed("worst: 0, best: 1}", 'worst: 0, best: ▸"1}')),
    ("yaml_unclosed_quote", changed("formula: a / b", "formula: ▸'a / b")),
    ("yaml_syntax", changed("id: base", "id: base▸: more")),
    ("yaml_syntax", changed("best: 1}", "best: 1▸")),
    ("yaml_syntax", changed("zh: 组：一\n  " if False else "id: base", "zh: 甲：乙\nid: base▸: more")),
    ("yaml_no_mapping", "▸- format: 1\n"),
    ("yaml_no_mapping", "▸[1, 2]"),
    ("yaml_no_mapping", "▸法治政府\n"),
    ("yaml_no_mapping", "▸"),
    ("yaml_no_mapping", "▸# nothing but a comment\n"),
    # keys and values
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
    ("unknown_level level_without_score", rule("{rule: levels, scores: ▸▸{high: 100%}}", *LEVEL, what="formula: a")),
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
    ("missing_key", rule("{rule: goalposts, worst: 0}", "score", "▸score") if False else
     changed("score: {rule: goalposts, worst: 0, best: 1}", "▸score: {rule: goalposts, worst: 0}")),
    ("missing_key", rule("{rule: bands, bands: [▸{at_least: 1}]}")),
    ("missing_key", INDEX + "adjustments:\n  ▸x: {kind: bonus, when: a > 0}\n"),
    ("missing_key", INDEX + "adjustments:\n  x: ▸{when: a > 0}\n"),
    ("out_of_bounds", changed("weight: 1", "weight: ▸-1")),
    ("out_of_bounds", changed("id: base", "id: base\ntotal_points: ▸0")),
    ("out_of_bounds", INDEX + "adjustments:\n  x: {kind: veto, when: a > 0, at_most: ▸101}\n"),
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
    ("wrong_type_mapping", changed("weight: 1", "missing: &m {not_reported: zero}",
                                   "formula:", "applies_to: ▸*m\n    formula:", "zero}}", "zero}}") if False else
     changed("weight: 1", "zh: &name 组", "formula:", "missing: ▸*name\n    formula:")),
    # formulas
    ("formula_empty", formula('▸"  "')),
    ("formula_too_long", formula("a" + "+a" * 199 + "+▸a")),
    ("formula_too_long", formula("▸a" + " " * 4000 + "+ a")),
    ("formula_too_deep", formula("(" * 60 + "(▸a") ),
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
    ("unknown_fact", formula('▸"a / \\u4e2d"')),
    ("unknown_fact", rule("{rule: checklist, items: [a > 0, b > ▸zzz]}", what="note: x")),
    ("unknown_fact", rule("{rule: checklist, items: {x: {formula: a > ▸zzz}}}", what="note: x")),
    ("unknown_fact", changed("formula: a / b", "formula: a / b\n    stated: ▸zzz")),
    # names and sums
    ("name_taken", changed("  one:", "  ▸g:")),
    ("name_taken", changed("  one:", "  ▸composite:")),
    ("name_taken", INDEX + "adjustments:\n  ▸one: {kind: veto, when: a > 0, at_most: 60}\n"),
    ("group_cycle", changed("g: {weight: 1}", "g: {within: ▸g}")),
    ("group_cycle group_cycle", changed("g: {weight: 1}", "g: {within: ▸h}\n  h: {within: ▸g}\n  i: {within: g}")),
    ("group_empty", changed("g: {weight: 1}", "g: {weight: 1}\n  ▸h: {weight: 2}")),
    ("points_missing", points("g, weight: 4,", "g,", "one:", "▸one:", "weight: 6", "weight: 9")),
    ("weights_all_zero", changed("{weight: 1}", "{weight: 0}", "format", "▸format")),
    ("weights_all_zero", changed("group: g", "group: g\n    weight: 0", "g: {weight", "▸g: {weight")),
    ("points_do_not_add_up", points("weight: 10", "weight: ▸10", "weight: 6", "weight: 5")),
    ("points_do_not_add_up", points("total_points: 10", "total_points: ▸11")),
    ("checklist_and_formula", rule("{rule: checklist, items: [a, b]}", what="formula: ▸a / b")),
    ("neutral_scored", changed("better: higher", "better: neutral", "  one:", "  ▸one:")),
    ("neutral_scored", changed("better: higher\n    score: {rule: goalposts, worst: 0, best: 1}",
                               "better: neutral\n    layer: measured", "  one:", "  ▸one:")),
    ("presence_excluded", rule("▸{rule: presence}", "{not_reported: zero}", "{not_reported: exclude}")),
    # rules
    ("bare_points", rule("{rule: required, at_least: 3, each_missing: ▸2}")),
    ("bare_points", rule("{rule: bands, bands: [{at_least: 1, score: ▸5}]}")),
    ("marks_out_of_range", rule("{rule: required, at_least: 3, each_missing: ▸120%}")),
    ("marks_out_of_range", points("each: 2", "each: ▸6.5")),
    ("marks_out_of_range", points("each: 2", "each: ▸-1")),
    ("threshold_percent", rule("{rule: goalposts, worst: 0%, best: ▸1}", "better: higher", "better: higher") if False else
     changed("best: 1", "best: ▸1", "group: g", "group: g\n    unit: percent")),
    ("threshold_percent", changed("best: 1", "best: 100%", "group: g", "group: g\n    unit: percent\n    valid: [0, ▸1]")),
    ("threshold_not_percent", changed("best: 1", "best: ▸100%")),
    ("threshold_not_percent", rule("▸{rule: proportional}")),
    ("threshold_not_percent", rule("{rule: bands, bands: [{at_least: 0, score: 0%}, {above: ▸50%, score: 100%}]}")),
    ("goalposts_equal", changed("score: {rule: goalposts, worst: 0", "score: ▸{rule: goalposts, worst: 1")),
    ("goalposts_direction", changed("worst: 0, best: 1", "worst: 1, best: 0", "score: {", "score: ▸{")),
    ("threshold_positive", rule("▸{rule: required, at_least: 0}")),
    ("threshold_positive", rule("▸{rule: proportional, full: 0}")),
    ("rule_direction", rule("▸{rule: required, at_least: 3}", better="lower")),
    ("rule_direction", rule("▸{rule: deduct, each: 5%}")),
    ("band_edge", rule("{rule: bands, bands: [▸{score: 100%}]}")),
    ("band_edge", rule("{rule: bands, bands: [▸{at_least: 1, above: 1, score: 100%}]}")),
    ("bands_overlap", rule("{rule: bands, bands: [{at_least: 1, score: 50%}, ▸{at_least: 1, score: 50%}]}")),
    ("bands_direction", rule("{rule: bands, bands: [▸{at_least: 2, score: 50%}, {at_least: 1, score: 60%}]}")),
    ("bands_direction", rule("{rule: bands, bands: [{at_least: 1, score: 0%}, ▸{at_least: 2, score: 60%}]}", better="lower")),
    ("no_such_day", rule('{rule: deadline, due: ▸"02-30", late: 50%}', *DATE, what="formula: a")),
    ("deadline_without_marks", rule('▸{rule: deadline, due: "02-29"}', *DATE, what="formula: a")),
    ("rule_kind", rule("{rule: presence}", *LEVEL, what="formula: ▸a")),
    ("rule_kind", rule("{rule: goalposts, worst: 0, best: 1}", *DATE, what="formula: ▸a - b")),
    ("rule_wants_kind", rule("{rule: levels, scores: {high: 100%}}", what="formula: ▸a")),
    ("rule_wants_kind", rule('{rule: deadline, due: "04-01", late: 50%}', *DATE, what="formula: ▸a + 30")),
    ("rule_wants_kind", rule('{rule: deadline, due: "04-01", late: 50%}', what="formula: ▸5")),
    ("level_without_score", rule("{rule: levels, scores: ▸{high: 100%}}", *LEVEL, what="formula: a")),
    ("level_without_score unknown_level_near",
     rule("{rule: levels, scores: ▸{high: 100%, ▸lowest: 0%}}", "a: {}", "a: {levels: [lower, high]}", what="formula: a")),
    ("unknown_level", rule("{rule: levels, scores: {high: 100%, low: 0%, ▸国家级: 100%}}", *LEVEL, what="formula: a")),
    ("unit_should_be_percent", changed(*RATE, "a / b", "▸a")),
    ("unit_is_not_percent", changed("a / b", "▸a", "best: 1", "best: 100%", "group: g", "group: g\n    unit: percent")),
    ("unit_should_be_percent", changed(*RATE, "formula: a / b", "formula: b\n    stated: ▸a")),
    ("one_of_two", rule("▸{rule: threshold}")),
    ("one_of_two", rule("▸{rule: target_gap, each_point: 1%}")),
    ("slope_side", rule("{rule: target_gap, target: 9, each_point: 1%, slopes: [▸{beyond: 10, each_point: 2%}]}")),
    # the rest
    ("period_condition", changed("group: g", "group: g\n    applies_to: {period: ▸since 2023}")),
    ("period_condition", changed("{weight: 1}", '{applies_to: {period: ▸">2023-Q1"}}')),
    ("extra_needs_one", INDEX + "adjustments:\n  ▸x: {kind: bonus}\n"),
    ("extra_needs_one", INDEX + "adjustments:\n  ▸x: {kind: penalty, formula: a, when: b, points: 3}\n"),
    ("level_needs_levels", changed("  a: {}", "  ▸a: {kind: level}") .replace("a / b", "b")),
    ("level_needs_levels", changed("  a: {}", "  ▸a: {kind: number, levels: [x]}")),
    ("range_crossed", changed("a: {}", "a: {range: ▸[5, 1]}")),
    ("range_crossed", changed("group: g", "group: g\n    valid: ▸[5, 1]")),
    ("fact_name", changed("b: {}", "b: {}\n  ▸two words: {}")),
    ("fact_name", changed("b: {}", "b: {}\n  ▸2024: {}")),
    ("fact_name", changed("b: {}", "b: {}\n  ▸not: {}")),
    ("fact_unused", changed("b: {}", "b: {}\n  ▸学法次数: {}")),
    ("missing_policy_unstated", changed("method:\n", "▸method:\n", "{not_reported: zero}", "{claimed: zero}")),
    ("missing_policy_unstated", "▸" + changed("method:\n  missing: {not_reported: zero}\n", "")),
    ("grade_edge", INDEX + "grades: {good: ▸101}\n"),
    ("grade_edge grade_edge", INDEX + "grades: {good: ▸80, fair: 60, fine: ▸80}\n"),
]

UNUSED = {"level_needs_levels"}
