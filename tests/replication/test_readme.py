"""The page in an archive: both languages, every member, and how to make the result again."""

import re

import pandas as pd

import fazhi_score as fs
from fazhi_score.replication.archive import unzipped
from fazhi_score.replication.readme import code_block, plain
from tests.replication.archives import INDEX, QUOTE, packed, small


def page(tmp_path, result=None, **more):
    members = unzipped(packed(tmp_path / "a.zip", result, **more))
    return members["README.md"].decode(), members


def test_every_member_is_listed_in_both_languages(tmp_path):
    text, members = page(tmp_path)
    for name in members:
        assert len(re.findall(rf"^\| `{re.escape(name)}` \| .+ \|$", text, re.MULTILINE)) == 2, name
    assert text.index("复现归档") < text.index("Replication archive")
    assert f"pip install fazhi-score=={fs.__version__}" in text
    assert "fazhi-score reproduce" in text


def test_hashes_note_and_command_are_said(tmp_path):
    result = small()
    text, _ = page(tmp_path, result, note="党组会前", command="fazhi-score pack facts.csv")
    for told in (
        *(result.hashes[name] for name in ("framework", "facts")),
        "党组会前",
        "    fazhi-score pack facts.csv\n",
    ):
        assert text.count(told) == 2


def test_quotes_that_are_left_out_are_mentioned(tmp_path):
    rows = pd.DataFrame({"region": ["A"], "period": [2024], "fact": ["x"], "value": [1], "quote": [QUOTE]})
    result = fs.score(rows, INDEX)
    text, _ = page(tmp_path, result)
    assert "word for word" in text
    assert "摘录" in text
    assert "word for word" not in page(tmp_path, result, quotes=True)[0]
    assert "word for word" not in page(tmp_path)[0]


def test_text_is_never_markup():
    assert plain("a\n\n# b <i> [x](y) `c`") == "a \\# b \\<i\\> \\[x\\]\\(y\\) \\`c\\`"
    assert plain("\u202eabc\0") == "abc"
    assert len(plain("字" * 300)) == 200
    assert code_block("a\r\n# b") == "    a\n    # b"
