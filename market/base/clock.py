"""One clock: the database's. Rules take the time as an argument; SQL asks `base.now()`.

In production `base.now()` is `clock_timestamp()`. Locally it adds an offset from one row, so that seeds make
months of history and tests travel. The offset is the whole database's: nobody travels while others work.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from market.base.database import fetch, fetch_value

PRODUCTION_BODY = "clock_timestamp()"
TRAVELLING_BODY = 'clock_timestamp() + (select c."offset" from base.clock c)'

# STABLE, not VOLATILE: a condition on a volatile function cannot use an index.
_FUNCTION = """create or replace function base.now() returns timestamptz
    language sql stable parallel safe return {body}"""


MARKET_ZONE = ZoneInfo("Europe/Paris")


class ClockCannotTravel(RuntimeError):
    """The database has the production clock, or the step leads back in time."""


def function(travelling: bool) -> str:
    """The statement that installs `base.now()`; run by the owner."""
    return _FUNCTION.format(body=f"({TRAVELLING_BODY if travelling else PRODUCTION_BODY})")


async def now() -> datetime:
    """The market's time, UTC."""
    value: datetime = await fetch_value("select base.now()")
    return value.astimezone(UTC)


async def travels() -> bool:
    """Whether `base.now()` is anything but the production clock."""
    source = await fetch_value("select pg_get_functiondef('base.now()'::regprocedure)")
    return "base.clock" in source or "clock_timestamp" not in source


async def travel(step: timedelta) -> datetime:
    """Move the market's clock forward by `step`; local and test databases only. Returns the new time, UTC."""
    if step < timedelta(0) or not await travels():
        raise ClockCannotTravel(str(step))
    await fetch('update base.clock set "offset" = "offset" + $1', step)
    return await now()


async def travel_to(moment: datetime) -> datetime:
    """Move the market's clock to `moment` (UTC); before wall time only on an unused database."""
    if not await travels():
        raise ClockCannotTravel(moment.isoformat())
    await fetch('update base.clock set "offset" = $1 - clock_timestamp()', moment)
    return await now()


async def come_home() -> None:
    """Let the market's clock, set back before, be wall time again. Raises ClockCannotTravel when it is ahead."""
    if not await fetch("update base.clock set \"offset\" = '0' where \"offset\" <= '0' returning 1"):
        raise ClockCannotTravel("the market is ahead of wall time")


def turn_after(moment: datetime) -> datetime:
    """When the UTC day of `moment` turns: what a person decided is told then, for all persons of that day together."""
    tomorrow = moment.astimezone(UTC) + timedelta(days=1)
    return tomorrow.replace(hour=0, minute=0, second=0, microsecond=0)


def market_date(moment: datetime) -> date:
    """The day of `moment` in the market's zone."""
    return moment.astimezone(MARKET_ZONE).date()


def market_day(moment: datetime) -> str:
    """The same as text, `2026-11-22`."""
    return market_date(moment).isoformat()
