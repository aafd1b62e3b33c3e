"""A rental is renewed: noticed, charged when nobody is there, tried again, paid at the bank's page, called off."""

import contextlib
import uuid
from datetime import timedelta

from drills import outside
from drills.flows.bankcards import add
from drills.flows.kinds import Facts, Flow, Stage, done_already, not_before
from drills.flows.rentals import OFFERED
from drills.town import Town, wait
from market.base.database import fetch_value, transaction
from market.base.sweeps import sweep_once
from market.money.orders import Paying
from market.money.sandbox import cards
from market.rentals.errors import RenewalBeingCharged, RenewalNotWaiting, RenewalTooLate
from market.rentals.jobs import SWEEPS as RENTALS
from market.rentals.queries import locked
from market.rentals.renewal.pay import pay_now
from market.rentals.renewal.queries import dates_of
from market.rentals.renewal.rules import Dates
from market.rentals.renewal.wishes import brand_wishes, holder_wishes
from market.rentals.renewal.work import sweep_renewals

SECOND = timedelta(seconds=1)
PAYMENT = """
select p.id from money.payments p join rentals.rentals r on r.order_id = p.order_id where r.parent = $1
"""


async def wished(town: Town, facts: Facts) -> Facts:
    """The brand keeps the card it paid with, and both sides want the next month."""
    keeps = Paying(keep_card=True)
    asked = await town.request(facts["brand"], facts["persona"], "to be renewed", paying=keeps)
    await town.pay(asked)
    await town.quiet()
    await brand_wishes(facts["brand"], asked.agreement, True)
    await holder_wishes(facts["holder"], asked.agreement, True)
    rental = await fetch_value("select id from rentals.rentals where agreement = $1", asked.agreement)
    return facts | {"agreement": asked.agreement, "rental": rental, "when": await dates(rental)}


async def _to_be_noticed(town: Town, facts: Facts) -> Facts:
    facts = await wished(town, facts)
    await not_before(facts["when"].notice + SECOND)
    return facts


async def dates(rental: uuid.UUID) -> Dates:
    """The instants of the renewal of a rental that runs."""
    async with transaction():
        return dates_of(await locked(rental))


WISHED = Stage("both want a renewal, and its notice is due", _to_be_noticed, OFFERED)


async def work(town: Town) -> None:
    """The worker does what is due for renewals."""
    await sweep_renewals()
    await town.quiet()


async def _notify(town: Town, facts: Facts) -> None:
    await work(town)


async def _due(town: Town, facts: Facts) -> Facts:
    await work(town)
    await not_before(facts["when"].charges[0] + SECOND)
    return facts


DUE = Stage("a renewal is to be charged", _due, WISHED)


async def _charge(town: Town, facts: Facts) -> None:
    await work(town)


async def _poor(town: Town, facts: Facts) -> Facts:
    await add(town, facts["brand"], cards.DECLINES_LATER, most=2)
    return await _due(town, facts)


POOR = Stage("a renewal is to be charged to a card that will be declined", _poor, WISHED)


async def _try_again(town: Town, facts: Facts) -> None:
    """Declined; the brand has another card by the next day, and that one pays."""
    await work(town)
    await add(town, facts["brand"], cards.ASKS_UNLESS_SET_UP, most=3)
    await not_before(facts["when"].charges[1] + SECOND)
    await work(town)


async def _give_up(town: Town, facts: Facts) -> None:
    """Declined each time, until the period is over. A day on which Stripe is away has one try less."""
    for moment in (*facts["when"].charges, facts["when"].end):
        await not_before(moment + SECOND)
        await work(town)
    await sweep_once(RENTALS)
    await town.quiet()


async def _asks(town: Town, facts: Facts) -> Facts:
    await add(town, facts["brand"], cards.ASKS_3DS, most=2)
    return await _due(town, facts)


ASKS = Stage("a renewal is to be charged to a card whose bank always asks", _asks, WISHED)


async def _answer_bank(town: Town, facts: Facts) -> None:
    """Nobody was there when the bank asked; then the brand is, and says yes on the bank's page.

    Where Stripe is silent it is asked to wait.
    """
    await work(town)
    with contextlib.suppress(RenewalNotWaiting, RenewalBeingCharged):
        page = await pay_now(facts["brand"], facts["agreement"], "fr")
        if page is not None:
            await outside.payer_answers(town, await fetch_value(PAYMENT, facts["rental"]))
    await town.quiet()


async def _paid(town: Town, facts: Facts) -> Facts:
    await work(town)
    return facts


PAID = Stage("a renewal is paid and has not begun", _paid, DUE)


async def _take_back(town: Town, facts: Facts) -> None:
    """The holder does not want it any more: all of it goes back."""
    with done_already(RenewalTooLate):
        await holder_wishes(facts["holder"], facts["agreement"], False)
    await town.quiet()


async def _turned(town: Town, facts: Facts) -> Facts:
    await not_before(facts["when"].end + SECOND)
    return facts


TURNED = Stage("a renewal is paid, and the old period is over", _turned, PAID)


async def _go_over(town: Town, facts: Facts) -> None:
    await sweep_once(RENTALS)
    await work(town)


async def _off_before(town: Town, facts: Facts) -> None:
    """The brand takes it back between the notice and the charge: nothing is charged."""
    await brand_wishes(facts["brand"], facts["agreement"], False)
    await wait(timedelta(minutes=1))
    await work(town)


FLOWS = (
    Flow("renewal noticed", WISHED, _notify),
    Flow("renewal charged", DUE, _charge, calls=True, lapses=True),
    Flow("renewal tried again", POOR, _try_again, calls=True, lapses=True, same=False),
    Flow("renewal given up", POOR, _give_up, calls=True, lapses=True, same=False),
    Flow("renewal asks the bank", ASKS, _answer_bank, calls=True, lapses=True),
    Flow("renewal called off", DUE, _off_before),
    Flow("renewal taken back", PAID, _take_back, calls=True),
    Flow("renewal begins", TURNED, _go_over),
)
