"""What the worker does for proofs: it forgets."""

from market.base.database import fetch, transaction
from market.base.sweeps import Sweep
from market.proofs.rules import KEPT


async def forget_requests() -> int:
    """Delete the requests that are over, answered or not; how many. Nothing of a person hangs on them."""
    async with transaction():
        rows = await fetch(
            "delete from proofs.requests where expires_at <= base.now() - $1::interval returning 1", KEPT
        )
    return len(rows)


SWEEPS = (Sweep("proofs.forget", 60, forget_requests),)
