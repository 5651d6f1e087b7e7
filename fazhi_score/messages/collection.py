"""Texts about forms: sent out to units and read back."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    # sending out
    "form_no_units": Text(
        "the register has nobody to send a form to for {period}",
        "名册中没有 {period} 需要填报的单位",
        "check the period, valid_from and valid_to in the register, and applies_to in the framework",
        "请检查期间、名册中的 valid_from 和 valid_to，以及框架中的 applies_to",
    ),
    "form_in_the_way": Text(
        "{count} files of these names are there already: {names}",
        "已有 {count} 个同名文件：{names}",
        "choose an empty folder; forms that were filled in are never overwritten",
        "请换一个空文件夹；已填的表不会被覆盖",
    ),
    # the folder
    "form_due": Text(
        "'{got}' is no day to file by", "“{got}”不是填报截止日期", "write it as 2025-01-31", "请写成 2025-01-31"
    ),
    "form_none_found": Text(
        "there is no workbook in this folder",
        "文件夹中没有工作簿",
        "put the .xlsx files into it",
        "请把收回的 .xlsx 放进来",
    ),
    "form_file_ignored": Text("not a workbook: left aside", "不是工作簿，未读取"),
    "form_ending": Text(
        "a form in {ending} cannot be read",
        "无法读取 {ending} 格式的表",
        "open it in the program that wrote it and save it as .xlsx",
        "请用原来的软件打开，另存为 .xlsx",
    ),
    "form_macros": Text("the macros in this workbook are not looked at", "工作簿中的宏已忽略"),
    # whose form it is
    "form_no_table": Text(
        "this workbook is no form: none of its sheets ({sheets}) has the headings of the table",
        "不是填报表：各工作表（{sheets}）都没有填报表的表头",
        "use the workbook that was sent out; take other workbooks out of the folder",
        "请使用下发的工作簿；其他工作簿请移出文件夹",
    ),
    "form_two_units": Text(
        "the form was made for '{hidden}', but its heading says '{shown}': nothing in it is used",
        "表是发给“{hidden}”的，表头却写“{shown}”，内容未采用",
        "ask whose figures these are, and have them put into the form of that unit",
        "请核实是哪个单位的数据，并填入该单位自己的表",
    ),
    "form_unit_missing": Text(
        "the form does not say whose it is",
        "表上没有写明单位",
        "write the unit as it stands in the register",
        "请按名册填写单位",
    ),
    "form_unit_not_asked": Text(
        "'{name}' is not asked anything for {period}",
        "“{name}”在 {period} 不需要填报",
        "check its class, valid_from and valid_to in the register",
        "请检查名册中该单位的类别、valid_from 和 valid_to",
    ),
    "form_period_missing": Text(
        "the form does not say which period it is of: nothing in it is used",
        "表上没有写明期间，内容未采用",
        "write {wanted} if that is what it reports on",
        "如确为该期，请填写 {wanted}",
    ),
    "form_other_period": Text(
        "the form is of '{got}', not of {wanted}: nothing in it is used",
        "这是“{got}”的表，不是 {wanted} 的，内容未采用",
        "ask the unit for the form of {wanted}",
        "请向该单位索取 {wanted} 的表",
    ),
    "form_other_edition": Text(
        "the form was written from another edition of the framework ({got}; now {wanted})",
        "表是按另一版框架生成的（{got}；现为 {wanted}）",
        "its rows are read by their ids; check what is missing, or send the new form",
        "已按编号读取；请核对缺项，或重新下发",
    ),
    "form_meta_missing": Text(
        "the hidden sheet of the form is gone; unit and period were read from the heading",
        "隐藏的表单信息已丢失，单位和期间取自表头",
    ),
    "form_several_same": Text(
        "{name} has sent several workbooks that say the same: {files}", "{name}交了几份内容相同的表：{files}"
    ),
    "form_several_differ": Text(
        "{name} has sent several workbooks that do not say the same: {files}",
        "{name}交了几份内容不同的表：{files}",
        "keep the one that is right and take the others out of the folder; until then none is used",
        "请保留正确的一份，其余移出文件夹；在此之前都不采用",
    ),
    "form_unit_kept": Text(
        "there is no readable form of {name}; its {count} earlier rows stay",
        "没有{name}可读的表，保留其原有 {count} 行",
    ),
    # the sheets
    "form_other_sheet": Text(
        "the sheet '{sheet}' is not part of the form and is not read",
        "工作表“{sheet}”不是填报表的内容，未读取",
        "look whether something in it belongs into the table",
        "请看其中有无应填入表内的内容",
    ),
    "form_hidden_sheet": Text(
        "the hidden sheet '{sheet}' has content that is not read",
        "隐藏工作表“{sheet}”有内容，未读取",
        "unhide it and look whether something in it belongs into the table",
        "请取消隐藏，看有无应填入表内的内容",
    ),
    "form_too_long": Text(
        "the sheet has content below row {limit}",
        "第 {limit} 行以下还有内容",
        "delete stray cells far below the table",
        "请删除远离表格的多余内容",
    ),
    "form_headings_missing": Text(
        "headings of the table are missing: {wanted}; not understood: {got}",
        "表头缺少：{wanted}；不认识：{got}",
        "give the headings their old names; their order does not matter",
        "请恢复原来的表头；顺序不限",
    ),
    "form_headings_unknown": Text(
        "columns that are not part of the form are not read: {got}",
        "不属于填报表的列未读取：{got}",
        "look whether something in them belongs into the remarks",
        "请看其中有无应写入备注的内容",
    ),
    "form_day_missing": Text(
        "the form does not say when it was filled in", "没有写填报日期", "write it as 2025-01-31", "请写成 2025-01-31"
    ),
    "form_day_unread": Text("'{got}' is no day", "“{got}”不是日期", "write it as 2025-01-31", "请写成 2025-01-31"),
    # the rows
    "form_row_gone": Text(
        "the row of '{fact}' has gone from the table",
        "表中“{fact}”一行被删除",
        "what was filed earlier stays; put the row back, with its id, to change it",
        "原来填报的保留；如要改动，请恢复该行和编号",
    ),
    "form_row_nameless": Text(
        "a row without an id says '{got}'",
        "没有编号的行写有“{got}”",
        "write the id of the row to which it belongs, or move it into the remarks",
        "请写明所属的编号，或移到备注",
    ),
    "form_id_unknown": Text(
        "'{got}' is not an id of this form (value: {value})",
        "表中没有编号“{got}”（数值：{value}）",
        "the row is left out; use the ids of the form that was sent out",
        "该行未采用；请使用下发表中的编号",
    ),
    "form_id_unknown_near": Text(
        "'{got}' is not an id of this form (value: {value})",
        "表中没有编号“{got}”（数值：{value}）",
        "the row is left out; did you mean '{near}'?",
        "该行未采用；是否想写“{near}”？",
    ),
    "form_not_asked": Text(
        "'{got}' is not asked of this unit (value: {value})",
        "“{got}”不由该单位填报（数值：{value}）",
        "the row is left out",
        "该行未采用",
    ),
    "form_merged": Text(
        "the cells {cells} are merged: which value belongs to this row is not clear",
        "单元格 {cells} 已合并，看不出本行的值",
        "unmerge them and fill in each row",
        "请取消合并，逐行填写",
    ),
    "form_row_twice": Text(
        "'{fact}' stands in the table twice, with the same value ({value}; also {cell})",
        "“{fact}”出现两次，值相同（{value}；另见 {cell}）",
    ),
    "form_row_contradicts": Text(
        "'{fact}' stands in the table twice: {value} here, {other} in {cell}",
        "“{fact}”出现两次：此处为 {value}，{cell} 为 {other}",
        "keep the row that is right; until then neither is used",
        "请保留正确的一行；在此之前都不采用",
    ),
    "form_item_missing": Text(
        "several rows are filled in, but this one does not say what it is about",
        "填了几行，但此行没有写明条目",
        "name the case, document or honour in the column of items",
        "请在“条目”栏写明案件、文件或荣誉的名称",
    ),
    "form_item_unasked": Text(
        "'{got}' is not used: this row is about one number only",
        "“{got}”未采用：本行只填一个数",
        "move it into the remarks",
        "请移到备注",
    ),
    "form_level_missing": Text("the level is missing", "没有写级别", "known here: {known}", "可用的有：{known}"),
    "form_level_unknown": Text(
        "'{got}' is not a level", "没有“{got}”这个级别", "known here: {known}", "可用的有：{known}"
    ),
    "form_level_unknown_near": Text(
        "'{got}' is not a level", "没有“{got}”这个级别", "did you mean '{near}'?", "是否想写“{near}”？"
    ),
    "form_no_value_here": Text(
        "'{got}' is not used: reviewers mark this item",
        "“{got}”未采用：本项由评审打分",
        "write the account into the remarks, and name the evidence",
        "请在备注中自述，并写明佐证材料",
    ),
    "form_unit_changed": Text(
        "the unit has been changed to '{got}'; the form asks for '{wanted}'",
        "单位被改为“{got}”，表中要求的是“{wanted}”",
        "put the unit back and convert the value",
        "请恢复单位，并换算数值",
    ),
    # the cells
    "form_formula": Text("the saved result of a formula is used: {got}", "采用公式保存的结果：{got}"),
    "form_date_instead": Text(
        "the cell is a date ({got}) where none belongs: spreadsheets turn entries such as 3-5 into dates",
        "单元格成了日期（{got}）：表格软件会把 3-5 之类自动变成日期",
        "set the cell's format to general or text, and type the value again",
        "请把单元格格式改为常规或文本后重新填写",
    ),
    "form_state_unknown": Text(
        "'{got}' is none of the words to choose from", "“{got}”不在可选项中", "choose one of: {known}", "请选：{known}"
    ),
    "form_state_contradicts": Text(
        "the row says '{got}', but also has the value {value}",
        "本行写“{got}”，却又填了 {value}",
        "leave one of them",
        "请只留一个",
    ),
    "form_value_empty": Text(
        "the row is filled in but has no value",
        "本行已填，但没有数值",
        "write the value, 0 for zero, or choose 'no data' (无此数据)",
        "请填写数值，零写 0，没有的选“无此数据”",
    ),
    "form_only_remark": Text(
        "there is evidence or a remark, but no value", "只有佐证或备注，没有数值", "write the value", "请填写数值"
    ),
    "form_earlier_kept": Text(
        "'{fact}' of {region} keeps its earlier value, {value}", "{region}的“{fact}”保留原值 {value}"
    ),
}
