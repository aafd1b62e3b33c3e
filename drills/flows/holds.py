"""Money that a bank holds: taken, let go, or left until it is too late.

Nobody in the market asks for it yet, so the part of the room that will is played here: it keeps the place for as
long as the money is held, as a debit on its way has it kept.
"""

from datetime import timedelta

from drills import outside
from drills.flows.kinds import Facts, Flow, Stage, done_already
from drills.flows.rentals import OFFERED
from drills.town import Town, wait
from market.base import audit, events
from market.base.database import fetch_value, transaction
from market.base.sweeps import sweep_once
from market.money import captures
from market.money.events import OrderAuthorized, OrderProcessing
from market.money.janitor import sweep_money
from market.money.orders import Paying
from market.rentals.actions.activate import on_order_processing
from market.rentals.jobs import SWEEPS as RENTALS

HELD = Paying(capture="manual")


async def _keep_place(event: OrderAuthorized) -> None:
    await on_order_processing(OrderProcessing(event.order_id, event.rental_ids, event.until))


def _approves_later() -> None:
    """Somebody waits for a decision: what is held keeps its place."""
    if _keep_place not in events._handlers.get(OrderAuthorized, []):
        events.on(OrderAuthorized, _keep_place)


async def _hold(town: Town, facts: Facts) -> None:
    asked = await town.request(facts["brand"], facts["persona"], "the-same-key", paying=HELD)
    await town.pay(asked)
    await town.quiet()


async def _held(town: Town, facts: Facts) -> Facts:
    _approves_later()
    asked = await town.request(facts["brand"], facts["persona"], "held", paying=HELD)
    await town.pay(asked)
    await town.quiet()
    await wait(timedelta(days=3))
    order = await fetch_value("select order_id from money.payments where id = $1", asked.payment)
    return facts | {"payment": asked.payment, "order": order}


HELD_FOR_DAYS = Stage("a bank holds the money for three days", _held, OFFERED)


async def _capture(town: Town, facts: Facts) -> None:
    with done_already(captures.NothingHeld):
        async with transaction():
            await captures.take(facts["order"], audit.SYSTEM)
    await town.quiet()


async def _release(town: Town, facts: Facts) -> None:
    with done_already(captures.NothingHeld):
        async with transaction():
            await captures.let_go(facts["order"], audit.SYSTEM)
    await town.quiet()


async def _too_late(town: Town, facts: Facts) -> Facts:
    await wait(timedelta(days=4))
    return facts


PAST_ITS_TIME = Stage("nobody decided in time about held money", _too_late, HELD_FOR_DAYS)


async def _run_out(town: Town, facts: Facts) -> None:
    await sweep_once(RENTALS)
    await sweep_money()
    await town.quiet()


async def _bank_lets_go(town: Town, facts: Facts) -> None:
    """The bank is quicker than we are."""
    await outside.hold_expires(town, facts["payment"])
    await town.quiet()


async def _taken_in_part(town: Town, facts: Facts) -> None:
    """Somebody at Stripe's dashboard takes a part of it."""
    await outside.takes_part_of_hold(town, facts["payment"], 900)
    await town.quiet()


FLOWS = (
    Flow("hold", OFFERED, _hold, calls=True, lapses=True, plays=_approves_later),
    Flow("capture", HELD_FOR_DAYS, _capture, calls=True, plays=_approves_later),
    Flow("release", HELD_FOR_DAYS, _release, calls=True, plays=_approves_later),
    Flow("hold runs out", PAST_ITS_TIME, _run_out, calls=True, plays=_approves_later),
    Flow("bank lets go", HELD_FOR_DAYS, _bank_lets_go, plays=_approves_later),
    Flow("taken in part", HELD_FOR_DAYS, _taken_in_part, calls=True, plays=_approves_later),
)
