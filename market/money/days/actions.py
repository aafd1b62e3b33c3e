"""The sweep that adds days up."""

from market.base.database import fetch_at_length
from market.money.days import statements


async def roll_days() -> int:
    """Add up each day that was posted for since it was rolled. Returns how many days.

    A day is added up anew as a whole: twice, or by two workers at once, comes to the same.
    """
    (row,) = await fetch_at_length(statements.ROLL)
    days: int = row["days"]
    return days
