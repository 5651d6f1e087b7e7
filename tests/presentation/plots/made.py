"""A small framework and facts with every kind of cell: scores, zeros, gaps, what does not apply."""

from functools import cache

import pandas as pd

import fazhi_score as fs

_RULE = {"better": "higher", "score": {"rule": "goalposts", "worst": 0, "best": 100}}

FRAMEWORK = {
    "format": 1,
    "id": "demo",
    "en": "Demonstration",
    "zh": "示范框架",
    "method": {
        "missing": {"not_reported": "exclude"},
        "minimum_peers": 1,
        "minimum_coverage": "40%",
        "rank_within": ["period"],
    },
    "grades": {"A": 80, "B": 50, "C": 0},
    "groups": {
        "one": {"weight": 5, "en": "First group", "zh": "第一组"},
        "two": {"weight": 3, "en": "Second group", "zh": "第二组"},
        "three": {"weight": 2, "en": "Third group", "zh": "第三组"},
    },
    "facts": {"x": {}, "y": {}, "z": {}, "w": {}},
    "indicators": {
        "i": {"group": "one", "formula": "x", "en": "Indicator x", "zh": "指标甲", **_RULE},
        "j": {"group": "one", "formula": "y", "en": "Indicator y", "zh": "指标乙", **_RULE},
        "k": {"group": "two", "formula": "z", "en": "Indicator z", "zh": "指标丙", **_RULE},
        "l": {"group": "three", "formula": "w", "en": "Indicator w", "zh": "指标丁", **_RULE},
    },
}

VALUES = {
    "A": (90, 80, 70, 60),
    "B": (60, None, 90, 0),
    "C": (40, 60, None, 80),
    "D": (0, 20, 30, 40),
    "E": (50, 50, 50, None),
    "F": (None, None, None, 100),
}
"""x, y, z, w in 2024. B has 0 in w; B is silent about y, C about z, E about w; F states w alone: 20 %, no rank."""

EARLIER = {"A": (40, 30, 20, 20), "B": (60, 50, 90, 10), "C": (45, 60, 50, 80), "D": (0, 20, 30, 40)}


def rows(values, period):
    """Facts in long form; what is None is not stated."""
    cells = [
        (region, period, fact, value)
        for region, several in values.items()
        for fact, value in zip("xyzw", several, strict=True)
        if value is not None
    ]
    return pd.DataFrame(cells, columns=["region", "period", "fact", "value"])


@cache
def framework():
    """The framework."""
    return fs.load_framework(FRAMEWORK)


def facts(*, periods=("2024",), **regions):
    """Facts with a register and a manifest in which every report was read in full."""
    parts = [rows(VALUES if period == "2024" else EARLIER, period) for period in periods]
    return fs.read_facts(pd.concat(parts, ignore_index=True), **regions)


@cache
def result():
    """The scores of 2024."""
    return fs.score(facts(), framework())


@cache
def two_years():
    """The scores of 2023 and 2024."""
    return fs.score(facts(periods=("2023", "2024")), framework())


@cache
def uncertainty():
    """Ranks of 2024 under other weights and another aggregation."""
    given = fs.Assumptions(weights=0.5, aggregation=["arithmetic", "geometric"])
    return fs.uncertainty(facts(), framework(), given, draws=300, seed=1)


@cache
def sensitivity(method="sobol"):
    """Which of the two matters."""
    given = fs.Assumptions(weights=0.5, aggregation=["arithmetic", "geometric"])
    return fs.sensitivity(facts(), framework(), given, method=method, draws=128, seed=1)


def named(names, classes=None):
    """A result of regions R0, R1 … with names, the first the best."""
    ids = [f"R{k}" for k in range(len(names))]
    register = pd.DataFrame({"region": ids, "name": names, "class": classes or "county"})
    cells = [(region, 2024, fact, 99 - k % 100) for k, region in enumerate(ids) for fact in "xyzw"]
    table = fs.read_facts(pd.DataFrame(cells, columns=["region", "period", "fact", "value"]), regions=register)
    within = ["period", "class"] if classes else ["period"]
    return fs.score(table, framework().with_method(rank_within=within))


def labels(ax, axis="y"):
    """The texts along an axis."""
    return [text.get_text() for text in getattr(ax, f"get_{axis}ticklabels")()]


def legend(ax):
    """The texts of the legend."""
    return [text.get_text() for text in ax.get_legend().get_texts()]


def texts(ax):
    """The texts beside and in the chart."""
    return [text.get_text() for text in ax.texts if text.get_text()]
