"""The worker's part in disputes: what was committed is asked of Stripe, and told to those concerned."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

import structlog

from market.base.database import fetch
from market.base.jobs import Handler
from market.base.sweeps import Sweep
from market.money.disputes.actions import JOB, UNDER_WAY, submit_act
from market.money.disputes.booking import NOTICE
from market.money.disputes.notices import notice

GRACE = timedelta(minutes=1)

log = structlog.get_logger()


async def act_job(act: str) -> None:
    """Ask of Stripe what an operator wants, where the request that wanted it died."""
    await submit_act(uuid.UUID(act))


async def take_up_acts() -> int:
    """Repeat what got no answer; how many were taken up. Each is tried, whatever the others do."""
    rows = await fetch(
        "select id from money.dispute_acts where status = any($1) and made_at <= base.now() - $2::interval"
        " and (leased_until is null or leased_until <= base.now()) order by made_at limit 100",
        *(list(UNDER_WAY), GRACE),
    )
    for row in rows:
        try:
            await submit_act(row["id"])
        except Exception as error:
            log.error("disputes.act_failed", error=type(error).__name__)
    return len(rows)


JOBS: Mapping[str, Handler] = {JOB: act_job, NOTICE: notice}
SWEEPS: tuple[Sweep, ...] = (Sweep("disputes.acts", 60, take_up_acts),)
