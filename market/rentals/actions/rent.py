"""A brand rents a persona: commit 1 takes the slot and writes the intent to pay; Stripe is called after it."""

import json
import os
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.price import price
from contracts.record import SALT_BYTES
from contracts.terms import PurposeNotAdmitted, Terms, edition, outward
from market.accounts import queries as accounts
from market.base import audit, events, vault
from market.base.access import Principal
from market.base.database import Record, fetch, fetch_row, transaction
from market.base.errors import Forbidden
from market.base.idempotency import claim, made_before
from market.money import orders
from market.personas import slots
from market.personas.slots import PersonaUnavailable
from market.rentals import record
from market.rentals.agreements import HOLDER_BPS, Deal, agree
from market.rentals.cards import RentedCard, columns, rented_card
from market.rentals.errors import BrandNotApproved, OfferChanged, PurposeNotAgreed
from market.rentals.queries import ROOM
from market.rentals.tax import treatment

HOLD = timedelta(minutes=15)


@dataclass
class RentalRequested:
    """Somebody asks for this persona; whoever knows a reason against it raises PersonaUnavailable.

    Whoever knows under which card it stands says so: the rental keeps what that card says.
    """

    persona: uuid.UUID
    card: RentedCard | None = None

    def stands_under(self, address: str, said: Iterable[tuple[str, int, str]]) -> None:
        """The answer: the card's address, and what it says as (claim, step, code)."""
        self.card = rented_card(address, said)


@dataclass(frozen=True)
class Wanted:
    """What the brand saw and asks for. `price_step` in minor units a month; `variant` as the card names it.

    `keep_card`: the bank card that it is paid with is kept, for renewals.
    """

    persona: uuid.UUID
    variant: str
    period: str
    price_step: int
    purposes: Sequence[str]
    keep_card: bool = False


@dataclass(frozen=True)
class Requested:
    """A rental that waits for its payment."""

    agreement: uuid.UUID
    payment: uuid.UUID


async def rented_before(who: Principal, key: str, sent: object) -> Requested | None:
    """What this very request made earlier, also when the name it used meant the persona only that day.

    Raises IdempotencyKeyReused.
    """
    if who.seat is None:
        raise Forbidden()
    rental = await made_before(vault.tag(ROOM, who.seat.brand), key, (sent, "rent"), "rental")
    return await _again(rental) if rental else None


async def rent(who: Principal, wanted: Wanted, key: str, page: str, sent: object | None = None) -> Requested:
    """Agree, hold a slot for 15 minutes and intend to pay. Called again with the same key: the same result.

    `sent` is the request as it came, where that is more than `wanted`: what `rented_before` is asked with.

    Raises BrandNotApproved, VatNumberExpired, VatNumberNotChecked, PersonaUnavailable, OfferChanged,
    PurposeNotAgreed, AlreadyRented, IdempotencyKeyReused. The caller then submits the payment, outside any
    transaction.
    """
    if who.seat is None:
        raise Forbidden()
    brand = who.seat.brand
    async with transaction():
        rental, fresh = await claim(vault.tag(ROOM, brand), key, (sent or wanted, "rent"), "rental")
        if not fresh:
            return await _again(rental)
        facts = await _approved(brand)
        offer, card = await _offer(wanted, brand)
        agreement = uuid.uuid4()
        now: datetime = (await fetch("select base.now() as now"))[0]["now"].astimezone(UTC)
        vat = treatment(facts, now)
        document = agree(
            Deal(
                agreement=agreement,
                persona=wanted.persona,
                version=offer["version"],
                brand=brand,
                brand_name=facts.legal_name,
                terms=_terms(offer),
                period=wanted.period,
                price_step=wanted.price_step,
                purposes=wanted.purposes,
                vat_bps=vat.rate_bps,
                agreed_at=now,
                salt=os.urandom(SALT_BYTES),
                page=page,
            )
        )
        placed = await orders.place_order(
            vault.tag("money", brand),
            document.price.currency,
            [
                orders.NewLine(
                    rental,
                    document.price.amount,
                    HOLDER_BPS,
                    vat.rate_bps,
                    vat_category=vat.category,
                    label=document.first_party.name,
                    period=wanted.period,
                )
            ],
            f"rental:{rental}",
            keep_card=wanted.keep_card,
        )
        terms = document.terms
        await fetch(
            "insert into rentals.rentals (id, agreement, persona, version, holder, brand, order_id, state,"
            " negotiation, document, purposes, reads_per_day, retention_days, invitations_per_month, price,"
            " currency, period, requested_at, held_until, card, card_said) values ($1, $2, $3, $4, $5, $6, $7,"
            " 'Inactive', 'VERIFIED', $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
            *(rental, agreement, wanted.persona, offer["version"]),
            *(vault.retag(offer["holder"], "personas", ROOM), brand, placed.order_id),
            *(document.model_dump_json(), json.dumps(document.purposes), terms.reads.per_day),
            *(terms.retention.days, terms.contact.invitations_per_month),
            *(document.price.amount, document.price.currency, wanted.period, now, now + HOLD, *columns(card)),
        )
        await slots.take(wanted.persona, brand, rental, now + HOLD)
        agreed = {"terms_hash": document.terms_hash, "purposes": list(document.purposes)}
        await record.write(rental, agreement, "agreed", now, agreed)
        await audit.record(who.actor, "rental.requested", "rental", rental)
    return Requested(agreement, placed.payment_id)


async def _again(rental: uuid.UUID) -> Requested:
    row = await fetch_row("select agreement, order_id from rentals.rentals where id = $1", rental)
    if row is None:
        raise PersonaUnavailable()
    return Requested(row["agreement"], await orders.payment_of(row["order_id"]))


async def _approved(brand: uuid.UUID) -> accounts.BrandFacts:
    """The brand's facts, locked against its being stopped meanwhile; raises BrandNotApproved."""
    facts = await accounts.brand_held(brand)
    if facts.state != "approved":
        raise BrandNotApproved()
    return facts


async def _offer(wanted: Wanted, brand: uuid.UUID) -> tuple[Record, RentedCard | None]:
    """What is rented, and the card it stands under; raises PersonaUnavailable, OfferChanged, PurposeNotAgreed."""
    row = await fetch_row(
        "select version, holder, variant, terms_version, period, price_step from personas.personas"
        " where id = $1 and state = 'listed'",
        wanted.persona,
    )
    if row is None:
        raise PersonaUnavailable()
    asked = RentalRequested(wanted.persona)
    await events.raise_event(asked)
    # The same answer as "full": a refusal of its own would tell a brand that a member is this persona.
    if row["holder"] in await accounts.member_tags(brand, "personas"):
        raise PersonaUnavailable()
    terms = _terms(row)
    if (outward(terms), row["period"], row["price_step"]) != (
        wanted.variant,
        wanted.period,
        wanted.price_step,
    ):
        raise OfferChanged(
            variant=outward(terms),
            period=row["period"],
            price=price(row["price_step"], row["period"]).amount,
        )
    try:
        terms.admit(wanted.purposes)
    except PurposeNotAdmitted as error:
        raise PurposeNotAgreed(purpose=error.purpose) from error
    return row, asked.card


def _terms(offer: Record) -> Terms:
    """What the persona was published under: its holder has agreed to no other edition."""
    return edition(f"{offer['variant']}-{offer['terms_version']}")
