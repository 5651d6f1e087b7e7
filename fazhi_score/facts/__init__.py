"""Tables of facts, the register of regions and the manifest of documents: reading, checking, writing."""

from __future__ import annotations

from fazhi_score.facts.manifest import Documents, read_documents
from fazhi_score.facts.quantities import Form, Quantity, parse_value
from fazhi_score.facts.regions import Regions, read_regions
from fazhi_score.facts.table import Facts, read_facts

__all__ = [
    "Documents",
    "Facts",
    "Form",
    "Quantity",
    "Regions",
    "parse_value",
    "read_documents",
    "read_facts",
    "read_regions",
]
