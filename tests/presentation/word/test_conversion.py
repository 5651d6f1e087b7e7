"""LibreOffice reads the documents: as many pages as there should be, the words on them, in both languages."""

import shutil
import subprocess

import pytest

from fazhi_score.presentation.word.document import write_document
from fazhi_score.presentation.word.notices import write_notices
from tests.presentation.word.made import DAY, ledger, made

pytest.importorskip("docx")
needed = [name for name in ("soffice", "pdftotext") if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(needed), reason=f"not installed: {', '.join(needed)}")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return the text of each page, by document."""
    folder = tmp_path_factory.mktemp("pdf")
    result, before = made(), made(A={"met": 1})
    for lang in ("zh", "en"):
        write_document(folder / f"whole-{lang}.docx", result, lang=lang, before=before, ledger=ledger(), date=DAY)
        write_document(folder / f"region-{lang}.docx", result, lang=lang, region="B", ledger=ledger(), date=DAY)
        (path,) = write_notices(folder, result, lang=lang, regions="B", date=DAY, deadline="15日")
        path.rename(folder / f"notice-{lang}.docx")
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    files = sorted(map(str, folder.glob("*.docx")))
    subprocess.run([*command, "--outdir", str(folder), *files], check=True, capture_output=True, timeout=240)
    found = {}
    for path in folder.glob("*.pdf"):
        run = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, timeout=60)
        found[path.stem] = run.stdout.decode().split("\f")[:-1]
    return found


def plain(page):
    return "".join(page.split())


def test_all_are_converted_to_a_few_pages(pages):
    assert sorted(pages) == sorted(f"{kind}-{lang}" for kind in ("whole", "region", "notice") for lang in ("zh", "en"))
    for name, found in pages.items():
        assert 3 <= len(found) <= 14, name
        assert all(len(plain(page)) > 30 for page in found), f"{name}: an empty page"


def test_headings_captions_and_pages_are_numbered(pages):
    text = plain("".join(pages["whole-zh"]))
    for told in ("一、结果概述", "二、排名", "（一）得分的计算", "表1", "附件1", "—1—", "—2—"):
        assert told in text
    text = "".join(pages["whole-en"])
    for told in ("1 Summary", "Annex A", "Table 1", "Annex B"):
        assert told in text


def test_the_notice_ends_with_its_receipt(pages):
    assert "扣分告知书" in plain(pages["notice-zh"][0])
    assert "截至2025年3月20日" in plain("".join(pages["notice-zh"]))
    assert "（印章）" in plain(pages["notice-zh"][-2])
    assert plain(pages["notice-zh"][-1]).startswith("送达回执")
    assert "Receipt" in pages["notice-en"][-1]


def test_heads_of_tables_are_repeated(pages):
    rows = [page for page in pages["region-zh"] if "序号考核项满分扣分扣分理由、事实与证据" in plain(page)]
    assert rows
