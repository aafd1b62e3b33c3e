"""A person leaves for good. The rooms above end and erase what is theirs; accounts forget who it was."""

import uuid

from market.accounts import attempts
from market.accounts.actions.keys import revoke_keys_of
from market.accounts.actions.people import person_of
from market.accounts.passwords import matches
from market.accounts.refusals import LastOwner, WrongCredentials
from market.base.access import Principal
from market.base.database import fetch, fetch_value


async def confirm_password(who: Principal, password: str) -> str:
    """The hash of the person's own password, once `password` was found to be it; for acts that ask again.

    Outside a transaction: hashing takes its time. Raises WrongCredentials, TooManyAttempts.
    """
    person = person_of(who)
    await attempts.count(attempts.OWN_PASSWORD, person.bytes)
    current: str | None = await fetch_value("select password_hash from accounts.people where id = $1", person)
    if not await matches(password, current) or current is None:
        raise WrongCredentials(field="password")
    await attempts.forget(attempts.OWN_PASSWORD, person.bytes)
    return current


async def hold_person(person: uuid.UUID, confirmed: str) -> None:
    """Lock the person whose password was confirmed a moment ago, inside the transaction that acts on it.

    Raises WrongCredentials when the password was changed, or the account closed, since.
    """
    held = await fetch_value(
        "select id from accounts.people where id = $1 and password_hash = $2 and disabled_at is null"
        " for update",
        person,
        confirmed,
    )
    if held is None:
        raise WrongCredentials(field="password")


async def check_may_leave(person: uuid.UUID) -> None:
    """Raises LastOwner while a brand that may rent, or has rented, would be left without an owner.

    The brands' rows are locked, so that two owners who leave come one after the other.
    """
    await fetch(
        "select 1 from accounts.brands b where exists (select 1 from accounts.memberships m"
        " where m.brand = b.id and m.person = $1) order by b.id for update",
        person,
    )
    alone = await fetch_value(
        "select b.id from accounts.memberships m join accounts.brands b on b.id = m.brand"
        " where m.person = $1 and m.role = 'owner' and m.joined_at is not null"
        " and b.state in ('approved', 'stopped') and not exists (select 1 from accounts.memberships o"
        " where o.brand = b.id and o.role = 'owner' and o.joined_at is not null and o.person <> $1) limit 1",
        person,
    )
    if alone is not None:
        raise LastOwner(field="form")


async def forget_person(person: uuid.UUID) -> None:
    """Delete who the person was: address, password, sessions, codes, memberships; their API keys end.

    Inside the transaction that ends everything else of theirs and destroys their key.
    """
    await revoke_keys_of(person)
    # Sessions, codes and memberships go with the row that they refer to.
    await fetch("delete from accounts.people where id = $1", person)
