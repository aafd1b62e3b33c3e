"""What a line earns: an earning with its hold beside each posting, and the open months of a line that ends."""

import uuid

from contracts.price import Earning, Money, proration, shared_between
from market.base.database import Record, fetch
from market.base.ids import new_id
from market.money.chart import Entry, Kind, Movement, credit, debit, escrow, holder, own
from market.money.ledger import Source, post
from market.money.rules import HOLD
from market.money.settlement.rules import days_begun, over_and_open


async def keep_earning(
    holder: bytes, rental: uuid.UUID, amount: Money, transaction_id: uuid.UUID, method: str
) -> None:
    """Note inside the caller's transaction what `holder` (a tag) earned, and when its hold will be over."""
    await fetch(
        "insert into money.earnings (id, holder, rental_id, currency, amount, transaction_id, payable_at)"
        " values ($1, $2, $3, $4, $5, $6, base.now() + $7::interval)",
        *(new_id(), holder, rental, amount.currency, amount.amount, transaction_id, HOLD[method]),
    )


def shares(rental: uuid.UUID, holder_tag: bytes, due: Earning) -> list[Entry]:
    """What leaves a rental's escrow because it is earned, and to whom."""
    currency = due.holder.currency
    return [
        debit(escrow(rental, currency), (due.holder + due.revenue + due.vat).amount),
        credit(holder(Kind.HOLDER_PENDING, holder_tag, currency), due.holder.amount),
        credit(own(Kind.PLATFORM_REVENUE, currency), due.revenue.amount),
        credit(own(Kind.TAX_VAT, currency), due.vat.amount),
    ]


async def post_open_months(line: Record, holder_tag: bytes, total_days: int, used_days: int) -> Money:
    """Post what a line that ends has earned until the end of each month that is over and not closed yet.

    Each posting is the one that the month's settlement would have made, under its key and at its instant: the line is
    closed, and no settlement comes to it any more. Inside the transaction that closed it and holds its row, whose
    `now` and `settled` (the latest closed month) are of that moment. Returns all that is posted of the line by then.
    """
    earned, rental = Money(line["earned"], line["currency"]), line["rental_id"]
    if line["starts_at"] is None:
        return earned
    price, rates = Money(line["amount"], line["currency"]), (line["bps"], line["vat_bps"])
    for month in over_and_open(line["starts_at"], line["now"], line["settled"]):
        days = min(used_days, days_begun(line["starts_at"], month))
        reached = proration(price, total_days, days, line["bps"]).earned
        if reached <= earned:
            continue
        due = shared_between(earned, reached, *rates, line["commission_before"])
        why, id = Movement.RENTAL_SETTLED, new_id()
        entries = [entry for entry in shares(rental, holder_tag, due) if entry.amount]
        await post(
            why, Source("rental", rental), f"{why}:{rental}:{month}", entries, month.last_instant, id=id
        )
        if due.holder.amount:
            await keep_earning(holder_tag, rental, due.holder, id, line["method"])
        earned = reached
    return earned
