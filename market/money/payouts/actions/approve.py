"""Operators let a batch out: one up to a limit, two different ones above it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from market.base import audit, jobs
from market.base.access import Principal
from market.base.database import Record, fetch, fetch_row, fetch_value, transaction
from market.base.ids import new_id
from market.base.settings import settings
from market.money.moves import move, move_all
from market.money.payouts import identities, locks, postings, queries
from market.money.payouts.alone import let_out_alone
from market.money.payouts.errors import (
    BatchChanged,
    BatchEmpty,
    BatchNotMovable,
    DestinationChanged,
    OwnPayout,
    PayoutAccountNotReady,
    PayoutCarriedOn,
    PayoutIdentityMissing,
    PayoutMethodClosed,
    PayoutNotFound,
    PayoutNotMovable,
    SameOperator,
)
from market.money.payouts.operators import Operator, operator_of
from market.money.payouts.rules import BATCH, PAYOUT, new_reference, operators_needed

SEND = "payouts.send"
"""The job that sends the transfers of an approved batch."""
WAITING = {"run": ("requested",), "single": ("held", "failed")}
"""What an approval of a batch of each kind is about."""


@dataclass(frozen=True)
class Approval:
    """How many operators have approved and how many it takes; `approved` once that is enough."""

    given: int
    needed: int

    @property
    def approved(self) -> bool:
        return self.given >= self.needed


async def approve_batch(who: Principal, batch: uuid.UUID, amount: int) -> Approval:
    """Let the batch out, as it was seen: `amount` (minor units) is what the operator saw it hold.

    Raises NotYours, BatchNotFound, BatchNotMovable, PayoutMethodClosed, BatchEmpty, BatchChanged, SameOperator,
    OwnPayout; for one payout of its own also PayoutCarriedOn, PayoutAbovePayable, PayoutIdentityMissing,
    PayoutAccountNotReady, DestinationChanged.
    """
    operator = operator_of(who)
    async with transaction():
        await _lock_payee(batch)
        return await _approve(operator, await locks.batch(batch), amount)


async def approve_payout(who: Principal, payout: uuid.UUID) -> Approval:
    """Let out one payout that was held, or try one again that failed, in a batch of its own.

    Raises NotYours, PayoutNotFound, PayoutNotMovable and what `approve_batch` raises.
    """
    operator = operator_of(who)
    async with transaction():
        identity = await _lock_payee_of(payout)
        row = await locks.payout(payout)
        batch = await _own_batch(operator, row, identity)
        return await _approve(operator, batch, row["amount"])


async def _own_batch(operator: Operator, row: Record, identity: Record) -> Record:
    """The open batch that the payout has to itself, made if it has none."""
    if row["status"] not in WAITING["single"]:
        raise PayoutNotMovable(state=row["status"])
    if row["batch_id"] is not None:
        found = await locks.batch(row["batch_id"])
        if (found["kind"], found["status"]) == ("single", "open"):
            return found
    batch = new_id()
    await fetch(
        "insert into money.payout_batches (id, method, currency, kind, status, created_at)"
        " values ($1, $2, $3, 'single', 'open', base.now())",
        *(batch, identity["method"], row["currency"]),
    )
    await fetch("update money.payouts set batch_id = $2 where id = $1", row["id"], batch)
    await audit.record(operator.actor, "payout_batch.opened", "payout_batch", batch)
    return await locks.batch(batch)


async def _approve(operator: Operator, batch: Record, seen: int) -> Approval:
    """One more approval of a locked batch, and what follows when it is enough."""
    if batch["status"] != "open":
        raise BatchNotMovable(state=batch["status"])
    if not identities.is_open(batch["method"]):
        raise PayoutMethodClosed()
    waiting = await locks.payouts_in(batch["id"], WAITING[batch["kind"]])
    amount = sum(row["amount"] for row in waiting)
    if not waiting:
        raise BatchEmpty()
    if amount != seen:
        raise BatchChanged(amount=amount)
    if any(row["holder"] == operator.holder for row in waiting):
        raise OwnPayout()
    await _require_not_carried(waiting)
    destinations = await _destinations(batch, waiting)
    needed = batch["needed"] or await _freeze(operator, batch["id"], amount)
    given = await _sign(operator, batch["id"], amount)
    if given >= needed:
        await move(BATCH, batch["id"], "approve", operator.actor, approved_at=await _now())
        await _let_out(operator, waiting, destinations)
        if batch["method"] == "connect":
            await jobs.enqueue(SEND, batch=batch["id"])
    return Approval(given, needed)


async def _require_not_carried(waiting: Sequence[Record]) -> None:
    """What came back and was paid since is not tried again. Raises PayoutCarriedOn."""
    for row in waiting:
        if row["status"] == "failed" and (found := await queries.payout(row["id"])).later:
            raise PayoutCarriedOn(reference=found.later_reference)


async def _destinations(batch: Record, waiting: Sequence[Record]) -> dict[uuid.UUID, Record]:
    """Where what had failed goes now, by payout: nobody signs for what could not be tried again."""
    found = {}
    for row in waiting:
        if row["status"] != "failed":
            continue
        identity = await identities.current(row["holder"])
        if identity is None or identity["refused_at"] is not None:
            raise PayoutIdentityMissing()
        if not identities.usable(identity):
            raise PayoutAccountNotReady()
        if identity["method"] != batch["method"]:
            raise DestinationChanged()
        found[row["id"]] = identity
    return found


async def _freeze(operator: Operator, batch: uuid.UUID, amount: int) -> int:
    """From the first approval on nothing joins; how many operators it takes is decided here, once."""
    alone = await let_out_alone(operator)
    needed = operators_needed(amount, alone, settings().two_operators)
    await fetch(
        "update money.payout_batches set frozen_at = base.now(), needed = $2 where id = $1", batch, needed
    )
    return needed


async def _sign(operator: Operator, batch: uuid.UUID, amount: int) -> int:
    """Write the approval; how many there are now. Raises SameOperator."""
    made = await fetch(
        "insert into money.payout_approvals (id, batch_id, operator, amount, at)"
        " values ($1, $2, $3, $4, base.now()) on conflict (batch_id, operator) do nothing returning 1",
        *(new_id(), batch, operator.tag, amount),
    )
    if not made:
        raise SameOperator()
    await audit.record(operator.actor, "payout_batch.signed", "payout_batch", batch, amount=amount)
    return int(await fetch_value("select count(*) from money.payout_approvals where batch_id = $1", batch))


async def _let_out(
    operator: Operator, waiting: Sequence[Record], destinations: Mapping[uuid.UUID, Record]
) -> None:
    """What waited is approved; what had failed is reserved anew, under a reference of its own."""
    now = await _now()
    failed = [row for row in waiting if row["status"] == "failed"]
    for row in failed:
        identity = destinations[row["id"]]
        await move(
            *(PAYOUT, row["id"], "retry", operator.actor),
            attempt=row["attempt"] + 1,
            reference=new_reference(),
            identity_id=identity["id"],
            method=identity["method"],
            failure=None,
            changed_at=now,
        )
    await postings.reserve([row["id"] for row in failed])
    others = [row["id"] for row in waiting if row["status"] != "failed"]
    await move_all(PAYOUT, others, "approve", operator.actor, why=None, changed_at=now)


async def _lock_payee(batch: uuid.UUID) -> None:
    """A payout that had failed draws on what is ready, so its payee is locked before the batch."""
    row = await fetch_row(
        "select p.id from money.payouts p join money.payout_batches b on b.id = p.batch_id"
        " where b.id = $1 and b.kind = 'single'",
        batch,
    )
    if row is not None:
        await _lock_payee_of(row["id"])


async def _lock_payee_of(payout: uuid.UUID) -> Record:
    holder = await fetch_value("select holder from money.payouts where id = $1", payout)
    if holder is None:
        raise PayoutNotFound()
    identity = await identities.lock_current(holder)
    if identity is None:
        raise PayoutIdentityMissing()
    return identity


async def _now() -> object:
    return await fetch_value("select base.now()")
