"""Opening an account: by its mailbox's owner only, and telling a stranger nothing."""

import asyncio

import asyncpg
import httpx
import pytest
from litestar import Litestar

from market.accounts import codes, steady
from market.accounts.actions.sessions import sign_in
from market.accounts.actions.sign_up import confirm, sign_up_brand, sign_up_holder
from market.accounts.authentication import of_session
from market.accounts.refusals import AccountExists, CodeNotValid, WrongCredentials
from market.accounts.sweep import forget_the_old
from market.base import clock, mail
from market.base.database import fetch, fetch_value
from market.base.jobs import drain
from tests.accounts.people import PASSWORD, SIREN, browser, code_for, mailed, person
from tests.conftest import FreshDatabase
from tests.factories import EDITION

ADA = "ada@example.org"
HOLDER = {"email": ADA, "password": PASSWORD, "language": "en", "adult": True}
BRAND = {"email": ADA, "password": PASSWORD, "legal_name": "Vélos Réunis SAS", "siren": SIREN} | {
    "charter": EDITION
}


async def test_a_holder_signs_up_confirms_and_is_signed_in(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/people", json=HOLDER)
    assert (answer.status_code, answer.json()) == (202, {"next": "look-at-your-mail"})
    assert "set-cookie" not in answer.headers
    code = await code_for(ADA)
    answer = await client.post("/v1/email-verifications", json={"code": code, "password": PASSWORD})
    assert answer.status_code == 201
    cookie = answer.headers["set-cookie"]
    for attribute in ("__Host-moi=", "Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert attribute in cookie
    assert "Domain" not in cookie
    me = (await client.get("/v1/me")).json()
    assert me == {"email": ADA, "language": "en", "holder": True, "operator": False, "brands": []}


async def test_a_brands_first_member_owns_it_and_it_waits_for_approval(client: httpx.AsyncClient) -> None:
    assert (await client.post("/v1/brands", json=BRAND)).status_code == 202
    body = {"code": await code_for(ADA), "password": PASSWORD}
    [brand] = (await client.post("/v1/email-verifications", json=body)).json()["brands"]
    assert (brand["state"], brand["role"], brand["current"]) == ("applied", "owner", True)
    assert (await client.get("/v1/brand")).json()["siren"] == SIREN
    assert not (await client.get("/v1/me")).json()["holder"]


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("people", HOLDER | {"email": "nobody"}, "email-not-valid"),
        ("people", HOLDER | {"password": "short"}, "password-too-weak"),
        ("people", HOLDER | {"adult": False}, "adults-only"),
        ("people", HOLDER | {"language": "de"}, "malformed"),
        ("people", HOLDER | {"operator": True}, "malformed"),
        ("people", {"email": ADA}, "malformed"),
        ("people", [], "malformed"),
        ("brands", BRAND | {"siren": "732829321"}, "number-not-valid"),
        ("brands", BRAND | {"siren": ""}, "number-missing"),
        ("brands", BRAND | {"vat_number": "FR40303265045"}, "numbers-disagree"),
        ("brands", BRAND | {"siren": "", "vat_number": "EU372000041"}, "number-of-no-country"),
        ("brands", BRAND | {"siren": "", "vat_number": "XI110305878"}, "number-of-no-country"),
        ("brands", BRAND | {"legal_name": ""}, "name-not-valid"),
        ("brands", BRAND | {"state": "approved"}, "malformed"),
        ("email-verifications", {"code": "x", "password": PASSWORD}, "code-not-valid"),
    ],
)
async def test_bad_input_is_a_problem_and_changes_nothing(
    client: httpx.AsyncClient, path: str, body: object, code: str
) -> None:
    answer = await client.post(f"/v1/{path}", json=body)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"/problems/{code}"
    assert answer.status_code in (400, 422)
    assert PASSWORD not in answer.text
    for table in ("accounts.people", "accounts.brands", "base.audit_entries", "base.messages"):
        assert await fetch_value(f"select count(*) from {table}") == 0


async def test_an_address_with_an_account_gets_the_same_answer_and_its_owner_a_letter(
    client: httpx.AsyncClient,
) -> None:
    fresh = await client.post("/v1/people", json=HOLDER | {"email": "new@example.org"})
    await person(ADA)
    known = await client.post("/v1/people", json=HOLDER | {"password": "un autre mot de passe"})
    brand = await client.post("/v1/brands", json=BRAND)
    assert fresh.status_code == known.status_code == brand.status_code == 202
    assert fresh.content == known.content == brand.content
    assert [dict(a.headers) for a in (known, brand)] == [dict(fresh.headers)] * 2
    assert [message.kind for message in await mailed(ADA)] == ["exists_already"] * 2
    assert await fetch_value("select count(*) from accounts.brands") == 0
    with pytest.raises(WrongCredentials):
        await sign_in(ADA, "un autre mot de passe")


async def test_both_answers_take_the_same_time(client: httpx.AsyncClient) -> None:
    await person(ADA)
    for email in (ADA, "new@example.org"):
        for path, body in (("people", HOLDER | {"email": email}), ("password-resets", {"email": email})):
            began = asyncio.get_running_loop().time()
            await client.post(f"/v1/{path}", json=body)
            assert asyncio.get_running_loop().time() - began >= steady.SECONDS


async def test_an_account_prepared_by_a_stranger_opens_with_the_owners_password_only(
    database: FreshDatabase,
) -> None:
    await sign_up_holder(ADA, "mot de passe du pirate", "fr", True)
    strangers = await code_for(ADA)
    with pytest.raises(WrongCredentials):
        await confirm(strangers, PASSWORD)
    await sign_up_holder(ADA.upper(), PASSWORD, "fr", True)
    await confirm(await code_for(ADA), PASSWORD)
    with pytest.raises(CodeNotValid):
        await confirm(strangers, "mot de passe du pirate")
    with pytest.raises(WrongCredentials):
        await sign_in(ADA, "mot de passe du pirate")
    assert (await of_session(await sign_in(ADA, PASSWORD))).holder


async def test_nobody_signs_in_before_confirming(database: FreshDatabase) -> None:
    await sign_up_holder(ADA, PASSWORD, "fr", True)
    with pytest.raises(WrongCredentials):
        await sign_in(ADA, PASSWORD)


async def test_two_redemptions_of_one_code_have_one_winner(database: FreshDatabase) -> None:
    await sign_up_brand(ADA, PASSWORD, "fr", "Vélos Réunis", siren=SIREN)
    code = await code_for(ADA)
    results = await asyncio.gather(*(confirm(code, PASSWORD) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(result, str) for result in results) == 1
    assert sum(isinstance(result, CodeNotValid) for result in results) == 5
    assert await fetch_value("select count(*) from accounts.sessions") == 1
    assert await fetch_value("select count(*) from base.audit_entries where action = 'person.confirmed'") == 1


async def test_a_code_is_used_up_by_one_of_many_at_once(database: FreshDatabase) -> None:
    await sign_up_holder(ADA, PASSWORD, "fr", True)
    code = await codes.look(await code_for(ADA), "verify")
    results = await asyncio.gather(*(codes.redeem(code) for _ in range(6)), return_exceptions=True)
    assert results.count(None) == 1
    assert sum(isinstance(result, CodeNotValid) for result in results) == 5


async def test_two_sign_ups_of_one_address_make_one_person(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    await asyncio.gather(*(sign_up_holder(ADA, PASSWORD, "fr", True) for _ in range(4)))
    assert await fetch_value("select count(*) from accounts.people") == 1
    assert await owner.fetchval("select count(*) from base.person_keys") == 1
    assert len(await mailed(ADA)) == 4


async def test_an_address_is_not_flooded_with_letters(client: httpx.AsyncClient) -> None:
    answers = {(await client.post("/v1/people", json=HOLDER)).content for _ in range(8)}
    assert len(answers) == 1
    assert len(await mailed(ADA)) == 5


async def test_a_code_expires(database: FreshDatabase) -> None:
    from datetime import timedelta

    await sign_up_holder(ADA, PASSWORD, "fr", True)
    await clock.travel(timedelta(days=2))
    with pytest.raises(CodeNotValid):
        await confirm(await code_for(ADA), PASSWORD)


async def test_what_nobody_confirmed_is_forgotten_with_its_key(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    from datetime import timedelta

    confirmed = await person("kept@example.org")
    await sign_up_brand(ADA, PASSWORD, "fr", "Vélos Réunis", siren=SIREN)
    await clock.travel(timedelta(days=2))
    assert await forget_the_old() == 0
    await clock.travel(timedelta(days=9))
    assert await forget_the_old() == 1
    assert [row["id"] for row in await fetch("select id from accounts.people")] == [confirmed]
    assert await owner.fetchval("select count(*) from base.person_keys") == 1
    assert await fetch_value("select count(*) from accounts.brands") == 0
    assert [message.address for message in await mail.kept()] == []
    await drain({mail.JOB: mail.send})
    assert await fetch_value("select count(*) from base.messages") == 0


async def test_an_operator_is_made_once_per_address(database: FreshDatabase) -> None:
    await person(ADA, operator=True)
    with pytest.raises(AccountExists):
        await person(ADA, operator=True)
    assert (await of_session(await sign_in(ADA, PASSWORD))).actor.kind == "operator"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_site_cannot_sign_a_visitor_in(app: Litestar, site: str) -> None:
    await person(ADA)
    async with browser(app, **{"sec-fetch-site": site, "content-type": "text/plain"}) as visitor:
        body = '{"email": "ada@example.org", "password": "quatre mots sans rapport"}'
        answer = await visitor.post("/v1/sessions", content=body)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/cross-site-request")
    assert "set-cookie" not in answer.headers
