"""Coverage by nominal weights, its split, and disclosure by the manifest."""

import numpy as np

from fazhi_score.scoring.coverage import nominal_weights
from tests.conftest import manifest, plain, posts, register, scored, sheet, table

PERCENT = {"unit": "percent", "score": posts("0%", "100%")}


def same(found, wanted) -> None:
    np.testing.assert_allclose(np.asarray(found, dtype=float), wanted, rtol=1e-12, atol=1e-12, equal_nan=True)


SPLIT = sheet(
    {
        "counted": {"group": "g1", "weight": 3, "formula": "x / y", "stated": "r", **PERCENT},
        "printed": {"group": "g1", "weight": 1, "formula": "p", **PERCENT},
        "words": {"group": "g2", **plain("w")},
    },
    facts={"x": {}, "y": {}, "r": {"unit": "percent"}, "p": {"unit": "percent"}, "w": {}},
    groups={"g1": {"weight": 2}, "g2": {"weight": 1}},
)
COLUMNS = ["coverage", "coverage_counts", "coverage_rates", "coverage_words"]


def test_coverage_is_split_into_counts_printed_rates_and_words():
    words = {"fact": "w", "value": "", "status": "claimed"}
    # nominal: counted 2/3 · 3/4 = 1/2, printed 2/3 · 1/4 = 1/6, words 1/3
    result = scored(
        SPLIT,
        table(
            {
                "A": {"x": 1, "y": 2, "p": "50%"},
                "B": {"r": "50%", "p": "50%"},
                "C": {"x": 1, "y": 2},
                "D": {"x": 1, "w": 5},
            },
            *({"region": region, **words} for region in "AB"),
        ),
    )
    wanted = [
        [2 / 3, 1 / 2, 1 / 6, 1 / 3],
        [2 / 3, 0, 2 / 3, 1 / 3],  # the printed rate stands in for the counts
        [1 / 2, 1 / 2, 0, 0],
        [1 / 3, 1 / 3, 0, 0],  # one of two counts is no rate
    ]
    same(result.table[COLUMNS], wanted)


def test_what_does_not_apply_is_in_neither_part():
    row = {"region": "A", "fact": "w", "value": "", "status": "not_applicable"}
    # words (1/3) does not apply: (1/2) / (1/2 + 1/6)
    same(scored(SPLIT, table({"A": {"x": 1, "y": 2}}, row)).table["coverage"], [0.75])
    # printed rates are a share of what applies too: (2/3 · 1/4) / (2/3)
    printed = scored(SPLIT, table({"A": {"p": "50%"}}, row)).table
    same(printed[COLUMNS], [[1 / 4, 0, 1 / 4, 0]])
    # nor does a share of nothing
    same(scored(SPLIT, {"A": {"x": 0, "y": 0, "w": 1}}).table["coverage"], [(1 / 3) / (1 / 6 + 1 / 3)])


def test_imputed_values_do_not_cover():
    framework = sheet({"i": plain("a"), "j": plain("b")}, method={"missing": {"not_reported": "mean"}})
    same(scored(framework, {"A": {"a": 1, "b": 2}, "B": {"a": 1}}).table["coverage"], [1, 0.5])


def test_coverage_of_nothing_applicable_is_missing():
    framework = sheet({"i": plain("a")})
    result = scored(framework, table({}, {"region": "A", "fact": "a", "value": "", "status": "not_applicable"}))
    assert np.isnan(result.table["coverage"].item())


def test_nominal_weights_leave_out_what_is_out_of_scope():
    framework = sheet(
        {
            "i": plain("a", group="g1", weight=1),
            "j": plain("b", group="g1", weight=3, applies_to={"class": ["county"]}),
            "k": plain("c", group="g2"),
        },
        groups={"g1": {"weight": 1}, "g2": {"weight": 1, "applies_to": {"class": ["county"]}}},
    )
    result = scored(framework, {"A": {"a": 1}, "T": {"a": 1}}, regions=register({"A": "county", "T": "town"}))
    # county: 1/2 · 1/4, 1/2 · 3/4, 1/2; the town has only i
    same(result.nominal, [[1 / 8, 3 / 8, 1 / 2], [1, 0, 0]])
    same(result.table["coverage"], [1 / 8, 1])
    neutral = sheet({"n": {"formula": "a", "better": "neutral"}})
    assert nominal_weights(neutral, {}, 3).shape == (3, 0)


DISCLOSED = sheet(
    {
        "measured": {"formula": "x / y", **PERCENT},
        "said": {"formula": "s", "layer": "stated", "score": {"rule": "presence"}},
        "list": {"layer": "stated", "score": {"rule": "checklist", "items": ["t", "u"]}},
        "volume": {"formula": "v", "better": "neutral"},
    },
    facts={"x": {}, "y": {}, "v": {}, **{name: {"kind": "yes_no"} for name in "stu"}},
    method={"score_on": "measured"},
)


def disclosed(values, *extra, state="read"):
    result = scored(DISCLOSED, table({"A": values}, *extra), documents=manifest({"A": state}))
    return result.table["disclosure"].item()


def test_disclosure_is_the_share_of_items_that_a_read_document_states():
    # three items: a rate, a sentence, a list of two
    same(disclosed({"x": 1, "y": 2, "s": "是", "t": "是", "u": "否"}), 1)
    same(disclosed({"x": 1, "y": 2}), 1 / 3)
    same(disclosed({"x": 1, "s": "否"}), 1 / 3)  # no is an answer; half a rate is none
    same(disclosed({"t": "是"}), 0.5 / 3)
    same(disclosed({"v": 7}), 0)


def test_words_disclose_a_sentence_but_no_number():
    def claim(fact):
        return {"region": "A", "fact": fact, "value": "", "status": "claimed"}

    same(disclosed({}, claim("s")), 1 / 3)
    same(disclosed({}, claim("x")), 0)
    same(disclosed({"t": "是"}, claim("u")), 1 / 3)


def test_disclosure_leaves_out_what_does_not_apply():
    row = {"region": "A", "fact": "s", "value": "", "status": "not_applicable"}
    same(disclosed({"x": 1, "y": 2}, row), 1 / 2)
    # no cases: the counts are stated, the rate does not exist
    same(disclosed({"x": 0, "y": 0, "s": "是"}), 1 / 2)


def test_without_a_document_read_in_full_nobody_can_say():
    for state in ("partly", "scan", "failed", "not_found", "not_sought"):
        assert np.isnan(disclosed({"x": 1, "y": 2}, state=state))
    assert np.isnan(scored(DISCLOSED, {"A": {"x": 1, "y": 2}}).table["disclosure"].item())


def test_the_stated_layer_does_not_touch_the_composite():
    result = scored(DISCLOSED, {"A": {"x": 1, "y": 2, "s": "否"}})
    assert result.composite.item() == 50
    assert result.table["coverage"].item() == 1
    assert result.scores["said"].item() == 0


def test_a_class_for_which_only_weights_of_zero_are_left_has_none():
    framework = sheet({"i": plain("a", weight=0), "j": plain("b", applies_to={"class": ["county"]})})
    values = {"A": {"a": 1, "b": 1}, "T": {"a": 1, "b": 1}}
    result = scored(framework, values, regions=register({"A": "county", "T": "town"}))
    same(result.nominal, [[0, 1], [0, 0]])


def test_coverage_goes_by_the_weights_of_each_unit():
    framework = sheet(
        {
            "i": plain("a", group="g1", weight=1),
            "j": plain("b", group="g1", weight=3, applies_to={"class": ["county"]}),
            "k": plain("c", group="g2"),
        },
        groups={"g1": {}, "g2": {}},
    )
    result = scored(framework, {"A": {"a": 1}, "T": {"a": 1}}, regions=register({"A": "county", "T": "town"}))
    # county: i is 1/4 of a half; town: all of it
    same(result.table["coverage"], [1 / 8, 1 / 2])
