"""Texts about reviewers' decisions and the ledger of problems."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    # decisions
    "decision_state": Text(
        "'{got}' is no state of a decision", "没有“{got}”这种决定状态", "known here: {known}", "可用的有：{known}"
    ),
    "decision_state_near": Text(
        "'{got}' is no state of a decision",
        "没有“{got}”这种决定状态",
        "did you mean '{near}'?",
        "是否想写“{near}”？",
    ),
    "decision_number": Text(
        "'{got}' is no number of points ({name})",
        "“{got}”不是分数（{name}）",
        "write points such as 3 or 2.5, or a share of the item's full marks such as 80%",
        "请写分数，如 3 或 2.5；或写占该项满分的百分比，如 80%",
    ),
    "decision_negative": Text(
        "{name} is negative: {got}",
        "{name} 为负数：{got}",
        "write what is taken off without a sign in the column deducted, and what the item gets in points",
        "要扣的分写在 deducted（扣分）列，不带负号；该项最终得分写在 points（得分）列",
    ),
    "decision_both": Text(
        "the row gives points and deducted",
        "本行同时填了得分和扣分",
        "keep one: points is what the item gets, deducted what is taken off it",
        "请只填一项：得分（points）是该项最终得分，扣分（deducted）是从中扣除的分",
    ),
    "decision_without_points": Text(
        "the decision '{id}' gives no points",
        "决定“{id}”没有写分数",
        "fill in points or deducted in its first row",
        "请在其第一行填写得分（points）或扣分（deducted）",
    ),
    "decision_moved": Text(
        "the decision '{id}' has another {name} than in line {line}, where it is '{was}'",
        "决定“{id}”的 {name} 与第 {line} 行不同，该行为“{was}”",
        "correct it; a decision on something else needs an id of its own",
        "请改正；对其他事项的决定请另用编号",
    ),
    "decision_step": Text(
        "the decision '{id}' cannot go from {before} (line {line}) to {after}",
        "决定“{id}”不能由 {before}（第 {line} 行）变为 {after}",
        "after {before} there can only be: {possible}; another decision on the same item needs an id of its own",
        "{before} 之后只能是：{possible}；对同一项的另一决定请另用编号",
    ),
    "decision_ended": Text(
        "the decision '{id}' ended with {before} in line {line}; {after} cannot follow",
        "决定“{id}”已在第 {line} 行以 {before} 结束，之后不能再有 {after}",
        "remove the row; a new decision needs an id of its own",
        "请删去本行；新的决定请另用编号",
    ),
    "decision_points_altered": Text(
        "the decision '{id}' alters its points on the way from {before} (line {line}) to {after}",
        "决定“{id}”由 {before}（第 {line} 行）到 {after} 时改动了分数",
        "leave the cell empty, or repeat it as it was; points alter only while proposed and with the state changed",
        "请留空或照原样填写；只有拟定（proposed）阶段和变更（changed）时才可改分",
    ),
    "decision_not_changed": Text(
        "the decision '{id}' is changed, but its points are not",
        "决定“{id}”状态为变更，但分数没有变",
        "write the new points; write rule if the rule is to count again, and the state upheld if nothing changes",
        "请写新的分数；改为按规则计分的写“按规则”；没有变化的状态应为维持（upheld）",
    ),
    "decision_replaced": Text(
        "without a column 'id' this row replaces the proposal in line {line} ('{id}')",
        "没有编号列，本行取代第 {line} 行的拟定（“{id}”）",
        "add a column id with different ids if these are two decisions",
        "如为两个决定，请增加编号（id）列并分别编号",
    ),
    "decision_date_back": Text(
        "{got} lies before {last}, the date of an earlier row of the decision",
        "{got} 早于该决定前面一行的日期 {last}",
        "correct the date, or put the rows into the order in which they happened",
        "请改正日期，或按发生的先后排列各行",
    ),
    "decision_points_twice": Text(
        "the decisions '{id}' and '{other}' (line {line}) both set the points of this item",
        "决定“{id}”与“{other}”（第 {line} 行）都为同一项评定了得分",
        "keep one, or write further ones as deducted; an earlier one is withdrawn by an appeal with the points rule",
        "请只保留一个，其余改写为扣分（deducted）；撤回前一决定须经申诉，变更为“按规则”",
    ),
    "decision_no_evidence": Text(
        "the decision '{id}' takes off points without evidence",
        "决定“{id}”扣分没有证据",
        "name what shows it: a document, a page, a photograph",
        "请写明依据的材料：文件、页码、照片等",
    ),
    "decision_lacks": Text(
        "the decision '{id}' is {state} without {name}",
        "决定“{id}”已是 {state}，但没有 {name}",
        "fill it in, so that the unit can rely on it",
        "请补填，便于被考核单位核对",
    ),
    "decision_asked": Text(
        "asked is filled in, but '{id}' is {state} here, not appealed: it is not used",
        "填了请求分（asked），但“{id}”本行状态是 {state}，不是申诉，不予采用",
        "move it to the row with the state appealed",
        "请移到状态为申诉（appealed）的一行",
    ),
    "decision_gone": Text(
        "the decision '{id}' was {state} and is no longer in the log",
        "决定“{id}”曾为 {state}，现已不在记录中",
        "put its rows back; it is withdrawn by an appeal that changes it to rule",
        "请恢复其各行；撤回须经申诉，变更为“按规则”",
    ),
    "decision_proposal_gone": Text("the proposal '{id}' is no longer in the log", "拟定的决定“{id}”已不在记录中"),
    "decision_back": Text(
        "the decision '{id}' was {before} and is now {after}",
        "决定“{id}”原为 {before}，现为 {after}",
        "put back the rows that it had; a decision only goes forward",
        "请恢复原有各行；决定只能向前推进",
    ),
    "decision_altered": Text(
        "the decision '{id}' was already {state} and has been altered: {changes}",
        "决定“{id}”已是 {state}，却被改动：{changes}",
        "put back what stood there; points alter by an appeal with the state changed, all else by a decision of its own",
        "请恢复原样；分数须经申诉以变更（changed）修改，其他事项另作决定",
    ),
    # the ledger of problems
    "ledger_twice": Text(
        "the problem '{id}' stands twice; first in line {line}",
        "问题“{id}”出现两次，第一次在第 {line} 行",
        "give each problem an id of its own; one that comes back names the earlier one in the column follows",
        "请给每个问题不同的编号；反复出现的问题在 follows（重复于）列写明前次编号",
    ),
    "ledger_when": Text(
        "'{got}' is neither a day nor a period",
        "“{got}”既不是日期，也不是期间",
        "write 2024-03-26, 2024-03 or 2024",
        "请写成 2024-03-26、2024-03 或 2024",
    ),
    "ledger_word": Text(
        "'{got}' is no {name} of a problem", "“{got}”不能作为问题的 {name}", "known here: {known}", "可用的有：{known}"
    ),
    "ledger_word_near": Text(
        "'{got}' is no {name} of a problem",
        "“{got}”不能作为问题的 {name}",
        "did you mean '{near}'?",
        "是否想写“{near}”？",
    ),
    "ledger_deadline_before": Text(
        "the deadline {got} lies before {period}, when the problem was found",
        "整改期限 {got} 早于发现问题的期间 {period}",
        "check both",
        "请核对两者",
    ),
    "ledger_answered_before": Text(
        "the problem was answered in {got}, before it was found in {period}",
        "整改日期 {got} 早于发现问题的期间 {period}",
        "correct one of them",
        "请改正其中之一",
    ),
    "ledger_dropped": Text(
        "the problem '{id}' is dropped without a reason",
        "问题“{id}”不再整改，但没有写明理由",
        "say in the column answer why nothing more is to be done",
        "请在 answer（整改情况）列写明为什么不再整改",
    ),
    "ledger_done_lacks": Text(
        "the problem '{id}' is done, but {name} is empty",
        "问题“{id}”已整改，但 {name} 为空",
        "say what was done and when; without a day it counts as done from the beginning",
        "请写明如何整改、何时完成；没有日期的，一律视为早已整改",
    ),
    "ledger_answer_undated": Text(
        "the answer to the problem '{id}' has no date: it does not count as answered",
        "问题“{id}”的整改情况没有日期，不计为已答复",
        "fill in the column answered",
        "请填写 answered（整改日期）列",
    ),
    "ledger_follows_unknown": Text(
        "'{id}' follows '{follows}', which is not in the ledger",
        "“{id}”重复于“{follows}”，但台账中没有该问题",
        "add it, or correct the id",
        "请补入，或改正编号",
    ),
    "ledger_follows_unknown_near": Text(
        "'{id}' follows '{follows}', which is not in the ledger",
        "“{id}”重复于“{follows}”，但台账中没有该问题",
        "did you mean '{near}'?",
        "是否想写“{near}”？",
    ),
    "ledger_follows_itself": Text(
        "'{follows}' follows itself", "“{follows}”重复于自身", "name the earlier problem", "请写前次问题的编号"
    ),
    "ledger_follows_circle": Text(
        "'{id}' follows '{follows}', which leads back to it",
        "“{id}”重复于“{follows}”，又绕回自身",
        "each problem names an earlier one",
        "每个问题只能指向更早的问题",
    ),
    "ledger_follows_later": Text(
        "'{id}' of {period} follows '{follows}', which was found in {was}, no earlier",
        "“{id}”（{period}）重复于“{follows}”，但后者发现于 {was}，并不更早",
        "each problem names an earlier one; correct the id or a period",
        "每个问题只能指向更早的问题，请改正编号或期间",
    ),
    "ledger_follows_region": Text(
        "'{id}' of '{region}' follows '{follows}' of '{was}'",
        "“{id}”属“{region}”，却重复于“{was}”的“{follows}”",
        "check the id; across regions only a successor repeats a problem",
        "请核对编号；只有承接原地区职责的，才会跨地区重复",
    ),
}
