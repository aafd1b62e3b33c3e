"""The API's shapes for checks of traits."""

from pydantic import Field

from market.personas.checks.queries import State
from market.personas.schemas import Shape


class CheckAsk(Shape):
    """The trait to be checked: one that a document shows (`naissance`, `region`)."""

    claim: str = Field(max_length=40)


class CheckOut(Shape):
    """A check as the holder sees it. `words` are said to the operator who is shown the document; `on` is the day
    (market's zone) on which it was asked, `decided_on` that of the decision; `current`: the studio still says it."""

    claim: str
    value: str
    state: State
    reason: str | None
    words: str
    on: str
    decided_on: str | None
    current: bool
