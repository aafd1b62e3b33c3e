"""A holder pauses a brand or all of them, keeps quiet hours, closes a conversation: the rental runs, no brand is told.

Nothing of it is an event of a record: both sides have a copy of that.
"""

import uuid
from collections.abc import Mapping

from market.accounts.notifications import digest
from market.accounts.secrets import subject
from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.base.errors import Unauthenticated
from market.base.ids import new_id
from market.relations.digests import drop_relation
from market.relations.queries import check_not_over
from market.relations.silence.rules import Quiet, check_quiet
from market.relations.silence.tables import PAUSE
from market.rentals import queries as rentals
from market.rentals.queries import RentalRow

SUBJECT = "relation"


async def pause(who: Principal, agreement: uuid.UUID) -> None:
    """From now on nothing of this brand is shown and nothing is said to it, until it is resumed. Raises as `choose`."""
    await choose(who, agreement, {PAUSE: True})


async def resume(who: Principal, agreement: uuid.UUID) -> None:
    """What lay is shown, also once the rental is over. Raises RentalNotFound."""
    await choose(who, agreement, {PAUSE: False})


async def choose(who: Principal, agreement: uuid.UUID, choices: Mapping[str, bool]) -> None:
    """Have choices of `tables.CHOICES` hold for this brand, or no more. What holds already stays as it is.

    Raises RentalNotFound, RentalAlreadyEnded: of a rental that is over nothing begins any more.
    """
    async with transaction():
        person = _person(who)
        row = await rentals.locked((await rentals.of_holder(person, agreement)).id)
        for kind, holds in choices.items():
            changed = await (_begin(row, kind) if holds else _end(row, kind))
            if changed and kind == PAUSE and holds:
                await drop_relation(person, row.agreement)
            if changed:
                await audit.record(who.actor, f"relation.{kind}{'' if holds else '_over'}", SUBJECT, row.id)


async def _begin(row: RentalRow, kind: str) -> bool:
    made = await fetch(
        "insert into relations.choices (id, persona, brand, kind, since) values ($1, $2, $3, $4, $5)"
        " on conflict (persona, brand, kind) do nothing returning id",
        *(new_id(), row.persona, row.brand, kind, row.now),
    )
    if made:
        check_not_over(row)
    return bool(made)


async def _end(row: RentalRow, kind: str) -> bool:
    gone = await fetch(
        "delete from relations.choices where persona = $1 and brand = $2 and kind = $3 returning id",
        *(row.persona, row.brand, kind),
    )
    return bool(gone)


async def detox(who: Principal) -> None:
    """Pause every relation, those to come too; what is listed stays listed. Again is the same."""
    await _detox(
        who,
        "insert into relations.detoxes (holder, since) values ($1, base.now())"
        " on conflict do nothing returning holder",
        "person.detox",
        begins=True,
    )


async def end_detox(who: Principal) -> None:
    """What lay is shown; what is paused by itself stays so."""
    await _detox(who, "delete from relations.detoxes where holder = $1 returning holder", "person.detox_over")


async def _detox(who: Principal, statement: str, act: str, begins: bool = False) -> None:
    person = _person(who)
    async with transaction():
        if await fetch(statement, vault.tag(rentals.ROOM, person)):
            if begins:
                await digest.drop(person)
            await audit.record(who.actor, act, "person", subject(person))


async def keep_quiet(who: Principal, begins: int, ends: int) -> Quiet:
    """Be told nothing between two minutes of the market's day, each day. Raises QuietHoursImpossible."""
    kept, person = check_quiet(begins, ends), _person(who)
    async with transaction():
        await fetch(
            "insert into relations.quiet_hours (holder, begins, ends) values ($1, $2, $3)"
            " on conflict (holder) do update set begins = excluded.begins, ends = excluded.ends",
            *(vault.tag(rentals.ROOM, person), kept.begins, kept.ends),
        )
        await audit.record(who.actor, "person.quiet_hours", "person", subject(person))
    return kept


async def end_quiet(who: Principal) -> None:
    """Be told at any hour."""
    person = _person(who)
    async with transaction():
        gone = await fetch(
            "delete from relations.quiet_hours where holder = $1 returning holder",
            vault.tag(rentals.ROOM, person),
        )
        if gone:
            await audit.record(who.actor, "person.quiet_hours_over", "person", subject(person))


def _person(who: Principal) -> uuid.UUID:
    if who.person is None:
        raise Unauthenticated()
    return who.person
