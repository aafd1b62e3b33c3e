"""The API's shapes of a balance. Amounts are minor units, times UTC (ISO 8601)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt


class Shape(BaseModel):
    """Nothing that we do not know is accepted."""

    model_config = ConfigDict(extra="forbid")


class AmountShape(Shape):
    """How much, in minor units."""

    amount: StrictInt = Field(ge=1, le=10**12)


class TopUpOut(Shape):
    """A top-up that waits for its payment. `checkout_url` is null once there is nothing left to pay."""

    amount: int
    currency: str
    status: str
    checkout_url: str | None


class BalanceOut(Shape):
    """What a balance holds. `returnable` is what can go back to the cards that it came from now,
    `on_its_way` what is going there; `owed` is what the brand owes, of which it has to pay `debt` (`/v1/balance/debt`):
    for a dispute that was lost, or for money that it had put in, spent, and got back past us. Until then it rents
    nothing new, and nothing is renewed. `asked_back` is what banks ask back of what was put in: it can neither be
    spent nor go back until that is decided. `by_no_card` is free and came by no card: it goes to a bank account
    (`/v1/balance/bank-returns`), where `to_bank` of what is on its way goes; not while a bank has taken back a payment
    of the brand's and that is undecided (`contested`).
    """

    currency: str
    held: int
    returnable: int
    on_its_way: int
    owed: int
    debt: int
    asked_back: int
    by_no_card: int
    to_bank: int
    contested: bool


class DebtPaymentShape(Shape):
    """How a debt is paid: by card on a page of Stripe's, or from the balance at once, whole or not at all."""

    pay: Literal["page", "balance"] = "page"


class MovementOut(Shape):
    """One change of a balance: `amount` signed, `after` what it then held.

    `rentals` are what the brand calls the rentals that it is about, `reference` the purchase's.
    """

    id: str
    kind: str
    amount: int
    after: int
    at: str
    rentals: list[str]
    reference: str | None
