"""The sample reports: every planted contradiction is found, what cannot be decided is no contradiction."""

import csv
from pathlib import Path

import pytest

import fazhi_score as fs

SAMPLES = Path(__file__).parents[2] / "examples" / "reports"
if not (SAMPLES / "contradictions.csv").exists():
    pytest.skip("the samples lie beside the code only", allow_module_level=True)

with (SAMPLES / "contradictions.csv").open(encoding="utf-8-sig", newline="") as file:
    PLANTED = list(csv.DictReader(file))

# Contradictions found that nobody planted, listed so that a new one is seen: words of the report's name, and the check.
UNPLANTED = {
    # a consequence of the planted swap: by the statistics 63 of 74 were concluded, by the report all
    ("石桅县2023", "against"),
    # a false alarm: 15 certified officers are next year's aim, under the heading 【八】明年计划
    ("街道2024", "twice"),
}


@pytest.fixture(scope="module")
def audited():
    return fs.audit(
        SAMPLES,
        against=SAMPLES / "statistics.csv",
        regions=SAMPLES / "regions.csv",
    )


@pytest.fixture(scope="module")
def texts():
    read = fs.read_reports(SAMPLES, regions=SAMPLES / "regions.csv")
    return {report.id: report.text for report in read}


def quotes(planted):
    """The two places of a planted contradiction; the second may be missing, or stand in the table beside."""
    first, second = planted["report"], planted["report_2"] or planted["report"]
    places = [(first, planted["quote_1"]), (second, planted["quote_2"])]
    return [(document, quote) for document, quote in places if quote]


def at(finding, document, quote, texts):
    """Whether one of the places of a finding lies in a quote, or in the table that it names."""
    if document not in texts:
        fact = quote.split()[2]
        return any(document in place.document and fact in place.where for place in finding.places)
    start = texts[document].find(quote)
    assert start >= 0, f"{quote} does not stand in {document}"
    end = start + len(quote)
    return any(
        p.document == document and p.start is not None and p.start < end and start < p.end for p in finding.places
    )


def about(planted, findings, texts):
    return [f for f in findings if all(at(f, document, quote, texts) for document, quote in quotes(planted))]


@pytest.mark.parametrize("planted", PLANTED, ids=[row["id"] for row in PLANTED])
def test_planted_contradictions_are_found(planted, audited, texts):
    found = about(planted, audited.findings, texts)
    if planted["expected"] == "fails":
        assert [finding for finding in found if finding.outcome is False]
    else:
        whole = [finding for finding in found if len(quotes(planted)) == 2]
        assert [finding for finding in whole if finding.outcome is False] == []


def test_no_contradiction_is_found_that_is_none(audited, texts):
    explained = {id(f) for row in PLANTED for f in about(row, audited.findings, texts)}
    others = [finding for finding in audited.errors if id(finding) not in explained]
    new = [
        finding.message("en")
        for finding in others
        if not any(name in finding.places[0].document and check == finding.check for name, check in UNPLANTED)
    ]
    assert new == []
