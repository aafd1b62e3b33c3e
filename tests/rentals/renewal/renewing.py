"""A rental that both sides want renewed, and the days until it is."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from market.accounts.openings import note_opening
from market.base import clock, mail
from market.base.access import Principal
from market.base.database import fetch, fetch_row, fetch_value
from market.money.bankcards.actions import brand_tag, make_default
from market.money.bankcards.queries import cards_of
from market.money.bankcards.setups import begin_setup, open_setup
from market.money.orders import Paying
from market.money.sandbox import cards, checkout
from market.rentals import queries
from market.rentals.queries import RentalRow
from market.rentals.renewal.queries import RenewalRow, dates_of, of_rental
from market.rentals.renewal.wishes import brand_wishes, holder_wishes
from market.rentals.renewal.work import sweep_renewals
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market
from tests.relations.helpers import with_mailbox

HERE = {"success_url": "https://moi.test/bank-cards?added=1", "cancel_url": "https://moi.test/bank-cards"}
HOUR = timedelta(hours=1)


@dataclass
class Renewing:
    """A running rental between a holder and a brand that keeps a card."""

    market: Market
    holder: Principal
    brand: Principal
    persona: uuid.UUID
    agreement: uuid.UUID
    rental: uuid.UUID

    async def row(self) -> RentalRow:
        assert self.brand.seat
        return await queries.of_brand(self.brand.seat.brand, self.agreement)

    async def renewal(self) -> RenewalRow:
        found = await of_rental(self.rental)
        assert found
        return found

    async def following(self) -> RentalRow | None:
        agreement = await fetch_value("select agreement from rentals.rentals where parent = $1", self.rental)
        assert self.brand.seat
        return await queries.of_brand(self.brand.seat.brand, agreement) if agreement else None

    async def wanted(self) -> "Renewing":
        """Both say yes."""
        await brand_wishes(self.brand, self.agreement, True)
        await holder_wishes(self.holder, self.agreement, True)
        return self

    async def to(self, name: str, step: int = 0, late: timedelta = timedelta()) -> None:
        """Travel to an instant of the renewal and let the worker do what is due."""
        when = dates_of(await self.row())
        at: datetime = when.charges[step] if name == "charge" else getattr(when, name)
        await clock.travel_to(at + late + timedelta(seconds=1))
        await self.work()

    async def work(self) -> None:
        await sweep_renewals()
        await self.market.quiet()

    async def noticed(self) -> "Renewing":
        await self.wanted()
        await self.to("notice")
        assert (await self.renewal()).state == "noticed"
        return self

    async def paid(self) -> "Renewing":
        await self.noticed()
        await self.to("charge")
        assert (await self.renewal()).state == "paid"
        return self

    async def use_card(self, number: str) -> uuid.UUID:
        """Add a card, saying yes where its bank asks, and make it the default."""
        url = await open_setup(await begin_setup(self.brand, **HERE, locale="fr"))
        session = url.rsplit("/", 1)[1].split("?")[0]
        before = {card.id for card in await cards_of(brand_tag(self.brand))}
        async with self.market.sandbox.acting() as call:
            outcome = await checkout.pay(call, session, cards.card_of(number))
            if isinstance(outcome, checkout.AuthenticationNeeded):
                outcome = await checkout.authenticate(call, session, True)
        assert isinstance(outcome, checkout.Paid)
        await self.market.quiet()
        (card,) = {card.id for card in await cards_of(brand_tag(self.brand))} - before
        await make_default(self.brand, card)
        return card

    async def charges(self) -> int:
        """How often money was taken for the period that follows."""
        return (
            int(
                await fetch_value(
                    "select count(*) from sandbox.objects where kind = 'charge' and body->>'paid' = 'true'"
                )
            )
            - await rentals_before()
        )

    async def kinds(self) -> list[str]:
        """The letters about renewals so far, oldest first."""
        return [it.kind for it in reversed(await mail.kept()) if "renew" in it.kind]


async def rentals_before() -> int:
    """Rentals that were paid on Stripe's page: one charge each."""
    return int(
        await fetch_value(
            "select count(*) from rentals.rentals where parent is null and starts_at is not null"
        )
    )


async def a_rental(
    market: Market, *, period: str = "P1M", beside: Renewing | None = None, **changes: Any
) -> Renewing:
    """A rental that has just begun; its brand keeps the card that it paid with. `beside`: of the same persona."""
    holder = beside.holder if beside else await someone(await a_holder(), "holder")
    brand = await someone(await a_brand(), "brand")
    persona = (
        beside.persona
        if beside
        else await a_persona(holder, period=period, variant=changes.get("variant", "standard"))
    )
    requested = await market.request(brand, persona, paying=Paying(keep_card=True), period=period, **changes)
    await market.pay(requested)
    await market.quiet()
    row = await fetch_row("select id from rentals.rentals where agreement = $1", requested.agreement)
    assert row
    return Renewing(market, holder, brand, persona, requested.agreement, row["id"])


async def someone(who: Principal, name: str) -> Principal:
    """Somebody who has confirmed an address at which letters can be read."""
    assert who.person
    await fetch("update accounts.people set email_verified_at = base.now() where id = $1", who.person)
    await note_opening(who.person)
    return await with_mailbox(who, f"{name}-{uuid.uuid4().hex[:8]}@example.org")


async def slots_taken(persona: uuid.UUID) -> list[uuid.UUID]:
    rows = await fetch(
        "select rental from personas.slots where persona = $1 and released_at is null order by number",
        persona,
    )
    return [row["rental"] for row in rows]
