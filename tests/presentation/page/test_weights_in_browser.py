"""Scores, ranks and grades in the page are those of Python, whatever the weights; the tuning file gives them again."""

import numpy as np
import pytest
import yaml

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.presentation.order import in_rank_order
from tests.presentation.page.conftest import DISTRICTS, POINTS, points_facts

MOVE = """(all) => all.map((moves) => {
  const page = window.fazhiPage, id = Object.fromEntries(page.nodes.map((node, k) => [node.id, k]));
  let weights = page.start;
  for (const [node, weight] of moves) weights = page.withWeight(weights, id[node], weight);
  const found = page.standing(weights), keys = KEYS;
  const plain = (column) => column && Array.from(column, (x) => (x === x ? x : null));
  const told = Object.fromEntries(keys.map((key) => [key, plain(found[key])]));
  return { ...told, yaml: page.tuningFile(weights), settings: page.settings(weights) };
})""".replace(
    "KEYS", str(["composite", "rank", "best", "worst", "low", "high", "coverage", "peers", "comparable", "grade"])
)


def random_moves(framework, count, seed=1):
    """Weightings that each come from one to five moves of sliders, and the framework that Python makes of them."""
    rng, found = np.random.default_rng(seed), []
    # what only some classes have cannot be moved in the page: no file could say it
    names = [name for name in framework.weights if framework.id != "points" or not framework.node(name).applies_to]
    while len(found) < count:
        moves, tuned = [], framework
        for _ in range(int(rng.integers(1, 6))):
            name = str(rng.choice(names))
            most = 5.0
            if framework.file.total_points is not None:
                most = tuned.points(tuned.parent(name)) if tuned.parent(name) else tuned.file.total_points
            weight = float(rng.uniform(0.01, most - 0.01))
            if name in framework.entries and rng.random() < 0.1:
                weight = 0.0
            try:
                tuned = tuned.with_weights({name: weight})
            except FazhiError:  # all siblings zero, or the only item of a sheet: the page does not move them either
                continue
            moves.append([name, weight])
        found.append((moves, tuned))
    return found


def numbers(values):
    return np.array([np.nan if value is None else value for value in values])


def differences(result, told, shown):
    """The largest difference of each column between a result of Python and what the page found of its units."""
    s = result.standing
    names = sorted(result.framework.file.grades, key=lambda name: result.framework.file.grades[name])
    grade = np.array([names.index(name) if name else -1 for name in s.grades])
    wanted = {"composite": s.composite, "rank": s.ranks, "best": s.best, "worst": s.worst, "low": s.low,
              "high": s.high, "coverage": s.coverage.total, "peers": s.peers, "grade": grade}  # fmt: skip
    if s.comparable is not None:
        wanted["comparable"] = s.comparable
    found = {}
    for key, column in wanted.items():
        ours, theirs = np.asarray(column, float)[shown], numbers(told[key])
        assert (np.isnan(ours) == np.isnan(theirs)).all(), key
        found[key] = np.nanmax(np.abs(ours - theirs), initial=0.0)
    return found


def world(name, districts, simulated):
    base = fs.load_framework()
    if name == "index":
        return districts, base
    if name == "sheet":
        return districts, fs.load_framework(DISTRICTS / "sheet.yaml")
    if name == "points":
        return points_facts(), fs.load_framework(POINTS)
    return simulated, {
        "simulated": lambda: base.with_method(minimum_coverage=0.05),
        "geometric": lambda: base.with_method(minimum_coverage=0.15, aggregation="geometric", round=1),
        "power": lambda: base.with_method(aggregation={"method": "power", "exponent": -0.5}, minimum_children=0.4),
        "common": lambda: base.with_method(aggregation="harmonic", compare_on={"stated_by": 0.3}),
    }[name]()


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("name", "count"),
    [("index", 50), ("sheet", 50), ("points", 50), ("simulated", 50), ("geometric", 5), ("power", 5), ("common", 5)],
)
def test_scores_ranks_and_grades_are_those_of_python(name, count, opened, districts, simulated, tmp_path):
    facts, framework = world(name, districts, simulated)
    path = tmp_path / "page.html"
    result = fs.score(facts, framework)
    fs.write_page(path, result)
    weightings = random_moves(framework, count)
    told = opened(path).evaluate(MOVE, [moves for moves, _ in weightings])
    for (moves, tuned), one in zip(weightings, told, strict=True):
        found = differences(fs.score(facts, tuned), one, in_rank_order(result))
        assert max(found.values()) < 1e-9, (moves, found)
        assert found["rank"] == found["grade"] == found["best"] == found["worst"] == found["peers"] == 0


@pytest.mark.parametrize("name", ["index", "sheet", "points"])
def test_the_tuning_file_gives_what_the_page_shows(name, opened, districts, simulated, tmp_path):
    facts, framework = world(name, districts, simulated)
    base = tmp_path / (f"{framework.id}.yaml" if name == "points" else "sheet.yaml")
    if name == "points":
        base.write_text(framework.to_yaml(), encoding="utf-8")
    elif name == "sheet":
        base.write_bytes((DISTRICTS / "sheet.yaml").read_bytes())
    path, tuned = tmp_path / "page.html", tmp_path / "tuned.yaml"
    result = fs.score(facts, framework)
    fs.write_page(path, result)
    told = opened(path).evaluate(MOVE, [moves for moves, _ in random_moves(framework, 12, seed=2)])
    for one in told:
        tuned.write_text(one["yaml"], encoding="utf-8")
        found = differences(fs.score(facts, fs.load_framework(tuned)), one, in_rank_order(result))
        assert max(found.values()) < 1e-9, one["yaml"]


def test_weights_that_a_method_made_stand_in_the_file_and_are_not_made_again(opened, simulated, tmp_path):
    framework = fs.load_framework().with_method(weighting="entropy")
    result = fs.score(simulated, framework)
    fs.write_page(tmp_path / "page.html", result, lang="en")
    page = opened(tmp_path / "page.html")
    assert "entropy" in page.locator("#made").inner_text()
    one = page.evaluate(MOVE, [[["enforcement", 0.5]]])[0]
    assert yaml.safe_load(one["yaml"])["method"]["weighting"] == "given"
    (tmp_path / "tuned.yaml").write_text(one["yaml"], encoding="utf-8")
    again = fs.score(simulated, fs.load_framework(tmp_path / "tuned.yaml"))
    found = differences(again, one, in_rank_order(result))
    assert max(found.values()) < 1e-9


def test_settings_give_the_same_where_decisions_are_in_points(opened, tmp_path):
    facts = points_facts()
    rows = ["id,region,period,item,points,reason,evidence,state", "D1,r1,2024,both,6,核减,档案,notified"]
    decisions = tmp_path / "decisions.csv"
    decisions.write_text("\n".join(rows), encoding="utf-8")
    spec = {**POINTS, "groups": {k: v for k, v in POINTS["groups"].items() if k not in ("towns", "offices")},
            "indicators": {k: v for k, v in POINTS["indicators"].items() if not k.startswith("only")}}  # fmt: skip
    spec["groups"]["c"] = {"within": "a", "weight": 18}
    spec["indicators"] |= {"marks": {**POINTS["indicators"]["marks"], "weight": 10}}
    base = tmp_path / "points.yaml"
    base.write_text(fs.load_framework(spec).to_yaml(), encoding="utf-8")
    framework = fs.load_framework(base)
    result = fs.score(facts, framework, decisions=decisions)
    fs.write_page(tmp_path / "page.html", result)
    for told in opened(tmp_path / "page.html").evaluate(MOVE, [m for m, _ in random_moves(framework, 12, seed=3)]):
        again = fs.score(facts, fs.load_framework(base, settings=told["settings"]), decisions=decisions)
        assert max(differences(again, told, in_rank_order(result)).values()) < 1e-9, told["settings"]
        if any("both" in setting or "groups.a" in setting for setting in told["settings"]):
            assert "points.yaml --set" in told["yaml"]


@pytest.mark.parametrize(
    ("method", "told"),
    [({"ordering": "copeland"}, "Copeland"), ({"aggregation": {"method": "owa", "alpha": 2}}, "cannot compute")],
)
def test_where_weights_cannot_be_moved_the_page_says_why(method, told, opened, simulated, tmp_path):
    result = fs.score(simulated, fs.load_framework().with_method(**method))
    fs.write_page(tmp_path / "page.html", result, lang="en")
    page = opened(tmp_path / "page.html")
    assert told in page.locator("#fixed").inner_text()
    assert page.locator("[data-slider]").count() == 0
    shown = numbers(page.evaluate("Array.from(fazhiPage.shown.composite, (x) => (x === x ? x : null))"))
    np.testing.assert_array_equal(shown, result.standing.composite[in_rank_order(result)])
    page.locator("#league a").first.click()
    page.wait_for_selector("#profile-title")
    assert page.log == []
