"""Slots: the places in which a persona can be rented. All functions run inside the caller's transaction.

What is held or taken is decided by the database clock: taking a slot first frees what has lapsed, and no job
is needed for that. One slot has one rental, one brand has one slot of a persona: the unique indexes say so.
"""

import uuid
from datetime import datetime

import asyncpg

from market.base.database import current_connection, fetch, transaction
from market.base.errors import Conflict, NotFound
from market.personas.tables import MAX_CAPACITY


class PersonaUnavailable(NotFound):
    """Full, hidden, stopped, erased, never existed, or run by the asker: one and the same answer."""


class AlreadyRented(Conflict):
    """This brand already has this persona, or is about to pay for it."""


PLACES = f"coalesce(sum(case when s.exclusive then {MAX_CAPACITY} else 1 end), 0)"
"""How many places the rows of slots `s` take up: an exclusive one takes them all."""

_LAPSED = "released_at is null and coalesce(ends_at, held_until) <= base.now()"


async def take(
    persona: uuid.UUID, brand: uuid.UUID, rental: uuid.UUID, held_until: datetime, *, exclusive: bool = False
) -> None:
    """Hold a free slot until `held_until` (UTC); an `exclusive` one only where no other is held or taken, and none is
    beside it. Raises PersonaUnavailable, AlreadyRented.
    """
    await fetch(
        f"update personas.slots set released_at = base.now() where persona = $1 and {_LAPSED}", persona
    )
    capacity = await _capacity(persona, "no key update" if exclusive else "share")
    for _ in range(capacity):
        # A contender for the same number waits here for the other's commit, then looks for the next one.
        try:
            async with transaction():
                taken = await current_connection().fetchval(
                    "insert into personas.slots (id, persona, number, brand, rental, held_until, exclusive)"
                    " select $1, $2, n, $3, $1, $4, $6 from generate_series(1, $5::int) n"
                    " where not exists (select 1 from personas.slots s where s.persona = $2 and s.number = n"
                    "  and s.released_at is null)"
                    " order by n limit 1 on conflict (persona, number) where released_at is null do nothing"
                    " returning number",
                    *(rental, persona, brand, held_until, capacity, exclusive),
                )
        except asyncpg.UniqueViolationError as error:
            if error.constraint_name == "slots_one_per_brand":
                raise AlreadyRented() from error
            raise
        except asyncpg.ExclusionViolationError as error:
            raise PersonaUnavailable() from error
        if taken is not None:
            return
    raise PersonaUnavailable()


async def full(persona: uuid.UUID) -> bool:
    """Whether no slot is free now. Nothing is held: only `take` decides."""
    rows = await fetch(
        f"select 1 from personas.personas p where p.id = $1 and p.capacity <= (select {PLACES}"
        f" from personas.slots s where s.persona = p.id and not ({_LAPSED}) and s.released_at is null)",
        persona,
    )
    return bool(rows)


async def _capacity(persona: uuid.UUID, lock: str) -> int:
    """How many places there are. Who wants them all waits for those who take one, and they for them."""
    found = await current_connection().fetchval(
        f"select capacity from personas.personas where id = $1 and state = 'listed' for {lock}", persona
    )
    if found is None:
        raise PersonaUnavailable()
    return int(found)


async def occupy(rental: uuid.UUID, ends_at: datetime) -> bool:
    """Turn the hold into a taken slot until `ends_at` (UTC); False when the hold has lapsed or was released."""
    rows = await fetch(
        "update personas.slots set held_until = null, ends_at = $2 where rental = $1"
        " and released_at is null and held_until > base.now() returning id",
        rental,
        ends_at,
    )
    return bool(rows)


async def hold_longer(rental: uuid.UUID, held_until: datetime) -> bool:
    """Hold on for a payment that is under way, until `held_until` (UTC); False when the hold has lapsed."""
    rows = await fetch(
        "update personas.slots set held_until = $2 where rental = $1 and released_at is null"
        " and held_until > base.now() returning id",
        rental,
        held_until,
    )
    return bool(rows)


async def hand_over(rental: uuid.UUID, following: uuid.UUID, held_until: datetime) -> bool:
    """Give a held place to what is bought instead, until `held_until` (UTC); False when the hold has lapsed.

    It asks for no place, so what the persona offers others by now does not matter.
    """
    rows = await fetch(
        "update personas.slots set rental = $2, held_until = $3 where rental = $1 and released_at is null"
        " and held_until > base.now() returning id",
        *(rental, following, held_until),
    )
    return bool(rows)


async def share(rental: uuid.UUID, *, exclusive: bool) -> None:
    """Make a held place the only one of its persona, or one of several. Raises PersonaUnavailable where others are."""
    try:
        async with transaction():
            await fetch(
                "update personas.slots set exclusive = $2 where rental = $1 and released_at is null",
                *(rental, exclusive),
            )
    except asyncpg.ExclusionViolationError as error:
        raise PersonaUnavailable() from error


async def release(rental: uuid.UUID) -> None:
    """Free the rental's slot at once; freeing it again changes nothing."""
    await fetch(
        "update personas.slots set released_at = base.now() where rental = $1 and released_at is null", rental
    )


async def renew(rental: uuid.UUID, following: uuid.UUID, ends_at: datetime) -> bool:
    """Give the place of a running rental to the one that follows it; False when it has lapsed or was released.

    The place changes hands before the first of them ends: nobody can take it in between.
    """
    rows = await fetch(
        "update personas.slots set rental = $2, ends_at = $3 where rental = $1 and released_at is null"
        " and ends_at > base.now() returning id",
        *(rental, following, ends_at),
    )
    return bool(rows)


async def hand_back(following: uuid.UUID, rental: uuid.UUID, ends_at: datetime) -> None:
    """Undo `renew`: the rental keeps its place until its own end."""
    await fetch(
        "update personas.slots set rental = $2, ends_at = $3 where rental = $1 and released_at is null",
        *(following, rental, ends_at),
    )


async def place_of(rental: uuid.UUID) -> int:
    """Which of the persona's taken places this rental has, by number, counted from 1; 0 when it has none."""
    found = await current_connection().fetchval(
        "select 1 + count(o.id)::int from personas.slots s left join personas.slots o on o.persona = s.persona"
        " and o.number < s.number and o.released_at is null and coalesce(o.ends_at, o.held_until) > base.now()"
        " where s.rental = $1 and s.released_at is null group by s.id",
        rental,
    )
    return int(found or 0)
