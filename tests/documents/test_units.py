"""At which level a unit stands by its name."""

import pytest

from fazhi_score.documents.places import PROVINCE_OF
from fazhi_score.documents.units import level_of


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("甲市乙区", "county"),
        ("丙市", "city"),
        ("丙市住房和城乡建设局", "city"),
        ("丙市丁区教育局", "county"),
        ("丁县市场监管局", "county"),
        ("区司法局", "county"),
        ("戊自治区", "province"),
        ("广东省司法厅", "province"),
        ("镇江市丹徒区", "county"),
        ("镇江市公安局丹徒区分局", "county"),
        ("镇平县", "county"),
        ("宁乡市", "city"),
        ("宁乡市某镇", "county"),
        ("阿拉善盟", "city"),
        ("阿克苏地区", "city"),
        ("上海市", "city"),
        ("己", ""),
    ],
)
def test_levels_of_names(name, level):
    assert level_of(name) == level


def test_every_city_is_a_city_whatever_letters_its_name_has():
    assert {level_of(name) for name in PROVINCE_OF} == {"city"}
    assert {level_of(f"{name}司法局") for name in PROVINCE_OF} == {"city"}
