"""Framework files with a mistake: written with a mark before each character that a problem must point at."""

import re

import pytest

from tests.framework.texts import INDEX, POINTS, edited, mistakes

HERE = "▸"
"""Stands in a bad text before each character that a problem must point at, and is taken out before reading."""

LEVEL, DATE = ("a: {}", "a: {levels: [low, high]}"), ("a: {}", "a: {kind: date}")


def changed(*changes):
    return edited(INDEX, *changes)


def points(*changes):
    return edited(POINTS, *changes)


def formula(text):
    return changed("formula: a / b", f"formula: {text}")


def rule(text, *changes, better="higher", what="formula: a / b"):
    """The index with another formula, direction and rule."""
    rules = ("score: {rule: goalposts, worst: 0, best: 1}", f"score: {text}")
    return changed("formula: a / b", what, "better: higher", f"better: {better}", *rules, *changes)


def marked(text):
    """Return the text without its marks, and the line and column of each, in order."""
    places = []
    while HERE in text:
        before, _, text_behind = text.partition(HERE)
        places.append((before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1))
        text = before + text_behind
    return text, places


def each_of(rows):
    """Return what hands each row, the codes that are told and the marked text, to a test."""
    return pytest.mark.parametrize(("wanted", "text"), rows, ids=[f"{n}-{row[0][:40]}" for n, row in enumerate(rows)])


def is_told_at_its_marks(wanted, text):
    """Assert that a mistake has one message at each marked character, in both languages, and that nothing else has."""
    text, places = marked(text)
    found = [problem for problem in mistakes(text) if problem.code in wanted or problem.code != "facts_unused"]
    assert sorted(zip([(p.line, p.column) for p in found], [p.code for p in found], strict=True)) == sorted(
        zip(places, wanted.split(), strict=True)
    )
    for problem in found:
        if problem.code != "yaml_character":  # which is shown as another
            assert problem.excerpt == [*text.splitlines(), ""][problem.line - 1]
        for lang in ("en", "zh"):
            shown = problem.render(lang)
            assert shown.startswith(f"t.yaml:{problem.line}:{problem.column}: ")
            assert not re.search(r"\bNone\b|\{[a-z_]+\}", shown)
