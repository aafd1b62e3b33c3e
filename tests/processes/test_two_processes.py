"""What one process commits, every other process knows at once: nobody keeps an answer about access."""

import asyncio
import contextlib
import itertools
import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import asyncpg
import httpx
import pytest

from market.accounts.actions.keys import create_api_key
from market.accounts.authentication import COOKIE
from market.base import clock, keyring
from market.base.database import DB, fetch, fetch_value
from market.base.embedded import Embedded
from market.base.settings import settings
from tests.factories import a_brand, a_holder, a_persona
from tests.journeys.steps import refused
from tests.market import Market, a_market
from tests.processes.web import a_web_process
from tests.relations.helpers import a_session, an_offer
from tests.world import a_database, settings_of

ENOUGH = 500  # requests that start after the commit
SCOPES = frozenset({"rentals:read", "rentals:write", "invitations:write"})


@dataclass
class Ways:
    """How a brand reaches a rental, and how its holder switches it off, over HTTP."""

    agreement: uuid.UUID
    key: dict[str, str]
    member: dict[str, str]
    holder: dict[str, str]
    offer: dict[str, object] = field(default_factory=dict)

    async def reach(self, client: httpx.AsyncClient, way: int) -> httpx.Response:
        path = f"/v1/rentals/{self.agreement}"
        if way == 0:
            return await client.get(f"{path}/sheet?purpose=benefits", headers=self.key)
        if way == 1:
            return await client.get(f"{path}/sheet?purpose=benefits", headers=self.member)
        if way == 2:
            form = {"purpose": "benefits"}
            return await client.post(f"/rentals/{self.agreement}/sheet", data=form, headers=self.member)
        return await client.post(f"{path}/invitations", json=self.offer, headers=self.key)

    async def switch_off(self, client: httpx.AsyncClient) -> httpx.Response:
        return await client.post(f"/v1/relations/{self.agreement}/withdrawal", headers=self.holder)


@pytest.fixture(scope="module")
async def market(server: Embedded, template: str, keys: keyring.FileKeyring) -> AsyncIterator[Market]:
    """One market for all tests here: starting processes takes longer than asking them."""
    async with a_database(server, template) as found:
        with settings_of(found):
            await DB.open(found.service)
            try:
                async with a_market(found, settings()) as made:
                    yield made
            finally:
                await DB.close()


@pytest.fixture(scope="module")
async def two(
    market: Market, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Two web processes of the same database; this one serves nobody."""
    async with contextlib.AsyncExitStack() as stack:
        folders = [tmp_path_factory.mktemp(name) for name in ("one", "other")]
        urls = [await stack.enter_async_context(a_web_process(market.database, it)) for it in folders]
        yield [await stack.enter_async_context(httpx.AsyncClient(base_url=it, timeout=30)) for it in urls]


@pytest.fixture
async def ways(market: Market) -> Ways:
    """A running rental of its own for each test."""
    holder, brand = await a_holder(), await a_brand()
    agreement = await market.rented(brand, await a_persona(holder))
    _, key = await create_api_key(brand, "CRM", SCOPES)
    offer = await an_offer()
    page = {"sec-fetch-site": "same-origin", "accept": "application/json"}
    return Ways(
        agreement,
        {"authorization": f"Bearer {key}"},
        page | {"cookie": f"{COOKIE}={await a_session(brand)}"},
        page | {"cookie": f"{COOKIE}={await a_session(holder)}"},
        {
            "kind": offer.kind,
            "benefit": {"percent": 20},
            "title": offer.title,
            "conditions": offer.conditions,
            "code": offer.code,
            "valid_from": offer.valid_from.isoformat(),
            "valid_until": offer.valid_until.isoformat(),
        },
    )


@dataclass
class Seen:
    """What the readers met. A request counts as late if it started after the holder's answer had come."""

    early: int = 0
    late: int = 0
    sheets: int = 0
    slipped: list[str] = field(default_factory=list)


async def hammer(ways: Ways, two: list[httpx.AsyncClient]) -> Seen:
    """Readers on both processes and every channel, before, during and after the switch."""
    seen, over = Seen(), asyncio.Event()

    async def reader(number: int) -> None:
        for turn in itertools.count(number):
            if seen.late >= ENOUGH:
                return
            late = over.is_set()
            answer = await ways.reach(two[turn % 2], turn // 2 % 4)
            assert answer.status_code < 500, answer.text
            seen.late += late
            if answer.is_success and late:
                seen.slipped.append(str(answer.request.url))
            elif answer.is_success:
                seen.early += 1
                seen.sheets += turn // 2 % 4 != 3

    async def holder() -> None:
        while seen.early < 40:
            await asyncio.sleep(0.01)
        assert (await ways.switch_off(two[0])).status_code == 200
        over.set()

    await asyncio.gather(holder(), *(reader(number) for number in range(8)))
    return seen


async def test_after_a_withdrawal_no_request_of_any_process_or_channel_succeeds(
    ways: Ways, two: list[httpx.AsyncClient]
) -> None:
    """G9 in small."""
    seen = await hammer(ways, two)
    assert seen.early >= 40 and seen.late >= ENOUGH
    assert seen.slipped == []
    assert await fetch_value("select count(*) from rentals.reads") == seen.sheets, (
        "each is in the log, and no more"
    )
    for client in two:
        for way in (0, 1, 3):
            assert refused(await ways.reach(client, way)) == (409, "rental-already-ended")


async def test_control_a_read_that_did_not_ask_for_the_state_would_slip_through(
    market: Market, ways: Ways, two: list[httpx.AsyncClient]
) -> None:
    owner = await asyncpg.connect(market.database.owner)
    body = await owner.fetchval("select pg_get_functiondef('rentals.judge_read'::regproc)")
    blind, taken = re.subn(r"(?s)WHEN (?:(?!WHEN).)*? THEN '(ended|not-active)'::text\s", "", body)
    assert taken == 3, body
    try:
        await owner.execute(blind)
        assert (await hammer(ways, two)).slipped
    finally:
        await owner.execute(body)
        await owner.close()


async def test_what_an_operator_or_owner_takes_away_is_gone_in_every_process(
    ways: Ways, two: list[httpx.AsyncClient]
) -> None:
    """A revoked key and a closed session open nothing, in the process that never heard of it either."""
    for client in two:
        for way in (0, 1):
            assert (await ways.reach(client, way)).status_code == 200
    keys = (await two[0].get("/v1/brand/keys", headers=ways.member)).json()
    gone = await two[0].delete(f"/v1/brand/keys/{keys[0]['name']}", headers=ways.member)
    assert gone.status_code == 204
    assert refused(await ways.reach(two[1], 0)) == (401, "bad-key")
    assert (await two[0].delete("/v1/sessions", headers=ways.member)).status_code == 204
    assert refused(await ways.reach(two[1], 1)) == (401, "sign-in-required")


async def test_a_process_says_when_the_database_is_away_and_recovers_by_itself(
    market: Market, ways: Ways, two: list[httpx.AsyncClient]
) -> None:
    """Connections are cut and new ones refused; then the same processes serve again."""
    name = market.database.name
    admin = await asyncpg.connect(market.database.superuser.replace(name, "postgres"))
    try:
        await admin.execute(f"alter database {name} connection limit 0")
        await admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name)
        for client in two:
            away = await client.get("/readyz")
            assert refused(away) == (503, "database-away") and away.headers["retry-after"]
            for path in ("/healthz", "/static/tokens.css"):  # whoever asks: they look nobody up
                assert (await client.get(path, headers=ways.member)).status_code == 200
                assert (await client.get(path, headers=ways.key)).status_code == 200
            assert refused(await ways.reach(client, 0)) == (503, "database-away")
    finally:
        await admin.execute(f"alter database {name} connection limit -1")
        await admin.close()
    for client in two:
        assert (await client.get("/readyz")).status_code == 200
        assert (await ways.reach(client, 0)).status_code == 200


async def test_with_no_worker_at_all_everything_ends_on_time(
    market: Market, ways: Ways, two: list[httpx.AsyncClient]
) -> None:
    """P2 over HTTP: the period is over by the database's clock, and nobody has recorded it."""
    ends_at = await fetch_value("select ends_at from rentals.rentals where agreement = $1", ways.agreement)
    await clock.travel_to(ends_at - timedelta(seconds=30))
    assert (await ways.reach(two[0], 0)).status_code == 200
    await clock.travel_to(ends_at)
    for client in two:
        for way in (0, 3):
            assert refused(await ways.reach(client, way)) == (409, "rental-already-ended")
        shown = await client.get(f"/v1/rentals/{ways.agreement}", headers=ways.key)
        assert shown.json()["state"] == "Expired"
    assert await market.state(ways.agreement) == "Active", (
        "nobody recorded the end, and it ended all the same"
    )
    ended = "select 1 from rentals.record_events e join rentals.rentals r on r.id = e.rental"
    assert await fetch(f"{ended} where r.agreement = $1 and e.kind = 'ended'", ways.agreement) == []
