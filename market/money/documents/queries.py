"""Reads of documents. The owner is in every query; another's document is not found."""

import uuid
from dataclasses import dataclass
from datetime import date

from market.base import vault
from market.base.database import Record, fetch, fetch_row, fetch_value
from market.base.errors import NotFound
from market.money.documents.kinds import Kind

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


# What must always hold of documents, as `invariants` has it for the ledger: for tests and reconciliation.
_GAPS = """
select number as subject, 'does not follow the one before' as detail from (
  select number, serial, row_number() over (partition by owner, series, year order by serial) as place
    from money.documents) d where d.serial <> d.place
union all
select c.series || c.year, format('counter at %s, last document %s', c.last, max(d.serial))
  from money.document_counters c left join money.documents d using (owner, series, year)
  group by c.id, c.series, c.year, c.last having c.last is distinct from max(d.serial)
"""
# Of an order whose lines are all closed: invoices less credit notes are the revenue and the VAT of its rentals.
_UNEQUAL = """
with ended as (
  select order_id from money.order_lines group by order_id having bool_and(closed_at is not null)
), said as (
  select d.order_id, sum(case d.kind when 'invoice' then d.net when 'credit_note' then -d.net end) as net,
      sum(case d.kind when 'invoice' then d.vat when 'credit_note' then -d.vat end) as vat
    from money.documents d join ended using (order_id)
    where d.kind in ('invoice', 'credit_note') group by d.order_id
), booked as (
  select l.order_id, sum(e.amount) filter (where e.kind = 'platform:revenue') as net,
      sum(e.amount) filter (where e.kind = 'tax:vat') as vat
    from money.order_lines l join ended using (order_id)
    join money.ledger_transactions t on t.source_type = 'rental' and t.source_id = l.rental_id
    join money.ledger_entries e on e.transaction_id = t.id group by l.order_id
)
select s.order_id::text as subject, format('documents %s + %s, books %s + %s', s.net, s.vat,
    coalesce(b.net, 0), coalesce(b.vat, 0)) as detail
  from said s left join booked b using (order_id)
  where (s.net, s.vat) is distinct from (coalesce(b.net, 0), coalesce(b.vat, 0))
"""


async def unexplained() -> list[tuple[str, str]]:
    """Gaps in numbers, and ended orders whose documents say another sum than the books: (what, why)."""
    return [(row["subject"], row["detail"]) for sql in (_GAPS, _UNEQUAL) for row in await fetch(sql)]
