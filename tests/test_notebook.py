"""What a notebook shows of facts, framework and result: escaped, no colours, gaps as dashes."""

import re

import pytest

import fazhi_score as fs
from fazhi_score.notebook import as_html
from tests.conftest import register, table

FRAMEWORK = {
    "format": 1, "id": "demo", "zh": "<b>演示</b>", "en": "<b>Demo</b>",
    "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    "groups": {"one": {"zh": "一", "en": "One & only"}}, "facts": {"x": {}},
    "indicators": {"i": {"group": "one", "formula": "x", "better": "higher",
                         "score": {"rule": "goalposts", "worst": 0, "best": 100}}},
}  # fmt: skip


@pytest.fixture(params=["zh", "en"])
def shown(request, monkeypatch):
    monkeypatch.setenv("FAZHI_LANG", request.param)
    framework = fs.load_framework(FRAMEWORK)
    facts = fs.read_facts(table({"<script>alert(1)</script>": {"x": 40}, "B": {"x": 90}, "C": {}}))
    result = fs.score(
        facts, framework, regions=register({"<script>alert(1)</script>": "town", "B": "town", "C": "town"})
    )
    return {"facts": facts, "framework": framework, "result": result}


def test_everything_is_text_and_nothing_has_a_colour(shown):
    for what, thing in shown.items():
        html = thing._repr_html_()
        assert "<script" not in html and "<b>" not in html, what
        assert not re.search(r"color|background|style=\"[^\"]*#", html), what
        assert html.count("<table") == html.count("</table>") == 1


def test_the_result_shows_numbers_and_dashes(shown):
    cells = re.findall(r"<td>(.*?)</td>", shown["result"]._repr_html_())
    assert "90.00" in cells and "40.00" in cells
    assert "1–1" in cells
    assert "90.0–90.0" in cells and "–" in cells  # bounds, and none for who has no score


def test_the_framework_shows_its_tree_with_shares(shown):
    html = shown["framework"]._repr_html_()
    assert "<td>· " in html and "100.0%" in html and "goalposts" in html


def test_many_rows_are_cut():
    html = as_html("many", {"x": list(range(5000))})
    assert html.count("<tr") < 20 and "..." in html


def test_no_rows_at_all():
    assert "<table" in as_html("none", {"x": []})
