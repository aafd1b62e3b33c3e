"""Pure decisions of how many questions a rental month has: the included one, and those that come with a reward."""

from dataclasses import dataclass
from typing import Final, Literal

from contracts.variant import Contact
from market.relations.errors import QuestionAlreadyAsked, QuestionNotIncluded

INCLUDED_A_MONTH: Final = 1
"""Without a reward; it may have one all the same."""
MOST_A_MONTH: Final = 5
"""The included one among them; no terms allow more, nor does the table."""

Against = Literal["question-not-included", "question-already-asked"]


@dataclass(frozen=True)
class Month:
    """What was asked in a rental month: how many in all, and how many of them without a reward."""

    asked: int = 0
    free: int = 0


@dataclass(frozen=True)
class Left:
    """How many can be asked still: included ones, and others with a reward."""

    included: int = 0
    rewarded: int = 0

    def __add__(self, other: "Left") -> "Left":
        return Left(self.included + other.included, self.rewarded + other.rewarded)


def left(per_month: int, month: Month) -> Left:
    """What a month has left where terms allow so many, the included one among them."""
    whole = max(0, per_month - month.asked)
    included = min(whole, max(0, INCLUDED_A_MONTH - month.free))
    return Left(included, whole - included)


def against(per_month: int, month: Month, *, rewarded: bool) -> Against | None:
    """Why one more is not asked, by the code of the refusal; None where it can be."""
    if per_month == 0:
        return "question-not-included"
    remaining = left(per_month, month)
    if remaining == Left():
        return "question-already-asked"
    return None if rewarded or remaining.included else "question-not-included"


def check_turn(contact: Contact, month: Month, *, rewarded: bool, again_on: str | None) -> int:
    """The number that the next question of a month has. Raises QuestionNotIncluded, QuestionAlreadyAsked."""
    per_month = contact.questions_per_month
    again = {} if again_on is None else {"again_on": again_on}
    match against(per_month, month, rewarded=rewarded):
        case "question-not-included":
            raise QuestionNotIncluded(with_a_reward=left(per_month, month).rewarded)
        case "question-already-asked":
            raise QuestionAlreadyAsked(per_month=per_month, **again)
    return month.asked + 1
