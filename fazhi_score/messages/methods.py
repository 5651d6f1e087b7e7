"""Names of methods for people, in both languages: ``method_`` and the name in the file."""

from __future__ import annotations

from fazhi_score.messages.text import Text

_NAMES = {
    # imputation
    "mean": ("mean of the indicator", "指标均值"),
    "median": ("median of the indicator", "指标中位数"),
    "peer_mean": ("mean of the class", "同类均值"),
    "peer_median": ("median of the class", "同类中位数"),
    "row_mean": ("mean of the region's other indicators in the group", "本地区同组其他指标均值"),
    "row_median": ("median of the region's other indicators in the group", "本地区同组其他指标中位数"),
    "last": ("last value before", "沿用上期值"),
    "next": ("first value behind", "取后期值"),
    "constant": ("nearest values, carried both ways", "就近期间值"),
    "linear": ("linear interpolation over periods", "期间线性插值"),
    "nearest": ("the regions most alike", "最近邻"),
    "em": ("expectation maximisation", "期望最大化（EM）"),
    # treatment
    "winsorise": ("winsorising", "缩尾"),
    "log": ("logarithm", "对数变换"),
    "log_shifted": ("logarithm, shifted", "平移对数变换"),
    "log_signed": ("logarithm by the sign of skewness", "按偏度方向的对数变换"),
    "log_natural": ("natural logarithm", "自然对数变换"),
    "box_cox": ("Box–Cox transformation", "Box–Cox 变换"),
    "recorded": ("limits and transformation as recorded", "沿用已记录的界限和变换"),
    "coin": ("winsorising, else a transformation", "先缩尾，不足再变换"),
    # weighting
    "equal": ("equal weights", "等权"),
    "given": ("given weights", "给定权重"),
    "standard_deviation": ("standard deviation", "标准差法"),
    "variance": ("variance", "方差法"),
    "variation": ("coefficient of variation", "变异系数法"),
    "angle": ("angle from the equal vector", "夹角法"),
    "gini": ("Gini coefficient", "基尼系数法"),
    "entropy": ("entropy", "熵权法"),
    "critic": ("CRITIC", "CRITIC 法"),
    "lopcow": ("LOPCOW", "LOPCOW 法"),
    "merec": ("MEREC", "MEREC 法"),
    "cilos": ("CILOS", "CILOS 法"),
    "idocriw": ("IDOCRIW", "IDOCRIW 法"),
    "pca": ("principal components", "主成分法"),
    "factor_analysis": ("factor analysis", "因子分析法"),
    "ahp": ("analytic hierarchy process", "层次分析法"),
    "best_worst": ("best–worst method", "最优最劣法"),
    "budget_allocation": ("budget allocation by experts", "专家预算分配法"),
    "regression": ("regression", "回归"),
    "correlation_optimised": ("optimised to importances", "按目标重要性优化"),
    # aggregation
    "arithmetic": ("weighted mean", "加权算术平均"),
    "geometric": ("weighted geometric mean", "加权几何平均"),
    "harmonic": ("weighted harmonic mean", "加权调和平均"),
    "power": ("weighted power mean", "加权幂平均"),
    "owa": ("ordered weighted average", "有序加权平均"),
    "mazziotta_pareto": ("mean with a penalty for imbalance", "带失衡惩罚的平均（Mazziotta–Pareto）"),
    "benefit_of_the_doubt": ("benefit of the doubt", "最有利权重（BoD）"),
    # ordering
    "topsis": ("TOPSIS", "TOPSIS 法"),
    "vikor": ("VIKOR", "VIKOR 法"),
    "edas": ("EDAS", "EDAS 法"),
    "promethee": ("PROMETHEE II", "PROMETHEE II"),
    "copeland": ("Copeland", "Copeland 法"),
}

TEXTS: dict[str, Text] = {f"method_{name}": Text(en, zh) for name, (en, zh) in _NAMES.items()}
