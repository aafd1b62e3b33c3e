"""The API's shapes of charities at the desk. Amounts are minor units, days of the market's zone (ISO 8601)."""

from datetime import date

from pydantic import Field, StrictInt

from market.operators.schemas import Shape


class CharityShape(Shape):
    """Who gifts can go to from now on; `registration`: its number as an association (RNA) or its SIREN."""

    name: str = Field(max_length=280)
    registration: str = Field(max_length=40)


class DeskCharityOut(Shape):
    """A charity with what people gave it, what transfers have paid, and what it is owed."""

    id: str
    name: str
    registration: str
    retired: bool
    given: int
    paid: int
    owed: int


class CharityPaymentShape(Shape):
    """A transfer to a charity, as the bank's statement has it."""

    amount: StrictInt = Field(ge=1, le=10**12)
    reference: str = Field(max_length=600)
    day: date


class CharityPaymentOut(Shape):
    """A transfer that was written down: `waiting` for a second operator, `booked`, `called_off` or `came_back`."""

    id: str
    charity: str
    amount: int
    currency: str
    reference: str
    day: date
    status: str
    needed: int
    why: str | None
