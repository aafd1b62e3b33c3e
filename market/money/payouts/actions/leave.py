"""One who leaves for good is paid whatever is theirs, as it becomes ready; then where it went is forgotten too."""

import uuid

import structlog

from market.base import audit, vault
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.ids import new_id
from market.money.chart import Kind, holder
from market.money.ledger import balance
from market.money.payouts import identities
from market.money.payouts.account import Payee
from market.money.payouts.actions.gather import gather
from market.money.payouts.actions.identity import keep_account, require_open
from market.money.payouts.actions.request import request_now
from market.money.payouts.identities import ROOM
from market.money.payouts.rules import CURRENCY, LEAVER_KEPT, LEAVER_LOST, OPEN

NOBODY = uuid.UUID(int=0)

log = structlog.get_logger()

_OPEN_LEAVERS = (
    "select id, holder from money.payout_leavers where closed_at is null and id > $1 order by id limit $2"
)

# What a leaver still waits for, and when their latest payout changed.
_WAITS = """
select exists (select from money.earnings where holder = $1 and released_at is null) as on_hold,
  exists (select from money.payouts where holder = $1 and status = any($2)) as under_way,
  coalesce((select max(changed_at) from money.payouts where holder = $1), l.left_at) as latest,
  base.now() as now
from money.payout_leavers l where l.holder = $1
"""


async def last_account(actor: audit.Actor, person: uuid.UUID, account: Payee | None) -> None:
    """Inside the transaction in which `person` leaves, before anything ends: lock where their money goes.

    `account` replaces what was given before; the password was just confirmed. Raises MethodNotOpen.
    """
    before = await identities.lock_current(vault.tag(ROOM, person))
    if account is not None:
        require_open("sepa")
        await keep_account(actor, person, account, first=before is None)


async def let_go(actor: audit.Actor, person: uuid.UUID) -> bool:
    """Inside the transaction in which `person` leaves, after everything of theirs ended: pay what is theirs.

    Their account details stay sealed under a key of their own until the last payout is final. False when we do
    not know where to pay: then nothing is paid, and nothing stays.
    """
    tag = vault.tag(ROOM, person)
    identity = await identities.lock_current(tag)
    if not identities.usable(identity):
        await _forget(tag)
        return False
    await fetch(
        "insert into money.payout_leavers (id, holder, left_at) values ($1, $2, base.now())", new_id(), tag
    )
    await _request(actor, tag)
    return True


async def pay_leavers(limit: int = 500) -> int:
    """Pay what has become ready for those who left, and forget those who are paid; how many were requested. What they
    had ready when they left was requested then: it joins a batch here too.

    Everybody is looked at, `limit` at a time: whoever waits for long keeps no later one from their money.
    """
    requested, last = 0, NOBODY
    while rows := await fetch(_OPEN_LEAVERS, last, limit):
        last = rows[-1]["id"]
        for row in rows:
            try:
                async with transaction():
                    requested += await _pay_or_forget(row["holder"])
            except Exception as error:  # one of them must not hold up the others
                log.error("payouts.leaver_waits", error=type(error).__name__)
    await gather(audit.CLOCK)
    return requested


async def _pay_or_forget(tag: bytes) -> bool:
    identity = await identities.lock_current(tag)
    if identities.usable(identity) and await _request(audit.CLOCK, tag):
        return True
    row = await fetch_row(_WAITS, tag, list(OPEN))
    if row is None or row["on_hold"] or row["under_way"]:
        return False
    lost = await _ready(tag) > 0
    if row["now"] - row["latest"] >= (LEAVER_LOST if lost else LEAVER_KEPT):
        await _forget(tag)
    return False


async def _request(actor: audit.Actor, tag: bytes) -> bool:
    """Request whatever is ready; False when nothing is."""
    amount = await _ready(tag)
    if amount:
        await request_now(actor, tag, amount)
    return amount > 0


async def _ready(tag: bytes) -> int:
    return await balance(holder(Kind.HOLDER_PAYABLE, tag, CURRENCY))


async def _forget(tag: bytes) -> None:
    """Destroy the key of what stands here of a person, and what it sealed."""
    await vault.destroy_key(vault.person_of(ROOM, tag), vault.PAYOUTS)
    await fetch("update money.payout_identities set sealed = '' where holder = $1", tag)
    closed = await fetch_value(
        "update money.payout_leavers set closed_at = base.now() where holder = $1 returning id", tag
    )
    if closed is not None:
        await audit.record(audit.CLOCK, "payout_leaver.forgotten", "payout_leaver", closed)
