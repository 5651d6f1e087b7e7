"""What is handed on tells no folders: absolute paths become names, and nothing else changes."""

import time

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.facts.folders import file_names, without_folders, without_paths


@pytest.mark.parametrize(("written", "told"), [
    ("C:\\Users\\王小明\\My Documents\\报告.pdf", "报告.pdf"),
    ("c:/Users/me/报告.pdf 第3页", "报告.pdf 第3页"),
    ("\\\\server\\share\\报告.pdf", "报告.pdf"),
    ("/home/me/reports/", "reports"),
    ("~/年报/报告.pdf", "报告.pdf"),
    ("file:///home/me/a%20b.pdf", "a%20b.pdf"),
    ("见 D:\\案卷\\一.pdf；E:\\案卷\\二.pdf, /mnt/disk 1/三.pdf", "见 一.pdf；二.pdf, 三.pdf"),
    ("来源:D:\\案卷\\一.pdf", "来源:一.pdf"),
    *((same, same) for same in (
        "", "报告.pdf", "乙/报告.txt", "https://www.xx.gov.cn/art/2024/1.html", "http://x/a /b", "第1页 / 第2页",
        "县政办〔2024〕5号", "12/30", "附件A:\t说明", "和/或", "/附件", "3:40", "见:https://x.cn/a/b/c.pdf",
    )),
])  # fmt: skip
def test_paths_and_what_looks_like_them(written, told):
    assert without_paths(written) == told


def test_no_two_sources_become_one():
    names = ["/a/x/r.pdf", "r.pdf", "/b/y/r.pdf", "r.pdf (2)", "/b/y/r.pdf"]
    assert file_names(names) == {
        "/a/x/r.pdf": "r.pdf (3)", "r.pdf": "r.pdf", "/b/y/r.pdf": "r.pdf (4)", "r.pdf (2)": "r.pdf (2)"
    }  # fmt: skip


def test_sources_stay_those_of_the_manifest():
    rows = pd.DataFrame({"region": ["A", "B", "C"], "period": 2024, "fact": "x", "value": 1,
                         "source": ["/home/me/a/r.pdf", "/home/me/b/r.pdf", "c.pdf"]})  # fmt: skip
    listed = pd.DataFrame({"id": ["/home/me/b/r.pdf", "/home/me/a/r.pdf", "c.pdf"], "region": ["B", "A", "C"],
                           "period": 2024, "state": "read"})  # fmt: skip
    facts = fs.read_facts(rows, documents=listed)
    bare = without_folders(facts)
    assert bare.table["source"].tolist() == ["r.pdf (2)", "r.pdf", "c.pdf"]
    named = dict(zip(bare.documents.frame["id"], bare.documents.frame["region"], strict=True))
    assert named == {"r.pdf": "B", "r.pdf (2)": "A", "c.pdf": "C"}
    assert fs.read_facts(bare.to_frame(), documents=bare.documents).notes == ()
    assert facts.table["source"].tolist() == rows["source"].tolist()  # the user's own table stays
    assert without_folders(bare) is bare


def test_a_cell_made_to_be_slow():
    begun = time.process_time()
    for text in ("C:\\" + " " * 100_000, "/a " * 40_000, "C:\\;" * 40_000, "~" * 100_000, " /a" * 40_000 + "/"):
        without_paths(text)
    assert time.process_time() - begun < 2
