"""What watches over every test here."""

import pytest

from tests.telling import every_problem_can_be_told

__all__ = ["every_problem_can_be_told"]

pytest.register_assert_rewrite("tests.framework.mistaken")
