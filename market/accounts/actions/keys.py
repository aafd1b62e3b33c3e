"""A brand's API keys: shown once, revoked at once, ended with the right of the one who made them."""

import uuid

from market.accounts import rules
from market.accounts.refusals import BrandNotMovable
from market.accounts.secrets import PREFIX, hash_key, new_key
from market.base import audit
from market.base.access import NotYours, Principal, Seat
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import NotFound
from market.base.ids import new_id


async def create_api_key(who: Principal, name: str, scopes: frozenset[str]) -> tuple[uuid.UUID, str]:
    """A key for the brand in whose seat `who` is: its id and the key itself, which is never shown again.

    Raises NameNotValid, UnknownScope, BrandNotMovable for one whose keys would open nothing.
    """
    seat = seat_of(who)
    line = rules.name_line(name, "name", rules.KEY_NAME_MAX)
    allowed = rules.check_scopes(scopes)
    key, text = new_id(), new_key()
    async with transaction():
        state = await fetch_value("select state from accounts.brands where id = $1 for share", seat.brand)
        if state not in (rules.State.APPLIED, rules.State.APPROVED):
            raise BrandNotMovable(state=state)
        await fetch(
            "insert into accounts.api_keys (id, brand, name, prefix, hash, scopes, created_by, created_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, base.now())",
            key,
            seat.brand,
            line,
            text[:PREFIX],
            hash_key(text),
            sorted(allowed),
            who.person,
        )
        await audit.record(who.actor, "api_key.created", "api_key", key, scopes=" ".join(sorted(allowed)))
    return key, text


async def revoke_api_key(who: Principal, key: uuid.UUID) -> None:
    """From this commit on the key opens nothing. Raises NotFound; revoking twice is the same as once."""
    seat = seat_of(who)
    async with transaction():
        revoked = await fetch_value(
            "update accounts.api_keys set revoked_at = coalesce(revoked_at, base.now())"
            " where id = $1 and brand = $2 returning id",
            key,
            seat.brand,
        )
        if revoked is None:
            raise NotFound()
        await audit.record(who.actor, "api_key.revoked", "api_key", key)


async def revoke_keys_of(person: uuid.UUID, brand: uuid.UUID | None = None) -> None:
    """Inside a transaction: end the keys that a person made, in one brand or in all."""
    await fetch(
        "update accounts.api_keys set revoked_at = base.now()"
        " where created_by = $1 and revoked_at is null and ($2::uuid is null or brand = $2)",
        person,
        brand,
    )


def seat_of(who: Principal) -> Seat:
    """The seat that scopes everything a member does; raises NotYours."""
    if who.seat is None:
        raise NotYours()
    return who.seat
