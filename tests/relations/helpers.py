"""Builders: a running rental and an invitation in it."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, timedelta

from market.accounts.actions.sessions import open_session
from market.accounts.secrets import email_place
from market.base import clock, vault
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.money.events import OrderPaid
from market.relations.benefits import Benefit
from market.relations.rules import Invitation
from market.rentals import queries
from market.rentals.actions.activate import on_order_paid
from market.rentals.actions.rent import Wanted, rent
from market.rentals.queries import RentalRow
from tests.factories import a_brand, a_holder, a_persona, stand_under_a_card
from tests.market import Market


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
    """A browser's token for a factory's person, in the seat that it has; an operator gave the second factor."""
    assert who.person is not None
    async with transaction():
        return await open_session(who.person, who.seat.brand if who.seat else None, factor=who.operator)


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
    """A rental whose period has just begun: rented and activated by the product, its payment only said to be.

    Nothing that moves money works on it; for that there is `a_paid_relation`.
    """
    holder = holder or await with_mailbox(await a_holder(), "holder@example.org")
    brand = brand or await a_brand()
    persona = persona or await a_persona(holder, variant=variant, period=period)
    wanted = Wanted(persona, variant, period, 1900, ("benefits",))
    await stand_under_a_card(persona)
    requested = await rent(brand, wanted, uuid.uuid4().hex, "/v1/rentals")
    row = await queries.of_brand(brand_of(brand), requested.agreement)
    async with transaction():
        await on_order_paid(OrderPaid(row.order_id, [row.id], await clock.now()))
    return Relation(holder, brand, persona, row.id, row.agreement)


async def a_paid_relation(market: Market) -> Relation:
    """A rental that was paid at Stripe; it can end."""
    holder, brand = await with_mailbox(await a_holder(), "holder@example.org"), await a_brand()
    persona = await a_persona(holder)
    agreement = await market.rented(brand, persona)
    row = await queries.of_brand(brand_of(brand), agreement)
    return Relation(holder, brand, persona, row.id, agreement)


async def an_offer(**changes: object) -> Invitation:
    """An invitation that may be sent today."""
    today: date = clock.market_date(await clock.now())
    offer = Invitation(
        kind="discount",
        title="Une révision offerte",
        conditions="Une fois, du mardi au samedi.",
        code="MOI-2026",
        link=None,
        valid_from=today,
        valid_until=today + timedelta(days=14),
        benefit=Benefit(percent=20),
    )
    return replace(offer, **changes)  # type: ignore[arg-type]
