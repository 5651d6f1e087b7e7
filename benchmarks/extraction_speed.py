"""Time the extraction of facts from text: speed, memory over many documents, and text that was made to be slow.

    python benchmarks/extraction_speed.py [REPORTS] [--documents 10000]

Prints megabytes of UTF-8 a second on one core (floor of the project: 2), the highest memory while so many documents
pass, and for each kind of hostile text the seconds for a megabyte and how they grew from a quarter of it (linear: 4).
"""

from __future__ import annotations

import argparse
import gc
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from fazhi_score.documents.reports import Report, read_reports
from fazhi_score.extraction.extracting import extract_each, extract_report

ROOT = Path(__file__).parents[1]
REPEATED = 40
HOSTILE = (
    "第",
    "第一",
    "1",
    "9.",
    "1,",
    "1 ",
    "1-",
    "+1",
    "0:0",
    "(",
    ")",
    "（）",
    "《",
    "《》",
    "“",
    " ",
    "\n",
    "1.\n",
    "一、",
    "一是",
    "，",
    "。",
    "百分之",
    "三分之",
    "三个",
    "2023",
    "截至",
    "其中",
    "将",
    "复议",
    "复议案件",
    "行政复议案件1件",
    "行政复议案件1件，审结1件、",
    "学法",
    "学法1次、",
    "执法",
    "问题",
    "存在的问题",
    "下一步",
    "一是加强",
    "一是问题突出。",
    "零败诉、",
)


def read_texts(folder: Path) -> list[str]:
    return [report.text for report in read_reports(folder, region="-", period="2024", class_="-") if report.text]


def passing(texts: list[str], count: int) -> Iterator[dict[str, str]]:
    for number in range(count):
        text = texts[number % len(texts)]
        yield {"id": str(number), "text": f"{text}\n{number}", "region": f"r{number}", "period": "2024"}


def speed(texts: list[str]) -> None:
    size = sum(len(text.encode()) for text in texts) / 1e6
    list(extract_each(passing(texts, len(texts))))
    seconds = []
    for _ in range(REPEATED):
        begin = time.process_time()
        for _each in extract_each(passing(texts, len(texts))):
            pass
        seconds.append(time.process_time() - begin)
    seconds.sort()
    middle = seconds[len(seconds) // 2]
    print(f"extraction: {size / middle:.2f} MB/s of UTF-8 (median of {REPEATED}; best {size / seconds[0]:.2f})")


def memory(texts: list[str], count: int) -> None:
    peaks = []
    for number, _each in enumerate(extract_each(passing(texts, count)), start=1):
        if number in (count // 100, count // 10, count // 2, count):
            gc.collect()
            peaks.append((number, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
    print("memory at most: " + ", ".join(f"{peak:.0f} MB after {number}" for number, peak in peaks))


def hostile() -> None:
    for pattern in HOSTILE:
        seconds = []
        for size in (250_000, 1_000_000):
            text = "云溪县2023年法治政府建设年度报告\n一、工作情况\n" + pattern * (size // len(pattern.encode()))
            report = Report(id="x", text=text, region="云溪县", period="2023", class_="county-level")
            begin = time.process_time()
            extract_report(report)
            seconds.append(time.process_time() - begin)
        growth = seconds[1] / max(seconds[0], 1e-3)
        print(f"1 MB of {pattern!r:24} {seconds[1]:7.2f} s   {growth:5.1f} times a quarter of it")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="?", type=Path, default=ROOT / "examples" / "reports")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--no-hostile", action="store_true")
    arguments = parser.parse_args()
    texts = read_texts(arguments.reports)
    speed(texts)
    if arguments.documents:
        memory(texts, arguments.documents)
    if not arguments.no_hostile:
        hostile()


if __name__ == "__main__":
    main()
