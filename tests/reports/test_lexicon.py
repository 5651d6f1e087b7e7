"""The lexicon: every example is read as it says, files extend it, and mistakes are shown where they stand."""

import csv
import pickle
from pathlib import Path

import pytest
import yaml

from fazhi_score.errors import FazhiError
from fazhi_score.framework.document import read_document
from fazhi_score.reports.examples import check_examples, is_as_said, read_example
from fazhi_score.reports.lexicon import build_lexicon, load_lexicon
from fazhi_score.reports.matching import match_facts
from fazhi_score.reports.numbers import find_quantities
from fazhi_score.reports.phrases import PhraseError, compile_phrase
from fazhi_score.reports.ready import make_ready

ROOT = Path(__file__).parents[2]
LEXICON = load_lexicon()
FRAMEWORK = yaml.safe_load((ROOT / "indicators.yaml").read_text(encoding="utf-8"))
EXAMPLES = [(entry, example) for entry in LEXICON.entries.values() for example in entry.examples]


def read(text, fact, lexicon=LEXICON):
    return read_example(text, fact, lexicon)


def lexicon_of(text):
    """A lexicon of one file."""
    return build_lexicon([read_document("mine.yaml", text=text)])


@pytest.mark.parametrize(("entry", "example"), EXAMPLES, ids=[f"{e.id}: {x.text}" for e, x in EXAMPLES])
def test_an_example_is_read_as_it_says(entry, example):
    assert is_as_said(read(example.text, entry.id), example, entry)


def test_every_fact_that_text_gives_has_two_examples():
    few = [e.id for e in LEXICON.entries.values() if e.found_by == "phrases" and len(e.examples) < 2]
    assert few == []
    assert len(EXAMPLES) > 480


def test_every_fact_of_the_default_framework_has_an_entry_of_its_kind():
    assert set(FRAMEWORK["facts"]) - set(LEXICON.entries) == set()
    for name, fact in FRAMEWORK["facts"].items():
        entry = LEXICON[name]
        assert (fact.get("kind") == "yes_no") == (entry.kind == "yes_no"), name
        assert entry.span == fact.get("span", "annual"), name
        if fact.get("unit") == "percent":
            assert entry.kind in ("rate", "reduction", "change"), name
        elif fact.get("unit", "").startswith("万") and entry.found_by == "phrases":
            assert entry.unit == fact["unit"], name


def test_facts_beyond_the_framework_have_names_in_both_languages():
    nameless = [e.id for e in LEXICON.entries.values() if e.id not in FRAMEWORK["facts"] and not (e.zh and e.en)]
    assert nameless == []


def test_every_entry_has_a_dimension_of_the_framework():
    groups = set(FRAMEWORK["groups"]) | {"context"}
    assert {entry.dimension for entry in LEXICON.entries.values()} <= groups


def test_annotated_concepts_lead_to_facts_of_the_lexicon():
    with (ROOT / "benchmarks" / "gold_mapping.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) > 300
    for row in rows:
        if row["fact"] == "none":
            assert row["note"], row  # says why
        else:
            assert row["fact"] in LEXICON.entries, row
            assert row["span"] in ("annual", "to_date", "cumulative", "stock"), row
            assert row["status"] in ("reported", "claimed", "ambiguous", "planned"), row
    keys = [(row["report"], row["concept_zh"], row["fact"]) for row in rows]
    assert len(keys) == len(set(keys))


# ---------------------------------------------------------------- phrases


@pytest.mark.parametrize(
    ("phrase", "text", "value"),
    [
        ("受理复议N", "受理复议 12 件", 12),  # blanks do not count
        ("(受理/收到)复议…N", "收到“复议”申请（含结转3件）12件", 12),  # nor do quotation marks and brackets
        ("复议……审结N", "复议80件，受理70件，审结60件", 60),  # ……crosses commas and numbers
        ("复议…审结N", "复议80件，审结60件", None),  # … crosses neither
        ("N(名/)律师", "聘请6名律师", 6),
        ("复议N件", "复议5次", None),  # a unit behind N is asked for
    ],
)
def test_a_phrase_fits_what_it_says(phrase, text, value):
    lexicon = lexicon_of(
        f"units: {{all: [件, 名, 次]}}\nfacts: {{mine_x: {{kind: count, units: [all], phrases: ['{phrase}']}}}}"
    )
    found = read(text, "mine_x", lexicon)
    assert [row[0] for row in found] == ([] if value is None else [value])


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("受理(复议N", "lexicon_phrase_inside"),
        ("受理(复议", "lexicon_phrase_unclosed"),
        ("受理)复议N", "lexicon_phrase_unopened"),
        ("受理((复议))N", "lexicon_phrase_nested"),
        ("受理/收到N", "lexicon_phrase_bar"),
        ("受理N起N件", "lexicon_phrase_numbers"),
        ("…受理N", "lexicon_phrase_open"),
        ("(受理/)", "lexicon_phrase_loose"),
        ("受理,N", "lexicon_phrase_sign"),
        ("受理…复议…案件…共…N", "lexicon_phrase_gaps"),
        ("受理" * 160, "lexicon_phrase_long"),
    ],
)
def test_a_phrase_that_cannot_be_used_says_why(phrase, code):
    with pytest.raises(PhraseError) as caught:
        compile_phrase(phrase)
    assert caught.value.code == code


def test_text_made_ready_knows_where_it_came_from():
    text = "办结 “一件事” １２件\n好"
    ready = make_ready(text, find_quantities(text))
    for at, character in enumerate(ready.text):
        origin = text[ready.origin(at)]
        assert origin == character or character in "\ue000\ue001"


# ---------------------------------------------------------------- files of one's own


def test_a_file_adds_phrases_and_facts_and_takes_the_place_of_single_values(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "facts:\n"
        "  reconsideration_accepted: {phrases: [纳入复议办案N], span: to_date}\n"
        "  night_courts: {zh: 夜间法庭数, en: Night courts, kind: count, units: [bodies], phrases: [夜间法庭N]}\n",
        encoding="utf-8",
    )
    lexicon = load_lexicon(mine)
    assert read("行政复议中纳入复议办案7件。", "reconsideration_accepted", lexicon)[0][0] == 7
    assert read("受理行政复议案件9件。", "reconsideration_accepted", lexicon)[0][:3] == (9, "own", "to_date")
    assert read("设立夜间法庭3个。", "night_courts", lexicon) == [(3, "own", "annual", "", "reported")]
    assert "night_courts" not in LEXICON.entries


@pytest.mark.no_cover
def test_a_unit_that_no_number_is_read_with_is_refused_with_the_one_that_is(tmp_path):
    mine = tmp_path / "mine.yaml"
    fact = "facts:\n  flights: {zh: 飞行架次, kind: count, units: [sorties], phrases: [无人机巡查N]}\n"
    mine.write_text(f"units:\n  sorties: [次, 架次]\n{fact}", encoding="utf-8")
    with pytest.raises(FazhiError) as caught:
        load_lexicon(mine)
    (problem,) = caught.value.problems
    assert (problem.code, problem.line, problem.params["among"]) == ("lexicon_unit", 2, "架")
    mine.write_text(f"units:\n  sorties: 架\n{fact}", encoding="utf-8")
    assert read("全年无人机巡查126架次。", "flights", load_lexicon(mine))[0][0] == 126
    mine.write_text(f"units:\n  sorties: 趟\n{fact}", encoding="utf-8")
    with pytest.raises(FazhiError, match=r"instead of it write one that is: .*件.*次"):
        load_lexicon(mine)


def test_replace_drops_what_was_there_before(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "facts:\n  head_appearance_rate: {replace: true, kind: rate, phrases: [首长到庭率N]}\n", encoding="utf-8"
    )
    lexicon = load_lexicon(mine)
    assert read("行政首长到庭率98%。", "head_appearance_rate", lexicon)[0][0] == 98
    assert read("行政首长出庭率97.5%。", "head_appearance_rate", lexicon) == []


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("- a", "lexicon_form", "mine.yaml:1:1"),
        ("facts: 3", "lexicon_mapping", "mine.yaml:1:8"),
        ("fact: {}", "lexicon_key", "mine.yaml:1:1"),
        ("facts: {Mine: {phrases: [办结N]}}", "lexicon_id", "mine.yaml:1:15"),
        ("facts: {mine: 3}", "lexicon_mapping", "mine.yaml:1:15"),
        ("facts:\n  mine: {kind: number, phrases: [办结N]}", "lexicon_value", "mine.yaml:2:16"),
        ("facts:\n  mine: {units: [件], phrases: [办结N]}", "lexicon_units", "mine.yaml:2:18"),
        ("facts:\n  mine: {topic: 天气, phrases: [办结N]}", "lexicon_value", "mine.yaml:2:17"),
        ("facts:\n  mine: {shares: [other], phrases: [办结N]}", "lexicon_value", "mine.yaml:2:19"),
        ("facts:\n  mine: {kind: count}", "lexicon_no_phrases", "mine.yaml:2:9"),
        ("facts:\n  mine: {phrases: [3]}", "lexicon_phrase_text", "mine.yaml:2:20"),
        ("facts:\n  mine: {phrases: [办结]}", "lexicon_phrase_no_number", "mine.yaml:2:20"),
        ("facts:\n  mine: {claims: [办结N]}", "lexicon_claim_number", "mine.yaml:2:21"),
        ("facts:\n  mine: {phrases: [办结/受理N]}", "lexicon_phrase_bar", "mine.yaml:2:22"),
        ("facts:\n  mine: {phrases: [{phrase: 办结N, span: month}]}", "lexicon_value", "mine.yaml:2:40"),
        ("facts:\n  mine: {phrases: [{phrase: 办结N, spans: annual}]}", "lexicon_key", "mine.yaml:2:34"),
        ("facts:\n  mine: {phrases: [办结N], examples: [办结3件]}", "lexicon_example", "mine.yaml:2:37"),
        ("topics: {mine: ['a b']}", "lexicon_word", "mine.yaml:1:17"),
    ],
)
def test_a_mistake_is_shown_where_it_stands(text, code, where):
    with pytest.raises(FazhiError) as caught:
        lexicon_of(text)
    assert [(problem.code, problem.where) for problem in caught.value.problems] == [(code, where)]
    for lang in ("en", "zh"):
        assert caught.value.render(lang)


def test_all_mistakes_are_shown_at_once():
    with pytest.raises(FazhiError) as caught:
        lexicon_of("facts:\n  mine: {phrases: [办结, (受理N]}\n  other: {kind: x, phrases: [办结N]}")
    assert [problem.line for problem in caught.value.problems] == [2, 2, 3]


def test_a_lexicon_travels_to_other_processes():
    again = pickle.loads(pickle.dumps(LEXICON))
    assert read("办理行政应诉案件37件。", "litigation_cases", again)[0][0] == 37
    assert load_lexicon() is LEXICON


# ---------------------------------------------------------------- conditions


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("办理行政复议案件30件，审结28件；办理行政应诉案件12件，审结10件。",
         {"reconsideration_handled": 30, "reconsideration_concluded": 28, "litigation_cases": 12,
          "litigation_cases_concluded": 10}),
        ("收到行政复议申请70件，受理61件，不予受理9件，同比增长15%。",
         {"reconsideration_applications": 70, "reconsideration_accepted": 61, "reconsideration_not_accepted": 9,
          "reconsideration_yoy_growth": 15}),
        ("办理人大代表建议74件，答复率100%、办结率82%；政协提案52件，答复率98%。",
         {"congress_suggestions": 74, "congress_suggestion_reply_rate": 100, "congress_suggestion_completion_rate": 82,
          "cppcc_proposals": 52, "cppcc_proposal_reply_rate": 98}),
    ],
)  # fmt: skip
def test_the_topic_named_last_decides(text, facts):
    matches = match_facts(text, LEXICON, find_quantities(text))
    assert {match.fact: match.quantity.value for match in matches if match.quantity} == facts


def test_words_that_must_not_be_near_and_negations_keep_a_fact_out():
    assert read("常委会2次听取五大党组汇报。", "party_committee_hearings_on_rule_of_law") == []
    assert read("尚未建立重大行政决策目录。", "major_decision_catalogue") == []


def test_one_hotline_is_the_whole_and_two_are_told_apart():
    one = "12345热线办结率99%。"
    assert read(one, "hotline_completion_rate") == [(99, "own", "annual", "", "reported")]
    two = "民心网交办总量50，办结率98%。12345热线办结率99%。"
    assert [row[:2] for row in read(two, "hotline_completion_rate")] == [(98, "minxin_net"), (99, "hotline_12345")]


def test_a_number_between_two_readings_is_given_with_both():
    lexicon = lexicon_of(
        "units: {all: [件]}\nfacts: {one_x: {units: [all], phrases: [收案N]}, two_x: {units: [all], phrases: [收案N]}}"
    )
    assert [read("收案8件", fact, lexicon)[0][4] for fact in ("one_x", "two_x")] == ["ambiguous"] * 2


@pytest.mark.no_cover
def test_examples_in_a_users_file_are_read_as_they_say_or_the_place_is_shown(tmp_path):
    mine = tmp_path / "mine.yaml"
    text = """facts:
  legal_publicity_events:
    phrases: [普法赶集N场]
    examples:
      - {say: 全县普法赶集26场。, is: 26}
      - {say: 全县普法赶集27场。, is: 28}
      - {say: 全县赶集。, is: true}
"""
    mine.write_text(text, encoding="utf-8")
    with pytest.raises(FazhiError) as caught:
        check_examples(load_lexicon(mine))
    assert [(problem.code, problem.line) for problem in caught.value.problems] == [
        ("lexicon_example_unmet", 6),
        ("lexicon_example_unmet", 7),
    ]
    assert "27" in caught.value.problems[0].message("zh")
    assert "27" not in text.splitlines()[4]
    mine.write_text("\n".join(text.splitlines()[:5]), encoding="utf-8")
    check_examples(load_lexicon(mine))


def test_a_misspelt_fact_in_a_users_file_is_no_new_one(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text("facts:\n  litigation_case:\n    phrases: [打官司N件]\n", encoding="utf-8")
    with pytest.raises(FazhiError) as caught:
        load_lexicon(mine)
    (problem,) = caught.value.problems
    assert (problem.code, problem.line, problem.params["near"]) == ("lexicon_fact_near", 2, "litigation_cases")
    mine.write_text("facts:\n  litigation_case: {kind: count, zh: 官司, phrases: [打官司N件]}\n", encoding="utf-8")
    assert load_lexicon(mine)["litigation_case"].zh == "官司"
