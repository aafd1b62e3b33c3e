"""An earning and its hold, written beside the posting that made it."""

import uuid

from contracts.price import Money
from market.base.database import fetch
from market.base.ids import new_id
from market.money.rules import HOLD


async def keep_earning(
    holder: bytes, rental: uuid.UUID, amount: Money, transaction_id: uuid.UUID, method: str
) -> None:
    """Note inside the caller's transaction what `holder` (a tag) earned, and when its hold will be over."""
    await fetch(
        "insert into money.earnings (id, holder, rental_id, currency, amount, transaction_id, payable_at)"
        " values ($1, $2, $3, $4, $5, $6, base.now() + $7::interval)",
        *(new_id(), holder, rental, amount.currency, amount.amount, transaction_id, HOLD[method]),
    )
