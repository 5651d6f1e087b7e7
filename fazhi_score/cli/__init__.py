"""The command line: a thin shell over the public names."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from fazhi_score.cli import (  # noqa: F401  # each adds its commands
    auditing,
    frameworks,
    presenting,
    replication,
    reports,
    robustness,
    scoring,
    year,
)
from fazhi_score.cli.options import app
from fazhi_score.cli.usage import PROGRAM, REFUSED, WrongUseError, wrong_use
from fazhi_score.errors import FazhiError
from fazhi_score.messages import default_language, say


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line; exit 0 where all is fine, 1 where the input has problems, 2 on wrong use."""
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    # --debug is accepted anywhere on the line
    words = [word for word in given if word != "--debug"]
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_run(words, debug))


def _run(words: list[str], debug: bool) -> int:
    """Run a command; return the exit code."""
    try:
        return app(words, prog_name=PROGRAM, standalone_mode=False) or 0
    except REFUSED as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # no mistake: asks what there is
            error.show()
        else:
            tongue = _asked_language(words)
            _complain(wrong_use(error, words, tongue).render(tongue))
        return 2
    except typer.Abort:
        _complain(say("usage_stopped", _asked_language(words)))
        return 1
    except FazhiError as error:
        if debug:
            raise
        _complain(error.render(_asked_language(words)))
        return 2 if isinstance(error, WrongUseError) else 1
    except Exception as error:
        if debug:
            raise
        _complain(say("internal_error", _asked_language(words), kind=type(error).__name__, reason=str(error)[:300]))
        return 1


def _complain(text: str) -> None:
    print(text, file=sys.stderr)


def _asked_language(words: list[str]) -> str:
    for number, word in enumerate(words):
        chosen = words[number + 1] if word == "--lang" and number + 1 < len(words) else word.removeprefix("--lang=")
        if word.startswith("--lang") and chosen in ("zh", "en"):
            return chosen
    return default_language()
