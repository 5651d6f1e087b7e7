"""Invented report text into what the audit finds in it."""

import fazhi_score as fs

HEAD = "云溪县2023年法治政府建设年度报告\n一、主要工作\n"


def audit(body, **given):
    return fs.audit(HEAD + body + "\n", **given)


def outcomes(body, check, **given):
    """Outcome and expression of every finding of a check that does not simply hold."""
    found = [f for f in audit(body, **given).findings if f.check == check and f.severity != "none"]
    return [(finding.outcome, finding.expression) for finding in found]


def held(body, check):
    return [finding.expression for finding in audit(body).findings if finding.check == check and finding.outcome]
