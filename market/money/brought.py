"""Reads of what rentals brought their holders: what is posted of the rent, and rewards, whichever way they came."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from market.base.database import fetch


@dataclass(frozen=True)
class Brought:
    """Minor units. `rent` is the holder's share as posted so far; `rewards` each with when it was earned (UTC)."""

    rent: int = 0
    rewards: tuple[tuple[datetime, int], ...] = ()

    @property
    def total(self) -> int:
        """Both."""
        return self.rent + sum(amount for _, amount in self.rewards)


async def brought_by(rentals: Sequence[uuid.UUID]) -> dict[uuid.UUID, Brought]:
    """By rental; nothing posted and nothing earned: zero. A reward that was paid as money is no rent."""
    posted: dict[uuid.UUID, int] = defaultdict(int)
    for row in await fetch(
        "select rental_id, sum(amount)::bigint as posted from money.earnings where rental_id = any($1)"
        " group by rental_id",
        list(rentals),
    ):
        posted[row["rental_id"]] = row["posted"]
    earned: dict[uuid.UUID, list[tuple[datetime, int]]] = defaultdict(list)
    for row in await fetch(
        "select rental_id, amount, status, earned_at from money.rewards"
        " where rental_id = any($1) and earned_at is not null order by earned_at, id",
        list(rentals),
    ):
        earned[row["rental_id"]].append((row["earned_at"], row["amount"]))
        if row["status"] == "paid":
            posted[row["rental_id"]] -= row["amount"]
    return {it: Brought(posted[it], tuple(earned[it])) for it in rentals}
