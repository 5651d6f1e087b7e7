"""A report's last chapters: how robust ranks are, how scores were made, what they do not mean."""

from __future__ import annotations

from collections import Counter

from fazhi_score.framework.model import ROOT
from fazhi_score.framework.steps import as_step
from fazhi_score.messages import say_or
from fazhi_score.presentation.robustness import sensitivity_table
from fazhi_score.presentation.text import line, percent_text, points_text, score_text, span_text, whole_text
from fazhi_score.presentation.word import charts
from fazhi_score.presentation.word.given import Given
from fazhi_score.presentation.word.layout import centre, number, text

MOST_INTERVALS = 120
"""More units have their rank intervals in the ranking only."""


def add_robustness(given: Given) -> None:
    """Add intervals of ranks and what they come from, or the sentence that nobody computed any."""
    paper = given.paper
    paper.heading(given.say("word_head_robust"))
    if given.uncertainty is None and given.sensitivity is None:
        paper.text(given.say("word_robust_none"))
        return
    if given.uncertainty is not None:
        _uncertainty(given)
    if given.sensitivity is not None:
        _sensitivity(given)


def _uncertainty(given: Given) -> None:
    found, paper = given.uncertainty, given.paper
    assert found is not None
    comma = given.say("word_comma")
    sources = comma.join(_source(given, name) for name in found.sources)
    told = {"draws": f"{found.draws:,}", "level": percent_text(found.level), "seed": found.seed, "sources": sources}
    paper.text(given.say("word_robust_text", **told))
    for one in given.classes:
        picture = charts.intervals(found, one.units, given.lang)
        if picture is not None:
            caption = given.say("word_caption_intervals", title=one.title, level=told["level"])
            paper.figure(picture, caption, breadth=14.5)
    table = found.table
    rows = []
    shown = [unit for one in given.classes for unit in one.units.tolist()]
    for unit in shown[:MOST_INTERVALS]:
        row = table.iloc[unit]
        scores = span_text(row["score_low"], row["score_high"], 1)
        kept = [percent_text(row["grade_stability"])] if "grade_stability" in table else []
        ranks = [whole_text(row["rank"]), span_text(row["low"], row["high"]), whole_text(row["median"])]
        rows.append([given.names[unit], *ranks, score_text(row["composite"]), scores, *kept])
    columns = [text(given.say("word_unit")), centre(given.say("word_rank")),
               centre(given.say("word_interval", level=told["level"])), centre(given.say("word_median_rank")),
               number(given.say("word_composite")), centre(given.say("word_score_interval"))]  # fmt: skip
    columns += [number(given.say("word_grade_kept"))] if "grade_stability" in table else []
    paper.table(given.say("word_caption_interval_table"), columns, rows)
    if len(shown) > MOST_INTERVALS:
        paper.note(given.say("word_limited", count=len(shown), most=MOST_INTERVALS))
    for note in found.notes:
        paper.note(note.message(given.lang))


def _source(given: Given, name: str) -> str:
    return say_or(f"word_source_{name}", name, given.lang)


def _sensitivity(given: Given) -> None:
    found, paper = given.sensitivity, given.paper
    assert found is not None
    paper.text(given.say(f"word_sensitive_{found.method}", draws=f"{found.draws:,}", seed=found.seed), keep=True)
    frame = sensitivity_table(found, given.lang)
    rows = [[_source(given, cells[0]), *cells[1:]] for cells in frame.astype(str).to_numpy().tolist()]
    columns = [text(str(frame.columns[0])), *(number(str(name)) for name in frame.columns[1:])]
    paper.table(given.say("word_caption_sensitivity"), columns, rows)


def add_method(given: Given) -> None:
    """Add how scores were made, and what they do not mean."""
    paper = given.paper
    paper.heading(given.say("word_head_method"))
    paper.heading(given.say("word_head_made"), 2)
    for sentences in (_framework(given), _rules(given), _gaps(given), _ranks(given)):
        paper.text(*sentences)
    paper.heading(given.say("word_head_terms"), 2)
    for code in ("word_term_coverage", "word_term_bounds", "word_term_possible", "word_term_disclosure"):
        paper.text(given.say(code))
    paper.heading(given.say("word_head_limits"), 2)
    for number_ in range(1, 6):
        paper.text(given.say(f"word_limit_{number_}"))
    paper.heading(given.say("word_head_reproduced"), 2)
    paper.text(given.say("word_reproduced", version=given.result.hashes["version"]), keep=True)
    add_hashes(given)


def add_hashes(given: Given) -> None:
    """Add what the result can be made again from."""
    rows = [[given.say(f"word_hash_{name}"), value] for name, value in given.result.hashes.items()]
    for key, found in (("uncertainty", given.uncertainty), ("sensitivity", given.sensitivity)):
        rows += [[given.say(f"word_seed_{key}"), str(found.seed)]] if found is not None else []
    columns = [text(given.say("word_what")), text(given.say("word_content"))]
    given.paper.table(given.say("word_caption_hashes"), columns, rows)


def _framework(given: Given) -> list[str]:
    framework = given.result.framework
    layers = Counter(entry.layer for entry in framework.entries.values())
    told = {
        "framework": given.label,
        "id": line(framework.id, 40),
        "groups": len(framework.composite_tree[ROOT]),
        "count": len(framework.composite_ids),
        "stated": layers["stated"] if framework.method.score_on == "measured" else 0,
        "neutral": layers["neutral"],
    }
    parts = [given.say("word_framework", **told)]
    if told["stated"]:
        parts.append(given.say("word_framework_stated", count=told["stated"]))
    if told["neutral"]:
        parts.append(given.say("word_framework_neutral", count=told["neutral"]))
    if framework.file.total_points is not None:
        parts.append(given.say("word_framework_points", total=points_text(framework.file.total_points)))
    return parts


def _rules(given: Given) -> list[str]:
    framework = given.result.framework
    how = {framework.aggregation(group) for group in framework.composite_tree}
    names = given.say("word_comma").join(_method(given, name) for name in sorted(how))
    parts = [given.say("word_aggregation", how=names)]
    method = framework.method
    for key in ("weighting", "imputation", "treatment", "ordering"):
        step = getattr(method, key)
        if step is not None:
            parts.append(given.say(f"word_step_{key}", how=_method(given, as_step(step).method)))
    relative = [name for name in framework.composite_ids if _is_relative(given, name)]
    code = "word_rules_relative" if relative and method.scale_within else "word_rules_together"
    code = code if relative else "word_rules_fixed"
    return [*parts, given.say(code, count=len(relative), within=_columns(given, method.scale_within))]


def _is_relative(given: Given, name: str) -> bool:
    from fazhi_score.framework.rules import RELATIVE_RULES

    spec = given.result.framework.entries[name].spec.score
    return spec is not None and spec.rule in RELATIVE_RULES


def _method(given: Given, name: str) -> str:
    return say_or(f"method_{name}", name, given.lang)


def _columns(given: Given, names: list[str]) -> str:
    """Return columns of the register in words."""
    told = [say_or(f"word_within_{name}", line(name, 30), given.lang) for name in names]
    return given.say("word_and").join(told)


def _gaps(given: Given) -> list[str]:
    framework = given.result.framework
    kinds = ("not_reported", "claimed", "not_applicable", "small_base", "conflict")
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in kinds}
    for name in framework.composite_ids:
        policy = framework.policy(name)
        for kind in kinds:
            counts[kind][policy.get(kind, "exclude")] += 1
    parts = []
    for kind, found in counts.items():
        told = [given.say(f"policy_{policy}") for policy, _ in found.most_common()]
        if told:
            how = (
                told[0]
                if len(told) == 1
                else given.say("word_policy_mostly", first=told[0], others=" / ".join(told[1:]))
            )
            parts.append(given.say("word_policy", kind=given.say(f"word_kind_{kind}"), policy=how))
    return [given.say("word_gaps"), given.say("word_policies", policies=given.say("word_semi").join(parts))]


def _ranks(given: Given) -> list[str]:
    method = given.result.framework.method
    code = "word_ranks" if method.rank_within else "word_ranks_all"
    parts = [given.say(code, within=_columns(given, method.rank_within), peers=method.minimum_peers)]
    if method.minimum_coverage:
        parts.append(given.say("word_ranks_coverage", least=percent_text(method.minimum_coverage)))
    if method.compare_on is not None:
        parts.append(given.say("word_ranks_common", share=percent_text(method.compare_on.stated_by)))
    return parts
