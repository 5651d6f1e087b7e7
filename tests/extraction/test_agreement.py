"""Precision, recall and kappa of coded cells against published numbers and small tables worked out by hand."""

from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.extraction.agreement import kappa, wilson
from fazhi_score.extraction.answers import Answer, read_answer

Z90 = NormalDist().inv_cdf(0.95)


def key(*rows, fact="cases", kind="count"):
    """Rows of (answer, status), with a probability where it is not 1."""
    found = [(answer, status, *more) if more else (answer, status, 1) for answer, status, *more in rows]
    return pd.DataFrame(
        {
            "cell": [f"C{number}" for number in range(len(found))],
            "fact": fact,
            "kind": kind,
            "answer": [row[0] for row in found],
            "status": [row[1] for row in found],
            "probability": [row[2] for row in found],
        }
    )


def coded(*answers):
    return pd.DataFrame({"cell": [f"C{number}" for number in range(len(answers))], "answer": answers})


# right right wrong missed invented absent absent
MACHINE = (("12", "reported"), ("93", "reported"), ("5", "reported"), ("", ""), ("8", "reported"), ("", ""), ("", ""))
PERSON = ("12件", "93", "6", "4", "", "无", "未提及")


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_of_newcombe(hits, trials, low, high):
    """Newcombe (1998), Statistics in Medicine 17, 857-872, Table I, method 3."""
    found = wilson(hits / trials, trials, 0.95)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def table_of(rows):
    pairs = [(i, j) for i, row in enumerate(rows) for j, count in enumerate(row) for _ in range(count)]
    one, other = np.array(pairs).T
    return one, other, np.ones(len(pairs))


@pytest.mark.parametrize(
    ("rows", "value", "error"),
    [
        # Fleiss, Cohen & Everitt (1969), 200 cases in three categories: kappa 0.429, variance 0.00289
        ([[106, 10, 4], [22, 28, 10], [2, 12, 6]], 0.429, 0.0537),
        # Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, Table 18.1: kappa 0.68, s.e. 0.087
        ([[75, 1, 4], [5, 4, 1], [0, 0, 10]], 0.676, 0.0877),
    ],
)
def test_kappa_of_fleiss(rows, value, error):
    found = kappa(*table_of(rows), 0.9)
    assert found.value == pytest.approx(value, abs=5e-4)
    assert (found.value - found.low) / Z90 == pytest.approx(error, abs=5e-5)


def test_kappa_where_chance_agrees_everywhere_is_none_and_full_agreement_is_one():
    none = kappa(np.zeros(5, dtype=int), np.zeros(5, dtype=int), np.ones(5))
    assert np.isnan(none).all()
    full = kappa(np.array([0, 0, 1]), np.array([0, 0, 1]), np.ones(3))
    assert full == (1.0, 1.0, 1.0)


def test_counts_precision_recall_and_kappa_by_hand():
    row = fs.agreement(coded(*PERSON), key(*MACHINE)).table.loc["cases"]
    assert row[["n", "tp", "fp", "fn"]].tolist() == [7, 2, 2, 2]
    assert row["precision"] == row["recall"] == 2 / 4
    assert (row["precision_low"], row["precision_high"]) == pytest.approx(wilson(0.5, 4, 0.9)[1:])
    # categories none 12 93 5 6 4 8: the machine says them 3 1 1 1 0 0 1 times, the person 3 1 1 0 1 1 0 times
    chance = (3 * 3 + 1 + 1) / 49
    assert row["kappa"] == pytest.approx((4 / 7 - chance) / (1 - chance))
    assert row["kappa_low"] < row["kappa"] < row["kappa_high"]


def test_rates_of_error_by_hand():
    found = fs.agreement(coded(*PERSON), key(*MACHINE))
    assert found.cells["outcome"].tolist() == ["right", "right", "wrong", "missed", "invented", "absent", "absent"]
    rates = found.error_rates().loc["cases"]
    assert rates["wrong"] == pytest.approx(1 / 3)  # of 3 that both state
    assert rates["missed"] == pytest.approx(1 / 4)  # of 4 that the report states
    assert rates["invented"] == pytest.approx(1 / 3)  # of 3 that it does not
    assert rates[["wrong_n", "missed_n", "invented_n"]].tolist() == [3, 4, 3]
    assert (rates["missed_low"], rates["missed_high"]) == pytest.approx(wilson(1 / 4, 4, 0.9)[1:])
    assert found.error_rates().index.tolist() == ["cases", "overall"]


def test_cells_weigh_by_one_over_their_probability():
    """One right cell that stands for 4, one invented that stands for 1: 4/5; (4 + 1)^2 / (16 + 1) cells."""
    found = fs.agreement(coded("12", ""), key(("12", "reported", 0.25), ("8", "reported", 1.0)))
    row = found.table.loc["cases"]
    assert row["precision"] == pytest.approx(4 / 5)
    assert (row["precision_low"], row["precision_high"]) == pytest.approx(wilson(0.8, 25 / 17, 0.9)[1:])


def test_facts_stand_apart_and_together():
    machine = pd.concat(
        [key(("12", "reported")), key(("是", "reported"), fact="held", kind="yes_no").assign(cell="C1")]
    )
    found = fs.agreement(coded("13", "已建立"), machine)
    assert found.table["tp"].to_dict() == {"cases": 0, "held": 1, "overall": 1}
    assert np.isnan(found.table.loc["held", "kappa"])  # one category only
    assert np.isnan(found.error_rates().loc["held", "invented"])


def test_what_gives_no_number_is_no_value():
    machine = key(
        ("12", "ambiguous"), ("30", "planned"), ("全覆盖", "claimed"), ("全覆盖", "claimed"), ("7", "reported")
    )
    outcome = fs.agreement(coded("12", "", "有表述", "9", "有表述"), machine).cells["outcome"]
    assert outcome.tolist() == ["missed", "absent", "right", "missed", "invented"]


@pytest.mark.parametrize(
    ("machine", "person", "kind"),
    [
        ("12000", "1.2万", "count"),
        ("12", "12件", "count"),
        ("12", "受理12件", "count"),
        ("1346", "1,346", "count"),
        ("1000", "1000余", "count"),
        ("93.05%", "93.05", "rate"),
        ("93.05%", "0.9305", "rate"),
        ("93.05%", "百分之93.05", "rate"),
        ("0.5%", "0.5", "rate"),
        ("120%", "120%", "rate"),
        ("-12%", "-12", "change"),
        ("92%", "压减92%", "reduction"),
        ("5-7", "5至7", "count"),
        ("2024-03-26", "2024年3月26日", "date"),
        ("是", "有", "yes_no"),
        ("是", "√", "yes_no"),
        ("5；7", "7；5", "count"),
        ("0", "0", "count"),
        ("274000", "27.4万元", "amount"),
    ],
)
def test_values_agree_however_they_are_written(machine, person, kind):
    assert fs.agreement(coded(person), key((machine, "reported"), kind=kind)).cells["outcome"].tolist() == ["right"]


@pytest.mark.parametrize(
    ("machine", "person", "kind"),
    [
        ("12", "13", "count"),
        ("93.05%", "93.5", "rate"),
        ("5；7", "5", "count"),
        ("是", "否", "yes_no"),
        ("0.5%", "0.005%", "rate"),
    ],
)
def test_values_that_differ(machine, person, kind):
    assert fs.agreement(coded(person), key((machine, "reported"), kind=kind)).cells["outcome"].tolist() == ["wrong"]


def test_answers():
    for text in ("", " ", "无", "未提及", "-", "Not stated"):
        assert read_answer(text, "count") == Answer(0)
    assert read_answer("0", "count") == Answer(2, (0.0,))  # zero is stated
    assert read_answer("全覆盖", "rate") == Answer(1)
    assert read_answer("受理12件，审结9件", "count") == Answer(1)  # which of them is not said
    assert read_answer("不适用", "count") == Answer(1)
    assert read_answer("是", "count") == Answer(2, (1.0,))


@pytest.mark.parametrize(
    ("kind", "answers", "code"),
    [
        ("yes_no", ("5", "1.2万", "93%", "abc", "2019年建立", "否定x"), "coding_answer_yes_no"),
        (
            "count",
            ("abc", "30abc", "93%", "占93%", "是", "2024-03-26", "受理12件，审结9件", "?"),
            "coding_answer_number",
        ),
        ("amount", ("n.a.", "12%"), "coding_answer_number"),
        ("ratio", ("3:0", "abc"), "coding_answer_number"),
        ("rate", ("abc", "是", "2024-03-26"), "coding_answer_percent"),
        ("date", ("12", "12件", "93%", "是", "soon"), "coding_answer_date"),
    ],
)
def test_answers_that_make_no_sense_are_listed_at_once(kind, answers, code):
    machine = key(*[("", "")] * len(answers), kind=kind)
    with pytest.raises(FazhiError) as caught:
        fs.agreement(coded(*answers), machine)
    assert [(problem.code, problem.params["got"]) for problem in caught.value.problems] == [
        (code, answer) for answer in answers
    ]
    assert "C0: '" in str(caught.value)
    with pytest.raises(FazhiError):
        fs.agreement(coded(*[""] * (len(answers) - 1), "无"), machine, second=coded(*answers))


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("yes_no", ("是", "否", "有", "Yes", "√", "1", "0", "已建立", "有表述", "无", "未提及", "", "没有")),
        (
            "count",
            ("12", "12件", "约30件", "约30", "近30件", "1.2万", "5-7", "5；7", "有表述", "全覆盖", "不适用", "十二"),
        ),
        ("rate", ("93.05%", "93.05", "0.9305", "百分之九十三", "全覆盖", "应办尽办")),
        ("change", ("-12%", "-12", "下降12%", "稳步下降")),
        ("amount", ("27.4万元", "274000", "逐年增长")),
        ("ratio", ("2.5", "5:2", "5：2", "150%", "逐步优化")),
        ("date", ("2024-03-26", "2024年3月26日", "未写明日期")),
    ],
)
def test_answers_that_make_sense(kind, answers):
    found = fs.agreement(coded(*answers), key(*[("", "")] * len(answers), kind=kind))
    assert len(found.cells) == len(answers)


def test_about_30_cases_are_30_and_a_ratio_is_first_over_second():
    assert read_answer("约30件", "count") == read_answer("约30", "count") == Answer(2, (30.0,))
    assert read_answer("5:2", "ratio") == Answer(2, (2.5,))  # 5 / 2


def test_two_people():
    machine = key(*MACHINE)
    second = coded("12", "93", "5", "4", "", "", "3")
    found = fs.agreement(coded(*PERSON), machine, second=second)
    # they differ in the third cell and in the last
    assert found.between.loc["cases", ["n", "agreed"]].tolist() == [7, pytest.approx(5 / 7)]
    # categories none 12 93 6 4 5 3: 3 1 1 1 1 0 0 and 2 1 1 0 1 1 1
    chance = (3 * 2 + 1 + 1 + 1) / 49
    assert found.between.loc["overall", "kappa"] == pytest.approx((5 / 7 - chance) / (1 - chance))
    assert fs.agreement(coded(*PERSON), machine).between is None


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_from_the_draw_to_the_rates(tmp_path, ending):
    text = "云溪县2023年法治政府建设年度报告\n全年受理行政复议案件12件，审结9件。\n"
    drawn = fs.draw_coding_sheet(fs.extract_facts(text), draws=30, seed=1)
    path = tmp_path / f"coding.{ending}"
    answers = drawn.key["answer"].where(drawn.key["fact"] != "reconsideration_concluded", "10件")
    fs.CodingSheet(drawn.sheet.assign(answer=answers), drawn.key).write(path)
    found = fs.agreement(path)
    assert found.cells["outcome"].value_counts().to_dict() == {"absent": 28, "right": 1, "wrong": 1}
    assert repr(found) == "30 cells of 30 facts coded: precision 0.50, recall 0.50"  # one of two is right
    assert repr(drawn).startswith("30 cells of 30 facts in 1 documents to be coded: something was found in 2; seed 1")
    with pytest.raises(FazhiError, match=r"other-key\.csv: there is no such file"):
        fs.agreement(path.rename(tmp_path / f"other.{ending}"))


def test_a_key_of_another_draw_is_noticed():
    """Cells are numbered alike in all draws; a draw that was stopped may leave its key beside an older sheet."""
    facts = fs.extract_facts("云溪县2023年法治政府建设年度报告\n全年受理行政复议案件12件，审结9件。\n")
    one, two = (fs.draw_coding_sheet(facts, draws=30, seed=seed) for seed in (1, 2))
    assert list(one.sheet["cell"]) == list(two.key["cell"])
    with pytest.raises(FazhiError) as caught:
        fs.agreement(one.sheet.assign(answer="12"), two.key)
    problem = caught.value.problems[0]
    row = next(row for row in range(30) if one.key["fact"][row] != two.key["fact"][row])
    assert (problem.code, problem.params["cell"]) == ("coding_other_draw", one.key["cell"][row])
    assert (problem.params["got"], problem.params["key"]) == (one.key["fact"][row], two.key["fact"][row])
    assert one.key["fact"][row] in problem.render("zh") and two.key["fact"][row] in problem.render("en")


@pytest.mark.parametrize(
    ("sheet", "answers_key", "code"),
    [
        (coded("1", "2"), key(("1", "reported")), "coding_cell_unknown"),
        (coded("1"), key(("1", "reported"), ("2", "reported")), "coding_cells_missing"),
        (coded("", ""), key(("1", "reported"), ("", "")), "coding_empty"),
        (pd.concat([coded("1"), coded("1")]), key(("1", "reported")), "coding_cell_twice"),
        (coded("1").rename(columns={"answer": "result"}), key(("1", "reported")), "column_missing"),
        (coded("1"), key(("1", "reported", 0)), "coding_key_row"),
        (coded("1"), key(("1", "reported", "often")), "coding_key_row"),
        (coded("1"), key(("1", "reported")).assign(cell=""), "coding_key_row"),
        (coded("1"), key(("1", "reported")).drop(columns="probability"), "column_missing"),
        (coded("1"), None, "coding_key_needed"),
    ],
)
def test_what_cannot_be_compared(sheet, answers_key, code):
    with pytest.raises(FazhiError) as caught:
        fs.agreement(sheet, answers_key)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_level_is_between_0_and_1():
    with pytest.raises(FazhiError, match=r"1\.5"):
        fs.agreement(coded("1"), key(("1", "reported")), level=1.5)


def test_headings_in_chinese():
    sheet = coded("1").rename(columns={"cell": "单元", "answer": "答案"})
    assert fs.agreement(sheet, key(("1", "reported"))).table.loc["overall", "tp"] == 1
