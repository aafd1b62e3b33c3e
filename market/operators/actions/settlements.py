"""An operator closes a month: the wish is committed, the worker does it."""

import uuid

from market.base import audit, jobs
from market.base.access import Principal
from market.base.database import fetch_value, transaction
from market.money.payouts.actions.request import is_left, request_month
from market.money.settlement import actions
from market.money.settlement.rules import PeriodClosed
from market.operators.actions.decisions import actor_of, operator_of

JOB = "settlements.close"


async def close_month(who: Principal, period: str) -> None:
    """Let the worker close a month and request its payouts; one that was cut off is taken up again.

    Raises NotYours, PeriodUnknown, PeriodNotOver, PeriodClosed, EarlierMonthOpen.
    """
    operator = operator_of(who)
    if not await is_left(period):
        await actions.open_month(period, actor_of(operator))
    async with transaction():
        row: uuid.UUID = await fetch_value("select id from money.settlements where period = $1", period)
        await audit.record(actor_of(operator), "settlement.wanted", "settlement", row)
        await jobs.enqueue(JOB, settlement=row)


async def close(settlement: str) -> None:
    """The job: close the month of this row, and request its payouts. Any number of times."""
    period = await fetch_value("select period from money.settlements where id = $1", uuid.UUID(settlement))
    try:
        await actions.settle(period, audit.SYSTEM)
    except PeriodClosed:
        if not await is_left(period):
            return
    await actions.release_due()
    await request_month(period, audit.SYSTEM)
