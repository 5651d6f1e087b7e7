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
}
