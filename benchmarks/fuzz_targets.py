"""What is fuzzed: for each target valid inputs, how they are broken, and what must hold for any bytes at all.

A target takes bytes and a folder to write them to. It returns what became of them ("read" or "refused"); a documented
error (FazhiError) is a refusal, and is shown in both languages as a person would see it. Any other exception, a
warning of a library, a hang, or one of the asserted properties not holding, is a finding.
"""

from __future__ import annotations

import json
import math
import random
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd
from fuzz_mutations import as_text, cut, flipped, rezipped, xml_changed, yaml_changed

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.facts.periods import parse_period, period_days
from fazhi_score.facts.quantities import Quantity, parse_day, parse_value, parse_values
from fazhi_score.framework.formula import FormulaError, parse_formula
from fazhi_score.reports.numbers import find_periods, find_quantities

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
LIMIT_SECONDS = 5.0
"""Seconds of processor time that one input of at most `Target.longest` bytes may take, without instrumentation."""


@dataclass(frozen=True)
class Target:
    """One thing that reads what people bring.

    Parameters
    ----------
    check : function
        Bytes and a folder to what became of them.
    seeds : function
        To valid inputs.
    changes : tuple of functions
        Bytes and a generator to broken bytes.
    kept : int
        So many first bytes say what the rest is (csv, docx …) and are rarely changed.
    longest : int
        Bytes of the longest input that is tried.
    """

    check: Callable[[bytes, Path], str]
    seeds: Callable[[], list[bytes]]
    changes: tuple[Callable[[bytes, random.Random], bytes], ...]
    kept: int = 0
    longest: int = 60_000


def mutated(target: Target, data: bytes, rng: random.Random) -> bytes:
    """Return an input broken in a way that suits the target."""
    head, rest = data[: target.kept], data[target.kept :]
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        rest = rng.choice(target.changes)(rest, rng)
    if target.kept and rng.random() < 0.05:
        head = bytes(rng.randrange(256) for _ in range(target.kept))
    return (head + rest)[: target.longest]


def tried(target: Target, data: bytes, folder: Path) -> str:
    """Return what became of an input; a documented error must be shown in both languages."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return target.check(data, folder)
        except FazhiError as error:
            assert error.problems
            for lang in ("en", "zh"):
                assert error.render(lang).strip()
            return "refused"


def _on_disk(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _text(data: bytes) -> str:
    """Any text, lone halves of surrogate pairs included, as a DataFrame or JSON may hold them."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def _words(text: str) -> str:
    """A text without blanks, marks, and the characters that no cell can hold."""
    return "".join(filter(str.isalnum, text))


# --- framework files


def _bare(path: Path) -> bytes:
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#")).encode()


def _frameworks() -> list[bytes]:
    paths = [EXAMPLES / "districts" / "sheet.yaml", *sorted(EXAMPLES.glob("frameworks/*/*.yaml"))]
    return [_bare(path) for path in paths]


def _some_facts(framework: fs.Framework) -> pd.DataFrame:
    """Facts of three units and two years, as far as the framework's facts take plain numbers or yes and no."""
    values = {"yes_no": ["是", "否", "是"], "share": ["50%", "0%", "100%"], "date": ["2024-03-01"] * 3}
    rows = [
        {"region": region, "period": period, "fact": name, "value": values.get(kind, ["0", "3", "5"])[k]}
        for name, spec in framework.file.facts.items()
        for kind in [spec.kind or ("share" if spec.unit == "percent" else "number")]
        for k, region in enumerate(["甲县", "乙县", "丙县"])
        for period in ("2023", "2024")
        if not (k == 2 and period == "2023")
    ]
    return pd.DataFrame(rows, columns=["region", "period", "fact", "value"])


def _check_scores(result: fs.Result) -> None:
    composite = result.composite.dropna()
    assert composite.map(math.isfinite).all()
    if not result.framework.file.method.above_100:
        assert composite.between(-1e-9, 100 + 1e-9).all()


def check_yaml(data: bytes, folder: Path) -> str:
    """A framework, whose facts can be scored; or problems that all have a line."""
    path = _on_disk(folder, "given.yaml", data)
    try:
        framework = fs.load_framework(path)
    except FazhiError as error:
        assert all(problem.file for problem in error.problems)
        raise
    _check_scores(fs.score(_some_facts(framework), framework))
    return "read"


# --- formulas

_FORMULA_FACTS = ["a", "b", "c", "甲", "share", "yes", "items"]


def _formulas() -> list[bytes]:
    found = [
        "a / b", "min(a, b, 3) + max(c, 0) * 50%", "coalesce(a, b, 0)", "not yes or a > 3 and b <= 2", "growth(a)",
        "a - previous(a)", "last_year(b) / a", "per(a, b, 10)", "peers_mean(甲)", "sum(a, b) / (c + 1)",
        "any(yes, a > b)", "all(yes, share > 5%)", "items_count(items)", "items_at_least(items, 60)", "-(-a) * 1e3",
        "at_reference(a)", "（a＋b）÷c", "a == b", "((((a))))",
    ]  # fmt: skip
    return [text.encode() for text in found]


@lru_cache(maxsize=1)
def _formula_facts() -> fs.Facts:
    rows = [
        (region, period, fact, value)
        for region, scale in (("甲县", 1), ("乙县", 2), ("丙县", 0))
        for period in ("2022", "2023", "2024")
        for fact, value in (
            ("a", str(3 * scale)), ("b", str(7 - 3 * scale)), ("甲", "12"), ("share", f"{40 * scale}%"), ("yes", "是")
        )
        if (region, period) != ("乙县", "2023")
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["region", "period", "fact", "value"])
    items = pd.DataFrame(
        [("甲县", "2024", "items", value, f"n{k}") for k, value in enumerate(("55", "70", "90"))],
        columns=["region", "period", "fact", "value", "item"],
    )
    return fs.read_facts(pd.concat([frame, items]).fillna(""))


def _formula_framework(text: str) -> fs.Framework:
    kinds = {"share": {"unit": "percent"}, "yes": {"kind": "yes_no"}, "items": {"over_items": "mean"}}
    indicator = {"group": "g", "formula": text, "better": "higher", "score": {"rule": "minmax"}}
    return fs.load_framework(
        {
            "format": 1,
            "id": "fuzzed",
            "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1, "score_on": "all"},
            "groups": {"g": {}},
            "facts": {name: kinds.get(name, {}) for name in _FORMULA_FACTS},
            "indicators": {
                "one": indicator,
                "two": {**indicator, "score": {"rule": "goalposts", "worst": 0, "best": 10}},
            },
        }
    )


def check_formulas(data: bytes, folder: Path) -> str:
    """A formula that gives finite values or gaps; or a FormulaError with a place within the text."""
    text = _text(data)
    try:
        formula = parse_formula(text)
    except FormulaError as error:
        assert 0 <= error.start <= len(text)
        _formula_refused(text)
        return "refused"
    assert str(formula) == text
    assert parse_formula(text).tree == formula.tree
    _check_scores(fs.score(_formula_facts(), _formula_framework(text)))
    return "read"


def _formula_refused(text: str) -> None:
    try:
        _formula_framework(text)
    except FazhiError as error:
        error.render("en")
    else:
        raise AssertionError("a formula that cannot be parsed was taken")


# --- quantities


def _quantities() -> list[bytes]:
    found = [
        "1,346", "93.05%", "1.2万", "1000余", "百分之九十三点五", "三百二十一", "不少于12件", "5至8", "2024年3月1日",
        "是", "不适用", "1e3", "３.５亿", "约30余", "2023年1-11月", "-0.5", "近千", "2024Q3", "十五点二‰", "两千万以上",
        "2023年5月印发3号文件，办理1.5万余件，办结率93.05%，增长3.2个百分点，三分之二以上，其中调解12件、占8.5%。",
    ]  # fmt: skip
    return [text.encode() for text in found]


def _check_bounds(quantity: Quantity) -> None:
    assert not any(math.isinf(number) for number in quantity[:3]), quantity
    if not math.isnan(quantity.value):
        assert math.isnan(quantity.low) or quantity.low <= quantity.value, quantity
        assert math.isnan(quantity.high) or quantity.value <= quantity.high, quantity


def _same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def check_quantities(data: bytes, folder: Path) -> str:
    """Finite values within their bounds, one by one as in a column; places within the text."""
    text = _text(data)
    outcome = "refused"
    for percent in (False, True):
        quantity = parse_value(text, percent=percent)
        _check_bounds(quantity)
        column = parse_values([text, "1", text], percent=percent)
        assert all(_same(float(column[k][2]), float(quantity[k])) for k in range(4))
        outcome = outcome if math.isnan(quantity.value) else "read"
    parse_day(text)
    period = parse_period(text)
    if period is not None:
        first, last = period_days(period)
        assert first <= last
        assert parse_period(period) == period
    find_periods(text)
    end = 0
    for found in find_quantities(text):
        assert end <= found.start < found.end <= len(text)
        assert not any(isinstance(x, float) and math.isinf(x) for x in (found.value, found.low, found.high))
        end = found.end
    return outcome


# --- tables: facts, registers, manifests, decisions, ledgers

_TABLES = (
    (b"f", fs.read_facts), (b"r", fs.read_regions), (b"m", fs.read_documents), (b"d", fs.read_decisions),
    (b"l", fs.read_ledger),
)  # fmt: skip
_FORMS = ((b"c", ".csv"), (b"j", ".jsonl"), (b"x", ".xlsx"))


def _tables() -> list[bytes]:
    lines = (EXAMPLES / "districts" / "facts.csv").read_bytes().splitlines(keepends=True)
    found = [b"fc" + b"".join(lines[:40])]
    for mark, path in (
        (b"rc", "districts/regions.csv"), (b"mc", "districts/documents.csv"), (b"lc", "year/problems.csv"),
        (b"fc", "year/office.csv"), (b"rc", "year/regions.csv"),
    ):  # fmt: skip
        found.append(mark + b"".join((EXAMPLES / path).read_bytes().splitlines(keepends=True)[:25]))
    wide = "地区,年度,执法人员数,通过率,公开日期\n甲县,2024,12,93.05%,2024-03-01\n乙县,2023,1000余,,\n"
    items = (
        "region,period,fact,value,item,level,rater,status,low,high,unit\n甲县,2024,file,80,n1,,r1,corrected,70,90,分\n"
    )
    chosen = "地区,年度,指标,状态,得分,理由,日期\n"
    chosen += "甲县,2024,one,拟定,2,迟报,2024-12-01\n甲县,2024,one,已告知,2,迟报,2024-12-05\n"
    found += [b"fc" + wide.encode(), b"fc" + items.encode(), b"dc" + chosen.encode()]
    rows = [{"region": "甲县", "period": "2024", "fact": "a", "value": 3.5, "quote": "三点五"}, {"region": "乙县"}]
    rows.append({"region": "乙县", "period": 2024, "fact": "b", "value": True})
    found += [b"fj" + "\n".join(json.dumps(row, ensure_ascii=False) for row in rows[::2]).encode()]
    return found + _workbooks()


@lru_cache(maxsize=1)
def _workbooks() -> list[bytes]:
    import io

    found = []
    for mark, frame in (
        (b"fx", pd.DataFrame({"region": ["甲县", "乙县"], "period": [2024, 2024], "a": [3, 0.5], "b": ["12%", "3"]})),
        (b"rx", pd.DataFrame({"region": ["甲县", "乙县"], "class": ["county-level", "township"]})),
    ):
        file = io.BytesIO()
        frame.to_excel(file, index=False)
        found.append(mark + file.getvalue())
    return found


def _change_table(data: bytes, rng: random.Random) -> bytes:
    return rezipped(data, rng) if data[:2] == b"PK" else as_text(data, rng)


def check_facts(data: bytes, folder: Path) -> str:
    """A table that is the same once it was written and read again."""
    first, second = (data + b"fc")[:2]
    read = _TABLES[next((k for k, (mark, _) in enumerate(_TABLES) if mark[0] == first), first % len(_TABLES))][1]
    form = _FORMS[next((k for k, (mark, _) in enumerate(_FORMS) if mark[0] == second), second % len(_FORMS))][1]
    found = read(_on_disk(folder, f"given{form}", data[2:]))
    repr(found)
    if isinstance(found, fs.Facts):
        for ending in (".csv", ".xlsx") if form == ".xlsx" else (".csv",):
            again = folder / f"again{ending}"
            found.write(again)
            assert fs.read_facts(again).sha256() == found.sha256(), ending
    elif hasattr(found, "write"):
        found.write(folder / "again.csv")
        read(folder / "again.csv")
    return "read"


# --- documents

_DOCUMENTS = ((b"t", ".txt"), (b"h", ".html"), (b"d", ".docx"), (b"p", ".pdf"))


def _documents() -> list[bytes]:
    found = []
    for path in sorted((EXAMPLES / "reports").iterdir()):
        mark = next((mark for mark, ending in _DOCUMENTS if path.suffix in (ending, ending[:4])), b"")
        if mark and path.stat().st_size < 60_000:
            found.append(mark + path.read_bytes())
    return found


def _change_document(data: bytes, rng: random.Random) -> bytes:
    if data[:2] == b"PK":
        return rezipped(data, rng)
    if data[:4] == b"%PDF":
        return rng.choice([flipped, flipped, cut, as_text])(data, rng)
    return rng.choice([as_text, as_text, xml_changed, flipped])(data, rng)


def check_documents(data: bytes, folder: Path) -> str:
    """Facts whose places hold what they quote; a document that cannot be read is a problem of it."""
    first = (data + b"t")[0]
    ending = _DOCUMENTS[next((k for k, (mark, _) in enumerate(_DOCUMENTS) if mark[0] == first), first % 4)][1]
    path = _on_disk(folder, f"云溪县2023年法治政府建设年度报告{ending}", data[1:])
    found = next(iter(fs.extract_each(path)))
    report = next(iter(fs.read_reports(path)))
    assert report.characters == len(report.text)
    facts = fs.extract_facts(path)
    for location, quote in zip(facts.table["location"], facts.table["quote"], strict=True):
        if location:  # the day of publication may come from the page around the text
            start, end = (int(offset) for offset in str(location).split(":"))
            assert _words(report.text[start:end]) == _words(quote)
    for problem in (*found.problems, *report.problems):
        problem.render("zh")
    return "read"


# --- replication archives


@lru_cache(maxsize=1)
def _archives() -> list[bytes]:
    import tempfile

    framework = _formula_framework("a / (b + 1)")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.zip"
        fs.pack(path, fs.score(_formula_facts(), framework))
        return [path.read_bytes()]


def _change_archive(data: bytes, rng: random.Random) -> bytes:
    return rng.choice([rezipped, rezipped, rezipped, flipped, cut, _new_hashes])(data, rng)


def _new_hashes(data: bytes, rng: random.Random) -> bytes:
    """Change one member only, of those that are read as framework or as tables."""
    import io

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # already broken
        return cut(data, rng)
    name = rng.choice(sorted(members) or [""])
    if name:
        members[name] = (yaml_changed if name.endswith("yaml") else as_text)(members[name], rng)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in members.items():
            archive.writestr(zipfile.ZipInfo(each), content)
    return file.getvalue()


def check_archives(data: bytes, folder: Path) -> str:
    """A comparison with what the archive holds, and nothing written beside it."""
    path = _on_disk(folder, "given.zip", data)
    before = sorted(folder.iterdir())
    try:
        found = fs.reproduce(path)
        for problem in found.problems:
            problem.render("zh")
    finally:
        assert sorted(folder.iterdir()) == before
    return "read"


TARGETS: dict[str, Target] = {
    "yaml": Target(check_yaml, _frameworks, (yaml_changed, yaml_changed, yaml_changed, as_text)),
    "formulas": Target(check_formulas, _formulas, (as_text,), longest=6_000),
    "facts": Target(check_facts, _tables, (_change_table,), kept=2),
    "quantities": Target(check_quantities, _quantities, (as_text,), longest=6_000),
    "documents": Target(check_documents, _documents, (_change_document,), kept=1),
    "archives": Target(check_archives, _archives, (_change_archive,)),
}
