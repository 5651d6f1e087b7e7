import pytest

from fazhi_score.facts.textfiles import decode, read_csv, read_json_lines
from tests.facts import codes, refused

HEAD = "region,period,fact,value\n"
TEXT = HEAD + "朔城区,2023,执法人员数,487\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding):
    data = TEXT.encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    if encoding == "utf-16-be":
        data = b"\xfe\xff" + data
    sheet = read_csv(data, "f.csv")
    assert sheet.frame.iloc[0].tolist() == ["朔城区", "2023", "执法人员数", "487"]
    assert sheet.lines.tolist() == [2]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04junk", "file_other_kind"),
        (b"PAR1junk", "file_other_kind"),
        (b"\xd0\xcf\x11\xe0junk", "file_other_kind"),
        (b"region,\x00\x01value\n", "file_binary"),
        (b"\xff\xfe\x00", "file_encoding"),
        (b"region\n\xff\xff\xff", "file_encoding"),
        ("朔城区".encode() + b"\xff,1", "file_damaged"),
        (b"\xef\xbb\xbfregion\n\xff", "file_damaged"),
    ],
)
def test_what_is_no_text(data, code):
    assert codes(refused(decode, data, "f.csv")) == [code]


def test_damage_is_located():
    problem = refused(decode, "region\n朔城区\n龙".encode()[:-1], "f.csv")[0]
    assert (problem.code, problem.line) == ("file_damaged", 3)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_delimiters_that_the_headings_show(delimiter):
    sheet = read_csv(TEXT.replace(",", delimiter).encode(), "f.csv")
    assert list(sheet.frame.columns) == ["region", "period", "fact", "value"]


@pytest.mark.parametrize("mark", ["，", "；", "、", "|"])
def test_full_width_commas_between_headings_are_told_as_such(mark):
    (found,) = refused(read_csv, ("\n" + TEXT.replace(",", mark)).encode(), "f.csv")
    assert (found.code, found.line, found.params["got"]) == ("separator_unknown", 2, mark)
    assert mark in found.message("zh") and "半角" in found.hint("zh")
    # in a heading or a cell they separate nothing
    assert list(read_csv("region,人数（男，女）\na,1，2\n".encode(), "f.csv").frame.columns) == [
        "region",
        "人数（男，女）",
    ]


def test_lines_count_blank_ones_and_those_inside_quotes():
    text = '\n\nregion,note\n"a","one\ntwo"\n,,\nb,x\n'
    sheet = read_csv(text.encode(), "f.csv")
    assert sheet.lines.tolist() == [4, 7]
    assert sheet.frame["note"].tolist() == ["one\ntwo", "x"]


def test_ragged_rows_are_all_named():
    found = refused(read_csv, (HEAD + "a,2023,f,1,346\nb,2023\nc,2023,f,1,,\n").encode(), "f.csv")
    assert [(p.code, p.line, p.params["got"]) for p in found] == [("row_ragged", 2, 5), ("row_ragged", 3, 2)]
    many = refused(read_csv, (HEAD + "a\n" * 500).encode(), "f.csv")
    assert len(many) == 201 and many[-1].code == "more_rows" and many[-1].params["count"] == 300


@pytest.mark.parametrize("row", ['"a', '"a"b,2023,f,1', "x" * 200_000])
def test_malformed_rows_are_located(row):
    found = refused(read_csv, (HEAD + "a,2023,f,1\n" + row).encode(), "f.csv")
    assert (found[0].code, found[0].line) == ("csv_malformed", 3)


def test_headings():
    assert codes(refused(read_csv, b"region,region\na,b\n", "f.csv")) == ["column_same"]
    assert codes(refused(read_csv, b"region,\na,b\n", "f.csv")) == ["column_unnamed"]
    assert list(read_csv(b"region,,\na,,\n", "f.csv").frame.columns) == ["region"]
    assert len(read_csv(b"region,value\n", "f.csv")) == 0


def test_json_lines():
    data = '{"region": "a", "value": 1.50}\n\n{"region": "b", "ok": true, "value": null, "x": NaN}\n'
    sheet = read_json_lines(data.encode(), "f.jsonl")
    assert sheet.lines.tolist() == [1, 3]
    assert sheet.frame.to_dict("list") == {
        "region": ["a", "b"],
        "value": ["1.50", ""],
        "ok": ["", "true"],
        "x": ["", "NaN"],
    }


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{", "json_malformed"),
        ("[" * 100_000, "json_malformed"),
        ("[1]", "json_no_object"),
        ("1", "json_no_object"),
        ('{"a": [1]}', "json_nested"),
        ('{"a": {"b": 1}}', "json_nested"),
        ('{"a": 1, "a": 2}', "json_key_twice"),
    ],
)
def test_json_that_is_none(line, code):
    found = refused(read_json_lines, ('{"region": "a"}\n' + line).encode(), "f.jsonl")
    assert [(p.code, p.line) for p in found] == [(code, 2)]


def test_absurd_numbers_stay_text():
    sheet = read_json_lines(('{"value": ' + "9" * 9000 + "}").encode(), "f.jsonl")
    assert sheet.frame["value"].tolist() == ["9" * 9000]
