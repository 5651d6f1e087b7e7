"""How mistakes of a framework file are shown: with line and remedy, all at once, none that follows from another."""

import pytest

from fazhi_score.errors import FazhiError
from fazhi_score.messages.framework import TEXTS
from tests.framework.mistaken import changed, points, rule
from tests.framework.test_checks import MISTAKES as IN_CHECKS
from tests.framework.test_document import MISTAKES as IN_DOCUMENTS
from tests.framework.test_formula import MISTAKES as IN_FORMULAS
from tests.framework.test_schema import MISTAKES as IN_SCHEMA
from tests.framework.texts import COUNTY_SHEET, INDEX, codes, edited, load, mistakes

IN_FILES = [*IN_DOCUMENTS, *IN_SCHEMA, *IN_FORMULAS, *IN_CHECKS]

ELSEWHERE = {
    "test_document.py": {"file_unreadable", "yaml_is_folder", "yaml_too_large", "yaml_encoding"},
    "test_model.py": {"unknown_weight", "unknown_weight_near", "weight_negative", "weight_too_large", "weight_alone"},
    "tests/scoring": {"unknown_peers", "unknown_peers_near"},
    "test_overlay.py": {name for name in TEXTS if name.startswith(("extends_", "remove_", "set_", "unknown_node"))},
    "test_steps.py": {name for name in TEXTS if name.startswith(("unknown_method", "unknown_child"))},
    "test_schema.py": {"wrong_type_other"},
    "test_checks.py": {"full_marks_unreachable"},
    "test_sums.py": {"points_do_not_add_up_for"},
}
"""Codes that no row has, and where they are tested."""


def test_every_message_about_frameworks_is_triggered():
    here = {code for row in IN_FILES for code in row[0].split()}
    elsewhere = set().union(*ELSEWHERE.values())
    assert here | elsewhere == set(TEXTS)
    assert here & elsewhere == set()


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
