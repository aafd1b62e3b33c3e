"""V1 for intents: what three brands see that took three intents of one persona is no more than of three strangers'."""

import re
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
import pytest

from market.base import clock, keyring, mail
from market.base.access import Principal
from market.base.clock import MARKET_ZONE
from market.base.database import DB, fetch
from market.base.embedded import Embedded
from market.base.settings import settings
from market.catalogue import jobs
from market.relations.intents import actions
from market.relations.intents import jobs as intent_jobs
from market.relations.intents.queries import IntentRow, bid_of
from tests.factories import a_brand, a_holder, a_persona
from tests.journeys.steps import a_browser, ok
from tests.market import Market, a_market
from tests.privacy.seen import Seen
from tests.privacy.test_two_brands import PACKET, common
from tests.relations.helpers import a_session, brand_of, with_mailbox
from tests.relations.intents.looking import before, bid_before, looked_for, mine
from tests.relations.rewards.rewarding import put_in
from tests.world import a_database, settings_of

HTML = {"accept": "text/html"}
INSTANT = rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)"
DAYS = 3
BID = {"terms": "discret", "purposes": ["benefits"], "period": "P1M", "price_step": 1900}


@dataclass(frozen=True)
class Pooled:
    """Three brands over one persona, three over three personas of one holder, three over three holders'; when each
    choice was made, and what is known inside alone."""

    one_persona: list[Seen]
    one_holder: list[Seen]
    control: list[Seen]
    chosen: dict[uuid.UUID, datetime]
    inner: frozenset[bytes]


@pytest.fixture(scope="module")
async def pooled(server: Embedded, template: str, keys: keyring.FileKeyring) -> AsyncIterator[Pooled]:
    async with a_database(server, template) as found:
        with settings_of(found):
            await DB.open(found.service)
            try:
                async with a_market(found, settings()) as market:
                    yield await _pool(market)
            finally:
                await DB.close()


async def _pool(market: Market) -> Pooled:
    holders = [await a_holder() for _ in range(16)]
    crowd = [(it, await a_persona(it, capacity=4)) for it in holders]
    holder = await a_holder()
    own = [await a_persona(holder, capacity=4) for _ in range(3)]
    found = Pooled([], [], [], {}, frozenset())
    for n in range(3):
        three = [(holder, own[0]), (holder, own[n]), crowd[n]]
        for seen, it in zip(
            (found.one_persona, found.one_holder, found.control), await _take(market, three), strict=True
        ):
            seen.append(it)
            found.chosen[it.brand] = it.chosen_at
    rows = await fetch("select id, holder, persona, chosen from relations.intents")
    bids = await fetch("select id, place, rental from relations.bids")
    inner = {
        it.bytes if isinstance(it, uuid.UUID) else it
        for row in (*rows, *bids)
        for it in row
        if it is not None
    }
    return Pooled(found.one_persona, found.one_holder, found.control, found.chosen, frozenset(inner))


@dataclass
class Taker(Seen):
    """What a brand sees that bids, and when its bid was taken."""

    member: Principal = field(default_factory=Principal)
    path: str = ""
    chosen_at: datetime | None = None


async def _take(market: Market, seekers: Sequence[tuple[Principal, uuid.UUID]]) -> list[Taker]:
    """On the same days each looks for something, a new brand bids on it and is taken; all that it sees is kept."""
    takers = [await _taker(market) for _ in seekers]
    until = clock.market_date(await clock.now()) + timedelta(days=DAYS)
    intents = [await looked_for(who, persona, until=until) for who, persona in seekers]
    await _at(hours=11, days=1)
    async with AsyncExitStack() as pages:
        opened = []
        for it, intent in zip(takers, intents, strict=True):
            page = await pages.enter_async_context(
                a_browser(market.app, cookie=f"__Host-moi={await a_session(it.member)}")
            )
            page.event_hooks["response"].append(it.keep)
            opened.append(page)
            it.path = f"/open-intents/{before(it.member, intent)}"
            ok(await page.put(f"/v1{it.path}/bid", json=BID))
        await _look(opened, takers)
        await _at(hours=11, days=DAYS)
        await _look(opened, takers)
        await clock.travel(timedelta(minutes=37))
        for it, intent, (who, _) in zip(takers, intents, seekers, strict=True):
            await _choose(who, intent, it.brand)
            it.chosen_at = await clock.now()
        await _look(opened, takers)
        await _at(hours=11, days=1)
        await market.quiet()
        await _look(opened, takers)
        for it, page in zip(takers, opened, strict=True):
            (bid,) = ok(await page.get("/v1/bids"))
            it.agreement = bid["agreement"]
            ok(await page.get(f"/v1/rentals/{it.agreement}/agreement"))
            for kind in ("agreement", "record", "consent"):
                ok(await page.get(f"/v1/rentals/{it.agreement}/files/{kind}"))
            ok(await page.get(f"/rentals/{it.agreement}", headers=HTML))
    for letter in await mail.kept(1000):
        for it in takers:
            if letter.address == f"{it.brand.hex}@example.org":
                it.content.append(f"{letter.subject}\n{letter.text}".encode())
    return takers


async def _taker(market: Market) -> Taker:
    member = await a_brand(name=f"Marque {uuid.uuid4().hex[:6]}")
    await with_mailbox(member, f"{brand_of(member).hex}@example.org")
    await put_in(market, member, 50_00)
    return Taker(brand_of(member), member=member)


async def _choose(who: Principal, intent: IntentRow, brand: uuid.UUID) -> None:
    bid = await bid_of(intent.id, brand)
    assert bid
    await actions.accept(who, mine(who, intent), bid_before(who, bid))


async def _at(*, hours: int, days: int) -> None:
    """So many days later, at this hour of the market: the day's cards are there, and the worker has come by."""
    at = (await clock.now()).astimezone(MARKET_ZONE) + timedelta(days=days)
    await clock.travel_to(at.replace(hour=hours, minute=0, second=0, microsecond=0))
    await jobs.compute()
    await intent_jobs.settle()


async def _look(pages: Sequence[httpx.AsyncClient], takers: Sequence[Taker]) -> None:
    for page, it in zip(pages, takers, strict=True):
        for where in ("/v1/bids", "/v1/rentals"):
            ok(await page.get(where))
        for where in (it.path, "/bids", "/rentals"):
            ok(await page.get(where, headers=HTML))


def test_three_brands_that_took_intents_of_one_persona_share_nothing_of_ours(pooled: Pooled) -> None:
    assert common(pooled.one_persona) - common(pooled.control) - PACKET == set()
    assert all(len(it.tokens) > 300 for it in pooled.one_persona), "there was something to compare"


def test_three_brands_that_took_intents_of_one_holder_share_nothing_of_ours(pooled: Pooled) -> None:
    assert common(pooled.one_holder) - common(pooled.control) - PACKET == set()


def test_no_inner_id_is_in_what_they_see(pooled: Pooled) -> None:
    every = b"\n".join(it.all for it in (*pooled.one_persona, *pooled.one_holder, *pooled.control)).lower()
    assert len(pooled.inner) > 20
    for inner in pooled.inner:
        assert inner.hex().encode() not in every
        if len(inner) == 16:
            assert str(uuid.UUID(bytes=inner)).encode() not in every


def test_the_minute_of_a_choice_is_nowhere_in_what_a_brand_sees(pooled: Pooled) -> None:
    """It was made 37 minutes after the hour; nothing is dated from that hour on until the UTC day turned."""
    for it in (*pooled.one_persona, *pooled.one_holder, *pooled.control):
        at = pooled.chosen[it.brand]
        turn = at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        said = {datetime.fromisoformat(found.decode()) for found in re.findall(INSTANT, it.all)}
        assert len(said) > 3, "times are found"
        assert {found for found in said if at - timedelta(minutes=30) < found < turn} == set()
