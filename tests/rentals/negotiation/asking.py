"""A brand that asked for a persona, and whoever answers: what happens between them in a line each."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from market.base import clock
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.base.sweeps import sweep_once
from market.money.captures import carry_out
from market.money.orders import payment_of, submit_payment
from market.money.sandbox import cards
from market.rentals.actions.lines import Wanted
from market.rentals.negotiation import answer, queries, take_up
from market.rentals.negotiation.ask import HELD, Asked, ask
from market.rentals.negotiation.jobs import SWEEPS
from market.rentals.negotiation.queries import NegotiationRow
from tests.factories import a_brand, a_holder, a_persona, stand_under_a_card
from tests.market import Market
from tests.relations.helpers import with_mailbox

HOUR = timedelta(hours=1)


@dataclass
class Request:
    """One request between a holder and a brand."""

    market: Market
    holder: Principal
    brand: Principal
    persona: uuid.UUID
    agreement: uuid.UUID
    payment: uuid.UUID

    async def row(self) -> NegotiationRow:
        assert self.brand.seat
        return await queries.of_brand(self.brand.seat.brand, self.agreement)

    async def state(self) -> str:
        """The recorded state, or the rental's once there is one."""
        rental = await fetch_value(
            "select negotiation from rentals.rentals where agreement = $1", self.agreement
        )
        return str(rental or (await self.row()).state)

    async def pay(self, number: str = cards.SUCCEEDS) -> None:
        """The brand pays on the page: its bank holds the money."""
        await self.open_page(self.payment, number)
        await self.market.quiet()

    async def open_page(self, payment: uuid.UUID, number: str = cards.SUCCEEDS) -> None:
        sent = await submit_payment(payment)
        assert sent.checkout_url
        await self.market.pay_at(sent.checkout_url, number)

    async def accept(self) -> None:
        """The holder says yes, and the day turns: it is an agreement, and its money is taken."""
        await self.say_yes()
        await self.turn()

    async def say_yes(self) -> None:
        await answer.accept(self.holder, self.agreement)
        await self.market.quiet()

    async def turn(self) -> None:
        """The moment comes at which a yes becomes an agreement."""
        row = await self.row()
        assert row.agree_at
        await clock.travel_to(row.agree_at)
        await self.sweep()

    async def refuse(self, reason: str | None = None) -> None:
        await answer.refuse(self.holder, self.agreement, reason)
        await self.market.quiet()

    async def offer(self, variant: str = "accord", period: str = "P1M", price_step: int = 2900) -> None:
        await answer.offer(self.holder, self.agreement, variant, period, price_step)
        await self.market.quiet()

    async def take_up(self, *, paying: bool = True) -> None:
        """The brand takes the counter-offer, and pays the other sum where there is one."""
        taken = await take_up.accept_offer(self.brand, self.agreement)
        await carry_out(taken.held)
        if taken.to_pay and paying:
            await self.open_page(taken.to_pay)
        await self.market.quiet()

    async def withdraw(self) -> None:
        await carry_out(await take_up.withdraw(self.brand, self.agreement))
        await self.market.quiet()

    async def later(self, time: timedelta) -> None:
        await clock.travel(time)
        await self.sweep()

    async def sweep(self) -> None:
        await sweep_once(SWEEPS)
        await self.market.quiet()

    async def payment_status(self) -> str:
        payment = await payment_of((await self.row()).order_id)
        return str(await fetch_value("select status from money.payments where id = $1", payment))

    async def first_payment(self) -> str:
        return str(await fetch_value("select status from money.payments where id = $1", self.payment))

    async def letters(self) -> list[str]:
        rows = await fetch("select kind from base.messages order by id")
        return [row["kind"] for row in rows]


async def asked(
    market: Market, holder: Principal, brand: Principal, persona: uuid.UUID, **changes: Any
) -> Request:
    """A request whose money is not held yet."""
    await stand_under_a_card(persona)
    message, key = changes.pop("message", None), changes.pop("key", uuid.uuid4().hex)
    paying = changes.pop("paying", HELD)
    offer = {"variant": "accord", "period": "P1M", "price_step": 1900, "purposes": ("benefits",)} | changes
    made: Asked = await ask(brand, Wanted(persona, **offer), message, key, "/v1/requests", paying=paying)
    return Request(market, holder, brand, persona, made.agreement, made.payment)


async def in_the_morning() -> None:
    """Far from the turn of the UTC day, at which brands are told: late in the evening it is the next morning."""
    now = await clock.now()
    if now.hour >= 17:
        await clock.travel_to((now + timedelta(days=1)).replace(hour=8, minute=0, second=0))


async def a_request(market: Market, variant: str = "accord", **changes: Any) -> Request:
    """A request that was put to its holder."""
    holder = changes.pop("holder", None) or await a_holder()
    holder = await with_mailbox(holder, f"{uuid.uuid4().hex[:8]}@example.org")
    brand = await with_mailbox(
        changes.pop("brand", None) or await a_brand(), f"{uuid.uuid4().hex[:8]}@example.org"
    )
    capacity = changes.pop("capacity", 1)
    persona = await a_persona(holder, variant=variant, capacity=capacity)
    request = await asked(market, holder, brand, persona, variant=variant, **changes)
    await request.pay()
    return request


@pytest.fixture
async def request_(market: Market) -> AsyncIterator[Request]:
    yield await a_request(market)
