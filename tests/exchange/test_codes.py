"""Names that stay where they can and differ where they cannot."""

from fazhi_score.exchange.codes import changed, coinr_names, formula_names


def test_what_can_stay_keeps_its_name_also_when_another_would_become_it():
    assert formula_names(["a b", "a_b", "a b"]) == {"a b": "a_b_2", "a_b": "a_b"}
    assert formula_names(["composite", "sum", "3 月"]) == {"composite": "composite_", "sum": "sum_", "3 月": "x3_月"}


def test_names_for_r():
    assert coinr_names(["_x", "a.b", "会前学法", "1"], taken=["a.b"]) == {
        "_x": "x_x", "a.b": "a.b_2", "会前学法": "会前学法", "1": "x1"}  # fmt: skip


def test_changes_are_listed():
    assert changed({"a": "a", "b c": "b_c"}) == ["b c → b_c"]
