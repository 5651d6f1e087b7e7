"""Rules and methods that somebody's own Python registers: keys, mistakes, scores, other processes."""

import pickle

import numpy as np
import pandas as pd
import pytest
import yaml

import fazhi_score as fs
from fazhi_score.methods import METHODS, method
from fazhi_score.scoresheets.describing import rule_in_words


@pytest.fixture
def saturating(registered):
    @method("rule")
    def saturating(values, *, half: float, higher: bool, floor: float = 0.0):
        score = 100.0 * values / (values + half)
        return np.maximum(score if higher else 100.0 - score, floor)


FILE = {
    "format": 1,
    "id": "own",
    "method": {"missing": {"not_reported": "exclude"}},
    "groups": {"g": {}},
    "facts": {"drills": {"unit": "次"}},
    "indicators": {"i": {"group": "g", "formula": "drills", "better": "higher"}},
}


def framework(score, **more):
    """Return a framework of one indicator with that rule, read as a file is read."""
    indicator = {**FILE["indicators"]["i"], **more, "score": score}
    return fs.load_framework("own.yaml", text=yaml.safe_dump({**FILE, "indicators": {"i": indicator}}))


def facts(**values):
    rows = [{"region": name, "period": "2024", "fact": "drills", "value": value} for name, value in values.items()]
    return fs.read_facts(pd.DataFrame(rows))


def problems(score, **more):
    with pytest.raises(fs.FazhiError) as caught:
        framework(score, **more)
    return [(problem.code, problem.line, dict(problem.params)) for problem in caught.value.problems]


def test_an_own_rule_scores_within_0_and_100_and_a_gap_stays_one(saturating):
    result = fs.score(facts(甲=10, 乙=30, 丙=0), framework({"rule": "saturating", "half": 10}))
    # 10 / 20, 30 / 40, 0 / 10
    assert result.scores["i"].tolist() == [50.0, 75.0, 0.0]
    lower = fs.score(facts(甲=10), framework({"rule": "saturating", "half": 10}, better="lower"))
    assert lower.scores["i"].tolist() == [50.0]
    # the floor lies above 100: the score does not
    above = fs.score(facts(甲=10), framework({"rule": "saturating", "half": 10, "floor": 250}))
    assert above.scores["i"].tolist() == [100.0]

    @method("rule")
    def always_full(values):
        return np.full(len(values), 100.0)

    two = {**FILE["indicators"], "j": {**FILE["indicators"]["i"], "formula": "meetings"}}
    for one in two.values():
        one["score"] = {"rule": "always_full"}
    told = {**FILE, "facts": {"drills": {"unit": "次"}, "meetings": {"unit": "次"}}, "indicators": two}
    silent = fs.score(facts(甲=10), fs.load_framework(told))
    assert silent.scores["i"].tolist() == [100.0]
    assert silent.scores["j"].isna().all()


def test_percent_signs_and_classes_work_as_in_every_rule(saturating):
    made = framework({"rule": "saturating", "half": "50%"}, by_class={"township": {"half": 3}})
    assert made.file.indicators["i"].score.arguments(higher=True) == {"half": 0.5, "floor": 0.0, "higher": True}
    assert made.entries["i"].by_class["township"].score.half.value == 3


def test_whoever_reads_the_framework_is_told_whose_rule_it_is(saturating):
    made = framework({"rule": "saturating", "half": 10})
    assert [(note.code, note.severity) for note in made.notes] == [("own_rule_code", "warning")]
    text = fs.score(facts(甲=10), made).explain("甲", "2024").render("en")
    assert "rule saturating: half 10" in text
    assert rule_in_words(made.file.indicators["i"].score, "en") == "saturating (half 10)"


def test_it_is_written_without_warnings_and_read_back(saturating):
    made = framework({"rule": "saturating", "half": "50%"}).with_method(minimum_coverage=0)  # warnings are errors
    assert made.file.indicators["i"].score.arguments(higher=True) == {"half": 0.5, "floor": 0.0, "higher": True}
    again = fs.load_framework("again.yaml", text=made.to_yaml())
    assert again.sha256() == made.sha256()
    assert "floor" not in made.to_yaml()


def test_mistakes_in_its_keys_are_located_with_the_nearest_name(saturating):
    assert problems({"rule": "saturating"})[0][0] == "missing_key"
    assert problems({"rule": "saturating", "half": "many"})[0][0] == "not_an_amount"
    code, line, told = problems({"rule": "saturating", "half": 1, "flor": 2})[0]
    assert (code, told["near"]) == ("unknown_key_near", "floor")
    assert line is not None
    code, _, told = problems({"rule": "saturatin", "half": 1})[0]
    assert (code, told["near"]) == ("unknown_rule_near", "saturating")
    assert problems({"rule": "saturating", "half": 1}, by_class={"township": {"half": "x"}})[0][0] == "by_class_rule"


def test_a_function_that_no_file_can_call_is_refused(registered):
    @method("rule")
    def with_peers(values, *, peers: object):
        return values

    @method("rule")
    def by_position(values, half: float):
        return values

    @method("rule")
    def without_type(values, *, half):
        return values

    for name, keyword in (("with_peers", "peers"), ("by_position", "half"), ("without_type", "half")):
        with pytest.raises(fs.FazhiError, match=f"'{name}' cannot have the keyword '{keyword}'"):
            framework({"rule": name, "half": 1})


def test_it_travels_by_name_to_processes_that_know_it(saturating):
    made = framework({"rule": "saturating", "half": 10})
    packed = pickle.dumps(made)
    assert pickle.loads(packed).file.indicators["i"].score == made.file.indicators["i"].score
    assert pickle.loads(packed).sha256() == made.sha256()  # what was left out there is left out here
    del METHODS["rule"]["saturating"]
    with pytest.raises(fs.FazhiError, match="not registered in this process"):
        pickle.loads(packed)


def test_uncertainty_scores_as_score_does(saturating):
    found = fs.uncertainty(
        facts(甲=10, 乙=30, 丙=5), framework({"rule": "saturating", "half": 10}), fs.Assumptions(weights=0.25),
        draws=512, seed=1,
    )  # fmt: skip
    assert found.rank_intervals()["rank"].tolist() == [2, 1, 3]


def test_an_own_aggregation_is_explained_by_its_name(registered):
    @method("aggregation")
    def lowest(scores, weights):
        return np.nanmin(scores, axis=-1)

    made = framework({"rule": "proportional", "full": 10}).with_method(aggregation="lowest")
    result = fs.score(facts(甲=5), made)
    assert result.composite.tolist() == [50.0]
    assert "满分 100，lowest" in result.explain("甲", "2024").render("zh")


def test_a_parameter_that_is_several_numbers_wants_a_list(registered):
    @method("rule")
    def between(values, *, ends: tuple[float, float]):
        return np.where((values >= ends[0]) & (values <= ends[1]), 100.0, 0.0)

    assert [code for code, _, _ in problems({"rule": "between", "ends": 5})] == ["wrong_type_list"]
