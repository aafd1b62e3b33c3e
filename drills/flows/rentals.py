"""One rental from its payment to its end."""

from datetime import timedelta

from drills.flows.kinds import Facts, Flow, Stage, done_already
from drills.town import Town, wait
from market.base.sweeps import sweep_once
from market.rentals.actions.end import end_early, withdraw
from market.rentals.errors import RentalAlreadyEnded
from market.rentals.jobs import SWEEPS as RENTALS


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


FLOWS = (
    Flow("rent", OFFERED, _rent, calls=True, lapses=True),
    Flow("withdraw", RUNNING, _withdraw, calls=True),
    Flow("refund", LAPSED, _refund, calls=True),
    Flow("end early", RUNNING, _end_early),
    Flow("expire", OVER, _expire),
)
