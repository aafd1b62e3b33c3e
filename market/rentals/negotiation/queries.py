"""Reads of negotiations. The tenant is in every query; deadlines are compared with the database's clock."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from contracts.consent.kinds import Reached
from contracts.negotiation import Bargain
from market.base import vault
from market.base.database import Record, fetch, fetch_row
from market.money.booking import lock_payment
from market.money.orders import payment_of
from market.rentals.agreements import Way
from market.rentals.cards import RentedCard, unsealed
from market.rentals.negotiation.errors import RequestNotFound
from market.rentals.negotiation.rules import OPEN
from market.rentals.queries import ROOM

Outcome = Literal["agreed", "not-accepted", "withdrawn", "not-paid", "not-available"]
Phase = Literal["unpaid", "waiting", "accepted", "offered", "agreed", "over"]


@dataclass(frozen=True)
class NegotiationRow:
    """A negotiation; times UTC. `settled`: what follows from its end was done and told.

    `fallen`: what was agreed on came to nothing at `fallen_at`, because it was not paid in time or could not be had any
    more (`actions.activate`'s words). `agree_at`: its holder has accepted, and then it becomes an agreement. `reached`:
    where the brand said, when it asked, that it is reached about the person's data; None for one that asked before
    brands had to say so.
    """

    id: uuid.UUID
    agreement: uuid.UUID
    rental: uuid.UUID
    persona: uuid.UUID
    version: uuid.UUID
    holder: bytes
    brand: uuid.UUID
    order_id: uuid.UUID
    consumer_pid: uuid.UUID
    provider_pid: uuid.UUID
    state: str
    asked: Bargain
    offered: Bargain | None
    purposes: list[str]
    processors: list[str]
    message: str | None
    vat_bps: int
    requested_at: datetime
    held_until: datetime
    put_at: datetime | None
    decide_by: datetime | None
    answered_at: datetime | None
    accepted_way: Way | None
    agree_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    reason: str | None
    due_at: datetime | None
    settled: bool
    closed_at: datetime | None
    closed_as: Outcome | None
    holder_checked: bool
    card: RentedCard | None
    fallen: str | None
    fallen_at: datetime | None
    reached: Reached | None
    now: datetime

    @property
    def in_time(self) -> bool:
        """Whether it can be answered still, by the clock."""
        return self.decide_by is not None and self.now < self.decide_by

    @property
    def accepted(self) -> bool:
        """Whether its holder has accepted, and it is no agreement yet: nobody but they know."""
        return self.agree_at is not None and self.state == "REQUESTED"

    @property
    def may_take_back(self) -> bool:
        """Whether what its holder has said is theirs still, by the clock: a yes until it takes effect."""
        return self.now < self.agree_at if self.accepted and self.agree_at else self.in_time

    @property
    def phase(self) -> Phase:
        """How far it has come, by the clock, as its holder sees it."""
        if self.accepted:
            return "accepted"
        if self.state in OPEN and self.put_at is None:
            return "unpaid" if self.now < self.held_until else "over"
        if self.state in OPEN and self.in_time:
            return "waiting" if self.state == "REQUESTED" else "offered"
        return "agreed" if self.state == "AGREED" and self.fallen is None else "over"

    @property
    def untold(self) -> bool:
        """Whether it has ended and its brand does not know it yet."""
        return self.due_at is not None and self.now < self.due_at and self.closed_at is None

    @property
    def phase_for_brand(self) -> Phase:
        """The same for its brand: until it is told of a yes or an end, all is as if nobody had answered, or offered."""
        if self.untold:
            return "offered" if self.offered else "waiting"
        return "waiting" if self.accepted else self.phase

    @property
    def state_for_brand(self) -> str:
        """The state of the protocol as its brand is told it, by the clock."""
        if self.untold:
            return "OFFERED" if self.offered else "REQUESTED"
        return "TERMINATED" if self.phase == "over" else self.state

    @property
    def reason_for_brand(self) -> str | None:
        """What its holder chose to say with a refusal; not where the brand's own act came before it was told."""
        return self.reason if self.ended_by == "person" and self.closed_as is None else None

    @property
    def bargain(self) -> Bargain:
        """What it is about by now: the counter-offer where there is one."""
        return self.offered or self.asked


# What was agreed on ends, without having begun, on its rental: recorded there, or by the clock once its hold is over.
_NEGOTIATIONS = (
    "(select n.*, f.fallen, f.fallen_at from rentals.negotiations n left join lateral (select"
    " coalesce(r.end_reason, 'not_paid') as fallen, coalesce(r.ended_at, r.held_until) as fallen_at"
    " from rentals.rentals r where r.id = n.rental and n.state = 'AGREED' and r.starts_at is null"
    " and (r.ended_at is not null or r.state = 'Inactive' and r.held_until <= base.now())) f on true) n"
)
_COLUMNS = (
    "id, agreement, rental, persona, version, holder, brand, order_id, consumer_pid, provider_pid, state, terms,"
    " period, price_step, purposes, processors, message, vat_bps, requested_at, held_until, put_at, decide_by,"
    " offered_terms, offered_period, offered_step, answered_at, accepted_way, agree_at, ended_at, ended_by, reason,"
    " due_at, settled_at is not null as settled, closed_at, closed_as, holder_checked, card_sealed, contact_address,"
    " contact, fallen, fallen_at, base.now() as now"
)


async def _rows(records: Sequence[Record]) -> list[NegotiationRow]:
    keys = await vault.keys_of(ROOM, {it["holder"] for it in records if it["card_sealed"]})
    return [_row(record, keys.get(record["holder"])) for record in records]


def _row(record: Record, key: vault.DataKey | None) -> NegotiationRow:
    data: dict[str, Any] = dict(record)
    data["purposes"] = json.loads(data["purposes"])
    data["processors"] = json.loads(data["processors"])
    data["asked"] = Bargain(data.pop("terms"), data.pop("period"), data.pop("price_step"))
    offer = (data.pop("offered_terms"), data.pop("offered_period"), data.pop("offered_step"))
    data["offered"] = Bargain(*offer) if offer[0] else None
    where, contact = data.pop("contact_address"), data.pop("contact")
    data["reached"] = Reached(address=where, contact=contact) if where and contact else None
    blob = data.pop("card_sealed")
    data["card"] = unsealed(blob, key, data["id"]) if blob is not None and key is not None else None
    return NegotiationRow(**data)


async def of_brand(brand: uuid.UUID, agreement: uuid.UUID) -> NegotiationRow:
    """One request of this brand; raises RequestNotFound."""
    rows = await fetch(
        f"select {_COLUMNS} from {_NEGOTIATIONS} where agreement = $1 and brand = $2", agreement, brand
    )
    if not rows:
        raise RequestNotFound()
    return (await _rows(rows))[0]


async def all_of_brand(
    brand: uuid.UUID, before: uuid.UUID | None = None, limit: int = 50
) -> list[NegotiationRow]:
    """The brand's requests, newest first, a page at a time; `before` is the inner id of the last one seen."""
    rows = await fetch(
        f"select {_COLUMNS} from {_NEGOTIATIONS} where brand = $1 and ($2::uuid is null or id < $2)"
        " order by id desc limit $3",
        *(brand, before, limit),
    )
    return await _rows(rows)


async def of_holder(person: uuid.UUID, agreement: uuid.UUID) -> NegotiationRow:
    """One request that was put to this holder; raises RequestNotFound."""
    rows = await fetch(
        f"select {_COLUMNS} from {_NEGOTIATIONS} where agreement = $1 and holder = $2 and put_at is not null",
        *(agreement, vault.tag(ROOM, person)),
    )
    if not rows:
        raise RequestNotFound()
    return (await _rows(rows))[0]


async def all_of_holder(person: uuid.UUID, limit: int = 50) -> list[NegotiationRow]:
    """What was put to this holder: what waits for an answer first, then the latest."""
    rows = await fetch(
        f"select {_COLUMNS} from {_NEGOTIATIONS} where holder = $1 and put_at is not null"
        " order by state in ('REQUESTED', 'OFFERED') and agree_at is null and decide_by > base.now() desc, id desc"
        " limit $2",
        *(vault.tag(ROOM, person), limit),
    )
    return await _rows(rows)


async def waiting_for(person: uuid.UUID) -> int:
    """How many requests wait for this holder's answer."""
    rows = await fetch(
        "select 1 from rentals.negotiations where holder = $1 and state = 'REQUESTED' and put_at is not null"
        " and agree_at is null and decide_by > base.now()",
        vault.tag(ROOM, person),
    )
    return len(rows)


async def waiting_of(brand: uuid.UUID) -> int:
    """How many requests of this brand's wait, for somebody's answer or for its bank; as it knows it."""
    rows = await fetch(
        "select 1 from rentals.negotiations where brand = $1 and (state in ('REQUESTED', 'OFFERED')"
        " and (coalesce(decide_by, held_until) > base.now() or agree_at is not null)"
        " or due_at > base.now() and closed_at is null)",
        brand,
    )
    return len(rows)


async def locked(negotiation: uuid.UUID, *, with_payment: bool = True) -> NegotiationRow:
    """The negotiation under its row lock, decided on in the next statement; its payment is locked before it, unless
    the caller holds that.
    """
    if with_payment:
        order = await fetch_row("select order_id from rentals.negotiations where id = $1", negotiation)
        if order is not None:
            await lock_payment(await payment_of(order["order_id"]))
    await fetch("select 1 from rentals.negotiations where id = $1 for update", negotiation)
    rows = await fetch(f"select {_COLUMNS} from {_NEGOTIATIONS} where id = $1", negotiation)
    if not rows:
        raise RequestNotFound()
    return (await _rows(rows))[0]


async def of_order(order: uuid.UUID) -> uuid.UUID | None:
    """The negotiation whose order this is, if it is one's."""
    row = await fetch_row("select id from rentals.negotiations where order_id = $1", order)
    return None if row is None else row["id"]
