"""Texts about screening, denominators, context, imputation and treatment."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    # parameters
    "prepare_below": Text(
        "'{name}' of '{method}' is {got}; it cannot be less than {least}",
        "“{method}”的 {name} 为 {got}，不能小于 {least}",
        "write a number from {least} up",
        "请填写不小于 {least} 的数",
    ),
    "prepare_share": Text(
        "'{name}' of '{method}' is {got}, which is not a share",
        "“{method}”的 {name} 为 {got}，不是比例",
        "write a number from 0 to 1, such as 0.65 or 65%",
        "请填写 0 到 1 之间的数，如 0.65 或 65%",
    ),
    "prepare_word": Text(
        "'{name}' of '{method}' is '{got}', which is not known",
        "“{method}”的 {name} 为“{got}”，无法识别",
        "write one of: {known}",
        "可用的有：{known}",
    ),
    # panels
    "panel_time_twice": Text(
        "unit {unit} stands twice at time {time}: values cannot be carried from one time to another",
        "第 {unit} 个单位在时点 {time} 出现两次，无法在时点之间沿用数值",
        "keep one row for each unit and time",
        "每个单位每个时点请只保留一行",
    ),
    # the multivariate normal
    "em_singular": Text(
        "the covariances of columns {columns} cannot be estimated: they move together, or there are too few values",
        "第 {columns} 列的协方差无法估计：这些列完全相关，或数值太少",
        "leave a column out, or give 'prior' (so many rows without correlation), such as {prior}",
        "请去掉其中一列，或设置 prior（相当于加入若干互不相关的行），如 {prior}",
    ),
    "em_not_settled": Text(
        "means and covariances have not settled after {iterations} iterations",
        "迭代 {iterations} 次后均值和协方差仍未稳定",
        "too much is missing: leave indicators with few values out, give 'prior', such as {prior}, or allow more 'iterations'",
        "缺失过多：请去掉数值很少的指标，或设置 prior（如 {prior}），或增加 iterations",
    ),
    # treatment
    "treatment_not_positive": Text(
        "'{method}' needs positive values, but column {column} has {got}",
        "“{method}”要求数值为正，但第 {column} 列有 {got}",
        "take 'log' or 'log_shifted', which shift the values first, or leave the indicator out",
        "请改用会先平移数值的 log 或 log_shifted，或不处理该指标",
    ),
    "treatment_not_fitted": Text(
        "the record of treatment has {got} columns, the values {wanted}",
        "处理记录有 {got} 列，数值有 {wanted} 列",
        "apply a record to the indicators that it was made from, in their order",
        "处理记录只能按原顺序用于原来的指标",
    ),
    # context joined to facts
    "context_age": Text(
        "maximum_age is {got}, which is not a number of years",
        "maximum_age 为 {got}，不是年数",
        "write 0 (the same period only), 1, 2 …",
        "请填写 0（只用同一期间）、1、2 ……",
    ),
    "context_no_region": Text(
        "no region of the context stands in the facts; the first of the context is '{region}'",
        "背景数据的地区都不在事实表中，第一个是“{region}”",
        "write regions as the facts write them, such as '{known}', or give the facts a register that knows both",
        "地区请按事实表的写法填写，如“{known}”，或为事实表提供两种写法都有的地区表",
    ),
    "context_no_period": Text(
        "no value of the context fits a period of the facts: the context has {periods}, the facts have {wanted}",
        "背景数据没有适用于事实表期间的数值：背景数据有 {periods}，事实表有 {wanted}",
        "allow older values with maximum_age=; years go with years, quarters with quarters",
        "可用 maximum_age= 允许沿用较早的数值；年对年，季对季",
    ),
    "context_missing": Text(
        "{fact} has no value for {count} of {total} regions and periods",
        "{fact} 在 {total} 个地区期间中有 {count} 个没有数值",
    ),
    "context_carried": Text("value of {period}", "沿用 {period} 的数值"),
}
