"""What happens between brands and holders in the demo: rentals paid or not, reads, invitations, answers, ends."""

import uuid
from datetime import date, timedelta

from market.base.clock import market_date, now
from market.money.asking import ask_payment
from market.money.sandbox import cards, checkout
from market.operators.actions.decisions import Reason
from market.operators.actions.reports import close_report
from market.operators.rules import Act
from market.relations.actions.invite import react, send
from market.relations.actions.report import in_relation, report
from market.relations.rules import About, Invitation
from market.rentals import queries as rentals
from market.rentals.actions.end import end_early, withdraw
from market.rentals.actions.rent import Wanted, rent
from market.rentals.api import open_payment
from market.rentals.reading import Asked, read
from seeds.history import Rental
from seeds.plan import Plan
from seeds.stage import Stage

PAGE = "/rent"  # where the agreement says that it was agreed


class Relating:
    """The acts of rentals, by the plan's numbers."""

    def __init__(self, stage: Stage, plan: Plan) -> None:
        self._stage, self._plan = stage, plan

    async def rent(self, rental: Rental) -> None:
        """A brand agrees, goes to Stripe's page and pays there, or not."""
        offer = self._plan.personas[rental.persona].archetype
        persona = self._stage.personas[rental.persona]
        wanted = Wanted(persona, offer.variant, offer.period, offer.price_step, rental.purposes)
        who = self._stage.buyer(rental.brand)
        requested = await rent(who, wanted, f"demo-{rental.number}", PAGE)
        self._stage.rentals[rental.number] = requested
        url = await open_payment(requested.payment, requested.agreement, "fr")
        assert url is not None
        session = url.rsplit("/", 1)[1]
        if rental.payment in ("declined", "retried"):
            await self._enter(session, cards.LACKS_FUNDS)
        if rental.payment in ("card", "retried"):
            await self._enter(session, cards.SUCCEEDS)
        elif rental.payment == "3ds":
            await self._enter(session, cards.ASKS_3DS)
            async with self._stage.sandbox.acting() as call:
                await checkout.authenticate(call, session, True)
        if rental.payment != "abandoned":
            await ask_payment(requested.payment)

    async def pay_late(self, rental: Rental) -> None:
        """Somebody pays on a page that stayed open after the hold was over: all of it goes back."""
        requested = self._stage.rentals[rental.number]
        url = await open_payment(requested.payment, requested.agreement, "fr")
        assert url is not None
        await self._enter(url.rsplit("/", 1)[1], cards.SUCCEEDS)
        await ask_payment(requested.payment)

    async def _enter(self, session: str, number: str) -> None:
        async with self._stage.sandbox.acting() as call:
            await checkout.pay(call, session, cards.card_of(number))

    async def read(self, rental: Rental) -> None:
        """The brand's tool reads the sheet by its key, or a member on the page."""
        agreement, key = self._stage.rentals[rental.number].agreement, self._stage.keys.get(rental.brand)
        if key and rental.number % 2:
            await read(Asked(agreement, rental.purposes[0], "api", key=key))
        else:
            brand = self._stage.brand_id(rental.brand)
            await read(Asked(agreement, rental.purposes[0], "page", brand=brand))

    async def invite(self, rental: Rental, place: int) -> None:
        """The brand sends an offer or an experience."""
        planned = rental.invited[place]
        company, offer = self._plan.brands[rental.brand].company, planned.offer
        today = market_date(await now())
        content = Invitation(
            kind=offer.kind,
            title=offer.title,
            conditions=offer.conditions,
            code=f"{offer.code}-{rental.number:03d}" if offer.code else None,
            link=f"https://{company.host}/{offer.path}" if offer.path else None,
            valid_from=today,
            valid_until=min(today + timedelta(days=planned.days), await self._last_day(rental, today)),
            benefit=offer.benefit,
        )
        agreement = self._stage.rentals[rental.number].agreement
        placed = await send(
            self._stage.buyer(rental.brand), agreement, content, f"demo-{rental.number}-{place}"
        )
        self._stage.invitations[rental.number, place] = placed.id

    async def _last_day(self, rental: Rental, today: date) -> date:
        """The last day of a rental: nobody is invited beyond it."""
        agreement = self._stage.rentals[rental.number].agreement
        row = await rentals.of_brand(self._stage.brand_id(rental.brand), agreement)
        return max(today, market_date(row.ends_at - timedelta(microseconds=1))) if row.ends_at else today

    async def react(self, rental: Rental, place: int) -> None:
        """The holder answers."""
        reaction = rental.invited[place].reaction
        assert reaction is not None
        agreement, invitation = self._of(rental), self._stage.invitations[rental.number, place]
        await react(self._stage.holders[self._holder(rental)], agreement, invitation, reaction)

    async def end(self, rental: Rental) -> None:
        """The holder switches off, or the brand ends early."""
        assert rental.ended is not None
        if rental.ended[0] == "withdraw":
            await withdraw(self._stage.holders[self._holder(rental)], self._of(rental))
        else:
            await end_early(self._stage.buyer(rental.brand), self._of(rental))

    async def holder_reports(self, rental: Rental) -> None:
        """A holder tells the operators about a brand."""
        who = self._stage.holders[self._holder(rental)]
        subject = await in_relation(who, self._of(rental), About.BRAND)
        await report(
            who, subject, "asks-identity", "On me demande mon prénom pour retirer le lot en boutique."
        )

    async def brand_reports(self, rental: Rental) -> None:
        """A brand doubts a persona; the operator finds too little and closes the report."""
        who = self._stage.buyer(rental.brand)
        subject = await in_relation(who, self._of(rental), About.PERSONA)
        words = "Les réponses ne vont pas avec ce que dit la fiche sur les achats."
        identity = await report(who, subject, "false-traits", words)
        await close_report(self._stage.operator, identity, Act.DISMISS, Reason("not-enough"))

    def _of(self, rental: Rental) -> uuid.UUID:
        return self._stage.rentals[rental.number].agreement

    def _holder(self, rental: Rental) -> int:
        return self._plan.personas[rental.persona].holder
