"""The whole market in one test: rooms connected, the real Stripe client on the sandbox, webhooks delivered."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from litestar import Litestar

from market.base import names
from market.base.access import Principal
from market.base.clock import market_date, now
from market.base.database import fetch, fetch_value
from market.base.jobs import drain
from market.base.settings import Settings
from market.base.sweeps import sweep_once
from market.money import invariants
from market.money.desk import WEBHOOK_PATH, sandbox_secret
from market.money.orders import ON_THE_PAGE
from market.money.sandbox import Sandbox, cards, checkout, deliver_due, set_endpoint
from market.rentals.actions.rent import Requested, Wanted, rent
from market.rentals.api import open_payment
from market.rentals.reading import Asked, read
from market.wiring import JOBS, SWEEPS
from tests.conftest import FreshDatabase, application, living
from tests.factories import stand_under_a_card

PURPOSE = "benefits"


AT_MOST = 1200
"""Looks, 50 ms apart."""
_BEGUN = (
    "select exists (select from jobs.pgqueuer where status = 'picked')"
    " or exists (select from sandbox.deliveries where status = 'due' and claimed_until > clock_timestamp())"
)


@dataclass
class Market:
    """One market: what brands, holders, card-holders, Stripe and the worker do, in a line each."""

    app: Litestar
    sandbox: Sandbox
    database: FreshDatabase
    webhooks: bool = True
    beside: bool = False
    """Whether a worker of its own process does webhooks and jobs too: what it has begun is waited for."""
    _answers: list[int] = field(default_factory=list)

    async def request(self, who: Principal, persona: uuid.UUID, key: str = "", **changes: Any) -> Requested:
        """A brand agrees and holds the persona; nothing is paid yet."""
        await stand_under_a_card(persona)
        paying = changes.pop("paying", ON_THE_PAGE)
        wanted = {
            "variant": "standard",
            "period": "P1M",
            "price_step": 1900,
            "purposes": (PURPOSE,),
        } | changes
        return await rent(
            who, Wanted(persona, **wanted), key or uuid.uuid4().hex, "/v1/rentals", paying=paying
        )

    async def pay(self, requested: Requested, number: str = cards.SUCCEEDS) -> checkout.Outcome:
        """Open the payment and act as the card-holder on Stripe's page."""
        url = await open_payment(requested.payment, requested.agreement, "fr")
        assert url is not None
        return await self.pay_at(url, number)

    async def pay_at(self, url: str, number: str = cards.SUCCEEDS) -> checkout.Outcome:
        """Act as the card-holder on an open page."""
        session = url.rsplit("/", 1)[1].split("?")[0]
        async with self.sandbox.acting() as call:
            return await checkout.pay(call, session, cards.card_of(number))

    async def rented(self, who: Principal, persona: uuid.UUID, **changes: Any) -> uuid.UUID:
        """A rental that is paid and has begun: its agreement."""
        requested = await self.request(who, persona, **changes)
        await self.pay(requested)
        await self.quiet()
        return requested.agreement

    async def read(self, who: Principal, agreement: uuid.UUID, purpose: str = PURPOSE) -> bytes:
        """A member reads the sheet."""
        assert who.seat
        return await read(Asked(agreement, purpose, "page", brand=who.seat.brand))

    async def quiet(self) -> None:
        """Let webhooks arrive and jobs be done until nothing is left to do."""
        for _ in range(6):
            sent = await deliver_due(await self.sandbox.pool(), self._post)
            await drain(JOBS)
            begun = self.beside and await self._others_are_done()
            if not sent and not begun:
                return

    async def _others_are_done(self) -> bool:
        """Wait until the other worker is through with what it has taken; whether it had anything."""
        for waited in range(AT_MOST):
            if not await fetch_value(_BEGUN):
                return waited > 0
            await asyncio.sleep(0.05)
        raise TimeoutError("the worker beside does not come to an end")

    async def sweep(self) -> None:
        """What the worker finds due."""
        await sweep_once(SWEEPS)
        await self.quiet()

    async def state(self, agreement: uuid.UUID) -> str:
        """The rental's recorded state."""
        return str(await fetch_value("select state from rentals.rentals where agreement = $1", agreement))

    async def findings(self) -> list[Any]:
        """What the ledger's invariants find wrong: nothing, in a sound market."""
        return list(await invariants.check())

    async def refunds(self) -> list[tuple[int, str]]:
        """(amount, status) of every refund, oldest first."""
        return [tuple(row) for row in await fetch("select amount, status from money.refunds order by id")]

    async def name_of(self, who: Principal, persona: uuid.UUID) -> str:
        """The name of the day under which a brand sees a persona."""
        assert who.seat
        day = market_date(await now())
        return names.name("persona", persona, names.for_brand_today(who.seat.brand, day))

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        if not self.webhooks:
            return 500
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="https://moi.test") as stripe:
            return (await stripe.post(WEBHOOK_PATH, content=body, headers=headers)).status_code


@contextlib.asynccontextmanager
async def a_market(database: FreshDatabase, config: Settings) -> AsyncIterator[Market]:
    """A connected market on a database that is open, its application living."""
    with application(config) as app:
        sandbox: Sandbox = app.state.sandbox
        async with living(app):
            async with sandbox.acting() as call:
                await set_endpoint(call.connection, config.url + WEBHOOK_PATH, sandbox_secret())
            yield Market(app, sandbox, database)


@pytest.fixture
async def market(database: FreshDatabase, config: Settings) -> AsyncIterator[Market]:
    async with a_market(database, config) as it:
        yield it
