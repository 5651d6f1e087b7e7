"""Words about a problem or plan into what it is about, and the dimension that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from fazhi_score.reports.naming import half_width


class Subject(NamedTuple):
    """What words are about.

    Parameters
    ----------
    name : str
        Such as ``reconsideration``.
    dimension : str
        leadership, administration, enforcement, disputes or supervision.
    """

    name: str
    dimension: str


# A name with ~ is general: it counts where nothing else is named, and in no opening sentence.
_WORDS = {
    "leadership": {
        "law_study": (
            "学法 述法 应知应会 任前 领导干部 党员干部 关键少数 法治意识 法治思维 法治观念 法治素养 法治能力 "
            "法治理念 依法行政意识 依法行政能力 依法行政的意识 依法行政观念 法律知识培训 法律知识考试 "
            "公务员法律 依法办事能力 依法决策能力 国家工作人员 工作人员法律 法治培训 干部法治 能力水平有待"
        ),
        "responsibility": (
            "第一责任人 主体责任 党政主要负责人 法治督察 督察整改 绩效考核 考核评价体系 目标考核 考核指标 "
            "法治建设考核 考核体系 考核力度 考核机制 责任落实 层层压实 压实责任 传导压力 压力传导 法治建设责任 "
            "述职述法"
        ),
        "coordination": (
            "统筹协调 部门联动 部门协调 协调联动 各部门联动 部门配合 部门之间 部门间 工作合力 一盘棋 联动机制 "
            "协作配合 统筹推进 统筹力度 党委领导法治 依法治县委 依法治区委 依法治市委 依法治县办 依法治区办 "
            "依法治市办 法治委 法治办 协调小组 议事协调 组织领导 一规划两纲要 抓落实机制 工作机制"
        ),
        "progress": (
            "不平衡 不均衡 不够平衡 发展不平衡 参差不齐 推进力度 示范创建 示范区创建 创建法治政府 示范县 示范区 "
            "示范市 法治政府示范 先行先试 亮点 创新意识 创新性 创新举措 创新不 探索创新 典型经验 经验做法 "
            "重视程度 重视不够 认识不到位 认识不足 思想认识 认识不够 政治站位"
        ),
        "workforce": (
            "法治队伍 法治工作队伍 法治人才 法治专业人才 法治力量 法律专业人才 专业人才 专业力量 司法所 "
            "人员编制 人员力量 人员配备 人才队伍"
        ),
        "~rule_of_law": "习近平法治思想 法治政府建设 党的领导 依法治县 依法治区 依法治市 法治建设",
    },
    "administration": {
        "normative_documents": (
            "规范性文件 行政立法 政府规章 制度供给 公平竞争审查 备案审查 有件必备 有备必审 有错必纠 文件清理"
        ),
        "decisions": (
            "重大行政决策 行政决策 重大决策 决策程序 决策目录 决策听证 科学决策 民主决策 决策机制 集体讨论 "
            "社会稳定风险评估 决策机关 依法决策"
        ),
        "legality_review": (
            "合法性审查 合法性审核 法律顾问 公职律师 政府法制 法制机构 法治机构 法制审查 涉法事项 法制工作"
        ),
        "contracts": "行政合同 政府合同 行政协议 合同管理 合同审查 机关合同 招商协议",
        "services": (
            "放管服 营商环境 行政审批 行政许可 政务服务 一网通办 一件事 一窗 审批制度 审批流程 权责清单 "
            "权力清单 责任清单 证照分离 减证便民 告知承诺 12345 政务热线 诚信政府 政务诚信 政府诚信 守信践诺 "
            "信用体系 信用监管 社会信用 数字政府 政府职能转变 职能转变 数字化 数据共享 信息共享 市场准入 "
            "涉企服务 法治体检 经营主体 市场主体 民营经济 惠企 机构职能 机构改革"
        ),
        "emergency": "应急预案 突发事件 应急管理 应急处置 应急能力",
        "~functions": "政府职能 依法行政制度 依法行政工作 依法全面履行",
    },
    "enforcement": {
        "officers": (
            "执法人员 执法队伍 执法力量 执法主体 持证上岗 执法证 执法培训 执法资格 执法素质 执法能力 执法水平 辅助人员"
        ),
        "procedure": (
            "三项制度 执法行为 执法程序 执法过程 执法公示 全过程记录 法制审核 裁量基准 裁量权 自由裁量 案卷 "
            "执法文书 规范执法 执法规范 严格执法 公正执法 文明执法 执法方式 执法不规范 包容审慎 柔性执法 "
            "首违不罚 轻微免罚 免罚 说理式 粗放执法 执法质量 执法案件 处罚案件 行政处罚 行政强制 行政检查 "
            "涉企检查 双随机 扫码入企 选择性执法 趋利性执法 逐利执法 以罚代管 执法不严 一刀切"
        ),
        "reform": (
            "综合执法 综合行政执法 执法体制 执法改革 执法权 赋权 下放 执法重心 执法联动 联合执法 跨部门执法 "
            "执法协作 行刑衔接 两法衔接 乡镇执法 街道执法 镇街执法 基层执法 执法装备 执法信息化 执法平台"
        ),
        "oversight": "执法监督 执法检查 执法领域 重点领域执法 食品药品 安全生产 生态环境 违法行为",
        "~enforcement": "行政执法 执法",
    },
    "disputes": {
        "reconsideration": "行政复议 复议案件 复议体制 复议机构 复议人员 复议",
        "litigation": (
            "行政应诉 行政诉讼 出庭应诉 应诉 败诉 行政审判 生效裁判 生效判决 生效行政判决 行政判决 府院 "
            "裁判文书 出庭 行政争议"
        ),
        "mediation": (
            "矛盾纠纷 人民调解 行政调解 调解员 调解组织 调解工作 多元化解 诉源治理 枫桥经验 行政裁决 调委会 "
            "社会矛盾 纠纷化解 信访 综治中心 矛盾化解 化解机制 基层治理 社会治理 群体性"
        ),
        "legal_services": "公共法律服务 法律援助 法律服务 公证 仲裁 司法鉴定 村居法律顾问 律师资源 律师队伍",
        "publicity": (
            "普法 法治宣传 法治文化 法律宣传 宪法宣传 法制宣传 宣传教育 法律九进 以案释法 法治氛围 尊法学法 "
            "法治副校长 青少年法治 法治教育 法治精神 宪法日 民法典 全民守法 群众法治意识 群众的法治意识 "
            "群众法律意识 公民法治 法律意识 宣传力度 宣传形式 宣传方式"
        ),
        "law_savvy_persons": "法律明白人 学法用法示范户",
        "model_villages": "民主法治示范 法治示范乡镇 法治示范村 法治乡村 示范村",
    },
    "supervision": {
        "congress": (
            "人大 政协 代表建议 提案 民主监督 法律监督和工作监督 检察建议 司法建议 检察监督 监察监督 司法监督 "
            "社会监督 舆论监督 群众监督 纪检监察 各类监督 接受监督 监督体系 权力监督 权力的监督 行政权力监督 "
            "权力制约 制约和监督 监督合力"
        ),
        "disclosure": ("政务公开 信息公开 政府信息 依申请公开 主动公开 公开透明 公开渠道 公开内容 政策解读 阳光政府"),
        "audit": "审计 财会监督 统计监督 层级监督 政府督查 责任追究 问责 追责 容错纠错 廉政",
        "~powers": "行政权力运行 行政权力 权力运行 监督机制 监督力度 监督",
    },
}


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds the longest word that begins at a place; by letters, because re tries one after the other."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        by_letter.setdefault(word[0], []).append(re.escape(word[1:]))
    return re.compile("|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()))


_SPECIAL, _GENERAL = (
    {
        word: Subject(name.removeprefix("~"), dimension)
        for dimension, names in _WORDS.items()
        for name, words in names.items()
        if name.startswith("~") == general
        for word in words.split()
    }
    for general in (False, True)
)
_FIND_SPECIAL, _FIND_GENERAL = _pattern(_SPECIAL), _pattern(_GENERAL)


def subjects(text: str) -> list[Subject]:
    """Return what words are about, in their order; general ones (依法行政, 执法) only where nothing else is named.

    Examples
    --------
    >>> subjects("行政执法人员不足，行政复议办案力量薄弱")
    [Subject(name='officers', dimension='enforcement'), Subject(name='reconsideration', dimension='disputes')]
    >>> subjects("执法有待规范"), subjects("工作有待加强")
    ([Subject(name='enforcement', dimension='enforcement')], [])
    """
    return list(_special(text) or _general(text))


def fields(text: str) -> set[str]:
    """Return the dimensions that words are about; the rule of law as a whole is about none.

    Examples
    --------
    >>> fields("强化执法监督"), fields("推进法治政府建设")
    ({'enforcement'}, set())
    """
    return {subject.dimension for subject in subjects(text) if subject.name != "rule_of_law"}


def is_special(text: str) -> bool:
    """Say whether words name more than the rule of law or enforcement in general.

    Examples
    --------
    >>> is_special("深入推进法治政府建设"), is_special("清理规范性文件")
    (False, True)
    """
    return bool(_special(text))


def dimension_of(texts: Iterable[str]) -> str:
    """Return the dimension of an item from its parts, the weightiest first; "" where no words name one.

    What an item says first is what it is about, so a later part decides only where the earlier ones name nothing.

    Examples
    --------
    >>> dimension_of(["法治宣传的力度还不够", "执法人员、执法队伍较少"]), dimension_of(["进展缓慢"])
    ('disputes', '')
    """
    parts = list(texts)
    named = [*map(_special, parts), *map(_general, parts)]
    found: tuple[Subject, ...] = next((some for some in named if some), ())
    dimensions = [subject.dimension for subject in found]
    return max(dimensions, key=dimensions.count, default="")  # the first named, where two are named as often


@lru_cache(maxsize=2048)  # the same words are asked about several times in a row
def _special(text: str) -> tuple[Subject, ...]:
    return tuple(_SPECIAL[word] for word in _FIND_SPECIAL.findall(half_width(text)))


@lru_cache(maxsize=2048)
def _general(text: str) -> tuple[Subject, ...]:
    return tuple(_GENERAL[word] for word in _FIND_GENERAL.findall(half_width(text)))
