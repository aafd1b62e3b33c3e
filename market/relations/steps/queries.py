"""What a brand does next, by the database's clock: two statements, however much it rents."""

import json
import uuid
from datetime import UTC, date
from typing import Final

from contracts.period import Interval
from market.base.database import Record, fetch
from market.relations.castings.drawn import DRAWN
from market.relations.questions.queries import RUNNING, SPENT
from market.relations.steps.rules import CLOSES_SOON, SHOWN, Named, Running, Step, steps

_TODAY: Final = "(base.now() at time zone 'Europe/Paris')::date"

_RUNNING = f"""
  select r.starts_at, r.ends_at, base.now() as now, r.invitations_per_month as per_month,
    coalesce((r.document #>> '{{terms,contact,question}}')::boolean, false) as question,
    (select coalesce(json_object_agg(i.month, i.sent), '{{}}') from (
      select month, count(*) as sent from relations.invitations where rental = r.id group by month) i) as invited,
    {SPENT} as asked, {DRAWN} as drawn
  from rentals.rentals r where r.brand = $1 and {RUNNING}
"""

_DUE = f"""
with over as (
  select d.rental, d.delete_by as until, d.attested_at is not null as signed from rentals.erasure_duties d
  where d.brand = $1 and not d.passed_on
  union all
  select r.id, (r.ends_at at time zone 'Europe/Paris')::date + r.retention_days, false from rentals.rentals r
  where r.brand = $1 and r.state in ('Active', 'TemporarilySuspended') and r.ends_at <= base.now()
    and not rentals.passes_on(r.id, r.ends_at)
), due as (
  select 'erasure' as kind, o.until, o.rental, null::uuid as round, null::uuid as casting from over o where not o.signed
  union all
  select 'closing_note', o.until, o.rental, null, null from over o
  where not exists (select from relations.closing_notes n where n.rental = o.rental)
  union all
  select 'offer', (n.decide_by at time zone 'Europe/Paris')::date, n.rental, null, null
  from rentals.negotiations n
  where n.brand = $1 and n.offered_terms is not null and n.closed_at is null
    and (n.state = 'OFFERED' and n.decide_by > base.now() or n.due_at > base.now())
  union all
  select case when q.until = {_TODAY} then 'closes_today' else 'closes_tomorrow' end, q.until, null, q.round, null
  from relations.questions q join rentals.rentals r on r.id = q.rental
  left join relations.answers a on a.question = q.id and a.sealed is not null
  where q.brand = $1 and {RUNNING} and q.until between {_TODAY} and {_TODAY} + 1
  group by q.round, q.until having count(a.id) < count(*)
  union all
  select 'casting_closes', c.until, null, null, c.id from relations.castings c
  where c.brand = $1 and c.state = 'open' and c.until between {_TODAY} and {_TODAY} + {CLOSES_SOON.days}
), placed as (
  select due.*, count(*) over w as count, count(*) filter (where until < {_TODAY}) over w as late,
    row_number() over (partition by kind order by until, rental, round, casting) as place
  from due window w as (partition by kind)
)
select p.kind, p.until, p.count, p.late, p.round, p.casting, r.agreement, r.persona from placed p
left join rentals.rentals r on r.id = p.rental where p.place <= {SHOWN} order by p.kind, p.place
"""
"""What is owed of rentals that are over, offers that await the brand's answer as far as it knows, rounds that close
before tomorrow is over and have not all their answers, and castings that close soon: an open one has places left."""


async def next_steps(brand: uuid.UUID) -> list[Step]:
    """What this brand does next."""
    running = [_running(row) for row in await fetch(_RUNNING, brand)]
    return steps(running, _grouped(await fetch(_DUE, brand)))


def _running(row: Record) -> Running:
    return Running(
        span=Interval(row["starts_at"].astimezone(UTC), row["ends_at"].astimezone(UTC)),
        now=row["now"].astimezone(UTC),
        per_month=row["per_month"],
        question=row["question"],
        invited={int(month): sent for month, sent in json.loads(row["invited"]).items()},
        asked=frozenset(row["asked"]),
        drawn=row["drawn"],
    )


def _grouped(rows: list[Record]) -> list[Step]:
    found: dict[str, list[Record]] = {}
    for row in rows:
        found.setdefault(row["kind"], []).append(row)
    return [_step(group) for group in found.values()]


def _step(rows: list[Record]) -> Step:
    named = tuple(
        Named(it["until"], it["agreement"], it["persona"], it["round"], it["casting"]) for it in rows
    )
    first: date = rows[0]["until"]
    return Step(rows[0]["kind"], rows[0]["count"], first, rows[0]["late"], named)
