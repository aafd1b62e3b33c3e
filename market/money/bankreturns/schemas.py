"""The API's shapes of balances that go to a bank. Amounts are minor units, times UTC (ISO 8601)."""

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from market.money.payouts.account import TYPED_MOST


class Shape(BaseModel):
    """Nothing that we do not know is accepted."""

    model_config = ConfigDict(extra="forbid")


class BankReturnShape(Shape):
    """How much, and to which account; its holder is the brand by its legal name."""

    amount: StrictInt = Field(ge=1, le=10**12)
    iban: str = Field(max_length=4 * TYPED_MOST)

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        return []  # what was typed shows nowhere by accident


class BankReturnOut(Shape):
    """Money of a balance on its way to a bank. `account` is its end alone, null once it is over and forgotten.

    `reference` is what the bank statement shows; `why` is our reason to refuse it, `failure` the bank's.
    """

    id: str
    amount: int
    currency: str
    status: str
    account: str | None
    reference: str | None
    why: str | None
    failure: str | None
    asked_at: str
    paid_at: str | None
