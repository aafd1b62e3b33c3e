"""Reads of the operators' desk."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from market.base.database import fetch, fetch_row, fetch_value
from market.base.errors import NotFound


@dataclass(frozen=True)
class Decision:
    """One act with its reason. Times UTC."""

    at: datetime
    act: str
    reason: str
    note: str | None


async def decisions_on(subject_kind: str, subject: uuid.UUID) -> list[Decision]:
    """What was decided on a brand, persona or report, latest first."""
    rows = await fetch(
        "select at, act, reason, note from operators.decisions where subject_kind = $1 and subject = $2"
        " order by id desc",
        subject_kind,
        subject,
    )
    return [Decision(**dict(row)) for row in rows]


@dataclass(frozen=True)
class PersonaFacts:
    """What the desk sees of a persona: its state and how many rentals run. Nothing of what it says."""

    state: str
    running: int


async def persona_facts(persona: uuid.UUID) -> PersonaFacts:
    """Raises NotFound."""
    row = await fetch_row(
        "select p.state, (select count(*) from rentals.rentals r where r.persona = p.id and r.ends_at > base.now()"
        " and r.state in ('Active', 'TemporarilySuspended')) as running from personas.personas p where p.id = $1",
        persona,
    )
    if row is None:
        raise NotFound()
    return PersonaFacts(**dict(row))


async def running_of_brand(brand: uuid.UUID) -> int:
    """How many rentals of the brand's run."""
    return int(
        await fetch_value(
            "select count(*) from rentals.rentals where brand = $1 and ends_at > base.now()"
            " and state in ('Active', 'TemporarilySuspended')",
            brand,
        )
    )


async def parties_of(rentals: set[uuid.UUID]) -> dict[uuid.UUID, tuple[uuid.UUID, uuid.UUID, uuid.UUID]]:
    """(agreement, persona, brand) of each rental that a report names."""
    rows = await fetch(
        "select id, agreement, persona, brand from rentals.rentals where id = any($1)", list(rentals)
    )
    return {row["id"]: (row["agreement"], row["persona"], row["brand"]) for row in rows}


async def rental_of(agreement: uuid.UUID) -> uuid.UUID | None:
    """The rental behind an agreement, if there is one."""
    found: uuid.UUID | None = await fetch_value(
        "select id from rentals.rentals where agreement = $1", agreement
    )
    return found
