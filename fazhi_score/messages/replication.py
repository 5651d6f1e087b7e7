"""Texts about replication archives: packing, reproducing, and what an archive says about itself."""

from __future__ import annotations

from fazhi_score.messages.text import Text

_ORIGINAL = (
    "take the archive as it was published, and compare its SHA-256",
    "请取用原样发布的归档文件，并核对其 SHA-256",
)
_AGAIN = ("download or copy it again", "请重新下载或复制")

TEXTS: dict[str, Text] = {
    # reading an archive
    "archive_missing": Text(
        "there is no such file",
        "没有这个文件",
        "check the name of the archive, such as archive.zip",
        "请核对归档文件名，如 archive.zip",
    ),
    "archive_is_folder": Text(
        "this is a folder, not an archive",
        "这是文件夹，不是归档文件",
        "name the .zip file itself; do not unpack it first",
        "请直接给出 .zip 文件，无须先解压",
    ),
    "archive_unreadable": Text("the archive cannot be read ({reason})", "无法读取归档文件（{reason}）", *_AGAIN),
    "archive_too_large": Text(
        "the archive has {size} MB; archives have at most {limit} MB",
        "归档文件有 {size} MB，上限为 {limit} MB",
        *_ORIGINAL,
    ),
    "archive_not_zip": Text(
        "this is no zip file",
        "这不是 zip 文件",
        "name a .zip file that `fazhi-score pack` wrote",
        "请给出 `fazhi-score pack` 生成的 .zip 文件",
    ),
    "archive_truncated": Text("the zip file is cut short or damaged", "zip 文件不完整或已损坏", *_AGAIN),
    "archive_many": Text(
        "the archive has {count} members; a replication archive has at most {limit}",
        "归档中有 {count} 个文件，复现归档至多 {limit} 个",
        *_ORIGINAL,
    ),
    "archive_name": Text(
        "a member of the archive has a name that no replication archive has",
        "归档中有复现归档不应有的文件名",
        *_ORIGINAL,
    ),
    "archive_twice": Text("the archive has this member twice", "归档中该文件出现两次", *_ORIGINAL),
    "archive_encrypted": Text(
        "the member is encrypted",
        "该文件已加密",
        "take the archive without a password; it was packed again",
        "归档被重新打包过，请取用未设密码的原件",
    ),
    "archive_compression": Text(
        "the member is compressed in a way that replication archives are not",
        "该文件的压缩方式与复现归档不符",
        *_ORIGINAL,
    ),
    "archive_member_large": Text(
        "the member would have {size} MB unpacked; at most {limit} MB are read",
        "该文件解压后有 {size} MB，上限为 {limit} MB",
        *_ORIGINAL,
    ),
    "archive_total_large": Text(
        "the archive would have {size} MB unpacked; at most {limit} MB are read",
        "归档解压后共 {size} MB，上限为 {limit} MB",
        *_ORIGINAL,
    ),
    "archive_damaged": Text(
        "the member cannot be unpacked: the archive is damaged", "该文件无法解压：归档已损坏", *_AGAIN
    ),
    "archive_text": Text("the member is no text in UTF-8", "该文件不是 UTF-8 文本", *_ORIGINAL),
    "archive_no_manifest": Text(
        "this zip file has no replication.json: it is no replication archive",
        "该 zip 文件中没有 replication.json，不是复现归档",
        "name a .zip file that `fazhi-score pack` wrote",
        "请给出 `fazhi-score pack` 生成的 .zip 文件",
    ),
    "archive_manifest": Text(
        "replication.json is not as it was written: {reason}", "replication.json 与写入时不符：{reason}", *_ORIGINAL
    ),
    "archive_format": Text(
        "the archive has format {got}, made by version {version}; this version reads format {known}",
        "归档格式为 {got}（由 {version} 版生成），本版只读格式 {known}",
        "install the version that made it: pip install fazhi-score=={version}",
        "请安装生成它的版本：pip install fazhi-score=={version}",
    ),
    "archive_lacks": Text("the archive lacks this member", "归档缺少该文件", *_ORIGINAL),
    "archive_extra": Text(
        "the archive has a member that replication.json does not know",
        "归档中有 replication.json 未列的文件",
        *_ORIGINAL,
    ),
    "archive_altered": Text(
        "the member is not as it was packed: its checksum is another", "该文件打包后被改动：校验值不符", *_ORIGINAL
    ),
    "archive_table": Text(
        "the member is no table (line {line}) {reason}", "该文件不是表格（第 {line} 行） {reason}", *_ORIGINAL
    ),
    "archive_order": Text(
        "'{name}' is no column of keys, or its order lacks a label that the facts have, or has one twice",
        "“{name}”不是键列，或其顺序缺少事实中的某项，或有重复",
        *_ORIGINAL,
    ),
    "archive_weight": Text(
        "'{got}' is no node of the framework, or no weight", "“{got}”不是框架中的节点，或不是权重", *_ORIGINAL
    ),
    # packing
    "pack_ending": Text(
        "a replication archive is a .zip file", "复现归档是 .zip 文件", "end the name in .zip", "文件名请以 .zip 结尾"
    ),
    "pack_other_result": Text(
        "the analysis of {name} started from another result",
        "{name} 分析所依据的不是这个结果",
        "give both the same facts, framework and decisions",
        "两者请用同一份事实、框架和决定",
    ),
    "pack_other_framework": Text(
        "the analysis was made with another framework than the result of '{name}'",
        "分析所用的框架与结果“{name}”的框架不同",
        "give both the same framework",
        "两者请用同一个框架",
    ),
    "pack_assumptions": Text(
        "the assumptions cannot be written so that they read back the same",
        "假设写入后无法原样读回",
        "give them as plain numbers, texts, lists and mappings",
        "请用普通的数字、文本、列表和映射给出",
    ),
    "pack_unknown_assumption": Text("'{name}' is no assumption", "“{name}”不是已知的假设", *_ORIGINAL),
    "pack_not_reproduced": Text(
        "not packed: what is packed would not give the same result (first: {where})",
        "未打包：由打包内容重算得不到相同结果（首先是：{where}）",
        "score the facts again with fs.score, and pack what it returns as it is",
        "请用 fs.score 重新计分，并按原样打包其结果",
    ),
    # reproducing
    "reproduce_failed": Text(
        "the result cannot be made again from what the archive holds",
        "由归档内容无法重新得出结果",
        "what follows says why; with another version of fazhi-score, install the one in replication.json",
        "原因见下；如版本不同，请安装 replication.json 所记的版本",
    ),
    "reproduce_hash": Text(
        "the hash of {name} is another: {found}…, not {recorded}…",
        "{name} 的哈希不符：现为 {found}…，应为 {recorded}…",
        "what the archive holds of it is not what was scored",
        "归档中的内容不是当时计分所用的",
    ),
    "reproduce_differs": Text(
        "{different} of {cells} cells differ, most: {where}", "{cells} 格中有 {different} 格不同，最大处：{where}"
    ),
    "reproduce_close": Text(
        "{different} of {cells} cells differ in the last digits, by {largest} at most: {where}",
        "{cells} 格中有 {different} 格末位不同，最多相差 {largest}：{where}",
    ),
    "reproduce_version": Text(
        "{name}: packed with {recorded}, here {found}", "{name}：打包时为 {recorded}，此处为 {found}"
    ),
    # on the command line
    "pack_done": Text("packed into {path}", "已打包到 {path}"),
    "pack_hash": Text(
        "SHA-256 of the archive, to be cited with it: {sha256}", "归档的 SHA-256，引用时请一并写明：{sha256}"
    ),
    "pack_quotes_left_out": Text(
        "what reports say word for word is left out; --quotes keeps it", "未含报告原文摘录；如需保留请加 --quotes"
    ),
    "reproduce_heading": Text(
        "{path}: framework '{id}', made by fazhi-score {version}", "{path}：框架“{id}”，由 fazhi-score {version} 生成"
    ),
    "reproduce_exact": Text("Reproduced, bit by bit: {tables} tables.", "已复现，逐位一致：共 {tables} 张表。"),
    "reproduce_near": Text(
        "Reproduced within 1e-9, not bit by bit: {count} of {tables} tables differ in the last digits.",
        "已复现，误差在 1e-9 以内，但非逐位一致：{tables} 张表中有 {count} 张末位不同。",
    ),
    "reproduce_not": Text("Not reproduced.", "未能复现。"),
    "reproduce_column_name": Text("Table", "表"),
    "reproduce_column_state": Text("State", "情况"),
    "reproduce_column_cells": Text("Cells", "格数"),
    "reproduce_column_different": Text("Different", "不同"),
    "reproduce_column_largest": Text("Largest difference", "最大差"),
    "reproduce_state_same": Text("same bits", "逐位一致"),
    "reproduce_state_close": Text("within 1e-9", "误差在 1e-9 内"),
    "reproduce_state_differs": Text("differs", "不同"),
    # what an archive says about itself
    "replication_readme": Text(
        "## Replication archive\n\n"
        "This archive holds all that a result of the framework `{id}` was made from, and the result. It was made by "
        "fazhi-score {version} with Python {python}.\n\n"
        "Reproduce it:\n\n"
        "    pip install fazhi-score=={version}\n"
        "    fazhi-score reproduce ARCHIVE.zip\n\n"
        "The command scores the facts again, repeats the analyses with the recorded seed, and says of every table "
        "whether it has the same bits, is equal within 1e-9, or differs and where. `replication.json` has the versions, "
        "seed, draws, assumptions, the command and the checksum of every file. Tables are UTF-8; numbers have all "
        "digits; an empty cell is a gap, never a zero; what begins like a formula has an apostrophe before it.\n\n"
        "Cite it with the version, the SHA-256 of the archive and that of the framework:\n\n"
        "* framework {framework}\n* facts {facts}",
        "## 复现归档\n\n"
        "本归档含框架 `{id}` 某次结果的全部依据和结果本身，由 fazhi-score {version} 生成（Python {python}）。\n\n"
        "复现方法：\n\n"
        "    pip install fazhi-score=={version}\n"
        "    fazhi-score reproduce ARCHIVE.zip\n\n"
        "该命令重新计分，按所记种子重做各项分析，并逐表说明：逐位一致、误差在 1e-9 以内，还是不同、何处不同。"
        "`replication.json` 记有版本、种子、抽样次数、假设、命令和每个文件的校验值。各表为 UTF-8 编码；数字保留全部位数；"
        "空白单元格表示缺失，不是零；以公式符号开头的单元格前加有撇号。\n\n"
        "引用时请写明版本、归档的 SHA-256 和框架的 SHA-256：\n\n"
        "* 框架 {framework}\n* 事实 {facts}",
    ),
    "replication_no_quotes": Text(
        "What the reports say word for word (the column `quote` of the facts) is left out. The hash of the facts above "
        "is that with it; without it the hash is {hash}.",
        "事实表中的报告原文摘录（`quote` 列）未收入。上列事实哈希含摘录；不含摘录时为 {hash}。",
    ),
    "replication_note": Text("Note: {note}", "说明：{note}"),
    "replication_command": Text("Made by the command:", "生成命令："),
    "replication_head_file": Text("file", "文件"),
    "replication_head_content": Text("content", "内容"),
    "replication_file_readme": Text("this page", "本说明"),
    "replication_file_replication": Text(
        "versions, seed, draws, assumptions, command, hashes and checksums",
        "版本、种子、抽样次数、假设、命令、哈希和校验值",
    ),
    "replication_file_data_facts": Text("facts, with the places where they stand", "事实，含出处位置"),
    "replication_file_data_order": Text(
        "order of regions, periods or facts, where it is not that of the rows: sums are added in it",
        "地区、期间或事实的顺序（与行序不同时），求和依此顺序",
    ),
    "replication_file_data_regions": Text("register of regions", "地区名册"),
    "replication_file_data_documents": Text("manifest of documents; no text of a report", "文件清单，不含报告正文"),
    "replication_file_data_decisions": Text("log of reviewers' decisions", "评审决定记录"),
    "replication_file_framework_framework": Text(
        "the framework in one file, with everything that it extends and all settings",
        "评价框架，已合并所继承的文件和全部设置",
    ),
    "replication_file_framework_weights": Text(
        "weights other than those of the file: set in Python or on the command line, or made by a method",
        "与文件不同的权重：由 Python、命令行设定或由方法得出",
    ),
    "replication_file_source": Text("a file that the framework was read from, as it was", "框架的来源文件，原样"),
    "replication_file_results_table": Text(
        "league table: composite, rank, possible ranks, grade, coverage, bounds, disclosure",
        "成绩表：综合得分、排名、可能名次、等级、覆盖率、上下界、公开度",
    ),
    "replication_file_results_scores": Text("scores of groups and indicators", "各分组和指标得分"),
    "replication_file_results_contributions": Text(
        "points that each indicator brings to the composite", "各指标对综合得分的贡献"
    ),
    "replication_file_results_gaps": Text("why an indicator has no score", "指标无得分的原因"),
    "replication_file_results_indicator_values": Text("values of the indicators", "指标值"),
    "replication_file_results_weights": Text("weights, and shares of the composite", "权重及其占综合得分的比重"),
    "replication_file_results_effective_weights": Text("shares after gaps are left out", "剔除缺失项后的比重"),
    "replication_file_results_adjustments": Text("bonuses, penalties and vetoes", "加分、扣分和否决"),
    "replication_file_results_decisions": Text(
        "decisions as they were applied, beside what the rule alone gives", "已采用的评审决定，及按规则本应得分"
    ),
    "replication_file_uncertainty_table": Text("composite and rank with their intervals", "综合得分、排名及其区间"),
    "replication_file_uncertainty_rank_intervals": Text(
        "rank intervals, median and mean rank", "名次区间、中位名次和平均名次"
    ),
    "replication_file_uncertainty_rank_probability": Text(
        "probability of each rank; ranks that never came are not listed", "各名次的概率，未出现的名次不列"
    ),
    "replication_file_uncertainty_scores": Text("distribution of composites", "综合得分的分布"),
    "replication_file_uncertainty_grades": Text("probability of each grade", "各等级的概率"),
    "replication_file_sensitivity_table": Text("how much each assumption matters", "各项假设的影响"),
    "replication_file_sensitivity_composite": Text(
        "the same for each region's composite", "各项假设对各地区综合得分的影响"
    ),
    "replication_file_sensitivity_ranks": Text("the same for each region's rank", "各项假设对各地区名次的影响"),
}
