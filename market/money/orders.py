"""Orders, and what becomes of their money: the face of this room for the rooms above it.

All of these run inside the caller's transaction, except `submit_payment` and `expire_open_checkout`, which
speak with Stripe and refuse to be called inside one. Amounts are minor units, shares and rates basis points.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.price import BPS, Money, Proration, proration, shared_between
from market.base import audit
from market.base.database import Record, fetch, fetch_row, fetch_value
from market.base.errors import Conflict
from market.base.ids import new_id
from market.money.chart import Entry, Kind, Movement, credit, debit, escrow, holder, in_flight, own
from market.money.documents.jobs import enqueue_issue
from market.money.ledger import Source, post
from market.money.payments import Submitted, expire_open_checkout, prepare_payment, submit_payment
from market.money.queries import Earnings, earnings
from market.money.refunds import request_refund
from market.money.settlement.earnings import keep_earning

__all__ = [
    "Earnings",
    "Ended",
    "LineClosed",
    "LineNotPaid",
    "NewLine",
    "OrderKeyReused",
    "Placed",
    "Submitted",
    "begin_line",
    "earnings",
    "end_line",
    "expire_open_checkout",
    "payment_of",
    "place_order",
    "refund_line_in_full",
    "submit_payment",
]


class OrderKeyReused(Conflict):
    """The key stands for an order with other lines."""


class LineNotPaid(Conflict):
    """The rental's line has no successful payment: there is nothing to divide."""


class LineClosed(Conflict):
    """The rental's money was divided already."""


@dataclass(frozen=True)
class NewLine:
    """One rental to be paid: its price; the holder's share and the VAT rate in basis points (20 %: 2000).

    `vat_category` is the rate's reason (contracts.vat); `label` and `period` are what the brand calls the
    rental, for its documents.
    """

    rental_id: uuid.UUID
    amount: int
    bps: int
    vat_bps: int
    total_days: int | None = None
    vat_category: str = "S"
    label: str = ""
    period: str = ""


@dataclass(frozen=True)
class Placed:
    """An order and the payment that is to settle it."""

    order_id: uuid.UUID
    payment_id: uuid.UUID


@dataclass(frozen=True)
class Ended:
    """How a line's money was divided: `refund + earned` is the price, `platform` contains its VAT."""

    refund: int
    earned: int
    holder: int
    platform: int


async def place_order(
    brand: bytes,
    currency: str,
    lines: Sequence[NewLine],
    idempotency_key: str,
    *,
    keep_card: bool = False,
    card: uuid.UUID | None = None,
) -> Placed:
    """Write the intent to pay: order, lines, payment with its key, and the job that submits it.

    It is paid on Stripe's page, where the brand may keep the card (`keep_card`), or by `card`, a kept one.

    `brand` is the brand's tag of this room. The same key with the same lines gives the same order; raises
    OrderKeyReused for other ones.
    """
    order, amount = new_id(), sum(line.amount for line in lines)
    made = await fetch(
        "insert into money.orders (id, brand, currency, amount, idempotency_key, placed_at)"
        " values ($1, $2, $3, $4, $5, base.now()) on conflict (idempotency_key) do nothing returning id",
        *(order, brand, currency, amount, idempotency_key),
    )
    if not made:
        return await _placed_before(brand, currency, lines, idempotency_key)
    await fetch(
        "insert into money.order_lines (id, order_id, rental_id, amount, bps, vat_bps, total_days,"
        " vat_category, label, period, commission_before)"
        " select id, $1, rental, amount, bps, vat_bps, days, category, label, period, before"
        " from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::int[], $6::int[], $7::int[], $8::text[],"
        " $9::text[], $10::text[], $11::bigint[])"
        " l (id, rental, amount, bps, vat_bps, days, category, label, period, before)",
        order,
        [new_id() for _ in lines],
        [line.rental_id for line in lines],
        [line.amount for line in lines],
        [line.bps for line in lines],
        [line.vat_bps for line in lines],
        [line.total_days for line in lines],
        [line.vat_category for line in lines],
        [line.label for line in lines],
        [line.period for line in lines],
        _commissions_before([(line.amount, line.bps) for line in lines]),
    )
    payment = await prepare_payment(order, amount, currency, keep_card=keep_card, card=card)
    await audit.record(audit.SYSTEM, "order.placed", "order", order, amount=amount, lines=len(lines))
    return Placed(order, payment)


def _commissions_before(lines: Sequence[tuple[int, int]]) -> list[int]:
    """For each (amount, bps), what the commissions of those before it come to."""
    reached = [0]
    for amount, bps in lines:
        reached.append(reached[-1] + amount - amount * bps // BPS)
    return reached[:-1]


async def _placed_before(
    brand: bytes, currency: str, lines: Sequence[NewLine], idempotency_key: str
) -> Placed:
    rows = await fetch(
        "select o.id, o.brand, o.currency, l.rental_id, l.amount, l.bps, l.vat_bps"
        " from money.orders o join money.order_lines l on l.order_id = o.id where o.idempotency_key = $1",
        idempotency_key,
    )
    stands = {tuple(row)[3:] for row in rows}
    asked = {(line.rental_id, line.amount, line.bps, line.vat_bps) for line in lines}
    if {(row["brand"], row["currency"]) for row in rows} != {(brand, currency)} or stands != asked:
        raise OrderKeyReused()
    return Placed(rows[0]["id"], await payment_of(rows[0]["id"]))


async def payment_of(order_id: uuid.UUID) -> uuid.UUID:
    """The order's payment, the latest where one failed."""
    payment: uuid.UUID = await fetch_value(
        "select id from money.payments where order_id = $1"
        " order by status in ('failed', 'canceled'), created_at desc limit 1",
        order_id,
    )
    return payment


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

    `holder_tag` is the holder's tag of this room. What a settlement has posted stays posted; all days used:
    nothing goes back. Raises LineNotPaid, LineClosed, and contracts' SplitOutOfRange for impossible days.
    """
    line = await _close(rental_id, reason)
    currency = line["currency"]
    price, before = Money(line["amount"], currency), Money(line["earned"], currency)
    parts = proration(price, total_days, used_days, line["bps"])
    due = shared_between(before, parts.earned, line["bps"], line["vat_bps"], line["commission_before"])
    entries = [
        debit(escrow(rental_id, currency), line["amount"] - line["earned"]),
        credit(in_flight(rental_id, currency), parts.refund.amount),
        credit(holder(Kind.HOLDER_PENDING, holder_tag, currency), due.holder.amount),
        credit(own(Kind.PLATFORM_REVENUE, currency), due.revenue.amount),
        credit(own(Kind.TAX_VAT, currency), due.vat.amount),
    ]
    posting = await _divide(line, Movement.RENTAL_ENDED, entries, parts, (total_days, used_days), reason)
    if due.holder.amount:
        await keep_earning(holder_tag, rental_id, due.holder, posting, line["method"])
    return Ended(parts.refund.amount, parts.earned.amount, parts.holder.amount, parts.platform.amount)


async def refund_line_in_full(rental_id: uuid.UUID, reason: str) -> None:
    """Send a rental's money back whole: it never began. Raises LineNotPaid, LineClosed."""
    line = await _close(rental_id, reason)
    amount, currency = line["amount"], line["currency"]
    entries = [
        debit(escrow(rental_id, currency), amount),
        credit(in_flight(rental_id, currency), amount),
    ]
    nothing = proration(Money(amount, currency), 1, 0, line["bps"])
    await _divide(line, Movement.RENTAL_NOT_STARTED, entries, nothing, (line["total_days"], 0), reason)


async def _close(rental_id: uuid.UUID, reason: str) -> Record:
    """Close the line, once; the row locks it for the rest of the transaction."""
    line = await fetch_row(
        "update money.order_lines l set closed_at = base.now(), close_reason = $2"
        " from money.payments p where p.order_id = l.order_id and p.status = 'succeeded'"
        " and l.rental_id = $1 and l.closed_at is null"
        " returning l.id, l.order_id, l.rental_id, l.amount, l.bps, l.vat_bps, l.total_days, l.earned,"
        " l.commission_before, p.currency, p.method, p.id as payment_id",
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
    parts: Proration,
    days: tuple[int | None, int],
    reason: str,
) -> uuid.UUID:
    """Post the division and, if something goes back, write the refund with its key and its job.

    The id of the posting; there is none where a settlement has posted everything already.
    """
    refund = parts.refund.amount
    await fetch(
        "update money.order_lines set refunded = $2, earned = $3, total_days = $4, used_days = $5 where id = $1",
        *(line["id"], refund, parts.earned.amount, *days),
    )
    if refund:
        await request_refund(line["payment_id"], line["id"], refund, line["currency"], reason)
        await enqueue_issue(line["order_id"])
    await audit.record(audit.SYSTEM, "order_line.closed", "order_line", line["id"], refund=refund)
    rental, posting = line["rental_id"], new_id()
    moving = [entry for entry in entries if entry.amount]
    if moving:
        await post(why, Source("rental", rental), f"{why}:{rental}", moving, id=posting)
    return posting
