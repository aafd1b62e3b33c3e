"""Builders of postings for tests."""

import secrets
import uuid
from datetime import datetime

from market.base.database import transaction
from market.base.ids import new_id
from market.money import invariants
from market.money.chart import Account, Entry, Kind, Movement, brand_credit, credit, debit, escrow, own
from market.money.ledger import Source, post

CLEARING = own(Kind.STRIPE_CLEARING)


def tag() -> bytes:
    """A person's tag, of nobody in particular."""
    return secrets.token_bytes(32)


def charge(rental: uuid.UUID, amount: int = 1900) -> list[Entry]:
    """A brand's card was charged `amount` cents for `rental`."""
    return [debit(CLEARING, amount), credit(escrow(rental), amount)]


def move(source: Account, target: Account, amount: int) -> list[Entry]:
    """`amount` cents go from one account to another."""
    return [debit(source, amount), credit(target, amount)]


async def book(
    entries: list[Entry],
    key: str | None = None,
    kind: Movement = Movement.CHARGE_SUCCEEDED,
    at: datetime | None = None,
) -> bool:
    """Post in a transaction of its own, from a source of its own; `at`: when the money moved, if not now."""
    async with transaction():
        return await post(kind, Source("test", new_id()), key or secrets.token_hex(8), entries, at)


async def funded(amount: int = 1900) -> Account:
    """A guarded account that holds `amount` cents, which no row beside the ledger has to explain."""
    account = brand_credit(tag())
    await book([debit(CLEARING, amount), credit(account, amount)])
    return account


async def check_sums() -> list[invariants.Finding]:
    """What the invariants find, where the postings of a test have no rows behind them: all but that they should."""
    return [it for it in await invariants.check() if it.invariant != invariants.BY_ROWS]
