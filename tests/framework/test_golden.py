"""What an evaluator sees for five typical mistakes, in both languages, word for word, and what the messages about all
others mention: the files in golden/.

After a deliberate change of a message: ``GOLDEN=write pytest tests/framework/test_golden.py``, then read the diff.
"""

import os
from pathlib import Path

import pytest

from fazhi_score.errors import FazhiError
from fazhi_score.framework.model import load_framework
from tests.framework.mistaken import marked
from tests.framework.test_shown import IN_FILES
from tests.framework.test_steps import MISTAKES as IN_STEPS
from tests.framework.texts import COUNTY_SHEET, edited, mistakes

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


# what a library says, and lists that get longer with each method, function and key
FREE = {"yaml_syntax": ("reason",)} | dict.fromkeys(
    ("unknown_key", "unknown_key_near", "unknown_rule", "unknown_rule_near", "unknown_method", "unknown_method_near",
     "formula_function"), ("known",),
)  # fmt: skip


def test_what_messages_mention_is_what_the_golden_file_says():
    """The names, numbers and suggestions of each message; its wording is free."""
    shown = []
    for _, text in [*IN_FILES, *IN_STEPS]:
        for problem in mistakes(marked(text)[0]):
            told = {
                key: value for key, value in sorted(problem.params.items()) if key not in FREE.get(problem.code, ())
            }
            shown.append(" ".join([problem.code, f"[{problem.severity}]", *(f"{k}={v}" for k, v in told.items())]))
    path = GOLDEN / "mentioned.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text("\n".join([*shown, ""]), encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8").splitlines()
