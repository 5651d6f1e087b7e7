"""Any order of what people and programs do to facts, decisions and ledgers: nothing that was decided is lost.

A long look for such an order: ``HYPOTHESIS_PROFILE=explore python -m pytest tests/test_state_machines.py``.
"""

import datetime
import os
import tempfile
from pathlib import Path

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import fazhi_score as fs
from fazhi_score.extraction.reviewing import merge_reviewed
from fazhi_score.extraction.stating import COLUMNS
from fazhi_score.facts.writing import write_frame

pytestmark = pytest.mark.no_cover

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "explore"
PHASES = [Phase.generate, Phase.shrink] if LONG else [Phase.generate]
RUNS = settings(
    max_examples=200 if LONG else 8, stateful_step_count=40 if LONG else 12, phases=PHASES, deadline=None, database=None
)

SOURCES = ("甲县.txt", "乙县.txt")
FACTS = ("cases_accepted", "cases_closed", "trainings")
VALUES = st.integers(0, 3).map(lambda k: ("12", "1.2万", "93.05%", "300余")[k])
ENDINGS = st.sampled_from([".csv", ".csv", ".xlsx"])
DECIDED = ("confirmed", "corrected", "rejected", "not_applicable")


class Machine(RuleBasedStateMachine):
    """Has a folder of its own."""

    def __init__(self):
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        self.folder = Path(self.home.name)

    def teardown(self):
        self.home.cleanup()


class ReviewedFacts(Machine):
    """A table of facts that is extracted again and again while people review it."""

    def __init__(self):
        super().__init__()
        self.stated = {}  # (source, fact): value in the report's text, and where it stands
        self.decided = []  # rows that people gave, with all their cells
        self.table = pd.DataFrame(columns=list(COLUMNS), dtype=object)

    def rows(self):
        return self.table.to_dict("records")

    def extracted(self):
        blank = dict.fromkeys(COLUMNS, "") | {"period": "2023", "scope": "own", "span": "annual", "status": "reported"}
        rows = [
            blank
            | {"region": source[:2], "source": source, "fact": fact, "value": value}
            | {"location": f"{place}:{place + 9}", "quote": f"全年{fact}共计{value}件"}
            for (source, fact), (value, place) in sorted(self.stated.items())
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)

    @rule(source=st.sampled_from(SOURCES), fact=st.sampled_from(FACTS), value=VALUES, place=st.integers(0, 2))
    def the_report_states(self, source, fact, value, place):
        self.stated[source, fact] = (value, 100 * FACTS.index(fact) + 10 * place)

    @precondition(lambda self: self.stated)
    @rule(pick=st.randoms(use_true_random=False))
    def the_report_leaves_out(self, pick):
        del self.stated[pick.choice(sorted(self.stated))]

    @rule()
    def extract(self):
        merged = merge_reviewed(self.table, self.extracted(), documents=SOURCES)
        self.table = merged.frame
        again = merge_reviewed(self.table, self.extracted(), documents=SOURCES)
        assert again.frame.equals(merged.frame)
        told = {"moved", "differs_from_reviewed", "reviewed_gone"}  # said each time, until somebody has looked
        assert set(again.changes["kind"]) <= told
        self.open_rows_follow_the_reports()

    def open_rows_follow_the_reports(self):
        stands = {(row["region"], row["fact"]) for row in self.decided if row["status"] != "rejected"}
        rejected = {(row["source"], row["fact"], row["value"]) for row in self.decided if row["status"] == "rejected"}
        wanted = {
            (source, fact, value)
            for (source, fact), (value, _) in self.stated.items()
            if (source[:2], fact) not in stands and (source, fact, value) not in rejected
        }
        found = [(row["source"], row["fact"], row["value"]) for row in self.rows() if row["status"] == "reported"]
        assert sorted(found) == sorted(wanted)

    @precondition(lambda self: any(row["status"] == "reported" for row in self.rows()))
    @rule(pick=st.randoms(use_true_random=False), status=st.sampled_from(DECIDED), value=VALUES)
    def somebody_decides(self, pick, status, value):
        number = pick.choice([k for k, row in enumerate(self.rows()) if row["status"] == "reported"])
        row = dict(self.rows()[number]) | {"status": status, "note": f"第{len(self.decided)}号"}
        signs = ("source", "fact", "value", "status")
        if [*(row[name] for name in signs[:2]), value, "rejected"] in [[one[n] for n in signs] for one in self.decided]:
            return  # who rejected a value does not correct another to it: such a table is refused
        if status in ("corrected", "not_applicable"):
            row["value"] = value if status == "corrected" else ""
            row["low"] = row["high"] = ""  # those of the value that was wrong; beside another value they are left out
        self.table.loc[number, list(row)] = list(row.values())
        self.decided.append(row)

    @rule(fact=st.sampled_from(FACTS), source=st.sampled_from(SOURCES), value=VALUES)
    def somebody_adds(self, fact, source, value):
        """A row without a place, from a document of the office."""
        if not any((row["region"], row["fact"]) == (source[:2], fact) for row in self.rows()):
            row = dict.fromkeys(COLUMNS, "") | {"region": source[:2], "period": "2023", "fact": fact, "value": value}
            row |= {"status": "confirmed", "scope": "own", "span": "annual", "note": f"补{len(self.decided)}"}
            self.table = pd.concat([self.table, pd.DataFrame([row], dtype=object)], ignore_index=True)
            self.decided.append(row)

    @precondition(lambda self: len(self.table))
    @rule(ending=ENDINGS)
    def write_and_read(self, ending):
        facts = fs.read_facts(self.table)
        path = self.folder / f"facts{ending}"
        facts.write(path)
        again = fs.read_facts(path)
        assert again.sha256() == facts.sha256()
        pd.testing.assert_frame_equal(again.to_frame(), facts.to_frame())
        frame = again.to_frame()
        self.table = frame.assign(**{name: "" for name in COLUMNS if name not in frame})[list(COLUMNS)]

    @precondition(lambda self: len(self.table))
    @rule(seed=st.integers(0, 99))
    def the_order_of_rows_does_not_matter(self, seed):
        shuffled = self.table.sample(frac=1, random_state=seed)
        assert fs.read_facts(shuffled).sha256() == fs.read_facts(self.table).sha256()

    @invariant()
    def nothing_decided_is_lost_or_altered(self):
        names = ["source", "fact", "value", "status", "note", "location", "quote"]
        found = [[row[name] for name in names] for row in self.rows() if row["status"] in DECIDED]
        assert sorted(found) == sorted([row[name] for name in names] for row in self.decided)


NEXT = {"proposed": ("proposed", "notified"), "notified": ("appealed",), "appealed": ("upheld", "changed")}


class DecisionLog(Machine):
    """A log of decisions that grows, is frozen now and then, and is tampered with."""

    def __init__(self):
        super().__init__()
        self.log = []
        self.frozen = []
        self.proposed = 0
        self.as_read = ("", None)
        self.day = datetime.date(2024, 12, 1)

    def frame(self, rows=None):
        names = ["id", "region", "period", "item", "deducted", "evidence", "decided_by", "date", "state"]
        return pd.DataFrame(self.log if rows is None else rows, columns=names, dtype=object)

    def last(self):
        return {row["id"]: row for row in self.log}

    def read(self):
        """Return the log as it is read, which is done once for each state of it."""
        state = repr(self.log)
        if self.as_read[0] != state:
            self.as_read = (state, fs.read_decisions(self.frame()))
        return self.as_read[1]

    def add(self, row, **changed):
        self.day += datetime.timedelta(days=1)
        self.log.append({**row, **changed, "date": self.day.isoformat()})

    @rule(deducted=st.integers(1, 5), region=st.sampled_from("甲乙"), item=st.sampled_from(["training", "reporting"]))
    def propose(self, deducted, region, item):
        self.proposed += 1  # the number of a proposal that was withdrawn is not given again
        row = {"id": f"D{self.proposed}", "region": f"{region}县", "period": "2024", "item": item, "state": "proposed"}
        self.add(row | {"evidence": "档案1", "decided_by": "张三", "deducted": str(deducted)})

    @precondition(lambda self: any(row["state"] in NEXT for row in self.last().values()))
    @rule(pick=st.randoms(use_true_random=False), deducted=st.integers(6, 9))
    def go_on(self, pick, deducted):
        row = pick.choice([row for row in self.last().values() if row["state"] in NEXT])
        state = pick.choice(NEXT[row["state"]])
        new = str(deducted) if (row["state"], state) in (("proposed", "proposed"), ("appealed", "changed")) else ""
        if new == [one["deducted"] for one in self.log if one["id"] == row["id"] and one["deducted"]][-1]:
            new = "0.5"  # what does not change is upheld
        self.add(row, state=state, deducted=new)

    @precondition(lambda self: any(row["state"] == "proposed" for row in self.last().values()))
    @rule(pick=st.randoms(use_true_random=False))
    def withdraw_a_proposal(self, pick):
        name = pick.choice([row["id"] for row in self.last().values() if row["state"] == "proposed"])
        self.log = [row for row in self.log if row["id"] != name]

    @precondition(lambda self: self.log)
    @rule()
    def freeze(self):
        self.frozen.append((self.read(), [dict(row) for row in self.log]))

    @precondition(lambda self: self.log)
    @rule(ending=ENDINGS)
    def write_and_read(self, ending):
        decisions = self.read()
        path = self.folder / f"decisions{ending}"
        decisions.write(path)
        again = fs.read_decisions(path)
        assert again.sha256() == decisions.sha256()
        pd.testing.assert_frame_equal(again.to_frame(), decisions.to_frame())

    @precondition(lambda self: self.log)
    @rule(seed=st.integers(0, 99))
    def decisions_may_stand_in_any_order(self, seed):
        order = pd.Series(sorted({row["id"] for row in self.log})).sample(frac=1, random_state=seed).tolist()
        rows = sorted(self.log, key=lambda row: order.index(row["id"]))
        assert fs.read_decisions(self.frame(rows)).sha256() == self.read().sha256()

    @precondition(lambda self: any(row["state"] != "proposed" for row in self.last().values()))
    @rule(pick=st.randoms(use_true_random=False))
    def a_decision_that_was_notified_cannot_vanish_or_change(self, pick):
        before = self.read()
        told = pick.choice([row for row in self.last().values() if row["state"] != "proposed"])
        rest = [row for row in self.log if row["id"] != told["id"]]
        gone = fs.read_decisions(self.frame(rest)).since(before)
        assert "decision_gone" in [problem.code for problem in gone]
        altered = [dict(row) for row in self.log if row["id"] == told["id"]]
        first = next(row for row in altered if row["deducted"])
        for row in altered:
            if row is first or (row["state"] == "proposed" and row["deducted"]):
                row["deducted"] = "0.25"  # for all proposals, so that what was notified says something else
        changed = fs.read_decisions(self.frame(rest + altered)).since(before)
        standing = [row["state"] for row in altered]
        assert "decision_altered" in [problem.code for problem in changed], standing

    @invariant()
    def no_earlier_state_is_contradicted(self):
        now = self.read()
        for earlier, _ in self.frozen:
            assert [problem.code for problem in now.since(earlier) if problem.severity == "error"] == []
        told = {row["id"] for _, rows in self.frozen for row in rows if row["state"] != "proposed"}
        assert told <= set(now.current["id"])

    @invariant()
    def what_stands_is_what_was_said_last(self):
        current = self.read().current
        assert dict(zip(current["id"], current["state"], strict=True)) == {
            name: row["state"] for name, row in self.last().items()
        }
        said = {row["id"]: float(row["deducted"]) for row in self.log if row["deducted"]}  # the last one counts
        assert dict(zip(current["id"], current["deducted"], strict=True)) == said


class ProblemLedger(Machine):
    """A ledger of problems over some years; what it says is counted anew by hand."""

    YEARS = (2021, 2022, 2023, 2024)

    def __init__(self):
        super().__init__()
        self.problems = {}
        self.as_read = ("", None, {}, {}, {})

    @initialize()
    def begin(self):
        self.find("甲县", 2022, "自查", None)

    @rule(
        region=st.sampled_from(["甲县", "乙县"]),
        year=st.sampled_from(YEARS),
        source=st.sampled_from(["自查", "督察", ""]),
        deadline=st.one_of(st.none(), st.integers(0, 2)),
    )
    def find(self, region, year, source, deadline):
        name = f"P{len(self.problems)}"
        due = "" if deadline is None else f"{year + deadline}-06-30"
        cells = {"id": name, "region": region, "period": str(year), "problem": "公开不及时", "state": "open"}
        cells |= {"source": source, "deadline": due}
        self.problems[name] = cells | {"answer": "", "answered": "", "follows": ""}

    @rule(pick=st.randoms(use_true_random=False), later=st.integers(0, 2), state=st.sampled_from(["done", "dropped"]))
    def settle(self, pick, later, state):
        row = self.problems[pick.choice(sorted(self.problems))]
        row |= {"state": state, "answer": "已办结", "answered": f"{int(row['period']) + later}-09-01"}

    @rule(pick=st.randoms(use_true_random=False), later=st.integers(0, 2))
    def begin_to_answer(self, pick, later):
        row = self.problems[pick.choice(sorted(self.problems))]
        row |= {"state": "under_way", "answer": "正在办理", "answered": f"{int(row['period']) + later}-09-01"}

    @rule(pick=st.randoms(use_true_random=False))
    def repeat(self, pick):
        old = self.problems[pick.choice(sorted(self.problems))]
        name = f"P{len(self.problems)}"
        new = {"id": name, "period": str(int(old["period"]) + 1), "state": "open", "follows": old["id"]}
        self.problems[name] = old | new | {"answer": "", "answered": "", "deadline": ""}

    def read(self):
        """Return the ledger as it is read, with what it says of each year: made once for each state of it."""
        state = repr(self.problems)
        if self.as_read[0] != state:
            ledger = fs.read_ledger(pd.DataFrame(list(self.problems.values()), dtype=object))
            still = {year: ledger.open_at(year) for year in (*self.YEARS, 2025)}
            carried = {year: ledger.carried(year) for year in self.YEARS[1:]}
            table = ledger.facts(self.YEARS[1:]).table
            counts = table.groupby(["period", "fact"], observed=True)["value"].sum().to_dict()
            self.as_read = (state, ledger, still, carried, counts)
        return self.as_read[1:]

    @rule(ending=ENDINGS)
    def write_and_read(self, ending):
        frame = self.read()[0].frame.drop(columns="line")
        path = self.folder / f"problems{ending}"
        write_frame(frame, path)
        pd.testing.assert_frame_equal(fs.read_ledger(path).frame.drop(columns="line"), frame)

    def settled(self, row, year):
        return row["state"] in ("done", "dropped") and row["answered"] <= f"{year}-12-31"

    @invariant()
    def open_problems_are_those_not_settled(self):
        for year, found in self.read()[1].items():
            rows = [row for row in self.problems.values() if int(row["period"]) <= year]
            still = [row["id"] for row in rows if not self.settled(row, year)]
            assert found["id"].tolist() == still
            late = {row["id"] for row in rows if row["id"] in still and row["deadline"]}
            late = {name for name in late if self.problems[name]["deadline"] < f"{year}-12-31"}
            assert set(found["id"][found["days_overdue"] > 0]) == late

    @invariant()
    def every_problem_of_last_year_is_carried_once(self):
        for year, carried in self.read()[2].items():
            last = {name: row for name, row in self.problems.items() if int(row["period"]) == year - 1}
            assert carried["id"].tolist() == list(last)
            followed = {row["follows"] for row in self.problems.values() if int(row["period"]) == year}
            for name, state in zip(carried["id"], carried["answer_state"], strict=True):
                row = last[name]
                done = row["state"] == "done" and self.settled(row, year)
                answered = bool(row["answered"]) and row["answered"] <= f"{year}-12-31"
                wanted = "answered" if done else "repeated" if name in followed else "answered" if answered else None
                assert state == wanted or (wanted is None and state in ("overdue", "silent"))

    @invariant()
    def the_counts_are_those_of_the_lists(self):
        _, open_at, carried_into, counts = self.read()
        for year in self.YEARS[1:]:
            carried, still = carried_into[year], open_at[year]
            of = {name: counts.get((str(year), f"ledger_problems_{name}"), 0) for name in
                  ("last_year", "answered", "repeated", "found", "overdue")}  # fmt: skip
            assert of["last_year"] == len(carried)
            for state in ("answered", "repeated"):
                assert of[state] == (carried["answer_state"] == state).sum()
            assert of["found"] == sum(int(row["period"]) == year for row in self.problems.values())
            assert of["overdue"] == (still["days_overdue"] > 0).sum()


TestReviewedFacts = ReviewedFacts.TestCase
TestDecisionLog = DecisionLog.TestCase
TestProblemLedger = ProblemLedger.TestCase
TestReviewedFacts.settings = TestDecisionLog.settings = TestProblemLedger.settings = RUNS
