"""A folder to begin with: a commented framework, a facts sheet, a register, a tuning file, the schema."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.files import replacing, saved
from fazhi_score.framework.schema import json_schema

STARTER = ("framework.yaml", "tuning.yaml", "facts.csv", "regions.csv", "documents.csv")
SCHEMA = "framework.schema.json"
_STATUSES = "reported,confirmed,corrected,rejected,not_applicable,claimed,ambiguous,planned"
_SPANS = "annual,to_date,cumulative,stock"


def write_starter(folder: str | Path) -> list[Path]:
    """Write the starter files; return what was written.

    Nothing that is there is overwritten; a file of an earlier run that was stopped is in nobody's way, as long as
    it says the same. The workbook with drop-downs is left out where openpyxl is missing.

    Raises
    ------
    FazhiError
        Naming every file that is in the way.
    """
    target = Path(folder)
    source = files("fazhi_score.presentation") / "starter"
    texts = {name: (source / name).read_text(encoding="utf-8") for name in STARTER}
    data = {name: text.encode("utf-8-sig" if name.endswith(".csv") else "utf-8") for name, text in texts.items()}
    data[SCHEMA] = (json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n").encode()
    there = [name for name in (*data, "facts.xlsx") if _in_the_way(target / name, data.get(name))]
    if there:
        raise FazhiError(Problem("starter_in_the_way", {"names": ", ".join(there)}, file=str(folder)))
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FazhiError(Problem("write_failed", {"reason": error.strerror or error}, file=str(folder))) from error
    for name, content in data.items():
        with replacing(target / name) as file:
            file.write(content)
    written = [target / name for name in data]
    if _write_workbook(target / "facts.xlsx", texts["facts.csv"]):
        written.append(target / "facts.xlsx")
    return written


def _in_the_way(path: Path, content: bytes | None) -> bool:
    """Say whether a file is there that would be lost."""
    if not path.exists():
        return False
    return content is None or not path.is_file() or path.read_bytes() != content


def _write_workbook(path: Path, text: str) -> bool:
    """Write the facts sheet with drop-downs for status, span and yes or no; say whether openpyxl was there."""
    try:
        import openpyxl
        from openpyxl.worksheet.datavalidation import DataValidation
    except ImportError:
        return False
    book: Any = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "facts"
    rows = [line.split(",") for line in text.strip().splitlines()]
    for row in rows:
        sheet.append(row)
    sheet.freeze_panes = "A2"
    for heading, choices in (("status", _STATUSES), ("span", _SPANS)):
        letter = openpyxl.utils.get_column_letter(rows[0].index(heading) + 1)
        choice = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
        sheet.add_data_validation(choice)
        choice.add(f"{letter}2:{letter}5000")
    for column in sheet.columns:
        sheet.column_dimensions[column[0].column_letter].width = 18
    with replacing(path) as file:
        file.write(saved(book))
    return True
