"""Files that are updated: what people wrote stays, a mistake stops all writing, and a kill leaves whole files."""

import multiprocessing
import random
import time
import warnings

import openpyxl
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.extraction.updating import update_files
from tests.offices import forks

FILES = {"facts": "facts.csv", "documents": "documents.csv", "ledger": "problems.csv", "plans": "plans.csv"}


def report(n=12, name="云溪县", problem="执法力量不足", plan="加强执法培训", **more):
    text = (
        f"{name}2023年法治政府建设年度报告\n一、主要工作\n全年受理行政复议案件{n}件，审结{n}件。\n"
        f"二、存在的问题\n一是{problem}。\n三、下一步打算\n{plan}。\n"
    )
    return {"id": f"{name}.txt", "text": text, **more}


def update(folder, *reports, endings="csv", regions=None, **files):
    named = {name: folder / file.replace("csv", endings) for name, file in FILES.items()} | files
    return update_files(fs.extract_each(list(reports), regions=regions), **named, regions=regions)


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def sheet(folder, name):
    return pd.read_csv(folder / FILES[name], dtype=str, keep_default_na=False, encoding="utf-8-sig")


def change(folder, name, old, new):
    path = folder / FILES[name]
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8-sig")


def test_the_first_time_all_files_are_made(tmp_path):
    done = update(tmp_path, report())
    assert sorted(contents(tmp_path)) == sorted(FILES.values())
    assert done.changes.empty
    assert done.documents[["id", "problems", "plans"]].to_numpy().tolist() == [["云溪县.txt", "1", "1"]]
    assert sheet(tmp_path, "ledger")["problem"].tolist() == ["执法力量不足"]
    assert sheet(tmp_path, "plans")["plan"].tolist() == ["加强执法培训"]
    assert fs.read_facts(tmp_path / "facts.csv").sha256() == fs.read_facts(done.facts.to_frame()).sha256()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_second_time_nothing_changes(tmp_path, ending):
    update(tmp_path, report(), endings=ending)
    before = contents(tmp_path)
    done = update(tmp_path, report(), endings=ending)
    assert done.changes.empty
    if ending == "csv":
        assert contents(tmp_path) == before
    assert len(fs.read_facts(tmp_path / f"facts.{ending}")) == len(done.facts)


def test_what_people_decided_stays_and_what_changed_is_told(tmp_path):
    update(tmp_path, report(12))
    change(tmp_path, "facts", "reported", "已确认")
    change(tmp_path, "ledger", "open,", "整改中,")
    done = update(tmp_path, report(13, problem="普法形式单一"))
    table = done.facts.table
    assert table.loc[table["fact"] == "reconsideration_accepted", "value"].tolist() == [12.0]
    assert table.loc[table["fact"] == "reconsideration_concluded", "value"].tolist() == [13.0]
    kinds = set(done.changes["kind"])
    assert {"differs_from_reviewed", "changed", "new_problem", "gone_problem"} <= kinds
    assert sheet(tmp_path, "ledger")[["problem", "state"]].to_numpy().tolist() == [
        ["执法力量不足", "整改中"],
        ["普法形式单一", "open"],
    ]
    assert done.extracted.table.loc[done.extracted.table["fact"] == "reconsideration_accepted", "value"].tolist() == [
        13.0
    ]


def test_a_bound_of_a_corrected_value_is_told_when_its_cell_is_emptied(tmp_path):
    update(tmp_path, report("100余"))
    row = sheet(tmp_path, "facts").iloc[0]
    assert row[["value", "low"]].tolist() == ["100", "100"]
    table = sheet(tmp_path, "facts")
    table.loc[0, ["value", "status"]] = ["107", "corrected"]
    table.to_csv(tmp_path / FILES["facts"], index=False)
    told = [[note.code for note in update(tmp_path, report("100余")).problems] for _ in range(2)]
    assert [codes.count("bound_outdated") for codes in told] == [1, 0]
    assert sheet(tmp_path, "facts").iloc[0][["value", "low", "status"]].tolist() == ["107", "", "corrected"]


def test_other_documents_stay_in_every_file(tmp_path):
    update(tmp_path, report())
    done = update(tmp_path, report(5, "石桥县", plan="清理规范性文件"))
    assert set(done.facts.table["region"]) == {"云溪县", "石桥县"}
    assert set(done.facts.documents.frame["id"]) == {"云溪县.txt", "石桥县.txt"}
    assert sheet(tmp_path, "documents")["region"].tolist() == ["云溪县", "石桥县"]
    assert sheet(tmp_path, "ledger")["region"].tolist() == ["云溪县", "石桥县"]
    assert sheet(tmp_path, "plans")["plan"].tolist() == ["加强执法培训", "清理规范性文件"]
    assert done.facts.regions is None  # of the first report's region the second reading knows no class
    assert update(tmp_path, report(), report(5, "石桥县", plan="清理规范性文件")).facts.regions is not None


def test_plans_follow_the_report_and_keep_what_people_added(tmp_path):
    update(tmp_path, report(plan="加强执法培训；清理规范性文件"))
    frame = sheet(tmp_path, "plans").assign(牵头单位=["司法局", "政府办"])
    frame.to_csv(tmp_path / "plans.csv", index=False, encoding="utf-8-sig")
    update(tmp_path, report(plan="加强执法培训；推进政务公开"))
    frame = sheet(tmp_path, "plans")
    assert frame[["plan", "牵头单位"]].to_numpy().tolist() == [["加强执法培训", "司法局"], ["推进政务公开", ""]]
    frame.drop(columns=["source"]).to_csv(tmp_path / "plans.csv", index=False, encoding="utf-8-sig")
    update(tmp_path, report(plan="推进政务公开"))
    assert len(sheet(tmp_path, "plans")) == 3  # of which documents they are is not known: all stay


def test_a_ledger_in_chinese_stays_as_people_wrote_it(tmp_path):
    path = tmp_path / "problems.csv"
    rows = {
        "编号": ["1"],
        "单位": "云溪县",
        "年度": "2023年",
        "问题": "公开慢",
        "问题来源": "群众",
        "整改状态": "未整改",
        "电话": "5550",
    }
    pd.DataFrame(rows).to_csv(path, index=False, encoding="utf-8-sig")
    update(tmp_path, report())
    frame = sheet(tmp_path, "ledger")
    assert list(frame)[:7] == list(rows)
    assert frame.loc[0, list(rows)].tolist() == ["1", "云溪县", "2023年", "公开慢", "群众", "未整改", "5550"]
    assert frame.loc[1, ["单位", "问题", "问题来源", "整改状态", "电话"]].tolist() == [
        "云溪县",
        "执法力量不足",
        "自查",
        "未整改",
        "",
    ]
    assert len(fs.read_ledger(path)) == 2


def test_a_register_turns_names_into_ids(tmp_path):
    update(tmp_path, report())
    change(tmp_path, "facts", "reported", "confirmed")
    register = fs.read_regions(pd.DataFrame({"region": ["530001"], "name": ["云溪县"], "class": ["county-level"]}))
    done = update(tmp_path, report(), regions=register)
    assert set(done.facts.table["region"]) == {"530001"}
    assert "differs_from_reviewed" not in set(done.changes["kind"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("facts", "region,period,fact,value,status\n云溪县,2023,x,1,不知道\n"),
        ("facts", ""),
        ("documents", "id,region\na,b\n"),
        ("ledger", "id,region,period,problem,state\nP1,云溪县,2023,慢,\n"),
        ("plans", ""),
    ],
)
def test_a_mistake_in_one_file_stops_all_writing(tmp_path, name, content):
    update(tmp_path, report())
    (tmp_path / FILES[name]).write_text(content, encoding="utf-8")
    before = contents(tmp_path)

    def reports():
        raise AssertionError("read before the files were looked at")
        yield

    named = {name: tmp_path / file for name, file in FILES.items()}
    with pytest.raises(FazhiError, match=FILES[name]):
        update_files(reports(), **named)
    assert contents(tmp_path) == before


def test_what_cannot_be_written_stops_all_writing(tmp_path):
    update(tmp_path, report())
    before = contents(tmp_path)
    for plans in (tmp_path / "plans.docx", tmp_path / "nowhere" / "plans.csv"):
        with pytest.raises(FazhiError):
            update(tmp_path, report(99), plans=plans)
        assert contents(tmp_path) == before
    with pytest.raises(FazhiError) as caught:
        update(tmp_path, report(99), plans=tmp_path / "facts.csv")
    assert caught.value.problems[0].code == "update_same_file"
    assert contents(tmp_path) == before


def test_a_workbook_with_other_worksheets_is_not_taken_apart(tmp_path):
    update(tmp_path, report(), endings="xlsx")
    book = openpyxl.load_workbook(tmp_path / "facts.xlsx")
    book.create_sheet("empty")
    book.save(tmp_path / "facts.xlsx")
    update(tmp_path, report(), endings="xlsx")  # an empty one is no loss
    book = openpyxl.load_workbook(tmp_path / "facts.xlsx")
    book.create_sheet("说明").append(["请勿删除"])
    book.save(tmp_path / "facts.xlsx")
    before = contents(tmp_path)
    with pytest.raises(FazhiError, match="说明"):
        update(tmp_path, report(13), endings="xlsx")
    assert contents(tmp_path) == before


def test_a_document_that_could_not_be_read_keeps_its_rows(tmp_path):
    reports = tmp_path / "reports"
    reports.mkdir()
    for name, n in (("云溪县", 12), ("石桥县", 5)):
        (reports / f"{name}.txt").write_text(report(n, name)["text"], encoding="utf-8")
    out = tmp_path / "facts.csv"
    update_files(fs.extract_each(reports), facts=out)
    (reports / "云溪县.txt").write_bytes(b"")
    done = update_files(fs.extract_each(reports), facts=out)
    assert set(done.facts.table["region"]) == {"云溪县", "石桥县"}
    assert done.changes.empty
    assert any(problem.severity == "error" for problem in done.problems)


def test_without_files_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = update_files(fs.extract_each([report()]))
    assert len(done.facts) > 0
    assert contents(tmp_path) == {}


def write_again_and_again(folder, found, ready):
    """Tell that it begins, and write what was found in one text and in the other until it is killed."""
    ready.set()
    while True:
        for each in found:
            update_files(each, facts=folder / "facts.csv", ledger=folder / "problems.csv", plans=folder / "plans.csv")


@forks
@pytest.mark.no_cover
def test_a_kill_at_any_moment_leaves_whole_files(tmp_path):
    many = "".join(f"全年受理行政复议案件12件，审结12件。第{k}段，举办普法活动12场次。\n" for k in range(40))
    text = report()["text"].replace("一、主要工作\n", f"一、主要工作\n{many}")
    whole, found = {}, []
    for n in (12, 34):
        folder = tmp_path / str(n)
        folder.mkdir()
        found.append(list(fs.extract_each([{"id": "a.txt", "text": text.replace("12", str(n))}])))
        update_files(found[-1], facts=folder / "facts.csv", ledger=folder / "problems.csv", plans=folder / "plans.csv")
        for name, data in contents(folder).items():
            whole.setdefault(name, set()).add(data)
    folder = tmp_path / "killed"
    folder.mkdir()
    random_, copies = random.Random(1), multiprocessing.get_context("fork")
    seen = set()
    for _ in range(6):
        ready = copies.Event()
        child = copies.Process(target=write_again_and_again, args=(folder, found, ready))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a process of many threads may not be copied: here they are idle
            child.start()
        assert ready.wait(60)
        time.sleep(random_.uniform(0.05, 0.5))
        child.kill()
        child.join()
        child.close()
        for name, possible in whole.items():
            data = (folder / name).read_bytes() if (folder / name).exists() else None
            assert data is None or data in possible
            seen.add((name, data))
    assert any(data is not None for _, data in seen)  # the loop did write


LEDGER_TABLE = "编号,地区,年度,问题,状态\n1,云溪县,2023,公开慢,未整改\n"
FACTS_TABLE = "region,period,fact,value\n云溪县,2023,townships_count,5\n"
WIDE_TABLE = "region,period,townships_count\n云溪县,2023,5\n"
PLANS_TABLE = "id,region,period,dimension,plan,source,location\nN-1,云溪县,2022,,培训,a.txt,1:3\n"
DOCUMENTS_TABLE = "id,region,period,state\n云溪县.txt,云溪县,2022,read\n"


@pytest.mark.parametrize(
    ("name", "held", "code", "column"),
    [
        ("facts", LEDGER_TABLE, "other_table_lacks", "fact"),
        ("facts", DOCUMENTS_TABLE, "other_table_lacks", "fact"),
        ("facts", PLANS_TABLE, "other_table_lacks", "fact"),
        ("facts", WIDE_TABLE, "other_table_lacks", "fact"),
        ("plans", FACTS_TABLE, "other_table_lacks", "plan"),
        ("plans", LEDGER_TABLE, "other_table_lacks", "plan"),
        ("ledger", FACTS_TABLE, "other_table_lacks", "problem"),
        ("ledger", PLANS_TABLE, "other_table_lacks", "problem"),
        ("documents", FACTS_TABLE, "other_table_lacks", "id"),
        ("documents", LEDGER_TABLE, "other_table_has", "problem"),
        ("documents", PLANS_TABLE, "other_table_has", "plan"),
        ("documents", "id," + FACTS_TABLE.replace("\n", "\n1,", 1), "other_table_has", "fact"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_path_of_another_table_is_refused(tmp_path, name, held, code, column, ending):
    path = tmp_path / FILES[name].replace("csv", ending)
    rows = [line.split(",") for line in held.splitlines()]
    if ending == "csv":
        path.write_text(held, encoding="utf-8-sig")
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    before = contents(tmp_path)
    with pytest.raises(FazhiError) as caught:
        update(tmp_path, report(), endings=ending)
    assert [(problem.code, problem.params["name"]) for problem in caught.value.problems] == [(code, column)]
    assert contents(tmp_path) == before


def test_the_register_gets_new_regions_and_keeps_what_people_wrote(tmp_path):
    path = tmp_path / "名册.csv"
    zone = {
        "id": "zone",
        "text": "东澜开发区2023年法治政府建设年度报告\n全年受理行政复议案件12件。\n",
        "region": "东区",
    }
    update(tmp_path, report(), zone, register=path)
    frame = fs.read_regions(path).frame
    assert frame["class"].to_dict() == {"云溪县": "county-level", "东区": "unstated"}
    path.write_text(
        "编码,名称,类别,备注\n云溪县,云溪县,county-level,旧\n东区,东澜,functional-zone,改过\n", encoding="utf-8"
    )
    update(tmp_path, report(), zone, report(name="石桥县"), register=path)
    assert path.read_text(encoding="utf-8-sig").split() == [
        "编码,名称,类别,备注",
        "云溪县,云溪县,county-level,旧",
        "东区,东澜,functional-zone,改过",
        "石桥县,石桥县,county-level,",
    ]


def test_a_register_with_mistakes_or_another_table_stays(tmp_path):
    path = tmp_path / "regions.csv"
    for text, code in (("region,name,class\n甲县,甲县,\n", "class_empty"), ("姓名,电话\n王,1\n", "")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(FazhiError) as caught:
            update(tmp_path, report(), register=path)
        assert code in ("", *(problem.code for problem in caught.value.problems))
        assert path.read_text(encoding="utf-8") == text
        assert not (tmp_path / "facts.csv").exists()
