"""What payouts post: one ledger transaction for each step of each attempt."""

import uuid
from collections.abc import Sequence

import asyncpg

from market.base.database import fetch
from market.money.chart import Kind, Movement
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
