"""What a balance's way to a bank posts: one ledger transaction for each step."""

import uuid

from market.money.chart import Account, Kind, Movement, brand_credit, brand_reserved, credit, debit, own
from market.money.ledger import Source, post


async def _post(why: Movement, id: uuid.UUID, amount: int, debited: Account, credited: Account) -> None:
    entries = [debit(debited, amount), credit(credited, amount)]
    await post(why, Source("bank_return", id), f"{why}:{id}", entries)


async def reserve(id: uuid.UUID, brand: bytes, amount: int) -> None:
    """From now on it cannot be spent. Raises InsufficientFunds."""
    await _post(Movement.BANK_RETURN_REQUESTED, id, amount, brand_credit(brand), brand_reserved(brand))


async def release(id: uuid.UUID, brand: bytes, amount: int) -> None:
    """It did not leave: it is in the balance again."""
    await _post(Movement.BANK_RETURN_RELEASED, id, amount, brand_reserved(brand), brand_credit(brand))


async def pay(id: uuid.UUID, brand: bytes, amount: int) -> None:
    """The bank has paid it."""
    await _post(Movement.BANK_RETURN_PAID, id, amount, brand_reserved(brand), own(Kind.BANK_CLIENT_FUNDS))


async def take_back(id: uuid.UUID, brand: bytes, amount: int) -> None:
    """The bank gave it back after it was paid."""
    await _post(Movement.BANK_RETURN_CAME_BACK, id, amount, own(Kind.BANK_CLIENT_FUNDS), brand_credit(brand))
