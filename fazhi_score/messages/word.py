"""Texts of Word documents: reports and notices of deductions."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    # problems
    "word_deadline_form": Text(
        "'{got}' is no deadline for appeals",
        "“{got}”不能作为申诉期限",
        "give a day such as 2025-01-20, or days of a kind: '10 working days', '15 days'",
        "请写日期，如 2025-01-20；或写明天数的种类，如“10个工作日”“15日”",
    ),
    "word_deadline_before": Text(
        "the deadline {deadline} lies before the date of the notice, {date}",
        "申诉期限 {deadline} 早于告知书日期 {date}",
        "correct one of them",
        "请改正其中之一",
    ),
    "word_no_charts": Text(
        'There are no charts, because matplotlib is not installed: pip install "fazhi-score[plot]".',
        '未安装 matplotlib，本文件没有图。安装命令：pip install "fazhi-score[plot]"。',
    ),
    # signs
    "word_cut": Text(" … (cut; {count} characters in all)", "……（全文{count}字，余略）"),
    "word_table": Text("Table {number}  ", "表{number}　"),
    "word_figure": Text("Figure {number}  ", "图{number}　"),
    "word_page": Text("{number}", "— {number} —"),
    "word_comma": Text(", ", "、"),
    "word_semi": Text("; ", "；"),
    "word_list": Text("; ", "；"),
    "word_colon": Text(": ", "："),
    "word_and": Text(" and ", "、"),
    "word_blank_line": Text("____________________", "____________________"),
    "word_and_more": Text("{names} and others ({count} in all)", "{names}等{count}个"),
    "word_name_score": Text("{name} ({score})", "{name}（{score}）"),
    "word_with_remark": Text("{label} ({remark})", "{label}（{remark}）"),
    "word_limited": Text(
        "Of {count} rows the first {most} are listed; the workbook of scores has them all.",
        "共{count}行，此处列前{most}行；全部内容见成绩工作簿。",
    ),
    "word_yes": Text("yes", "是"),
    "word_no": Text("no", "否"),
    "word_stays": Text("=", "不变"),
    # titles and headings
    "word_title": Text("{framework}: report", "{framework}结果报告"),
    "word_title_region": Text("{framework}: report on one unit", "{framework}单位报告"),
    "word_title_unit": Text("{name}, {period}", "——{name}（{period}）"),
    "word_head_summary": Text("Summary", "结果概述"),
    "word_head_ranking": Text("Ranking", "排名"),
    "word_head_dimensions": Text("Dimensions", "各维度得分"),
    "word_head_grades": Text("Grades", "等级分布"),
    "word_head_moves": Text("What changed", "与上次相比"),
    "word_head_robust": Text("How far ranks can be trusted", "排名的稳健性"),
    "word_head_problems": Text("Problems and their rectification", "问题清单与整改台账"),
    "word_head_method": Text("Method", "方法说明"),
    "word_head_made": Text("How scores were made", "得分的计算"),
    "word_head_terms": Text("Terms", "名词解释"),
    "word_head_limits": Text("What a score does not mean", "得分不说明什么"),
    "word_head_reproduced": Text("How to reproduce it", "结果的复现"),
    "word_head_place": Text("Overall", "总体情况"),
    "word_head_strengths": Text("Strengths and weaknesses against peers", "优势与短板"),
    "word_head_items": Text("Score by item", "得分明细"),
    "word_head_deductions": Text("Deductions and their reasons", "扣分及理由"),
    "word_head_gaps": Text("Items without a value", "没有数据的项目"),
    "word_head_decisions": Text("Decisions of reviewers", "评审决定"),
    "word_head_reading": Text("How to read this", "阅读说明"),
    "word_annex_weights": Text("Weights and rules", "权重与评分规则"),
    "word_annex_gaps": Text("Gaps by indicator", "各指标数据缺失情况"),
    "word_annex_scores": Text("Scores by unit and dimension", "各单位分维度得分"),
    "word_annex_decisions": Text("Decisions of reviewers", "评审决定"),
    "word_annex_alerts": Text("Alerts", "预警"),
    # classes
    # the summary
    "word_scope": Text(
        "{count} units were scored by “{framework}”{edition} for {periods}{full}.",
        "{count}个单位{periods}的情况，按《{framework}》{edition}计分{full}。",
    ),
    "word_edition": Text(" (edition {edition})", "（{edition}版）"),
    "word_full": Text("; full marks are {full}", "，满分{full}分"),
    "word_nobody": Text("Nobody was scored by “{framework}”.", "按《{framework}》没有单位可以计分。"),
    "word_nothing": Text("There is nothing to rank.", "没有可列示的单位。"),
    "word_class_unscored": Text("none of {count} has a score.", "{count}个单位均没有得分。"),
    "word_class_unranked": Text("{count} have a score, none is ranked.", "{count}个单位有得分，均未排名。"),
    "word_leader": Text(
        "{count} are ranked; {names} leads with {score}{followed}.",
        "{count}个单位参加排名，{names}以{score}分居第1位{followed}。",
    ),
    "word_leaders": Text(
        "{count} are ranked; {names} share the first place with {score}{followed}.",
        "{count}个单位参加排名，{names}以{score}分并列第1位{followed}。",
    ),
    "word_followed": Text(", followed by {names}", "，其后为{names}"),
    "word_spread": Text(
        "The median is {median}, the mean {mean}; scores reach from {least} to {most} (standard deviation {std}).",
        "得分中位数{median}，平均{mean}，最低{least}，最高{most}，标准差{std}。",
    ),
    "word_unranked": Text("{count} units are not ranked: {reasons}.", "{count}个单位未排名：{reasons}。"),
    "word_unranked_no_score": Text(
        "{count} have no score, because nothing is known of them ({names})",
        "{count}个没有得分，因为没有可用的数据（{names}）",
    ),
    "word_unranked_gate": Text(
        "{count} are kept out by a condition of the framework ({names})", "{count}个触发了不参加排名的条件（{names}）"
    ),
    "word_unranked_coverage": Text(
        "{count} state less than {least} of what is scored ({names})", "{count}个信息覆盖率低于{least}（{names}）"
    ),
    "word_unranked_few": Text(
        "{count} are in classes of which fewer than {peers} can be ranked ({names})",
        "{count}个所在类别中可以排名的单位不足{peers}个（{names}）",
    ),
    "word_unranked_no_score_one": Text(
        "It is not ranked, because nothing is known of it.", "因没有可用的数据，未排名。"
    ),
    "word_unranked_gate_one": Text(
        "It is not ranked, because a condition of the framework keeps it out.", "因触发了不参加排名的条件，未排名。"
    ),
    "word_unranked_coverage_one": Text(
        "It is not ranked, because its documents state less than {least} of what is scored.",
        "因信息覆盖率低于{least}，未排名。",
    ),
    "word_unranked_few_one": Text(
        "It is not ranked, because fewer than {peers} units of its class can be.",
        "因同类中可以排名的单位不足{peers}个，未排名。",
    ),
    "word_robust_summary": Text(
        "In {draws} draws with other assumptions the {level} interval of a rank is {width} places wide (median); of {count} ranked units {same} keep their rank.",
        "假设变动的{draws}次模拟中，名次{level}区间的宽度中位数为{width}位；{count}个参加排名的单位中，{same}个名次不变。",
    ),
    # what changed
    "word_moves_nobody": Text(
        "None of these units stands in the earlier result.", "所附的上次结果中没有这些单位，无法比较。"
    ),
    "word_moves_round": Text(
        "{count} units are compared with an earlier round of the same period.",
        "与同一期间的上一轮结果相比，可比单位{count}个。",
    ),
    "word_moves_period": Text(
        "{count} units are compared with an earlier period.", "与上一期间的结果相比，可比单位{count}个。"
    ),
    "word_moves_scores": Text(
        "Scores moved by {mean} on average ({count} units).", "得分平均变动{mean}分（{count}个单位）。"
    ),
    "word_moves_ranks": Text(
        "{up} rose in rank, {down} fell, {same} stayed.", "名次上升的{up}个，下降的{down}个，不变的{same}个。"
    ),
    "word_moves_best": Text("{name} rose most, by {places}.", "上升最多的是{name}，上升{places}位。"),
    "word_moves_worst": Text("{name} fell most, by {places}.", "下降最多的是{name}，下降{places}位。"),
    "word_moves_sheet": Text(
        "The two results were made with different frameworks: a difference need not come from the work of a unit.",
        "两次结果采用的细则或权重不同，得分的变化不全由工作变化引起。",
    ),
    "word_moves_scale": Text(
        "Relative scores have a scale of their own in each period: differences of scores do not show a change over time.",
        "相对评分的尺度每期单独确定，得分之差不反映前后变化，请以名次和原始数据为准。",
    ),
    "word_moves_new": Text("{name} does not stand in the earlier result.", "上次结果中没有{name}，无法比较。"),
    "word_moved": Text(
        "The score went from {before} to {now} ({shift}), the rank from {rank_before} to {rank_now} ({places}).",
        "得分由{before}变为{now}（{shift}），名次由{rank_before}变为{rank_now}（{places}）。",
    ),
    # columns
    "word_rank": Text("Rank", "名次"),
    "word_unit": Text("Unit", "单位"),
    "word_score": Text("Score", "得分"),
    "word_composite": Text("Score (0–100)", "得分（百分制）"),
    "word_grade": Text("Grade", "等级"),
    "word_comparable": Text("On common items", "共有指标得分"),
    "word_possible": Text("Possible ranks", "可能名次"),
    "word_interval": Text("Rank interval ({level})", "名次区间（{level}）"),
    "word_interval_short": Text("Rank interval", "名次区间"),
    "word_coverage": Text("Coverage", "覆盖率"),
    "word_bounds": Text("Bounds", "得分上下界"),
    "word_disclosure": Text("Disclosure", "公开度"),
    "word_dimension": Text("Dimension", "维度"),
    "word_share": Text("Weight", "权重"),
    "word_mean": Text("Mean", "平均分"),
    "word_median": Text("Median", "中位数"),
    "word_best": Text("Best", "最高"),
    "word_worst": Text("Worst", "最低"),
    "word_class": Text("Class", "类别"),
    "word_ungraded": Text("No grade", "未评等级"),
    "word_all": Text("All", "合计"),
    "word_all_units": Text("all units", "全部单位"),
    "word_score_before": Text("Score before", "上次得分"),
    "word_score_now": Text("Score now", "本次得分"),
    "word_shift": Text("Shift", "变动"),
    "word_rank_before": Text("Rank before", "上次名次"),
    "word_rank_now": Text("Rank now", "本次名次"),
    "word_places": Text("Places", "升降"),
    "word_points_before": Text("Points before", "上次得分"),
    "word_points_now": Text("Points now", "本次得分"),
    "word_median_rank": Text("Median rank", "名次中位数"),
    "word_score_interval": Text("Interval of the score", "得分区间"),
    "word_grade_kept": Text("Grade kept in", "等级不变的比例"),
    "word_what": Text("What", "项目"),
    "word_content": Text("Content", "内容"),
    "word_node": Text("Group or item", "维度、指标"),
    "word_points": Text("Points", "分值"),
    "word_nominal": Text("Nominal weight", "名义权重"),
    "word_effective": Text("Effective weight", "有效权重"),
    "word_rule_heading": Text("Rule", "评分规则"),
    "word_adjustment": Text("Bonus, penalty, cap", "加减分、否决"),
    "word_item": Text("Item", "考核项"),
    "word_period": Text("Period", "期间"),
    "word_level": Text("Level", "级别"),
    "word_to_do": Text("To do", "处置要求"),
    "word_full_points": Text("Full", "满分"),
    "word_given": Text("Given", "得分"),
    "word_taken": Text("Off", "扣分"),
    "word_by_rule": Text("By rule", "按规则"),
    "word_decided": Text("Decided", "评定"),
    "word_reason": Text("Reason", "理由"),
    "word_evidence_heading": Text("Evidence", "证据"),
    "word_who_when": Text("By whom, when", "决定人、日期"),
    "word_who_when_state": Text("By whom, when, state", "决定人、日期、状态"),
    "word_reason_and_evidence": Text("Reason and evidence", "理由与证据"),
    "word_reason_evidence": Text("Reason, facts and evidence", "扣分理由、事实与证据"),
    "word_remark": Text("Remark", "说明"),
    "word_number": Text("No.", "序号"),
    "word_problem": Text("Problem", "问题"),
    "word_found_by": Text("Found by", "来源"),
    "word_responsible": Text("Responsible", "责任单位"),
    "word_deadline": Text("Deadline", "整改期限"),
    "word_state": Text("State", "状态"),
    "word_answer": Text("Answer", "整改情况"),
    "word_own_score": Text("Own score", "本单位"),
    "word_peer_mean": Text("Peers' mean", "同类平均"),
    "word_peer_median": Text("Peers' median", "同类中位数"),
    "word_against_median": Text("Against median", "与中位数之差"),
    "word_place_among": Text("Place among peers", "同类位次"),
    "word_gap_reason": Text("Why there is no value", "没有数据的原因"),
    "word_gap_treated": Text("What that earns", "处理方式"),
    "word_gap_with_value": Text("With a value", "有数据"),
    "word_gap_not_stated": Text(
        "Not stated: {facts}. By the rule for what is not reported: {policy}.",
        "材料未写明{facts}，按本细则对未报告项的规定{policy}。",
    ),
    "word_gap_unstated": Text("Not stated", "未写明"),
    "word_gap_unread": Text("Not known", "情况不明"),
    "word_gap_unfit": Text("Not applicable", "不适用"),
    "word_gap_words": Text("Words only, ambiguous", "仅有文字或有歧义"),
    "word_gap_other_gap": Text("Other", "其他"),
    "word_gap_policy": Text("Not reported earns", "未报告的处理"),
    # captions
    "word_caption_ranking": Text("Ranking {title}", "{title}排名"),
    "word_caption_scores": Text("Scores {title}(not ranked)", "{title}得分（未排名）"),
    "word_caption_dimensions": Text("Dimensions {title}", "{title}各维度得分"),
    "word_caption_grades": Text("Units by grade", "各等级单位数"),
    "word_caption_group_scores": Text("Scores by dimension {title}", "{title}分维度得分"),
    "word_caption_moves": Text("Who moved", "变动情况"),
    "word_caption_intervals": Text("Rank intervals ({level}) {title}", "{title}名次区间（{level}）"),
    "word_caption_interval_table": Text("Intervals of ranks and scores", "名次与得分的区间"),
    "word_caption_sensitivity": Text("Which assumption matters", "各假设的影响"),
    "word_caption_hashes": Text("What the result was made from", "结果的来源与校验值"),
    "word_caption_weights": Text("Weights and rules", "权重与评分规则"),
    "word_caption_adjustments": Text("Bonuses, penalties and caps", "加分、扣分与否决"),
    "word_caption_gaps": Text("Units by what is known of an item ({count} units)", "各指标数据情况（共{count}个单位）"),
    "word_caption_open": Text("Problems that are not settled", "尚未整改完成的问题"),
    "word_caption_decisions": Text("Decisions", "评审决定"),
    "word_caption_alerts": Text("Alerts that are raised", "已触发的预警"),
    "word_caption_place": Text("Result of {name}", "{name}总体结果"),
    "word_caption_profile": Text("Dimensions of {name} and its peers", "{name}与同类单位各维度得分"),
    "word_caption_radar": Text("Dimensions of {name} against its peers", "{name}各维度得分与同类比较"),
    "word_caption_strength": Text("Strengths of {name}", "{name}的优势项"),
    "word_caption_weakness": Text("Weaknesses of {name}", "{name}的短板项"),
    "word_caption_items": Text("Score of {name} by item", "{name}得分明细"),
    "word_caption_deductions": Text("Deductions of {name}", "{name}扣分及理由"),
    "word_caption_region_gaps": Text("Items of {name} without a value", "{name}没有数据的项目"),
    "word_caption_ledger": Text("Problems of {name}", "{name}问题整改台账"),
    "word_caption_item_moves": Text("Items of {name} that changed", "{name}得分有变动的项目"),
    # notes below tables
    "word_ranking_note": Text(
        "Possible ranks: what is left open if everything that is not reported were at its worst or best, and among how many. Bounds: the score in these two cases. Coverage: share of the weight that rests on stated facts. Disclosure: share of items that the document states. A dash: there is none; it is not zero.",
        "可能名次：未报告内容取最差和最好时名次的范围，“/”后为同类单位数。得分上下界：这两种情况下的得分。覆盖率：有事实依据的权重所占比例。公开度：材料写明的项目所占比例。“–”表示没有，不是零。",
    ),
    "word_dimensions_note": Text(
        "Scores are 0–100 within each dimension; weight is the nominal share of the composite.",
        "各维度得分均为百分制；权重为占综合得分的名义份额。",
    ),
    "word_dimensions_single": Text(
        "Classes with a single unit have no comparison by dimension; its scores stand in the annex.",
        "只有一个单位的类别不作维度比较，其得分见附件。",
    ),
    "word_grade_edge": Text("{name} from {edge}", "{name}{edge}分及以上"),
    "word_grade_quota": Text("; {name} for {share} of a class at most", "；{name}不超过同类的{share}"),
    "word_grades_note": Text("Grades (of 100): {edges}{quota}.", "等级标准（百分制）：{edges}{quota}。"),
    "word_strengths_note": Text(
        "Compared are scores of items. An item in which most peers are equal shows neither.",
        "比较的是各项得分；多数同类单位得分相同的项目不列为优势或短板。",
    ),
    "word_no_strength": Text(
        "No item sets the unit apart from its peers for the better.", "没有明显优于同类单位的项目。"
    ),
    "word_no_weakness": Text(
        "No item sets the unit apart from its peers for the worse.", "没有明显落后于同类单位的项目。"
    ),
    "word_items_note": Text(
        "A dash under Given: the item is left out, not zero.", "得分为“–”的项目不计入总分，不是零分。"
    ),
    "word_total_sum": Text("{full} less {taken} makes {score}.", "满分{full}，扣{taken}，得{score}分。"),
    "word_total_sum_moved": Text(
        "{full} less {taken}, bonuses and penalties {moved}, makes {score}.",
        "满分{full}，扣{taken}，加减分{moved}，得{score}分。",
    ),
    "word_total_shared": Text(
        "{left} items are left out and their points shared out among the others; hence {full} less {taken} is not the total of {score}.",
        "有{left}项不计入总分，其分值由同组其他项分担，因此满分{full}减去表中扣分{taken}不等于总分{score}。",
    ),
    "word_total_capped": Text(
        "Caps or rounding apart, {full} less {taken} makes the total of {score}.",
        "满分{full}，表中各项共扣{taken}；经封顶、否决或取整后，总分为{score}。",
    ),
    "word_total_no_sum": Text(
        "The total is no sum of points; points show the nominal share of each item.",
        "总分不是各项得分之和，表中分值为各项的名义份额。",
    ),
    "word_no_deductions": Text("Nothing was deducted.", "各项均未扣分。"),
    "word_unstated_note": Text(
        "Not stated is not the same as not done: what a document does not state could not be credited.",
        "“未写明”不等于没有做，只说明材料中没有可以据以给分的内容。",
    ),
    "word_reviewed": Text("decided by reviewers", "经评审决定"),
    "word_extra_bonus": Text("bonus", "加分"),
    "word_extra_penalty": Text("penalty", "扣分项"),
    "word_extra_veto": Text("cap", "一票否决"),
    "word_extra_gate": Text("not ranked", "不参加排名"),
    "word_region_gaps_none": Text("Every item that applies has a value.", "适用的各项均有数据。"),
    "word_gaps_none": Text("No item has a gap.", "各指标均有数据。"),
    "word_gaps_note": Text(
        "Not stated, not applicable and zero are three things; what a gap earns is the framework's rule.",
        "未写明、不适用和零是三回事；没有数据时怎样计分，由细则规定。",
    ),
    "word_weights_note": Text(
        "Effective weight: the mean share of the composite after gaps are left out.",
        "有效权重：缺失项不计入后，实际占综合得分份额的平均值。",
    ),
    # reasons
    "word_rule": Text("Rule: {text}.", "评分规则：{text}。"),
    "word_rule_wording": Text("Wording of the sheet: {text}.", "评分标准：{text}。"),
    "word_basis": Text("Basis: {text}.", "依据：{text}。"),
    "word_states": Text("The documents state: {facts}{value}.", "材料所载：{facts}{value}。"),
    "word_value": Text("; that makes {value}", "；据此为{value}"),
    "word_fact": Text("{label} {value}", "{label}{value}"),
    "word_where": Text(" ({places})", "（见{places}）"),
    "word_more_places": Text(" and others, {count} in all", "等{count}处"),
    "word_span": Text("characters {start}–{end}", "第{start}至{end}字"),
    "word_quote": Text(": “{text}”", "：“{text}”"),
    "word_gap": Text("No value: {reason}. By rule: {policy}.", "没有数据（{reason}），按本细则规定{policy}。"),
    "word_list_absent": Text("Stated as not done: {items}.", "材料写明没有做到：{items}。"),
    "word_list_silent": Text("Not stated: {items}.", "材料未写明：{items}。"),
    "word_list_there": Text("Done: {items}.", "已做到：{items}。"),
    "word_falsified": Text("No marks, because this was found: {facts}.", "有下列情形，该项按规定记零分：{facts}。"),
    "word_decision": Text("Decision ({head}): {reason}.", "评审决定（{head}）：{reason}。"),
    "word_no_reason": Text("no reason is given", "未写明理由"),
    "word_evidence": Text("Evidence: {text}.", "证据：{text}。"),
    "word_no_evidence": Text("No evidence is named.", "未写明证据。"),
    "word_decision_rule": Text(
        "The rule alone gives {rule}, decided are {points}.", "按规则得{rule}分，评定得{points}分。"
    ),
    # the place of one unit
    "word_place": Text(
        "{name} has {score} of {full} by “{framework}”.", "{name}按《{framework}》得{score}分（满分{full}分）。"
    ),
    "word_place_ordered": Text("{name} has {score} by “{framework}”.", "{name}按《{framework}》的排序值为{score}。"),
    "word_place_unscored": Text(
        "{name} has no score by “{framework}”: nothing usable is known.",
        "{name}按《{framework}》没有得分：没有可用的数据。",
    ),
    "word_place_rank": Text("It ranks {rank} of {count} ({kind}).", "在{kind}{count}个参加排名的单位中居第{rank}位。"),
    "word_place_tied": Text(
        "It ranks {rank} of {count} ({kind}), together with others.",
        "在{kind}{count}个参加排名的单位中并列第{rank}位。",
    ),
    "word_place_peers": Text(
        "The median of its class is {median}, the mean {mean}.", "同类单位得分中位数{median}，平均{mean}。"
    ),
    # problems
    "word_problems": Text(
        "As of {day} the ledger has {count} problems: {open} open, {under_way} under way, {done} settled, {dropped} dropped; {overdue} are past their deadline.",
        "截至{day}，台账共有问题{count}个：未整改{open}个，整改中{under_way}个，已整改{done}个，不再整改{dropped}个；其中逾期未完成{overdue}个。",
    ),
    "word_problems_none": Text("The ledger has no problem of these units.", "台账中没有相应单位的问题。"),
    "word_overdue": Text(" (overdue)", "（逾期）"),
    "word_state_open": Text("open", "未整改"),
    "word_state_under_way": Text("under way", "整改中"),
    "word_state_done": Text("settled", "已整改"),
    "word_state_dropped": Text("dropped", "不再整改"),
    "word_found_self_reported": Text("itself", "自查"),
    "word_found_inspection": Text("inspection", "督察"),
    "word_found_review": Text("review", "评查"),
    "word_found_audit": Text("audit", "审计"),
    "word_found_court": Text("court", "法院"),
    "word_found_procuratorate": Text("procuratorate", "检察"),
    "word_found_congress": Text("congress", "人大"),
    "word_found_public": Text("public", "群众"),
    "word_found_other": Text("other", "其他"),
    # robustness
    "word_robust_none": Text(
        "No uncertainty or sensitivity analysis was computed for this report: how much ranks depend on weights and other choices is not known.",
        "本报告没有计算不确定性和敏感性，名次对权重等选择的依赖程度尚不清楚。",
    ),
    "word_robust_text": Text(
        "{draws} draws varied: {sources}. The interval holds the rank of a unit in {level} of draws (seed {seed}). Units whose intervals overlap much should not be called better or worse.",
        "共模拟{draws}次，变动的假设：{sources}。{level}的模拟中，单位的名次落在所列区间内（随机种子{seed}）。区间大幅重叠的单位，不宜认为有优劣之分。",
    ),
    "word_source_weights": Text("weights", "权重"),
    "word_source_normalisation": Text("normalisation", "标准化方法"),
    "word_source_aggregation": Text("aggregation", "汇总方法"),
    "word_source_imputation": Text("imputation", "插补方法"),
    "word_source_treatment": Text("treatment of outliers", "异常值处理"),
    "word_source_missing": Text("treatment of gaps", "缺失处理"),
    "word_source_definitions": Text("definitions of indicators", "指标口径"),
    "word_source_leave_out": Text("leaving out an indicator", "去掉一项指标"),
    "word_source_facts": Text("facts", "事实数据"),
    "word_source_unreported": Text("what is not reported", "未报告的内容"),
    "word_source_extraction": Text("errors of extraction", "提取误差"),
    "word_source_thresholds": Text("thresholds of rules", "评分门槛"),
    "word_sensitive_sobol": Text(
        "Shares of the variance of rank shifts by assumption (Sobol', {draws} rows, seed {seed}): first order alone, total order with all interactions.",
        "各假设在名次变动方差中所占的份额（Sobol 法，设计{draws}行，随机种子{seed}）：一阶为单独作用，全阶包含交互作用。",
    ),
    "word_sensitive_morris": Text(
        "Screening by elementary effects ({draws} rows, seed {seed}).",
        "用基本效应法筛选重要假设（设计{draws}行，随机种子{seed}）。",
    ),
    "word_sensitive_one_at_a_time": Text(
        "Each assumption varied alone ({draws} draws, seed {seed}).",
        "逐一变动各假设的影响（{draws}次，随机种子{seed}）。",
    ),
    "word_sensitive_remove_one": Text(
        "Each indicator left out in turn ({draws} run, seed {seed}).",
        "逐一去掉各指标的影响（{draws}次，随机种子{seed}）。",
    ),
    # method
    "word_framework": Text(
        "The framework “{framework}” ({id}) scores {count} indicators in {groups} dimensions.",
        "评价框架《{framework}》（{id}）设{groups}个维度，计分指标{count}项。",
    ),
    "word_framework_stated": Text(
        "{count} further items count for disclosure only.", "另有{count}项只计入公开度，不计入综合得分。"
    ),
    "word_framework_neutral": Text("{count} are shown, not scored.", "另有{count}项只列示、不计分。"),
    "word_framework_points": Text("It is a sheet of {total} points.", "细则以分值计，总分{total}分。"),
    "word_aggregation": Text(
        "Items make dimensions, and these the total, by: {how}.", "指标汇总为维度、维度汇总为总分的方法：{how}。"
    ),
    "word_step_weighting": Text("Weights were made by: {how}.", "赋权方法：{how}。"),
    "word_step_imputation": Text("Gaps that are filled are filled by: {how}.", "插补方法：{how}。"),
    "word_step_treatment": Text("Outliers are treated by: {how}.", "异常值处理方法：{how}。"),
    "word_step_ordering": Text("Ranks come from an ordering method: {how}.", "排序方法：{how}。"),
    "word_rules_fixed": Text(
        "All items have fixed rules: the score of a unit does not depend on the others.",
        "各项均按固定规则计分，一个单位的得分不受其他单位影响。",
    ),
    "word_rules_relative": Text(
        "{count} items have relative rules: their scores depend on the peers within the same {within}.",
        "{count}项按相对规则计分，得分取决于同一{within}内的其他单位。",
    ),
    "word_rules_together": Text(
        "{count} items have relative rules: their scores depend on all other units{within}.",
        "{count}项按相对规则计分，得分取决于全部其他单位{within}。",
    ),
    "word_within_class": Text("class", "类别"),
    "word_within_period": Text("period", "期间"),
    "word_within_region": Text("region", "地区"),
    "word_within_province": Text("province", "省份"),
    "word_gaps": Text(
        "What the documents do not state is never taken for zero work.", "材料没有写明的，不认定为没有做。"
    ),
    "word_policies": Text("What earns what: {policies}.", "没有数据时的处理：{policies}。"),
    "word_policy": Text("{kind}: {policy}", "{kind}的{policy}"),
    "word_policy_mostly": Text("mostly {first}, for some items {others}", "多数项目{first}，部分项目{others}"),
    "word_kind_not_reported": Text("not reported", "未报告"),
    "word_kind_claimed": Text("words without a number", "只有文字没有数字"),
    "word_kind_not_applicable": Text("not applicable", "不适用"),
    "word_kind_small_base": Text("too small a base", "基数过小"),
    "word_kind_conflict": Text("contradictory", "数据矛盾"),
    "word_ranks": Text(
        "Units are ranked within the same {within}, if there are {peers} or more; equal scores share a rank.",
        "在同一{within}内排名，可以排名的单位不足{peers}个的不排名；得分相同的名次并列。",
    ),
    "word_ranks_all": Text(
        "All units are ranked together{within}, if there are {peers} or more; equal scores share a rank.",
        "全部单位一起排名{within}，可以排名的单位不足{peers}个的不排名；得分相同的名次并列。",
    ),
    "word_ranks_coverage": Text(
        "Below a coverage of {least} there is a score, but no rank and no grade.",
        "覆盖率低于{least}的，计分但不排名、不评等级。",
    ),
    "word_ranks_common": Text(
        "Ranks rest on the items that {share} of a class state.", "名次只依据同类中{share}以上单位写明的项目。"
    ),
    "word_term_coverage": Text(
        "Coverage is the share of the weight that rests on stated facts. A high score on a low coverage says little.",
        "覆盖率：有事实依据的指标权重占全部适用指标权重的比例。覆盖率低的，得分再高也说明不了多少问题。",
    ),
    "word_term_bounds": Text(
        "Bounds are the scores if everything that is not reported were at its worst and at its best.",
        "得分上下界：未报告的内容全部取最差、全部取最好时的得分。",
    ),
    "word_term_possible": Text(
        "Possible ranks are those that the bounds of all units leave open.",
        "可能名次：由各单位得分上下界推出的最好名次和最差名次。",
    ),
    "word_term_disclosure": Text(
        "Disclosure is the share of items that the document states at all.",
        "公开度：材料写明的项目占应写明项目的比例。",
    ),
    "word_limit_1": Text(
        "Most figures are reported by the units themselves; where nobody checked them, a score rests on their word.",
        "数据大多由被评单位自行报告；未经核查的，得分以其报告为准。",
    ),
    "word_limit_2": Text(
        "Documents are incomplete. What is not stated may have been done, and what is stated may not be all.",
        "材料并不完整：没有写明的未必没有做，写明的也未必是全部。",
    ),
    "word_limit_3": Text(
        "Many rates are at 100 %; there an item does not tell units apart, and small differences of totals mean little.",
        "不少比率已达100%，这些项目分不出高低；总分的细小差别意义不大。",
    ),
    "word_limit_4": Text(
        "Scores are comparable within a class and a period only, and by the same framework.",
        "得分只在同一类别、同一期间、同一细则之内可比。",
    ),
    "word_limit_5": Text(
        "A score measures what the framework asks, not the rule of law as a whole.",
        "得分反映的是细则所列事项的情况，不等于法治建设的全貌。",
    ),
    "word_reproduced": Text(
        "The same framework, facts and decisions give the same result (fazhi-score {version}); their hashes are:",
        "同样的框架、事实和评审决定得出同样的结果（fazhi-score {version}），校验值如下：",
    ),
    "word_hash_framework": Text("Framework (SHA-256)", "评价框架（SHA-256）"),
    "word_hash_facts": Text("Facts (SHA-256)", "事实表（SHA-256）"),
    "word_hash_decisions": Text("Decisions (SHA-256)", "评审决定（SHA-256）"),
    "word_hash_version": Text("Version", "软件版本"),
    "word_seed_uncertainty": Text("Seed of the uncertainty analysis", "不确定性分析的随机种子"),
    "word_seed_sensitivity": Text("Seed of the sensitivity analysis", "敏感性分析的随机种子"),
    # the notice
    "word_notice": Text("Notice of deductions", "扣分告知书"),
    "word_notice_number": Text("No. ________", "〔　　　〕　　号"),
    "word_notice_to": Text("To: {name}", "{name}："),
    "word_notice_intro": Text(
        "You were assessed by “{framework}”{edition} for {period}. This is to tell you what was deducted.",
        "按照《{framework}》{edition}，对你单位{period}的情况进行了考核。现将扣分情况告知如下。",
    ),
    "word_notice_result": Text("Result", "考核得分"),
    "word_notice_score": Text(
        "You have {score} of {full}. Marks were deducted from {count} items.",
        "满分{full}分，你单位得{score}分，{count}项有扣分。",
    ),
    "word_notice_nothing": Text(
        "You have {score} of {full}. Nothing was deducted.", "满分{full}分，你单位得{score}分，各项均未扣分。"
    ),
    "word_notice_unscored": Text("There is no score: no usable data are known.", "没有可用的数据，你单位没有得分。"),
    "word_notice_deductions": Text("Deductions", "扣分明细"),
    "word_notice_caption": Text("Deductions, reasons and evidence", "扣分项目、理由与证据"),
    "word_notice_appeal": Text("How to appeal", "申诉"),
    "word_appeal_day": Text(
        "If you disagree, you can appeal in writing to {to} up to and including {day}.",
        "如有异议，可在{day}（含当日）前向{to}提出书面申诉。",
    ),
    "word_appeal_days": Text(
        "If you disagree, you can appeal in writing to {to} within {days} calendar days after {date}, that is up to and including {day}.",
        "如有异议，可自{date}的次日起{days}日内（自然日，截至{day}，含当日）向{to}提出书面申诉。",
    ),
    "word_appeal_working": Text(
        "If you disagree, you can appeal in writing to {to} within {days} working days after {date}; weekends and public holidays do not count, weekends that are working days do.",
        "如有异议，可自{date}的次日起{days}个工作日内向{to}提出书面申诉；法定节假日和休息日不计入，调休的上班日计入。",
    ),
    "word_appeal_open": Text(
        "If you disagree, you can appeal in writing to {to} until ____________________.",
        "如有异议，可在______年____月____日前向{to}提出书面申诉。",
    ),
    "word_appeal_how": Text(
        "Say which item you mean, what you ask for and why, and attach what proves it; what the documents did not state can be shown then.",
        "申诉应写明考核项、请求和理由，并附佐证材料；材料中未写明的情况，可在申诉时补充证明。",
    ),
    "word_notice_seal": Text("(signature and seal)", "（印章）"),
    "word_receipt": Text("Receipt", "送达回执"),
    "word_receipt_document": Text("Document", "送达文书"),
    "word_receipt_unit": Text("Delivered to", "受送达单位"),
    "word_receipt_how": Text("How delivered", "送达方式"),
    "word_receipt_when": Text("Date and time", "送达时间"),
    "word_receipt_who": Text("Received by (signature)", "签收人（签字）"),
    "word_receipt_remark": Text("Remark", "备注"),
    "word_receipt_note": Text("Please sign and return this slip to the sender.", "请签收后将本回执退回送达单位。"),
}
