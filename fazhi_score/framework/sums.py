"""The points of a group's children into what does not add up, for every class and period that the file tells apart."""

from __future__ import annotations

from fazhi_score.errors import Problem
from fazhi_score.framework.document import Document, Path_
from fazhi_score.framework.schema import AppliesTo, FrameworkFile
from fazhi_score.framework.scope import applies, classes_of, variants

_TOLERANCE = 1e-9
_LISTED = 12

_Children = list[tuple[Path_, float | None]]


def sum_problems(
    file: FrameworkFile, document: Document, name: str, wanted: float, children: _Children
) -> list[Problem]:
    """Return a problem where the children of `name` ("" for the top) do not add up to `wanted` points.

    Either all of them do, and who lacks some is scored on the rest; or those of each class (and period) do.
    """
    problems = [_problem(document, file, name, wanted, children, children, "")]
    rules = {path: _rule(file, path) for path, _ in children}
    for kind, period in variants(rules.values(), classes_of(file, name)):
        those = [(path, weight) for path, weight in children if applies(rules[path], kind, period)]
        who = " ".join(part for part in (kind, period) if part)
        problems.append(_problem(document, file, name, wanted, children, those, who) if those else None)
    apart = [problem for problem in problems[1:] if problem is not None]
    if problems[0] is None or (len(problems) > 1 and not apart):
        return []
    return [apart[0] if apart else problems[0]]


def _problem(
    document: Document, file: FrameworkFile, name: str, wanted: float, every: _Children, those: _Children, who: str
) -> Problem | None:
    given = sum(weight or 0.0 for _, weight in those)
    if abs(given - wanted) <= _TOLERANCE:
        return None
    at: Path_ = ("groups", name, "weight") if name else ("total_points",)
    at = document.latest(at, *((*child, "weight") for child, _ in those))
    listed = " + ".join(f"{child[-1]} {weight or 0:g}" for child, weight in those[:_LISTED])
    listed += " + …" if len(those) > _LISTED else ""
    code = "points_do_not_add_up" if len(those) == len(every) else "points_do_not_add_up_for"
    wanted_text, given_text = f"{wanted:.12g}", f"{given:.12g}"
    found = {"name": name or file.id, "wanted": wanted_text, "given": given_text, "listed": listed}
    return document.problem(at, code, key=False, at=None, **found, **({"who": who} if len(those) < len(every) else {}))


def _rule(file: FrameworkFile, path: Path_) -> AppliesTo | None:
    section, name = str(path[0]), str(path[1])
    return file.groups[name].applies_to if section == "groups" else file.indicators[name].applies_to
