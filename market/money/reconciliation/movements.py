"""Stripe's balance movements, copied page by page: whatever is cut off in the middle is listed again."""

from collections.abc import Callable, Sequence
from datetime import datetime

from market.base.database import fetch_value
from market.money.desk import desk
from market.money.gateway_statements import BalanceMovement
from market.money.reconciliation.statements import STORE


def _unseen(done: int) -> None:
    """Nobody watches."""


async def copy_since(since: datetime | None, progress: Callable[[int], None] = _unseen) -> int:
    """Store all movements made at or after `since` (Stripe's time); how many are new.

    Raises GatewayUnknown, GatewayBusy; the pages that came are kept.
    """
    fresh, after = 0, None
    while True:
        page = await desk().gateway.movements(since=since, after=after)
        fresh += await store(page.items)
        progress(len(page.items))
        after = page.following
        if after is None:
            return fresh


async def copy_of(source: str) -> None:
    """Store the movements of one object, however old."""
    await store((await desk().gateway.movements(source=source)).items)


async def store(movements: Sequence[BalanceMovement]) -> int:
    """Keep movements as Stripe shows them now; how many were not known."""
    columns = ("id", "type", "amount", "fee", "currency", "source", "created", "available_on")
    found = {name: [getattr(each, name) for each in movements] for name in columns}
    fresh: int = await fetch_value(
        STORE,
        *(found["id"], found["type"], found["amount"], found["fee"], [each.net for each in movements]),
        *(found["currency"], found["source"], found["created"], found["available_on"]),
    )
    return fresh
