"""Where what is known of a person comes from. The seam for credentials of other issuers.

A source gives facts in the vocabulary's own codes, each with who verified it and in which month. An issuer's
credentials join as another source here, with another `by` in `contracts.proof.statement.Provenance`; what is proven of
facts, and what is shown, stays as it is.
"""

import uuid
from collections.abc import Sequence
from typing import Protocol

from market.base import vault
from market.personas import queries as personas
from market.personas.checks import queries as checks
from market.personas.rules import Stance
from market.proofs.rules import Fact

SPEAKING = ("draft", "listed", "hidden")


class Source(Protocol):
    """Something that knows answers of a person."""

    async def facts(self, person: uuid.UUID) -> Sequence[Fact]:
        """What it knows, inside the caller's transaction. Raises Erased."""


class Studio:
    """What the person says in the studio now ("it's me"), of every persona that is not retired."""

    async def facts(self, person: uuid.UUID) -> Sequence[Fact]:
        found = []
        for row in await personas.of_holder(person):
            if row.state not in SPEAKING:
                continue
            traits = (await personas.open_draft(person, row)).traits
            found += [
                Fact(claim, trait.value)
                for claim, trait in traits.items()
                if trait.stance is Stance.ME and trait.value is not None
            ]
        return found


class Desk:
    """What an operator has verified, of any persona that is not erased, while that persona says it."""

    async def facts(self, person: uuid.UUID) -> Sequence[Fact]:
        key = await vault.data_key(person)
        return [
            Fact(it.claim, it.value, "operator", it.month) for it in await checks.verified_of(person, key)
        ]


SOURCES: tuple[Source, ...] = (Studio(), Desk())


async def facts(person: uuid.UUID) -> list[Fact]:
    """What all sources know."""
    return [fact for source in SOURCES for fact in await source.facts(person)]
