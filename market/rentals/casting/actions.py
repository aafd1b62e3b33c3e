"""A casting's places, or the one place of a bid: paid for in advance, taken one by one, given back where nobody took
them.

All run inside the caller's transaction. The money is that of any purchase: an order with a line for each place, from
the brand's balance into escrow; a line becomes a rental's when somebody takes it, and is refunded whole when nobody
did.
"""

import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.agreement import Agreement
from contracts.price import price
from contracts.record import SALT_BYTES
from contracts.terms import PurposeNotAdmitted, Terms, edition
from market.accounts import queries as accounts
from market.base import audit, events, vault
from market.base.database import Record, fetch, fetch_row
from market.base.errors import Refusal
from market.base.ids import new_id
from market.money import orders
from market.money.orders import NewLine, Paying
from market.personas import slots
from market.personas.slots import PersonaUnavailable
from market.rentals.actions.activate import begin
from market.rentals.actions.lines import HOLD, Agreed, Buyer, RentalRequested, Wanted, buyer_of, keep
from market.rentals.agreements import HOLDER_BPS, Deal, agree, day_of
from market.rentals.cards import RentedCard
from market.rentals.casting.errors import NoPlaceLeft
from market.rentals.errors import PurposeNotAgreed
from market.rentals.negotiation.errors import BrandCannotRent
from market.rentals.queries import locked

UNFILLED, LOST = "casting_unfilled", "bid_lost"
"""Why the money of a place goes back."""


@dataclass(frozen=True)
class Places:
    """What a brand pays for: so many places of a period at a step of the price ladder (minor units a month)."""

    count: int
    period: str
    price_step: int

    @property
    def amount(self) -> int:
        """What all of them cost, minor units."""
        return self.count * price(self.price_step, self.period).amount


@dataclass(frozen=True)
class Taker:
    """Who takes a place: a persona, and when its holder said so (UTC)."""

    persona: uuid.UUID
    accepted_at: datetime


@dataclass(frozen=True)
class Asked:
    """What the brand had asked for, when (UTC), and by which route a holder accepts it."""

    purposes: Sequence[str]
    asked_at: datetime
    page: str


async def reserve(
    brand: uuid.UUID,
    casting: uuid.UUID,
    places: Places,
    actor: audit.Actor,
    page: str,
    *,
    label: str = "Casting",
) -> None:
    """Take the price of all places from the brand's balance into escrow, a line for each, called `label` on papers.

    Raises BrandNotApproved, BrandStopped, ContactMissing, CharterNotSigned, BrandOwes, VatNumberExpired,
    VatNumberNotChecked, BalanceTooLow; then the caller's transaction is to be rolled back.
    """
    buyer = await buyer_of(brand, page)
    rentals = [new_id() for _ in range(places.count)]
    cost = price(places.price_step, places.period)
    lines = [
        NewLine(
            *(rental, cost.amount, HOLDER_BPS, buyer.vat.rate_bps),
            vat_category=buyer.vat.category,
            vat_number=buyer.vat.number,
            label=f"{label} {number}/{places.count}",
            period=places.period,
        )
        for number, rental in enumerate(rentals, 1)
    ]
    placed = await orders.place_order(
        *(vault.tag("money", brand), cost.currency, lines, f"casting:{casting}", Paying(by="balance"))
    )
    await fetch(
        "insert into rentals.casting_places (id, casting, number, brand, order_id, rental, period, price_step,"
        " vat_bps, state) select p.id, $1, p.number, $2, $3, p.rental, $4, $5, $6, 'free'"
        " from unnest($7::uuid[], $8::int[], $9::uuid[]) p (id, number, rental)",
        *(casting, brand, placed.order_id, places.period, places.price_step, buyer.vat.rate_bps),
        *([new_id() for _ in rentals], list(range(1, places.count + 1)), rentals),
    )
    await orders.pay_from_balance(placed.payment_id, actor)


async def take(
    casting: uuid.UUID, taker: Taker, asked: Asked, *, version: uuid.UUID | None = None
) -> uuid.UUID:
    """Conclude with this persona's holder, and let the rental begin. Its id. `version`: of the persona, whose terms it
    was offered under; else as it is listed.

    Raises NoPlaceLeft, BrandCannotRent, PersonaUnavailable, AlreadyRented, PurposeNotAgreed; then a savepoint around
    it is to be rolled back.
    """
    place = await fetch_row(
        "select * from rentals.casting_places where casting = $1 and state = 'free' order by number limit 1"
        " for no key update",
        casting,
    )
    if place is None:
        raise NoPlaceLeft()
    buyer = await _buyer(place["brand"], asked.page)
    offer, card = await _offered(taker.persona, place["brand"], version)
    agreed = _agreed(place, offer, card, buyer, asked, taker.accepted_at)
    await slots.take(
        *(taker.persona, buyer.brand, agreed.rental, buyer.now + HOLD),
        exclusive=agreed.document.terms.exclusive,
    )
    await keep(agreed, buyer, place["order_id"], audit.CLOCK)
    await fetch(
        "update rentals.casting_places set state = 'taken', accepted_at = $2 where id = $1",
        *(place["id"], taker.accepted_at),
    )
    if not await begin(await locked(agreed.rental)):
        raise PersonaUnavailable()
    return agreed.rental


async def give_back(casting: uuid.UUID, reason: str = UNFILLED) -> int:
    """Refund every place that nobody took; how many. Again changes nothing."""
    free = await fetch(
        "select id, rental from rentals.casting_places where casting = $1 and state = 'free' order by rental"
        " for no key update",
        casting,
    )
    for place in free:
        await orders.refund_line_in_full(place["rental"], reason)
    await fetch(
        "update rentals.casting_places set state = 'returned' where id = any($1)", [row["id"] for row in free]
    )
    return len(free)


async def _buyer(brand: uuid.UUID, page: str) -> Buyer:
    """The brand as it stands now, for those who accept. Raises BrandCannotRent."""
    try:
        return await buyer_of(brand, page, asks=False)
    except Refusal as refusal:
        raise BrandCannotRent() from refusal


async def _offered(
    persona: uuid.UUID, brand: uuid.UUID, version: uuid.UUID | None
) -> tuple[Record, RentedCard | None]:
    """The persona as its holder offers it, and the card it stands under. Raises PersonaUnavailable."""
    row = await fetch_row(
        "select p.id as persona, v.id as version, p.holder, v.variant || '-' || v.terms_version as edition,"
        " v.created_at from personas.personas p"
        " join personas.persona_versions v on v.persona = p.id and v.id = coalesce($2, p.version)"
        " where p.id = $1 and p.state = 'listed'",
        *(persona, version),
    )
    if row is None or row["holder"] in await accounts.member_tags(brand, "personas"):
        raise PersonaUnavailable()
    asked = RentalRequested(persona)
    await events.raise_event(asked)
    return row, asked.card


def _agreed(
    place: Record,
    offer: Record,
    card: RentedCard | None,
    buyer: Buyer,
    asked: Asked,
    accepted_at: datetime,
) -> Agreed:
    agreement, terms = uuid.uuid4(), edition(offer["edition"])
    persona = Wanted(offer["persona"], terms.id, place["period"], place["price_step"], asked.purposes)
    document = _signed(agreement, persona, offer, terms, buyer, place, accepted_at)
    # It was asked for when the brand published it, and of whoever listed later, when they did.
    asked_at = max(asked.asked_at, offer["created_at"])
    return Agreed(
        *(place["rental"], agreement, persona, offer["version"], offer["holder"], document, card),
        answered=True,
        answered_at=accepted_at,
        asked_at=asked_at,
        before=[("requested", asked_at, _facts(document))],
    )


def _signed(
    agreement: uuid.UUID,
    wanted: Wanted,
    offer: Record,
    terms: Terms,
    buyer: Buyer,
    place: Record,
    accepted_at: datetime,
) -> Agreement:
    deal = Deal(
        agreement=agreement,
        persona=wanted.persona,
        version=offer["version"],
        brand=buyer.brand,
        brand_name=buyer.legal_name,
        terms=terms,
        period=wanted.period,
        price_step=wanted.price_step,
        purposes=wanted.purposes,
        vat_bps=place["vat_bps"],
        agreed_at=day_of(accepted_at),
        salt=os.urandom(SALT_BYTES),
        method=buyer.method,
        processors=buyer.processors,
    )
    try:
        return agree(deal, buyer.key)
    except PurposeNotAdmitted as error:
        raise PurposeNotAgreed(purpose=error.purpose) from error


def _facts(document: Agreement) -> Mapping[str, object]:
    return {
        "terms": document.terms.edition,
        "period": document.period,
        "price": document.price.amount,
        "currency": document.price.currency,
        "purposes": list(document.purposes),
    }
