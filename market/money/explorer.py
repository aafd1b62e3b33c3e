"""The ledger, read: any account on any day, down to the posting and its cause.

Amounts are minor units, credit positive. A day is one of the market's zone, and a posting belongs to the day
on which the money moved (`effective_at`), which may be before the one on which it was posted.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from market.base.clock import MARKET_ZONE, market_date, now
from market.base.database import fetch, fetch_at_length, fetch_row, fetch_value
from market.base.errors import NotFound
from market.money.chart import GUARDED, Account, Kind
from market.money.days import queries as days
from market.money.ledger import balance

PER_PAGE = 50
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Posting:
    """An entry with its transaction. `why` is the transaction's kind."""

    id: int
    transaction: uuid.UUID
    account: Account
    amount: int
    why: str
    effective_at: datetime
    posted_at: datetime


@dataclass(frozen=True)
class Transaction:
    """A ledger transaction with its entries, the row that caused it, and Stripe's movements that it explains."""

    id: uuid.UUID
    why: str
    source_type: str
    source_id: uuid.UUID
    effective_at: datetime
    posted_at: datetime
    reverses: uuid.UUID | None
    reversed_by: uuid.UUID | None
    entries: Sequence[tuple[Account, int]]
    source: Mapping[str, Any]
    movements: Sequence[Mapping[str, Any]]


def end_of(day: date) -> datetime:
    """The first instant after `day`."""
    return datetime.combine(day + timedelta(days=1), time(), MARKET_ZONE)


async def balance_at(account: Account, day: date) -> int:
    """What the account held at the end of `day`."""
    end = end_of(day)
    present = end > await now()
    if not account.subject:
        return sum(it.amount for it in await days.of_account(account, days.EVER if present else day))
    if present:
        return await balance(account)
    (row,) = await fetch_at_length(
        "select coalesce(sum(e.amount), 0)::bigint as total from money.ledger_entries e"
        " join money.ledger_transactions t on t.id = e.transaction_id"
        " where e.subject <> '' and (e.kind, e.subject, e.currency) = ($1, $2, $3) and t.effective_at < $4",
        *(account.kind, account.subject, account.currency, end),
    )
    total: int = row["total"]
    return total


async def accounts_of(kind: Kind, after: bytes = b"", most: int = PER_PAGE) -> Sequence[tuple[Account, int]]:
    """Accounts of a kind that stands for somebody or something, with what they hold now where that is not zero.

    `after`: the subject of the last one that was seen; the order means nothing.
    """
    held = (
        "select subject, currency, posted as held from money.ledger_balances where kind = $1 and posted <> 0"
        if kind in GUARDED
        # Of the others there is one kind, with an index of its own.
        else "select subject, currency, sum(amount)::bigint as held from money.ledger_entries"
        " where kind = $1 and kind = 'brand:receivable' group by subject, currency having sum(amount) <> 0"
    )
    rows = await fetch_at_length(
        f"select * from ({held}) held where subject > $2 order by subject, currency limit $3",
        *(kind, after, most),
    )
    return [(Account(kind, row["subject"], row["currency"]), row["held"]) for row in rows]


# One statement for the platform's own accounts, which are long, one for the others, which have an index. Of the
# long ones only the days are looked at that hold as many postings as are asked for.
_POSTINGS = """
select e.id, e.transaction_id, e.amount, t.kind as why, t.effective_at, t.created_at
from money.ledger_entries e join money.ledger_transactions t on t.id = e.transaction_id
where e.subject {is_it} and (e.kind, e.subject, e.currency) = ($1, $2, $3)
  and t.effective_at < $4 and t.effective_at >= $7
  and ($5::bigint is null or (t.effective_at, t.id, e.line) < (
    select u.effective_at, u.id, f.line from money.ledger_entries f
      join money.ledger_transactions u on u.id = f.transaction_id where f.id = $5))
order by t.effective_at desc, t.id desc, e.line desc limit $6
"""
_OWN, _THEIRS = _POSTINGS.format(is_it="= ''"), _POSTINGS.format(is_it="<> ''")


async def postings(
    account: Account, day: date, after: int | None = None, most: int = PER_PAGE
) -> Sequence[Posting]:
    """What moved the account until the end of `day`, latest first, below the entry `after`."""
    rows = await fetch_at_length(
        _THEIRS if account.subject else _OWN,
        *(account.kind, account.subject, account.currency, end_of(day), after, most),
        await _earliest(account, day, after, most),
    )
    return [
        Posting(
            row["id"],
            row["transaction_id"],
            account,
            row["amount"],
            row["why"],
            row["effective_at"],
            row["created_at"],
        )
        for row in rows
    ]


# What is told of the row that made money move, by its kind.
_SOURCES = {
    "payment": "select p.status, p.amount, p.method, p.captured, p.refunded, p.fee, p.created_at, p.paid_at,"
    " p.stripe_payment_intent_id as intent, p.stripe_charge_id as charge, o.brand from money.payments p"
    " join money.orders o on o.id = p.order_id where p.id = $1",
    "refund": "select r.status, r.amount, r.reason, r.origin, r.failure, r.created_at,"
    " r.stripe_refund_id as refund, p.stripe_charge_id as charge, o.brand from money.refunds r"
    " join money.payments p on p.id = r.payment_id join money.orders o on o.id = p.order_id where r.id = $1",
    "rental": "select amount, bps, vat_bps, earned, refunded, total_days, used_days, starts_at, closed_at,"
    " close_reason, holder, rental_id as rental from money.order_lines where rental_id = $1",
    "stripe_movement": "select type, net, created, stripe_id as movement, source"
    " from money.stripe_balance_transactions where id = $1",
}
_SOURCES["payout"] = (
    "select status, amount, reference, failure, requested_at as created_at, paid_at, holder"
    " from money.payouts where id = $1"
)
_SOURCES["transfer"] = (
    "select p.status, p.amount, a.reference, p.failure, a.made_at as created_at, p.paid_at, p.holder,"
    " a.stripe_transfer_id as transfer from money.payout_attempts a"
    " join money.payouts p on p.id = a.payout_id where a.id = $1"
)
_SOURCES["transfer_reversal"] = (
    "select p.status, r.amount, a.reference, a.made_at as created_at, r.booked_at as paid_at, p.holder,"
    " a.stripe_transfer_id as transfer from money.transfer_reversals r"
    " join money.payout_attempts a on a.id = r.attempt_id join money.payouts p on p.id = a.payout_id where r.id = $1"
)
_SOURCES["dispute"] = (
    "select d.status, d.amount, d.reason, d.fee, d.created_at, d.stripe_dispute_id as dispute,"
    " p.stripe_charge_id as charge, o.brand from money.disputes d join money.payments p on p.id = d.payment_id"
    " join money.orders o on o.id = p.order_id where d.id = $1"
)
_SOURCES["own_transfer"] = (
    "select status, amount, reference, recorded_at as created_at, booked_at as paid_at"
    " from money.own_transfers where id = $1"
)
_SOURCES["bank_return"] = (
    "select status, amount, reference, coalesce(why, failure) as failure, asked_at as created_at, paid_at, brand"
    " from money.bank_returns where id = $1"
)
_SOURCES["reward_budget"] = (
    "select status, amount, reserved, spent, returned, opened_at as created_at, closed_at, brand"
    " from money.reward_budgets where id = $1"
)
_SOURCES["reward"] = (
    "select r.status, r.amount, r.source_type as reason, r.offered_at as created_at, r.settled_at, b.brand"
    " from money.rewards r join money.reward_budgets b on b.id = r.budget where r.id = $1"
)
_SOURCES["charity_payment"] = (
    "select status, amount, reference, why as failure, recorded_at as created_at, booked_at as paid_at"
    " from money.charity_payments where id = $1"
)
_SOURCES["write_off"] = (
    "select w.amount, w.first_at as created_at, w.booked_at as paid_at, p.stripe_charge_id as charge, o.brand"
    " from money.write_offs w join money.payments p on p.id = w.payment_id join money.orders o on o.id = p.order_id"
    " where w.id = $1"
)
_SOURCES["external_refund"] = _SOURCES["balance_refund"] = _SOURCES["refund"]


async def _earliest(account: Account, day: date, after: int | None, most: int) -> datetime:
    """From when on an own account has `most` postings below the entry `after` and until `day`."""
    if account.subject:
        return BEGINNING
    if after is not None:
        moved_at = await fetch_value(
            "select t.effective_at from money.ledger_entries e join money.ledger_transactions t"
            " on t.id = e.transaction_id where e.id = $1",
            after,
        )
        day = min(day, market_date(moved_at)) if moved_at else day
    found = 0
    for it in await days.of_account(account, day):
        # Of the day that the entry `after` stands in, nobody knows how many are below it.
        found += it.entries if after is None or it.day < day else 0
        if found >= most:
            return end_of(it.day - timedelta(days=1))
    return BEGINNING


async def transaction(id: uuid.UUID) -> Transaction:
    """One transaction with all there is to know of it. Raises NotFound."""
    row = await fetch_row(
        "select t.*, r.id as reversed_by from money.ledger_transactions t"
        " left join money.ledger_transactions r on r.reverses_id = t.id where t.id = $1",
        id,
    )
    if row is None:
        raise NotFound()
    entries = await fetch(
        "select kind, subject, currency, amount from money.ledger_entries where transaction_id = $1 order by line",
        id,
    )
    cause = _SOURCES.get(row["source_type"])
    source = await fetch_row(cause, row["source_id"]) if cause else None
    movements = await fetch(
        "select m.stripe_id, m.type, m.net, m.created from money.reconciliation_matches x"
        " join money.stripe_balance_transactions m on m.id = x.movement_id where x.transaction_id = $1",
        id,
    )
    return Transaction(
        id=id,
        why=row["kind"],
        source_type=row["source_type"],
        source_id=row["source_id"],
        effective_at=row["effective_at"],
        posted_at=row["created_at"],
        reverses=row["reverses_id"],
        reversed_by=row["reversed_by"],
        entries=[(Account(Kind(it["kind"]), it["subject"], it["currency"]), it["amount"]) for it in entries],
        source=dict(source) if source else {},
        movements=[dict(it) for it in movements],
    )


async def caused_by(stripe_id: str, most: int = PER_PAGE) -> Sequence[uuid.UUID]:
    """The transactions behind an object of Stripe's or one of its movements, oldest first."""
    rows = await fetch(
        "select t.id from money.ledger_transactions t join ("
        " select 'payment' as type, id from money.payments where stripe_charge_id = $1"
        " union all select 'payment', id from money.payments where stripe_payment_intent_id = $1"
        " union all select case origin when 'platform' then 'refund' when 'balance' then 'balance_refund'"
        "  else 'external_refund' end, id"
        "  from money.refunds where stripe_refund_id = $1"
        " union all select 'transfer', id from money.payout_attempts"
        "  where stripe_transfer_id = $1 or stripe_reversal_id = $1"
        " union all select 'transfer_reversal', id from money.transfer_reversals where stripe_reversal_id = $1"
        " union all select 'dispute', id from money.disputes where stripe_dispute_id = $1"
        " union all select 'stripe_movement', id from money.stripe_balance_transactions where object = $1"
        ") s on s.type = t.source_type and s.id = t.source_id"
        " union select x.transaction_id from money.reconciliation_matches x"
        " join money.stripe_balance_transactions m on m.id = x.movement_id where m.stripe_id = $1"
        " order by 1 limit $2",
        *(stripe_id, most),
    )
    return [row["id"] for row in rows]


async def of_row(row: uuid.UUID, most: int = PER_PAGE) -> Sequence[tuple[uuid.UUID, str]]:
    """The transactions, with their kind, that a row of ours caused, or the one that it is; oldest first."""
    rows = await fetch(
        "select id, kind from money.ledger_transactions"
        " where id = $1 or source_id = $1 and source_type = any($2) order by id limit $3",
        *(row, list(_SOURCES), most),
    )
    return [(each["id"], each["kind"]) for each in rows]
