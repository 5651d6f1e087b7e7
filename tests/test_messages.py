"""Every text for people: in Chinese and English, with the same parameters, and used."""

import ast
import errno
import os
import pkgutil
import re
import string
from importlib import import_module
from pathlib import Path

import pytest

from fazhi_score import messages
from fazhi_score.messages import LANGUAGES, TEXTS, default_language, message_text, say
from fazhi_score.messages.framework import TEXTS as FRAMEWORK

PACKAGE = Path(messages.__file__).parents[1]
CODE = re.compile(r"[a-z][a-z0-9]*(_[A-Za-z0-9]+)+")


def parameters(text):
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def words(folder=PACKAGE):
    """Every string in the source outside the texts themselves and docstrings; of f-strings, the fixed parts."""
    plain, starts = set(), set()
    for path in folder.rglob("*.py"):
        if path.parent.name == "messages":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                starts.add(node.values[0].value)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                plain.add(node.value)
    return plain, {start for start in starts if re.fullmatch(r"[a-z]+(_[a-z]+)*_", start)}


class Anything:
    """A parameter that takes any format, such as {share:.0%}."""

    def __format__(self, spec):
        return "…"


@pytest.mark.parametrize("code", TEXTS)
def test_each_text_stands_in_both_languages_with_the_same_parameters(code):
    text = TEXTS[code]
    assert text.en
    assert text.zh
    assert bool(text.en_hint) == bool(text.zh_hint)
    en, zh = parameters(text.en) | parameters(text.en_hint), parameters(text.zh) | parameters(text.zh_hint)
    assert en == zh
    assert parameters(text.en) == parameters(text.zh)
    assert not re.search(r"[一-鿿]", text.en.replace("法治政府建设年度报告", "")) or code.startswith(
        ("command", "help", "value")
    )
    filled = {name: Anything() for name in en}
    for lang in LANGUAGES:
        for part in message_text(code, filled, lang):
            assert "{" not in part or "{{" in "".join(text)


@pytest.mark.parametrize("code", TEXTS)
def test_chinese_text_has_full_width_punctuation(code):
    for part in (TEXTS[code].zh, TEXTS[code].zh_hint):
        assert not re.search(r"[一-鿿”」）}](?:[,;:?!](?! )|\()|[,;:?!(][一-鿿“]", part) or "{function}(" in part
        assert not re.search(r"[一-鿿”）][,;?!]", part)


def test_a_value_that_is_no_number_is_told_to_stand_without_its_unit():
    assert "without its unit" in message_text("value_not_number", {"written": "12次"}, "en")[1]
    assert "不带单位" in message_text("value_not_number", {"written": "12次"}, "zh")[1]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOENT, "没有这个文件或文件夹"),
        (errno.EISDIR, "这是文件夹，不是文件"),
        (errno.EACCES, "没有权限"),
        (errno.ENOSPC, "磁盘空间已满"),
        (errno.ENOTDIR, "路径中有一段不是文件夹"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_what_the_system_says_of_a_file_is_told_in_chinese_where_it_is_usual(number, words):
    reason = os.strerror(number)
    assert message_text("write_failed", {"reason": reason}, "zh")[0] == f"文件无法写入（{words}）"
    assert message_text("write_failed", {"reason": reason}, "en")[0] == f"the file cannot be written ({reason})"


def test_the_two_languages_are_told_apart():
    assert message_text("points_missing", {"name": "x"}, "zh")[0].startswith("“x”")
    assert say("points_missing", "en", name="x").startswith("'x'")


def test_no_code_stands_in_two_tables():
    names = [found.name for found in pkgutil.iter_modules(messages.__path__) if found.name != "text"]
    tables = [import_module(f"fazhi_score.messages.{name}").TEXTS for name in names]
    assert len(tables) > 5
    assert sum(map(len, tables)) == len(TEXTS)


def called(names=("Problem", "say", "add", "problem", "unknown", "message_text", "FormulaError")):
    """The codes that the source hands to the functions that make problems."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in names:
                    texts = [a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                    found |= {text for text in texts if CODE.fullmatch(text)}
    return found


@pytest.mark.no_cover
def test_every_code_in_the_source_has_a_text():
    assert sorted(called() - set(TEXTS)) == []
    assert len(called()) > 100


@pytest.mark.no_cover
def test_every_text_about_frameworks_is_used():
    plain, starts = words()
    made = {code for code in FRAMEWORK if any(code.startswith(start) for start in starts)}
    assert sorted(set(FRAMEWORK) - plain - made) == []


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"FAZHI_LANG": "zh"}, "zh"),
        ({"FAZHI_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_GB"}, "zh"),
        ({"LC_MESSAGES": "ZH_TW", "LANG": "C"}, "zh"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"FAZHI_LANG": "", "LANG": "zh_CN"}, "zh"),
    ],
)
def test_the_language_comes_from_the_environment(monkeypatch, variables, language):
    for name in ("FAZHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert default_language() == language


def test_a_further_language_is_spoken_where_it_has_a_text(monkeypatch):
    monkeypatch.setattr(messages, "_OTHERS", {})
    messages.add_language("eo", {"points_missing": ("'{name}' ne havas poentojn", "skribu weight")})
    assert message_text("points_missing", {"name": "x"}, "eo") == ("'x' ne havas poentojn", "skribu weight")
    assert say("goalposts_equal", "eo", name="x") == say("goalposts_equal", "en", name="x")
    monkeypatch.setenv("FAZHI_LANG", "EO")
    assert default_language() == "eo"
    assert say("points_missing", name="x") == "'x' ne havas poentojn"


@pytest.mark.parametrize(
    ("lang", "texts", "told"),
    [
        ("zh", {"points_missing": ("{name}", "")}, "is there"),
        ("eo", {"no_such_code": ("", "")}, "no_such_code"),
        ("eo", {"points_missing": ("{nomo}", "")}, "points_missing"),
    ],
)
def test_a_language_with_mistakes_is_refused(monkeypatch, lang, texts, told):
    monkeypatch.setattr(messages, "_OTHERS", {})
    with pytest.raises(ValueError, match=told):
        messages.add_language(lang, texts)
    assert messages._OTHERS == {}


SYSTEMS = [("Chinese (Simplified)_China", "zh"), ("zh_CN", "zh"), ("en_US", "en"), (None, "en")]


@pytest.mark.parametrize(("system", "language"), SYSTEMS)
def test_a_system_without_variables_speaks_its_own_language(monkeypatch, system, language):
    for name in ("FAZHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: (system, "cp936"))
    assert default_language() == language
