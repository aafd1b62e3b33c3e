"""The whole product in a child, and what people, Stripe and the worker do in it, in a line each."""

import contextlib
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from drills.ground import Ground
from market.base import clock, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import Refusal
from market.base.jobs import drain
from market.base.settings import settings
from market.money import inbox
from market.money.desk import WEBHOOK_PATH, desk, sandbox_secret
from market.money.orders import ON_THE_PAGE, Paying
from market.money.payouts import identities
from market.money.payouts.account import payee
from market.money.payouts.actions.identity import keep_account
from market.money.payouts.actions.onboarding import begin, come_back
from market.money.sandbox import Sandbox, accounts, cards, checkout, deliver_due, ibans, set_endpoint
from market.rentals.actions.rent import Requested, Wanted, rent
from market.rentals.api import open_payment
from market.wiring import JOBS, connect_rooms
from tests.factories import a_brand, a_holder, a_person, a_persona, stand_under_a_card
from tests.relations.helpers import with_mailbox

PURPOSE = "benefits"
IBAN = "FR7630006000011234567890189"
Account = tuple[str, str]
"""Whose it is, and its IBAN."""
PAGE = "/v1/rentals"


@dataclass
class Town:
    """A connected product; everything in it is done by the product's own actions."""

    sandbox: Sandbox
    accounts: dict[bytes, Account] = field(default_factory=dict)
    """Where each holder (by money's tag) wants to be paid, as they said it."""

    async def holder(self, *, payable: bool = True) -> Principal:
        """A holder with a mailbox and, if `payable`, an account to be paid to."""
        who = await a_holder()
        assert who.person
        await with_mailbox(who, f"{who.person.hex[-12:]}@example.org")
        if payable:
            async with transaction():
                account = self.accounts[tag_of(who)] = an_account(len(self.accounts) + 1)
                await keep_account(who.actor, who.person, payee(*account), first=True)
        return who

    async def onboarded(self, who: Principal) -> None:
        """A holder tells Stripe where their money goes, and is back."""
        await begin(who)
        identity = await identities.current(tag_of(who))
        assert identity
        opened = await identities.opened({identity["id"]: (identity["holder"], identity["sealed"])})
        async with self.sandbox.acting() as call:
            await accounts.onboard(call, opened[identity["id"]]["account"], ibans.SUCCEEDS)
        assert await come_back(who)

    async def brand(self) -> Principal:
        who = await a_brand()
        assert who.person
        return await with_mailbox(who, f"{who.person.hex[-12:]}@example.org")

    async def operator(self) -> Principal:
        return await a_person(operator=True)

    async def persona(self, who: Principal, *, step: int = 1900, period: str = "P1M") -> uuid.UUID:
        """A listed persona under a card."""
        made = await a_persona(who, period=period, price_step=step)
        await stand_under_a_card(made)
        return made

    async def request(
        self,
        who: Principal,
        persona: uuid.UUID,
        key: str,
        *,
        step: int = 1900,
        period: str = "P1M",
        paying: Paying = ON_THE_PAGE,
    ) -> Requested:
        """A brand agrees and holds the persona; nothing is paid yet. The same key: the same rental."""
        wanted = Wanted(persona, "standard", period, step, (PURPOSE,))
        return await rent(who, wanted, key, PAGE, paying=paying)

    async def pay(self, requested: Requested, means: str = cards.SUCCEEDS) -> None:
        """The brand opens the payment and fills in Stripe's page; there may be nothing left to pay."""
        url = await open_payment(requested.payment, requested.agreement, "fr")
        if url is not None:
            await self.pay_at(url, means)

    async def pay_at(self, url: str, means: str = cards.SUCCEEDS) -> checkout.Outcome:
        """Fill in Stripe's page with a card's number or an IBAN, and say yes where the bank asks."""
        session = url.rsplit("/", 1)[1].split("?")[0]
        debtor = checkout.Debtor(means, "Cycles Garonne", "achats@garonne.example")
        async with self.sandbox.acting() as call:
            done = await checkout.pay(call, session, debtor if means[0].isalpha() else cards.card_of(means))
            if isinstance(done, checkout.AuthenticationNeeded):
                done = await checkout.authenticate(call, session, True)
            return done

    async def rented(
        self, who: Principal, persona: uuid.UUID, key: str = "", card: str = cards.SUCCEEDS, **more: object
    ) -> Requested:
        """A rental that is paid and has begun."""
        requested = await self.request(who, persona, key or uuid.uuid4().hex, **more)  # type: ignore[arg-type]
        await self.pay(requested, card)
        await self.quiet()
        return requested

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """How a webhook reaches us: the route does no more than this."""
        try:
            await inbox.receive(body, headers["stripe-signature"])
        except Refusal:
            return 422
        return 204

    async def deliver(self) -> int:
        """Stripe's postman goes round once."""
        return await deliver_due(await self.sandbox.pool(), self.post)

    async def quiet(self) -> None:
        """Webhooks and jobs until there is nothing left that anybody would do at once."""
        for _ in range(20):
            await self.work()
            if not await self.deliver() and not await _queued():
                return
        raise RuntimeError("it never becomes quiet")

    async def work(self) -> None:
        """The worker does the jobs that are there."""
        if await _queued():
            await drain(JOBS)


async def _queued() -> bool:
    return bool(await fetch_value("select exists (select from jobs.pgqueuer where status = 'queued')"))


@contextlib.asynccontextmanager
async def town(ground: Ground, database: str, most: int = 6) -> AsyncIterator[Town]:
    """The product at work on a database of the ground's, in this process."""
    async with ground.open(database, most):
        sandbox = connect_rooms(settings())
        assert sandbox is not None
        async with sandbox.acting() as call:
            await set_endpoint(call.connection, settings().url + WEBHOOK_PATH, sandbox_secret())
        try:
            yield Town(sandbox)
        finally:
            await desk().gateway.close()
            await sandbox.close()


def an_account(number: int) -> Account:
    """A French bank account that nobody else has: its key, then the check digits of ISO 13616."""
    bank, branch = 30006, 1
    key = 97 - (89 * bank + 15 * branch + 3 * number) % 97
    plain = f"{bank:05}{branch:05}{number:011}{key:02}"
    return f"Holder {number}", f"FR{98 - int(f'{plain}152700') % 97:02}{plain}"


def tag_of(who: Principal) -> bytes:
    """A person's tag in the room of money."""
    assert who.person
    return vault.tag("money", who.person)


async def wait(step: timedelta) -> None:
    """Time goes by; nothing in the market moves by itself but the clock."""
    await clock.travel(step)


async def late_jobs() -> None:
    """The worker that held these jobs is dead for as long as it takes to notice."""
    await fetch("update jobs.pgqueuer set heartbeat = heartbeat - interval '1 hour' where status = 'picked'")
