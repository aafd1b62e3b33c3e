"""The cards that a brand keeps: added on Stripe's page, removed."""

import contextlib

from drills.flows.balance import PEOPLE
from drills.flows.kinds import Facts, Flow, Stage, done_already
from drills.town import Town
from market.base.access import Principal
from market.money.bankcards.actions import brand_tag, make_default, remove_card
from market.money.bankcards.errors import BankCardNotFound, CardPageNotOpen
from market.money.bankcards.queries import cards_of
from market.money.bankcards.setups import begin_setup, open_setup
from market.money.sandbox import cards

HERE = {"success_url": "https://moi.test/bank-cards?added=1", "cancel_url": "https://moi.test/bank-cards"}


async def add(town: Town, who: Principal, number: str, most: int = 1) -> None:
    """The brand adds a card and makes it the default, unless it keeps `most` already."""
    if len(await cards_of(brand_tag(who))) < most:
        with contextlib.suppress(CardPageNotOpen):
            await town.pay_at(await open_setup(await begin_setup(who, **HERE, locale="fr")), number)
        await town.quiet()
    kept = sorted(await cards_of(brand_tag(who)), key=lambda it: it.kept_at)
    if len(kept) == most:
        await make_default(who, kept[-1].id)


async def _add(town: Town, facts: Facts) -> None:
    """Its bank asks before it lets itself be charged when nobody is there."""
    await add(town, facts["brand"], cards.ASKS_UNLESS_SET_UP)


async def _kept(town: Town, facts: Facts) -> Facts:
    await _add(town, facts)
    (card,) = await cards_of(brand_tag(facts["brand"]))
    return facts | {"card": card.id}


KEPT = Stage("a brand keeps a card", _kept, PEOPLE)


async def _remove(town: Town, facts: Facts) -> None:
    with done_already(BankCardNotFound):
        await remove_card(facts["brand"], facts["card"])
    await town.quiet()


FLOWS = (
    Flow("card added", PEOPLE, _add, calls=True),
    Flow("card removed", KEPT, _remove, calls=True),
)
