"""What all kinds of event have in common: facts of a shape of their own, whose act it is, and the move it makes."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.variant import Value

Actor = Literal["person", "brand", "operator", "clock", "bank"]
"""Whose act an event is; what follows by itself is the clock's."""

Hex32 = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Hex64 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Facts(Value):
    """What an event says beside its kind and time."""

    @property
    def actor(self) -> Actor:
        """Whose act the event is: who may see its exact time beside the holder."""
        return "clock"

    @property
    def written(self) -> frozenset[str]:
        """Of the facts that may be absent, those that every event of today says: where a copy that opens a part lacks
        one, it was held back, or the record is older."""
        return frozenset()

    @property
    def move(self) -> str | None:
        """The event of the agreement's machine (`contracts.states`) that this is, if it is one."""
        return None
