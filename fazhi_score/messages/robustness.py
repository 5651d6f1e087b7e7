"""Texts about uncertainty, sensitivity and what they vary."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    # the block
    "robustness_one_way": Text(
        "weights are drawn in exactly one way, but here stands: {got}",
        "权重只能用一种方式变动，但这里写的是：{got}",
        "write one of: {ways}",
        "请只写其中一种：{ways}",
    ),
    "robustness_crossed": Text(
        "the interval of '{name}' begins at {low} and ends at {high}, below its beginning",
        "“{name}”的区间从 {low} 到 {high}，下限高于上限",
        "write the lower end first",
        "请先写下限，再写上限",
    ),
    "robustness_no_weights": Text(
        "no weights of the children of '{name}' fit these intervals: the lowest add up to {low}, the highest to {high}",
        "“{name}”的下级指标没有满足这些区间的权重：下限合计 {low}，上限合计 {high}",
        "intervals are shares of one group: the lowest must add up to 100% at most, the highest to 100% at least",
        "区间是在同一分组中所占的份额：下限合计不得超过 100%，上限合计不得低于 100%",
    ),
    "robustness_sample_incomplete": Text(
        "row {row} of the weights says nothing of '{name}', or is the only one that does",
        "第 {row} 行权重没有写“{name}”，或只有这一行写了它",
        "every expert weights the same groups and indicators, and all children of a group",
        "每位专家都要给同样的分组和指标赋权，同一分组的下级要写全",
    ),
    "robustness_sample_sum": Text(
        "row {row} has no usable weights for the children of '{name}'",
        "第 {row} 行给“{name}”下级的权重不可用",
        "weights are not negative, and at least one is above 0",
        "权重不能为负，且至少有一个大于 0",
    ),
    "robustness_ordered_twice": Text(
        "'{name}' stands twice in the order of importance: it contradicts itself",
        "“{name}”在重要性排序中出现两次，自相矛盾",
        "keep one place; what is as important stands with it in an inner list",
        "请只保留一处；同等重要的写在同一个内层列表里",
    ),
    "robustness_not_siblings": Text(
        "{names} are said to be as important, but they do not stand in one group",
        "{names} 被写为同等重要，但不在同一个分组里",
        "weights are compared among the children of one group",
        "权重只在同一分组的下级之间比较",
    ),
    "robustness_not_ordered": Text(
        "'{name}' has no place in the order of importance, but its siblings in '{group}' do",
        "“{name}”没有列入重要性排序，而“{group}”的其他下级列入了",
        "name all children of the group",
        "请写全该分组的下级",
    ),
    "robustness_no_threshold": Text(
        "the rule of '{name}' has no '{key_name}'",
        "“{name}”的计分规则没有“{key_name}”",
        "write a parameter that its score states, such as worst, or bands.0.at_least",
        "请写该指标 score 中写明的参数，如 worst 或 bands.0.at_least",
    ),
    "definition_and_formula": Text(
        "the formula of '{name}' is not the first of its definitions",
        "“{name}”的 formula 与 definition 的第一项不同",
        "the first definition is the nominal one: leave 'formula' out, or write the same",
        "definition 的第一项是基准口径：请去掉 formula，或写成一样的",
    ),
    # drawing
    "robustness_nothing": Text(
        "nothing is varied: neither the assumptions nor the framework say what is uncertain",
        "没有可变动的内容：假设和框架都没有写明哪些不确定",
        "give Assumptions(weights=0.25), --weights 25% on the command line, or a 'robustness' block in the framework",
        "请给出 Assumptions(weights=0.25)、命令行中的 --weights 25%，或在框架中写 robustness",
    ),
    "robustness_number": Text(
        "'{name}' is {got}, but wanted is: {wanted}",
        "“{name}”为 {got}，应为：{wanted}",
    ),
    "robustness_no_region": Text(
        "'{got}' is not among the regions that are scored",
        "“{got}”不在计分地区之中",
        "write one of: {known}",
        "可用的有：{known}",
    ),
    "robustness_too_many": Text(
        "{count} combinations of methods need {size} of memory, above the budget of {budget}",
        "{count} 种方法组合需要 {size} 内存，超过预算 {budget}",
        "give fewer alternatives, or a larger 'memory'",
        "请减少备选，或增大 memory",
    ),
    "robustness_all_failed": Text(
        "none of the combinations can be scored; the first says: {reason}",
        "没有一种组合可以计分；第一种的原因：{reason}",
    ),
    "robustness_failed": Text(
        "{draws} of {all} draws have no result ({specification}): {reason}",
        "{all} 次抽样中有 {draws} 次没有结果（{specification}）：{reason}",
        "see 'failed'; probabilities are of the other draws",
        "详见 failed；概率按其余抽样计算",
    ),
    "robustness_not_settled": Text(
        "after {draws} draws the ends of the rank intervals are within {reached} of the class, not within {precision}",
        "抽样 {draws} 次后，名次区间端点的误差为同类数的 {reached}，未达到 {precision}",
        "give more draws, or a lower precision",
        "请增加抽样次数，或放宽精度",
    ),
    "robustness_cells_fixed": Text(
        "{count} facts with bounds stay as they are: they are made of several items, or no indicator sees them",
        "{count} 个有上下界的事实保持不变：由多个条目合成，或没有指标使用",
    ),
    "robustness_worker_lost": Text(
        "a worker process ended in the middle of the work: {reason}",
        "一个工作进程中途退出：{reason}",
        "it may have run out of memory: take fewer workers, or a Dask cluster, which repeats what is lost",
        "可能是内存不足：请减少进程数，或改用会自动重算的 Dask 集群",
    ),
    # the command
    "uncertainty_heading": Text(
        "Uncertainty of {label}: {draws} draws, seed {seed}, intervals of {level}",
        "{label}的不确定性：抽样 {draws} 次，种子 {seed}，{level} 区间",
    ),
    "uncertainty_varied": Text("Varied: {sources}", "变动的内容：{sources}"),
    "uncertainty_progress": Text("Drawing", "抽样中"),
    "sensitivity_heading": Text(
        "Sensitivity of {label}: {method}, {draws} draws, seed {seed}",
        "{label}的敏感性：{method}，抽样 {draws} 次，种子 {seed}",
    ),
    "column_uncertain_interval": Text("Rank interval", "名次区间"),
    "column_uncertain_median": Text("Median rank", "中位名次"),
    "column_uncertain_scores": Text("Score interval", "得分区间"),
    "column_uncertain_stability": Text("Keeps its grade", "等级不变"),
    "column_sensitive_factor": Text("Assumption", "假设"),
    "column_sensitive_first": Text("First order", "一阶"),
    "column_sensitive_first_low": Text("from", "一阶下限"),
    "column_sensitive_first_high": Text("to", "一阶上限"),
    "column_sensitive_total": Text("Total order", "全阶"),
    "column_sensitive_total_low": Text("total from", "全阶下限"),
    "column_sensitive_total_high": Text("total to", "全阶上限"),
    "column_sensitive_variance": Text("Variance", "方差"),
    "column_sensitive_runs": Text("Runs", "运行次数"),
    "column_sensitive_rank_effect": Text("Effect on ranks", "对名次的影响"),
    "column_sensitive_sigma": Text("Its deviation", "影响的离散度"),
    "column_sensitive_largest": Text("Largest shift", "最大名次变动"),
    "column_sensitive_composite_effect": Text("Effect on scores", "对得分的影响"),
    "column_sensitive_source": Text("Assumption varied", "变动的假设"),
    "column_sensitive_alternative": Text("Alternative", "备选"),
    "column_sensitive_mean_rank_shift": Text("Mean shift of ranks", "平均名次变动"),
    "column_sensitive_max_rank_shift": Text("Largest shift of ranks", "名次变动最大值"),
    "column_sensitive_composite_shift": Text("Mean shift of scores", "平均得分变动"),
}
