"""Who ranks before whom: against pairs counted one by one."""

import numpy as np
import pytest

from fazhi_score.errors import FazhiError
from fazhi_score.numerics.rank_comparisons import Beats
from fazhi_score.numerics.rank_counts import rank_rows


@pytest.mark.parametrize("units", [None, np.array([3, 0])])
def test_who_ranks_before_whom(units):
    rng = np.random.default_rng(8)
    scores = rng.integers(0, 6, (600, 7)).astype(float)
    scores[rng.uniform(size=scores.shape) < 0.1] = np.nan
    scores[:300] = np.nan_to_num(scores[:300])
    ranks = rank_rows(scores)
    whole, left, right = Beats(7, units), Beats(7, units), Beats(7, units)
    whole.add(ranks)
    left.add(ranks[:450])
    right.add(ranks[450:])
    left.merge(right)
    np.testing.assert_array_equal(left.probability(), whole.probability())
    for row, i in enumerate(range(7) if units is None else units):
        for j in range(7):
            both = (ranks[:, i] > 0) & (ranks[:, j] > 0)
            assert whole.probability()[row, j] == np.mean(ranks[both, i] < ranks[both, j])


def test_who_is_never_ranked_beats_nobody():
    beats = Beats(2)
    beats.add(np.array([[1, 0]]))
    assert np.isnan(beats.probability()[[0, 1], [1, 0]]).all()
    with pytest.raises(FazhiError, match=r"\(1, 3\)"):
        beats.add(np.array([[1, 2, 3]]))
    with pytest.raises(FazhiError, match=r"\(2, 2\)"):
        beats.merge(Beats(3))
