"""Texts about facts that meet a framework, and about scores."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    # facts against their definitions
    "fact_unknown": Text(
        "'{fact}' is not a fact of the framework",
        "框架中没有事实“{fact}”",
        "correct the name, or declare it under 'facts:' in the framework",
        "请改正名称，或在框架的 facts: 下声明",
    ),
    "fact_unknown_near": Text(
        "'{fact}' is not a fact of the framework",
        "框架中没有事实“{fact}”",
        "did you mean '{near}'? Else declare it under 'facts:' in the framework",
        "是否想写“{near}”？否则请在框架的 facts: 下声明",
    ),
    "facts_not_in_framework": Text(
        "{count} facts are not used by this framework: {listed}", "有 {count} 个事实本框架没有用到：{listed}"
    ),
    "value_missing": Text(
        "there is no value",
        "没有值",
        "leave the row out, or give a status such as claimed or not_applicable",
        "请删去该行，或写明状态（如 claimed、not_applicable）",
    ),
    "percent_without_sign": Text(
        "'{written}' is a percentage without a percent sign",
        "“{written}”是百分比，但没有百分号",
        "write {remedy}",
        "请写成 {remedy}",
    ),
    "value_not_number": Text(
        "'{written}' is not a number",
        "“{written}”不是数字",
        "write the number alone, without its unit, such as 12 or 1.2万; zero is 0",
        "请只写数字，不带单位，如 12 或 1.2万；零写 0",
    ),
    "value_not_share": Text(
        "'{written}' is not a percentage", "“{written}”不是百分比", "write it as 93.05%", "请写成 93.05% 的形式"
    ),
    "value_not_yes_no": Text(
        "'{written}' is neither yes nor no", "“{written}”不是“是”或“否”", "write 是 or 否 (yes or no)", "请写“是”或“否”"
    ),
    "value_not_date": Text("'{written}' is not a date", "“{written}”不是日期", "write 2024-03-26", "请写成 2024-03-26"),
    "value_not_level": Text("'{written}' is not a level", "“{written}”不是等级"),
    "fact_level_unknown": Text(
        "'{got}' is not a level of the fact", "该事实没有“{got}”这个等级", "known here: {known}", "可用的有：{known}"
    ),
    "fact_level_unknown_near": Text(
        "'{got}' is not a level of the fact",
        "该事实没有“{got}”这个等级",
        "did you mean '{near}'?",
        "是否想写“{near}”？",
    ),
    "negative_count": Text(
        "a count cannot be negative: {written}", "数量不能为负：{written}", "correct the value", "请改正"
    ),
    "value_out_of_range": Text(
        "{written} lies outside {low} to {high}",
        "{written} 超出 {low} 至 {high}",
        "correct the value, or widen 'range' of the fact in the framework",
        "请改正，或在框架中放宽该事实的 range",
    ),
    "visits_as_persons": Text(
        "the number is in {got}, the fact in {wanted}: who comes three times is three visits and one person",
        "数值以{got}计，而该事实以{wanted}计：一人参加三次是3人次、1人",
        "give the number in {wanted}, or mark the row rejected",
        "请填以{wanted}计的数，或把该行标为 rejected（不采用）",
    ),
    "wrong_unit": Text(
        "the unit '{got}' does not fit '{wanted}'",
        "单位“{got}”与“{wanted}”不符",
        "give the value in '{wanted}'",
        "请按“{wanted}”填写",
    ),
    "more_problems": Text("{count} more problems of the same kinds", "另有 {count} 处同类问题"),
    "facts_conflict": Text(
        "two values of equal standing: {one} at {first}, {other} at {second}",
        "两个同等效力的值不一致：{first} 为 {one}，{second} 为 {other}",
        "mark one as confirmed, corrected or rejected, or say 'conflict: gap' in the method",
        "请把其中一个标为 confirmed、corrected 或 rejected，或在 method 写 conflict: gap",
    ),
    "items_not_declared": Text(
        "'{fact}' comes in items, but the framework does not say how they make one number",
        "“{fact}”按条目填报，但框架没有说明如何合计",
        "add 'over_items: sum' (or mean, max, last) to the fact",
        "请在该事实下写 over_items: sum（或 mean、max、last）",
    ),
    "no_facts": Text(
        "there is nothing to score: no region with a fact or a document", "没有可计分的内容：没有任何地区的事实或文件"
    ),
    # results
    "no_register": Text(
        "no region register was given: all regions are treated as one class",
        "没有提供地区名册：所有地区按同一类处理",
        "pass regions= (--regions) with a column 'class'",
        "请提供带 class 列的名册（--regions）",
    ),
    "stated_against_computed": Text(
        "'{indicator}' of {region} {period}: the report states {stated}, its counts give {computed}",
        "{region} {period} 的“{indicator}”：报告所述为 {stated}，按数量计算为 {computed}",
        "see both places with explain; 'disagreement' says which one is used",
        "两处位置见 explain；用哪个由 disagreement 决定",
    ),
    "outside_valid": Text(
        "'{indicator}' of {region} {period} is {value}, outside {low} to {high}: not used",
        "{region} {period} 的“{indicator}”为 {value}，超出 {low} 至 {high}：不予采用",
        "numerator and denominator may count different things",
        "分子分母的口径可能不同",
    ),
    "whom_regions": Text("regions", "地区"),
    "whom_years": Text("region-years", "地区·年度"),
    "whom_periods": Text("region-periods", "地区·期间"),
    "class_too_small": Text(
        "{count} of {all} {whom} are not ranked: fewer than {peers} that can be ranked in their class ({within})",
        "{all} 个{whom}中有 {count} 个不排名：所在类别（{within}）可排名的不足 {peers} 个",
        "rank wider with 'rank_within', if the regions are comparable",
        "若确有可比性，可放宽 rank_within",
    ),
    "coverage_too_low": Text(
        "{count} of {all} {whom} are below the minimum coverage of {least}: scored and shown, not ranked or graded",
        "{all} 个{whom}中有 {count} 个信息覆盖率低于 {least}：计分并列示，但不排名、不评等级",
    ),
    "adjustment_unknown": Text(
        "'{adjustment}' could not be decided for {count} of {all} {whom} (not reported): not triggered, in the bounds",
        "“{adjustment}”对 {all} 个{whom}中的 {count} 个无法判断（未报告）：未触发，已计入上下界",
    ),
    "veto_struck": Text("'{adjustment}' strikes: {regions}", "“{adjustment}”触发：{regions}"),
    "gate_closed": Text(
        "{count} of {all} {whom} are kept out of ranking and grading by a gate",
        "{all} 个{whom}中有 {count} 个因资格条件不参加排名和评等级",
    ),
    "silence_pays": Text(
        "{count} of {all} {whom} would score higher had they left out a true value (the largest gain: '{indicator}' of {region} {period}, {gain:.2f})",
        "{all} 个{whom}中有 {count} 个如果隐去一项真实数据，得分反而更高（最大：{region} {period} 的“{indicator}”，{gain:.2f} 分）",
        "under 'exclude' silence is rewarded: read coverage, bounds and disclosure beside the composite",
        "在 exclude 之下沉默占便宜：请同时看覆盖率、上下界和公开度",
    ),
    "nothing_in_common": Text(
        "no indicator is stated by {share} of the class: nothing is compared",
        "没有一个指标达到 {share} 的地区都有数据：无可比较",
    ),
    "region_unknown": Text(
        "there is no region '{region}' in the result",
        "结果中没有地区“{region}”",
        "known here: {known}",
        "可用的有：{known}",
    ),
    "region_ambiguous": Text(
        "several regions are called '{region}'", "有多个地区名为“{region}”", "use the id: {known}", "请用编号：{known}"
    ),
    "period_needed": Text(
        "'{region}' has several periods", "“{region}”有多个期间", "name one: {known}", "请写明其中之一：{known}"
    ),
    "period_unknown": Text(
        "'{region}' has no period '{period}'",
        "“{region}”没有期间“{period}”",
        "known here: {known}",
        "可用的有：{known}",
    ),
    "node_unknown": Text(
        "there is no group or indicator '{node}'", "没有分组或指标“{node}”", "known here: {known}", "可用的有：{known}"
    ),
    "no_contributions": Text(
        "contributions exist only where all aggregation is arithmetic; '{group}' is {aggregation}",
        "只有全部采用算术平均时才有贡献分解；“{group}”用的是 {aggregation}",
    ),
    # reasons of gaps
    "reason_OK": Text("stated", "已报告"),
    "reason_NOT_APPLICABLE": Text("not applicable", "不适用"),
    "reason_ZERO_DENOMINATOR": Text("not applicable: the denominator is zero", "不适用：分母为零"),
    "reason_NOT_STATED": Text("not stated in the report, which was read in full", "报告已通读，未写明"),
    "reason_NOT_REPORTED": Text("not reported", "未报告"),
    "reason_PARTLY_READ": Text("not found; the report was read in part", "报告只读了一部分，未见"),
    "reason_UNREAD": Text("the report could not be read", "报告无法读取"),
    "reason_NO_REPORT": Text("no report was found", "未找到报告"),
    "reason_NOT_SOUGHT": Text("no report was sought", "未查找报告"),
    "reason_OPEN": Text("awaits a reviewer's marks", "待评分人评定"),
    "reason_PLANNED": Text("planned only", "仅为计划"),
    "reason_AMBIGUOUS": Text("ambiguous: two readings", "有歧义：两种读法"),
    "reason_CLAIMED": Text("claimed in words, no number", "仅有文字表述，没有数字"),
    "reason_CONFLICT": Text("contradictory", "数据矛盾"),
    "reason_SMALL_BASE": Text("the base is too small", "基数过小"),
    "reason_TOO_FEW_PEERS": Text("too few peers for a relative score", "同类地区太少，无法相对计分"),
    "reason_NO_SPREAD": Text(
        "all peers are equal, or such values have no scale: no relative score",
        "同类地区数值相同或无法构成量尺，不能相对计分",
    ),
    "reason_OUT_OF_SCOPE": Text("does not apply to this class or period", "不适用于该类地区或期间"),
    # explanations
    "policy_exclude": Text("left out, weights renormalised", "不计入，权重重新归一"),
    "policy_zero": Text("no marks", "计零分"),
    "policy_full": Text("full marks", "计满分"),
    "policy_impute": Text("imputed", "插补"),
    "policy_worst": Text("the worst score among peers", "按同类最低分计"),
    "policy_mean": Text("the mean score of the peers", "按同类平均分计"),
    "policy_median": Text("the median score of the peers", "按同类中位数计"),
    "explain_composite": Text(
        "{label} · {region} · {period}: {score} of 100 ({how}); bounds {low}–{high}; coverage {coverage}",
        "{label} · {region} · {period}：{score} 分（满分 100，{how}）；上下界 {low}–{high}；信息覆盖率 {coverage}",
    ),
    "explain_ordered": Text(
        "{label} · {region} · {period}: {score} by {how}, the higher the better; coverage {coverage}",
        "{label} · {region} · {period}：{how}数值 {score}，越高越好；信息覆盖率 {coverage}",
    ),
    "explain_group": Text(
        "{label} [{id}]: {score}, {weight} of the composite ({how})",
        "{label} [{id}]：{score} 分，占综合得分 {weight}（{how}）",
    ),
    "explain_group_missing": Text(
        "{label} [{id}]: no score, nothing below it is stated", "{label} [{id}]：无得分，下属指标均未报告"
    ),
    "explain_group_shown": Text("{label} [{id}]: not part of the composite", "{label} [{id}]：不计入综合得分"),
    "explain_indicator": Text(
        "{label} [{id}]: {score}, {weight} of the composite, contributes {contribution}",
        "{label} [{id}]：{score} 分，占综合得分 {weight}，贡献 {contribution} 分",
    ),
    "explain_gap": Text(
        "{label} [{id}]: {reason} → {policy} (score {score})", "{label} [{id}]：{reason} → {policy}（得分 {score}）"
    ),
    "explain_stated": Text(
        "printed rate used: {formula} = {value}{branch}", "采用报告所述比率：{formula} = {value}{branch}"
    ),
    "explain_shown": Text(
        "{label} [{id}]: {score}; counts as disclosure, not in the composite",
        "{label} [{id}]：{score} 分；计入公开度，不计入综合得分",
    ),
    "explain_shown_gap": Text(
        "{label} [{id}]: {reason}; counts as disclosure, not in the composite",
        "{label} [{id}]：{reason}；计入公开度，不计入综合得分",
    ),
    "explain_neutral": Text("{label} [{id}]: neutral, shown but not scored", "{label} [{id}]：中性指标，只列示不计分"),
    "explain_neutral_gap": Text("{label} [{id}]: neutral; {reason}", "{label} [{id}]：中性指标；{reason}"),
    "explain_rule": Text("rule {rule}: {parameters}; basis: {basis}", "规则 {rule}：{parameters}；依据：{basis}"),
    "explain_formula": Text(
        "formula used: {formula} = {value}{branch} ({reason})", "采用公式：{formula} = {value}{branch}（{reason}）"
    ),
    "explain_formula_unused": Text(
        "formula, not used: {formula} = {value}{branch} ({reason})",
        "公式（未采用）：{formula} = {value}{branch}（{reason}）",
    ),
    "explain_stated_unused": Text(
        "printed rate, for comparison: {formula} = {value} ({reason})",
        "报告所述比率（供核对）：{formula} = {value}（{reason}）",
    ),
    "explain_item": Text("item {item}: {formula} = {value} ({reason})", "条目 {item}：{formula} = {value}（{reason}）"),
    "explain_falsified": Text("no marks: {formula} holds", "记零分：{formula} 成立"),
    "explain_fact": Text("{label} [{id}] = {value}", "{label} [{id}] = {value}"),
    "explain_fact_gap": Text("{label} [{id}]: {reason}", "{label} [{id}]：{reason}"),
    "explain_place": Text(
        "'{written}' at {source} (status {status}, scope {scope}, span {span}; row {file}{note})",
        "“{written}”，见 {source}（状态 {status}，范围 {scope}，口径 {span}；数据行 {file}{note}）",
    ),
    "explain_place_unused": Text(
        "not used: '{written}' at {source} (status {status}, scope {scope}, span {span}; row {file}{note})",
        "未采用：“{written}”，见 {source}（状态 {status}，范围 {scope}，口径 {span}；数据行 {file}{note}）",
    ),
    "fact_scope_own": Text("own", "本级"),
    "fact_scope_county_all": Text("county_all", "全县各级"),
    "fact_scope_county": Text("county", "全县"),
    "fact_scope_city": Text("city", "全市"),
    "fact_scope_province": Text("province", "全省"),
    "fact_scope_nation": Text("nation", "全国"),
    "fact_scope_departments": Text("departments", "各部门"),
    "fact_scope_township": Text("township", "乡镇（街道）"),
    "fact_scope_townships": Text("townships", "乡镇（街道）"),
    "fact_scope_street": Text("street", "街道"),
    "fact_scope_villages": Text("villages", "村（社区）"),
    "fact_scope_bureau": Text("bureau", "本局"),
    "fact_scope_government": Text("government", "政府"),
    "fact_scope_party": Text("party", "党委"),
    "fact_scope_court": Text("court", "法院、检察院"),
    "fact_scope_leaders_reception": Text("leaders_reception", "领导接访"),
    "fact_scope_mayor_office": Text("mayor_office", "行政首长办公会"),
    "fact_scope_hotline_12345": Text("hotline_12345", "12345热线"),
    "fact_scope_platform_12315": Text("platform_12315", "12315平台"),
    "fact_scope_minxin_net": Text("minxin_net", "民心网"),
    "fact_scope_online": Text("online", "网上办理"),
    "fact_scope_cross_province": Text("cross_province", "跨省通办"),
    "fact_scope_sectoral": Text("sectoral", "行业性、专业性组织"),
    "fact_scope_respondent": Text("respondent", "作为被申请人"),
    "fact_scope_reconsideration_body": Text("reconsideration_body", "作为复议机关"),
    "fact_scope_received": Text("received", "接受上级检查"),
    "fact_scope_file_review": Text("file_review", "案卷评查"),
    "fact_scope_unclear_outcome": Text("unclear_outcome", "结果含义不明"),
    "fact_span_annual": Text("annual", "全年"),
    "fact_span_to_date": Text("to_date", "截至目前"),
    "fact_span_cumulative": Text("cumulative", "累计"),
    "fact_span_stock": Text("stock", "存量"),
    "explain_veto_struck": Text(
        "{label} [{id}]: strikes, the composite is capped at {points} ({formula})",
        "{label} [{id}]：触发，综合得分不超过 {points}（{formula}）",
    ),
    "explain_veto_idle": Text("{label} [{id}]: does not strike ({formula})", "{label} [{id}]：未触发（{formula}）"),
    "explain_veto_unknown": Text(
        "{label} [{id}]: not reported, so not triggered; in the lower bound ({formula})",
        "{label} [{id}]：未报告，不触发；已计入下界（{formula}）",
    ),
    "explain_gate_struck": Text(
        "{label} [{id}]: holds, so not ranked or graded ({formula})",
        "{label} [{id}]：条件成立，不参加排名和评等级（{formula}）",
    ),
    "explain_gate_idle": Text("{label} [{id}]: does not hold ({formula})", "{label} [{id}]：条件不成立（{formula}）"),
    "explain_gate_unknown": Text(
        "{label} [{id}]: not reported, so taken not to hold ({formula})",
        "{label} [{id}]：未报告，按不成立处理（{formula}）",
    ),
    "explain_cap_struck": Text(
        "{label} [{id}]: strikes, the grade is at most {points} ({formula})",
        "{label} [{id}]：触发，等级不高于{points}（{formula}）",
    ),
    "explain_extra_struck": Text(
        "{label} [{id}]: {points} points ({formula})", "{label} [{id}]：{points} 分（{formula}）"
    ),
    "explain_extra_idle": Text(
        "{label} [{id}]: nothing to add or take off ({formula})", "{label} [{id}]：无加减分（{formula}）"
    ),
    "explain_extra_unknown": Text(
        "{label} [{id}]: not reported, nothing added or taken off; in the bounds ({formula})",
        "{label} [{id}]：未报告，不加减分；已计入上下界（{formula}）",
    ),
    # reviewers' decisions
    "decision_proposed": Text("proposed", "拟定"),
    "decision_notified": Text("notified", "已告知"),
    "decision_appealed": Text("appealed", "申诉中"),
    "decision_upheld": Text("upheld", "维持"),
    "decision_changed": Text("changed", "变更"),
    "explain_decision": Text(
        "decision {id} ({states}): the rule alone gives {rule}, decided {points} of {full}; {reason}; evidence: {evidence}; by {decided_by}, {date} [{place}]{note}",
        "评审决定 {id}（{states}）：按规则 {rule} 分，决定 {points} 分（满分 {full}）；{reason}；佐证：{evidence}；{decided_by}，{date} [{place}]{note}",
    ),
    "explain_step": Text("{state} {date}, {by}: {reason}; {evidence}", "{state} {date}，{by}：{reason}；{evidence}"),
    "explain_alert_raised": Text("alert {level}: {when}", "预警 {level}：{when}"),
    "explain_alert_unknown": Text("alert {level} cannot be told: {when}", "预警 {level} 无法判断：{when}"),
    "decisions_proposed": Text(
        "{count} of {all} decisions are only proposed; they count, but the units do not know of them yet",
        "{all} 项决定中有 {count} 项仅为拟定；已计入得分，但尚未告知被评单位",
    ),
    "decisions_appealed": Text(
        "{count} decisions are under appeal; they count as they were notified",
        "{count} 项决定尚在申诉中，仍按原决定计分",
    ),
    "decision_unit_unknown": Text(
        "decision {id} is about {got}, which is not scored",
        "决定 {id} 所指的 {got} 不在计分范围内",
        "correct region and period; after a merger, decide on the successor",
        "请改正地区和期间；已撤并的，请改为承接单位",
    ),
    "decision_unit_unknown_near": Text(
        "decision {id} is about {got}, which is not scored",
        "决定 {id} 所指的 {got} 不在计分范围内",
        "did you mean {near}?",
        "是否想写“{near}”？",
    ),
    "decision_item_unknown": Text(
        "decision {id} is about '{got}', which is not an item of the framework",
        "决定 {id} 所指的“{got}”不是框架中的条目",
        "write the id of an indicator, a bonus or a penalty",
        "请写指标、加分项或扣分项的编号",
    ),
    "decision_item_unknown_near": Text(
        "decision {id} is about '{got}', which is not an item of the framework",
        "决定 {id} 所指的“{got}”不是框架中的条目",
        "did you mean '{near}'?",
        "是否想写“{near}”？",
    ),
    "decision_item_fixed": Text(
        "decision {id}: points of '{item}' cannot be decided, it is a group, a veto or a gate",
        "决定 {id}：“{item}”是分组、一票否决或资格条件，不能直接评分",
        "decide on the indicators below it, or correct the fact that triggers it",
        "请对其下的指标作决定，或更正触发它的事实",
    ),
    "decision_item_neutral": Text(
        "decision {id}: '{item}' is neutral and has no points",
        "决定 {id}：“{item}”是中性指标，没有分值",
        "leave the decision out, or correct its item",
        "请删去该决定，或改正条目",
    ),
    "decision_out_of_scope": Text(
        "decision {id}: '{item}' does not apply to {region}",
        "决定 {id}：“{item}”不适用于 {region}",
        "correct the item, or its applies_to in the framework",
        "请改正条目，或框架中的适用范围 applies_to",
    ),
    "decision_beyond": Text(
        "decision {id}: {points} points are more than the {full} of '{item}'",
        "决定 {id}：{points} 分超过了“{item}”的 {full} 分",
        "correct the points, or the item",
        "请改正分数或条目",
    ),
    "decision_bare_points": Text(
        "decision {id}: the framework has no points, so {got} of '{item}' says nothing",
        "决定 {id}：该框架不是分值制，“{item}”的 {got} 没有含义",
        "write a share of full marks, such as 80%",
        "请写占满分的比例，如 80%",
    ),
    "decision_percent_of_nothing": Text(
        "decision {id}: '{item}' has no cap, so a percentage says nothing",
        "决定 {id}：“{item}”没有累计上限，百分比没有含义",
        "write points",
        "请写分数",
    ),
    "decision_nothing_to_deduct": Text(
        "decision {id}: '{item}' has no score to deduct from",
        "决定 {id}：“{item}”没有得分，无从扣起",
        "write the points that it gets",
        "请直接写得分",
    ),
    "decision_without_evidence": Text(
        "decision {id} takes marks off '{item}' without evidence",
        "决定 {id} 扣了“{item}”的分，但没有佐证",
        "name the document in the column evidence",
        "请在“佐证”一栏写明文件",
    ),
    "alerts_raised": Text(
        "{count} alerts are raised, the facts of {unknown} are missing: see the table of alerts",
        "触发 {count} 条预警，另有 {unknown} 条因缺数据无法判断：见预警表",
    ),
    # months into years, and mergers
    "ended_but_scored": Text(
        "these no longer exist at the end of the period and are scored all the same: {regions}",
        "下列单位在期末已撤并，仍被计分：{regions}",
        "use --roll-up year to hand their figures to the successor",
        "请用 --roll-up year 把数据并入承接单位",
    ),
    "rate_above_whole": Text(
        "'{indicator}' is above 100 % for {regions}; are numerator and denominator exchanged?",
        "“{indicator}”超过 100%：{regions}；分子分母是否填反？",
        "correct the facts, or write valid: [0%, 100%] to make it a gap",
        "请核对数据，或写 valid: [0%, 100%]，超出的按数据矛盾处理",
    ),
    "part_missing": Text(
        "{region} {period}: a part of '{fact}' is missing, so the whole is not made",
        "{region} {period}：“{fact}”缺一期或多期，不合成全期数",
        "report the missing months, or state the figure of the whole period",
        "请补报缺少的月份，或直接填报全期数",
    ),
    "parts_left_out": Text(
        "'{fact}' does not say how months make a year: {count} rows of parts of it are left out",
        "“{fact}”没有写明各月怎样合成全年：{count} 行分期数据未计入",
        "write over_periods: sum, mean, last or max under the fact in the framework",
        "请在框架的该事实下写 over_periods: sum、mean、last 或 max",
    ),
    "whole_against_parts": Text(
        "{region} {period}: '{fact}' is stated as {stated}, its parts make {made}; the stated figure is used",
        "{region} {period}：“{fact}”填报为 {stated}，各期合成为 {made}；采用填报数",
        "correct whichever is wrong",
        "请改正有误的一方",
    ),
    "handed_over": Text(
        "{region} ended in {period}: what can be added up counts for its successor {heir}",
        "{region} 于 {period} 期内撤并：可相加的数据计入承接单位 {heir}",
    ),
    "handed_to_nobody": Text(
        "{region} ended in {period}, and its successor {heir} has no facts: nothing is handed over",
        "{region} 于 {period} 期内撤并，承接单位 {heir} 没有数据：未能移交",
        "give the facts of the successor",
        "请补充承接单位的数据",
    ),
    "handed_over_gap": Text(
        "{region} {period}: '{fact}' is missing here or in {other}, which it took over; it is a gap",
        "{region} {period}：“{fact}”在本单位或被并入的 {other} 处缺失，按缺项处理",
        "give the figure of both, or state that of the merged region as corrected",
        "请补齐两方数据，或以更正值填报合并后的数",
    ),
}
