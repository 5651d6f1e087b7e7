"""YAML into data with places: scalars as people mean them, and every broken file a message, never a crash."""

import errno
import os

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi_score.errors import FazhiError
from fazhi_score.framework import document
from fazhi_score.framework.document import LIMIT_BYTES, Document, Mark, read_document
from fazhi_score.framework.model import load_framework
from tests.framework.mistaken import HERE, changed, each_of, formula, is_told_at_its_marks
from tests.framework.texts import COUNTY_SHEET, INDEX, POINTS, codes, edited


def data(text):
    return read_document("t.yaml", text=text).data


def refused(text):
    with pytest.raises(FazhiError) as caught:
        load_framework("t.yaml", text=text)
    return caught.value.problems


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("tRUE", "tRUE"),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("FALSE", False),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("~", None),
        ("", None),
        ("nUll", "nUll"),
        ("12", 12),
        ("-3", -3),
        ("+4", 4),
        ("007", 7),
        ("0o17", 15),
        ("0x1F", 31),
        ("-0x1F", "-0x1F"),
        ("0b11", "0b11"),
        ("1e3", 1000.0),
        ("1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("-2.5E-1", -0.25),
        ("123456789012345678", 123456789012345678),
        ("1234567890123456789", 1234567890123456789.0),
        ("1_000", "1_000"),
        ("1,346", "1,346"),
        ("12:30", "12:30"),
        ("2024-04-01", "2024-04-01"),
        ("40%", "40%"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("９", "９"),
        ('"12"', "12"),
        ("'no'", "no"),
        ("<<", "<<"),
        ("学法", "学法"),
        ("学法：四次", "学法：四次"),
        ("2.5万", "2.5万"),
    ],
)
def test_scalars_follow_the_yaml_1_2_core_schema(written, value):
    found = data(f"key: {written}")["key"]
    assert found == value
    assert type(found) is type(value)


def test_texts_over_several_lines():
    assert data("a: one\n  two\nb: |\n  x # y\n  z\nc: >-\n  one\n  two") == {
        "a": "one two",
        "b": "x # y\nz\n",
        "c": "one two",
    }


def test_lists_mappings_and_aliases():
    text = "a: &one [1, [2, {x: 3}]]\nb: *one\nc: &two 5\nd: *two\n"
    assert data(text) == {"a": [1, [2, {"x": 3}]], "b": [1, [2, {"x": 3}]], "c": 5, "d": 5}
    assert data("- 1\n- [2]\n") == [1, [2]]
    assert data("%YAML 1.2\n---\na: 1\n...\n") == {"a": 1}
    assert data("? a\n: 1\n? b\n") == {"a": 1, "b": None}


def test_marks_count_from_one_and_each_part_has_its_own():
    found = read_document("t.yaml", text="a:\n  - 1\n  - 学法: [x, 二]\nb: &m {c: 2}\nd: *m\n")
    assert found.mark(("a",), key=True) == Mark("t.yaml", 1, 1)
    assert found.mark(("a",)) == Mark("t.yaml", 2, 3)
    assert found.mark(("a", 0)) == Mark("t.yaml", 2, 5)
    assert found.mark(("a", 1, "学法"), key=True) == Mark("t.yaml", 3, 5)
    assert found.mark(("a", 1, "学法", 1)) == Mark("t.yaml", 3, 13)
    assert found.mark(("b", "c")) == Mark("t.yaml", 4, 11)
    assert found.mark(("d",)) == Mark("t.yaml", 5, 4)
    assert found.mark(("d", "c")) == Mark("t.yaml", 5, 4)  # what an alias stands for stands elsewhere
    assert found.mark(("a", 1, "none", "deeper")) == found.mark(("a", 1))
    assert read_document("t.yaml", text="- [1]\n").mark((0, 0)) == Mark("t.yaml", 1, 4)
    assert Document({"a": 1}).mark(("a",)) == document.NOWHERE


def test_places_inside_a_text():
    text = "a: x +  y # c\nb: 'x + y'\nc: >-\n  x\n  + y\nd: x +\n   y\n"
    found = read_document("t.yaml", text=text)
    # the + is character 2 of each text, y is character 4 (5 in the first, with its two blanks)
    assert [found.inside((key,), 2)[1:] for key in "abcd"] == [(1, 6), (2, 7), (5, 3), (6, 6)]
    assert [found.inside((key,), 5 if key == "a" else 4)[1:] for key in "abcd"] == [(1, 9), (2, 9), (5, 5), (7, 4)]
    assert [found.inside((key,), 9)[1:] for key in "abcd"] == [(1, 10), (2, 10), (5, 6), (7, 5)]
    assert Document({"a": "x"}).inside(("a",), 0) == document.NOWHERE


def test_every_problem_of_a_file_is_found_up_to_the_first_that_is_no_yaml():
    text = "a: 1\na: 2\nb: !!set x\nc: “d”\ne: [f，g]\nh: i: j\nk: 1\nk: 2\n"
    assert [(p.line, p.column, p.code) for p in refused(text)] == [
        (2, 1, "yaml_duplicate_key"),
        (3, 4, "yaml_tag"),
        (4, 4, "yaml_full_width_quote"),
        (5, 6, "yaml_full_width"),
        (6, 5, "yaml_syntax"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{zh: 会前学法，每年4次}", {"zh": "会前学法，每年4次"}),
        ("{zh: 会前学法：每年4次， 共3场, n: 1}", {"zh": "会前学法：每年4次， 共3场", "n": 1}),
        ("[学法，4次, 甲：乙]", ["学法，4次", "甲：乙"]),
        ("a:\n  甲：乙, 丙\n", {"a": "甲：乙, 丙"}),
        ("a: 其中，甲:乙", {"a": "其中，甲:乙"}),
        ("a:\n  https://a.b\n", {"a": "https://a.b"}),
        ("a:\n- 甲：乙\n- 丙:丁\n", {"a": ["甲：乙", "丙:丁"]}),
        ('"a：b": 1\n"c:d": 2\n', {"a：b": 1, "c:d": 2}),
    ],
)
def test_full_width_punctuation_inside_a_text_is_text(text, expected):
    if text.startswith("a:\n  甲"):
        assert [p.code for p in refused(text)] == ["yaml_full_width"]  # on a line of its own: meant as a key
    else:
        assert data(text) == expected


@pytest.mark.parametrize(
    ("text", "line", "column", "character"),
    [
        ("weight：40: a", 1, 7, "："),
        ("a: 1\nweight：40\n", 2, 7, "："),
        ("a: {weight：40}", 1, 11, "："),
        ("a: {weight： 40, b: 1}", 1, 11, "："),
        ("leadership：{weight: 60}", 1, 11, "："),
        ("a: {rule: goalposts， worst: 0%}", 1, 20, "，"),
        ("a: {zh: 甲，乙， worst: 0%}", 1, 12, "，"),
        ("a: {weight: 40， zh：甲}", 1, 15, "，"),
        ("a: {zh: 甲，乙， zh：丙}", 1, 12, "，"),
        ("a: [b， c]", 1, 6, "，"),
        ("a: [X， c]", 1, 6, "，"),
        ("a: [甲，乙, 0%， 100%]", 1, 12, "，"),
    ],
)
def test_full_width_punctuation_that_was_meant_to_part_is_refused(text, line, column, character):
    (problem,) = refused(text)
    assert (problem.code, problem.line, problem.column) == ("yaml_full_width", line, column)
    assert problem.params["character"] == character


def test_a_full_width_mark_elsewhere_in_the_line_is_not_blamed():
    assert [p.code for p in refused("a: {zh: 会前，学法, weight: 40: 3}")] == ["yaml_syntax"]


@pytest.mark.parametrize(
    ("text", "place", "meant"),
    [
        ("a: {weight:60}", (1, 5), "weight: 60"),
        ("a:\n  weight:60\n", (2, 3), "weight: 60"),
        ("a:\n  weight:60\n  zh: b\n", (2, 3), "weight: 60"),
        ("a:\n  b: 1\n  weight:60\n", (3, 3), "weight: 60"),
        ("leadership:{weight: 60}", (1, 1), "leadership: {…}"),
    ],
)
def test_a_colon_needs_a_blank(text, place, meant):
    (problem,) = refused(text)
    assert (problem.code, problem.line, problem.column) == ("yaml_no_blank", *place)
    assert meant in problem.hint("en")
    assert meant in problem.hint("zh")


def test_a_comma_that_splits_a_text_is_told():
    (problem,) = refused(edited(INDEX, "g: {weight: 1}", "g: {zh: 会前学法, 每年4次}"))
    assert (problem.code, problem.line, problem.column) == ("key_without_value", 6, 17)
    assert '"…, 每年4次"' in problem.hint("zh")
    (problem,) = refused(edited(INDEX, "g: {weight: 1}", "g: {wieght: , zh: a}"))
    assert problem.code == "unknown_key_near"


def test_a_key_that_is_no_text_does_not_shift_what_follows():
    assert [p.code for p in refused("? [a]\n: [b]\nc: d\ne: {f: g}\nc: h\n")] == [
        "yaml_complex_key",
        "yaml_duplicate_key",
    ]


def test_the_first_of_two_equal_keys_is_named():
    (problem,) = refused(edited(INDEX, "  b: {}", "  b: {}\n  a: {unit: 件}"))
    assert problem.message("en") == "'a' is given twice; first in line 8"
    assert "第 8 行" in problem.message("zh")


# bytes and files


def written(tmp_path, content):
    path = tmp_path / "framework.yaml"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_files_are_read_in_the_encodings_that_editors_write(tmp_path, encoding):
    framework = load_framework(written(tmp_path, COUNTY_SHEET.encode(encoding)))
    assert framework.label("officers", "zh") == "执法队伍"
    assert framework.sha256() == load_framework("t.yaml", text=COUNTY_SHEET).sha256()


def test_a_byte_order_mark_moves_no_column():
    (problem,) = refused("\ufeff" + edited(INDEX, "format: 1", "format: 2"))
    assert (problem.line, problem.column) == (1, 9)


def test_windows_line_ends_move_no_line():
    (problem,) = refused(edited(INDEX, "better: higher", "better: up").replace("\n", "\r\n"))
    assert (problem.line, problem.column, problem.excerpt) == (14, 13, "    better: up")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x00", "yaml_encoding"),
        (b"a: \xff\xff\xff", "yaml_encoding"),
        (bytes(range(256)), "yaml_encoding"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "yaml_character"),
        (b"PK\x03\x04" + bytes(64), "yaml_character"),
        ("a: 1".encode("utf-16-le"), "yaml_character"),
        ("a: 1".encode("utf-32"), "yaml_character"),
        (b"", "yaml_no_mapping"),
        (b"\n\n", "yaml_no_mapping"),
    ],
)
def test_what_is_no_text_has_a_message(tmp_path, content, code):
    with pytest.raises(FazhiError) as caught:
        load_framework(written(tmp_path, content))
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.file.endswith("framework.yaml")
    if code != "yaml_encoding":
        assert (problem.line, problem.column) > (0, 0)


def test_a_large_file_is_refused_by_its_size(tmp_path):
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)  # sparse: takes no room and no time
    with pytest.raises(FazhiError) as caught:
        load_framework(path)
    assert caught.value.problems[0].message("en") == "the file has 50.0 MB; a framework has at most 4"
    with path.open("r+b") as file:
        file.truncate(LIMIT_BYTES + 1)
    with pytest.raises(FazhiError, match=r"has 4\.0 MB") as caught:
        load_framework(path)
    assert caught.value.problems[0].file == str(path)


def test_files_that_are_none(tmp_path):
    for path, code in [(tmp_path, "yaml_is_folder"), (tmp_path / "none.yaml", "file_unreadable")]:
        with pytest.raises(FazhiError) as caught:
            load_framework(path)
        assert [(p.code, p.file) for p in caught.value.problems] == [(code, str(path))]
    # the system's words alone: the name of the file is there already
    assert caught.value.problems[0].params["reason"] == os.strerror(errno.ENOENT)
    with pytest.raises(FazhiError) as caught:
        read_document("a\0b.yaml")
    assert caught.value.problems[0].code == "file_unreadable"


# bombs


def test_aliases_of_empty_lists_are_counted_too():
    # each line has ten times the lists of the line before: 10 ** 25 in the end, though none holds a value
    lines = ["a0: &a0 []"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 26)]
    assert [p.code for p in refused("\n".join(lines))] == ["yaml_too_many"]


def test_many_entries_without_aliases_are_refused(monkeypatch):
    monkeypatch.setattr(document, "LIMIT_NODES", 100)
    assert [p.code for p in refused("[" + "a," * 99 + "]")] == ["yaml_no_mapping"]  # 99 and the list itself
    assert [p.code for p in refused("[" + "a," * 100 + "]")] == ["yaml_too_many"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_ten_thousand_levels_are_a_message(opening):
    assert {p.code for p in refused(opening * 10_000)} <= {"yaml_too_deep", "yaml_complex_key", "yaml_syntax"}


def test_block_nesting_is_counted_like_flow_nesting():
    text = "".join(" " * depth + "a:\n" for depth in range(60))
    (problem,) = refused(text)
    assert (problem.code, problem.line) == ("yaml_too_deep", 41)  # the mapping inside line 40's key


def test_plain_data_from_python_may_not_nest_without_end():
    nested = {}
    for _ in range(10_000):
        nested = {"a": nested}
    loop = {}
    loop["loop"] = loop
    for value in (nested, loop):
        with pytest.raises(FazhiError) as caught:
            load_framework(value)
        assert caught.value.problems[0].code == "yaml_too_deep"
    for depth, told in ((document.LIMIT_DEPTH, False), (document.LIMIT_DEPTH + 1, True)):
        value = {}
        for _ in range(depth):
            value = {"a": value}
        with pytest.raises(FazhiError) as caught:
            load_framework(value)
        assert (caught.value.problems[0].code == "yaml_too_deep") == told


# whatever comes, a message


def check_only_messages(text):
    """Load a text; anything but success and located messages fails."""
    try:
        load_framework("t.yaml", text=text)
    except FazhiError as error:
        assert error.problems
        lines = text.removeprefix("\ufeff").splitlines() or [""]
        places = []
        for problem in error.problems:
            assert problem.line is not None
            assert problem.column is not None
            assert 1 <= problem.line <= len(lines)
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
            places.append((problem.line, problem.column))
            assert problem.render("en").isprintable() or "\n" in problem.render("en")
            assert problem.render("zh")
        assert places == sorted(places)


@pytest.mark.parametrize("start", range(4))
def test_a_file_cut_off_anywhere_has_located_messages(start):
    for end in range(7 * start, len(COUNTY_SHEET), 28):  # four quarters together: every seventh character
        check_only_messages(COUNTY_SHEET[:end])


def test_without_the_c_library_the_messages_are_the_same(monkeypatch):
    texts = [COUNTY_SHEET[:end] for end in range(0, len(COUNTY_SHEET), 211)]
    texts += ["a: \x07", "a: [\ud800]", "groups：", "\ta: 1", "a: >=3", "a: 'x", "{" * 100, "a: *b", "? [a]\n: b"]

    def found(text):
        try:
            load_framework("t.yaml", text=text)
        except FazhiError as error:
            return [(p.code, p.line) for p in error.problems]
        return []

    fast = [found(text) for text in texts]
    monkeypatch.setattr(document, "_LOADER", yaml.SafeLoader)
    slow = [found(text) for text in texts]
    assert [pair for pair in zip(fast, slow, strict=True) if pair[0] != pair[1]] == []


CHARACTERS = "：，“”（）[]{}#&*!|>%@`'\"\t\n -?:,/+<=\x00\x85\u2028\ufeff\ud800😀０"
WORDS = ["\n  ", ": ", "- ", " #", "&a ", "*a", "<<: ", "---\n", "...\n", "!!python/object:os.system ", ".nan", "1e999",
         "true", "weight", "formula", "score", "rule: ", "items", "-1", "9" * 20, "%", "max(", ">=2023"]  # fmt: skip
TOKENS = st.sampled_from([*CHARACTERS, *WORDS])


@settings(max_examples=250, deadline=None)
@given(
    base=st.sampled_from([INDEX, POINTS, COUNTY_SHEET]),
    edits=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 12), TOKENS | st.text(max_size=6)), min_size=1, max_size=6
    ),
)
def test_mutated_files_have_located_messages(base, edits):
    for place, cut, token in edits:
        at = int(place * len(base))
        base = base[:at] + token + base[at + cut :]
    check_only_messages(base)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80) | st.lists(TOKENS, max_size=30).map("".join))
def test_any_text_has_located_messages(text):
    check_only_messages(text)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([10**400, "40%", object()]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "rule",
                    "kind",
                    "items",
                    "bands",
                    "weight",
                    "formula",
                    "a",
                    "g",
                    "one",
                    "level",
                    "levels",
                    "score",
                    5,
                    None,
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_wrong_values_anywhere_in_plain_data_have_messages(data):
    content = read_document("t.yaml", text=data.draw(st.sampled_from([INDEX, POINTS, COUNTY_SHEET]))).data
    part = content
    while True:
        key = data.draw(st.sampled_from([*part, "kind", "rule"] if isinstance(part, dict) else range(len(part))))
        inner = part.get(key) if isinstance(part, dict) else part[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 3)) == 0:
            break
        part = inner
    part[key] = data.draw(VALUES)
    try:
        load_framework(content)
    except FazhiError as error:
        for lang in ("en", "zh"):
            assert error.render(lang)


def test_of_a_second_document_nothing_else_is_told():
    assert [p.code for p in refused("a: 1\n---\nb: 1\nb: 2\n")] == ["yaml_two_documents"]


def test_a_character_that_no_file_may_have_is_shown_as_another():
    (problem,) = refused("a: 1\nb: x\x07y")
    assert (problem.line, problem.column, problem.excerpt) == (2, 5, "b: x\ufffdy")


@pytest.mark.parametrize(("length", "number"), [(59, True), (60, False)])
def test_a_number_with_a_point_has_fewer_than_sixty_letters(length, number):
    text = "0." + "1" * (length - 2)
    assert isinstance(data(f"a: {text}")["a"], float) == number


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join((HERE if (n, k) == (4, 4) else '') + f'*a{n - 1}' for k in range(10))}]\n"
    for n in range(1, 6)
)
"""Lists of ten lists: 11, 111, 1 111 and 11 111 entries, 12 344 together; the fifth *a3 leads above 60 000."""

MISTAKES = [
    ("yaml_two_documents", INDEX + "▸---\nid: second\n"),
    ("yaml_too_deep", "a: " + "[" * 39 + "▸["),
    ("yaml_too_deep", "a: " + "[" * 39 + "▸[" + "[" * 10_000),
    ("yaml_too_deep", "a: " + "{a: " * 39 + "▸{" + "a: {" * 10_000),
    ("yaml_too_many", BOMB),
    ("yaml_tag", changed("id: base", "id: ▸!!python/object/apply:os.system [ls]")),
    ("yaml_tag", changed("id: base", "id: ▸!!python/name:os.system x")),
    ("yaml_tag", changed("g: {weight: 1}", "g: ▸!!set {weight: 1}")),
    ("yaml_complex_key", changed("id: base", "? ▸[a, b]\n: c\nid: base")),
    ("yaml_complex_key", changed("id: base", "? ▸{a: b}\n: {c: d}\nid: base")),
    ("yaml_complex_key", changed("id: base", "en: &name x\n? ▸*name\n: c\nid: base")),
    ("yaml_duplicate_key", changed("id: base", "id: base\n▸id: again")),
    ("yaml_duplicate_key", changed("g: {weight: 1}", "g: {weight: 1, zh: 组, ▸weight: 2}")),
    ("yaml_duplicate_key", changed("  b: {}", "  b: {}\n  ▸a: {zh: 又一个, unit: 件}")),
    ("yaml_number_too_large", changed("weight: 1", "weight: ▸1e999")),
    ("yaml_number_too_large", changed("weight: 1", "weight: ▸-1e999")),
    ("yaml_alias_unknown", changed("weight: 1", "weight: ▸*heavy")),
    ("yaml_alias_unknown", changed("id: base", "id: &loop [▸*loop]")),
    ("yaml_full_width_quote", changed("g: {weight: 1}", "g: {zh: ▸“学法”}")),
    ("yaml_full_width_quote", changed("id: base", "id: base\nzh: ▸「评分表」")),
    ("yaml_full_width", changed("groups:", "groups▸：")),
    ("yaml_full_width", changed("g: {weight: 1}", "g:\n    weight▸：1")),
    ("yaml_full_width", changed("group: g", "group: g\n    zh▸：学法")),
    ("yaml_full_width", changed("group: g", "zh: 学法\n      基础▸：四次\n    group: g")),
    ("yaml_full_width", changed("g: {weight: 1}", "g: {weight▸：1}")),
    ("yaml_full_width", changed("g: {weight: 1}", "g: {zh: 学法▸，weight: 1}")),
    ("yaml_full_width", changed("g: {weight: 1}", "g: {zh: 学法\n    和普法▸，weight: 1}")),
    ("yaml_full_width", changed("g: {weight: 1}", "g: {zh: 学法▸，en: a: b}")),
    ("yaml_full_width", changed("weight: 1}", "weight: 1}\n  h: weight: 1▸，zh: x")),
    ("yaml_no_blank", changed("weight: 1", "▸weight:1")),
    ("key_without_value", changed("weight: 1", "zh: 会前学法, ▸每年4次")),
    ("yaml_character", changed("id: base", "id: base\nzh: 学法▸\x07")),
    ("yaml_character", changed("id: base", "id: base\nzh: 学法▸\ud800")),
    ("yaml_character", "▸\x00"),
    ("yaml_tab", changed("  g: {weight: 1}", "▸\tg: {weight: 1}")),
    ("yaml_tab", changed("    group: g", "  ▸\tgroup: g")),
    ("yaml_quote_comparison", changed("group: g", "group: g\n    applies_to:\n      period: ▸>=2023")),
    ("yaml_quote_comparison", changed("group: g", "group: g\n    applies_to: {period: ▸>=2023, class: [x]}")),
    ("yaml_quote_comparison", formula("▸> 5")),
    ("yaml_unclosed_quote", changed("worst: 0, best: 1}", 'worst: 0, best: ▸"1}')),
    ("yaml_unclosed_quote", changed("formula: a / b", "formula: ▸'a / b")),
    ("yaml_syntax", changed("id: base", "id: base▸: more")),
    ("yaml_syntax", changed("best: 1}", "best: 1▸")),
    ("yaml_syntax", changed("id: base", "zh: 甲：乙\nid: base▸: more")),
    ("yaml_no_mapping", "▸- format: 1\n"),
    ("yaml_no_mapping", "▸[1, 2]"),
    ("yaml_no_mapping", "▸法治政府\n"),
    ("yaml_no_mapping", "▸"),
    ("yaml_no_mapping", "▸# nothing but a comment\n"),
]
"""Not YAML, or YAML that a framework may not have."""


@each_of(MISTAKES)
def test_each_mistake_has_one_message_at_one_character(wanted, text):
    is_told_at_its_marks(wanted, text)


def test_a_text_may_have_the_tag_that_says_it_is_one():
    assert codes(edited(INDEX, "id: base", "id: ! base")) == codes(INDEX)


def test_a_long_text_that_is_read_again_is_a_copy(tmp_path):
    path = tmp_path / "long.yaml"
    path.write_text(f"a: {{b: [1, 2]}}\n# {'x' * document.LONG}\nc: 3\n", encoding="utf-8")
    first, again = read_document(path), read_document(path)
    assert (again, again.values, again.keys, again.lines) == (first, first.values, first.keys, first.lines)
    first.data["a"]["b"].append(5)
    first.values.clear()
    assert again.data == read_document(path).data == {"a": {"b": [1, 2]}, "c": 3}
    assert read_document(path).mark(("c",)) == Mark(str(path), 3, 4)
    path.write_text(path.read_text(encoding="utf-8").replace("c: 3", "c: 4"), encoding="utf-8")
    assert read_document(path).data["c"] == 4
    assert read_document("other.yaml", text=path.read_text(encoding="utf-8")).mark(("c",)).file == "other.yaml"


@pytest.mark.parametrize(
    ("written", "end"),
    [
        ("a / b", 5),
        ("a / b  # why", 5),
        ("'a / b'", 6),
        ('"a / \\u0062"', 0),
        (">-\n  a /\n   b", 4),
        ("a /\n  b # x", 3),
    ],
)
def test_the_end_of_a_text_is_found_however_it_is_written(written, end):
    found = read_document("t.yaml", text=f"k: {written}\nz: 1\n")
    mark = found.inside(("k",), len(found.data["k"]))
    assert mark == Mark("t.yaml", 1 + written.count("\n"), end + (1 if "\n" in written else 4))
