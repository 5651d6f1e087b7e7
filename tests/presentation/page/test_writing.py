"""The file: one, whole, under a strict policy, and what a person reads on wrong input."""

import base64
import datetime
import hashlib
import html
import re
import time

import pytest

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.presentation.page.writing import SCRIPTS, json_block, page_text, script_text
from tests.conftest import plain, scored, sheet
from tests.presentation.page.conftest import data_of


@pytest.fixture
def result():
    return scored(sheet({"i": plain("f")}, zh="<b>表</b> & {{data}}"), {"A": {"f": 10}})


def test_the_policy_lets_nothing_else_run_or_load(result, tmp_path):
    fs.write_page(tmp_path / "page.html", result)
    text = (tmp_path / "page.html").read_text("utf-8")
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1])
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    script = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    style = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    for name, parts in (("script-src", script), ("style-src", style)):
        assert len(parts) == 1
        assert rules[name] == f"'sha256-{base64.b64encode(hashlib.sha256(parts[0].encode()).digest()).decode()}'"
    head = text.split('id="data"')[0]
    assert not re.search(r"\son\w+=|\sstyle=|javascript:|https?://", head.replace("http-equiv", "").split("<style>")[0])
    assert not re.search(r"@import|url\(", style[0])


def test_data_cannot_end_its_block(result, tmp_path):
    fs.write_page(tmp_path / "page.html", result)
    text = (tmp_path / "page.html").read_text("utf-8")
    assert "<title>&lt;b&gt;表&lt;/b&gt; &amp; {{data}}</title>" in text
    assert data_of(tmp_path / "page.html")["label"][1] == "<b>表</b> & {{data}}"
    assert json_block({"a": "</script>&\u2028\u2029"}) == '{"a":"\\u003c/script\\u003e\\u0026\\u2028\\u2029"}'


def test_titles_lose_what_no_title_may_have():
    text = page_text({}, title="a\x00b\n" + "长" * 300, lang="en")
    assert "<title>a b\n" + "长" * 196 + "</title>" in text


def test_all_parts_of_the_script_are_in_it():
    assert len(SCRIPTS) == 8
    assert script_text().startswith("(() => {\n'use strict';")
    assert "function drawLeague()" in script_text() and "window.fazhiPage" in script_text()


def test_the_date_and_language_are_those_given(result, tmp_path):
    fs.write_page(tmp_path / "page.html", result, lang="en", date=datetime.date(2025, 3, 1))
    data = data_of(tmp_path / "page.html")
    assert (data["date"], data["lang"]) == ("2025-03-01", "en")
    assert '<html lang="en">' in (tmp_path / "page.html").read_text("utf-8")
    fs.write_page(tmp_path / "page.html", result)
    assert data_of(tmp_path / "page.html")["date"] == datetime.date.today().isoformat()
    assert '<html lang="zh-CN">' in (tmp_path / "page.html").read_text("utf-8")


def test_another_ending_or_language_is_refused(result, tmp_path):
    with pytest.raises(FazhiError, match=r"\.html"):
        fs.write_page(tmp_path / "page.pdf", result)
    with pytest.raises(FazhiError, match="en, zh"):
        fs.write_page(tmp_path / "page.html", result, lang="fr")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.no_cover
def test_three_thousand_regions_and_a_hundred_indicators_fit(benchmark, tmp_path):
    result = fs.score(benchmark.facts(3000, 100), benchmark.framework(100))
    began = time.process_time()
    fs.write_page(tmp_path / "page.html", result)
    assert time.process_time() - began < 5
    assert (tmp_path / "page.html").stat().st_size < 15e6
    data = data_of(tmp_path / "page.html")
    assert data["units"]["count"] == 3000
    assert 500 < data["facts"]["units"] < 3000  # the rest is told by explain, and the page says so
