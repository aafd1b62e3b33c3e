"""The shapes of a compliance profile: laws, measures of security, and obligations with where each is met.

Errors::

    ValueError
    ├── EditionAstray        a file says another edition than its name
    └── (pydantic's own)     an id that is unknown or stands twice, a time that is none
"""

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal, Self, get_args

from pydantic import Field, model_validator

from contracts.variant import Value
from contracts.vocabulary import Text

Bound = Literal["brand", "platform"]
"""Whom an obligation binds: the brand as controller of what it reads, the platform as intermediary and controller."""

Kind = Literal["page", "api", "record", "consent", "clause", "decision", "rule"]
"""What a reference names: "GET /path" of a page or of the API, an event of the record or of a consent, a clause of the
legal reading, a decision's number, a prohibition of the vocabulary."""

KINDS_OF_REFERENCE: Final[tuple[str, ...]] = get_args(Kind)

Slug = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")


class EditionAstray(ValueError):
    """A file says that it is another edition than its name does."""

    def __init__(self, file: str, edition: int) -> None:
        super().__init__(f"{file} says edition {edition}")
        self.file = file
        self.edition = edition


class Reference(Value):
    """A place in the product where an obligation is met; a path's parameters stand in braces."""

    kind: Kind
    name: str = Field(min_length=1)


class Law(Value):
    """An act of the Union: its name, its number, and its address (ELI)."""

    id: str = Slug
    name: Text
    act: Text
    iri: str


class Measure(Value):
    """A measure of security. ``when`` it holds: always, or where the installation's settings say so."""

    id: str = Slug
    text: Text
    when: Literal["always", "https", "smtps"]
    references: tuple[Reference, ...] = Field(min_length=1)


class Obligation(Value):
    """What a law asks of someone from ``since`` on, until ``until`` (exclusive; None: no end is known).

    ``met`` says how the product meets it, ``left`` what nevertheless remains to whoever is bound; ``right``: it answers
    to a right that a person may exercise.
    """

    id: str = Slug
    law: str
    article: str
    binds: tuple[Bound, ...] = Field(min_length=1)
    right: bool
    title: Text
    asks: Text
    met: Text
    left: Text | None
    references: tuple[Reference, ...] = Field(min_length=1)
    measures: tuple[str, ...]
    since: date
    until: date | None

    @model_validator(mode="after")
    def _in_time(self) -> Self:
        if self.until is not None and self.until <= self.since:
            raise ValueError(f"{self.id} ends before it begins")
        return self


class Profile(Value):
    """One edition of the profile."""

    edition: int = Field(ge=1)
    published_on: date
    laws: tuple[Law, ...]
    measures: tuple[Measure, ...]
    obligations: tuple[Obligation, ...]

    @model_validator(mode="after")
    def _of_one_piece(self) -> Self:
        """Every id stands once, and what an obligation names is there."""
        laws, measures = _once(self.laws), _once(self.measures)
        _once(self.obligations)
        for it in self.obligations:
            if it.law not in laws or not set(it.measures) <= measures:
                raise ValueError(f"{it.id} names a law or a measure that is not in the profile")
        return self


def _once(entries: Iterable[Law | Measure | Obligation]) -> set[str]:
    ids = [it.id for it in entries]
    if len(set(ids)) < len(ids):
        raise ValueError(f"an id stands twice among {ids}")
    return set(ids)


def in_force(profile: Profile, day: date, binds: Bound | None = None) -> tuple[Obligation, ...]:
    """The obligations that apply on a day, of all or of those whom they bind, in the profile's order."""
    return tuple(
        it
        for it in profile.obligations
        if it.since <= day and (it.until is None or day < it.until) and binds in (None, *it.binds)
    )
