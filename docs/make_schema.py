"""Write yaml.md and framework.schema.json in docs/reference: every key of a framework file.

They are made from the models that check the file.

``python docs/make.py`` writes what is out of date.
"""

from __future__ import annotations

import json
from pathlib import Path

import make_reference
import pydantic

from fazhi_score.framework.schema import json_schema

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "reference" / "yaml.md"
SCHEMA = DOCS / "reference" / "framework.schema.json"

_HEAD = """
<!-- Written by docs/make_schema.py; do not edit. 由 docs/make_schema.py 生成,请勿手改。 -->

# The framework file / 评价框架文件

One YAML file says what is evaluated and how. `fazhi-score check FILE` reads it and shows every mistake with its line.
Editors that know JSON Schema complete and check it too, when its first line names
[framework.schema.json](framework.schema.json) (written by `fazhi-score init`, or `fazhi-score check --schema`).

一个 YAML 文件写明评什么、怎么评。`fazhi-score check 文件` 逐行指出错误；支持 JSON Schema 的编辑器可以自动补全。

A whole file, small / 一个完整的小例子:

```yaml
format: 1
id: small-index
zh: 小型指数
en: Small index
method:
  missing: {not_reported: exclude, not_applicable: exclude}   # say what silence earns 未报告怎样计分
  minimum_coverage: 40%                                       # below: no rank 低于此覆盖率不排名
groups:
  disputes: {weight: 1, zh: 矛盾纠纷化解, en: Dispute resolution}
facts:
  cases_heard: {unit: 件, zh: 开庭案件数, en: Cases heard}
  heads_appeared: {unit: 件, zh: 负责人出庭数, en: Heads appeared}
indicators:
  head_appearance:
    group: disputes
    weight: 1
    zh: 负责人出庭率
    en: Rate at which heads appear in court
    formula: heads_appeared / cases_heard
    valid: [0%, 100%]
    unit: percent
    better: higher
    score: {rule: goalposts, worst: 0%, best: 100%}
```

A tuning file holds differences only; mappings merge key by key, `remove: true` deletes an entry, a `score` with another
`rule` replaces the whole score / 调整文件只写不同之处:

```yaml
extends: framework.yaml
groups: {disputes: {weight: 2}}
```

The path counts from the folder of the file; `extends: indicators.yaml` is the framework that ships, where no file of
that name stands beside. 路径从本文件所在文件夹算起；旁边没有同名文件时，`indicators.yaml` 即随附的默认框架。

* Rules, formulas and their parameters / 计分规则和公式: [rules](rules.md). Methods of `imputation`, `treatment`,
  `weighting`, `aggregation`, `ordering` / 各步骤的方法: [methods](methods.md).
* A *threshold* is a value of the indicator, with % where its unit is `percent`. *Marks* are points where the file has
  `total_points`, or a percent of full marks. A *share* lies between 0 and 1 and is best written with %.
  门槛值按指标的单位写；分值可写分或占满分的百分比；比例写百分比。
* YAML 1.2 is read: `no` and `on` are text, a duplicate key is an error, quote `">=2023"` and dates.
  按 YAML 1.2 读取；重复的键是错误；`">=2023"` 和日期要加引号。
* Nothing is fetched, and nothing in the file is run: formulas are parsed. 不联网，不执行文件中的任何代码。

## Keys / 全部键

Every table says where its keys stand; `*` is an id of your own. 每张表写明键所在的位置，`*` 代表自己取的标识。
""".strip()


def page() -> str:
    """Return the text of the page."""
    return (
        "\n\n".join([_HEAD, *(make_reference.keys(where, *row) for where, row in make_reference.MODELS.items())]) + "\n"
    )


def schema() -> str:
    """Return the JSON Schema as `fazhi-score check --schema` prints it."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def written() -> dict[Path, str]:
    """Return the text of each file."""
    # older versions of pydantic word the same schema otherwise
    recent = tuple(map(int, pydantic.VERSION.split(".")[:2])) >= (2, 12)
    return {PAGE: page(), **({SCHEMA: schema()} if recent else {})}
