"""The file of checks: shipped, extended, and its mistakes."""

import pytest

import fazhi_score as fs
from fazhi_score.auditing.rules import load_checks
from fazhi_score.framework.model import load_framework
from fazhi_score.reports.lexicon import load_lexicon
from tests.auditing.words import outcomes


def written(tmp_path, text):
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(tmp_path, text):
    with pytest.raises(fs.FazhiError) as caught:
        load_checks(written(tmp_path, text))
    return [(problem.code, problem.line) for problem in caught.value.problems]


def test_every_shipped_rule_names_known_facts():
    known = set(load_lexicon().entries) | set(load_framework().file.facts)
    checks = load_checks()
    named = {checks.rules[name].left for name in checks.rules}
    for rule in checks.rules.values():
        named |= {*rule.right, *rule.of, *rule.may_add}
    assert named | set(checks.once) | set(checks.seldom_twice) <= known


def test_a_file_of_ones_own_adds_and_drops(tmp_path):
    path = written(
        tmp_path,
        "entities:\n  libraries: {nouns: [农家书屋], units: [个]}\n  mediators: null\n"
        "rates:\n  use: {rate: [使用率], part: [使用], base: [配备]}\n"
        "outcomes:\n  tests: {total: [抽检], part: [合格, 不合格]}\n"
        "leftovers:\n  - {all: [全部拆除], left: [未拆]}\n"
        "complete:\n  - [甲类, 乙类]\n"
        "awaiting: [没开张]\n",
    )
    checks = load_checks(path)
    assert "mediators" not in checks.entities
    assert checks.awaiting[-1] == "没开张"
    assert checks.complete[-1] == ("甲类", "乙类")
    assert outcomes("全县8个农家书屋均开放。全县9个农家书屋均上锁。", "whole", checks=path) == [(False, "8 ≠ 9")]
    assert outcomes("配备设备50台，使用40台，使用率90%。", "rate", checks=path) == [(False, "40/50 = 80% ≠ 90%")]
    assert outcomes("抽检产品9件，合格7件、不合格3件。", "parts", checks=[path]) == [(False, "9 ≠ 7+3")]
    assert outcomes("违建全部拆除，其余未拆2处。", "leftover", checks=[str(path)]) == [(False, "全部拆除 / 2")]


def test_a_rule_between_facts_of_ones_own(tmp_path):
    path = written(tmp_path, "rules:\n  mine: {of: post_evaluations, at_most: normative_documents_issued}\n")
    body = "制发行政规范性文件3件。开展规范性文件后评估5件。"
    found = list(fs.audit(f"云溪县2023年法治政府建设年度报告\n{body}\n", checks=path).errors)
    assert [finding.expression for finding in found] == ["5 > 3"]
    assert "规范性文件" in found[0].message("zh")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n", [("checks_form", 1)]),
        ("rulez: {}\n", [("checks_key", 1)]),
        ("rules: 3\n", [("checks_mapping", 1)]),
        ("rules:\n  a: 3\n", [("checks_mapping", 2)]),
        ("rules:\n  a: {of: b, over: c}\n", [("checks_rule", 2)]),
        ("rules:\n  a: {of: b, at_most: [1]}\n", [("checks_word", 2)]),
        ("entities:\n  a: {nouns: [甲]}\n", [("checks_missing", 2)]),
        ("rates:\n  a: {rate: [甲率]}\n", [("checks_missing", 2)]),
        ("leftovers: [3]\n", [("checks_mapping", 1)]),
        ("awaiting: [3]\n", [("checks_word", 1)]),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path, text, expected):
    assert [found for found in mistakes(tmp_path, text) if found in expected] == expected


def test_all_mistakes_at_once(tmp_path):
    assert len(mistakes(tmp_path, "rulez: {}\nawaiting: [3]\nrules: 3\n")) == 3
