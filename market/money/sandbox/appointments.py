"""What will happen by itself at Stripe, and when. Wall time, as everything here.

Somebody who does it earlier, on the dashboard or in a test, need not take the appointment back: what comes to
an object that has moved on does nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from market.money.sandbox.call import Call
from market.money.sandbox.schema import Connection

SETTLE_DEBIT, FAIL_DEBIT = "settle_debit", "fail_debit"
EXPIRE_AUTHORIZATION = "expire_authorization"
OPEN_DISPUTE, DECIDE_DISPUTE, LOSE_DISPUTE = "open_dispute", "decide_dispute", "lose_dispute"
SUCCEED_REFUND, FAIL_REFUND = "succeed_refund", "fail_refund"
SEND_PAYOUT, END_PAYOUT = "send_payout", "end_payout"


@dataclass(frozen=True)
class Appointment:
    what: str
    object: str
    account: str


async def make(call: Call, what: str, object_id: str, seconds: int) -> None:
    """`what` happens to the object `seconds` from now, once."""
    await call.connection.execute(
        """
        INSERT INTO sandbox.appointments (what, object, account, due_at)
        VALUES ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))
        ON CONFLICT ON CONSTRAINT appointments_once DO UPDATE SET due_at = excluded.due_at
        """,
        what,
        object_id,
        call.account,
        seconds,
    )


async def take(connection: Connection) -> Appointment | None:
    """The oldest that is due; it is gone when the caller's transaction ends well."""
    row = await connection.fetchrow(
        """
        DELETE FROM sandbox.appointments WHERE id = (
            SELECT id FROM sandbox.appointments WHERE due_at <= clock_timestamp()
            ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
        ) RETURNING what, object, account
        """
    )
    return Appointment(**row) if row else None


async def hurry(connection: Connection, object_id: str | None = None) -> None:
    """What waits, for one object or for all of them, is due now."""
    await connection.execute(
        "UPDATE sandbox.appointments SET due_at = clock_timestamp() WHERE $1::text IS NULL OR object = $1",
        object_id,
    )
