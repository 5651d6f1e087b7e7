"""Workbooks with their stored values taken out, computed anew by LibreOffice."""

from __future__ import annotations

import html
import math
import re
import shutil
import subprocess
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest

SOFFICE = shutil.which("soffice")
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")

_STORED = re.compile(r"(</f>)<v>[^<]*</v>")
_FORMULA = re.compile(r'<c r="([A-Z]+\d+)" s="\d+"(?: t="str")?><f[^>]*>([^<]*)</f><v>([^<]*)</v></c>')
_ROWS = re.compile("<sheetData>.*</sheetData>", re.DOTALL)
_TITLE = re.compile(r'<sheet name="([^"]*)"')

Cells = dict[tuple[str, str], object]


def _parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def titles(path: Path) -> list[str]:
    """Return the names of the worksheets."""
    return [html.unescape(name) for name in _TITLE.findall(_parts(path)["xl/workbook.xml"])]


def stored(path: Path) -> dict[tuple[str, str], tuple[str, float | str]]:
    """Return formula and stored value of every formula, by sheet and place: what the library found."""
    parts, found = _parts(path), {}
    for number, title in enumerate(titles(path), start=1):
        for at, formula, value in _FORMULA.findall(parts[f"xl/worksheets/sheet{number}.xml"]):
            try:
                found[title, at] = html.unescape(formula), float(value)
            except ValueError:
                found[title, at] = html.unescape(formula), html.unescape(value)
    return found


def without_stored(path: Path, target: Path, typed: dict[tuple[str, str], float] | None = None) -> Path:
    """Copy the computed sheets of a workbook without what is stored; `typed` puts numbers into empty cells."""
    names, parts = titles(path), _parts(path)
    for (title, at), value in (typed or {}).items():
        part = f"xl/worksheets/sheet{names.index(title) + 1}.xml"
        given = rf'<c r="{at}"\1><v>{value!r}</v></c>'
        parts[part], count = re.subn(rf'<c r="{at}"( s="\d+")/>', given, parts[part])
        assert count == 1, f"{title} {at} is no empty cell"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            if "sheets/" in name and "<f" not in text:
                text = _ROWS.sub("<sheetData/>", text)  # nothing there is computed, and reading it takes long
            made.writestr(name, _STORED.sub(r"\1", text).replace(' t="str"><f', "><f") if "sheets/" in name else text)
    return target


def converted(paths: list[Path], folder: Path, form: str = "xlsx") -> list[Path]:
    """Convert files by LibreOffice, all in one run with a profile of its own."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", form, "--outdir", str(folder / "out")]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=240)
    return [folder / "out" / f"{path.stem}.{form}" for path in paths]


def values(path: Path, sheets: set[str] | None = None) -> Cells:
    """Return what stands in the cells of some sheets; an empty text is nothing."""
    found: Cells = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about extensions of LibreOffice that do not matter here
        book = openpyxl.load_workbook(path, data_only=True, read_only=True)
        for sheet in book.worksheets:
            if sheets is None or sheet.title in sheets:
                cells = (cell for row in sheet.iter_rows() for cell in row if cell.value not in (None, ""))
                found |= {(sheet.title, cell.coordinate): cell.value for cell in cells}
        book.close()
    return found


def disagreements(path: Path, computed: Path) -> list[tuple[object, ...]]:
    """Return every formula that is not within 1e-9 of what the library found."""
    wanted = stored(path)
    found, wrong = values(computed, {title for title, _ in wanted}), []
    for key, (formula, value) in wanted.items():
        got = found.get(key, "")
        number = isinstance(got, int | float)
        same = (
            math.isclose(got, value, abs_tol=1e-9, rel_tol=0) if number and isinstance(value, float) else got == value
        )
        if not same:
            wrong.append((*key, formula, value, got))
    return wrong
