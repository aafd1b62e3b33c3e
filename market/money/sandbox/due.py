"""What happens at Stripe by itself when its time has come."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from market.money.sandbox import appointments, checkout, debits, disputes, payments, payouts, refunds
from market.money.sandbox.call import Call, begin
from market.money.sandbox.refusals import StripeRefusal
from market.money.sandbox.schema import Pool

HAPPENS: Mapping[str, Callable[[Call, str], Awaitable[Any]]] = {
    appointments.SETTLE_DEBIT: debits.settle,
    appointments.FAIL_DEBIT: debits.fail,
    appointments.EXPIRE_AUTHORIZATION: payments.expire_authorization,
    appointments.OPEN_DISPUTE: disputes.open_as_the_card_does,
    appointments.DECIDE_DISPUTE: disputes.decide,
    appointments.LOSE_DISPUTE: disputes.miss,
    appointments.SUCCEED_REFUND: refunds.succeed,
    appointments.FAIL_REFUND: refunds.fail,
    appointments.SEND_PAYOUT: payouts.send,
    appointments.END_PAYOUT: payouts.end,
}


async def run(pool: Pool, public_url: str = "", *, at_most: int = 1000) -> int:
    """Let everything happen that is due, each thing in a transaction of its own, oldest first, and sessions
    expire. Answers how many things happened. Several may do so at once.
    """
    async with pool.acquire() as connection:
        await checkout.expire_due(connection, public_url)
        for happened in range(at_most):
            async with connection.transaction():
                appointment = await appointments.take(connection)
                if appointment is None:
                    return happened
                call = await begin(connection, public_url, account=appointment.account)
                try:
                    async with connection.transaction():
                        await HAPPENS[appointment.what](call, appointment.object)
                except StripeRefusal:
                    pass  # somebody was here before, and nothing is left to happen
    return at_most
