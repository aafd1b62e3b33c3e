"""Who belongs to a brand. A removed member is out with the commit: their seat, and the keys they made."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from market.accounts import attempts, codes, letters, rules
from market.accounts.actions.keys import revoke_keys_of, seat_of
from market.accounts.people import person_at
from market.accounts.post import tell
from market.accounts.refusals import AlreadyMember, LastOwner
from market.accounts.secrets import email_lookup
from market.base import audit
from market.base.access import Principal, Role
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.errors import NotFound
from market.base.ids import new_id
from market.base.settings import settings

A_DAY = attempts.Limit("invitations-of-a-brand", 50, timedelta(days=1))
ONE_ADDRESS = attempts.Limit("invitations-of-one", 3, timedelta(days=1))


@dataclass(frozen=True)
class _Place:
    id: uuid.UUID
    person: uuid.UUID
    role: Role
    joined: bool


async def invite_member(who: Principal, email: str, role: Role) -> uuid.UUID:
    """Invite an address, the same whether it has an account or not. Returns the place's id.

    Raises EmailNotValid, AlreadyMember, TooManyAttempts. Inviting again sends a new letter with the new role.
    """
    seat = seat_of(who)
    address = rules.email_address(email)
    await attempts.count(A_DAY, seat.brand.bytes)
    await attempts.count(ONE_ADDRESS, seat.brand.bytes + email_lookup(address))
    async with transaction():
        found = await person_at(address, await _language(who))
        place = await fetch_value(
            "insert into accounts.memberships as m (id, brand, person, role, created_at)"
            " values ($1, $2, $3, $4, base.now()) on conflict (brand, person)"
            " do update set role = excluded.role where m.joined_at is null returning id",
            new_id(),
            seat.brand,
            found.person,
            role,
        )
        if place is None:
            raise AlreadyMember(field="email")
        if not found.disabled:
            await _send(seat.brand, found.person)
        await audit.record(who.actor, "member.invited", "membership", place, role=role)
    return uuid.UUID(str(place))


async def change_role(who: Principal, place: uuid.UUID, role: Role) -> None:
    """Give a member another role; who may no longer manage loses their keys. Raises NotFound, LastOwner."""
    seat = seat_of(who)
    async with transaction():
        member = await _locked(seat.brand, place)
        if role is not Role.OWNER:
            await _keep_an_owner(seat.brand, member)
            await revoke_keys_of(member.person, seat.brand)
        await fetch("update accounts.memberships set role = $2 where id = $1", place, role)
        await audit.record(who.actor, "member.role_changed", "membership", place, role=role)


async def remove_member(who: Principal, place: uuid.UUID) -> None:
    """End a place or take an invitation back. Raises NotFound, LastOwner."""
    seat = seat_of(who)
    async with transaction():
        member = await _locked(seat.brand, place)
        await _keep_an_owner(seat.brand, member)
        await revoke_keys_of(member.person, seat.brand)
        await fetch("delete from accounts.memberships where id = $1", place)
        await fetch(
            "update accounts.sessions set brand = null where person = $1 and brand = $2",
            member.person,
            seat.brand,
        )
        await fetch(
            "update accounts.one_time_codes set used_at = base.now()"
            " where person = $1 and brand = $2 and used_at is null",
            member.person,
            seat.brand,
        )
        await audit.record(who.actor, "member.removed", "membership", place)


async def _language(who: Principal) -> str:
    """A newcomer is written to in the language of who invites."""
    return str(await fetch_value("select language from accounts.people where id = $1", who.person))


async def _send(brand: uuid.UUID, person: uuid.UUID) -> None:
    code = await codes.issue(person, "join", rules.JOIN_LIFE, brand=brand)
    name = await fetch_value("select trading_name from accounts.brands where id = $1", brand)
    await tell(person, letters.JOIN, brand=name, link=f"{settings().url}/confirm?code={code}")


async def _locked(brand: uuid.UUID, place: uuid.UUID) -> _Place:
    """The place, with the brand locked: two owners who remove each other come one after the other."""
    await fetch("select 1 from accounts.brands where id = $1 for update", brand)
    row = await fetch_row(
        "select id, person, role, joined_at is not null as joined from accounts.memberships"
        " where id = $1 and brand = $2",
        place,
        brand,
    )
    if row is None:
        raise NotFound()
    return _Place(row["id"], row["person"], Role(row["role"]), row["joined"])


async def _keep_an_owner(brand: uuid.UUID, leaving: _Place) -> None:
    if leaving.role is not Role.OWNER or not leaving.joined:
        return
    others = await fetch_value(
        "select count(*) from accounts.memberships"
        " where brand = $1 and role = 'owner' and joined_at is not null and id <> $2",
        brand,
        leaving.id,
    )
    if not others:
        raise LastOwner()
