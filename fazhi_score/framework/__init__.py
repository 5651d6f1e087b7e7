"""Frameworks: YAML into a checked, frozen evaluation framework."""

from fazhi_score.framework.model import Framework, load_framework

__all__ = ["Framework", "load_framework"]
