"""What every model of the programme shares: frozen values, ids, texts, kinds of unit."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

UnitKind = Literal["barnehage", "skole", "sfo"]
UNIT_KINDS: tuple[UnitKind, ...] = ("barnehage", "skole", "sfo")
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
Text = Annotated[str, Field(min_length=1)]
ShortText = Annotated[str, Field(min_length=1, max_length=45)]
Title = Annotated[str, Field(min_length=1, max_length=60)]
Prompt = Annotated[str, Field(min_length=1, max_length=200)]
ThemeNumber = Annotated[int, Field(ge=1, le=4)]


class Model(BaseModel):
    """Frozen; a field that is not known is a mistake, not an extra."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, populate_by_name=True, strict=False
    )
