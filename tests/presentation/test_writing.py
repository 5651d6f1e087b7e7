"""Tables into files, read back by others: csv, LaTeX, Markdown, JSON, workbook."""

import json

import openpyxl
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.errors import FazhiError

HOSTILE = '=HYPERLINK("x") <script> 50% & $x_1$ {a}^~#\\ | * \n next'
FRAME = pd.DataFrame({"名称": [HOSTILE, "乙"], "得分": [0.1 + 0.2, float("nan")], "个数": [3, 0]})


def test_csv_keeps_digits_escapes_formulas_and_opens_in_excel(tmp_path):
    path = tmp_path / "t.csv"
    fs.write_table(path, FRAME)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(path, converters={"得分": lambda text: float(text or "nan")})  # pandas 2 rounds the last digit
    assert back["名称"][0] == "'" + HOSTILE
    assert back["得分"][0] == 0.1 + 0.2  # every bit
    assert pd.isna(back["得分"][1]) and back["个数"][1] == 0


def test_json_has_null_for_a_gap(tmp_path):
    path = tmp_path / "t.json"
    fs.write_table(path, FRAME)
    assert json.loads(path.read_text(encoding="utf-8"))[1] == {"名称": "乙", "得分": None, "个数": 0}


def test_markdown_is_one_line_a_row_and_text_stays_text(tmp_path):
    from markdown_it import MarkdownIt

    path = tmp_path / "t.md"
    fs.write_table(path, FRAME, caption="表 1")
    html = MarkdownIt("commonmark").enable("table").render(path.read_text(encoding="utf-8"))
    assert html.count("<tr>") == 3 and html.count("<td") == 6
    assert "&lt;script&gt;" in html and "<em>" not in html and "<code>" not in html
    assert "<strong>表 1</strong>" in html


def test_latex_escapes_every_special_character(tmp_path):
    path = tmp_path / "t.tex"
    fs.write_table(path, FRAME, caption="50 %")
    text = path.read_text(encoding="utf-8")
    assert r"50\% \& \$x\_1\$ \{a\}\textasciicircum{}\textasciitilde{}\#\textbackslash{}" in text
    assert r"\caption{50 \%} \\" in text
    assert r"0.3 & 3 \\" in text and "乙 &  & 0" in text
    assert text.count(r"\begin{longtable}{lrr}") == 1


def test_a_workbook_reads_back(tmp_path):
    path = tmp_path / "t.xlsx"
    fs.write_table(path, FRAME)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["名称", "得分", "个数"]
    assert sheet["A2"].data_type == "s" and sheet["A3"].value == "乙"


def test_an_index_with_names_becomes_columns(tmp_path):
    path = tmp_path / "t.csv"
    fs.write_table(path, FRAME.set_index("名称"))
    assert list(pd.read_csv(path)) == ["名称", "得分", "个数"]


def test_an_empty_table_has_its_headings(tmp_path):
    for ending in ("csv", "md", "tex", "json", "xlsx"):
        fs.write_table(tmp_path / f"t.{ending}", FRAME.iloc[:0])
    assert (tmp_path / "t.md").read_text(encoding="utf-8").splitlines()[0] == "| 名称 | 得分 | 个数 |"


@pytest.mark.parametrize("name", ["t.pdf", "t"])
def test_another_ending_is_refused(tmp_path, name):
    with pytest.raises(FazhiError, match=r"\.csv"):
        fs.write_table(tmp_path / name, FRAME)
    assert not list(tmp_path.iterdir())
