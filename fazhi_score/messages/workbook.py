"""Titles, headings and sentences of the workbook."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    # worksheets
    "book_sheet_cover": Text("Cover", "封面"),
    "book_sheet_ranking": Text("Ranking", "排名"),
    "book_sheet_calculation": Text("Calculation", "计算"),
    "book_sheet_scores": Text("Scores", "指标得分"),
    "book_sheet_weights": Text("Weights", "权重"),
    "book_sheet_sheet": Text("Score sheet", "评分表"),
    "book_sheet_values": Text("Values", "指标值"),
    "book_sheet_gaps": Text("Gaps", "缺项"),
    "book_sheet_decisions": Text("Decided", "评审决定表"),
    "book_sheet_alerts": Text("Alerts", "预警"),
    "book_sheet_robustness": Text("Robustness", "稳健性"),
    "book_sheet_sensitivity": Text("Sensitivity", "敏感性"),
    "book_sheet_changes": Text("Changes", "变化"),
    "book_sheet_problems": Text("Ledger", "问题整改"),
    "book_sheet_facts": Text("facts", "事实"),
    "book_sheet_regions": Text("regions", "地区名册"),
    "book_sheet_documents": Text("documents", "文件清单"),
    "book_sheet_notes": Text("Notes", "说明"),
    "book_about_ranking": Text(
        "Composite, rank, grade, coverage, bounds and possible ranks of each unit",
        "各单位综合得分、排名、等级、覆盖率、上下界和可能名次",
    ),
    "book_about_calculation": Text(
        "From indicator scores to groups, the total, bonuses and penalties, caps, composite and rank: live formulas",
        "由指标得分到分组得分、加权得分、加减分、封顶、综合得分、排名，均为公式",
    ),
    "book_about_scores": Text(
        "The score (0–100) of each indicator, under the weights in use",
        "各单位每项指标的得分（0–100），上方为采用的权重",
    ),
    "book_about_weights": Text(
        "All weights; type others into the yellow cells and watch scores and ranks move",
        "全部权重；在黄色单元格填入新的权重，得分和排名随即重算",
    ),
    "book_about_sheet": Text(
        "One row a unit and item: full points, points, decision, evidence, wording",
        "一行一个单位的一个条目：分值、得分、评审决定、佐证、评分标准",
    ),
    "book_about_values": Text(
        "The value of each indicator before it was scored, those that are shown only at the end",
        "各项指标计分之前的数值，只看不计分的列在最后",
    ),
    "book_about_gaps": Text("One row a gap, with the reason and what was done", "一行一个缺项，写明原因和处理办法"),
    "book_about_decisions": Text("Reviewers' decisions beside what the rule alone gave", "评审决定，与按规则得分对照"),
    "book_about_alerts": Text(
        "Alerts that are raised, and those nobody can tell", "已触发的预警，和因缺数据无法判断的预警"
    ),
    "book_about_robustness": Text("How far ranks and scores can be trusted", "名次和得分有多可靠"),
    "book_about_sensitivity": Text("Which assumption matters how much", "各项假设的影响大小"),
    "book_about_changes": Text("Scores, ranks and grades before and now", "得分、名次、等级的前后对照"),
    "book_about_problems": Text("The ledger of problems and what was done", "问题台账及整改情况"),
    "book_about_facts": Text(
        "All facts with source, place and quote; fs.read_facts reads this sheet back",
        "全部事实及其来源、位置、原文摘录；本软件可直接读回此表",
    ),
    "book_about_regions": Text("The register of regions", "参评地区（单位）名册"),
    "book_about_documents": Text(
        "The documents that were sought, and what became of them", "查找过的报告文件及其读取情况"
    ),
    "book_about_notes": Text("What a reader must know", "读者须知"),
    # headings
    "book_title": Text("{name}: results", "{name}评价结果"),
    "book_footer": Text("&CPage &P of &N", "&C第 &P 页，共 &N 页"),
    "book_row_group": Text("Group", "所属分组"),
    "book_row_whole": Text("Total", "总分"),
    "book_row_id": Text("Id", "标识"),
    "book_row_weight": Text("Weight in use", "采用权重"),
    "book_row_unit": Text("Unit", "单位"),
    "book_step_total": Text("Weighted total", "加权得分"),
    "book_step_extra": Text("± {name}", "加减分：{name}"),
    "book_step_cap": Text("Cap: {name}", "封顶：{name}"),
    "book_step_composite": Text("Composite", "综合得分"),
    "book_step_points": Text("In points (of {total})", "折合分值（满分 {total}）"),
    "book_step_peers": Text("Ranked in group no.", "排名组号"),
    "book_step_rank": Text("Rank", "排名"),
    "book_column_best_rank": Text("Best possible rank", "可能最好名次"),
    "book_column_worst_rank": Text("Worst possible rank", "可能最差名次"),
    "book_column_peers": Text("Peers", "同组个数"),
    "book_column_lower": Text("Lower bound", "下界"),
    "book_column_upper": Text("Upper bound", "上界"),
    "book_column_unranked": Text("Why there is no rank", "没有名次的原因"),
    "book_unranked_score": Text("no score", "没有得分"),
    "book_unranked_gate": Text("kept out by a condition of the framework", "不符合参评条件"),
    "book_unranked_coverage": Text("coverage below {least}", "覆盖率低于 {least}"),
    "book_unranked_peers": Text("fewer than {count} to rank with", "可比单位不足 {count} 个"),
    "book_yes": Text("yes", "是"),
    "book_no": Text("no", "否"),
    # weights
    "book_weights_number": Text("No.", "序号"),
    "book_weights_parent": Text("Above", "上级序号"),
    "book_weights_node": Text("Group or indicator", "分组或指标"),
    "book_weights_id": Text("Id", "标识"),
    "book_weights_weight": Text("As scored", "计分时的权重"),
    "book_weights_changed": Text("Change to", "改为"),
    "book_weights_used": Text("In use", "采用"),
    "book_weights_share": Text("Share of the composite", "占综合得分"),
    "book_weights_effective": Text("Share with gaps left out, mean", "实际占比（平均）"),
    "book_weights_check": Text("Check", "核对"),
    "book_weights_refused": Text("A weight is a number of 0 or more.", "权重应为不小于 0 的数。"),
    "book_weights_fits": Text("adds up", "相符"),
    "book_weights_wrong": Text("items do not add up to the group", "下级合计与本级不符"),
    "book_weights_apart": Text("adds up within each class", "按类别分别合计"),
    "book_weights_lead": Text(
        "Type another weight into a yellow cell: weights are relative to those of the same group, and scores and ranks follow. Empty the cell to return.",
        "在黄色单元格填入新的权重，得分和排名随即重算。权重只在同一分组内比较大小；清空即恢复原权重。",
    ),
    "book_weights_lead_points": Text(
        "Type other points into a yellow cell: items of the same group absorb the difference in proportion, items below scale along, and scores and ranks follow. Empty the cell to return.",
        "在黄色单元格填入新的分值，得分和排名随即重算。同一分组的其他条目按比例增减，下级条目同比例变动；清空即恢复原分值。",
    ),
    # lists
    "book_sheet_lead": Text(
        "As scored: this sheet does not follow changes of weights.", "本表为计分时的结果，不随改动的权重变化。"
    ),
    "book_gaps_lead": Text(
        "A gap is not a zero. Score: what stands in its place; a grey cell: it was left out and the others weigh more.",
        "缺项不等于零分。“得分”为代替缺项的得分；灰色单元格表示该项不计入，权重由其他项分担。",
    ),
    "book_decisions_lead": Text(
        "Points are those of the item; by the rule: what the rule alone would have given.",
        "得分为该条目的分数；“按规则得分”为没有评审决定时的得分。",
    ),
    "book_alerts_lead": Text("Conditions are those of the framework.", "预警条件见评价框架。"),
    "book_nothing": Text("none", "无"),
    "book_too_many": Text(
        "{count} rows do not fit into a worksheet ({limit} at most); export them as CSV",
        "共 {count} 行，超出工作表的上限（{limit} 行），请另行导出为 CSV",
    ),
    "book_robust_low": Text("Rank from", "名次区间（最好）"),
    "book_robust_high": Text("Rank to", "名次区间（最差）"),
    "book_robust_score_low": Text("Score from", "得分区间下限"),
    "book_robust_score_high": Text("Score to", "得分区间上限"),
    "book_robust_first": Text("Is first", "列第一的比例"),
    "book_robust_three": Text("Among the first three", "列前三的比例"),
    "book_robust_ranked": Text("Has a rank", "有名次的比例"),
    "book_robust_lead": Text(
        "{draws} draws, seed {seed}; intervals at {level}; varied: {sources}. Shares are of the draws in which a unit has a rank.",
        "模拟 {draws} 次，随机种子 {seed}；区间水平 {level}；变动的内容：{sources}。比例以有名次的模拟次数为基数。",
    ),
    "book_sensitivity_lead": Text(
        "Method {method}, {draws} draws, seed {seed}", "方法 {method}，抽样 {draws} 次，随机种子 {seed}"
    ),
    "book_changes_lead": Text("Before: {framework}, the same framework", "前期：{framework}，框架相同"),
    "book_changes_lead_other": Text(
        "Before: {framework}, another framework: a change may come from it",
        "前期：{framework}，框架不同，得分变化可能由此而来",
    ),
    "book_severity_note": Text("note", "提示"),
    "book_severity_warning": Text("warning", "警告"),
    "book_severity_error": Text("error", "错误"),
    "book_severity_workbook": Text("this workbook", "本工作簿"),
    "book_cut": Text(
        "{count} texts were longer than a cell can hold and were cut; they end in …",
        "有 {count} 处文字超出单元格长度，已截断，以 … 结尾",
    ),
    # cover
    "book_cover_framework": Text("Framework", "评价框架"),
    "book_cover_edition": Text("Edition", "版次"),
    "book_cover_periods": Text("Periods", "期间"),
    "book_cover_units": Text("Units", "参评单位"),
    "book_cover_counts": Text(
        "{units}; {scored} with a score, {ranked} with a rank",
        "共 {units} 个，有得分的 {scored} 个，有名次的 {ranked} 个",
    ),
    "book_cover_ranked": Text("Who is ranked with whom", "谁与谁比"),
    "book_ranked_within": Text("Ranked among units of the same: {within}", "在相同的{within}内排名"),
    "book_ranked_together": Text("All are ranked together", "全部一起排名"),
    "book_ranked_least": Text("; fewer than {count} are not ranked", "；不足 {count} 个的不排名"),
    "book_ranked_coverage": Text("; nor is who states less than {least}", "；覆盖率低于 {least} 的不排名"),
    "book_ranked_comparable": Text(
        "; ranked on indicators that at least {share} of the class state", "；只按同类中至少 {share} 写明的指标排名"
    ),
    "book_cover_missing": Text("How gaps are treated", "缺失怎样计分"),
    "book_missing_line": Text("{gap}: {policy}", "{gap}：{policy}"),
    "book_missing_others": Text("{count} indicators have a rule of their own", "另有 {count} 项指标单独规定"),
    "book_gap_not_reported": Text("not reported, not stated", "未报告、未写明"),
    "book_gap_not_applicable": Text("not applicable", "不适用"),
    "book_gap_claimed": Text("words without a number", "只有表述没有数字"),
    "book_gap_small_base": Text("base too small", "基数过小"),
    "book_gap_conflict": Text("contradictory", "数据矛盾"),
    "book_cover_method": Text("How scores are made", "怎样汇总"),
    "book_method_mean": Text("Aggregation: {methods}. ", "汇总方式：{methods}。"),
    "book_mean_arithmetic": Text("weighted arithmetic mean", "加权算术平均"),
    "book_mean_geometric": Text("weighted geometric mean", "加权几何平均"),
    "book_mean_harmonic": Text("weighted harmonic mean", "加权调和平均"),
    "book_method_ordering": Text("Units are ordered by {method}. ", "按 {method} 排序。"),
    "book_method_points": Text("Weights are points, {total} in all.", "权重为分值，总分 {total} 分。"),
    "book_cover_hash_framework": Text("SHA-256 of the framework", "框架校验值（SHA-256）"),
    "book_cover_hash_facts": Text("SHA-256 of the facts", "事实校验值（SHA-256）"),
    "book_cover_hash_decisions": Text("SHA-256 of the decisions", "评审决定校验值（SHA-256）"),
    "book_cover_version": Text("Made by", "软件版本"),
    "book_cover_date": Text("Date", "日期"),
    "book_cover_uncertainty": Text("Uncertainty", "不确定性分析"),
    "book_cover_no_uncertainty": Text("not examined: ranks have no intervals", "未做，名次没有区间"),
    "book_cover_uncertainty_told": Text(
        "{draws} draws, seed {seed}, intervals at {level}; varied: {sources}",
        "模拟 {draws} 次，随机种子 {seed}，区间水平 {level}；变动的内容：{sources}",
    ),
    "book_cover_sensitivity": Text("Sensitivity", "敏感性分析"),
    "book_cover_sensitivity_told": Text(
        "{method}, {draws} draws, seed {seed}", "{method}，抽样 {draws} 次，随机种子 {seed}"
    ),
    "book_cover_sheets": Text("What is where", "各工作表"),
    "book_cover_retrace": Text("How to retrace a number", "怎样追溯一个数"),
    "book_retrace_1": Text(
        "Ranking: composite, rank and group scores are taken from the sheet Calculation; click a cell to see from where.",
        "“排名”表的综合得分、排名和分组得分取自“计算”表，点开单元格可见取自何处。",
    ),
    "book_retrace_2": Text(
        "Calculation: a group's score is the weighted mean of the indicators and groups below it; gaps are left out and the weights of the others count for more.",
        "“计算”表：分组得分是下级指标（或分组）得分的加权平均；缺项不计入，其余各项的权重相应放大。",
    ),
    "book_retrace_3": Text(
        "Scores and weights: the scores stand in the sheet Scores, the weights above them come from the sheet Weights.",
        "得分和权重：指标得分在“指标得分”表，其上方的权重取自“权重”表。",
    ),
    "book_retrace_4": Text(
        "From value to score: the sheet Values has the value, the score sheet the wording of the rule and reviewers' decisions; an empty value has its reason in the sheet Gaps.",
        "由数值到得分：数值在“指标值”表，评分标准和评审决定在“评分表”；没有数值的，原因在“缺项”表。",
    ),
    "book_retrace_5": Text(
        "From value to report: filter the sheet facts by region; it has source, place and quote of each fact.",
        "由数值到报告原文：在“事实”表按地区筛选，可见每条事实的来源、位置和原文摘录。",
    ),
    "book_cover_values": Text("Values, not formulas", "不是公式的部分"),
    "book_values_group": Text(
        "{group}: aggregated by {method}, for which spreadsheets have no short formula",
        "{group}：汇总方式为 {method}，电子表格中没有简短公式，填的是数值",
    ),
    "book_values_ordering": Text(
        "{group}: the order of a method without a formula", "{group}：由排序方法得出，没有公式，填的是数值"
    ),
    "book_values_root": Text("Ranks: the composite is a value", "排名：综合得分为数值，排名也填数值"),
    "book_values_comparable": Text(
        "Ranks: they rest on the indicators in common, not on the composite",
        "排名：按共有指标得分排出，不按综合得分，填的是数值",
    ),
    "book_values_many": Text("Ranks: too many units to count over", "排名：单位太多，填的是数值"),
    "book_values_ties": Text("Ranks: chains of near ties", "排名：有连续的近似并列，填的是数值"),
    "book_values_grades": Text(
        "Grades: quotas or caps decide beside the score", "等级：除得分外还受名额或等级上限限制，填的是数值"
    ),
    "book_values_always": Text(
        "Indicator scores, bonuses and penalties, coverage, bounds, possible ranks, score sheet and robustness are as scored, and do not follow changes of weights; nor does who is ranked at all",
        "指标得分、加减分、覆盖率、上下界、可能名次、评分表、稳健性均为计分时的数值，不随改动的权重变化；是否参加排名也不变",
    ),
    "book_cover_colours": Text("Colours", "颜色和空格"),
    "book_colour_gap_sample": Text("(empty, grey)", "（灰色、空白）"),
    "book_colour_gap": Text("A gap: there is no number, and it is not counted as zero", "缺项：没有数，也不当作零"),
    "book_colour_zero_sample": Text("0.00", "0.00"),
    "book_colour_zero": Text("A zero: the score is zero", "零分：得分就是零"),
    "book_colour_filled_sample": Text("0.00", "0.00"),
    "book_colour_filled": Text(
        "A gap for which the framework sets a score; the reason stands in the sheet Gaps",
        "缺项，但按框架规定计了分，原因见“缺项”表",
    ),
    "book_colour_input_sample": Text("(yellow)", "（黄色）"),
    "book_colour_input": Text("To be typed into", "可以填写"),
    "book_cover_limits": Text("What a score does not say", "分数不说明什么"),
    "book_limit_1": Text(
        "It is made from what reports and forms state. What is not written is not known, and has not necessarily not been done.",
        "分数根据报告和填报材料写明的内容算出。没有写的是不知道，不等于没有做。",
    ),
    "book_limit_2": Text(
        "Most numbers are reported by the units themselves and are not checked on the spot.",
        "多数数字由单位自报，未经实地核查。",
    ),
    "book_limit_3": Text(
        "Small differences mean little. Look at bounds and intervals before speaking of ranks.",
        "分差很小时没有实际意义；说名次之前，先看上下界和名次区间。",
    ),
    "book_limit_4": Text(
        "Weights are a choice. Other weights give other ranks; the sheet Weights lets anyone try.",
        "权重是人定的，换一组权重名次可能不同；可在“权重”表试算。",
    ),
    "book_limit_5": Text(
        "Units are compared only with those they are ranked with, not across classes.",
        "只在同组之间比较，不同类别之间不能比较。",
    ),
    "book_limit_6": Text(
        "A score describes; it does not say why. A low score is a reason to ask, not a verdict.",
        "分数只描述情况，不说明原因；得分低是应当了解情况的提示，不是结论。",
    ),
    "write_too_wide": Text(
        "{count} columns do not fit into a worksheet ({limit} at most)",
        "共 {count} 列，超出工作表的上限（{limit} 列）",
        "write the tables as CSV",
        "请导出为 CSV",
    ),
}
