"""Forms that units fill in, sent out and read back into a facts table."""

from __future__ import annotations

from fazhi_score.collection.collecting import Collection, collect
from fazhi_score.collection.forms import write_forms

__all__ = ["Collection", "collect", "write_forms"]
