"""One thread for products of matrices: the same bits wherever a block of draws is worked on.

OpenBLAS cuts a product into as many parts as it has threads, and where a part ends the last bit may differ; a
worker of a cluster usually has one thread, a session at a desk has all. Besides, handing small products to threads
takes longer than multiplying.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import product
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np

LOADED = Path("/proc/self/maps")
"""Where Linux lists the libraries of this process."""


class Threads(NamedTuple):
    """What says and sets how many threads a library uses."""

    get: Callable[[], int]
    set: Callable[[int], object]


@cache
def threads() -> tuple[Threads, ...]:
    """Return the controls of the OpenBLAS that numpy uses; none where it uses another library."""
    found = (_controls(path) for path in _libraries())
    return tuple(one for one in found if one is not None)


def _libraries() -> list[Path]:
    """Return the files of OpenBLAS: those of numpy's own wheel, else those that this process has loaded."""
    home = Path(np.__file__).parent
    own = [path for folder in (home.parent / "numpy.libs", home / ".dylibs") for path in folder.glob("*openblas*")]
    if own or not LOADED.exists():
        return sorted(own)
    lines = LOADED.read_text(encoding="utf-8", errors="replace").splitlines()
    return sorted({Path(line.split(maxsplit=5)[5]) for line in lines if "openblas" in line})


def _controls(path: Path) -> Threads | None:
    try:
        library = ctypes.CDLL(str(path))
    except OSError:
        return None
    for before, after in product(("scipy_", ""), ("64_", "_64", "")):
        names = [f"{before}openblas_{verb}_num_threads{after}" for verb in ("get", "set")]
        if all(hasattr(library, name) for name in names):
            return Threads(*(getattr(library, name) for name in names))
    return None


_lock = Lock()
_inside = 0
_before: list[int] = []


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let products of matrices use one thread until the last of those who asked for it has left.

    Examples
    --------
    >>> with one_blas_thread():
    ...     product_of_ones = np.ones((2, 2)) @ np.ones((2, 2))
    >>> product_of_ones.tolist()
    [[2.0, 2.0], [2.0, 2.0]]
    """
    global _inside
    with _lock:
        if _inside == 0:
            _before[:] = [each.get() for each in threads()]
            for each in threads():
                each.set(1)
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                for each, count in zip(threads(), _before, strict=True):
                    each.set(count)
