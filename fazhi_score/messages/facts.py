"""Texts about facts, the register of regions and the manifest of documents."""

from __future__ import annotations

from fazhi_score.messages.text import Text

_NEAR = ("did you mean '{near}'?", "是否想写“{near}”？")
_KNOWN = ("known here: {known}", "可用的有：{known}")


def _unknown(code: str, en: str, zh: str, en_hint: str = _KNOWN[0], zh_hint: str = _KNOWN[1]) -> dict[str, Text]:
    """Return the text for a word that is not known, without and with a near match."""
    return {code: Text(en, zh, en_hint, zh_hint), f"{code}_near": Text(en, zh, *_NEAR)}


TEXTS: dict[str, Text] = {
    # sources
    "source_kind": Text(
        "facts cannot be read from a {got}",
        "无法从 {got} 读取",
        "pass a path, a DataFrame, or a query with connection=",
        "请提供文件路径、DataFrame，或查询语句加 connection=",
    ),
    "source_nothing": Text(
        "the list of sources is empty", "来源列表是空的", "pass at least one file or table", "请至少提供一个文件或表"
    ),
    "query_without_connection": Text(
        "this is a query, but there is no connection to run it on",
        "这是查询语句，但没有数据库连接",
        "pass connection=",
        "请提供 connection=",
    ),
    "query_kind": Text(
        "with connection= the source must be a query, not a {got}",
        "给了 connection= 时，来源应为查询语句，而不是 {got}",
        "pass the SQL as text",
        "请以文字提供 SQL",
    ),
    "query_failed": Text(
        "the query failed ({reason})", "查询失败（{reason}）", "try it in the database first", "请先在数据库中试运行"
    ),
    **_unknown("file_missing", "there is no such file", "没有这个文件", "check the path", "请检查路径"),
    "file_is_folder": Text(
        "this is a folder, not a file", "这是文件夹，不是文件", "name a file in it", "请写出其中的文件"
    ),
    "file_ending": Text(
        "files ending in '{ending}' cannot be read",
        "无法读取“{ending}”结尾的文件",
        "save it as one of {known}",
        "请另存为以下格式之一：{known}",
    ),
    "file_too_large": Text(
        "the file has {size} MB; at most {limit} MB are read",
        "文件有 {size} MB，最多读取 {limit} MB",
        "split it, or use parquet or a database",
        "请拆分，或改用 parquet 或数据库",
    ),
    "file_not_read": Text(
        "the file cannot be opened ({reason})",
        "文件无法打开（{reason}）",
        "check its name and permissions; close it in other programs",
        "请检查文件名和权限，并在其他程序中关闭它",
    ),
    "file_empty": Text(
        "the file is empty", "文件是空的", "save it again from the program that made it", "请从原程序重新保存"
    ),
    "file_other_kind": Text(
        "the content is that of a {ending} file",
        "内容其实是 {ending} 文件",
        "give the file its proper ending, or export it as CSV",
        "请改正文件后缀，或另存为 CSV",
    ),
    "file_binary": Text(
        "the file holds bytes that are no text",
        "文件含有非文本内容",
        "export it as CSV in UTF-8",
        "请另存为 UTF-8 编码的 CSV",
    ),
    "file_encoding": Text(
        "the file is neither UTF-8, UTF-16 nor GB18030 text",
        "文件不是 UTF-8、UTF-16 或 GB18030 文本",
        "save it as UTF-8",
        "请另存为 UTF-8 编码",
    ),
    "file_damaged": Text(
        "the file is UTF-8 text, but damaged at byte {position}",
        "文件是 UTF-8 文本，但在第 {position} 字节处损坏",
        "save it again; it may have been cut off or joined with text in another encoding",
        "请重新保存；可能被截断，或混入了其他编码的文字",
    ),
    "extra_missing": Text(
        "this needs the package {needs}, which is not installed",
        "需要安装 {needs}",
        'pip install "fazhi-score[{extra}]"',
        'pip install "fazhi-score[{extra}]"',
    ),
    "too_many_cells": Text(
        "the table has {count} cells or more; at most {limit} are read",
        "表格至少有 {count} 个单元格，最多读取 {limit} 个",
        "delete stray cells far from the table, or split it",
        "请删除远离表格的多余单元格，或拆分",
    ),
    "parquet_not_read": Text(
        "this is not a parquet file ({reason})", "不是有效的 parquet 文件（{reason}）", "write it again", "请重新生成"
    ),
    "frame_levels": Text(
        "the columns have several levels", "列标题有多层", "flatten them: one heading a column", "请改为单层列标题"
    ),
    "row_ragged": Text(
        "the row has {got} cells, the heading {wanted}",
        "本行有 {got} 个单元格，标题有 {wanted} 个",
        "put a value with a comma, such as 1,346, in double quotes",
        "含逗号的值（如 1,346）请加双引号",
    ),
    "csv_malformed": Text(
        "this is not CSV ({reason})",
        "不符合 CSV 格式（{reason}）",
        "look for a double quote that is not closed; inside quotes write it twice",
        "请检查是否有未闭合的双引号；引号内的双引号要写两个",
    ),
    "json_malformed": Text(
        "this line is not JSON ({reason})",
        "本行不是 JSON（{reason}）",
        'write one object a line: {{"region": …, "value": …}}',
        '每行写一个对象：{{"region": …, "value": …}}',
    ),
    "json_no_object": Text(
        "this line is JSON, but no object",
        "本行是 JSON，但不是对象",
        'write one object a line: {{"region": …, "value": …}}',
        '每行写一个对象：{{"region": …, "value": …}}',
    ),
    "json_key_twice": Text(
        "the key '{key}' stands twice in the object", "对象中“{key}”出现两次", "keep one", "请只保留一个"
    ),
    "json_nested": Text(
        "'{key}' holds a list or an object, not a value",
        "“{key}”是列表或对象，不是单个值",
        "write text, a number, true, false or null",
        "请写文字、数字、true、false 或 null",
    ),
    "cells_nested": Text(
        "the column '{column}' holds a {got}, not single values",
        "“{column}”列含有 {got}，不是单个值",
        "give each fact a row of its own",
        "请一行写一个事实",
    ),
    # workbooks
    "workbook_old": Text(
        "this is an old .xls workbook, or one with a password",
        "这是旧版 .xls 文件，或设有密码",
        "open it in Excel and save it as .xlsx without a password",
        "请用 Excel 打开，另存为不带密码的 .xlsx",
    ),
    "workbook_bomb": Text(
        "the workbook unpacks to {size} MB, far more than it looks",
        "工作簿解压后有 {size} MB，远超正常大小",
        "save it again from Excel; do not trust the file if you do not know its source",
        "请用 Excel 重新保存；来源不明的文件请勿使用",
    ),
    "workbook_entities": Text(
        "'{part}' in the workbook defines entities, which no spreadsheet program writes",
        "工作簿中的“{part}”定义了实体，正常表格软件不会这样写",
        "save it again from Excel; do not trust the file if you do not know its source",
        "请用 Excel 重新保存；来源不明的文件请勿使用",
    ),
    "workbook_not_read": Text(
        "the workbook cannot be read ({reason})",
        "工作簿无法读取（{reason}）",
        "open it in Excel and save it again",
        "请用 Excel 打开并重新保存",
    ),
    **_unknown("sheet_missing", "there is no worksheet '{sheet}'", "没有工作表“{sheet}”"),
    "sheet_empty": Text(
        "the worksheet '{sheet}' is empty",
        "工作表“{sheet}”是空的",
        "name the worksheet with sheet=",
        "请用 sheet= 指定工作表",
    ),
    "formula_unsaved": Text(
        "the cell holds a formula whose result was never saved",
        "单元格是公式，但没有保存计算结果",
        "open the workbook in Excel and save it, or paste the values",
        "请用 Excel 打开并保存，或粘贴为数值",
    ),
    "cell_error": Text(
        "the cell shows the error {got}",
        "单元格显示错误 {got}",
        "correct its formula, or empty it",
        "请改正公式，或清空",
    ),
    # headings
    "column_same": Text(
        "two columns are called '{column}'", "有两列都叫“{column}”", "rename or remove one", "请改名或删去其中一列"
    ),
    "column_twice": Text(
        "'{first}' and '{second}' both mean {name}",
        "“{first}”和“{second}”都表示 {name}",
        "keep one of them",
        "请只保留一列",
    ),
    "column_unnamed": Text(
        "column {number} has cells but no heading",
        "第 {number} 列有内容但没有标题",
        "give it a heading, or empty it",
        "请补上标题，或清空该列",
    ),
    **_unknown("column_unknown", "the column '{column}' is not used", "没有用到“{column}”列"),
    "separator_unknown": Text(
        "the headings are separated by '{got}'",
        "标题之间用的是“{got}”",
        "separate the cells of every line with the half-width comma , or save the table as .xlsx",
        "请把各行单元格之间的分隔改成半角逗号 ,；或另存为 .xlsx",
    ),
    "headings_missing": Text(
        "the first line has no heading that is known: {got}",
        "第一行没有认得的标题：{got}",
        "let the first line be: region, period, fact, value",
        "第一行请写标题：地区、年度、事实、值（或 region、period、fact、value），各占一格",
    ),
    "headings_below": Text(
        "the headings stand in row {line}, not in the first one ('{got}')",
        "标题在第 {line} 行，第一行是“{got}”",
        "delete what stands above the headings",
        "请删去标题以上的行（表名、单位、日期等），让标题成为第一行",
    ),
    "region_is_total": Text(
        "'{written}' is read as a region",
        "“{written}”被当作一个地区",
        "delete rows of totals and means; official means are given as regions of the class 'reference'",
        "请删去合计、平均等行；官方公布的均值，在名册中列为 reference（参照）类的地区",
    ),
    "column_missing": Text(
        "there is no column '{name}'",
        "缺少“{name}”列",
        "add it; '{also}' is understood as well",
        "请补上；也可写作“{also}”",
    ),
    "column_missing_near": Text(
        "there is no column '{name}'",
        "缺少“{name}”列",
        "is '{near}' meant? Call it '{name}' or '{also}'",
        "是否指“{near}”列？请改为“{name}”或“{also}”",
    ),
    "wide_needs_period": Text(
        "a table with one column a fact has no column 'period'",
        "一列一个事实的宽表缺少 period（年度）列",
        "add it, or pass period=",
        "请补上该列，或用 period= 指定",
    ),
    "period_twice": Text(
        "period= is given, but the table has a column 'period' as well",
        "已指定 period=，但表中又有 period 列",
        "leave one of them out",
        "请去掉其中一个",
    ),
    "no_rows": Text("there is a heading but no row", "只有标题，没有数据行"),
    # cells
    "cell_empty": Text("'{name}' is empty", "“{name}”为空", "every row needs it", "每行都必须填写"),
    "period_form": Text(
        "'{got}' is no period (rows: {count})",
        "“{got}”不是期间（共 {count} 行）",
        "write 2024, 2024H1, 2024Q3 or 2024-07",
        "请写 2024、2024H1、2024Q3 或 2024-07",
    ),
    **_unknown(
        "status_unknown",
        "'{got}' is no status (rows: {count})",
        "没有“{got}”这种状态（共 {count} 行）",
        _KNOWN[0],
        "可用的有：已报告、已确认、已更正、已否决、不适用、仅有表述、有歧义、计划（或英文 {known}）",
    ),
    **_unknown(
        "span_unknown",
        "'{got}' is no span of time (rows: {count})",
        "没有“{got}”这种口径（共 {count} 行）",
        _KNOWN[0],
        "可用的有：全年、截至目前、累计、存量（或英文 {known}）",
    ),
    "value_empty": Text(
        "there is no value",
        "没有值",
        "leave the row out, or give the status claimed or not_applicable",
        "请删去该行，或写明状态 claimed（仅有表述）或 not_applicable（不适用）",
    ),
    "value_is_range": Text(
        "'{written}' is a range, not one value",
        "“{written}”是一个范围，不是单个值",
        "write the value that is to count, and the range in the columns low and high; or give the status ambiguous",
        "请写出采用的值，范围写在 low、high 两列；或把状态写为 ambiguous（有歧义）",
    ),
    "not_applicable_status": Text(
        "'{written}' cannot be confirmed or corrected as a value",
        "“{written}”不能作为已确认或已更正的值",
        "give the status not_applicable and reject the other row",
        "请把状态写为 not_applicable，并否决另一行",
    ),
    "bounds_crossed": Text(
        "low, value and high are not in order",
        "下限、值、上限的大小顺序不对",
        "low is at most the value, high at least",
        "下限不大于值，上限不小于值",
    ),
    "bound_outdated": Text(
        "the bound {written} is not that of the corrected value, and is left out",
        "界限 {written} 与更正后的值不符，不采用",
        "empty the cell; where the new value has bounds, write both low and high, or the value as 130余 or 近130",
        "请清空这一格；新的值有上下限的，low、high 两列都写，或把值写成“130余”“近130”",
    ),
    "location_is_time": Text(
        "the place in the source '{got}' is a time of day: a spreadsheet took 30:40 for one (rows: {count})",
        "原文位置“{got}”成了时间：表格软件把 30:40 这样的位置当成了时间（共 {count} 行）",
        "extract again into a workbook (-o facts.xlsx), whose places stay; or import the CSV with the column as text",
        "请重新提取并写成工作簿（-o 事实.xlsx），位置就不会变；或导入 CSV 时把这一列设为文本",
    ),
    "bound_not_number": Text(
        "the bound '{written}' is no number", "界限“{written}”不是数字", "write it like the value", "请按值的写法填写"
    ),
    "bound_form": Text(
        "the bound is not written like the value (number, percentage or date)",
        "界限与值的写法不同（数字、百分数、日期）",
        "write 90% beside 93%, 90 beside 93",
        "值为 93% 时写 90%，值为 93 时写 90",
    ),
    "row_repeated": Text(
        "the row says the same as {first}: {value}", "与 {first} 重复：{value}", "one of them can go", "可删去其中一行"
    ),
    "more_rows": Text("{count} more of the same kind", "另有 {count} 处同类问题"),
    **_unknown(
        "filter_unknown",
        "no row has the {column} '{got}'",
        "没有 {column} 为“{got}”的行",
        "see table['{column}'].cat.categories",
        "可查看 table['{column}'].cat.categories",
    ),
    # register
    "region_twice": Text(
        "the region '{region}' stands twice; first in line {line}",
        "地区“{region}”出现两次，第一次在第 {line} 行",
        "an id is unique; regions of one name differ in their id",
        "编号不得重复；同名地区请用不同编号",
    ),
    "class_empty": Text(
        "the region '{region}' has no class",
        "地区“{region}”没有类别",
        "write county-level, department, township … or reference for official means",
        "请写 county-level、department、township 等；官方均值写 reference",
    ),
    "day_form": Text("'{got}' is no day", "“{got}”不是日期", "write 2024-03-26", "请写成 2024-03-26"),
    "validity_crossed": Text(
        "valid_to ({last}) lies before valid_from ({first})",
        "valid_to（{last}）早于 valid_from({first})",
        "exchange or correct them",
        "请改正",
    ),
    **_unknown(
        "successor_unknown",
        "the successor '{successor}' is not in the register",
        "继任地区“{successor}”不在名册中",
        "add a row for it",
        "请在名册中补一行",
    ),
    "successor_circle": Text(
        "the successors of '{region}' lead back to it",
        "“{region}”的继任关系绕回了自身",
        "a region that took over has no earlier one as its successor",
        "请改正 successor",
    ),
    "region_name_shared": Text(
        "{count} regions of the register are called '{name}': the name alone does not say which is meant",
        "名册中有 {count} 个地区名为“{name}”，只写名称无法区分",
        "write the id: {ids}",
        "请写编号：{ids}",
    ),
    **_unknown(
        "region_name_unknown",
        "no region is called '{name}'",
        "没有名为“{name}”的地区",
        "see the register",
        "请查看名册",
    ),
    **_unknown(
        "region_not_listed",
        "the region '{region}' is not in the register (rows: {count})",
        "地区“{region}”不在名册中（共 {count} 行）",
        "add it to the register, or correct it here",
        "请补入名册，或在此改正",
    ),
    "region_ended": Text(
        "'{region}' ended on {day}, before {period}",
        "“{region}”已于 {day} 终止，早于 {period}",
        "correct the period or the register",
        "请改正期间或名册",
    ),
    "region_ended_successor": Text(
        "'{region}' ended on {day}, before {period}",
        "“{region}”已于 {day} 终止，早于 {period}",
        "its successor is '{successor}'",
        "继任地区为“{successor}”",
    ),
    "region_not_begun": Text(
        "'{region}' exists only since {day}, after {period}",
        "“{region}”自 {day} 才存在，晚于 {period}",
        "use the region that preceded it, or correct the register",
        "请用其前身地区，或改正名册",
    ),
    # manifest
    "document_twice": Text(
        "the document '{id}' stands twice; first in line {line}",
        "文件“{id}”出现两次，第一次在第 {line} 行",
        "give each document an id of its own",
        "请给每份文件不同的编号",
    ),
    **_unknown("state_unknown", "'{got}' is no state of a document", "没有“{got}”这种文件状态"),
    "sha256_form": Text(
        "'{got}' is no SHA-256", "“{got}”不是 SHA-256", "it has 64 digits 0–9 and a–f", "应为 64 位 0–9、a–f"
    ),
    "characters_form": Text(
        "'{got}' is no number of characters",
        "“{got}”不是字数",
        "write digits only, such as 5421",
        "请只写数字，如 5421",
    ),
    "source_not_listed": Text(
        "the source '{source}' is not in the manifest (rows: {count})",
        "来源“{source}”不在文件清单中（共 {count} 行）",
        "add the document, or correct the id",
        "请补入清单，或改正编号",
    ),
    # writing
    "write_ending": Text(
        "facts cannot be written to a file ending in '{ending}'",
        "无法写成“{ending}”结尾的文件",
        "use .csv or .xlsx",
        "请用 .csv 或 .xlsx",
    ),
    "write_failed": Text(
        "the file cannot be written ({reason})",
        "文件无法写入（{reason}）",
        "check folder and permissions; close it in other programs",
        "请检查文件夹和权限，并在其他程序中关闭它",
    ),
    "write_too_many": Text(
        "there are {count} rows; a worksheet holds {limit}",
        "共有 {count} 行，工作表最多 {limit} 行",
        "write .csv",
        "请写成 .csv",
    ),
    "write_too_long": Text(
        "a cell of '{column}' has {length} characters; the file's format holds fewer than {limit}",
        "“{column}”有单元格长达 {length} 字，该格式须少于 {limit} 字",
        "shorten it",
        "请缩短",
    ),
}
