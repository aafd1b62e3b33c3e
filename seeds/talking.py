"""The demo’s conversations: its brand writes to whom it rents, some answer, two images are shown, and Camille has one
relation paused."""

from collections.abc import Sequence

from market.base.errors import Refusal
from market.relations.conversation.actions import write_as_brand, write_as_holder
from market.relations.conversation.rules import Enclosed
from market.relations.silence.actions import keep_quiet, pause
from market.rentals import queries as rentals
from seeds import pictures
from seeds.history import PAID, Rental
from seeds.plan import TODAY, Plan, dice_for
from seeds.stage import Stage

WRITTEN, ANSWERED, AGAIN = TODAY - 6, TODAY - 4, TODAY - 2
FORGETS = 7
"""Of so many who write to it in its first season, the demo's brand leaves one without an answer."""
HELLO = (
    "Bonjour, merci de nous recevoir ce mois-ci. Qu’est-ce qui compte le plus pour vous quand vous choisissez\u00a0?",
    "Bonjour. Nous préparons l’automne\u00a0: qu’est-ce que vous aimeriez trouver chez nous\u00a0?",
)
ANSWERS = (
    "que ce soit solide, et facile à réparer soi-même.",
    "un essai avant d’acheter, et quelqu’un qui écoute.",
    "le prix, mais pas seulement\u00a0: la durée compte davantage.",
)
THANKS = (
    "Merci, nous en tenons compte. Une pièce de rechange livrée chez vous, est-ce que cela vous dirait\u00a0?"
)
DRAWN = "j’ai dessiné la sacoche que j’aimerais."
SHOWN = "Merci pour le dessin\u00a0! Voici les trois coloris de la prochaine, à essayer chez nous."


class Talking:
    """The acts, by the plan's numbers; the demo's brand is 0, and so is Camille."""

    def __init__(self, stage: Stage, plan: Plan, rentals_: Sequence[Rental]) -> None:
        self._stage, self._plan = stage, plan
        self._rentals = [it for it in rentals_ if it.payment in PAID]

    async def begin(self, rental: Rental, place: int) -> None:
        """Somebody writes to the demo's brand of their own accord, in its first season."""
        await self._holder_says(rental, ANSWERS[place % len(ANSWERS)])

    async def thank(self, rental: Rental) -> None:
        """It answers."""
        await self._brand_says(rental, THANKS)

    async def write(self) -> None:
        """The demo's brand writes to all, and Camille's other brands to her."""
        dice = dice_for("messages")
        for rental in self._rentals:
            if rental.brand == 0 or self._of(rental) == 0:
                await self._brand_says(rental, dice.choice(HELLO))

    async def answer(self) -> None:
        """Some answer; Camille answers the demo's brand."""
        dice = dice_for("answers to messages")
        for rental in self._rentals:
            answers = dice.random() < 0.5
            if rental.brand == 0 and (answers or self._of(rental) == 0):
                await self._holder_says(rental, dice.choice(ANSWERS))
            if rental.brand == 0 and self._of(rental) == 0:
                await self._holder_says(rental, DRAWN, Enclosed(pictures.my_bag(), pictures.MY_BAG))

    async def go_on(self) -> None:
        """The brand goes on; what another brand of Camille's writes lies unread, for she has paused it."""
        paused = False
        for rental in self._rentals:
            if rental.brand == 0 and self._of(rental) == 0:
                await self._brand_says(rental, SHOWN, Enclosed(pictures.three_bags(), pictures.THREE_BAGS))
            elif rental.brand == 0:
                await self._brand_says(rental, THANKS)
            elif self._of(rental) == 0 and not paused:
                paused = await self._paused(rental)
                await self._brand_says(rental, THANKS)
        await keep_quiet(self._stage.holders[0], 22 * 60, 7 * 60 + 30)

    def _of(self, rental: Rental) -> int:
        return self._plan.personas[rental.persona].holder

    async def _paused(self, rental: Rental) -> bool:
        if rental.number not in self._stage.rentals:
            return False
        agreement, who = self._stage.rentals[rental.number].agreement, self._stage.holders[0]
        assert who.person is not None
        row = await rentals.of_brand(self._stage.brand_id(rental.brand), agreement)
        if row.phase != "Active" or not row.agreed().terms.contact.messages_per_month:
            return False
        await pause(who, agreement)
        return True

    async def _brand_says(self, rental: Rental, text: str, enclosed: Enclosed | None = None) -> None:
        if rental.number not in self._stage.rentals:
            return
        agreement = self._stage.rentals[rental.number].agreement
        try:
            await write_as_brand(
                self._stage.buyer(rental.brand),
                agreement,
                text,
                f"demo-{agreement}-{len(text)}",
                enclosed=enclosed,
            )
        except Refusal:  # the rental is over, was never paid, or is of terms without messages
            return

    async def _holder_says(self, rental: Rental, text: str, enclosed: Enclosed | None = None) -> None:
        if rental.number not in self._stage.rentals:
            return
        who = self._stage.holders[self._of(rental)]
        try:
            agreement = self._stage.rentals[rental.number].agreement
            await write_as_holder(who, agreement, text, enclosed=enclosed, confirmed=enclosed is not None)
        except Refusal:
            return
