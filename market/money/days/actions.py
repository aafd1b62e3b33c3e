"""The sweep that adds days up."""

from market.base.database import fetch_at_length
from market.money.days import statements
from market.money.days.queries import since_last


async def roll_days() -> int:
    """Add up each day that was posted for since the last time. Returns how many days.

    A day is added up anew as a whole: twice, or by two workers at once, comes to the same.
    """
    rows = await fetch_at_length(statements.ROLL, await since_last())
    return len({row["day"] for row in rows})
