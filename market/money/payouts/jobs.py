"""What the worker does for payouts: letters to those who are asked, those who answered late, those who left."""

from market.accounts.post import tell_tagged
from market.base.database import fetch, transaction
from market.base.errors import NotFound
from market.base.settings import settings
from market.base.sweeps import Sweep
from market.money.payouts import letters
from market.money.payouts.actions.leave import pay_leavers
from market.money.payouts.actions.request import request_late
from market.money.payouts.identities import ROOM

LETTERS = 200

_UNTOLD = """
select id, holder from money.payout_asks where told_at is null order by made_at, id limit 1 for update skip locked
"""


async def write_letters(limit: int = LETTERS) -> int:
    """Write to those whom a run has asked where their money goes, once each; how many."""
    written = 0
    while written < limit:
        async with transaction():
            rows = await fetch(_UNTOLD)
            if not rows:
                break
            await fetch("update money.payout_asks set told_at = base.now() where id = $1", rows[0]["id"])
            try:
                await tell_tagged(ROOM, rows[0]["holder"], letters.ASK, link=f"{settings().url}/earnings")
            except NotFound:  # left meanwhile
                continue
            finally:
                written += 1
    return written


SWEEPS: tuple[Sweep, ...] = (
    Sweep("payouts.letters", 60, write_letters),
    Sweep("payouts.late", 600, request_late),
    Sweep("payouts.leavers", 600, pay_leavers),
)
