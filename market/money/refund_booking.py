"""What a refund's success or failure is to the books. Inside a transaction that has locked payment and refund."""

import uuid

from market.base import jobs
from market.base.database import Record, fetch, fetch_value
from market.money.chart import (
    Account,
    Entry,
    Kind,
    Movement,
    brand_credit,
    brand_receivable,
    brand_reserved,
    credit,
    debit,
    escrow,
    in_flight,
    own,
)
from market.money.debts import settle_past_us
from market.money.going_back import going_back, owed
from market.money.ledger import Source, balance, post

SOURCES = {"platform": "refund", "external": "external_refund", "balance": "balance_refund"}
"""What the ledger calls a refund by its origin; of these, `refund` alone belongs to a rental."""


def _owed(row: Record) -> Account:
    """Where the refunded money is taken from: the rental's, what the brand wanted back of its balance, or for a
    refund past us what the brand owes.
    """
    if row["origin"] == "platform":
        return in_flight(row["rental_id"], row["currency"])
    return (brand_reserved if row["origin"] == "balance" else brand_receivable)(row["brand"], row["currency"])


_SUCCEEDED = {
    "platform": Movement.REFUND_SUCCEEDED,
    "external": Movement.REFUND_EXTERNAL,
    "balance": Movement.CREDIT_RETURNED,
}


async def book_success(row: Record) -> None:
    await fetch(
        "update money.payments set refunded = refunded + $2 where id = $1", row["payment_id"], row["amount"]
    )
    why, target = _SUCCEEDED[row["origin"]], own(Kind.STRIPE_CLEARING, row["currency"])
    if row["method"] == "balance":
        why, target = Movement.REFUND_CREDITED, brand_credit(row["brand"], row["currency"])
    twice = await _had_twice(row)
    entries = [
        debit(_owed(row), row["amount"] - twice),
        debit(brand_credit(row["brand"], row["currency"]), twice),
        credit(target, row["amount"]),
    ]
    await post(why, _source(row), f"{why}:{row['id']}", [it for it in entries if it.amount])
    if row["origin"] == "external":
        await _leave_balance(row)


async def book_failure(row: Record) -> None:
    """From wherever the money is now to the brand: what it owes is repaid first, the rest is its credit.

    While a bank has the payment's money, it waits in escrow instead. `row` is as it was before the failure.
    """
    late = row["status"] == "succeeded"
    external = row["origin"] == "external"
    if late:
        await fetch(
            "update money.payments set refunded = refunded - $2 where id = $1",
            *(row["payment_id"], row["amount"]),
        )
    elif external:
        return
    source = own(Kind.STRIPE_CLEARING, row["currency"]) if late else _owed(row)
    where = {"platform": _redirected, "external": _forgiven, "balance": _kept}[row["origin"]]
    entries = [debit(source, row["amount"]), *(await where(row))]
    why = Movement.CREDIT_RETURN_FAILED if row["origin"] == "balance" else Movement.REFUND_FAILED
    await post(why, _source(row), f"{why}:{row['id']}", [it for it in entries if it.amount])
    if row["origin"] == "balance":
        await _leave_balance(row)


async def _leave_balance(row: Record) -> None:
    """What was put in and went back past us is no balance any more."""
    if row["purpose"] in ("top_up", "debt"):
        await settle_past_us(row["brand"], row["payment_id"], row["currency"], row["id"])
        if row["origin"] == "external":
            await jobs.enqueue("refunds.notice", refund=row["id"])


# What of a payment's lines is the brand's credit, because no refund of ours arrived: what documents say of it too.
_CREDITED = """
select l.id, l.amount - l.earned - l.repaid - l.withheld - l.charged_back - coalesce((select sum(r.amount)
    from money.refunds r where r.order_line_id = l.id and r.status not in ('failed', 'canceled')), 0)::bigint as amount
  from money.order_lines l join money.payments p on p.order_id = l.order_id
  where p.id = $1 and l.closed_at is not null order by l.rental_id
"""
_LOCK_LINES = """
select 1 from money.order_lines l join money.payments p on p.order_id = l.order_id where p.id = $1
  order by l.rental_id for no key update of l
"""


async def _had_twice(row: Record) -> int:
    """What went back past us of rentals, and is the brand's credit too because ours did not arrive: from now on it
    repays. So the books are the same whichever of the two we heard of first. As far as it is not spent.

    Raises InsufficientFunds where somebody spends meanwhile: the next try sees what is left then.
    """
    if row["origin"] != "external" or row["purpose"] != "rental":
        return 0
    await fetch(_LOCK_LINES, row["payment_id"])
    held = await balance(brand_credit(row["brand"], row["currency"]))
    most: int = min(row["amount"], max(0, await owed(row["payment_id"])), held)
    left = most
    for line in await fetch(_CREDITED, row["payment_id"]):
        part = min(left, max(0, line["amount"]))
        left -= part
        await fetch(
            "update money.order_lines set repaid = repaid + $2, refunded = refunded - $3 where id = $1",
            *(line["id"], part, await _no_credit(line["id"], part)),
        )
    if left < most:
        await jobs.enqueue("refunds.notice", refund=row["id"])
    return most - left


async def _no_credit(line: uuid.UUID, most: int) -> int:
    """Failed refunds of a line are its brand's credit no more, up to `most`; how much of it that is."""
    left = most
    for row in await fetch(
        "select id, amount - redirected as credited from money.refunds where order_line_id = $1"
        " and status in ('failed', 'canceled') and redirected < amount order by id for no key update",
        line,
    ):
        part = min(left, row["credited"])
        left -= part
        await fetch("update money.refunds set redirected = redirected + $2 where id = $1", row["id"], part)
    return most - left


async def _kept(row: Record) -> list[Entry]:
    """What no card takes is the brand's balance again."""
    return [credit(brand_credit(row["brand"], row["currency"]), row["amount"])]


async def _redirected(row: Record) -> list[Entry]:
    """Where the money of a failed refund of ours goes."""
    back = await going_back(row["payment_id"], row["amount"])
    await fetch(
        "update money.order_lines set refunded = refunded - $2 - $3, repaid = repaid + $2,"
        " withheld = withheld + $3 where id = $1",
        *(row["order_line_id"], back.repaid, back.withheld),
    )
    await fetch(
        "update money.refunds set redirected = $2 where id = $1", row["id"], back.repaid + back.withheld
    )
    if back.refunded:
        await jobs.enqueue("refunds.notice", refund=row["id"])
    currency = row["currency"]
    return [
        credit(brand_receivable(row["brand"], currency), back.repaid),
        credit(escrow(row["rental_id"], currency), back.withheld),
        credit(brand_credit(row["brand"], currency), back.refunded),
    ]


async def _forgiven(row: Record) -> list[Entry]:
    """The brand does not owe what did not reach it: what we gave up of that is no loss any more, and what the brand
    has repaid of it meanwhile is its credit.

    Every line is locked, also one that has repaid nothing: one that is ending at this moment may.
    """
    lines = await fetch(
        "select l.id, l.repaid from money.order_lines l join money.payments p on p.order_id = l.order_id"
        " where p.id = $1 order by l.rental_id for no key update of l",
        row["payment_id"],
    )
    over = max(0, -await owed(row["payment_id"]))
    forgiven = await _restored(row["payment_id"], over)
    too_much = over = over - forgiven
    given = await fetch_value("select past_us_repaid from money.payments where id = $1", row["payment_id"])
    over -= (part := min(over, given))
    await fetch(
        "update money.payments set past_us_repaid = past_us_repaid - $2 where id = $1",
        row["payment_id"],
        part,
    )
    for line in lines:
        part = min(over, line["repaid"])
        over -= part
        await fetch("update money.order_lines set repaid = repaid - $2 where id = $1", line["id"], part)
    currency = row["currency"]
    return [
        credit(brand_receivable(row["brand"], currency), row["amount"] - too_much - forgiven),
        credit(own(Kind.PLATFORM_LOSSES, currency), forgiven),
        credit(brand_credit(row["brand"], currency), too_much),
    ]


async def _restored(payment: uuid.UUID, most: int) -> int:
    """Take back what was given up of a payment, the latest first; how much of `most` that is."""
    left = most
    for row in await fetch(
        "select id, amount - restored as lost from money.write_offs"
        " where payment_id = $1 and booked_at is not null order by booked_at desc, id desc for update",
        payment,
    ):
        part = min(left, row["lost"])
        left -= part
        await fetch("update money.write_offs set restored = restored + $2 where id = $1", row["id"], part)
    return most - left


def _source(row: Record) -> Source:
    return Source(SOURCES[row["origin"]], row["id"])
