"""A forgotten password and a changed one: both end what was signed in with the old one."""

import uuid

from market.accounts import attempts, codes, letters, queries, rules
from market.accounts.actions.people import person_of
from market.accounts.passwords import hash_password, matches
from market.accounts.people import by
from market.accounts.post import address_of, tell
from market.accounts.refusals import CodeNotValid, WrongCredentials
from market.accounts.secrets import email_lookup, subject
from market.base import audit
from market.base.access import Principal
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.settings import settings

_UPDATE = (
    "update accounts.people set password_hash = $2"
    " where id = $1 and password_hash = $3 and disabled_at is null returning id"
)


async def request_reset(email: str) -> None:
    """Mail a link to the address, if it has an account. Raises EmailNotValid; nothing else is told."""
    lookup = email_lookup(rules.email_address(email))
    if not await attempts.allowed(attempts.MAIL, lookup):
        return
    async with transaction():
        row = await fetch_row(
            "select id, password_hash is not null as confirmed from accounts.people"
            " where email_lookup = $1 and disabled_at is null for update",
            lookup,
        )
        if row is None:
            return
        url = settings().url
        if row["confirmed"]:
            code = await codes.issue(row["id"], "reset", rules.RESET_LIFE)
            await tell(row["id"], letters.RESET, link=f"{url}/reset?code={code}")
        else:
            await tell(row["id"], letters.UNCONFIRMED, link=f"{url}/sign-up")
        await audit.record(by(row["id"]), "password.reset_asked", "person", subject(row["id"]))


async def reset_password(code: str, password: str) -> None:
    """Set a new password by a mailed code; ends every session and every other code of the person.

    A brand's API keys are the brand's and stay; the letter says so. Raises CodeNotValid, PasswordTooWeak.
    """
    found = await codes.look(code, "reset")
    if found.current_hash is None:
        raise CodeNotValid(field="code")
    address = await address_of(found.person)
    rules.check_password(password, address.split("@")[0])
    hashed = await hash_password(password)
    async with transaction():
        await codes.redeem(found)
        if await fetch_value(_UPDATE, found.person, hashed, found.current_hash) is None:
            raise CodeNotValid(field="code")
        await fetch("delete from accounts.sessions where person = $1", found.person)
        await _end_codes(found.person)
        await audit.record(by(found.person), "password.reset", "person", subject(found.person))
    await attempts.forget(attempts.SIGN_IN, email_lookup(address))


async def change_password(who: Principal, old: str, new: str) -> None:
    """Change one's own password; ends every other session. Raises WrongCredentials, PasswordTooWeak,
    TooManyAttempts."""
    person = person_of(who)
    await attempts.count(attempts.OWN_PASSWORD, person.bytes)
    address = await address_of(person)
    current = await fetch_value("select password_hash from accounts.people where id = $1", person)
    if not await matches(old, current):
        raise WrongCredentials(field="password")
    rules.check_password(new, address.split("@")[0])
    hashed = await hash_password(new)
    async with transaction():
        if await fetch_value(_UPDATE, person, hashed, current) is None:
            raise WrongCredentials(field="password")
        await fetch(
            "delete from accounts.sessions where person = $1 and token_hash <> $2", person, who.session
        )
        await _end_codes(person)
        await audit.record(who.actor, "password.changed", "person", subject(person))
    await attempts.forget(attempts.OWN_PASSWORD, person.bytes)


async def _end_codes(person: uuid.UUID) -> None:
    await codes.void(person, "verify", "join", "reset")
    keys = letters.KEYS_STAY if await queries.has_keys(person) else letters.NOTHING
    await tell(person, letters.PASSWORD_CHANGED, keys=keys, forgotten=f"{settings().url}/forgotten")
