"""Texts about locked rounds, appeals and units that others move."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    # locked rounds
    "round_name": Text(
        "'{name}' cannot be the name of a round",
        "“{name}”不能作轮次名称",
        'take a short name without / \\ : * ? " < > |, and without a dot or blank at either end: round1',
        '请用简短的名称，不含 / \\ : * ? " < > |，首尾不用点和空格，如：初评',
    ),
    "round_exists": Text(
        "there is already a round '{name}', and a locked round is never overwritten",
        "已有轮次“{name}”，锁定的轮次不能覆盖",
        "take another name",
        "请换一个名称",
    ),
    "round_unreadable": Text(
        "the round cannot be read ({reason})",
        "无法读取该轮次（{reason}）",
        "name the folder of a locked round; restore round.json from a copy if it was edited",
        "请给出锁定轮次的文件夹；如 round.json 被改过，请用备份恢复",
    ),
    "round_altered": Text(
        "the file is not as it was when the round '{name}' was locked",
        "该文件在轮次“{name}”锁定后被改动",
        "restore it from a copy; lock corrections as a round of their own",
        "请用备份恢复；更正应另行锁定一轮",
    ),
    "round_file_missing": Text(
        "a file of the round '{name}' is gone",
        "轮次“{name}”缺少该文件",
        "restore it from a copy",
        "请用备份恢复",
    ),
    "round_version": Text(
        "the round '{name}' was locked by version {locked}, this is {now}",
        "轮次“{name}”由 {locked} 版锁定，现为 {now} 版",
    ),
    "round_differs": Text(
        "scoring the round '{name}' again gives something else for {count} units: {units}",
        "重新计分与轮次“{name}”不同的单位有 {count} 个：{units}",
        "score it with the version that locked it; the locked table stands",
        "请用锁定时的版本重算；以锁定的排名为准",
    ),
    "round_last_digits": Text(
        "scoring the round '{name}' again differs in the last digits only; ranks and grades are the same",
        "重新计分与轮次“{name}”只在末位小数上不同，名次和等级一致",
    ),
    "round_not_reproduced": Text(
        "the round '{name}' is not locked: its files would not give the same result (first: {units})",
        "轮次“{name}”未锁定：由其文件重算得不到相同结果（首先是：{units}）",
        "score the facts again with fs.score, and lock what it returns as it is",
        "请用 fs.score 重新计分，并按原样锁定其结果",
    ),
    "round_renamed": Text(
        "the folder holds the round '{name}' under another name",
        "该文件夹中是轮次“{name}”，但文件夹已改名",
        "give it back its name; move copies elsewhere",
        "请恢复原名；副本请放到别处",
    ),
    "round_gap": Text(
        "the round '{name}' followed '{previous}', which is no longer here",
        "轮次“{name}”接在“{previous}”之后，而后者已不在",
        "restore the folder '{previous}' from a copy",
        "请用备份恢复文件夹“{previous}”",
    ),
    "round_branch": Text(
        "the rounds '{name}' and '{other}' both follow '{previous}': nobody can tell which is the newest",
        "轮次“{name}”和“{other}”都接在“{previous}”之后，无法判断哪个最新",
        "keep the rounds of one year in one folder, and copies elsewhere",
        "同一年的轮次请放在同一文件夹，副本放到别处",
    ),
    "round_circle": Text(
        "these rounds follow each other in a circle: {names}",
        "这些轮次互为先后，无法排序：{names}",
        "a round was replaced: restore the folder from a copy",
        "有轮次被替换，请用备份恢复文件夹",
    ),
    # appeals
    "appeal_column_points": Text("Points", "现得分"),
    "appeal_column_asked": Text("If granted", "支持后得分"),
    "appeal_column_composite": Text("Composite", "综合得分"),
    "appeal_column_composite_granted": Text("Composite if granted", "支持后综合得分"),
    "appeal_column_rank": Text("Rank", "名次"),
    "appeal_column_rank_granted": Text("Rank if granted", "支持后名次"),
    "appeal_column_grade": Text("Grade", "等级"),
    "appeal_column_grade_granted": Text("Grade if granted", "支持后等级"),
    "appeal_column_passes": Text("Passes", "将超过"),
    "appeal_column_others": Text("Others that change", "受影响的其他单位数"),
    # who is moved by others
    "column_cause": Text("Why", "原因"),
    "column_by": Text("By", "涉及单位"),
    "bystander_rank": Text("others passed it, or fell behind it", "其他单位升降"),
    "bystander_quota": Text("places of a grade were taken or freed", "等级名额增减"),
    "bystander_both": Text("passed by others, and places of a grade taken or freed", "其他单位升降，等级名额增减"),
    "bystander_grade": Text("grades are given by other limits", "等级界线变动"),
}
