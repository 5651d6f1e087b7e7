"""Texts about random weights, counted ranks and shares of variance."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    "sampling_draws": Text(
        "the number of draws must be a whole number from {least} up, not {draws}",
        "抽样次数应为不小于 {least} 的整数，现为 {draws}",
        "give more draws, such as 1000",
        "请增加抽样次数，例如 1000",
    ),
    "sampling_weights": Text(
        "weights must be finite numbers from 0 up, not all of them 0: {weights}",
        "权重应为不小于 0 的有限数，且不能全为 0：{weights}",
        "give one number for each indicator, 0 for one that does not count",
        "请为每个指标给一个数，不计入的写 0",
    ),
    "sampling_between": Text(
        "'{name}' must be between {low} and {high}, not {value}",
        "“{name}”应在 {low} 与 {high} 之间，现为 {value}",
        "correct the number; shares are written as fractions, 0.25 for 25 %",
        "请更正；比例请写成小数，25% 写作 0.25",
    ),
    "sampling_positive": Text(
        "'{name}' must be a number above 0, not {value}",
        "“{name}”应大于 0，现为 {value}",
        "correct the number",
        "请更正该数",
    ),
    "sampling_bounds_shape": Text(
        "there are {low} lower and {high} upper bounds of weights",
        "权重下限有 {low} 个，上限有 {high} 个",
        "give each weight one lower and one upper bound",
        "请为每个权重各给一个下限和一个上限",
    ),
    "sampling_bounds_cross": Text(
        "the bounds of weight {position} cross: from {low} to {high}",
        "第 {position} 个权重的下限 {low} 高于上限 {high}，或不在 0 到 1 之间",
        "the lower bound may not be above the upper one, and both lie between 0 and 1",
        "下限不得高于上限，且都应在 0 到 1 之间",
    ),
    "sampling_bounds_empty": Text(
        "no weights fit the bounds: the lower ones sum to {low}, the upper ones to {high}, and weights sum to 1; "
        "lower bounds {lows}, upper bounds {highs}",
        "没有权重符合上下限：下限合计 {low}，上限合计 {high}，而权重合计应为 1；下限 {lows}，上限 {highs}",
        "lower the lower bounds until they sum to 1 or less, raise the upper ones until they sum to 1 or more",
        "请把下限调低到合计不超过 1，把上限调高到合计不低于 1",
    ),
    "sampling_order": Text(
        "an order of importance must name each of {k} indicators once: {order}",
        "重要性排序应把 {k} 个指标各列一次：{order}",
        "list the positions from 0, the most important first; equally important ones in one list",
        "请从 0 起按重要性由高到低列出序号，同等重要的放在同一个列表里",
    ),
    "counting_shape": Text(
        "a block has the shape {shape}, but {wanted} are expected in each draw",
        "该批数据的形状为 {shape}，而每次抽样应有 {wanted} 个",
        "give one row a draw and one column a region",
        "请每次抽样一行、每个地区一列",
    ),
    "variance_groups": Text(
        "groups of factors must be whole numbers from 0 up without a gap, one a factor: {groups}",
        "因素分组应从 0 起连续编号，每个因素一个：{groups}",
        "number the groups 0, 1, 2, …",
        "请把各组依次编号为 0、1、2……",
    ),
    "variance_shape": Text(
        "a block of outputs has the shape {shape} instead of {wanted}",
        "该批模型输出的形状为 {shape}，应为 {wanted}",
        "run the model on the points in the order of the design and keep their order",
        "请按设计给出的顺序运行模型，并保持顺序",
    ),
}
