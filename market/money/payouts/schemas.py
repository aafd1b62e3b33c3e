"""The API's shapes of payouts. Amounts are minor units, times UTC (ISO 8601), days those of the market's zone."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from market.money.payouts.account import NAME_MOST, TYPED_MOST


class Shape(BaseModel):
    """Nothing that we do not know is accepted."""

    model_config = ConfigDict(extra="forbid")


class AccountShape(Shape):
    """A legal name and an account; `password` is needed to replace one that was given before."""

    name: str = Field(max_length=4 * NAME_MOST)
    iban: str = Field(max_length=4 * TYPED_MOST)
    bic: str | None = Field(None, max_length=4 * TYPED_MOST)
    password: str = Field("", max_length=1024)

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        return []  # what was typed shows nowhere by accident


class PasswordShape(Shape):
    """The password, needed to replace what was given before."""

    password: str = Field("", max_length=1024)

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        return []


class PageOut(Shape):
    """Where to go on: a page of Stripe's that opens once, for some minutes."""

    url: str


class IdentityOut(Shape):
    """Where the money goes, as its holder may see it again. `method` is None while nothing was given.

    `open`: how this market pays out; `ready`: money can be sent there, in a way that is open.
    """

    method: Literal["sepa", "connect"] | None
    name: str | None
    account: str | None
    since: str | None
    ready: bool
    refused: bool
    open: list[str]


class NextPayoutOut(Shape):
    """What is paid next if nothing more is earned; `on` is the day from which it can come.

    It is the next month's run that pays; `soon`: who was asked by the last one and has answered since is paid in
    minutes. `account_known`: for a way in which this market pays now.
    """

    on: date
    amount: int
    enough: bool
    threshold: int
    account_known: bool
    soon: bool


class PayoutOut(Shape):
    """A payout, under its holder's own name for it. `reference` stands on the bank statement; `came_back` is how
    much of it came back to us after it was paid, and is ready again.

    `later`: the payout that the money of one that came back or was called off went on with, and its state.
    """

    id: str
    amount: int
    currency: str
    method: str
    status: str
    came_back: int
    reference: str
    requested_at: str
    paid_at: str | None
    later: str | None
    later_status: str | None


class EarningsOut(Shape):
    """What a holder has earned: on hold, ready, on its way, paid."""

    currency: str
    pending: int
    payable: int
    reserved: int
    paid: int
    next_payout: NextPayoutOut
    payouts: list[PayoutOut]
