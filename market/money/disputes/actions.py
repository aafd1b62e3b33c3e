"""What an operator does about a dispute: answers it, gives in, or gives up what its brand owes.

Answering and giving in go in three steps: the act is committed with its key, Stripe is called, its answer applied.
"""

import json
import uuid
from collections.abc import Mapping

import asyncpg
import structlog

from market.base import audit, jobs
from market.base.database import Record, fetch, fetch_row, transaction
from market.money.booking import About, lock_payment
from market.money.chart import Kind, Movement, brand_receivable, credit, debit, own
from market.money.desk import desk
from market.money.disputes.asking import ask_dispute, hear_dispute
from market.money.disputes.booking import FINAL, DisputeWaits
from market.money.disputes.errors import (
    DisputeActUnderWay,
    DisputeAnswered,
    DisputeClosed,
    DisputeNotFound,
    NothingOwed,
    OwnDebt,
)
from market.money.disputes.rules import ANSWERABLE
from market.money.gateway import GatewayBroken, GatewayBusy, GatewayRefused, GatewayUnknown
from market.money.ledger import Source, post
from market.money.payouts.operators import Operator, is_of
from market.money.rules import BROKEN, KEY_LIFE, LEASE

JOB = "disputes.act"
UNDER_WAY = ("prepared", "requested", "unknown")

log = structlog.get_logger()


async def answer(
    actor: audit.Actor, operator: bytes, dispute: uuid.UUID, evidence: Mapping[str, str]
) -> None:
    """Submit evidence: once. Outside any transaction.

    `operator` is their tag; `evidence` by the names that Stripe has for it. Raises DisputeNotFound, DisputeClosed,
    DisputeAnswered, DisputeActUnderWay.
    """
    await submit_act(await _prepare(actor, operator, dispute, "answer", json.dumps(dict(evidence))))


async def accept(actor: audit.Actor, operator: bytes, dispute: uuid.UUID) -> None:
    """Give in: it is lost. Outside any transaction. Raises as `answer`."""
    await submit_act(await _prepare(actor, operator, dispute, "accept", None))


async def _prepare(
    actor: audit.Actor, operator: bytes, dispute: uuid.UUID, kind: str, evidence: str | None
) -> uuid.UUID:
    act = uuid.uuid4()
    async with transaction():
        row = await fetch_row("select status, answers from money.disputes where id = $1 for update", dispute)
        if row is None:
            raise DisputeNotFound()
        if row["status"] in FINAL:
            raise DisputeClosed()
        if kind == "answer" and (row["answers"] or row["status"] not in ANSWERABLE):
            raise DisputeAnswered()
        try:
            async with transaction():
                await fetch(
                    "insert into money.dispute_acts (id, dispute_id, kind, operator, evidence, status, made_at)"
                    " values ($1, $2, $3, $4, $5, 'prepared', base.now())",
                    *(act, dispute, kind, operator, evidence),
                )
        except asyncpg.UniqueViolationError as error:
            raise DisputeActUnderWay() from error
        await audit.record(actor, f"dispute.{kind}_wanted", "dispute", dispute)
        await jobs.enqueue(JOB, act=act)
    return act


async def submit_act(act: uuid.UUID) -> None:
    """Steps 2 and 3. Outside any transaction; any number of times, from anywhere: one effect at Stripe."""
    row = await _take(act)
    if row is None:
        return
    if row["key_number"] > 1 and await _done_already(row):
        await _resolve(act, "answered", None)
        return
    key = f"dispute:{act}:{row['key_number']}"
    gateway = desk().gateway
    try:
        if row["kind"] == "accept":
            await gateway.accept_dispute(key, row["stripe_dispute_id"])
        else:
            await gateway.answer_dispute(
                key,
                row["stripe_dispute_id"],
                evidence=json.loads(row["evidence"]),
                metadata=About("dispute", row["dispute_id"], row["key_number"]).metadata(),
            )
    except GatewayBusy:
        await fetch("update money.dispute_acts set leased_until = null where id = $1", act)
        return
    except GatewayUnknown as silence:
        await _lost(act, row["key_number"], isinstance(silence, GatewayBroken) and silence.replayed)
        return
    except GatewayRefused as refused:
        log.error("disputes.refused", code=refused.code)
        await _resolve(act, "refused", refused.code[:64])
    else:
        await _resolve(act, "answered", None)
    await ask_dispute(row["dispute_id"])


async def _take(act: uuid.UUID) -> Record | None:
    """Commit that we are about to call; None if somebody else is, or there is nothing to do.

    A key that Stripe may have forgotten, or that gives a saved failure of Stripe's own, is replaced, and what it did
    is looked up before the new one is used.
    """
    rows = await fetch(
        "update money.dispute_acts a set status = 'requested', leased_until = base.now() + $2, error_code = null,"
        " key_number = key_number + coalesce(base.now() - requested_at > $3 or error_code = $5, false)::int,"
        " requested_at = case when base.now() - requested_at <= $3 and error_code is distinct from $5"
        " then requested_at else base.now() end"
        " from money.disputes d where a.id = $1 and d.id = a.dispute_id and a.status = any($4)"
        " and (leased_until is null or leased_until <= base.now())"
        " returning a.kind, a.evidence, a.key_number, a.dispute_id, d.stripe_dispute_id",
        *(act, LEASE, KEY_LIFE, list(UNDER_WAY), BROKEN),
    )
    return rows[0] if rows else None


async def _lost(act: uuid.UUID, key_number: int, saved: bool) -> None:
    """No answer, or a failure that Stripe saved under this key. Heard late it says nothing of the key that followed."""
    await fetch(
        "update money.dispute_acts set status = 'unknown', leased_until = null, error_code = $3"
        " where id = $1 and status in ('requested', 'unknown') and key_number = $2",
        *(act, key_number, BROKEN if saved else None),
    )


async def _done_already(row: Record) -> bool:
    """What an earlier call did, whose key is not repeated any more."""
    try:
        await hear_dispute(row["stripe_dispute_id"])
    except DisputeWaits:
        return True
    found = await fetch_row("select status, answers from money.disputes where id = $1", row["dispute_id"])
    return found is not None and (
        found["status"] in FINAL or (row["kind"] == "answer" and found["answers"] > 0)
    )


async def _resolve(act: uuid.UUID, status: str, code: str | None) -> None:
    await fetch(
        "update money.dispute_acts set status = $2, error_code = $3, leased_until = null,"
        " resolved_at = base.now() where id = $1",
        *(act, status, code),
    )


async def write_off(operator: Operator, dispute: uuid.UUID) -> int:
    """Give up what a brand still owes of a lost dispute; how much (minor units). It is our loss, no holder's.

    Raises DisputeNotFound, NothingOwed, OwnDebt.
    """
    async with transaction():
        payment = await fetch_row("select payment_id from money.disputes where id = $1", dispute)
        if payment is None:
            raise DisputeNotFound()
        await lock_payment(payment["payment_id"])
        row = await fetch_row(
            "update money.disputes d set written_off = d.from_receivable - d.repaid"
            " from money.payments p, money.orders o, money.disputes before"
            " where d.id = $1 and before.id = d.id and p.id = d.payment_id and o.id = p.order_id"
            " and d.status = 'lost' and d.written_off + d.repaid < d.from_receivable"
            " returning d.written_off - before.written_off as amount, d.currency, o.brand",
            dispute,
        )
        if row is None:
            raise NothingOwed()
        if await is_of(operator, row["brand"]):
            raise OwnDebt()
        amount: int = row["amount"]
        why = Movement.RECEIVABLE_WRITTEN_OFF
        entries = [
            debit(own(Kind.PLATFORM_LOSSES, row["currency"]), amount),
            credit(brand_receivable(row["brand"], row["currency"]), amount),
        ]
        await post(why, Source("dispute", dispute), f"{why}:{dispute}", entries)
        await audit.record(operator.actor, "dispute.written_off", "dispute", dispute, amount=amount)
    return amount
