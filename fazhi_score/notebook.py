"""A heading and a frame into HTML for notebooks, light or dark: no colour of its own, everything escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

_ROWS = 12


def as_html(heading: str, columns: Mapping[str, Any], *, facts: Mapping[str, str] | None = None) -> str:
    """Return HTML that a notebook shows.

    Parameters
    ----------
    heading : str
    columns : mapping
        Heading to cells; the first and last rows are shown. Text is escaped, a missing cell is a dash.
    facts : mapping, optional
        What stands in a line below the heading: name to text.

    Examples
    --------
    >>> "&lt;b&gt;" in as_html("<b>", {"x": [1.0, None]})
    True
    """
    told = " · ".join(f"{escape(name)}: {escape(text)}" for name, text in (facts or {}).items())
    line = f"<p>{told}</p>" if told else ""
    table = pd.DataFrame(columns).to_html(
        index=False,
        escape=True,
        max_rows=_ROWS,
        na_rep="–",
        float_format=lambda x: f"{x:.2f}",
        border=0,
        notebook=False,
    )
    return f"<div><p><strong>{escape(heading)}</strong></p>{line}{table}</div>"
