"""The API's shapes of results."""

from pydantic import Field

from market.relations.questions.schemas import ResultOut
from market.relations.results.rules import ClassRow, Words
from market.relations.schemas import Shape


class SaidOut(Shape):
    """One thing that the card said, in the vocabulary's ids."""

    claim: str
    code: str


class ClassOut(Shape):
    """What came of the running rentals of one class: exact, as it is read in each of them."""

    says: list[SaidOut] = Field(
        description="The words of the card; none where it said none, or was kept nowhere."
    )
    rented: int
    invited: int = Field(description="Rentals with at least one invitation.")
    invitations: int
    interested: int
    not_for_me: int
    not_now: int
    no_answer: int = Field(description="Invitations without an answer. Nothing says why.")
    told: int = Field(description="Codes whose holder let the brand know that they redeemed them.")
    asked: int
    answered: int

    @classmethod
    def of(cls, it: ClassRow) -> "ClassOut":
        figures = {
            name: getattr(it.figures, name) for name in cls.model_fields if name not in ("says", "no_answer")
        }
        return cls(says=says(it.said), no_answer=it.figures.silent, **figures)


class ShareOut(Shape):
    """What one class answered to a question."""

    says: list[SaidOut]
    result: ResultOut


def says(said: Words) -> list[SaidOut]:
    """A card's words."""
    return [SaidOut(claim=it.claim, code=it.code) for it in said]
