"""Twenty with one code: it is used once. Beside each race its control, with the condition taken away."""

from datetime import UTC, datetime

import pytest

from market.accounts import attempts, factor
from market.accounts.actions import factors
from market.accounts.actions.sessions import sign_in
from market.accounts.authentication import of_session
from market.accounts.refusals import WrongFactor
from market.base.access import Principal
from tests.accounts.people import PASSWORD, person
from tests.conftest import FreshDatabase
from tests.races.conftest import CONTENDERS, at_once

ROUNDS = 3


@pytest.fixture(autouse=True)
def without_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit alone would hide a lost race."""
    monkeypatch.setattr(attempts, "FACTOR", attempts.Limit("factor", 10_000, attempts.FACTOR.window))


async def contenders(email: str) -> list[Principal]:
    """Browsers that all gave the password."""
    return [await of_session(await sign_in(email, PASSWORD)) for _ in range(CONTENDERS)]


async def secret_of(who: Principal) -> str:
    assert who.half
    return await factors._secret(who.half)


async def given_at_once(email: str, code: str, many: list[Principal]) -> int:
    results = await at_once([lambda who=who: factors.give(who, code) for who in many])  # type: ignore[misc]
    assert all(isinstance(it, str | WrongFactor) for it in results), results
    return sum(isinstance(it, str) for it in results)


async def test_one_code_given_by_twenty_opens_one_session(arena: FreshDatabase) -> None:
    for n in range(ROUNDS):
        email = f"op-{n}@example.org"
        await person(email, operator=True)
        many = await contenders(email)
        code = factor.code_at(await secret_of(many[0]), factor.step_of(datetime.now(UTC)))
        assert await given_at_once(email, code, many) == 1


async def test_without_the_condition_it_opens_more(
    arena: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    await person("op@example.org", operator=True)
    many = await contenders("op@example.org")
    code = factor.code_at(await secret_of(many[0]), factor.step_of(datetime.now(UTC)))
    monkeypatch.setattr(factors, "_TAKE_STEP", factors._TAKE_STEP.replace("and last_step < $2", "and $2 > 0"))
    assert await given_at_once("op@example.org", code, many) > 1


async def test_one_recovery_code_given_by_twenty_opens_one_session(
    arena: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    await person("op@example.org", operator=True)
    first, *many = await contenders("op@example.org")
    whole = await of_session(
        await factors.give(
            first, factor.code_at(await secret_of(first), factor.step_of(datetime.now(UTC)) - 1)
        )
    )
    codes = await factors.renew_recovery_codes(
        whole, factor.code_at(await secret_of(first), factor.step_of(datetime.now(UTC)))
    )
    assert await given_at_once("op@example.org", codes[0], many) == 1
    # The control: forgetting that it was used.
    loose = factors._TAKE_RECOVERY.replace("and used_at is null", "")
    monkeypatch.setattr(factors, "_TAKE_RECOVERY", loose)
    assert await given_at_once("op@example.org", codes[1], await contenders("op@example.org")) > 1
