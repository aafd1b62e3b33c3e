"""The API's shapes of what a person is rewarded with. Amounts are minor units, days of the market's zone."""

from datetime import date

from pydantic import Field

from market.money.rewards.rules import Way
from market.relations.schemas import Shape


class RewardOut(Shape):
    """A reward as its person has it. `state`: offered, earned, or how it came: paid, exchanged, given; or lapsed.

    `voucher_worth`: what a code of the brand's is worth instead, null without codes. Who has not chosen by `choose_by`
    is paid. `code` is the one that was chosen, `charity` who the gift went to.
    """

    id: str
    question: str | None = Field(
        description="The question that it is for; null for a gift that came with thanks."
    )
    amount: int
    currency: str
    state: str
    voucher_worth: int | None
    choose_by: date | None
    code: str | None
    charity: str | None


class ChoiceShape(Shape):
    """How a reward comes: `cash`, whole; `voucher`, as a code of the brand's; `charity`, whole, to one of those."""

    way: Way
    charity: str | None = Field(None, max_length=120, description="One of /v1/charities.")


class CharityOut(Shape):
    """Who a reward can be given to, with its number in the public register (RNA or SIREN)."""

    id: str
    name: str
    registration: str
