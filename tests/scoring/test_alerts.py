"""Thresholds: who crosses which, who cannot be told, and where it is shown."""

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from tests.conftest import codes, manifest, plain, posts, register, scored, sheet

# the regions are invented


def alert(when, level="yellow", **more):
    return {"when": when, "level": level, **more}


def found(result, node=None):
    """Region and period to state, of one node's alerts."""
    frame = result.alerts
    frame = frame if node is None else frame[frame["node"] == node]
    return {f"{r} {p}": state for r, p, state in frame[["region", "period", "state"]].values.tolist()}


def of(when, values, **spec):
    """The alerts of one indicator, whose score is its value, by region and period."""
    return found(scored(sheet({"i": {**plain("a"), **spec, "alert": alert(when)}}), values))


# what is looked at


def test_nothing_to_report():
    result = scored(sheet({"i": plain("a")}), {"A": {"a": 1}})
    assert result.alerts.empty and "alerts_raised" not in codes(result)
    assert result.alerts.columns.tolist() == [
        "region", "period", "name", "node", "level", "state", "score", "value", "when", "note",
    ]  # fmt: skip
    kinds = {name: float if name in ("score", "value") else object for name in result.alerts.columns}
    assert result.alerts.dtypes.to_dict() == kinds  # as where there are some
    raised = scored(sheet({"i": {**plain("a"), "alert": alert("score < 5")}}), {"A": {"a": 1}}).alerts
    assert raised.dtypes.to_dict() == kinds and len(raised) == 1
    result = scored(sheet({"i": {**plain("a"), "alert": alert("score < 0.5")}}), {"A": {"a": 1}})
    assert result.alerts.empty and "alerts_raised" not in codes(result)


def test_score_and_value_of_an_indicator():
    # 12 of 10 to 20 is a score of 20
    spec = {"formula": "a / b", "score": posts(10, 20), "zh": "率"}
    rows = {"A": {"a": 24, "b": 2}, "B": {"a": 38, "b": 2}}
    by_score = {**spec, "alert": alert("score < 30", "黄色", note="约谈")}
    result = scored(sheet({"i": by_score}), rows, regions=register({"A": "x", "B": "x"}).assign(name=["甲县", "乙县"]))
    (told,) = result.alerts.to_dict("records")
    assert told == {
        "region": "A", "period": "2024", "name": "甲县", "node": "i", "level": "黄色", "state": "raised",
        "score": 20.0, "value": 12.0, "when": "score < 30", "note": "约谈",
    }  # fmt: skip
    assert found(scored(sheet({"i": {**spec, "alert": alert("value > 18")}}), rows)) == {"B 2024": "raised"}
    # facts of the framework can be used beside them
    assert found(scored(sheet({"i": {**spec, "alert": alert("value > 11 and b == 2 and a < 30")}}), rows)) == {
        "A 2024": "raised"
    }


def test_a_neutral_indicator_has_a_value():
    spec = {"formula": "a", "better": "neutral", "alert": alert("value >= 5")}
    result = scored(sheet({"i": spec, "j": plain("a")}), {"A": {"a": 5}, "B": {"a": 4}})
    assert found(result) == {"A 2024": "raised"} and np.isnan(result.alerts["score"].item())


def test_a_yes_is_a_condition():
    spec = {"formula": "a", "better": "neutral", "alert": alert("value")}
    framework = sheet({"i": spec, "j": plain("b")}, facts={"a": {"kind": "yes_no"}, "b": {}})
    result = scored(framework, {"A": {"a": "是", "b": 1}, "B": {"a": "否", "b": 1}, "C": {"b": 1}})
    assert found(result) == {"A 2024": "raised", "C 2024": "unknown"}


def test_an_indicator_through_the_window_that_it_accepts_first():
    spec = plain("a", accepts={"scope": ["system"]}, alert=alert("a > 5"))
    rows = [{"region": "A", "period": "2024", "fact": "a", "value": v, "scope": s} for v, s in ((9, "system"), (1, ""))]
    assert found(scored(sheet({"i": spec}), pd.DataFrame(rows).astype(str))) == {"A 2024": "raised"}


def test_score_of_a_group():
    framework = sheet(
        {"i": plain("a", group="g"), "j": plain("b", group="h"), "k": plain("b", group="top")},
        groups={"top": {"alert": alert("score < 50")}, "g": {"within": "top", "alert": alert("score < 50")}, "h": {}},
    )
    result = scored(framework, {"A": {"a": 40, "b": 70}, "B": {"a": 10, "b": 70}, "C": {"b": 70}})
    # top: (40 + 70) / 2 = 55, (10 + 70) / 2 = 40, 70; g: 40, 10, nobody knows
    assert found(result, "top") == {"B 2024": "raised"}
    assert found(result, "g") == {"A 2024": "raised", "B 2024": "raised", "C 2024": "unknown"}
    assert result.alerts.loc[result.alerts["node"] == "top", "score"].tolist() == [40]
    assert result.alerts["value"].isna().all()


def test_score_and_rank_of_the_composite():
    three = [alert("score < 50", "red"), alert("rank > 2", "yellow"), alert("rank == 1 and score >= 90", "praise")]
    framework = sheet({"i": plain("a")}, alert=three)
    result = scored(framework, {"A": {"a": 95}, "B": {"a": 60}, "C": {"a": 40}})
    assert result.alerts[["region", "level", "node"]].values.tolist() == [
        ["C", "red", ""], ["C", "yellow", ""], ["A", "praise", ""],
    ]  # fmt: skip
    # after bonuses and rounding, as the league table has it
    rounded = sheet({"i": plain("a")}, alert=alert("score < 60"), method={"round": 0})
    # 59.5 is shown as 60
    assert found(scored(rounded, {"A": {"a": 59.5}, "B": {"a": 59.4}})) == {"B 2024": "raised"}


def test_a_single_mapping_is_a_list_of_one():
    values = {"A": {"a": 10}, "B": {"a": 80}}
    for given in (alert("score < 60"), [alert("score < 60")]):
        framework = sheet({"i": {**plain("a"), "alert": given}}, groups={"g": {"alert": given}}, alert=given)
        result = scored(framework, values)
        # the composite, then groups, then indicators
        assert result.alerts[["region", "node"]].values.tolist() == [["A", ""], ["A", "g"], ["A", "i"]]


def test_decisions_move_alerts():
    framework = sheet({"i": {**plain("a"), "alert": alert("score < 60")}})
    row = {"region": "A", "period": "2024", "item": "i", "points": "50%", "state": "notified", "evidence": "x"}
    values = {"A": {"a": 80}}
    assert found(scored(framework, values)) == {}
    assert found(scored(framework, values, decisions=pd.DataFrame([row]))) == {"A 2024": "raised"}


# other years and periods


def test_against_the_year_before():
    years = {("A", "2023"): {"a": 50}, ("A", "2024"): {"a": 44}, ("B", "2023"): {"a": 50}, ("B", "2024"): {"a": 49}}
    # nobody knows 2022
    first = {"A 2023": "unknown", "B 2023": "unknown"}
    assert of("value < last_year(value) - 5", years) == {**first, "A 2024": "raised"}
    assert of("score < previous(score) - 5", years) == {**first, "A 2024": "raised"}
    # (44 - 50) / 50 = -12 %, (49 - 50) / 50 = -2 %
    assert of("growth(value) < -10%", years) == {**first, "A 2024": "raised"}


def test_growth_from_nothing_does_not_apply():
    years = {("A", "2023"): {"a": 0}, ("A", "2024"): {"a": 4}}
    assert of("growth(value) > 10%", years) == {"A 2023": "unknown"}


def test_two_months_in_a_row():
    months = {
        "A": (70, 50, 55),  # below 60 in February and in March: raised in March
        "B": (50, 70, 55),  # not in a row
        "C": (50, 50, 50),  # raised in February and in March
        "D": (50, None, 50),  # February is not filed
    }
    names = ("2024-01", "2024-02", "2024-03")
    values = {
        (region, name): {"a": score, "b": 1} if score is not None else {"b": 1}
        for region, scores in months.items()
        for name, score in zip(names, scores, strict=True)
    }
    framework = sheet(
        {"i": {**plain("a"), "alert": alert("score < 60 and previous(score) < 60")}, "j": plain("b")},
        alert=alert("score < 20 and previous(score) < 20"),
    )
    assert found(scored(framework, values), "i") == {
        # in January nobody knows December: who has 70 is out of danger all the same
        "B 2024-01": "unknown", "C 2024-01": "unknown", "D 2024-01": "unknown",
        "A 2024-03": "raised",
        "C 2024-02": "raised", "C 2024-03": "raised",
        "D 2024-02": "unknown", "D 2024-03": "unknown",
    }  # fmt: skip


# three values


def test_raised_unknown_or_not():
    values = {"A": {"a": 30, "b": 1}, "B": {"b": 1}, "C": {"a": 70, "b": 1}, "D": {"a": 70}, "E": {"a": 30}, "F": {}}
    values["F"] = {"c": 1}
    framework = sheet({"i": {**plain("a"), "alert": alert("score < 60 and b > 0")}}, facts={name: {} for name in "abc"})
    # a condition that one side decides is decided
    assert found(scored(framework, values)) == {
        "A 2024": "raised", "B 2024": "unknown", "E 2024": "unknown", "F 2024": "unknown",
    }  # fmt: skip
    either = sheet({"i": {**plain("a"), "alert": alert("score < 60 or b > 0")}}, facts={name: {} for name in "abc"})
    assert found(scored(either, values)) == {
        "A 2024": "raised", "B 2024": "raised", "C 2024": "raised", "D 2024": "unknown", "E 2024": "raised",
        "F 2024": "unknown",
    }  # fmt: skip


@pytest.mark.parametrize(("status", "state"), [("not_applicable", {}), ("claimed", {"A 2024": "unknown"})])
def test_what_does_not_apply_cannot_be_crossed(status, state):
    rows = [{"region": "A", "period": "2024", "fact": "a", "value": "", "status": status}]
    rows += [{"region": "A", "period": "2024", "fact": "b", "value": "5", "status": ""}]
    for when in ("value < 60", "score < 60"):
        framework = sheet(
            {"i": {**plain("a", group="g"), "alert": alert(when)}, "j": plain("b", group="h")},
            groups={"g": {"alert": alert("score < 60", "group")}, "h": {}},
        )
        result = scored(framework, pd.DataFrame(rows))
        assert found(result, "i") == state and found(result, "g") == state


def test_a_report_that_does_not_state_a_value_leaves_it_unknown():
    values = {"A": {"a": 30, "b": 1}, "B": {"b": 1}}
    framework = sheet({"i": {**plain("a"), "alert": alert("value < 60")}, "j": plain("b")})
    # B's report was read and says nothing of it: that is no all-clear
    found_ = found(scored(framework, values, documents=manifest({"A": "read", "B": "read"})))
    assert found_ == {"A 2024": "raised", "B 2024": "unknown"}


def test_a_gap_that_earns_nothing_has_a_score():
    framework = sheet({"i": {**plain("a"), "alert": [alert("score < 60"), alert("value < 60")]}, "j": plain("b")},
                      method={"missing": {"not_reported": "zero"}})  # fmt: skip
    result = scored(framework, {"A": {"b": 100}})
    # silence earns 0, which is known; what the value is, is not
    assert result.alerts[["when", "state"]].values.tolist() == [["score < 60", "raised"], ["value < 60", "unknown"]]


def test_who_is_not_meant_is_left_out():
    framework = sheet(
        {
            "i": {**plain("a", group="g"), "applies_to": {"class": ["county"]}, "alert": alert("score < 60")},
            "j": plain("a", group="h"),
        },
        groups={"g": {"alert": alert("score < 60")}, "h": {"alert": alert("score < 60")}},
        alert=alert("score < 60"),
    )
    classes = register({"A": "county", "B": "town", "R": "reference"})
    result = scored(framework, {"A": {"a": 10}, "B": {"a": 10}, "R": {"a": 10}}, regions=classes)
    # i is for counties, and g has nothing else; R is only compared with
    assert {node: list(found(result, node)) for node in ("", "g", "h", "i")} == {
        "": ["A 2024", "B 2024"], "g": ["A 2024"], "h": ["A 2024", "B 2024"], "i": ["A 2024"],
    }  # fmt: skip


def test_a_condition_on_other_facts_is_none_for_who_is_not_meant():
    spec = {**plain("a"), "applies_to": {"class": ["county"]}, "alert": alert("b > 5")}
    framework = sheet({"i": spec, "j": plain("b")}, facts={"a": {}, "b": {}})
    classes = register({"A": "county", "B": "town"})
    values = {"A": {"a": 10, "b": 9}, "B": {"a": 10, "b": 9}}
    assert found(scored(framework, values, regions=classes)) == {"A 2024": "raised"}


def test_a_group_without_scores_raises_nothing():
    framework = sheet(
        {"i": {"group": "g", "formula": "a", "better": "neutral"}, "j": plain("a", group="h")},
        groups={"g": {"alert": alert("score < 60")}, "h": {}},
    )
    assert found(scored(framework, {"A": {"a": 10}})) == {}


def test_peers_are_those_of_the_class():
    framework = sheet({"i": {**plain("a"), "alert": alert("score < peers_mean(score) - 20")}})
    classes = register({"A": "x", "B": "x", "C": "y", "D": "y"})
    values = {"A": {"a": 80}, "B": {"a": 30}, "C": {"a": 20}, "D": {"a": 30}}
    # the mean of x is 55, that of y 25
    assert found(scored(framework, values, regions=classes)) == {"B 2024": "raised"}


# where it is shown


def test_notes_count_alerts():
    framework = sheet({"i": {**plain("a"), "alert": alert("score < 60")}, "j": plain("b")})
    result = scored(framework, {"A": {"a": 10}, "B": {"a": 20}, "C": {"b": 1}, "D": {"a": 90}})
    (note,) = [note for note in result.notes if note.code == "alerts_raised"]
    assert note.params == {"count": 2, "unknown": 1} and note.severity == "warning"
    assert "2" in note.message("en") and "1" in note.message("zh")


def test_explanations_name_alerts():
    framework = sheet(
        {"i": {**plain("a"), "alert": [alert("score < 60", "红色"), alert("b > 1", "黄色")]}},
        facts={"a": {}, "b": {}},
        groups={"g": {"alert": alert("score < 50", "橙色")}},
        alert=alert("score < 40", "约谈"),
    )
    result = scored(framework, {"A": {"a": 30}, "B": {"a": 90, "b": 0}})
    told = {
        node: [part.text("zh") for part in result.explain("A", "2024", node).parts if part.kind == "alert"]
        for node in (None, "g", "i")
    }
    assert told == {
        None: ["预警 约谈：score < 40"],
        "g": ["预警 橙色：score < 50"],
        "i": ["预警 红色：score < 60", "预警 黄色 无法判断：b > 1"],
    }
    english = result.explain("A", "2024").render("en")
    assert "alert 红色: score < 60" in english and "alert 黄色 cannot be told: b > 1" in english
    assert "alert" not in result.explain("B", "2024").render("en")
    # a group that is only shown has its alerts too
    shown = sheet(
        {"i": {"group": "g", "formula": "a", "better": "neutral"}, "j": plain("a", group="h")},
        groups={"g": {"alert": alert("a > 5")}, "h": {}},
    )
    parts = scored(shown, {"A": {"a": 10}}).explain("A", "2024", "g").parts
    assert [part.kind for part in parts] == ["indicator", "alert"]


# in the framework


BARE = """\
format: 1
id: t
method: {missing: {not_reported: zero}}
facts: {a: {}}
indicators:
  i: {group: g, formula: a, better: neutral}
"""


@pytest.mark.parametrize(
    ("rest", "line", "column", "known"),
    [
        ("groups: {g: {}}\nalert: {when: zzz > 1, level: x}\n", 8, 15, "score, rank, a"),
        ("groups: {g: {}}\nalert:\n  - {when: 'score < 5 and zzz > 1', level: x}\n", 9, 27, "score, rank, a"),
        ("groups:\n  g: {alert: {when: zzz > 1, level: x}}\n", 8, 21, "score, a"),
    ],
)
def test_unknown_names_are_told_with_their_place(rest, line, column, known):
    with pytest.raises(fs.FazhiError) as caught:
        fs.load_framework("t.yaml", text=BARE + rest)
    (problem,) = caught.value.problems
    assert problem.code == "unknown_fact" and problem.params["known"] == known
    assert (problem.file, problem.line, problem.column) == ("t.yaml", line, column)


@pytest.mark.parametrize(
    ("name", "near"), [("scores", "score"), ("valeu", "value"), ("rank", ""), ("composite", ""), ("ab", "a")]
)
def test_an_indicator_knows_score_and_value(name, near):
    with pytest.raises(fs.FazhiError) as caught:
        sheet({"i": {**plain("a"), "alert": [alert("score < 1"), alert(f"{name} < 60")]}})
    (problem,) = caught.value.problems
    assert problem.code == ("unknown_fact_near" if near else "unknown_fact")
    assert problem.params["near"] == near and problem.params["known"] == "score, value, a"
    assert "indicators.i.alert" in problem.render("en")


def test_a_mistake_in_a_condition_is_told():
    for when in ("score <", "score < < 5", ""):
        with pytest.raises(fs.FazhiError) as caught:
            sheet({"i": {**plain("a"), "alert": alert(when)}})
        assert len(caught.value.problems) == 1


def test_alerts_survive_writing_the_framework():
    framework = sheet(
        {"i": {**plain("a"), "alert": [alert("score < 60", "红色", note="约谈"), alert("value > 1")]}},
        groups={"g": {"alert": alert("score < 50")}},
        alert=alert("rank > 3"),
    )
    again = fs.load_framework("t.yaml", text=framework.to_yaml())
    assert [(a.node, a.spec, a.when.text) for a in again.alarms] == [
        (a.node, a.spec, a.when.text) for a in framework.alarms
    ]
    assert len(again.alarms) == 4 and again.sha256() == framework.sha256()
    assert framework.with_weights(i=3).alarms == framework.alarms
    assert [a.spec for a in framework.with_method(round=1).alarms] == [a.spec for a in framework.alarms]


def test_who_states_nothing_at_all_has_no_composite_to_judge_whatever_silence_earns():
    framework = sheet(
        {"i": plain("a"), "j": plain("b")},
        facts={"a": {}, "b": {}, "c": {}},
        method={"missing": {"not_reported": "zero"}},
        alert=[alert("score < 60", "red"), alert("rank > 1", "yellow")],
    )
    result = scored(framework, {"A": {"a": 90, "b": 80}, "B": {"a": 90}, "C": {"c": 1}})
    # (90 + 80) / 2 = 85, (90 + 0) / 2 = 45, and nothing but silence
    assert result.composite.tolist() == [85, 45, 0]
    assert result.alerts[["region", "level", "state"]].values.tolist() == [
        ["B", "red", "raised"], ["C", "red", "unknown"], ["B", "yellow", "raised"], ["C", "yellow", "unknown"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "period"), [("year", "2024"), ("half", "2024H1"), ("quarter", "2024Q1"), ("month", "2024-01")]
)
def test_an_alert_may_be_for_periods_of_one_length(kind, period):
    values = {("A", each): {"a": 10} for each in ("2024", "2024H1", "2024Q1", "2024-01")}
    assert of("score < 60", values) == {f"A {each}": "raised" for _, each in values}
    framework = sheet({"i": {**plain("a"), "alert": alert("score < 60", period=kind)}})
    assert found(scored(framework, values)) == {f"A {period}": "raised"}


def test_what_a_report_that_was_read_does_not_state_cannot_be_told():
    framework = sheet({"i": plain("a"), "j": {**plain("b"), "alert": alert("value > 3")}})
    result = scored(framework, {"A": {"a": 1}}, documents=manifest({"A": "read"}))
    assert found(result) == {"A 2024": "unknown"}
