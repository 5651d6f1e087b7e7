"""The Chinese guides for evaluators: their files load, their commands run, and what they quote is what is printed.

Comments before a fenced block say what it is: ``文件: name`` (a file), ``续写: name`` (more of it), ``出错`` (the
command ends with exit code 1), ``不运行`` (installation, a fragment to read). A ``text`` block quotes the command above
it. A page that says ``接着: page`` is followed in the folder that the other page left behind.
"""

import contextlib
import re
import shlex
import shutil
from pathlib import Path

import pytest

from fazhi_score import cli

ROOT = Path(__file__).parents[1]
ZH = ROOT / "docs" / "zh"
GUIDES = sorted(path for path in ZH.glob("*.md") if path.stem != "index")
RULES = ZH / "编写评分细则.md"
MISTAKES = ZH / "常见错误.md"
EACH = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
BLOCK = re.compile(r"(?:^<!-- (文件|续写|出错|不运行)(?:: (\S+))? -->\n)?^```(\w+)\n(.*?)^```$", re.M | re.S)
AFTER = re.compile(r"^<!-- 接着: (\S+) -->$", re.M)
HALF_WIDTH = str.maketrans("，：；（）？", ",:;()?")


def steps(guide):
    return [(kind or "", name or "", language, body) for kind, name, language, body in BLOCK.findall(text(guide))]


def text(guide):
    return guide.read_text(encoding="utf-8")


def plain(words):
    """Return text with one blank between words and half-width punctuation: layout is not what is quoted."""
    return re.sub(r"\s+", " ", words.translate(HALF_WIDTH)).strip()


@pytest.fixture(autouse=True)
def as_the_guides_set_it_up(monkeypatch):
    monkeypatch.setenv("FAZHI_LANG", "zh")
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def finished():
    """The folders that pages left behind, for the pages that go on in them."""
    return {}


def run(line, capsys):
    words = shlex.split(line)
    assert words[0] == "fazhi-score", line
    with pytest.raises(SystemExit) as left:
        cli.main(words[1:])
    printed = capsys.readouterr()
    return left.value.code or 0, printed.out + printed.err


def play(guide, folder, capsys):
    """Do what a guide says in `folder`, and yield each quoted text with what was printed."""
    printed = ""
    for kind, name, language, body in steps(guide):
        if kind == "不运行":
            continue
        if kind in ("文件", "续写"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            before = (folder / name).read_text(encoding="utf-8") if kind == "续写" else ""
            before += "\n" if before and language == "yaml" else ""
            (folder / name).write_text(before + body, encoding="utf-8")
        elif language == "sh":
            printed = ""
            for line in body.splitlines():
                code, more = run(line, capsys)
                printed += more
                assert code == (1 if kind == "出错" else 0), f"{line}\n{more}"
                assert "Traceback" not in more
        elif language == "text":
            yield body, printed
        else:
            raise AssertionError(f"no test would read this block: {body[:60]}")


def begin(guide, folder, capsys, finished):
    """Put into `folder` what the page left behind that `guide` goes on from."""
    if found := AFTER.search(text(guide)):
        before = ZH / f"{found[1]}.md"
        if before not in finished:
            start = folder.parent / f"{folder.name}-{before.stem}"
            start.mkdir()
            with contextlib.chdir(start):
                begin(before, start, capsys, finished)
                for _ in play(before, start, capsys):
                    pass
            finished[before] = start
        shutil.copytree(finished[before], folder, dirs_exist_ok=True)


@pytest.mark.no_cover
@EACH
def test_everything_in_the_guide_works_from_top_to_bottom(guide, folder, capsys, finished):
    begin(guide, folder, capsys, finished)
    for quoted, printed in play(guide, folder, capsys):
        for line in quoted.splitlines():
            assert plain(line) in plain(printed), f"{line}\n--- is not in ---\n{printed}"
    finished[guide] = folder


def test_the_sum_that_the_guide_works_out(folder, capsys):
    import fazhi_score as fs

    for _, name, language, body in steps(RULES):
        if language == "yaml" and name == "评分表.yaml":
            with (folder / name).open("a", encoding="utf-8") as file:
                file.write(body + "\n")
    districts = ROOT / "examples" / "districts"
    facts = fs.read_facts(
        districts / "facts.csv", regions=districts / "regions.csv", documents=districts / "documents.csv"
    )
    result = fs.score(facts, folder / "评分表.yaml")
    # 20 + 15 + 15 for leadership, no hotline, 16 of 19 cases are 84.2 %: the band of 15; six villages 3, capped at 2
    assert result.composite["朔城区", "2023"] == pytest.approx(20 + 15 + 15 + 0 + 15 + 2)
    # 2091 of 2185 hotline cases: 4.3021 points short of 100 %
    assert result.scores.loc[("龙城区", "2021"), "hotline"] == pytest.approx(100 * (25 - (100 - 209100 / 2185)) / 25)


def test_quoted_messages_of_the_last_table_exist():
    from fazhi_score.messages import TEXTS

    known = [plain(re.sub(r"\{\w+\}", "…", entry.zh)) for entry in TEXTS.values()]
    table = text(MISTAKES).split("| 提示 | 意思 | 怎么办 |")[1].split("\n\n")[0]
    for row in table.splitlines()[2:]:
        quoted = plain(row.split("|")[1])
        pieces = [piece for piece in re.split(r"…|\d+%?(?: 至 \d+%)?", quoted) if len(piece.strip()) > 3]
        assert any(all(piece.strip() in message for piece in pieces) for message in known), quoted


@EACH
def test_links_and_headings_lead_somewhere(guide):
    for target, anchor in re.findall(r"\]\((?!\w+:)([^)#]*)(?:#([^)]+))?\)", text(guide)):
        found = guide.parent / target if target else guide
        assert found.exists(), target
        if anchor:
            titles = re.findall(r"^#+ (.+)$", text(found), re.M)
            assert anchor.lower() in {re.sub(r"[^\w\-]", "", title.replace(" ", "-")).lower() for title in titles}, (
                anchor
            )


@EACH
def test_chinese_text_has_full_width_punctuation(guide):
    outside = re.sub(r"^```.*?^```$|`[^`\n]*`|<!--.*?-->|\]\([^)]*\)", "", text(guide), flags=re.M | re.S)
    slips = re.findall(r"[\u4e00-\u9fff][,;:?][\u4e00-\u9fff]", outside)
    assert slips == []
