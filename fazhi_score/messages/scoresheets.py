"""Texts about score sheets in Excel."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    # reading
    "scoresheet_kind": Text(
        "a score sheet is read from an Excel workbook, not from a '{ending}' file",
        "评分表要从 Excel 工作簿读取，不能从“{ending}”文件读取",
        "open it in Excel and save it as .xlsx",
        "请用 Excel 打开，另存为 .xlsx",
    ),
    "scoresheet_large": Text(
        "the workbook unpacks to {size} MB; a score sheet may have {limit} MB",
        "工作簿解压后有 {size} MB，评分表最多 {limit} MB",
        "copy the sheet alone into a new workbook",
        "请把评分表单独复制到新工作簿",
    ),
    "scoresheet_no_headings": Text(
        "no headings of a score sheet found in: {sheets}",
        "在以下工作表中没有找到评分表的表头：{sheets}",
        "one row must have a heading for the items and one for points or criteria, such as {wanted}",
        "要有一行表头，既有考核内容一类的列，又有分值或评分标准一类的列，例如 {wanted}",
    ),
    "scoresheet_no_items": Text(
        "below the headings there are no items",
        "表头下面没有考核项目",
        "name the worksheet with sheet=",
        "请用 sheet= 指定工作表",
    ),
    "scoresheet_also": Text(
        "this worksheet also has headings of a score sheet; only '{chosen}' was read",
        "这张工作表也有评分表表头，只读取了“{chosen}”",
        "read it with sheet=",
        "如需读取，请用 sheet= 指定",
    ),
    "scoresheet_hidden_sheet": Text("the worksheet is hidden", "工作表是隐藏的"),
    "scoresheet_hidden_rows": Text("hidden rows were read too: {rows}", "隐藏的行也已读取：{rows}"),
    "scoresheet_hidden_columns": Text("hidden columns were read too: {columns}", "隐藏的列也已读取：{columns}"),
    "scoresheet_long": Text(
        "the cell has {length} characters; Excel keeps {limit}", "单元格有 {length} 个字符，Excel 最多保存 {limit} 个"
    ),
    "scoresheet_once": Text(
        "the points stand on every row of their group; they were counted once for each group",
        "分值在所属项目的每一行重复填写，每个项目只计一次",
        "if they are points of each row, write the total of the sheet below, or move the column behind the items",
        "如果是每一行各自的分值，请在表末写上合计，或把分值列移到考核内容之后",
    ),
    "scoresheet_points": Text(
        "'{got}' is no number of points", "“{got}”不是分值", "write the number alone", "请只写数字"
    ),
    "scoresheet_no_points": Text(
        "no points for '{title}'", "“{title}”没有分值", "write them into the sheet", "请在表中填写分值"
    ),
    "scoresheet_classes": Text(
        "points of their own for several classes: {classes}",
        "分值按类别分列：{classes}",
        "name the class with points= and import the sheet once for each class",
        "请用 points= 指定类别，每类各导入一次",
    ),
    "scoresheet_no_classes": Text(
        "no points for '{points}': the sheet has one column of points for all",
        "没有“{points}”的分值列：本表不分类别",
        "leave points= out",
        "请去掉 points=",
    ),
    "scoresheet_other_class": Text(
        "{count} rows have no points for '{points}' and were left out: {rows}",
        "有 {count} 行不适用于“{points}”，未导入：第 {rows} 行",
    ),
    "scoresheet_sum": Text(
        "'{group}' has {wanted} points, its parts have {given}: {listed}",
        "“{group}”为 {wanted} 分，各部分合计 {given} 分：{listed}",
        "correct the points of the group or of a part; nothing was changed",
        "请改正该组或其中一项的分值（导入时未作改动）",
    ),
    "scoresheet_subtotal": Text(
        "the subtotal is {wanted}, the items above have {given}: {listed}",
        "小计为 {wanted} 分，上面各项合计 {given} 分：{listed}",
        "correct the subtotal or the points of an item",
        "请改正小计或其中一项的分值",
    ),
    "scoresheet_total": Text(
        "the total is {wanted}, its parts have {given}: {listed}",
        "合计为 {wanted} 分，各部分合计 {given} 分：{listed}",
        "correct the total or the points of a part; nothing was changed",
        "请改正合计或其中一部分的分值（导入时未作改动）",
    ),
    "scoresheet_twice": Text(
        "'{title}' stands here and in {first}", "“{title}”在此处和 {first} 重复", "remove one", "请删去其中一项"
    ),
    "scoresheet_cap": Text(
        "one highest number of points for a whole section is not in the format: {section}",
        "整个部分共用的上限无法写入，各条单独封顶：{section}",
        "set `cap` of its bonuses",
        "请逐条核对 cap",
    ),
    "scoresheet_comment": Text(
        "drafted from the score sheet {source}; check every rule",
        "由评分表 {source} 转写的草稿，请逐项核对计分规则",
    ),
    # why an item is left to a person
    "open_hedged": Text("the wording leaves the marks to judgement ({about})", "评分靠人工判断（“{about}”）"),
    "open_no_marks": Text("the wording does not say how marks are given or taken", "没有写明怎样得分或扣分"),
    "open_no_rule": Text("no single rule says all of this: {about}", "没有一条规则能完整表达：{about}"),
    "open_several_rates": Text("several rates share the marks: {about}", "几个比率合用一个分值：{about}"),
    "open_two_numbers": Text("two different numbers are required: {about}", "要求的数量前后不一：{about}"),
    "open_points": Text("the item has no points", "没有分值"),
    "open_refused": Text(
        "the marks of the wording do not fit the points of the item ({about})", "扣分、得分与本项分值不相符（{about}）"
    ),
    "open_sample": Text(
        "a survey: state how many answers are enough", "满意度类调查：请补充最低有效样本量（可改用 survey 规则）"
    ),
    "open_veto": Text(
        "what the veto leaves is not said: a grade or a highest total is needed",
        "没有写明否决后的等次或总分上限，未列入 adjustments",
    ),
    "scoresheet_scale": Text(
        "grades and highest totals are taken as of 100, the sheet has {total} points",
        "等次分数线和总分上限按百分制写入，而本表满分为 {total} 分",
        "check them",
        "请核对",
    ),
    # rules in words
    "rule_none": Text("shown, not scored", "只展示，不计分"),
    "rule_joint": Text("; ", "；"),
    "rule_comma": Text(", ", "、"),
    "rule_points": Text("{marks} points", "{marks}分"),
    "rule_share": Text("{marks} of full marks", "满分的{marks}"),
    "rule_goalposts": Text(
        "none at {worst}, full marks at {best}, linear between", "{worst}得零分，{best}得满分，其间按比例"
    ),
    "rule_minmax": Text(
        "full marks for the best of the class, none for the worst, linear between",
        "同类中最好得满分、最差得零分，其间按比例",
    ),
    "rule_zscore": Text(
        "half of full marks at the mean of the class, a tenth more for each standard deviation",
        "同类平均得一半分，每高一个标准差多得一成",
    ),
    "rule_rank": Text(
        "the first has full marks; {each_place} off for each place", "第一名得满分，每低一名扣{each_place}"
    ),
    "rule_rank_linear": Text("by rank in the class, linear", "按同类名次折算"),
    "rule_top": Text("none below place {value}", "第{value}名以后不得分"),
    "rule_bottom": Text("{deduct} off for the last {last} places", "排名末{last}位的扣{deduct}"),
    "rule_percentile": Text("share of the class that is worse", "按优于多少同类计分"),
    "rule_band_from": Text("from {edge}: {marks}", "{edge}及以上得{marks}"),
    "rule_band_over": Text("above {edge}: {marks}", "高于{edge}得{marks}"),
    "rule_level": Text("{level}: {marks}", "{level}得{marks}"),
    "rule_presence": Text("full marks for yes, none for no", "做到得满分，否则不得分"),
    "rule_checklist": Text("share of what is there: {items}", "按做到的条目得分：{items}"),
    "rule_required": Text(
        "at least {at_least}; {each_missing} off for each one missing", "不少于{at_least}，每少一个扣{each_missing}"
    ),
    "rule_required_share": Text("at least {at_least}, fewer in proportion", "不少于{at_least}，不足按比例"),
    "rule_deduct": Text("{each} off for each one", "每一个扣{each}"),
    "rule_beyond": Text("the first {value} are free", "前{value}个不扣"),
    "rule_repeated": Text("times {factor} where it repeats", "重复发生的按{factor}倍扣"),
    "rule_max_deduction": Text("at most {value} off", "最多扣{value}"),
    "rule_proportional": Text("full marks at {full}, less in proportion", "达到{full}得满分，不足按比例"),
    "rule_threshold_least": Text("full marks from {edge}", "达到{edge}得满分"),
    "rule_threshold_most": Text("full marks up to {edge}", "不高于{edge}得满分"),
    "rule_otherwise_zero": Text("else none", "否则不得分"),
    "rule_otherwise_proportional": Text("else in proportion", "否则按比例"),
    "rule_target_gap": Text(
        "target {target}; {marks} off for each point of the gap",
        "以{target}为目标，每差一个百分点（或一个单位）扣{marks}",
    ),
    "rule_steps_whole": Text("parts of a point do not count", "不足一个百分点的不计"),
    "rule_steps_started": Text("parts of a point count as one", "不足一个百分点的按一个计"),
    "rule_slope": Text("beyond {edge} {marks} for each point", "超出{edge}的部分每个百分点扣{marks}"),
    "rule_survey": Text(
        "full marks at {full}, less in proportion; at least {minimum_sample} answers",
        "达到{full}得满分，不足按比例；有效样本不少于{minimum_sample}",
    ),
    "rule_sample_mean": Text(
        "mean mark of the files sampled, each of {full}; at least {minimum_items}",
        "抽查平均分折算，单件满分{full}，不少于{minimum_items}件",
    ),
    "rule_panel": Text(
        "marks of raters, each of {full}; at least {minimum_raters} in a group",
        "多人评分取平均，单人满分{full}，每组不少于{minimum_raters}人",
    ),
    "rule_trim": Text("the {count} highest and lowest left out", "去掉最高、最低各{count}个"),
    "rule_reviewer": Text("marks that a person gives", "由考核人员评分"),
    "rule_guidance": Text("{value}", "{value}"),
    "rule_deadline_same": Text("by {due} of the year", "当年{due}前"),
    "rule_deadline_next": Text("by {due} of the next year", "次年{due}前"),
    "rule_late": Text("{value} off when late", "逾期扣{value}"),
    "rule_each_day": Text("{value} off for each day late", "每逾期一天扣{value}"),
    "rule_veto": Text("where {when}: at most {at_most}", "{when} 成立时，最高为{at_most}"),
    "rule_gate": Text("where {when}: not ranked or graded", "{when} 成立时，不参加排名和评等"),
    "rule_extra_when": Text("where {when}: {sign}{points}", "{when} 成立时 {sign}{points}"),
    "rule_extra_each": Text("each {sign}{points}", "每一个 {sign}{points}"),
    "rule_cap": Text("at most {cap} in all", "累计不超过{cap}"),
    # headings of an exported sheet
    "export_sheet": Text("score sheet", "评分表"),
    "export_group": Text("Level {level}", "{level}级指标"),
    "export_points": Text("Points", "分值"),
    "export_points_of": Text("Level {level} points", "{level}级分值"),
    "export_weight": Text("Weight", "权重"),
    "export_weight_of": Text("Level {level} weight", "{level}级权重"),
    "export_title": Text("Item", "考核项目"),
    "export_wording": Text("Wording", "考核内容和评分标准"),
    "export_rule": Text("Rule in words", "计分规则说明"),
    "export_facts": Text("Facts needed", "所需数据"),
    "export_note": Text("Note", "备注"),
    "export_total": Text("Total", "合计"),
    "export_bonus": Text("Bonus", "加分项"),
    "export_penalty": Text("Penalties", "减分项"),
    "export_veto": Text("Vetoes", "一票否决"),
    "export_gate": Text("Gates", "资格条件（不得申报）"),
    "export_remarks": Text("Notes:", "说明："),
}
