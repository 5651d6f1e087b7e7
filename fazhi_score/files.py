"""Files written whole or not at all: a kill at any moment leaves the old file or the new one."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from fazhi_score.errors import FazhiError, Problem


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a temporary file beside `path` that takes its place once it is complete.

    Raises
    ------
    FazhiError
        Where the file cannot be written; the old one is then as it was.
    """
    target, name = Path(path), os.fspath(path)
    temporary = ""
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=target.suffix, delete=False) as file:
            temporary = file.name
            yield file
        Path(temporary).chmod(target.stat().st_mode if target.exists() else 0o644)  # temporary files are private
        Path(temporary).replace(target)
    except OSError as error:
        raise FazhiError(Problem("write_failed", {"reason": error.strerror or error}, file=name)) from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


@contextmanager
def becoming(path: str | os.PathLike[str], mode: int | None = None) -> Iterator[Path]:
    """Make a temporary folder that becomes `path` once it is complete; a kill leaves nothing under that name.

    Parameters
    ----------
    path : path
        What does not exist yet.
    mode : int, optional
        Permissions of the files in it.

    Raises
    ------
    FazhiError
        Where it cannot be written.
    """
    target, temporary = Path(path), None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix="."))
        yield temporary
        if mode is not None:
            for file in temporary.iterdir():
                file.chmod(mode)
        temporary.chmod(0o755)  # temporary folders are private
        temporary.rename(target)
    except OSError as error:
        raise FazhiError(Problem("write_failed", {"reason": error.strerror or error}, file=str(target))) from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def saved(book: Any) -> bytes:
    """Return the bytes of a workbook or document that has ``save(file)``.

    It is made in memory: zip files that a full disk cuts short complain once more, past all handling, when they close.
    """
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def stamped(paths: Iterable[str | os.PathLike[str]]) -> tuple[tuple[str, int, int], ...]:
    """Return paths with what tells whether a file has changed since it was read: a key for what is read once only."""
    found = []
    for path in paths:
        name = os.fspath(path)
        try:
            state = Path(name).stat()
        except (OSError, ValueError):  # reading it says what is wrong
            found.append((name, 0, 0))
        else:
            found.append((name, state.st_mtime_ns, state.st_size))
    return tuple(found)


def write_text(path: str | os.PathLike[str], text: str, encoding: str = "utf-8") -> None:
    """Write text to a file, whole or not at all."""
    with replacing(path) as file:
        file.write(text.encode(encoding))
