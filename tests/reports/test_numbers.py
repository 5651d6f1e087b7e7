"""Quantities in report text: what is found, what it stands for, and what is left alone. All snippets are invented."""

import itertools
import json
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi_score.errors import FazhiError
from fazhi_score.reports import numbers
from fazhi_score.reports.naming import find_zones, half_width, read_names
from fazhi_score.reports.numbers import find_periods, find_quantities
from fazhi_score.reports.numerals import TOKEN, find_tokens
from fazhi_score.reports.types import Moment
from fazhi_score.reports.wording import COUNTERS

SHARED = Path(__file__).parents[3] / "shared"

# snippet, and each quantity as value, unit, form, ~ for approximate, bound, change, each
CASES = [
    ("每个执法科室检查1家企业，每名干部培训60学时", "1家 each | 60学时 each"),
    ("全年收到行政复议申请１３６件，受理１，２０５件", "136件 | 1205件"),
    ("审结率为９６．５％，满意率99. 2%", "96.5% percent | 99.2% percent"),
    ("举办两场培训，十余家单位百余人到场，上千人次受益", "2场 | 10家 ~ >= | 100人 ~ >= | 1000人次 ~ >="),
    ("三分之二的村已覆盖，半数以上镇街设站，任务过半", "0.6667 fraction | 0.5 fraction >= | 0.5 fraction >="),
    ("发放资料3.5万余份，惠及1.2亿元产值", "35000份 ~ >= | 120000000元 money"),
    ("办结率提高3.2个百分点，败诉率下降百分之五点三", "3.2个百分点 points + | 5.3% percent -"),
    ("答复率百分之百，好评率达百分百", "100% percent | 100% percent"),
    ("抽查3—5家，由15个工作日压缩至3个工作日", "3:5家 range | 15个工作日 duration | 3个工作日 duration"),
    ("办理时限3至5个工作日，检查10%—20%的企业", "3:5个工作日 range | 10:20% range"),
    ("清单“36+10”项，实行“3+2”模式和1+4体系", "36:10 sum"),
    ("复议与诉讼之比为1.04:1，复议诉讼比达到1：1.04", "1.04:1 ratio | 1:1.04 ratio"),
    (
        "同比增长12%，较上年减少3件，同比下降31.5%，+63.03%",
        "12% percent + | 3件 - | 31.5% percent - | 63.03% percent +",
    ),
    ("时间为2023年5月1日至11月30日，1—11月受理90件", "90件"),
    ("县政办〔2023〕5号，令第784号，第3号修改单，2024年第2期", ""),
    ("(一)抓学习。1.学法12次。2、培训3期；①宣传5场", "12次 | 3期 | 5场"),
    ("12345热线受理3021件，拨打110报警，12348接听12348件", "3021件 | 12348件"),
    ("落实“三项制度”，推行1+X，13710系统，八五普法，7×24小时，5G网络，A4纸", ""),
    ("双随机一公开检查35次，“一网通办”率98%，最多跑一次", "35次 | 98% percent"),
    ("党的二十大和十九届六中全会，十四五规划，第三次会议，第五批", ""),
    (
        "三五个人，七八十件，二三十人，十几个部门，数十场，几百人",
        "3:5个 range | 70:80件 range | 20:30人 range | 10个 ~ >= | 10场 ~ >= | 100人 ~ >=",
    ),
    (
        "不少于40学时，至少2次，不超过5天，近200人，约30名，将近50家，超过1000件，逾万人次",
        "40学时 >= | 2次 >= | 5天 duration <= | 200人 ~ <= | 30名 ~ | 50家 ~ <= | 1000件 >= | 10000人次 >=",
    ),
    (
        "30日内办结，15日前报送，12月15日，60天，24小时，90分钟",
        "30日 duration <= | 60天 duration | 24小时 duration | 90分钟 duration",
    ),
    ("罚没款1620.5万元，挽回损失31.8万元，补助500元/人", "16205000元 money | 318000元 money | 500元 money"),
    ("人均3件，每期450余人，平均每月2次，各1名", "3件 each | 450人 ~ >= each | 2次 each | 1名 each"),
    (
        "近三年办理5件，连续5年，三年行动，五年来，3年以上",
        "3年 duration | 5件 | 5年 duration | 5年 duration | 3年 duration >=",
    ),
    ("审批提速2.5倍，翻两番，增长两倍", "2.5倍 multiple | 4倍 multiple | 2倍 multiple +"),
    ("满意25票、基本满意3票，得分96.5分，占4分权重", "25票 | 3票 | 96.5分 | 4分"),
    ("交办总量2083，已办结 2001，按期率99%", "2083 | 2001 | 99% percent"),
    ("罚没款122.45万元，其中119,300元入库；处罚金额618.5万元", "1224500元 money | 119300元 money | 6185000元 money"),
    ("升级至2.0.1版本，拨打110,119,120电话3次", "3次"),
    ("联系电话：0421-2812345，邮编122000，统一代码11610300", ""),
    ("全县14乡镇、162个行政村、8镇（街道）", "14乡镇 | 162个 | 8镇"),
    ("培训12人大代表，3处理意见，12项目标，5名称", "12项"),
    ("行政调解 56 人民调解 1,204", "56 | 1204"),
    ("指标1 受理 30", "30"),
    ("2024年，一是抓好一个平台，建成一座中心，一次办好", "1座"),
    ("每村配备一名法律顾问，设置一台终端，仅保留一个机关，唯一一个", "1名 each | 1台 | 1个"),
    ("五大党组汇报，四大班子，十大案例，三大攻坚战", "5个 | 10个"),
    ("八成以上案件，九成群众满意，一成不变", "0.8 fraction >= | 0.9 fraction"),
    ("十分重视，十足，百姓，千方百计，万众一心", ""),
    ("2/3以上的案件，占1/3，9:30开会，2：1", "0.6667 fraction >= | 0.3333 fraction"),
    ("约谈12人，节约3万元，预约5次，附近3家，就近2处", "12人 | 30000元 money | 5次 | 3家 | 2处"),
    ("增加投入12万元，新增12家，增设3个，净增5名", "120000元 money | 12家 | 3个 | 5名 +"),
    ("1 346件，12 345 人", "1346件 | 12345人"),
    ("审查合同一百二十三份、规范性文件十八件、会议纪要二十余份", "123份 | 18件 | 20份 ~ >="),
    ("二〇二三年办理四十五件，三月份召开两次会议", "45件 | 2次"),
    ("从12件到15件，从轻处罚140起，由5天缩短为2天", "12件 | 15件 | 140起 | 5天 duration | 2天 duration"),
    ("开展3·15活动2次，12·4宪法日宣传4场，“4·15”国家安全教育日", "2次 | 4场"),
    (
        "3万至5万人，3万-5万册，降幅为12%，降幅达12.5%",
        "30000:50000人 range | 30000:50000册 range | 12% percent - | 12.5% percent -",
    ),
    ("重点企业500强，前10名，排名第2位，全省第一", ""),
    ("1至2个，100余万元，20多万条，5000多人次", "1:2个 range | 1000000元 money ~ >= | 200000条 ~ >= | 5000人次 ~ >="),
    ("GDP2.5%，PM2.5浓度，COVID-19，V2.0平台", ""),
    ("出庭率由85%提高到98%，提升13个百分点", "85% percent | 98% percent | 13个百分点 points +"),
    ("案件12件次、30人·次、8场（次）、6个（次）、5期（次）", "12件次 | 30人·次 | 8场 | 6个 | 5期"),
    (
        "投入1.5—2万元，服务5000—6000人次，3%~5%，10日至15日，15－20件",
        "15000:20000元 range | 5000:6000人次 range | 3:5% range | 15:20件 range",
    ),
    ("全市2个县（市、区）入选，建成1个国家级、3个省级示范点", "2个 | 1个 | 3个"),
    ("共有行政执法人员1 569名，其中持证1,480名，持证率94.3%", "1569名 | 1480名 | 94.3% percent"),
    ("年内召开党组会4次、局长办公会6次专题研究，学法覆盖率100%", "4次 | 6次 | 100% percent"),
    ("组织旁听庭审3场120余人次；办理提案（主办）25件、协办13件", "3场 | 120人次 ~ >= | 25件 | 13件"),
    (
        "累计化解纠纷4.9万件，涉及金额3.2亿元，为企业挽损1200余万元",
        "49000件 | 320000000元 money | 12000000元 money ~ >=",
    ),
    ("行政处罚1360宗，罚没款约88万元，行政强制0件", "1360宗 | 880000元 money ~ | 0件"),
    ("满意度97.31%，居全省第3位，较2022年提升2.1个百分点", "97.31% percent | 2.1个百分点 points +"),
    (
        "受理复议申请152件（含上年结转27件），审结110件，其中维持62件、驳回12件、撤销9件、终止27件",
        "152件 | 27件 | 110件 | 62件 | 12件 | 9件 | 27件",
    ),
    ("收案同比上升63.5%，首次超过一审行政诉讼收案数，两者之比为2.6:1", "63.5% percent + | 2.6:1 ratio"),
    ("压缩审批时限92%以上，即办件占比达65.8%", "92% percent >= | 65.8% percent"),
    ("提供咨询4800余人次，同比增长约15%", "4800人次 ~ >= | 15% percent ~ +"),
    ("梳理公布行政许可事项236项、行政处罚事项4,512项", "236项 | 4512项"),
    ("法律明白人5 317名，法律顾问90名", "5317名 | 90名"),
    ("截至12月底，信访总量同比下降23.4%", "23.4% percent -"),
    ("完成率达到90%以上、满意率不低于95%", "90% percent >= | 95% percent >="),
    ("评查案卷67卷（册），发现问题23个，整改23个，整改率100%", "67卷 | 23个 | 23个 | 100% percent"),
    ("第十二届人大二次会议，第2次常务会议，会议第3项议题", ""),
    ("第一批13个，第二批15个“一件事”上线", "13个 | 15个"),
    ("每千人拥有律师1.2名，每万人15件", "1.2名 | 15件 each"),
    ("一年来，召开会议一次，开展督察两轮，形成一份清单", "1次 | 2轮"),
    ("落实“四张清单”，推出36条措施，“放管服”改革10项", "36条 | 10项"),
    ("参考率93%、合格率100%，平均分91.5分", "93% percent | 100% percent | 91.5分"),
    ("2021、2022、2023年分别为5件、7件、9件", "5件 | 7件 | 9件"),
    ("微信公众号发布信息1200条，阅读量10万+，粉丝2.3万", "1200条 | 100000 ~ >= | 23000"),
    ("1.受理12件；2.审结10件；3.结转2件。", "12件 | 10件 | 2件"),
    ("（1）5个部门；（2）3个街道", "5个 | 3个"),
    ("1、12家单位参加", "12家"),
    ("附件：1.统计表 2.名单", ""),
    ("邮政编码：100000 传真：010-12345678", ""),
    ("宣传视频播放量超120万次，“12345”转办1 024件", "1200000次 >= | 1024件"),
    ("15个工作日→3个工作日，提速80%", "15个工作日 duration | 3个工作日 duration | 80% percent"),
    ("占全部案件的三成，近六成，超七成", "0.3 fraction | 0.6 fraction ~ <= | 0.7 fraction >="),
    ("三年内覆盖，2025年底前达到80%", "3年 duration <= | 80% percent"),
    ("每年不少于2次，每季度至少1次", "2次 >= each | 1次 >= each"),
    ("“四不两直”检查12次，“两高一低”企业3家", "12次 | 3家"),
    ("投入资金300万，争取资金1000万元", "3000000 | 10000000元 money"),
    ("受理各类来电五千六百余个，接待来访一百零八批二百三十人次", "5600个 ~ >= | 108批 | 230人次"),
    ("县政府法律顾问由三名律师和两名教授组成", "3名 | 2名"),
    ("较去年同期减少11.8%，案件量由上年的68件降至60件", "11.8% percent - | 68件 | 60件"),
    ("群众满意度由上年91.2分提高到93.4分", "91.2分 | 93.4分"),
    ("万人成讼率为28.5，同比持平", "28.5"),
    (
        "为期20天的督察，每月5日前报送，5个工作日内办结，7日以内答复",
        "20天 duration | 5个工作日 duration <= | 7日 duration <=",
    ),
    ("举办“宪法进万家”活动，百场宣讲走进千家万户", ""),
    ("“一村一法律顾问”服务群众6千余人次", "6000人次 ~ >="),
    ("执法检查频次压减四成，减少检查3100户次", "0.4 fraction - | 3100户次"),
    ("三级联动，五级书记抓，四级网格员320名", "320名"),
    ("两高一低、两客一危企业15家，九小场所212处", "15家 | 212处"),
    ("“1+3+N”调解体系建成，“3+1”会商5次", "5次"),
    ("第3季度完成25件，上半年完成40件，1至9月完成72件", "25件 | 40件 | 72件"),
    ("2020年以来，累计办结512件；五年累计5720件次", "512件 | 5年 duration | 5720件次"),
    ("当事人满意率不足60%，控制在5%以内，不高于3%", "60% percent <= | 5% percent <= | 3% percent <="),
    ("平均办理时长2.8天，最长不超过15个工作日", "2.8天 duration | 15个工作日 duration <="),
    ("办件总量：12,846；办结：12,790；超期：0", "12846 | 12790 | 0"),
    ("收文 218 发文 96 会议 24", "218 | 96 | 24"),
    ("网办率90% 好评率99.9%", "90% percent | 99.9% percent"),
    ("援助案件93件，其中刑事60、民事33，已办结", "93件 | 60 | 33"),
    ("审结114件（含结转29）", "114件 | 29"),
    ("全年未发生行政诉讼败诉案件，败诉率为零", ""),
    ("普法短视频播放量突破100万次，点赞3万余", "1000000次 >= | 30000 ~ >="),
    ("有三分之一的镇配备了两名以上专职人员", "0.3333 fraction | 2名 >="),
    ("按照1:1的比例配备，师生比为1:18，18:30闭馆", "1:1 ratio | 1:18 ratio"),
    ("统一社会信用代码11441900MB2C，许可证编号2023-0056，经办电话1380013", ""),
    ("晚上8点至10点，9时30分，提出3点建议", "3点"),
    ("三伏天、五一假期、六一儿童节、九九重阳节、七一前夕", ""),
    ("一窗办理事项1280项，一件事套餐22个，一业一证18类", "1280项 | 22个 | 18类"),
    ("一体推进，统一部署，万无一失，百尺竿头，千头万绪", ""),
    ("《关于开展三项行动的通知》印发12份，《五年规划（2021—2025年）》", "12份"),
    ("好差评实现100%“好评”，“差评”0件", "100% percent | 0件"),
]


def shown(quantity):
    """One quantity in the short form of the table above."""
    parts = ":".join(f"{part:g}" for part in quantity.parts)
    value = parts if quantity.value is None or quantity.form == "ratio" else f"{round(quantity.value, 4):.10g}"
    words = [value + quantity.unit, "" if quantity.form == "number" else quantity.form, "~" * quantity.approx]
    return " ".join(filter(None, [*words, quantity.bound, quantity.change, "each" * quantity.each]))


@pytest.mark.parametrize(("text", "expected"), CASES, ids=range(len(CASES)))
def test_quantities_of_a_snippet(text, expected):
    found = find_quantities(text)
    assert " | ".join(map(shown, found)) == expected
    for quantity in found:
        assert quantity.text == text[quantity.start : quantity.end]
        assert quantity.start <= quantity.num_start < quantity.num_end <= quantity.end
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@pytest.mark.parametrize("text", [text for text, _ in CASES[::3]])
def test_places_hold_in_a_longer_text(text):
    before = "前文没有数字。\n"
    moved = [q._replace(start=q.start - 8, end=q.end - 8, num_start=q.num_start - 8, num_end=q.num_end - 8)
             for q in find_quantities(before + text + "\n后文。")]  # fmt: skip
    assert len(before) == 8
    assert moved == find_quantities(text)


@pytest.mark.parametrize(("text", "words"), [("投诉1 百分之三", ["百分之三"]), ("三分之二分之一，办结3件", ["3件"])])
def test_numerals_that_run_into_each_other(text, words):
    assert [quantity.text for quantity in find_quantities(text)] == words


def test_bounds_low_and_high():
    quantities = find_quantities("办理1000余件，近50家，约30人，3—5个，不少于90%")
    assert [(q.low, q.high) for q in quantities] == [(1000, None), (None, 50), (None, None), (3, 5), (90, None)]
    assert quantities[3].value is None


def test_place_of_the_numeral_alone():
    text = "发放宣传册约1.5万余份，占百分之九十三"
    first, second = find_quantities(text)
    assert (text[first.num_start : first.num_end], first.text) == ("1.5万", "约1.5万余份")
    assert (text[second.num_start : second.num_end], second.text) == ("九十三", "百分之九十三")


@pytest.mark.parametrize(
    ("text", "first", "last", "kind"),
    [
        ("2023年", (2023, 0, 0), (2023, 0, 0), "date"),
        ("2023年度", (2023, 0, 0), (2023, 0, 0), "date"),
        ("2023 年 12 月", (2023, 12, 0), (2023, 12, 0), "date"),
        ("二〇二三年十二月", (2023, 12, 0), (2023, 12, 0), "date"),
        ("2021—2025年", (2021, 0, 0), (2025, 0, 0), "span"),
        ("2021年至2025年", (2021, 0, 0), (2025, 0, 0), "span"),
        ("2024年1—11月", (2024, 1, 0), (2024, 11, 0), "span"),
        ("2024年1月1日至11月30日", (2024, 1, 1), (2024, 11, 30), "span"),
        ("2023年12月至2024年11月", (2023, 12, 0), (2024, 11, 0), "span"),
        ("1－11月份", (0, 1, 0), (0, 11, 0), "span"),
        ("十月至十二月", (0, 10, 0), (0, 12, 0), "span"),
        ("3月5日-8日", (0, 3, 5), (0, 3, 8), "span"),
        ("5月1日", (0, 5, 1), (0, 5, 1), "date"),
        ("11月底", (0, 11, 0), (0, 11, 0), "date"),
        ("截至11月30日", (0, 11, 30), (0, 11, 30), "to_date"),
        ("截至2023年12月", (2023, 12, 0), (2023, 12, 0), "to_date"),
        ("2024年上半年", (2024, 1, 0), (2024, 6, 0), "span"),
        ("前三季度", (0, 1, 0), (0, 9, 0), "span"),
        ("第四季度", (0, 10, 0), (0, 12, 0), "span"),
        ("2025-01-03 09:05:00", (2025, 1, 3), (2025, 1, 3), "date"),
        ("2025.1.3", (2025, 1, 3), (2025, 1, 3), "date"),
    ],
)
def test_periods(text, first, last, kind):
    (period,) = find_periods(f"，{text}，")
    assert (period.text, period.first, period.last, period.kind) == (text, Moment(*first), Moment(*last), kind)
    assert (period.start, period.end) == (1, 1 + len(text))
    assert find_quantities(f"，{text}，") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("今年以来", "to_date"),
        ("截至目前", "to_date"),
        ("目前", "to_date"),
        ("去年同期", "last_year"),
        ("上年", "last_year"),
        ("上一年度", "last_year"),
        ("本年度", "this_year"),
        ("明年", "next_year"),
        ("来年", "next_year"),
    ],
)
def test_words_of_time(text, kind):
    (period,) = find_periods(text)
    assert (period.text, period.kind, period.first) == (text, kind, None)


@pytest.mark.parametrize("text", ["三个月", "12个月", "近三年", "过去一年", "二十三月", "截至", "正月", "09:05"])
def test_no_periods(text):
    assert find_periods(text) == []


def test_half_width_keeps_places():
    text = "办结１，３４６件，占９６．５％：Ａ４"
    assert half_width(text) == "办结1,346件，占96.5%:A4"
    assert len(half_width(text)) == len(text)
    assert half_width("，。；") == "，。；"


def test_zones_end_with_the_line_and_nest():
    assert find_zones('《甲《乙》丙》“丁” "戊"').titles == [(0, 7)]
    assert find_zones('《甲《乙》丙》“丁” "戊"').quotations == [(7, 10), (11, 14)]
    assert find_zones("《甲\n乙》“丙\n丁”》") == ([], [])
    assert find_zones("“" + "长" * 30 + "”").quotations == []


def test_own_names(tmp_path):
    path = tmp_path / "names.yaml"
    path.write_text("names:\n  ours: [三张表格, '５５５５', [两个专班]]\n", encoding="utf-8")
    text = "推行三张表格，拨打5555，成立两个专班，办理5555件、15555件"
    assert [q.value for q in find_quantities(text, names=[path])] == [5555, 15555]
    assert len(find_quantities(text)) == 4
    assert {"三张表格", "5555"} <= set(read_names(path).words)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[]", "report_names_form"),
        ("names: {a: 三项}", "report_names_form"),
        ("names: {a: [没有数字]}", "report_name_unfit"),
    ],
)
def test_names_that_cannot_be_used(tmp_path, text, code):
    path = tmp_path / "names.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FazhiError) as error:
        find_quantities("1件", names=[path])
    (problem,) = error.value.problems
    assert (problem.code, problem.line) == (code, 1)


HOSTILE = [
    "第",
    "一",
    "1",
    "(",
    "《",
    "“",
    " ",
    "1,",
    "百分之",
    "1-",
    "一是",
    "截至",
    "三分之",
    "1 ",
    "9.",
    "+1",
    "1:",
    "十点",
]


@pytest.mark.parametrize("pattern", HOSTILE)
def test_hostile_text_is_read(pattern):
    find_quantities(pattern * 3000)
    find_periods(pattern * 3000)


def test_annotated_reports():
    folder = SHARED / "gold"
    if not folder.is_dir():
        pytest.skip("the annotated reports are not beside the repository")
    for path in sorted(folder.glob("*-20*.jsonl")):
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        found = find_quantities((SHARED / "reports" / f"{path.stem}.txt").read_text(encoding="utf-8"))
        by_place = {(q.num_start, q.num_end): q for q in found}
        numbers = [record for record in records if record["num_start"] is not None]
        hits = [(r, by_place.get((r["num_start"], r["num_end"]))) for r in numbers]
        right = [q for r, q in hits if q and q.value == pytest.approx(r["value"]) and q.bound == (r["bound"] or "")]
        assert len(right) >= 0.99 * len(numbers)
        assert len(found) <= 1.02 * len(numbers)


def test_every_run_of_digits_is_found_also_right_behind_another():
    letters = "1一百半过分数。"
    for text in map("".join, itertools.product(letters, repeat=5)):
        at, expected = 0, []
        while at < len(text):  # slowly: the whole pattern at every place
            match = TOKEN.match(text, at)
            at = match.end() if match else at + 1
            expected += [match.group()] if match else []
        assert [text[start:end] for start, end, _ in find_tokens(text)] == expected


LETTERS = "受理办结共为达约近超余多以上下内左右的每均各第前新增减率件次人名场个位点分日成万百千%,，。、 -/+.×AZ单民部性"
BESIDE = [*LETTERS, *COUNTERS]


@settings(max_examples=400)
@given(st.lists(st.sampled_from([*BESIDE, "1", "12", "２3", "1,346", "2.5", "0"]), max_size=14).map("".join))
def test_what_is_read_at_a_glance_is_read_as_by_the_whole_way(text):
    quick = find_quantities(text)
    with patch.object(numbers, "_plainly_counted", return_value=None):
        assert find_quantities(text) == quick


def test_every_unit_is_read_at_a_glance_as_by_the_whole_way():
    texts = [f"受理12{unit}{behind}" for unit in COUNTERS for behind in ("", *LETTERS, "余，", "以上", "单位")]
    quick = find_quantities("；".join(texts))
    with patch.object(numbers, "_plainly_counted", return_value=None):
        assert find_quantities("；".join(texts)) == quick
    assert len(quick) > 0.8 * len(texts)
