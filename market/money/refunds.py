"""Refunds in three steps, and what Stripe says of them. A refund row stands before Stripe is called."""

import uuid

import structlog

from market.base import audit, jobs
from market.base.database import Record, fetch, fetch_row, fetch_value, transaction
from market.money.booking import About, lock_payment, row_in
from market.money.desk import desk
from market.money.gateway import GatewayBroken, GatewayBusy, GatewayRefused, GatewayUnknown, RefundState
from market.money.moves import move
from market.money.refund_booking import book_failure, book_success
from market.money.rules import BROKEN, KEY_LIFE, LEASE, REFUND, refund_event

log = structlog.get_logger()


async def request_refund(
    payment: uuid.UUID, line: uuid.UUID, amount: int, currency: str, reason: str
) -> uuid.UUID:
    """Step 1, inside the transaction that decides it: the row with its key, and its job."""
    refund = uuid.uuid4()
    await fetch(
        "insert into money.refunds (id, payment_id, order_line_id, amount, currency, reason, origin, status,"
        " idempotency_key, created_at)"
        " values ($1, $2, $3, $4, $5, $6, 'platform', 'requested', $7, base.now())",
        *(refund, payment, line, amount, currency, reason, f"refund:{refund}:1"),
    )
    await audit.record(audit.SYSTEM, "refund.requested", "refund", refund, amount=amount)
    await jobs.enqueue("refunds.submit", refund=refund)
    return refund


async def request_balance_refund(payment: uuid.UUID, amount: int, currency: str) -> uuid.UUID:
    """The same for a part of a brand's balance, by the top-up that it came with. The caller reserves the money."""
    refund = uuid.uuid4()
    await fetch(
        "insert into money.refunds (id, payment_id, amount, currency, reason, origin, status, idempotency_key,"
        " created_at) values ($1, $2, $3, $4, 'asked_back', 'balance', 'requested', $5, base.now())",
        *(refund, payment, amount, currency, f"refund:{refund}:1"),
    )
    await audit.record(audit.SYSTEM, "refund.requested", "refund", refund, amount=amount)
    await jobs.enqueue("refunds.submit", refund=refund)
    return refund


async def submit_refund(refund_id: uuid.UUID) -> None:
    """Steps 2 and 3. Outside any transaction; any number of times, from anywhere: one effect at Stripe.

    What the balance paid goes back there at once, and Stripe hears nothing of it.
    """
    if await fetch_value(
        "select 1 from money.refunds r join money.payments p on p.id = r.payment_id"
        " where r.id = $1 and p.method = 'balance'",
        refund_id,
    ):
        await _credit(refund_id)
        return
    row = await _take(refund_id)
    if row is None:
        return
    try:
        state = await _earlier(row) or await desk().gateway.refund(
            row["idempotency_key"],
            payment_intent=row["stripe_payment_intent_id"],
            amount=row["amount"],
            reason="requested_by_customer",
            metadata=About("refund", refund_id, row["attempt"]).metadata(),
        )
    except GatewayBusy:
        await fetch("update money.refunds set leased_until = null where id = $1", refund_id)
    except GatewayUnknown as silence:
        saved = isinstance(silence, GatewayBroken) and silence.replayed
        async with transaction():
            why = BROKEN if saved else None
            await move(REFUND, refund_id, "lose", audit.STRIPE, leased_until=None, failure=why)
    except GatewayRefused as refused:
        await _refused(row, refused.code)
    else:
        await apply_refund(state)


async def _refused(row: Record, code: str) -> None:
    """Stripe refuses, mostly because somebody refunded in its dashboard and we have not heard: that is heard first, so
    that the brand does not have the same money as its credit. Where Stripe is silent, the refusal is asked for again.
    """
    try:
        made = await desk().gateway.find_refunds(row["stripe_payment_intent_id"])
    except (GatewayUnknown, GatewayBusy):
        await fetch("update money.refunds set leased_until = null where id = $1", row["id"])
        return
    for state in made:
        await apply_refund(state)
    await _failed_at_once(row["id"], code)


async def _credit(refund_id: uuid.UUID) -> None:
    """A transaction of its own, not the end's: the balance is locked for no longer than one posting takes."""
    async with transaction():
        payment = await fetch_value("select payment_id from money.refunds where id = $1", refund_id)
        await lock_payment(payment)
        row = await _row(refund_id)
        if row is not None and await move(REFUND, refund_id, "succeed", audit.SYSTEM):
            await book_success(row)


async def _take(refund_id: uuid.UUID) -> Record | None:
    """Commit that we are about to call; None if somebody else is, or there is nothing to do.

    A key that Stripe may have forgotten, or that gives a saved failure of Stripe's own, is replaced, and what it did
    is looked up before the new one is used.
    """
    async with transaction():
        row = await fetch_row(
            "select status, attempt, leased_until > base.now() as leased,"
            " coalesce(base.now() - requested_at > $2 or failure = $3, false) as stale"
            " from money.refunds where id = $1 for update",
            *(refund_id, KEY_LIFE, BROKEN),
        )
        if row is None or row["leased"] or row["status"] not in ("requested", "submitted", "unknown"):
            return None
        number = row["attempt"] + row["stale"]
        await move(REFUND, refund_id, "submit", audit.SYSTEM, failure=None)
        await fetch(
            "update money.refunds set leased_until = base.now() + $2, attempt = $3, idempotency_key = $4,"
            " requested_at = case when $5 or requested_at is null then base.now() else requested_at end"
            " where id = $1",
            *(refund_id, LEASE, number, f"refund:{refund_id}:{number}", row["stale"]),
        )
        return await fetch_row(
            "select r.*, p.stripe_payment_intent_id from money.refunds r"
            " join money.payments p on p.id = r.payment_id where r.id = $1",
            refund_id,
        )


async def _earlier(row: Record) -> RefundState | None:
    """What an earlier attempt, whose key is not repeated any more, did at Stripe."""
    if row["attempt"] == 1:
        return None
    for state in await desk().gateway.find_refunds(row["stripe_payment_intent_id"]):
        if row_in(state.metadata, "refund") == row["id"]:
            return state
    return None


async def apply_refund(state: RefundState, actor: audit.Actor = audit.STRIPE) -> bool:
    """Book what Stripe says of a refund: the one function for every door. False when it is not one of ours, or
    gives back what was never taken: Stripe says so of money that it held and lets go.

    A refund of a payment of ours that we never asked for was made in Stripe's dashboard: it gets a row.
    """
    async with transaction():
        row = await _locked(state)
        if row is None:
            return False
        event = refund_event(state.status)
        moved = await move(
            REFUND, row["id"], event, actor, stripe_refund_id=state.id, leased_until=None, failure=None
        )
        if moved and event == "succeed":
            await book_success(row)
        elif moved and event in ("fail", "cancel"):
            await book_failure(row)
        await fetch("update money.refunds set asked_at = base.now() where id = $1", row["id"])
    return True


async def ask_refund(refund_id: uuid.UUID) -> None:
    """Find out what became of a refund and apply it; outside any transaction."""
    row = await fetch_row("select stripe_refund_id from money.refunds where id = $1", refund_id)
    if row is None or row["stripe_refund_id"] is None:
        await submit_refund(refund_id)
        return
    try:
        await apply_refund(await desk().gateway.fetch_refund(row["stripe_refund_id"]))
    except (GatewayUnknown, GatewayBusy) as error:
        log.info("refunds.no_answer", error=type(error).__name__)


async def _failed_at_once(refund_id: uuid.UUID, code: str) -> None:
    """Stripe refuses: the money stays with us and is the brand's, and an operator sees why."""
    async with transaction():
        payment = await fetch_value("select payment_id from money.refunds where id = $1", refund_id)
        await lock_payment(payment)
        row = await _row(refund_id)
        if row is not None and await move(
            REFUND, refund_id, "fail", audit.STRIPE, failure=code[:64], leased_until=None
        ):
            await book_failure(row)
    log.error("refunds.refused", code=code)


async def _locked(state: RefundState) -> Record | None:
    """Payment, then refund, locked in that order; a row is made for a refund of the dashboard's, and for one of ours
    that the books have lost.
    """
    named = row_in(state.metadata, "refund")
    known = await fetch_row(
        "select id, payment_id from money.refunds where stripe_refund_id = $1 or id = $2", state.id, named
    )
    if known is not None:
        await lock_payment(known["payment_id"])
        return await _row(known["id"])
    payment = await fetch_value(
        "select id from money.payments where stripe_payment_intent_id = $1", state.payment_intent
    )
    if payment is None:
        return None
    paid = await lock_payment(payment)
    if paid is None or not paid["captured"] or state.releases:
        # What was held is let go; were it taken, its charge would tell us, and of its refunds too.
        return None
    refund = uuid.uuid4()
    await fetch(
        "insert into money.refunds (id, payment_id, amount, currency, reason, origin, status,"
        " idempotency_key, stripe_refund_id, created_at)"
        " values ($1, $2, $3, $4, 'dashboard', 'external', 'requested', $5, $6, base.now())"
        " on conflict do nothing",
        *(refund, payment, state.amount, state.currency.upper(), f"external:{state.id}", state.id),
    )
    found = await fetch_value("select id from money.refunds where stripe_refund_id = $1", state.id)
    return await _row(found)


async def _row(refund_id: uuid.UUID) -> Record | None:
    """The refund, locked, with whom it concerns."""
    return await fetch_row(
        "select r.*, p.method, o.brand, o.purpose, l.rental_id from money.refunds r"
        " join money.payments p on p.id = r.payment_id join money.orders o on o.id = p.order_id"
        " left join money.order_lines l on l.id = r.order_line_id"
        " where r.id = $1 for update of r",
        refund_id,
    )
