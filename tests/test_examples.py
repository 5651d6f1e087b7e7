"""The five districts: what the two readings of the same facts say."""

from pathlib import Path

import numpy as np
import pytest

import fazhi_score as fs

DISTRICTS = Path(__file__).parents[1] / "examples" / "districts"


@pytest.fixture(scope="module")
def facts():
    return fs.read_facts(
        DISTRICTS / "facts.csv", regions=DISTRICTS / "regions.csv", documents=DISTRICTS / "documents.csv"
    )


@pytest.fixture(scope="module")
def index(facts):
    return fs.score(facts)


@pytest.fixture(scope="module")
def sheet(facts):
    return fs.score(facts, DISTRICTS / "sheet.yaml")


def test_the_default_index_ranks_none_and_says_why(index):
    table = index.table
    assert len(table) == 5
    assert table["rank"].isna().all()
    assert (table["grade"] == "").all()
    assert (table["coverage"] < 0.4).all()
    assert {note.code for note in index.notes} >= {"coverage_too_low", "silence_pays"}


def test_coverage_bounds_and_disclosure_stand_beside_every_composite(index):
    table = index.table
    assert table[["composite", "coverage", "lower", "upper", "disclosure"]].notna().all(axis=None)
    assert ((table["lower"] <= table["composite"]) & (table["composite"] <= table["upper"])).all()
    # all five intervals share the stretch from the highest lower to the lowest upper bound
    assert table["lower"].max() < table["upper"].min()


def test_districts_share_few_measured_indicators(index):
    shared = index.common_support.to_numpy()
    assert shared[~np.eye(5, dtype=bool)].max() <= 4


def test_the_sheet_does_rank(sheet):
    ranks = sheet.ranks
    assert sorted(ranks.tolist()) == [1, 2, 3, 4, 5]
    assert sheet.composite.between(0, 100).all()
    assert (sheet.contributions.sum(axis=1) - sheet.composite).abs().max() < 1e-9


def test_a_hand_computed_loss_rate(index):
    # 龙城区: 6 + 3 found unlawful of 10 + 6 + 27 + 3 decided; goalposts 30 % → 0, 0 % → 100
    expected = 100 * (0.30 - 9 / 46) / 0.30
    assert index.scores.loc[("龙城区", "2021"), "loss_rate"] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("unit", range(5))
def test_every_indicator_of_every_district_is_explained(index, unit):
    region, period = index.index[unit]
    for name, entry in index.framework.entries.items():
        told = index.explain(region, period, name)
        text = told.render("en") + told.render("zh")
        reason = index.gaps.loc[(region, period), name]
        if entry.formula is not None:
            assert entry.formula.text in text
        if reason is None:
            places = [line for line in told.lines("en") if " at " in line and ":" in line]
            assert places, name
        if entry.spec.score is not None:
            assert f"rule {entry.spec.score.rule}" in told.render("en")


def test_the_numbers_in_the_readme_are_those_of_the_library(index, sheet):
    rows = {}
    for line in (DISTRICTS / "README.md").read_text(encoding="utf-8").splitlines():
        if line.startswith(("| default: ", "| sheet: ")):
            name, *cells = [cell.strip() for cell in line.strip("|").split("|")]
            rows[name] = cells
    order = ["朔城区", "蓟州区司法局", "龙城区", "渭滨区", "方城县"]
    table, points = index.table.droplevel("period").loc[order], sheet.table.droplevel("period").loc[order]
    assert rows["default: score"] == [f"{v:.1f}" for v in table["composite"]]
    assert rows["default: coverage"] == [f"{v:.0%}".replace("%", " %") for v in table["coverage"]]
    bounds = zip(table["lower"], table["upper"], strict=True)
    assert rows["default: lowest and highest possible"] == [f"{low:.0f}–{high:.0f}" for low, high in bounds]
    ranked = zip(points["composite"], points["rank"], strict=True)
    assert rows["sheet: points (rank)"] == [f"{v:.1f} ({rank})" for v, rank in ranked]
