"""One thread for products of matrices."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from fazhi_score.numerics import one_thread
from fazhi_score.numerics.one_thread import Threads, one_blas_thread

BITS = """
import hashlib, numpy as np
from fazhi_score.numerics.rank_counts import composites
rng = np.random.default_rng(1)
print(hashlib.md5(composites(rng.uniform(0, 100, (1001, 100)), rng.uniform(size=(333, 100))).tobytes()).hexdigest())
"""


class Library:
    """Counts its threads."""

    def __init__(self, count):
        self.count = count
        self.controls = Threads(lambda: self.count, lambda count: setattr(self, "count", count))


@pytest.fixture
def library(monkeypatch):
    found = Library(4)
    monkeypatch.setattr(one_thread, "threads", lambda: (found.controls,))
    return found


def test_there_is_one_thread_inside_and_as_many_as_before_outside(library):
    with one_blas_thread():
        assert library.count == 1
        with one_blas_thread():
            assert library.count == 1
        assert library.count == 1
    assert library.count == 4
    with pytest.raises(KeyError), one_blas_thread():
        raise KeyError
    assert library.count == 4


def test_who_leaves_first_does_not_give_threads_back_to_others(library):
    both, left = Barrier(2), Barrier(2)

    def first():
        with one_blas_thread():
            both.wait()
        left.wait()

    def second():
        with one_blas_thread():
            both.wait()
            left.wait()
            return library.count

    with ThreadPoolExecutor(2) as pool:
        pool.submit(first)
        assert pool.submit(second).result() == 1
    assert library.count == 4


def test_numpys_library_is_found_and_heeds():
    found = one_thread.threads()
    if not found:
        pytest.skip("numpy does not use OpenBLAS here")
    before = [each.get() for each in found]
    with one_blas_thread():
        assert all(each.get() == 1 for each in found)
    assert [each.get() for each in found] == before


def test_bits_do_not_depend_on_threads():
    found = set()
    for count in ("1", "2", "3"):
        threads = {"OPENBLAS_NUM_THREADS": count, "OMP_NUM_THREADS": count}
        run = subprocess.run(
            [sys.executable, "-c", BITS], env={**os.environ, **threads}, capture_output=True, text=True, check=True
        )
        found.add(run.stdout)
    assert len(found) == 1
    assert len(found.pop().strip()) == hashlib.md5().digest_size * 2


def test_libraries_are_looked_for_where_numpy_keeps_them_or_the_process_has_them(monkeypatch, tmp_path):
    home = tmp_path / "numpy"
    home.mkdir()
    monkeypatch.setattr(one_thread.np, "__file__", str(home / "__init__.py"))
    maps = tmp_path / "maps"
    monkeypatch.setattr(one_thread, "LOADED", maps)
    assert one_thread._libraries() == []
    maps.write_text("7f00-7f01 r-xp 0 08:01 12   /usr/lib/x y/libopenblas.so.0\n7f02-7f03 rw-p 0 0 0 [heap]\n")
    assert one_thread._libraries() == [Path("/usr/lib/x y/libopenblas.so.0")]
    (tmp_path / "numpy.libs").mkdir()
    own = tmp_path / "numpy.libs" / "libscipy_openblas64_-1.so"
    own.write_text("no library")
    assert one_thread._libraries() == [own]
    assert one_thread._controls(own) is None


def test_a_library_without_controls_is_left_alone(monkeypatch):
    monkeypatch.setattr(one_thread.ctypes, "CDLL", lambda path: object())
    assert one_thread._controls(Path("x")) is None
