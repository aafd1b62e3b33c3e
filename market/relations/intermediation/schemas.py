"""The API's shape of the log of intermediation, as a holder has it."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from market.relations.intermediation.queries import Act
from market.relations.schemas import Shape


class ActOut(Shape):
    """One act of intermediation about a persona."""

    at: datetime
    act: str = Field(
        description="On the listing: offered, hidden, retired, stopped, reinstated. With a brand: requested, read,"
        " refunded, and each kind of event of an agreement's record, as agreed, activated, invited or ended."
    )
    by: Literal["person", "brand", "operator", "clock", "bank"] = Field(
        description="Whose act it was; what follows by itself is the clock's."
    )
    brand: str | None = Field(description="With which brand; null for what was done to the listing.")
    agreement: str | None
    facts: dict[str, Any] = Field(description="What belongs to the act; amounts in minor units, times UTC.")

    @classmethod
    def of(cls, it: Act) -> "ActOut":
        return cls(
            at=it.at,
            act=it.told.act,
            by=it.told.by,
            brand=it.brand,
            agreement=str(it.agreement) if it.agreement else None,
            facts=dict(it.told.facts),
        )
