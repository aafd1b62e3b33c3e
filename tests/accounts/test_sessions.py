"""Signing in and out, and what a session is worth."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar

from market.accounts import attempts
from market.accounts.actions import passwords, sessions
from market.accounts.actions.people import disable_person
from market.accounts.actions.sessions import sign_in
from market.accounts.authentication import of_session
from market.accounts.passwords import hash_password
from market.accounts.refusals import CodeNotValid, PasswordTooWeak, TooManyAttempts, WrongCredentials
from market.base import audit, clock
from market.base.access import VISITOR
from market.base.database import DB, fetch, fetch_row, fetch_value
from tests.accounts.people import PASSWORD, browser, code_for, mailed, person, signed_in
from tests.conftest import FreshDatabase

ADA = "ada@example.org"
NEXT = "cinq mots tout à fait neufs"


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer_by_the_same_statements(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    await person(ADA)
    said: list[list[str]] = []
    run = type(DB)._run_in_pool

    async def listening(self: Any, query: str, args: Any = None) -> Any:
        said[-1].append(query)
        return await run(self, query, args)

    monkeypatch.setattr(type(DB), "_run_in_pool", listening)
    answers = []
    async with browser(app) as visitor:
        for email in (ADA, "unknown@example.org"):
            said.append([])
            body = {"email": email, "password": "pas le bon mot de passe"}
            answers.append(await visitor.post("/v1/sessions", json=body))
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].content == answers[1].content
    assert said[0] == said[1]
    assert len(said[0]) == 2


async def test_an_unknown_address_costs_one_hashing_as_well(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    from market.accounts import passwords as hashing

    await person(ADA)
    hashed: list[str] = []
    verify = hashing._verify

    def listening(password: str, against: str) -> bool:
        hashed.append(against.split("$")[3])
        return verify(password, against)

    monkeypatch.setattr(hashing, "_verify", listening)
    for email in (ADA, "unknown@example.org"):
        with pytest.raises(WrongCredentials):
            await sign_in(email, "pas le bon mot de passe")
    assert hashed == ["m=19456,t=2,p=1"] * 2


async def test_hashing_leaves_the_loop_to_others() -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(others())
    await hash_password(PASSWORD)
    task.cancel()
    assert turns > 20


async def test_the_eleventh_guess_is_not_made_and_another_account_is_not_hindered(
    database: FreshDatabase,
) -> None:
    await person(ADA)
    await person("bea@example.org")
    results = await asyncio.gather(
        *(sign_in(ADA, f"mot de passe {n}") for n in range(14)), return_exceptions=True
    )
    assert sum(isinstance(result, WrongCredentials) for result in results) == attempts.SIGN_IN.times
    with pytest.raises(TooManyAttempts) as refused:
        await sign_in(ADA, PASSWORD)
    assert 0 < refused.value.facts["retry_after"] <= 901
    await sign_in("bea@example.org", PASSWORD)
    await clock.travel(timedelta(minutes=15))
    await sign_in(ADA, PASSWORD)


async def test_an_unknown_address_is_limited_alike_and_a_forwarded_address_changes_nothing(
    app: Litestar,
) -> None:
    body = {"email": "unknown@example.org", "password": "pas le bon mot de passe"}
    codes = []
    async with browser(app) as visitor:
        for n in range(12):
            answer = await visitor.post("/v1/sessions", json=body, headers={"x-forwarded-for": f"10.0.0.{n}"})
            codes.append(answer.status_code)
    assert codes == [401] * 10 + [429] * 2


async def test_a_success_starts_the_count_anew(database: FreshDatabase) -> None:
    await person(ADA)
    for _ in range(2):
        for _ in range(6):
            with pytest.raises(WrongCredentials):
                await sign_in(ADA, "pas le bon mot de passe")
        await sign_in(ADA, PASSWORD)


async def test_a_session_ends_after_seven_idle_days_and_after_thirty_in_any_case(
    database: FreshDatabase,
) -> None:
    await person(ADA)
    token = await sign_in(ADA, PASSWORD)
    for _ in range(4):
        await clock.travel(timedelta(days=6, hours=23))
        assert (await of_session(token)).known
    await clock.travel(timedelta(days=2, hours=5))
    assert await of_session(token) is VISITOR
    token = await sign_in(ADA, PASSWORD)
    await clock.travel(timedelta(days=7))
    assert await of_session(token) is VISITOR


async def test_last_seen_is_written_every_five_minutes_at_most(database: FreshDatabase) -> None:
    await person(ADA)
    token = await sign_in(ADA, PASSWORD)
    seen = "select last_seen_at from accounts.sessions"
    first = await fetch_value(seen)
    await clock.travel(timedelta(minutes=4))
    await of_session(token)
    assert await fetch_value(seen) == first
    await clock.travel(timedelta(minutes=1))
    await of_session(token)
    assert await fetch_value(seen) > first


async def test_who_comes_back_with_a_session_that_lasts_has_opened_the_account(
    database: FreshDatabase,
) -> None:
    """Nobody signs in daily: a session lasts, and whoever uses it is there, however often they were asked before."""
    ada = await person(ADA)
    token = await sign_in(ADA, PASSWORD)
    for days in (1, 6, 6):
        before = await clock.now()
        await fetch("update accounts.openings set asked = 2, asked_at = base.now() where person = $1", ada)
        await clock.travel(timedelta(days=days))
        await of_session(token)
        row = await fetch_row("select at, asked, asked_at from accounts.openings where person = $1", ada)
        assert row and row["at"] - before >= timedelta(days=days)
        assert (row["asked"], row["asked_at"]) == (0, None)


async def test_signing_out_ends_one_session_and_everywhere_ends_all(app: Litestar) -> None:
    await person(ADA)
    tokens = [await sign_in(ADA, PASSWORD) for _ in range(3)]
    async with browser(app, tokens[0]) as here:
        answer = await here.delete("/v1/sessions/current")
        assert answer.status_code == 204
        assert "Max-Age=0" in answer.headers["set-cookie"]
    assert [(await of_session(token)).known for token in tokens] == [False, True, True]
    async with browser(app, tokens[1]) as here:
        assert (await here.delete("/v1/sessions")).status_code == 204
    assert not any([(await of_session(token)).known for token in tokens])


async def test_a_cross_site_request_with_the_cookie_is_refused(app: Litestar) -> None:
    await person(ADA)
    token = await sign_in(ADA, PASSWORD)
    async with browser(app, token, **{"sec-fetch-site": "cross-site"}) as elsewhere:
        assert (await elsewhere.delete("/v1/sessions")).status_code == 403
    assert (await of_session(token)).known


@pytest.mark.parametrize("token", ["", "x", "é", "a" * 5000, "../../etc/passwd", "\x00"])
async def test_rubbish_in_the_cookie_is_a_visitor(app: Litestar, token: str) -> None:
    async with browser(app) as visitor:
        headers = {"cookie": f"__Host-moi={token}".encode()}
        assert (await visitor.get("/v1/me", headers=headers)).status_code == 401  # type: ignore[arg-type]
        assert (await visitor.get("/readyz", headers=headers)).status_code == 200  # type: ignore[arg-type]


async def test_a_reset_ends_every_session_and_every_other_code(app: Litestar) -> None:
    await person(ADA)
    tokens = [await sign_in(ADA, PASSWORD) for _ in range(2)]
    async with browser(app) as visitor:
        codes = []
        for _ in range(2):
            assert (await visitor.post("/v1/password-resets", json={"email": ADA})).status_code == 202
            codes.append(await code_for(ADA))
        answer = await visitor.post("/v1/password-resets/confirm", json={"code": codes[1], "password": NEXT})
        assert answer.status_code == 204
        again = await visitor.post(
            "/v1/password-resets/confirm", json={"code": codes[0], "password": PASSWORD}
        )
        assert again.json()["type"] == "/problems/code-not-valid"
    assert not any([(await of_session(token)).known for token in tokens])
    with pytest.raises(WrongCredentials):
        await sign_in(ADA, PASSWORD)
    await sign_in(ADA, NEXT)
    assert (await mailed(ADA))[0].kind == "password_changed"


async def test_two_uses_of_one_reset_code_have_one_winner(database: FreshDatabase) -> None:
    await person(ADA)
    await passwords.request_reset(ADA)
    code = await code_for(ADA)
    results = await asyncio.gather(
        *(passwords.reset_password(code, f"{NEXT} {n}") for n in range(5)), return_exceptions=True
    )
    assert results.count(None) == 1
    assert sum(isinstance(result, CodeNotValid) for result in results) == 4


async def test_a_sign_in_that_began_before_a_reset_does_not_survive_it(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    await person(ADA)
    await passwords.request_reset(ADA)
    code = await code_for(ADA)
    real = sessions.matches

    async def and_meanwhile_the_owner_resets(password: str, hashed: str | None) -> bool:
        good = await real(password, hashed)
        await passwords.reset_password(code, NEXT)
        return good

    monkeypatch.setattr(sessions, "matches", and_meanwhile_the_owner_resets)
    with pytest.raises(WrongCredentials):
        await sign_in(ADA, PASSWORD)
    assert await fetch_value("select count(*) from accounts.sessions") == 0


async def test_a_reset_link_lasts_an_hour_and_takes_no_weak_password(database: FreshDatabase) -> None:
    await person(ADA)
    await passwords.request_reset(ADA)
    code = await code_for(ADA)
    with pytest.raises(PasswordTooWeak):
        await passwords.reset_password(code, "court")
    await clock.travel(timedelta(hours=1))
    with pytest.raises(CodeNotValid):
        await passwords.reset_password(code, NEXT)


async def test_a_reset_for_an_unknown_address_writes_nothing(database: FreshDatabase) -> None:
    await passwords.request_reset("unknown@example.org")
    for table in ("accounts.people", "accounts.one_time_codes", "base.messages", "base.audit_entries"):
        assert await fetch_value(f"select count(*) from {table}") == 0


async def test_changing_ones_password_ends_the_other_sessions(database: FreshDatabase) -> None:
    await person(ADA)
    other = await sign_in(ADA, PASSWORD)
    here = await sign_in(ADA, PASSWORD)
    who = await of_session(here)
    with pytest.raises(WrongCredentials):
        await passwords.change_password(who, "pas le bon mot de passe", NEXT)
    await passwords.change_password(who, PASSWORD, NEXT)
    assert [(await of_session(token)).known for token in (here, other)] == [True, False]
    await sign_in(ADA, NEXT)


async def test_a_disabled_person_is_out_at_once_and_stays_out(database: FreshDatabase) -> None:
    ada = await person(ADA)
    token = await sign_in(ADA, PASSWORD)
    await passwords.request_reset(ADA)
    code = await code_for(ADA)
    await disable_person(ada, audit.SYSTEM)
    assert await of_session(token) is VISITOR
    with pytest.raises(WrongCredentials):
        await sign_in(ADA, PASSWORD)
    with pytest.raises(CodeNotValid):
        await passwords.reset_password(code, NEXT)
    before = len(await mailed(ADA))
    await passwords.request_reset(ADA)
    assert len(await mailed(ADA)) == before


async def test_each_act_leaves_one_audit_row_under_a_tag(database: FreshDatabase) -> None:
    ada = await person(ADA)
    who = await signed_in()
    await sessions.sign_out_everywhere(who)
    from market.base import vault
    from market.base.database import fetch

    rows = await fetch(
        "select action, actor_kind, actor, subject, facts::text as facts from base.audit_entries order by id"
    )
    assert [row["action"] for row in rows] == [
        "person.created",
        "session.opened",
        "session.closed_everywhere",
    ]
    assert {bytes(row["actor"]) for row in rows[1:]} == {vault.tag("audit", ada)}
    assert all(row["subject"] != ada and str(ada) not in row["facts"] for row in rows)
