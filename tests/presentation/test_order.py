"""One order for all that people see: by period, class, rank and, where there is none, composite."""

import base64
import datetime

import numpy as np

import fazhi_score as fs
from fazhi_score.presentation.order import in_rank_order, rank_classes
from fazhi_score.presentation.page.content import page_data
from fazhi_score.presentation.plots.rows import choose
from fazhi_score.presentation.robustness import uncertainty_table
from fazhi_score.presentation.tables import coverage, gaps, league
from fazhi_score.presentation.word.classes import classes_of
from fazhi_score.presentation.workbook.layout import Layout
from tests.conftest import plain, register, scored, sheet

FRAMEWORK = sheet(
    {"i": plain("a"), "j": plain("b")},
    facts={"a": {}, "b": {}, "c": {}},
    method={"minimum_coverage": "60%", "minimum_peers": 2, "rank_within": ["period", "class"]},
)
# D, E and U state half: no rank; T is alone in a class that needs two; Z has no number at all
VALUES = {
    ("E", "2024"): {"a": 40},
    ("A", "2024"): {"a": 50, "b": 50},
    ("D", "2024"): {"a": 90},
    ("Z", "2024"): {"c": 1},
    ("B", "2024"): {"a": 70, "b": 70},
    ("T", "2024"): {"a": 60, "b": 60},
    ("U", "2024"): {"a": 65},
    ("A", "2023"): {"a": 10, "b": 10},
    ("B", "2023"): {"a": 5, "b": 6},
}
CLASSES = register(dict.fromkeys("ABDEZ", "county") | dict.fromkeys("TU", "town"))
WANTED = [["A2023", "B2023"], ["B2024", "A2024", "D2024", "E2024", "Z2024"], ["U2024", "T2024"]]


def result():
    return scored(FRAMEWORK, VALUES, regions=CLASSES)


def told(found, units):
    return ["".join(map(str, key)) for key in found.index[units]]


def test_classes_by_period_and_in_them_rank_then_composite():
    found = result()
    assert found.ranks.dropna().astype(int).to_dict() == {
        ("A", "2023"): 1, ("B", "2023"): 2, ("B", "2024"): 1, ("A", "2024"): 2
    }  # fmt: skip
    assert [told(found, units) for units in rank_classes(found)] == WANTED


def test_every_table_chart_document_page_and_workbook_has_that_order():
    found, wanted = result(), [key for units in WANTED for key in units]
    assert told(found, in_rank_order(found)) == wanted
    table = league(found, "en")
    assert (table["Region"] + table["Period"]).tolist() == wanted
    shares = coverage(found, "en")
    assert (shares["Region"] + shares["Period"]).tolist() == wanted
    missing = gaps(found, "en")
    keys = (missing.iloc[:, 0] + missing.iloc[:, 1]).tolist()
    assert list(dict.fromkeys(keys)) == [key for key in wanted if key in keys] and len(set(keys)) == 4
    assert [told(found, one.units) for one in classes_of(found, "en")] == WANTED
    assert told(found, Layout(found, "en").units) == wanted
    assert told(found, choose(found).at) == WANTED[1] + WANTED[2]  # the latest year
    nothing = dict.fromkeys(("uncertainty", "sensitivity", "before", "ledger"))
    units = page_data(found, lang="en", date=datetime.date(2025, 1, 1), **nothing)["units"]
    assert units["ids"] == [one[0] for one in wanted]
    drawn = fs.uncertainty(found.panel.facts, FRAMEWORK, fs.Assumptions(weights=0.1), draws=64, seed=1)
    table = uncertainty_table(drawn, "en")
    assert (table["Region"] + table["Period"]).tolist() == wanted


def test_who_is_left_out_by_screening_is_in_no_class_and_stands_last():
    screened = FRAMEWORK.with_method(screening={"stated": "60%"})
    found = scored(screened, VALUES, regions=CLASSES)
    units = rank_classes(found)
    assert [told(found, rows) for rows in units] == [
        WANTED[0],
        ["B2024", "A2024"],
        ["T2024"],
        ["E2024", "D2024", "Z2024", "U2024"],
    ]
    nothing = dict.fromkeys(("uncertainty", "sensitivity", "before", "ledger"))
    data = page_data(found, lang="en", date=datetime.date(2025, 1, 1), **nothing)
    codes = np.frombuffer(base64.b64decode(data["classes"]["codes"]["b"]), dtype="<i4")
    assert codes.tolist() == [0, 0, 1, 1, 2, -1, -1, -1, -1]


def test_where_nobody_is_ranked_the_composite_gives_the_order():
    found = scored(FRAMEWORK.with_method(minimum_peers=9), VALUES, regions=CLASSES)
    assert found.ranks.isna().all()
    assert [told(found, units) for units in rank_classes(found)] == [
        ["A2023", "B2023"], ["D2024", "B2024", "A2024", "E2024", "Z2024"], ["U2024", "T2024"]
    ]  # fmt: skip
    wide = FRAMEWORK.with_method(rank_within=[], minimum_coverage=0)
    assert told(found := scored(wide, VALUES, regions=CLASSES), in_rank_order(found))[:3] == ["D2024", "B2024", "U2024"]
