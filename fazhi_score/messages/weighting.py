"""Texts about weights: from data, from judgements, and towards stated importances."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    # parameters
    "weighting_unknown_choice": Text(
        "'{got}' is not known for '{parameter}'",
        "“{parameter}”不能取“{got}”",
        "known here: {known}",
        "可用的有：{known}",
    ),
    "weighting_not_numbers": Text(
        "'{parameter}' must be numbers, in rows of equal length where it is a table",
        "“{parameter}”应为数字；是表时各行长度应相同",
        "correct the entries",
        "请改正",
    ),
    "weighting_size": Text(
        "'{parameter}' has {got} entries for {wanted} indicators",
        "“{parameter}”有 {got} 项，而指标有 {wanted} 个",
        "give one entry for each indicator, in the order of the indicators",
        "请按指标顺序逐个给出",
    ),
    "weighting_shares_wrong": Text(
        "'{parameter}' must be numbers from 0 on, of which one at least is above 0",
        "“{parameter}”应为不小于 0 的数，且至少有一个大于 0",
        "fill in what is missing, and give 0 where an indicator should not count",
        "请补齐空缺；不计入的指标写 0",
    ),
    "weighting_shift": Text(
        "a shift of {got} is not from 0 to below 1",
        "平移量 {got} 不在 0（含）到 1（不含）之间",
        "0.01 is usual; 0 needs no shift",
        "通常取 0.01；也可取 0，不平移",
    ),
    "weighting_factors": Text(
        "{got} factors cannot be kept: there are {most} indicators that vary",
        "无法保留 {got} 个因子：有差异的指标只有 {most} 个",
        "give a number from 1 to {most}, or leave it out",
        "请填 1 到 {most}，或不填",
    ),
    # data
    "weighting_all_constant": Text(
        "the scores say nothing about weights: no indicator tells one unit from another",
        "得分无法确定权重：没有一个指标能区分各单位",
        "choose equal weights, or weights from people (ahp, best_worst, budget_allocation)",
        "请选用等权，或由人确定权重（ahp、best_worst、budget_allocation）",
    ),
    "weighting_infinite": Text(
        "there are infinite scores (indicators number {columns})",
        "得分中有无穷大（第 {columns} 个指标）",
        "correct the data, or choose a normalisation that keeps scores finite",
        "请改正数据，或选用不会产生无穷大的标准化方法",
    ),
    "weighting_negative": Text(
        "'{method}' needs scores that are not negative (indicators number {columns})",
        "“{method}”要求得分不为负（第 {columns} 个指标）",
        "choose a normalisation to 0–100, or for entropy 'scale: minmax'",
        "请先标准化到 0–100；熵值法也可设 scale: minmax",
    ),
    "weighting_not_positive": Text(
        "'{method}' needs scores above 0 (indicators number {columns})",
        "“{method}”要求得分大于 0（第 {columns} 个指标）",
        "choose a normalisation that leaves no zero, such as min–max to 1–100",
        "请选用不产生 0 的标准化，如最小–最大法到 1–100",
    ),
    "weighting_too_few_rows": Text(
        "{rows} units have no gap, and {needed} are needed",
        "没有缺失的单位有 {rows} 个，至少需要 {needed} 个",
        "impute the gaps first, leave out indicators that few report, or choose 'missing: pairwise' where there is one",
        "请先补缺，或去掉少有填报的指标；有该选项时可设 missing: pairwise",
    ),
    "weighting_best_has_gaps": Text(
        "the units that are best by indicators number {columns} have no score by some other indicator",
        "按第 {columns} 个指标最好的单位，在另外的指标上没有得分",
        "impute the gaps first, or choose another method",
        "请先补缺，或选用其他方法",
    ),
    "weighting_losses_open": Text(
        "the losses leave the weights open: one unit is best by several indicators at once",
        "损失不能确定权重：同一单位在多个指标上都最好",
        "choose another method, such as critic or entropy",
        "请选用其他方法，如 critic 或 entropy",
    ),
    "weighting_negative_loadings": Text(
        "the first component runs against some indicators (number {columns}): their weights would be negative",
        "第一主成分与部分指标方向相反（第 {columns} 个），其权重会为负",
        "check their directions; or take 'loadings: squared', or allow negative weights",
        "请核对指标方向；也可设 loadings: squared，或允许负权重",
    ),
    "weighting_loadings_cancel": Text(
        "the loadings of the first component cancel each other out",
        "第一主成分的载荷相互抵消",
        "take 'loadings: squared'",
        "请设 loadings: squared",
    ),
    # outcomes and importances
    "weighting_outcome_constant": Text(
        "the outcome does not vary among the units without gaps",
        "在没有缺失的单位中，结果变量没有差异",
        "give an outcome that differs between units",
        "请给出各单位有差异的结果变量",
    ),
    "weighting_outcome_size": Text(
        "the outcome has {got} values for {wanted} units",
        "结果变量有 {got} 个值，而单位有 {wanted} 个",
        "give one value for each unit, in the order of the units, and leave gaps empty",
        "请按单位顺序逐个给出，缺失的留空",
    ),
    "weighting_collinear": Text(
        "the indicators are linear combinations of each other: their coefficients are not determined",
        "指标之间线性相关，无法确定回归系数",
        "leave out an indicator that repeats others, or choose another method",
        "请去掉重复的指标，或选用其他方法",
    ),
    "weighting_negative_coefficients": Text(
        "some coefficients are negative (indicators number {columns})",
        "部分回归系数为负（第 {columns} 个指标）",
        "take 'non_negative: true', check the directions, or allow negative weights",
        "请设 non_negative: true，或核对指标方向，或允许负权重",
    ),
    "weighting_nothing_explained": Text(
        "no indicator explains the outcome with a coefficient above 0",
        "没有指标以正系数解释结果变量",
        "check the directions and the outcome, or choose another method",
        "请核对指标方向和结果变量，或选用其他方法",
    ),
    "weighting_no_common_direction": Text(
        "the indicators cancel each other out: no weighted mean goes along with them",
        "指标之间相互抵消，任何加权平均都不与它们同向",
        "check the directions of the indicators",
        "请核对指标方向",
    ),
    "weighting_scales_apart": Text(
        "the scores are too far apart in size to be weighted together (indicators number {columns})",
        "各指标得分数量级相差过大，无法一起赋权（第 {columns} 个指标）",
        "normalise the indicators first, to 0–100 for example",
        "请先归一化各指标，例如到 0–100",
    ),
    "weighting_importance_gap": Text(
        "the importances cannot be reached: the shares of correlation stay {gap:.3f} away, {limit:.3f} is allowed",
        "无法达到所要求的重要性：相关系数份额仍差 {gap:.3f}，允许 {limit:.3f}",
        "change the importances, leave out an indicator that runs against the others, or allow a larger gap",
        "请调整重要性，或去掉与其他指标相反的指标，或放宽允许的差距",
    ),
    # judgements
    "ahp_not_square": Text(
        "a matrix of comparisons is {rows} by {columns} for {wanted} indicators",
        "判断矩阵为 {rows} 行 {columns} 列，而指标有 {wanted} 个",
        "give as many rows and columns as there are indicators; empty cells may stay empty",
        "请使行数、列数与指标数相同；没有比较的可留空",
    ),
    "ahp_entry_wrong": Text(
        "'{got}' in row {row}, column {column} of the comparisons is not a number above 0",
        "判断矩阵第 {row} 行第 {column} 列的“{got}”不是大于 0 的数",
        "write 1 to 9, or 1/2 to 1/9; 1 on the diagonal",
        "请填 1 到 9 或 1/2 到 1/9；对角线填 1",
    ),
    "ahp_not_reciprocal": Text(
        "the comparisons of indicators {row} and {column} contradict each other: {there:.4g} and {back:.4g}",
        "第 {row} 与第 {column} 个指标的两次比较相互矛盾：{there:.4g} 与 {back:.4g}",
        "make one the reciprocal of the other (3 and 1/3), or leave one empty",
        "请使两者互为倒数（如 3 与 1/3），或只填一个",
    ),
    "ahp_not_connected": Text(
        "the comparisons do not link all indicators with each other",
        "比较未能把所有指标联系起来",
        "compare at least one indicator of each part with one of the others",
        "请在各部分之间至少再作一次比较",
    ),
    "ahp_inconsistent": Text(
        "the comparisons are inconsistent: ratio {ratio:.3f}, {limit:.3f} is allowed",
        "判断矩阵不一致：一致性比率 {ratio:.3f}，允许 {limit:.3f}",
        "revise the comparisons, beginning with the pair {pair}, or allow a larger ratio",
        "请修改比较，从第 {pair} 个指标这一对开始，或放宽允许的比率",
    ),
    "best_worst_below_one": Text(
        "comparisons of '{parameter}' must be numbers from 1 on",
        "“{parameter}”中的比较应为不小于 1 的数",
        "write 1 for equal, up to 9 for extremely more important",
        "同等重要填 1，极端重要填 9",
    ),
    "best_worst_no_best": Text(
        "'best_to_others' has no 1, so that the best indicator is not known",
        "“best_to_others”中没有 1，不知道哪个指标最重要",
        "write 1 where the best indicator is compared with itself",
        "最重要的指标与自身比较处请填 1",
    ),
    "best_worst_no_worst": Text(
        "'others_to_worst' has no 1, so that the worst indicator is not known",
        "“others_to_worst”中没有 1，不知道哪个指标最不重要",
        "write 1 where the worst indicator is compared with itself",
        "最不重要的指标与自身比较处请填 1",
    ),
    "best_worst_mismatch": Text(
        "best against worst is {there:g} in one list and {back:g} in the other, or another comparison is larger",
        "最重要对最不重要的比较，一处为 {there:g}，另一处为 {back:g}，或有其他比较更大",
        "give both the same number, and no other a larger one",
        "请使两处相同，且其他比较不大于该数",
    ),
    "best_worst_inconsistent": Text(
        "the comparisons are inconsistent: ratio {ratio:.3f}, {limit:.3f} is allowed",
        "比较不一致：一致性比率 {ratio:.3f}，允许 {limit:.3f}",
        "revise the comparisons, or allow a larger ratio",
        "请修改比较，或放宽允许的比率",
    ),
    "budget_expert_wrong": Text(
        "the allocation of expert {expert} has a gap, a negative number, or only zeros",
        "第 {expert} 位专家的分配有空缺、负数，或全为零",
        "give points from 0 on to every indicator, 0 for none",
        "请给每个指标填不小于 0 的分数，不分配填 0",
    ),
    "budget_total": Text(
        "expert {expert} gave out {given:g} points, not {total:g}",
        "第 {expert} 位专家共分配 {given:g} 分，应为 {total:g} 分",
        "correct the allocation, or leave out 'total' to take shares of what was given out",
        "请改正；或不写 total，按各自总数折算",
    ),
    "budget_trimmed_away": Text(
        "a trim of {got} leaves no points: the experts give them to different indicators",
        "截尾比例 {got} 使所有分数都被去掉：专家各自分给了不同指标",
        "trim less, or talk the allocations over",
        "请减小截尾比例，或请专家商议后重新分配",
    ),
    "budget_trim": Text(
        "a trim of {got} is not from 0 to below 0.5",
        "截尾比例 {got} 不在 0（含）到 0.5（不含）之间",
        "0.1 leaves out the highest and the lowest tenth of the shares",
        "如 0.1 表示去掉最高和最低各十分之一",
    ),
}
