"""Texts about methods that compare regions with one another: frontiers, outranking, distance to an ideal."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    "alternatives_no_table": Text(
        "scores must be a table of regions by indicators, but have {dimensions} dimension(s)",
        "得分应为“地区 × 指标”的二维表，现为 {dimensions} 维",
        "give one row a region and one column an indicator",
        "请每个地区一行、每个指标一列",
    ),
    "alternatives_infinite": Text(
        "the score in row {row}, column {column} is infinite",
        "第 {row} 行第 {column} 列的得分为无穷大",
        "a gap is NaN; correct the value, or normalise the indicator first",
        "缺失请用 NaN 表示；请更正该值，或先做标准化",
    ),
    "alternatives_weights_count": Text(
        "{found} weights for {wanted} indicators",
        "权重有 {found} 个，而指标有 {wanted} 个",
        "give one weight an indicator, in the order of the columns",
        "请按列的顺序给每个指标一个权重",
    ),
    "alternatives_weights_wrong": Text(
        "weights must be numbers from 0 up, not all of them 0: {weights}",
        "权重应为不小于 0 的数，且不能全为 0：{weights}",
        "give an indicator that does not count the weight 0, the others more",
        "不计入的指标权重写 0，其余写正数",
    ),
    "alternatives_parameter": Text(
        "'{name}' must be one finite number, or {wanted} of them, one an indicator",
        "“{name}”应为一个数，或 {wanted} 个数（每个指标一个），不能为空或无穷大",
        "give one number for all indicators or a list in the order of the columns",
        "请给出适用于全部指标的一个数，或按列的顺序给出一组数",
    ),
    "alternatives_negative": Text(
        "'{name}' needs scores from 0 up; row {row}, column {column} has {value}",
        "方法“{name}”要求得分不小于 0；第 {row} 行第 {column} 列为 {value}",
        "normalise the indicators to 0–100 first",
        "请先将指标标准化到 0–100",
    ),
    "frontier_limits_crossed": Text(
        "share limits must be fractions from 0 to 1, the lower ones not above the upper ones",
        "份额上下限应在 0 到 1 之间，且下限不大于上限",
        "write 20 % as 0.2 and check lower_share and upper_share",
        "20% 请写作 0.2；请检查 lower_share 与 upper_share",
    ),
    "frontier_limits_unmet": Text(
        "no shares meet the limits: the lower ones sum to {lower}, the upper ones to {upper}",
        "没有份额能同时满足上下限：下限之和为 {lower}，上限之和为 {upper}",
        "lower limits may sum to 1 at most, upper ones must sum to 1 at least",
        "下限之和不能大于 1，上限之和不能小于 1",
    ),
    "promethee_preference": Text(
        "'{preference}' is no preference function; there are {known}",
        "“{preference}”不是偏好函数，可用的有：{known}",
        "give one of these names, or a list of them, one an indicator",
        "请给出其中一个名称，或按列的顺序给出一组名称",
    ),
    "promethee_threshold": Text(
        "the preference function '{preference}' needs {needs}",
        "偏好函数“{preference}”的参数要求：{needs}",
        "give thresholds in the units of the scores",
        "请以得分的单位给出阈值",
    ),
    "alternatives_choice": Text(
        "'{name}' cannot be '{value}'; it is one of {known}",
        "“{name}”不能为“{value}”，可选：{known}",
        "give one of these",
        "请从中选一个",
    ),
    "alternatives_fraction": Text(
        "'{name}' must lie between 0 and 1, but is {value}",
        "“{name}”应在 0 到 1 之间，现为 {value}",
        "write 50 % as 0.5",
        "50% 请写作 0.5",
    ),
}
