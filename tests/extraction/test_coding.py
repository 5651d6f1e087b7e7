"""Coding sheets: drawn with known probabilities along fact, year and province, blind, and repeatable."""

from collections import Counter
from dataclasses import replace
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.extraction.coding import KEY, SHEET, draw_coding_sheet, inclusion, systematic
from fazhi_score.messages import TEXTS
from fazhi_score.reports.lexicon import Kind, load_lexicon

ASKED = [name for name, entry in load_lexicon().entries.items() if entry.found_by in ("phrases", "headings")]


def facts(places=("甲县", "乙县", "丙县"), years=(2022, 2023), rows=(), provinces=None):
    """Each report states 12 accepted cases; `rows` are added (region, year, fact, value, more)."""
    found, documents = [], []
    for place in places:
        for year in years:
            name = f"{place}{year}"
            documents.append({"id": name, "region": place, "period": str(year), "state": "read"})
            found.append(
                {
                    "region": place,
                    "period": str(year),
                    "fact": "reconsideration_accepted",
                    "value": "12",
                    "source": name,
                }
            )
    found += [
        {"region": place, "period": str(year), "fact": fact, "value": value, "source": f"{place}{year}", **more}
        for place, year, fact, value, more in rows
    ]
    frame = (
        pd.DataFrame(found)
        .fillna("")
        .assign(span=lambda table: table.get("span", pd.Series("", table.index)).replace("", "annual"))
    )
    register = None
    if provinces:
        register = pd.DataFrame(
            {"region": list(places), "name": list(places), "class": "county-level", "province": provinces}
        )
    return fs.read_facts(frame, documents=pd.DataFrame(documents), regions=register)


def test_sheet_and_key_are_of_the_same_cells_and_the_sheet_is_blind():
    drawn = fs.draw_coding_sheet(facts(), draws=40, seed=1)
    assert tuple(drawn.sheet.columns) == SHEET
    assert tuple(drawn.key.columns) == KEY
    assert len(drawn.sheet) == len(drawn.key) == 40
    same = ["cell", "source", "region", "period", "fact", "scope", "span"]
    assert drawn.sheet[same].equals(drawn.key[same])
    assert drawn.sheet["answer"].eq("").all()
    assert "12" not in set(drawn.sheet.drop(columns=["period"]).to_numpy().ravel())
    assert drawn.sheet["meaning"].ne("").all()
    turns = (drawn.sheet["source"] != drawn.sheet["source"].shift()).sum()
    assert turns == len(set(drawn.sheet["source"]))  # document by document


def test_half_of_the_cells_are_found_and_the_others_are_not():
    drawn = draw_coding_sheet(facts(), draws=12, seed=1)
    assert Counter(drawn.key["found"]) == {"yes": 6, "no": 6}
    assert set(drawn.key.loc[drawn.key["found"] == "yes", "answer"]) == {"12"}
    more = draw_coding_sheet(facts(), draws=40, seed=1)  # there are only six that were found
    assert Counter(more.key["found"]) == {"yes": 6, "no": 34}
    assert set(more.key.loc[more.key["found"] == "yes", "probability"].astype(float)) == {1.0}


def test_all_cells_where_there_are_fewer_than_draws():
    drawn = draw_coding_sheet(facts(places=("甲县",), years=(2023,)), draws=10_000, seed=1)
    assert len(drawn.key) == len(ASKED)
    assert set(drawn.key["probability"].astype(float)) == {1.0}


def test_a_seed_repeats_the_draw_and_is_kept():
    one, same, other = (draw_coding_sheet(facts(), draws=30, seed=seed) for seed in (7, 7, 8))
    assert one.key.equals(same.key)
    assert not one.key.equals(other.key)
    drawn = draw_coding_sheet(facts(), draws=30)
    assert drawn.key["seed"].unique().tolist() == [str(drawn.seed)]
    assert draw_coding_sheet(facts(), draws=30, seed=drawn.seed).key.equals(drawn.key)


@pytest.mark.no_cover
def test_weights_give_back_how_many_cells_there_are():
    """The sum of one over the probabilities is, over many draws, the number of cells: 6 found, 6 x facts - 6 not."""
    total = {"yes": 0.0, "no": 0.0}
    for seed in range(200):
        key = draw_coding_sheet(facts(), draws=8, seed=seed).key
        for name, some in key.groupby("found"):
            total[name] += (1 / some["probability"].astype(float)).sum() / 200
    assert total["yes"] == pytest.approx(6, rel=0.05)
    assert total["no"] == pytest.approx(6 * len(ASKED) - 6, rel=0.1)


def test_years_and_provinces_are_drawn_from_by_the_square_root_of_their_size():
    """Nine counties of one province and one of another: roots 3 and 1, so that 4 found cells are 3 and 1."""
    places = [f"县{k}" for k in range(10)]
    known = facts(places=places, years=(2023,), provinces=["甲省"] * 9 + ["乙省"])
    key = draw_coding_sheet(known, draws=8, seed=3).key
    found = key[key["found"] == "yes"]
    assert Counter(found["province"]) == {"甲省": 3, "乙省": 1}  # 4 found: 3 and 1
    assert found.loc[found["province"] == "甲省", "probability"].astype(float).unique().tolist() == pytest.approx(
        [1 / 3]
    )
    assert found.loc[found["province"] == "乙省", "probability"].astype(float).unique().tolist() == pytest.approx([1.0])


def test_scopes_and_spans_that_were_found_anywhere_are_asked_everywhere():
    """A scope in the sheet must not tell that something was found."""
    known = facts(rows=[("甲县", 2023, "hotline_completion_rate", "95%", {"scope": "bureau", "span": "annual"})])
    key = draw_coding_sheet(known, draws=10_000, seed=1).key
    cells = key[(key["fact"] == "hotline_completion_rate") & (key["scope"] == "bureau")]
    assert Counter(cells["found"]) == {"yes": 1, "no": 5}


def test_several_items_are_one_cell_and_states_without_numbers_come_after_numbers():
    rows = [
        ("甲县", 2023, "litigation_cases", "5", {"item": "一审"}),
        ("甲县", 2023, "litigation_cases", "7", {"item": "二审"}),
        ("甲县", 2023, "litigation_cases", "7", {"item": "再审"}),
        ("甲县", 2023, "litigation_cases", "有表述", {"status": "claimed"}),
        ("乙县", 2023, "litigation_cases", "有表述", {"status": "claimed"}),
        ("乙县", 2023, "litigation_cases", "9", {"status": "rejected"}),
        ("丙县", 2023, "litigation_cases", "9", {"status": "corrected"}),
        ("丙县", 2022, "litigation_cases", "9", {"status": "planned"}),
        ("丙县", 2022, "nothing_of_the_lexicon", "9", {}),
    ]
    key = draw_coding_sheet(facts(rows=rows), draws=10_000, seed=1).key
    cells = key[key["fact"] == "litigation_cases"].set_index("source")
    assert cells.loc["甲县2023", ["answer", "status"]].tolist() == ["5；7", "reported"]
    assert cells.loc["乙县2023", ["answer", "status"]].tolist() == ["9", "reported"]  # what was extracted counts
    assert "丙县2023" not in cells.index  # what was extracted there is not known
    assert cells.loc["丙县2022", ["answer", "status"]].tolist() == ["9", "planned"]
    assert "nothing_of_the_lexicon" not in set(key["fact"])


def test_files_stand_beside_each_other(tmp_path):
    drawn = draw_coding_sheet(facts(), draws=10, seed=1)
    for name in ("coding.csv", "coding.xlsx"):
        drawn.write(tmp_path / name)
        assert drawn.key_path(tmp_path / name) == tmp_path / "coding-key.csv"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["coding-key.csv", "coding.csv", "coding.xlsx"]
    with pytest.raises(FazhiError):
        drawn.write(tmp_path / "coding.docx")


def test_answers_that_people_filled_in_are_not_written_over(tmp_path):
    drawn = draw_coding_sheet(facts(), draws=10, seed=1)
    path = tmp_path / "coding.csv"
    drawn.write(path)
    drawn.write(path)  # nothing has been filled in
    replace(drawn, sheet=drawn.sheet.assign(answer=["12", *[""] * 9])).write(path)
    before = path.read_bytes()
    with pytest.raises(FazhiError) as caught:
        drawn.write(path)
    assert caught.value.problems[0].code == "coding_filled"
    assert path.read_bytes() == before


def test_english_names():
    drawn = draw_coding_sheet(facts(), draws=10_000, seed=1, lang="en")
    meaning = dict(zip(drawn.sheet["fact"], drawn.sheet["meaning"], strict=True))
    assert meaning["reconsideration_accepted"].isascii()
    assert set(drawn.sheet["answer_as"]) <= {TEXTS[f"coding_as_{kind}"].en for kind in get_args(Kind)}


@pytest.mark.no_cover
def test_a_lexicon_of_ones_own_is_asked_too(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text(
        "format: 1\nfacts:\n  drone_patrols: {zh: 无人机巡查, en: Drone patrols, kind: count, dimension: enforcement, "
        "units: times, phrases: [无人机巡查N]}\n",
        encoding="utf-8",
    )
    for lexicon in (own, [own]):
        assert "drone_patrols" in set(draw_coding_sheet(facts(), draws=10_000, seed=1, lexicon=lexicon).key["fact"])


@pytest.mark.parametrize(
    ("known", "draws", "code"),
    [
        (facts(), 0, "coding_draws"),
        (replace(facts(), documents=None), 5, "coding_no_documents"),
        (
            replace(
                facts(),
                documents=fs.read_documents(
                    pd.DataFrame([{"id": "a", "region": "甲县", "period": "2023", "state": "scan"}])
                ),
            ),
            5,
            "coding_no_documents",
        ),
    ],
)
def test_what_cannot_be_drawn(known, draws, code):
    with pytest.raises(FazhiError) as caught:
        draw_coding_sheet(known, draws=draws)
    assert [problem.code for problem in caught.value.problems] == [code]


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=50), st.data())
def test_inclusion_probabilities_sum_to_the_draws(sizes, data):
    draws = data.draw(st.integers(1, len(sizes)))
    start = data.draw(st.floats(0, 1, exclude_max=True))
    probability = inclusion(np.array(sizes), draws)
    assert probability.sum() == pytest.approx(draws)
    assert ((probability > 0) & (probability <= 1 + 1e-12)).all()
    assert len(systematic(probability, start)) == draws
    open_ = probability < 1  # those that are not certain keep their proportions
    if open_.sum() > 1:
        ratios = probability[open_] / np.array(sizes)[open_]
        assert ratios == pytest.approx(np.full(len(ratios), ratios[0]))


def test_a_systematic_sample_draws_each_with_its_probability():
    probability = inclusion(np.array([1.0, 2.0, 3.0, 4.0]), 2)  # 0.2, 0.4, 0.6, 0.8
    starts = (np.arange(1000) + 0.5) / 1000
    count = Counter(int(k) for start in starts for k in systematic(probability, start))
    assert [count[k] / 1000 for k in range(4)] == pytest.approx([0.2, 0.4, 0.6, 0.8], abs=0.001)


def test_amounts_agree_in_yuan_and_in_ten_thousands():
    known = facts(("甲县",), (2023,), [("甲县", 2023, "penalty_amount", "86.5", {"unit": "万元"})])
    drawn = fs.draw_coding_sheet(known, draws=10_000, seed=1)
    key = drawn.key.set_index("cell")
    cell = key.index[key["fact"] == "penalty_amount"][0]
    assert key.loc[cell, "answer"] == "86.5万元"
    for written in ("86.5万元", "86.5万", "865000", "865,000元"):
        coded = drawn.sheet.assign(answer=key["answer"].to_numpy())
        coded.loc[coded["cell"] == cell, "answer"] = written
        assert fs.agreement(coded, drawn.key).table.loc["penalty_amount", "tp"] == 1, written
