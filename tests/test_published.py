"""Published indices, scored by a framework as anyone would write it."""

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs

HDI = """\
format: 1
id: hdi
method: {missing: {not_reported: exclude}, aggregation: geometric, minimum_peers: 1}
groups: {health: {}, education: {aggregation: arithmetic}, living: {}}
facts: {life: {}, expected: {}, mean: {}, income: {}}
indicators:
  life_expectancy: {group: health, formula: life, better: higher, score: {rule: goalposts, worst: 20, best: 85}}
  expected_years: {group: education, formula: expected, better: higher, score: {rule: goalposts, worst: 0, best: 18}}
  mean_years: {group: education, formula: mean, better: higher, score: {rule: goalposts, worst: 0, best: 15}}
  income_per_head: {group: living, formula: income, better: higher,
                    score: {rule: goalposts, worst: 100, best: 75000, log: true}}
"""
"""Goalposts and means of the Human Development Index since 2014: Technical notes, note 1."""

HDR_2020 = """\
Norway 82.4 18.1 12.9 66494 0.957
Ireland 82.3 18.7 12.7 68371 0.955
Switzerland 83.8 16.3 13.4 69394 0.955
Hong Kong, China 84.9 16.9 12.3 62985 0.949
Iceland 83.0 19.1 12.8 54682 0.949
Germany 81.3 17.0 14.2 55314 0.947
Sweden 82.8 19.5 12.5 54508 0.945
Australia 83.4 22.0 12.7 48085 0.944
Denmark 80.9 18.9 12.6 58662 0.940
Finland 81.9 19.4 12.8 48511 0.938
Singapore 83.6 16.4 11.6 88155 0.938
United Kingdom 81.3 17.5 13.2 46071 0.932
Belgium 81.6 19.8 12.1 52085 0.931
New Zealand 82.3 18.8 12.8 40799 0.931
Canada 82.4 16.2 13.4 48527 0.929
United States 78.9 16.3 13.4 63826 0.926
Israel 83.0 16.2 13.0 40187 0.919
Japan 84.6 15.2 12.9 42932 0.919
China 76.9 14.0 8.1 16057 0.761
India 69.7 12.2 6.5 6681 0.645
Niger 62.4 6.5 2.1 1201 0.394
"""
"""Human Development Report 2020, table 1, year 2019: life expectancy, expected and mean years of schooling, gross
national income per head (dollars of 2017) and the index, which was made of inputs that are not rounded."""

TO_THE_DIGIT = 14
"""Of these 21 the printed inputs give the printed digits; of the others, inputs within their rounding do."""


def printed():
    rows = [line.rsplit(maxsplit=5) for line in HDR_2020.splitlines()]
    return pd.DataFrame(rows, columns=["country", "life", "expected", "mean", "income", "index"]).set_index("country")


def scored(values):
    long = values.rename_axis("region").reset_index().melt("region", var_name="fact", value_name="value")
    facts = fs.read_facts(long.assign(period="2019", value=long["value"].map(repr)))
    return fs.score(facts, fs.load_framework("hdi.yaml", text=HDI)).composite.droplevel("period")[values.index] / 100


def test_the_human_development_index():
    table = printed().astype(float)
    values, index = table[["life", "expected", "mean", "income"]], table["index"]
    found = scored(values)
    assert int((found.round(3) == index).sum()) == TO_THE_DIGIT
    half = np.array([0.05, 0.05, 0.05, 0.5])
    low, high = scored(values - half), scored(values + half)
    assert ((low - 0.0005 <= index) & (index <= high + 0.0005)).all()


def test_dimensions_of_the_human_development_index():
    # Niger: (62.4 - 20) / 65, (6.5 / 18 + 2.1 / 15) / 2, ln 12.01 / ln 750
    table = printed().astype(float).loc[["Niger"], ["life", "expected", "mean", "income"]]
    long = table.rename_axis("region").reset_index().melt("region", var_name="fact", value_name="value")
    facts = fs.read_facts(long.assign(period="2019", value=long["value"].map(repr)))
    scores = fs.score(facts, fs.load_framework("hdi.yaml", text=HDI)).scores.iloc[0]
    assert scores["health"] == pytest.approx(100 * 42.4 / 65)
    assert scores["education"] == pytest.approx(100 * (6.5 / 18 + 2.1 / 15) / 2)
    assert scores["living"] == pytest.approx(100 * np.log(12.01) / np.log(750))
