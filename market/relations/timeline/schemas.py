"""The API's shape of a relation's timeline."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import Field

from market.relations.schemas import Shape
from market.relations.timeline.queries import Moment


class MomentOut(Shape):
    """One act of a relation."""

    at: datetime
    act: str = Field(description="As in a persona's log; and what only your side has, as paused or redeemed.")
    by: Literal["person", "brand", "operator", "clock", "bank"] = Field(
        description="Whose act it was; what follows by itself is the clock's."
    )
    private: bool = Field(description="Whether the brand is told nothing of it.")
    facts: dict[str, Any] = Field(description="What belongs to the act; amounts in minor units, times UTC.")

    @classmethod
    def of(cls, it: Moment) -> Self:
        return cls(at=it.at, act=it.told.act, by=it.told.by, private=it.private, facts=dict(it.told.facts))
