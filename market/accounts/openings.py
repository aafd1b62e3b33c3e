"""When somebody last opened their account, and how often they were asked since whether they still want it."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from market.base.database import fetch, fetch_row

# Whoever has no row has not opened the account since it was made.
_AWAY = """
select p.id as person, coalesce(o.at, p.created_at) as since, coalesce(o.asked, 0) as asked, o.asked_at,
  base.now() as now
from accounts.people p left join accounts.openings o on o.person = p.id
where p.holder and p.disabled_at is null and p.email_verified_at is not null
  and coalesce(o.at, p.created_at) <= base.now() - $1::interval
"""


@dataclass(frozen=True)
class Away:
    """A holder who has not opened the account since `since` (UTC) and was asked `asked` times, last at `asked_at`."""

    person: uuid.UUID
    since: datetime
    asked: int
    asked_at: datetime | None
    now: datetime

    @property
    def away(self) -> timedelta:
        return self.now - self.since


async def note_opening(person: uuid.UUID) -> None:
    """The account is open: what was asked before is answered. Inside a transaction or by itself."""
    await fetch(
        "insert into accounts.openings (person, at, asked) values ($1, base.now(), 0)"
        " on conflict (person) do update set at = base.now(), asked = 0, asked_at = null",
        person,
    )


async def away_for(at_least: timedelta, after: uuid.UUID | None, limit: int) -> list[Away]:
    """Holders away for so long, by id, a page at a time; `after` is the last one of the page before."""
    rows = await fetch(
        f"{_AWAY} and ($2::uuid is null or p.id > $2) order by p.id limit $3", at_least, after, limit
    )
    return [Away(**dict(row)) for row in rows]


async def away_still(person: uuid.UUID, at_least: timedelta) -> Away | None:
    """The same of one person, locked until the caller commits; None when they are back, or gone."""
    locked = await fetch("select 1 from accounts.people where id = $1 for no key update", person)
    row = await fetch_row(f"{_AWAY} and p.id = $2", at_least, person) if locked else None
    return Away(**dict(row)) if row else None


async def asked(person: uuid.UUID) -> int:
    """How often somebody was asked since they last opened the account."""
    row = await fetch_row("select asked from accounts.openings where person = $1", person)
    return row["asked"] if row else 0


async def note_asked(away: Away, times: int) -> bool:
    """They have been asked `times` times now; False, and nothing is noted, when they came back while we looked."""
    return bool(
        await fetch(
            "insert into accounts.openings as o (person, at, asked, asked_at) values ($1, $2, $3, base.now())"
            " on conflict (person) do update set asked = $3, asked_at = base.now() where o.at = $2"
            " returning person",
            *(away.person, away.since, times),
        )
    )


GIVEN_UP: Final = 3
"""Asked twice, and then hidden."""


async def given_up(person: uuid.UUID) -> bool:
    """Whether their personas were hidden because they do not open their account any more."""
    return await asked(person) >= GIVEN_UP
