"""What has waited for too long for its end: asked about once more, then found."""

import uuid
from collections.abc import Awaitable, Callable, Mapping

import structlog

from market.base.database import Record, fetch, fetch_at_length
from market.money.asking import ask_payment
from market.money.disputes.asking import ask_dispute
from market.money.inbox import handle
from market.money.payouts.actions.transfer import ask_payout
from market.money.reconciliation import findings, statements
from market.money.reconciliation.differences import Difference, of_refund, of_waiting
from market.money.reconciliation.rules import Kind, Row
from market.money.reconciliation.runs import Run
from market.money.refunds import ask_refund

MOST = 1000
ASKED = 100
"""How many are asked about before they are found: the janitor asks about the others."""

ASK: Mapping[str, Callable[[uuid.UUID], Awaitable[object]]] = {
    "payment": ask_payment,
    "debit": ask_payment,
    "hold": ask_payment,
    "refund": ask_refund,
    "payout": ask_payout,
    "dispute": ask_dispute,
    "inbox": handle,
}

log = structlog.get_logger()


async def find_overdue(run: Run) -> None:
    """A finding for each row that is older than its limit, also where Stripe does not answer."""
    rows = await fetch_at_length(statements.OVERDUE, MOST)
    for row in rows[:ASKED]:
        await _ask(row)
    rows = await fetch_at_length(statements.OVERDUE, MOST)
    await findings.report(_overdue(row) for row in rows)
    await findings.not_seen_since(run.started_at, {Kind.OVERDUE})


async def _ask(row: Record) -> None:
    ask = ASK.get(row["kind"])
    if ask is None:  # only a person knows what a bank did
        return
    try:
        await ask(row["id"])
    except Exception as error:
        log.error("reconciliation.ask_failed", kind=row["kind"], error=type(error).__name__)


def _overdue(row: Record) -> Difference:
    waiting = Row(row["kind"], row["id"], row["status"], waiting=True)
    return of_waiting(waiting, row["since"], row["amount"], row["currency"])


async def find_notices() -> None:
    """A finding for each refund that was made past us, or that did not reach its card."""
    rows = await fetch(statements.NOTICES, MOST)
    await findings.report(_notice(row) for row in rows)


def _notice(row: Record) -> Difference:
    kind = Kind.OUTSIDE_REFUND if row["origin"] == "external" else Kind.FAILED_REFUND
    refund = Row("refund", row["id"], row["status"], waiting=False)
    return of_refund(kind, refund, row["stripe_refund_id"], row["amount"], row["currency"])
