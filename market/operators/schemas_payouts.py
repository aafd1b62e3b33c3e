"""The API's shapes for settlements and payouts at the desk. Amounts are minor units; names are the desk's own."""

from datetime import date
from typing import Literal

from pydantic import Field, StrictInt

from market.operators.schemas import Shape


class SeenShape(Shape):
    """What the operator saw the batch hold: what changed since is not approved."""

    amount: StrictInt = Field(ge=0)


class WhyShape(Shape):
    """Why, in a few words that name nobody."""

    reason: str = Field(max_length=600)


class CodeShape(Shape):
    """The bank's reason (ISO 20022), such as AC04."""

    code: str = Field(max_length=16)


class ReturnShape(CodeShape):
    """And the reference of the payment that came back, as the bank's message has it: an earlier one counts no more."""

    reference: str = Field(max_length=64)


class ApprovalOut(Shape):
    """How many operators have approved, and how many it takes."""

    given: int
    needed: int
    approved: bool


class CountOut(Shape):
    """How many payouts it was about."""

    payouts: int


class DeskPayoutOut(Shape):
    """A payout as the desk sees it: never whose it is. `came_back`: what of it Stripe took back.

    `later`: the payout that the money of one that came back or was called off went on with.
    """

    id: str
    amount: int
    currency: str
    method: str
    status: str
    reference: str
    attempt: int
    why: str | None
    failure: str | None
    came_back: int
    requested_on: date
    later: str | None
    later_reference: str | None
    later_status: str | None


class BatchOut(Shape):
    """A batch. `needed` is None until somebody has approved it. `back` of the `payouts` did not arrive or came back."""

    id: str
    method: Literal["sepa", "connect"]
    currency: str
    kind: Literal["run", "single"]
    status: str
    payouts: int
    amount: int
    back: int
    back_amount: int
    given: int
    needed: int | None
    created_on: date
    message_id: str | None


class BatchFileOut(BatchOut):
    """A batch with what is in it, the largest first."""

    contents: list[DeskPayoutOut]


class SettlementOut(Shape):
    """A month that was closed or is being closed: `closed_on` is None while it is."""

    period: str
    rentals: int
    holders: int
    revenue: int
    vat: int
    closed_on: date | None


class ForeseenOut(Shape):
    """What closing a month would post now, and the payouts that its run would request of what is ready now."""

    period: str
    rentals: int
    holders: int
    revenue: int
    vat: int
    payouts: int
    payout_amount: int
