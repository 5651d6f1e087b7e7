"""Texts about normalisation: wrong parameters, rules in words, and scales that are kept for next year."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    # parameters of functions
    "normalise_directions": Text(
        "there are {got} directions for {columns} columns",
        "给了 {got} 个方向，而数据有 {columns} 列",
        "give one direction for all, or one for each column",
        "请给出一个总的方向，或每列一个",
    ),
    "normalise_range": Text(
        "({got}) is no range of scores",
        "（{got}）不是得分区间",
        "give two different numbers, the worst score first: (0, 100)",
        "请给出两个不同的数，最差的得分在前，如 (0, 100)",
    ),
    "normalise_positive": Text(
        "{method}: {name} is {got}, and must be above 0",
        "{method}：{name} 为 {got}，应大于0",
        "give a positive number",
        "请给出正数",
    ),
    "normalise_not_negative": Text(
        "{method}: {name} is {got}, and must not be below 0",
        "{method}：{name} 为 {got}，不应小于0",
        "give 0 or a positive number",
        "请给出0或正数",
    ),
    "normalise_word": Text(
        "{method}: {name} is {got}, and must be one of: {known}",
        "{method}：{name} 为 {got}，应为以下之一：{known}",
        "choose one of them",
        "请从中选择",
    ),
    "normalise_equal_ends": Text(
        "{method}: {first} and {second} are the same, so there is no scale between them",
        "{method}：{first} 与 {second} 相同，无法构成区间",
        "give two different values",
        "请给出两个不同的值",
    ),
    "normalise_order": Text(
        "{method}: {first} must be below {second}",
        "{method}：{first} 应小于 {second}",
        "exchange or correct the two values",
        "请调换或改正这两个值",
    ),
    "normalise_log_posts": Text(
        "goalposts on logarithms need worst and best above 0",
        "取对数的区间，worst 和 best 都应大于0",
        "give positive values, or leave out log",
        "请给出正数，或不写 log",
    ),
    "normalise_knots": Text(
        "piecewise_linear needs two or more knots with different, increasing values",
        "piecewise_linear 需要两个以上的节点，其值应互不相同、从小到大",
        "give pairs of value and score: (0.6, 0), (0.9, 0.8), (1, 1)",
        "请给出“值、得分”的序列，如 (0.6, 0), (0.9, 0.8), (1, 1)",
    ),
    "normalise_base": Text(
        "shrinkage needs one base for each value: {got} bases for {wanted} values",
        "shrinkage 需要每个值各有一个基数：{wanted} 个值，{got} 个基数",
        "give the denominator of each rate",
        "请给出每个比率的分母",
    ),
    # rules in a file
    "score_range": Text(
        "'{name}' is {got}, which is no range of scores within 0–100",
        "{name} 为 {got}，不是 0–100 之间的得分区间",
        "write two different numbers, the worst score first: [0, 100]",
        "请写两个不同的数，最差的得分在前，如 [0, 100]",
    ),
    "scale_order": Text(
        "the scale of '{name}' has its {first} above its {second}",
        "“{name}”的 {first} 大于 {second}",
        "exchange or correct the two values",
        "请调换或改正这两个值",
    ),
    "goalposts_log": Text(
        "'{name}' asks for logarithms, but worst and best are not both above 0",
        "“{name}”要求取对数，但 worst 和 best 不都大于0",
        "give positive values, or leave out 'log'",
        "请给出正数，或不写 log",
    ),
    "knots_order": Text(
        "the knots of '{name}' do not go upwards at {edge}",
        "“{name}”的节点在 {edge} 处没有从小到大",
        "order the knots by their values, each value once",
        "请按值从小到大排列节点，每个值只写一次",
    ),
    "knots_direction": Text(
        "'{name}' says better: {better}, but the knot at {edge} goes the other way",
        "“{name}”写的是 better: {better}，但 {edge} 处的节点方向相反",
        "correct the scores, change 'better', or take target_band where too little and too much are both bad",
        "请改正得分或 better；过多过少都不好的，用 target_band",
    ),
    # rules in words
    "rule_unclipped": Text("beyond these on and on", "超出的继续按比例"),
    "rule_log": Text("by logarithms", "按对数计算"),
    "rule_scaled": Text("linear between {lower} and {upper}", "在{lower}与{upper}之间按比例"),
    "rule_knot": Text("at {at} {marks}", "{at}处得{marks}"),
    "rule_target_band": Text(
        "full marks from {lower} to {upper}, none at {zero_below} or {zero_above}, linear between",
        "{lower}至{upper}得满分，{zero_below}或{zero_above}得零分，其间按比例",
    ),
    "rule_robust": Text(
        "{centre} of 100 at the median of the class, {deviation} more for each robust standard deviation",
        "同类中位数得{centre}分（百分制），每高一个稳健标准差多{deviation}分",
    ),
    "rule_logistic": Text("along an S-shaped curve around the mean of the class", "以同类平均为中点按S形曲线计分"),
    "rule_borda": Text("by how many of the class are worse", "按优于同类的个数计分"),
    "rule_percentile_rank": Text("share of the others of the class that are worse", "按优于其余同类的比例计分"),
    "rule_fraction_of_maximum": Text("in proportion to the best of the class", "按与同类最好值之比计分"),
    "rule_sum_share": Text("share of the sum of the class", "按占同类合计的比例计分"),
    "rule_vector": Text("over the root of the sum of squares of the class", "按与同类平方和之平方根的比计分"),
    "rule_distance_to_maximum": Text(
        "full marks for the best of the class, none for the worst, linear between",
        "同类中最好得满分、最差得零分，其间按比例",
    ),
    "rule_distance_to_target": Text(
        "none for the worst of the class, full marks at {target}, linear between",
        "同类最差得零分，达到{target}得满分，其间按比例",
    ),
    "rule_distance_to_reference": Text("against the reference {reference}", "与参照值 {reference} 相比计分"),
    "rule_shrinkage": Text(
        "by the rate, drawn towards that of the class where {base} is small",
        "按比率计分，{base} 少的向同类合并比率收缩",
    ),
    "rule_shrinkage_to": Text(
        "by the rate, drawn towards that of the class where {base} is small; full marks at {best}",
        "按比率计分，{base} 少的向同类合并比率收缩；{best}得满分",
    ),
    # scales that are kept
    "frozen_head": Text(
        "Scales fitted by {id}, fazhi-score {version}, facts {facts:.12}",
        "{id} 所用的相对量尺，fazhi-score {version}，事实 {facts:.12}",
    ),
    "freeze_rules": Text(
        "{count} rules cannot be kept for next year, for they rank or are no straight line: {listed}",
        "有 {count} 条规则按名次计分或不是直线，无法沿用到下一年：{listed}",
        "give these indicators minmax, zscore, robust or goalposts, or score them anew each year",
        "请将这些指标改为 minmax、zscore、robust 或 goalposts，或每年重新计分",
    ),
    "freeze_within": Text(
        "scales within {columns} cannot be kept: a file tells rules apart by class only",
        "按 {columns} 划分的量尺无法保存：文件中的规则只能按类别区分",
        "scale within class or period only",
        "scale_within 请只用 class 或 period",
    ),
    "freeze_period": Text(
        "each period has a scale of its own: {known}",
        "各期间各有量尺：{known}",
        "name the period whose scale is to be kept",
        "请指定沿用哪一期的量尺",
    ),
    "freeze_extends": Text(
        "the framework {name} was not read from a file that another could extend",
        "框架 {name} 不是从文件读入的，无从扩展",
        "name the file: frozen(extends='framework.yaml')",
        "请给出文件名：frozen(extends='framework.yaml')",
    ),
    # names of methods
    "method_minmax": Text("min–max", "极差标准化"),
    "method_zscore": Text("z-scores", "标准分（Z分数）"),
    "method_robust": Text("robust scores by median and quartiles", "稳健标准分（中位数与四分位距）"),
    "method_logistic": Text("logistic curve", "逻辑斯蒂曲线"),
    "method_goalposts": Text("goalposts", "固定区间"),
    "method_scaled": Text("given lower and upper values", "给定上下限"),
    "method_piecewise_linear": Text("piecewise-linear", "分段线性"),
    "method_target_band": Text("target band", "适度区间"),
    "method_rank": Text("ranks", "名次"),
    "method_borda": Text("Borda points", "博达计数"),
    "method_percentile": Text("percentile, ties counted half", "百分位（并列计半）"),
    "method_percentile_rank": Text("percentile rank", "百分等级"),
    "method_fraction_of_maximum": Text("fraction of the maximum", "与最大值之比"),
    "method_sum_share": Text("share of the sum", "占合计的比例"),
    "method_vector": Text("vector normalisation", "向量归一化"),
    "method_distance_to_maximum": Text("distance to the maximum", "与最大值的距离"),
    "method_distance_to_target": Text("distance to a target", "与目标值的距离"),
    "method_distance_to_reference": Text("distance to a reference", "与参照值的距离"),
    "method_shrinkage": Text("small-sample shrinkage of rates", "小样本比率收缩"),
}
