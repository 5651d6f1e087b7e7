"""Sources that are absolute paths into names of files: what is handed on tells no user's name and no folders."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from fazhi_score.errors import Problem
from fazhi_score.facts.table import Facts

_BEFORE = r"\s;；,，、：(（\"'“‘="
# an absolute path, also one of several in a cell; no address of the web, and no stroke between two words
_STARTS = rf"(?<![^{_BEFORE}:])(?:file:/+|[A-Za-z]:[\\/]|\\\\)|(?<![^{_BEFORE}])~?/(?=[^/\s][^/\n]*/)"
_PATH = re.compile(rf"(?:{_STARTS}).*?(?=[{_BEFORE}](?:{_STARTS})|$)", re.DOTALL)


def file_names(sources: Iterable[str]) -> dict[str, str]:
    """Return every source without the folders of absolute paths; no two are alike that were not before.

    Parameters
    ----------
    sources : iterable of str
        As people or an extraction wrote them: names, paths, addresses, words.

    Examples
    --------
    >>> file_names(["/home/wang/a.pdf", "C:\\\\Users\\\\li\\\\a.pdf", "b/c.pdf", "https://x.cn/d.pdf"]).values()
    dict_values(['a.pdf', 'a.pdf (2)', 'b/c.pdf', 'https://x.cn/d.pdf'])
    """
    names = list(dict.fromkeys(sources))
    bare = {name: without_paths(name) for name in names}
    taken = {name for name in names if bare[name] == name}
    found = {}
    for name in names:
        number, told = 2, bare[name]
        while told in taken and told != name:
            number, told = number + 1, f"{bare[name]} ({number})"
        taken.add(told)
        found[name] = told
    return found


def without_paths(text: str) -> str:
    """Return a text with the names of files alone where it has absolute paths.

    Examples
    --------
    >>> without_paths("见 D:\\\\案卷\\\\一.pdf；/home/me/x y/b.docx 第3页")
    '见 一.pdf；b.docx 第3页'
    """
    return _PATH.sub(lambda match: re.split(r"[\\/]", match[0].rstrip("\\/"))[-1], text)


def bare_place(place: str) -> str:
    """Return a place without the folders of the machine on which it was read.

    Examples
    --------
    >>> bare_place("/home/me/facts.csv:"), bare_place("DataFrame row ")
    ('facts.csv:', 'DataFrame row ')
    """
    return re.split(r"[/\\]", place)[-1]


def bare_problem(problem: Problem) -> Problem:
    """Return a problem that names its file, and files that it mentions, without folders."""
    told = {name: without_paths(said) if isinstance(said, str) else said for name, said in problem.params.items()}
    return replace(problem, file=bare_place(problem.file), params=told)


def without_folders(facts: Facts) -> Facts:
    """Return the facts with the names of files alone where their sources, or ids of documents, are absolute paths."""
    table, documents = facts.table, facts.documents
    written = table["source"].cat.categories.tolist() if "source" in table else []
    ids = [] if documents is None else documents.frame["id"].tolist()
    names = file_names([*ids, *written])
    if all(name == told for name, told in names.items()):
        return facts
    if written:
        table = table.assign(source=table["source"].cat.rename_categories(names))
    if documents is not None:
        documents = replace(documents, frame=documents.frame.assign(id=documents.frame["id"].map(names)))
    return replace(facts, table=table, documents=documents)
