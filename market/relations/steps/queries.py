"""What a brand does next, by the database's clock: two statements, however much it rents."""

import json
import uuid
from datetime import UTC, date
from typing import Final

from contracts.period import Interval
from market.base.database import Record, fetch
from market.relations.castings.drawn import DRAWN
from market.relations.intents.searching import MATCHES
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
  select 'erasure' as kind, o.until, o.rental, null::uuid as round, null::uuid as casting,
    null::uuid as intent from over o where not o.signed
  union all
  select 'closing_note', o.until, o.rental, null, null, null from over o
  where not exists (select from relations.closing_notes n where n.rental = o.rental)
  union all
  select 'offer', (n.decide_by at time zone 'Europe/Paris')::date, n.rental, null, null, null
  from rentals.negotiations n
  where n.brand = $1 and n.offered_terms is not null and n.closed_at is null
    and (n.state = 'OFFERED' and n.decide_by > base.now() or n.due_at > base.now())
  union all
  select case when q.until = {_TODAY} then 'closes_today' else 'closes_tomorrow' end, q.until, null, q.round, null, null
  from relations.questions q join rentals.rentals r on r.id = q.rental
  left join relations.answers a on a.question = q.id and a.sealed is not null
  where q.brand = $1 and {RUNNING} and q.until between {_TODAY} and {_TODAY} + 1
  group by q.round, q.until having count(a.id) < count(*)
  union all
  select 'casting_closes', c.until, null, null, c.id, null from relations.castings c
  where c.brand = $1 and c.state = 'open' and c.until between {_TODAY} and {_TODAY} + {CLOSES_SOON.days}
  union all
  select 'looked_for', i.until, null, null, null, i.id from relations.intents i
  where i.state = 'open' and {_TODAY} between i.opens_on and i.until
    and exists (select from relations.saved_searches s join accounts.brands a on a.id = s.brand
      where s.brand = $1 and a.state = 'approved' and {MATCHES})
    and not exists (select from relations.bids b where b.intent = i.id and b.brand = $1)
), placed as (
  select due.*, count(*) over w as count, count(*) filter (where until < {_TODAY}) over w as late,
    row_number() over (partition by kind order by until, rental, round, casting, md5(intent::text)) as place
  from due window w as (partition by kind)
)
select p.kind, p.until, p.count, p.late, p.round, p.casting, p.intent, r.agreement, r.persona from placed p
left join rentals.rentals r on r.id = p.rental where p.place <= {SHOWN} order by p.kind, p.place
"""
"""What is owed of rentals that are over, offers that await the brand's answer as far as it knows, rounds that close
before tomorrow is over and have not all their answers, castings that close soon (an open one has places left), and
what people look for that matches a search which the brand keeps, and that it has not bid on."""


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
        Named(it["until"], it["agreement"], it["persona"], it["round"], it["casting"], it["intent"])
        for it in rows
    )
    first: date = rows[0]["until"]
    return Step(rows[0]["kind"], rows[0]["count"], first, rows[0]["late"], named)
