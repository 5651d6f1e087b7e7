"""A real browser for pages, what it complains of, and worlds to make pages of."""

import base64
import importlib.util
import json
import re
import shutil
import time
from pathlib import Path

import numpy as np
import pytest

import fazhi_score as fs

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
DISTRICTS = Path(__file__).parents[3] / "examples" / "districts"
TYPES = {"f8": "<f8", "f4": "<f4", "u1": "u1", "u2": "<u2", "u4": "<u4", "i4": "<i4"}


def unpacked(block):
    """The numbers of a block of the page."""
    return np.frombuffer(base64.b64decode(block["b"]), TYPES[block["t"]])


def words(block):
    """The texts of a column of the page."""
    return [block["words"][code] for code in unpacked(block["codes"])]


def data_of(path):
    """The data that a page holds."""
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', path.read_text("utf-8"), re.DOTALL)
    return json.loads(block[1])


class Opened:
    """A page in the browser; `log` has what it complains of, `requests` what it asks for."""

    def __init__(self, context, path, hash_="", width=1440):
        self.page, self.log, self.requests, self.path = context.new_page(), [], [], path
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.on("console", lambda message: self.log.append(message.text))
        self.page.on("pageerror", lambda error: self.log.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri() + (f"#{hash_}" if hash_ else ""))
        self.until("document.documentElement.dataset.ready")

    def until(self, expression, seconds=20):
        """Wait for a condition; the page's policy forbids what Playwright would do for it."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(expression):
            assert time.monotonic() < end, f"never true: {expression}"
            self.page.wait_for_timeout(20)

    def __getattr__(self, name):
        return getattr(self.page, name)

    def texts(self, selector):
        return self.page.locator(selector).all_inner_texts()


@pytest.fixture(scope="session")
def context(tmp_path_factory):
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium to open pages with (Debian: apt-get install chromium)")
    with sync_api.sync_playwright() as playwright:
        profile = tmp_path_factory.mktemp("profile")
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=FLAGS, accept_downloads=True
        )
        context.set_default_timeout(20_000)
        yield context
        context.close()


@pytest.fixture
def opened(context):
    """Open pages; what is opened is closed afterwards."""
    pages = []

    def open_page(path, hash_="", width=1440):
        pages.append(Opened(context, path, hash_, width))
        return pages[-1]

    yield open_page
    for one in pages:
        one.page.close()


@pytest.fixture(scope="session")
def districts():
    return fs.read_facts(
        DISTRICTS / "facts.csv", regions=DISTRICTS / "regions.csv", documents=DISTRICTS / "documents.csv"
    )


@pytest.fixture(scope="session")
def benchmark():
    spec = importlib.util.spec_from_file_location(
        "page_benchmark", Path(__file__).parents[3] / "benchmarks" / "page.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def simulated():
    """Invented regions of two classes."""
    return fs.simulate(regions=500, seed=1, classes={"county-level": 0.7, "department": 0.3}).facts


POINTS = {
    "format": 1, "id": "points", "zh": "分值表", "en": "Points", "total_points": 50,
    "method": {"score_on": "all", "missing": {"not_reported": "zero"}, "rank_within": ["class"], "minimum_peers": 1},
    "grades": {"优秀": 90, "良好": 70, "合格": 50, "不合格": 0}, "grade_quota": {"优秀": "25%", "良好": "40%"},
    "groups": {
        "a": {"weight": 30}, "b": {"weight": 20}, "c": {"within": "a", "weight": 12},
        "towns": {"within": "a", "weight": 6, "applies_to": {"class": ["town"]}},
        "offices": {"within": "a", "weight": 6, "applies_to": {"class": ["office"]}},
    },
    "facts": {name: {} for name in "uvwxyz"} | {"bad": {}, "good": {}},
    "indicators": {
        "meetings": {"group": "c", "weight": 8, "formula": "u", "better": "higher",
                     "score": {"rule": "required", "at_least": 6, "each_missing": 2},
                     "by_class": {"town": {"each_missing": 1}}},
        "marks": {"group": "c", "weight": 4, "formula": "v", "better": "higher", "score": {"rule": "reviewer"}},
        "only_towns": {"group": "towns", "weight": 6, "formula": "w", "better": "higher",
                       "score": {"rule": "goalposts", "worst": 0, "best": 100}},
        "only_offices": {"group": "offices", "weight": 6, "formula": "x", "better": "higher",
                         "score": {"rule": "bands",
                                   "bands": [{"at_least": 60, "score": 6}, {"at_least": 0, "score": 1}]}},
        "both": {"group": "a", "weight": 12, "formula": "y", "better": "higher",
                 "score": {"rule": "goalposts", "worst": 0, "best": 100}},
        "alone": {"group": "b", "weight": 20, "formula": "z", "better": "higher",
                  "score": {"rule": "goalposts", "worst": 0, "best": 100}},
    },
    "adjustments": {
        "honour": {"kind": "bonus", "formula": "good", "each": 1, "cap": 3},
        "fault": {"kind": "penalty", "formula": "bad", "each": 2, "cap": 6},
        "capped": {"kind": "veto", "when": "bad > 4", "at_most": 59},
        "not_best": {"kind": "veto", "when": "bad == 3", "at_most": "合格"},
        "out": {"kind": "gate", "when": "good > 8"},
    },
}  # fmt: skip


def points_facts(n=60):
    """Facts for :data:`POINTS`: every seventh number is not reported."""
    import pandas as pd

    rng = np.random.default_rng(4)
    rows = [
        (f"r{k}", "2024", name, int(rng.integers(0, 10 if name in ("u", "bad", "good") else 100)))
        for k in range(n)
        for name in POINTS["facts"]
        if rng.random() > 1 / 7
    ]
    rows = [(r, p, f, min(v, 8) if f == "v" else v if f not in ("bad",) else v // 2) for r, p, f, v in rows]
    rows = [(r, p, f, v % 5 if f == "v" else v) for r, p, f, v in rows]
    regions = pd.DataFrame(
        {"region": [f"r{k}" for k in range(n)], "name": [f"单位{k}" for k in range(n)],
         "class": ["town" if k % 3 else "office" for k in range(n)]}
    )  # fmt: skip
    return fs.read_facts(pd.DataFrame(rows, columns=["region", "period", "fact", "value"]), regions=regions)
