"""Texts about the lexicon that says how reports put a fact."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    "lexicon_form": Text(
        "a lexicon is a mapping with `facts:` and, where needed, `units:`, `topics:`, `scopes:`, `negations:`",
        "词表应为映射，含 `facts:`，需要时另有 `units:`、`topics:`、`scopes:`、`negations:`",
        "write it like this: facts: {{my_fact: {{kind: count, units: [cases], phrases: [办结…N]}}}}",
        "写法如：facts: {{my_fact: {{kind: count, units: [cases], phrases: [办结…N]}}}}",
    ),
    "lexicon_mapping": Text(
        "'{name}' must hold keys with values below it",
        "“{name}”下应为键和值",
    ),
    "lexicon_key": Text(
        "'{name}' is no key that a lexicon knows here",
        "词表此处没有“{name}”这个键",
        "the keys are {known}",
        "可用的键：{known}",
    ),
    "lexicon_id": Text(
        "'{name}' is no id of a fact",
        "“{name}”不是事实的编号",
        "ids are of small letters, digits and underscores, from 3 characters on",
        "编号由小写字母、数字和下划线组成，至少 3 个字符",
    ),
    "lexicon_value": Text(
        "'{value}' is no value for '{name}'",
        "“{value}”不能作“{name}”的值",
        "possible are: {among}",
        "可用的有：{among}",
    ),
    "lexicon_units": Text(
        "there is no group of units called '{value}'",
        "没有名为“{value}”的单位组",
        "the groups are {among}; a group of your own goes under `units:`",
        "已有：{among}；自己的单位组写在 `units:` 下",
    ),
    "lexicon_unit": Text(
        "numbers are not read with the unit '{word}'",
        "数字后面的单位不认“{word}”",
        "instead of it write one that is: {among}",
        "请改用能认的：{among}",
    ),
    "lexicon_word": Text(
        "'{word}' is no plain word",
        "“{word}”不是普通词语",
        "write it without quotation marks, blanks, brackets, slashes and gaps",
        "不要加引号、空格、括号、斜线和省略号",
    ),
    "lexicon_no_phrases": Text(
        "nothing says how reports put '{name}'",
        "没有写明报告怎样表述“{name}”",
        "add `phrases:` for numbers or `claims:` for words without a number",
        "请补上 `phrases:`（有数字的说法）或 `claims:`（没有数字的说法）",
    ),
    "lexicon_fact_near": Text(
        "there is no fact '{name}'; did you mean '{near}'?",
        "没有事实“{name}”，是否为“{near}”？",
        "correct the id; a new fact needs `kind:` and `zh:`",
        "请改正编号；若是新事实，请写明 `kind:` 和 `zh:`",
    ),
    "lexicon_example": Text(
        "an example needs `say:`, a sentence, and `is:`, the value to be found",
        "例句须有 `say:`（句子）和 `is:`（应得的值）",
        "`is: none` where nothing is to be found",
        "什么都不应得到时写 `is: none`",
    ),
    "lexicon_example_unmet": Text(
        "the example of '{fact}' gives {found}, not {said}",
        "“{fact}”的例句读出的是 {found}，不是 {said}",
        "correct the phrases or the example; a number that another fact takes first is not read twice",
        "请改说法或例句；已被别的事实取走的数字不会重复读取",
    ),
    "lexicon_phrase_text": Text(
        "a phrase must be text",
        "说法应为文字",
    ),
    "lexicon_phrase_long": Text(
        "the phrase '{phrase}' is longer than {most} characters",
        "说法“{phrase}”超过 {most} 个字",
    ),
    "lexicon_phrase_gaps": Text(
        "the phrase '{phrase}' has more than {gaps} gaps",
        "说法“{phrase}”中的省略号多于 {gaps} 处",
        "write several phrases instead",
        "请分写成几条",
    ),
    "lexicon_phrase_loose": Text(
        "the phrase '{phrase}' has no word that always stands in it, or only one of a single character",
        "说法“{phrase}”中没有一个总会出现的词，或只有一个字",
        "add a word, or drop the empty alternative",
        "请加一个词，或去掉括号内的空项",
    ),
    "lexicon_phrase_open": Text(
        "the phrase '{phrase}' begins or ends with a gap",
        "说法“{phrase}”以省略号开头或结尾",
        "drop the gap there: what stands before and behind a phrase does not matter",
        "请去掉：说法前后是什么本来就不管",
    ),
    "lexicon_phrase_sign": Text(
        "a sign stands in '{phrase}' that no phrase may hold",
        "说法“{phrase}”中有不能用的符号",
        "phrases are of words, (a/b), gaps … and N, without commas and quotation marks",
        "说法只由词语、（甲/乙）、省略号…和 N 组成，不含逗号和引号",
    ),
    "lexicon_phrase_nested": Text(
        "a bracket stands within a bracket in '{phrase}'",
        "说法“{phrase}”的括号中又有括号",
        "write two phrases",
        "请分写成两条",
    ),
    "lexicon_phrase_inside": Text(
        "a gap, N or sign stands within a bracket in '{phrase}'",
        "说法“{phrase}”的括号中有省略号、N 或其他符号",
        "brackets hold words and slashes only; write two phrases",
        "括号内只能有词语和斜线；请分写成两条",
    ),
    "lexicon_phrase_bar": Text(
        "a slash stands outside brackets in '{phrase}'",
        "说法“{phrase}”的斜线在括号之外",
        "write (收到/受理) or two phrases",
        "写成（收到/受理），或分写成两条",
    ),
    "lexicon_phrase_unopened": Text(
        "a bracket closes in '{phrase}' that was not opened",
        "说法“{phrase}”多出一个右括号",
    ),
    "lexicon_phrase_unclosed": Text(
        "a bracket is not closed in '{phrase}'",
        "说法“{phrase}”的括号没有闭合",
    ),
    "lexicon_typo": Text(
        "'{wrong}: {right}' is no misspelling: both are words of the same length, two characters or more",
        "“{wrong}: {right}”不能作错别字：两边应是字数相同的词，至少两个字",
        "write it like this: typos: {{请理: 清理}}",
        "写法如：typos: {{请理: 清理}}",
    ),
    "lexicon_phrase_together": Text(
        "in '{phrase}' each part between & is one word, one of several in brackets, or N",
        "“{phrase}”中，& 之间的每一部分应是一个词、括号中的几选一，或 N",
        "put & between the parts, see the top of common.yaml; gaps and parts that may be left out have no place there",
        "各部分之间写 &，例见 common.yaml 开头；此处不能用“…”，也不能有可有可无的部分",
    ),
    "lexicon_phrase_numbers": Text(
        "'{phrase}' has more than one N",
        "说法“{phrase}”中的 N 不止一个",
        "write one phrase for each number",
        "每个数分写一条",
    ),
    "lexicon_phrase_no_number": Text(
        "'{phrase}' does not say where the number stands",
        "说法“{phrase}”没有写明数字在何处",
        "write N in its place; wordings without a number go under `claims:`",
        "在数字处写 N；没有数字的说法写在 `claims:` 下",
    ),
    "lexicon_claim_number": Text(
        "the claim '{phrase}' has an N",
        "`claims:` 中的说法“{phrase}”含有 N",
        "wordings with a number go under `phrases:`",
        "有数字的说法写在 `phrases:` 下",
    ),
}
