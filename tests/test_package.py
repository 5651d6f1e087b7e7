"""One copy of the default framework serves a wheel, an editable install and a checkout."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHOW = "import fazhi_score as fs; from fazhi_score.framework.model import default_framework_path as p; "
SHOW += "print(fs.load_framework().id, p())"


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the project that a test may change."""
    target = tmp_path_factory.mktemp("copy") / "project"
    target.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "indicators.yaml"):
        shutil.copy(ROOT / name, target)
    shutil.copytree(ROOT / "fazhi_score", target / "fazhi_score", ignore=shutil.ignore_patterns("__pycache__"))
    return target


def run(*words, **more):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def site_first(folder):
    """The environment in which the unpacked wheel is what Python imports."""
    return {**os.environ, "PYTHONPATH": str(folder / "site")}


def test_wheel_ships_the_framework(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert archive.read("fazhi_score/indicators.yaml") == (ROOT / "indicators.yaml").read_bytes()
        assert "fazhi_score/py.typed" in names
        assert not [name for name in names if name.startswith(("tests", "examples", "docs"))]
        archive.extractall(tmp_path / "site")
    shown = run(sys.executable, "-c", SHOW, cwd=tmp_path, env=site_first(tmp_path))
    name, path = shown.split(maxsplit=1)
    assert name == "fazhi-default"
    run(sys.executable, "-m", "fazhi_score", "init", "county", cwd=tmp_path, env=site_first(tmp_path))
    assert (tmp_path / "county" / "framework.yaml").is_file()
    assert Path(path.strip()) == tmp_path / "site" / "fazhi_score" / "indicators.yaml"


def test_editable_install_reads_the_file_that_is_edited(copy, tmp_path):
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "env")
    python = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    here = Path(run(sys.executable, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    # what the package depends on comes from this environment, the build backend too
    (site / "zz_dependencies.pth").write_text(str(here), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-build-isolation"]
    run(*pip, "-e", copy)
    assert run(python, "-c", SHOW, cwd=tmp_path).split()[0] == "fazhi-default"
    framework = copy / "indicators.yaml"
    text = framework.read_text(encoding="utf-8")
    framework.write_text(text.replace("id: fazhi-default", "id: edited-default", 1), encoding="utf-8")
    try:
        name, path = run(python, "-c", SHOW, cwd=tmp_path).split(maxsplit=1)
        assert name == "edited-default"
        assert Path(path.strip()).resolve() == framework.resolve()
    finally:
        framework.write_text(text, encoding="utf-8")


def test_checkout_reads_the_file_at_the_top():
    name, path = run(sys.executable, "-c", SHOW, cwd=ROOT).split(maxsplit=1)
    assert name == "fazhi-default"
    assert Path(path.strip()).resolve() == (ROOT / "indicators.yaml").resolve()
