"""Texts about results of several periods, profiles, groups and what is left out on trial."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    "scales_per_period": Text(
        "scores of different periods cannot be compared: {count} indicators are scored relative to peers, on a scale of their own for each period ({listed})",
        "不同期间的得分不可比：有 {count} 个指标按同类相对计分，各期尺度不同（{listed}）",
        "fit one scale over all periods with 'scale_within: [class]', freeze the scale of one period, or give per_period_scales=True and say so where you show it",
        "请写 scale_within: [class] 让各期共用一个尺度，或冻结某一期的尺度；确要比较，请给 per_period_scales=True 并在结果旁注明",
    ),
    "scales_of_two": Text(
        "the two results cannot be compared over time: {count} indicators are scored relative to peers, and the facts are not the same ({listed})",
        "两个结果不能作跨期比较：有 {count} 个指标按同类相对计分，而两者的事实不同（{listed}）",
        "score both periods together with 'scale_within: [class]', freeze the scale of one period, or give per_period_scales=True and say so where you show it",
        "请把两期放在一起、用 scale_within: [class] 计分，或冻结某一期的尺度；确要比较，请给 per_period_scales=True 并在结果旁注明",
    ),
    "order_per_period": Text(
        "composites of different periods cannot be compared: '{method}' orders the regions of each period among themselves",
        "不同期间的综合得分不可比：{method} 只在各期内部给地区排序",
        "leave 'ordering' out of the method, take scores of groups or indicators, or give per_period_scales=True",
        "请从 method 中删去 ordering，或改用分组、指标得分，或给 per_period_scales=True",
    ),
    "ordering_no_parts": Text(
        "the composites come from '{method}', which orders regions: they are no mean of parts that could be told apart",
        "综合得分来自排序方法 {method}，不是各部分的平均，无法分解",
        "leave 'ordering' out of the method",
        "请从 method 中删去 ordering",
    ),
    "one_period": Text(
        "a change over time takes two periods at least; here: {known}",
        "跨期比较至少要两期；这里有：{known}",
        "score the facts of several periods together",
        "请把几期的事实放在一起计分",
    ),
    "periods_of_lengths": Text(
        "periods of different length stand side by side: {known}",
        "期间长短不一：{known}",
        "name periods of one length with periods=",
        "请用 periods= 指明长短一致的期间",
    ),
    "period_not_scored": Text(
        "no region is scored in the period {got}; here: {known}",
        "期间 {got} 没有已计分的地区；这里有：{known}",
        "name a period of the result",
        "请写结果中有的期间",
    ),
    "choice_unknown": Text(
        "{name} cannot be '{got}'",
        "{name} 不能是“{got}”",
        "known here: {known}",
        "可用的有：{known}",
    ),
    "number_too_small": Text(
        "{name} is {got}, and must be {least} or more",
        "{name} 为 {got}，至少应为 {least}",
        "give a larger number",
        "请写大一些的数",
    ),
    "share_outside": Text(
        "{name} is {got}, and must lie between 0 and 1",
        "{name} 为 {got}，应在 0 与 1 之间",
        "give a share such as 0.95",
        "请写 0.95 这样的比例",
    ),
    "groups_too_few": Text(
        "the column '{column}' has {count} groups with a score in {period}: nothing can be compared",
        "“{column}”列在 {period} 只有 {count} 个有得分的组，无从比较",
        "name a column of the register that tells two groups or more apart",
        "请写名册中能分出两组以上的列",
    ),
    "groups_small": Text(
        "{count} groups of '{column}' have fewer than {least} regions, so that their means and intervals say little: {listed}",
        "按“{column}”分组，有 {count} 组不足 {least} 个地区，均值和区间说明不了什么：{listed}",
        "merge groups, or read the effect sizes together with their intervals",
        "请合并小组，或把效应量连同区间一起看",
    ),
    "regions_without_group": Text(
        "{count} scored regions have nothing in the column '{column}' and are in no group",
        "有 {count} 个已计分的地区“{column}”列为空，不在任何组内",
        "complete the register",
        "请补全名册",
    ),
    "removal_leaves_none": Text(
        "without '{node}', {count} of {all} {whom} have no composite; they are not in its shifts",
        "去掉“{node}”后，{all} 个{whom}中有 {count} 个没有综合得分，不计入名次变动",
    ),
    "grid_empty": Text(
        "'{key}' of the grid has no values",
        "组合表中的“{key}”没有取值",
        "give a list of values, or leave the key out",
        "请给出取值列表，或删去该键",
    ),
    "grid_no_effect": Text(
        "no indicator has a relative rule, so that 'normalisation' changes nothing",
        "没有指标用相对计分规则，normalisation 不起作用",
        "leave it out of the grid",
        "请从组合表中删去",
    ),
    "specification_refused": Text(
        "the specification {specification} cannot be scored: {reason}",
        "方案 {specification} 无法计分：{reason}",
        "leave it out of the grid, or add what it needs to the framework",
        "请从组合表中去掉该项，或在框架中补上所需内容",
    ),
    "specification_heading_specification": Text("No.", "序号"),
    "specification_heading_normalisation": Text("Normalisation", "标准化"),
    "specification_heading_treatment": Text("Outliers", "异常值处理"),
    "specification_heading_imputation": Text("Imputation", "插补"),
    "specification_heading_weighting": Text("Weights", "赋权"),
    "specification_heading_aggregation": Text("Aggregation", "汇总"),
    "specification_heading_ordering": Text("Ordering", "排序方法"),
    "specification_heading_missing": Text("Gaps", "缺失处理"),
    "specification_heading_regions": Text("Regions", "地区数"),
    "specification_heading_rho": Text("Spearman", "Spearman"),
    "specification_heading_tau": Text("Kendall", "Kendall"),
    "specification_heading_mean_rank_shift": Text("Mean shift", "平均名次变动"),
    "specification_heading_max_rank_shift": Text("Largest shift", "最大名次变动"),
    "specification_heading_top_overlap": Text("Top overlap", "前列重合"),
    "specification_as_written": Text("as written", "按原框架"),
}
