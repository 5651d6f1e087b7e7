"""Names and texts that try to be something else appear as text, in every document, and break none."""

import re
import zipfile

import pandas as pd
import pytest
from lxml import etree

import fazhi_score as fs
from fazhi_score.presentation.text import clean, line, passage
from fazhi_score.presentation.word.document import write_document
from fazhi_score.presentation.word.notices import write_notices
from fazhi_score.scoring.engine import score
from tests.conftest import plain, register, sheet
from tests.presentation.word.made import DAY, Read

pytest.importorskip("docx")

NAMES = {
    "A": "<script>alert(1)</script>",
    "B": '=HYPERLINK("http://x","y")',
    "C": "引“号\"'&amp;]]>",
    "D": "两\n行\t县",
    "E": "右\u202e左\u200f县",
    "F": "长" * 10_000,
    "G": "响\x07铃\x00",
    "H": "{name} %s \\1 $1 {0}",
}
# the register itself drops what cannot be seen in a name; other texts keep it until they are written
SHOWN = {
    "A": NAMES["A"], "B": NAMES["B"], "C": NAMES["C"], "D": "两 行 县", "E": "右左县",
    "F": "长" * 59 + "…", "G": "响铃", "H": NAMES["H"],
}  # fmt: skip


@pytest.fixture(scope="module")
def result():
    rows = pd.DataFrame(
        [(region, "2024", "x", str(40 + k), NAMES[region], NAMES["A"], NAMES["E"]) for k, region in enumerate(NAMES)],
        columns=["region", "period", "fact", "value", "source", "location", "quote"],
    )
    names = register(dict.fromkeys(NAMES, NAMES["A"]))
    names["name"] = [NAMES[region] for region in names["region"]]
    label = NAMES["A"] + NAMES["H"]
    framework = sheet({"i": plain("x", zh=label, basis=NAMES["C"])}, zh=label, facts={"x": {"zh": label, "unit": "&"}})
    log = pd.DataFrame({"region": "A", "period": 2024, "item": "i", "deducted": ["10%"], "state": "notified"})
    log = log.assign(reason=NAMES["F"], evidence=NAMES["E"], decided_by=NAMES["A"], date="2025-01-01")
    return score(rows, framework, regions=names, decisions=log)


@pytest.fixture(scope="module")
def ledger():
    rows = {"id": list(NAMES), "region": list(NAMES), "period": 2024, "problem": list(NAMES.values()), "state": "open",
            "responsible": list(NAMES.values())}  # fmt: skip
    return fs.read_ledger(pd.DataFrame(rows))


def sound(path):
    """Say whether all parts are XML, without any character that turns the direction of reading."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
        text = archive.read("word/document.xml").decode()
    assert not re.search("[\u202e\u200f\x07]", text)
    return Read(path)


def test_the_report_shows_them_as_text(result, ledger, tmp_path):
    for lang in ("zh", "en"):
        write_document(tmp_path / "a.docx", result, lang=lang, before=result, ledger=ledger, date=DAY)
        read = sound(tmp_path / "a.docx")
        heads = ("Ranking", "2024年<script>")
        ranking = next(rows for caption, rows in read.tables.items() if caption.startswith(heads))
        assert sorted(row[1] for row in ranking[1:]) == sorted(SHOWN.values())
        assert "长" * 2_000 not in read.text


def test_each_region_has_its_report(result, ledger, tmp_path):
    for region, shown in SHOWN.items():
        write_document(tmp_path / "a.docx", result, region=region, ledger=ledger, date=DAY)
        read = sound(tmp_path / "a.docx")
        assert f"——{shown}（2024年）" in read.paragraphs("Below Title")
        assert NAMES["A"] in read.text  # where the fact stands


def test_each_notice_too(result, tmp_path):
    paths = write_notices(tmp_path, result, date=DAY, appeal_to=NAMES["A"] + NAMES["E"])
    for path, shown in zip(paths, SHOWN.values(), strict=True):
        read = sound(path)
        assert read.paragraphs("Addressee") == [f"{shown}："]
    assert "……（全文10000字，余略）" in sound(paths[0]).text
    assert "向<script>alert(1)</script>右[U+202E]左[U+200F]县提出" in sound(paths[0]).text


def test_characters_are_named_and_long_texts_cut():
    assert clean("a\r\nb\rc\u2066\ud800") == "a\nb\nc[U+2066][U+D800]"
    assert line(" a \n b ") == "a b"
    assert passage("x" * 1_201, "en").endswith("x … (cut; 1201 characters in all)")
    assert passage(" x ", "en") == "x"
