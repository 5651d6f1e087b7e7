"""Texts about means and their parameters, and about the checks of an index: its coherence and its gaps."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    # aggregation
    "exponent_no_number": Text(
        "the exponent of a power mean is {got}, which is no number",
        "幂平均的指数 exponent 为 {got}，不是数",
        "give a number: 1 the arithmetic mean, 0 the geometric, -1 the harmonic; .inf and -.inf the best and worst score",
        "请给一个数：1 为算术平均，0 为几何平均，-1 为调和平均；.inf 和 -.inf 为最高分和最低分",
    ),
    "owa_one_of": Text(
        "an ordered weighted average takes either order or alpha",
        "有序加权平均要在 order 和 alpha 中给出一个",
        "give the weights of the places from the best to the worst as order, or the exponent of the quantifier as alpha",
        "请用 order 写出从最高分到最低分各位次的权重，或用 alpha 写出量词函数的指数；只写一个",
    ),
    "owa_alpha": Text(
        "alpha of an ordered weighted average is {got}",
        "有序加权平均的 alpha 为 {got}",
        "give a number of 0 or more: 1 is the mean, and the larger, the more the low scores count",
        "请给不小于 0 的数：1 为平均值，越大则低分越重",
    ),
    "owa_order": Text(
        "the order weights of an ordered weighted average are {got}",
        "有序加权平均的位次权重 order 为 {got}",
        "give finite numbers of 0 or more, one of them above 0, from the best place to the worst",
        "请按从最高分到最低分的次序给出不小于 0 的数，至少一个大于 0",
    ),
    "penalty_unknown": Text(
        "penalty {penalty} with ddof {ddof} is unknown",
        "没有 penalty 为 {penalty}、ddof 为 {ddof} 的算法",
        "penalty is minus or plus, ddof 0 (as in the papers) or 1",
        "penalty 写 minus 或 plus，ddof 写 0（论文的算法）或 1",
    ),
    "aggregation_harmonic": Text("weighted harmonic mean", "加权调和平均"),
    "aggregation_power": Text("weighted power mean", "加权幂平均"),
    "aggregation_owa": Text("ordered weighted average", "有序加权平均"),
    "aggregation_mazziotta_pareto": Text("mean with a penalty for imbalance", "带不均衡惩罚的平均（Mazziotta–Pareto）"),
    # association
    "correlation_unknown": Text(
        "'{got}' is no kind of correlation",
        "没有“{got}”这种相关系数",
        "write pearson, spearman or kendall",
        "可写 pearson、spearman 或 kendall",
    ),
}
