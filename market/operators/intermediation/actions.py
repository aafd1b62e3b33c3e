"""An operator exports a period of the log, and takes its file away: each leaves a row of its own."""

import uuid
from datetime import UTC, date
from typing import Literal

from market.base import audit, clock, vault
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.base.ids import new_id
from market.operators.actions.decisions import ROOM, actor_of, operator_of
from market.operators.intermediation import queries
from market.operators.intermediation.queries import Export
from market.operators.intermediation.rules import authority, days

SUBJECT = "log_export"
Format = Literal["csv", "json"]


async def export_log(who: Principal, first_day: date, last_day: date, asked_by: str) -> Export:
    """Note who asked for which days (UTC); the file is made when it is fetched.

    Raises NotYours, LogPeriodUnclear, LogPeriodNotOver, TextNotAccepted, ContactNotAllowed.
    """
    person = operator_of(who)
    kept = authority(asked_by)
    async with transaction():
        span = days(first_day, last_day, (await clock.now()).astimezone(UTC).date())
        id = new_id()
        await fetch(
            "insert into operators.log_exports (id, operator, authority, first_day, last_day, made_at)"
            " values ($1, $2, $3, $4, $5, base.now())",
            *(id, vault.tag(ROOM, person), kept, span.first, span.last),
        )
        facts = {"first_day": span.first.isoformat(), "last_day": span.last.isoformat()}
        await audit.record(actor_of(person), "log.exported", SUBJECT, id, **facts)
        return await queries.export(id)


async def hand_out(who: Principal, id: uuid.UUID, form: Format) -> Export:
    """The export whose file is about to be sent: that it was fetched is written down before its first line.

    Raises NotYours, NotFound.
    """
    person = operator_of(who)
    async with transaction():
        found = await queries.export(id)
        await audit.record(actor_of(person), "log.handed_out", SUBJECT, id, format=form)
    return found
