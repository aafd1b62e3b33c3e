"""Walls that a race's control takes away, in a contender's process or in the database."""

import asyncio
import uuid
from typing import Any

from market.base import database
from market.base.database import fetch
from market.money import refunds
from market.money.payouts import locks, statements
from market.money.payouts.actions import approve, export, request

NO_FLOOR = "alter table money.ledger_balances drop constraint ledger_balances_posted"
NO_SECOND_PAYOUT = "drop index if exists money.payouts_one_a_month"
NO_REFERENCE = "alter table money.payout_approvals drop constraint payout_approvals_batch_id_fkey"
LONG_ENOUGH = 0.3
"""Seconds by which a contender without its lock is sure to meet another."""


def plenty() -> None:
    """Neither the balance is asked, nor the payee locked."""

    async def much(account: object) -> int:
        return 10**9

    request.balance = much  # type: ignore[assignment]


def blind_run() -> None:
    """A run neither waits for another nor locks whom it pays, and asks with what it saw a moment ago."""
    lock_all = statements.LOCK.replace("for no key update of i", "")
    statements.LOCK = lock_all  # type: ignore[misc]
    plain = request.fetch

    async def slowly(sql: str, *arguments: Any) -> Any:
        found = await plain(sql, *arguments)
        if sql == statements.REQUEST:
            await asyncio.sleep(LONG_ENOUGH)
        return found

    async def fetch_row(sql: str, *arguments: Any) -> Any:
        return await database.fetch_row(sql.replace("for update", ""), *arguments)

    request.fetch, request.fetch_row = slowly, fetch_row  # type: ignore[assignment]


async def _glance(batch: uuid.UUID) -> Any:
    return (await fetch("select * from money.payout_batches where id = $1", batch))[0]


async def _payouts(batch: uuid.UUID, states: Any) -> Any:
    sql = "select * from money.payouts where batch_id = $1 and status = any($2) order by id"
    return await fetch(sql, batch, list(states))


def blind_sending() -> None:
    """A payout row that is read without FOR UPDATE: what went wrong elsewhere."""
    opened = export.identities.opened

    async def slowly(rows: Any) -> Any:
        found = await opened(rows)
        await asyncio.sleep(LONG_ENOUGH)
        return found

    locks.batch, locks.payouts_in = _glance, _payouts
    export.identities.opened = slowly


def blind_signing() -> None:
    """Each approver counts the approvals without having locked the batch."""
    sign = approve._sign

    async def slowly(*arguments: Any) -> int:
        given = await sign(*arguments)
        await asyncio.sleep(LONG_ENOUGH)
        return given

    locks.batch, locks.payouts_in = _glance, _payouts
    approve._sign = slowly


def careless_refund() -> None:
    """No lease, and a key of its own for each call."""

    async def taken(refund: uuid.UUID) -> Any:
        rows = await fetch(
            "select r.*, p.stripe_payment_intent_id from money.refunds r"
            " join money.payments p on p.id = r.payment_id where r.id = $1 and r.stripe_refund_id is null",
            refund,
        )
        await asyncio.sleep(LONG_ENOUGH)
        return {**dict(rows[0]), "idempotency_key": uuid.uuid4().hex} if rows else None

    refunds._take = taken
