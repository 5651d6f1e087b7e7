"""Valid inputs into broken ones, as people, editors and other programs break them: text, tables, zip files, bytes.

Each mutation takes the input and a `random.Random`, so that a seed gives the same inputs everywhere.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

Mutation = Callable[[str, random.Random], str]
BytesMutation = Callable[[bytes, random.Random], bytes]


def _line(text: str, rng: random.Random, change: Callable[[str], str]) -> str:
    lines = text.splitlines()
    where = rng.randrange(len(lines))
    lines[where] = change(lines[where])
    return "\n".join(lines)


def truncated(text: str, rng: random.Random) -> str:
    return text[: rng.randrange(len(text))]


def misspelt(text: str, rng: random.Random) -> str:
    words = list(re.finditer(r"[A-Za-z_]{3,}", text))
    found = rng.choice(words)
    letters = list(found[0])
    where = rng.randrange(len(letters) - 1)
    letters[where], letters[where + 1] = letters[where + 1], letters[where]
    if rng.random() < 0.5:
        letters.pop(where)
    return text[: found.start()] + "".join(letters) + text[found.end() :]


def wrong_type(text: str, rng: random.Random) -> str:
    values = list(re.finditer(r": ([^\s,{}\[\]#][^,{}\[\]#\n]*)", text))
    found = rng.choice(values)
    other = rng.choice(
        ["[1, 2]", "{a: b}", "yes", "null", "-1", "1e999", "abc", '""', "true", "2024-01-01", "[]", "{}", ".nan"]
    )
    return text[: found.start(1)] + other + text[found.end(1) :]


def duplicated(text: str, rng: random.Random) -> str:
    lines = text.splitlines()
    where = rng.randrange(len(lines))
    return "\n".join([*lines[: where + 1], lines[where], *lines[where + 1 :]])


def full_width(text: str, rng: random.Random) -> str:
    pairs = {":": "：", ",": "，", "(": "（", ")": "）", '"': "“", "'": "‘", "%": "％", ">": "＞", "#": "＃"}
    places = [found.start() for found in re.finditer(r"[:,()\"'%>#]", text)]
    where = rng.choice(places)
    return text[:where] + pairs[text[where]] + text[where + 1 :]


def tabs(text: str, rng: random.Random) -> str:
    return _line(text, rng, lambda line: "\t" * rng.randint(1, 3) + line.lstrip())


def old_yaml(text: str, rng: random.Random) -> str:
    values = list(re.finditer(r": ([^\s,{}\[\]#][^,{}\[\]#\n]*)", text))
    found = rng.choice(values)
    trap = rng.choice(
        [
            "no",
            "on",
            "off",
            "Yes",
            "1_000",
            "12:30",
            "0o17",
            "0777",
            "=",
            "~",
            "<<",
            "!!int 3",
            "&x 1",
            "*x",
            "@a",
            "`b",
        ]
    )
    return text[: found.start(1)] + trap + text[found.end(1) :]


def nested(text: str, rng: random.Random) -> str:
    depth = rng.choice([30, 45, 200, 5000])
    opener = rng.choice(["[", "{a: "])
    return text + "\ndeep: " + opener * depth + rng.choice(["", ("]" if opener == "[" else "}") * depth])


def aliases(text: str, rng: random.Random) -> str:
    levels = rng.randint(3, 12)
    bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    bomb += [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]" for k in range(1, levels)]
    return "\n".join(bomb) + "\n" + text if rng.random() < 0.7 else text + "\nself: &s [*s]\n"


def garbled(text: str, rng: random.Random) -> str:
    letters = list(text)
    for _ in range(rng.randint(1, 30)):
        letters[rng.randrange(len(letters))] = chr(
            rng.choice([0, 7, 9, 0x85, 0x2028, 0xFEFF, 0xFFFF, rng.randrange(32, 0x3000)])
        )
    return "".join(letters)


def indented(text: str, rng: random.Random) -> str:
    return _line(text, rng, lambda line: " " * rng.randint(0, 9) + line.lstrip())


def moved(text: str, rng: random.Random) -> str:
    lines = text.splitlines()
    line = lines.pop(rng.randrange(len(lines)))
    lines.insert(rng.randrange(len(lines)), line)
    return "\n".join(lines)


YAML_MUTATIONS: list[Mutation] = [
    truncated, misspelt, wrong_type, duplicated, full_width, tabs, old_yaml, nested, aliases, garbled, indented, moved,
]  # fmt: skip


PIECES = [
    "1000余", "1,346", "93.05%", "‰", "万", "亿", "百分之", "点", "不少于", "以上", "左右", "１２", "²", "٣",
    "½", "NaN", "inf", "1e308", "1e-400", "9" * 40, "-", "~", "至", "2023年", "2023-02-30", "0000", "去年", "同比",
    "是", "否", "不适用", "\n", "\r", "\t", "\0", "\ufeff", "\u202e", "\u2028", "\ud800", "，", "。", "（", "）",
    "“", "一、", "（一）", "1.", "表1", "|", ",", ";", '"', "'", "<", ">", "&#0;", "&#x110000;", "<table>",
    "<td rowspan=99999>", "<!--", "]]>", "=1+1", "@", "件", "%", "其中", "共", "约", "last_year(", "per(",
    "peers_mean(", "coalesce(", "growth(", "and ", "or ", "not ", "<=", "==", "/ 0", "* 1e300", "items_count(",
    "()",
]  # fmt: skip
"""What inputs of this package trip over."""


def spliced(text: str, rng: random.Random) -> str:
    """Put pieces somewhere, in place of what stood there or beside it."""
    for _ in range(rng.choice([1, 1, 2, 5])):
        start = rng.randint(0, len(text))
        end = min(len(text), start + rng.choice([0, 0, 1, 3, 20]))
        text = text[:start] + rng.choice(PIECES) * rng.choice([1, 1, 1, 2, 60]) + text[end:]
    return text


def repeated(text: str, rng: random.Random) -> str:
    """Repeat a stretch many times, at most to 100,000 characters: what is slower than linear shows."""
    start = rng.randint(0, max(0, len(text) - 1))
    stretch = text[start : start + rng.choice([1, 2, 5, 30, 200])] or "1"
    return text[:start] + stretch * min(rng.choice([2, 10, 300, 3000]), 100_000 // len(stretch)) + text[start:]


def dropped(text: str, rng: random.Random) -> str:
    start = rng.randint(0, len(text))
    return text[:start] + text[start + rng.choice([1, 2, 10, 100]) :]


def swapped(text: str, rng: random.Random) -> str:
    """Let two stretches change places: a cell of another column, a clause of another section."""
    if len(text) < 4:
        return text
    a, b, c, d = sorted(rng.randint(0, len(text)) for _ in range(4))
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


TEXT_MUTATIONS: list[Mutation] = [spliced, spliced, spliced, repeated, dropped, swapped]


def flipped(data: bytes, rng: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(rng.choice([1, 1, 4, 30])):
        if found:
            found[rng.randrange(len(found))] = rng.choice([0, 0xFF, 0x80, rng.randrange(256)])
    return bytes(found)


def cut(data: bytes, rng: random.Random) -> bytes:
    start = rng.randint(0, len(data))
    return data[:start] + (b"" if rng.random() < 0.5 else data[start + rng.choice([1, 7, 500]) :])


def as_text(data: bytes, rng: random.Random) -> bytes:
    """Mutate the text that bytes hold, and write it in some encoding."""
    text = data.decode("utf-8", "surrogateescape")
    text = rng.choice([*TEXT_MUTATIONS, garbled] if text else [spliced])(text, rng)
    encoding = rng.choice(["utf-8"] * 9 + ["gb18030", "utf-16"])
    return text.encode(encoding, "surrogatepass" if encoding == "utf-8" else "replace")


def rezipped(data: bytes, rng: random.Random) -> bytes:
    """Change members of a zip file (.xlsx, .docx, an archive) and zip them again, so that its checksums fit."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # already broken
        return flipped(data, rng)
    for _ in range(rng.choice([1, 1, 1, 3])):
        if not members:
            break
        name = rng.choice(list(members))
        act = rng.random()
        if act < 0.75:
            change = rng.choice([xml_changed, xml_changed, as_text, as_text, flipped, cut])
            members[name] = change(members[name], rng)
        elif act < 0.85:
            del members[name]
        elif act < 0.95:
            members[rng.choice(["../evil.csv", "/etc/x", "a\\b", name.upper(), "data/facts.csv", "x" * 300])] = members[
                name
            ]
        else:
            members[name] = rng.choice(list(members.values()))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", rng.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return file.getvalue()


_ODD_VALUES = [
    "",
    "0",
    "-1",
    "99999999999",
    "1e400",
    "nan",
    "A0",
    "XFE1",
    "ZZZZ9",
    "A1:",
    "é",
    "true",
    "#REF!",
    "rId99",
    "0x1",
]


def xml_changed(data: bytes, rng: random.Random) -> bytes:
    """Change an attribute's value, an element's text or its name."""
    text = data.decode("utf-8", "replace")
    places = list(re.finditer(r'(?<==")[^"]*(?=")|(?<=>)[^<]+(?=<)|(?<=<)[\w:]+', text))
    if not places:
        return as_text(data, rng)
    found = rng.choice(places)
    other = rng.choice([rng.choice(_ODD_VALUES), rng.choice(PIECES), rng.choice(places)[0]])
    return (text[: found.start()] + other + text[found.end() :]).encode("utf-8", "replace")


def yaml_changed(data: bytes, rng: random.Random) -> bytes:
    """Break a framework file in up to four ways."""
    text = data.decode("utf-8", "replace")
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        if len(text.splitlines()) > 3 and len(text) < 300_000:
            try:
                text = rng.choice(YAML_MUTATIONS)(text, rng)
            except (IndexError, ValueError):  # nothing left of what it changes
                continue
    return text.encode("utf-8", "surrogatepass")
