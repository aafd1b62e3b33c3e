"""A brand's prepaid balance: topped up, spent, refunded into, paid back."""

from datetime import timedelta

from drills.flows.kinds import Facts, Flow, Stage, done_already
from drills.town import Town, wait
from market.money.credit.actions.pay_back import pay_back
from market.money.credit.actions.top_up import top_up
from market.money.orders import Paying
from market.money.payments import submit_payment
from market.rentals.actions.end import withdraw
from market.rentals.errors import RentalAlreadyEnded

FROM_BALANCE = Paying("balance")


async def put_in(town: Town, who: object, amount: int, key: str) -> None:
    """A brand tops up by `amount` (minor units); with the same key once."""
    payment = await top_up(who, amount, key)  # type: ignore[arg-type]
    url = (await submit_payment(payment)).checkout_url
    if url is not None:
        await town.pay_at(url)
    await town.quiet()


async def _people(town: Town, facts: Facts) -> Facts:
    holder, brand = await town.holder(), await town.brand()
    return {"holder": holder, "brand": brand, "persona": await town.persona(holder)}


PEOPLE = Stage("a brand that may pay ahead", _people)


async def _top_up(town: Town, facts: Facts) -> None:
    await put_in(town, facts["brand"], 5000, "top-up")


async def _topped_up(town: Town, facts: Facts) -> Facts:
    """By two payments: what goes back is cut along them."""
    await put_in(town, facts["brand"], 3000, "first")
    await put_in(town, facts["brand"], 2000, "second")
    return facts


TOPPED_UP = Stage("a balance of 50 euros, by two cards", _topped_up, PEOPLE)


async def _spend(town: Town, facts: Facts) -> None:
    await town.request(facts["brand"], facts["persona"], "the-same-key", paying=FROM_BALANCE)
    await town.quiet()


async def _bought(town: Town, facts: Facts) -> Facts:
    asked = await town.request(facts["brand"], facts["persona"], "bought", paying=FROM_BALANCE)
    await town.quiet()
    await wait(timedelta(days=9, hours=1))
    return facts | {"agreement": asked.agreement}


BOUGHT = Stage("ten days of a rental are used that the balance paid", _bought, TOPPED_UP)


async def _refund(town: Town, facts: Facts) -> None:
    with done_already(RentalAlreadyEnded):
        await withdraw(facts["holder"], facts["agreement"])
    await town.quiet()


async def _pay_back(town: Town, facts: Facts) -> None:
    """More than the latest card brought: two refunds."""
    await pay_back(facts["brand"], 4500, "pay-back")
    await town.quiet()


FLOWS = (
    Flow("top up", PEOPLE, _top_up, calls=True, lapses=True),
    Flow("rent from balance", TOPPED_UP, _spend),
    Flow("refund into balance", BOUGHT, _refund),
    Flow("balance paid back", TOPPED_UP, _pay_back, calls=True),
)
