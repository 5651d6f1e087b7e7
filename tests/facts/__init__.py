"""Tests of reading, checking and writing facts."""

from collections.abc import Callable
from typing import Any

import pytest

from fazhi_score.errors import FazhiError, Problem


def refused(run: Callable[..., Any], *args: Any, **options: Any) -> list[Problem]:
    """Return the problems for which a call is refused; each must have its text in both languages."""
    with pytest.raises(FazhiError) as caught:
        run(*args, **options)
    for lang in ("en", "zh"):
        for problem in caught.value.problems:
            assert "{" not in problem.render(lang).replace('{"', "")
    return list(caught.value.problems)


def codes(problems: Any) -> list[str]:
    return [problem.code for problem in problems]
