"""Problems with a place and a remedy, and the exception that carries them."""

import copy
import pickle

import pytest

from fazhi_score.errors import FazhiError, Problem, raise_errors

SMALL = Problem("goalposts_equal", {"name": "x"}, "t.yaml", 3, 5, excerpt="    score: 5")


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ({}, ""),
        ({"file": "a.csv"}, "a.csv"),
        ({"file": "a.csv", "line": 3}, "a.csv:3"),
        ({"file": "a.csv", "line": 3, "column": 7}, "a.csv:3:7"),
        ({"line": 3, "column": 7}, "3:7"),
        ({"file": "a.xlsx", "place": "'Sheet1'!D12"}, "a.xlsx 'Sheet1'!D12"),
        ({"place": "method.round"}, "method.round"),
    ],
)
def test_where(place, where):
    problem = Problem("goalposts_equal", {"name": "x"}, **place)
    assert problem.where == where
    message = "worst and best of 'x' are the same"
    assert problem.render("en") == (f"{where}: {message}" if where else message)


def test_message_and_hint_in_both_languages():
    problem = Problem("points_missing", {"name": "学法"})
    assert (problem.message("en"), problem.hint("en")) == (
        "'学法' has no points, but the file states total_points", "give it a weight")  # fmt: skip
    assert (problem.message("zh"), problem.hint("zh")) == ("“学法”没有分值，而文件写了 total_points", "请写 weight")
    assert SMALL.hint("en") == ""


def test_an_excerpt_without_a_column_has_no_caret():
    problem = Problem("goalposts_equal", {"name": "x"}, "t.yaml", 12, excerpt="score: 5")
    assert problem.render("en").splitlines()[1:] == ["    12 | score: 5"]
    assert "|" not in Problem("goalposts_equal", {"name": "x"}, "t.yaml", excerpt="score: 5").render("en")


@pytest.mark.parametrize(
    ("excerpt", "column", "blanks"),
    [
        ("abc", 1, ""),
        ("abc", 3, "  "),
        ("学法x", 3, "    "),  # two characters, two cells each
        ("a：b", 3, "   "),
        ("“a”b", 4, "   "),  # quotation marks are as wide as letters
        ("e\u0301a", 3, " "),  # the accent stands over the e
        ("\ta", 2, "\t"),  # a tab is as wide as the tab above
        ("😀a", 2, "  "),
        ("abc", 9, "   "),  # behind the end
    ],
)
def test_the_caret_stands_under_the_character(excerpt, column, blanks):
    lines = Problem("goalposts_equal", {"name": "x"}, "t", 1, column, excerpt=excerpt).render("en").splitlines()
    assert lines[1] == "     1 | " + excerpt
    assert lines[2] == "       | " + blanks + "^"


def test_of_a_long_line_the_part_around_the_column_is_shown():
    def shown(excerpt, column):
        _, line, caret = (
            Problem("goalposts_equal", {"name": "x"}, "t", 1, column, excerpt=excerpt).render("en").splitlines()
        )
        return line[9:], caret.index("^") - 9

    line, caret = shown("a" * 500 + "X" + "b" * 500, 501)
    assert (line[caret], len(line)) == ("X", 162)  # 160 characters and an ellipsis at each end
    assert line.startswith("…a")
    assert line.endswith("b…")
    line, caret = shown("X" + "b" * 500, 1)
    assert (line[caret], line[-1], len(line)) == ("X", "…", 161)
    line, caret = shown("a" * 500 + "X", 501)
    assert (line[caret], line[0], line[-1]) == ("X", "…", "X")
    assert shown("a" * 159 + "X", 160) == ("a" * 159 + "X", 159)


def test_an_error_carries_all_problems():
    error = FazhiError([SMALL, Problem("points_missing", {"name": "y"})])
    assert [problem.code for problem in error.problems] == ["goalposts_equal", "points_missing"]
    assert error.render("en") == (
        "t.yaml:3:5: worst and best of 'x' are the same\n     3 |     score: 5\n       |     ^\n"
        "'y' has no points, but the file states total_points\n       = give it a weight"
    )
    assert FazhiError(SMALL).problems == (SMALL,)


def test_the_text_of_an_error_follows_the_language_of_the_system(monkeypatch):
    monkeypatch.setenv("FAZHI_LANG", "zh")
    assert "相同" in str(FazhiError(SMALL))
    monkeypatch.setenv("FAZHI_LANG", "en")
    assert "the same" in str(FazhiError(SMALL))


def test_errors_survive_the_way_between_processes():
    error = FazhiError([SMALL, SMALL])
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(other) is FazhiError
        assert other.problems == error.problems


def test_only_errors_stop_the_work():
    warning = Problem("group_empty", {"name": "g"}, severity="warning")
    note = Problem("facts_unused", {"count": 1, "listed": "f"}, severity="note")
    assert raise_errors([]) == []
    assert raise_errors(iter([warning, note])) == [warning, note]
    with pytest.raises(FazhiError) as caught:
        raise_errors([warning, SMALL, note])
    assert caught.value.problems == (SMALL,)
