"""The flows of money: what is there before, and what is then done. G1 and G6 attack each of them.

An act is whatever its clients would do again if they got no answer: it may be called again after any crash and
takes no for an answer where that says that it is done. It is written as one process would live it: the request, the
payer, the webhooks, the worker.
"""

import contextlib
import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from drills.town import Town, tag_of, wait
from market.base import audit, clock
from market.base.database import fetch_value
from market.base.errors import Conflict
from market.base.settings import settings
from market.base.sweeps import sweep_once
from market.money.payouts.actions.approve import approve_batch
from market.money.payouts.actions.export import export_batch
from market.money.payouts.actions.outcome import execute_batch, return_payout
from market.money.payouts.actions.request import request_month
from market.money.payouts.errors import BatchNotMovable, PayoutNotMovable, SameOperator
from market.money.sandbox import cards
from market.money.settlement.actions import release_due, settle
from market.money.settlement.rules import Month, PeriodClosed
from market.rentals.actions.end import end_early, withdraw
from market.rentals.errors import RentalAlreadyEnded
from market.rentals.jobs import SWEEPS as RENTALS

Facts = dict[str, Any]


@dataclass(frozen=True)
class Stage:
    """What is there before an act: made once, on a copy of the stage before it, and copied for each life."""

    name: str
    make: Callable[[Town, Facts], Awaitable[Facts]]
    after: "Stage | None" = None


@dataclass(frozen=True)
class Flow:
    """`before` is what is there, `act` what is done on a copy of it, with the stage's facts.

    `calls`: whether the act asks Stripe to do something, so that Stripe may fail at it; `lapses`: whether it can
    not be done any more a day later.
    """

    name: str
    before: Stage
    act: Callable[[Town, Facts], Awaitable[None]]
    calls: bool = False
    lapses: bool = False


@contextlib.contextmanager
def done_already(*refusals: type[Conflict]) -> Iterator[None]:
    """A second try may learn that the first one did it."""
    try:
        yield
    except refusals:
        return


async def _offered(town: Town, facts: Facts) -> Facts:
    holder = await town.holder()
    return {"holder": holder, "brand": await town.brand(), "persona": await town.persona(holder)}


OFFERED = Stage("a persona is offered", _offered)


async def _rent(town: Town, facts: Facts) -> None:
    await town.rented(facts["brand"], facts["persona"], "the-same-key")


async def _running(town: Town, facts: Facts) -> Facts:
    requested = await town.rented(facts["brand"], facts["persona"])
    await wait(timedelta(days=9, hours=1))
    return facts | {"agreement": requested.agreement}


RUNNING = Stage("ten days of a rental are used", _running, OFFERED)


async def _withdraw(town: Town, facts: Facts) -> None:
    with done_already(RentalAlreadyEnded):
        await withdraw(facts["holder"], facts["agreement"])
    await town.quiet()


async def _lapsed(town: Town, facts: Facts) -> Facts:
    await town.pay(await town.request(facts["brand"], facts["persona"], "late"))
    await wait(timedelta(minutes=20))
    return facts


LAPSED = Stage("paid at Stripe, nobody has heard of it, and the slot is gone", _lapsed, OFFERED)


async def _refund(town: Town, facts: Facts) -> None:
    await town.quiet()


async def _end_early(town: Town, facts: Facts) -> None:
    with done_already(RentalAlreadyEnded):
        await end_early(facts["brand"], facts["agreement"])
    await town.quiet()


async def _over(town: Town, facts: Facts) -> Facts:
    await wait(timedelta(days=30))
    return facts


OVER = Stage("the period is over", _over, RUNNING)


async def _expire(town: Town, facts: Facts) -> None:
    await sweep_once(RENTALS)
    await town.quiet()


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


async def _pay_out(town: Town, facts: Facts) -> None:
    """Requested for the month, approved, sent, executed."""
    first, second = facts["operators"]
    await request_month(facts["period"], audit.SYSTEM)
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
    with done_already(PayoutNotMovable):
        await return_payout(facts["operators"][0], facts["payout"], "MS03")
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
    await request_month(facts["period"], audit.SYSTEM)
    batch = await fetch_value("select id from money.payout_batches order by created_at limit 1")
    amount = await fetch_value("select sum(amount)::bigint from money.payouts where batch_id = $1", batch)
    with done_already(BatchNotMovable, SameOperator):
        await approve_batch(facts["operators"][0], batch, amount or 0)
    await town.quiet()


FLOWS: tuple[Flow, ...] = (
    Flow("rent", OFFERED, _rent, calls=True, lapses=True),
    Flow("withdraw", RUNNING, _withdraw, calls=True),
    Flow("refund", LAPSED, _refund, calls=True),
    Flow("end early", RUNNING, _end_early),
    Flow("expire", OVER, _expire),
    Flow("settle", MONTH_OVER, _settle),
    Flow("pay out", PAYABLE, _pay_out),
    Flow("payout returned", PAID, _return),
    Flow("pay out by Connect", CONNECTED, _transfer, calls=True),
)
"""A new flow of money is one more of these."""
