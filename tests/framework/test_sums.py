"""Points that add up: of all children, and of those of each class and period."""

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.framework.model import load_framework
from tests.framework.texts import COUNTY_SHEET, POINTS, codes, edited, mistakes


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


def test_many_children_of_a_wrong_sum_are_not_all_listed():
    # 14 ones make 14, not 10; twelve are named
    groups = "".join(f"  g{n}: {{weight: 1}}\n" for n in range(14))
    text = edited(POINTS, "  g: {weight: 10}\n", groups, "group: g, weight: 4", "group: g0, weight: 1",
                  "group: g, weight: 6", "group: g1, weight: 1")  # fmt: skip
    problem = next(p for p in mistakes(text) if p.code == "points_do_not_add_up")
    assert problem.params["given"] == "14"
    assert problem.params["listed"] == " + ".join(f"g{n} 1" for n in range(12)) + " + …"


def test_a_bad_period_of_an_indicator_with_points_is_told_as_such():
    # sums by period come later: they have to do without it
    text = COUNTY_SHEET.replace("better: higher", "better: higher\n    applies_to: {period: 20x4}", 1)
    assert "period_condition" in [problem.code for problem in mistakes(text)]


def test_a_misspelt_group_is_no_matter_of_sums():
    assert codes(edited(POINTS, "two: {group: g,", "two: {group: gg,")) == ["unknown_group_near"]
