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

ROOM = "rentals"
A_FILE_READS = 1000  # acts at a time: a file is never in memory as a whole

# $1 the holder's tag, $2 the persona, $3 how many at least, $4 before when, $5 the actions on a listing. Each part
# goes by an index of its own: audit_entries_subject, rentals_holder, record_events_seq, order_lines_rental; and reads,
# of which there are many, by reads_rental from the latest on, no more of each rental than the page can hold. Of one
# instant all or none: who goes on before the last one misses nothing.
PAGE = """
with mine as materialized (
  select id, agreement, document -> 'second_party' ->> 'name' as brand, requested_at, parent, price, currency, period,
    document -> 'terms' ->> 'id' as variant, purposes
  from rentals.rentals where holder = $1 and persona = $2
), acts as (
  select e.at, 0 as turn, null::uuid as agreement, null as brand, e.action as kind, e.actor_kind as actor, e.facts
  from base.audit_entries e where e.subject_kind = 'persona' and e.subject = $2 and e.action = any($5)
    and ($4::timestamptz is null or e.at < $4)
  union all
  select m.requested_at, 1, m.agreement, m.brand, 'requested', '', jsonb_build_object('variant', m.variant,
    'period', m.period, 'price', m.price, 'currency', m.currency, 'purposes', m.purposes)
  from mine m where m.parent is null and ($4::timestamptz is null or m.requested_at < $4)
  union all
  select e.at, 2 + e.seq, m.agreement, m.brand, e.kind, '', e.facts
  from mine m join rentals.record_events e on e.rental = m.id where ($4::timestamptz is null or e.at < $4)
  union all
  select l.closed_at, 1000000, m.agreement, m.brand, 'refunded', '',
    jsonb_build_object('amount', l.refunded, 'currency', m.currency)
  from mine m join money.order_lines l on l.rental_id = m.id
  where l.refunded > 0 and l.closed_at is not null and ($4::timestamptz is null or l.closed_at < $4)
  union all
  select r.at, 1000001, m.agreement, m.brand, 'read', '',
    jsonb_build_object('purpose', r.purpose, 'channel', r.channel)
  from mine m cross join lateral (
    select l.at, l.purpose, l.channel from rentals.reads l
    where l.rental = m.id and l.at < coalesce($4::timestamptz, 'infinity')
    order by l.at desc fetch first $3 rows with ties
  ) r
)
select * from acts order by at desc fetch first $3 rows with ties
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
