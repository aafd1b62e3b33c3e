"""A shop for tests: orders for rentals that exist in name only, paid at the sandbox by the real client."""

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from market.base.clock import now
from market.base.database import fetch_row, fetch_value, transaction
from market.base.errors import Refusal
from market.base.ids import new_id
from market.base.jobs import drain
from market.money import inbox, orders
from market.money.desk import Urls
from market.money.events import OrderFailed, OrderPaid, PaymentLost
from market.money.gateway_pages import CheckoutState
from market.money.jobs import JOBS
from market.money.sandbox import Sandbox, SandboxTransport, cards, checkout, deliver_due
from market.money.sandbox.schema import Body
from market.money.stripe_gateway import StripeGateway
from tests.money import acts
from tests.money.books import tag

URLS = Urls("https://moi.test/thanks", "https://moi.test/back")
SECRET = "whsec_of_the_tests"


class Died(BaseException):
    """The process is gone: nothing of ours runs after this."""


Act = Callable[[], Awaitable[object]]


class MortalTransport(SandboxTransport):
    """Leads to the sandbox and notes what was posted, and what was asked.

    With `dies_after` set, the process dies when a call to that path had its effect. What `first` was told happens
    while a call is on its way.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox)
        self.dies_after: str | None = None
        self.posted: list[str] = []
        self.asked: list[str] = []
        self._meanwhile: list[tuple[str, str, Act]] = []

    def first(self, method: str, path: str, act: Act) -> None:
        """`act` happens once, just before the next call of that path (a shell pattern) reaches Stripe."""
        self._meanwhile.append((method, path, act))

    async def _before(self, method: str, path: str) -> None:
        for it in [it for it in self._meanwhile if it[0] == method and fnmatchcase(path, it[1])]:
            self._meanwhile.remove(it)
            await it[2]()

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        noted = self.posted if method.upper() == "POST" else self.asked
        noted.append(url.split("/v1/")[1])
        await self._before(method.upper(), "/v1/" + url.split("/v1/")[1].split("?")[0])
        answer = await super().request_async(method, url, headers, post_data)
        if self.dies_after is not None and method.upper() == "POST" and url.endswith(self.dies_after):
            self.dies_after = None
            raise Died
        return answer


@dataclass
class Bought:
    """An order of one rental, and who is in it."""

    order: uuid.UUID
    payment: uuid.UUID
    rental: uuid.UUID
    brand: bytes
    holder: bytes = field(default_factory=tag)


@dataclass
class Shop:
    """The room with a desk at the sandbox. `paid` and `failed` are the events raised so far."""

    sandbox: Sandbox
    gateway: StripeGateway
    transport: MortalTransport
    paid: list[OrderPaid] = field(default_factory=list)
    failed: list[OrderFailed] = field(default_factory=list)
    too_late: bool = False
    elsewhere: dict[type, list[Any]] = field(default_factory=dict)
    heard: list[Any] = field(default_factory=list)
    running: dict[uuid.UUID, tuple[bytes, int]] = field(default_factory=dict)

    async def on_paid(self, event: OrderPaid) -> None:
        self.paid.append(event)
        if self.too_late:
            for rental in event.rental_ids:
                await orders.refund_line_in_full(rental, "paid_too_late")

    async def on_failed(self, event: OrderFailed) -> None:
        self.failed.append(event)

    async def on_disputed(self, event: Any) -> None:
        self.heard.append(event)

    async def on_lost(self, event: PaymentLost) -> None:
        """What still runs ends, after the days that `running` says (10)."""
        for rental in event.rental_ids:
            if await fetch_value(
                "select closed_at is null from money.order_lines where rental_id = $1", rental
            ):
                holder, used = self.running.get(rental, (tag(), 10))
                await orders.begin_line(rental, holder, await now(), 31)
                with contextlib.suppress(orders.LineClosed):  # it ended meanwhile
                    await orders.end_line(rental, holder, 31, used, "stopped")

    async def place(self, amount: int = 1900, brand: bytes | None = None) -> Bought:
        """Step 1: commit the intent; of a brand of its own, unless it is told."""
        rental, brand = new_id(), brand or tag()
        async with transaction():
            placed = await orders.place_order(
                brand, "EUR", [orders.NewLine(rental, amount, 8000, 2000)], f"rental:{rental}"
            )
        return Bought(placed.order_id, placed.payment_id, rental, brand)

    async def submitted(self, amount: int = 1900, brand: bytes | None = None) -> Bought:
        """An order whose page is open."""
        bought = await self.place(amount, brand)
        await submit(bought.payment)
        return bought

    async def bought(self, amount: int = 1900, brand: bytes | None = None) -> Bought:
        """An order that is paid, with all that follows."""
        bought = await self.submitted(amount, brand)
        await self.pay(bought)
        await self.settle()
        assert await status(bought.payment) == "succeeded"
        return bought

    async def session(self, bought: Bought) -> CheckoutState:
        """The order's session as Stripe has it, whatever we know of it."""
        found = [
            session["id"]
            for session in await self.at_stripe("checkout.session")
            if session["metadata"].get("row") == str(bought.payment)
        ]
        assert len(found) == 1, found
        return await self.gateway.fetch_checkout(found[0])

    async def pay(self, bought: Bought, card: str = cards.SUCCEEDS) -> checkout.Outcome:
        """The brand fills in the page."""
        return await acts.pay(self.sandbox, (await self.session(bought)).id, card)

    async def end(self, bought: Bought, used: int = 10, total: int = 31) -> orders.Ended:
        """The rental, which began, ends after `used` days."""
        async with transaction():
            await orders.begin_line(bought.rental, bought.holder, await now(), total)
            return await orders.end_line(bought.rental, bought.holder, total, used, "switched_off")

    async def deliver(self) -> list[int]:
        """Let the sandbox send its webhooks; the statuses that it got."""
        answers = []

        async def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
            try:
                await inbox.receive(body, headers["stripe-signature"])
            except Refusal:
                answers.append(422)
            else:
                answers.append(204)
            return answers[-1]

        await deliver_due(await self.sandbox.pool(), post)
        return answers

    async def work(self) -> None:
        """The worker does the jobs that are there; without one it need not look around."""
        if await fetch_value("select 1 from jobs.pgqueuer where status = 'queued' limit 1"):
            await drain(JOBS)

    async def settle(self) -> None:
        """Webhooks and jobs, until there is nothing left that anybody would do at once."""
        while True:
            await self.work()
            if not await self.deliver():
                return

    async def fault(self, path: str, kind: str, method: str = "POST", **more: int) -> None:
        await acts.fault(self.sandbox, method, path, kind, **more)

    async def at_stripe(self, kind: str) -> list[Body]:
        return await acts.objects(self.sandbox, kind)


async def submit(payment: uuid.UUID, urls: Urls = URLS) -> orders.Submitted:
    """The request whose browser waits submits the payment."""
    return await orders.submit_payment(payment, success_url=urls.success, cancel_url=urls.cancel, locale="fr")


async def status(payment: uuid.UUID) -> str:
    return str(await fetch_value("select status from money.payments where id = $1", payment))


async def refund_of(bought: Bought) -> Any:
    """The refund of the order's line; None if there is none."""
    return await fetch_row(
        "select r.* from money.refunds r join money.order_lines l on l.id = r.order_line_id"
        " where l.rental_id = $1",
        bought.rental,
    )


async def killed(act: Any) -> None:
    """Run `act` in a task that the process's death takes with it."""
    try:
        await asyncio.create_task(_dying(act))
    except RuntimeError as died:
        assert died.args == ("died",)
    else:
        raise AssertionError("it lived")


async def _dying(act: Any) -> None:
    try:
        await act
    except Died:
        raise RuntimeError("died") from None
