"""Renew what pages quote: every ``text`` block that is no longer printed is replaced by what is printed now.

Run ``python docs/renew.py`` in the project's folder after a change that moves figures on the pages for researchers and
developers, and read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def renewed(page: Path, folder: Path) -> str:
    """Return the text of a page with its quotations renewed; its blocks are run in `folder`."""
    from tests.test_guide import plain
    from tests.test_pages import BLOCK, play

    told = iter(list(play(page, folder)))

    def block(match: re.Match[str]) -> str:
        if match[1] or match[3] != "text":
            return match[0]
        quoted, printed = next(told)
        if all(plain(line) in plain(printed) for line in quoted.splitlines()):
            return match[0]
        lines = [line.rstrip() for line in printed.rstrip().splitlines()]
        return "\n".join(["```text", *lines, "```"])

    return BLOCK.sub(block, page.read_text(encoding="utf-8"))


def main() -> None:
    """Renew all pages."""
    import pandas as pd

    from tests.test_pages import PAGES

    os.environ |= {"FAZHI_LANG": "en", "COLUMNS": "120"}
    pd.set_option("display.width", 110, "display.max_columns", 20, "display.unicode.east_asian_width", True)
    for page in PAGES:
        with tempfile.TemporaryDirectory() as home:
            folder = Path(home)
            shutil.copytree(ROOT / "examples", folder / "examples")
            shutil.copy(ROOT / "indicators.yaml", folder)
            sys.path.insert(0, home)
            os.chdir(folder)
            text = renewed(page, folder)
            os.chdir(ROOT)
            sys.path.remove(home)
        if text != page.read_text(encoding="utf-8"):
            print(f"renewed: {page.relative_to(ROOT)}")
            page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
