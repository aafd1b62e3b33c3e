"""The API's shapes of a holder's own note."""

from datetime import datetime
from typing import Self

from pydantic import Field, StrictInt

from market.relations.notes.queries import MOST, Noted
from market.relations.schemas import Shape


class NoteShape(Shape):
    """What to keep; no words take it away."""

    text: str = Field(max_length=4 * MOST)
    version: StrictInt = Field(
        ge=0, le=2**31 - 2, description="The version that you saw; 0 where there was none."
    )


class NoteOut(Shape):
    """The note as it stands. `changed_at`: UTC; null where there is none."""

    text: str
    version: int
    changed_at: datetime | None

    @classmethod
    def of(cls, it: Noted) -> Self:
        return cls(text=it.text, version=it.version, changed_at=it.changed_at)
