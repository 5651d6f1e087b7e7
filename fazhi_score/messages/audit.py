"""Texts about what contradicts what in reports and facts, and what to ask the unit for."""

from __future__ import annotations

from fazhi_score.messages.text import Text

_ASK_EN = "ask the unit for the list behind the figures, and correct the one that is wrong"
_ASK_ZH = "请该单位提供对应的台账或明细，更正有误的数"

TEXTS: dict[str, Text] = {
    "audit_holds": Text("{expression}: agrees", "{expression}：一致"),
    "audit_part_exceeds": Text(
        "a part is larger than its total: {expression}", "分项大于总数：{expression}", _ASK_EN, _ASK_ZH
    ),
    "audit_parts_exceed": Text(
        "the parts make {sum}, {gap} more than the total of {total}: {expression}",
        "各分项之和为 {sum}，比总数 {total} 多 {gap}：{expression}",
        "ask the unit whether a case is counted in two parts, or for the list behind the figures",
        "请该单位说明是否有案件重复归类，或提供对应的明细",
    ),
    "audit_parts_short": Text(
        "the parts are all there are, but make {sum}, {gap} less than the total of {total}: {expression}",
        "各分项已包括全部类别，其和为 {sum}，比总数 {total} 少 {gap}：{expression}",
        "ask the unit what the rest is",
        "请该单位说明差额是什么",
    ),
    "audit_parts_open": Text(
        "the parts make {sum} of {total}; whether there are others ({gap}) is not said: {expression}",
        "所列分项之和为 {sum}，总数 {total}，其余 {gap} 未写明，无法判断：{expression}",
        "where all kinds should be listed, ask the unit for the rest",
        "如应列全，请该单位补充其余部分",
    ),
    "audit_rate_truncated": Text(
        "the rate {rate} is cut off, not rounded: {expression}",
        "公布的比率 {rate} 是截去尾数而不是四舍五入：{expression}",
        "nothing to ask; the counts give the exact rate",
        "不影响结论，可用原始数计算",
    ),
    "audit_rate_counts": Text(
        "the rate is printed as {rate}, but {part} of {base} are {computed}",
        "公布的比率为 {rate}，但按文中 {part} 与 {base} 计算为 {computed}",
        "ask the unit for numerator and base of the rate",
        "请该单位提供该比率的分子和分母",
    ),
    "audit_rate_base": Text(
        "the rate is printed as {rate}, {part} of {base} are {computed}; with cases carried over the base may be another",
        "公布的比率为 {rate}，按文中 {part} 与 {base} 计算为 {computed}；如分母含结转或往年数则无法判断",
        "ask the unit for the base of the rate",
        "请该单位说明该比率的分母",
    ),
    "audit_rate_impossible": Text(
        "no whole number of {bases} gives {rate}, rounded or cut off; the smallest base that does is {least}",
        "以文中的 {bases} 为分母，没有任何整数能得出 {rate}（四舍五入或截尾均不能）；能得出该数的最小分母是 {least}",
        "ask the unit for numerator and base of the rate",
        "请该单位提供该比率的分子和分母",
    ),
    "audit_rate_subset": Text(
        "no whole number of {bases} gives {rate}; of some of them ({least} or more) it can be",
        "以文中的 {bases} 为分母得不出 {rate}；如只统计其中一部分（至少 {least}）则可能",
        "ask the unit how many were asked or counted",
        "请该单位说明实际统计（回访、测评）的数量",
    ),
    "audit_rate_no_base": Text(
        "{part} are {rate} of no whole number: {expression}",
        "没有任何整数的 {rate} 等于 {part}：{expression}",
        "ask the unit for the base of the rate",
        "请该单位说明该比率的分母",
    ),
    "audit_over_100": Text(
        "{name} is printed as {rate}, more than all there are",
        "“{name}”公布为 {rate}，超过 100%",
        "ask the unit for numerator and base: cases carried over belong into both or neither",
        "请该单位提供分子和分母：结转案件应同时计入或都不计入",
    ),
    "audit_over_100_people": Text(
        "{name} is printed as {rate}, more than all there are",
        "“{name}”公布为 {rate}，超过 100%",
        "ask the unit for numerator and base, and whether both count the same persons; attendances are no persons",
        "请该单位提供分子和分母，并说明两者是否为同一范围的人员；人次不是人数",
    ),
    "audit_over_100_other": Text(
        "{name} is printed as {rate}, more than all there are",
        "“{name}”公布为 {rate}，超过 100%",
        "ask the unit for numerator and base, and whether both are counted the same way",
        "请该单位提供分子和分母，并说明两者是否口径一致",
    ),
    "audit_growth_differs": Text(
        "growth is printed as {rate}, but from {before} to {now} it is {computed}",
        "公布的增幅为 {rate}，但由 {before} 到 {now} 应为 {computed}",
        "ask the unit for last year's figure, counted the same way",
        "请该单位提供同口径的上年数",
    ),
    "audit_growth_none": Text(
        "no whole number of last year gives growth of {rate} to {now}",
        "上年没有任何整数能得出 {now}、{rate} 的增幅",
        "ask the unit for last year's figure and what the growth is of",
        "请该单位提供上年数，并说明增幅所指的指标",
    ),
    "audit_whole_differs": Text(
        "the same kind ({name}) is counted as a whole with two numbers: {one} and {other}",
        "同一类对象（{name}）的总数前后不一：{one} 与 {other}",
        "ask the unit which number is right, or what the two cover",
        "请该单位说明以哪个数为准，或两数各自的口径",
    ),
    "audit_whole_exceeded": Text(
        "{one} of a kind ({name}) are more than the {other} that there are in all",
        "{one} 多于同类对象（{name}）的总数 {other}",
        "ask the unit which number is right, or what the two cover",
        "请该单位说明以哪个数为准，或两数各自的口径",
    ),
    "audit_awaiting": Text(
        "the same matter is told as done and, with '{cue}', as not begun: “{matter}”",
        "同一事项一处写作已做，另一处写作“{cue}”：“{matter}”",
        "ask the unit how far the matter is, and for the document that shows it",
        "请该单位说明该事项的实际进展，并提供佐证文件",
    ),
    "audit_concluded_exceeds": Text(
        "more cases are concluded than there were, those carried over included: {expression}",
        "办结数超过受理与结转之和：{expression}",
        _ASK_EN,
        _ASK_ZH,
    ),
    "audit_concluded_more": Text(
        "more cases are concluded ({done}) than received ({came}); how many were carried over is not said",
        "办结 {done} 件多于受理 {came} 件，未写明上年结转数，无法判断",
        "ask the unit for the cases carried over from last year",
        "请该单位补充上年结转数",
    ),
    "audit_left_differs": Text(
        "{rest} cases must be left, but {left} are said to be pending: {expression}",
        "按收结计算应剩 {rest} 件，文中写未结 {left} 件：{expression}",
        _ASK_EN,
        _ASK_ZH,
    ),
    "audit_left_more": Text(
        "{left} cases are pending, {rest} by what was received; how many were carried over is not said: {expression}",
        "文中写未结 {left} 件，按收结计算为 {rest} 件，未写明上年结转数，无法判断：{expression}",
        "ask the unit for the cases carried over from last year",
        "请该单位补充上年结转数",
    ),
    "audit_carried_differs": Text(
        "new and carried-over cases make {sum}, but {total} are stated: {expression}",
        "新收与结转之和为 {sum}，文中写共 {total}：{expression}",
        _ASK_EN,
        _ASK_ZH,
    ),
    "audit_order": Text(
        "fewer persons than groups of persons: {expression}",
        "人次少于批次：{expression}",
        _ASK_EN,
        _ASK_ZH,
    ),
    "audit_titles": Text(
        "more documents are named than the {count} that are counted: {expression}",
        "列出的文件多于所写的 {count} 件：{expression}",
        "count the documents named",
        "请核对列出的文件数",
    ),
    "audit_fact_rate": Text(
        "{left} is printed as {rate}, but computed over {right} it is {computed}: {expression}",
        "{left}为 {rate}，按{right}计算为 {computed}：{expression}",
        "ask the unit for numerator and base of the rate",
        "请该单位提供该比率的分子和分母",
    ),
    "audit_fact_rate_open": Text(
        "{left} is printed as {rate}, over {right} it is {computed}; how many were carried over is not said: {expression}",
        "{left}为 {rate}，按{right}计算为 {computed}，结转数未写明，无法判断：{expression}",
        "ask the unit for the cases carried over from last year",
        "请该单位补充上年结转数",
    ),
    "audit_fact_sum": Text(
        "{left} is {total}, but {right} make {sum}: {expression}",
        "{left}为 {total}，但{right}之和为 {sum}：{expression}",
        _ASK_EN,
        _ASK_ZH,
    ),
    "audit_fact_sum_open": Text(
        "{left} is {total}, {right} make {sum}; what the rest is is not said: {expression}",
        "{left}为 {total}，{right}之和为 {sum}，其余未写明，无法判断：{expression}",
        "ask the unit what became of the rest",
        "请该单位说明其余部分的去向",
    ),
    "audit_fact_more": Text(
        "{left} is more than {right}: {expression}",
        "{left}多于{right}：{expression}",
        "ask the unit for both figures counted the same way; attendances are no persons",
        "请该单位按同一口径提供两个数；人次不是人数",
    ),
    "audit_fact_more_open": Text(
        "{left} is more than {right}; how many were carried over is not said: {expression}",
        "{left}多于{right}，结转数未写明，无法判断：{expression}",
        "ask the unit for the cases carried over from last year",
        "请该单位补充上年结转数",
    ),
    "audit_fact_balance": Text(
        "{left} is {value}, but {right} less what was concluded leave {rest}: {expression}",
        "{left}为 {value}，按{right}减去办结数应为 {rest}：{expression}",
        _ASK_EN,
        _ASK_ZH,
    ),
    "audit_twice": Text(
        "{fact} is stated as {one} and as {other}",
        "{fact}前后不一：{one} 与 {other}",
        "ask the unit which figure is right, or what the two cover",
        "请该单位说明以哪个数为准，或两数各自的口径",
    ),
    "audit_bounds": Text(
        "{fact} cannot be {value}",
        "{fact}不可能为 {value}",
        "ask the unit for numerator and base of the figure",
        "请该单位提供该数的分子和分母",
    ),
    "audit_months": Text(
        "{fact}: {sum} in part of the year or month by month, {year} in the year: {expression}",
        "{fact}：部分月份或各月之和为 {sum}，全年为 {year}：{expression}",
        "ask the unit for the monthly figures",
        "请该单位提供各月数据",
    ),
    "audit_fact_growth": Text(
        "{left} is printed as {rate}, but by last year's {right} it is {computed}: {expression}",
        "{left}为 {rate}，按上年{right}计算为 {computed}：{expression}",
        "ask the unit for last year's figure, counted the same way",
        "请该单位提供同口径的上年数",
    ),
    "audit_fact_carried": Text(
        "{left} is not last year's {right}: {expression}",
        "{left}与上年的{right}不符：{expression}",
        _ASK_EN,
        _ASK_ZH,
    ),
    "audit_against": Text(
        "{fact}: {one} here, {other} in {document}",
        "{fact}：此处为 {one}，{document} 中为 {other}",
        "ask the unit which source is right, or what the two cover",
        "请该单位说明以哪个来源为准，或两处各自的口径",
    ),
    "audit_parts_nearly": Text(
        "the parts make {sum}, {gap} less than the total of {total}: a kind is missing, or a number is wrong: {expression}",
        "所列分项之和为 {sum}，比总数 {total} 少 {gap}：漏列一类或有一个数不对：{expression}",
        "ask the unit what the rest is",
        "请该单位说明差额是什么",
    ),
    "audit_whole_loose": Text(
        "{one} of a kind ({name}) are more than the {other} that there are in all, unless they are defined differently",
        "{one} 多于同类对象（{name}）的总数 {other}；口径可能不同，无法判断",
        "ask the unit what the two cover",
        "请该单位说明两数各自的口径",
    ),
    "audit_leftover": Text(
        "'{all}', and {left} are told to be left",
        "一处写“{all}”，另一处写尚有 {left} 未了结",
        "ask the unit how many are left",
        "请该单位说明尚未办结的数量",
    ),
    "audit_taken_up": Text(
        "{noun}: {one} here, {other} before",
        "{noun}：此处为 {one}，前文为 {other}",
        "ask the unit which figure is right",
        "请该单位说明以哪个数为准",
    ),
    "audit_points_differ": Text(
        "from {before} to {now} are {computed} percentage points, not {points}",
        "由 {before} 到 {now} 相差 {computed} 个百分点，而不是 {points}",
        "ask the unit for last year's rate, counted the same way",
        "请该单位提供同口径的上年比率",
    ),
    "audit_fact_more_doubtful": Text(
        "{left} is more than {right}; others may be among them: {expression}",
        "{left}多于{right}，其中可能含其他对象，无法判断：{expression}",
        "ask the unit for both figures counted the same way; attendances are no persons",
        "请该单位按同一口径提供两个数；人次不是人数",
    ),
    "audit_twice_seldom": Text(
        "{fact} is stated as {one} and as {other}; it may have been told in instalments",
        "{fact}有两个数：{one} 与 {other}，也可能是分次的数",
        "ask the unit for the total of the year",
        "请该单位提供全年合计数",
    ),
    "audit_rate_against": Text(
        "{left} is printed as {rate}, but by the other source's {right} it is {computed}: {expression}",
        "{left}为 {rate}，按另一来源的{right}计算为 {computed}：{expression}",
        "ask the unit for numerator and base of the rate",
        "请该单位提供该比率的分子和分母",
    ),
    "audit_last_year": Text(
        "{fact} of {year}: {one} by this report, {other} in {document}",
        "{fact}（{year} 年）：本报告写为 {one}，{document} 中为 {other}",
        "ask the unit whether last year's figure was corrected or is counted otherwise",
        "请该单位说明上年数是否更正过，或口径是否改变",
    ),
    "audit_summary": Text(
        "{checks} checks on {documents} documents: {errors} contradictions, {minor} imprecise, {info} that cannot be "
        "decided, {holds} hold",
        "对 {documents} 份文件作了 {checks} 项核对：矛盾 {errors} 项，不精确 {minor} 项，无法判断 {info} 项，一致 {holds} 项",
    ),
    "audit_severity_error": Text("✗ contradiction", "✗ 矛盾"),
    "audit_severity_minor": Text("! imprecise", "! 不精确"),
    "audit_severity_info": Text("? undecided", "? 无法判断"),
    "audit_severity_none": Text("✓ holds", "✓ 一致"),
    "checks_form": Text(
        "a file of checks is a mapping with `rules:`, `entities:`, `rates:` or lists of words",
        "核对规则文件应为映射，含 `rules:`、`entities:`、`rates:` 或词语列表",
        "write it like fazhi_score/auditing/checks.yaml",
        "写法见 fazhi_score/auditing/checks.yaml",
    ),
    "checks_key": Text(
        "'{name}' is no key of a file of checks",
        "核对规则文件没有“{name}”这个键",
        "the keys are {known}",
        "可用的键：{known}",
    ),
    "checks_mapping": Text("'{name}' must hold keys with values below it", "“{name}”下应为键和值"),
    "checks_rule": Text(
        "the keys of rule '{name}' belong to no kind of rule",
        "规则“{name}”的键不属于任何一种规则",
        "possible are {known}, and with them may_add and open",
        "可用的组合：{known}，另可加 may_add 和 open",
    ),
    "checks_missing": Text("'{name}' lacks {missing}", "“{name}”缺少 {missing}"),
    "checks_word": Text("'{word}' is no word here", "此处“{word}”不是词语", "write words as text", "请写成文字"),
}
