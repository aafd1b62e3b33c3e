"""The API's shapes for the operators' desk. Days are days of the market's zone."""

import uuid
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt

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
    refused_messages: dict[str, int] = Field(
        description="Messages that gave contact, asked for it, or asked who the person is, by what; once a day in each"
        " rental at most."
    )


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


class BooksOut(BaseModel):
    """A month whose books are closed; `amount` in minor units of EUR, once as debit and once as credit."""

    period: str
    first_number: int
    last_number: int
    amount: int


class ClosingShape(Shape):
    """Why a finding is closed, and which `version` of it was looked at."""

    note: str = Field(max_length=4 * NOTE_MOST)
    version: StrictInt = Field(ge=1)


class ClosingOut(Shape):
    """An earlier closing."""

    at: datetime
    version: int
    note: str


class PastUsOut(Shape):
    """What became of a refund made in Stripe's dashboard; minor units. `owed`: what nothing repaid and nobody gave up;
    `waiting`: what one operator gave up and another has to; `asked`: the brand has to pay it; `runs`: a rental of it
    may repay it still.
    """

    owed: int
    given_up: int
    waiting: int | None
    asked: bool
    runs: bool


class OwedShape(Shape):
    """What the operator saw owed (minor units): what has changed since is not given up."""

    owed: StrictInt = Field(ge=0)


class FindingOut(Shape):
    """A finding as the desk sees it. Amounts are minor units; `difference`: what Stripe has more than the books.

    `facts` has both sides; ledger transactions and rows of ours stand under the desk's own names. `past_us` is told of
    one finding that is read by itself, if it is about a refund made in Stripe's dashboard.
    """

    id: str
    kind: str
    subject: str
    currency: str | None
    difference: int | None
    facts: dict[str, Any]
    version: int
    state: Literal["open", "closed"]
    found_at: datetime
    opened_at: datetime
    seen_at: datetime
    gone_at: datetime | None
    closings: list[ClosingOut]
    past_us: PastUsOut | None = None


class FindingsOut(Shape):
    """A page of findings; `after` leads to the next one."""

    items: list[FindingOut]
    after: str | None


class HeldJobOut(Shape):
    """A job whose handler failed."""

    id: str
    name: str
    failed_at: datetime
    error: str


class HeldEventOut(Shape):
    """A message of Stripe's that was tried too often."""

    id: str
    type: str
    object: str
    received_at: datetime
    note: str | None


class HeldOut(Shape):
    """What waits for a person to let it be done again, latest first, a hundred of each at most."""

    jobs: list[HeldJobOut]
    events: list[HeldEventOut]


class ReplayedOut(Shape):
    """Whether it is done again by this; false where it was not held any more."""

    replayed: bool


class GivenUpOut(Shape):
    """How much of a debt was given up (minor units); `booked` is false while it takes another operator."""

    amount: int
    booked: bool
