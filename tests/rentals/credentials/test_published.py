"""A status list is signed when something changed or five minutes have passed, and never for who asks."""

import asyncio
import contextvars
import json
from datetime import UTC, datetime, timedelta

import pytest

from contracts.credential import ISSUER, VCT
from contracts.jws import numeric, read
from contracts.keyset import KeySet
from contracts.status_index import SIZE
from contracts.vocabulary import CLAIMS
from market.base import clock, signing
from market.base.database import fetch, fetch_value, transaction
from market.rentals.actions.end import withdraw
from market.rentals.credentials import lists, published
from market.rentals.errors import StatusListNotFound
from tests.journeys.steps import a_browser
from tests.market import Market, market
from tests.rentals.credentials.holding import a_rented, list_of, name_of, place_of, text_of

__all__ = ["market"]

MOMENT = timedelta(seconds=3)


async def test_nothing_changed_is_not_signed_again_until_five_minutes_are_over(market: Market) -> None:
    name = name_of(await text_of(await a_rented(market)))
    first = await published.token(name)
    await clock.travel(timedelta(minutes=4, seconds=50))
    assert await published.token(name) == first
    await clock.travel(timedelta(seconds=11))
    again = await published.token(name)
    assert again != first
    payload = read(again).payload
    assert payload["ttl"] == 300 and payload["sub"] == f"{ISSUER}/status/{name}"
    assert payload["exp"] == payload["iat"] + 600  # type: ignore[operator]
    assert abs(payload["iat"] - numeric(await clock.now())) <= 2  # type: ignore[operator]


async def test_a_change_is_signed_at_the_next_asking_and_many_at_once_once(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    rented = await a_rented(market)
    text = await text_of(rented)
    first = await published.token(name_of(text))
    await withdraw(rented.relation.holder, rented.agreement)
    await clock.travel(MOMENT)
    signed: list[object] = []
    whole = published.publish

    def counted(*them: object) -> str:
        signed.append(them)
        return whole(*them)  # type: ignore[arg-type]

    monkeypatch.setattr(published, "publish", counted)
    served = await asyncio.gather(*(published.token(name_of(text)) for _ in range(12)))
    assert len(set(served)) == len(signed) == 1 and served[0] != first
    assert await fetch_value("select count(*) from rentals.status_changes") == 0


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


async def test_it_is_not_signed_more_often_than_every_two_seconds_whatever_changes(market: Market) -> None:
    rented = await a_rented(market)
    text = await text_of(rented)
    first = await published.token(name_of(text))
    await withdraw(rented.relation.holder, rented.agreement)
    age = await fetch_value("select base.now() - signed_at from rentals.status_lists where token is not null")
    served = await published.token(name_of(text))
    assert served == first or age >= published.AT_MOST_EVERY
    await clock.travel(MOMENT)
    assert await published.token(name_of(text)) != first


async def test_an_end_that_is_committed_while_a_list_is_signed_is_in_the_next_one(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes after the statuses were read: its note is there when the next one asks."""
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
    await clock.travel(MOMENT)

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(published, "publish", die)
        with pytest.raises(Killed):
            await published.token(name_of(text))
    assert (await list_of(text)).statuses[place_of(text).index] == 1


async def test_a_clock_that_went_back_serves_nothing_from_the_future(market: Market) -> None:
    name = name_of(await text_of(await a_rented(market)))
    await published.token(name)
    await fetch("update rentals.status_lists set signed_at = signed_at + interval '1 hour'")
    await published.token(name)
    ahead = "select count(*) from rentals.status_lists where signed_at > base.now()"
    assert await fetch_value(ahead) == 0, "it was signed anew"


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
    await clock.travel(MOMENT)
    began = asyncio.get_running_loop().time()
    served = await published.token(name_of(text))
    assert asyncio.get_running_loop().time() - began < 2
    assert len(served) < 60_000
    assert (await list_of(text)).statuses[place_of(text).index] == 0


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
