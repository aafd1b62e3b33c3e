"""Two requests side by side: of the one its holder has said something that its brand is not told yet, of the other
nobody has. Every answer, page, letter and word to Stripe is the same, until the day turns.
"""

import re
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
import pytest

from market.base import clock, mail, vault
from market.base.database import fetch, fetch_value, transaction
from market.money.sandbox import payments
from market.personas import actions as personas
from market.personas.slots import AlreadyRented, PersonaUnavailable
from market.rentals.negotiation import answer
from tests.factories import a_brand, a_holder, a_persona
from tests.journeys.steps import a_browser
from tests.market import Market, market
from tests.relations.helpers import a_session, brand_of
from tests.rentals.negotiation.asking import HOUR, Request, a_request, asked

__all__ = ["market"]

HTML = {"accept": "text/html"}
LISTS = ("/v1/requests", "/v1/rentals", "/v1/documents", "/v1/brand", "/v1/balance")
PAGES = ("/requests", "/rentals", "/documents", "/balance")
Act = Callable[[Request], Awaitable[object]]


@dataclass
class Side:
    """A brand, its request, and its browser; what it was answered so far."""

    request: Request
    browser: httpx.AsyncClient
    names: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[str, int, str]:
        got = await self.browser.get(path.replace("{}", str(self.request.agreement)), headers=headers)
        return path, got.status_code, self.alike(got.text)

    async def post(self, path: str, headers: dict[str, str] | None = None) -> tuple[str, int, str, str]:
        got = await self.browser.post(path.replace("{}", str(self.request.agreement)), headers=headers)
        return path, got.status_code, self.alike(got.headers.get("location", "")), self.alike(got.text)

    def alike(self, text: str) -> str:
        """The text with what is random, and the seconds between two acts of the test, called by one name."""
        for known, name in self.names.items():
            text = text.replace(known, name)
        text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<id>", text)
        text = re.sub(r"\b[0-9a-f]{32}\b", "<id>", text)
        text = re.sub(r"urn:moi:version:[\w-]+", "<version>", text)
        text = re.sub(r"T\d\d:\d\d:\d\d(\.\d+)?", "T<time>", text)
        return re.sub(r"\d\d:\d\d|\d+:\d\d [ap]m", "<time>", text)

    async def everything(self) -> list[object]:
        """All that this brand can look at, and all that anybody was told of it."""
        seen: list[object] = [await self.get(path) for path in LISTS]
        seen += [await self.get(f"/v1/requests/{{}}{more}") for more in ("", "/negotiation")]
        seen += [await self.get("/v1/rentals/{}"), await self.get("/rentals/{}", HTML)]
        for language in ("fr", "en"):
            for path in (*PAGES, "/requests/{}"):
                seen.append(await self.get(f"{path}?language={language}", HTML))
        return [*seen, *await self.told()]

    async def told(self) -> list[object]:
        """Its letters, its place, its money with us, and what Stripe was asked to do about it."""
        brand = self.request.brand
        assert brand.person
        sent = await fetch(
            "select id from base.messages where recipient = $1", vault.tag(mail.ROOM, brand.person)
        )
        ids = {row["id"] for row in sent}
        letters = [it for it in await mail.kept(1000) if it.id in ids]
        held = await fetch_value(
            "select count(*) from personas.slots where brand = $1 and released_at is null", brand_of(brand)
        )
        decided = await fetch(
            "select act, status from money.payment_decisions where payment_id = $1", self.request.payment
        )
        intent = await fetch_value(
            "select stripe_payment_intent_id from money.payments where id = $1", self.request.payment
        )
        async with self.request.market.sandbox.acting() as call:
            at_stripe = await call.connection.fetch(
                "select body ->> 'type' as type from sandbox.objects where kind = 'event'"
                " and body -> 'data' -> 'object' ->> 'id' = $1 order by seq",
                intent,
            )
        return [
            [(it.kind, self.alike(it.subject), self.alike(it.text)) for it in letters],
            held,
            await self.request.payment_status(),
            [tuple(row) for row in decided],
            [row["type"] for row in at_stripe],
        ]


@dataclass
class Pair:
    """`told` was said something about, `silent` was not."""

    market: Market
    told: Side
    silent: Side

    async def same(self, *acts: Callable[[Side], Awaitable[object]]) -> None:
        """Each does it, and sees the same; and then sees the same of everything."""
        for act in acts:
            assert await act(self.told) == await act(self.silent)
        await self.market.quiet()
        for one, other in zip(await self.told.everything(), await self.silent.everything(), strict=True):
            assert one == other


async def a_side(stack: AsyncExitStack, market: Market) -> Side:
    request = await a_request(market, capacity=3)
    cookie = f"__Host-moi={await a_session(request.brand)}"
    browser = await stack.enter_async_context(a_browser(market.app, cookie=cookie, origin="https://moi.test"))
    side = Side(request, browser)
    shown = (await browser.get(f"/v1/requests/{request.agreement}")).json()
    side.names = {shown["persona"]: "<persona>", shown["handle"]: "<handle>", shown["face"]: "<face>"}
    facts = (await browser.get("/v1/brand")).json()
    side.names |= {str(facts[key]): f"<{key}>" for key in facts if key in ("siren", "name", "id", "brand")}
    return side


async def morning() -> None:
    """An hour of the day with the turn of it ahead, and yet within the deadline."""
    now = await clock.now()
    await clock.travel(timedelta(hours=(30 - now.hour) % 24))


@pytest.fixture
async def pair(market: Market) -> AsyncIterator[Pair]:
    await morning()
    async with AsyncExitStack() as stack:
        yield Pair(market, await a_side(stack, market), await a_side(stack, market))


async def refused(request: Request) -> None:
    await answer.refuse(request.holder, request.agreement, "time")


async def retired(request: Request) -> None:
    await personas.move(request.holder, request.persona, "retired")


async def stopped(request: Request) -> None:
    async with transaction():
        await personas.stop(request.holder.actor, request.persona)


async def left(request: Request) -> None:
    """As a departure does it: the personas are erased, and the key is destroyed."""
    assert request.holder.person
    async with transaction():
        await personas.erase_all(request.holder.actor, request.holder.person)
        await vault.destroy_key(request.holder.person)


ENDS = [refused, retired, stopped, left]


async def accepted(request: Request) -> None:
    await answer.accept(request.holder, request.agreement)


async def test_a_yes_is_told_by_nothing_until_the_day_turns(pair: Pair) -> None:
    await pair.same()
    await accepted(pair.told.request)
    await pair.told.request.sweep()
    await pair.same(
        lambda it: it.post("/v1/requests/{}/acceptance"),
        lambda it: it.post("/requests/{}/accept", HTML),
        lambda it: it.post("/requests/{}/hold", HTML),
        lambda it: it.get("/v1/rentals"),
        lambda it: it.get("/rentals", HTML),
        lambda it: it.get("/v1/rentals/{}"),
    )
    await pair.told.request.later(17 * HOUR)
    await pair.same()
    assert await pair.told.request.payment_status() == "authorized"
    await pair.told.request.later(2 * HOUR)
    assert await pair.told.request.payment_status() == "succeeded"
    shown = (await pair.told.browser.get(f"/v1/requests/{pair.told.request.agreement}")).json()
    assert (shown["state"], shown["outcome"]) == ("AGREED", "agreed")
    assert await pair.market.findings() == []


@pytest.mark.parametrize("door", ["/v1/requests/{}/withdrawal", "/requests/{}/withdraw"])
async def test_a_brand_that_withdraws_what_was_accepted_is_answered_as_if_nobody_had(
    pair: Pair, door: str
) -> None:
    await accepted(pair.told.request)
    await clock.travel(HOUR)
    await pair.same(lambda it: it.post(door))
    await pair.told.request.later(24 * HOUR)
    await pair.same()
    assert await pair.told.request.payment_status() == "canceled"


@pytest.mark.parametrize("end", ENDS)
async def test_nothing_tells_the_one_from_the_other_until_the_day_turns(pair: Pair, end: Act) -> None:
    await pair.same()
    await end(pair.told.request)
    await pair.told.request.sweep()
    assert (await pair.told.request.row()).ended_at is not None
    await pair.same(
        lambda it: it.post("/v1/requests/{}/acceptance"),
        lambda it: it.post("/requests/{}/accept", HTML),
        lambda it: it.post("/requests/{}/hold", HTML),
    )
    await pair.told.request.later(17 * HOUR)
    await pair.same()
    assert await pair.told.request.payment_status() == "authorized"
    await pair.told.request.later(2 * HOUR)
    assert await pair.told.request.payment_status() == "canceled"
    shown = (await pair.told.browser.get(f"/v1/requests/{pair.told.request.agreement}")).json()
    assert (shown["state"], shown["outcome"]) == ("TERMINATED", "not-accepted")
    assert await pair.market.findings() == []


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("door", ["/v1/requests/{}/withdrawal", "/requests/{}/withdraw"])
async def test_a_brand_that_withdraws_is_answered_as_if_nobody_had_been_before_it(
    pair: Pair, end: Act, door: str
) -> None:
    await end(pair.told.request)
    await pair.told.request.sweep()
    await clock.travel(HOUR)
    await pair.same(lambda it: it.post(door))
    shown = (await pair.told.browser.get(f"/v1/requests/{pair.told.request.agreement}")).json()
    assert (shown["state"], shown["outcome"]) == ("TERMINATED", "withdrawn")
    assert await pair.told.request.payment_status() == "canceled"
    await pair.same(
        lambda it: it.post(door),
        lambda it: it.post("/v1/requests/{}/acceptance"),
    )
    await pair.told.request.later(24 * HOUR)
    await pair.same()
    await pair.told.request.later(60 * HOUR)
    await pair.same()
    assert await pair.market.findings() == []


@pytest.mark.parametrize("end", [refused, left])
async def test_a_bank_that_lets_go_first_is_told_of_alike(pair: Pair, end: Act) -> None:
    await end(pair.told.request)
    await pair.told.request.sweep()
    for side in (pair.told, pair.silent):
        intent = await fetch_value(
            "select stripe_payment_intent_id from money.payments where id = $1", side.request.payment
        )
        async with pair.market.sandbox.acting() as call:
            await payments.expire_authorization(call, intent)
    await pair.market.sweep()
    await pair.same()
    shown = (await pair.told.browser.get(f"/v1/requests/{pair.told.request.agreement}")).json()
    assert shown["outcome"] == "not-paid"
    await pair.told.request.later(24 * HOUR)
    await pair.same()


async def test_a_brand_that_is_stopped_sees_all_of_its_requests_end_alike(pair: Pair) -> None:
    await refused(pair.told.request)
    for side in (pair.told, pair.silent):
        await fetch(
            "update accounts.brands set state = 'stopped' where id = $1", brand_of(side.request.brand)
        )
    await pair.told.request.sweep()
    assert await pair.told.told() == await pair.silent.told()
    for side in (pair.told, pair.silent):
        assert await side.request.payment_status() == "canceled"
    row = await pair.told.request.row()
    assert (row.ended_by, row.closed_as, row.reason_for_brand) == ("person", "not-accepted", None)


async def offered(pair: Pair, price_step: int) -> None:
    for side in (pair.told, pair.silent):
        await side.request.offer("exclusive" if price_step == 1900 else "accord", "P1M", price_step)
    await clock.travel(HOUR)


async def taken_back(request: Request) -> None:
    await answer.withdraw(request.holder, request.agreement)


@pytest.mark.parametrize(
    ("end", "price_step"), [(taken_back, 1900), (taken_back, 2900), (retired, 1900), (left, 2900)]
)
async def test_an_offer_that_stands_no_more_reads_as_one_that_does_until_the_day_turns(
    pair: Pair, end: Act, price_step: int
) -> None:
    await offered(pair, price_step)
    await end(pair.told.request)
    await pair.told.request.sweep()
    await pair.same()
    await pair.told.request.later(16 * HOUR)
    await pair.same()
    await pair.same(lambda it: it.post("/v1/requests/{}/withdrawal"))
    await pair.told.request.later(24 * HOUR)
    await pair.same()


@pytest.mark.parametrize("end", [taken_back, stopped])
async def test_a_brand_that_may_not_rent_finds_out_nothing_by_trying(pair: Pair, end: Act) -> None:
    await offered(pair, 2900)
    await end(pair.told.request)
    for side in (pair.told, pair.silent):
        await fetch(
            "update accounts.brands set state = 'stopped' where id = $1", brand_of(side.request.brand)
        )
    await pair.same(lambda it: it.post("/v1/requests/{}/acceptance"))


async def two_of_one(market: Market) -> list[Request]:
    holder = await a_holder()
    return [await a_request(market, holder=holder) for _ in range(2)]


@pytest.mark.parametrize("end", [retired, stopped])
async def test_two_brands_are_told_of_two_personas_of_one_person_as_of_two_strangers(
    market: Market, end: Act
) -> None:
    """Both end in one sweep; nothing is told or let go in its minute. At the turn there is a stranger's among them."""
    await morning()
    requests = [*await two_of_one(market), await a_request(market)]
    for request in requests[:2]:
        await end(request)
    await clock.travel(HOUR)
    await refused(requests[2])
    await market.sweep()
    dues = {(await it.row()).due_at for it in requests}
    assert len(dues) == 1 and all(isinstance(it, datetime) and it.hour == 0 for it in dues)
    assert [await it.payment_status() for it in requests] == ["authorized"] * 3
    assert "not_accepted" not in await requests[0].letters()
    await clock.travel(24 * HOUR)
    await market.sweep()
    await market.sweep()
    assert [await it.payment_status() for it in requests] == ["canceled"] * 3
    settled = await fetch("select agreement from rentals.negotiations order by settled_at")
    assert [row["agreement"] for row in settled] == sorted(it.agreement for it in requests), "nobody's order"


async def test_what_nobody_was_asked_yet_lapses_by_itself_when_its_persona_goes(market: Market) -> None:
    holder = await a_holder()
    request = await asked(market, holder, await a_brand(), await a_persona(holder, variant="accord"))
    await retired(request)
    await request.sweep()
    assert (await request.row()).phase_for_brand == "unpaid"
    await request.pay()
    await request.sweep()
    row = await request.row()
    assert (row.state, row.phase_for_brand, row.ended_by) == ("TERMINATED", "waiting", "person")
    assert await request.letters() == [], "nobody is there to ask"


@pytest.mark.parametrize("capacity", [1, 3])
async def test_who_asks_again_is_answered_as_if_nobody_had_refused(market: Market, capacity: int) -> None:
    """The place is kept until the refusal is told, and free as soon as the brand withdraws."""
    await morning()
    told, silent = [await a_request(market, capacity=capacity) for _ in range(2)]
    await refused(told)
    for request in (told, silent):
        for brand, busy in ((request.brand, True), (await a_brand(name="Brume"), capacity == 1)):
            if busy:
                with pytest.raises(AlreadyRented if capacity == 3 else PersonaUnavailable):
                    await asked(market, request.holder, brand, request.persona)
            else:
                await asked(market, request.holder, brand, request.persona)
    for request in (told, silent):
        await request.withdraw()
        again = await asked(market, request.holder, request.brand, request.persona)
        await again.pay()
        assert (await again.row()).phase == "waiting"


def test_ids_are_compared_by_their_places() -> None:
    """The comparison itself can fail."""
    side = Side.__new__(Side)
    side.names = {"abc": "<persona>"}
    assert side.alike(f"abc {uuid.uuid4()} at 12:30") == "<persona> <id> at <time>"
    assert side.alike("REQUESTED") != side.alike("TERMINATED")
