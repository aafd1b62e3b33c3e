"""An order that is paid by a kept card, or that waits on Stripe's page and is then paid in another way."""

from drills.flows.balance import put_in
from drills.flows.bankcards import KEPT
from drills.flows.kinds import Facts, Flow, Stage, done_already
from drills.town import Town
from market.money.orders import Paying
from market.money.switching import PaymentUnderWay
from market.personas.slots import AlreadyRented
from market.rentals.actions.pay import pay_by
from market.rentals.api import open_payment
from market.rentals.errors import RentalAlreadyEnded


async def _by_card(town: Town, facts: Facts) -> None:
    paying = Paying("card", card=facts["card"])
    asked = await town.request(facts["brand"], facts["persona"], "the-same-key", paying=paying)
    await open_payment(asked.payment, asked.agreement, "fr")
    await town.quiet()


async def _waits(town: Town, facts: Facts) -> Facts:
    await put_in(town, facts["brand"], 2000, "ahead")
    asked = await town.request(facts["brand"], facts["persona"], "waits")
    assert await open_payment(asked.payment, asked.agreement, "fr")
    return facts | {"agreement": asked.agreement}


WAITS = Stage("an order waits on Stripe's page; there is a card and a balance", _waits, KEPT)


async def _card_instead(town: Town, facts: Facts) -> None:
    with done_already(AlreadyRented, PaymentUnderWay, RentalAlreadyEnded):
        await pay_by(facts["brand"], facts["agreement"], "card", facts["card"], "fr")
    await town.quiet()


async def _balance_instead(town: Town, facts: Facts) -> None:
    with done_already(AlreadyRented, PaymentUnderWay, RentalAlreadyEnded):
        await pay_by(facts["brand"], facts["agreement"], "balance", None, "fr")
    await town.quiet()


FLOWS = (
    Flow("rent by kept card", KEPT, _by_card, calls=True, lapses=True),
    Flow("card instead of page", WAITS, _card_instead, calls=True, lapses=True),
    Flow("balance instead of page", WAITS, _balance_instead, lapses=True),
)
