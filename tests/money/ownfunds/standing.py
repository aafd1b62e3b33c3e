"""Clients' money in the bank and what is owed of it, without the lives that led there."""

import uuid
from datetime import date

from market.base import clock
from market.money.chart import Account, Kind, Movement, brand_credit, credit, debit, own
from market.money.ownfunds.actions import Transfer
from market.money.ownfunds.rules import Direction
from tests.money.books import book, tag

BANK, OPERATING = own(Kind.BANK_CLIENT_FUNDS), own(Kind.BANK_OPERATING)
CLEARING, HELD, REVENUE = own(Kind.STRIPE_CLEARING), own(Kind.DISPUTE_HELD), own(Kind.PLATFORM_REVENUE)


async def in_bank(ours: int = 0, owed: int = 0) -> Account:
    """Stripe has paid our bank: so much is commission that we have earned, so much a brand's balance."""
    brand = brand_credit(tag())
    entries = [debit(BANK, ours + owed)]
    entries += [credit(REVENUE, ours)] if ours else []
    entries += [credit(brand, owed)] if owed else []
    await book(entries, kind=Movement.STRIPE_PAYOUT)
    return brand


async def today() -> date:
    return clock.market_date(await clock.now())


async def a_transfer(
    amount: int, direction: Direction = "out", reference: str = "", day: date | None = None
) -> Transfer:
    return Transfer(direction, amount, reference or uuid.uuid4().hex, day or await today())
