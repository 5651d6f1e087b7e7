"""Texts of tables and of the command line."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    "column_name": Text("Region", "地区"),
    "column_period": Text("Period", "期间"),
    "column_composite": Text("Composite", "综合得分"),
    "column_rank": Text("Rank", "排名"),
    "column_possible": Text("Possible ranks", "可能名次"),
    "column_grade": Text("Grade", "等级"),
    "column_coverage": Text("Coverage", "覆盖率"),
    "column_bounds": Text("Bounds", "上下界"),
    "column_disclosure": Text("Disclosure", "公开度"),
    "column_comparable": Text("On common items", "共有指标得分"),
    "column_node": Text("Group or indicator", "分组或指标"),
    "column_id": Text("Id", "标识"),
    "column_weight": Text("Share of the composite", "占综合得分"),
    "column_score_below": Text("Score", "得分"),
    "column_indicators": Text("Not stated", "未报告的指标"),
    "layer_measured": Text("measured", "计量"),
    "layer_stated": Text("disclosure only", "只计公开度"),
    "layer_neutral": Text("shown, not scored", "只列示"),
    "score_heading": Text("{label} [{id}]", "{label} [{id}]"),
    "score_legend": Text(
        "Composite 0–100. Possible ranks: what the bounds leave open within the class / its size. Coverage: weight that rests on stated facts. "
        "Bounds: every unreported indicator at its worst and best. Disclosure: share of items that the report states.",
        "综合得分 0–100。可能名次:上下界所允许的同类名次/同类个数。覆盖率:有事实支撑的权重。上下界:未报告指标全按最差、最好计。公开度:报告写明的条目比例。",
    ),
    "check_heading": Text(
        "{label} [{id}]: {groups} groups, {measured} measured, {stated} stated and {neutral} neutral indicators, {facts} facts",
        "{label} [{id}]:{groups} 个分组,计量指标 {measured} 个,有无类指标 {stated} 个,中性指标 {neutral} 个,事实 {facts} 个",
    ),
    "check_fine": Text("no errors", "没有错误"),
    "break_even_heading": Text(
        "Where a true value would lower a composite: any score below the one shown, for an indicator not stated now",
        "真实数据反而会拉低综合得分之处:下列未报告指标若如实公布且得分低于所示值",
    ),
    "relative_indicators": Text(
        "the scores of {count} indicators depend on who else is in the file: {listed}",
        "有 {count} 个指标的得分取决于同一文件中还有谁:{listed}",
    ),
    "all_full_marks": Text(
        "{count} indicators cannot tell regions apart, all that state them have full marks: {listed}",
        "有 {count} 个指标无法区分地区(凡报告者都得满分):{listed}",
    ),
    "all_the_same": Text(
        "{count} indicators cannot tell regions apart, all that state them score the same: {listed}",
        "有 {count} 个指标无法区分地区(凡报告者得分相同):{listed}",
    ),
    "absent": Text("(absent)", "(无)"),
    "starter_next": Text(
        "Next: edit {folder}/framework.yaml, then: fazhi-score check {folder}/framework.yaml; fazhi-score score {folder}/facts.csv -f {folder}/framework.yaml --regions {folder}/regions.csv --documents {folder}/documents.csv",
        "下一步:修改 {folder}/framework.yaml,然后运行 fazhi-score check {folder}/framework.yaml --lang zh;再运行 fazhi-score score {folder}/facts.csv -f {folder}/framework.yaml --regions {folder}/regions.csv --documents {folder}/documents.csv --lang zh",
    ),
    "starter_in_the_way": Text(
        "these files are already there: {names}",
        "已有这些文件:{names}",
        "choose a new folder; nothing was written",
        "请换一个新文件夹;没有写入任何内容",
    ),
    "weights_columns": Text(
        "the sheet lacks the columns: {missing}",
        "表中缺少列:{missing}",
        "export the weights again and change only the column 'weight'",
        "请重新导出,只改 weight 一列",
    ),
    "weights_unknown": Text(
        "'{name}' is no scored group or indicator of the framework",
        "框架中没有计分分组或指标“{name}”",
        "export the weights again",
        "请重新导出",
    ),
    "weights_twice": Text("'{name}' stands twice", "“{name}”出现两次", "delete one of the rows", "请删去一行"),
    "weights_number": Text(
        "the weight of '{name}' is '{got}', which is no number",
        "“{name}”的权重“{got}”不是数字",
        "write a plain number",
        "请写普通数字",
    ),
    "written_to": Text("written to {path}", "已写入 {path}"),
    "output_ending": Text(
        "'{ending}' is no form of output",
        "不支持输出为“{ending}”",
        "end the name in one of {known}",
        "请以 {known} 之一结尾",
    ),
    "output_unwritable": Text(
        "the file cannot be written ({reason})",
        "文件无法写入({reason})",
        "check the folder and the permissions, or close the file",
        "请检查文件夹和权限,或关闭已打开的文件",
    ),
    "internal_error": Text(
        "something went wrong inside fazhi-score ({kind}: {reason}); run again with --debug and report what it prints",
        "程序内部出错({kind}:{reason});请加 --debug 重新运行并反馈输出内容",
    ),
}
