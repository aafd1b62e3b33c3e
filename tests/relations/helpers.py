"""Builders: a running rental and an invitation in it.

The rental is inserted as `rent` and the payment would leave it; it moves to the product's own actions once
payments can be made here.
"""

import json
import os
import uuid
from dataclasses import dataclass, replace
from datetime import date, timedelta

from contracts.agreement import activated
from contracts.record import SALT_BYTES
from contracts.terms import ROSTER
from market.accounts.actions.sessions import open_session
from market.accounts.secrets import email_place
from market.base import clock, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_row, transaction
from market.base.ids import new_id
from market.personas import slots
from market.relations.rules import Invitation
from market.rentals import queries, record
from market.rentals.agreements import Deal, agree
from market.rentals.queries import RentalRow
from tests.factories import a_brand, a_holder, a_persona


@dataclass(frozen=True)
class Relation:
    """A holder, a brand's member and the rental between them."""

    holder: Principal
    brand: Principal
    persona: uuid.UUID
    rental: uuid.UUID
    agreement: uuid.UUID

    async def row(self) -> RentalRow:
        return await queries.of_brand(brand_of(self.brand), self.agreement)


def brand_of(who: Principal) -> uuid.UUID:
    assert who.seat is not None
    return who.seat.brand


async def a_session(who: Principal) -> str:
    """A browser's token for a factory's person, in the seat that it has."""
    assert who.person is not None
    async with transaction():
        return await open_session(who.person, who.seat.brand if who.seat else None)


async def with_mailbox(who: Principal, address: str) -> Principal:
    """Give a factory's person an address that opens."""
    assert who.person is not None
    key = await vault.data_key(who.person)
    sealed = key.seal(email_place(who.person), {"address": address})
    await fetch("update accounts.people set email = $2 where id = $1", who.person, sealed)
    return who


async def a_relation(
    *,
    variant: str = "standard",
    period: str = "P1M",
    holder: Principal | None = None,
    brand: Principal | None = None,
    persona: uuid.UUID | None = None,
) -> Relation:
    """A paid rental whose period has just begun."""
    holder = holder or await with_mailbox(await a_holder(), "holder@example.org")
    brand = brand or await a_brand()
    persona = persona or await a_persona(holder, variant=variant, period=period)
    rental, agreement = new_id(), uuid.uuid4()
    async with transaction():
        await _insert(rental, agreement, holder, brand, persona)
    return Relation(holder, brand, persona, rental, agreement)


async def _insert(
    rental: uuid.UUID, agreement: uuid.UUID, holder: Principal, brand: Principal, persona: uuid.UUID
) -> None:
    offer = await fetch_row(
        "select version, variant, period, price_step from personas.personas where id = $1", persona
    )
    assert offer is not None and holder.person is not None
    now = await clock.now()
    deal = Deal(
        agreement=agreement,
        persona=persona,
        brand=brand_of(brand),
        brand_name="Cycles Garonne",
        purposes=("benefits",),
        agreed_at=now,
        salt=os.urandom(SALT_BYTES),
        page="/v1/rentals",
        **dict(offer),
    )
    running = activated(agree(deal), now)
    terms = ROSTER[offer["variant"]]
    assert running.starts_at is not None and running.ends_at is not None
    await slots.take(persona, brand_of(brand), rental, now + timedelta(minutes=15))
    await slots.occupy(rental, running.ends_at)
    await fetch(
        "insert into rentals.rentals (id, agreement, persona, version, holder, brand, order_id, state,"
        " negotiation, document, purposes, reads_per_day, retention_days, invitations_per_month, price,"
        " currency, period, requested_at, held_until, starts_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7,"
        " 'Active', 'FINALIZED', $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17, $18)",
        *(rental, agreement, persona, offer["version"], vault.tag(queries.ROOM, holder.person)),
        *(brand_of(brand), new_id(), running.model_dump_json(), json.dumps(["benefits"])),
        *(terms.reads.per_day, terms.retention.days, terms.contact.invitations_per_month),
        *(running.price.amount, "EUR", offer["period"], now, running.starts_at, running.ends_at),
    )
    await record.write(rental, agreement, "agreed", now, {})


async def end_by_hand(relation: Relation) -> None:
    """What the one act does to the rental's row, inside the caller's transaction."""
    row = await queries.locked(relation.rental)
    await fetch(
        "update rentals.rentals set state = 'Terminated', ended_at = $2, ended_by = 'person',"
        " end_reason = 'switched_off' where id = $1",
        row.id,
        row.now,
    )
    await slots.release(row.id)


async def an_offer(**changes: object) -> Invitation:
    """An invitation that may be sent today."""
    today: date = clock.market_date(await clock.now())
    offer = Invitation(
        kind="offer",
        title="Une révision offerte",
        conditions="Une fois, du mardi au samedi.",
        code="MOI-2026",
        link=None,
        valid_from=today,
        valid_until=today + timedelta(days=14),
    )
    return replace(offer, **changes)  # type: ignore[arg-type]
