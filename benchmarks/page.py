"""How long the page takes to be written, how large it is, how soon it can be used, and how fast its sliders are.

    python benchmarks/page.py [--regions 3000] [--indicators 100] [--loaded]

Invented facts, 70 % of them stated, each with document, place and quotation. The browser is Debian's Chromium (another
with --browser); without one only writing is measured. `--loaded` keeps every core busy meanwhile.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

import fazhi_score as fs

FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
RECOMPUTE = """(count) => {
  const page = window.fazhiPage, found = [];
  for (let k = 0; k < count; k++) {
    const id = 1 + k % (page.nodes.length - 1), began = performance.now();
    page.standing(page.withWeight(page.start, id, 1 + k % 3));
    found.push(performance.now() - began);
  }
  return found;
}"""
SLIDE = """() => new Promise((done) => {
  const slider = document.querySelector('[data-slider]');
  const began = performance.now();
  slider.value = Number(slider.value) * 1.5 + 0.1;
  slider.dispatchEvent(new Event('input'));
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
})"""


def framework(indicators: int, groups: int = 10) -> fs.Framework:
    rule = {"better": "higher", "score": {"rule": "goalposts", "worst": 0, "best": 100}}
    return fs.load_framework(
        {
            "format": 1,
            "id": "benchmark",
            "zh": "虚构指标体系",
            "method": {"missing": {"not_reported": "exclude"}, "rank_within": []},
            "grades": {"优秀": 80, "良好": 60, "合格": 0},
            "groups": {f"g{k}": {"zh": f"分组{k}"} for k in range(groups)},
            "facts": {f"f{k}": {"zh": f"事实{k}"} for k in range(indicators)},
            "indicators": {
                f"i{k}": {"group": f"g{k % groups}", "formula": f"f{k}", "zh": f"指标{k}", **rule}
                for k in range(indicators)
            },
        }
    )


def facts(regions: int, indicators: int, stated: float = 0.7) -> fs.Facts:
    rng = np.random.default_rng(1)
    region, fact = np.divmod(np.flatnonzero(rng.random(regions * indicators) < stated), indicators)
    value = np.round(rng.normal(70, 15, len(region)).clip(0, 100), 2)
    start = rng.integers(0, 20_000, len(region))
    frame = {
        "region": [f"县{k:04d}" for k in region],
        "period": "2024",
        "fact": [f"f{k}" for k in fact],
        "value": value,
        "source": [f"doc-{k:04d}.txt" for k in region],
        "location": [f"{a}:{a + 12}" for a in start],
        "quote": [f"全年共办理第{k}类事项{v}件" for k, v in zip(fact, value, strict=True)],
    }
    return fs.read_facts(pd.DataFrame(frame))


def in_browser(path: Path, browser: str) -> None:
    from playwright.sync_api import sync_playwright

    ready, painted, recomputed = list[float](), list[float](), list[float]()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(profile, executable_path=browser, args=FLAGS)
        for _ in range(5):
            page = context.new_page()
            page.goto(path.as_uri())
            while not page.evaluate("document.documentElement.dataset.ready"):  # the policy forbids to wait inside
                page.wait_for_timeout(20)
            ready.append(float(page.evaluate("document.documentElement.dataset.ready")))
            painted.append(page.evaluate(SLIDE))
            recomputed += page.evaluate(RECOMPUTE, 60)
            page.close()
        context.close()
    for what, times, note in (
        ("usable after", ready, ""),
        ("scores and ranks anew", recomputed, ""),
        ("slider to next frame", painted, ", with the table drawn anew"),
    ):
        told = f"median of {len(times)}, worst {max(times):.1f}{note}"
        print(f"{what:22}{statistics.median(times):8.2f} ms   ({told})")


def busy() -> None:
    while True:
        sum(range(10_000))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, default=3000)
    parser.add_argument("--indicators", type=int, default=100)
    parser.add_argument("--browser", default="/usr/bin/chromium")
    parser.add_argument("--loaded", action="store_true")
    given = parser.parse_args()
    result = fs.score(facts(given.regions, given.indicators), framework(given.indicators))
    others = [multiprocessing.Process(target=busy, daemon=True) for _ in range(os.cpu_count() or 1)]
    for process in others if given.loaded else ():
        process.start()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        began, spent = time.perf_counter(), time.process_time()
        fs.write_page(path, result)
        took, spent, size = time.perf_counter() - began, time.process_time() - spent, path.stat().st_size
        print(f"{given.regions} regions x {given.indicators} indicators")
        print(f"written in            {took:8.2f} s    ({spent:.2f} s of the processor)")
        print(f"size                  {size / 1e6:8.2f} MB")
        if Path(given.browser).exists():
            in_browser(path, given.browser)
        else:
            print(f"no browser at {given.browser}: the rest is not measured")
    for process in others if given.loaded else ():
        process.terminate()


if __name__ == "__main__":
    main()
