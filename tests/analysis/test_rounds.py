"""Locked rounds: the same bytes, the same ranking again, and every alteration told."""

import json
import shutil
from dataclasses import replace

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.analysis import rounds as module
from fazhi_score.analysis.rounds import check_decisions, freeze, read_round, rounds_in
from tests.conftest import manifest, plain, register, scored, sheet

# the regions are invented, as is everything decided here

SHEET = sheet(
    {
        "study": plain("x", group="one", weight=60),
        "files": {"group": "two", "weight": 40, "score": {"rule": "reviewer"}},
    },
    facts={"x": {}},
    groups={"one": {"weight": 60}, "two": {"weight": 40}},
    total_points=100,
    grades={"good": 80, "fair": 0},
)
FACTS = {"甲县": {"x": 66.6}, "乙县": {"x": 1 / 3}, "=丙县": {"x": 50}}
CLASSES = register({"甲县": "county", "乙县": "county", "=丙县": "county"})
DECIDED = {
    "id": "d1", "region": "甲县", "period": "2024", "item": "files", "points": "30", "evidence": "第3页",
    "decided_by": "评审组", "date": "2025-01-08", "state": "notified",
}  # fmt: skip


def log(*rows):
    frame = pd.DataFrame([{**DECIDED, **row} for row in rows], dtype=object)
    return frame.where(frame.notna(), "")


def result(*rows, framework=SHEET, facts=None, **more):
    given = {"regions": CLASSES, "decisions": log(*rows) if rows else None, **more}
    return scored(framework, facts or FACTS, **given)


def codes_of(problems):
    for problem in problems:
        assert "{" not in problem.render("en") + problem.render("zh")
    return [problem.code for problem in problems]


def refused(call, *arguments, **more):
    with pytest.raises(fs.FazhiError) as caught:
        call(*arguments, **more)
    return codes_of(caught.value.problems)


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def altered(path, text):
    path.chmod(0o644)
    path.write_text(text, encoding="utf-8")


def test_a_round_holds_all_that_the_ranking_rests_on(tmp_path):
    made = result({}, documents=manifest({"甲县": "read", "乙县": "read"}))
    path = freeze(made, "初评", folder=tmp_path / "rounds", note="党组会前")
    assert path == tmp_path / "rounds" / "初评"
    assert sorted(contents(path)) == [
        "decisions.csv", "decisions_applied.csv", "documents.csv", "facts.csv", "framework.yaml", "league.csv",
        "regions.csv", "round.json",
    ]  # fmt: skip
    assert not any(file.stat().st_mode & 0o222 for file in path.iterdir())
    found = read_round(path)
    assert (found.name, found.note, found.version, found.previous) == ("初评", "党组会前", fs.__version__, "")
    assert found.hashes == made.hashes  # framework, facts with register and manifest, decisions
    assert found.verify() == []
    data = json.loads((path / "round.json").read_text(encoding="utf-8"))
    assert (data["units"], data["decisions"]) == (3, 1)
    assert data["sha256"] == found.sha256
    # to the last bit: 66.6 % of 60 and a third are no round numbers
    order = made.table.sort_index().index
    pd.testing.assert_frame_equal(found.table, made.table.loc[order], check_exact=True)
    pd.testing.assert_frame_equal(found.scores, made.scores.loc[order], check_exact=True)
    pd.testing.assert_frame_equal(found.result().table, made.table, check_exact=True)
    applied = pd.read_csv(path / "decisions_applied.csv", dtype=str, keep_default_na=False)
    assert applied.loc[0, ["id", "rule_alone", "score", "history", "place"]].tolist() == [
        "d1", "", "30.0", "notified", "decisions.csv:2",
    ]  # fmt: skip


def test_the_same_year_locked_twice_gives_the_same_bytes(tmp_path):
    one, two = (freeze(result({}), "初评", folder=tmp_path / name) for name in ("a", "b"))
    assert contents(one) == contents(two)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["初评"]


def test_without_register_and_decisions(tmp_path):
    path = freeze(scored(sheet({"i": plain("x")}), {"A": {"x": 5}, "B": {}}), "r", folder=tmp_path)
    found = read_round(path)
    assert found.decisions is None and found.facts.regions is None
    assert found.verify() == []
    assert found.table["rank"].isna().tolist() == [False]


def test_weights_that_were_changed_stay(tmp_path):
    framework = sheet({"i": plain("x", group="one"), "j": plain("y", group="two")}).with_weights(one=3)
    made = scored(framework, {"A": {"x": 80, "y": 40}})
    found = read_round(freeze(made, "r", folder=tmp_path))
    assert found.framework.weights == framework.weights
    # 80 × 3/4 + 40 × 1/4 = 70
    assert found.table["composite"].item() == 70
    assert found.verify() == []
    made = result({"points": "20"}, framework=SHEET.with_weights(one=75))
    path = freeze(made, "p", folder=tmp_path / "points")
    points = read_round(path)
    assert points.hashes == made.hashes
    # 20 of the 40 points that the sheet gives the item are half: half of 25
    assert points.table.loc[("甲县", "2024"), "composite"] == made.composite.loc[("甲县", "2024")]
    text = (path / "weights.csv").read_text(encoding="utf-8-sig").splitlines()
    assert text[:2] == ["id,weight_in_file,weight", "one,60.0,75.0"]
    assert [points.framework.points(name) for name in ("one", "two", "study")] == [75, 25, 75]
    assert points.verify() == []


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\\b", "/a", " a", "a ", ".a", "a.", "a\nb", "a:b", "长" * 61])
def test_a_name_that_is_no_plain_name_is_refused(tmp_path, name):
    assert refused(freeze, result(), name, folder=tmp_path) == ["round_name"]
    assert not list(tmp_path.iterdir())


def test_a_round_is_never_overwritten(tmp_path):
    path = freeze(result(), "初评", folder=tmp_path)
    before = contents(path)
    assert refused(freeze, result({}), "初评", folder=tmp_path) == ["round_exists"]
    assert contents(path) == before


def test_a_kill_leaves_nothing_half(tmp_path, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_write_round", killed)
    with pytest.raises(KeyboardInterrupt):
        freeze(result(), "初评", folder=tmp_path)
    assert not list(tmp_path.iterdir())
    (tmp_path / ".left").mkdir()  # what a power cut leaves is no round
    shutil.copytree(tmp_path / ".left", tmp_path / "other")
    assert rounds_in(tmp_path) == [] and rounds_in(tmp_path / "nowhere") == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "rounds").write_text("a file")
    assert refused(freeze, result(), "r", folder=tmp_path / "rounds") == ["write_failed"]


@pytest.mark.parametrize("name", ["framework.yaml", "facts.csv", "regions.csv", "documents.csv", "decisions.csv",
                                  "decisions_applied.csv", "league.csv", "round.json"])  # fmt: skip
def test_tampering_is_told_for_every_file(tmp_path, name):
    path = freeze(result({}, documents=manifest({"甲县": "read"})), "初评", folder=tmp_path)
    text = (path / name).read_text(encoding="utf-8")
    altered(path / name, text.replace("甲县", "丁县") if "甲县" in text else text.replace("6", "7"))
    if name == "round.json":
        altered(path / name, text.replace('"note": ""', '"note": "all is well"'))
    problems = read_round(path).verify()
    assert codes_of(problems) == ["round_altered"]
    assert problems[0].file == str(path / name)
    assert refused(read_round(path).result) == ["round_altered"]
    if name != "round.json":
        (path / name).unlink()
        assert codes_of(read_round(path).verify()) == ["round_file_missing"]


def test_a_round_that_cannot_be_read_is_told(tmp_path):
    assert refused(read_round, tmp_path) == ["round_unreadable"]
    path = freeze(result(), "r", folder=tmp_path)
    for text in ("{", "[]", "{}", '{"files": 3}'):
        altered(path / "round.json", text)
        assert refused(read_round, path) == ["round_unreadable"]
    assert codes_of(check_decisions(log({}), tmp_path)) == ["round_unreadable"]


def test_verifying_by_another_version_and_with_another_outcome(tmp_path):
    found = read_round(freeze(result({}), "r", folder=tmp_path))
    (warning,) = replace(found, version="0.0.1").verify()
    assert (warning.code, warning.severity) == ("round_version", "warning")
    # on another computer a sum may end in another digit
    (note,) = replace(found, sha256="0").verify()
    assert (note.code, note.severity) == ("round_last_digits", "note")
    codes_of([warning, note])


def locked_league(found, change):
    """A round whose league was another one, with all hashes as they should be."""
    frame = pd.read_csv(found.path / "league.csv", dtype=str, keep_default_na=False)
    altered(found.path / "league.csv", change(frame).to_csv(index=False))
    return replace(found, files={**found.files, "league.csv": module._hash((found.path / "league.csv").read_bytes())})


def test_a_ranking_that_comes_out_differently_names_the_first_units(tmp_path):
    found = read_round(freeze(result({}), "r", folder=tmp_path))

    def change(frame):
        # 甲县: 66.6 % of 60 points and 30 are 69.96
        frame.loc[frame["region"] == "甲县", ["grade", "composite"]] = ["good", "90.0"]
        return frame[frame["region"] != "乙县"]

    (problem,) = locked_league(found, change).verify()
    assert problem.params["count"] == 2
    units = problem.params["units"].split("; ")
    assert units[1] == "乙县 2024"
    assert units[0].startswith("甲县 2024 composite 90.0 → ")
    assert codes_of([problem]) == ["round_differs"]


def test_a_small_difference_is_told_too(tmp_path):
    found = read_round(freeze(result({}), "r", folder=tmp_path))

    def change(frame):
        # 66.6 % of 60 and 30 are 69.96; a millionth is no last digit
        frame.loc[frame["region"] == "甲县", "composite"] = "69.960001"
        return frame

    (problem,) = locked_league(found, change).verify()
    assert (problem.code, problem.params["count"]) == ("round_differs", 1)


def test_a_word_that_differs_is_a_difference(tmp_path):
    found = read_round(freeze(result({}), "r", folder=tmp_path))
    (problem,) = locked_league(found, lambda frame: frame.assign(grade="good")).verify()
    assert "grade good → fair" in problem.params["units"]


def test_scoring_that_fails_now_is_told(tmp_path, monkeypatch):
    found = read_round(freeze(result(), "r", folder=tmp_path))

    def fails(*_, **__):
        raise fs.FazhiError(fs.Problem("no_facts"))

    monkeypatch.setattr(module, "score", fails)
    assert codes_of(found.verify()) == ["no_facts"]


def test_a_result_that_its_files_do_not_give_is_not_locked(tmp_path):
    made = result({})
    other = replace(made, standing=replace(made.standing, composite=made.standing.composite + 1))
    assert refused(freeze, other, "r", folder=tmp_path) == ["round_not_reproduced"]
    assert not list(tmp_path.iterdir())


def test_facts_that_are_written_otherwise_are_not_locked_although_nothing_scores_them(tmp_path):
    framework = sheet({"study": plain("x")}, facts={"x": {}, "spare": {}})
    made = result(framework=framework, facts={name: {**facts, "spare": 1} for name, facts in FACTS.items()})
    facts = made.panel.facts
    table = facts.table.assign(value=facts.table["value"].where(facts.table["fact"] != "spare", 2.0))
    other = replace(made, panel=replace(made.panel, facts=replace(facts, table=table)))
    assert refused(freeze, other, "r", folder=tmp_path) == ["round_not_reproduced"]


NOTIFIED = {"id": "d1"}
PROPOSED = {"id": "d2", "region": "乙县", "state": "proposed"}


def test_a_decision_that_was_notified_stays(tmp_path):
    freeze(result(NOTIFIED, PROPOSED), "初评", folder=tmp_path)
    # gone altogether, gone beside another, gone while there is another one
    for made in (result(), result(PROPOSED), result({**PROPOSED, "id": "d3"})):
        assert refused(freeze, made, "复核", folder=tmp_path) == ["decision_gone"]
    # other points without an appeal; a state that goes back
    assert refused(freeze, result({"points": "20"}), "复核", folder=tmp_path) == ["decision_altered"]
    assert refused(freeze, result({"state": "proposed"}), "复核", folder=tmp_path) == ["decision_back"]
    changed = [NOTIFIED, {"state": "appealed", "points": ""}, {"state": "changed", "points": "40"}]
    freeze(result(*changed), "复核", folder=tmp_path)  # a proposal may go
    assert rounds_in(tmp_path) == ["初评", "复核"]
    # both rounds know d1: the newest tells
    (problem,) = check_decisions(log(PROPOSED), tmp_path)
    assert problem.code == "decision_gone"
    assert problem.file == str(tmp_path / "复核" / "decisions.csv")
    assert codes_of(check_decisions(None, tmp_path)) == ["decision_gone", "decision_proposal_gone"]
    assert codes_of(check_decisions(log(*changed), tmp_path)) == ["decision_proposal_gone"]


def test_another_year_in_the_same_folder_has_its_own_decisions(tmp_path):
    freeze(result({}), "2024", folder=tmp_path)
    next_year = {(region, "2025"): facts for region, facts in FACTS.items()}
    later = result({"id": "e1", "period": "2025"}, facts=next_year)
    assert check_decisions(later.log, tmp_path) == []
    freeze(later, "2025", folder=tmp_path)
    freeze(result(facts=next_year, decisions=log({"id": "e1", "period": "2025"})), "2025b", folder=tmp_path)
    assert rounds_in(tmp_path) == ["2024", "2025", "2025b"]
    # who asks about a year is told about it
    assert codes_of(check_decisions(later.log, tmp_path, periods=["2024"])) == ["decision_gone"]
    # an empty log is compared with everything
    assert codes_of(check_decisions(log({}).iloc[:0], tmp_path)) == ["decision_gone", "decision_gone"]


def test_rounds_without_decisions_forbid_nothing(tmp_path):
    freeze(result(), "a", folder=tmp_path)
    assert check_decisions(log({}), tmp_path) == []


def three(tmp_path):
    for name in ("c", "a", "b"):
        freeze(result(), name, folder=tmp_path)
    return tmp_path


def test_rounds_stand_in_the_order_in_which_they_were_locked(tmp_path):
    assert rounds_in(three(tmp_path)) == ["c", "a", "b"]


def test_a_round_that_is_gone_renamed_or_copied_is_told(tmp_path):
    folder = three(tmp_path)
    (folder / "a").rename(tmp_path / "x")
    assert sorted(refused(rounds_in, folder)) == ["round_gap", "round_renamed"]
    (tmp_path / "x").rename(folder / "a")
    shutil.copytree(folder / "b", folder / "b copy")
    assert refused(rounds_in, folder) == ["round_renamed"]
    assert refused(freeze, result(), "d", folder=folder) == ["round_renamed"]


def test_a_round_that_is_replaced_makes_a_circle_or_a_branch(tmp_path):
    folder = three(tmp_path / "one")
    shutil.move(folder / "c", tmp_path / "c")
    (folder / "a").rename(tmp_path / "a")
    (folder / "b").rename(tmp_path / "b")
    freeze(result(), "c", folder=folder)
    freeze(result(), "b", folder=folder)  # now it follows c, as a did
    (tmp_path / "a").rename(folder / "a")
    assert refused(rounds_in, folder) == ["round_branch"]
    # c follows b, b follows c
    shutil.rmtree(folder)
    other = tmp_path / "two"
    for name in ("b", "c"):
        freeze(result(), name, folder=other)
    folder.mkdir()
    shutil.move(other / "c", folder / "c")
    shutil.rmtree(other)
    for name in ("c", "b"):
        freeze(result(), name, folder=other)
    shutil.move(other / "b", folder / "b")
    assert refused(rounds_in, folder) == ["round_circle"]
