"""The built wheel with what it requires and nothing else: no extra, no tool of the tests; and a user's typed code."""

import os
import re
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
EXTRAS = ("openpyxl", "docx", "matplotlib", "jinja2", "pyarrow", "lxml", "opencc", "pypdfium2", "distributed")


def required(names):
    """The distributions that some need, and what these need, as they are installed here."""
    found, waiting = {}, list(names)
    while waiting:
        name = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found:
            continue
        found[key] = metadata.distribution(name)
        needs = [Requirement(text) for text in found[key].requires or ()]
        waiting += [need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]
    return found.values()


@pytest.fixture(scope="module")
def clean(tmp_path_factory, wheel):
    """A Python that has the wheel's own requirements and nothing else."""
    home = tmp_path_factory.mktemp("clean")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home / "env")], check=True)
    python = home / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.check_output([python, "-c", where], text=True).strip())
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    needs = next(site.glob("fazhi_score-*.dist-info")) / "METADATA"
    wanted = [
        line.partition(": ")[2] for line in needs.read_text(encoding="utf-8").splitlines() if "Requires-Dist" in line
    ]
    core = [need.name for need in map(Requirement, wanted) if need.marker is None]
    for distribution in required(core):
        for file in distribution.files or ():
            top = file.parts[0]
            if top not in ("..", "__pycache__") and not (site / top).exists():
                (site / top).symlink_to(Path(distribution.locate_file(top)))
    return python


def run(python, *words, cwd):
    settings = {key: text for key, text in os.environ.items() if key not in ("PYTHONPATH", "COV_CORE_SOURCE")}
    return subprocess.run(
        [python, *map(str, words)], capture_output=True, text=True, encoding="utf-8", cwd=cwd, check=False,
        env={**settings, "FAZHI_LANG": "en"},
    )  # fmt: skip


def test_the_environment_is_clean(clean, tmp_path):
    asked = f"from importlib.util import find_spec; print([n for n in {EXTRAS} if find_spec(n)])"
    assert run(clean, "-c", asked, cwd=tmp_path).stdout.strip() == "[]"
    where = run(clean, "-c", "import fazhi_score; print(fazhi_score.__file__)", cwd=tmp_path).stdout
    assert str(clean.parents[1]) in where


def test_core_commands_work_without_extras(clean, tmp_path):
    command = (clean, "-m", "fazhi_score")
    assert run(*command, "init", "office", cwd=tmp_path).returncode == 0
    (tmp_path / "甲县.txt").write_text(
        "甲县2023年法治政府建设年度报告\n全年受理行政复议案件12件，审结9件。\n", encoding="utf-8"
    )
    for words in (
        ("check", "office/framework.yaml"),
        ("extract", "甲县.txt", "-o", "facts.csv", "--documents", "documents.csv"),
        ("score", "facts.csv", "-o", "scores.csv"),
        ("score", "facts.csv", "-o", "scores.xlsx"),
        ("weights", "export", "office/framework.yaml", "-o", "weights.csv"),
    ):
        done = run(*command, *words, cwd=tmp_path)
        assert done.returncode == 0, (words, done.stderr)
    assert "行政复议" not in (tmp_path / "scores.csv").read_text(encoding="utf-8-sig")
    assert "甲县" in (tmp_path / "scores.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (("export-sheet", ROOT / "indicators.yaml", "-o", "out.xlsx"), "office"),
        (("report", "facts.csv", "-o", "out.docx"), "office"),
        (("report", "facts.csv", "--plot", "heatmap", "-o", "out.svg"), "plot"),
        (("extract", "甲县.pdf", "-o", "out.csv"), "documents"),
    ],
)
def test_what_needs_an_extra_names_the_line_that_installs_it(words, extra, clean, tmp_path):
    rows = "region,period,fact,value\n甲县,2023,reconsideration_accepted,12\n"
    (tmp_path / "facts.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "甲县.pdf").write_bytes(next((ROOT / "examples" / "reports").glob("*.pdf")).read_bytes())
    done = run(clean, "-m", "fazhi_score", *words, cwd=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"fazhi-score[{extra}]" in " ".join((done.stdout + done.stderr).split())
    assert "Traceback" not in done.stderr


def test_a_users_typed_code(tmp_path):
    words = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", str(ROOT / "tests" / "typed_user_code.py")]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "import fazhi_score as fs\n\nfs.score('facts.csv', fs.load_framework()).composite + 'a'.x\n", encoding="utf-8"
    )
    told = subprocess.run([*words[:-1], str(wrong)], capture_output=True, text=True, cwd=ROOT, check=False)
    assert 'has no attribute "x"' in told.stdout
