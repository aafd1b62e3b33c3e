"""The timeline of one relation, for its holder: a page at a time, newest first."""

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from market.accounts.secrets import subject
from market.base import vault
from market.base.database import Record, fetch
from market.relations.intermediation.rules import Told
from market.relations.intermediation.statements import MINE, OF_MINE, READS
from market.relations.timeline.rules import OWN, told
from market.rentals import queries as rentals

# $1 the holder's tag, $2 the rental, $3 its persona, $4 how many at least, $5 before when, $6 the holder's choices,
# $7 the holder as a subject of the audit. A relation is a rental with all that it renewed and that renewed it. Of one
# instant all or none: who goes on before the last one misses nothing.
_PAGE = f"""
with recursive held as materialized (
  select {MINE}, ended_at from rentals.rentals where holder = $1 and persona = $3
), before as (
  select id, parent from held where id = $2
  union select h.id, h.parent from held h join before b on h.id = b.parent
), after as (
  select id from held where id = $2 union select h.id from held h join after a on h.parent = a.id
), mine as materialized (
  select * from held where id in (select id from before union select id from after)
), span as (
  select min(requested_at) as first, case when bool_and(state in ('Expired', 'Terminated'))
    then max(coalesce(ended_at, ends_at)) else 'infinity' end as last
  from mine
), acts as (
  {OF_MINE}
  union all
  select m.id, r.at, {READS}, 'read', jsonb_build_object('purpose', r.purpose, 'channel', r.channel)
  from mine m cross join lateral (
    select l.at, l.purpose, l.channel from rentals.reads l
    where l.rental = m.id and l.at < coalesce($5::timestamptz, 'infinity')
    order by l.at desc fetch first $4 rows with ties
  ) r
  union all
  select m.id, e.at, {READS} + 1, e.action, '{{}}' from mine m
  join base.audit_entries e on e.subject_kind = 'relation' and e.subject = m.id and e.action = any($6)
  union all
  select null, e.at, {READS} + 1, e.action, '{{}}' from span s
  join base.audit_entries e on e.subject_kind = 'person' and e.subject = $7 and e.action = any($6)
    and e.at between s.first and s.last
  union all
  select m.id, said.at, {READS} + 1, said.kind, jsonb_build_object('told', d.told) from mine m
  join relations.invitations i on i.rental = m.id join relations.redemptions d on d.invitation = i.id
  cross join lateral (values (d.said_at, 'redeemed'), (d.taken_back_at, 'redemption_taken_back')) said (at, kind)
  where said.at is not null
  union all
  select m.id, l.at, {READS} + 1, 'question_left', '{{}}' from mine m
  join relations.questions q on q.rental = m.id join relations.questions_left l on l.question = q.id
  union all
  select m.id, r.created_at, {READS} + 1, 'reported', '{{}}' from mine m
  join relations.reports r on r.rental = m.id and r.side = 'holder'
)
select a.at, a.turn, a.kind, a.facts from acts a
where $5::timestamptz is null or a.at < $5 order by a.at desc fetch first $4 rows with ties
"""


@dataclass(frozen=True)
class Moment:
    """One act, at an instant in UTC. `private`: the brand is told nothing of it."""

    at: datetime
    told: Told
    private: bool


async def page_of(
    person: uuid.UUID, agreement: uuid.UUID, limit: int, before: datetime | None = None
) -> list[Moment]:
    """The latest acts `before` an instant, newest first: `limit`, and all of the last one's instant.

    Raises RentalNotFound.
    """
    row = await rentals.of_holder(person, agreement)
    rows = await fetch(
        _PAGE,
        *(vault.tag(rentals.ROOM, person), row.id, row.persona, limit, before, list(OWN), subject(person)),
    )
    return [_moment(it) for it in sorted(rows, key=lambda it: (it["at"], it["turn"]), reverse=True)]


def _moment(row: Record) -> Moment:
    act, private = told(row["kind"], json.loads(row["facts"]))
    return Moment(row["at"].astimezone(UTC), act, private)
