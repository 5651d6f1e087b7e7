"""Texts about extracting facts from reports, reviewing and validating them."""

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    "extracted_in_words": Text("stated in words", "有表述", "", ""),
    "extracted_page": Text("page {page}", "第{page}页", "", ""),
    "extracted_also": Text("also at {place}", "另见 {place}", "", ""),
    "extracted_differs": Text(
        "the report gives {count} values for it", "报告中有{count}个不同的数，请核对后确认", "", ""
    ),
    "extracted_above_100": Text("above 100 %: check", "超过100%，请核对", "", ""),
    "extracted_place": Text("{document} {place}", "{document} {place}", "", ""),
    "extracting": Text("reading: {count} documents, {id}", "正在读取：第{count}份，{id}", "", ""),
    "extract_column_id": Text("document", "文件", "", ""),
    "extract_column_region": Text("region", "地区", "", ""),
    "extract_column_period": Text("period", "年度", "", ""),
    "extract_column_state": Text("state", "状态", "", ""),
    "extract_column_facts": Text("facts", "事实", "", ""),
    "extract_column_problems": Text("problems", "自报问题", "", ""),
    "extract_column_plans": Text("plans", "下步安排", "", ""),
    "extract_done": Text(
        "{count} facts in {path}: {claimed} in words only, {ambiguous} ambiguous, {planned} planned; these give no numbers",
        "{path} 中共有 {count} 项事实：其中 {claimed} 项仅有表述、{ambiguous} 项有歧义、{planned} 项为计划，这些不作为数值使用",
        "correct the table in a spreadsheet: set the status to confirmed, corrected or rejected; extracting again keeps "
        "such rows",
        "请在表格软件中核对：把状态改为“已确认”“已更正”或“已否决”；再次提取不会改动这些行",
    ),
    "extract_changes": Text("{count} changes against the table as it was:", "与原表相比有 {count} 处变化：", "", ""),
    "extract_change_new": Text("new", "新增", "", ""),
    "extract_change_gone": Text("no longer stated", "不再出现", "", ""),
    "extract_change_changed": Text("changed", "有变化", "", ""),
    "extract_change_differs_from_reviewed": Text("differs from the reviewed value", "与已复核的不一致", "", ""),
    "extract_change_moved": Text("reviewed, now elsewhere in the text", "已复核，原文位置有变", "", ""),
    "extract_change_reviewed_gone": Text("reviewed and kept, no longer found", "已复核并保留，原文中未再找到", "", ""),
    "extract_change_new_problem": Text("new problem", "新增问题", "", ""),
    "extract_change_changed_problem": Text("problem now put differently", "问题表述有变化", "", ""),
    "extract_change_gone_problem": Text("problem kept, no longer stated", "问题保留，报告中不再出现", "", ""),
    "reviewed_twice": Text(
        "was decided in two ways for one document: {value} here, {other} in {first}",
        "同一文件的同一事实有两种复核结论：此处为 {value}，{first} 为 {other}",
        "keep one of the two rows; nothing has been written",
        "请保留其中一行；尚未写入任何文件",
    ),
    "update_same_file": Text(
        "the file is named for {first} and for {second}",
        "同一个文件既用于 {first} 又用于 {second}",
        "name a file of its own for each; nothing has been written",
        "请为每张表各指定一个文件；尚未写入任何文件",
    ),
    "update_worksheets": Text(
        "the workbook has other worksheets ({names}), which writing the table would delete",
        "该工作簿还有其他工作表（{names}），写入表格会将其删除",
        "move the table to a workbook of its own, or name another file; nothing has been written",
        "请把该表另存为单独的工作簿，或指定其他文件；尚未写入任何文件",
    ),
    "coding_drawn": Text(
        "{count} cells to be coded by hand in {path}; the answers of the extractor in {key}",
        "已抽取 {count} 个待人工复核的单元，见 {path}；机器提取的结果见 {key}",
        "read the reports and fill in the column answer without looking at the key: a value as printed, 有表述 where there "
        "are only words, nothing where the report does not state it; zero is 0. Then fs.agreement('{path}') compares",
        "请对照报告原文填写 answer 列，填写前不要看结果表：按原文填数值；只有文字表述的填“有表述”；报告没有提到的留空；零请填 0。"
        "填好后用 fs.agreement('{path}') 比较",
    ),
    "coding_as_count": Text("a number", "数量", "", ""),
    "coding_as_rate": Text("a percentage, such as 93.05%", "百分比，如 93.05%", "", ""),
    "coding_as_reduction": Text("by how many percent less, such as 92%", "压减百分比，如 92%", "", ""),
    "coding_as_change": Text("a change in percent; minus for a fall", "变化幅度（%），下降写负数", "", ""),
    "coding_as_ratio": Text("a ratio", "比值", "", ""),
    "coding_as_amount": Text("an amount in yuan, such as 12000", "金额（元），如 1.2万", "", ""),
    "coding_as_yes_no": Text("yes where it is stated", "有表述则填“是”", "", ""),
    "coding_as_date": Text("a day, such as 2024-03-26", "日期，如 2024-03-26", "", ""),
    "coding_filled": Text(
        "answers have been filled in here, and a new draw would delete them",
        "该文件中已填写答案，重新抽样会将其覆盖",
        "rename the sheet and its key, or name another output",
        "请将复核表及其结果表改名，或指定其他输出文件",
    ),
    "coding_draws": Text(
        "{got} cells cannot be drawn",
        "无法抽取 {got} 个单元",
        "give a whole number of at least 1",
        "请给出不小于 1 的整数",
    ),
    "coding_no_documents": Text(
        "no document is known to have been read",
        "没有已读的文件，无法抽样",
        "draw from what fs.extract_facts returns, or read the facts with documents=",
        "请用 fs.extract_facts 的结果抽样，或在读取事实时给出 documents=",
    ),
    "coding_level": Text(
        "{got} is no level of an interval",
        "{got} 不是区间的置信水平",
        "give a number between 0 and 1, such as 0.9",
        "请给出 0 到 1 之间的数，如 0.9",
    ),
    "coding_key_needed": Text(
        "a coded table without a file has no key beside it",
        "给出的是数据表而不是文件，旁边没有结果表",
        "give the key too: agreement(coded, key)",
        "请一并给出结果表：agreement(coded, key)",
    ),
    "coding_key_row": Text(
        "the row is no cell of a key: its name stands twice or is empty, or its probability is not between 0 and 1",
        "这一行不是有效的单元：名称重复或为空，或概率不在 0 到 1 之间",
        "use the key as it was written",
        "请使用原样的结果表",
    ),
    "coding_cell_unknown": Text(
        "'{got}' is no cell of the key",
        "结果表中没有单元“{got}”",
        "sheet and key must be of one draw",
        "复核表与结果表须出自同一次抽样",
    ),
    "coding_cell_twice": Text(
        "the cell {cell} stands in line {line} already",
        "单元 {cell} 已在第 {line} 行出现",
        "keep one of them",
        "请保留其中一行",
    ),
    "coding_cells_missing": Text(
        "{count} cells of the key are not in the sheet, the first of them {first}",
        "复核表缺少结果表中的 {count} 个单元，第一个是 {first}",
        "keep all rows: what is not stated stays blank",
        "请保留全部行：报告没有提到的留空即可",
    ),
    "coding_empty": Text(
        "no answer has been filled in", "还没有填写任何答案", "fill in the column answer", "请填写 answer 列"
    ),
}
