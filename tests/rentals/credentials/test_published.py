"""A status list is signed once in five minutes, tells what was so when they began, and never for who asks."""

import asyncio
import contextvars
import json
from datetime import UTC, datetime, timedelta

import pytest

from contracts.credential import ISSUER, VCT
from contracts.jws import numeric, read, trusting
from contracts.keyset import KeySet
from contracts.status_index import SIZE
from contracts.status_list import INVALID, LIFE, SUSPENDED, TTL, VALID, Reference, decode, read_list
from contracts.vocabulary import CLAIMS
from market.base import audit, clock, signing
from market.base.database import fetch, fetch_value, transaction
from market.rentals.actions.end import end, withdraw
from market.rentals.credentials import lists, published
from market.rentals.credentials.handing_out import hand_out
from market.rentals.credentials.issue import issue
from market.rentals.errors import StatusListNotFound
from tests.factories import a_brand, a_holder, a_persona
from tests.journeys.steps import a_browser
from tests.market import PURPOSE, Market, market
from tests.relations.helpers import brand_of
from tests.rentals.credentials.holding import (
    a_key,
    a_rented,
    list_of,
    name_of,
    next_slot,
    place_of,
    register,
    text_of,
    verified,
)

__all__ = ["market"]


async def told(place: Reference) -> int:
    """What is said now at this place."""
    token = await published.token(place.uri.rsplit("/", 1)[1])
    return decode(read(token).payload["status_list"])[place.index]


async def test_who_asks_first_and_who_asks_last_in_five_minutes_are_handed_one_token(market: Market) -> None:
    name = name_of(await text_of(await a_rented(market)))
    began = await next_slot()
    await clock.travel(timedelta(minutes=2))
    first = await published.token(name)
    payload = read(first).payload
    assert payload["ttl"] == 300 and payload["sub"] == f"{ISSUER}/status/{name}"
    assert (payload["iat"], payload["exp"]) == (numeric(began), numeric(began + LIFE))
    await clock.travel_to(began + TTL - timedelta(seconds=20))
    assert await published.token(name) == first
    listed = read_list(
        first, keys=trusting((await signing.key_set("status")).keys.values()), at=began + TTL, longest=LIFE
    )
    assert listed.fresh_until(began + TTL) == began + TTL + TTL, "handed out last it holds for its `ttl`"
    await clock.travel_to(began + TTL)
    assert read(await published.token(name)).payload["iat"] == numeric(began + TTL)


async def test_two_lists_tell_of_two_ends_their_slot_and_nothing_finer(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One holder switches two brands off in one second; one list is looked at each second, the other late."""
    shards = iter((0, 1))
    monkeypatch.setattr(lists, "draw_shard", lambda taken, below: next(shards))
    holder = await a_holder()
    persona = await a_persona(holder, capacity=2)
    rented, places = [], []
    for _ in range(2):
        key, brand = a_key(), await a_brand()
        await register(brand, key)
        rented.append((brand, await market.rented(brand, persona)))
        places.append(place_of(await hand_out(brand_of(brand), rented[-1][1], PURPOSE, "api")))
    often, late = places
    assert often.uri != late.uri

    async def seen(place: Reference) -> tuple[object, object, int]:
        payload = read(await published.token(place.uri.rsplit("/", 1)[1])).payload
        return payload["iat"], payload["exp"], decode(payload["status_list"])[place.index]

    began = await next_slot()
    await clock.travel_to(began + TTL - timedelta(minutes=1))
    found = set()
    for second in range(4):
        if second == 2:
            for _, agreement in rented:
                await withdraw(holder, agreement)
        found.add(await seen(often))
        await clock.travel(timedelta(seconds=1))
    await clock.travel_to(began + TTL - timedelta(seconds=20))
    assert found == {await seen(late)} == {(numeric(began), numeric(began + LIFE), VALID)}
    await clock.travel_to(began + TTL)
    found = {await seen(late)}
    for _ in range(4):
        await clock.travel(timedelta(seconds=1))
        found.add(await seen(late))
    assert found == {await seen(often)} == {(numeric(began + TTL), numeric(began + TTL + LIFE), INVALID)}


async def test_a_slots_token_tells_what_was_so_when_it_began_however_often_it_changed(market: Market) -> None:
    rented, beside = await a_rented(market), await a_rented(market)
    place, other = place_of(await text_of(rented)), place_of(await text_of(beside))
    stood = VALID
    for changes in ([SUSPENDED], [VALID, SUSPENDED], [], [VALID, SUSPENDED, VALID], [SUSPENDED, INVALID], []):
        await next_slot()
        for n, status in enumerate(changes):
            if n:
                assert await told(place) == stood, changes
            await fetch(
                "update rentals.credentials set status = $2::int, sealed = case when $2::int <> 1 then sealed end"
                " where rental = $1",
                *(rented.relation.rental, status),
            )
        assert await told(place) == stood, changes
        assert await told(other) == VALID
        stood = changes[-1] if changes else stood
    assert stood == await told(place) == INVALID


async def test_what_is_issued_in_a_slot_is_valid_in_the_list_that_was_signed_before(market: Market) -> None:
    """And where it takes the place of another, that one is told to be over by the next."""
    rented = await a_rented(market)
    former = await text_of(rented)
    await next_slot()
    before = {name: await published.token(name) for name in await names_of_lists()}
    newer = await register(rented.brand, a_key())
    assert (await issue(rented.brand, rented.agreement)).fresh
    fresh = await text_of(rented)
    assert (await verified(fresh, newer, listed=await list_of(fresh, timedelta(0)))).doubts == ()
    assert await told(place_of(former)) == VALID
    assert {name: await published.token(name) for name in before} == before
    await next_slot()
    assert (await told(place_of(former)), await told(place_of(fresh))) == (INVALID, VALID)


async def names_of_lists() -> list[str]:
    rows = await fetch("select month, shard from rentals.status_lists")
    return [f"{row['month']}-{row['shard']}" for row in rows]


async def test_what_is_committed_after_its_slot_is_told_by_the_next_token(market: Market) -> None:
    rented = await a_rented(market)
    place = place_of(await text_of(rented))

    async def others() -> int:
        return await asyncio.create_task(told(place), context=contextvars.Context())

    await next_slot()
    async with transaction():
        await end(rented.relation.rental, "withdraw", audit.SYSTEM)
        await asyncio.create_task(next_slot(), context=contextvars.Context())
        assert await others() == VALID
    assert await told(place) == VALID, "one token for everybody"
    await next_slot()
    assert await told(place) == INVALID


async def test_what_changed_is_signed_by_the_next_slot_and_for_many_at_once_once(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    rented = await a_rented(market)
    text = await text_of(rented)
    await next_slot()
    first = await published.token(name_of(text))
    await withdraw(rented.relation.holder, rented.agreement)
    await next_slot()
    signed: list[object] = []
    whole = published.publish

    def counted(*them: object) -> str:
        signed.append(them)
        return whole(*them)  # type: ignore[arg-type]

    monkeypatch.setattr(published, "publish", counted)
    served = await asyncio.gather(*(published.token(name_of(text)) for _ in range(12)))
    assert len(set(served)) == len(signed) == 1 and served[0] != first


async def test_without_the_lists_lock_each_asker_would_sign(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    rented = await a_rented(market)
    name, signed, whole = name_of(await text_of(rented)), [], published.publish
    asked = published.fetch

    async def unlocked(sql: str, *them: object) -> object:
        return [] if "for no key update" in sql else await asked(sql, *them)

    def counted(*them: object) -> str:
        signed.append(them)
        return whole(*them)  # type: ignore[arg-type]

    monkeypatch.setattr(published, "publish", counted)
    monkeypatch.setattr(published, "fetch", unlocked)
    await asyncio.gather(*(published.token(name) for _ in range(12)))
    assert len(signed) > 1


async def test_an_end_that_is_committed_while_a_list_is_signed_is_in_the_next_one(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes after the statuses were read."""
    rented = await a_rented(market)
    text, whole = await text_of(rented), signing.signing_key

    async def meanwhile(purpose: signing.Purpose) -> object:
        end = withdraw(rented.relation.holder, rented.agreement)
        await asyncio.create_task(end, context=contextvars.Context())
        return await whole(purpose)

    with monkeypatch.context() as patch:
        patch.setattr(signing, "signing_key", meanwhile)
        await published.token(name_of(text))
    assert (await list_of(text)).statuses[place_of(text).index] == 1


async def test_a_kill_while_it_is_signed_loses_no_change(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    rented = await a_rented(market)
    text = await text_of(rented)
    await published.token(name_of(text))
    await withdraw(rented.relation.holder, rented.agreement)
    await next_slot()

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(published, "publish", die)
        with pytest.raises(Killed):
            await published.token(name_of(text))
    assert await told(place_of(text)) == INVALID


async def test_a_clock_that_went_back_serves_nothing_from_the_future(market: Market) -> None:
    name = name_of(await text_of(await a_rented(market)))
    await published.token(name)
    await fetch("update rentals.status_lists set signed_at = signed_at + interval '1 hour'")
    await published.token(name)
    ahead = "select count(*) from rentals.status_lists where signed_at > base.now()"
    assert await fetch_value(ahead) == 0, "it was signed anew"


async def test_an_end_of_a_time_that_the_clock_went_back_from_is_told(market: Market) -> None:
    rented = await a_rented(market)
    place = place_of(await text_of(rented))
    before = await next_slot()
    await clock.travel(timedelta(hours=1))
    await withdraw(rented.relation.holder, rented.agreement)
    await clock.travel_to(before + timedelta(minutes=7))
    assert await told(place) == INVALID


@pytest.mark.parametrize("name", ["2026-11", "2026-11-00", "2026-13-1", "1999-01-0", "x", "2026-11-1234567"])
async def test_a_list_that_is_none_is_not_found(market: Market, name: str) -> None:
    with pytest.raises(StatusListNotFound):
        await published.token(name)


async def test_every_list_of_a_month_is_served_from_its_beginning_and_all_look_alike(market: Market) -> None:
    name = name_of(await text_of(await a_rented(market)))
    names = [f"{name[:7]}-{shard}" for shard in range(4)]
    sizes = {len(await published.token(it)) for it in names}
    assert max(sizes) - min(sizes) <= 2


async def test_when_its_month_is_over_a_list_is_dropped_with_all_it_said(market: Market) -> None:
    rented, later = await a_rented(market), None
    text = await text_of(rented)
    month = datetime.strptime(name_of(text)[:7], "%Y-%m").replace(tzinfo=UTC)
    await clock.travel_to((month + timedelta(days=32)).replace(day=1) - timedelta(seconds=30))
    await market.sweep()
    await published.token(name_of(text))
    await clock.travel(timedelta(minutes=1))
    later = await a_rented(market)
    assert await lists.drop_over() == 4
    with pytest.raises(StatusListNotFound):
        await published.token(name_of(text))
    assert (await list_of(await text_of(later))).statuses.size == SIZE, "and the others stay"
    assert await fetch_value("select count(*) from rentals.credentials") == 1
    assert await lists.drop_over() == 0


async def test_a_list_of_a_hundred_times_the_load_is_signed_in_a_moment(market: Market) -> None:
    """A full list, two thirds of which have ended: its cost is its own size, whatever else there is."""
    rented = await a_rented(market)
    text = await text_of(rented)
    async with transaction():
        await fetch(
            "insert into rentals.credentials (id, rental, list, idx, status, kid)"
            " select uuidv7(), c.rental, c.list, n, 1, c.kid from rentals.credentials c,"
            " generate_series(0, 65535) n where n % 3 > 0 and n <> c.idx"
        )
    await next_slot()
    began = asyncio.get_running_loop().time()
    served = await published.token(name_of(text))
    assert asyncio.get_running_loop().time() - began < 2
    assert len(served) < 60_000
    said, place = decode(read(served).payload["status_list"]), place_of(text).index
    assert [said[n] for n in range(SIZE)] == [INVALID if n % 3 and n != place else VALID for n in range(SIZE)]


async def test_what_is_published_is_for_programs_of_anybody(market: Market) -> None:
    rented = await a_rented(market)
    text = await text_of(rented)
    async with a_browser(market.app) as anybody:
        served = await anybody.get(f"/status/{name_of(text)}")
        issuer = await anybody.get("/.well-known/jwt-vc-issuer")
        kind = await anybody.get(VCT.removeprefix(ISSUER))
        keys = await anybody.get("/.well-known/moi-keys")
        assert served.headers["content-type"].startswith("application/statuslist+jwt")
        for answer in (served, issuer, kind):
            assert answer.status_code == 200 and answer.headers["access-control-allow-origin"] == "*"
            assert "max-age" in answer.headers["cache-control"] and "set-cookie" not in answer.headers
        assert (await anybody.get("/status/2026-11-77")).status_code == 404
        assert (await anybody.get(f"/status/{name_of(text)}?time=1")).status_code == 501
        assert (await anybody.get("/credentials/another")).status_code == 404
        known = await anybody.get(
            "/.well-known/jwt-vc-issuer", headers={"if-none-match": issuer.headers["etag"]}
        )
        assert known.status_code == 304
    assert issuer.json()["issuer"] == ISSUER
    purposes = {key["kid"]: key["moi_purpose"] for key in issuer.json()["jwks"]["keys"]}
    assert sorted(purposes.values()) == ["credential", "status"]
    assert purposes.items() <= {key["kid"]: key["moi_purpose"] for key in keys.json()["keys"]}.items()
    for purpose in ("credential", "status"):
        assert list(KeySet.read(keys.content, purpose).keys) == [
            kid for kid, use in purposes.items() if use == purpose
        ]
    described = kind.json()
    assert described["vct"] == VCT
    assert {tuple(it["path"]) for it in described["claims"]} >= {("claims", claim) for claim in CLAIMS}
    never = {it["path"][0] for it in described["claims"] if it["sd"] == "never"}
    signed = read(text.split("~")[0]).payload
    assert never == {name for name in signed if name not in ("_sd", "_sd_alg", "claims", "vct")}
    assert json.dumps(described).isascii()
