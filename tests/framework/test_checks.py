"""What models cannot see is wrong with a framework file: names, sums, rules, units, grades, alerts and adjustments."""

import pytest

from fazhi_score.framework.model import load_framework
from tests.framework.mistaken import DATE, LEVEL, changed, each_of, formula, is_told_at_its_marks, points, rule
from tests.framework.texts import COUNTY_SHEET, INDEX, POINTS, codes, edited, load, mistakes

RATE = ("a: {}", "a: {unit: percent}")

MISTAKES = [
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


@each_of(MISTAKES)
def test_each_mistake_has_one_message_at_one_character(wanted, text):
    is_told_at_its_marks(wanted, text)


RATE = ("a: {}", "a: {unit: percent}")


@pytest.mark.parametrize("text", [INDEX, POINTS, COUNTY_SHEET])
def test_the_texts_that_the_mistakes_are_made_in_have_none(text):
    assert mistakes(text) == ()


def test_bands_that_nobody_can_fill_are_a_warning():
    text = rule("{rule: bands, bands: [{at_least: 2, score: 80%}, {at_least: 1, score: 60%}]}")
    (note,) = [note for note in load_framework("s.yaml", text=text).notes if note.severity == "warning"]
    assert note.code == "full_marks_unreachable"
    assert "80%" in note.message("en") and "100%" in note.hint("zh")


def test_a_percent_that_is_compared_with_a_value_is_fine():
    text = changed("group: g", 'group: g\n    alert: {when: "score < 60 and value < 80%", level: a}')
    assert len(load_framework("s.yaml", text=text).alarms) == 1


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


@pytest.mark.parametrize(("count", "end"), [(12, "f11"), (13, "f11 …")])
def test_of_many_facts_that_nothing_uses_twelve_are_named(count, end):
    text = edited(INDEX, "  b: {}", "  b: {}" + "".join(f"\n  f{k:02}: {{}}" for k in range(count)))
    (note,) = [problem for problem in mistakes(text) if problem.code == "facts_unused"]
    assert (note.params["count"], note.params["listed"].split(", ")[11:]) == (count, [end])


@pytest.mark.parametrize("bounds", ["[null, 5]", "[5, null]", "[5, 5]", "[null, null]"])
def test_a_range_may_be_open(bounds):
    text = edited(INDEX, "  b: {}", f"  b: {{range: {bounds}}}")
    assert [problem.code for problem in mistakes(text) if problem.severity == "error"] == []


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


def test_groups_in_a_circle_are_told_whoever_asks_what_silence_earns():
    text = edited(
        INDEX, "g: {weight: 1}", "g: {weight: 1, within: h}\n  h: {within: g}", "{not_reported: zero}", "{}",
        "score: {rule: goalposts, worst: 0, best: 1}", "score: {rule: presence}",
    )  # fmt: skip
    assert codes(text).count("group_cycle") == 2


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
