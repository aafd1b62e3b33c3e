"""The demo’s rewards: what its brand sets aside, a round that brings something, thanks with a gift to Camille, and who
gifts can go to."""

from collections.abc import Sequence
from datetime import timedelta

from market.base.clock import market_date, now
from market.base.errors import Refusal
from market.base.settings import settings
from market.money.rewards.actions import charities
from market.money.rewards.actions.budgets import open_budget
from market.money.rewards.codes import add
from market.money.rewards.rules import Draft
from market.relations.conversation.actions import write_as_brand
from market.relations.conversation.thanks import Thanks
from seeds import banking
from seeds.history import PAID, Rental
from seeds.plan import TODAY, Plan
from seeds.stage import Stage

SET_ASIDE, THANKED = banking.TOPPED_UP + 1, TODAY - 2
BUDGET, GIFT = 60_00, 3_00  # minor units
CHARITIES = (("Les Roues du lien", "W313004217"), ("Le Potager des écoles", "W691002288"))
CODES = tuple(f"GARONNE-{number:03}" for number in range(101, 141))


class Rewarding:
    """The acts of the demo's brand, which is 0, towards Camille, who is 0 too."""

    def __init__(self, stage: Stage, plan: Plan, rentals: Sequence[Rental]) -> None:
        self._stage = stage
        self._hers = [
            it
            for it in rentals
            if it.payment in PAID and not it.brand and not plan.personas[it.persona].holder
        ]

    async def set_aside(self) -> None:
        """Sixty euros, and codes for whoever would rather have one."""
        if settings().holds_client_money:
            for name, registration in CHARITIES:
                await charities.add(self._stage.operator, name, registration)
        draft = Draft(BUDGET, market_date(await now()) + timedelta(days=90), 12_000)
        buyer = self._stage.buyer(0)
        self._stage.budget = await open_budget(buyer, draft, "demo-budget")
        await add(buyer, self._stage.budget, CODES)

    async def thank(self) -> None:
        """Camille is thanked, with a gift that asks nothing back; she has not chosen how it comes."""
        for rental in self._hers:
            if rental.number not in self._stage.rentals or self._stage.budget is None:
                continue
            words = "Merci pour vos réactions\u00a0: la révision est maintenant offerte toute l’année."
            thanks = Thanks(gift=GIFT, budget=self._stage.budget)
            agreement = self._stage.rentals[rental.number].agreement
            try:
                await write_as_brand(
                    self._stage.buyer(0), agreement, words, f"demo-thanks-{rental.number}", thanks=thanks
                )
            except Refusal:  # that relation is over, or this month's messages are written
                continue
            return
