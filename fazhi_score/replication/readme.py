"""What an archive says about itself to whoever opens it, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fazhi_score.framework.model import Framework
from fazhi_score.messages import say
from fazhi_score.replication.archive import SOURCES
from fazhi_score.replication.manifest import Manifest

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#|!&~])")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]+")


def readme(manifest: Manifest, framework: Framework, members: Iterable[str]) -> str:
    """Return the text of README.md."""
    listed = sorted(members)
    parts = [f"# {plain(framework.label('', 'zh'))}\n"]
    parts += [_part(manifest, listed, lang) for lang in ("zh", "en")]
    return "\n".join(parts)


def _part(manifest: Manifest, members: list[str], lang: str) -> str:
    told = {
        "id": plain(manifest.framework.id),
        "version": manifest.fazhi_score,
        "python": manifest.versions["python"],
        "framework": manifest.hashes["framework"],
        "facts": manifest.hashes["facts"],
    }
    text = say("replication_readme", lang, **told)
    if not manifest.quotes and manifest.facts_in_archive != manifest.hashes["facts"]:
        text += "\n\n" + say("replication_no_quotes", lang, hash=manifest.facts_in_archive)
    if manifest.note:
        text += "\n\n" + say("replication_note", lang, note=plain(manifest.note, 2000))
    if manifest.command:
        text += "\n\n" + say("replication_command", lang) + "\n\n" + code_block(manifest.command)
    heads = f"| {say('replication_head_file', lang)} | {say('replication_head_content', lang)} |\n|---|---|"
    rows = [f"| `{name}` | {say(_described(name), lang)} |" for name in members]
    return "\n".join([text, "", heads, *rows, ""])


def _described(name: str) -> str:
    """Return the message that says what a member is."""
    if name.startswith(SOURCES):
        return "replication_file_source"
    folder, _, file = name.rpartition("/")
    stem = file.partition(".")[0].lower()
    return f"replication_file_{folder}_{stem}" if folder else f"replication_file_{stem}"


def plain(text: str, most: int = 200) -> str:
    """Return a name or note as text that no reader of Markdown takes for anything else.

    Examples
    --------
    >>> plain("<script>  a|b")
    '\\\\<script\\\\> a\\\\|b'
    """
    words = " ".join(_INVISIBLE.sub(" ", text).split())
    return _MARKS.sub(r"\\\1", words if len(words) <= most else f"{words[: most - 1]}…")


def code_block(text: str) -> str:
    """Return a command as a block of code: every line indented, whatever is in it.

    Examples
    --------
    >>> code_block("a\\nb")
    '    a\\n    b'
    """
    return "\n".join(f"    {_INVISIBLE.sub(' ', line)}" for line in text.splitlines())
