"""Texts about commands that are written wrongly."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    "usage_option": Text(
        "{command} has no option {option}",
        "{command} 没有选项 {option}",
        "{command} --help lists its options",
        "全部选项见 {command} --help",
    ),
    "usage_option_near": Text(
        "{command} has no option {option}", "{command} 没有选项 {option}", "did you mean {near}?", "是否想写 {near}？"
    ),
    "usage_option_behind": Text(
        "{option} stands too far in front",
        "{option} 写得太靠前",
        "write it behind the name of the command: {command} … {option}",
        "请写在命令名称之后：{command} … {option}",
    ),
    "usage_no_value": Text(
        "nothing stands behind {option}",
        "{option} 后面没有写内容",
        "write what it is to be: {option} …",
        "请在后面写上内容：{option} …",
    ),
    "usage_flag": Text("{option} takes no value", "{option} 后面不能写内容", "write {option} alone", "请只写 {option}"),
    "usage_missing": Text(
        "missing: {name} ({what})", "缺少 {name}（{what}）", "for example: {example}", "例如：{example}"
    ),
    "usage_choice": Text(
        "{option}: '{got}' is not known",
        "{option}：没有“{got}”这一项",
        "write one of: {known}",
        "请写其中之一：{known}",
    ),
    "usage_choice_near": Text(
        "{option}: '{got}' is not known",
        "{option}：没有“{got}”这一项",
        "did you mean {near}? known: {known}",
        "是否想写 {near}？可写：{known}",
    ),
    "usage_whole": Text(
        "{option}: '{got}' is no whole number",
        "{option}：“{got}”不是整数",
        "write it in digits, such as {option} 10",
        "请用数字写，例如 {option} 10",
    ),
    "usage_number": Text(
        "{option}: '{got}' is no number",
        "{option}：“{got}”不是数字",
        "write it in digits, such as {option} 0.9",
        "请用数字写，例如 {option} 0.9",
    ),
    "usage_least": Text(
        "{option}: {got} is too small", "{option}：{got} 太小", "write {least} or more", "请写 {least} 或更大的数"
    ),
    "usage_extra": Text(
        "{command} does not know what to do with: {extra}",
        "{command} 多出了内容：{extra}",
        "put a path with blanks in quotation marks; for example: {example}",
        "路径中有空格的，请加引号；例如：{example}",
    ),
    "usage_extra_framework": Text(
        "{command} does not know what to do with: {extra}",
        "{command} 多出了内容：{extra}",
        "give a framework with -f: … -f {extra}",
        "评价框架用 -f 指定：… -f {extra}",
    ),
    "usage_command": Text(
        "there is no command {command} {got}",
        "没有 {command} {got} 这个命令",
        "commands: {known}",
        "可用的命令：{known}",
    ),
    "usage_command_near": Text(
        "there is no command {command} {got}",
        "没有 {command} {got} 这个命令",
        "did you mean {command} {near}?",
        "是否想写 {command} {near}？",
    ),
    "usage_other": Text(
        "{command} cannot be run like this: {reason}",
        "{command} 不能这样运行：{reason}",
        "see {command} --help",
        "用法见 {command} --help",
    ),
    "usage_stopped": Text("stopped", "已中止"),
    # what commands refuse themselves
    "usage_needs": Text("{given} needs: {needed}", "{given} 还需要：{needed}", "add it to the line", "请在命令中补上"),
    "usage_one_of": Text(
        "nothing says where the result is to go",
        "没有写明结果写到哪里",
        "give one of: {options}",
        "请写其中一项：{options}",
    ),
    "usage_not_both": Text(
        "{options} cannot be given together",
        "{options} 不能同时使用",
        "run the command once for each",
        "请分别运行",
    ),
    "usage_twice": Text(
        "{option} is given more than twice",
        "{option} 超过两次",
        "once holds for both sides; twice: first before, then after",
        "写一次对两边都适用；写两次，依次对应前、后",
    ),
    "usage_set_locked": Text(
        "--set cannot change a round that was locked with other weights than those of its file: {folder}",
        "该轮次锁定时的权重与其框架文件不同，不能再用 --set 修改：{folder}",
        "compare with a framework file that has the changed settings, and give --facts",
        "请与写有新设置的框架文件比较，并用 --facts 给出事实表",
    ),
}
