"""From report files to a facts table: batches that go on, streams, executors, and nothing but documented errors."""

import gc
import multiprocessing
import random
import time
import tracemalloc
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.documents.reports import Report
from fazhi_score.errors import FazhiError
from fazhi_score.extraction.extracting import extract_report

SAMPLES = Path(__file__).parents[2] / "examples" / "reports"
BODY = "一、主要工作\n全年受理行政复议案件{n}件，审结{n}件。举办普法活动{n}场次。\n二、存在的问题\n一是执法力量不足。\n"


def text(n=12, name="云溪县", year=2023):
    return f"{name}{year}年法治政府建设年度报告\n" + BODY.format(n=n)


def value(facts, fact, region="云溪县"):
    table = facts.table
    return table.loc[(table["fact"] == fact) & (table["region"] == region), "value"].tolist()


def test_a_text_becomes_facts_with_a_manifest_and_a_register():
    facts = fs.extract_facts(text())
    assert value(facts, "reconsideration_accepted") == [12.0]
    assert facts.documents.frame[["region", "period", "state"]].values.tolist() == [["云溪县", "2023", "read"]]
    assert facts.regions.frame.loc["云溪县", "class"] == "county-level"


def test_facts_can_be_scored_as_they_are():
    result = fs.score(fs.extract_facts([text(12), text(15, "石桥县")]), fs.load_framework())
    assert len(result.table) == 2
    assert result.table["disclosure"].notna().all()


def test_a_folder_goes_on_where_a_file_cannot_be_read(tmp_path):
    (tmp_path / "a.txt").write_text(text(), encoding="gb18030")
    (tmp_path / "b.docx").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "README.md").write_text("about", encoding="utf-8")
    facts = fs.extract_facts(tmp_path)
    assert value(facts, "reconsideration_accepted") == [12.0]
    states = dict(zip(facts.documents.frame["id"], facts.documents.frame["state"], strict=True))
    assert states == {"a.txt": "read", "b.docx": "failed", "c.pdf": "failed"}
    assert sum(note.severity == "error" for note in facts.notes) == 2
    facts.documents.frame.to_csv(tmp_path / "documents.csv", index=False)
    assert len(fs.read_documents(tmp_path / "documents.csv")) == 3  # whose the damaged ones are is not known


def test_nothing_that_can_be_read_is_an_error(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"")
    with pytest.raises(FazhiError, match=r"a\.docx"):
        fs.extract_facts(tmp_path)


def test_what_a_text_does_not_say_is_asked_for_and_can_be_given():
    bare = "全年受理行政复议案件12件。\n"
    with pytest.raises(FazhiError, match="region"):
        fs.extract_facts(bare)
    facts = fs.extract_facts(bare, region="云溪县", period=2023, class_="county-level")
    assert value(facts, "reconsideration_accepted") == [12.0]
    manifest = pd.DataFrame({"id": ["text-1"], "region": ["石桥县"], "period": ["2022"]})
    assert fs.extract_facts([bare], manifest=manifest).table["region"].iloc[0] == "石桥县"


def test_whose_a_report_is_can_be_taken_from_the_text_and_is_told():
    body = "2023年，区政府依法履职，全区推进法治建设。朔云区法院与朔云区司法局联动。朔云区受理行政复议案件9件。\n"
    facts = fs.extract_facts(body)
    assert value(facts, "reconsideration_accepted", "朔云区") == [9.0]
    assert [note.code for note in facts.notes] == ["report_region_guessed"]


def test_the_same_file_twice_counts_once():
    facts = fs.extract_facts([text(), text()])
    assert value(facts, "reconsideration_accepted") == [12.0]
    assert "report_twice" in [note.code for note in facts.notes]


def test_two_reports_of_one_region_and_period_are_told():
    draft = {"id": "draft", "text": text()}
    final = {"id": "final", "text": text().replace("12件", "13件")}
    facts = fs.extract_facts([draft, final, {"id": "next", "text": text(year=2024)}])
    (note,) = [note for note in facts.notes if note.code == "report_same_period"]
    assert (note.file, note.params["first"]) == ("final", "draft")
    assert note.message("zh").count("云溪县") == 1


def test_a_report_that_gives_nothing_does_not_stop_the_others():
    other = {"id": "other", "text": "云溪县2022年法治政府建设年度报告\n", "region": "石桥县"}
    mixed = {"id": "mixed", "text": text(year=2021), "class": "pilot"}
    facts = fs.extract_facts([text(), other, mixed])
    assert value(facts, "reconsideration_accepted", "云溪县") == [12.0, 12.0]
    assert facts.regions.frame["class"].to_dict() == {"云溪县": "unstated", "石桥县": "unstated"}


def test_a_lexicon_of_ones_own_adds_facts(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "facts:\n  drone_patrols: {zh: 无人机巡查, en: Drone patrols, kind: count, dimension: enforcement,\n"
        "    units: [times], phrases: [无人机巡查N]}\n",
        encoding="utf-8",
    )
    facts = fs.extract_facts(text().replace("二、", "无人机巡查30次。\n二、"), lexicon=path)
    assert value(facts, "drone_patrols") == [30.0]
    path.write_text("facts: {drone_patrols: {kind: cuont}}\n", encoding="utf-8")
    with pytest.raises(FazhiError, match=r"mine\.yaml:1"):
        fs.extract_facts(text(), lexicon=path)


@pytest.mark.parametrize("pool", [ProcessPoolExecutor, ThreadPoolExecutor])
def test_an_executor_gives_the_same(pool):
    sources = [{"id": f"r{n}", "text": text(n, f"云{'一二三四五'[n % 5]}县", 2018 + n // 5)} for n in range(1, 36)]
    alone = fs.extract_facts(sources)
    with pool(2) as executor:
        spread = fs.extract_facts(sources, executor=executor)
    pd.testing.assert_frame_equal(alone.to_frame(), spread.to_frame())
    assert alone.sha256() == spread.sha256()


def test_reports_are_streamed():
    taken = []

    def endless():
        for n in range(10**9):
            taken.append(n)
            yield {"id": f"r{n}", "text": text(n + 1)}

    found = fs.extract_each(endless())
    assert [next(found).document["id"] for _ in range(3)] == ["r0", "r1", "r2"]
    assert len(taken) <= 4


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collector_of_python_is_left_as_it_was_also_by_a_mistake(collecting, monkeypatch):
    (gc.enable if collecting else gc.disable)()
    try:
        assert fs.extract_facts(text()).table.shape[0]
        assert gc.isenabled() is collecting
        monkeypatch.setattr("fazhi_score.extraction.extracting.find_periods", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            fs.extract_facts(text())
        assert gc.isenabled() is collecting
    finally:
        gc.enable()


def test_an_executor_does_not_run_ahead_without_bound():
    taken = []

    def many():
        for n in range(100_000):
            taken.append(n)
            yield {"id": f"r{n}", "text": text(n + 1)}

    with ThreadPoolExecutor(1) as executor:
        found = fs.extract_each(many(), executor=executor)
        next(found)
        found.close()
    assert len(taken) < 1000


@pytest.mark.no_cover
def test_memory_does_not_grow_with_the_number_of_documents():
    def peak(count):
        sources = ({"id": f"r{n}", "text": text(n + 1) + "法治。" * 2000} for n in range(count))
        tracemalloc.start()
        for _ in fs.extract_each(sources):
            pass
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(3)  # caches are filled
    few, many = peak(4), peak(40)
    assert many < few * 1.3 + 100_000  # 36 further texts of 6,000 characters would be 430 kB and more


def mutated(data, rng):
    """Cut, shuffle, repeat, or mix the encodings of a document."""
    kind = rng.randrange(5)
    at, to = sorted(rng.sample(range(len(data)), 2))
    if kind == 0:
        return data[:to]
    if kind == 1:
        return data[:at] + bytes(rng.sample(data[at:to], to - at)) + data[to:]
    if kind == 2:
        return data[:at] + data[at:to] * rng.randrange(2, 6) + data[to:]
    if kind == 3:
        return data[:at] + text().encode(rng.choice(["gb18030", "utf-16", "utf-8"])) + data[to:]
    return bytes(rng.randrange(256) if rng.random() < 0.05 else byte for byte in data)


@pytest.mark.no_cover
def test_mutated_documents_raise_nothing_but_documented_errors(tmp_path):
    rng = random.Random(20231231)
    page = f"<html><body><h1>云溪县2023年法治政府建设年度报告</h1><p>{BODY.format(n=5)}</p></body></html>"
    docx = pytest.importorskip("docx")
    word = docx.Document()
    for line in text().splitlines():
        word.add_paragraph(line)
    word.save(tmp_path / "word.docx")
    originals = {
        "txt": text().encode("utf-8"),
        "html": page.encode("gb18030"),
        "docx": (tmp_path / "word.docx").read_bytes(),
        "pdf": next(SAMPLES.glob("*.pdf")).read_bytes(),
    }
    outcomes = set()
    for number in range(500):
        ending = rng.choice(list(originals))
        path = tmp_path / f"m{number}.{ending}"
        path.write_bytes(mutated(originals[ending], rng))
        found = next(fs.extract_each(path, region="云溪县", period="2023"))
        outcomes.add((ending, found.document["state"]))
        assert found.document["state"] in ("read", "partly", "scan", "failed")
        if found.document["state"] == "failed":
            assert found.failed
            assert not found.rows
        path.unlink()
    assert {("txt", "read"), ("docx", "failed")} <= outcomes


def test_a_dask_cluster_gives_the_same():
    distributed = pytest.importorskip("distributed")
    sources = [{"id": f"r{n}", "text": text(n, f"云{'一二三四五'[n % 5]}县", 2018 + n // 5)} for n in range(1, 26)]
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": False, "dashboard_address": None}
    with distributed.LocalCluster(**settings) as cluster, distributed.Client(cluster) as client:
        spread = fs.extract_facts(sources, executor=client.get_executor())
    assert spread.sha256() == fs.extract_facts(sources).sha256()


HOSTILE = [
    "第",
    "9",
    "1 ",
    "(",
    "）（",
    "《",
    "“",
    "1.\n",
    "其中",
    "三分之",
    "行政复议案件1件，审结1件、",
    "分别为",
    "由1件增至",
    "一是问题突出。",
]


def seconds_for(pattern):
    """Return how long this process computes while it reads a quarter of a megabyte of a pattern."""
    text = "云溪县2023年法治政府建设年度报告\n一、工作\n" + pattern * (250_000 // len(pattern.encode()))
    report = Report(id="x", text=text, region="云溪县", period="2023", class_="county-level")
    begin = time.process_time()
    extract_report(report)
    return time.process_time() - begin


@pytest.fixture(scope="module")
def reader():
    """Another process, which can be stopped if it does not come to its end."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        yield pool


@pytest.mark.parametrize("pattern", HOSTILE)
def test_hostile_text_is_read_in_linear_time(reader, pattern):
    # what takes quadratic time and two minutes for a megabyte takes a sixteenth of them for a quarter of it; linear
    # patterns took at most 1.8 s when this was written; benchmarks/extraction_speed.py reads a megabyte of forty kinds
    assert reader.apply_async(seconds_for, (pattern,)).get(timeout=60) < 120 / 16
