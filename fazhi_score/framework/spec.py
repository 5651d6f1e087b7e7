"""What all parts of a framework file are made of: strict models."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Formula_ = Annotated[str, Field(min_length=1)]


class Spec(BaseModel):
    """A part of the file: strict types, no unknown keys, never changed in place."""

    # built when first used, so that importing the package stays cheap
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True, allow_inf_nan=False)
