#!/usr/bin/env bash
# 虚构的一年，全部由命令完成。An invented year of a county office, by commands alone.
# 用法 usage: bash run.sh TARGET_FOLDER     (FAZHI: the command, PYTHON: the interpreter for simulate.py)
set -euo pipefail
export FAZHI_LANG=zh  # simulate.py reads the headings of Chinese forms

here=$(cd "$(dirname "$0")" && pwd)
target=${1:?用法 usage: bash run.sh TARGET_FOLDER}
mkdir -p "$target"
cd "$target"

fazhi() { ${FAZHI:-fazhi-score} "$@"; }
people() { ${PYTHON:-python3} "$here/simulate.py" "$@"; }
step() { printf '\n==== %s ====\n' "$*"; }
# a command that must end with 1: the input has problems, and it says which
refused() {
    local code=0
    "$@" 2>&1 || code=$?
    [ "$code" -eq 1 ] || { echo "应以 1 退出，实为 $code: $*" >&2; exit 3; }
    echo "（退出码 1，符合预期）"
}

sheet=(-f sheet.yaml --regions regions.csv)
year=("${sheet[@]}" --also office.csv --ledger problems.csv --roll-up year)

step 准备：复制输入
cp "$here"/sheet.yaml "$here"/months.yaml "$here"/*.csv .
step 检查评分细则
fazhi check sheet.yaml
step 生成填报表
fazhi init forms --collect "${sheet[@]}" --period 2024
step 各单位填报（四家逾期）
people fill . --round 1
step 第一次汇总：读不了的单元格逐一列出
refused fazhi collect forms "${sheet[@]}" --period 2024 -o facts.csv --due 2025-01-10
cp facts.csv facts-first.csv
step 评审核实部分数据
people confirm .
step 改正、补报，也有人悄悄改数
people fill . --round 2
step 第二次汇总：变动清单，已核实的保持不变
fazhi collect forms "${sheet[@]}" --period 2024 -o facts.csv --due 2025-01-10
step 评审决定
people review .
fazhi check sheet.yaml --decisions decisions.csv
step 计分并锁定初评
fazhi score facts.csv "${year[@]}" --decisions decisions.csv --freeze-as 初评 -o league.csv
fazhi score facts.csv "${year[@]}" --decisions decisions.csv --freeze-as 初评 --rounds again > again.txt
step 申诉：先看影响，再作决定
people appeal .
fazhi appeals rounds/初评 --decisions decisions.csv -o appeals.csv
cp decisions.csv decisions-appealed.csv
step 申诉已决定：只看申诉带来的变化
people decide .
fazhi compare rounds/初评 --decisions decisions-appealed.csv --decisions decisions.csv -o granted.csv
step 核查发现一家数据不实
people falsify .
step 计分并锁定复核
fazhi score facts.csv "${year[@]}" --decisions decisions.csv --freeze-as 复核 -o 成绩.xlsx
step 两轮对比
fazhi compare rounds/初评 rounds/复核
step 一项决定追到底
IFS=, read -r _ unit _ item _ <<< "$(tail -n 1 decisions.csv)"
fazhi explain rounds/复核 "$unit" 2024 "$item"
step 删掉一条已告知的决定：拒绝计分
people vanish .
refused fazhi score facts.csv "${year[@]}" --decisions decisions-short.csv
step 问题台账
fazhi ledger problems.csv 2024
step 月调度：两级预警
grep -v ,department, regions.csv > townships.csv
fazhi score months.csv -f months.yaml --regions townships.csv -o months-league.csv
step 月份合成全年
fazhi score months.csv -f months.yaml --regions townships.csv --roll-up year -o months-year.csv
step 核验锁定的轮次
fazhi round rounds/初评
fazhi round rounds/复核
step 另一文件夹里从头再锁：逐字节相同
fazhi score facts.csv "${year[@]}" --decisions decisions.csv --freeze-as 复核 --rounds again > again.txt
diff -r rounds again && echo 两轮都相同
