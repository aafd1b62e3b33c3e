"""The whole way by API: asked, answered, fetched, verified offline; and each thing that must not be, by its name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from contracts.keys import PrivateKey, b64url
from market.accounts.actions.keys import create_api_key
from market.base import clock
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.proofs.rules import KEPT, LIFE
from tests.accounts.people import PASSWORD
from tests.factories import a_brand
from tests.journeys.steps import a_browser, a_program, ok
from tests.market import Market, market
from tests.proofs.asking import (
    a_holder_with_a_password,
    asked_by,
    fresh_key,
    payload_of,
    public,
    verified,
)
from tests.relations.helpers import a_session

__all__ = ["market"]


def name_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def cookie_of(who: Principal) -> str:
    return f"__Host-moi={await a_session(who)}"


async def fetched(client: httpx.AsyncClient, code: str, key: PrivateKey) -> httpx.Response:
    """The statement, for a signature over the challenge that the state tells."""
    state = ok(await client.get(f"/v1/proofs/{code}"))
    signature = b64url(key.sign((state["challenge"] or "none").encode()))
    return await client.post(f"/v1/proofs/{code}/statement", json={"signature": signature})


async def approved(market: Market, code: str, who: Principal, password: str = PASSWORD) -> httpx.Response:
    async with a_browser(market.app, cookie=await cookie_of(who)) as phone:
        return await phone.post(f"/v1/proofs/{code}/approval", json={"password": password})


async def test_somebody_without_an_account_asks_and_a_person_proves(market: Market) -> None:
    ada, key = await a_holder_with_a_password(), fresh_key()
    async with a_browser(market.app) as shop, a_browser(market.app, cookie=await cookie_of(ada)) as phone:
        asked = ok(await asked_by(shop, key), 201)
        assert asked["asked_as"] is None and len(asked["words"]) == 2
        assert asked["link"] == f"https://moi.test/prove/{asked['code']}"
        assert ok(await shop.get(f"/v1/proofs/{asked['code']}")) == {"state": "open", "challenge": None}
        question = ok(await phone.get(f"/v1/proofs/{asked['code']}/question"))
        assert question["words"] == asked["words"] and question["asker"] is None
        assert question["predicates"]["over-18"]["basis"] == "declared"
        ok(await phone.post(f"/v1/proofs/{asked['code']}/approval", json={"password": PASSWORD}), 204)
        answer = await fetched(shop, asked["code"], key)
        assert ok(await shop.get(f"/v1/proofs/{asked['code']}"))["state"] == "taken"
        log = ok(await phone.get("/v1/me/proofs"))
    assert (await verified(answer.content)).verdict == "verified"
    said = payload_of(answer.json())
    assert (said["aud"], said["nonce"], said["predicates"]) == (key.kid, asked["nonce"], ["over-18"])
    assert [(it["predicates"], it["asker"], list(it["proven"])) for it in log] == [
        (["over-18"], None, ["over-18"])
    ]


async def test_a_brand_that_is_signed_in_asks_in_its_name_and_a_strangers_word_is_unverified(
    market: Market,
) -> None:
    ada, brand = await a_holder_with_a_password(), await a_brand(name="Cycles Garonne SAS")
    _, key = await create_api_key(brand, "Caisse", frozenset({"invitations:write"}))
    _, reader = await create_api_key(brand, "CRM", frozenset({"catalogue:read", "rentals:read"}))
    unapproved = await a_brand(name="Pas encore SAS", approved=False)
    async with a_browser(market.app, cookie=await cookie_of(ada)) as phone:

        async def asker_of(client: httpx.AsyncClient) -> Any:
            asked = ok(await asked_by(client, fresh_key()), 201)
            return ok(await phone.get(f"/v1/proofs/{asked['code']}/question"))["asker"]

        async with a_program(market.app, key) as till, a_program(market.app, reader) as crm:
            found = await asker_of(till)
            assert found["name"] == "Cycles Garonne SAS" and found["registration"].startswith("SIREN ")
            assert await asker_of(crm) is None, "who may only read does not speak in the brand's name"
        async with a_browser(market.app, cookie=await cookie_of(brand)) as desk:
            assert (await asker_of(desk))["name"] == "Cycles Garonne SAS"
        async with a_browser(market.app, cookie=await cookie_of(unapproved)) as desk:
            assert await asker_of(desk) is None


async def test_a_question_is_answered_once_and_fetched_once(market: Market) -> None:
    ada, ben = [await a_holder_with_a_password(f"{it}@example.org") for it in ("ada", "ben")]
    key = fresh_key()
    async with a_browser(market.app) as shop:
        code = ok(await asked_by(shop, key), 201)["code"]
        assert name_of(await fetched(shop, code, key)) == (409, "proof-not-answered")
        ok(await approved(market, code, ada), 204)
        for again in (ada, ben):
            assert name_of(await approved(market, code, again)) == (409, "proof-answered")
        ok(await fetched(shop, code, key))
        assert name_of(await fetched(shop, code, key)) == (409, "proof-taken")
        assert name_of(await approved(market, code, ben)) == (409, "proof-answered")
    assert await fetch_value("select count(*) from proofs.answers") == 1


async def test_a_late_answer_is_refused_by_name_and_later_the_request_is_gone(market: Market) -> None:
    ada, key = await a_holder_with_a_password(), fresh_key()
    async with a_browser(market.app) as shop, a_browser(market.app, cookie=await cookie_of(ada)) as phone:
        code = ok(await asked_by(shop, key), 201)["code"]
        await clock.travel(LIFE)
        assert name_of(await approved(market, code, ada)) == (409, "proof-request-expired")
        assert name_of(await phone.get(f"/v1/proofs/{code}/question")) == (409, "proof-request-expired")
        assert name_of(await phone.post(f"/v1/proofs/{code}/refusal")) == (409, "proof-request-expired")
        assert ok(await shop.get(f"/v1/proofs/{code}"))["state"] == "expired"
        await market.sweep()
        assert ok(await shop.get(f"/v1/proofs/{code}"))["state"] == "expired"
        await clock.travel(KEPT)
        await market.sweep()
        assert name_of(await shop.get(f"/v1/proofs/{code}")) == (404, "proof-request-not-found")
    assert await fetch("select 1 from proofs.requests") == await fetch("select 1 from proofs.answers") == []


async def test_what_nobody_fetches_in_time_is_given_to_nobody(market: Market) -> None:
    ada, key = await a_holder_with_a_password(), fresh_key()
    async with a_browser(market.app) as shop:
        code = ok(await asked_by(shop, key), 201)["code"]
        ok(await approved(market, code, ada), 204)
        await clock.travel(LIFE)
        assert name_of(await fetched(shop, code, key)) == (409, "proof-request-expired")
        await clock.travel(KEPT)
        await market.sweep()
    assert await fetch("select 1 from proofs.requests") == []


async def test_the_statement_goes_to_the_key_that_asked_and_no_other(market: Market) -> None:
    """Also not to a signature over another line, another request's, or one in another spelling."""
    ada, key = await a_holder_with_a_password(), fresh_key()
    async with a_browser(market.app) as shop:
        code, other = [ok(await asked_by(shop, key), 201)["code"] for _ in range(2)]
        for each in (code, other):
            ok(await approved(market, each, ada), 204)
        line, elsewhere = [ok(await shop.get(f"/v1/proofs/{each}"))["challenge"] for each in (code, other)]
        good = b64url(key.sign(line.encode()))
        wrong = (
            b64url(fresh_key().sign(line.encode())),
            b64url(key.sign(elsewhere.encode())),
            b64url(key.sign(line.upper().encode())),
            good + "==",
            good[:-1],
            "",
        )
        for signature in wrong:
            answer = await shop.post(f"/v1/proofs/{code}/statement", json={"signature": signature})
            assert name_of(answer) == (403, "proof-key-not-shown"), signature
        ok(await shop.post(f"/v1/proofs/{code}/statement", json={"signature": good}))


async def test_a_wrong_password_proves_nothing_and_is_counted(market: Market) -> None:
    ada, key = await a_holder_with_a_password(), fresh_key()
    async with a_browser(market.app) as shop:
        code = ok(await asked_by(shop, key), 201)["code"]
        for _ in range(10):
            assert name_of(await approved(market, code, ada, "not the one"))[1] == "wrong-credentials"
        assert name_of(await approved(market, code, ada))[1] == "too-many-attempts"
        assert ok(await shop.get(f"/v1/proofs/{code}"))["state"] == "open"
        assert await fetch("select 1 from proofs.answers") == []


async def test_declined_looks_the_same_whatever_the_reason_and_stands_in_the_log(market: Market) -> None:
    ada, key = await a_holder_with_a_password(), fresh_key()
    async with a_browser(market.app) as shop, a_browser(market.app, cookie=await cookie_of(ada)) as phone:
        able, unable = [
            ok(await asked_by(shop, key, it), 201)["code"] for it in ("over-18", "lives-in-bretagne")
        ]
        assert name_of(await approved(market, unable, ada)) == (409, "cannot-be-proven")
        assert ok(await shop.get(f"/v1/proofs/{unable}"))["state"] == "open", (
            "nothing shows that it was tried"
        )
        for code in (able, unable):
            ok(await phone.post(f"/v1/proofs/{code}/refusal"), 204)
            assert ok(await shop.get(f"/v1/proofs/{code}")) == {"state": "declined", "challenge": None}
            assert name_of(await fetched(shop, code, key)) == (409, "proof-declined")
        log = ok(await phone.get("/v1/me/proofs"))
    assert [(it["predicates"], it["proven"]) for it in log] == [
        (["lives-in-bretagne"], {}),
        (["over-18"], {}),
    ]


@pytest.mark.parametrize(
    ("predicates", "name"),
    [
        ([], "predicates-not-together"),
        (["over-18", "over-65"], "predicates-not-together"),
        (["over-18", "over-18"], "predicates-not-together"),
        (["lives-in-bretagne", "lives-in-corse"], "predicates-not-together"),
        (["client", "over-18"], "predicates-not-together"),
        (["over-19"], "predicate-not-offered"),
        (["born-1980"], "predicate-not-offered"),
        (["client"], "relation-needs-brand"),
    ],
)
async def test_what_is_not_on_the_list_cannot_be_asked(
    market: Market, predicates: list[str], name: str
) -> None:
    async with a_browser(market.app) as shop:
        sent = {"jwk": public(fresh_key()), "predicates": predicates}
        assert name_of(await shop.post("/v1/proofs", json=sent)) == (422, name)
    assert await fetch("select 1 from proofs.requests") == []


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"x": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, "asked-key-not-good"),
        ({"x": "AA"}, "asked-key-not-good"),
        ({"crv": "P-256", "kty": "EC"}, "asked-key-not-good"),
        ({"d": "AAAA"}, "private-key-given"),
    ],
)
async def test_a_key_that_nobody_can_have_made_asks_nothing(
    market: Market, change: dict[str, str], name: str
) -> None:
    """A point of small order: one signature would fit many challenges."""
    async with a_browser(market.app) as shop:
        sent = {"jwk": public(fresh_key()) | change, "predicates": ["over-18"]}
        refused = await shop.post("/v1/proofs", json=sent)
        assert name_of(refused) == (422, name)
        assert refused.json()["field"] == "jwk", "as the request calls it"


async def test_a_brand_that_is_stopped_meanwhile_gets_no_proof(market: Market) -> None:
    ada, brand, key = await a_holder_with_a_password(), await a_brand(), fresh_key()
    assert brand.seat
    async with (
        a_browser(market.app, cookie=await cookie_of(brand)) as desk,
        a_browser(market.app, cookie=await cookie_of(ada)) as phone,
    ):
        code = ok(await asked_by(desk, key), 201)["code"]
        await fetch("update accounts.brands set state = 'stopped' where id = $1", brand.seat.brand)
        assert name_of(await phone.get(f"/v1/proofs/{code}/question")) == (409, "asker-not-verified")
        assert name_of(await approved(market, code, ada)) == (409, "asker-not-verified")
        ok(await phone.post(f"/v1/proofs/{code}/refusal"), 204)


async def test_asking_without_an_account_is_measured_and_brands_are_not_held_up(market: Market) -> None:
    brand, key = await a_brand(), fresh_key()
    async with a_browser(market.app) as shop, a_browser(market.app, cookie=await cookie_of(brand)) as desk:
        ok(await asked_by(shop, key), 201)
        await fetch("update accounts.attempts set tries = 300")
        assert name_of(await asked_by(shop, key))[1] == "too-many-attempts"
        ok(await asked_by(desk, key), 201)
        await clock.travel(timedelta(minutes=1))
        ok(await asked_by(shop, key), 201)


async def test_the_list_is_public_and_in_both_languages(market: Market) -> None:
    async with a_browser(market.app) as anybody:
        found = {it["id"]: it for it in ok(await anybody.get("/v1/predicates"))}
    assert (
        found["over-18"]["fr"] == "A 18 ans ou plus" and found["lives-in-corse"]["en"] == "Lives in Corsica"
    )
    assert len(found) == 17
