"""Clipped curves and where two of them meet: by hand, and by walking along them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.analysis.curves import Curves, first_change, order_of

numbers = st.integers(-40, 140).map(float)


def curve(start, end, *, c=1.0, d=0.0, low=0.0, high=100.0):
    """The line from `start` at 0 to `end` at 1, over c + d x."""
    return Curves(*(np.array([v], dtype=float) for v in (start, end - start, c, d, low, high)))


def met(one, other, *, since=0.0, kept=1, end=1.0):
    found = first_change(one, other, since=np.array([since]), kept=np.array([kept], dtype=np.int8), end=end)
    return float(found[0])


def test_two_lines():
    # 80 - 30 x = 40 + 20 x at x = 0.8
    assert met(curve(80, 50), curve(40, 60)) == pytest.approx(0.8, abs=1e-9)
    assert met(curve(80, 50), curve(40, 60), end=0.7) == np.inf
    # beyond the crossing the order has changed already
    assert met(curve(80, 50), curve(40, 60), since=0.9) == 0.9


def test_a_fraction_and_a_line():
    # x / (0.25 + 0.75 x) · 100 = 80: 100 x = 20 + 60 x, x = 0.5
    rising = curve(0, 100, c=0.25, d=0.75)
    assert met(curve(80, 80), rising) == pytest.approx(0.5, abs=1e-9)
    # 100 x / (0.25 + 0.75 x) = 120 x is also met: x = 0 and 100 = 30 + 90 x, x = 7 / 9
    assert met(rising, curve(0, 120, high=200.0), since=1e-6) == pytest.approx(7 / 9, abs=1e-9)


def test_limits_hold_lines_back():
    # 60 + 80 x is held at 100 from x = 0.5 on; the other reaches 100 with 150 x at 2 / 3 and is held there too
    assert met(curve(60, 140), curve(0, 150)) == pytest.approx(2 / 3, abs=1e-9)
    # capped at 70, it is reached at 150 x = 70
    assert met(curve(60, 140, high=70.0), curve(0, 150)) == pytest.approx(70 / 150, abs=1e-9)
    # both at 0 until one rises at x = 0.5: the tie breaks there
    assert met(curve(0, 0), curve(-20, 20), kept=0) == pytest.approx(0.5, abs=1e-9)


def test_ties_last_as_long_as_lines_coincide():
    assert met(curve(50, 70), curve(50, 70), kept=0) == np.inf
    assert met(curve(50, 70), curve(50, 71), kept=0) == pytest.approx(0.0, abs=1e-8)


def test_nothing_to_compare():
    none = Curves(*(np.zeros(0) for _ in range(6)))
    assert first_change(none, none, since=np.zeros(0), kept=np.zeros(0, dtype=np.int8), end=1.0).size == 0


def test_seen_from_another_point():
    back = curve(20, 80).seen_from(0.75, -1)
    assert back.at(0.25).item() == curve(20, 80).at(0.5).item() == 50.0


@given(numbers, numbers, numbers, numbers, st.sampled_from([0.0, 0.5]), st.integers(30, 100).map(float))
def test_by_walking(a, b, c, d, grow, high):
    one, other = curve(a, b, c=1.0 - grow, d=grow), curve(c, d, high=high)
    kept = int(order_of(one.at(0.0), other.at(0.0))[0])
    if kept < 0:
        one, other, kept = other, one, 1
    found = met(one, other, kept=kept)
    x = np.linspace(0, 1, 203)[1:-1]
    same = order_of(one.at(x), other.at(x)) == kept
    assert same[x < found - 1e-7].all()
    if found < 1 - 1e-7:
        # a tie that lasts only for an instant is a change too
        near = np.array([found + 1e-9, found + 1e-7]), np.array([found, found + 1e-12])
        assert any((order_of(one.at(p), other.at(p)) != kept).any() for p in near)
