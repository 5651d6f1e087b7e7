"""Who is left out for gaps or zeros: neither scored, nor ranked, nor part of a scale."""

import numpy as np
import pytest

from tests.conftest import codes, plain, scored, sheet

RELATIVE = {"score": {"rule": "minmax"}}
ROWS = {
    "A": {"a": 0, "b": 10, "c": 5, "d": 4},
    "B": {"a": 10, "b": 0, "c": 10, "d": 8},
    "C": {"a": 5, "b": 5, "c": 0, "d": 6},
    "D": {"a": 90},  # states a quarter
    "E": {"a": 0, "b": 0, "c": 0, "d": 99},  # three of four are zero
}


def of(rows=ROWS, **screening):
    made = {name: {"formula": name, **RELATIVE, "group": group} for name, group in zip("abcd", "gghh", strict=True)}
    method = {"screening": screening, "minimum_peers": 2} if screening else {"minimum_peers": 2}
    return scored(sheet({f"i{k}": v for k, v in made.items()}, method=method), rows)


def test_without_screening_everybody_is_scored():
    result = of()
    assert result.composite.notna().all()
    assert result.scores["ia"]["D"].item() == 100


@pytest.mark.parametrize(
    ("screening", "gone", "note"),
    [
        ({"stated": "50%"}, ["D"], "screened_values"),
        ({"nonzero": "30%"}, ["E"], "screened_zeros"),
        ({"stated_in_group": "50%"}, ["D"], "screened_group"),
        ({"stated": "50%", "nonzero": "30%"}, ["D", "E"], "screened_zeros"),
    ],
)
def test_who_falls_short_is_left_out_and_named(screening, gone, note):
    result = of(**screening)
    kept = {name: facts for name, facts in ROWS.items() if name not in gone}
    alone = of(kept)
    for name in ROWS:
        if name in gone:
            assert np.isnan(result.composite[name].item()) and result.ranks.isna()[name].item()
        else:  # as if the others had never been there
            assert result.composite[name].item() == pytest.approx(alone.composite[name].item())
            assert result.ranks[name].item() == alone.ranks[name].item()
    assert note in codes(result)
    (told,) = [one.params["listed"] for one in result.notes if one.code == note]
    assert told == f"{gone[-1]} 2024"


def test_a_share_that_is_just_reached_is_enough():
    assert of(stated="25%").composite.notna().all()


def test_peers_means_are_those_of_who_stays():
    made = {"i": {"formula": "a - peers_mean(a)", "score": {"rule": "goalposts", "worst": -50, "best": 50}},
            "j": plain("b")}  # fmt: skip
    framework = sheet(made, method={"screening": {"stated": "60%"}})
    result = scored(framework, {"A": {"a": 10, "b": 1}, "B": {"a": 20, "b": 1}, "C": {"a": 900}})
    # around 15, not around 310
    assert result.scores["i"].droplevel("period")[["A", "B"]].tolist() == pytest.approx([45, 55])


@pytest.mark.parametrize(("others", "end"), [(7, ""), (8, " …")])
def test_of_many_who_are_left_out_eight_are_named(others, end):
    result = of({**ROWS, **{f"U{number}": {"a": 90} for number in range(others)}}, stated="50%")
    (told,) = [one.params for one in result.notes if one.code == "screened_values"]
    assert told["count"] == 1 + others
    assert told["listed"] == f"D 2024, {', '.join(f'U{number} 2024' for number in range(7))}{end}"
