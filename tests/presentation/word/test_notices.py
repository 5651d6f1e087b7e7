"""Notices: what each unit is told, until when it can appeal, and files that any system takes."""

import datetime

import pytest

from fazhi_score.errors import FazhiError
from fazhi_score.presentation.word.notices import write_notices
from tests.conftest import plain, register, scored, sheet, table
from tests.presentation.word.made import DAY, Read, made

pytest.importorskip("docx")


@pytest.fixture(scope="module")
def result():
    return made()


@pytest.fixture(scope="module")
def written(result, tmp_path_factory):
    folder = tmp_path_factory.mktemp("notices") / "new"
    paths = write_notices(folder, result, date=DAY, deadline="10个工作日", appeal_to="依法治县办（301室）")
    return {path.name: Read(path) for path in paths}


def test_each_unit_gets_one_in_the_order_of_the_result(written):
    assert list(written) == [f"扣分告知书_{name}.docx" for name in ("甲镇", "乙镇", "丙镇", "甲局", "乙局")]


def test_it_names_unit_result_and_every_deduction(written, result):
    read = written["扣分告知书_乙镇.docx"]
    assert read.paragraphs("Title") == ["扣分告知书", "送达回执"]
    assert read.paragraphs("Addressee") == ["乙镇："]
    assert "按照《乡镇评分表》（2024版），对你单位2024年的情况进行了考核。" in read.text
    rows = read.tables["扣分项目、理由与证据"]
    assert [row[1] for row in rows[1:]] == ["会前学法", "计划台账", "按时报送", "培训覆盖率", "案卷", "通报扣分"]
    assert [row[3] for row in rows[1:]] == ["20", "10", "7", "4", "2", "8"]
    points = result.table.loc[("B", "2024"), "points"]
    assert f"满分200分，你单位得{points:g}分，6项有扣分。" in read.text
    assert points == pytest.approx(200 - (20 + 10 + 7 + 4 + 2 + 8))
    assert "评审决定（已告知、2025年2月20日、考核组）：记录不实。证据：会议记录。" in rows[1][4]
    assert "通报2起（见工作总结" in rows[6][4]
    assert read.document.tables[0].style.name == "Thin Grid"


def test_it_says_how_to_appeal_and_leaves_room_for_seal_and_receipt(written):
    read = written["扣分告知书_甲镇.docx"]
    assert "可自2025年3月5日的次日起10个工作日内向依法治县办（301室）提出书面申诉" in read.text
    assert read.paragraphs("Signing") == ["", "", "（印章）", "2025年3月5日"]
    slip = read.tables["-"]
    assert [row[0] for row in slip] == ["送达文书", "受送达单位", "送达方式", "送达时间", "签收人（签字）", "备注"]
    assert slip[1][1] == "甲镇"


@pytest.mark.parametrize(
    ("deadline", "told"),
    [
        (None, "可在______年____月____日前向____________________提出"),
        (datetime.date(2025, 3, 20), "可在2025年3月20日（含当日）前向"),
        (datetime.datetime(2025, 3, 20, 12), "可在2025年3月20日（含当日）前向"),
        ("2025-03-20", "可在2025年3月20日（含当日）前向"),
        ("15日", "可自2025年3月5日的次日起15日内（自然日，截至2025年3月20日，含当日）"),
        ("15 calendar days", "15日内（自然日，截至2025年3月20日"),
        ("1 working day", "1个工作日内"),
        ("10工作日", "法定节假日和休息日不计入，调休的上班日计入"),
    ],
)
def test_the_deadline_says_of_which_kind_it_is(result, tmp_path, deadline, told):
    (path,) = write_notices(tmp_path, result, date=DAY, deadline=deadline, regions="甲镇")
    assert told in Read(path).text


@pytest.mark.parametrize("deadline", ["soon", "10", "0 days", "2025-03-04", 10])
def test_a_deadline_that_cannot_be_is_refused(result, tmp_path, deadline):
    with pytest.raises(FazhiError) as error:
        write_notices(tmp_path, result, date=DAY, deadline=deadline)
    assert error.value.problems[0].code in ("word_deadline_form", "word_deadline_before")
    assert list(tmp_path.iterdir()) == []


def test_some_regions_by_id_or_name(result, tmp_path):
    paths = write_notices(tmp_path, result, date=DAY, lang="en", regions=["乙局", "A"])
    assert [path.name for path in paths] == ["Notice of deductions_甲镇.docx", "Notice of deductions_乙局.docx"]
    assert "To: 甲镇" in Read(paths[0]).text
    with pytest.raises(FazhiError) as error:
        write_notices(tmp_path, result, regions=["A", "nobody", "none"])
    assert len(error.value.problems) == 2


def test_who_lost_nothing_or_has_no_score_is_told_so(tmp_path):
    rows = {"A": {"x": 100}, "B": {"x": 50}}
    names = register({"A": "one", "B": "one", "C": "one"})
    found = scored(sheet({"i": plain("x")}, method={"units": "register"}), rows, regions=names)
    paths = write_notices(tmp_path, found, date=DAY)
    assert "各项均未扣分" in Read(paths[0]).text
    assert "扣分明细" not in Read(paths[0]).text
    assert "没有可用的数据，你单位没有得分。" in Read(paths[2]).text


def test_names_become_names_of_files_on_any_system(tmp_path):
    names = {
        "1": "CON",
        "2": "a/b\\c:*?",
        "3": "甲" * 300,
        "4": "\x00\n",
        "5": "Same",
        "6": "same",
        "7": "../up",
        "8": "x. ",
    }
    frame = register(dict.fromkeys(names, "one"))
    frame["name"] = list(names.values())
    found = scored(sheet({"i": plain("x")}), table({key: {"x": 50} for key in names}), regions=frame)
    paths = write_notices(tmp_path, found, date=DAY)
    assert len({path.name.casefold() for path in paths}) == len(names)
    assert all(path.parent == tmp_path and path.is_file() for path in paths)
    assert all(len(path.name.encode()) <= 200 for path in paths)
    assert [path.name for path in paths[:2]] == ["扣分告知书_CON.docx", "扣分告知书_a_b_c.docx"]
    assert [path.name for path in paths[4:7]] == [f"扣分告知书_{name}.docx" for name in ("Same_5", "same_6", "up")]


def test_several_periods_stand_in_the_names(tmp_path):
    found = scored(sheet({"i": plain("x")}), {("A", "2023"): {"x": 5}, ("A", "2024"): {"x": 6}})
    paths = write_notices(tmp_path, found, date=DAY, regions=["A"])
    assert [path.name for path in paths] == ["扣分告知书_A_2023.docx", "扣分告知书_A_2024.docx"]


def test_the_same_input_makes_the_same_bytes_and_bad_folders_are_told(result, tmp_path):
    one, other = (write_notices(tmp_path / name, result, date=DAY, regions=["B"])[0] for name in "ab")
    assert one.read_bytes() == other.read_bytes()
    (tmp_path / "file").write_text("")
    with pytest.raises(FazhiError) as error:
        write_notices(tmp_path / "file", result)
    assert error.value.problems[0].code == "write_failed"
