"""A request of a persona on approval: asked for, accepted, refused, or answered by a counter-offer that is taken."""

import contextlib
import uuid
from datetime import timedelta

from drills.flows.kinds import Facts, Flow, Stage, done_already, not_before
from drills.town import PURPOSE, Town
from market.base import clock
from market.base.access import Principal
from market.money.captures import carry_out
from market.money.orders import submit_payment
from market.rentals.actions.lines import Wanted
from market.rentals.negotiation import answer, take_up
from market.rentals.negotiation.ask import Asked, ask
from market.rentals.negotiation.errors import CounterOfferMade, RequestOver
from market.rentals.negotiation.jobs import sweep_over
from tests.factories import a_persona, stand_under_a_card

PATH = "/v1/requests"


async def _askable(town: Town, facts: Facts) -> Facts:
    holder = await town.holder()
    persona = await a_persona(holder, variant="accord")
    await stand_under_a_card(persona)
    return {"holder": holder, "brand": await town.brand(), "persona": persona}


ASKABLE = Stage("a persona on approval is offered", _askable)


async def asked(town: Town, who: Principal, persona: uuid.UUID) -> Asked:
    """A brand asks, and its bank holds the money."""
    wanted = Wanted(persona, "accord", "P1M", 1900, (PURPOSE,))
    made = await ask(who, wanted, None, "the-same-key", PATH)
    await _paid(town, made.payment)
    return made


async def _paid(town: Town, payment: uuid.UUID) -> None:
    sent = await submit_payment(payment)
    if sent.checkout_url is not None:
        await town.pay_at(sent.checkout_url)
    await town.quiet()


async def _ask(town: Town, facts: Facts) -> None:
    await asked(town, facts["brand"], facts["persona"])


async def _held(town: Town, facts: Facts) -> Facts:
    made = await asked(town, facts["brand"], facts["persona"])
    tomorrow = (await clock.now()) + timedelta(days=1, hours=1)
    return facts | {"agreement": made.agreement, "tomorrow": tomorrow}


HELD = Stage("a bank holds the money of a request", _held, ASKABLE)


async def _accept(town: Town, facts: Facts) -> None:
    with done_already(RequestOver):
        await answer.accept(facts["holder"], facts["agreement"])
    await not_before(facts["tomorrow"])
    await sweep_over()
    await town.quiet()


async def _refuse(town: Town, facts: Facts) -> None:
    with done_already(RequestOver):
        await answer.refuse(facts["holder"], facts["agreement"])
    await not_before(facts["tomorrow"])
    await sweep_over()
    await town.quiet()


async def _withdraw(town: Town, facts: Facts) -> None:
    await carry_out(await take_up.withdraw(facts["brand"], facts["agreement"]))
    await town.quiet()


async def _offered(town: Town, facts: Facts) -> Facts:
    with contextlib.suppress(CounterOfferMade):
        await answer.offer(facts["holder"], facts["agreement"], "accord", "P3M", 2900)
    await town.quiet()
    return facts


OFFERED_OTHERWISE = Stage("a counter-offer of another sum waits", _offered, HELD)


async def _take_up(town: Town, facts: Facts) -> None:
    with done_already(RequestOver):
        taken = await take_up.accept_offer(facts["brand"], facts["agreement"])
        await carry_out(taken.held)
        if taken.to_pay is not None:
            await _paid(town, taken.to_pay)
    await town.quiet()


FLOWS = (
    Flow("ask", ASKABLE, _ask, calls=True, lapses=True),
    Flow("accept", HELD, _accept, calls=True),
    Flow("refuse", HELD, _refuse, calls=True),
    Flow("take a request back", HELD, _withdraw, calls=True),
    Flow("take a counter-offer", OFFERED_OTHERWISE, _take_up, calls=True, lapses=True),
)
