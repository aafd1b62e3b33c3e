"""Which edition of the charter a brand has signed, and whether it may rent and write with that."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts import charter
from contracts.charter import Standing
from market.accounts.refusals import CharterEditionNeeded, CharterNotSigned
from market.base.clock import market_date
from market.base.database import fetch_row, fetch_value
from market.base.errors import NotFound
from market.base.ids import new_id

LATEST: Final = charter.current().edition
"""What is signed where nobody says which: seeds and the command line."""


@dataclass(frozen=True)
class Signed:
    """An edition, and the market's day on which it was signed."""

    edition: int
    on: date


@dataclass(frozen=True)
class Charter:
    """How a brand stands to the edition of today; `signed` is the latest that it signed."""

    signed: Signed | None
    standing: Standing


async def of_brand(brand: uuid.UUID) -> Charter:
    """Raises NotFound."""
    row = await fetch_row(
        "select b.created_at, base.now() as now, s.edition, s.signed_at from accounts.brands b left join lateral"
        " (select edition, signed_at from accounts.charter_signatures where brand = b.id"
        " order by edition desc limit 1) s on true where b.id = $1",
        brand,
    )
    if row is None:
        raise NotFound()
    here_since, today = market_date(row["created_at"]), market_date(row["now"])
    signed = Signed(row["edition"], market_date(row["signed_at"])) if row["edition"] else None
    return Charter(signed, charter.standing(charter.current(), row["edition"], here_since, today))


async def check_signed(brand: uuid.UUID) -> None:
    """Before anything new of a brand's: a rental, an invitation, a question, a message. Raises CharterNotSigned."""
    if (await of_brand(brand)).standing == "unsigned":
        raise CharterNotSigned(current=charter.current().edition)


def check_edition(edition: int | None) -> int:
    """What is signed is the edition of today. Raises CharterEditionNeeded."""
    current = charter.current().edition
    if edition != current:
        raise CharterEditionNeeded(field="charter", current=current)
    return current


async def put(brand: uuid.UUID, edition: int) -> bool:
    """Keep the signature, inside a transaction; False where it was signed before."""
    kept = await fetch_value(
        "insert into accounts.charter_signatures (id, brand, edition, signed_at) values ($1, $2, $3, base.now())"
        " on conflict on constraint charter_signatures_once do nothing returning id",
        *(new_id(), brand, edition),
    )
    return kept is not None
