"""The API's shapes of thanks to all who answered. Amounts are minor units."""

from pydantic import Field, StrictInt

from market.relations.conversation import rules
from market.relations.schemas import Shape


class ThanksShape(Shape):
    """What all of them read, for example what their answers changed; and a gift each, out of a budget, or none."""

    text: str = Field(max_length=4 * rules.TEXT_MOST)
    gift: StrictInt | None = Field(
        None, description="What each is given, in minor units; nothing is asked back."
    )
    budget: str | None = Field(None, max_length=120, description="One of /v1/reward-budgets, for a gift.")


class ThankedOut(Shape):
    """How many were written to, and why others were not, by the code of the refusal."""

    thanked: int
    left_out: dict[str, int]
