"""The API's shapes for cards side by side."""

from collections.abc import Iterable

from market.catalogue import wording
from market.catalogue.comparison import Comparison
from market.catalogue.schemas import Shape, WholeCardOut, Words


class ValueOut(Shape):
    """A code and what it says."""

    code: str
    value: Words

    @classmethod
    def some(cls, subject: str, codes: Iterable[str]) -> "list[ValueOut]":
        return [cls(code=it, value=Words.of(wording.value_of(subject, it))) for it in codes]


class DiffersOut(Shape):
    """A subject in which cards differ: the values of each, in the cards' order; none: it says nothing of it."""

    subject: str
    name: Words
    values: list[list[ValueOut]]


class SameOut(Shape):
    """What all the cards have of a subject."""

    subject: str
    name: Words
    values: list[ValueOut]


class ComparisonOut(Shape):
    """Two to four cards side by side. Of `phrases`, `purposes` and `shows`, `differs` has what not all share."""

    cards: list[WholeCardOut]
    differs: list[DiffersOut]
    same: list[SameOut]

    @classmethod
    def of(cls, it: Comparison) -> "ComparisonOut":
        return cls(
            cards=[WholeCardOut.of(card) for card in it.cards],
            differs=[
                DiffersOut(
                    subject=line.subject,
                    name=Words.of(wording.name_of(line.subject)),
                    values=[ValueOut.some(line.subject, codes) for codes in line.values],
                )
                for line in it.differs
            ],
            same=[
                SameOut(
                    subject=line.subject,
                    name=Words.of(wording.name_of(line.subject)),
                    values=ValueOut.some(line.subject, line.values),
                )
                for line in it.same
            ],
        )
