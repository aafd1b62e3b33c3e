"""Reads of the operators' desk."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from market.base.database import fetch, fetch_value


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
