"""The states of a brand: one function moves them, whoever asks."""

import uuid

import asyncpg

from market.accounts import letters, rules
from market.accounts.post import tell
from market.accounts.refusals import ApplicationNotConfirmed, BrandNumberTaken, OwnBrand
from market.accounts.rules import Event, State
from market.base import audit, vault
from market.base.audit import Actor
from market.base.database import fetch, fetch_row, transaction
from market.base.errors import NotFound
from market.base.mail import Letter
from market.base.settings import settings

LETTERS: dict[State, Letter] = {
    State.APPROVED: letters.BRAND_APPROVED,
    State.REFUSED: letters.BRAND_REFUSED,
    State.STOPPED: letters.BRAND_STOPPED,
}


async def move_brand(brand: uuid.UUID, event: Event, by: uuid.UUID) -> State:
    """An operator (`by`, a person) approves, refuses or stops a brand; its owners get a letter.

    Inside another transaction it is part of that one, so that stopping a brand and ending its rentals are one
    act. Raises NotFound, BrandNotMovable, BrandNumberTaken, ApplicationNotConfirmed, OwnBrand.
    """
    async with transaction():
        row = await fetch_row("select state from accounts.brands where id = $1 for update", brand)
        if row is None:
            raise NotFound()
        state = rules.move(row["state"], event)
        owners = await _owners(brand, by)
        await _update(brand, state, vault.tag("operators", by))
        name = await fetch_row("select trading_name from accounts.brands where id = $1", brand)
        assert name is not None
        for owner in owners:
            await tell(owner, LETTERS[state], brand=name[0], link=settings().url)
        actor = Actor("operator", vault.tag("audit", by))
        await audit.record(actor, f"brand.{state}", "brand", brand, before=row["state"])
    return state


async def _owners(brand: uuid.UUID, by: uuid.UUID) -> list[uuid.UUID]:
    members = await fetch(
        "select person, role from accounts.memberships where brand = $1 and joined_at is not null", brand
    )
    if not members:
        raise ApplicationNotConfirmed()
    if any(member["person"] == by for member in members):
        raise OwnBrand()
    return [member["person"] for member in members if member["role"] == "owner"]


async def _update(brand: uuid.UUID, state: State, operator: bytes) -> None:
    try:
        async with transaction():
            await fetch(
                "update accounts.brands set state = $2::varchar,"
                " approved_by = case when $2::varchar = 'approved' then $3 else approved_by end,"
                " approved_at = case when $2::varchar = 'approved' then base.now() else approved_at end where id = $1",
                brand,
                state,
                operator,
            )
    except asyncpg.UniqueViolationError as error:
        raise BrandNumberTaken(number=str(error.constraint_name).removeprefix("brands_")) from error
