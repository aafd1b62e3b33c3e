"""One line of a purchase, rented alone or with others: what is offered, what is agreed, and what is kept of it."""

import json
import os
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.agreement import Agreement, body_hash
from contracts.consent.kinds import Reached
from contracts.keys import PrivateKey
from contracts.price import LADDER, price
from contracts.record import SALT_BYTES
from contracts.terms import PurposeNotAdmitted, Terms, UnknownVariant, edition, outward
from contracts.vat import Treatment
from market.accounts import queries as accounts
from market.accounts.charter import check_signed
from market.base import audit, events, vault
from market.base.database import Record, fetch, fetch_row
from market.money.credit.errors import BrandOwes
from market.money.debts import owed_by
from market.money.orders import NewLine
from market.personas import slots
from market.personas.rules import OfferImpossible
from market.personas.slots import PersonaUnavailable
from market.rentals import record
from market.rentals.agreements import HOLDER_BPS, Deal, agree, record_key
from market.rentals.cards import RentedCard, rented_card
from market.rentals.consents import moves as consents
from market.rentals.consents.reached import reached_at
from market.rentals.errors import (
    BrandNotApproved,
    BrandStopped,
    ContactMissing,
    OfferAwaitsAnswer,
    OfferChanged,
    PurposeNotAgreed,
)
from market.rentals.queries import ROOM, sealed_card
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

    `address`: the card it was seen under, where one was.
    """

    persona: uuid.UUID
    variant: str
    period: str
    price_step: int
    purposes: Sequence[str]
    address: str | None = None


@dataclass(frozen=True)
class Buyer:
    """A brand that may rent, on the day it does: `vat` is how its commissions are taxed; `page` is where it was
    agreed, for the agreement's expression method; `key` signs for both sides.
    """

    brand: uuid.UUID
    legal_name: str
    vat: Treatment
    now: datetime
    page: str
    key: PrivateKey
    processors: Sequence[str]
    reached: Reached | None
    """Where it is reached about the person's data."""

    @property
    def method(self) -> str:
        """The act that concludes, as an agreement names it."""
        return f"POST {self.page}"


@dataclass(frozen=True)
class Agreed:
    """A line as agreed, before anything of it is kept."""

    rental: uuid.UUID
    agreement: uuid.UUID
    wanted: Wanted
    version: uuid.UUID
    holder: bytes
    document: Agreement
    card: RentedCard | None
    answered: bool = False
    """Whether its holder's own act concluded it: nobody else's then gave it its time."""
    asked_at: datetime | None = None
    """When the brand asked, where that was before it was agreed on."""
    before: Sequence[tuple[str, datetime, Mapping[str, object]]] = ()
    """What its record begins with, where it was asked for: kind, time (UTC), facts."""
    offered: consents.Offered | None = None
    """The holder's counter-offer, where the brand took one."""
    answered_at: datetime | None = None
    """When its holder accepted, where that was before it took effect."""

    def line(self, vat: Treatment) -> NewLine:
        """What it costs."""
        return NewLine(
            self.rental,
            self.document.price.amount,
            HOLDER_BPS,
            vat.rate_bps,
            vat_category=vat.category,
            vat_number=vat.number,
            label=self.document.first_party.name,
            period=self.wanted.period,
        )


async def buyer_of(brand: uuid.UUID, page: str, *, asks: bool = True) -> Buyer:
    """The brand, locked against its being stopped meanwhile. What it does not ask for now, it has asked for when it
    had said where it is reached, and had signed.

    Raises BrandNotApproved, BrandStopped, ContactMissing, CharterNotSigned, BrandOwes, VatNumberExpired,
    VatNumberNotChecked.
    """
    facts = await accounts.brand_held(brand)
    if facts.state == "stopped":
        raise BrandStopped()
    if facts.state != "approved":
        raise BrandNotApproved()
    reached = reached_at(facts)
    if asks:
        if reached is None:
            raise ContactMissing()
        await check_signed(brand)
    owed = await owed_by(vault.tag("money", brand))
    if owed:
        raise BrandOwes(owed=owed)
    now: datetime = (await fetch("select base.now() as now"))[0]["now"].astimezone(UTC)
    key = await record_key()
    return Buyer(brand, facts.legal_name, treatment(facts, now), now, page, key, facts.processors, reached)


async def agree_on(rental: uuid.UUID, wanted: Wanted, buyer: Buyer) -> Agreed:
    """The agreement that this line would be.

    Raises OfferImpossible, PersonaUnavailable, OfferChanged, PurposeNotAgreed.
    """
    offer, card = await _offer(wanted, buyer.brand)
    agreement = uuid.uuid4()
    document = agree(
        Deal(
            agreement=agreement,
            persona=wanted.persona,
            version=offer["version"],
            brand=buyer.brand,
            brand_name=buyer.legal_name,
            terms=_terms(offer),
            period=wanted.period,
            price_step=wanted.price_step,
            purposes=wanted.purposes,
            vat_bps=buyer.vat.rate_bps,
            agreed_at=buyer.now,
            salt=os.urandom(SALT_BYTES),
            method=buyer.method,
            processors=buyer.processors,
        ),
        buyer.key,
    )
    return Agreed(rental, agreement, wanted, offer["version"], offer["holder"], document, card)


async def agree_at_once(rental: uuid.UUID, wanted: Wanted, buyer: Buyer) -> Agreed:
    """The same for terms that are the consent. Raises OfferAwaitsAnswer too."""
    agreed = await agree_on(rental, wanted, buyer)
    if not agreed.document.terms.instant:
        raise OfferAwaitsAnswer()
    return agreed


async def hold(agreed: Agreed, buyer: Buyer) -> None:
    """Take a place for fifteen minutes. Raises PersonaUnavailable, AlreadyRented."""
    await slots.take(
        *(agreed.wanted.persona, buyer.brand, agreed.rental, buyer.now + HOLD),
        exclusive=agreed.document.terms.exclusive,
    )


async def keep(
    agreed: Agreed, buyer: Buyer, order: uuid.UUID, actor: audit.Actor, held_until: datetime | None = None
) -> None:
    """Write the rental that waits for its payment, until `held_until` (UTC) or for fifteen minutes, and its record
    up to the agreement.
    """
    document, wanted, now = agreed.document, agreed.wanted, buyer.now
    terms, holder = document.terms, vault.retag(agreed.holder, "personas", ROOM)
    await fetch(
        "insert into rentals.rentals (id, agreement, persona, version, holder, brand, order_id, state,"
        " negotiation, document, purposes, reads_per_day, retention_days, invitations_per_month, price,"
        " currency, period, requested_at, held_until, card_sealed) values ($1, $2, $3, $4, $5, $6, $7,"
        " 'Inactive', 'VERIFIED', $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        *(agreed.rental, agreed.agreement, wanted.persona, agreed.version),
        *(holder, buyer.brand, order),
        *(document.model_dump_json(), json.dumps(document.purposes), terms.reads.per_day),
        *(terms.retention.days, terms.contact.invitations_per_month),
        *(
            document.price.amount,
            document.price.currency,
            wanted.period,
            agreed.asked_at or now,
            held_until or now + HOLD,
        ),
        await sealed_card(agreed.rental, holder, agreed.card),
    )
    facts = {
        "terms_hash": document.terms_hash,
        "purposes": list(document.purposes),
        "agreement_hash": body_hash(document),
        **({"answered": "person"} if agreed.answered else {}),
    }
    for kind, at, said in (*agreed.before, ("agreed", agreed.answered_at or now, facts)):
        await record.write(agreed.rental, agreed.agreement, kind, at, said)
    asked_at = now if agreed.offered else agreed.asked_at or now
    await consents.request(
        agreed.rental, document, agreed.version, asked_at, offered=agreed.offered, reached=buyer.reached
    )
    await audit.record(actor, "rental.requested", "rental", agreed.rental)


def _could_be(wanted: Wanted) -> None:
    """Raises OfferImpossible for what no card ever said: that is no offer that has changed since."""
    try:
        terms = edition(wanted.variant)
    except UnknownVariant as error:
        raise OfferImpossible(field="variant", value=wanted.variant) from error
    if wanted.period not in terms.periods:
        raise OfferImpossible(field="period", value=wanted.period)
    if wanted.price_step not in LADDER:
        raise OfferImpossible(field="price_step", value=wanted.price_step)


async def _offer(wanted: Wanted, brand: uuid.UUID) -> tuple[Record, RentedCard | None]:
    """What is rented, and the card it stands under.

    Raises PersonaUnavailable, OfferImpossible, OfferChanged, PurposeNotAgreed.
    """
    row = await fetch_row(
        "select version, holder, variant, terms_version, period, price_step from personas.personas"
        " where id = $1 and state = 'listed'",
        wanted.persona,
    )
    if row is None:
        raise PersonaUnavailable()
    asked = RentalRequested(wanted.persona)
    await events.raise_event(asked)
    # The same answer as "full": a refusal of its own would tell a brand that a member is this persona. And "full"
    # before anything that the offer says: else a wrong price would tell who is rented from who is hidden.
    if row["holder"] in await accounts.member_tags(brand, "personas") or await slots.full(wanted.persona):
        raise PersonaUnavailable()
    _could_be(wanted)
    terms = _terms(row)
    seen = (wanted.variant, wanted.period, wanted.price_step)
    elsewhere = wanted.address and asked.card and asked.card.address != wanted.address
    if elsewhere or (outward(terms), row["period"], row["price_step"]) != seen:
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
