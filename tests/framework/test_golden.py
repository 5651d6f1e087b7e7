"""What an evaluator sees for five typical mistakes, in both languages, word for word: the files in golden/.

After a deliberate change of a message: ``GOLDEN=write pytest tests/framework/test_golden.py``, then read the diff.
"""

import os
from pathlib import Path

import pytest

from fazhi_score.errors import FazhiError
from fazhi_score.framework.model import load_framework
from tests.framework.texts import COUNTY_SHEET, edited

GOLDEN = Path(__file__).parent / "golden"
BANDS = "{rule: bands, bands: [{at_least: 90%, score: 60}, {at_least: 90%, score: 40}]}"
MISTAKES = {
    "a misspelt name": ("enforcement_officers_trained /", "enforcement_officers_traind /"),
    "a wrong unit": ("worst: 0%, best: 100%", "worst: 0.5, best: 100"),
    "children that do not add up": ("{weight: 40, zh", "{weight: 45, zh"),
    "a band that overlaps": ("{rule: goalposts, worst: 0%, best: 100%}", BANDS),
    "a veto on an unknown node": (
        "when: major_incidents > 0, at_most: 60",
        "when: major_incident > 0, at_most: 不及格",
    ),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_messages_are_those_of_the_golden_file(lang):
    shown = []
    for title, (old, new) in MISTAKES.items():
        with pytest.raises(FazhiError) as caught:
            load_framework("sheet.yaml", text=edited(COUNTY_SHEET, old, new))
        shown.append(f"# {title}\n{caught.value.render(lang)}\n")
    path = GOLDEN / f"mistakes.{lang}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text("\n".join(shown), encoding="utf-8")
    assert "\n".join(shown) == path.read_text(encoding="utf-8")
