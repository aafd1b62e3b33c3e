"""The log of one persona, for its holder: a page at a time, newest first."""

import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from market.base import vault
from market.base.database import Record, fetch
from market.personas import queries as personas
from market.relations.intermediation.rules import LISTING, Told, told
from market.relations.intermediation.statements import ASKED, MINE, OF_ASKED, OF_MINE, READS

ROOM = "rentals"
A_FILE_READS = 1000  # acts at a time: a file is never in memory as a whole

# $1 the holder's tag, $2 the persona, $3 how many at least, $4 before when, $5 the actions on a listing. Each part
# goes by an index: audit_entries_subject, rentals_holder, those of OF_MINE; and reads, of which there are many, by
# reads_rental from the latest on, no more of each rental than the page can hold. Of one instant all or none: who goes
# on before the last one misses nothing.
PAGE = f"""
with mine as materialized (select {MINE} from rentals.rentals where holder = $1 and persona = $2),
asked as materialized (select {ASKED} and n.holder = $1 and n.persona = $2),
parties as (select id, agreement, brand from mine union all select id, agreement, brand from asked), acts as (
  select e.at, 0 as turn, null::uuid as rental, e.action as kind, e.actor_kind as actor, e.facts
  from base.audit_entries e where e.subject_kind = 'persona' and e.subject = $2 and e.action = any($5)
  union all
  select a.at, a.turn, a.rental, a.kind, '', a.facts from ({OF_MINE} union all {OF_ASKED}) a
  union all
  select r.at, {READS}, m.id, 'read', '', jsonb_build_object('purpose', r.purpose, 'channel', r.channel)
  from mine m cross join lateral (
    select l.at, l.purpose, l.channel from rentals.reads l
    where l.rental = m.id and l.at < coalesce($4::timestamptz, 'infinity')
    order by l.at desc fetch first $3 rows with ties
  ) r
)
select a.at, a.turn, a.kind, a.actor, a.facts, m.agreement, m.brand from acts a left join parties m on m.id = a.rental
where $4::timestamptz is null or a.at < $4 order by a.at desc fetch first $3 rows with ties
"""


@dataclass(frozen=True)
class Act:
    """One act of the log, as the holder may know it: to the second (UTC), with the brand's name.

    `agreement` and `brand` are None for what was done to the listing itself.
    """

    at: datetime
    agreement: uuid.UUID | None
    brand: str | None
    told: Told


async def page_of(
    person: uuid.UUID, persona: uuid.UUID, limit: int, before: datetime | None = None
) -> list[Act]:
    """The latest acts `before` an instant, newest first: `limit`, and all of the last one's instant.

    Raises NotFound for a persona that is not this person's.
    """
    await personas.own(person, persona)
    rows = await fetch(PAGE, vault.tag(ROOM, person), persona, limit, before, list(LISTING))
    return [_act(row) for row in sorted(rows, key=lambda row: (row["at"], row["turn"]), reverse=True)]


async def whole(person: uuid.UUID, persona: uuid.UUID) -> AsyncIterator[list[Act]]:
    """The whole log, newest first, a page at a time. Raises NotFound before the first."""
    before = None
    while found := await page_of(person, persona, A_FILE_READS, before):
        yield found
        before = found[-1].at


def _act(row: Record) -> Act:
    return Act(
        row["at"].astimezone(UTC),
        row["agreement"],
        row["brand"],
        told(row["kind"], json.loads(row["facts"]), row["actor"]),
    )
