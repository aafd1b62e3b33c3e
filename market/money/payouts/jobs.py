"""What the worker does for payouts: letters to those who are asked, those who answered late, those who left."""

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

import structlog

from market.accounts.post import tell_tagged
from market.base.database import fetch, transaction
from market.base.errors import NotFound
from market.base.jobs import Handler
from market.base.settings import settings
from market.base.sweeps import Sweep
from market.money.payouts import identities, letters
from market.money.payouts.actions.approve import SEND
from market.money.payouts.actions.leave import pay_leavers
from market.money.payouts.actions.onboarding import ask_account
from market.money.payouts.actions.request import request_late
from market.money.payouts.actions.transfer import ask_payout, send_batch
from market.money.payouts.identities import ROOM

LETTERS = LIMIT = 200
SOON = timedelta(minutes=1)

log = structlog.get_logger()

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
                letter = letters.asking(
                    by_bank=identities.is_open("sepa"),
                    again=identities.of_another_way(await identities.current(rows[0]["holder"])),
                )
                await tell_tagged(ROOM, rows[0]["holder"], letter, link=f"{settings().url}/earnings")
            except NotFound:  # left meanwhile
                continue
            finally:
                written += 1
    return written


_UNSENT = """
select p.id from money.payouts p join money.payout_batches b on b.id = p.batch_id
  where p.status = 'approved' and b.method = 'connect' and b.status in ('approved', 'submitted')
    and p.changed_at <= base.now() - $1::interval order by p.changed_at limit $2
"""
_UNANSWERED = """
select a.payout_id as id from money.payout_attempts a join money.payouts p on p.id = a.payout_id
    and p.attempt = a.number and p.method = 'connect' and p.status = 'submitted'
  where a.status in ('requested', 'unknown') and (a.leased_until is null or a.leased_until <= base.now())
    and coalesce(a.asked_at, a.requested_at) <= base.now() - $1::interval order by a.requested_at limit $2
"""
# In turns: whoever never finishes at Stripe keeps nobody waiting who does.
_ONBOARDING = """
update money.payout_identities set asked_at = base.now() where id = any(select id from money.payout_identities
  where method = 'connect' and replaced_at is null and ready_at is null
    and sealed <> '' and created_at > base.now() - interval '60 days'
  order by asked_at nulls first, created_at, id limit $1 for no key update skip locked) returning id
"""


async def send(batch: str) -> None:
    """The job: send the transfers of an approved batch."""
    await send_batch(uuid.UUID(batch))


async def take_up_transfers() -> int:
    """Send what the job left behind, and ask after what got no answer; how many were looked at."""
    rows = await fetch(_UNSENT, SOON, LIMIT)
    rows += await fetch(_UNANSWERED, SOON, LIMIT)
    await _each(ask_payout, [row["id"] for row in rows])
    return len(rows)


async def ask_accounts() -> int:
    """Ask Stripe which accounts can take money by now; how many were asked about."""
    rows = await fetch(_ONBOARDING, LIMIT)
    await _each(ask_account, [row["id"] for row in rows])
    return len(rows)


async def _each(act: Callable[[uuid.UUID], Awaitable[None]], ids: Sequence[uuid.UUID]) -> None:
    for each in ids:
        try:
            await act(each)
        except Exception as error:  # one of them must not hold up the others
            log.error("payouts.janitor_failed", act=act.__name__, error=type(error).__name__)


JOBS: Mapping[str, Handler] = {SEND: send}

SWEEPS: tuple[Sweep, ...] = (
    Sweep("payouts.letters", 60, write_letters),
    Sweep("payouts.late", 600, request_late),
    Sweep("payouts.leavers", 600, pay_leavers),
    Sweep("payouts.transfers", 30, take_up_transfers),
    Sweep("payouts.accounts", 600, ask_accounts),
)
