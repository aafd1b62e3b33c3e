"""A month's end: settled, paid out by the bank or by Stripe, returned."""

import os
from datetime import timedelta

from drills.flows.kinds import Facts, Flow, Stage, done_already
from drills.town import Town, tag_of, wait
from market.base import audit, clock
from market.base.database import fetch_value
from market.base.settings import settings
from market.money.payouts import queries
from market.money.payouts.actions.approve import approve_batch
from market.money.payouts.actions.export import export_batch
from market.money.payouts.actions.outcome import execute_batch, return_payout
from market.money.payouts.errors import BatchNotMovable, PayoutNotMovable, SameOperator
from market.money.sandbox import cards
from market.money.settlement.actions import release_due, settle
from market.money.settlement.rules import Month, PeriodClosed
from market.operators.actions.settlements import close


async def _month_over(town: Town, facts: Facts) -> Facts:
    """Three rentals: two that began in its middle, one on the month's last day."""
    brand, holder = await town.brand(), await town.holder()
    month = Month.of(await clock.now()).following
    await clock.travel_to(month.starts_at + timedelta(days=9, hours=9))
    await town.rented(brand, await town.persona(holder))
    await town.rented(brand, await town.persona(await town.holder(), step=900), step=900)
    await clock.travel_to(month.ends_at - timedelta(hours=3))
    await town.rented(brand, await town.persona(await town.holder(), step=2900), step=2900)
    await clock.travel_to(month.ends_at + timedelta(hours=9))
    return {"period": str(month), "holder": holder}


MONTH_OVER = Stage("a month is over", _month_over)


async def _settle(town: Town, facts: Facts) -> None:
    with done_already(PeriodClosed):
        await settle(facts["period"], audit.SYSTEM)
    await release_due()
    await town.quiet()


async def _payable(town: Town, facts: Facts) -> Facts:
    await settle(facts["period"], audit.SYSTEM)
    await wait(timedelta(days=15))
    await release_due()
    await town.quiet()
    return facts | {"operators": [await town.operator(), await town.operator()]}


PAYABLE = Stage("a month's earnings are off hold, and there are two operators", _payable, MONTH_OVER)


async def _request(facts: Facts) -> None:
    """As the desk's job does it: the one door by which anybody can ask for it again."""
    await close(
        await fetch_value("select id::text from money.settlements where period = $1", facts["period"])
    )


async def _pay_out(town: Town, facts: Facts) -> None:
    """Requested for the month, approved, sent, executed."""
    first, second = facts["operators"]
    await _request(facts)
    batch = await fetch_value("select id from money.payout_batches order by created_at limit 1")
    amount = await fetch_value(
        "select coalesce(sum(amount), 0)::bigint from money.payouts where batch_id = $1", batch
    )
    with done_already(BatchNotMovable, SameOperator):
        await approve_batch(first, batch, amount)
    with done_already(BatchNotMovable):
        await export_batch(second, batch)
    with done_already(BatchNotMovable):
        await execute_batch(second, batch)
    await town.quiet()


async def _paid(town: Town, facts: Facts) -> Facts:
    await _pay_out(town, facts)
    payout = await fetch_value("select id from money.payouts where holder = $1", tag_of(facts["holder"]))
    return facts | {"payout": payout}


PAID = Stage("the bank has executed a payout", _paid, PAYABLE)


async def _return(town: Town, facts: Facts) -> None:
    payout = facts["payout"]
    with done_already(PayoutNotMovable):
        await return_payout(facts["operators"][0], payout, "MS03", (await queries.payout(payout)).reference)
    await town.quiet()


def _through_connect() -> None:
    """This operator may not hold client money: holders are paid by Stripe."""
    os.environ["MOI_HOLDS_CLIENT_MONEY"] = "false"
    settings.cache_clear()


async def _connected(town: Town, facts: Facts) -> Facts:
    _through_connect()
    holder, month = await town.holder(payable=False), Month.of(await clock.now()).following
    await town.onboarded(holder)
    await clock.travel_to(month.starts_at + timedelta(days=1))
    await town.rented(await town.brand(), await town.persona(holder), card=cards.FUNDS_AT_ONCE)
    await clock.travel_to(month.ends_at + timedelta(hours=9))
    return await _payable(town, {"period": str(month), "holder": holder})


CONNECTED = Stage("a month's earnings are to go out by Stripe", _connected)


async def _transfer(town: Town, facts: Facts) -> None:
    """Requested for the month and approved; the worker sends it."""
    _through_connect()
    await _request(facts)
    batch = await fetch_value("select id from money.payout_batches order by created_at limit 1")
    amount = await fetch_value("select sum(amount)::bigint from money.payouts where batch_id = $1", batch)
    with done_already(BatchNotMovable, SameOperator):
        await approve_batch(facts["operators"][0], batch, amount or 0)
    await town.quiet()


FLOWS = (
    Flow("settle", MONTH_OVER, _settle),
    Flow("pay out", PAYABLE, _pay_out),
    Flow("payout returned", PAID, _return),
    Flow("pay out by Connect", CONNECTED, _transfer, calls=True),
)
