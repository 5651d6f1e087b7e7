"""Framework files as text for tests, and what a reader of mistakes finds in them."""

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import Framework, load_framework

INDEX = """\
format: 1
id: base
method:
  missing: {not_reported: zero}
groups:
  g: {weight: 1}
facts:
  a: {}
  b: {}
indicators:
  one:
    group: g
    formula: a / b
    better: higher
    score: {rule: goalposts, worst: 0, best: 1}
"""
"""A small index: weights are relative."""

POINTS = """\
format: 1
id: sheet
total_points: 10
method:
  missing: {not_reported: zero}
groups:
  g: {weight: 10}
facts:
  a: {}
  b: {}
indicators:
  one: {group: g, weight: 4, formula: a, better: higher, score: {rule: required, at_least: 3, each_missing: 1}}
  two: {group: g, weight: 6, formula: b, better: lower, score: {rule: deduct, each: 2}}
"""
"""A small sheet: weights are points, 4 + 6 = 10."""

COUNTY_SHEET = """\
format: 1
id: county-sheet
zh: 法治政府建设评分表
en: Law-based government score sheet
edition: "2024"
total_points: 100                 # optional: weights are points (分值) and children must add up

method:
  score_on: all                   # a sheet; an index says `measured` and shows disclosure beside it (below)
  scale_within: [class]           # who fits the scale of relative rules (minmax, rank …)
  rank_within: [period, class]    # who is ranked with whom
  minimum_peers: 3                # a smaller class gets no relative score and no rank, with the reason
  aggregation: arithmetic
  missing: {not_reported: zero, not_applicable: exclude, claimed: zero}    # a sheet; an index says exclude
  minimum_coverage: 40%           # below: scored and shown, not ranked or graded

grades: {优秀: 90, 良好: 80, 合格: 60, 不合格: 0}

groups:
  leadership:  {weight: 40, zh: 领导责任, en: Leadership responsibility}
  enforcement: {weight: 60, zh: 行政执法, en: Enforcement}
  officers:    {within: enforcement, weight: 60, zh: 执法队伍, en: Enforcement officers}

facts:
  standing_meeting_law_study_sessions: {zh: 政府常务会议学法次数, en: Law study at executive meetings, unit: 次}
  enforcement_officers_certified:      {zh: 持证执法人员数, en: Certified enforcement officers, unit: 人, span: stock}
  enforcement_officers_trained:        {zh: 参加培训执法人员数, en: Officers trained, unit: 人}
  enforcement_training_coverage:       {zh: 执法人员培训覆盖率, en: Training coverage as printed, unit: percent}
  major_incidents:                     {zh: 重大违法事件, en: Major unlawful incidents, unit: 起}

indicators:
  law_study:
    group: leadership
    weight: 40
    zh: 会前学法
    en: Law study before executive meetings
    formula: standing_meeting_law_study_sessions
    better: higher
    score: {rule: required, at_least: 6, each_missing: 5}     # 每少一次扣5分,扣完为止
    basis: 政府常务会议学法制度
  training_coverage:
    group: officers
    weight: 60
    zh: 执法人员培训覆盖率
    en: Share of officers trained
    formula: enforcement_officers_trained / enforcement_officers_certified
    stated: enforcement_training_coverage      # a printed rate: used where counts are missing
    valid: [0%, 100%]                          # outside: a conflict, never clipped
    minimum_denominator: 5                     # below: a gap, small base
    unit: percent
    better: higher
    score: {rule: goalposts, worst: 0%, best: 100%}

adjustments:
  red_line: {kind: veto, when: major_incidents > 0, at_most: 60, zh: 一票否决, en: Veto}
"""
"""The example of the design: a sheet of 100 points in three groups."""


def edited(text: str, *changes: str) -> str:
    """Replace pairs of old and new, each old exactly once."""
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


def load(text: str) -> Framework:
    """Load a framework under the name t.yaml."""
    return load_framework("t.yaml", text=text)


def mistakes(text: str) -> tuple[Problem, ...]:
    """Return every problem of a text; where it loads, what its notes say."""
    try:
        return load(text).notes
    except FazhiError as error:
        return error.problems


def codes(text: str) -> list[str]:
    """Return the codes of the problems of a text, in their order."""
    return [problem.code for problem in mistakes(text)]
