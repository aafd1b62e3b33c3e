"""Reads of duties and attestations."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.erasure import Erasure, ErasureReceived, ErasureSignature
from market.base.database import fetch, fetch_row, fetch_value
from market.rentals.errors import ErasureNotAttested
from market.rentals.record import urn

DUE_DUTIES: Final = (
    "select rental from (select rental, due_on as due from rentals.erasure_duties where due_on <= $1"
    " union select rental, note_due_on from rentals.erasure_duties where note_due_on <= $1) d"
    " group by rental order by min(due), rental limit $2"
)


@dataclass(frozen=True)
class Attestation:
    """What a brand signed, and the recorder's signature that it received it."""

    said: Erasure
    signature: ErasureSignature
    received: ErasureReceived


async def attestation_of(rental: uuid.UUID) -> Attestation:
    """Raises ErasureNotAttested; so does one from before attestations were kept as files."""
    row = await fetch_row(
        "select said, signature, received from rentals.erasure_attestations where rental = $1", rental
    )
    if row is None:
        raise ErasureNotAttested()
    return Attestation(
        Erasure.model_validate_json(row["said"]),
        ErasureSignature.model_validate_json(row["signature"]),
        ErasureReceived.model_validate_json(row["received"]),
    )


async def attested(rental: uuid.UUID) -> bool:
    """Whether there is a file to download."""
    found: bool = await fetch_value(
        "select exists (select from rentals.erasure_attestations where rental = $1)", rental
    )
    return found


async def passed_on(rental: uuid.UUID) -> bool:
    """Whether the brand signed that others had copies as well."""
    found: bool = await fetch_value(
        "select exists (select from rentals.erasure_attestations"
        " where rental = $1 and said->>'recipients' = 'reached')",
        rental,
    )
    return found


async def periods_before(rental: uuid.UUID) -> tuple[str, ...]:
    """The agreements of the periods that this rental renewed, latest first."""
    rows = await fetch(
        "with recursive row_of (id, agreement, parent, place) as ("
        " select id, agreement, parent, 0 from rentals.rentals where id = $1"
        " union all select p.id, p.agreement, p.parent, r.place + 1 from rentals.rentals p"
        "   join row_of r on p.id = r.parent)"
        " select agreement from row_of where place > 0 order by place",
        rental,
    )
    return tuple(urn(row["agreement"]) for row in rows)


async def held_by(rental: uuid.UUID) -> uuid.UUID | None:
    """The agreement of the period that follows this rental: it holds the copies, and has the duty."""
    found: uuid.UUID | None = await fetch_value(
        "select agreement from rentals.rentals where parent = $1 and starts_at is not null", rental
    )
    return found


async def due_duties(today: date, limit: int) -> Sequence[uuid.UUID]:
    """Rentals of whose duty there is something to tell, or whose closing note is to be asked for, oldest first."""
    rows = await fetch(DUE_DUTIES, today, limit)
    return [row["rental"] for row in rows]


def as_json(value: Erasure | ErasureSignature | ErasureReceived) -> str:
    """A part of an attestation as its row has it."""
    return json.dumps(value.model_dump(mode="json"))
