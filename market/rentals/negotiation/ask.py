"""A brand asks to rent a persona whose holder answers each request: the money is held, and nothing is taken."""

import json
import uuid
from dataclasses import dataclass

from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_row, transaction
from market.base.errors import Forbidden
from market.base.idempotency import claim, made_before
from market.base.ids import new_id
from market.money import orders
from market.money.orders import Paying
from market.money.payouts import identities
from market.personas import slots
from market.personas.slots import PersonaUnavailable
from market.rentals.actions.lines import Agreed, Buyer, Wanted, agree_on, buyer_of
from market.rentals.errors import OfferIsInstant
from market.rentals.negotiation.errors import MessageUnknown
from market.rentals.negotiation.rules import MESSAGES, PAY_WITHIN
from market.rentals.queries import ROOM, sealed_card

HELD = Paying(capture="manual")
"""Stripe's page, by card: the bank holds the money, and it is taken once the holder has accepted."""


@dataclass(frozen=True)
class Asked:
    """A request that waits for its money to be held."""

    agreement: uuid.UUID
    payment: uuid.UUID


async def asked_before(who: Principal, key: str, sent: object) -> Asked | None:
    """What this very request made earlier. Raises IdempotencyKeyReused."""
    if who.seat is None:
        raise Forbidden()
    found = await made_before(vault.tag(ROOM, who.seat.brand), key, (sent, "ask"), "negotiation")
    return await _again(found) if found else None


async def ask(
    who: Principal,
    wanted: Wanted,
    message: str | None,
    key: str,
    page: str,
    sent: object | None = None,
    paying: Paying = HELD,
) -> Asked:
    """Ask for a persona: its place is kept, and once the brand's bank holds the money its holder is asked.

    `message` is one of `rules.MESSAGES`; `sent` as for `rent`. Called again with the same key: the same result.
    Raises BrandNotApproved, BrandStopped, ContactMissing, CharterNotSigned, BrandOwes, VatNumberExpired,
    VatNumberNotChecked, OfferImpossible, PersonaUnavailable, OfferChanged, OfferIsInstant, PurposeNotAgreed,
    MessageUnknown, AlreadyRented, IdempotencyKeyReused. The caller then submits the payment, outside any transaction.
    """
    if who.seat is None:
        raise Forbidden()
    if message is not None and message not in MESSAGES:
        raise MessageUnknown(field="message")
    brand = who.seat.brand
    async with transaction():
        asked, fresh = await claim(vault.tag(ROOM, brand), key, (sent or wanted, "ask"), "negotiation")
        if not fresh:
            return await _again(asked)
        buyer = await buyer_of(brand, page)
        agreed = await agree_on(new_id(), wanted, buyer)
        if agreed.document.terms.instant:
            raise OfferIsInstant()
        placed = await orders.place_order(
            *(vault.tag("money", brand), agreed.document.price.currency, [agreed.line(buyer.vat)]),
            *(f"rental:{agreed.rental}", paying),
        )
        await _keep(asked, agreed, buyer, message, placed.order_id)
        await slots.take(
            *(wanted.persona, brand, agreed.rental, buyer.now + PAY_WITHIN),
            exclusive=agreed.document.terms.exclusive,
        )
        await audit.record(who.actor, "negotiation.requested", "negotiation", asked)
    return Asked(agreed.agreement, placed.payment_id)


async def _keep(
    asked: uuid.UUID, agreed: Agreed, buyer: Buyer, message: str | None, order: uuid.UUID
) -> None:
    document, wanted = agreed.document, agreed.wanted
    holder = vault.retag(agreed.holder, "personas", ROOM)
    await fetch(
        "insert into rentals.negotiations (id, agreement, rental, persona, version, holder, brand, order_id,"
        " consumer_pid, provider_pid, state, terms, period, price_step, purposes, message, vat_bps, requested_at,"
        " held_until, processors, contact_address, contact, card_sealed, holder_checked)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'REQUESTED', $11,"
        " $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
        *(asked, agreed.agreement, agreed.rental, wanted.persona, agreed.version, holder, buyer.brand, order),
        *(uuid.uuid4(), uuid.uuid4(), document.terms.edition, wanted.period, wanted.price_step),
        *(json.dumps(document.purposes), message, buyer.vat.rate_bps, buyer.now, buyer.now + PAY_WITHIN),
        json.dumps(list(buyer.processors)),
        *((buyer.reached.address, buyer.reached.contact) if buyer.reached else (None, None)),
        await sealed_card(asked, holder, agreed.card),
        await _checked(vault.retag(agreed.holder, "personas", "money")),
    )


async def _checked(holder: bytes) -> bool:
    """Whether who pays the holder out has checked them, as the brand is told: as it is now, and for good."""
    return holder in await identities.verified([holder])


async def _again(asked: uuid.UUID) -> Asked:
    row = await fetch_row("select agreement, order_id from rentals.negotiations where id = $1", asked)
    if row is None:
        raise PersonaUnavailable()
    return Asked(row["agreement"], await orders.payment_of(row["order_id"]))
