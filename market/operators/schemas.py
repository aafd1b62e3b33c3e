"""The API's shapes for the operators' desk. Days are days of the market's zone."""

import uuid
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from market.operators.actions.decisions import Reason
from market.operators.rules import NOTE_MOST


class Shape(BaseModel):
    """Nothing that we do not know is accepted."""

    model_config = ConfigDict(extra="forbid")


class ReasonShape(Shape):
    """Why."""

    reason: str = Field(max_length=32)
    note: str | None = Field(None, max_length=4 * NOTE_MOST)

    def value(self) -> Reason:
        """The value that the actions work on."""
        return Reason(self.reason, self.note)


class ClosureShape(ReasonShape):
    """How a report was judged, and why."""

    outcome: Literal["upheld", "dismissed"]


class DecisionOut(Shape):
    """An earlier decision."""

    on: date
    act: str
    reason: str
    note: str | None


class BrandOut(Shape):
    """A brand as the desk sees it; `id` is the desk's own name for it."""

    id: str
    legal_name: str
    trading_name: str
    siren: str | None
    vat_number: str | None
    country: str
    state: str
    applied_on: date
    decisions: list[DecisionOut]


class StoppedOut(Shape):
    """How many rentals a stop has ended."""

    rentals_ended: int


class ReportOut(Shape):
    """An open report. Names are the desk's own; `text` is None when its author wrote none or was erased."""

    id: str
    side: Literal["holder", "brand"]
    about: Literal["rental", "persona", "brand"]
    agreement: uuid.UUID | None
    persona: str | None
    brand: str | None
    reason: str
    text: str | None
    made_on: date
