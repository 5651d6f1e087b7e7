"""Charts without a Chinese font, so that they are the same on every machine; figures that are closed."""

import sys

import pytest

from fazhi_score.presentation.plots import fonts


@pytest.fixture(autouse=True)
def closed():
    """Close what pyplot would keep."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture(autouse=True)
def told_anew():
    """Let each test see the warning that stands once in a process."""
    fonts._warn.cache_clear()
    yield
    fonts._warn.cache_clear()


@pytest.fixture
def no_font(monkeypatch):
    """A machine without a Chinese font."""
    monkeypatch.setattr(fonts, "chinese_family", lambda: None)


@pytest.fixture
def font(monkeypatch):
    """A machine with a Chinese font; skipped where this one has none."""
    if fonts.chinese_family() is None:
        pytest.skip("this machine has no Chinese font")
