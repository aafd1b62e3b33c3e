"""The whole market in this process: who rents, who pays at the sandbox, its postman, the worker with its queue."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import httpx

from benchmarks.stock import PERIOD, PRICE, PURPOSE, VARIANT
from market.app import create_app
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.base.jobs import manager
from market.base.settings import Settings
from market.money.desk import WEBHOOK_PATH, sandbox_secret
from market.money.sandbox import Sandbox, cards, checkout, deliver_due, http_post, set_endpoint
from market.rentals.actions.rent import Wanted, rent
from market.rentals.api import open_payment
from market.wiring import JOBS

POSTMEN = 4
PATIENCE = 60.0  # seconds


@dataclass
class Market:
    """A connected market; `posted` wakes the postmen, as a webhook leaves Stripe when something happened."""

    sandbox: Sandbox
    posted: asyncio.Event

    async def rent(self, who: Principal, persona: uuid.UUID) -> uuid.UUID:
        """Order, agree, pay at the sandbox. What follows is the webhooks' and the worker's. The agreement."""
        wanted = Wanted(persona, VARIANT, PERIOD, PRICE, (PURPOSE,))
        requested = await rent(who, wanted, uuid.uuid4().hex, "/v1/rentals")
        url = await open_payment(requested.payment, requested.agreement, "fr")
        assert url
        async with self.sandbox.acting() as call:
            paid = await checkout.pay(
                call, url.rsplit("/", 1)[1].split("?")[0], cards.card_of(cards.SUCCEEDS)
            )
        assert isinstance(paid, checkout.Paid), paid
        self.posted.set()
        return requested.agreement

    async def quiet(self) -> None:
        """Return once no webhook is due and no job is left; raises TimeoutError if some never ends."""
        async with asyncio.timeout(PATIENCE):
            while await fetch_value(
                "select exists (select from sandbox.deliveries where status = 'due')"
                " or exists (select from jobs.pgqueuer)"
            ):
                await asyncio.sleep(0.01)


async def active() -> int:
    """How many rentals run."""
    (row,) = await fetch("select count(*) as n from rentals.rentals where state = 'Active'")
    return int(row["n"])


@contextlib.asynccontextmanager
async def market(config: Settings) -> AsyncIterator[Market]:
    """Postmen and worker at work on the open database."""
    app = create_app(config)
    sandbox: Sandbox = app.state.sandbox
    async with sandbox.acting() as call:
        await set_endpoint(call.connection, config.url + WEBHOOK_PATH, sandbox_secret())
    place = Market(sandbox, asyncio.Event())
    jobs = manager(JOBS)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport) as client, app.lifespan():
        tasks = [asyncio.create_task(_postman(place, client)) for _ in range(POSTMEN)]
        working = asyncio.create_task(jobs.run(dequeue_timeout=timedelta(seconds=1)))
        try:
            yield place
        finally:
            jobs.shutdown.set()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.wait({working}, timeout=10)


async def _postman(place: Market, client: httpx.AsyncClient) -> None:
    post = http_post(client)
    while True:
        if not await deliver_due(await place.sandbox.pool(), post):
            place.posted.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(place.posted.wait(), 0.5)
