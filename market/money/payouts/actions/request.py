"""Payouts are requested: for everybody once a month, and at once for one who leaves."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from market.base import audit
from market.base.clock import MARKET_ZONE
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.ids import new_id
from market.base.settings import settings
from market.money.chart import Kind, holder
from market.money.ledger import balance
from market.money.payouts import identities, postings, statements
from market.money.payouts.actions.gather import gather
from market.money.payouts.errors import (
    CurrencyNotPaidOut,
    MonthNotClosed,
    PayoutAbovePayable,
    PayoutIdentityMissing,
)
from market.money.payouts.rules import CURRENCY, new_reference
from market.money.settlement.rules import Month

BATCH = 5_000


@dataclass(frozen=True)
class Requested:
    """What a month's run has requested, minor units, and how many holders it has asked where to pay."""

    period: str
    payouts: int
    amount: int
    asked: int


async def preview(period: str) -> Requested:
    """What the run of `period` would request now, of what is ready or due now. Raises PeriodUnknown."""
    month = Month.named(period)
    row = await fetch_row(statements.PREVIEW, *_wanted(month))
    return Requested(str(month), row["payouts"] if row else 0, row["amount"] if row else 0, 0)


async def request_month(
    period: str, actor: audit.Actor, progress: Callable[[int], None] = lambda payouts: None
) -> Requested:
    """Request a payout for every holder with enough ready and somewhere to send it; ask the others where.

    In batches of a transaction each; a run that was cut off is continued, one that is done requests nothing more.
    `progress` hears how many each batch requested. Raises PeriodUnknown, MonthNotClosed.
    """
    month = Month.named(period)
    await _open(month, actor)
    payouts, amount = await _request_all(month, actor, statements.LOCK, progress)
    async with transaction():  # nobody finds the run done while its payouts are in no batch
        asked = await _close(month, actor)
        await gather(actor)
    return Requested(str(month), payouts, amount, asked)


async def is_left(period: str) -> bool:
    """Whether the month is settled, and neither its run is done nor a later one's, which took what was ready.

    Raises PeriodUnknown.
    """
    found: bool = await fetch_value(
        "select exists (select from money.settlements where period = $1 and closed_at is not null)"
        " and not exists (select from money.payout_runs where period >= $1 and closed_at is not null)",
        str(Month.named(period)),
    )
    return found


async def request_late(actor: audit.Actor = audit.CLOCK) -> int:
    """Pay those who were asked in the latest run and have said since where to; how many. And put into a batch whatever
    waits outside one, whoever left it there.
    """
    period, payouts = (
        await fetch_value("select max(period) from money.payout_runs where closed_at is not null"),
        0,
    )
    if period is not None:
        payouts, _ = await _request_all(Month.named(period), actor, statements.LOCK_LATE)
    await gather(actor)
    return payouts


async def request_now(actor: audit.Actor, tag: bytes, amount: int, currency: str = CURRENCY) -> uuid.UUID:
    """Request `amount` (minor units) for one holder (a tag), outside the months, in the caller's transaction.

    Raises CurrencyNotPaidOut, PayoutIdentityMissing, PayoutAbovePayable.
    """
    if currency != CURRENCY:
        raise CurrencyNotPaidOut(currency=currency)
    identity = await identities.lock_current(tag)
    if identity is None or not identities.usable(identity) or not identities.is_open(identity["method"]):
        raise PayoutIdentityMissing()
    if amount > await balance(holder(Kind.HOLDER_PAYABLE, tag, currency)):
        raise PayoutAbovePayable()
    payout = uuid.uuid4()
    await fetch(
        "insert into money.payouts (id, holder, currency, amount, identity_id, method, status, reference,"
        " requested_at, changed_at) values ($1, $2, $3, $4, $5, $6, 'requested', $7, base.now(), base.now())",
        *(payout, tag, currency, amount, identity["id"], identity["method"], new_reference()),
    )
    await postings.reserve([payout])
    await audit.record(actor, "payout.requested", "payout", payout, amount=amount)
    return payout


def _wanted(month: Month) -> Sequence[object]:
    config = settings()
    return str(month), CURRENCY, config.payout_threshold, list(identities.open_methods(config))


async def _open(month: Month, actor: audit.Actor) -> None:
    async with transaction():
        closed = await fetch_value(
            "select closed_at from money.settlements where period = $1 for share", str(month)
        )
        if closed is None:
            raise MonthNotClosed(period=str(month))
        made = await fetch(
            "insert into money.payout_runs (id, period, started_at) values ($1, $2, base.now())"
            " on conflict (period) do nothing returning id",
            *(new_id(), str(month)),
        )
        if made:
            await audit.record(actor, "payout_run.opened", "payout_run", made[0]["id"])


async def _request_all(
    month: Month, actor: audit.Actor, locking: str, progress: Callable[[int], None] = lambda payouts: None
) -> tuple[int, int]:
    """Batch after batch: (payouts, amount) requested by this call."""
    late = locking == statements.LOCK_LATE
    payouts = amount = 0
    last: bytes | None = b""
    while last is not None:
        async with transaction():
            run = await fetch_row(
                "select closed_at from money.payout_runs where period = $1 for update", str(month)
            )
            if run is None or (run["closed_at"] is not None and not late):
                break
            last, found, sum_ = await _batch(month, actor, locking, last)
        payouts, amount = payouts + found, amount + sum_
        progress(found)
    return payouts, amount


async def _batch(
    month: Month, actor: audit.Actor, locking: str, last: bytes
) -> tuple[bytes | None, int, int]:
    """The holders after `last`; where the next batch begins, None when there are no more."""
    held = [row["holder"] for row in await fetch(locking, *_wanted(month), last, BATCH)]
    if not held:
        return None, 0, 0
    (row,) = await fetch(statements.REQUEST, *_wanted(month), held, actor.kind, actor.tag)
    await fetch(
        "update money.payout_runs set payouts = payouts + $2, amount = amount + $3 where period = $1",
        *(str(month), row["payouts"], row["amount"]),
    )
    return held[-1], row["payouts"], row["amount"]


async def _close(month: Month, actor: audit.Actor) -> int:
    """Ask those who have not said where to, or only for another way, and close the run; how many were asked."""
    run = await fetch_row(
        "select id, closed_at, payouts, amount from money.payout_runs where period = $1 for update",
        str(month),
    )
    if run is None or run["closed_at"] is not None:
        return 0
    asked: int = await fetch_value(statements.ASK, *_wanted(month), MARKET_ZONE.key)
    await fetch(
        "update money.payout_runs set asked = $2, closed_at = base.now() where id = $1", run["id"], asked
    )
    facts = {"payouts": run["payouts"], "amount": run["amount"], "asked": asked}
    await audit.record(actor, "payout_run.closed", "payout_run", run["id"], **facts)
    return asked
