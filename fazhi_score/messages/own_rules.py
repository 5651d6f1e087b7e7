"""Texts about scoring rules that a user's own Python registers."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    "own_rule_absent": Text(
        "the rule '{rule}' is not registered in this process",
        "本进程中没有注册规则“{rule}”",
        "import the module that registers it here too: a worker knows only what it imports itself",
        "请在这里也导入注册该规则的模块：工作进程只认识自己导入的内容",
    ),
    "own_rule_keyword": Text(
        "the rule '{rule}' cannot have the keyword '{keyword}'",
        "规则“{rule}”不能有参数“{keyword}”",
        "after the values, a rule has keyword-only parameters with a type, and none called rule, peers, reference, "
        "sample, repeated or base",
        "除数值外，参数须为带类型的关键字参数，且不得取名 rule、peers、reference、sample、repeated、base",
    ),
    "own_rule_code": Text(
        "'{name}' is scored by the rule '{rule}', which is not part of fazhi-score",
        "“{name}”采用的规则“{rule}”不属于 fazhi-score",
        "hand its code along with the results; framework and version alone do not reproduce them",
        "公布结果时请附上该规则的代码；仅凭评价框架和版本无法复现",
    ),
    "rule_own": Text("{rule} ({parameters})", "{rule}（{parameters}）"),
}
