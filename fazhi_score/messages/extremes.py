"""Texts about sets of weights, and the best and worst ranks over them."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    "weight_set_empty": Text(
        "no weights keep these bounds and these orders of importance together",
        "没有权重能同时满足这些上下限和重要性排序",
        "widen a bound, or take a step out of an order",
        "请放宽某个上下限，或去掉排序中的一步",
    ),
    "weight_set_order": Text(
        "an order of importance names a position twice, none, or one that is not among {k}: {order}",
        "重要性排序把某个序号写了两次、有空的一层，或序号不在 {k} 个之内：{order}",
        "list positions from 0, the most important first, each once",
        "请从 0 起按重要性由高到低列出序号，各写一次",
    ),
    "weight_set_circle": Text(
        "the orders of importance contradict each other: {circle}",
        "重要性排序自相矛盾：{circle}",
        "take one of these steps out",
        "请去掉其中一步",
    ),
    "extremes_level": Text(
        "'{level}' is neither top nor indicators nor a group of the composite",
        "“{level}”既不是 top 或 indicators，也不是综合指数的分组",
        "known here: {known}",
        "可用的有：{known}",
    ),
    "extremes_no_child": Text(
        "'{node}' is not among those whose weights vary ({level})",
        "“{node}”不在权重变动的节点之中（{level}）",
        "known here: {known}",
        "可用的有：{known}",
    ),
    "extremes_crossed": Text(
        "the interval of '{node}' is none: {got}",
        "“{node}”的区间不成立：{got}",
        "write the least and the greatest share, 0 to 1, the least first",
        "请写最小和最大份额，在 0 到 1 之间，小的在前",
    ),
    "extremes_ordering": Text(
        "'{framework}' orders regions by a method that is no weighted mean: ranks have no exact bounds over weights",
        "“{framework}”用非加权平均的方法排序，名次没有关于权重的精确界限",
        "draw weights instead: uncertainty",
        "请改用抽样：uncertainty",
    ),
    "extremes_aggregation": Text(
        "'{framework}' does not aggregate arithmetically where the weights vary or above",
        "“{framework}”在权重变动处或其上层不是算术平均",
        "take a level above which all aggregation is arithmetic, or draw weights instead: uncertainty",
        "请选用其上各层都是算术平均的层级，或改用抽样：uncertainty",
    ),
    "extremes_round": Text(
        "'{framework}' ranks on rounded scores: ranks have no exact bounds over weights",
        "“{framework}”按取整后的得分排名，名次没有关于权重的精确界限",
        "score with with_method(round=None)",
        "请用 with_method(round=None) 重新计分",
    ),
    "extremes_compare_on": Text(
        "'{framework}' ranks on the indicators that many state, not on the composite",
        "“{framework}”按多数地区公开的指标排名，而不是按综合得分",
        "score with with_method(compare_on=None)",
        "请用 with_method(compare_on=None) 重新计分",
    ),
    "extremes_adjustments": Text(
        "the composites of '{framework}' are not the weighted means of their parts",
        "“{framework}”的综合得分不是各部分的加权平均",
        "give adjusted=False to leave bonuses, penalties and vetoes out",
        "请用 adjusted=False，不计加分、扣分和否决",
    ),
    "extremes_cut": Text(
        "under some weights composites are cut off at 0, at 100 or by a veto, under others not: {regions}",
        "在部分权重下综合得分会被 0 分、100 分或否决上限截断，在其他权重下则不会：{regions}",
        "give adjusted=False to leave bonuses, penalties and vetoes out",
        "请用 adjusted=False，不计加分、扣分和否决",
    ),
}
