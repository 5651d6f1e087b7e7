"""The scoring rules of the YAML format: one model of parameters per rule."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from fazhi_score.framework.amounts import Amount, AmountField, MarksField

Formula_ = Annotated[str, Field(min_length=1)]


class Spec(BaseModel):
    """A part of the file: strict types, no unknown keys, never changed in place."""

    # built when first used, so that importing the package stays cheap
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


class Goalposts(Spec):
    """Linear between a worst and a best value, full marks beyond the best and none beyond the worst."""

    rule: Literal["goalposts"]
    worst: AmountField = Field(description="Value that earns no marks. 得零分的值")
    best: AmountField = Field(description="Value that earns full marks. 得满分的值")


class Minmax(Spec):
    """Linear between the worst and the best peer."""

    rule: Literal["minmax"]


class Zscore(Spec):
    """50 + 10 standard deviations from the peers' mean, within 0–100."""

    rule: Literal["zscore"]


class Rank(Spec):
    """Linear in the rank among peers: the first earns 100, the last 0."""

    rule: Literal["rank"]


class Percentile(Spec):
    """Share of peers that are worse, ties counted half."""

    rule: Literal["percentile"]


class Band(Spec):
    """One band: values from `at_least` (or above `above`) upwards earn `score`."""

    at_least: AmountField | None = Field(default=None, description="Lower edge, included. 下限(含)")
    above: AmountField | None = Field(default=None, description="Lower edge, excluded. 下限(不含)")
    score: MarksField = Field(description="Marks of the band. 本档得分")

    @property
    def edge(self) -> Amount:
        """The lower edge."""
        return self.at_least or self.above or Amount(0.0)


class Bands(Spec):
    """Marks by bands of the value; below all bands none."""

    rule: Literal["bands"]
    bands: list[Band] = Field(min_length=1)


class Levels(Spec):
    """Marks by the level of a level fact."""

    rule: Literal["levels"]
    scores: dict[str, MarksField] = Field(min_length=1)


class Presence(Spec):
    """Full marks for yes, none for no."""

    rule: Literal["presence"]


class Item(Spec):
    """One item of a checklist."""

    formula: Formula_
    weight: float = Field(default=1.0, ge=0)
    zh: str = ""
    en: str = ""


class Checklist(Spec):
    """The weighted share of items that are there."""

    rule: Literal["checklist"]
    items: list[Formula_] | dict[str, Item] = Field(min_length=1)

    def entries(self) -> list[tuple[str, Item]]:
        """Return the items with their ids."""
        if isinstance(self.items, dict):
            return list(self.items.items())
        return [(text, Item(formula=text)) for text in self.items]


class Required(Spec):
    """A required count: marks off for each one missing."""

    rule: Literal["required"]
    at_least: AmountField = Field(description="The number that is required. 规定次数")
    each_missing: MarksField | None = Field(default=None, description="Marks off for each one missing. 每少一次扣")
    max_deduction: MarksField | None = Field(default=None, description="Most that can be taken off. 最多扣")


class Deduct(Spec):
    """Marks off for each one found."""

    rule: Literal["deduct"]
    each: MarksField = Field(description="Marks off for each one. 每发现一件扣")
    beyond: AmountField | None = Field(default=None, description="So many are free. 超过此数起扣")
    max_deduction: MarksField | None = Field(default=None, description="Most that can be taken off. 最多扣")


class Proportional(Spec):
    """The value over `full`, at most full marks."""

    rule: Literal["proportional"]
    full: AmountField = Field(Amount(1.0, percent=True), description="Value that earns full marks. 得满分的值")


class Deadline(Spec):
    """Full marks up to a day, marks off after it."""

    rule: Literal["deadline"]
    due: str = Field(pattern=r"^\d{2}-\d{2}$", description='Month and day, quoted: "04-01". 月-日')
    year: Literal["same", "next"] = Field(default="next", description="Of the period's year or the next. 当年或次年")
    late: MarksField | None = Field(default=None, description="Marks off when late. 逾期扣")
    each_day: MarksField | None = Field(default=None, description="Marks off for each day late. 每逾期一天扣")


ScoreSpec = Annotated[
    Goalposts
    | Minmax
    | Zscore
    | Rank
    | Percentile
    | Bands
    | Levels
    | Presence
    | Checklist
    | Required
    | Deduct
    | Proportional
    | Deadline,
    Field(discriminator="rule"),
]

RELATIVE_RULES = ("minmax", "zscore", "rank", "percentile")
"""Rules whose score depends on the peers."""

PRESENCE_RULES = ("presence", "checklist")
"""Rules that whoever mentions the item passes: they reward silence under ``exclude``."""
