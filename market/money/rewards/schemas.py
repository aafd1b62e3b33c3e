"""The API's shapes of reward budgets. Amounts are minor units, days of the market's zone (ISO 8601)."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from market.money.rewards.codes import AT_ONCE
from market.money.rewards.rules import Draft


class Shape(BaseModel):
    """Nothing that we do not know is accepted."""

    model_config = ConfigDict(extra="forbid")


class BudgetShape(Shape):
    """How much of the balance is set aside, and until which day it offers."""

    amount: StrictInt = Field(ge=1, le=10**12)
    until: date = Field(description="The last day on which rewards are offered from it.")
    voucher_bps: StrictInt | None = Field(
        None, description="What a code of yours is worth of the reward, in basis points: 12000 is 120 %."
    )

    def draft(self) -> Draft:
        """The value that the rules work on; they say the exact bounds by name."""
        return Draft(self.amount, self.until, self.voucher_bps)


class BudgetOut(Shape):
    """A budget. `reserved` is held by what is offered or earned, `spent` went to people, `returned` to the balance;
    `free` can still be offered. `codes_left` of `codes` nobody has.
    """

    id: str
    amount: int
    currency: str
    free: int
    reserved: int
    spent: int
    returned: int
    status: str
    until: date
    voucher_bps: int | None
    codes: int
    codes_left: int
    opened_on: date
    closed_on: date | None


class CodesShape(Shape):
    """Codes of the brand's, each for one person."""

    codes: list[str] = Field(min_length=1, max_length=AT_ONCE)

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        return []  # worth money


class CodesOut(Shape):
    """How many codes came in that the budget did not have."""

    added: int
