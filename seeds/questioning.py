"""The demo’s questions: a round to all whom its brand rents, and what Camille is asked under a rule of hers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from contracts.vocabulary import CLAIMS
from market.base import vault
from market.base.clock import market_date, now
from market.base.errors import Refusal
from market.personas import queries as personas
from market.relations.questions import queries
from market.relations.questions.answering import answer, leave, set_rules
from market.relations.questions.asking import ask, ask_all, preview
from market.relations.questions.rules import Question, Rules
from market.relations.questions.subjects import of_claim
from market.rentals import queries as rentals
from market.rentals.queries import RentalRow
from seeds.history import PAID, Rental
from seeds.plan import TODAY, Plan, dice_for
from seeds.stage import Stage

REWARD, MOST_IN_REWARDS = 50, 50_00  # minor units
RULED, ASKED, ANSWERED, LATELY = TODAY - 7, TODAY - 5, TODAY - 3, TODAY - 1


class Questioning:
    """The acts, by the plan's numbers; the demo's brand is 0, and so is Camille."""

    def __init__(self, stage: Stage, plan: Plan, rentals_: Sequence[Rental]) -> None:
        self._stage, self._plan = stage, plan
        self._rentals = [it for it in rentals_ if it.payment in PAID]

    async def rule(self) -> None:
        """Camille answers about how she is reached always, about money never."""
        for persona in self._plan.holders[0].personas:
            if persona.number in self._stage.personas:
                said = {"media": "always", "work": "always", "money": "never"}
                await set_rules(self._stage.holders[0], self._stage.personas[persona.number], Rules(said))

    async def ask_all(self) -> None:
        """The demo's brand asks everybody it may."""
        today = market_date(await now())
        question = Question(
            kind="choice",
            purpose="benefits",
            until=today + timedelta(days=6),
            text="Qu’est-ce qui vous ferait pousser la porte de l’atelier\u00a0?",
            subject="velo",
            choices=(
                "Une révision offerte",
                "Un essai de vélo",
                "Un cours de réparation",
                "Un prêt le week-end",
            ),
            several=True,
        )
        who, budget = self._stage.buyer(0), self._stage.budget
        asked = len((await preview(who, question)).would_be)
        if budget is not None and asked * REWARD <= MOST_IN_REWARDS:
            await ask_all(who, replace(question, reward=REWARD), "demo-round", budget)
        else:
            await ask_all(who, question, "demo-round")

    async def answer(self) -> None:
        """Most answer, one leaves it, and some do nothing at all."""
        dice = dice_for("questions")
        for rental in self._rentals:
            if rental.brand or rental.number not in self._stage.rentals:
                continue
            chosen = sorted(dice.sample((1, 2, 3, 4), dice.choice((1, 1, 2))))
            chance, holder = dice.random(), self._plan.personas[rental.persona].holder
            if not holder or chance > 0.85:
                continue  # Camille's waits
            await self._say(rental, chosen if chance < 0.75 else None)

    async def _say(self, rental: Rental, chosen: list[int] | None) -> None:
        who = self._stage.holders[self._plan.personas[rental.persona].holder]
        agreement = self._stage.rentals[rental.number].agreement
        assert who.person is not None
        try:
            for received in await queries.of_holder(who.person, agreement):
                name = queries.name_of(received.asked.id, agreement)
                if chosen is None:
                    await leave(who, agreement, name)
                else:
                    await answer(who, agreement, name, chosen)
        except Refusal:  # the relation is over, or was never paid
            return

    async def ask_camille(self) -> None:
        """Other brands of hers ask her for a trait that her sheet has and the rental does not show, or in words."""
        who = self._stage.holders[0]
        assert who.person is not None
        key = await vault.data_key(who.person)
        mine = [it for it in self._rentals if it.brand and not self._plan.personas[it.persona].holder]
        for rental in mine:
            if rental.number not in self._stage.rentals:
                continue
            agreement = self._stage.rentals[rental.number].agreement
            row = await rentals.of_brand(self._stage.brand_id(rental.brand), agreement)
            if row.phase == "Active":
                question = await self._for_her(row, key)
                await ask(
                    self._stage.buyer(rental.brand), agreement, question, f"demo-camille-{rental.number}"
                )

    async def _for_her(self, row: RentalRow, key: vault.DataKey) -> Question:
        said = (await personas.answers_of(row.version, key)).traits
        shown, until = row.agreed().terms.disclosure.claims, market_date(row.now) + timedelta(days=5)
        for claim in CLAIMS:
            trait = said.get(claim)
            if claim not in shown and trait and trait.value and of_claim(claim) & {"media", "work"}:
                return Question(kind="claim", purpose="benefits", until=until, claim=claim)
        words = "Qu’est-ce que nous pourrions faire plus simplement\u00a0?"
        return Question(kind="text", purpose="benefits", until=until, text=words, subject="buying")
