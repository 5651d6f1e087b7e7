"""Texts about tables of other packages for composite indicators."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    "coinr_column_missing": Text(
        "{table} has no column '{column}'",
        "{table} 没有“{column}”列",
        "iData takes uCode and a column for each indicator, iMeta takes Level, iCode, Parent, Direction, Weight and Type",
        "iData 要有 uCode 列和每个指标一列；iMeta 要有 Level、iCode、Parent、Direction、Weight 和 Type 列",
    ),
    "coinr_no_period": Text(
        "iData has no column 'Time'",
        "iData 没有 Time 列",
        "name the year of the rows with period=",
        "请用 period= 写明年份",
    ),
    "coinr_time": Text(
        "Time of '{unit}' is '{got}', which is no year",
        "“{unit}”的 Time 为“{got}”，不是年份",
        "give a year such as 2024",
        "请写年份，如 2024",
    ),
    "coinr_code_empty": Text(
        "{count} rows of {table} have no code",
        "{table} 有 {count} 行没有代码",
        "fill in uCode or iCode",
        "请填写 uCode 或 iCode",
    ),
    "coinr_code_twice": Text(
        "'{code}' stands in iMeta twice",
        "“{code}”在 iMeta 中出现两次",
        "give each row a code of its own",
        "请让每行代码各不相同",
    ),
    "coinr_unit_twice": Text(
        "'{code}' stands in iData twice in the period {period}",
        "“{code}”在 iData 的 {period} 期出现两次",
        "leave one row for each unit and period",
        "每个单位每期只留一行",
    ),
    "coinr_type_unknown": Text(
        "Type of '{code}' is '{got}'",
        "“{code}”的 Type 为“{got}”",
        "known here: Indicator, Aggregate, Group, Denominator, Other",
        "可用的有：Indicator、Aggregate、Group、Denominator、Other",
    ),
    "coinr_parent_unknown": Text(
        "the parent '{parent}' of '{code}' is no Aggregate of iMeta",
        "“{code}”的上级“{parent}”不是 iMeta 中的 Aggregate",
        "add a row of Type Aggregate for it, or correct the name",
        "请为它补一行 Type 为 Aggregate 的记录，或改正名称",
    ),
    "coinr_parent_circle": Text(
        "'{code}' stands above itself",
        "“{code}”成了自己的上级",
        "correct Parent in iMeta",
        "请改正 iMeta 的 Parent",
    ),
    "coinr_roots": Text(
        "iMeta has {count} nodes without a Parent at the top: {listed}",
        "iMeta 顶层有 {count} 个没有 Parent 的节点：{listed}",
        "leave one Aggregate at the top, with Parent empty",
        "顶层只留一个 Aggregate，Parent 留空",
    ),
    "coinr_direction": Text(
        "Direction of '{code}' is '{got}'",
        "“{code}”的 Direction 为“{got}”",
        "write 1 for better higher or -1 for better lower",
        "越高越好写 1，越低越好写 -1",
    ),
    "coinr_weight": Text(
        "Weight of '{code}' is '{got}'",
        "“{code}”的 Weight 为“{got}”",
        "give a number, 0 or more",
        "请写不小于 0 的数",
    ),
    "coinr_not_number": Text(
        "'{column}' of '{unit}' is '{got}', which is no number",
        "“{unit}”的“{column}”为“{got}”，不是数字",
        "give a number, or leave the cell empty",
        "请写数字，或留空",
    ),
    "coinr_denominator_unknown": Text(
        "the denominator '{denominator}' of '{code}' is no column of iData",
        "“{code}”的分母“{denominator}”不是 iData 的列",
        "add the column, or leave Denominator empty",
        "请补上该列，或将 Denominator 留空",
    ),
    "coinr_unbalanced": Text(
        "the tree is not level: {count} nodes do not stand one level below their parent ({listed}); COINr would refuse it, here every branch may have its own depth",
        "层级不齐：有 {count} 个节点与上级不差一级（{listed}）；COINr 会拒绝，这里各分支可以深浅不同",
    ),
    "coinr_root_kept": Text(
        "indicators stand right below '{root}', so that it is a group of its own",
        "有指标直接位于“{root}”之下，因此“{root}”自成一组",
    ),
    "coinr_renamed": Text(
        "{count} names cannot be used here as they are: {listed}",
        "有 {count} 个名称不能照用：{listed}",
    ),
    "coinr_targets": Text(
        "{count} indicators have a Target; it is kept as a note and not used by the rule '{rule}'",
        "有 {count} 个指标写了 Target；只作备注保留，规则“{rule}”用不到",
    ),
    "coinr_direction_of_group": Text(
        "Direction -1 of {listed} is not used: COINr ignores it for aggregates too",
        "{listed} 的 Direction 为 -1，未予采用：COINr 对汇总节点同样忽略",
    ),
    "coinr_columns_unused": Text(
        "{count} columns of iData are not in iMeta and are left out: {listed}",
        "iData 有 {count} 列不在 iMeta 中，已略去：{listed}",
    ),
    "coinr_group_varies": Text(
        "'{column}' of {count} units is not the same in all periods; the last one is kept",
        "有 {count} 个单位的“{column}”各期不同，保留最后一期的",
    ),
    "coinr_years_only": Text(
        "COINr takes years, and the period '{period}' is none",
        "COINr 只接受年份，期间“{period}”不是",
        "score whole years",
        "请按整年计分",
    ),
    "coinr_levels_filled": Text(
        "COINr wants all indicators at the same depth: {count} aggregates with a single child were put in ({listed})",
        "COINr 要求各指标层级相同：补入了 {count} 个只有一个下级的汇总节点（{listed}）",
    ),
    "coinr_not_carried": Text(
        "COINr's tables hold values, weights and directions only; not carried: {listed}",
        "COINr 的表只有数值、权重和方向；下列内容未带出：{listed}",
    ),
}
