"""Every mistake of a framework file: its code, and the very character that it points at."""

import re

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.framework.amounts import as_percent
from fazhi_score.framework.document import Document
from fazhi_score.framework.model import load_framework
from fazhi_score.framework.schema import complaint
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
    f"a{n}: &a{n} [{', '.join((HERE if (n, k) == (4, 4) else '') + f'*a{n - 1}' for k in range(10))}]\n"
    for n in range(1, 6)
)
"""Lists of ten lists: 11, 111, 1 111 and 11 111 entries, 12 344 together; the fifth *a3 leads above 60 000."""

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
    ("yaml_no_blank", changed("weight: 1", "▸weight:1")),
    ("key_without_value", changed("weight: 1", "zh: 会前学法, ▸每年4次")),
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
    ("yaml_syntax", changed("id: base", "zh: 甲：乙\nid: base▸: more")),
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
    # formulas
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
    # names and sums
    ("name_taken", changed("  one:", "  ▸g:")),
    ("name_taken", changed("  one:", "  ▸composite:")),
    ("name_taken", changed("  one:", "  ▸adjustments:")),
    ("name_taken", changed("  one:", '  ▸"":')),
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
    (
        "neutral_scored",
        changed(
            "better: higher\n    score: {rule: goalposts, worst: 0, best: 1}",
            "better: neutral\n    layer: measured",
            "  one:",
            "  ▸one:",
        ),
    ),
    ("presence_excluded", rule("▸{rule: presence}", "{not_reported: zero}", "{not_reported: exclude}")),
    # rules
    ("bare_points", rule("{rule: required, at_least: 3, each_missing: ▸2}")),
    ("bare_points", rule("{rule: bands, bands: [{at_least: 1, score: ▸5}]}")),
    ("bare_points", rule("{rule: required, at_least: 3, each_missing: 10%, max_deduction: ▸2}")),
    ("bare_points", rule("{rule: deduct, each: ▸2}", better="lower")),
    ("bare_points", rule('{rule: deadline, due: "04-01", late: ▸2}', *DATE, what="formula: a")),
    ("bare_points", rule('{rule: deadline, due: "04-01", each_day: ▸2}', *DATE, what="formula: a")),
    (
        "bare_points",
        rule(
            "{rule: levels, scores: {low: 0%, high: 100%, middle: ▸5}}",
            "a: {}",
            "a: {levels: [low, middle, high]}",
            what="formula: a",
        ),
    ),
    ("bare_points", rule("{rule: rank, each_place: ▸2}")),
    ("bare_points", rule("{rule: bottom, last: 1, deduct: ▸2}")),
    ("bare_points", rule("{rule: target_gap, target: 9, each_point: ▸2}")),
    ("bare_points", rule("{rule: target_gap, target: 9, each_point: 1%, slopes: [{beyond: 5, each_point: ▸2}]}")),
    ("marks_out_of_range", rule("{rule: required, at_least: 3, each_missing: ▸120%}")),
    ("marks_out_of_range", points("each: 2", "each: ▸6.5")),
    ("marks_out_of_range", points("each: 2", "each: ▸-1")),
    ("threshold_percent", changed("best: 1", "best: ▸1", "group: g", "group: g\n    unit: percent")),
    (
        "threshold_percent",
        changed("best: 1", "best: 100%", "group: g", "group: g\n    unit: percent\n    valid: [0, ▸1]"),
    ),
    ("threshold_not_percent", changed("best: 1", "best: ▸100%")),
    ("threshold_not_percent", changed("worst: 0", "worst: ▸1%")),
    ("threshold_not_percent", rule("▸{rule: proportional}")),
    ("threshold_not_percent", rule("{rule: proportional, full: ▸50%}")),
    ("threshold_not_percent", rule("{rule: required, at_least: ▸50%}")),
    ("threshold_not_percent", rule("{rule: threshold, at_most: ▸50%}")),
    ("threshold_not_percent", rule("{rule: deduct, each: 5%, beyond: ▸5%}", better="lower")),
    ("threshold_not_percent", rule("{rule: target_gap, target: ▸9%, each_point: 1%}")),
    (
        "threshold_not_percent",
        rule("{rule: target_gap, target: 9, each_point: 1%, slopes: [{beyond: ▸5%, each_point: 2%}]}"),
    ),
    ("threshold_not_percent", rule("{rule: scaled, lower: ▸1%, upper: 5}")),
    ("threshold_not_percent", rule("{rule: scaled, lower: 0, upper: ▸50%}")),
    ("threshold_not_percent", rule("{rule: target_band, lower: 1, upper: 2, zero_below: ▸1%, zero_above: 4}")),
    ("threshold_not_percent", rule("{rule: bands, bands: [{at_least: ▸50%, score: 100%}]}")),
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
    (
        "bands_direction",
        rule("{rule: bands, bands: [{at_least: 1, score: 0%}, ▸{at_least: 2, score: 60%}]}", better="lower"),
    ),
    ("no_such_day", rule('{rule: deadline, due: ▸"02-30", late: 50%}', *DATE, what="formula: a")),
    ("no_such_day", rule('{rule: deadline, due: ▸"04-31", late: 50%}', *DATE, what="formula: a")),
    ("no_such_day", rule('{rule: deadline, due: ▸"01-32", late: 50%}', *DATE, what="formula: a")),
    ("no_such_day", rule('{rule: deadline, due: ▸"00-10", late: 50%}', *DATE, what="formula: a")),
    ("no_such_day", rule('{rule: deadline, due: ▸"13-01", late: 50%}', *DATE, what="formula: a")),
    ("no_such_day", rule('{rule: deadline, due: ▸"01-00", late: 50%}', *DATE, what="formula: a")),
    ("deadline_without_marks", rule('▸{rule: deadline, due: "02-29"}', *DATE, what="formula: a")),
    ("rule_kind", rule("{rule: presence}", *LEVEL, what="formula: ▸a")),
    ("rule_kind", rule("{rule: goalposts, worst: 0, best: 1}", *DATE, what="formula: ▸a - b")),
    ("rule_wants_kind", rule("{rule: levels, scores: {high: 100%}}", what="formula: ▸a")),
    ("rule_wants_kind", rule('{rule: deadline, due: "04-01", late: 50%}', *DATE, what="formula: ▸a + 30")),
    ("rule_wants_kind", rule('{rule: deadline, due: "04-01", late: 50%}', what="formula: ▸5")),
    ("level_without_score", rule("{rule: levels, scores: ▸{high: 100%}}", *LEVEL, what="formula: a")),
    (
        "level_without_score unknown_level_near",
        rule(
            "{rule: levels, scores: ▸{high: 100%, ▸lowest: 0%}}",
            "a: {}",
            "a: {levels: [lower, high]}",
            what="formula: a",
        ),
    ),
    ("unknown_level", rule("{rule: levels, scores: {high: 100%, low: 0%, ▸国家级: 100%}}", *LEVEL, what="formula: a")),
    ("unit_should_be_percent", changed(*RATE, "a / b", "▸a")),
    ("unit_is_not_percent", changed("a / b", "▸a", "best: 1", "best: 100%", "group: g", "group: g\n    unit: percent")),
    ("unit_should_be_percent", changed(*RATE, "formula: a / b", "formula: b\n    stated: ▸a")),
    ("one_of_two", rule("▸{rule: threshold}")),
    ("one_of_two", rule("▸{rule: target_gap, each_point: 1%}")),
    ("slope_side", rule("{rule: target_gap, target: 9, each_point: 1%, slopes: [▸{beyond: 10, each_point: 2%}]}")),
    ("by_class_rule", changed("group: g", "group: g\n    by_class: {township: {best: ▸much}}")),
    # the rest
    ("formula_items", formula("▸items_count(a + b)")),
    ("cap_range", INDEX + "adjustments:\n  x: {kind: veto, when: a > 0, at_most: ▸101}\n"),
    ("unknown_grade", INDEX + "adjustments:\n  x: {kind: veto, when: a > 0, at_most: ▸zzz}\n"),
    ("unknown_grade_near", INDEX + "grades: {good: 80}\ngrade_quota: {▸goood: 30%}\n"),
    ("levels_need_fact", INDEX + "adjustments:\n  x: {kind: bonus, formula: ▸a + b, levels: {省级: 3}}\n"),
    ("period_condition", changed("group: g", "group: g\n    applies_to: {period: ▸since 2023}")),
    ("period_condition", changed("{weight: 1}", '{applies_to: {period: ▸">2023-Q1"}}')),
    ("unknown_fact", INDEX + "alert: {when: ▸value < 60, level: yellow}\n"),
    ("unknown_fact", changed("{weight: 1}", "{alert: {when: score < 60 or ▸value > 3, level: red}}")),
    ("unknown_fact", changed("{weight: 1}", "{alert: {when: ▸rank > 3, level: red}}")),
    ("unknown_fact", changed("group: g", "group: g\n    alert: {when: value > score and ▸rank > 3, level: red}")),
    ("alert_percent", INDEX + "alert: {when: ▸score < 60%, level: yellow}\n"),
    ("alert_percent", changed("{weight: 1}", "{alert: {when: ▸a > 1 and previous(score) <= 59.5%, level: red}}")),
    (
        "alert_percent",
        changed("group: g", "group: g\n    alert: [{when: score < 60, level: a}, {when: ▸score>=60%, level: b}]"),
    ),
    ("extra_needs_one", INDEX + "adjustments:\n  ▸x: {kind: bonus}\n"),
    ("extra_needs_one", INDEX + "adjustments:\n  ▸x: {kind: penalty, formula: a, when: b, points: 3}\n"),
    ("level_needs_levels", changed("  a: {}", "  ▸a: {kind: level}").replace("a / b", "b")),
    ("level_needs_levels", changed("  a: {}", "  ▸a: {kind: number, levels: [x]}")),
    ("range_crossed", changed("a: {}", "a: {range: ▸[5, 1]}")),
    ("range_crossed", changed("group: g", "group: g\n    valid: ▸[5, 1]")),
    ("over_periods_kind", changed("b: {}", "b: {}\n  c: {kind: yes_no, over_periods: ▸mean}")),
    ("over_periods_kind", changed("b: {}", "b: {}\n  c: {unit: percent, over_periods: ▸sum}")),
    ("fact_name", changed("b: {}", "b: {}\n  ▸two words: {}")),
    ("fact_name", changed("b: {}", "b: {}\n  ▸2024: {}")),
    ("fact_name", changed("b: {}", "b: {}\n  ▸not: {}")),
    ("fact_name", changed("b: {}", "b: {}\n  ▸and: {}")),
    ("fact_name", changed("b: {}", "b: {}\n  ▸or: {}")),
    ("facts_unused", changed("b: {}", "b: {}\n  学法次数: {}", "facts:", "▸facts:")),
    ("missing_policy_unstated", changed("method:\n", "▸method:\n", "{not_reported: zero}", "{claimed: zero}")),
    ("missing_policy_unstated", "▸" + changed("method:\n  missing: {not_reported: zero}\n", "")),
    ("grade_edge", INDEX + "grades: {good: ▸101}\n"),
    ("grade_edge grade_edge", INDEX + "grades: {good: ▸80, fine: ▸80, fair: 60}\n"),
    ("grades_out_of_order", INDEX + "▸grades: {good: 50, fair: 75, poor: 0}\n"),
]


def marked(text):
    """Return the text without its marks, and the line and column of each, in order."""
    places = []
    while HERE in text:
        before, _, text_behind = text.partition(HERE)
        places.append((before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1))
        text = before + text_behind
    return text, places


@pytest.mark.parametrize(("wanted", "text"), MISTAKES, ids=[f"{n}-{row[0][:40]}" for n, row in enumerate(MISTAKES)])
def test_each_mistake_has_one_message_at_one_character(wanted, text):
    text, places = marked(text)
    found = [problem for problem in mistakes(text) if problem.code in wanted or problem.code != "facts_unused"]
    assert sorted(zip([(p.line, p.column) for p in found], [p.code for p in found], strict=True)) == sorted(
        zip(places, wanted.split(), strict=True)
    )
    for problem in found:
        if problem.code != "yaml_character":  # which is shown as another
            assert problem.excerpt == [*text.splitlines(), ""][problem.line - 1]
        for lang in ("en", "zh"):
            shown = problem.render(lang)
            assert shown.startswith(f"t.yaml:{problem.line}:{problem.column}: ")
            assert not re.search(r"\bNone\b|\{[a-z_]+\}", shown)


@pytest.mark.parametrize("text", [INDEX, POINTS, COUNTY_SHEET])
def test_the_texts_that_the_mistakes_are_made_in_have_none(text):
    assert mistakes(text) == ()


ELSEWHERE = {
    "test_document.py": {"file_unreadable", "yaml_is_folder", "yaml_too_large", "yaml_encoding"},
    "test_model.py": {"unknown_weight", "unknown_weight_near", "weight_negative", "weight_too_large", "weight_alone"},
    "tests/scoring": {"unknown_peers", "unknown_peers_near"},
    "test_overlay.py": {name for name in TEXTS if name.startswith(("extends_", "remove_", "set_", "unknown_node"))},
    "test_steps.py": {name for name in TEXTS if name.startswith(("unknown_method", "unknown_child"))},
    "below": {"wrong_type_other", "full_marks_unreachable", "points_do_not_add_up_for"},
}
"""Codes whose cause is no text of a framework, and where they are tested."""


def test_bands_that_nobody_can_fill_are_a_warning():
    text = rule("{rule: bands, bands: [{at_least: 2, score: 80%}, {at_least: 1, score: 60%}]}")
    (note,) = [note for note in load_framework("s.yaml", text=text).notes if note.severity == "warning"]
    assert note.code == "full_marks_unreachable"
    assert "80%" in note.message("en") and "100%" in note.hint("zh")


def test_a_wrong_group_is_told_without_the_sums_that_follow_from_it():
    text = "format: 1\nid: s\ntotal_points: 5\nmethod: {score_on: all, missing: {not_reported: zero}}\n"
    text += "groups: {g: {weight: 5}}\nfacts: {a: {unit: 次}}\nindicators:\n"
    text += "  i: {group: h, weight: 5, formula: a, better: higher, score: {rule: proportional, full: 1}}\n"
    with pytest.raises(FazhiError) as caught:
        load_framework("s.yaml", text=text)
    assert [problem.code for problem in caught.value.problems] == ["unknown_group"]


CLASSES = """\
format: 1
id: s
total_points: 10
method: {score_on: all, missing: {not_reported: zero}}
groups: {g: {weight: 10}}
facts: {a: {unit: 次}}
indicators:
  all:   {group: g, weight: 4, formula: a, better: higher, score: {rule: proportional, full: 1}}
  town:  {group: g, weight: 6, formula: a, better: higher, score: {rule: presence}, applies_to: {class: [town]}}
  depot: {group: g, weight: 6, formula: a, better: higher, score: {rule: presence}, applies_to: {class: [depot]}}
"""


def test_the_items_of_each_class_may_add_up_on_their_own():
    framework = load_framework("s.yaml", text=CLASSES)
    assert [framework.points(name) for name in ("all", "town", "depot")] == [4, 6, 6]
    assert framework.nominal_weights["town"] == 0.6
    # the other items of each class absorb what one of them gets more: 10 - 5 = 5 each
    changed = framework.with_weights(all=5)
    assert [changed.points(name) for name in ("all", "town", "depot")] == [5, 5, 5]
    # an item of one class takes from what applies with it, and leaves the other class's items as they are
    changed = framework.with_weights(town=7)
    assert [changed.points(name) for name in ("all", "town")] == pytest.approx([3, 7])
    assert changed.points("depot") == pytest.approx(6)


def test_a_changed_item_of_one_class_changes_no_score_of_another():
    framework = load_framework("s.yaml", text=CLASSES.replace("full: 1}", "full: 10}"))
    facts = pd.DataFrame({"region": ["T", "D"], "period": "2024", "fact": "a", "value": "5"})
    regions = pd.DataFrame({"region": ["T", "D"], "class": ["town", "depot"]})
    before, after = (fs.score(facts, f, regions=regions).composite for f in (framework, framework.with_weights(town=7)))
    # half of 4 and all of 6, for each; then half of 3 and all of 7 for the town
    assert before.to_dict() == pytest.approx({("T", "2024"): 80, ("D", "2024"): 80})
    assert after.to_dict() == pytest.approx({("T", "2024"): 85, ("D", "2024"): 80})
    # a town's item with all 10 points leaves depots theirs alone
    whole = fs.score(facts, framework.with_weights(town=10), regions=regions).composite
    assert whole.to_dict() == pytest.approx({("T", "2024"): 100, ("D", "2024"): 100})


def test_items_of_classes_that_add_up_together_get_the_points_that_are_set():
    # 4 + 3 + 3 = 10: towns and depots are each scored on 7
    framework = load_framework("s.yaml", text=CLASSES.replace("weight: 6", "weight: 3"))
    names = ("all", "town", "depot")
    assert [framework.with_weights(town=3).points(name) for name in names] == pytest.approx([4, 3, 3])
    # 5 are left for 4 and 3
    changed = framework.with_weights(town=5)
    assert [changed.points(name) for name in names] == pytest.approx([5 * 4 / 7, 5, 5 * 3 / 7])


def test_a_class_that_does_not_add_up_is_named():
    with pytest.raises(FazhiError) as caught:
        load_framework("s.yaml", text=CLASSES.replace("depot: {group: g, weight: 6", "depot: {group: g, weight: 5"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.params["who"], problem.params["given"]) == ("points_do_not_add_up_for", "depot", "9")
    assert "适用于“depot”" in problem.message("zh")


def test_items_of_different_years_may_add_up_year_by_year():
    text = CLASSES.replace("class: [town]", 'period: "<2024"').replace("class: [depot]", 'period: ">=2024"')
    assert load_framework("s.yaml", text=text).points("all") == 4
    with pytest.raises(FazhiError) as caught:
        load_framework("s.yaml", text=text.replace("depot: {group: g, weight: 6", "depot: {group: g, weight: 5"))
    assert [(p.code, p.params["who"]) for p in caught.value.problems] == [("points_do_not_add_up_for", "2024")]


def test_the_year_before_a_condition_begins_adds_up_too():
    text = CLASSES.replace("class: [town]", 'period: "<2024"').replace("class: [depot]", 'period: ">=2024"')
    with pytest.raises(FazhiError) as caught:
        load_framework("s.yaml", text=text.replace("town:  {group: g, weight: 6", "town:  {group: g, weight: 7"))
    assert [(p.code, p.params["who"]) for p in caught.value.problems] == [("points_do_not_add_up_for", "2023")]


def test_shares_of_classes_with_other_items_are_those_within_a_class():
    # with a second item for depots: 4 + 6 = 10 for towns, 4 + 2 + 4 = 10 for depots
    more = "  depot: {group: g, weight: 2, formula: a, better: higher, score: {rule: presence}, "
    more += "applies_to: {class: [depot]}}\n"
    text = CLASSES.replace("depot: {group: g, weight: 6", "store: {group: g, weight: 4") + more
    framework = load_framework("s.yaml", text=text)
    names = ("all", "town", "store", "depot")
    assert [framework.points(name) for name in names] == pytest.approx([4, 6, 4, 2])
    assert [framework.nominal_weights[name] for name in names] == pytest.approx([0.4, 0.6, 0.4, 0.2])
    # 5 instead of 2: of the 5 left the other item of depots gets 4 of 4 + 4; towns have 4 and 6 as before
    changed = framework.with_weights(depot=5)
    assert [changed.points(name) for name in names] == pytest.approx([4, 6, 2.5, 5])


def test_shares_within_a_class_leave_out_what_is_not_scored():
    # towns: 4, 4 and 2 for what documents only state; of the measured 8 points each has a half
    said = CLASSES.splitlines()[-2].replace("town: ", "said: ").replace("group: g,", "group: g, layer: stated,")
    text = CLASSES.replace("score_on: all", "score_on: measured").replace("town:  {group: g, weight: 6", "town: "
        "{group: g, weight: 4")  # fmt: skip
    framework = load_framework("s.yaml", text=text + said.replace("weight: 6", "weight: 2") + "\n")
    assert [framework.nominal_weights[name] for name in ("all", "town")] == [0.5, 0.5]


@pytest.mark.parametrize("groups", [
    "{g: {weight: 10, applies_to: {class: [town]}}}",
    # the word of the group above, and one between that speaks of the year only
    '{o: {weight: 10, applies_to: {class: [town]}}, g: {within: o, weight: 10, applies_to: {period: ">=2020"}}}',
])  # fmt: skip
def test_a_group_for_one_class_adds_up_for_that_class(groups):
    # 3 + 6 + 4: depots have no part in g, whatever is written for them in it, and whichever stands first
    text = CLASSES.replace("{g: {weight: 10}}", groups).replace("weight: 6, formula: a, better: higher, score: "
        "{rule: presence}, applies_to: {class: [depot]}", "weight: 3, formula: a, better: higher, score: "
        "{rule: presence}, applies_to: {class: [depot]}")  # fmt: skip
    lines = text.splitlines()
    lines[-1], lines[-2] = lines[-2], lines[-1]
    framework = load_framework("s.yaml", text="\n".join(lines))
    assert [framework.points(name) for name in ("all", "town")] == [4, 6]
    assert [framework.nominal_weights[name] for name in ("all", "town")] == pytest.approx([0.4, 0.6])


def test_a_percent_that_is_compared_with_a_value_is_fine():
    text = changed("group: g", 'group: g\n    alert: {when: "score < 60 and value < 80%", level: a}')
    assert len(load_framework("s.yaml", text=text).alarms) == 1


def test_every_message_about_frameworks_is_triggered():
    here = {code for row in MISTAKES for code in row[0].split()}
    elsewhere = set().union(*ELSEWHERE.values())
    assert here | elsewhere == set(TEXTS)
    assert here & elsewhere == set()


def test_a_type_that_no_message_was_written_for_has_one_all_the_same():
    problem = complaint(Document({"day": 5}), ("day",), {"type": "date_type", "input": 5})
    assert (problem.code, problem.message("en")) == ("wrong_type_other", "'day' cannot be '5'")


GOLDEN = [
    (
        edited(COUNTY_SHEET, "formula: enforcement_officers_trained /", "formula: enforcement_officers_traned /"),
        """\
t.yaml:46:14: formula of 'training_coverage' uses 'enforcement_officers_traned', which is not a fact
    46 |     formula: enforcement_officers_traned / enforcement_officers_certified
       |              ^
       = did you mean 'enforcement_officers_trained'?""",
        """\
t.yaml:46:14: “training_coverage”的公式用到“enforcement_officers_traned”，但没有这个事实
    46 |     formula: enforcement_officers_traned / enforcement_officers_certified
       |              ^
       = 是否想写“enforcement_officers_trained”？""",
    ),
    (
        edited(COUNTY_SHEET, "{weight: 60, zh: 行政执法, en: Enforcement}", "{zh: 行政执法, 权重: 60}"),
        """\
t.yaml:21:27: '权重' is not a key of the format here
    21 |   enforcement: {zh: 行政执法, 权重: 60}
       |                               ^
       = known here: weight, zh, en, missing, applies_to, basis, alert, note, within, weighting, aggregation, """
        "minimum_children",
        """\
t.yaml:21:27: 此处没有“权重”这个键
    21 |   enforcement: {zh: 行政执法, 权重: 60}
       |                               ^
       = 可用的有：weight, zh, en, missing, applies_to, basis, alert, note, within, weighting, aggregation, """
        "minimum_children",
    ),
    (
        edited(COUNTY_SHEET, "zh: 领导责任, en: Lead", "zh: 领导责任，en: Lead"),
        """\
t.yaml:20:37: a full-width ， is no punctuation of YAML
    20 |   leadership:  {weight: 40, zh: 领导责任，en: Leadership responsibility}
       |                                         ^
       = use the half-width mark with a blank behind it, or put the text in quotes""",
        """\
t.yaml:20:37: 全角“，”不是 YAML 的标点
    20 |   leadership:  {weight: 40, zh: 领导责任，en: Leadership responsibility}
       |                                         ^
       = 请改用半角标点，后加空格；如果是文字内容，请加引号""",
    ),
    (
        edited(COUNTY_SHEET, "{weight: 40, zh", "{weight: 45, zh"),
        """\
t.yaml:6:15: the points in 'county-sheet' add up to 105, not 100: leadership 45 + enforcement 60
     6 | total_points: 100                 # optional: weights are points (分值) and children must add up
       |               ^
       = change one of them, or the points of 'county-sheet'
t.yaml:20:25: the points in 'leadership' add up to 40, not 45: law_study 40
    20 |   leadership:  {weight: 45, zh: 领导责任, en: Leadership responsibility}
       |                         ^
       = change one of them, or the points of 'leadership'""",
        """\
t.yaml:6:15: “county-sheet”下的分值合计 105，应为 100：leadership 45 + enforcement 60
     6 | total_points: 100                 # optional: weights are points (分值) and children must add up
       |               ^
       = 请调整其中一项，或“county-sheet”的分值
t.yaml:20:25: “leadership”下的分值合计 40，应为 45：law_study 40
    20 |   leadership:  {weight: 45, zh: 领导责任, en: Leadership responsibility}
       |                         ^
       = 请调整其中一项，或“leadership”的分值""",
    ),
    (
        edited(COUNTY_SHEET, "worst: 0%, best: 100%", "worst: 0%, best: 100"),
        """\
t.yaml:52:47: 'training_coverage' is in percent, but 100 has no percent sign
    52 |     score: {rule: goalposts, worst: 0%, best: 100}
       |                                               ^
       = write 100%""",
        """\
t.yaml:52:47: “training_coverage”的单位是百分比，但 100 没有百分号
    52 |     score: {rule: goalposts, worst: 0%, best: 100}
       |                                               ^
       = 请写成 100%""",
    ),
    (
        edited(COUNTY_SHEET, "zh: 会前学法\n", "zh: 会前学法\n    applies_to: {class: [县级], period: >=2023}\n"),
        """\
t.yaml:36:39: '>=2023' must be quoted: > and | have a meaning of their own in YAML
    36 |     applies_to: {class: [县级], period: >=2023}
       |                                         ^
       = write ">=2023\"""",
        """\
t.yaml:36:39: “>=2023”要加引号：> 和 | 在 YAML 里另有含义
    36 |     applies_to: {class: [县级], period: >=2023}
       |                                         ^
       = 请写成 ">=2023\"""",
    ),
    (
        edited(COUNTY_SHEET, "  officers: ", "\tofficers: "),
        """\
t.yaml:22:1: a tab in the indentation
    22 | \tofficers:    {within: enforcement, weight: 60, zh: 执法队伍, en: Enforcement officers}
       | ^
       = indent with blanks""",
        """\
t.yaml:22:1: 缩进里有制表符（Tab）
    22 | \tofficers:    {within: enforcement, weight: 60, zh: 执法队伍, en: Enforcement officers}
       | ^
       = 请用空格缩进""",
    ),
    (
        edited(COUNTY_SHEET, "better: higher\n    score: {rule: required", "better: high\n    score: {rule: required"),
        """\
t.yaml:38:13: 'better' cannot be 'high'
    38 |     better: high
       |             ^
       = did you mean 'higher'?""",
        """\
t.yaml:38:13: “better”不能写成“high”
    38 |     better: high
       |             ^
       = 是否想写“higher”？""",
    ),
    (
        edited(COUNTY_SHEET, "when: major_incidents > 0", "when: 0 < 重大违法事件 or (major_incidents > 0）"),
        """\
t.yaml:55:66: the formula of 'red_line' has a full-width '）'
    55 |   red_line: {kind: veto, when: 0 < 重大违法事件 or (major_incidents > 0）, at_most: 60, zh: 一票否决, en: Veto}
       |                                                                        ^
       = write ')'""",
        """\
t.yaml:55:66: “red_line”的公式里有全角“）”
    55 |   red_line: {kind: veto, when: 0 < 重大违法事件 or (major_incidents > 0）, at_most: 60, zh: 一票否决, en: Veto}
       |                                                                        ^
       = 请写成“)”""",
    ),
]
"""Typical mistakes and what people are shown. A Chinese character is two cells wide, so the caret moves on."""


@pytest.mark.parametrize(("text", "en", "zh"), GOLDEN)
def test_a_mistake_is_shown_with_its_line_a_caret_and_a_remedy(text, en, zh):
    with pytest.raises(FazhiError) as caught:
        load(text)
    assert caught.value.render("en") == en
    assert caught.value.render("zh") == zh


def test_all_problems_are_shown_at_once_in_the_order_of_the_file():
    text = edited(
        COUNTY_SHEET,
        "minimum_peers: 3 ", "minimum_peers: three ",
        "officers:    {within: enforcement,", "officers:    {within: enforcment,",
        "zh: 重大违法事件, en", "zh: 重大违法事件, colour: red, en",
        "formula: standing_meeting_law_study_sessions", "formula: standing_meeting_law_study_sessions +",
        "at_least: 6", "at_least: 0",
        "formula: enforcement_officers_trained /", "formula: enforcement_officers_traned /",
        "best: 100%", "best: 0%",
        "kind: veto", "kind: vetoo",
    )  # fmt: skip
    assert [(problem.line, problem.code) for problem in mistakes(text)] == [
        (12, "wrong_type_whole_number"),
        (22, "unknown_group_near"),
        (29, "unknown_key"),
        (37, "formula_incomplete"),
        (39, "threshold_positive"),
        (46, "unknown_fact_near"),
        (52, "goalposts_equal"),
        (55, "unknown_kind_near"),
    ]


def test_problems_beside_a_broken_part_are_found_and_none_is_made_up():
    # the broken group and fact are left out: what refers to them is no further mistake, nor are sums without them
    text = edited(
        COUNTY_SHEET,
        "leadership:  {weight: 40", "leadership:  {weight: forty",
        "unit: 人, span: stock", "unit: 人, span: stok",
        "stated: enforcement_training_coverage", "stated: enforcement_training_coverag",
    )  # fmt: skip
    assert codes(text) == ["wrong_type_number", "unknown_value_near", "unknown_fact_near"]
    assert codes(edited(text, "id: county-sheet\n", "colour: red\n"))[:2] == ["missing_key_top", "unknown_key"]
    assert codes(edited(text, "id: county-sheet\n", ""))[-1] == "unknown_fact_near"
    # without a section there is nothing to check the rest against
    assert codes(edited(INDEX, "  a: {}\n  b: {}\n", "", "facts:", "facts: none", "a / b", "a / zzz")) == [
        "wrong_type_mapping"
    ]


GOOD = "formula: b, better: higher, score: {rule: goalposts, worst: 0, best: 1}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # one has no weight, and two, which has some, is left out
        (changed("group: g", "group: g\n    weight: 0") + f"  two: {{group: g, weight: heavy, {GOOD}}}\n",
         "wrong_type_number"),
        # silence costs nothing where the group's word is left out
        (rule("{rule: presence}", "{not_reported: zero}", "{not_reported: exclude}", "g: {weight: 1}",
              "g: {missing: {not_reported: zeero}}\n  h: {}"), "unknown_value_near"),
        # without a total the points are bare
        (points("total_points: 10", "total_points: ten"), "wrong_type_number"),
        # two is for one class, three and four are for another, which has 5 of 10 without three
        (points("weight: 6,", "weight: 6, applies_to: {class: [x]},") + "".join(
            f"  {name}: {{group: g, weight: {weight}, applies_to: {{class: [y]}}, formula: b, better: lower, "
            "score: {rule: deduct, each: 1%}}\n" for name, weight in (("three", "five"), ("four", 1))),
         "wrong_type_number"),
    ],
)  # fmt: skip
def test_what_only_seems_wrong_beside_a_broken_part_is_not_told(text, told):
    assert codes(text) == [told]


def test_a_comment_behind_a_formula_is_no_mistake_where_it_cannot_be_part_of_it():
    for text in (
        formula("a / b # the share"),
        formula('"a / b" #quoted'),
        formula(">-\n      a\n      / b\n    #above the next key"),
        edited(POINTS, "each: 2}}", "each: 2}} #flow", "formula: a,", 'zh: "第 #1 名", formula: a,'),
    ):
        assert mistakes(text) == ()


def test_bands_may_mix_points_and_percents_of_full_marks():
    # full marks are 4 points: 100% = 4 of 4, 3 = 3 of 4 and 50% = 2 of 4 fall with the value
    bands = "{rule: bands, bands: [{at_least: 9, score: 100%}, {at_least: 6, score: 3}, {above: 6, score: 3}"
    text = edited(POINTS, "{rule: required, at_least: 3, each_missing: 1}", bands + ", {at_least: 3, score: 50%}]}")
    assert mistakes(text) == ()
    assert codes(edited(text, "score: 50%", "score: 80%")) == ["bands_direction"]  # 80% = 3.2 of 4


def test_what_silence_earns_is_looked_up_from_the_indicator_to_the_method():
    text = rule("{rule: presence}", "g: {weight: 1}", "g: {within: top}\n  top: {}")
    assert codes(text) == []
    assert codes(edited(text, "top: {}", "top: {missing: {not_reported: exclude}}")) == ["presence_excluded"]
    nearer = edited(text, "top: {}", "top: {missing: {not_reported: exclude}}", "{within: top}",
                    "{within: top, missing: {not_reported: full}}")  # fmt: skip
    assert codes(nearer) == []
    own = edited(nearer, "group: g", "group: g\n    missing: {not_reported: exclude}")
    assert codes(own) == ["presence_excluded"]
    assert codes(edited(own, "group: g", "group: g\n    layer: stated")) == []
    everything = edited(own, "group: g", "group: g\n    layer: stated", "  missing: {not_reported: zero}",
                        "  score_on: all\n  missing: {not_reported: zero}")  # fmt: skip
    assert codes(everything) == ["presence_excluded"]


def test_many_children_of_a_wrong_sum_are_not_all_listed():
    # 14 ones make 14, not 10; twelve are named
    groups = "".join(f"  g{n}: {{weight: 1}}\n" for n in range(14))
    text = edited(POINTS, "  g: {weight: 10}\n", groups, "group: g, weight: 4", "group: g0, weight: 1",
                  "group: g, weight: 6", "group: g1, weight: 1")  # fmt: skip
    problem = next(p for p in mistakes(text) if p.code == "points_do_not_add_up")
    assert problem.params["given"] == "14"
    assert problem.params["listed"] == " + ".join(f"g{n} 1" for n in range(12)) + " + …"


def test_plain_data_has_no_lines_so_problems_name_the_path():
    data = {"format": 1, "id": "x", "groups": {"g": {"weight": "heavy"}}, "facts": {"a": {}}, "indicators": {}}
    with pytest.raises(FazhiError) as caught:
        load_framework(data)
    assert caught.value.render("en") == (
        "groups.g.weight: 'weight' is 'heavy', but a number is needed\n       = write a plain number such as 40\n"
        "indicators: 'indicators' is empty, or has the wrong number of entries"
    )


def test_formulas_in_rules_and_conditions_of_indicators_are_read():
    text = rule("{rule: survey, sample: b, minimum_sample: 30}", "a: {}", "a: {unit: percent}", "group: g",
                "group: g\n    unit: percent\n    falsified: a > b", what="formula: a")  # fmt: skip
    assert mistakes(text) == ()
    assert load(text).entries["one"].falsified.text == "a > b"
    assert codes(edited(text, "sample: b", "sample: zzz")) == ["unknown_fact"]
    assert codes(edited(text, "falsified: a > b", "falsified: a >")) == ["formula_incomplete"]


def test_a_class_may_have_another_threshold_or_another_rule():
    text = changed(
        "group: g", "group: g\n    by_class: {township: {best: 2}, department: {rule: proportional, full: 3}}"
    )
    by_class = load(text).entries["one"].by_class
    assert (by_class["township"].score.worst.value, by_class["township"].score.best.value) == (0, 2)
    assert by_class["department"].score.full.value == 3


@pytest.mark.parametrize(("cap", "codes"), [("0", []), ("100", []), ("-0.1", ["cap_range"]), ("100.1", ["cap_range"])])
def test_a_cap_is_within_the_scale_its_ends_included(cap, codes):
    text = INDEX + f"adjustments: {{x: {{kind: veto, when: a > 0, at_most: {cap}}}}}\n"
    assert [problem.code for problem in mistakes(text) if problem.severity == "error"] == codes


def test_a_key_that_is_called_as_the_kind_does_not_hide_what_is_missing():
    (found,) = [
        p for p in mistakes("adjustments: {x: {kind: veto, veto: 1, at_most: 60}}\n" + INDEX) if p.code == "missing_key"
    ]
    assert (found.params["name"], found.line, found.column) == ("when", 1, len("adjustments: {") + 1)


def test_a_bad_period_of_an_indicator_with_points_is_told_as_such():
    # sums by period come later: they have to do without it
    text = COUNTY_SHEET.replace("better: higher", "better: higher\n    applies_to: {period: 20x4}", 1)
    assert "period_condition" in [problem.code for problem in mistakes(text)]


@pytest.mark.parametrize(("count", "end"), [(12, "f11"), (13, "f11 …")])
def test_of_many_facts_that_nothing_uses_twelve_are_named(count, end):
    text = edited(INDEX, "  b: {}", "  b: {}" + "".join(f"\n  f{k:02}: {{}}" for k in range(count)))
    (note,) = [problem for problem in mistakes(text) if problem.code == "facts_unused"]
    assert (note.params["count"], note.params["listed"].split(", ")[11:]) == (count, [end])


@pytest.mark.parametrize("bounds", ["[null, 5]", "[5, null]", "[5, 5]", "[null, null]"])
def test_a_range_may_be_open(bounds):
    text = edited(INDEX, "  b: {}", f"  b: {{range: {bounds}}}")
    assert [problem.code for problem in mistakes(text) if problem.severity == "error"] == []


def test_a_known_key_without_a_colon_has_no_value():
    (found,) = [p for p in mistakes(INDEX + "  z: {group: g, formula: a, better}\n") if p.severity == "error"]
    assert (found.code, found.params["name"], found.params["got"]) == ("unknown_value", "better", "null")


@pytest.mark.parametrize(
    ("own", "reason"),
    [("best: much", "best"), ("rule: goalposts, worst: 0, best: much", "best"), ("rule: bands", "bands")],
)
def test_what_is_wrong_with_the_rule_of_a_class_is_named(own, reason):
    text = edited(INDEX, "better: higher", f"better: higher\n    by_class: {{township: {{{own}}}}}")
    (found,) = [problem for problem in mistakes(text) if problem.code == "by_class_rule"]
    assert (found.params["kind"], found.params["reason"]) == ("township", reason)


def test_bands_may_meet_at_an_edge_that_one_includes_and_the_other_does_not():
    text = rule("{rule: bands, bands: [{above: 5, score: 100%}, {at_least: 5, score: 60%}, {at_least: 0, score: 0%}]}")
    assert [problem.code for problem in mistakes(text) if problem.severity == "error"] == []


def test_the_rule_of_a_class_is_checked_as_a_whole():
    text = edited(INDEX, "better: higher", "better: higher\n    by_class: {township: {best: 0}}")  # and worst is 0
    assert "goalposts_equal" in codes(text)


def test_a_list_of_definitions_without_any_is_told():
    found = mistakes(INDEX + "  two: {group: g, definition: [], better: higher}\n")
    assert any(problem.severity == "error" and problem.line == 16 for problem in found)


def test_a_text_may_have_the_tag_that_says_it_is_one():
    assert codes(edited(INDEX, "id: base", "id: ! base")) == codes(INDEX)


def test_a_share_without_its_sign_has_two_readings_up_to_one():
    assert [as_percent(value) for value in (1, 1.01, 0, -0.5)] == ["100% / 1%", "1.01%", "0%", "-50% / -0.5%"]


def test_a_misspelt_group_is_no_matter_of_sums():
    assert codes(edited(POINTS, "two: {group: g,", "two: {group: gg,")) == ["unknown_group_near"]


def test_groups_in_a_circle_are_told_whoever_asks_what_silence_earns():
    text = edited(
        INDEX, "g: {weight: 1}", "g: {weight: 1, within: h}\n  h: {within: g}", "{not_reported: zero}", "{}",
        "score: {rule: goalposts, worst: 0, best: 1}", "score: {rule: presence}",
    )  # fmt: skip
    assert codes(text).count("group_cycle") == 2


@pytest.mark.parametrize(
    "changes",
    [
        ("formula: a / b", "formula: ''"),
        ("{rule: goalposts, worst: 0, best: 1}", "{rule: distance_to_reference, reference: ''}"),
    ],
)
def test_a_formula_without_a_letter_is_told_as_empty(changes):
    assert codes(edited(INDEX, *changes)) == ["empty_or_too_many"]


def test_a_grade_may_begin_at_either_end_of_the_scale():
    assert codes(INDEX + "grades: {满分: 100, 其他: 0}\n") == codes(INDEX)
    for edge in (100.5, -1):
        assert len(codes(INDEX + f"grades: {{满分: {edge}, 其他: 0}}\n")) > len(codes(INDEX))


DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@pytest.mark.parametrize(("month", "last"), list(enumerate(DAYS, 1)))
def test_a_deadline_may_be_on_the_first_and_last_day_of_each_month(month, last):
    def due(day):
        return codes(rule(f'{{rule: deadline, due: "{month:02}-{day:02}", late: 50%}}', *DATE, what="formula: a"))

    told = due(1)  # b is not used, and nothing else is wrong
    assert told == ["facts_unused"]
    assert due(last) == told
    assert due(last + 1) == ["no_such_day"]


@pytest.mark.parametrize(
    ("kind", "ways"),
    [
        ("", "sum mean last max"),
        ("unit: percent", "mean last max"),
        ("kind: yes_no", "last max"),
        ("kind: date", "last max"),
        ("levels: [low, high]", "last max"),
    ],
)
def test_how_months_of_each_kind_of_fact_can_make_a_year(kind, ways):
    for way in ("sum", "mean", "last", "max"):
        more = ", ".join(part for part in (kind, f"over_periods: {way}") if part)
        found = codes(changed("b: {}", f"b: {{}}\n  c: {{{more}}}"))
        assert ("over_periods_kind" in found) == (way not in ways.split())


def test_ends_may_meet():
    assert codes(changed("a: {}", "a: {range: [5, 5]}", "group: g", "group: g\n    valid: [1, 1]")) == []
    assert codes(points("each: 2", "each: 6")) == codes(points("each: 2", "each: 0")) == []
    assert codes(rule("{rule: required, at_least: 3, each_missing: 100%}")) == []


@pytest.mark.parametrize(
    ("score", "codes_"),
    [
        ("{rule: target_gap, target: 9, each_point: 1%, slopes: [{beyond: 9, each_point: 2%}]}", ["slope_side"]),
        ("{rule: target_gap, target: 9, each_point: 1%, slopes: [{beyond: 8, each_point: 2%}]}", []),
        ("{rule: target_gap, reference: b, each_point: 1%, slopes: [{beyond: 99, each_point: 2%}]}", []),
        ("{rule: target_gap, target: 9, reference: b, each_point: 1%}", ["one_of_two"]),
        ("{rule: threshold, at_least: 3, at_most: 5}", ["one_of_two"]),
    ],
)
def test_slopes_and_targets(score, codes_):
    assert codes(rule(score)) == codes_


def test_where_less_is_better_slopes_stand_above_the_target():
    for beyond, told in ((10, []), (8, ["slope_side"])):
        slope = f"{{beyond: {beyond}, each_point: 2%}}"
        score = f"{{rule: target_gap, target: 9, each_point: 1%, slopes: [{slope}]}}"
        assert codes(rule(score, better="lower")) == told
