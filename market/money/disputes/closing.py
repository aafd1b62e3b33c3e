"""The end of a dispute in the books: what waited goes back to the brand, or away with what a bank took.

Inside the transaction that books the end, under the locks of the payment and its lines.
"""

from market.base.database import Record, fetch
from market.money.chart import (
    Kind,
    Movement,
    brand_credit,
    brand_receivable,
    credit,
    debit,
    escrow,
    in_flight,
    own,
)
from market.money.disputes.rules import Borne, Stake, borne
from market.money.documents.jobs import enqueue_issue
from market.money.ledger import Source, balance, post
from market.money.refunds import request_refund
from market.money.rules import vat_of

RELEASED = "dispute_closed"
"""Why the refund of what waited is made."""


class LineStillOpen(RuntimeError):
    """A payment is lost and one of its rentals still earns: whoever ends rentals did not hear of it."""


async def release(row: Record) -> None:
    """What waited for the dispute's end goes back to the brand the way it came. `row`: the dispute, its order.

    Every line is locked, also one that withholds nothing: who ends it at this moment may have seen the dispute open.
    """
    lines = await fetch(
        "select id, rental_id, withheld from money.order_lines where order_id = $1"
        " order by rental_id for no key update",
        row["order_id"],
    )
    for line in lines:
        if not line["withheld"]:
            continue
        rental, amount, currency = line["rental_id"], line["withheld"], row["currency"]
        await fetch(
            "update money.order_lines set withheld = 0, refunded = refunded + $2 where id = $1",
            *(line["id"], amount),
        )
        await request_refund(row["payment_id"], line["id"], amount, currency, RELEASED)
        why = Movement.DISPUTE_RELEASED
        entries = [debit(escrow(rental, currency), amount), credit(in_flight(rental, currency), amount)]
        await post(why, Source("rental", rental), f"{why}:{row['id']}:{rental}", entries)


async def lose(row: Record) -> list[Borne]:
    """Divide what a bank has taken for good, and post each line's part. Raises LineStillOpen."""
    lines = await fetch(
        "select id, rental_id, amount, bps, vat_bps, commission_before, earned, withheld, forgone, closed_at"
        " from money.order_lines where order_id = $1 order by rental_id for no key update",
        row["order_id"],
    )
    if not lines:
        return [await _lose_top_up(row)]
    if any(line["closed_at"] is None for line in lines):
        raise LineStillOpen(row["order_id"])
    parts = borne(row["amount"], [_stake(line) for line in lines])
    for line, part in zip(lines, parts, strict=True):
        if part.total:
            await _take(row, line, part)
    if any(part.commission for part in parts):
        await enqueue_issue(row["order_id"])
    return parts


async def _lose_top_up(row: Record) -> Borne:
    """A top-up bought nothing yet: what is left of the balance bears it, the rest the brand owes. Raises
    InsufficientFunds where somebody spent of it meanwhile; the next try sees what is left then.
    """
    brand, currency = row["brand"], row["currency"]
    left = min(row["amount"], await balance(brand_credit(brand, currency)))
    entries = [
        debit(brand_credit(brand, currency), left),
        debit(brand_receivable(brand, currency), row["amount"] - left),
        credit(own(Kind.DISPUTE_HELD, currency), row["amount"]),
    ]
    why = Movement.DISPUTE_LOST
    moving = [entry for entry in entries if entry.amount]
    await post(why, Source("dispute", row["id"]), f"{why}:{row['id']}", moving)
    return Borne(left, 0, row["amount"] - left)


def _stake(line: Record) -> Stake:
    holder = line["earned"] * line["bps"] // 10_000
    return Stake(line["withheld"], line["earned"] - holder - line["forgone"], holder)


async def _take(row: Record, line: Record, part: Borne) -> None:
    rental, currency = line["rental_id"], row["currency"]
    await fetch(
        "update money.order_lines set withheld = withheld - $2, charged_back = charged_back + $2,"
        " forgone = forgone + $3 where id = $1",
        *(line["id"], part.escrow, part.commission),
    )
    vat = _vat(line, line["forgone"]) - _vat(line, line["forgone"] + part.commission)
    entries = [
        debit(escrow(rental, currency), part.escrow),
        debit(own(Kind.PLATFORM_REVENUE, currency), part.commission - vat),
        debit(own(Kind.TAX_VAT, currency), vat),
        debit(brand_receivable(row["brand"], currency), part.receivable),
        credit(own(Kind.DISPUTE_HELD, currency), part.total),
    ]
    why = Movement.DISPUTE_LOST
    moving = [entry for entry in entries if entry.amount]
    await post(why, Source("rental", rental), f"{why}:{row['id']}:{rental}", moving)


def _vat(line: Record, forgone: int) -> int:
    """The VAT in what we still have of a line's commission once `forgone` is given up."""
    commission = line["earned"] - line["earned"] * line["bps"] // 10_000
    return vat_of(line["commission_before"], commission - forgone, line["vat_bps"])
