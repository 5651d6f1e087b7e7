"""The page as people use it: it loads nothing, sorts, filters, explains, reweights, prints, and fits every screen."""

import datetime
import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from tests.conftest import table
from tests.presentation.page.conftest import DISTRICTS, POINTS, points_facts

SEEN = """const narrow = innerWidth < 761;
const seen = (one) => one.checkVisibility() && !one.closest('.unseen') && !(narrow && one.closest('thead'));
"""
CUT = """() => { SEEN
  return Array.from(document.querySelectorAll('#page *')).filter((one) => {
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    if (!box.width || !seen(one)) return false;
    const clipped = ['hidden', 'clip'].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
    const outside = (box.left < -1 || box.right > innerWidth + 1) && !one.closest('.scroll, .skip');
    return clipped || outside;
  }).map((one) => one.outerHTML.slice(0, 120));
}""".replace("SEEN", SEEN)
OVERLAP = """() => { SEEN
  const parts = 'td, th, dt, dd, button, label, .weight > *, .indicator > summary > *';
  const boxes = Array.from(document.querySelectorAll(parts)).filter(seen)
    .map((one) => [one, one.getBoundingClientRect()]);
  const found = [];
  boxes.forEach(([one, a], i) => boxes.slice(i + 1).forEach(([other, b]) => {
    if (one.contains(other) || other.contains(one)) return;
    if (Boolean(one.closest('aside')) !== Boolean(other.closest('aside'))) return; // the panel stays while one scrolls
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 2 && high > 2) found.push([one.textContent.slice(0, 40), other.textContent.slice(0, 40)]);
  }));
  return found.slice(0, 5);
}""".replace("SEEN", SEEN)


@pytest.fixture(scope="module")
def sheet_page(districts, tmp_path_factory):
    path = tmp_path_factory.mktemp("sheet") / "page.html"
    fs.write_page(path, fs.score(districts, DISTRICTS / "sheet.yaml"), lang="en", date=datetime.date(2025, 3, 1))
    return path


@pytest.fixture(scope="module")
def large_page(tmp_path_factory):
    facts = fs.simulate(regions=500, seed=1).facts
    path = tmp_path_factory.mktemp("large") / "page.html"
    fs.write_page(path, fs.score(facts, fs.load_framework().with_method(minimum_coverage=0.1)), lang="en")
    return path


def test_it_asks_for_nothing_and_complains_of_nothing(opened, sheet_page, large_page, districts, tmp_path):
    fs.write_page(tmp_path / "index.html", fs.score(districts))
    for path in (sheet_page, large_page, tmp_path / "index.html"):
        page = opened(path)
        page.locator("#league a").first.click()
        page.wait_for_selector("#profile-title")
        page.click("#language")
        assert page.log == []
        assert page.requests == [path.as_uri()]


def test_columns_sort_and_those_without_a_number_stay_behind(opened, large_page):
    page = opened(large_page)
    assert page.locator("#league tbody tr").count() == 50  # of 500: one page
    column = "#league tbody td.composite .figure"
    page.click('[data-sort="composite"]')
    first = [float(text) for text in page.texts(column)]
    assert first == sorted(first, reverse=True)
    assert page.locator('th[aria-sort="descending"]').count() == 1
    page.keyboard.press("Enter")  # the heading has kept the focus
    again = [float(text) for text in page.texts(column)]
    assert again == sorted(again)
    assert again[0] < first[0]
    page.click('[data-sort="rank"]')
    assert page.texts("#league tbody td.rank")[0].startswith("1")
    for _ in range(9):
        page.click("#pages button:last-child")
    assert page.locator("#pages button:last-child").is_disabled()
    assert set(page.locator("#league tbody td.rank").evaluate_all("cells => cells.map((c) => c.firstChild.data)")) == {
        "–"
    }
    assert "below 10%" in page.locator("#league tbody td.rank").first.get_attribute("title")


def test_filters_narrow_the_table(opened, sheet_page, large_page):
    page = opened(sheet_page)
    page.fill("#filter-words", "渭滨")
    assert page.texts("#league tbody th") == ["渭滨区"]
    assert page.locator("#count").inner_text() == "1 of 5 shown"
    page.fill("#filter-words", "")
    page.select_option("#filter-class", "department")
    assert page.texts("#league tbody th") == ["蓟州区司法局"]
    page.select_option("#filter-class", "")
    page.select_option("#filter-period", "2024")
    assert page.texts("#league tbody th") == ["渭滨区", "方城县"]
    page = opened(large_page)
    page.check("#filter-only")
    ranks = page.texts("#league tbody td.rank")
    assert ranks and all(text.isdigit() for text in ranks)


def test_a_slider_moves_scores_and_ranks_and_says_so(opened, sheet_page):
    page = opened(sheet_page)
    before = page.texts("#league tbody td.composite .figure")
    slider = page.locator('[data-slider="disputes"]')
    slider.focus()
    page.keyboard.press("End")
    page.until("document.getElementById('moves').textContent.includes('→')")
    after = page.texts("#league tbody td.composite .figure")
    assert after != before
    assert page.locator('[data-number="disputes"]').input_value() == "99.99"
    tuned = fs.load_framework(DISTRICTS / "sheet.yaml").with_weights(disputes=99.99)
    facts = fs.read_facts(
        DISTRICTS / "facts.csv", regions=DISTRICTS / "regions.csv", documents=DISTRICTS / "documents.csv"
    )
    wanted = fs.score(facts, tuned).composite.sort_values(ascending=False)
    assert after == [f"{score:.2f}" for score in wanted]
    page.click("#reset")
    page.until("document.getElementById('moves').textContent === 'Nothing is moved.'")
    assert page.texts("#league tbody td.composite .figure") == before


def test_the_download_scores_as_the_page_shows(opened, sheet_page, tmp_path):
    page = opened(sheet_page)
    page.locator("details.below").first.evaluate("(one) => { one.open = true; }")
    page.locator("[data-number]").nth(1).fill("7")
    page.fill('[data-number="supervision"]', "30")
    page.until("document.querySelector('#reset').disabled === false")
    with page.expect_download() as waiting:
        page.click("#download")
    assert waiting.value.suggested_filename == "example-sheet-tuned.yaml"
    (tmp_path / "sheet.yaml").write_bytes((DISTRICTS / "sheet.yaml").read_bytes())
    waiting.value.save_as(tmp_path / "tuned.yaml")
    command = [sys.executable, "-m", "fazhi_score", "score", str(DISTRICTS / "facts.csv"), "--json",
               "--regions", str(DISTRICTS / "regions.csv"), "--documents", str(DISTRICTS / "documents.csv"),
               "--framework", str(tmp_path / "tuned.yaml")]  # fmt: skip
    run = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    scored = {row["region"]: row["composite"] for row in json.loads(run.stdout)["table"]}
    shown = page.evaluate("Array.from(fazhiPage.shown.composite)")
    assert sorted(scored.values()) == pytest.approx(sorted(shown), abs=1e-9)


def test_a_region_opens_down_to_its_facts_and_their_places(opened, sheet_page):
    page = opened(sheet_page, "%E6%B8%AD%E6%BB%A8%E5%8C%BA/2024")  # the address leads to it
    assert page.locator("#profile-title").inner_text().startswith("渭滨区")
    assert page.evaluate("document.querySelectorAll('#profile figure svg[role=img]').length") == 3
    one = page.locator("#profile details.indicator").first
    one.locator("summary").first.click()
    assert "facts.csv:" in one.inner_text()
    assert page.locator("#profile .gap").count() > 5  # what is not stated has its reason, and is no zero
    assert any("not stated in the report" in text for text in page.texts("#profile .gap"))
    page.click(".back")
    assert page.locator("#profile").is_hidden()
    assert page.evaluate("document.activeElement.textContent") == "渭滨区"


def test_the_language_switches_and_is_declared(opened, sheet_page):
    page = opened(sheet_page)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "Composite" in page.locator("#league thead").inner_text()
    page.locator("#language").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert "综合得分" in page.locator("#league thead").inner_text()
    assert page.evaluate("document.activeElement.id") == "language"
    assert page.evaluate("document.title") == "法治政府建设评分表(示例)"


@pytest.mark.parametrize("width", [1440, 1024, 375])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_is_cut_or_overlaps(width, lang, opened, sheet_page, large_page):
    for path in (sheet_page, large_page):
        page = opened(path, width=width)
        if lang == "zh":
            page.click("#language")
        page.locator("#league a").nth(1).click()
        page.wait_for_selector("#profile-title")
        page.evaluate(
            "document.querySelectorAll('#profile details').forEach((one, k) => { if (k < 5) one.open = true; })"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CUT) == []
        assert page.evaluate(OVERLAP) == []


HOSTILE = [
    "<script>window.struck = 1</script>", '=HYPERLINK("http://example.org","x")', "\"'`&amp;<b>", "两\n行\t表",
    "\u202e倒过来\u202c\u200f", "长" * 10_000, "</script><img src=x onerror='window.struck=1'>", "{{data}}{{policy}}",
    "\u2028\u2029\x07\x7f", "<!--<script>",
]  # fmt: skip


def test_hostile_names_are_text(opened, tmp_path):
    regions = pd.DataFrame({"region": [f"r{k}" for k in range(len(HOSTILE))], "name": HOSTILE, "class": "</option>"})
    facts = table(
        {f"r{k}": {"f": 50 + k} for k in range(len(HOSTILE))},
        *({"region": f"r{k}", "fact": "g", "value": "1", "source": name[:300], "quote": name[:300], "note": name[:300]}
          for k, name in enumerate(HOSTILE)),
    )  # fmt: skip
    rule = {"better": "higher", "score": {"rule": "goalposts", "worst": 0, "best": 100}}
    framework = fs.load_framework(
        {"format": 1, "id": "hostile", "zh": HOSTILE[0], "en": HOSTILE[6], "edition": HOSTILE[2],
         "method": {"missing": {"not_reported": "exclude"}, "rank_within": [], "minimum_peers": 1},
         "grades": {"<b>甲": 55, "乙'\"": 0}, "groups": {"一:二 #": {"zh": HOSTILE[5]}, "g": {"zh": HOSTILE[6]}},
         "facts": {"f": {"zh": HOSTILE[0]}, "g": {"zh": HOSTILE[4]}},
         "indicators": {"甲": {"group": "一:二 #", "zh": HOSTILE[0], "basis": HOSTILE[6], "formula": "f", **rule},
                        "乙 - x": {"group": "g", "zh": HOSTILE[4], "formula": "g", **rule}}}
    )  # fmt: skip
    path = tmp_path / "page.html"
    result = fs.score(fs.read_facts(facts, regions=regions), framework)
    fs.write_page(path, result)
    page = opened(path)
    assert page.log == []
    assert page.evaluate("window.struck") is None
    assert page.evaluate("document.scripts.length") == 2
    assert page.locator("img").count() == 0
    # the names are there as they were given, but for what no file of text can hold
    assert page.evaluate("fazhiPage.names") == [
        str(result.names.iloc[len(HOSTILE) - 1 - k]) for k in range(len(HOSTILE))
    ]
    for k in (0, 5, 6):
        page.evaluate(f"location.hash = 'r{k}/2024'")
        page.until(f"document.querySelector('#profile-title').textContent.startsWith({HOSTILE[k][:9]!r})")
        for one in page.locator("#profile details").all()[:3]:
            one.evaluate("(one) => { one.open = true; }")
    assert HOSTILE[5] in page.evaluate("document.getElementById('profile').textContent")
    assert page.log == []
    assert page.evaluate("window.struck") is None
    assert page.requests == [path.as_uri()]
    page.fill('[data-number="一:二 #"]', "3")
    (tmp_path / "hostile.yaml").write_text(framework.to_yaml(), encoding="utf-8")
    (tmp_path / "tuned.yaml").write_text(page.evaluate("fazhiPage.tuningFile(fazhiPage.weights)"), encoding="utf-8")
    again = fs.score(fs.read_facts(facts, regions=regions), fs.load_framework(tmp_path / "tuned.yaml"))
    np.testing.assert_allclose(sorted(again.composite), sorted(page.evaluate("Array.from(fazhiPage.shown.composite)")))


def test_paper_gets_all_rows_and_the_open_profile_and_no_panel(opened, tmp_path):
    framework = fs.load_framework(POINTS)
    fs.write_page(tmp_path / "page.html", fs.score(points_facts(), framework))
    page = opened(tmp_path / "page.html", "r1/2024")
    page.page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#league tbody tr").count() == 60
    assert page.locator("#league thead button").count() == 0  # a button would not stand on every page
    assert page.locator("#panel").is_hidden()
    assert page.locator(".filters").is_hidden()
    assert page.locator("#profile").is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#league tbody tr").count() == 50
    assert page.page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 375)])
def test_rules_of_accessibility_hold(scheme, width, opened, sheet_page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the rules of axe are not installed")
    page = opened(sheet_page, width=width)
    page.page.emulate_media(color_scheme=scheme)
    page.locator("#league a").first.click()
    page.wait_for_selector("#profile-title")
    page.evaluate("document.querySelectorAll('details').forEach((one, k) => { if (k < 8) one.open = true; })")
    found = axe.Axe().run(page.page)
    assert [one["id"] for one in found.response["violations"]] == []


def test_controls_have_names_and_show_the_focus(opened, sheet_page):
    page = opened(sheet_page)
    page.evaluate("document.querySelectorAll('.below').forEach((one) => { one.open = true; })")
    page.until("document.querySelectorAll('[data-slider]').length > 20")
    nameless = page.evaluate(
        "Array.from(document.querySelectorAll('input, select, button')).filter((one) => "
        "!(one.getAttribute('aria-label') || one.textContent.trim() || (one.labels && one.labels.length))).length"
    )
    assert nameless == 0
    assert page.locator('#league th[scope="col"]').count() > 5
    assert page.locator('#league th[scope="row"]').count() == 5
    assert page.locator("#moves").get_attribute("aria-live") == "polite"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
