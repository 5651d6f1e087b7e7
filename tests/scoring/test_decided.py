"""Reviewers' decisions: points set and taken off, what may be decided, and what every table makes of it."""

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fazhi_score as fs
from tests.conftest import codes, plain, posts, register, scored, sheet, table

# the regions are invented, as is everything decided here


def same(found, wanted) -> None:
    np.testing.assert_allclose(np.asarray(found, dtype=float), wanted, rtol=1e-12, atol=1e-12, equal_nan=True)


EXTRAS = {
    "honour": {"kind": "bonus", "formula": "h", "each": 2, "cap": 10},
    "open_bonus": {"kind": "bonus", "formula": "h", "each": 0},
    "breach": {"kind": "penalty", "formula": "p", "each": 4, "cap": 20},
    "red": {"kind": "veto", "when": "v > 0", "at_most": 60},
    "shut": {"kind": "gate", "when": "v > 1"},
}
SHEET = sheet(
    {
        "study": plain("a", group="work", weight=80, zh="学法"),
        "cases": plain("b", group="work", weight=40),
        "report": {"group": "lead", "weight": 60, "score": {"rule": "reviewer"}},
        "tour": plain("c", group="lead", weight=20),
        "volume": {"group": "lead", "formula": "b", "better": "neutral"},
        "county_only": plain("a", group="other", weight=10, applies_to={"class": ["county"]}),
        "trial": plain("a", group="other", weight=0),
        "rest": plain("a", group="other", weight=90),
    },
    facts={name: {} for name in "abchpv"},
    groups={"work": {"weight": 120}, "lead": {"weight": 80}, "other": {"weight": 100}},
    total_points=300,
    adjustments=EXTRAS,
)
FACTS = {"a": 75, "b": 50, "c": 100, "h": 1, "p": 0, "v": 0}
CLASSES = register({"A": "county", "B": "town", "official": "reference"}, name={}).assign(name=["甲县", "乙镇", "官方"])


def row(item, /, **more):
    return {
        "region": "A", "period": "2024", "item": item, "state": "notified", "evidence": "第3页", "reason": "少一次",
        "decided_by": "评审组", "date": "2025-03-01", **more,
    }  # fmt: skip


def log(*rows):
    frame = pd.DataFrame([{"points": "", **one} for one in rows], dtype=object)
    return frame.where(frame.notna(), "")


def decided(*rows, framework=SHEET, facts=None, regions=CLASSES):
    values = facts or {"A": FACTS, "B": FACTS}
    return scored(framework, values, regions=regions, decisions=log(*rows) if rows else None)


def refused(*rows, **more):
    with pytest.raises(fs.FazhiError) as caught:
        decided(*rows, **more)
    for problem in caught.value.problems:
        assert "{" not in problem.render("en") + problem.render("zh")
    return [problem.code for problem in caught.value.problems]


def told(*rows, **more):
    """Where the first problem stands, and what its text mentions."""
    with pytest.raises(fs.FazhiError) as caught:
        decided(*rows, **more)
    return caught.value.problems[0].file, dict(caught.value.problems[0].params)


def one(result, item="study"):
    """What the table of decisions says of an item of A: by rule, as decided, in full."""
    (found,) = result.decided.of("A", "2024", item).to_dict("records")
    return [found[name] for name in ("rule_alone", "score", "full")]


def score_of(result, item="study", region="A"):
    return result.scores.loc[(region, "2024"), item]


# what a decision says


def test_by_the_rules_alone():
    result = decided()
    # study 60 of 80, cases 20 of 40: work 80 of 120; report is open and left out, tour 20 of 20: lead 100 %;
    # other 75 %; (120 · 66.67 + 80 · 100 + 100 · 75) / 300 = (80 + 80 + 75) / 3 = 78.33; honour 2 of 300 points
    same(result.composite, [(80 + 80 + 75) / 3 + 2 / 3] * 2)
    assert result.decisions.empty and len(result.decided.of("A", "2024", "study")) == 0


def test_points_are_set():
    result = decided(row("study", points=40))
    assert list(result.decisions.columns) == [
        "region", "period", "item", "id", "state", "set_to", "deducted", "rule_alone", "score", "full", "reason",
        "evidence", "decided_by", "date", "note", "history", "steps", "place",
    ]  # fmt: skip
    told = result.decisions.iloc[0]
    assert told[["state", "evidence", "reason", "decided_by", "date"]].tolist() == [
        "notified", "第3页", "少一次", "评审组", "2025-03-01",
    ]  # fmt: skip
    # 40 of 80 instead of 60: 20 of 300 less
    same(one(result), [60, 40, 80])
    same(score_of(result), 50)
    same(result.composite, [(80 + 80 + 75) / 3 + 2 / 3 - 20 / 3, (80 + 80 + 75) / 3 + 2 / 3])
    same(one(decided(row("study", points=0))), [60, 0, 80])
    same(one(decided(row("study", points=80))), [60, 80, 80])


def test_points_are_taken_off_what_the_rule_gives_and_add_up():
    rows = [row("study", id="1", deducted=15), row("study", id="2", deducted="10%"), row("study", id="3", deducted=2)]
    result = decided(*rows)
    # 60 - 15 - 80 · 10 % - 2 = 35 of 80; each row says what stands after all of them
    assert result.decisions[["rule_alone", "score", "full"]].values.tolist() == [[60, 35, 80]] * 3
    same(score_of(result), 35 / 80 * 100)
    # no more than everything
    same(one(decided(row("study", deducted=70))), [60, 0, 80])


def test_points_are_taken_off_points_that_were_set():
    result = decided(row("study", id="1", points=70), row("study", id="2", deducted=12.5))
    assert result.decisions["score"].tolist() == [57.5, 57.5]
    same(score_of(result), 57.5 / 80 * 100)


def test_a_share_of_full_marks():
    same(one(decided(row("study", points="80%"))), [60, 64, 80])
    same(one(decided(row("study", deducted="12.5%"))), [60, 50, 80])


@pytest.mark.parametrize("rule", ["按规则", "rule"])
def test_a_withdrawn_decision_leaves_the_rule(rule):
    result = decided(row("study", points=rule))
    same(one(result), [60, 60, 80])
    assert result.composite.equals(decided().composite) and result.decided.scores == {}
    # a deduction beside it starts from what the rule gives
    both = decided(row("study", id="1", points=rule), row("study", id="2", deducted=10))
    assert both.decisions["score"].tolist() == [50, 50]
    # of a reviewer's item there is then nothing again
    result = decided(row("report", points=rule))
    same(one(result, "report"), [np.nan, np.nan, 60])
    assert np.isnan(score_of(result, "report"))


def test_the_last_row_of_a_decision_counts():
    history = [row("study", id="1", points=40, state="proposed"), row("study", id="1", state="notified")]
    history.append(row("study", id="1", state="appealed", asked=60))
    same(one(decided(*history)), [60, 40, 80])
    changed = decided(*history, row("study", id="1", state="changed", points=55))
    same(one(changed), [60, 55, 80])
    assert changed.decisions["history"].tolist() == [("proposed", "notified", "appealed", "changed")]
    assert changed.decisions[["state", "place"]].values.tolist() == [["changed", "DataFrame row 4"]]


# where it starts


def test_a_reviewers_item_starts_from_full_marks():
    result = decided(row("report", id="1", deducted=6), row("report", id="2", deducted="5%"))
    # 60 - 6 - 3 = 51 of 60; lead (51 + 20) of 80
    assert result.decisions[["score", "full"]].values.tolist() == [[51, 60]] * 2
    assert result.decisions["rule_alone"].isna().all()
    same(score_of(result, "report"), 85)
    same(result.scores["lead"].iloc[0], 71 / 80 * 100)
    # B was not looked at
    assert np.isnan(score_of(result, "report", "B"))
    same(one(decided(row("report", points=15)), "report"), [np.nan, 15, 60])


@pytest.mark.parametrize("policy", ["exclude", "zero"])
@pytest.mark.parametrize("state", ["", "read", "not_found"])
def test_a_reviewers_item_with_a_fact_that_nobody_gave_starts_there_too(policy, state):
    framework = sheet(
        {"i": {"formula": "marks", "weight": 10, "score": {"rule": "reviewer"}}, "j": plain("a", weight=10)},
        groups={"g": {"weight": 20}},
        total_points=20,
        method={"missing": {"not_reported": policy}},
    )
    documents = pd.DataFrame({"id": ["d"], "region": ["A"], "period": ["2024"], "state": [state]}) if state else None
    taken = log(row("i", deducted=3))
    result = scored(framework, {"A": {"a": 50}}, decisions=taken, documents=documents)
    same(one(result, "i"), [np.nan, 7, 10])
    # where the reviewer gave 8, they are what is taken from
    same(one(scored(framework, {"A": {"a": 50, "marks": 8}}, decisions=taken), "i"), [8, 5, 10])


def test_from_a_gap_that_is_left_out_nothing_can_be_taken():
    facts = {"A": {**FACTS}, "B": FACTS}
    del facts["A"]["a"]
    assert refused(row("study", deducted=5), facts=facts) == ["decision_nothing_to_deduct"]
    result = decided(row("study", points=20), facts=facts)
    same(one(result), [np.nan, 20, 80])
    # where a gap earns nothing, there is a 0 to take from
    zero = SHEET.with_method(missing={"not_reported": "zero"})
    same(one(decided(row("study", deducted=5), facts=facts, framework=zero)), [0, 0, 80])


# what cannot be decided


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (row("study", points=80.5), "decision_beyond"),
        (row("study", points="101%"), "decision_beyond"),
        (row("study", deducted=81), "decision_beyond"),
        (row("volume", points=1), "decision_item_neutral"),
        (row("work", points=1), "decision_item_fixed"),
        (row("red", points=1), "decision_item_fixed"),
        (row("shut", points=1), "decision_item_fixed"),
        (row("studdy", points=1), "decision_item_unknown_near"),
        (row("honor", points=1), "decision_item_unknown_near"),
        (row("zzzzzz", points=1), "decision_item_unknown"),
        (row("study", points=1, region="AA"), "decision_unit_unknown_near"),
        (row("study", points=1, period="2023"), "decision_unit_unknown_near"),
        (row("study", points=1, region="不知道什么单位", period="1999"), "decision_unit_unknown"),
        (row("study", points=1, region="official"), "decision_unit_unknown"),
        (row("county_only", points=1, region="B"), "decision_out_of_scope"),
        (row("open_bonus", points="50%"), "decision_percent_of_nothing"),
        (row("honour", points=10.5), "decision_beyond"),
        (row("breach", points="101%"), "decision_beyond"),
        (row("study", points=20, evidence=""), "decision_without_evidence"),
    ],
)
def test_what_cannot_be_decided(given, code):
    values = {"A": FACTS, "B": FACTS, "official": {"a": 1}}
    assert refused(given, facts=values) == [code]


def test_several_deductions_together_are_not_more_than_the_item():
    rows = [row("study", id=str(n), deducted=30) for n in range(3)]
    # 3 · 30 = 90 of 80: the last one goes too far
    assert refused(*rows) == ["decision_beyond"]
    assert told(*rows) == ("DataFrame row 3", {"id": "2", "item": "study", "points": "90", "full": "80"})


def test_beside_a_decision_that_cannot_be_nothing_is_said_of_others_about_the_item():
    rows = [row("study", id="1", points=99, evidence=""), row("study", id="2", deducted=30)]
    assert refused(*rows) == ["decision_beyond"]
    assert told(*rows) == ("DataFrame row 1", {"id": "1", "item": "study", "points": "99", "full": "80"})


def test_every_bad_decision_is_told_with_its_place():
    rows = [row("study", id="1", points=99), row("work", id="2", points=1), row("cases", id="3", points=5)]
    with pytest.raises(fs.FazhiError) as caught:
        decided(*rows)
    by_place = {problem.where: problem for problem in caught.value.problems}
    assert set(by_place) == {"DataFrame row 1 [A 2024 study]", "DataFrame row 2 [A 2024 work]"}
    told = by_place["DataFrame row 1 [A 2024 study]"]
    assert all(part in told.message("zh") for part in ("99", "80", "study", "1"))


def test_only_some_unknown_names_get_a_suggestion():
    rows = [row(f"studdy{n}", points=1) for n in range(30)]
    found = refused(*rows)
    # looking for the nearest takes time: the first twenty are enough
    assert found.count("decision_item_unknown_near") == 20 and len(found) == 30
    assert refused(row("学" * 5000, points=1)) == ["decision_item_unknown"]


def test_a_unit_may_be_given_by_its_name():
    result = decided(row("study", points=40, region="甲县"))
    assert result.decisions["region"].tolist() == ["A"]
    same(score_of(result), 50)
    # who misspells a name is shown the name, who misspells an id the id
    long = register({"330102": "county", "B": "town"}).assign(name=["东山甲县", "乙镇"])
    for region, near in (("东山甲具", "东山甲县"), ("330103", "330102")):
        _, params = told(row("study", points=1, region=region), facts={"330102": FACTS, "B": FACTS}, regions=long)
        assert params["near"] == near
    # a name that two have is nobody's
    shared = CLASSES.assign(name=["甲县", "甲县", "官方"])
    assert refused(row("study", points=40, region="甲县"), regions=shared)[0].startswith("decision_unit_unknown")
    # without a register there are no names
    assert refused(row("study", points=40, region="甲县"), regions=None)[0].startswith("decision_unit_unknown")


def test_points_set_twice_under_id_and_name():
    rows = [row("study", id="1", points=40), row("study", id="2", points=30, region="甲县")]
    assert refused(*rows) == ["decision_points_twice"]
    assert told(*rows) == ("DataFrame row 2", {"id": "2", "other": "1", "line": 1})
    rows[1] = row("study", id="2", deducted=30, region="甲县")
    assert decided(*rows).decisions["score"].tolist() == [10, 10]


def test_less_without_evidence_is_an_error_once_the_unit_was_told():
    assert refused(row("study", points=59, evidence="")) == ["decision_without_evidence"]
    result = decided(row("study", points=59, evidence="", state="proposed"))
    notes = {note.code: note for note in result.notes}
    assert notes["decision_without_evidence"].severity == "warning"
    # one of one decision is only proposed, and counts
    assert notes["decisions_proposed"].params == {"count": 1, "all": 1}
    same(score_of(result), 59 / 80 * 100)
    # the same or more needs none, nor does a reviewer's full mark
    for points in (60, 70):
        assert "decision_without_evidence" not in codes(decided(row("study", points=points, evidence="")))
    assert refused(row("report", points=59, evidence="")) == ["decision_without_evidence"]
    assert "decision_without_evidence" not in codes(decided(row("report", points=60, evidence="")))
    # a deduction is asked for evidence when the log is read, and not again here
    assert refused(row("study", deducted=1, evidence="")) == ["decision_no_evidence"]


# frameworks without points, items without weight


INDEX = sheet({"i": plain("a"), "j": plain("b", weight=3)})


def test_without_points_only_shares_say_anything():
    two = {"A": {"a": 80, "b": 40}}
    assert refused(row("i", points=50), framework=INDEX, facts=two, regions=None) == ["decision_bare_points"]
    assert refused(row("i", deducted=5), framework=INDEX, facts=two, regions=None) == ["decision_bare_points"]
    result = decided(row("i", points="60%"), row("j", deducted="10%"), framework=INDEX, facts=two, regions=None)
    # (60 + 3 · (40 - 10)) / 4
    same(result.composite, [(60 + 3 * 30) / 4])
    assert result.decisions[["rule_alone", "score", "full"]].values.tolist() == [[80, 60, 100], [40, 30, 100]]


def test_a_share_of_an_item_without_weight_is_shown_and_moves_nothing():
    result = decided(row("trial", points="40%"))
    same(one(result, "trial"), [75, 40, 100])
    same(score_of(result, "trial"), 40)
    same(result.composite, decided().composite)
    same(one(decided(row("trial", deducted="40%")), "trial"), [75, 35, 100])
    # it has no points to give
    assert refused(row("trial", points=1)) == ["decision_beyond"]
    same(score_of(decided(row("trial", points=0)), "trial"), 0)


def test_other_weights_keep_the_share():
    tuned = SHEET.with_weights(study=60)
    result = decided(row("study", points=40), framework=tuned)
    # written as 40 of 80; study now has 60 and cases 60 of work's 120
    same(one(result), [60, 40, 80])
    same(score_of(result), 50)
    same(result.scores["work"].iloc[0], (30 + 30) / 120 * 100)


# bonuses and penalties


def test_a_bonus_and_a_penalty_are_decided():
    rows = [row("honour", points=8), row("breach", points="25%")]
    result = decided(*rows)
    # 8 instead of 2 and 25 % of 20 points off, of 300
    same(one(result, "honour"), [2, 8, 10])
    same(one(result, "breach"), [0, 5, 20])
    same(result.adjustments[["honour", "breach"]], [[8 / 3, -5 / 3], [2 / 3, 0]])
    same(result.composite, [(80 + 80 + 75) / 3 + 8 / 3 - 5 / 3, (80 + 80 + 75) / 3 + 2 / 3])
    same(result.contributions.sum(axis=1), result.composite)
    # without a cap any number of points is possible
    same(one(decided(row("open_bonus", points=33)), "open_bonus"), [0, 33, np.inf])


def test_a_bonus_is_cut_and_withdrawn():
    same(one(decided(row("honour", deducted=1.5)), "honour"), [2, 0.5, 10])
    same(one(decided(row("honour", points=0)), "honour"), [2, 0, 10])
    assert not decided(row("honour", points=0)).adjusted.effects["honour"].struck[0]
    result = decided(row("honour", points="按规则"))
    same(one(result, "honour"), [2, 2, 10])
    same(result.adjustments, decided().adjustments)


def test_evidence_for_less_bonus_and_more_penalty():
    assert refused(row("honour", points=1, evidence="")) == ["decision_without_evidence"]
    assert refused(row("breach", points=1, evidence="")) == ["decision_without_evidence"]
    guilty = {"A": {**FACTS, "p": 2}, "B": FACTS}
    # 2 · 4 = 8 points of penalty; 5 are in favour of the unit, as is more of a bonus
    fewer = decided(row("breach", points=5, evidence=""), row("honour", points=3, evidence=""), facts=guilty)
    same(fewer.adjustments.iloc[0][["honour", "breach"]].astype(float), [3 / 3, -5 / 3])
    assert "decision_without_evidence" not in codes(fewer)


def test_a_decided_bonus_is_not_unknown_any_more():
    framework = sheet(
        {"i": plain("a")},
        facts={"a": {}, "h": {}},
        adjustments={"plus": {"kind": "bonus", "formula": "h", "cap": 10}},
    )
    result = scored(framework, {"A": {"a": 50}, "B": {"a": 50}}, decisions=log(row("plus", points=8)))
    # nobody knows h: B gets between 0 and 10, A what was decided
    same(result.table[["lower", "composite", "upper"]], [[58, 58, 58], [50, 50, 60]])
    (note,) = [note for note in result.notes if note.code == "adjustment_unknown"]
    assert note.params["count"] == 1
    effect = result.adjusted.effects["plus"]
    assert effect.unknown.tolist() == [False, True] and effect.struck.tolist() == [True, False]


# the tables


def test_coverage_bounds_and_gaps_of_a_decided_gap():
    without = {"A": {"b": 50, "c": 100, "h": 0, "p": 0, "v": 0}, "B": FACTS}
    framework = sheet({"i": plain("a", weight=3), "j": plain("b", weight=1)}, facts={n: {} for n in "abchpv"})
    before = scored(framework, without, decisions=None)
    after = scored(framework, without, decisions=log(row("i", points="40%")))
    # j alone is a quarter; i open: 0 to 100; then all is stated and nothing open
    same(before.table.loc[("A", "2024"), ["coverage", "lower", "upper", "composite"]], [0.25, 12.5, 87.5, 50])
    same(after.table.loc[("A", "2024"), ["coverage", "lower", "upper", "composite"]], [1, 42.5, 42.5, 42.5])
    assert before.gaps.loc[("A", "2024"), "i"] == "not_reported"
    assert pd.isna(after.gaps.loc[("A", "2024"), "i"])
    # the value is what was reported, not what was decided
    assert np.isnan(after.indicator_values.loc[("A", "2024"), "i"])
    same(after.table.loc[("B", "2024")][["coverage", "composite"]].astype(float), [1, (3 * 75 + 50) / 4])


def test_contributions_sum_to_the_composite():
    result = decided(row("study", points=10), row("report", points=30), row("honour", points=9), row("trial", points=0))
    same(result.contributions.sum(axis=1), result.composite)
    # study 10 and report 30 of 300 points
    same(result.contributions.loc[("A", "2024"), ["study", "report"]], [10 / 3, 10])


def test_nothing_is_earned_by_silence_about_what_was_decided():
    result = decided(row("study", points=0))
    assert np.isnan(result.gain_by_silence.loc[("A", "2024"), "study"])
    assert not np.isnan(result.gain_by_silence.loc[("B", "2024"), "study"])
    assert np.isnan(result.break_even.loc[("A", "2024"), "study"])


def test_the_scale_of_peers_is_not_moved():
    framework = sheet(
        {"i": {"formula": "a", "score": {"rule": "rank"}}, "j": {"formula": "b", "score": {"rule": "minmax"}}}
    )
    values = {"A": {"a": 1, "b": 0}, "B": {"a": 2, "b": 5}, "C": {"a": 3, "b": 10}}
    before = scored(framework, values)
    after = scored(framework, values, decisions=log(row("i", points="100%"), row("j", points="90%")))
    # by rank 0, 50, 100 and between the least and the most 0, 50, 100: the others keep theirs
    same(before.scores[["i", "j"]], [[0, 0], [50, 50], [100, 100]])
    same(after.scores[["i", "j"]], [[100, 90], [50, 50], [100, 100]])
    assert after.ranks.tolist() == [2, 3, 1]


def test_a_gap_of_a_peer_takes_no_mean_from_a_decision():
    framework = sheet({"i": plain("a")}, method={"missing": {"not_reported": "mean"}, "scale_within": []})
    values = {"A": {"a": 20}, "B": {"a": 60}}
    silent = [{"region": "C", "fact": "a", "value": "", "status": "claimed"}]
    result = scored(framework, table(values, *silent), decisions=log(row("i", points="100%")))
    # the mean of 20 and 60, whatever was decided about A
    same(result.scores["i"], [100, 60, 40])


def test_ranks_and_grades_follow_decisions():
    framework = sheet({"i": plain("a")}, grades={"good": 80, "poor": 0})
    values = {"A": {"a": 90}, "B": {"a": 85}}
    result = scored(framework, values, decisions=log(row("i", deducted="20%")))
    assert result.ranks.tolist() == [2, 1] and result.table["grade"].tolist() == ["poor", "good"]


def test_comparable_scores_use_decisions():
    framework = sheet({"i": plain("a"), "j": plain("b")}, method={"compare_on": {"stated_by": "100%"}})
    values = {"A": {"a": 90, "b": 10}, "B": {"a": 50}}
    result = scored(framework, values, decisions=log(row("i", points="40%"), row("j", region="B", points="80%")))
    # with the decision both state both: (40 + 10) / 2 and (50 + 80) / 2
    same(result.table["comparable"], [25, 65])


# in words


def test_the_explanation_names_everything():
    history = [row("study", id="D1", points=40, state="proposed", date="2025-02-01")]
    history.append({**row("study", id="D1"), "reason": "", "date": "2025-02-05"})
    appeal = {"reason": "本镇认为已补课", "evidence": "申诉书", "date": "2025-02-09", "note": "复核中"}
    history.append({**row("study", id="D1", state="appealed", asked=60), **appeal})
    result = decided(*history)
    told = result.explain("A", "2024", "study")
    (found,) = [part for part in told.parts if part.kind == "decision"]
    assert (found.id, found.score) == ("D1", 40)
    english, chinese = found.text("en"), found.text("zh")
    for text in (english, chinese):
        assert all(
            part in text for part in ("D1", "60", "40", "80", "少一次", "第3页", "评审组", "2025-02-05", "复核中")
        )
        assert "本镇认为已补课" not in text  # the unit's words are no reason of the office
        assert "DataFrame row 3" in text
    assert "proposed → notified → appealed" in english and "拟定 → 已告知 → 申诉中" in chinese
    # they stand in the history
    assert [part.kind for part in found.parts] == ["step"] * 3
    assert found.parts[2].text("zh") == "申诉中 2025-02-09，评审组：本镇认为已补课；申诉书"
    # two steps are a history already, one is none
    for number in (1, 2):
        (part,) = [
            part for part in decided(*history[:number]).explain("A", "2024", "study").parts if part.kind == "decision"
        ]
        assert len(part.parts) == (0, 2)[number - 1]
    # the rule and the facts stay beside it
    assert [part.kind for part in told.parts] == ["decision", "rule", "formula"]
    assert "D1" in result.explain("A", "2024").render("zh")
    assert "D1" not in result.explain("B", "2024").render("zh")


def test_the_explanation_of_an_open_item_and_of_a_bonus():
    result = decided(row("report", id="D2", points=15, reason="", note=""), row("honour", id="D3", points=8))
    (found,) = [part for part in result.explain("A", "2024", "report").parts if part.kind == "decision"]
    # by rule there was nothing; what is empty is a dash
    assert found.params["rule"] == found.params["reason"] == "–"
    (found,) = [part for part in result.explain("A", "2024", "honour").parts if part.kind == "decision"]
    assert (found.params["rule"], found.params["points"], found.params["full"]) == ("2", "8", "10")
    assert result.explain("A", "2024", "honour").contribution == pytest.approx(8 / 3)


def test_hashes_hold_the_decisions():
    before, after = decided(row("study", points=40)), decided(row("study", points=41))
    assert before.hashes["decisions"] == before.log.sha256() != after.hashes["decisions"]
    assert {key: before.hashes[key] for key in ("facts", "framework")} == {
        key: after.hashes[key] for key in ("facts", "framework")
    }
    assert "decisions" not in scored(SHEET, {"A": FACTS}).hashes


def test_a_file_of_decisions_is_read_and_its_notes_are_kept(tmp_path):
    path = tmp_path / "决定.csv"
    path.write_text("单位,年度,考核项,得分,证据,状态\nA,2024,study,40,第3页,已告知\n", encoding="utf-8")
    result = scored(SHEET, {"A": FACTS, "B": FACTS}, regions=CLASSES, decisions=path)
    assert result.decisions["place"].tolist() == [f"{path}:2"]
    # neither name nor date: both are told by the reader of the log
    assert codes(result).count("decision_lacks") == 2


def test_comparing_and_weight_stability_with_decisions():
    framework = sheet({"i": plain("a", weight=2), "j": plain("b", weight=1)}, groups=None)
    values = {"A": {"a": 90, "b": 60}, "B": {"a": 60, "b": 90}}
    before = scored(framework, values)
    after = scored(framework, values, decisions=log(row("i", points="30%")))
    # 80 and 70; then A has (2 · 30 + 60) / 3 = 40
    same(before.composite, [80, 70])
    same(after.composite, [40, 70])
    moved = fs.compare(before, after)
    same(moved.scores["shift"], [-40, 0])
    equal = scored(framework, {"A": {"a": 30, "b": 60}, "B": {"a": 60, "b": 90}})
    for level in ("top", "all"):
        found, wanted = fs.weight_stability(after, level=level), fs.weight_stability(equal, level=level)
        pd.testing.assert_frame_equal(found, wanted)


@pytest.mark.no_cover
def test_weight_stability_by_ranking_anew_keeps_decided_bonuses():
    framework = sheet(
        {"i": plain("a"), "j": plain("b")},
        facts={name: {} for name in "abh"},
        method={"round": 1},  # so that there is no closed form
        adjustments={"plus": {"kind": "bonus", "formula": "h"}},
    )
    values = {"A": {"a": 60, "b": 40, "h": 0}, "B": {"a": 40, "b": 65, "h": 0}}
    found = fs.weight_stability(scored(framework, values, decisions=log(row("plus", points=5))), level="all")
    equal = scored(framework, {"A": {"a": 60, "b": 40, "h": 5}, "B": {"a": 40, "b": 65, "h": 0}})
    pd.testing.assert_frame_equal(found, fs.weight_stability(equal, level="all"))


# for any marks


def bits(result):
    arrays = [getattr(result.marks, field.name) for field in fields(result.marks) if field.name != "prepared"]
    arrays += [result.composite.to_numpy(), result.standing.low, result.standing.high, result.standing.coverage.total]
    return [np.ascontiguousarray(array).tobytes() for array in arrays]


MARKS = st.one_of(st.none(), st.integers(0, 100))


@pytest.mark.no_cover
@settings(max_examples=25)
@given(rows=st.lists(st.tuples(MARKS, MARKS), min_size=1, max_size=3), withdrawn=st.booleans())
def test_without_decisions_nothing_changes(rows, withdrawn):
    facts = {f"R{n}": {k: v for k, v in zip("ab", pair, strict=True) if v is not None} for n, pair in enumerate(rows)}
    facts["R0"] |= {"a": 50}
    framework = sheet({"i": plain("a"), "j": {"formula": "b", "score": {"rule": "rank"}}})
    empty = log(row("i", points="按规则", region="R0")) if withdrawn else log(row("i")).iloc[:0]
    plain_, with_log = scored(framework, facts), scored(framework, facts, decisions=empty)
    assert bits(plain_) == bits(with_log)
    pd.testing.assert_frame_equal(plain_.table, with_log.table)
    assert codes(plain_) == codes(with_log) and len(with_log.decisions) == withdrawn


@pytest.mark.no_cover
@settings(max_examples=40)
@given(
    value=MARKS,
    other=st.integers(0, 100),
    set_to=st.one_of(st.none(), st.integers(0, 40)),
    off=st.lists(st.integers(0, 20), max_size=2),
    policy=st.sampled_from(["exclude", "zero"]),
)
def test_a_decided_score_is_what_a_reviewers_marks_would_give(value, other, set_to, off, policy):
    def of(rule, **facts):
        spec = {"formula": rule, "score": posts() if rule == "a" else {"rule": "reviewer", "full": 40}, "weight": 40}
        framework = sheet(
            {"i": spec, "j": plain("b", weight=60)}, facts={n: {} for n in ("a", "b", "marks")},
            groups={"g": {"weight": 100}}, total_points=100, method={"missing": {"not_reported": policy}},
        )  # fmt: skip
        mine = {name: v for name, v in {"b": other, **facts}.items() if v is not None}
        return framework, {"A": mine, "B": {"a": 50, "marks": 20, "b": 50}}

    start = set_to if set_to is not None else (value if value is not None else 0) / 100 * 40
    after = max(start - sum(off), 0)
    rows = [row("i", id=f"off{k}", deducted=points) for k, points in enumerate(off)]
    rows += [] if set_to is None else [row("i", id="set", points=set_to)]
    framework, facts = of("a", a=value)
    if not rows or (value is None and set_to is None and policy == "exclude"):
        return
    found = scored(framework, facts, decisions=log(*rows))
    framework, facts = of("marks", marks=after)
    wanted = scored(framework, facts)
    columns = ["composite", "rank", "best_rank", "worst_rank", "coverage", "lower", "upper", "points"]
    columns = [name for name in columns if name in found.table]
    same(found.table[columns].astype(float), wanted.table[columns].astype(float))
    same(found.scores, wanted.scores)
    same(found.effective_weights, wanted.effective_weights)


def test_full_marks_can_be_taken_off_to_the_last():
    # 40 of 40 at once, or 20 and 20: no less than 0 is left of the 20 that the rule gives
    assert one(decided(row("cases", deducted=40)), "cases") == [20, 0, 40]
    halves = [row("cases", id=name, deducted="50%") for name in ("d1", "d2")]
    assert score_of(decided(*halves), "cases") == 0
    # a point more is more than there is
    assert refused(*halves, row("cases", id="d3", deducted=1)) == ["decision_beyond"]
