"""Files and texts of every kind, whole and damaged, become reports or a message; the batch goes on."""

import datetime
import io
import random
import sys
import tracemalloc
import zipfile
import zlib

import docx
import pandas as pd
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from fazhi_score.documents import contents, officetext, pdftext
from fazhi_score.documents.htmltext import page_text
from fazhi_score.documents.reports import Report, manifest_of, read_report, read_reports
from fazhi_score.documents.sources import Source, report_sources
from fazhi_score.errors import FazhiError
from fazhi_score.facts.manifest import read_documents
from fazhi_score.facts.writing import write_frame
from tests.documents.papers import assembled, pdf, stream

TEXT = (  # an invented county
    "云溪县人民政府\n关于2023年法治政府建设情况的报告\n\n"
    "2023年，云溪县坚持依法行政，全年办理行政复议案件123件，纠错12件，全县依法行政水平稳步提升，人民群众的满意度有所提高，现将有关情况报告如下。\n"
    "一、主要举措\n（一）全年开展执法检查1,234次，办理行政处罚案件56件。\n二、存在的问题\n基层执法力量不足。\n"
    "云溪县人民政府\n2024年1月26日\n"
)
TRADITIONAL = "雲溪縣2023年法治政府建設報告\n全縣辦理行政復議案件123件，執法檢查組織有序，進一步強化監督。\n" * 5
PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312">
<title>云溪县2023年法治政府建设报告_通知公告_云溪县人民政府</title>
<meta name="PubDate" content="2024-01-26 10:00"><meta name="ContentSource" content="云溪县司法局">
<script>var a="案件9件。";</script>
</head><body><div class="top"><ul class="nav"><li><a href="1">首页</a></li><li><a href="2">政务公开</a></li></ul></div>
<div>您现在的位置：<a href="1">首页</a> &gt; 公告</div><form><div class="wrap"><h1>云溪县2023年法治政府建设报告</h1>
<div class="info">发布时间：2024-01-26 来源：云溪县司法局 浏览次数：<span>12</span></div><div class="TRS_Editor">
<p>　　2023年，云溪县坚持<b>依法行政</b>，全年办理行政复议案件<span>12</span>3件，全县依法行政水平稳步提升，人民群众的
满意度有所提高。</p><p><strong>一、主要举措</strong></p><p style="display: none">看不见的一段，案件8件，不应当出现。</p>
<table><tr><th>指标</th><th>数量</th></tr><tr><td><p>案件</p></td><td><p>12</p></td></tr></table>
第一行。<br>第二行。<br/><p>二、存在的问题。执法力量不足，基层法治机构人员不够，执法规范化水平仍需进一步提高，宣传形式比较单一。</p>
</div><div>【打印】【关闭】</div><div class="share">分享到：</div></div></form>
<div class="footer">主办：云溪县人民政府，版权所有，地址在云溪县，欢迎来信来访。</div></body></html>"""


def one(path, **given):
    return next(read_reports([path], **given))


def codes(report):
    return [problem.code for problem in report.problems]


def word(*parts):
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
        else:
            part(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def made(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# texts and encodings


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_text_is_the_same_in_every_encoding(tmp_path, encoding):
    report = one(made(tmp_path, "a.txt", TEXT.encode(encoding)))
    assert (report.text, report.state, report.problems) == (TEXT, "read", ())
    assert (report.title, report.issuer) == ("云溪县人民政府关于2023年法治政府建设情况的报告", "云溪县人民政府")
    assert (report.region, report.class_, report.period) == ("云溪县", "county-level", "2023")
    assert report.published == datetime.date(2024, 1, 26)
    assert report.characters == len(TEXT)


@pytest.mark.parametrize("encoding", ["big5", "gbk", "utf-8"])
def test_what_a_page_declares_does_not_outweigh_what_it_says(tmp_path, encoding):
    markup = f'<html><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>{TRADITIONAL}'
    report = one(made(tmp_path, "a.html", markup.encode(encoding)))
    assert "辦理行政復議案件123件，執法檢查組織有序" in report.text
    assert report.state == "read"


def test_line_ends_are_the_only_change(tmp_path):
    report = one(made(tmp_path, "a.md", TEXT.replace("\n", "\r\n").replace("一、", "# 一、").encode()))
    assert report.text == TEXT.replace("一、", "# 一、")


def test_damage_is_named_with_its_place(tmp_path):
    data = TEXT.encode()
    report = one(made(tmp_path, "a.txt", data[:300] + b"\xff\xfe" + data[300:]))
    assert report.state == "partly"
    assert report.problems[0].code == "report_damaged"
    assert report.problems[0].params["position"] == 300
    assert "\ufffd" in report.text
    assert one(made(tmp_path, "b.txt", data[:-2])).state == "partly"
    assert one(made(tmp_path, "c.txt", TEXT.encode("utf-16")[:-1])).state == "partly"
    zero = one(made(tmp_path, "d.txt", data[:300] + b"\x00" + data[300:]))
    assert (zero.state, zero.problems[0].params["position"]) == ("partly", 300)


def test_lines_in_two_encodings_are_each_read_in_their_own(tmp_path):
    first, second = TEXT, "二、下一步安排\n推进执法规范化建设。\n"
    report = one(made(tmp_path, "a.txt", first.encode() + second.encode("gbk")))
    assert report.text == first + second
    assert (report.state, codes(report)) == ("partly", ["report_mixed"])
    assert report.problems[0].params["position"] == len(first.encode())


def test_what_is_no_text_is_refused(tmp_path):
    report = one(made(tmp_path, "a.txt", random.Random(1).randbytes(4000)))
    assert (report.state, codes(report), report.text) == ("failed", ["report_no_text"], "")
    assert len(report.sha256) == 64


# pages


def test_a_page_gives_its_article_and_what_its_tags_say(tmp_path):
    report = one(made(tmp_path, "a.htm", PAGE.encode("gbk")))
    lines = report.text.split("\n")
    assert lines[0] == "云溪县2023年法治政府建设报告"
    assert lines[1].startswith("2023年，云溪县坚持依法行政，全年办理行政复议案件123件，")
    assert lines[1].endswith("有所提高。")
    assert lines[2:7] == ["一、主要举措", "指标\t数量", "案件\t12", "第一行。", "第二行。"]
    assert lines[7].startswith("二、存在的问题")
    assert len(lines) == 8
    assert (report.title, report.issuer) == ("云溪县2023年法治政府建设报告", "云溪县司法局")
    assert (report.region, report.period, report.published) == ("云溪县", "2023", datetime.date(2024, 1, 26))


def test_tables_that_only_arrange_the_page_are_no_tables():
    paragraph = "全年办理行政复议案件123件，均在期限内办结，没有发生重大违法事件，群众满意度提高。"
    article = "<br>".join([paragraph] * 8)
    menu = "".join(f"<td><a href={n}>栏目{n}</a></td>" for n in range(9))
    page = page_text(
        f"<table><tr>{menu}</tr></table><table><tr><td>云溪县2023年法治政府建设总结</td></tr>"
        f"<tr><td>发布日期：2024-01-26</td></tr><tr><td><font>{article}</font></td></tr></table>"
    )
    lines = page.text.split("\n")
    assert lines[-8:] == [paragraph] * 8
    assert "栏目" not in page.text


def test_a_deep_page_is_read_and_one_too_deep_is_refused(tmp_path):
    assert page_text("<div>" * 900 + TEXT + "</div>" * 900).text.startswith("云溪县人民政府")
    report = one(made(tmp_path, "a.html", "<html>" + "<div>" * 9000 + TEXT))
    assert report.state == ("partly" if report.text else "failed")  # before libxml2 2.13 text is still read down there
    assert codes(report)[0] == "report_html_cut"


@pytest.mark.parametrize("markup", ["<html></html>", "<html><script>x</script>", "<!doctype html><!-- x -->", "<html"])
def test_a_page_without_text_is_empty(tmp_path, markup):
    assert codes(one(made(tmp_path, "a.html", markup))) == ["report_empty"]


# Word


def test_a_word_document_keeps_the_order_of_headings_paragraphs_and_tables(tmp_path):
    def table(document):
        grid = document.add_table(2, 2)
        for cell, text in zip((*grid.rows[0].cells, *grid.rows[1].cells), ("指标", "数量", "案件", "12"), strict=True):
            cell.text = text

    def numbered(document):
        for text in ("检查", "处罚"):
            document.add_paragraph(text, style="List Number")

    def frame(document):
        cell = document.add_table(1, 1).rows[0].cells[0]
        for text in ("甲", "乙", "丙", "丁"):
            cell.add_paragraph(text)

    def deleted(document):
        paragraph = document.add_paragraph("保留")
        paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')} w:id='1'><w:r><w:t>删去</w:t></w:r></w:del>"))
        paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')} w:id='2'><w:r><w:t>加上</w:t><w:tab/></w:r></w:ins>"))

    data = word(
        "云溪县司法局2023年法治政府建设年度报告",
        lambda document: document.add_heading("一、主要举措", 1),
        "全年办理案件12件。",
        table,
        numbered,
        frame,
        deleted,
        "二、存在的问题",
    )
    report = one(made(tmp_path, "a.docx", data))
    assert report.text.split("\n") == [
        *("云溪县司法局2023年法治政府建设年度报告", "一、主要举措", "全年办理案件12件。", "指标\t数量", "案件\t12"),
        *("1.检查", "2.处罚", "甲", "乙", "丙", "丁", "保留加上 ", "二、存在的问题"),
    ]
    assert (report.region, report.class_, report.state) == ("云溪县司法局", "department", "read")


def test_chinese_numbers_that_word_counts_stand_in_the_text(tmp_path):
    def numbering(document):
        root = document.part.numbering_part.element
        levels = "".join(
            f"<w:lvl w:ilvl='{level}'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/>"
            f"<w:lvlText w:val='{form}'/></w:lvl>"
            for level, form in enumerate(("%1、", "（%2）"))
        )
        root.insert(0, parse_xml(f"<w:abstractNum {nsdecls('w')} w:abstractNumId='90'>{levels}</w:abstractNum>"))
        root.append(parse_xml(f"<w:num {nsdecls('w')} w:numId='90'><w:abstractNumId w:val='90'/></w:num>"))
        for text, level in (("举措", 0), ("执法", 1), ("复议", 1), ("问题", 0), ("力量", 1)):
            properties = document.add_paragraph(text)._p.get_or_add_pPr()
            properties.append(
                parse_xml(f"<w:numPr {nsdecls('w')}><w:ilvl w:val='{level}'/><w:numId w:val='90'/></w:numPr>")
            )

    report = one(made(tmp_path, "a.docx", word(numbering)))
    assert report.text.split("\n") == ["一、举措", "（一）执法", "（二）复议", "二、问题", "（一）力量"]
    assert [officetext._numeral(number, "chineseCounting") for number in (10, 12, 20, 35)] == [
        "十",
        "十二",
        "二十",
        "三十五",
    ]
    assert officetext._numeral(3, "decimalEnclosedCircle") + officetext._numeral(2, "upperLetter") == "③B"


# PDF

LINES = [
    "云溪县2023年法治政府建设年度报告",
    "2023年，云溪县坚持依法行政，全年办理行政复议案件一百二十三件，其中纠错",
    "十二件，占百分之十，比上年有所下降，全县依法行政水平稳步提升，人民群",
    "众满意度提高。",
    "一、主要举措",
    "（一）全年开展执法检查1234次，办理行政处罚案件56件，均进行法制审核，",
    "- 1 -",
]
MORE = ["在规定期限内办结。", "\u2f06、存在的问题", "力量不足。", "2"]


@pytest.mark.parametrize("packed", [False, True])
def test_a_pdf_keeps_its_pages_and_joins_broken_lines(tmp_path, packed):
    report = one(made(tmp_path, "a.pdf", pdf([LINES, MORE], packed=packed)))
    lines = report.text.split("\n")
    assert lines[1].endswith(
        "其中纠错十二件，占百分之十，比上年有所下降，全县依法行政水平稳步提升，人民群众满意度提高。"
    )
    assert lines[3:] == [LINES[5] + MORE[0], "二、存在的问题", "力量不足。"]
    assert (report.state, report.region, report.period) == ("read", "云溪县", "2023")
    assert [report.page_of(report.text.index(text)) for text in ("主要举措", "法制审核", "在规定", "不足")] == [
        1,
        1,
        2,
        2,
    ]
    assert report.page_of(0) == 1
    assert Report("a").page_of(0) is None


def test_a_scan_has_its_state_and_one_message(tmp_path):
    report = one(made(tmp_path, "a.pdf", pdf([[], []], picture=True)))
    assert (report.state, codes(report), report.problems[0].params["count"]) == ("scan", ["report_scan"], 2)
    half = one(made(tmp_path, "b.pdf", pdf([LINES, []], picture=True)))
    assert (half.state, codes(half), half.problems[0].params["pages"]) == ("partly", ["report_scan_pages"], "2")
    assert codes(one(made(tmp_path, "c.pdf", pdf([[], []])))) == ["report_empty"]


def test_a_long_pdf_and_one_without_letters_are_read_in_part(tmp_path, monkeypatch):
    monkeypatch.setattr(pdftext, "MOST_PAGES", 1)
    assert codes(one(made(tmp_path, "a.pdf", pdf([LINES, MORE])))) == ["report_too_many_pages"]
    odd = one(made(tmp_path, "b.pdf", pdf([["\ue001\ue002\ue003报告" * 5]])))
    assert codes(odd)[0] == "report_no_letters"
    assert odd.state == "partly"


# what cannot be read


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (30 * 2**20))
    return out.getvalue()


def other_archive(name="xl/workbook.xml"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


def packed_bomb(times):
    data = b" " * (2 * 2**20)
    for _ in range(times):
        data = zlib.compress(data, 9)
    return assembled({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: stream(data, b"/Filter /FlateDecode")})


@pytest.mark.parametrize(
    ("name", "content", "code", "state"),
    [
        ("empty.txt", b"", "report_empty", "failed"),
        ("blank.txt", b"\xef\xbb\xbf \r\n", "report_empty", "failed"),
        ("empty.docx", b"", "report_empty", "failed"),
        ("locked.pdf", pdf([LINES], password="secret"), "report_encrypted", "failed"),
        ("cut.pdf", pdf([LINES])[:200], "report_not_read", "failed"),
        ("cut.docx", word("甲")[:3000], "report_not_read", "failed"),
        ("bomb.docx", bomb(), "report_bomb", "failed"),
        ("sheet.docx", other_archive(), "report_other_kind", "failed"),
        ("archive.docx", other_archive("a.txt"), "report_other_kind", "failed"),
        ("hollow.docx", other_archive("word/document.xml"), "report_not_read", "failed"),
        ("nothing.docx", word(), "report_empty", "failed"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "report_other_kind", "failed"),
        (
            "locked.docx",
            b"\xd0\xcf\x11\xe0" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "report_encrypted",
            "failed",
        ),
        ("rich.rtf", b"{\\rtf1 x}", "report_other_kind", "failed"),
        ("photo.pdf", b"\x89PNG\r\n\x1a\n" + b"\x00" * 600, "report_other_kind", "scan"),
        ("binary.pdf", b"abc\x00" * 600, "report_not_read", "failed"),
    ],
)
def test_each_bad_file_has_one_message_and_the_batch_goes_on(tmp_path, name, content, code, state):
    made(tmp_path, name, content)
    made(tmp_path, "zz.txt", TEXT)
    bad, good = read_reports(tmp_path)
    assert (bad.id, bad.state, codes(bad), bad.text) == (name, state, [code], "")
    assert bad.problems[0].file.endswith(name)
    for lang in ("en", "zh"):
        assert name in bad.problems[0].render(lang)
    assert (good.state, good.region) == ("read", "云溪县")


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_pdf_that_unfolds_without_end_is_refused(tmp_path, monkeypatch, times):
    monkeypatch.setattr(pdftext, "MOST_UNPACKED", 2**20)
    assert codes(one(made(tmp_path, "a.pdf", packed_bomb(times)))) == ["report_bomb"]


def test_files_and_texts_have_limits(tmp_path, monkeypatch):
    monkeypatch.setitem(contents.MOST_BYTES, ".txt", 0)
    report = one(made(tmp_path, "a.txt", TEXT))
    assert (codes(report), report.sha256) == (["report_too_large"], "")
    monkeypatch.setattr(contents, "MOST_CHARACTERS", 50)
    long = next(read_reports(TEXT))
    assert (long.characters, long.state, codes(long)[0]) == (50, "partly", "report_too_long")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.docx", pdf([LINES]), ".pdf"),
        ("a.pdf", word(TEXT), ".docx"),
        ("a.txt", PAGE.encode(), ".html"),
        ("a.doc", PAGE.encode(), ".html"),
        ("a.pdf", TEXT.encode(), ".txt"),
    ],
)
def test_a_wrong_ending_is_said_and_the_content_read(tmp_path, name, content, kind):
    report = one(made(tmp_path, name, content))
    assert (report.state, codes(report), report.region) == ("read", ["report_ending"], "云溪县")
    assert report.problems[0].params["kind"] == kind


@pytest.mark.parametrize(
    ("module", "name", "content"),
    [("lxml", "a.html", PAGE), ("docx", "a.docx", word("甲")), ("pypdfium2", "a.pdf", pdf([LINES]))],
)
def test_a_missing_package_is_named(tmp_path, monkeypatch, module, name, content):
    monkeypatch.setitem(sys.modules, module, None)
    report = one(made(tmp_path, name, content))
    assert codes(report) == ["extra_missing"]
    assert "fazhi-score[documents]" in report.problems[0].hint("en")


def test_a_file_that_cannot_be_opened_is_said(tmp_path):
    assert codes(one(tmp_path / "nowhere.pdf")) == ["report_missing"]
    assert codes(read_report(Source("a", "a\x00b.txt"))) == ["file_not_read"]


# sources


def test_a_folder_is_read_by_name_with_its_folders(tmp_path):
    for name in (
        "b.txt",
        "a/2.txt",
        "a/1.TXT",
        ".hidden.txt",
        "~$lock.docx",
        "x.html",
        "x_files/ad.html",
        "notes.csv",
        "o.ofd",
    ):
        made(tmp_path, name, TEXT + name)
    found = list(read_reports(tmp_path))
    assert [report.id for report in found] == ["a/1.TXT", "a/2.txt", "b.txt", "o.ofd", "x.html"]
    assert [report.id for report in read_reports(str(tmp_path / "b.txt"))] == ["b.txt"]


def test_texts_paths_and_mappings_may_stand_side_by_side(tmp_path):
    path = made(tmp_path, "a.txt", TEXT)
    items = [
        path,
        TEXT + "甲",
        {"id": "b", "text": "一行正文", "region": "乙县", "period": 2022},
        {"path": path},
        str(path),
    ]
    found = list(read_reports(iter(items)))
    again = [f"{path.parent.name}/a.txt", f"{path.parent.parent.name}/{path.parent.name}/a.txt"]  # and no whole path
    assert [report.id for report in found] == ["a.txt", "text-2", "b", *again]
    assert (found[2].region, found[2].period, found[2].needs) == ("乙县", "2022", ("class",))
    assert codes(found[3]) == ["report_twice"]
    assert [found.id for found in report_sources(Source("s", text="x"))] == ["s"]
    assert next(read_reports({"text": ""})).problems[0].code == "report_empty"
    assert list(read_reports([])) == []
    assert [report.id for report in read_reports([tmp_path])] == ["a.txt"]


@pytest.mark.parametrize("source", [3, b"x", pd.DataFrame()])
def test_other_sources_are_refused_at_once(source):
    with pytest.raises(FazhiError) as caught:
        read_reports(source)
    assert caught.value.problems[0].code == "report_source"


@pytest.mark.parametrize("item", [3, None, {"id": "a"}, b"x"])
def test_other_items_are_refused_where_they_stand(item):
    with pytest.raises(FazhiError) as caught:
        list(read_reports([TEXT, item]))
    assert caught.value.problems[0].place == "[2]"


def test_what_does_not_exist_is_said_at_once(tmp_path):
    for source, code in (
        (tmp_path / "x", "report_missing"),
        (tmp_path, "report_folder_empty"),
        ("一行", "report_missing"),
    ):
        with pytest.raises(FazhiError) as caught:
            read_reports(source)
        assert caught.value.problems[0].code == code
    with pytest.raises(FazhiError) as caught:
        read_reports(TEXT, period="去年")
    assert caught.value.problems[0].code == "period_form"


# what is known beforehand


def test_what_is_not_stated_is_asked_for(tmp_path):
    report = one(made(tmp_path, "r.txt", "今年以来，我区办理案件12件。\n"))
    assert report.needs == ("region", "period", "class")
    assert codes(report) == ["report_needs"]
    assert report.problems[0].severity == "error"
    assert "--region (region=), --period (period=), --class (class_=)" in report.problems[0].hint("en")
    assert "r.txt" in report.problems[0].hint("zh")
    given = one(tmp_path / "r.txt", region="甲区", period=2023, class_="county-level")
    assert (given.region, given.period, given.class_, given.problems) == ("甲区", "2023", "county-level", ())


def test_a_manifest_row_goes_before_arguments_and_text(tmp_path):
    made(tmp_path, "a.txt", TEXT)
    made(tmp_path, "sub/b.txt", TEXT + "乙")
    manifest = made(
        tmp_path, "documents.csv",
        "编号,地区,年度,发布日期,网址,类别\na,乙县,2022年,2023-02-01,http://x,township\nc,丙县,2022,,,\n",
    )  # fmt: skip
    first, second = read_reports(tmp_path, manifest=manifest, period="2021")
    assert (first.id, first.region, first.period, first.class_, first.url) == (
        "a",
        "乙县",
        "2022",
        "township",
        "http://x",
    )
    assert first.published == datetime.date(2023, 2, 1)
    assert codes(first) == ["report_period_differs"]
    assert (second.id, second.region, second.period) == ("sub/b.txt", "云溪县", "2021")
    documents = manifest_of([first, second], manifest=manifest)
    assert documents.frame[["id", "region", "period", "state"]].to_numpy().tolist() == [
        ["a", "乙县", "2022", "read"],
        ["sub/b.txt", "云溪县", "2021", "read"],
        ["c", "丙县", "2022", "not_found"],
    ]
    assert [report.region for report in read_reports(tmp_path, manifest=documents)] == ["乙县", "云溪县"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ({"id": ["a", "a"]}, "document_twice"),
        ({"id": [""]}, "cell_empty"),
        ({"id": ["a"], "period": ["去年"]}, "period_form"),
        ({"id": ["a"], "published": ["春天"]}, "day_form"),
        ({"name": ["a"]}, "column_missing"),
    ],
)
def test_mistakes_of_the_manifest_are_said_at_once(rows, code):
    with pytest.raises(FazhiError) as caught:
        read_reports(TEXT, manifest=pd.DataFrame(rows))
    assert code in [problem.code for problem in caught.value.problems]


def test_the_register_gives_ids_and_classes():
    register = pd.DataFrame(
        {
            "region": ["110", "220", "330"],
            "name": ["城中区", "城中区", "云溪县"],
            "city": ["西宁市", "柳州市", ""],
            "class": ["county-level", "county-level", "pilot"],
        }
    )
    title = "{}2023年法治政府建设年度报告\n正文。"
    names = ("柳州市城中区", "城中区", "云溪县", "云西县")
    found = list(read_reports([title.format(name) for name in names], regions=register))
    assert [(report.region, report.class_, report.state) for report in found] == [
        ("220", "county-level", "read"),
        ("", "county-level", "read"),
        ("330", "pilot", "read"),
        ("", "county-level", "read"),
    ]
    assert [[problem.code for problem in report.problems] for report in found] == [
        [],
        ["report_region_shared"],
        [],
        ["report_region_unregistered_near"],
    ]
    told = str(found[1].problems[0])
    assert "西宁市" in told and "柳州市" in told
    assert found[3].problems[0].params["near"] == "云溪县 330"
    for given in ({"city": "西宁市"}, {"issuer": "西宁市城中区人民政府"}, {"region": "110"}):
        rows = pd.DataFrame({"id": ["text-1"], **{name: [value] for name, value in given.items()}})
        (report,) = read_reports([title.format("城中区")], manifest=rows, regions=register)
        assert report.region == "110"
    assert next(read_reports(TEXT, regions=register, region="110")).region == "110"


def test_the_manifest_of_a_batch_is_written_and_read_again(tmp_path):
    for name, content in (
        ("a.txt", TEXT),
        ("b.pdf", pdf([[]], picture=True)),
        ("c.docx", b"PK\x03\x04x"),
        ("d.html", PAGE),
    ):
        made(tmp_path / "in", name, content)
    made(tmp_path / "in", "e.txt", TEXT.encode()[:-2])
    documents = manifest_of(read_reports(tmp_path / "in", region="云溪县", period="2023"))
    write_frame(documents.frame, tmp_path / "documents.csv")
    again = read_documents(tmp_path / "documents.csv")
    assert again.frame["state"].tolist() == ["read", "scan", "failed", "read", "partly"]
    assert again.frame["characters"].tolist()[:3] == [str(len(TEXT)), "0", "0"]
    assert again.frame["published"].tolist()[0] == "2024-01-26"
    assert list(again.frame.columns) == [
        *("id", "region", "period", "issuer", "url", "retrieved", "published", "sha256", "characters", "state")
    ]


# many, and hostile


def mutated(draw, whole):
    data = bytearray(draw.choice(whole))
    how = draw.randrange(4)
    if how == 0:
        return bytes(data[: draw.randrange(len(data))])
    if how == 1:
        start = draw.randrange(len(data))
        part = data[start : start + draw.randrange(1, 400)]
        draw.shuffle(part)
        data[start : start + len(part)] = part
    elif how == 2:
        for _ in range(draw.randrange(1, 30)):
            data[draw.randrange(len(data))] = draw.randrange(256)
    else:
        other = draw.choice(whole)
        data = data[: draw.randrange(len(data))] + other[draw.randrange(len(other)) :]
    return bytes(data)


@pytest.mark.no_cover
def test_500_mutated_documents_give_reports_or_messages(tmp_path):
    draw = random.Random(20240126)
    encodings = ("utf-8", "gb18030", "utf-16", "big5hkscs")
    whole = [TEXT.encode(encoding, "ignore") for encoding in encodings] + [PAGE.encode("gbk"), PAGE.encode()]
    whole += [word(TEXT, "二、问题"), pdf([LINES, MORE]), pdf([LINES, MORE], packed=True), pdf([LINES], password="x")]
    states = set()
    for number in range(500):
        ending = draw.choice([".txt", ".html", ".docx", ".pdf"])
        path = made(tmp_path, f"{number}{ending}", mutated(draw, whole))
        report = one(path)
        states.add(report.state)
        assert report.state == "read" or report.problems
        assert bool(report.text) == (report.state in ("read", "partly"))
        assert report.pages == tuple(sorted(report.pages))
        for problem in report.problems:
            assert problem.file == str(path)
            assert problem.render("en") != problem.render("zh")
    assert states >= {"read", "partly", "failed"}


@pytest.mark.no_cover
def test_2000_texts_stream_in_flat_memory():
    body = TEXT * 5

    def texts():
        for number in range(2000):
            yield f"{body}{number}\n"

    reports = read_reports(texts())
    for _ in range(100):
        next(reports)
    tracemalloc.start()
    try:
        read = sum(report.characters for report in reports)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert read > 1900 * len(body)
    assert most < 2**20 < read  # a few texts at a time and an id and a hash of each, never all
