"""Reads of documents. The owner is in every query; another's document is not found."""

import uuid
from dataclasses import dataclass
from datetime import date

from market.base import vault
from market.base.database import Record, fetch, fetch_row, fetch_value
from market.base.errors import NotFound
from market.money.documents.kinds import Kind
from market.money.documents.statements import GAPS, UNEQUAL

ROOM = "money"
PAGE = 50

_COLUMNS = "id, kind, number, issued_on, currency, net, vat, gross, year"


class DocumentNotFound(NotFound):
    """No such document, or another's."""


@dataclass(frozen=True)
class Listed:
    """A document in a list; amounts in minor units."""

    id: uuid.UUID
    kind: Kind
    number: str
    issued_on: date
    currency: str
    net: int
    vat: int
    gross: int
    year: int


@dataclass(frozen=True)
class Kept:
    """A document as it was issued: its number, its content as JSON, the hash of its XML if it has one."""

    number: str
    kind: Kind
    snapshot: str
    xml_hash: bytes | None


async def of_brand(brand: uuid.UUID, before: uuid.UUID | None = None, limit: int = PAGE) -> list[Listed]:
    """The brand's documents, latest first; after the one called `before`, which must be its own.

    Raises DocumentNotFound for a `before` that is not.
    """
    owner = vault.tag(ROOM, brand)
    if before is not None:
        await one(owner, before)
    rows = await fetch(
        f"select {_COLUMNS} from money.documents where owner = $1 and kind <> 'year'"
        " and ($2::uuid is null or (issued_at, number) <"
        " (select issued_at, number from money.documents where owner = $1 and id = $2))"
        " order by issued_at desc, number desc limit $3",
        *(owner, before, limit),
    )
    return [_listed(row) for row in rows]


async def of_rental(brand: uuid.UUID, order: uuid.UUID, rental: uuid.UUID) -> list[Listed]:
    """The documents of one of a brand's rentals, as issued: those of its order, and its own corrections."""
    rows = await fetch(
        f"select {_COLUMNS} from money.documents where owner = $1 and order_id = $2"
        " and (order_line_id is null"
        " or order_line_id = (select id from money.order_lines where rental_id = $3))"
        " order by issued_at, number",
        *(vault.tag(ROOM, brand), order, rental),
    )
    return [_listed(row) for row in rows]


async def of_holder(person: uuid.UUID) -> list[Listed]:
    """The holder's yearly statements, latest year first."""
    rows = await fetch(
        f"select {_COLUMNS} from money.documents where owner = $1 and kind = 'year' order by year desc",
        vault.tag(ROOM, person),
    )
    return [_listed(row) for row in rows]


async def waiting_for_address(brand: uuid.UUID) -> int:
    """How many paid orders of a brand have no documents yet."""
    count: int = await fetch_value(
        "select count(*) from money.orders o join money.payments p on p.order_id = o.id"
        " and p.status = 'succeeded' where o.brand = $1 and o.purpose = 'rental' and not exists"
        " (select from money.documents d where d.order_id = o.id and d.order_line_id is null)",
        vault.tag(ROOM, brand),
    )
    return count


async def one(owner: bytes, document: uuid.UUID) -> Kept:
    """One document of this owner's (a tag of this room); raises DocumentNotFound."""
    row = await fetch_row(
        "select number, kind, snapshot, xml_hash from money.documents where id = $1 and owner = $2",
        *(document, owner),
    )
    if row is None:
        raise DocumentNotFound()
    return Kept(row["number"], Kind(row["kind"]), row["snapshot"], row["xml_hash"])


def _listed(row: Record) -> Listed:
    return Listed(**{**row, "kind": Kind(row["kind"])})


async def unexplained() -> list[tuple[str, str]]:
    """Gaps in numbers, and ended orders whose documents say another sum than the books: (what, why)."""
    return [(row["subject"], row["detail"]) for sql in (GAPS, UNEQUAL) for row in await fetch(sql)]
