"""Invented titles, headers and endings, and what each says: unit, class, period, issuer, day."""

# ruff: noqa: E501 - a table is read row by row

import datetime

import pytest

from fazhi_score.documents.metadata import find_day, find_title, period_of, stated_in
from fazhi_score.documents.units import parse_unit

TITLES = [
    ("云溪县人民政府关于2023年法治政府建设情况的报告", "云溪县", "county-level", "2023", "云溪县人民政府"),
    ("中共云溪县委 云溪县人民政府关于2022年度法治政府建设情况的报告", "云溪县", "county-level", "2022", "中共云溪县委 云溪县人民政府"),
    ("中共云溪县委云溪县人民政府关于2022年度法治政府建设情况的报告", "云溪县", "county-level", "2022", "中共云溪县委云溪县人民政府"),
    ("云溪县2024年度法治政府建设工作总结", "云溪县", "county-level", "2024", ""),
    ("2023年度云溪县司法局法治政府建设工作报告", "云溪县司法局", "department", "2023", "云溪县司法局"),
    ("云溪县青石镇人民政府2022年法治政府建设年度报告", "云溪县青石镇", "township", "2022", "云溪县青石镇人民政府"),
    ("青石镇人民政府关于2021年法治政府建设工作情况的报告", "青石镇", "township", "2021", "青石镇人民政府"),
    ("望江街道办事处2024年上半年法治政府建设工作总结", "望江街道", "township", "2024H1", "望江街道办事处"),
    ("云溪区人民政府望江街道办事处关于2023年度法治政府建设情况的报告", "云溪区望江街道", "township", "2023", "云溪区人民政府望江街道办事处"),
    ("白马苗族乡2020年依法行政工作总结", "白马苗族乡", "township", "2020", ""),
    ("关于云溪县2023年度法治政府建设工作情况的报告", "云溪县", "county-level", "2023", ""),
    ("云溪县司法局关于2023年度法治政府建设情况和2024年工作计划的报告", "云溪县司法局", "department", "2023", "云溪县司法局"),
    ("云溪县司法局关于云溪县2023年度法治政府建设情况的报告", "云溪县", "county-level", "2023", "云溪县司法局"),
    ("中共云溪县委全面依法治县委员会办公室关于2023年度法治政府建设工作情况的报告", "云溪县", "county-level", "2023", "中共云溪县委全面依法治县委员会办公室"),
    ("云溪县人民政府办公室2023年度法治政府建设年度报告", "云溪县人民政府办公室", "department", "2023", "云溪县人民政府办公室"),
    ("金华市云溪市人民政府二〇二三年度法治政府建设工作报告", "云溪市", "county-level", "2023", "金华市云溪市人民政府"),
    ("金华市人民政府2023年法治政府建设情况报告", "金华市", "city", "2023", "金华市人民政府"),
    ("金华市公安局2019年度法治政府建设报告", "金华市公安局", "department", "2019", "金华市公安局"),
    ("四川省人民政府关于2023年法治政府建设情况的报告", "四川省", "province", "2023", "四川省人民政府"),
    ("广西壮族自治区人民政府2022年法治政府建设情况报告", "广西壮族自治区", "province", "2022", "广西壮族自治区人民政府"),
    ("北京市云溪区人民政府2023年法治政府建设年度情况报告", "云溪区", "county-level", "2023", "北京市云溪区人民政府"),
    ("上海市人民政府2023年法治政府建设情况报告", "上海市", "province", "2023", "上海市人民政府"),
    ("凉山彝族自治州人民政府2020年法治政府建设工作情况", "凉山彝族自治州", "city", "2020", "凉山彝族自治州人民政府"),
    ("兴安盟2021年法治政府建设情况报告", "兴安盟", "city", "2021", ""),
    ("云溪自治县2021年法治政府建设情况报告", "云溪自治县", "county-level", "2021", ""),
    ("白音旗人民政府2021年度推进法治政府建设工作总结", "白音旗", "county-level", "2021", "白音旗人民政府"),
    ("济南市市中区人民政府2022年度法治政府建设情况报告", "市中区", "county-level", "2022", "济南市市中区人民政府"),
    ("荆州市沙市区2023年法治政府建设报告", "沙市区", "county-level", "2023", ""),
    ("云溪经济开发区管理委员会2023年法治政府建设年度报告", "云溪经济开发区", "", "2023", "云溪经济开发区管理委员会"),
    ("云溪县发展和改革委员会2023年法治政府建设工作情况报告", "云溪县发展和改革委员会", "department", "2023", "云溪县发展和改革委员会"),
    ("云溪市公安局青石分局2023年法治政府建设工作报告", "云溪市公安局青石分局", "department", "2023", "云溪市公安局青石分局"),
    ("国家税务总局云溪县税务局2023年法治政府建设情况报告", "国家税务总局云溪县税务局", "department", "2023", "国家税务总局云溪县税务局"),
    ("关于落实《法治政府建设实施纲要(2021—2025年)》2023年工作情况的报告", "", "", "2023", ""),
    ("云 溪 县 2 0 2 3 年 法 治 政 府 建 设 工 作 报 告", "云溪县", "county-level", "2023", ""),
    ("云溪县２０２３年法治政府建设年度报告", "云溪县", "county-level", "2023", ""),
    ("云溪县2022年党政主要负责人履行推进法治建设第一责任人职责情况报告", "云溪县", "county-level", "2022", ""),
    ("2024年云溪县法治政府建设工作报告", "云溪县", "county-level", "2024", ""),
    ("2024年云溪县第三季度法治政府建设工作总结", "云溪县", "county-level", "2024", ""),
    ("云溪县2024年第三季度法治政府建设工作总结", "云溪县", "county-level", "2024Q3", ""),
    ("名  称：云溪县2024年度法治政府建设工作总结", "云溪县", "county-level", "2024", ""),
    ("# 云溪县2024年度法治政府建设工作总结", "云溪县", "county-level", "2024", ""),
    ("云溪县法治政府建设情况报告（2023年）", "云溪县", "county-level", "2023", ""),
    ("区政府2023年法治政府建设工作总结", "", "", "2023", ""),
]  # fmt: skip


@pytest.mark.parametrize(("title", "region", "class_", "period", "issuer"), TITLES)
def test_a_title_says_who_and_when(title, region, class_, period, issuer):
    found = stated_in(f"{title}\n正文。\n")
    assert found.title
    assert (found.region, found.class_, found.period, found.issuer) == (region, class_, period, issuer)


ENDINGS = [
    ("云溪县人民政府\n2024年1月26日", "云溪县人民政府", datetime.date(2024, 1, 26)),
    ("云溪县司法局\n二〇二四年一月二十六日", "云溪县司法局", datetime.date(2024, 1, 26)),
    ("（2024年1月26日）", "", datetime.date(2024, 1, 26)),
    ("云溪县人民政府\n２０２４年１月２６日", "云溪县人民政府", datetime.date(2024, 1, 26)),
    ("云溪县人民政府\n2024年13月40日", "云溪县人民政府", None),
    ("县人民政府\n2024-1-26", "", datetime.date(2024, 1, 26)),
    ("特此报告。", "", None),
]


@pytest.mark.parametrize(("ending", "issuer", "day"), ENDINGS)
def test_an_ending_says_who_signed_and_when(ending, issuer, day):
    body = "全年办理行政复议案件123件。" * 30
    found = stated_in(f"2023年法治政府建设工作总结\n{body}\n{ending}\n")
    assert (found.issuer, found.published, found.period) == (issuer, day, "2023")
    assert found.region == issuer.removesuffix("人民政府")


@pytest.mark.parametrize(
    ("header", "issuer", "day"),
    [
        ("发布机构：云溪县人民政府 发布日期：2024-01-26 10:00:00", "云溪县人民政府", datetime.date(2024, 1, 26)),
        ("发布时间: 2024/1/26  来源: 云溪县司法局 浏览：12", "云溪县司法局", datetime.date(2024, 1, 26)),
        ("【来 源】本站 【日 期】2024年1月26日", "", datetime.date(2024, 1, 26)),
        ("成文日期：2024-01-20\n公开日期：2024-01-26", "", datetime.date(2024, 1, 26)),
        ("成文日期：2024-01-20", "", datetime.date(2024, 1, 20)),
    ],
)
def test_a_header_says_who_published_and_when(header, issuer, day):
    found = stated_in(f"云溪县2023年法治政府建设工作总结\n{header}\n正文。\n")
    assert (found.region, found.issuer, found.published) == ("云溪县", issuer, day)


def test_the_lead_says_the_year_where_the_title_does_not():
    for lead in (
        "根据有关规定，现将2023年度法治政府建设工作情况报告如下：",
        "2023年，我县坚持依法行政，" + "办理案件。" * 20,
        "我县坚持依法行政，成效明显。\n一、2023年工作情况",
    ):
        assert stated_in(f"法治政府建设工作报告\n{lead}\n2022年办理12件。2024年将继续。\n2024年1月5日").period == "2023"
    assert stated_in("法治政府建设工作报告\n今年以来，成效明显。\n2024年1月5日\n").period == ""


def test_a_title_is_put_together_and_told_from_other_lines():
    assert find_title(["云溪县人民政府", "关于2023年度法治政府建设", "工作情况的报告"]) == (
        "云溪县人民政府关于2023年度法治政府建设工作情况的报告"
    )
    assert find_title(["云溪县人民政府", "青石镇2023年法治政府建设报告"]) == "青石镇2023年法治政府建设报告"
    assert find_title(["首页 > 法治政府建设年度报告", "上一篇：乙县法治政府建设报告"]) == ""
    assert find_title(["一、法治政府建设工作情况", "现将法治政府建设情况报告如下：", "云政〔2024〕1号"]) == ""
    assert find_title(["云政〔2024〕1号", "法治政府建设", "年度报告"]) == "法治政府建设年度报告"


def test_tags_and_file_names_help():
    assert stated_in("正文。", title="云溪县2023年法治政府建设报告", published="2024-01-26T10:00:00").published == (
        datetime.date(2024, 1, 26)
    )
    named = stated_in("正文。", name="云溪县2023年法治政府建设报告")
    assert (named.region, named.period) == ("云溪县", "2023")
    assert stated_in("正文。", name="yunxi-2024").period == ""


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("云政〔2024〕1号 2023年法治政府建设报告", "2023"),
        ("法治政府建设报告（2024年1月5日）", ""),
        ("2021-2022年法治政府建设报告", ""),
        ("2025年工作计划", ""),
        ("二○二一年法治政府建设报告", "2021"),
        ("法治政府建设报告", ""),
    ],
)
def test_other_years_are_no_periods(title, period):
    assert period_of(title) == period


def test_names_that_are_nobody_in_particular():
    for name in ("", "我县", "县司法局", "区政府", "各镇人民政府", "本站", "全市", "甲" * 80, "人民政府"):
        assert parse_unit(name) is None, name
    assert parse_unit("渭南市")[:4] == ("渭南市", "city", "陕西省", "")
    assert parse_unit("陕西省渭南市临渭区司法局")[:4] == ("临渭区司法局", "department", "陕西省", "渭南市")
    assert find_day("没有日期") is None
