"""Invented facts: of every kind, consistent, told as real reports tell them, with a truth that is that of the facts."""

import time
from pathlib import Path

import numpy as np
import pytest
import yaml

import fazhi_score as fs
from fazhi_score.scoring.reasons import Reason
from tests.conftest import names_in, sheet

ROOT = Path(__file__).parents[2]
SHEETS = [
    "indicators.yaml",
    "examples/districts/sheet.yaml",
    "examples/year/sheet.yaml",
    "examples/year/months.yaml",
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "examples" / "frameworks").glob("*/*.yaml"))),
]


@pytest.fixture(scope="module")
def world():
    return fs.simulate(regions=300, seed=7)


@pytest.fixture(scope="module")
def told(world):
    return fs.score(world.facts, world.framework)


@pytest.mark.parametrize("path", SHEETS)
def test_any_framework_gets_facts_that_it_can_score_without_contradictions(path):
    framework = fs.load_framework(ROOT / path)
    world = fs.simulate(framework, regions=40, seed=3)
    result = world.best_known
    assert result.composite.notna().all()
    scores = result.scores[framework.composite_ids]
    assert scores.notna().any().all()  # every indicator has a value for somebody
    assert not (result.marks.reasons == Reason.CONFLICT).any()
    assert not {note.code for note in result.notes} & {"outside_valid", "disagreement", "stated_differs"}
    assert fs.score(world.facts, framework).composite.notna().any()
    assert sorted(world.complete.table["fact"].cat.categories) == sorted(framework.file.facts)


@pytest.mark.no_cover
@pytest.mark.parametrize("name", yaml.safe_load((ROOT / "docs/reference/rule_examples.yaml").read_text())["examples"])
def test_every_rule_gets_values_that_earn_different_marks(name, tmp_path):
    book = yaml.safe_load((ROOT / "docs/reference/rule_examples.yaml").read_text(encoding="utf-8"))
    (tmp_path / "frame.yaml").write_text(book["frame"], encoding="utf-8")
    path = tmp_path / "sheet.yaml"
    path.write_text("extends: frame.yaml\n" + book["examples"][name]["yaml"], encoding="utf-8")
    framework = fs.load_framework(path)
    world = fs.simulate(framework, regions=60, periods=[2023, 2024], seed=5, coverage=1.0, errors=0, lost=0)
    truth = world.truth["composite"]
    if framework.composite_ids and any(entry.formula or entry.items for entry in framework.entries.values()):
        assert truth.notna().any()
        assert truth.std() > 0 or len(framework.composite_ids) == 1


FORMULAS = {
    "total": ("parts_a + parts_b + parts_c", {"rule": "goalposts", "worst": 0, "best": 90}),
    "left": ("received - answered", {"rule": "goalposts", "worst": 10, "best": 60}),
    "twice": ("2 * visits", {"rule": "required", "at_least": 8}),
    "scaled": ("visits_each * villages", {"rule": "goalposts", "worst": 0, "best": 3000}),
    "least": ("min(lessons, seminars)", {"rule": "required", "at_least": 4}),
    "per_head": ("per(lawyers, residents, 10000)", {"rule": "minmax"}),
    "per_unit": ("per(lawyers, offices, staff)", {"rule": "zscore"}),
    "share": ("parts_a / whole", {"rule": "goalposts", "worst": "0%", "best": "100%"}),
    "amount": ("spent / offices", {"rule": "goalposts", "worst": 0, "best": 5}),
    "calm": ("not shouting and accidents <= 3 and not riots", {"rule": "presence"}),
    "flag": ("coalesce(told, told_too)", {"rule": "presence"}),
    "logic": ("desks / (1 + holidays)", {"rule": "goalposts", "worst": 0, "best": 20}),
    "change": ("growth(petitions)", {"rule": "goalposts", "worst": -1, "best": 1}),
    "before": ("previous(petitions) + last_year(petitions)", {"rule": "rank"}),
    "negative": ("-delays", {"rule": "goalposts", "worst": -40, "best": 0}),
    "rated": ("rate_of_all", {"rule": "target_gap", "target": "90%", "each_point": "2%"}),
    "counted": ("faults", {"rule": "deduct", "each": "10%", "repeated": "faults > 3", "factor": 2}),
}
KINDS = {
    "rate_of_all": {"unit": "percent"},
    "spent": {"unit": "万元"},
    **{name: {"kind": "yes_no"} for name in ("riots", "told", "told_too", "shouting")},
}


def test_formulas_of_any_make_get_values_near_what_they_aim_at():
    indicators = {
        name: {
            "formula": formula,
            "score": score,
            "better": "lower" if name == "counted" else "higher",
            **({"unit": "percent"} if name in ("share", "rated") else {}),
        }
        for name, (formula, score) in FORMULAS.items()
    }
    indicators["counted"]["falsified"] = "made_up"
    named = {fact: {} for formula, _ in FORMULAS.values() for fact in names_in(formula)}
    specs = dict(named | KINDS, made_up={"kind": "yes_no"}, opened={"kind": "date"}, standing={"levels": ["差", "好"]},
                 served={"kind": "yes_no"})  # fmt: skip
    framework = sheet(indicators, facts=specs, method={"missing": {"not_reported": "zero"}})
    world = fs.simulate(framework, regions=80, periods=[2022, 2023, 2024], seed=2)
    scores = world.best_known.scores
    last = scores.xs("2024", level="period")
    missing = last[list(FORMULAS)].isna().mean()
    assert missing[missing > 0].to_dict() == {}
    for name in ("total", "left", "twice", "scaled", "least", "share", "amount", "calm", "rated", "counted"):
        assert 55 < last[name].mean() <= 100, name
    values = world.complete.table.pivot_table(index=["region", "period"], columns="fact", values="value", observed=True)
    assert (values["parts_a"] <= values["whole"]).all()
    assert (values["made_up"] == 0).all()


def test_the_same_seed_gives_the_same_world_and_another_seed_another(world):
    again = fs.simulate(regions=300, seed=7)
    assert again.facts.sha256() == world.facts.sha256()
    assert again.complete.sha256() == world.complete.sha256()
    assert fs.simulate(regions=300, seed=8).facts.sha256() != world.facts.sha256()
    entropy = fs.simulate(regions=5).seed
    assert fs.simulate(regions=5, seed=entropy).facts.sha256() == fs.simulate(regions=5, seed=entropy).facts.sha256()


def test_the_truth_is_the_score_of_the_complete_facts(world):
    result = fs.score(world.complete, world.framework)
    assert world.truth["composite"].tolist() == result.composite.tolist()
    assert sorted(world.truth["rank"]) == sorted(result.ranks)
    assert world.truth["rank"].min() == 1


def test_facts_written_to_a_file_read_back_the_same(world, tmp_path):
    path = tmp_path / "facts.csv"
    for facts in (
        world.facts,
        fs.simulate(ROOT / "examples/frameworks/duty-report/panel.yaml", regions=9, seed=1).facts,
    ):
        facts.write(path)
        again = fs.read_facts(path, regions=facts.regions, documents=facts.documents)
        assert again.sha256() == facts.sha256()


def test_parts_never_exceed_the_whole_and_printed_rates_are_those_of_the_counts(world):
    values = world.complete.table.pivot_table(index="region", columns="fact", values="value", observed=True)
    for part, whole, rate in (
        ("disputes_mediated_successfully", "disputes_mediated", "mediation_success_rate"),
        ("reconsideration_mediated", "reconsideration_concluded", "reconsideration_mediation_rate"),
        ("congress_suggestions_replied", "congress_suggestions", "congress_suggestion_reply_rate"),
    ):
        assert (values[part] <= values[whole]).all()
        there = values[whole] > 0
        assert (values[part] / values[whole] - values[rate])[there].abs().max() <= 5.1e-5
    handled = values["reconsideration_accepted"] + values["reconsideration_carried_over"]
    assert (values["reconsideration_handled"] == handled).all()
    assert (values["reconsideration_concluded"] <= handled).all()


def test_coverage_is_that_of_the_five_real_districts(world, told):
    read = world.documents.frame["state"].to_numpy() == "read"
    stated = world.facts.table[world.facts.table["status"] == "reported"]
    share = stated.groupby("region", observed=False)["fact"].nunique() / len(world.framework.file.facts)
    inner = np.quantile(share[read], [0.1, 0.9])
    assert 0.25 < inner[0] < inner[1] < 0.5
    coverage = told.table["coverage"][read]
    assert 0.1 < coverage.median() < 0.3  # the real ones: 12–25 %
    per_fact = stated.groupby("fact", observed=False).size() / read.sum()
    assert per_fact.std() > 0.1  # facts differ


def test_reports_are_lost_or_read_in_part_as_asked(world):
    states = world.documents.frame["state"].value_counts(normalize=True)
    assert states["not_found"] == pytest.approx(0.03, abs=0.03)
    assert states["partly"] == pytest.approx(0.06, abs=0.04)
    lost = world.documents.frame.loc[world.documents.frame["state"] == "not_found", "region"]
    assert not set(lost) & set(world.facts.table["region"])
    assert (fs.simulate(regions=30, seed=1, lost=0).documents.frame["state"] == "read").all()


def test_rates_bunch_at_the_top_and_dimensions_go_together(world):
    scores = world.best_known.scores
    rates = scores[["mediation_success", "congress_reply", "village_adviser"]]
    assert (rates.median() > 80).all()
    assert (rates.quantile(0.95) == 100).any()
    groups = scores[["leadership", "administration", "enforcement", "disputes", "supervision"]].corr().to_numpy()
    assert groups[np.triu_indices(5, 1)].mean() > 0.1
    apart = fs.simulate(regions=300, seed=7, correlation=0.0).best_known.scores
    others = apart[["leadership", "administration", "enforcement", "disputes", "supervision"]].corr().to_numpy()
    assert abs(others[np.triu_indices(5, 1)].mean()) < 0.08


def test_what_is_unfavourable_is_left_out_if_asked_for():
    world = fs.simulate(regions=400, seed=2, unfavourable=1.5, errors=0, lost=0)
    told, true = fs.score(world.facts, world.framework), world.best_known
    stated = told.scores[world.framework.composite_ids]
    gap = stated.mean() - true.scores[world.framework.composite_ids].mean()
    assert gap.mean() > 3
    neutral = fs.simulate(regions=400, seed=2, errors=0, lost=0)
    none = fs.score(neutral.facts, neutral.framework).scores[world.framework.composite_ids]
    assert abs((none.mean() - neutral.best_known.scores[world.framework.composite_ids].mean()).mean()) < 1.5


def test_errors_roughly_printed_counts_and_words(world):
    table = world.facts.table
    rough = table["low"].notna()
    assert 0.005 < rough.mean() < 0.04
    assert table.loc[rough, "written"].astype(str).str.endswith("余").all()
    assert (table.loc[rough, "low"] == table.loc[rough, "value"]).all()
    assert (table["status"] == "claimed").any()
    exact = fs.simulate(regions=50, seed=1, coverage=1.0, errors=0, lost=0)
    both = exact.facts.table.merge(exact.complete.table, on=["region", "period", "fact", "item"])
    assert len(both) == len(exact.complete.table)
    assert ((both["value_x"] - both["value_y"]).abs() <= 0.1 * both["value_y"].abs() + 0.0051).all()
    wrong = fs.simulate(regions=50, seed=1, coverage=1.0, errors=0.2, lost=0)
    both = wrong.facts.table.merge(wrong.complete.table, on=["region", "period", "fact", "item"])
    assert (both["value_x"] != both["value_y"]).mean() > 0.05


def test_classes_provinces_and_periods():
    world = fs.simulate(
        regions=40, periods=["2023", 2024], seed=1, classes={"county-level": 3, "department": 1}, provinces=12
    )
    assert world.regions.frame["class"].value_counts().to_dict() == {"county-level": 30, "department": 10}
    assert world.regions.frame["province"].nunique() <= 12
    assert all("模拟" in name for name in world.regions.frame["name"])
    assert len(world.truth) == 80
    composite = world.truth["composite"].unstack()
    assert composite["2023"].corr(composite["2024"]) > 0.4
    assert fs.simulate(regions=4, seed=1, classes=["a", "b"]).regions.frame["class"].value_counts().to_dict() == {
        "a": 2,
        "b": 2,
    }
    assert set(fs.simulate(regions=4, seed=1, periods="2022", classes="town").facts.table["period"]) == {"2022"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"regions": 0}, "simulation_units"),
        ({"regions": 2.5}, "simulation_units"),
        ({"provinces": True}, "simulation_units"),
        ({"periods": []}, "simulation_no_periods"),
        ({"periods": ["last"]}, "period_form"),
        ({"coverage": 0.0}, "simulation_share"),
        ({"coverage": (0.5, 0.4)}, "simulation_share"),
        ({"correlation": 1.0}, "simulation_share"),
        ({"errors": -0.1}, "simulation_share"),
        ({"lost": float("nan")}, "simulation_share"),
        ({"unfavourable": -1}, "simulation_unfavourable"),
        ({"classes": {"a": 0}}, "simulation_classes"),
        ({"classes": []}, "simulation_classes"),
        ({"regions": 1, "lost": 0.99}, "simulation_lost"),
    ],
)
def test_what_cannot_be_is_refused(given, code):
    with pytest.raises(fs.FazhiError) as caught:
        fs.simulate(**{"regions": 3, "seed": 1, **given})
    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].message("zh") != caught.value.problems[0].message("en")


def test_a_country_takes_seconds():
    start = time.perf_counter()
    world = fs.simulate(regions=2844, seed=1)
    assert time.perf_counter() - start < 20
    assert len(world.facts) > 100_000


def test_printed_growth_is_that_of_the_counts():
    found = fs.simulate(regions=40, periods=["2022", "2023", "2024"], seed=3).complete.table
    table = found.pivot_table(index=["region", "period"], columns="fact", values="value", observed=True)
    counts, printed = table["reconsideration_applications"], table["reconsideration_yoy_growth"]
    grown = counts / counts.groupby("region", observed=True).shift() - 1
    assert grown.notna().sum() == 80
    assert (grown - printed).abs().max() <= 5.1e-5
    assert printed.max() > 1.0  # more than doubled: growth has no upper bound
