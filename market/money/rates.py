"""The VAT rate of a line is that of the day on which its order is paid: the tax is due for the month of the payment."""

import uuid
from datetime import datetime

from contracts import vat
from market.base import audit
from market.base.clock import market_date
from market.base.database import fetch, fetch_value


async def tax_as_paid(order: uuid.UUID, paid_at: datetime) -> None:
    """An order that was placed under another rate is taxed at that of its payment (UTC), before anything of it is
    posted. Its price and its holders' shares stay: what changes is how the rest is divided.

    Inside the transaction that books the payment, which has locked it.
    """
    placed_at = await fetch_value("select placed_at from money.orders where id = $1", order)
    before, now = (vat.rate(vat.SELLER, market_date(at)) for at in (placed_at, paid_at))
    if before == now:
        return
    changed = await fetch(
        "update money.order_lines set vat_bps = $3 where order_id = $1 and vat_category = 'S' and vat_bps = $2"
        " returning id",
        *(order, before, now),
    )
    if changed:
        await audit.record(audit.SYSTEM, "order.taxed_as_paid", "order", order, before=before, now=now)
