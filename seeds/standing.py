"""How far the demo is in a market: asked at each start, also where Faker is not."""

from datetime import UTC, datetime

from market.accounts.queries import credentials
from market.accounts.secrets import email_lookup
from market.base import clock
from market.base.database import fetch_value
from seeds.demo import BRAND, HOLDER, LAG, OPERATOR, SECOND, Standing


async def standing() -> Standing:
    """Only a demo under way sets the clock back: where it lags, one was cut off."""
    if await clock.now() < datetime.now(UTC) - LAG:
        return Standing.CUT_OFF
    if not await fetch_value("select exists (select from accounts.people)"):
        return Standing.EMPTY
    return Standing.PLAYED if await signing_in() else Standing.OTHER


async def signing_in() -> list[str]:
    """Who of the demo has an account here: one of them may have left for good since."""
    return [it for it in (HOLDER, BRAND, OPERATOR, SECOND) if await credentials(email_lookup(it))]
