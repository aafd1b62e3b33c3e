"""Reads of the rentals room. The tenant is in every query."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from contracts.agreement import Agreement
from market.base import vault
from market.base.database import Record, fetch, fetch_row, fetch_value
from market.rentals.cards import RentedCard, sealed, unsealed
from market.rentals.errors import RentalNotFound

ROOM = "rentals"


@dataclass(frozen=True)
class RentalRow:
    """A rental. Amounts in minor units, times UTC.

    `renewed`: another period follows it, paid; what its copies are held for goes on there, and so does the duty to
    erase them.
    """

    id: uuid.UUID
    agreement: uuid.UUID
    persona: uuid.UUID
    version: uuid.UUID
    holder: bytes
    brand: uuid.UUID
    order_id: uuid.UUID
    state: str
    negotiation: str
    document: dict[str, Any]
    purposes: list[str]
    reads_per_day: int
    retention_days: int
    invitations_per_month: int
    price: int
    currency: str
    period: str
    requested_at: datetime
    held_until: datetime
    starts_at: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    end_reason: str | None
    refunded: int | None
    delete_by: date | None
    erased_at: datetime | None
    card: RentedCard | None
    parent: uuid.UUID | None
    number: int
    anchor: datetime | None
    renewed: bool
    now: datetime

    @property
    def phase(self) -> str:
        """The state as the clock has it: a period that is over has expired, whether recorded or not."""
        if self.state in ("Active", "TemporarilySuspended") and self.ends_at and self.ends_at <= self.now:
            return "Expired"
        if self.state == "Inactive" and self.held_until <= self.now:
            return "Terminated"
        return self.state

    @property
    def ahead(self) -> bool:
        """Whether it is paid and has not begun: a renewal, before the rental that it renews has ended."""
        return self.starts_at is not None and self.now < self.starts_at

    @property
    def never_began(self) -> bool:
        """Whether it is over and had no day: it was not paid in time, or was paid ahead and ended before its period."""
        if self.phase not in OVER:
            return False
        return self.starts_at is None or (self.ended_at is not None and self.ended_at < self.starts_at)

    def agreed(self) -> Agreement:
        """The agreement as both parties have it."""
        return Agreement.model_validate_json(json.dumps(self.document))


OVER = ("Expired", "Terminated")

COLUMNS = (
    "id, agreement, persona, version, holder, brand, order_id, state, negotiation, document, purposes,"
    " reads_per_day, retention_days, invitations_per_month, price, currency, period, requested_at,"
    " held_until, starts_at, ends_at, ended_at, ended_by, end_reason, refunded, delete_by, erased_at,"
    " card_sealed, parent, number, anchor,"
    # Another period followed: one that was taken back before it began is none.
    " exists (select from rentals.rentals n where n.parent = rentals.id and n.starts_at is not null"
    " and (n.ended_at is null or n.ended_at > n.starts_at)) as renewed,"
    " base.now() as now"
)


async def suspended(agreement: uuid.UUID) -> bool:
    """Whether a rental whose days still run is suspended; asked of what a brand's read was refused for."""
    found = await fetch_value(
        "select exists (select from rentals.rentals where agreement = $1 and state = 'TemporarilySuspended'"
        " and ends_at > base.now())",
        agreement,
    )
    return bool(found)


async def rows_of(records: Sequence[Record]) -> list[RentalRow]:
    """Records of COLUMNS as values. What the card said is told until the rental is over, and then of none any more:
    a card that went with its holder's key would show whose old rentals belong together."""
    keys = await vault.keys_of(ROOM, {it["holder"] for it in records if it["card_sealed"]})
    return [_row_of(record, keys.get(record["holder"])) for record in records]


async def row_of(record: Record) -> RentalRow:
    """A record of COLUMNS as a value."""
    return (await rows_of([record]))[0]


def _row_of(record: Record, key: vault.DataKey | None) -> RentalRow:
    data = dict(record)
    data["document"] = json.loads(data["document"])
    data["purposes"] = json.loads(data["purposes"])
    blob = data.pop("card_sealed")
    row = RentalRow(**data, card=None)
    if row.never_began:  # nobody has copies of what nobody could read
        row = replace(row, delete_by=None)
    if blob is None or key is None or row.phase in OVER:
        return row
    return replace(row, card=unsealed(blob, key, row.id))


async def sealed_card(rental: uuid.UUID, holder: bytes, card: RentedCard | None) -> bytes | None:
    """The card for a new rental's row; none of a holder who left for good meanwhile."""
    key = (await vault.keys_of(ROOM, {holder})).get(holder) if card else None
    return sealed(card, key, rental) if card and key else None


async def of_brand(brand: uuid.UUID, agreement: uuid.UUID) -> RentalRow:
    """One rental of this brand; raises RentalNotFound."""
    row = await fetch_row(
        f"select {COLUMNS} from rentals.rentals where agreement = $1 and brand = $2", agreement, brand
    )
    if row is None:
        raise RentalNotFound()
    return await row_of(row)


async def several_of_brand(brand: uuid.UUID, agreements: Sequence[uuid.UUID]) -> dict[uuid.UUID, RentalRow]:
    """Those of these rentals that are this brand's, by agreement."""
    rows = await fetch(
        f"select {COLUMNS} from rentals.rentals where brand = $1 and agreement = any($2)",
        brand,
        list(agreements),
    )
    return {row.agreement: row for row in await rows_of(rows)}


async def all_of_brand(brand: uuid.UUID, before: uuid.UUID | None = None, limit: int = 50) -> list[RentalRow]:
    """The brand's rentals, newest first, a page at a time; `before` is the inner id of the last one seen."""
    rows = await fetch(
        f"select {COLUMNS} from rentals.rentals where brand = $1 and ($2::uuid is null or id < $2)"
        " order by id desc limit $3",
        brand,
        before,
        limit,
    )
    return await rows_of(rows)


async def of_holder(person: uuid.UUID, agreement: uuid.UUID) -> RentalRow:
    """One relation of this holder; raises RentalNotFound. What was never paid is none."""
    row = await fetch_row(
        f"select {COLUMNS} from rentals.rentals where agreement = $1 and holder = $2 and starts_at is not null",
        agreement,
        vault.tag(ROOM, person),
    )
    if row is None:
        raise RentalNotFound()
    return await row_of(row)


async def all_of_holder(person: uuid.UUID) -> list[RentalRow]:
    """The holder's relations, running ones first, then the latest to end."""
    rows = await fetch(
        f"select {COLUMNS} from rentals.rentals where holder = $1 and starts_at is not null"
        " order by (ended_at is not null or ends_at <= base.now()), coalesce(ended_at, ends_at) desc, id desc",
        vault.tag(ROOM, person),
    )
    return await rows_of(rows)


@dataclass(frozen=True)
class ReadRow:
    """One read of a sheet, as its holder sees it."""

    agreement: uuid.UUID
    brand: uuid.UUID
    at: datetime
    purpose: str
    channel: str


async def reads_of_holder(
    person: uuid.UUID, agreement: uuid.UUID | None = None, limit: int = 100, before: datetime | None = None
) -> list[ReadRow]:
    """Who read what, newest first; of one relation or of all, `before` an instant (UTC) or until now.

    Of one instant all or none: there may be more than `limit`, and who goes on before the last one misses nothing.
    """
    rows = await fetch(
        "select r.agreement, r.brand, l.at, l.purpose, l.channel from rentals.rentals r"
        " join rentals.reads l on l.rental = r.id"
        " where r.holder = $1 and ($2::uuid is null or r.agreement = $2) and ($4::timestamptz is null or l.at < $4)"
        " order by l.at desc fetch first $3 rows with ties",
        vault.tag(ROOM, person),
        agreement,
        limit,
        before,
    )
    return [ReadRow(**dict(row)) for row in rows]


async def locked(rental: uuid.UUID) -> RentalRow:
    """A rental under its row lock, decided on in the next statement; raises RentalNotFound."""
    await fetch("select 1 from rentals.rentals where id = $1 for update", rental)
    row = await fetch_row(f"select {COLUMNS} from rentals.rentals where id = $1", rental)
    if row is None:
        raise RentalNotFound()
    return await row_of(row)
