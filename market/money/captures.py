"""Money that a bank holds for us: taken or let go, decided once, carried out in three steps.

1. `take` or `let_go` commit the decision with its key; 2. `carry_out` calls Stripe with no transaction open;
3. the answer is applied by the function that every door uses. The janitor carries out what was left, asks what
became of a call that got no answer, and lets go what nobody decided in time.
"""

import uuid
from typing import Literal

import structlog

from market.base import audit, jobs
from market.base.database import Record, fetch, fetch_row, fetch_value, transaction
from market.base.errors import Conflict
from market.money.booking import apply_payment, lock_payment
from market.money.desk import desk
from market.money.gateway import GatewayBroken, GatewayBusy, GatewayRefused, GatewayUnknown, PaymentState
from market.money.rules import BROKEN, KEY_LIFE, LEASE

JOB = "payments.carry_out"

log = structlog.get_logger()


class NothingHeld(Conflict):
    """No bank holds money for this order: nothing was authorised, or it is over."""


class HoldOver(Conflict):
    """It is too late to take this money: so shortly before the bank lets it go, nobody begins to."""


class DecidedOtherwise(Conflict):
    """The money is being let go, or taken, already; `act` says which. It is decided once."""


async def take(order: uuid.UUID, actor: audit.Actor) -> None:
    """Take the money that is held for an order, inside the caller's transaction; again changes nothing.

    Raises NothingHeld, HoldOver, DecidedOtherwise.
    """
    await _decide(order, "capture", actor)


async def let_go(order: uuid.UUID, actor: audit.Actor) -> None:
    """Let it go, inside the caller's transaction; again changes nothing. Raises NothingHeld, DecidedOtherwise."""
    await _decide(order, "release", actor)


async def held(order: uuid.UUID) -> bool:
    """Whether a bank holds money for this order that nobody has decided on, and that can be taken still."""
    found = await fetch_value(
        "select p.capture_by > base.now() and d.payment_id is null from money.payments p"
        " left join money.payment_decisions d on d.payment_id = p.id"
        " where p.order_id = $1 and p.status = 'authorized' for no key update of p",
        order,
    )
    return bool(found)


async def _decide(order: uuid.UUID, act: Literal["capture", "release"], actor: audit.Actor) -> None:
    """The payment is locked, so of two who decide at once one is second and sees what the first one said."""
    payment = await fetch_value(
        "select id from money.payments where order_id = $1 and status = 'authorized' for no key update", order
    )
    if payment is None:
        raise NothingHeld()
    if decided := await fetch_value("select act from money.payment_decisions where payment_id = $1", payment):
        if decided != act:
            raise DecidedOtherwise(act=decided)
        return
    if act == "capture" and await fetch_value(
        "select capture_by <= base.now() from money.payments where id = $1", payment
    ):
        raise HoldOver()
    await fetch(
        "insert into money.payment_decisions (payment_id, act, status, attempt, idempotency_key, decided_at)"
        " values ($1, $2, 'prepared', 1, $3, base.now())",
        *(payment, act, f"{act}:{payment}:1"),
    )
    await audit.record(actor, f"payment.{act}_decided", "payment", payment)
    await jobs.enqueue(JOB, payment=payment)


async def carry_out(payment: uuid.UUID) -> None:
    """Steps 2 and 3. Outside any transaction; any number of times, from anywhere: one effect at Stripe."""
    row = await _turn(payment)
    if row is None:
        return
    try:
        state = await _done_already(row) or await _call(row)
    except GatewayBusy:
        await fetch("update money.payment_decisions set leased_until = null where payment_id = $1", payment)
    except GatewayUnknown as silence:
        await _note(payment, "unknown", BROKEN if isinstance(silence, GatewayBroken) else None)
    except GatewayRefused as refused:
        log.error("captures.refused", act=row["act"], code=refused.code)
        await _refused(row, refused.code)
    else:
        await apply_payment(state)
        await _note(payment, "answered")


async def _turn(payment: uuid.UUID) -> Record | None:
    """Commit that we are about to call; None if somebody else is, or it is done. A key that is old, or gives a failure
    of Stripe's own again, is replaced: what the call did is asked first, and held money is taken once.
    """
    async with transaction():
        await lock_payment(payment)
        row = await fetch_row(
            "select d.*, p.status as payment_status, d.leased_until > base.now() as leased,"
            " coalesce(base.now() - d.requested_at > $2 or d.error_code = $3, false) as stale,"
            " d.requested_at is not null as asked"
            " from money.payment_decisions d join money.payments p on p.id = d.payment_id"
            " where d.payment_id = $1",
            *(payment, KEY_LIFE, BROKEN),
        )
        if row is None or row["leased"] or row["resolved_at"] is not None:
            return None
        number = row["attempt"] + row["stale"]
        await fetch(
            "update money.payment_decisions set status = 'requested', leased_until = base.now() + $2,"
            " error_code = null,"
            " attempt = $3, idempotency_key = $4,"
            " requested_at = case when $5 or requested_at is null then base.now() else requested_at end"
            " where payment_id = $1",
            *(payment, LEASE, number, f"{row['act']}:{payment}:{number}", row["stale"]),
        )
        return await fetch_row(
            "select d.*, p.stripe_payment_intent_id as intent, $2::boolean as asked"
            " from money.payment_decisions d join money.payments p on p.id = d.payment_id"
            " where d.payment_id = $1",
            *(payment, row["asked"]),
        )


async def _done_already(row: Record) -> PaymentState | None:
    """What an earlier call that got no answer did after all: Stripe is asked before it is told again."""
    if not row["asked"]:
        return None
    state = await desk().gateway.fetch_payment(row["intent"])
    return None if state.status == "requires_capture" else state


async def _call(row: Record) -> PaymentState:
    gateway = desk().gateway
    call = gateway.capture if row["act"] == "capture" else gateway.cancel_payment
    return await call(row["idempotency_key"], payment_intent=row["intent"])


async def _refused(row: Record, code: str) -> None:
    """Stripe said no: mostly because it is over already. What is true is applied, and decides what is left."""
    try:
        state = await desk().gateway.fetch_payment(row["intent"])
    except (GatewayUnknown, GatewayBusy):
        await _note(row["payment_id"], "unknown")
        return
    await apply_payment(state)
    await _note(row["payment_id"], "refused", code)


async def _note(payment: uuid.UUID, status: str, code: str | None = None) -> None:
    await fetch(
        "update money.payment_decisions set status = $2, error_code = $3, leased_until = null,"
        " resolved_at = case when $4 then base.now() end where payment_id = $1",
        *(payment, status, code and code[:64], status != "unknown"),
    )


async def let_go_undecided(payment: uuid.UUID) -> None:
    """Nobody decided in time, or nobody wants the order any more: the payer gets the money back from the bank."""
    order = await fetch_value("select order_id from money.payments where id = $1", payment)
    try:
        async with transaction():
            await let_go(order, audit.CLOCK)
    except (NothingHeld, DecidedOtherwise):  # somebody was quicker
        return
    await carry_out(payment)


async def carry_out_job(payment: str) -> None:
    """Take the money, or let it go."""
    await carry_out(uuid.UUID(payment))
