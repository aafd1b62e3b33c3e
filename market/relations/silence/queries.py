"""Reads of what a holder is spared. They are the holder's, and the worker's for their letters: never a brand's."""

import json
import uuid
from datetime import UTC, datetime

from market.base import vault
from market.base.database import Record, fetch_row
from market.relations.silence.rules import Quiet, Silence
from market.rentals import queries as rentals
from market.rentals.queries import RentalRow

_ALL = (
    "select base.now() as now,"
    " (select jsonb_object_agg(c.kind, c.since) from relations.choices c where c.persona = $2 and c.brand = $3)"
    " as choices,"
    " (select d.since from relations.detoxes d where d.holder = $1) as detox, q.begins, q.ends"
    " from (select 1) one left join relations.quiet_hours q on q.holder = $1"
)
NOBODY = uuid.UUID(int=0)

# Whether the holder of the rental `r` is spared now, in one statement's words; $1 is no parameter of it.
SPARED = (
    "(exists (select from relations.choices c where c.persona = r.persona and c.brand = r.brand and c.kind = 'pause')"
    " or exists (select from relations.detoxes d where d.holder = r.holder)"
    " or exists (select from relations.quiet_hours q, lateral (select extract(hour from w.wall)::int * 60"
    " + extract(minute from w.wall)::int as minute"
    " from (select base.now() at time zone 'Europe/Paris' as wall) w) m where q.holder = r.holder"
    " and (m.minute - q.begins + 1440) % 1440 < (q.ends - q.begins + 1440) % 1440))"
)
CLOSED = (
    "exists (select from relations.choices c where c.persona = r.persona and c.brand = r.brand"
    " and c.kind = 'closed')"
)


async def of(row: RentalRow) -> Silence:
    """What the holder of this rental is spared of it."""
    found = await fetch_row(_ALL, row.holder, row.persona, row.brand)
    assert found is not None
    return _silence(found)


async def of_person(person: uuid.UUID) -> Silence:
    """What a holder is spared of every relation: a detox, quiet hours."""
    found = await fetch_row(_ALL, vault.tag(rentals.ROOM, person), NOBODY, NOBODY)
    assert found is not None
    return _silence(found)


def _silence(found: Record) -> Silence:
    choices = {
        kind: datetime.fromisoformat(since) for kind, since in json.loads(found["choices"] or "{}").items()
    }
    hours = Quiet(found["begins"], found["ends"]) if found["begins"] is not None else None
    return Silence(
        paused=choices.get("pause"),
        detox=found["detox"],
        quiet=hours.since(found["now"].astimezone(UTC)) if hours else None,
        closed=choices.get("closed"),
        receipts="receipts" in choices,
        hours=hours,
    )
