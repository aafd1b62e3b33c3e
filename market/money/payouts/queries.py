"""Reads of payouts: a holder's own, and what operators let out."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from market.base.clock import now
from market.base.database import Record, fetch, fetch_row, fetch_value
from market.base.settings import settings
from market.money.chart import Kind, holder
from market.money.ledger import balance
from market.money.payouts.errors import BatchNotFound, PayoutNotFound
from market.money.payouts.identities import current, is_open, of_another_way, usable
from market.money.payouts.rules import CURRENCY
from market.money.settlement.rules import Month


@dataclass(frozen=True)
class PayoutRow:
    """A payout: for its holder, and for operators, who never see whose it is. Minor units, times UTC.

    `came_back`: how much of it Stripe took back after it was paid. `later` is the payout that the money of one that
    came back or was called off went on with: what is over.
    """

    id: uuid.UUID
    amount: int
    currency: str
    method: str
    status: str
    reference: str
    attempt: int
    why: str | None
    failure: str | None
    came_back: int
    requested_at: datetime
    changed_at: datetime
    paid_at: datetime | None
    later: uuid.UUID | None
    later_reference: str | None
    later_status: str | None


@dataclass(frozen=True)
class CameBack:
    """Payouts whose money came back and went on with none since: how many, and how much (minor units)."""

    count: int
    amount: int


@dataclass(frozen=True)
class NextPayout:
    """What will be paid next if nothing more is earned: `amount` minor units, after `after` (UTC).

    `enough`: whether the amount reaches the threshold. `known`: whether we know where it goes, in a way that is
    open. `soon`: not the next month's run pays it, but `request_late` in minutes, as the holder was asked and answered.
    """

    after: datetime
    amount: int
    threshold: int
    known: bool
    soon: bool = False

    @property
    def enough(self) -> bool:
        return self.amount >= self.threshold


@dataclass(frozen=True)
class BatchRow:
    """A batch with what it holds and who has approved it so far (how many). Minor units, times UTC.

    `payouts` and `amount` are of the whole; `back` and `back_amount` what of it did not arrive or came back after.
    `handed_at` is when its file was handed out whole; None where it was sent and its file is with nobody.
    """

    id: uuid.UUID
    method: str
    currency: str
    kind: str
    status: str
    needed: int | None
    given: int
    payouts: int
    amount: int
    created_at: datetime
    submitted_at: datetime | None
    closed_at: datetime | None
    message_id: str | None
    back: int
    back_amount: int
    handed_at: datetime | None = None

    @property
    def stayed(self) -> int:
        """How many payouts of it did not come back."""
        return self.payouts - self.back

    @property
    def stayed_amount(self) -> int:
        """What of it did not come back."""
        return self.amount - self.back_amount


@dataclass(frozen=True)
class AttemptRow:
    """One sending of a payout, for operators: `failure` is why it came back, `resolved_at` (UTC) when that was said."""

    number: int
    reference: str
    status: str
    failure: str | None
    resolved_at: datetime | None


_PAYOUT = (
    "p.id, p.amount, p.currency, p.method, p.status, p.reference, p.attempt, p.why, p.failure, p.requested_at,"
    " (select coalesce(sum(r.amount), 0)::bigint from money.transfer_reversals r join money.payout_attempts a"
    " on a.id = r.attempt_id where a.payout_id = p.id and a.number = p.attempt) as came_back,"
    " p.changed_at, p.paid_at, l.id as later, l.reference as later_reference, l.status as later_status"
)
# A run takes whatever is ready, so the first payout that was requested since one came back, and is not less, has its
# money; where it came back part by part, the last part: an earlier one may have gone out meanwhile. What becomes of
# it is told there.
_FROM = """
from money.payouts p left join lateral (
  select q.id, q.reference, q.status from money.payouts q
  where p.status in ('failed', 'canceled') and q.holder = p.holder and q.currency = p.currency
    and q.requested_at > p.changed_at and q.amount >= coalesce((
      select r.amount from money.transfer_reversals r join money.payout_attempts a on a.id = r.attempt_id
      where a.payout_id = p.id and a.number = p.attempt order by r.booked_at desc, r.id desc limit 1), p.amount)
  order by q.requested_at, q.id limit 1
) l on true
"""
# What a batch is about: while it waits, what would go out with it; once sent, what went.
_BATCH = """
select b.id, b.method, b.currency, b.kind, b.status, b.needed, b.created_at, b.submitted_at, b.closed_at,
  b.message_id, b.handed_at, (select count(*)::int from money.payout_approvals a where a.batch_id = b.id) as given,
  c.payouts, c.amount, r.back, r.back_amount
  from money.payout_batches b cross join lateral (
    select count(*)::int as payouts, coalesce(sum(amount), 0)::bigint as amount from (
      select p.id, p.amount from money.payouts p where p.batch_id = b.id and p.status <> 'canceled'
      union select p.id, p.amount from money.payout_attempts t join money.payouts p on p.id = t.payout_id
        where t.batch_id = b.id) whole
  ) c cross join lateral (
    select count(*)::int as back, coalesce(sum(p.amount), 0)::bigint as back_amount
      from money.payout_attempts t join money.payouts p on p.id = t.payout_id
      where t.batch_id = b.id and t.status = 'refused'
  ) r
"""


async def of_holder(tag: bytes, limit: int = 24) -> list[PayoutRow]:
    """A holder's payouts, latest first."""
    rows = await fetch(
        f"select {_PAYOUT} {_FROM} where p.holder = $1 order by p.requested_at desc, p.id limit $2",
        *(tag, limit),
    )
    return [PayoutRow(**row) for row in rows]


# As `request_late` finds them.
_ASKED_AND_UNPAID = """
select exists (select from money.payout_asks a where a.holder = $1
  and a.period = (select max(period) from money.payout_runs where closed_at is not null)
  and not exists (select from money.payouts p where p.holder = a.holder and p.currency = $2 and p.period = a.period))
"""


async def next_payout(tag: bytes) -> NextPayout:
    """What the run after this month will find for a holder, or who has answered late is paid at once."""
    at = await now()
    month = Month.of(at)
    held = await fetch_value(
        "select coalesce(sum(amount), 0)::bigint from money.earnings where holder = $1 and currency = $2"
        " and released_at is null and payable_at <= $3",
        *(tag, CURRENCY, month.ends_at),
    )
    ready = await balance(holder(Kind.HOLDER_PAYABLE, tag, CURRENCY))
    identity, threshold = await current(tag), settings().payout_threshold
    known = usable(identity) and not of_another_way(identity)
    if known and ready >= threshold and await fetch_value(_ASKED_AND_UNPAID, tag, CURRENCY):
        return NextPayout(at, ready, threshold, known, soon=True)
    return NextPayout(month.ends_at, ready + int(held), threshold, known)


MOST_BATCHES, MOST_PAYOUTS, MOST_SINGLE = 50, 500, 200
"""So many are listed at once."""


async def batches(*, done: bool = False, limit: int = MOST_BATCHES) -> list[BatchRow]:
    """Batches that are not finished, oldest first, or the finished ones, latest first; empty ones are left out."""
    where = "in" if done else "not in"
    order = "b.closed_at desc nulls last" if done else "b.created_at"
    rows = await fetch(
        f"{_BATCH} where b.status {where} ('executed', 'rejected', 'canceled') and c.payouts > 0"
        f" order by {order}, b.id limit $1",
        limit,
    )
    return [BatchRow(**row) for row in rows]


async def batch(batch_id: uuid.UUID) -> BatchRow:
    """One batch; raises BatchNotFound."""
    row = await fetch_row(f"{_BATCH} where b.id = $1", batch_id)
    if row is None:
        raise BatchNotFound()
    return BatchRow(**row)


async def payouts_in(batch_id: uuid.UUID, limit: int) -> list[PayoutRow]:
    """What is or was in a batch, the largest first: those are what an operator looks at."""
    return _rows(
        await fetch(
            f"select {_PAYOUT} {_FROM} where p.batch_id = $1 or exists (select from"
            " money.payout_attempts t where t.payout_id = p.id and t.batch_id = $1)"
            " order by p.amount desc, p.reference limit $2",
            *(batch_id, limit),
        )
    )


async def outside_batches(limit: int = MOST_SINGLE) -> list[PayoutRow]:
    """What an operator has to look at one by one, oldest first: held back, or come back and neither tried again nor
    paid since with a later payout.
    """
    return _rows(
        await fetch(
            f"select {_PAYOUT} {_FROM} where p.status in ('held', 'failed') and l.id is null"
            " order by p.changed_at, p.id limit $1",
            limit,
        )
    )


async def came_back() -> CameBack:
    """What came back and waits for an operator or the next run."""
    row = await fetch_row(
        f"select count(*)::int as count, coalesce(sum(p.amount), 0)::bigint as amount {_FROM}"
        " where p.status = 'failed' and l.id is null"
    )
    return CameBack(**row) if row else CameBack(0, 0)


async def payout(payout_id: uuid.UUID) -> PayoutRow:
    """One payout, for an operator; raises PayoutNotFound."""
    row = await fetch_row(f"select {_PAYOUT} {_FROM} where p.id = $1", payout_id)
    if row is None:
        raise PayoutNotFound()
    return PayoutRow(**row)


async def can_receive(payout_id: uuid.UUID) -> bool:
    """Whether its holder has an account now that the money could go to."""
    holder = await fetch_value("select holder from money.payouts where id = $1", payout_id)
    identity = await current(holder) if holder else None
    return identity is not None and usable(identity) and is_open(identity["method"])


async def attempts(payout_id: uuid.UUID) -> list[AttemptRow]:
    """What was sent of a payout so far, the first one first."""
    rows = await fetch(
        "select number, reference, status, error_code as failure, resolved_at from money.payout_attempts"
        " where payout_id = $1 order by number",
        payout_id,
    )
    return [AttemptRow(**row) for row in rows]


async def by_reference(reference: str) -> PayoutRow | None:
    """The payout of which any attempt has this reference."""
    row = await fetch_row(
        f"select {_PAYOUT} {_FROM} where p.reference = $1 or exists (select from"
        " money.payout_attempts t where t.payout_id = p.id and t.reference = $1)",
        reference,
    )
    return PayoutRow(**row) if row else None


async def batch_by_message(message_id: str) -> uuid.UUID | None:
    """The batch whose file has this message id."""
    found: uuid.UUID | None = await fetch_value(
        "select id from money.payout_batches where message_id = $1", message_id
    )
    return found


async def batch_of(payout: uuid.UUID) -> uuid.UUID | None:
    """The batch that a payout is in."""
    found: uuid.UUID | None = await fetch_value("select batch_id from money.payouts where id = $1", payout)
    return found


def _rows(rows: Sequence[Record]) -> list[PayoutRow]:
    return [PayoutRow(**row) for row in rows]
