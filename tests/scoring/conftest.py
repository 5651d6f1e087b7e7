"""What watches over every test here."""

from tests.telling import every_problem_can_be_told

__all__ = ["every_problem_can_be_told"]
