"""Reads of renewals, and the facts that a decision is made of."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.agreement import Agreement
from contracts.price import LADDER
from contracts.terms import EDITIONS, Terms
from market.accounts import openings
from market.accounts import queries as accounts
from market.base import vault
from market.base.database import Record, fetch_row, fetch_value
from market.money import charges
from market.money.bankcards.errors import BankCardExpired, NoBankAccount, NoBankCard
from market.money.bankcards.queries import account_of, cards_of, default_card
from market.money.bankcards.rules import DEFAULT_EXPIRED, NO_ACCOUNT, NO_CARD, declined
from market.money.debts import owed_by
from market.personas import slots
from market.personas.renewals import Offered, offered
from market.rentals.errors import VatNumberExpired, VatNumberNotChecked
from market.rentals.queries import ROOM, RentalRow, locked
from market.rentals.renewal.rules import (
    ASKED_TOO_OFTEN,
    Against,
    Dates,
    Facts,
    Offer,
    Paying,
    against_offer,
    dates,
)
from market.rentals.tax import treatment


@dataclass(frozen=True)
class RenewalRow:
    """The renewal of a rental, as its table has it."""

    id: uuid.UUID
    rental: uuid.UUID
    state: str
    holder: bool | None
    holder_since: datetime | None
    brand: bool
    brand_since: datetime | None
    brand_by: str | None
    noticed_at: datetime | None
    agreement: uuid.UUID | None
    version: uuid.UUID | None
    document: dict[str, Any] | None
    vat_category: str | None
    next: uuid.UUID | None
    step: int
    card: uuid.UUID | None
    failure: str | None
    because: str | None
    means: str

    def frozen(self) -> Agreement:
        """The next agreement, as the notice froze it."""
        return Agreement.model_validate_json(json.dumps(self.document))


_COLUMNS = (
    "id, rental, state, holder, holder_since, brand, brand_since, brand_by, noticed_at, agreement, version, document,"
    " vat_category, next, step, card, failure, because, means"
)


async def of_rental(rental: uuid.UUID) -> RenewalRow | None:
    """The renewal of a rental; None while nobody has spoken of one."""
    row = await fetch_row(f"select {_COLUMNS} from rentals.renewals where rental = $1", rental)
    if row is None:
        return None
    facts = dict(row)
    facts["document"] = json.loads(facts["document"]) if facts["document"] else None
    return RenewalRow(**facts)


async def next_of(rental: uuid.UUID) -> uuid.UUID | None:
    """The rental that follows this one, paid or not."""
    found: uuid.UUID | None = await fetch_value("select id from rentals.rentals where parent = $1", rental)
    return found


async def parent_of(rental: uuid.UUID) -> uuid.UUID | None:
    """The rental that this one renews."""
    found: uuid.UUID | None = await fetch_value("select parent from rentals.rentals where id = $1", rental)
    return found


def dates_of(row: RentalRow, renewal: RenewalRow | None = None) -> Dates:
    """The instants of the renewal of a rental that has begun, by what pays it."""
    if row.ends_at is None:
        raise ValueError("a rental that has not begun is not renewed")
    return dates(row.period, row.ends_at, renewal.means if renewal else "card")


def offer_since(terms: Terms, offer: Offered) -> datetime | None:
    """Since when the offer itself says that rentals under these terms may be renewed.

    Never where the terms promise that no rental begins without an act of the holder's: of each they say it themselves.
    """
    return offer.renews_since if terms.instant else None


def holder_since(terms: Terms, renewal: RenewalRow | None, offer: Offered) -> datetime | None:
    """Since when the holder wants it: by a word about this rental, else by the offer."""
    if renewal is not None and renewal.holder is not None:
        return renewal.holder_since
    return offer_since(terms, offer)


@dataclass(frozen=True)
class Held:
    """A renewal with everything around it, locked in the house's order: payment, brand, persona, rentals by id."""

    row: RentalRow
    renewal: RenewalRow
    following: RentalRow | None
    offer: Offered
    brand: accounts.BrandFacts
    payment: Record | None
    card: uuid.UUID | None
    facts: Facts
    when: Dates


async def hold(rental: uuid.UUID) -> Held | None:
    """Lock and gather, inside the caller's transaction; None where there is no renewal."""
    order = await fetch_value(
        "select n.order_id from rentals.renewals w join rentals.rentals n on n.id = w.next where w.rental = $1",
        rental,
    )
    payment = await charges.hold(order) if order else None
    seen = await fetch_row("select brand, persona from rentals.rentals where id = $1", rental)
    if seen is None:
        return None
    brand = await accounts.brand_held(seen["brand"])
    offer = await offered(seen["persona"], hold=True)
    row = await locked(rental)
    renewal = await of_rental(rental)
    if renewal is None:
        return None
    following = await locked(renewal.next) if renewal.next else None
    card = await (_account if renewal.means == "debit" else _card)(row.brand)
    facts = await facts_of(row, renewal, offer, brand, payment, card)
    return Held(row, renewal, following, offer, brand, payment, card, facts, dates_of(row, renewal))


async def facts_of(
    row: RentalRow,
    renewal: RenewalRow,
    offer: Offered,
    brand: accounts.BrandFacts,
    payment: Record | None,
    card: uuid.UUID | None,
) -> Facts:
    """What `decide` needs, from rows that the caller has read."""
    return Facts(
        renewal.state,
        running=row.phase == "Active",
        holder_since=holder_since(row.agreed().terms, renewal, offer),
        brand_since=renewal.brand_since,
        step=renewal.step,
        paying=_paying(renewal, payment),
        declined=declined(renewal.failure) if renewal.failure else None,
        card=card is not None or renewal.means == "balance",
        same_card=card is not None and card == _last_card(renewal, payment),
        against=await _against(row, offer, brand),
    )


def _paying(renewal: RenewalRow, payment: Record | None) -> Paying:
    if renewal.next is None:
        return Paying.NONE
    if payment is None:  # it was made since we looked: whoever made it is at it
        return Paying.BUSY
    told = {
        "waiting": Paying.WAITING,
        "asking": Paying.ASKING,
        "busy": Paying.BUSY,
        "paid": Paying.PAID,
        "over": Paying.BUSY,
    }
    return told[charges.standing(payment)]


def _last_card(renewal: RenewalRow, payment: Record | None) -> uuid.UUID | None:
    """The card that was tried last: where a bank asks, the one that it asks about."""
    asks = payment is not None and charges.standing(payment) == "asking"
    return payment["asks_card"] if payment is not None and asks else renewal.card


async def _card(brand: uuid.UUID) -> uuid.UUID | None:
    try:
        return (await default_card(vault.tag("money", brand))).id
    except (NoBankCard, BankCardExpired):
        return None


async def _account(brand: uuid.UUID) -> uuid.UUID | None:
    try:
        return (await account_of(vault.tag("money", brand))).id
    except NoBankAccount:
        return None


async def nothing_kept(brand: uuid.UUID, means: str) -> str:
    """Why there is nothing to charge: our code for it."""
    if means == "debit":
        return NO_ACCOUNT
    cards = await cards_of(vault.tag("money", brand))
    return DEFAULT_EXPIRED if cards and cards[0].is_default and cards[0].expired else NO_CARD


async def _against(row: RentalRow, offer: Offered, brand: accounts.BrandFacts) -> Against | None:
    if brand.state != "approved":
        return Against.BRAND_STOPPED
    if await owed_by(vault.tag("money", row.brand)):
        return Against.BRAND_OWES
    try:
        treatment(brand, row.now)
    except (VatNumberExpired, VatNumberNotChecked):
        return Against.VAT_NUMBER
    agreed = row.agreed()
    was = Offer(agreed.terms.edition, agreed.period, agreed.price_step)
    if await openings.asked(vault.person_of(ROOM, row.holder)) >= ASKED_TOO_OFTEN:
        return Against.ABSENT
    return against_offer(
        was,
        Offer(offer.edition, offer.period, offer.price_step) if offer.listed else None,
        known=was.edition in EDITIONS and was.price in LADDER,
        place=await slots.place_of(row.id),
        places=offer.capacity,
    )
