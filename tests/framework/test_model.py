"""The frozen framework: weights, methods, policies, layers and hash."""

import copy
import dataclasses
import pickle
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.framework.amounts import Amount
from fazhi_score.framework.document import read_document
from fazhi_score.framework.model import ROOT, default_framework_path, load_framework
from fazhi_score.framework.writing import marks_as_shares
from tests.framework.texts import COUNTY_SHEET, INDEX, POINTS, edited, load, mistakes

TREE = """\
format: 1
id: tree
zh: 树
method: {missing: {not_reported: exclude, claimed: zero}}
groups:
  north: {weight: 3, zh: 北}
  south: {weight: 1, en: South, missing: {not_reported: worst, small_base: mean}}
  deep: {within: south, weight: 2, aggregation: geometric, missing: {claimed: full}}
  shown: {weight: 5}
  aside: {weight: 7}
facts: {a: {zh: 甲}, b: {}, yes: {kind: yes_no}}
indicators:
  n1: {group: north, weight: 1, formula: a, better: higher, score: {rule: minmax}}
  n2: {group: north, weight: 3, formula: b, better: lower, score: {rule: minmax}}
  s1: {group: south, weight: 6, formula: a, better: higher, score: {rule: minmax}, missing: {not_reported: zero}}
  d1: {group: deep, formula: a, better: higher, score: {rule: minmax}}
  d2: {group: deep, formula: b, better: higher, score: {rule: minmax}, missing: {conflict: median}}
  listed: {group: deep, weight: 2, formula: yes, better: higher, layer: stated, score: {rule: presence}}
  held: {group: aside, formula: yes, better: higher, layer: stated, score: {rule: presence}}
  plain: {group: shown, formula: a + b, better: neutral}
adjustments:
  red: {kind: veto, when: yes, at_most: 60, en: Veto}
"""
"""Groups three deep; `shown` has nothing scored, `aside` only what documents state."""

SHEET = """\
format: 1
id: sheet
total_points: 100
method: {missing: {not_reported: zero}}
groups:
  top: {weight: 60}
  side: {weight: 40}
  inner: {within: top, weight: 20}
facts: {a: {}, b: {}}
indicators:
  t1: {group: top, weight: 30, formula: a, better: higher, score: {rule: required, at_least: 5, each_missing: 6}}
  t2: {group: top, weight: 10, formula: b, better: higher, score: {rule: minmax}}
  i1: {group: inner, weight: 15, formula: a, better: higher, score: {rule: minmax}}
  i2: {group: inner, weight: 5, formula: b, better: higher, score: {rule: minmax}}
  s1: {group: side, weight: 40, formula: b, better: higher, score: {rule: minmax}}
"""
"""60 = 30 + 10 + 20, 20 = 15 + 5, 100 = 60 + 40."""


def effective(framework, *names):
    """Shares of the composite, as rounded numbers."""
    return [round(framework.nominal_weights[name], 12) for name in names]


def problems(call, *args, **more):
    with pytest.raises(FazhiError) as caught:
        call(*args, **more)
    return [problem.code for problem in caught.value.problems]


# the tree


def test_children_stand_in_the_order_of_the_file_groups_first():
    tree = load(TREE)
    assert tree.id == "tree"
    assert tree.children == {
        ROOT: ["north", "south", "shown", "aside"],
        "north": ["n1", "n2"],
        "south": ["deep", "s1"],
        "deep": ["d1", "d2", "listed"],
        "shown": ["plain"],
        "aside": ["held"],
    }
    assert tree.group_order == [ROOT, "north", "south", "shown", "aside", "deep"]
    assert (tree.parent("deep"), tree.parent("d1"), tree.parent("north")) == ("south", "deep", ROOT)
    assert tree.node("deep").weight == 2
    assert tree.node("n2").better == "lower"


def test_the_composite_holds_what_is_measured_or_everything_scored():
    measured = load(TREE)
    assert measured.composite_ids == ["n1", "n2", "s1", "d1", "d2"]
    assert measured.composite_tree == {
        ROOT: ["north", "south"],
        "north": ["n1", "n2"],
        "south": ["deep", "s1"],
        "deep": ["d1", "d2"],
    }
    everything = measured.with_method(score_on="all", missing={"not_reported": "zero"})
    assert everything.composite_ids == ["n1", "n2", "s1", "d1", "d2", "listed", "held"]
    assert everything.composite_tree[ROOT] == ["north", "south", "aside"]
    assert everything.composite_tree["deep"] == ["d1", "d2", "listed"]
    assert "shown" not in everything.composite_tree  # a volume that is shown has no part in any composite


def test_effective_weights_are_shares_multiplied_down_the_tree():
    tree = load(TREE)
    # north 3/4: n1 1/4 and n2 3/4 of it; south 1/4: s1 6/8, deep 2/8, whose two are equal
    assert effective(tree, ROOT, "north", "south", "deep") == [1, 0.75, 0.25, 0.0625]
    assert effective(tree, "n1", "n2", "s1", "d1", "d2") == [0.1875, 0.5625, 0.1875, 0.03125, 0.03125]
    everything = tree.with_method(score_on="all", missing={"not_reported": "zero"})
    # aside joins with 7 of 3 + 1 + 7 = 11; in deep, listed has 2 of 4
    assert effective(everything, "north", "held") == [round(3 / 11, 12), round(7 / 11, 12)]
    assert effective(everything, "listed") == [round(1 / 11 * 2 / 8 * 2 / 4, 12)]


def test_layers_and_weights():
    tree = load(TREE)
    layers = {name: entry.layer for name, entry in tree.entries.items()}
    assert [name for name, layer in layers.items() if layer != "measured"] == ["listed", "held", "plain"]
    assert layers["plain"] == "neutral"
    assert "plain" not in tree.weights
    assert tree.weights["d1"] == 1.0  # no weight is the weight 1


def test_policies_cascade_from_the_indicator_over_its_groups_to_the_method():
    tree = load(TREE)
    default = {"not_applicable": "exclude", "small_base": "exclude"}
    assert tree.policy("n1") == {**default, "not_reported": "exclude", "claimed": "zero", "conflict": "exclude"}
    # s1's own word, else south's
    assert tree.policy("s1") == {**default, "not_reported": "zero", "small_base": "mean", "claimed": "zero",
                                 "conflict": "zero"}  # fmt: skip
    # deep's word on claims, south's on silence, the method's nowhere
    assert tree.policy("d1") == {**default, "not_reported": "worst", "small_base": "mean", "claimed": "full",
                                 "conflict": "worst"}  # fmt: skip
    assert tree.policy("d2")["conflict"] == "median"
    assert load(INDEX).policy("one") == {**default, "not_reported": "zero", "claimed": "zero", "conflict": "zero"}


def test_aggregation_is_the_groups_own_or_the_methods():
    tree = load(TREE)
    assert [tree.aggregation(group) for group in (ROOT, "south", "deep")] == ["arithmetic", "arithmetic", "geometric"]
    other = tree.with_method(aggregation="geometric")
    assert [other.aggregation(group) for group in (ROOT, "south", "deep")] == ["geometric"] * 3


def test_labels_fall_back_to_the_other_language_and_then_the_id():
    tree = load(TREE)
    assert [tree.label(name, "zh") for name in (ROOT, "north", "south", "n1", "a", "red", "none")] == [
        "树", "北", "South", "n1", "甲", "Veto", "none"]  # fmt: skip
    assert [tree.label(name) for name in (ROOT, "north", "south")] == ["树", "北", "South"]
    assert load(INDEX).label(ROOT) == "base"
    assert load(COUNTY_SHEET).label(ROOT) == "Law-based government score sheet"


def test_marks_are_shares_of_full_marks():
    sheet = load(SHEET)
    assert sheet.share("t1", sheet.entries["t1"].spec.score.each_missing) == 6 / 30
    assert sheet.share("t1", Amount(0.25, percent=True)) == 0.25
    assert sheet.share("t1", None) is None
    # the points of the file count, whatever weights are in use
    assert sheet.with_weights(t1=15).share("t1", Amount(6.0)) == 6 / 30
    assert load(INDEX).share("one", Amount(0.0)) == 0.0


def test_checklists_conditions_and_formulas_are_parsed():
    items = "{rule: checklist, items: {x: {formula: a > 0, weight: 2}, y: {formula: b}}}"
    text = edited(
        INDEX, "formula: a / b", "stated: a", "score: {rule: goalposts, worst: 0, best: 1}", f"score: {items}"
    )
    entry = load(text).entries["one"]
    assert [(key, item.weight, formula.text) for key, item, formula in entry.items] == [
        ("x", 2, "a > 0"),
        ("y", 1, "b"),
    ]
    assert (entry.formula, entry.stated.text) == (None, "a")
    listed = load(edited(text, items, "{rule: checklist, items: [a > 0, b]}")).entries["one"]
    assert [key for key, _, _ in listed.items] == ["a > 0", "b"]
    assert load(TREE).conditions["red"].text == "yes"


# other weights


def test_relative_weights_change_the_shares_of_siblings_only():
    tree = load(TREE).with_weights(north=1, n1=9)
    # north 1/2; n1 9 of 12, n2 3 of 12
    assert effective(tree, "north", "south", "n1", "n2") == [0.5, 0.5, 0.375, 0.125]
    assert effective(tree, "s1", "deep", "d1") == [0.375, 0.125, 0.0625]
    assert load(TREE).with_weights({"north": 0}).nominal_weights["s1"] == 0.75


def test_in_a_sheet_siblings_absorb_the_difference_and_descendants_scale_along():
    sheet = load(SHEET)
    assert effective(sheet, "t1", "t2", "inner", "i1", "i2", "s1") == [0.3, 0.1, 0.2, 0.15, 0.05, 0.4]
    # top 60 -> 30: side takes 70; all of top halves
    halved = sheet.with_weights(top=30)
    assert effective(halved, "top", "side") == [0.3, 0.7]
    assert effective(halved, "t1", "t2", "i1", "i2", "s1") == [0.15, 0.05, 0.075, 0.025, 0.7]
    # in the halved group inner has 10 points; 6 for i1 leave 4 for i2
    assert effective(halved.with_weights(i1=6), "i1", "i2", "inner") == [0.06, 0.04, 0.1]
    # t1 30 -> 40: the 30 of t2 and inner become 20, two thirds of each
    more = sheet.with_weights(t1=40)
    assert effective(more, "t1", "t2", "inner") == [0.4, round(0.2 / 3, 12), round(0.4 / 3, 12)]
    assert effective(more, "i1", "i2") == [0.1, round(0.1 / 3, 12)]
    # several at once, groups first: top 30, then t1 takes all 30 of it
    for weights in ({"top": 30, "t1": 30}, {"t1": 30, "top": 30}):
        assert effective(sheet.with_weights(weights), "t1", "t2", "i1", "s1") == [0.3, 0, 0, 0.7]
    assert effective(sheet.with_weights(side=0), "s1", "t1") == [0, 0.5]


def test_points_are_those_of_a_sheet_of_points():
    assert load(SHEET).points("t1") == 30
    assert load(TREE).points("n1") == 0


def test_siblings_that_are_given_together_get_what_they_are_given_in_any_order():
    sheet = load(SHEET)
    # of the 60 of top, 35 and 5 are given: inner keeps 20
    for weights in ({"t1": 35, "t2": 5}, {"t2": 5, "t1": 35}):
        assert effective(sheet.with_weights(weights), "t1", "t2", "inner", "i1") == [0.35, 0.05, 0.2, 0.15]
    assert effective(sheet.with_weights(t1=50, t2=0, inner=10), "t1", "t2", "inner", "i2") == [0.5, 0, 0.1, 0.025]
    assert problems(sheet.with_weights, t1=50, t2=11) == ["weight_too_large"]
    assert problems(sheet.with_weights, t1=30, t2=10, inner=19) == ["weight_alone"]


def test_zero_points_of_a_group_leave_nothing_to_its_children():
    sheet = load(SHEET).with_weights(top=0)
    assert problems(sheet.with_weights, t1=5) == ["weight_too_large"]
    assert effective(sheet.with_weights(t1=0), "t1", "s1") == [0, 1]
    # next to nothing is nothing: it cannot absorb 99 points
    assert problems(load(SHEET).with_weights(top=1e-300).with_weights, side=1) == ["weight_alone"]


@pytest.mark.parametrize(
    ("text", "weights", "codes", "message"),
    [
        (TREE, {"north": -1}, ["weight_negative"], "the weight of 'north' is -1; it must be zero or more"),
        (TREE, {"north": float("inf")}, ["weight_negative"], "the weight of 'north' is inf; it must be zero or more"),
        (TREE, {"north": float("nan")}, ["weight_negative"], "the weight of 'north' is nan; it must be zero or more"),
        (TREE, {"nort": 1}, ["unknown_weight_near"], "'nort' is no scored group or indicator"),
        (TREE, {"plain": 1}, ["unknown_weight"], "'plain' is no scored group or indicator"),
        (TREE, {"zz": 1, "n1": -2}, ["unknown_weight", "weight_negative"], "'zz' is no scored group or indicator"),
        (TREE, {"n1": 0, "n2": 0}, ["weights_all_zero"], "all weights in 'north' are zero"),
        (SHEET, {"top": 101}, ["weight_too_large"], "'top' cannot have 101 points: there are 100 to share"),
        (SHEET, {"i1": 20.5}, ["weight_too_large"], "'i1' cannot have 20.5 points: there are 20 to share"),
        (SHEET, {"s1": 39}, ["weight_alone"],
         "'s1' cannot have 39 points: it has the 40 points of its group to itself"),
    ],
)  # fmt: skip
def test_weights_that_cannot_be(text, weights, codes, message):
    with pytest.raises(FazhiError) as caught:
        load(text).with_weights(weights)
    assert [problem.code for problem in caught.value.problems] == codes
    assert caught.value.problems[0].message("en") == message
    assert caught.value.problems[0].where == ""  # no line of the file is wrong
    assert caught.value.render("zh")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["top", "side", "inner", "t1", "t2", "i1", "i2"]), st.floats(0, 100)), max_size=6
    )
)
def test_points_add_up_whatever_is_set(changes):
    sheet = load(SHEET)
    for name, weight in changes:
        try:
            sheet = sheet.with_weights({name: weight})
        except FazhiError as error:
            assert error.problems[0].code in ("weight_too_large", "weight_alone")
        else:
            assert sheet.nominal_weights[name] * 100 == pytest.approx(weight, abs=1e-6)
    leaves = [sheet.nominal_weights[name] for name in sheet.composite_ids]
    assert min(leaves) >= 0
    for group, children in sheet.composite_tree.items():
        together = sum(sheet.nominal_weights[child] for child in children)
        assert together == pytest.approx(sheet.nominal_weights[group], abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["north", "south", "deep", "n1", "n2", "s1", "d1", "d2"]), st.just(0) | st.floats(1e-6, 1e6)
    )
)
def test_effective_weights_of_indicators_sum_to_one(weights):
    assume(
        all(any(weights.get(child, 1) for child in pair) for pair in (("north", "south"), ("n1", "n2"), ("deep", "s1")))
    )
    assume(any(weights.get(child, 1) for child in ("d1", "d2")))
    tree = load(TREE).with_weights(weights)
    leaves = [tree.nominal_weights[name] for name in tree.composite_ids]
    assert sum(leaves) == pytest.approx(1, abs=1e-12)
    assert min(leaves) >= 0


# another method


def test_other_settings_leave_the_rest():
    tree = load(TREE).with_weights(north=1)
    other = tree.with_method(minimum_coverage="40%", minimum_peers=5, tolerance="0.00001%")
    assert tree.with_method(tolerance=Amount(0.5)).method.tolerance == Amount(0.5)
    assert (other.method.minimum_coverage, other.method.minimum_peers) == (0.4, 5)
    assert other.method.tolerance == Amount(1e-7, percent=True)
    assert other.with_method(minimum_peers=4).method.tolerance == Amount(1e-7, percent=True)
    assert other.weights == tree.weights
    assert other.document is tree.document
    assert tree.method.minimum_peers == 3


def test_missing_is_merged_key_by_key():
    tree = load(TREE).with_method(missing={"not_reported": "zero", "conflict": "worst"})
    assert tree.method.missing.model_dump(exclude_none=True) == {
        "not_reported": "zero",
        "claimed": "zero",
        "conflict": "worst",
    }
    assert tree.policy("n1")["conflict"] == "worst"


def test_settings_that_the_framework_cannot_bear_are_refused():
    tree = load(TREE)
    # under `all` the two yes/no items count; silence would cost nothing for one, the other's group says worst
    assert problems(tree.with_method, score_on="all") == ["presence_excluded"]
    assert problems(tree.with_method, aggregation="squares") == ["unknown_method"]
    assert problems(tree.with_method, agregation="geometric") == ["unknown_key_near"]
    assert problems(tree.with_method, missing={"not_reported": None}) == ["missing_policy_unstated"]
    assert problems(tree.with_method, minimum_coverage=2) == ["not_a_share"]
    assert problems(tree.with_method, tolerance=10**400) == ["not_an_amount"]
    with pytest.raises(FazhiError, match=r"^method\.round: 'round' is 99, beyond its bound 12$"):
        tree.with_method(round=99)


def test_numbers_survive_being_written_and_read_again():
    for written in ("33.3333333333333333%", "82.68%", "0.00001%", "99.999999999999%", "1e-7", "123456.789"):
        text = edited(INDEX, "  missing:", f"  tolerance: {written}\n  missing:")
        before = load(text)
        assert before.with_method(minimum_peers=2).method.tolerance == before.method.tolerance


# frozen, equal, hashed


def test_nothing_changes_in_place():
    tree = load(TREE)
    before = tree.sha256()
    tree.with_weights(north=9).with_method(aggregation="geometric")
    assert tree.sha256() == before
    with pytest.raises(dataclasses.FrozenInstanceError):
        tree.weights = {}
    with pytest.raises(ValidationError, match="frozen"):
        tree.method.aggregation = "geometric"
    with pytest.raises(ValidationError, match="frozen"):
        tree.entries["n1"].spec.weight = 5


def test_the_hash_does_not_depend_on_the_layout():
    shuffled = edited(
        POINTS,
        "format: 1\nid: sheet\ntotal_points: 10\n", "",
        "facts:\n  a: {}\n  b: {}\n", "# 事实\nfacts: {b: {},  a:   {}}   # 两个\n",
        "{group: g, weight: 6, formula: b,", '{formula: "b", weight: 6.0, group: g,',
    ) + "total_points: 1e1\nid: 'sheet'\nformat: 1\n"  # fmt: skip
    assert load(shuffled).sha256() == load(POINTS).sha256()
    assert len(load(POINTS).sha256()) == 64


def test_the_hash_changes_with_any_weight_rule_or_name():
    sheets = [load(SHEET)]
    sheets += [sheets[0].with_weights({name: 1}) for name in ("top", "t1", "t2", "inner", "i1")]
    sheets += [sheets[0].with_method(aggregation="geometric")]
    sheets += [load(edited(SHEET, "at_least: 5", "at_least: 6")), load(edited(SHEET, "t1:", "t9:"))]
    sheets += [load(edited(SHEET, "each_missing: 6", "each_missing: 6%"))]
    assert len({sheet.sha256() for sheet in sheets}) == len(sheets)
    assert sheets[0].with_weights(t1=30).sha256() == sheets[0].sha256()


def test_frameworks_are_copied_and_sent_to_other_processes():
    tree = load(TREE).with_weights(north=2)
    for other in (pickle.loads(pickle.dumps(tree)), copy.deepcopy(tree)):
        assert other == tree
        assert other.sha256() == tree.sha256()
        assert other.nominal_weights == tree.nominal_weights


# sources


def test_text_file_and_plain_data_say_the_same(tmp_path):
    path = tmp_path / "sheet.yaml"
    path.write_text(COUNTY_SHEET, encoding="utf-8")
    data = read_document("t.yaml", text=COUNTY_SHEET).data
    frozen = {**data, "grades": dict(data["grades"]), "method": {**data["method"], "scale_within": ("class",)}}
    found = [load_framework(source) for source in (path, str(path), data, frozen)] + [load(COUNTY_SHEET)]
    assert all(framework == found[0] for framework in found)
    assert len({framework.sha256() for framework in found}) == 1
    assert load_framework(found[0]) is found[0]


def test_a_text_without_a_name_is_called_text():
    with pytest.raises(FazhiError, match=r"^text:2:5: "):
        load_framework(text=edited(INDEX, "id: base", "id: a b"))


def test_the_default_framework_has_neither_errors_nor_warnings():
    framework = fs.load_framework()
    assert {note.severity for note in framework.notes} <= {"note"}
    assert [framework.label(name, "zh") for name in framework.children[ROOT]] == [
        "领导责任", "依法行政", "行政执法", "矛盾纠纷化解", "权力监督"]  # fmt: skip
    assert sum(framework.nominal_weights[name] for name in framework.composite_ids) == pytest.approx(1, abs=1e-12)
    assert default_framework_path().name == "indicators.yaml"
    assert set(framework.weights.values()) == {1.0}  # national bodies publish no weights, so it invents none


def test_the_files_own_places_are_kept_for_notes():
    (note,) = load(edited(INDEX, "  b: {}", "  b: {}\n  c: {}")).notes
    assert (note.code, note.severity, note.line, note.column) == ("facts_unused", "note", 7, 1)


def test_a_framework_shows_its_file_alone():
    framework = load(INDEX)
    assert repr(framework) == f"Framework(file={framework.file!r})"


def test_in_an_index_no_marks_are_points():
    assert marks_as_shares(load(INDEX), "one") == {}


def test_without_a_treatment_there_is_none():
    framework = load(INDEX)
    assert [framework.treatment(name) for name in framework.entries] == [None] * len(framework.entries)


def test_a_group_needs_a_weight_above_zero_whatever_neutral_values_stand_in_it():
    framework = load(INDEX + "  shown: {group: g, formula: a, better: neutral}\n")
    with pytest.raises(FazhiError) as caught:
        framework.with_weights(one=0)
    assert [problem.code for problem in caught.value.problems] == ["weights_all_zero"]


def test_a_notebook_shows_every_node_with_its_depth(monkeypatch):
    monkeypatch.setenv("FAZHI_LANG", "en")
    text = INDEX + "  shown: {group: g, formula: a, better: neutral}\n"
    assert re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", load(text)._repr_html_()) == [
        "Group or indicator", "Id", "Share of the composite", "Rule", "Layer",
        "g", "g", "100.0%", "", "",
        "· one", "one", "100.0%", "goalposts", "measured",
        "· shown", "shown", "–", "", "neutral",
    ]  # fmt: skip


@pytest.mark.parametrize(("length", "fine"), [(60, True), (61, False)])
def test_a_percentage_is_no_longer_than_sixty_letters(length, fine):
    text = edited(
        INDEX, "best: 1}", f"best: {'0' * (length - 2)}1%}}", "formula: a / b", "formula: a / b\n    unit: percent"
    )
    found = [problem.code for problem in mistakes(text) if problem.severity == "error"]
    assert ("not_an_amount" in found) != fine


def test_frameworks_that_say_the_same_are_equal_whatever_is_noted_about_their_files():
    text = edited(INDEX, "  b: {}", "  b: {}\n  c: {}")
    one, other = (load_framework(name, text=text) for name in ("one.yaml", "other.yaml"))
    assert one.notes != other.notes and one == other
