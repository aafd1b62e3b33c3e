"""An operator's second factor: set up by password and mailbox, given once a session, each code once.

A session that owes it is a half one: its principal names nobody (`Principal.half`), so that no door but the
factor's own opens to it. Every way of signing in makes half sessions; only `give` and `set_up` make whole ones.
"""

import uuid
from datetime import UTC, datetime

from market.accounts import attempts, codes, factor, letters_factor, queries_factor
from market.accounts.actions.sessions import first_seat, open_session
from market.accounts.codes import FACTOR
from market.accounts.enrolment import write_letter
from market.accounts.post import address_of, tell
from market.accounts.refusals import (
    CodeNotValid,
    FactorSetUpAlready,
    FactorUnknown,
    OwnFactor,
    WrongFactor,
)
from market.accounts.secrets import factor_place, recovery_hash, subject
from market.base import audit, vault
from market.base.access import NotYours, Principal
from market.base.audit import Actor
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.errors import NotFound
from market.base.settings import settings

# The one place where a code is used up: whoever moves the step forward has used it, at most one does.
_TAKE_STEP = """
update accounts.second_factors set last_step = $2
where person = $1 and confirmed_at is not null and last_step < $2 returning person
"""
_CONFIRM = """
update accounts.second_factors set last_step = $2, confirmed_at = base.now()
where person = $1 and confirmed_at is null returning person
"""
_TAKE_RECOVERY = """
update accounts.recovery_codes set used_at = base.now()
where hash = $1 and person = $2 and used_at is null returning person
"""


async def give(who: Principal, code: str) -> str:
    """Make a half session whole by a code of the authenticator's or a recovery code; returns the new token.

    Raises WrongFactor (also for a code that was used), TooManyAttempts, NotYours when nothing is owed.
    """
    person = _half(who)
    await attempts.count(attempts.FACTOR, person.bytes)
    async with transaction():
        await _use(person, code)
        token = await _whole(who, person)
        recovered = factor.looks_like_recovery(code)
        await audit.record(
            who.actor, "session.factor_given", "person", subject(person), recovery_code=recovered
        )
        if recovered:
            await tell(
                person, letters_factor.RECOVERY_USED, left=await queries_factor.recovery_codes_left(person)
            )
    await attempts.forget(attempts.FACTOR, person.bytes)
    return token


async def send_letter(who: Principal) -> None:
    """Write once more to who has none yet how to set one up. Raises FactorSetUpAlready, NotYours."""
    person = _half(who)
    async with transaction():
        if await queries_factor.factor_in_force(person):
            raise FactorSetUpAlready()
        if await attempts.allowed(attempts.FACTOR_MAIL, person.bytes):
            await write_letter(person)


async def shown(who: Principal, mailed: str) -> tuple[str, str]:
    """(secret, address for the authenticator) of who followed the letter's link. Raises CodeNotValid,
    FactorSetUpAlready, NotYours."""
    person = _half(who)
    await _of_the_letter(person, mailed)
    secret = await _secret(person)
    return secret, factor.address_for(secret, await address_of(person))


async def set_up(who: Principal, mailed: str, code: str) -> tuple[str, list[str]]:
    """Put the factor in force by its first code: (the whole session's token, recovery codes in clear).

    Raises CodeNotValid, FactorSetUpAlready, WrongFactor, TooManyAttempts, NotYours.
    """
    person = _half(who)
    letter = await _of_the_letter(person, mailed)
    await attempts.count(attempts.FACTOR, person.bytes)
    step = factor.matching_step(await _secret(person), code, datetime.now(UTC))
    if step is None:
        raise WrongFactor(field="factor")
    async with transaction():
        if await fetch_value(_CONFIRM, person, step) is None:
            raise FactorSetUpAlready()
        await codes.redeem(letter)
        await codes.void(person, FACTOR)
        # What else is signed in by half has proved neither the mailbox nor the authenticator.
        await fetch(
            "delete from accounts.sessions where person = $1 and token_hash <> $2", person, who.session
        )
        fresh = await _fresh_recovery_codes(person)
        token = await _whole(who, person)
        await audit.record(who.actor, "factor.set_up", "person", subject(person))
        await tell(person, letters_factor.FACTOR_SET_UP)
    await attempts.forget(attempts.FACTOR, person.bytes)
    return token, fresh


async def renew_recovery_codes(who: Principal, code: str) -> list[str]:
    """New recovery codes for old ones, by a code of the authenticator's. Raises WrongFactor, TooManyAttempts."""
    if who.person is None or not who.operator:
        raise NotYours()
    await attempts.count(attempts.FACTOR, who.person.bytes)
    async with transaction():
        await _use_step(who.person, code)
        fresh = await _fresh_recovery_codes(who.person)
        await audit.record(who.actor, "factor.recovery_renewed", "person", subject(who.person))
    await attempts.forget(attempts.FACTOR, who.person.bytes)
    return fresh


async def reset_of_another(who: Principal, person: uuid.UUID) -> None:
    """An operator takes the factor of another who lost it. Raises OwnFactor, FactorUnknown, NotYours."""
    if who.person is None or not who.operator:
        raise NotYours()
    if who.person == person:
        raise OwnFactor()
    await reset(who.actor, person)


async def reset(by: Actor, person: uuid.UUID) -> None:
    """Forget an operator's factor and everything signed in with it; they set up a new one by password and
    mailbox. Raises FactorUnknown where there is none, NotFound where this is no operator."""
    async with transaction():
        gone = await fetch_value(
            "delete from accounts.second_factors where person = $1 returning person", person
        )
        if gone is None:
            if not await fetch("select 1 from accounts.people where id = $1 and operator", person):
                raise NotFound()
            raise FactorUnknown()
        await fetch("delete from accounts.recovery_codes where person = $1", person)
        await fetch("delete from accounts.sessions where person = $1", person)
        await codes.void(person, FACTOR)
        await audit.record(by, "factor.reset", "person", subject(person))
        await tell(person, letters_factor.FACTOR_RESET, link=f"{settings().url}/sign-in")


async def provide(person: uuid.UUID) -> str:
    """A factor in force at once, its secret returned: for the demo's operator, who has no telephone."""
    secret = factor.new_secret()
    async with transaction():
        key = await vault.data_key(person)
        await fetch(
            "insert into accounts.second_factors (person, sealed, last_step, created_at, confirmed_at)"
            " values ($1, $2, 0, base.now(), base.now())",
            person,
            key.seal(factor_place(person), {"secret": secret}),
        )
        await audit.record(audit.SYSTEM, "factor.set_up", "person", subject(person))
    return secret


def _half(who: Principal) -> uuid.UUID:
    if who.half is None:
        raise NotYours()
    return who.half


async def _of_the_letter(person: uuid.UUID, mailed: str) -> codes.Code:
    if await queries_factor.factor_in_force(person):
        raise FactorSetUpAlready()
    found = await codes.look(mailed, FACTOR)
    if found.person != person:
        raise CodeNotValid(field="code")
    return found


async def _secret(person: uuid.UUID) -> str:
    sealed = await fetch_value("select sealed from accounts.second_factors where person = $1", person)
    if sealed is None:
        raise CodeNotValid(field="code")
    return str((await vault.data_key(person)).unseal(factor_place(person), sealed)["secret"])


async def _use(person: uuid.UUID, code: str) -> None:
    if not factor.looks_like_recovery(code):
        await _use_step(person, code)
    elif await fetch_value(_TAKE_RECOVERY, recovery_hash(person, factor.tidy(code)), person) is None:
        raise WrongFactor(field="factor")


async def _use_step(person: uuid.UUID, code: str) -> None:
    """Use a code of the authenticator's up, whoever else tries it at this moment; raises WrongFactor."""
    row = await fetch_row(
        "select sealed from accounts.second_factors where person = $1 and confirmed_at is not null", person
    )
    if row is None:
        raise WrongFactor(field="factor")
    secret = (await vault.data_key(person)).unseal(factor_place(person), row["sealed"])["secret"]
    step = factor.matching_step(secret, code, datetime.now(UTC))
    if step is None or await fetch_value(_TAKE_STEP, person, step) is None:
        raise WrongFactor(field="factor")


async def _whole(who: Principal, person: uuid.UUID) -> str:
    """The half session ends, a whole one under a token of its own begins; raises NotYours if it ended already."""
    ended = await fetch_value(
        "delete from accounts.sessions where token_hash = $1 and expires_at > base.now() returning 1",
        who.session,
    )
    if ended is None:
        raise NotYours()
    return await open_session(person, await first_seat(person), factor=True)


async def _fresh_recovery_codes(person: uuid.UUID) -> list[str]:
    await fetch("delete from accounts.recovery_codes where person = $1", person)
    fresh = factor.new_recovery_codes()
    await fetch(
        "insert into accounts.recovery_codes (hash, person, created_at)"
        " select h, $2, base.now() from unnest($1::bytea[]) h",
        [recovery_hash(person, factor.tidy(it)) for it in fresh],
        person,
    )
    return fresh
