"""Totals and their parts in report text. All texts are invented."""

import pytest

from fazhi_score.reports.breakdowns import breakdowns
from fazhi_score.reports.numbers import find_quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("受理15件，其中甲类11件、乙类4件。", [(15, [11, 4], True)]),
        ("受理15件。其中，甲类11件，乙类4件，丙项2个。", [(15, [11, 4], True)]),
        ("受理15件，其中甲类9件。", [(15, [9], False)]),
        ("受理15件，其中甲类11件、乙类5件。", [(15, [11, 5], False)]),
        ("取消10项（直接取消3项、合并7项），下放2项", [(10, [3, 7], True)]),
        ("共10项，其中取消4项（直接1项，合并3项），调整6项。", [(10, [4, 6], True), (4, [1, 3], True)]),
        ("调解员30人，专职10人", []),
        ("办理12件（含上年结转3件）", []),
        ("合计：38件（人民调解30件、行政调解5件、司法调解3件）", [(38, [30, 5, 3], True)]),
        ("共收到8件：甲3件，乙5件。", [(8, [3, 5], True)]),
        ("共8项，其中甲3顶，乙5项。", [(8, [3, 5], True)]),
        ("援助93件，其中刑事60、民事33。", [(93, [60, 33], True)]),
        ("举办3期（5月、7月、9月）", []),
        ("甲8件，乙9个，其中丙4人。", []),
    ],
)
def test_breakdowns(text, expected):
    quantities = find_quantities(text)
    found = [
        (quantities[b.total].value, [quantities[i].value for i in b.parts], b.complete)
        for b in breakdowns(text, quantities)
    ]
    assert found == expected
