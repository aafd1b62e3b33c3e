"""The flows of money: what is there before, and what is then done. G1 and G6 attack each of them.

An act is whatever its clients would do again if they got no answer: it may be called again after any crash and
takes no for an answer where that says that it is done. It is written as one process would live it: the request, the
payer, the webhooks, the worker.
"""

import contextlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from drills.town import Town, tag_of, wait
from market.base import audit, clock
from market.base.database import fetch_value
from market.base.errors import Conflict
from market.base.sweeps import sweep_once
from market.money.payouts.actions.approve import approve_batch
from market.money.payouts.actions.export import export_batch
from market.money.payouts.actions.outcome import execute_batch, return_payout
from market.money.payouts.actions.request import request_month
from market.money.payouts.errors import BatchNotMovable, PayoutNotMovable, SameOperator
from market.money.settlement.actions import release_due, settle
from market.money.settlement.rules import Month, PeriodClosed
from market.rentals.actions.end import end_early, withdraw
from market.rentals.errors import RentalAlreadyEnded
from market.rentals.jobs import SWEEPS as RENTALS

Facts = dict[str, Any]


@dataclass(frozen=True)
class Flow:
    """`prepare` makes what is there before, once; `act` is done on a copy of that, with what `prepare` gave.

    `calls`: whether the act asks Stripe to do something, so that Stripe may fail at it; `lapses`: whether it can
    not be done any more a day later.
    """

    name: str
    prepare: Callable[[Town], Awaitable[Facts]]
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


async def _offered(town: Town) -> Facts:
    persona = await town.persona(await town.holder())
    return {"brand": await town.brand(), "persona": persona}


async def _rent(town: Town, facts: Facts) -> None:
    await town.rented(facts["brand"], facts["persona"], "the-same-key")


async def _running(town: Town) -> Facts:
    """A rental of which ten days are used."""
    holder = await town.holder()
    requested = await town.rented(await _brand_of(town), await town.persona(holder))
    await wait(timedelta(days=9, hours=1))
    return {"holder": holder, "agreement": requested.agreement}


async def _brand_of(town: Town) -> Any:
    return await town.brand()


async def _withdraw(town: Town, facts: Facts) -> None:
    with done_already(RentalAlreadyEnded):
        await withdraw(facts["holder"], facts["agreement"])
    await town.quiet()


async def _lapsed(town: Town) -> Facts:
    """Paid at Stripe after the slot was gone, and nobody has heard of it."""
    facts = await _offered(town)
    requested = await town.request(facts["brand"], facts["persona"], "late")
    await town.pay(requested)
    await wait(timedelta(minutes=20))
    return facts


async def _refund(town: Town, facts: Facts) -> None:
    await town.quiet()


async def _rented_by_brand(town: Town) -> Facts:
    brand = await town.brand()
    requested = await town.rented(brand, await town.persona(await town.holder()))
    await wait(timedelta(days=3))
    return {"brand": brand, "agreement": requested.agreement}


async def _end_early(town: Town, facts: Facts) -> None:
    with done_already(RentalAlreadyEnded):
        await end_early(facts["brand"], facts["agreement"])
    await town.quiet()


async def _over(town: Town) -> Facts:
    await _rented_by_brand(town)
    await wait(timedelta(days=30))
    return {}


async def _expire(town: Town, facts: Facts) -> None:
    await sweep_once(RENTALS)
    await town.quiet()


async def _month_over(town: Town) -> Facts:
    """Three rentals: one that runs, one that was switched off, one that began on the month's last day."""
    brand = await town.brand()
    month = Month.of(await clock.now()).following
    await clock.travel_to(month.starts_at + timedelta(days=9, hours=9))
    holder = await town.holder()
    await town.rented(brand, await town.persona(holder))
    second = await town.rented(brand, await town.persona(await town.holder(), step=900), step=900)
    await wait(timedelta(days=5))
    holder_of_second = await fetch_value(
        "select holder from rentals.rentals where agreement = $1", second.agreement
    )
    assert holder_of_second
    await clock.travel_to(month.ends_at - timedelta(hours=3))
    await town.rented(brand, await town.persona(await town.holder(), step=2900), step=2900)
    await clock.travel_to(month.ends_at + timedelta(hours=9))
    return {"period": str(month), "holder": holder}


async def _settle(town: Town, facts: Facts) -> None:
    with done_already(PeriodClosed):
        await settle(facts["period"], audit.SYSTEM)
    await release_due()
    await town.quiet()


async def _payable(town: Town) -> Facts:
    """A closed month whose earnings are off hold, and two operators."""
    facts = await _month_over(town)
    await settle(facts["period"], audit.SYSTEM)
    await wait(timedelta(days=15))
    await release_due()
    await town.quiet()
    return facts | {"operators": [await town.operator(), await town.operator()]}


async def _pay_out(town: Town, facts: Facts) -> None:
    await _paid_out(town, facts)
    await town.quiet()


async def _paid_out(town: Town, facts: Facts) -> None:
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


async def _paid(town: Town) -> Facts:
    facts = await _payable(town)
    await _paid_out(town, facts)
    await town.quiet()
    payout = await fetch_value("select id from money.payouts where holder = $1", tag_of(facts["holder"]))
    return facts | {"payout": payout}


async def _return(town: Town, facts: Facts) -> None:
    with done_already(PayoutNotMovable):
        await return_payout(facts["operators"][0], facts["payout"], "MS03")
    await town.quiet()


FLOWS: tuple[Flow, ...] = (
    Flow("rent", _offered, _rent, calls=True, lapses=True),
    Flow("withdraw", _running, _withdraw, calls=True),
    Flow("refund", _lapsed, _refund, calls=True),
    Flow("end early", _rented_by_brand, _end_early),
    Flow("expire", _over, _expire),
    Flow("settle", _month_over, _settle),
    Flow("pay out", _payable, _pay_out),
    Flow("payout returned", _paid, _return),
)
