"""The API's shapes for the desk's own transfers and for balances that go to a bank. Amounts are minor units."""

from datetime import date
from typing import Literal

from pydantic import Field, StrictInt

from market.operators.schemas import Shape


class StandingOut(Shape):
    """Where clients' money stands: in the `bank`, at `stripe`, `contested` by banks; what is `owed` of it.

    `ours` may be taken out now; `missing` is to be paid in. `held`: whether this market holds clients' money at all.
    """

    held: bool
    currency: str
    bank: int
    stripe: int
    contested: int
    owed: int
    owed_by_kind: dict[str, int]
    leaving: int
    ours: int
    missing: int


class OwnTransferShape(Shape):
    """A transfer as the bank's statement has it: `out` of clients' money, or `in`."""

    direction: Literal["out", "in"]
    amount: StrictInt = Field(ge=1, le=10**12)
    reference: str = Field(max_length=600)
    day: date


class OwnTransferOut(Shape):
    """A transfer that was recorded: `waiting` for a second operator, `booked`, `called_off` or `reversed`.

    One that takes back another names it: `reverses`.
    """

    id: str
    direction: Literal["out", "in"]
    amount: int
    currency: str
    reference: str
    day: date
    status: str
    needed: int
    why: str | None
    reverses: str | None


class DeskBankReturnOut(Shape):
    """A brand's balance that goes to its bank: `given` of `needed` operators have let it out."""

    id: str
    brand: str
    amount: int
    currency: str
    status: str
    given: int
    needed: int | None
    reference: str | None
    why: str | None
    failure: str | None
    asked_on: date
