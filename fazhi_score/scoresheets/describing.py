"""Scoring rules into a sentence for people."""

from __future__ import annotations

from typing import Any

from fazhi_score.framework.amounts import Amount
from fazhi_score.framework.own_rules import OwnRule
from fazhi_score.messages import say


def rule_in_words(spec: Any, lang: str = "zh") -> str:
    """Return what a rule does with its parameters, in one sentence.

    Parameters
    ----------
    spec : model of a rule
        As in ``framework.file.indicators[…].score``; None for an indicator that is not scored.
    lang : {"zh", "en"}

    Examples
    --------
    >>> from fazhi_score.framework.rules import Required
    >>> rule_in_words(Required(rule="required", at_least=4, each_missing=0.5), "en")
    'at least 4; 0.5 points off for each one missing'
    """
    if spec is None:
        return say("rule_none", lang)
    parts = [_main(spec, lang), *_more(spec, lang)]
    return say("rule_joint", lang).join(part for part in parts if part)


def _marks(amount: Amount, lang: str) -> str:
    return say("rule_share" if amount.percent else "rule_points", lang, marks=str(amount))


def _main(spec: Any, lang: str) -> str:
    rule = spec.rule
    if rule == "bands":
        bands = sorted(spec.bands, key=lambda band: -band.edge.value)
        return _list(
            [
                say("rule_band_from" if band.at_least is not None else "rule_band_over", lang, edge=str(band.edge),
                    marks=_marks(band.score, lang))
                for band in bands
            ], lang)  # fmt: skip
    if rule == "levels":
        return _list([say("rule_level", lang, level=k, marks=_marks(v, lang)) for k, v in spec.scores.items()], lang)
    if rule == "checklist":
        items = [
            (item.zh if lang == "zh" else item.en) or item.zh or item.en or item.formula for _, item in spec.entries()
        ]
        weights = [item.weight for _, item in spec.entries()]
        shown = [f"{name} ×{w:g}" if len(set(weights)) > 1 else name for name, w in zip(items, weights, strict=True)]
        return say("rule_checklist", lang, items=say("rule_comma", lang).join(shown))
    if rule == "rank" and spec.each_place is None:
        return say("rule_rank_linear", lang)
    if rule == "required" and spec.each_missing is None:
        return say("rule_required_share", lang, at_least=str(spec.at_least))
    if rule == "threshold":
        code = "rule_threshold_least" if spec.at_least is not None else "rule_threshold_most"
        return say(code, lang, edge=str(spec.at_least if spec.at_least is not None else spec.at_most))
    if rule == "target_gap":
        return say(
            "rule_target_gap", lang, target=str(spec.target or spec.reference), marks=_marks(spec.each_point, lang)
        )
    if rule == "deadline":
        return say(f"rule_deadline_{spec.year}", lang, due=spec.due)
    if rule == "piecewise_linear":
        return _list([say("rule_knot", lang, at=str(k.at), marks=_marks(k.score, lang)) for k in spec.knots], lang)
    if rule == "shrinkage":
        return say(
            "rule_shrinkage" if spec.best is None else "rule_shrinkage_to", lang, base=spec.base, best=str(spec.best)
        )
    if isinstance(spec, OwnRule):
        given = [f"{key} {value}" for key, value in spec if key in spec.model_fields_set - {"rule"}]
        told = say("rule_comma", lang).join(given) or "–"
        return say("rule_own", lang, rule=rule, parameters=told)
    values = {key: _shown(getattr(spec, key), lang, key) for key in type(spec).model_fields if key != "rule"}
    return say(f"rule_{rule}", lang, **values)


def _shown(value: Any, lang: str, key: str) -> str:
    if isinstance(value, Amount):
        return _marks(value, lang) if key in ("each", "each_missing", "deduct", "each_place") else str(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _more(spec: Any, lang: str) -> list[str]:
    """Return what is optional in rules."""
    found = []
    for key in ("late", "each_day", "beyond", "top", "max_deduction", "guidance"):
        value = getattr(spec, key, None)
        if value:
            found.append(
                say(
                    f"rule_{key}",
                    lang,
                    value=str(value) if key in ("beyond", "top", "guidance") else _marks(value, lang),
                )
            )
    found += [
        say("rule_slope", lang, edge=str(slope.beyond), marks=_marks(slope.each_point, lang))
        for slope in getattr(spec, "slopes", ())
    ]
    if getattr(spec, "repeated", None):
        found.append(say("rule_repeated", lang, factor=f"{spec.factor:g}"))
    if spec.rule == "goalposts":
        found += [say(code, lang) for code, told in (("rule_unclipped", not spec.clip), ("rule_log", spec.log)) if told]
    if spec.rule == "threshold":
        found.append(say(f"rule_otherwise_{spec.otherwise}", lang))
    if spec.rule == "target_gap" and spec.steps != "proportional":
        found.append(say(f"rule_steps_{spec.steps}", lang))
    if spec.rule == "panel" and spec.trim:
        found.append(say("rule_trim", lang, count=spec.trim))
    return found


def _list(parts: list[str], lang: str) -> str:
    return say("rule_joint", lang).join(parts)


def adjustment_in_words(spec: Any, lang: str = "zh") -> str:
    """Return what a bonus, penalty, veto or gate does."""
    if spec.kind == "veto":
        return say("rule_veto", lang, when=spec.when, at_most=spec.at_most)
    if spec.kind == "gate":
        return say("rule_gate", lang, when=spec.when)
    sign = "+" if spec.kind == "bonus" else "−"
    if spec.when is not None:
        main = say("rule_extra_when", lang, when=spec.when, sign=sign, points=f"{spec.points or 0:g}")
    elif spec.levels:
        listed = [f"{level} {sign}{points:g}" for level, points in spec.levels.items()]
        main = say("rule_comma", lang).join(listed)
    elif spec.bands:
        main = say("rule_comma", lang).join(f"≥{band.at_least} {sign}{band.points:g}" for band in spec.bands)
    else:
        main = say("rule_extra_each", lang, sign=sign, points=f"{spec.each:g}")
    return main if spec.cap is None else main + say("rule_joint", lang) + say("rule_cap", lang, cap=f"{spec.cap:g}")
