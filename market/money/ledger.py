"""The ledger: double entry, append-only, balanced by the database.

Every movement of money is one transaction whose entries sum to zero in each currency; `chart` says what the
signs mean. The rules live in the database (constraints and triggers of the money migrations), so that no
other way in can break them; here they get their names.

    LedgerFault
    ├── LedgerUnbalanced     the entries do not sum to zero, or did not come as one whole
    ├── LedgerKeyReused      the key stands for another transaction already
    └── InsufficientFunds    a guarded account would fall below zero
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from market.base.database import current_connection, fetch, fetch_value
from market.base.ids import new_id
from market.money.chart import Account, Entry, Kind, Movement

__all__ = [
    "Account",
    "Entry",
    "InsufficientFunds",
    "Kind",
    "LedgerFault",
    "LedgerKeyReused",
    "LedgerUnbalanced",
    "Movement",
    "RentalPosition",
    "Source",
    "balance",
    "post",
    "rental_position",
]


class LedgerFault(RuntimeError):
    """A posting that the ledger refuses: a mistake of ours, or a movement that cannot be."""


class LedgerUnbalanced(LedgerFault):
    """The entries are no whole transaction that sums to zero per currency, or no exact reversal."""


class LedgerKeyReused(LedgerFault):
    """`key` was posted before with other content, or a transaction is reversed a second time."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class InsufficientFunds(LedgerFault):
    """`account` (a guarded one) holds less than the posting takes."""

    def __init__(self, account: Account) -> None:
        super().__init__(f"{account.kind} {account.subject.hex()} {account.currency}")
        self.account = account


@dataclass(frozen=True, slots=True)
class Source:
    """The row that made money move: its kind in words and its id."""

    type: str
    id: uuid.UUID


# One statement, because the triggers want a transaction and its entries whole.
_POST = """
with header as (
  insert into money.ledger_transactions
    (id, kind, source_type, source_id, idempotency_key, effective_at, created_at, reverses_id)
  values ($1, $2, $3, $4, $5, coalesce($6, base.now()), base.now(), $7)
  on conflict (idempotency_key) do nothing returning id
), entries as (
  insert into money.ledger_entries (transaction_id, line, kind, subject, currency, amount)
  select h.id, e.line, e.kind, e.subject, e.currency, e.amount from header h, unnest(
    $8::text[], $9::bytea[], $10::text[], $11::bigint[]
  ) with ordinality as e (kind, subject, currency, amount, line)
)
select exists (select from header)
"""


async def post(
    kind: Movement,
    source: Source,
    key: str,
    entries: Sequence[Entry],
    effective_at: datetime | None = None,
    *,
    id: uuid.UUID | None = None,
    reverses: uuid.UUID | None = None,
) -> bool:
    """Post one transaction inside the caller's; one round trip. False if it stands already under `key`.

    Guarded accounts are locked in the chart's order until the caller commits: post last, and once.
    `effective_at` (UTC) is when the money moved, the market's present if absent; the first posting's stays. `id`
    is a fresh one, for whoever keeps it. A transaction that `reverses` another has its kind and its entries with
    every sign turned.
    Raises LedgerUnbalanced, LedgerKeyReused, InsufficientFunds; each leaves the caller's transaction to be
    rolled back.
    """
    accounts = [entry.account for entry in entries]
    try:
        fresh: bool = await current_connection().fetchval(
            _POST,
            id or new_id(),
            kind,
            source.type,
            source.id,
            key,
            effective_at,
            reverses,
            [account.kind for account in accounts],
            [account.subject for account in accounts],
            [account.currency for account in accounts],
            [entry.amount for entry in entries],
        )
    except asyncpg.IntegrityConstraintViolationError as error:
        raise _fault(error, key, entries) from error
    if not fresh:
        await _require_same(kind, source, key, entries, reverses)
    return fresh


async def _require_same(
    kind: Movement, source: Source, key: str, entries: Sequence[Entry], reverses: uuid.UUID | None
) -> None:
    """Raise LedgerKeyReused unless what stands under `key` is this transaction."""
    rows = await fetch(
        "select t.kind as why, t.source_type, t.source_id, t.reverses_id,"
        " e.kind, e.subject, e.currency, e.amount"
        " from money.ledger_transactions t join money.ledger_entries e on e.transaction_id = t.id"
        " where t.idempotency_key = $1",
        key,
    )
    header = {(row["why"], row["source_type"], row["source_id"], row["reverses_id"]) for row in rows}
    stands = sorted(
        Entry(Account(Kind(row["kind"]), row["subject"], row["currency"]), row["amount"]) for row in rows
    )
    if header != {(kind, source.type, source.id, reverses)} or stands != sorted(entries):
        raise LedgerKeyReused(key)


def _fault(error: asyncpg.IntegrityConstraintViolationError, key: str, entries: Sequence[Entry]) -> Exception:
    """What a violated constraint means. The only place that knows the constraints' names."""
    if error.constraint_name == "ledger_balances_posted":
        return InsufficientFunds(_account_in(error.detail or "", entries))
    if error.constraint_name == "ledger_transactions_reverses":
        return LedgerKeyReused(key)
    if error.constraint_name in (
        "ledger_entries_sum_to_zero",
        "ledger_entries_one_statement",
        "ledger_entries_amount",
        "ledger_transactions_entries",
        "ledger_transactions_reversal",
    ):
        return LedgerUnbalanced(str(error))
    return error


def _account_in(detail: str, entries: Sequence[Entry]) -> Account:
    """The account of the failing row, which PostgreSQL shows with long values cut short."""
    drawn = sorted({entry.account for entry in entries if entry.amount < 0 and entry.account.guarded})
    for account in drawn:
        shown = f" {account.kind}, \\x{account.subject.hex()[:60]}"
        if shown in detail and f" {account.currency}, " in detail:
            return account
    return drawn[0]


async def balance(account: Account) -> int:
    """What the account holds, minor units, credit positive. Sums the entries unless it is guarded."""
    if account.guarded:
        kept = await fetch_value(
            "select posted from money.ledger_balances where (kind, subject, currency) = ($1, $2, $3)",
            account.kind,
            account.subject,
            account.currency,
        )
        return kept or 0
    total = await fetch_value(
        "select coalesce(sum(amount), 0)::bigint from money.ledger_entries"
        " where (kind, subject, currency) = ($1, $2, $3)",
        account.kind,
        account.subject,
        account.currency,
    )
    return int(total)


@dataclass(frozen=True, slots=True)
class RentalPosition:
    """Where a rental's money stands, minor units: `captured` is the sum of all the others.

    `charged_back` is what a bank took for good, `owed` (negative) what of it the brand owes.
    """

    captured: int
    escrow: int
    in_flight: int
    refunded: int
    credited: int
    holder: int
    platform: int
    vat: int
    charged_back: int = 0
    owed: int = 0

    @property
    def explained(self) -> bool:
        """Whether every captured cent is somewhere (invariant 6)."""
        parts = (self.escrow, self.in_flight, self.refunded, self.credited, self.charged_back, self.owed)
        return self.captured == sum(parts) + self.holder + self.platform + self.vat


# A charge may pay several rentals, so of it only this rental's entries count; the transactions of the rental
# itself and of its refunds are its own as a whole.
_POSITION = """
with own as (
  select distinct t.source_type, t.source_id from money.ledger_entries e
    join money.ledger_transactions t on t.id = e.transaction_id
    where e.subject = $1 and t.source_type in ('rental', 'refund')
), moved as (
  select t.kind as why, e.kind, e.amount from money.ledger_entries e
    join money.ledger_transactions t on t.id = e.transaction_id
    where e.subject = $1 and t.source_type not in ('rental', 'refund')
  union all
  select t.kind, e.kind, e.amount from own
    join money.ledger_transactions t using (source_type, source_id)
    join money.ledger_entries e on e.transaction_id = t.id
)
select
  coalesce(sum(amount) filter (where kind = 'rental:escrow'
    and why in ('charge.succeeded', 'credit.spent')), 0) as captured,
  coalesce(sum(amount) filter (where kind = 'rental:escrow'), 0) as escrow,
  coalesce(sum(amount) filter (where kind = 'refund:in_flight'), 0) as in_flight,
  coalesce(sum(amount) filter (where kind = 'stripe:clearing'), 0) as refunded,
  coalesce(sum(amount) filter (where kind = 'brand:credit'), 0) as credited,
  coalesce(sum(amount) filter (where kind = 'holder:pending'), 0) as holder,
  coalesce(sum(amount) filter (where kind = 'platform:revenue'), 0) as platform,
  coalesce(sum(amount) filter (where kind = 'tax:vat'), 0) as vat,
  coalesce(sum(amount) filter (where kind = 'dispute:held'), 0) as charged_back,
  coalesce(sum(amount) filter (where kind = 'brand:receivable'), 0) as owed
from moved
"""


async def rental_position(rental: uuid.UUID) -> RentalPosition:
    """Where the money of `rental` stands now, from the entries alone."""
    (row,) = await fetch(_POSITION, rental.bytes)
    return RentalPosition(**{name: int(amount) for name, amount in row.items()})
