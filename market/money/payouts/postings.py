"""What payouts post: one ledger transaction for each step of each attempt."""

import uuid
from collections.abc import Sequence

import asyncpg

from market.base.database import Record, fetch, fetch_value
from market.base.ids import new_id
from market.money.chart import Kind, Movement, credit, debit, holder, own
from market.money.connect import Reversal
from market.money.ledger import Source, post
from market.money.payouts.errors import PayoutAbovePayable
from market.money.payouts.statements import POST

PAYS = {"sepa": Kind.BANK_CLIENT_FUNDS, "connect": Kind.STRIPE_CLEARING}
"""The account that a payout leaves by."""


SOURCES = {"sepa": "payout", "connect": "transfer"}
"""What makes money move when it leaves or comes back: Stripe's list is compared with the books by its transfers."""


async def post_all(
    why: Movement, payouts: Sequence[uuid.UUID], debited: Kind, credited: Kind, source: str = "payout"
) -> None:
    """Move each payout's amount from one account to the other, in the caller's transaction.

    Raises PayoutAbovePayable where a holder has not so much ready; then the transaction is to be rolled back.
    """
    if not payouts:
        return
    try:
        await fetch(POST, list(payouts), why, debited, credited, source)
    except asyncpg.CheckViolationError as error:
        if error.constraint_name == "ledger_balances_posted":
            raise PayoutAbovePayable() from error
        raise


async def reserve(payouts: Sequence[uuid.UUID]) -> None:
    """The money is spoken for. Raises PayoutAbovePayable."""
    await post_all(Movement.PAYOUT_REQUESTED, payouts, Kind.HOLDER_PAYABLE, Kind.HOLDER_RESERVED)


async def release(why: Movement, payouts: Sequence[uuid.UUID]) -> None:
    """It was canceled, or failed before it was paid: the money is ready again."""
    await post_all(why, payouts, Kind.HOLDER_RESERVED, Kind.HOLDER_PAYABLE)


async def settle(payouts: Sequence[uuid.UUID], method: str) -> None:
    """It was paid."""
    await post_all(Movement.PAYOUT_PAID, payouts, Kind.HOLDER_RESERVED, PAYS[method], SOURCES[method])


async def take_back(payouts: Sequence[uuid.UUID], method: str) -> None:
    """It came back after it was paid."""
    await post_all(Movement.PAYOUT_RETURNED, payouts, PAYS[method], Kind.HOLDER_PAYABLE, SOURCES[method])


async def take_back_part(row: Record, attempt: uuid.UUID, part: Reversal) -> bool:
    """A part of this locked payout came back from Stripe after it was paid; False if that stands already."""
    made = await fetch_value(
        "insert into money.transfer_reversals (id, attempt_id, stripe_reversal_id, amount, booked_at)"
        " values ($1, $2, $3, $4, base.now()) on conflict (stripe_reversal_id) do nothing returning id",
        *(new_id(), attempt, part.id, part.amount),
    )
    if made is None:
        return False
    owed = holder(Kind.HOLDER_PAYABLE, row["holder"], row["currency"])
    moved = [debit(own(Kind.STRIPE_CLEARING, row["currency"]), part.amount), credit(owed, part.amount)]
    key = f"{Movement.PAYOUT_RETURNED}:{part.id}"
    return await post(Movement.PAYOUT_RETURNED, Source("transfer_reversal", made), key, moved)
