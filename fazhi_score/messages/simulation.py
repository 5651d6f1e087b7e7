"""Texts about invented facts, and about what it would take to reach a target."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    # simulation
    "simulation_units": Text(
        "{name} is {got}",
        "{name} 为 {got}",
        "give a whole number of 1 or more",
        "请给不小于 1 的整数",
    ),
    "simulation_no_periods": Text(
        "periods holds no period",
        "periods 中没有期间",
        "name one or more, such as ['2024']",
        "请写一个或几个，如 ['2024']",
    ),
    "simulation_share": Text(
        "{name} is {got}",
        "{name} 为 {got}",
        "give a share from {low} to {high}, or for coverage a pair of them, the lower first",
        "请给 {low} 到 {high} 之间的比例；coverage 也可给一对，小的在前",
    ),
    "simulation_unfavourable": Text(
        "unfavourable is {got}",
        "unfavourable 为 {got}",
        "give a number of 0 or more: by so much the log odds of being left out grow with each standard deviation of badness",
        "请给不小于 0 的数：表现每差一个标准差，不写的对数几率增加这么多",
    ),
    "simulation_classes": Text(
        "classes is {got}",
        "classes 为 {got}",
        "give the name of a class, a list of names, or a mapping of names to shares above 0",
        "请给类别名称、名称列表，或名称到比例（大于 0）的对照",
    ),
    "simulation_lost": Text(
        "no report of any of the {regions} regions was found or says anything",
        "{regions} 个地区的报告都没有找到或没有内容",
        "ask for more regions, or for more coverage",
        "请增加地区数或提高 coverage",
    ),
    # what it would take
    "target_one": Text(
        "a target is one of rank, grade and score; given: {got}",
        "目标应为 rank、grade、score 之一；现给出：{got}",
        "give exactly one of the three",
        "三者只给一个",
    ),
    "target_rank": Text(
        "rank {got} is no rank",
        "名次 {got} 不是名次",
        "give a whole number from 1",
        "请给从 1 起的整数",
    ),
    "target_score": Text(
        "a score of {got} is outside 0–100",
        "得分 {got} 不在 0–100 之内",
        "give a number from 0 to 100",
        "请给 0 到 100 之间的数",
    ),
    "target_grade": Text(
        "the framework has no grade '{got}'",
        "框架中没有等级“{got}”",
        "there are: {known}",
        "可用的有：{known}",
    ),
    "target_no_score": Text(
        "{region} {period} has no composite",
        "{region} {period} 没有综合得分",
        "it states none of the indicators that are scored",
        "它没有报告任何计分指标",
    ),
    "target_relative": Text(
        "indicators are scored relative to peers ({count}, such as '{indicator}' by {rule}): with a change of one unit the scores of the others move",
        "有指标按同类相对评分（{count} 个，如“{indicator}”用 {rule}）：一个单位变动，其他单位的得分也变动",
        "hold the scales of the others fixed: score by a file of result.frozen(), and ask of that result",
        "请先固定评分尺度：用 result.frozen() 生成的文件重新计分，再对该结果提问",
    ),
    "target_method": Text(
        "{what} is {got}: scores are then no weighted sum that could be planned for",
        "{what} 为 {got}：得分不是可以据以规划的加权和",
        "plans exist for arithmetic means with given weights, all that is stated being compared",
        "只有给定权重的算术平均、并按全部已报告指标比较时才能规划",
    ),
    "target_veto": Text(
        "'{adjustment}' stands in the way: {cap}",
        "“{adjustment}”构成障碍：{cap}",
        "no change of indicators lifts it; its condition must end first",
        "指标再改进也无法越过；须先消除其成立的条件",
    ),
    "target_out_of_reach": Text(
        "the target of {target:.4g} cannot be reached within the bounds: the best is {best:.4g}",
        "在给定范围内达不到 {target:.4g}：最高为 {best:.4g}",
        "widen the bounds, or aim lower",
        "请放宽范围或降低目标",
    ),
    "target_coverage": Text(
        "the plan also states indicators, so that the coverage of {coverage:.0%} reaches the {least:.0%} without which there is no rank or grade",
        "方案中包含补报指标，使覆盖率从 {coverage:.0%} 达到排名、定级所需的 {least:.0%}",
    ),
    "target_unknown_now": Text(
        "for {count} indicators of the plan nothing is reported, such as '{indicator}': what they are now is unknown, and the cost counts from the worst",
        "方案中有 {count} 个指标目前没有报告，如“{indicator}”：现状不明，成本从最差值算起",
    ),
    "target_others": Text(
        "the other units are held as they are",
        "其他单位视为不变",
    ),
    "target_shared": Text(
        "facts of the plan also move other indicators, such as '{indicator}' ({change:+.3g} points)",
        "方案中的事实也影响其他指标，如“{indicator}”（{change:+.3g} 分）",
    ),
    "target_by_values": Text(
        "the plan names values of {count} indicators whose facts could be changed in several ways, such as '{indicator}'",
        "方案中有 {count} 个指标只给出指标值，因其事实可有多种改法，如“{indicator}”",
    ),
    "target_missed": Text(
        "scoring the changed facts gives {got}, short of the target: facts of the plan move other indicators, or a quota stands in the way",
        "按改变后的事实重新计分得 {got}，未达目标：方案中的事实影响了其他指标，或受名额限制",
        "look at plan.result",
        "请查看 plan.result",
    ),
    "target_bounds": Text(
        "the bounds of '{indicator}' are {got}",
        "“{indicator}”的范围为 {got}",
        "give a pair, the lower first; None leaves a side open",
        "请给一对数，小的在前；None 表示不限",
    ),
    "target_cost": Text(
        "the cost of '{indicator}' is {got}",
        "“{indicator}”的成本为 {got}",
        "give a number of 0 or more; infinite leaves the indicator as it is",
        "请给不小于 0 的数；无穷大表示不动该指标",
    ),
    "target_indicator": Text(
        "'{got}' is no indicator of the composite",
        "“{got}”不是综合得分的指标",
        "there are: {known}",
        "可用的有：{known}",
    ),
}
