"""Orders, and what becomes of their money: the face of this room for the rooms above it.

All of these run inside the caller's transaction, except `submit_payment` and `expire_open_checkout`, which
speak with Stripe and refuse to be called inside one. Amounts are minor units, shares and rates basis points.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.price import Money, Proration, proration, shared_between
from market.base import audit
from market.base.database import Record, fetch, fetch_row, fetch_value
from market.base.errors import Conflict
from market.base.ids import new_id
from market.money.asking import expire_open_checkout
from market.money.chart import (
    Account,
    Entry,
    Movement,
    brand_receivable,
    credit,
    debit,
    escrow,
    in_flight,
)
from market.money.credit.actions.spend import spend as pay_from_balance
from market.money.documents.jobs import enqueue_issue
from market.money.going_back import Back, going_back
from market.money.ledger import Source, post
from market.money.payments import Submitted, submit_payment
from market.money.placing import (
    ON_THE_PAGE,
    NewLine,
    OrderKeyReused,
    Paying,
    Placed,
    order_of,
    payment_of,
    place_order,
)
from market.money.queries import Earnings, earnings
from market.money.refunds import request_refund
from market.money.settlement.earnings import keep_earning, post_open_months, shares

__all__ = [
    "ON_THE_PAGE",
    "Earnings",
    "Ended",
    "LineClosed",
    "LineNotPaid",
    "NewLine",
    "OrderKeyReused",
    "Paying",
    "Placed",
    "Submitted",
    "begin_line",
    "earnings",
    "end_line",
    "expire_open_checkout",
    "order_of",
    "pay_from_balance",
    "payment_of",
    "place_order",
    "refund_line_in_full",
    "submit_payment",
]


class LineNotPaid(Conflict):
    """The rental's line has no successful payment: there is nothing to divide."""


class LineClosed(Conflict):
    """The rental's money was divided already."""


@dataclass(frozen=True)
class Ended:
    """How a line's money was divided: `refund + earned` is the price, `platform` contains its VAT.

    `refund` is the unused part, also where it repays what the brand owes or waits for the end of a dispute.
    """

    refund: int
    earned: int
    holder: int
    platform: int


async def begin_line(rental_id: uuid.UUID, holder_tag: bytes, starts_at: datetime, total_days: int) -> None:
    """The rental has begun at `starts_at` (UTC): from now on settlement posts what it earns.

    `holder_tag` is the holder's tag of this room.
    """
    await fetch(
        "update money.order_lines set holder = $2, starts_at = $3, total_days = $4"
        " where rental_id = $1 and closed_at is null and starts_at is null",
        *(rental_id, holder_tag, starts_at, total_days),
    )


async def end_line(
    rental_id: uuid.UUID, holder_tag: bytes, total_days: int, used_days: int, reason: str
) -> Ended:
    """Divide a rental's money by the days used, and send the rest back. Locks the line, not the payment.

    What a bank has taken of the payment stands in the way: the rest waits in escrow until that is decided.

    `holder_tag` is the holder's tag of this room. What a settlement has posted stays posted; what was earned in a
    month that is over and not closed is posted in that month, the rest now. All days used: nothing goes back. Raises
    LineNotPaid, LineClosed, and contracts' SplitOutOfRange for impossible days.
    """
    line = await _close(rental_id, reason)
    parts = proration(Money(line["amount"], line["currency"]), total_days, used_days, line["bps"])
    before = await post_open_months(line, holder_tag, total_days, used_days)
    due = shared_between(before, parts.earned, line["bps"], line["vat_bps"], line["commission_before"])
    back = await going_back(line["payment_id"], parts.refund.amount)
    entries = [*_going_back(line, back), *shares(rental_id, holder_tag, due)]
    posting = await _divide(
        line, Movement.RENTAL_ENDED, entries, (parts, back), (total_days, used_days), reason
    )
    if due.holder.amount:
        await keep_earning(holder_tag, rental_id, due.holder, posting, line["method"])
    return Ended(parts.refund.amount, parts.earned.amount, parts.holder.amount, parts.platform.amount)


async def refund_line_in_full(rental_id: uuid.UUID, reason: str) -> None:
    """Send a rental's money back whole: it never began. Raises LineNotPaid, LineClosed."""
    line = await _close(rental_id, reason)
    nothing = proration(Money(line["amount"], line["currency"]), 1, 0, line["bps"])
    back = await going_back(line["payment_id"], line["amount"])
    entries = _going_back(line, back)
    await _divide(
        line, Movement.RENTAL_NOT_STARTED, entries, (nothing, back), (line["total_days"], 0), reason
    )


def _going_back(line: Record, back: Back) -> list[Entry]:
    """What of the unused part leaves escrow: to the debt that it repays, and on its way to the brand."""
    rental, currency = line["rental_id"], line["currency"]
    return [
        debit(escrow(rental, currency), back.repaid + back.refunded),
        credit(in_flight(rental, currency), back.refunded),
        credit(brand_receivable(line["brand"], currency), back.repaid),
    ]


async def _close(rental_id: uuid.UUID, reason: str) -> Record:
    """Close the line, once; the row locks it for the rest of the transaction."""
    line = await fetch_row(
        "update money.order_lines l set closed_at = base.now(), close_reason = $2"
        " from money.payments p, money.orders o where p.order_id = l.order_id and p.status = 'succeeded'"
        " and o.id = l.order_id and l.rental_id = $1 and l.closed_at is null"
        " returning l.id, l.order_id, l.rental_id, l.amount, l.bps, l.vat_bps, l.total_days, l.earned,"
        " l.commission_before, l.starts_at, p.currency, p.method, p.id as payment_id, o.brand, base.now() as now,"
        " (select max(period) from money.settlements where closed_at is not null) as settled",
        rental_id,
        reason,
    )
    if line is not None:
        return line
    if await fetch_value("select closed_at from money.order_lines where rental_id = $1", rental_id):
        raise LineClosed()
    raise LineNotPaid()


async def _divide(
    line: Record,
    why: Movement,
    entries: Sequence[Entry],
    division: tuple[Proration, Back],
    days: tuple[int | None, int],
    reason: str,
) -> uuid.UUID:
    """Post the division and, if something goes back, write the refund with its key and its job.

    The id of the posting; there is none where a settlement has posted everything already.
    """
    parts, back = division
    refund = back.refunded
    await fetch(
        "update money.order_lines set refunded = $2, earned = $3, total_days = $4, used_days = $5, repaid = $6,"
        " withheld = $7 where id = $1",
        *(line["id"], refund, parts.earned.amount, *days, back.repaid, back.withheld),
    )
    if refund:
        await request_refund(line["payment_id"], line["id"], refund, line["currency"], reason)
    if parts.refund.amount:
        await enqueue_issue(line["order_id"])
    await audit.record(audit.SYSTEM, "order_line.closed", "order_line", line["id"], refund=refund)
    rental, posting = line["rental_id"], new_id()
    moving = _moving(entries)
    if moving:
        await post(why, Source("rental", rental), f"{why}:{rental}", moving, id=posting)
    return posting


def _moving(entries: Sequence[Entry]) -> list[Entry]:
    """The entries that move something, one an account."""
    sums: dict[Account, int] = {}
    for entry in entries:
        sums[entry.account] = sums.get(entry.account, 0) + entry.amount
    return [Entry(account, amount) for account, amount in sums.items() if amount]
