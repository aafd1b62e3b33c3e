"""Reads of the cards that a brand keeps. The brand's tag is in every query."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from market.base.clock import market_date
from market.base.database import Record, fetch, fetch_row
from market.money.bankcards.errors import BankCardExpired, BankCardNotFound, NoBankAccount, NoBankCard
from market.money.bankcards.rules import is_expired


@dataclass(frozen=True)
class Kept:
    """A kept card: what tells it from another. `last4` is None where Stripe tells no digits; `expired` as of today
    in the market's zone.
    """

    id: uuid.UUID
    scheme: str
    last4: str | None
    exp_month: int
    exp_year: int
    is_default: bool
    expired: bool
    kept_at: datetime

    @property
    def name(self) -> str:
        """What a page calls it: its scheme, and the last digits that are printed on it."""
        scheme = self.scheme.capitalize()
        return f"{scheme} •••• {self.last4}" if self.last4 else scheme


_COLUMNS = "id, scheme, last4, exp_month, exp_year, is_default, kept_at, base.now() as now"


@dataclass(frozen=True)
class KeptAccount:
    """An account that may be debited: its mandate is with Stripe."""

    id: uuid.UUID
    last4: str | None
    kept_at: datetime


async def accounts_of(brand: bytes) -> list[KeptAccount]:
    """The accounts that the brand keeps, the oldest first: that one is debited."""
    rows = await fetch(
        "select id, last4, kept_at from money.bank_cards where brand = $1 and status = 'kept'"
        " and kind = 'sepa_debit' order by kept_at, id",
        brand,
    )
    return [KeptAccount(**row) for row in rows]


async def account_of(brand: bytes) -> KeptAccount:
    """The account that is debited when nobody is there. Raises NoBankAccount."""
    kept = await accounts_of(brand)
    if not kept:
        raise NoBankAccount()
    return kept[0]


async def cards_of(brand: bytes) -> list[Kept]:
    """The cards that the brand keeps, the default first, then the oldest."""
    rows = await fetch(
        f"select {_COLUMNS} from money.bank_cards where brand = $1 and status = 'kept' and kind = 'card'"
        " order by is_default desc, kept_at, id",
        brand,
    )
    return [_kept(row) for row in rows]


async def card_of(brand: bytes, card: uuid.UUID) -> Kept:
    """One of them; raises BankCardNotFound."""
    row = await fetch_row(
        f"select {_COLUMNS} from money.bank_cards where brand = $1 and id = $2 and status = 'kept' and kind = 'card'",
        brand,
        card,
    )
    if row is None:
        raise BankCardNotFound()
    return _kept(row)


async def chargeable(brand: bytes, card: uuid.UUID | None) -> Kept:
    """The card of the brand's that was chosen, the default where none was, held so that it is not removed
    meanwhile. Raises BankCardNotFound, BankCardExpired, NoBankCard.
    """
    if card is None:
        return await default_card(brand)
    await fetch("select 1 from money.bank_cards where id = $1 for share", card)
    chosen = await card_of(brand, card)
    if chosen.expired:
        raise BankCardExpired()
    return chosen


async def default_card(brand: bytes) -> Kept:
    """The card that is charged when nobody is there. Raises NoBankCard, BankCardExpired."""
    row = await fetch_row(
        f"select {_COLUMNS} from money.bank_cards where brand = $1 and is_default for share", brand
    )
    if row is None:
        raise NoBankCard()
    card = _kept(row)
    if card.expired:
        raise BankCardExpired()
    return card


def _kept(row: Record) -> Kept:
    facts = dict(row)
    today = market_date(facts.pop("now"))
    return Kept(**facts, expired=is_expired(row["exp_month"], row["exp_year"], today))
