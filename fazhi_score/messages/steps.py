"""Texts about the steps of a method: imputation, treatment, weighting, aggregation, ordering."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    "weighting_with_points": Text(
        "weights of a sheet of points are its points, so no method can make them",
        "分值制评分表的权重就是分值，不能再由赋权方法生成",
        "leave out 'weighting', or leave out 'total_points'",
        "请删去 weighting，或删去 total_points",
    ),
    "ordering_with_points": Text(
        "points cannot be added to an order of regions",
        "排序方法只给出次序，不能再加分或扣分",
        "leave out 'ordering', or the bonuses and penalties",
        "请删去 ordering，或删去加减分项",
    ),
    "ordering_without_grades": Text(
        "a method that orders gives no score on 0–100: there will be no grades",
        "排序方法不给出 0–100 的得分，因此没有等级",
    ),
    "step_names": Text(
        "'{parameter}' is given for {got}; it lacks {lacking}",
        "“{parameter}”给出了 {got}，缺 {lacking}",
        "give one for each child of the group; what is for one group only stands in that group",
        "请为该分组的每个下级写一项；只适用于某一分组的，请写在该分组里",
    ),
    "impute_without_method": Text(
        "gaps are to be imputed, but the method does not say how",
        "缺失要求插补，但 method 未写插补方法",
        "add 'imputation: mean' or another method under 'method'",
        "请在 method 下写明，如 imputation: mean",
    ),
    "impute_rule": Text(
        "values of '{name}' are no amounts (rule {rule}), so a gap cannot be imputed",
        "“{name}”的值不是数量（规则 {rule}），缺失不能插补",
        "write 'exclude' or 'zero' there",
        "请改为 exclude 或 zero",
    ),
    "explain_imputed": Text("imputed value {value} ({method})", "插补值 {value}（{method}）"),
    "explain_treated": Text(
        "treated as an outlier: {before} becomes {after} ({method})",
        "按异常值处理：{before} 变为 {after}（{method}）",
    ),
    "imputed": Text(
        "{cells} gaps of {indicators} indicators were imputed by '{method}'; they count as not stated",
        "共 {cells} 处缺失（{indicators} 项指标）由“{method}”插补，仍按未写明计覆盖率",
    ),
    "not_imputed": Text(
        "{cells} gaps could not be imputed by '{method}' and stay gaps",
        "有 {cells} 处缺失无法由“{method}”插补，仍为缺失",
    ),
    "treated": Text(
        "outliers of {indicators} indicators were treated by '{method}': {listed}",
        "{indicators} 项指标的异常值由“{method}”处理：{listed}",
    ),
    "ordered": Text(
        "regions are ordered by '{method}': the composite is that method's value, not a score on 0–100",
        "地区按“{method}”排序：综合值为该方法的数值，不是 0–100 的得分",
    ),
    "weighting_of_group": Text(
        "the method '{method}' cannot make the weights of '{group}'", "方法“{method}”无法生成“{group}”的权重"
    ),
    "no_bounds": Text(
        "{count} of {all} have no bounds: under '{method}' a better value can lower a score, so 0 and 100 bound nothing",
        "{all} 个中有 {count} 个没有上下界：“{method}”下数值提高也可能降低得分，0 与 100 不构成界限",
    ),
    "screened_values": Text(
        "{count} left out by screening, for too few indicators have a value: {listed}",
        "筛除 {count} 个：有数值的指标太少：{listed}",
    ),
    "screened_zeros": Text(
        "{count} left out by screening, for too many values are zero: {listed}",
        "筛除 {count} 个：数值为零的过多：{listed}",
    ),
    "screened_group": Text(
        "{count} left out by screening, for a group has too few values: {listed}",
        "筛除 {count} 个：有分组的数值太少：{listed}",
    ),
    "weights_kept": Text(
        "weights of {groups} groups stay as written, for their scores tell no region from another: {listed}",
        "{groups} 个分组的得分无差异，权重保持原样：{listed}",
    ),
    "weighted": Text(
        "weights of {groups} groups were made by '{method}' from the scores",
        "{groups} 个分组的权重由“{method}”按得分生成",
    ),
}
