"""What the bank has done with a batch: executed it, refused it, or given single payments back."""

import uuid
from collections.abc import Sequence

from market.accounts.post import tell_tagged
from market.base import audit
from market.base.access import Principal
from market.base.database import Record, fetch, fetch_value, transaction
from market.base.errors import NotFound
from market.base.mail import Letter
from market.base.settings import settings
from market.money.chart import Movement
from market.money.moves import move, move_all
from market.money.payouts import letters, locks, postings
from market.money.payouts.errors import (
    BatchNotMovable,
    PayoutAttemptOver,
    PayoutNotMovable,
    ReturnCodeUnknown,
)
from market.money.payouts.identities import ROOM
from market.money.payouts.operators import operator_of
from market.money.payouts.rules import BATCH, PAYOUT, RETURN_CODES, SENT, WITHDRAWS


async def accept_batch(who: Principal, batch: uuid.UUID) -> int:
    """The bank has the file. Returns how many payouts are on their way. Raises BatchNotFound, BatchNotMovable."""
    operator = operator_of(who)
    async with transaction():
        row = await locks.batch(batch)
        if row["method"] != "sepa" or not await move(BATCH, batch, "accept", operator.actor):
            raise BatchNotMovable(state=row["status"])
        sent = [each["id"] for each in await locks.payouts_in(batch, ("submitted",))]
        return len(await move_all(PAYOUT, sent, "accept", operator.actor, changed_at=await _now()))


async def execute_batch(who: Principal, batch: uuid.UUID) -> int:
    """The bank has executed the file: what was sent is paid. Returns how many payouts.

    Raises NotYours, BatchNotFound, BatchNotMovable.
    """
    operator = operator_of(who)
    async with transaction():
        row = await locks.batch(batch)
        now = await _now()
        if row["method"] != "sepa" or not await move(BATCH, batch, "execute", operator.actor, closed_at=now):
            raise BatchNotMovable(state=row["status"])
        return await pay(operator.actor, await locks.payouts_in(batch, SENT), row["method"])


async def reject_batch(who: Principal, batch: uuid.UUID, code: str) -> int:
    """The bank has refused the file whole: the money is ready again. Returns how many payouts failed.

    Raises NotYours, BatchNotFound, BatchNotMovable, ReturnCodeUnknown.
    """
    operator = operator_of(who)
    _require_known(code)
    async with transaction():
        row = await locks.batch(batch)
        now = await _now()
        if row["method"] != "sepa" or not await move(BATCH, batch, "reject", operator.actor, closed_at=now):
            raise BatchNotMovable(state=row["status"])
        sent = await locks.payouts_in(batch, SENT)
        # The bank refused the file, not the accounts in it: nobody is asked for another.
        await fail(operator.actor, sent, code, withdraw=False)
        return len(sent)


async def return_payout(who: Principal, payout: uuid.UUID, code: str, reference: str) -> None:
    """The bank has given one payment back, before it was executed or after: the money is ready again.

    `code` is the bank's reason (ISO 20022), `reference` that of the payment which came back: said twice, it is no
    word on the next attempt. Where the account takes no money, the holder is asked for another. What left through
    Stripe is not a bank's to return: Stripe says what came back.

    Raises NotYours, PayoutNotFound, PayoutAttemptOver, PayoutNotMovable, ReturnCodeUnknown.
    """
    operator = operator_of(who)
    _require_known(code)
    async with transaction():
        await locks.identity_of(payout)
        row = await locks.payout(payout)
        if row["reference"] != reference:
            raise PayoutAttemptOver(reference=row["reference"])
        # What came back of a transfer at Stripe, Stripe says: nobody else does.
        if row["method"] != "sepa" or row["status"] not in (*SENT, "paid"):
            raise PayoutNotMovable(state=row["status"])
        await fail(operator.actor, [row], code, withdraw=code in WITHDRAWS)
        await _refuse_if_all_came_back(operator.actor, row["batch_id"])


async def pay(actor: audit.Actor, rows: Sequence[Record], method: str) -> int:
    """These locked payouts are paid, in the caller's transaction; how many were not before."""
    now = await _now()
    paid = await move_all(PAYOUT, [row["id"] for row in rows], "pay", actor, paid_at=now, changed_at=now)
    await _resolve(paid, "answered", None)
    await postings.settle(paid, method)
    return len(paid)


async def fail(
    actor: audit.Actor,
    rows: Sequence[Record],
    code: str,
    *,
    withdraw: bool,
    tell: bool = True,
    booked: bool = False,
) -> None:
    """These locked payouts of one method failed, in the caller's transaction, and their holders are told.

    `withdraw`: the account details take no money; they are not used again. Without `tell` the reason is ours. What
    came back part by part is `booked` already.
    """
    before = {row["id"]: row for row in rows}
    now = await _now()
    moved = await move_all(
        PAYOUT, list(before), "fail", actor, failure=code[:64], paid_at=None, changed_at=now
    )
    await _resolve(moved, "refused", code)
    late = [payout for payout in moved if before[payout]["status"] == "paid"]
    await postings.release(Movement.PAYOUT_FAILED, [payout for payout in moved if payout not in late])
    await postings.take_back([] if booked else late, rows[0]["method"] if rows else "")
    for payout in moved:
        if withdraw:
            await _withdraw(actor, before[payout]["identity_id"])
        if tell:
            await _tell(before[payout]["holder"], letters.FAILED)


async def came_back_in_part(actor: audit.Actor, row: Record, amount: int) -> None:
    """Of this locked payout `amount` (minor units) has come back so far, and is booked; its holder is told."""
    await audit.record(actor, "payout.came_back_in_part", "payout", row["id"], amount=amount)
    await _tell(row["holder"], letters.PART)


async def _withdraw(actor: audit.Actor, identity: uuid.UUID) -> None:
    refused = await fetch(
        "update money.payout_identities set refused_at = base.now() where id = $1 and refused_at is null"
        " returning 1",
        identity,
    )
    if refused:
        await audit.record(actor, "payout_identity.refused", "payout_identity", identity)


async def _tell(holder: bytes, letter: Letter) -> None:
    try:
        await tell_tagged(ROOM, holder, letter, link=f"{settings().url}/earnings")
    except NotFound:  # who has left is told nothing
        return


async def _resolve(payouts: Sequence[uuid.UUID], status: str, code: str | None) -> None:
    """The latest attempt of each has its answer."""
    await fetch(
        "update money.payout_attempts a set status = $2, error_code = $3, resolved_at = base.now(),"
        " leased_until = null from money.payouts p where p.id = any($1) and a.payout_id = p.id"
        " and a.number = p.attempt",
        *(list(payouts), status, code and code[:64]),
    )


async def _refuse_if_all_came_back(actor: audit.Actor, batch: uuid.UUID | None) -> None:
    """A batch of which every payment came back before it was executed is refused."""
    if batch is not None and not await locks.payouts_in(batch, (*SENT, "paid")):
        await move(BATCH, batch, "reject", actor, closed_at=await _now())


def _require_known(code: str) -> None:
    if code not in RETURN_CODES:
        raise ReturnCodeUnknown(field="code", known=sorted(RETURN_CODES))


async def _now() -> object:
    return await fetch_value("select base.now()")
