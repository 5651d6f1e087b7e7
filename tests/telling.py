"""A watch over the problems that tests meet: each can be told in both languages, with all that its text mentions."""

from collections.abc import Iterator

import pytest

from fazhi_score.errors import Problem


@pytest.fixture(autouse=True, scope="module")
def every_problem_can_be_told() -> Iterator[None]:
    """Render each problem where it is made: a test that looks at its code alone would not see what its text lacks."""
    made = Problem.__init__

    def told(self: Problem, *args: object, **kwargs: object) -> None:
        made(self, *args, **kwargs)
        assert self.render("en") and self.render("zh")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Problem, "__init__", told)
        yield
