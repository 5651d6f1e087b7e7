"""Texts about framework files and formulas."""

from __future__ import annotations

from fazhi_score.messages.text import Text

_KNOWN = ("known here: {known}", "可用的有：{known}")
_NEAR = ("did you mean '{near}'?", "是否想写“{near}”？")


def _unknown(en: str, zh: str) -> tuple[Text, Text]:
    """Return the text for a name that is not known, without and with a near match."""
    return Text(en, zh, *_KNOWN), Text(en, zh, *_NEAR)


_UNKNOWN = {
    "key": _unknown("'{got}' is not a key of the format here", "此处没有“{got}”这个键"),
    "value": _unknown("'{name}' cannot be '{got}'", "“{name}”不能写成“{got}”"),
    "group": _unknown("'{got}' is not a group", "没有名为“{got}”的分组"),
    "fact": _unknown(
        "formula of '{owner}' uses '{got}', which is not a fact", "“{owner}”的公式用到“{got}”，但没有这个事实"
    ),
    "level": _unknown("'{got}' is not a level of the fact", "该事实没有“{got}”这个等级"),
    "rule": _unknown("there is no rule '{got}'", "没有“{got}”这种计分规则"),
    "kind": _unknown("there is no kind '{got}' here", "此处没有“{got}”这种类型"),
    "method": _unknown("there is no {kind} method '{got}'", "没有“{got}”这种方法（{kind}）"),
    "child": _unknown("'{got}' is not in this group", "“{got}”不在该分组内"),
    "weight": _unknown("'{got}' is no scored group or indicator", "没有名为“{got}”的计分分组或指标"),
    "node": _unknown("there is no '{got}' to tune", "没有“{got}”可调整"),
    "grade": _unknown("'{got}' is not a grade", "没有名为“{got}”的等级"),
    "peers": _unknown("'{got}' is not a column of the region register", "地区名册没有“{got}”这一列"),
}

TEXTS: dict[str, Text] = {
    **{f"unknown_{what}": pair[0] for what, pair in _UNKNOWN.items()},
    **{f"unknown_{what}_near": pair[1] for what, pair in _UNKNOWN.items()},
    # files
    "file_unreadable": Text(
        "the file cannot be read ({reason})",
        "文件无法读取（{reason}）",
        "check the path and the permissions",
        "请检查路径和权限",
    ),
    "yaml_is_folder": Text(
        "this is a folder, not a file", "这是文件夹，不是文件", "name the YAML file in it", "请写出其中的 YAML 文件"
    ),
    "yaml_too_large": Text(
        "the file has {size} MB; a framework has at most {limit}",
        "文件有 {size} MB；评价框架最多 {limit} MB",
        "is this a facts table? pass that as facts",
        "是否把事实表当成了框架？",
    ),
    "yaml_encoding": Text(
        "the file is neither UTF-8 nor GB18030 text",
        "文件既不是 UTF-8 也不是 GB18030 文本",
        "save it as UTF-8",
        "请另存为 UTF-8 编码",
    ),
    "yaml_two_documents": Text(
        "a second document begins here ('---')",
        "此处开始了第二个文档（“---”）",
        "keep one framework in a file",
        "一个文件只放一个框架",
    ),
    "yaml_too_deep": Text(
        "nested deeper than {limit} levels",
        "嵌套超过 {limit} 层",
        "groups nest with 'within', not by indentation",
        "分组用 within 表示上下级，不靠缩进",
    ),
    "yaml_too_many": Text(
        "more than {limit} entries once aliases are filled in",
        "展开别名后超过 {limit} 项",
        "write repeated parts out, or fewer of them",
        "请减少别名（&、*）的重复引用",
    ),
    "yaml_tag": Text("the tag {tag} is not allowed", "不允许使用标签 {tag}", "write the plain value", "请直接写值"),
    "yaml_complex_key": Text("a key must be plain text", "键必须是普通文字", "write 'name: …'", "请写成“名称: …”"),
    "yaml_duplicate_key": Text(
        "'{key}' is given twice; first in line {line}",
        "“{key}”写了两次，第一次在第 {line} 行",
        "remove one of them",
        "请删去其中一个",
    ),
    "yaml_number_too_large": Text("the number {value} is too large", "数字 {value} 过大"),
    "yaml_alias_unknown": Text(
        "the alias *{name} has nothing to stand for", "别名 *{name} 没有所指", "write the value itself", "请直接写值"
    ),
    "yaml_full_width_quote": Text(
        "a full-width quotation mark {character} does not quote",
        "全角引号 {character} 不起引用作用",
        "use \" or '",
        "请改用半角引号 \" 或 '",
    ),
    "yaml_full_width": Text(
        "a full-width {character} is no punctuation of YAML",
        "全角“{character}”不是 YAML 的标点",
        "use the half-width mark with a blank behind it, or put the text in quotes",
        "请改用半角标点，后加空格；如果是文字内容，请加引号",
    ),
    "yaml_no_blank": Text(
        "no blank behind the colon of '{key}'",
        "“{key}”的冒号后缺少空格",
        "write '{key}: {rest}', or put the text in quotes",
        "请写成“{key}: {rest}”；如果是文字内容，请加引号",
    ),
    "yaml_character": Text(
        "the character {character} cannot be printed",
        "字符 {character} 无法显示",
        "delete it, or save the file as UTF-8",
        "请删除该字符，或另存为 UTF-8",
    ),
    "yaml_tab": Text("a tab in the indentation", "缩进里有制表符（Tab）", "indent with blanks", "请用空格缩进"),
    "yaml_unclosed_quote": Text(
        "the quotation mark that opens here is not closed",
        "此处的引号没有闭合",
        "add the same mark at the end of the text",
        "请在文字末尾补上同样的引号",
    ),
    "yaml_quote_comparison": Text(
        "'{text}' must be quoted: > and | have a meaning of their own in YAML",
        "“{text}”要加引号：> 和 | 在 YAML 里另有含义",
        'write "{text}"',
        '请写成 "{text}"',
    ),
    "yaml_syntax": Text(
        "this is not YAML: {reason}",
        "不符合 YAML 格式：{reason}",
        "check indentation, colons (with a blank behind) and quotes here and in the line above",
        "请检查本行和上一行的缩进、冒号（后面要有空格）和引号",
    ),
    "yaml_no_mapping": Text(
        "a framework begins with keys such as 'format: 1' and 'id: …'",
        "框架文件应以“format: 1”“id: …”等键开头",
        "see the shipped indicators.yaml",
        "可参照随附的 indicators.yaml",
    ),
    # tuning files
    "extends_missing": Text(
        "the file '{name}' that this one extends is not there",
        "要扩展的文件“{name}”不存在",
        "check the path: it counts from the folder of this file; 'indicators.yaml' is the framework that ships",
        "请检查路径：从本文件所在文件夹算起；随附的框架写作“indicators.yaml”",
    ),
    "extends_outside": Text(
        "'{name}' lies outside the folder of the file",
        "“{name}”在本文件的文件夹之外",
        "copy it beside this file, or run from a folder that holds both",
        "请复制到本文件旁边，或在同时包含二者的文件夹中运行",
    ),
    "extends_cycle": Text(
        "'{name}' extends this file in turn", "“{name}”又反过来扩展本文件", "break the circle", "请去掉循环"
    ),
    "extends_chain": Text("more than {limit} files extend each other", "相互扩展的文件超过 {limit} 个"),
    "remove_nothing": Text(
        "there is no '{name}' to remove",
        "没有“{name}”可删",
        "correct the name, or delete the line",
        "请改正名称，或删去此行",
    ),
    "remove_word": Text(
        "'remove' of '{name}' is {got}, and can only be true",
        "“{name}”的 remove 写了 {got}，只能写 true",
        "write 'remove: true' to take it away, or delete the line to keep it",
        "要删去请写 remove: true；要保留请删去这一行",
    ),
    "remove_and_more": Text(
        "'{name}' is removed, but has other keys too",
        "“{name}”写了删除，却还有别的键",
        "keep 'remove: true' alone",
        "请只保留 remove: true",
    ),
    "set_form": Text(
        "'{got}' is no setting",
        "“{got}”不是有效的设置",
        "write groups.enforcement.weight=30",
        "请写成 groups.enforcement.weight=30",
    ),
    "set_node": Text(
        "'{name}' alone does not say what to set",
        "只写“{name}”不能确定要改哪一项",
        "write {meant}",
        "请写成 {meant}",
    ),
    # formulas
    "formula_empty": Text("the formula of '{name}' is empty", "“{name}”的公式是空的"),
    "formula_too_long": Text(
        "the formula of '{name}' is longer than {limit} parts",
        "“{name}”的公式超过 {limit} 个部分",
        "split the indicator",
        "请拆分指标",
    ),
    "formula_too_deep": Text(
        "the formula of '{name}' is nested deeper than {limit} levels",
        "“{name}”的公式嵌套超过 {limit} 层",
        "simplify it",
        "请简化公式",
    ),
    "formula_full_width": Text(
        "the formula of '{name}' has a full-width '{character}'",
        "“{name}”的公式里有全角“{character}”",
        "write '{ascii}'",
        "请写成“{ascii}”",
    ),
    "formula_character": Text(
        "the formula of '{name}' has a '{character}' that means nothing",
        "“{name}”的公式里有无法识别的“{character}”",
        "formulas have names, numbers, + - * / ( ), comparisons, and/or/not and functions",
        "公式由名称、数字、+ - * / ( )、比较、and/or/not 和函数组成",
    ),
    "formula_unexpected": Text(
        "the formula of '{name}' does not expect '{token}' here",
        "“{name}”的公式此处不应出现“{token}”",
        "is an operator or bracket missing before it?",
        "前面是否漏了运算符或括号？",
    ),
    "formula_expected": Text("the formula of '{name}' lacks a '{wanted}' here", "“{name}”的公式此处缺少“{wanted}”"),
    "formula_incomplete": Text(
        "the formula of '{name}' stops in the middle",
        "“{name}”的公式没有写完",
        "what should follow?",
        "请补全后面的内容",
    ),
    "formula_chained": Text(
        "the formula of '{name}' chains comparisons",
        "“{name}”的公式连写了比较",
        "write 'a < b and b < c'",
        "请写成“a < b and b < c”",
    ),
    "formula_function": Text(
        "the formula of '{name}' calls '{function}', which is no function",
        "“{name}”的公式调用了不存在的函数“{function}”",
        "there are: {known}",
        "可用函数：{known}",
    ),
    "formula_arguments": Text(
        "the formula of '{name}' gives '{function}' {got} arguments",
        "“{name}”的公式给了函数“{function}” {got} 个参数",
        "it takes {least} to {most}",
        "应为 {least} 至 {most} 个",
    ),
    "formula_items": Text(
        "the formula of '{name}' gives {function} something else than the name of a fact",
        "“{name}”的公式中 {function} 的第一个参数应为事实名称",
        "write {function}(fact …)",
        "请写成 {function}(事实 …)",
    ),
    "formula_number": Text(
        "the formula of '{name}' has the number {number}, which is too large", "“{name}”的公式里数字 {number} 过大"
    ),
    "formula_comment": Text(
        "the formula of '{name}' is cut off by ' #', which begins a comment",
        "“{name}”的公式被“ #”截断：它表示注释开始",
        "put the formula in quotes, or a blank behind the # if it is a comment",
        "请给公式加引号；若确是注释，请在 # 后加空格",
    ),
    # values of keys
    "not_an_amount": Text(
        "'{name}' is '{got}', which is no number",
        "“{name}”是“{got}”，不是数字",
        "write a number such as 5, or a percent such as 60%",
        "请写数字如 5，或百分数如 60%",
    ),
    "not_a_share": Text(
        "'{name}' is {got}, but a share lies between 0% and 100%",
        "“{name}”是 {got}，而比例应在 0% 至 100% 之间",
        "write it with a percent sign, such as 40%",
        "请带百分号书写，如 40%",
    ),
    "key_without_value": Text(
        "'{name}' stands alone: a comma before it ended the text or value",
        "“{name}”单独成项：前面的半角逗号把文字断开了",
        'put a text that has a comma in quotes: zh: "…, {name}"; a key has a colon, a blank and a value behind it',
        '含半角逗号的文字请加引号，如 zh: "…, {name}"；如果是键，后面要有冒号、空格和值',
    ),
    "missing_key": Text(
        "'{owner}' lacks the key '{name}'", "“{owner}”缺少键“{name}”", "add '{name}: …'", "请补上“{name}: …”"
    ),
    "missing_key_top": Text(
        "the framework lacks the key '{name}'", "框架缺少键“{name}”", "add '{name}: …'", "请补上“{name}: …”"
    ),
    "out_of_bounds": Text("'{name}' is {got}, beyond its bound {bound}", "“{name}”是 {got}，超出界限 {bound}"),
    "wrong_pattern": Text(
        "'{name}' is '{got}', which has not the form that is needed",
        "“{name}”是“{got}”，格式不对",
        "an id has letters, digits, '.', '-' and '_'; a day is written \"04-01\"",
        'id 由字母、数字、. - _ 组成；日期写成 "04-01"',
    ),
    "empty_or_too_many": Text("'{name}' is empty, or has the wrong number of entries", "“{name}”为空，或项数不对"),
    "wrong_type_text": Text(
        "'{name}' is {got}, but text is needed", "“{name}”是 {got}，此处应为文字", "put it in quotes", "请加引号"
    ),
    "wrong_type_number": Text(
        "'{name}' is '{got}', but a number is needed",
        "“{name}”是“{got}”，此处应为数字",
        "write a plain number such as 40",
        "请写普通数字，如 40",
    ),
    "wrong_type_whole_number": Text(
        "'{name}' is '{got}', but a whole number is needed", "“{name}”是“{got}”，此处应为整数"
    ),
    "wrong_type_yes_no": Text(
        "'{name}' is '{got}', but true or false is needed", "“{name}”是“{got}”，此处应为 true 或 false"
    ),
    "wrong_type_list": Text(
        "'{name}' is '{got}', but a list is needed",
        "“{name}”是“{got}”，此处应为列表",
        "write [{got}], or several as [a, b]",
        "请写成 [{got}]；有几个的，写成 [a, b]",
    ),
    "wrong_type_mapping": Text(
        "'{name}' is '{got}', but keys with values are needed",
        "“{name}”是“{got}”，此处应为“键: 值”",
        "write {{key: value}}, or indent the keys below it",
        "请写成 {{键: 值}}，或在下面缩进书写",
    ),
    "wrong_type_other": Text("'{name}' cannot be '{got}'", "“{name}”不能是“{got}”"),
    # names and structure
    "name_taken": Text(
        "the name '{name}' is taken (by {section})",
        "名称“{name}”已被占用（{section}）",
        "groups, indicators and adjustments share one list of names; rename one",
        "分组、指标和加减分项共用一套名称，请改名",
    ),
    "group_cycle": Text(
        "the group '{name}' lies within itself", "分组“{name}”被放进了自己里面", "correct 'within'", "请改正 within"
    ),
    "group_empty": Text(
        "the group '{name}' has no scored indicator",
        "分组“{name}”没有计分指标",
        "add one, or remove the group",
        "请补充指标或删去分组",
    ),
    "points_missing": Text(
        "'{name}' has no points, but the file states total_points",
        "“{name}”没有分值，而文件写了 total_points",
        "give it a weight",
        "请写 weight",
    ),
    "weights_all_zero": Text(
        "all weights in '{name}' are zero",
        "“{name}”下的权重全为零",
        "give at least one child a weight above zero",
        "至少一项权重要大于零",
    ),
    "points_do_not_add_up": Text(
        "the points in '{name}' add up to {given}, not {wanted}: {listed}",
        "“{name}”下的分值合计 {given}，应为 {wanted}：{listed}",
        "change one of them, or the points of '{name}'",
        "请调整其中一项，或“{name}”的分值",
    ),
    "points_do_not_add_up_for": Text(
        "for {who}, the points in '{name}' add up to {given}, not {wanted}: {listed}",
        "“{name}”下适用于“{who}”的分值合计 {given}，应为 {wanted}：{listed}",
        "the items that apply to each class add up on their own; change one of them, or its applies_to",
        "每一类别适用的各项要分别加得起来；请调整其中一项的分值或适用范围",
    ),
    "checklist_and_formula": Text(
        "'{name}' has a checklist and a formula", "“{name}”既有清单又有公式", "keep one", "请保留一个"
    ),
    "neutral_scored": Text(
        "'{name}' is neutral, but has a weight, a rule or a scored layer",
        "“{name}”是中性指标，却有权重、计分规则或计分的 layer",
        "remove them, or say 'better: higher' or 'lower'",
        "请删去，或写 better: higher / lower",
    ),
    "presence_excluded": Text(
        "'{name}' scores whether something is mentioned, but silence costs nothing: whoever mentions it gets 100",
        "“{name}”按有无计分，但不提及不失分：谁提到谁就得满分",
        "say 'layer: stated' (it then counts as disclosure), or 'missing: {{not_reported: zero}}'",
        "请写 layer: stated（计入公开度），或 missing: {{not_reported: zero}}",
    ),
    "bare_points": Text(
        "'{key_name}' of '{name}' is {got} points, but the file has no total_points",
        "“{name}”的“{key_name}”是 {got} 分，但文件没有 total_points",
        "write a percent of full marks such as 25%, or give total_points",
        "请写满分的百分比如 25%，或写明 total_points",
    ),
    "marks_out_of_range": Text(
        "'{key_name}' of '{name}' is {got}, outside 0 and the full marks",
        "“{name}”的“{key_name}”是 {got}，不在 0 与满分之间",
    ),
    "threshold_percent": Text(
        "'{name}' is in percent, but {got} has no percent sign",
        "“{name}”的单位是百分比，但 {got} 没有百分号",
        "write {remedy}",
        "请写成 {remedy}",
    ),
    "threshold_not_percent": Text(
        "'{name}' is not in percent, but {got} has a percent sign",
        "“{name}”的单位不是百分比，但 {got} 带百分号",
        "remove the sign, or say 'unit: percent'",
        "请去掉百分号，或写 unit: percent",
    ),
    "goalposts_equal": Text("worst and best of '{name}' are the same", "“{name}”的 worst 与 best 相同"),
    "goalposts_direction": Text(
        "'{name}' says better: {better}, but its worst and best go the other way",
        "“{name}”写的是 better: {better}，而 worst 与 best 方向相反",
        "swap worst and best, or change 'better'",
        "请对调 worst 与 best，或改 better",
    ),
    "threshold_positive": Text(
        "the threshold of '{name}' is {got}; it must be above zero", "“{name}”的门槛是 {got}，应大于零"
    ),
    "rule_direction": Text(
        "the rule {rule} of '{name}' goes with better: {better}",
        "“{name}”的规则 {rule} 只适用于 better: {better}",
        "change 'better', or take another rule",
        "请改 better，或换规则",
    ),
    "band_edge": Text(
        "a band of '{name}' needs one lower edge",
        "“{name}”的一个档次需要一个下限",
        "write at_least (edge included) or above (edge excluded)",
        "请写 at_least（含）或 above（不含）",
    ),
    "bands_overlap": Text(
        "two bands of '{name}' begin at {edge}", "“{name}”有两个档次都从 {edge} 开始", "remove one", "请删去一个"
    ),
    "bands_direction": Text(
        "'{name}' says better: {better}, but the band from {edge} goes the other way",
        "“{name}”写的是 better: {better}，但从 {edge} 起的档次方向相反",
        "order the scores, or change 'better'",
        "请调整档次得分，或改 better",
    ),
    "one_of_two": Text("'{name}' needs either '{one}' or '{other}'", "“{name}”需要写 {one} 或 {other}，二者之一"),
    "slope_side": Text(
        "a slope of '{name}' begins at {edge}, which is no worse than the target",
        "“{name}”的分段点 {edge} 并不比目标更差",
        "move it to the bad side of the target",
        "请移到目标的不利一侧",
    ),
    "by_class_rule": Text(
        "the rule of '{name}' for the class '{kind}' is not right at '{reason}'",
        "“{name}”对“{kind}”类的规则在“{reason}”处不对",
        "give keys of the rule as in 'score'",
        "请按 score 的写法给出键值",
    ),
    "no_such_day": Text(
        "'{name}' is due on {got}, which is no day",
        "“{name}”的截止日 {got} 不存在",
        'write month-day: "04-01"',
        '请写成 月-日："04-01"',
    ),
    "deadline_without_marks": Text(
        "the deadline of '{name}' costs nothing",
        "“{name}”逾期不扣分",
        "say late: 50% or each_day: 1%",
        "请写 late: 50% 或 each_day: 1%",
    ),
    "rule_kind": Text(
        "'{name}' uses a {kind} fact, which the rule {rule} cannot score",
        "“{name}”用到 {kind} 类事实，规则 {rule} 无法计分",
        "levels go with 'levels', dates with 'deadline'",
        "等级用 levels，日期用 deadline",
    ),
    "rule_wants_kind": Text(
        "the rule {rule} of '{name}' needs a formula that is one {kind} fact",
        "“{name}”的规则 {rule} 要求公式是单个 {kind} 类事实",
    ),
    "level_without_score": Text(
        "'{name}' gives no marks for the level '{level}'",
        "“{name}”没有给等级“{level}”赋分",
        "add it to scores",
        "请在 scores 中补上",
    ),
    "unit_should_be_percent": Text(
        "'{name}' is the share '{fact}', but has no unit: percent",
        "“{name}”是比例“{fact}”，但没有写 unit: percent",
        "add 'unit: percent' and write thresholds with %",
        "请加 unit: percent，门槛带 %",
    ),
    "unit_is_not_percent": Text(
        "'{name}' is in percent, but '{fact}' is no share",
        "“{name}”的单位是百分比，但“{fact}”不是比例",
        "divide by a base, or remove 'unit: percent'",
        "请除以基数，或删去 unit: percent",
    ),
    "period_condition": Text(
        "'{got}' is no condition on periods",
        "“{got}”不是期间条件",
        'write "2023", ">=2023" or "<2024Q3"',
        '请写 "2023"、">=2023" 或 "<2024Q3"',
    ),
    "extra_needs_one": Text(
        "'{name}' needs either 'formula' (points for each one) or 'when' with 'points'",
        "“{name}”需要 formula（每一个加减分）或 when 加 points，二者之一",
    ),
    "cap_range": Text(
        "the cap of '{name}' is {got}; write a score within 0–100, or the name of a grade",
        "“{name}”的上限是 {got}；请写 0–100 的得分，或等级名称",
    ),
    "levels_need_fact": Text(
        "the levels of '{name}' need a formula that is one fact, which comes in items",
        "“{name}”的 levels 要求公式是单个按条目填报的事实",
    ),
    "level_needs_levels": Text(
        "'{name}' needs both kind: level and the list of levels", "“{name}”需要同时写 kind: level 和 levels 列表"
    ),
    "range_crossed": Text("the {key_name} of '{name}' ends before it begins", "“{name}”的 {key_name} 上下限颠倒"),
    "fact_name": Text(
        "'{name}' cannot be used in a formula",
        "“{name}”不能用在公式里",
        "use letters (Chinese ones too), digits and '_', and begin with a letter",
        "请用字母（中文也可）、数字和下划线，以字母开头",
    ),
    "facts_unused": Text("no formula uses these {count} facts: {listed}", "有 {count} 个事实没有公式用到：{listed}"),
    "missing_policy_unstated": Text(
        "the method does not say what a gap earns",
        "method 没有写明缺失如何计分",
        "add 'missing: {{not_reported: exclude}}' (an index) or zero (a score sheet)",
        "请写 missing: {{not_reported: exclude}}（指数）或 zero（评分表）",
    ),
    "grades_out_of_order": Text(
        "the lower edges of the grades go up and down",
        "各等级的下限忽高忽低",
        "order the grades from the best to the worst, each edge below the one before",
        "请从高到低排列等级，下限依次降低",
    ),
    "full_marks_unreachable": Text(
        "nobody can have full marks for '{name}': the best is {best} of {full}",
        "“{name}”没有单位能得满分：最高 {best}，满分 {full}",
        "raise the best to {full}, or change the weight; points in a rule stay points when a weight is changed",
        "请把最高得分改为 {full}，或调整权重；改权重时，规则里按分写的数不会跟着变",
    ),
    "grade_edge": Text(
        "the grade '{name}' begins at {got}; edges lie within 0–100 and differ",
        "等级“{name}”从 {got} 开始；下限应在 0–100 之间且互不相同",
    ),
    "weight_negative": Text(
        "the weight of '{name}' is {got}; it must be zero or more", "“{name}”的权重是 {got}，应为零或正数"
    ),
    "weight_alone": Text(
        "'{name}' cannot have {got} points: it has the {most} points of its group to itself",
        "“{name}”不能为 {got} 分：所在分组的 {most} 分只能全归它",
        "change the points of the group",
        "请改所在分组的分值",
    ),
    "weight_too_large": Text(
        "'{name}' cannot have {got} points: there are {most} to share",
        "“{name}”不能有 {got} 分：可分配的共 {most} 分",
        "take fewer",
        "请减少",
    ),
    "alert_percent": Text(
        "'{got}' compares the score with a percentage",
        "“{got}”把得分与百分比比较",
        "scores are 0–100: write 60, not 60%",
        "得分是 0–100：请写 60，不写 60%",
    ),
    "over_periods_kind": Text(
        "months of '{name}' cannot make a year by {got}: it is of the kind {kind}",
        "“{name}”（类型 {kind}）的各月不能用 {got} 合成全年",
        "write one of {known}",
        "请改用 {known} 之一",
    ),
}
