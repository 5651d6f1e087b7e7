"""Render the examples into docs/examples: scripts with what they print and draw, and the pages of the folders.

Sphinx calls it whenever the site is built, so that every output on the site is one of this version; the pages are not
committed. ``python docs/make_examples.py`` writes them without Sphinx.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
EXAMPLES = ROOT / "examples"
FOLDER = DOCS / "examples"
MARK = re.compile(r"^# %%(.*)$", re.M)
LINK = re.compile(r"(?<=\]\()(?!\w+:|#)([^)#\s]+)(#[^)\s]*)?(?=\))")
SECONDS = 300


def scripts() -> list[Path]:
    """Return the example scripts: those in the folder, and those of its galleries."""
    return [path for path in sorted(EXAMPLES.rglob("*.py")) if MARK.search(path.read_text(encoding="utf-8"))]


def page_of(path: Path) -> Path | None:
    """Return the page of an example: a script, or the README of a folder; None for anything else."""
    if path.suffix == ".py" and path in scripts():
        return FOLDER / f"{'_'.join(path.relative_to(EXAMPLES).with_suffix('').parts)}.md"
    if path == EXAMPLES / "README.md":
        return FOLDER / "index.md"  # which is written by hand
    if path.name == "README.md" and EXAMPLES in path.parents:
        return FOLDER / f"{'_'.join(path.parent.relative_to(EXAMPLES).parts)}.md"
    return None


def relinked(text: str, written: Path, shown: Path) -> str:
    """Return Markdown whose links, right beside the file `written`, lead to the site's pages beside `shown`."""

    def other(match: re.Match[str]) -> str:
        target = (written.parent / match[1]).resolve()
        if target.is_dir():
            target = target / "README.md"
        if not target.exists():
            return match[0]
        if target in (ROOT / "README.md", ROOT / "README.zh.md"):
            target = DOCS / "index.md"
        if target == ROOT / "CHANGELOG.md":
            target = DOCS / "changelog.md"
        return Path(os.path.relpath(page_of(target) or target, shown.parent)).as_posix() + (match[2] or "")

    return LINK.sub(other, text)


def cells(source: str) -> tuple[str, list[tuple[str, str]]]:
    """Split a script into its docstring and its cells: heading and code, or ``[markdown]`` and text.

    Examples
    --------
    >>> cells('"A title."\\n# %% [markdown]\\n# Some text.\\n# %% Heading\\nprint(1)\\n')
    ('A title.', [('[markdown]', 'Some text.'), ('Heading', 'print(1)')])
    """
    pieces = MARK.split(source)
    found = []
    for heading, body in zip(pieces[1::2], pieces[2::2], strict=True):
        if "[markdown]" in heading:
            found.append(("[markdown]", re.sub(r"^# ?", "", body.strip(), flags=re.M)))
        else:
            found.append((heading.strip(), body.strip("\n")))
    return ast.get_docstring(ast.parse(pieces[0])) or "", found


def run(script: Path, pictures: Path) -> list[dict[str, Any]]:
    """Run the cells of a script in one name space, and return what each printed and drew."""
    shown = script.relative_to(ROOT).as_posix()
    names: dict[str, Any] = {"__name__": "__main__", "__file__": shown}
    sys.path.insert(0, str(script.parent))
    os.chdir(ROOT)
    _, found = cells(script.read_text(encoding="utf-8"))
    told = []
    for number, (heading, body) in enumerate(found):
        if heading == "[markdown]":
            told.append({"text": body})
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), warnings.catch_warnings():
            warnings.simplefilter("error")
            exec(compile(body, shown, "exec"), names)
        stem = f"{page_of(script).stem}_{number}"
        told.append(
            {"heading": heading, "code": body, "printed": printed.getvalue(), "pictures": _drawn(pictures, stem)}
        )
    return told


def _drawn(pictures: Path, stem: str) -> list[str]:
    """Keep the figures that are open, and close them."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    found = []
    for number in pyplot.get_fignums() if pyplot else ():
        name = f"{stem}_{number}.png"
        pyplot.figure(number).savefig(pictures / name, dpi=110, bbox_inches="tight")
        found.append(name)
    if pyplot:
        pyplot.close("all")
    return found


def _page(script: Path, told: list[dict[str, Any]]) -> str:
    docstring, _ = cells(script.read_text(encoding="utf-8"))
    title, _, rest = docstring.partition("\n\n")
    short, _, more = " ".join(title.split()).rstrip(".").partition(": ")
    parts = [f"# {short}", f"{more[:1].upper()}{more[1:]}." if more else "", rest.replace("``", "`")]
    # the script itself, to be taken home
    parts.append(f"[{script.name}](../../{script.relative_to(ROOT).as_posix()})")
    for one in told:
        if "text" in one:
            parts.append(one["text"])
            continue
        parts += [f"## {one['heading']}"] if one["heading"] else []
        parts.append(f"```python\n{one['code']}\n```")
        if one["printed"].strip():
            parts.append(f"```text\n{one['printed'].rstrip()}\n```")
        parts += [f"![]({name})" for name in one["pictures"]]
    return "\n\n".join(part for part in parts if part) + "\n"


def _key(script: Path) -> str:
    """Return what the output of a script depends on: the script, this file, the package, the data beside it."""
    digest = hashlib.sha256()
    data = [path for path in EXAMPLES.rglob("*") if path.suffix in (".csv", ".yaml")]
    for path in [
        script,
        Path(__file__),
        ROOT / "indicators.yaml",
        *sorted((ROOT / "fazhi_score").rglob("*.py")),
        *data,
    ]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def _rendered(script: Path) -> str:
    """Return the page of a script; it is run anew only where something changed that it depends on."""
    page, key = page_of(script), _key(script)
    before = page.read_text(encoding="utf-8") if page.exists() else ""
    if before.startswith(f"<!-- {key} -->"):
        return before
    environment = {**os.environ, "MPLBACKEND": "agg", "PYTHONIOENCODING": "utf-8", "FAZHI_LANG": "en"}
    done = subprocess.run(
        [sys.executable, __file__, "--run", script], capture_output=True, timeout=SECONDS, env=environment, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{script.name} does not run:\n{done.stderr.decode()[-3000:]}")
    return f"<!-- {key} -->\n\n" + _page(script, json.loads(done.stdout.decode("utf-8").splitlines()[-1]))


def write() -> None:
    """Write every page that differs from what is there, and take away those of what is gone."""
    FOLDER.mkdir(exist_ok=True)
    wanted = {}
    with ThreadPoolExecutor(2) as pool:
        wanted |= dict(zip(map(page_of, scripts()), pool.map(_rendered, scripts()), strict=True))
    for readme in sorted(EXAMPLES.glob("*/**/README.md")):
        page = page_of(readme)
        wanted[page] = relinked(readme.read_text(encoding="utf-8"), readme, page)
    changelog = DOCS / "changelog.md"
    wanted[changelog] = relinked((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), ROOT / "CHANGELOG.md", changelog)
    for page, text in wanted.items():
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")
    told = "".join(wanted.values())
    for page in FOLDER.iterdir():
        shown = (
            page in wanted or page.name in ("index.md", ".gitignore") or (page.suffix == ".png" and page.name in told)
        )
        if not shown:
            page.unlink()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        answer = run(Path(sys.argv[2]).resolve(), FOLDER)
        print(json.dumps(answer))
    else:
        write()
