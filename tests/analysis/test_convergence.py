"""Convergence: by hand and against scipy."""

import numpy as np
import pytest
from scipy.stats import linregress

import fazhi_score as fs
from fazhi_score.analysis.convergence import beta_convergence, sigma_convergence
from tests.conftest import plain, scored, sheet

ONE = {"i": plain("x", group="one"), "j": plain("y", group="two")}


def panel(**regions):
    """Regions to the values of x in 2022, 2023, …; None is a gap."""
    return {
        (name, str(2022 + t)): {"x": v, "y": v}
        for name, values in regions.items()
        for t, v in enumerate(values)
        if v is not None
    }


def test_sigma_by_hand_on_the_balanced_set():
    found = sigma_convergence(scored(sheet(ONE), panel(A=(40, 60), B=(80, 80), C=(0, None), D=(None, 100))))
    assert found.index.tolist() == [("composite", "2022"), ("composite", "2023")]
    assert found["regions"].tolist() == [2, 2]
    assert found["left_out"].tolist() == [1, 1]
    assert found["mean"].tolist() == pytest.approx([60, 70])
    assert found["sd"].tolist() == pytest.approx([np.sqrt(800), np.sqrt(200)])
    assert found["cv"].tolist() == pytest.approx([np.sqrt(800) / 60, np.sqrt(200) / 70])
    assert found["change"].tolist() == pytest.approx([np.nan, np.sqrt(200) - np.sqrt(800)], nan_ok=True)


def test_nobody_or_one_in_all_periods_has_no_dispersion():
    found = sigma_convergence(scored(sheet(ONE), panel(A=(40, 60), C=(0, None))), ["i", "j"])
    assert found["regions"].tolist() == [1] * 4
    assert found["sd"].isna().all()
    none = sigma_convergence(scored(sheet(ONE), panel(A=(40, None), C=(None, 3))))
    assert none["mean"].isna().all()
    zero = sigma_convergence(scored(sheet(ONE), panel(A=(0, 1), B=(0, 3))))
    assert zero["cv"].isna().tolist() == [True, False]


@pytest.mark.parametrize("growth", ["log", "absolute"])
def test_beta_is_the_regression_of_scipy(growth):
    draw = np.random.default_rng(2)
    start = draw.uniform(20, 80, 30)
    stop = np.clip(start + 0.3 * (70 - start) + draw.normal(0, 3, 30), 1, 100)
    values = {f"R{k}": (float(a), None, float(b)) for k, (a, b) in enumerate(zip(start, stop, strict=True))}
    found = beta_convergence(scored(sheet(ONE), panel(**values)), growth=growth, level=0.9).loc["composite"]
    x, y = (np.log(start), np.log(stop)) if growth == "log" else (start, stop)
    line = linregress(x, (y - x) / 2)
    assert (found["from"], found["to"], found["regions"], found["left_out"]) == ("2022", "2024", 30, 0)
    assert (found["beta"], found["intercept"], found["r2"]) == pytest.approx(
        (line.slope, line.intercept, line.rvalue**2), rel=1e-9
    )
    assert found["p"] == pytest.approx(line.pvalue, rel=1e-6)
    half = 1.7011309342659315 * line.stderr  # t of 28 degrees of freedom at 0.95
    assert (found["low"], found["high"]) == pytest.approx((line.slope - half, line.slope + half), rel=1e-9)
    assert found["speed"] == pytest.approx(-np.log(1 + 2 * line.slope) / 2)
    assert found["half_life"] == pytest.approx(np.log(2) / found["speed"])


def test_what_has_no_logarithm_is_counted():
    result = scored(sheet(ONE), panel(A=(0, 10), B=(20, 30), C=(40, 45), D=(60, 60), E=(5, None)))
    found = beta_convergence(result).loc["composite"]
    assert (found["regions"], found["left_out"]) == (3, 1)
    assert beta_convergence(result, growth="absolute").loc["composite", "regions"] == 4


def test_divergence_has_no_speed_and_a_perfect_line_no_doubt():
    found = beta_convergence(scored(sheet(ONE), panel(A=(10, 20), B=(20, 40), C=(30, 60))), growth="absolute").iloc[0]
    assert found["beta"] == pytest.approx(1)
    assert np.isnan(found["speed"])
    assert found["p"] < 1e-9
    flat = beta_convergence(scored(sheet(ONE), panel(A=(10, 11), B=(20, 21), C=(30, 31))), growth="absolute").iloc[0]
    assert flat["beta"] == pytest.approx(0, abs=1e-9)


def test_too_few_or_equal_starts():
    for values in ({"A": (1, 2), "B": (3, 4)}, {"A": (1, 2), "B": (1, 3), "C": (1, 4)}):
        assert np.isnan(beta_convergence(scored(sheet(ONE), panel(**values)), growth="absolute")["beta"].item())


def test_wrong_words_are_refused():
    result = scored(sheet(ONE), panel(A=(1, 2)))
    for more in ({"growth": "linear"}, {"level": 2}):
        with pytest.raises(fs.FazhiError):
            beta_convergence(result, **more)
