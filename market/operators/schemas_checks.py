"""The API's shapes for checks of traits at the desk."""

from datetime import date
from typing import Literal

from market.operators.schemas import ReasonShape, Shape


class TraitCheckOut(Shape):
    """A check that waits; `id` is the desk's own name. `value` and `says` (the answer, in French) only where it was
    opened."""

    id: str
    words: str
    claim: str
    asked_on: date
    value: str | None = None
    says: str | None = None


class CheckDecisionShape(ReasonShape):
    """What the document showed, and why."""

    outcome: Literal["verified", "refused"]
