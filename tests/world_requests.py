"""A request of the world: a brand has asked for a persona on approval, and its holder has not answered."""

import uuid

from market.base.access import Principal
from market.base.database import fetch, transaction
from market.money.orders import submit_payment
from market.rentals.actions.lines import Wanted
from market.rentals.negotiation.ask import ask
from tests.factories import a_persona, stand_under_a_card
from tests.market import Market


async def make_request(market: Market, holder: Principal, brand: Principal, side: str) -> uuid.UUID:
    """Its agreement. The card that it was asked under was one of that moment: the world's catalogue has none of it."""
    persona = await a_persona(holder, variant="accord")
    await stand_under_a_card(persona)
    wanted = Wanted(persona, "accord", "P1M", 1900, ("benefits",))
    asked = await ask(brand, wanted, "advice", f"{side}-asked", "/v1/requests")
    sent = await submit_payment(asked.payment)
    assert sent.checkout_url
    await market.pay_at(sent.checkout_url)
    await market.quiet()
    async with transaction():
        await fetch("delete from catalogue.cards where persona = $1", persona)
        await fetch("delete from catalogue.classes where address = $1::uuid::text", persona)
    return asked.agreement
