"""Signing in and out. A session is a row; the browser holds its token, the row the token's hash."""

import uuid

from market.accounts import attempts, queries, rules
from market.accounts.actions.people import person_of
from market.accounts.enrolment import owes_setting_up, write_letter
from market.accounts.factor import HALF_LIFE
from market.accounts.openings import note_opening
from market.accounts.passwords import hash_password, matches, outdated
from market.accounts.people import by
from market.accounts.refusals import WrongCredentials
from market.accounts.secrets import email_lookup, hash_key, new_secret, subject
from market.base import audit
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import NotFound


async def sign_in(email: str, password: str) -> str:
    """Returns a fresh session's token. Raises EmailNotValid, WrongCredentials, TooManyAttempts.

    An unknown address takes the same statements and the same hashing as a wrong password.
    """
    lookup = email_lookup(rules.email_address(email))
    await attempts.count(attempts.SIGN_IN, lookup)
    found = await queries.credentials(lookup)
    if not await matches(password, found.password_hash if found else None) or found is None:
        raise WrongCredentials(field="password")
    renewed = await hash_password(password) if outdated(found.password_hash) else found.password_hash
    async with transaction():
        # Read again under a lock: a reset that committed since the hash was read has ended this password.
        still = await fetch_value(
            "update accounts.people set password_hash = $3"
            " where id = $1 and password_hash = $2 and disabled_at is null returning id",
            found.person,
            found.password_hash,
            renewed,
        )
        if still is None:
            raise WrongCredentials(field="password")
        token = await open_session(found.person, await first_seat(found.person))
        if await owes_setting_up(found.person) and await attempts.allowed(
            attempts.FACTOR_MAIL, found.person.bytes
        ):
            await write_letter(found.person)
        await audit.record(by(found.person), "session.opened", "person", subject(found.person))
    await attempts.forget(attempts.SIGN_IN, lookup)
    return token


async def sign_out(who: Principal) -> None:
    """End this session."""
    person = person_of(who)
    async with transaction():
        await fetch("delete from accounts.sessions where token_hash = $1", who.session)
        await audit.record(who.actor, "session.closed", "person", subject(person))


async def sign_out_everywhere(who: Principal) -> None:
    """End every session of this person."""
    person = person_of(who)
    async with transaction():
        await fetch("delete from accounts.sessions where person = $1", person)
        await audit.record(who.actor, "session.closed_everywhere", "person", subject(person))


async def take_seat(who: Principal, brand: uuid.UUID | None) -> None:
    """Act for `brand` from now on in this session, or for nobody but oneself. Raises NotFound."""
    person = person_of(who)
    async with transaction():
        seated = await fetch_value(
            "update accounts.sessions s set brand = $3 where s.token_hash = $1 and s.person = $2"
            " and ($3::uuid is null or exists (select 1 from accounts.memberships m"
            " where m.brand = $3 and m.person = $2 and m.joined_at is not null)) returning 1",
            who.session,
            person,
            brand,
        )
        if seated is None:
            raise NotFound()
        await audit.record(who.actor, "session.seat_taken", "person", subject(person), alone=brand is None)


async def open_session(person: uuid.UUID, brand: uuid.UUID | None, *, factor: bool = False) -> str:
    """A session's row, inside the open transaction; returns the token, which is nowhere else.

    Without the second `factor` an operator's session is a half one, and short.
    """
    token = new_secret()
    await fetch(
        "insert into accounts.sessions"
        " (token_hash, person, brand, created_at, last_seen_at, factor_at, expires_at)"
        " select $1, $2, $3, base.now(), base.now(), case when $5 then base.now() end,"
        " base.now() + case when p.operator and not $5 then $6::interval else $4::interval end"
        " from accounts.people p where p.id = $2",
        *(hash_key(token), person, brand, rules.SESSION_LIFE, factor, HALF_LIFE),
    )
    await note_opening(person)
    return token


async def first_seat(person: uuid.UUID) -> uuid.UUID | None:
    """The brand that the person joined first."""
    found: uuid.UUID | None = await fetch_value(
        "select brand from accounts.memberships where person = $1 and joined_at is not null"
        " order by joined_at, id limit 1",
        person,
    )
    return found
