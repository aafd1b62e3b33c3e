"""V1 for requests: what three brands see of their requests of one persona is no more than of three strangers'."""

import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import pytest

from market.base import clock, keyring, mail
from market.base.access import Principal
from market.base.database import DB, fetch
from market.base.embedded import Embedded
from market.base.settings import settings
from market.catalogue import jobs
from market.rentals.actions.lines import Wanted
from market.rentals.negotiation import answer
from market.rentals.negotiation.api import to_hold
from market.rentals.negotiation.ask import ask
from market.rentals.negotiation.jobs import sweep_over
from market.rentals.negotiation.rules import told_at
from tests.factories import a_brand, a_holder, a_persona
from tests.journeys.steps import a_browser, ok
from tests.market import Market, a_market
from tests.privacy.seen import Seen
from tests.privacy.test_two_brands import PACKET, common
from tests.relations.helpers import a_session, brand_of, with_mailbox
from tests.world import a_database, settings_of

INSTANT = rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)"
HTML = {"accept": "text/html"}


@dataclass(frozen=True)
class Pooled:
    """Three brands over one persona, three over three personas of one holder, three over three holders'."""

    one_persona: list[Seen]
    one_holder: list[Seen]
    control: list[Seen]
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
    crowd = [(it, await a_persona(it, variant="accord", capacity=4)) for it in holders]
    holder = await a_holder()
    own = [await a_persona(holder, variant="accord", capacity=4) for _ in range(3)]
    await jobs.compute()
    one_persona, one_holder, control = [], [], []
    for day, act in enumerate(("accept", "refuse", "offer")):
        one_persona.append(await _asks(market, own[0], holder, act))
        one_holder.append(await _asks(market, own[day], holder, act))
        control.append(await _asks(market, crowd[day][1], crowd[day][0], act))
        await clock.travel(timedelta(days=1))
        await jobs.compute()
    rows = await fetch("select id, rental, persona, version, order_id, holder from rentals.negotiations")
    inner = {raw for row in rows for it in row for raw in [it.bytes if isinstance(it, uuid.UUID) else it]}
    return Pooled(one_persona, one_holder, control, frozenset(inner))


async def _asks(market: Market, persona: uuid.UUID, holder: Principal, act: str) -> Seen:
    """A new brand asks, is answered, and looks at all that there is to see of it; it is kept."""
    member = await with_mailbox(await a_brand(name=f"Marque {uuid.uuid4().hex[:6]}"), "olga@example.org")
    seen, before = Seen(brand_of(member)), len(await mail.kept(1000))
    wanted = Wanted(persona, "accord", "P1M", 1900, ("benefits",))
    made = await ask(member, wanted, "advice", uuid.uuid4().hex, "/v1/requests")
    seen.agreement = str(made.agreement)
    sent = await to_hold(made.payment, made.agreement, "fr")
    assert sent.checkout_url
    await market.pay_at(sent.checkout_url)
    await market.quiet()
    async with a_browser(market.app, cookie=f"__Host-moi={await a_session(member)}") as page:
        page.event_hooks["response"].append(seen.keep)
        await _looks(page, seen)
        await clock.travel(timedelta(minutes=37))
        await _answers(holder, made.agreement, act)
        await _swept(market)
        await _looks(page, seen)
        if act != "offer":
            await clock.travel_to((await clock.now()).replace(hour=0) + timedelta(days=1))
            await _swept(market)
            await _looks(page, seen)
        if act == "accept":
            ok(await page.get(f"/v1/rentals/{made.agreement}/agreement"))
            for kind in ("agreement", "record", "consent"):
                ok(await page.get(f"/v1/rentals/{made.agreement}/files/{kind}"))
            ok(await page.get(f"/rentals/{made.agreement}", headers=HTML))
    for letter in (await mail.kept(1000))[: len(await mail.kept(1000)) - before]:
        if letter.address == "olga@example.org":
            seen.content.append(f"{letter.subject}\n{letter.text}".encode())
    return seen


async def _swept(market: Market) -> None:
    await sweep_over()
    await market.quiet()


async def _answers(holder: Principal, agreement: uuid.UUID, act: str) -> None:
    if act == "accept":
        await answer.accept(holder, agreement)
    elif act == "refuse":
        await answer.refuse(holder, agreement, "time")
    else:
        await answer.offer(holder, agreement, "accord", "P3M", 2900)


async def _looks(page: httpx.AsyncClient, seen: Seen) -> None:
    for path in ("", f"/{seen.agreement}", f"/{seen.agreement}/negotiation"):
        ok(await page.get(f"/v1/requests{path}"))
    for path in ("/requests", f"/requests/{seen.agreement}", "/rentals"):
        ok(await page.get(path, headers=HTML))
    for face in set(re.findall(rb"/faces/[0-9a-f]+\.svg", seen.all)):
        ok(await page.get(face.decode()))


def test_three_brands_that_ask_for_one_persona_share_nothing_of_ours(pooled: Pooled) -> None:
    assert common(pooled.one_persona) - common(pooled.control) - PACKET == set()
    assert all(len(it.tokens) > 300 for it in pooled.one_persona), "there was something to compare"


def test_three_brands_that_ask_for_three_personas_of_one_holder_share_nothing_of_ours(pooled: Pooled) -> None:
    assert common(pooled.one_holder) - common(pooled.control) - PACKET == set()


def test_no_inner_id_is_in_what_they_see(pooled: Pooled) -> None:
    everything = b"\n".join(
        it.all for it in (*pooled.one_persona, *pooled.one_holder, *pooled.control)
    ).lower()
    assert len(pooled.inner) > 20
    for inner in pooled.inner:
        assert inner.hex().encode() not in everything
        if len(inner) == 16:
            assert str(uuid.UUID(bytes=inner)).encode() not in everything


@pytest.mark.parametrize(("act", "outcome"), [(0, b'"outcome":"agreed"'), (1, b"not-accepted")])
def test_the_minute_of_an_answer_is_nowhere_in_what_a_brand_sees(
    pooled: Pooled, act: int, outcome: bytes
) -> None:
    """It was given 37 minutes after the asking; the brand's own times are those of its asking. What was accepted begins
    as the UTC day turns, and nothing of it is dated from the answer's hour on until then.
    """
    for seen in (pooled.one_persona[act], pooled.one_holder[act], pooled.control[act]):
        asked = _own_minute(seen)
        answered = asked + timedelta(minutes=37)
        turn = min(told_at(answered, asked + timedelta(hours=72)), answered + timedelta(days=1))
        assert outcome in seen.all
        said = {datetime.fromisoformat(it.decode()) for it in re.findall(INSTANT, seen.all)}
        assert asked.replace(microsecond=0) in {it.replace(microsecond=0) for it in said}, "times are found"
        assert {it for it in said if answered - timedelta(minutes=30) < it < turn} == set()
        assert answered.strftime("%Y-%m-%dT%H:%M").encode() not in seen.all


def _own_minute(seen: Seen) -> datetime:
    (at, *_) = re.findall(rb'"requested_at":"([^"]+)"', seen.all)
    return datetime.fromisoformat(at.decode())
