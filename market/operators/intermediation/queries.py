"""The log of a period, read as it is sent: a few rentals at a time by their key, and what each index has of them."""

import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime

from market.base import names
from market.base.database import Record, fetch, fetch_row
from market.base.errors import NotFound
from market.operators.intermediation.rules import Days, Line
from market.relations.intermediation.rules import LISTING, by_day, told
from market.relations.intermediation.statements import ASKED, MINE, OF_ASKED, OF_MINE, READS

MOST = 100
RENTALS_A_TIME, LISTINGS_A_TIME = 100, 2000
NOBODY = uuid.UUID(int=0)

# Each of the two by its key, so many at most.
RENTALS = """
select r.id, r.persona, r.brand, b.legal_name, coalesce(b.siren, b.vat_number) as number from (
  (select id, persona, brand from rentals.rentals where id > $1 and requested_at < $2 order by id limit $3)
  union all
  (select rental, persona, brand from rentals.negotiations
    where rental > $1 and requested_at < $2 and put_at is not null and state <> 'AGREED' order by rental limit $3)
) r left join accounts.brands b on b.id = r.brand order by r.id limit $3
"""

# $1 rentals, [$2, $3) the period. Reads by reads_rental, with no index of their own that each read would pay for.
# They are told by the day, purpose and way in, with their number: the file has no time of day, so more lines would
# say no more.
ACTS = f"""
with mine as materialized (select {MINE} from rentals.rentals where id = any($1)),
asked as materialized (select {ASKED} and n.rental = any($1))
select * from (
  select a.rental, a.at, a.turn, a.kind, a.facts, 1 as count from ({OF_MINE} union all {OF_ASKED}) a
  where a.at >= $2 and a.at < $3
  union all
  select l.rental, date_trunc('day', l.at, 'UTC'), {READS}, 'read',
    jsonb_build_object('purpose', l.purpose, 'channel', l.channel), count(*)::int
  from rentals.reads l where l.rental = any($1) and l.at >= $2 and l.at < $3
  group by 1, 2, l.purpose, l.channel
) a order by rental, date_trunc('day', at, 'UTC'), turn, facts
"""

# By audit_entries_subject, from key to key: what lies outside the period is passed over as it is read.
LISTINGS = (
    "select subject, id, at, action, actor_kind, facts from base.audit_entries"
    " where subject_kind = 'persona' and (subject, id) > ($1, $2) order by subject, id limit $3"
)


@dataclass(frozen=True)
class Export:
    """An export that was made; days are UTC's."""

    id: uuid.UUID
    authority: str
    first_day: date
    last_day: date
    made_at: datetime

    @property
    def days(self) -> Days:
        return Days(self.first_day, self.last_day)


_COLUMNS = "id, authority, first_day, last_day, made_at"


async def exports() -> list[Export]:
    """Those that were made, the latest first."""
    rows = await fetch(f"select {_COLUMNS} from operators.log_exports order by id desc limit $1", MOST)
    return [Export(**dict(row)) for row in rows]


async def export(id: uuid.UUID) -> Export:
    """One of them; raises NotFound."""
    row = await fetch_row(f"select {_COLUMNS} from operators.log_exports where id = $1", id)
    if row is None:
        raise NotFound()
    return Export(**dict(row))


async def lines(of: Export) -> AsyncIterator[Line]:
    """The file's lines: listings by persona, then relations one by one, each day after day."""
    async for line in _listings(of):
        yield line
    after = NOBODY
    while rentals := await fetch(RENTALS, after, of.days.ends_at, RENTALS_A_TIME):
        known = {row["id"]: row for row in rentals}
        for act in await fetch(ACTS, list(known), of.days.starts_at, of.days.ends_at):
            yield _line(of, known[act["rental"]], act)
        after = rentals[-1]["id"]


async def _listings(of: Export) -> AsyncIterator[Line]:
    after = (NOBODY, NOBODY)
    while found := await fetch(LISTINGS, *after, LISTINGS_A_TIME):
        for row in found:
            if row["action"] in LISTING and of.days.starts_at <= row["at"] < of.days.ends_at:
                it = told(row["action"], json.loads(row["facts"]), row["actor_kind"])
                name = names.name("persona", row["subject"], names.for_authority(of.id, None))
                yield Line(row["at"].date(), it.act, it.by, None, None, name, None, 1, by_day(it.facts))
        after = (found[-1]["subject"], found[-1]["id"])


def _line(of: Export, rental: Record, act: Record) -> Line:
    it = told(act["kind"], json.loads(act["facts"]))
    audience = names.for_authority(of.id, rental["brand"])
    return Line(
        day=act["at"].date(),
        act=it.act,
        by=it.by,
        brand=rental["legal_name"],
        brand_number=rental["number"],
        persona=names.name("persona", rental["persona"], audience),
        relation=names.name("relation", rental["id"], audience),
        count=act["count"],
        facts=by_day(it.facts),
    )
