"""The API's shapes of a balance. Amounts are minor units, times UTC (ISO 8601)."""

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """Nothing that we do not know is accepted."""

    model_config = ConfigDict(extra="forbid")


class AmountShape(Shape):
    """How much, in minor units."""

    amount: int = Field(ge=1, le=10**12)


class TopUpOut(Shape):
    """A top-up that waits for its payment. `checkout_url` is null once there is nothing left to pay."""

    amount: int
    currency: str
    status: str
    checkout_url: str | None


class BalanceOut(Shape):
    """What a balance holds. `returnable` is what can go back to the cards that it came from now,
    `on_its_way` what is going there; `owed` is what the brand owes.
    """

    currency: str
    held: int
    returnable: int
    on_its_way: int
    owed: int


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
