"""Texts of the HTML page."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    "page_language": Text(
        "the page has no language '{got}'",
        "网页没有“{got}”这种语言",
        "use one of {known}",
        "可用的有：{known}",
    ),
    "page_needs_script": Text(
        "This page needs JavaScript, which is turned off. Everything is in this file; nothing is loaded from a network.",
        "本网页需要 JavaScript，浏览器已将其关闭。全部内容都在本文件内，不连接网络。",
    ),
    # frame
    "page_skip": Text("Skip to the table", "跳到成绩表"),
    "page_about": Text("{count} regions and periods · made on {date}", "共 {count} 个单位（期间） · 生成日期 {date}"),
    "page_edition": Text("edition {edition}", "版次 {edition}"),
    "page_print": Text("Print", "打印"),
    "page_league": Text("League table", "成绩表"),
    "page_pages": Text("Pages of the table", "成绩表翻页"),
    "page_search": Text("Search", "查找"),
    "page_all": Text("all", "全部"),
    "page_only_ranked": Text("ranked only", "只看已排名的"),
    "page_count": Text("{count} of {all} shown", "列示 {count} 个，共 {all} 个"),
    "page_previous": Text("Previous", "上一页"),
    "page_next": Text("Next", "下一页"),
    "page_of": Text("page {page} of {pages}", "第 {page} 页，共 {pages} 页"),
    "page_legend": Text(
        "A dash is no number: not zero. Coverage is the share of the weight that rests on stated facts; bounds set what is not stated to 0 and to 100; possible ranks are those that the bounds leave open, and how many are compared.",
        "“–”表示没有数，不是零。覆盖率是有据可查的指标所占权重；上下界是把未写明的分别按 0 分和 100 分计算的结果；可能名次是上下界之内可能出现的名次，斜线后为参加比较的个数。",
    ),
    "page_tight": Text(
        "There is no room here for the scores of the dimensions: they are in the profiles, and here in a wider window.",
        "此处放不下各维度得分：请点开单位查看，或加宽窗口。",
    ),
    "page_points": Text("Points", "得分（分值）"),
    "page_likely": Text("Rank interval ({level})", "名次区间（{level}）"),
    "page_likely_before": Text("Rank interval ({level}, original weights)", "名次区间（{level}，按原权重）"),
    "page_change": Text("Change", "较前次"),
    "page_notes": Text("Notes ({count})", "说明与提示（{count}）"),
    "page_more": Text("{count} more", "另有 {count} 条"),
    "page_origin": Text("What it can be reproduced from", "复核用的校验值"),
    "page_robustness": Text("Robustness", "稳健性"),
    "page_uncertainty": Text(
        "Rank intervals hold the rank in {level} of {draws} draws (seed {seed}) in which these varied: {sources}.",
        "名次区间由 {draws} 次抽样得出（随机种子 {seed}），其中 {level} 的名次落在区间内；变动的内容：{sources}。",
    ),
    "page_sensitivity": Text("What matters most for ranks", "对名次影响最大的因素"),
    # why there is no rank
    "page_no_rank": Text("not ranked", "不排名"),
    "page_unranked_screened": Text("left out by screening: too many gaps or zeros", "按缺失或零值筛除，不参加评价"),
    "page_unranked_nothing": Text("nothing of it could be scored", "没有可计分的内容"),
    "page_unranked_gate": Text("kept out by a gate", "因资格条件不参加排名"),
    "page_unranked_coverage": Text("coverage of {coverage} is below {least}", "覆盖率 {coverage}，低于规定的 {least}"),
    "page_unranked_common": Text("nothing stated of what its class is compared on", "没有可与同类比较的共有指标"),
    "page_unranked_peers": Text("fewer than {peers} that can be ranked in its class", "同类中可排名的不足 {peers} 个"),
    "page_rank_of": Text("{rank} of {peers}", "第 {rank} 名（共 {peers} 个）"),
    # profile
    "page_back": Text("Back to the table", "返回成绩表"),
    "page_coverage_parts": Text(
        "counts {counts}, printed rates {rates}; beside it words without a number {words}",
        "其中按数量 {counts}，按报告所述比率 {rates}；另有仅文字表述 {words}",
    ),
    "page_radar": Text(
        "Dimensions, against the mean of {peers} in its class (dashed)", "各维度得分与同类 {peers} 个的平均值（虚线）"
    ),
    "page_contributions": Text("What brings how many points", "各部分贡献的分数"),
    "page_no_contributions": Text(
        "No contributions are shown: they exist only where all aggregation is arithmetic.",
        "不列贡献：只有全部采用算术平均时才能分解。",
    ),
    "page_among": Text("Among {peers} of its class, with bounds", "在同类 {peers} 个中的位置及上下界"),
    "page_adjustments": Text("Bonuses, penalties, vetoes", "加减分与一票否决"),
    "page_effect_idle": Text("does not apply here", "未触发"),
    "page_effect_struck": Text("applies", "触发"),
    "page_effect_unknown": Text("not reported: not triggered, in the bounds", "未报告：不触发，已计入上下界"),
    "page_full": Text("in full", "全文"),
    "page_fact": Text("Fact", "事实"),
    "page_value": Text("Value", "数值"),
    "page_place": Text("Where it stands", "出处"),
    "page_quote": Text("Quotation and note", "原文与备注"),
    "page_not_stated": Text("∅ not stated", "∅ 未写明"),
    "page_rule": Text("Rule", "计分规则"),
    "page_formula": Text("Formula", "公式"),
    "page_stated": Text("Printed rate", "报告所述比率"),
    "page_printed": Text("the printed rate is used", "采用报告所述比率"),
    "page_items": Text("Items", "条目"),
    "page_basis": Text("Basis", "依据"),
    "page_share": Text("{share} of the composite", "占综合得分 {share}"),
    "page_points_of": Text("{points} of {full} points", "{points} 分 / {full} 分"),
    "page_points_short": Text("{points} points", "{points} 分"),
    "page_neutral": Text("neutral: shown, not scored", "中性指标：只列示，不计分"),
    "page_only_disclosure": Text("counts as disclosure only", "只计入公开度"),
    "page_not_counted": Text("not part of the composite", "不计入综合得分"),
    "page_decided": Text("decided by a reviewer", "评审已决定"),
    "page_decision": Text(
        "Decision {id} ({states}): by the rule {rule}, decided {points} of {full}; {reason}; evidence: {evidence}; by {by}, {date}",
        "评审决定 {id}（{states}）：按规则 {rule} 分，决定 {points} 分（满分 {full}）；理由：{reason}；佐证：{evidence}；{by}，{date}",
    ),
    "page_alert": Text("Alert {level} · {node}: {when}", "预警 {level} · {node}：{when}"),
    "page_alert_unknown": Text(
        "Alert {level} · {node} cannot be told, facts are missing: {when}",
        "预警 {level} · {node} 缺数据，无法判断：{when}",
    ),
    "page_before": Text("Since {period}", "与 {period} 相比"),
    "page_before_rank": Text("rank {before} → {after}", "名次 {before} → {after}"),
    "page_node_before": Text("{period}: {before} → now {after}", "{period}：{before} → 现 {after}"),
    "page_before_scales": Text(
        "Some scores are relative to the peers of each period: a change may be theirs.",
        "部分指标按当期同类单位相对计分，变动可能来自其他单位。",
    ),
    "page_before_framework": Text(
        "The earlier scores were made by another framework or other weights.", "前次采用的框架或权重与本次不同。"
    ),
    "page_facts_left_out": Text(
        "To keep the file small it holds the facts of the first {count} of {all}; those of this one are told by fazhi-score explain.",
        "为控制文件大小，本网页只含前 {count} 个单位的事实（共 {all} 个）；本单位的事实请用 fazhi-score explain 查看。",
    ),
    "page_problems": Text("Problems found: {count}, open: {open}", "发现问题 {count} 个，未办结 {open} 个"),
    "page_problem_list": Text("List of problems", "问题清单"),
    "page_problem_id": Text("Id", "编号"),
    "page_problem_found": Text("Found", "发现期间"),
    "page_problem_dimension": Text("Dimension", "维度"),
    "page_problem_problem": Text("Problem", "问题"),
    "page_problem_responsible": Text("Responsible", "责任单位"),
    "page_problem_deadline": Text("Deadline", "期限"),
    "page_problem_state": Text("State", "状态"),
    "page_problem_answer": Text("What was done", "整改情况"),
    "page_overdue": Text("overdue", "逾期"),
    # weights
    "page_weights": Text("Weights", "权重"),
    "page_weights_points": Text(
        "Points of the sheet: when one is moved, those beside it give or take the difference in proportion. A group keeps at least 0.01 points; what is to go is removed in the file.",
        "单位为分值。调整一项，同级各项按比例增减，总分不变。分组至少留 0.01 分，要取消的请在框架文件中删除。",
    ),
    "page_weights_relative": Text(
        "Weights are relative to those beside them; the percentage is the share of the composite before gaps are left out.",
        "权重相对于同级各项；百分数是占综合得分的比重（未剔除缺项）。",
    ),
    "page_weights_made": Text(
        "The weights were made of the scores ({methods}). They are where the sliders start; once moved they are fixed, and the tuning file says so.",
        "现有权重由得分计算得出（{methods}），滑块以此为起点；一经调整即改为固定权重，调整文件中会写明。",
    ),
    "page_weight_of": Text("Weight of {node}", "{node} 的权重"),
    "page_number_of": Text("Weight of {node} as a number", "{node} 的权重（数值）"),
    "page_below": Text("Items of {node}", "{node}：下级各项"),
    "page_alone": Text("the only one here", "同级仅此一项"),
    "page_own": Text("of some classes only: change it in the file", "仅适用于部分类别，请在框架文件中修改"),
    "page_not_moved": Text("Nothing is moved.", "权重未调整。"),
    "page_moved": Text("{count} ranks and {grades} grades differ.", "{count} 个名次、{grades} 个等级有变动。"),
    "page_moved_one": Text("{name} {before} → {after}", "{name} {before} → {after}"),
    "page_download": Text("Download tuning file", "下载调整文件"),
    "page_reset": Text("Reset", "恢复原权重"),
    "page_download_note": Text(
        "Save it beside {file}, then: fazhi-score score FACTS --framework TUNING-FILE. Notes, alerts and rank intervals on this page stay those of the original weights.",
        "存到 {file} 所在文件夹，然后运行：fazhi-score score 事实表 --framework 调整文件。本页的提示、预警和名次区间仍按原权重。",
    ),
    "page_tuning_comment": Text("Weights that differ from the base.", "只含与基础框架不同的权重。"),
    "page_tuning_unsaved": Text(
        "The framework was read from no file: save it as {file} first (framework.to_yaml()).",
        "该框架不是从文件读入的：请先存为 {file}（framework.to_yaml()）。",
    ),
    "page_tuning_in_points": Text(
        "{count} decisions are in points of items whose full points change here. A file would read them as points of the new full points; these settings over the old file keep what they mean:",
        "有 {count} 项评审决定按分数书写，而这些条目的满分在此有变。用调整文件会按新的满分理解这些分数；改用下列设置（原框架不变）则含义不变：",
    ),
    "page_fixed_ordering": Text(
        "There are no sliders: ranks are made by an ordering method ({method}), not by weighted means.",
        "不能调整权重：名次由排序方法（{method}）得出，不是加权平均。",
    ),
    "page_fixed_aggregation": Text(
        "There are no sliders: '{group}' is aggregated by {method}, which this page cannot compute. Use fazhi-score compare.",
        "不能调整权重：“{group}”的汇总方式是{method}，本网页无法计算。请用 fazhi-score compare。",
    ),
    "page_fixed_imputation": Text(
        "There are no sliders: gaps are filled by a method that depends on the weights ({method}).",
        "不能调整权重：缺失值的插补方法（{method}）本身取决于权重。",
    ),
    "page_fixed_nothing": Text(
        "There are no sliders: no indicator makes a composite.", "不能调整权重：没有计入综合得分的指标。"
    ),
}
