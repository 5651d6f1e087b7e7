"""What a workbook is made of besides the result."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fazhi_score.presentation.workbook.layout import Layout

if TYPE_CHECKING:
    from fazhi_score.analysis.sensitivity import Sensitivity
    from fazhi_score.analysis.uncertainty import Uncertainty
    from fazhi_score.facts.ledger import Ledger
    from fazhi_score.scoring.result import Result


@dataclass(frozen=True)
class Given:
    """A result with its layout, and the analyses, earlier result and ledger that go with it."""

    layout: Layout
    date: datetime.date
    uncertainty: Uncertainty | None = None
    sensitivity: Sensitivity | None = None
    before: Result | None = None
    ledger: Ledger | None = None
