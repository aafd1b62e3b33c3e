"""V1 over credentials: brands with keys of their own that rented one persona on one day, and pool what they got.

They look at their lists each second, about when the holder switches all three off at once; the strangers do so one by
one, within the same five minutes.

Claims are compared as rented: strangers here said the same. `exp` is left out of the comparison, for it is the second
of the brand's own act plus the period; so are the addresses of the month's lists, which anybody may know.
"""

import hashlib
import json
import re
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace

import httpx
import pytest

from contracts.jws import numeric, read
from contracts.keys import b64url_decode
from contracts.sdjwt import parse
from contracts.status_list import TTL, decode
from market.base import clock, keyring
from market.base.access import Principal
from market.base.clock import now
from market.base.database import DB
from market.base.embedded import Embedded
from market.base.settings import settings
from market.rentals.actions.end import withdraw
from market.rentals.credentials import issue as issuing
from market.rentals.credentials import lists
from tests.factories import a_brand, a_holder, a_persona
from tests.journeys.steps import a_browser, a_program, ok
from tests.market import PURPOSE, Market, a_market, market
from tests.privacy.seen import Seen
from tests.privacy.test_two_brands import common
from tests.privacy.test_two_brands_files import A_MOMENT
from tests.privacy.tokens import tokens, windows
from tests.relations.helpers import brand_of
from tests.rentals.credentials.holding import a_key, an_api_key, name_of, next_slot, place_of, register
from tests.rentals.sealing.nights import weeks_ago
from tests.world import a_database, settings_of

__all__ = ["market"]

LISTS = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]+")


@dataclass(frozen=True)
class Life:
    holder: Principal
    agreement: uuid.UUID
    seen: Seen
    text: str
    api_key: str


@dataclass(frozen=True)
class Pooled:
    one_persona: list[Seen]
    strangers: list[Seen]
    places: list[tuple[str, int]]
    told_in: datetime


def opened(text: str) -> list[bytes]:
    """A credential taken apart: everything that a reader can see in it, but its second of expiry.

    Salts stand by themselves: with the comma behind it a salt's last letter is one of few.
    """
    parts = parse(text)
    token = read(parts.token)
    payload = dict(token.payload) | {"exp": 0}
    return [
        json.dumps(token.header).encode(),
        json.dumps(payload).encode(),
        token.signature.hex().encode(),
        *(part for it in parts.disclosures for part in _disclosed(it)),
    ]


def _disclosed(text: str) -> tuple[bytes, bytes]:
    salt, *said = json.loads(b64url_decode(text))
    return b64url_decode(salt).hex().encode(), json.dumps(said).encode()


async def _lives(market: Market, holders: Sequence[Principal], one: bool) -> list[Life]:
    """Three brands register, rent, seal the record, and download the credential."""
    shared = await a_persona(holders[0], capacity=4)
    personas = [shared if one else await a_persona(holder, capacity=4) for holder in holders]
    found = []
    for n, persona in enumerate(personas):
        await clock.travel(A_MOMENT)
        brand = await a_brand(name=f"Marque {n}{one}")
        key = await register(brand, a_key())
        agreement = await market.rented(brand, persona)
        seen, path = Seen(brand_of(brand), str(agreement)), f"/v1/rentals/{agreement}"
        api_key = await an_api_key(brand)
        async with a_program(market.app, api_key) as program:
            answer = await program.get(f"{path}/credential", params={"purpose": PURPOSE})
            text = ok(answer)
            asked = ok(await program.get(f"{path}/seal"))
            body = {it: asked[it] for it in ("length", "event_hash", "day", "kid")}
            await seen.keep(await program.get(f"{path}/seal"))
            await seen.keep(await program.post(f"{path}/credential"))
            assert (await program.get("/.well-known/jwt-vc-issuer")).status_code == 200
        seen.content += [*opened(text), *headers_of(answer), json.dumps(body).encode()]
        found.append(Life(holders[n], agreement, seen, text, api_key))
        assert key.kid.encode() in seen.all
    return found


def headers_of(answer: httpx.Response) -> list[bytes]:
    return [f"{name} {value}".encode() for name, value in answer.headers.items() if name != "content-length"]


def told(answer: httpx.Response) -> list[bytes]:
    """A list taken apart: everything that a reader can see in it."""
    token = read(ok(answer))
    said = decode(token.payload["status_list"])
    ended = {n: said[n] for n in range(said.size) if said[n]}
    payload = dict(token.payload) | {"status_list": [said.bits, said.size, ended]}
    header = json.dumps(token.header).encode()
    return [header, json.dumps(payload).encode(), token.signature.hex().encode(), *headers_of(answer)]


async def _ends(market: Market, one: Sequence[Life], strangers: Sequence[Life]) -> datetime:
    """All six look at their lists each second from before the ends until the next slot has told them: its beginning."""
    began = await next_slot()
    await clock.travel_to(began + TTL - timedelta(seconds=5))
    ending = {1: one, 2: strangers[:1], 3: strangers[1:2], 4: strangers[2:]}
    async with a_browser(market.app) as anybody:
        for second in range(8):
            for life in ending.get(second, ()):
                await withdraw(life.holder, life.agreement)
            for life in (*one, *strangers):
                life.seen.content += told(await anybody.get(f"/status/{name_of(life.text)}"))
            await clock.travel_to(began + TTL - timedelta(seconds=4 - second))
    for life in (*one, *strangers):
        async with a_program(market.app, life.api_key) as program:
            for it in ("credential?purpose=" + PURPOSE, "seal"):
                await life.seen.keep(await program.get(f"/v1/rentals/{life.agreement}/{it}"))
    return began + TTL


async def pool(market: Market) -> Pooled:
    await weeks_ago()
    holder, day = await a_holder(), (await now()).date()
    with pytest.MonkeyPatch.context() as patch:
        shards = iter((0, 1, 2, 1, 2, 3))  # in one list all would see the same list
        patch.setattr(lists, "draw_shard", lambda taken, below: next(shards))
        one = await _lives(market, [holder] * 3, one=True)
        strangers = await _lives(market, [await a_holder() for _ in range(3)], one=False)
    told_in = await _ends(market, one, strangers)
    assert (await now()).date() == day
    places = [(place_of(it.text).uri, place_of(it.text).index) for it in (*one, *strangers)]
    return Pooled([it.seen for it in one], [it.seen for it in strangers], places, told_in)


@pytest.fixture(scope="module")
async def pooled(server: Embedded, template: str, keys: keyring.FileKeyring) -> AsyncIterator[Pooled]:
    async with a_database(server, template) as found:
        with settings_of(found):
            await DB.open(found.service)
            try:
                async with a_market(found, settings()) as market:
                    made = await pool(market)
            finally:
                await DB.close()
    yield made


def shared(pooled: Pooled) -> set[bytes]:
    """What the three over one persona share, beyond what three strangers do."""
    lists = {token for seen in pooled.one_persona for it in LISTS.findall(seen.all) for token in tokens(it)}
    lists |= {it for token in lists for it in windows(token)} | {
        b"https://moi.example/status/" + it for it in lists
    }
    return common(pooled.one_persona) - common(pooled.strangers) - lists


def test_three_brands_credentials_of_one_persona_share_nothing_of_ours(pooled: Pooled) -> None:
    assert shared(pooled) == set()
    assert all(len(it.tokens) > 500 for it in pooled.one_persona), "there was something to compare"


def test_of_when_they_ended_their_lists_tell_the_five_minutes_alone(pooled: Pooled) -> None:
    slots = {numeric(pooled.told_in - TTL), numeric(pooled.told_in)}
    for seen in (*pooled.one_persona, *pooled.strangers):
        assert {int(it) for it in re.findall(rb'"iat": ([0-9]+), "status_list"', seen.all)} == slots


def test_each_stands_in_a_place_of_its_own_and_the_address_is_one_of_four(pooled: Pooled) -> None:
    assert len(set(pooled.places)) == len({index for _, index in pooled.places}) == 6
    assert [uri.rsplit("-", 1)[1] for uri, _ in pooled.places] == list("012123")


async def test_control_salts_that_are_made_of_the_persona_would_be_seen(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, drawn = issuing._write, SimpleNamespace(of=b"", n=0)

    async def write(row: object, *more: object) -> None:
        drawn.of, drawn.n = row.persona.bytes, 0  # type: ignore[attr-defined]
        await whole(row, *more)  # type: ignore[arg-type]

    def token_bytes(count: int) -> bytes:
        drawn.n += 1
        return hashlib.shake_128(drawn.of + bytes([drawn.n])).digest(count)

    monkeypatch.setattr(issuing, "_write", write)
    monkeypatch.setattr(issuing, "secrets", SimpleNamespace(token_bytes=token_bytes))
    assert len(shared(await pool(market))) > 100
