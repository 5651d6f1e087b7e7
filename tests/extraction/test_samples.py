"""The invented sample reports: each planted trap is handled as traps.csv says, and their data fit together."""

import csv
import datetime
import json
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
import yaml

from fazhi_score.documents.reports import read_reports
from fazhi_score.extraction.extracting import extract_report, gather
from fazhi_score.facts.quantities import Form

FOLDER = Path(__file__).parents[2] / "examples" / "reports"
INDICATORS = Path(__file__).parents[2] / "indicators.yaml"
NUMERAL = re.compile(r"[\d０-９]|[〇零一二两三四五六七八九十百千万半成]+(?=[\u4e00-\u9fff])")
IN_WAN = {"元": 1e-4, "万元": 1, "亿元": 1e4}  # amounts are in 万元
NUMBERS = (Form.NUMBER, Form.PERCENT, Form.DATE)
KINDS = {
    "parts_total",
    "rate_counts",
    "growth",
    "repeated",
    "second_source",
    "carry_over",
    "impossible",
    "done_and_pending",
}


def rows_of(name):
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


TRAPS = rows_of("traps.csv")
WITHOUT = {
    (row["report"], row["trap"], row["quote"]): row["why"]
    for row in csv.DictReader((Path(__file__).parent / "traps_not_handled.csv").read_text("utf-8").splitlines())
}  # known weaknesses, each with its reason; one that is handled after all fails, so that the list stays true


@cache
def reports():
    found = read_reports(FOLDER, regions=FOLDER / "regions.csv")
    return {report.id: report for report in found}


@cache
def gold():
    return {path.stem: [json.loads(line) for line in path.read_text("utf-8").splitlines()]
            for path in sorted((FOLDER / "gold").glob("*.jsonl"))}  # fmt: skip


@cache
def facts_of(name):
    """The rows of a report as the facts table reads them."""
    rows = gather([extract_report(reports()[name])]).table.to_dict("records")
    for row in rows:
        row["start"], row["end"] = map(int, (row["location"] or "-1:-1").split(":"))
    return rows


def touching(name, start, end):
    """The rows whose place overlaps; and those of the page's head, which have none."""
    return [row for row in facts_of(name) if row["start"] < 0 or (row["start"] < end and row["end"] > start)]


def own_numbers(report, quote):
    """What could pass for the unit's own figure of the year and stands on a numeral of the quote.

    In a quote without numerals, what stands within it. Plans, other scopes and other years cannot; nor can facts that
    neither the framework nor the annotations know.
    """
    start = report.text.index(quote)
    end = start + len(quote)
    places = [(start + match.start(), start + match.end()) for match in NUMERAL.finditer(quote)]
    rows = [row for place in places for row in touching(report.id, *place)]
    if not places:
        rows = [row for row in touching(report.id, start, end) if start <= row["start"] and row["end"] <= end]
    rows = [row for row in rows if (start <= row["start"] and row["end"] <= end) or is_among(row["value"], quote)]
    usual = ("own", report.period)
    return [row for row in rows if (row["scope"], row["period"]) == usual and row["status"] != "planned"
            and row["form"] in NUMBERS and row["fact"] in known_facts() and row["start"] >= 0]  # fmt: skip


def is_among(value, quote):
    """Whether a value is a number of the quote; where the place reaches beyond it, it may be another's."""
    digits = re.findall(r"\d+(?:\.\d+)?", unicodedata.normalize("NFKC", quote).replace(",", ""))
    scales = (1, 0.01, 1e-4, 1e4)
    return not digits or any(value == pytest.approx(float(number) * scale) for number in digits for scale in scales)


@cache
def known_facts():
    annotated = {record["fact"] for each in gold().values() for record in each}
    return annotated | set(yaml.safe_load(INDICATORS.read_text("utf-8"))["facts"])


def wanted(expected, period):
    """The facts that a cell of traps.csv names: fact, value, scope, span, status, period."""
    facts = []
    for part in expected.removeprefix("nothing or ").split(" & "):
        fact, rest = part.split("=", 1)
        value, scope, span, status, *year = rest.split("/")
        facts.append((fact, value, scope, span, status, year[0] if year else period))
    return facts


def is_it(row, fact):
    """Whether an extracted row is the fact; of a scope other than own it only matters that it is another."""
    name, value, scope, spans, statuses, period = fact
    if (row["fact"], row["period"]) != (name, period) or row["status"] not in statuses.split("|"):
        return False
    if row["span"] not in spans.split("|") and row["status"] != "planned":  # a plan has no window yet
        return False
    return (row["scope"] == "own") == (scope == "own") and value_is(row, value)


def value_is(row, value):
    if value == "words":
        return row["form"] not in NUMBERS
    if value == "yes":
        return row["form"] == Form.YESNO and row["value"] == 1
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return row["form"] == Form.DATE and row["value"] == datetime.date.fromisoformat(value).toordinal()
    number, bound = float(value.rstrip("+-")), value[-1]
    factor = 100 if row["form"] == Form.PERCENT else IN_WAN.get(str(row.get("unit")), 1)
    if row["value"] * factor != pytest.approx(number, rel=1e-4):
        return False
    if bound == "+":
        return row["low"] == row["value"]
    return bound != "-" or row["high"] == row["value"]


def marked(number, trap):
    why = WITHOUT.get((trap["report"], trap["trap"], trap["quote"]))
    marks = [pytest.mark.xfail(reason=why, strict=True, raises=AssertionError)] if why else []
    return pytest.param(trap, marks=marks, id=f"{number}-{trap['trap']}-{trap['report'][:6]}")


@pytest.mark.parametrize("trap", [marked(number, trap) for number, trap in enumerate(TRAPS, 2)])
def test_a_trap_is_handled(trap):
    report = reports()[trap["report"]]
    quote, expected = trap["quote"], trap["expected"]
    facts = [] if expected == "nothing" else wanted(expected, report.period)
    if expected.startswith("nothing"):
        wrong = [row for row in own_numbers(report, quote) if not any(is_it(row, fact) for fact in facts)]
        assert not wrong, f"{expected}; got {shown(wrong)}"
        return
    start = report.text.index(quote)
    found = touching(report.id, start, start + len(quote))
    missing = [fact for fact in facts if not any(is_it(row, fact) for row in found)]
    assert not missing, f"{missing} not among {shown(found)}"


def shown(rows):
    keys = ("fact", "value", "low", "high", "scope", "span", "status", "period", "quote")
    return sorted({" ".join(f"{row[key]}" for key in keys) for row in rows})


def test_the_traps_that_are_not_handled_are_few_and_known():
    assert WITHOUT.keys() <= {(trap["report"], trap["trap"], trap["quote"]) for trap in TRAPS}
    assert len(WITHOUT) <= 0.06 * len(TRAPS)


def test_each_report_is_read_whole_and_says_that_it_is_invented():
    assert len(reports()) == 24
    for report in reports().values():
        assert (report.state, report.needs) == ("read", ()), report.id
        assert len(re.sub(r"\s", "", report.text)) >= 900, report.id
        assert re.search("本[报報]告[为為][虚虛][构構][样樣]例", report.text), report.id


def test_the_day_of_publication_is_not_that_of_the_template_or_of_the_epoch():
    found = {report.id[:12]: str(report.published) for report in reports().values() if report.published}
    assert sorted(found.values()) == ["2020-03-30", "2024-02-06", "2024-03-28", "2025-01-17"]


def test_annotations_stand_where_they_say():
    by_stem = {report.id.rsplit(".", 1)[0]: report for report in reports().values()}
    assert set(gold()) == set(by_stem)
    for stem, records in gold().items():
        for record in records:
            assert by_stem[stem].text[record["start"] : record["end"]] == record["quote"], record
            assert record["doc"] == by_stem[stem].id
        assert len(records) >= 12, stem


def test_two_values_of_one_fact_are_planted_contradictions():
    planted = {(row["report"], fact) for row in rows_of("contradictions.csv") for fact in row["facts"].split()}
    for records in gold().values():
        values = {}
        for record in records:
            if record["status"] == "reported":
                key = tuple(record[name] for name in ("doc", "fact", "period", "scope", "span", "item"))
                values.setdefault(key, set()).add(record["value"])
        assert {key[:2] for key, found in values.items() if len(found) > 1} <= planted


def test_annotations_use_known_spans_and_facts_of_the_framework():
    records = [record for each in gold().values() for record in each]
    assert {record["span"] for record in records} <= {"annual", "to_date", "cumulative", "stock"}
    known = yaml.safe_load(INDICATORS.read_text("utf-8"))["facts"]
    assert sum(record["fact"] in known for record in records) / len(records) > 0.85


def test_traps_of_every_number_stand_in_at_least_two_places():
    counted = [trap["trap"] for trap in TRAPS]
    assert all(counted.count(str(number)) >= 2 for number in range(1, 26))
    for trap in TRAPS:
        assert reports()[trap["report"]].text.count(trap["quote"]) == 1, trap["quote"]


def test_planted_contradictions_stand_in_the_reports():
    planted = rows_of("contradictions.csv")
    assert {row["kind"] for row in planted} == KINDS
    assert sum(row["expected"] == "fails" for row in planted) >= 20
    for row in planted:
        for name, quote in ((row["report"], row["quote_1"]), (row["report_2"] or row["report"], row["quote_2"])):
            if name != "statistics.csv":
                assert reports()[name].text.count(quote) == 1 or not quote, row


def test_the_second_source_contradicts_and_agrees():
    table = {(row["region"], row["period"], row["fact"]): float(row["value"]) for row in rows_of("statistics.csv")}
    records = [(reports()[record["doc"]], record) for each in gold().values() for record in each]
    annotated = {
        (report.region, report.period, record["fact"]): record["value"]
        for report, record in records
        if (record["scope"], record["period"], record["status"], record["item"])
        == ("own", report.period, "reported", "")
    }
    differing = {key[0] for key in table if key in annotated and annotated[key] != table[key]}
    assert differing == {"望川县", "石桅县", "澄浦区鹭汀街道"}
    assert {key[0] for key in table if annotated.get(key) == table[key]} == {"青岭县"}
