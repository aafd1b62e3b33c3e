"""The second factor: what it is for an operator, and each way around it."""

import asyncio
import base64
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar

from market.accounts import attempts, factor, queries_factor
from market.accounts.actions import factors, passwords
from market.accounts.actions.sessions import sign_in, take_seat
from market.accounts.authentication import COOKIE, of_session
from market.accounts.refusals import (
    CodeNotValid,
    FactorSetUpAlready,
    FactorUnknown,
    OwnFactor,
    TooManyAttempts,
    WrongFactor,
)
from market.base import clock
from market.base.access import VISITOR, NotYours, Principal
from market.base.database import fetch, fetch_value
from market.base.errors import NotFound
from market.base.settings import settings
from tests.accounts.people import (
    HASH,
    PASSWORD,
    browser,
    code_for,
    create_person,
    factor_code,
    mailed,
    owner_of_brand,
    person,
)
from tests.conftest import FreshDatabase

OP, OTHER = "op@example.org", "other@example.org"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


async def half(email: str = OP) -> tuple[str, Principal]:
    """The password was given: the session's token, and who it stands for."""
    token = await sign_in(email, PASSWORD)
    return token, await of_session(token)


async def whole(email: str = OP) -> Principal:
    _, who = await half(email)
    return await of_session(await factors.give(who, await factor_code(email)))


async def secret_of(email: str) -> str:
    who = (await half(email))[1].half
    assert who
    return await factors._secret(who)


# The rules.


@given(INSTANTS, st.integers(-3, 3))
def test_a_code_is_good_for_its_step_and_one_on_either_side(at: datetime, off: int) -> None:
    shown = pyotp.TOTP(SECRET).at(at + timedelta(seconds=off * 30))
    found = factor.matching_step(SECRET, shown, at)
    if abs(off) <= 1:
        assert found is not None and factor.code_at(SECRET, found) == shown
    elif found is not None:  # one in a million is two steps' code at once
        assert factor.code_at(SECRET, found) == shown


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, its last six digits."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert factor.code_at(secret, seconds // 30) == code


@given(INSTANTS, st.one_of(st.none(), st.integers(-2, 2)))
def test_what_the_mailbox_shows_is_taken_or_nothing_is_shown(at: datetime, last: int | None) -> None:
    taken = None if last is None else factor.step_of(at) + last
    code = factor.usable_code(SECRET, taken, at)
    if code is None:
        assert last is not None and last >= factor.SKEW
    else:
        step = factor.matching_step(SECRET, code, at)
        assert step is not None and (taken is None or step > taken)


@given(st.text(max_size=40))
def test_rubbish_is_no_code_and_breaks_nothing(text: str) -> None:
    assert factor.matching_step(SECRET, text, datetime(2026, 11, 25, tzinfo=UTC)) in (
        None,
        factor.step_of(datetime(2026, 11, 25, tzinfo=UTC)),
    )


def test_the_picture_says_what_the_authenticator_reads() -> None:
    side, path = factor.picture(factor.address_for(SECRET, OP))
    lit = {
        (int(x) + n, int(y)) for x, y, run in re.findall(r"M(\d+),(\d+)h(\d+)", path) for n in range(int(run))
    }
    import segno

    rows = segno.make(factor.address_for(SECRET, OP), error="m", micro=False).matrix_iter(border=4)
    assert lit == {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}
    assert side == 4 + max(x for x, _ in lit) + 1


def test_recovery_codes_are_ten_different_ones_of_eighty_bits() -> None:
    codes = factor.new_recovery_codes()
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", it) for it in codes)


# The attacks.


async def test_a_stolen_password_alone_opens_nothing(app: Litestar) -> None:
    await person(OP, operator=True)
    token, who = await half()
    assert replace(who, half=None, session=None, actor=VISITOR.actor) == VISITOR
    async with browser(app, token) as thief:
        for path in ("/v1/operator/brands", "/v1/me", "/operator", "/account", "/home", "/account/factor"):
            answer = await thief.get(path)
            assert answer.status_code == 401, path
            assert answer.json()["type"] == "/problems/factor-required", path
        for path in ("/sign-out", "/account/password", "/account/seat", "/operator/settlements"):
            assert (await thief.post(path)).status_code == 401, path
        assert OP not in (await thief.get("/sign-in/factor")).text


async def test_an_operator_who_owns_a_brand_or_personas_has_none_of_them_by_half(app: Litestar) -> None:
    await owner_of_brand(OP)
    await fetch(
        "update accounts.people set operator = true, holder = true, adult_declared_at = base.now()"
        " where holder = false"
    )
    token, who = await half()
    assert (who.seat, who.holder, who.operator, who.person) == (None, False, False, None)
    with pytest.raises(NotYours):
        await take_seat(who, None)
    async with browser(app, token) as thief:
        for path in ("/rentals", "/v1/rentals", "/v1/brand", "/brand/keys", "/space", "/studio", "/saved"):
            assert (await thief.get(path)).status_code == 401, path
        assert (
            await thief.post("/v1/brand/keys", json={"name": "x", "scopes": ["rentals:read"]})
        ).status_code == 401


async def test_a_code_is_given_once_the_token_changes_and_the_half_one_is_dead(app: Litestar) -> None:
    await person(OP, operator=True)
    async with browser(app) as operator:
        body = {"email": OP, "password": PASSWORD}
        answer = await operator.post("/v1/sessions", json=body)
        assert (answer.status_code, answer.json()) == (202, {"due": "factor"})
        before = operator.cookies[COOKIE]
        answer = await operator.post("/v1/sessions/current/factor", json={"code": await factor_code(OP)})
        assert answer.status_code == 201 and answer.json()["operator"]
        assert operator.cookies[COOKIE] != before
        assert (await operator.get("/v1/operator/brands")).status_code == 200
    assert await of_session(before) == VISITOR
    facts = await fetch("select action from base.audit_entries where action like 'session.%' order by id")
    assert [it["action"] for it in facts] == ["session.opened", "session.factor_given"]


async def test_a_code_that_was_used_is_worth_nothing_nor_is_an_older_one(database: FreshDatabase) -> None:
    await person(OP, operator=True)
    secret, now = await secret_of(OP), factor.step_of(datetime.now(UTC))
    _, who = await half()
    await factors.give(who, factor.code_at(secret, now))
    for step in (now, now - 1):
        with pytest.raises(WrongFactor):
            await factors.give((await half())[1], factor.code_at(secret, step))
    await factors.give((await half())[1], factor.code_at(secret, now + 1))


async def test_without_the_step_that_is_kept_a_code_works_again(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    await person(OP, operator=True)
    code = factor.code_at(await secret_of(OP), factor.step_of(datetime.now(UTC)))
    monkeypatch.setattr(factors, "_TAKE_STEP", factors._TAKE_STEP.replace("and last_step < $2", "and $2 > 0"))
    for _ in range(2):
        await factors.give((await half())[1], code)


async def test_a_clock_two_steps_off_is_refused(database: FreshDatabase) -> None:
    await person(OP, operator=True)
    secret, now = await secret_of(OP), factor.step_of(datetime.now(UTC))
    for step in (now - 3, now + 3):
        with pytest.raises(WrongFactor):
            await factors.give((await half())[1], factor.code_at(secret, step))


async def test_the_sixth_guess_is_not_made_whatever_session_makes_it(database: FreshDatabase) -> None:
    await person(OP, operator=True)
    sessions = [(await half())[1] for _ in range(3)]
    results = await asyncio.gather(
        *(factors.give(sessions[n % 3], f"{n:06}") for n in range(12)), return_exceptions=True
    )
    assert sum(isinstance(it, WrongFactor) for it in results) == attempts.FACTOR.times
    with pytest.raises(TooManyAttempts):
        await factors.give(sessions[0], await factor_code(OP))
    await clock.travel(timedelta(minutes=14))  # the half session lives for 15
    with pytest.raises(TooManyAttempts):
        await factors.give(sessions[0], await factor_code(OP))
    await clock.travel(timedelta(minutes=2))
    await factors.give((await half())[1], await factor_code(OP))


async def test_a_half_session_is_short(database: FreshDatabase) -> None:
    await person(OP, operator=True)
    token, who = await half()
    await clock.travel(factor.HALF_LIFE + timedelta(seconds=1))
    assert await of_session(token) == VISITOR
    with pytest.raises(NotYours):
        await factors.give(who, await factor_code(OP))


async def test_a_new_password_does_not_replace_the_factor(database: FreshDatabase) -> None:
    await person(OP, operator=True)
    await passwords.request_reset(OP)
    await passwords.reset_password(await code_for(OP), "cinq mots tout à fait neufs")
    who = await of_session(await sign_in(OP, "cinq mots tout à fait neufs"))
    assert who.half is not None and not who.operator
    assert await queries_factor.factor_in_force(who.half)


async def test_whoever_is_made_an_operator_later_is_signed_in_by_half_from_then_on(
    database: FreshDatabase,
) -> None:
    made = await person("ada@example.org")
    token = await sign_in("ada@example.org", PASSWORD)
    assert (await of_session(token)).holder
    await fetch("update accounts.people set operator = true where id = $1", made)
    assert (await of_session(token)).half == made


# Setting it up.


async def newcomer() -> Principal:
    await create_person(OP, HASH, "fr", operator=True)
    return (await half())[1]


async def test_setting_up_needs_the_mailbox_as_well_as_the_password(database: FreshDatabase) -> None:
    who = await newcomer()
    assert who.half
    for guess in ("", "x" * 43):
        with pytest.raises(CodeNotValid):
            await factors.shown(who, guess)
    secret, address = await factors.shown(who, await code_for(OP))
    assert address.startswith("otpauth://totp/Moi:op%40example.org?secret=" + secret)
    sealed = await fetch_value("select sealed from accounts.second_factors")
    assert secret.encode() not in sealed


async def test_anothers_letter_shows_nothing(database: FreshDatabase) -> None:
    await newcomer()
    await create_person(OTHER, HASH, "fr", operator=True)
    _, other = await half(OTHER)
    with pytest.raises(CodeNotValid):
        await factors.shown(other, await code_for(OP))


async def test_setting_up_on_the_pages_shows_recovery_codes_once_and_opens_the_desk(app: Litestar) -> None:
    await create_person(OP, HASH, "fr", operator=True)
    html = {"accept": "text/html", "accept-language": "en"}
    async with browser(app, **html) as operator:
        body = {"email": OP, "password": PASSWORD}
        answer = await operator.post("/sign-in", data=body)
        assert answer.headers["location"] == "/sign-in/factor"
        assert "We have written to you" in (await operator.get("/sign-in/factor")).text
        mailed_code = await code_for(OP)
        page = await operator.get(f"/sign-in/factor/set-up?code={mailed_code}")
        assert '<svg class="qr"' in page.text and "style=" not in page.text
        secret = "".join(re.findall(r"<p class=\"num\">([A-Z2-7 ]+)</p>", page.text)[0].split())
        wrong = await operator.post("/sign-in/factor/set-up", data={"code": mailed_code, "factor": "000000"})
        assert wrong.status_code == 401 and '<svg class="qr"' in wrong.text
        sent = {"code": mailed_code, "factor": pyotp.TOTP(secret).now()}
        done = await operator.post("/sign-in/factor/set-up", data=sent)
        assert done.status_code == 201 and done.headers["cache-control"] == "no-store"
        codes = re.findall(r"(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}", done.text)
        assert len(set(codes)) == 10
        assert (await operator.get("/operator")).status_code == 200
        assert (await operator.get(f"/sign-in/factor/set-up?code={mailed_code}")).status_code == 303
        mine = await operator.get("/account/factor")
        assert "10 of 10" in mine.text and not any(it in mine.text for it in codes)
    assert [it.kind for it in await mailed(OP)][:2] == ["factor_set_up", "set_up_factor"]
    for code in (codes[0], codes[1].lower().replace("-", " ")):
        _, who = await half()
        assert (await of_session(await factors.give(who, code))).operator
        with pytest.raises(WrongFactor):
            await factors.give((await half())[1], code)
    assert "8" in next(it.text for it in await mailed(OP) if it.kind == "recovery_used")
    kept = b"".join(row["hash"] for row in await fetch("select hash from accounts.recovery_codes"))
    assert codes[0].replace("-", "").encode() not in kept


async def test_another_half_session_ends_when_the_factor_is_set_up(database: FreshDatabase) -> None:
    who = await newcomer()
    thief, _ = await half()
    code = await code_for(OP)
    secret, _ = await factors.shown(who, code)
    await factors.set_up(who, code, pyotp.TOTP(secret).now())
    assert await of_session(thief) == VISITOR
    with pytest.raises(FactorSetUpAlready):
        await factors.set_up((await half())[1], code, pyotp.TOTP(secret).now())


async def test_letters_are_limited(database: FreshDatabase) -> None:
    await newcomer()
    for _ in range(8):
        await half()
    assert len([it for it in await mailed(OP) if it.kind == "set_up_factor"]) == attempts.FACTOR_MAIL.times


# Losing it.


async def test_another_operator_resets_it_and_everything_signed_in_ends(database: FreshDatabase) -> None:
    await person(OP, operator=True)
    lost = await person(OTHER, operator=True)
    theirs, mine = await whole(OTHER), await whole()
    assert theirs.session and mine.person
    with pytest.raises(OwnFactor):
        await factors.reset_of_another(mine, mine.person)
    await factors.reset_of_another(mine, lost)
    assert not await fetch("select 1 from accounts.sessions where person = $1", lost)
    with pytest.raises(FactorUnknown):
        await factors.reset_of_another(mine, lost)
    row = (await fetch("select actor_kind, actor from base.audit_entries where action = 'factor.reset'"))[0]
    assert (row["actor_kind"], row["actor"]) == ("operator", mine.actor.tag)
    assert (await mailed(OTHER))[0].kind == "factor_reset"
    _, again = await half(OTHER)
    assert not await queries_factor.factor_in_force(lost)
    assert (await mailed(OTHER))[0].kind == "set_up_factor"
    with pytest.raises(WrongFactor):
        await factors.give(again, "000000")


async def test_nobody_but_an_operator_resets_and_nobody_but_an_operator_is_reset(
    database: FreshDatabase,
) -> None:
    target = await person(OP, operator=True)
    ada = await person("ada@example.org")
    with pytest.raises(NotYours):
        await factors.reset_of_another((await half())[1], target)
    with pytest.raises(NotYours):
        await factors.reset_of_another(await of_session(await sign_in("ada@example.org", PASSWORD)), target)
    with pytest.raises(NotFound):
        await factors.reset_of_another(await whole(), ada)


async def test_new_recovery_codes_need_a_code_and_end_the_old_ones(database: FreshDatabase) -> None:
    await person(OP, operator=True)
    who = await whole()
    old = await factors.renew_recovery_codes(who, await factor_code(OP))
    with pytest.raises(WrongFactor):
        await factors.renew_recovery_codes(who, "000000")
    with pytest.raises(WrongFactor):
        await factors.renew_recovery_codes(who, old[0])
    await fetch("update accounts.second_factors set last_step = 0")
    await factors.renew_recovery_codes(who, await factor_code(OP))
    with pytest.raises(WrongFactor):
        await factors.give((await half())[1], old[0])


async def test_the_local_mailbox_shows_the_code_and_no_other_market_does(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await person(OP, operator=True)
    assert await factor_code(OP) in (await client.get("/mailbox")).text
    monkeypatch.setenv("MOI_MODE", "production")
    settings.cache_clear()
    with pytest.raises(NotFound):
        await queries_factor.local_codes()
