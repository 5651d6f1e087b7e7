"""What stands beside a result: notes, decisions, alerts, an earlier result, intervals, problems."""

import datetime

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.presentation.page import beside
from tests.conftest import plain, scored, sheet
from tests.presentation.page.conftest import POINTS, points_facts, unpacked

NUMBER = {"": 0, "g": 1, "i": 2, "j": 3}


def test_the_weightiest_notes_come_first_and_the_rest_is_counted():
    notes = (
        fs.Problem("no_facts", severity="note", file="/home/me/facts.csv"),
        fs.Problem("no_register", severity="warning"),
    )
    found = beside.notes(notes, most=1)
    assert [one[0] for one in found["listed"]] == ["warning"]
    assert found["more"] == 1
    assert beside.notes(notes)["listed"][1][1][0].startswith("facts.csv there is nothing to score")


def test_decisions_say_what_the_rule_alone_gave(tmp_path):
    file = tmp_path / "d.csv"
    rows = ["id,region,period,item,points,reason,evidence,state", "D1,r1,2024,both,6,核减,档案,notified",
            "D2,r2,2024,honour,1,补认,档案,proposed"]  # fmt: skip
    file.write_text("\n".join(rows), encoding="utf-8")
    result = fs.score(points_facts(6), fs.load_framework(POINTS), decisions=file)
    row = [region for region, _ in result.index].index("r1")
    found = beside.decisions(result, np.array([row]), {"both": 7})
    assert [(one["unit"], one["node"], one["score"], one["reason"]) for one in found] == [(0, 7, 6.0, "核减")]
    assert found[0]["states"] == [["notified", "已告知"]]
    assert found[0]["place"].startswith("d.csv")
    everything = beside.decisions(result, np.arange(6), {"both": 7})
    assert [one["node"] for one in everything] == [7, -1]


def test_raised_alerts_come_before_those_nobody_can_tell(monkeypatch):
    framework = sheet(
        {"i": plain("f", alert={"when": "value < 60", "level": "黄色"}), "j": plain("h")},
        alert={"when": "score < 50", "level": "红色", "note": "约谈"},
    )
    result = scored(framework, {"A": {"f": 30, "h": 40}, "B": {"h": 90}})
    found = beside.alerts(result, np.arange(2), NUMBER)
    assert {(unit, node, raised) for unit, node, _, raised, _, _ in found["listed"]} == {
        (0, 0, True),
        (0, 2, True),
        (1, 2, False),
    }
    assert [one[3] for one in found["listed"]] == [True, True, False]
    monkeypatch.setattr(beside, "MOST_ALERTS", 1)
    assert beside.alerts(result, np.arange(2), NUMBER)["more"] == 2
    calm = scored(framework, {"A": {"f": 90, "h": 90}})
    assert beside.alerts(calm, np.array([0]), NUMBER) == {"listed": [], "more": 0}


def test_the_last_period_before_ones_own_is_compared():
    framework = sheet({"i": plain("f"), "j": plain("h")})
    values = {("A", "2022"): {"f": 10}, ("A", "2023"): {"f": 20, "h": 40}, ("B", "2024"): {"f": 5}}
    earlier = scored(framework, values)
    result = scored(framework, {("A", "2024"): {"f": 30}, ("B", "2024"): {"f": 6}, ("C", "2024"): {"f": 1}})
    found = beside.before(earlier, result, np.arange(3))
    assert found["periods"] == ["2023", "2024", ""]
    assert unpacked(found["composite"]).tolist() == pytest.approx([30.0, 5.0, np.nan], nan_ok=True)
    scores = unpacked(found["scores"]).reshape(len(found["nodes"]), 3)
    assert scores[found["nodes"].index(2)].tolist() == pytest.approx([20.0, 5.0, np.nan], nan_ok=True)
    assert (found["otherFramework"], found["ownScales"]) == (False, False)
    other = beside.before(scored(sheet({"i": plain("f")}), {"A": {"f": 1}}), result, np.arange(3))
    assert other["otherFramework"]


def test_intervals_are_those_of_the_analysis_and_a_dash_for_strangers():
    framework = fs.load_framework().with_method(minimum_coverage=0.0)
    facts = fs.simulate(regions=12, seed=1).facts
    result = fs.score(facts, framework)
    few = fs.uncertainty(
        facts.filter(regions=[str(r) for r, _ in result.index[:8]]),
        framework,
        fs.Assumptions(weights=0.25),
        draws=40,
        seed=1,
    )
    found = beside.uncertainty(few, result, np.arange(12))
    low, high = unpacked(found["low"]), unpacked(found["high"])
    assert np.isnan(low[8:]).all() and not np.isnan(low[:8]).all()
    assert (low[:8] <= high[:8])[~np.isnan(low[:8])].all()
    assert (found["draws"], found["seed"], found["level"]) == (40, "1", 0.9)
    assert found["sources"] == [["weights", "权重"]]
    assert "stability" in found


def test_the_table_of_what_matters_is_in_both_languages():
    framework = fs.load_framework().with_method(minimum_coverage=0.0)
    facts = fs.simulate(regions=8, seed=1).facts
    assumptions = fs.Assumptions(weights=0.25, aggregation=["arithmetic", "geometric"])
    found = beside.sensitivity(fs.sensitivity(facts, framework, assumptions, draws=16, seed=1))
    assert len(found) == 2
    assert found[0]["rows"] and found[0]["columns"] != found[1]["columns"]


def test_problems_of_the_regions_shown_with_what_is_overdue():
    rows = [
        ("P1", "A", "2024", "台账不全", "open", "2024-06-30"), ("P2", "A", "2024", "未公示", "done", "2024-06-30"),
        ("P3", "A", "2024", "无期限", "under_way", ""), ("P4", "B", "2024", "别处", "open", ""),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["id", "region", "period", "problem", "state", "deadline"])
    frame["answer"], frame["answered"] = ["", "已改", "", ""], ["", "2024-06-01", "", ""]
    result = scored(sheet({"i": plain("f")}), {"A": {"f": 1}})
    found = beside.ledger(fs.read_ledger(frame), result, np.array([0]), datetime.date(2024, 7, 1))
    assert [(one["id"], one["open"], one["overdue"]) for one in found] == [
        ("P1", True, True), ("P3", True, False), ("P2", False, False),
    ]  # fmt: skip
    assert found[0]["state"] == ["open", "未整改"]
    early = beside.ledger(fs.read_ledger(frame), result, np.array([0]), datetime.date(2024, 6, 30))
    assert not early[0]["overdue"]
