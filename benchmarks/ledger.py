"""Ledger transactions per second against prepared single inserts of the same rows.

A rental's two postings, each with a commit of its own: charged (2 entries, 1 balance), then ended after some
days (5 entries, 3 balances).
"""

import random
import secrets
import uuid
from collections.abc import Awaitable, Callable

import asyncpg

from benchmarks.harness import Effort, Result, Scratch, interleaved, per_second, ratio, scratch
from market.base.database import DB, transaction
from market.base.ids import new_id
from market.money.chart import Entry, Kind, Movement, credit, debit, escrow, holder, in_flight, own
from market.money.invariants import BY_ROWS, check
from market.money.ledger import Source, post

CONNECTIONS = 8
GOAL = 0.5
HOLDERS = [secrets.token_bytes(32) for _ in range(500)]
CLEARING, REVENUE, VAT = own(Kind.STRIPE_CLEARING), own(Kind.PLATFORM_REVENUE), own(Kind.TAX_VAT)

TABLES = ("ledger_transactions", "ledger_entries", "ledger_balances")
BARE = "create schema bare;" + ";".join(
    f"create table bare.{name} (like money.{name} including defaults including indexes)" for name in TABLES
)
HEADER = (
    "insert into bare.ledger_transactions (id, kind, source_type, source_id, idempotency_key, effective_at,"
    " created_at) values ($1, $2, $3, $4, $5, base.now(), base.now())"
)
ENTRY = (
    "insert into bare.ledger_entries (transaction_id, line, kind, subject, currency, amount)"
    " values ($1, $2, $3, $4, $5, $6)"
)
BALANCE = (
    "insert into bare.ledger_balances (kind, subject, currency, posted, change) values ($1, $2, $3, $4, $4)"
)
AT_ONCE = (
    "with h as (insert into bare.ledger_transactions (id, kind, source_type, source_id, idempotency_key,"
    " effective_at, created_at) values ($1, $2, $3, $4, $5, base.now(), base.now()) returning id),"
    " e as (insert into bare.ledger_entries (transaction_id, line, kind, subject, currency, amount)"
    " select h.id, l.* from h, unnest($6::int[], $7::text[], $8::bytea[], $9::text[], $10::bigint[]) l)"
    " insert into bare.ledger_balances (kind, subject, currency, posted, change)"
    " select k, s, 'EUR', 1, 1 from unnest($11::text[], $12::bytea[]) b (k, s)"
)

Posting = tuple[Movement, Source, list[Entry]]


def postings() -> list[Posting]:
    """One rental's life in two postings."""
    rental = new_id()
    payment, agreement = Source("payment", new_id()), Source("rental", rental)
    pending = holder(Kind.HOLDER_PENDING, random.choice(HOLDERS))
    charged = [debit(CLEARING, 1900), credit(escrow(rental), 1900)]
    ended = [
        debit(escrow(rental), 1900),
        credit(in_flight(rental), 1287),
        credit(pending, 490),
        credit(REVENUE, 102),
        credit(VAT, 21),
    ]
    return [(Movement.CHARGE_SUCCEEDED, payment, charged), (Movement.RENTAL_ENDED, agreement, ended)]


async def ours() -> None:
    """The product's own function, on its own engine."""
    for kind, source, entries in postings():
        async with transaction():
            await post(kind, source, f"{kind}:{source.id}", entries)


def single_inserts(connection: asyncpg.Connection) -> Callable[[], Awaitable[None]]:
    """The same rows, one prepared insert each, into copies of the tables without checks and triggers."""

    async def act() -> None:
        for kind, source, entries in postings():
            identity = new_id()
            async with connection.transaction():
                await connection.execute(HEADER, identity, kind, source.type, source.id, str(identity))
                for line, entry in enumerate(entries, 1):
                    account = entry.account
                    await connection.execute(
                        ENTRY, identity, line, account.kind, account.subject, "EUR", entry.amount
                    )
                for entry in entries:
                    if entry.account.guarded:
                        await connection.execute(
                            BALANCE, entry.account.kind, secrets.token_bytes(16), "EUR", entry.amount
                        )

    return act


def one_statement(connection: asyncpg.Connection) -> Callable[[], Awaitable[None]]:
    """The same rows in one statement a transaction, into the same copies: what the rules alone cost."""

    async def act() -> None:
        for kind, source, entries in postings():
            identity: uuid.UUID = new_id()
            accounts = [entry.account for entry in entries]
            kept = [account.kind for account in accounts if account.guarded]
            async with connection.transaction():
                await connection.execute(
                    *(AT_ONCE, identity, kind, source.type, source.id, str(identity)),
                    list(range(1, len(entries) + 1)),
                    [account.kind for account in accounts],
                    [account.subject for account in accounts],
                    [account.currency for account in accounts],
                    [entry.amount for entry in entries],
                    kept,
                    [secrets.token_bytes(16) for _ in kept],
                )

    return act


async def _figures(place: Scratch, seconds: float, rounds: int) -> dict[str, list[float]]:
    owner = await asyncpg.connect(place.owner)
    await owner.execute(BARE)
    await owner.close()
    bare = [await asyncpg.connect(place.owner) for _ in range(CONNECTIONS)]
    await DB.open(place.service, minimum=CONNECTIONS, maximum=CONNECTIONS)
    try:
        figures = await interleaved(
            {
                "ours": lambda: per_second([ours] * CONNECTIONS, seconds),
                "single": lambda: per_second([single_inserts(each) for each in bare], seconds),
                "at_once": lambda: per_second([one_statement(each) for each in bare], seconds),
            },
            rounds,
        )
        # What lies behind a holder's pending sum (8) is the settlement's to keep: here the ledger is alone.
        found = [it for it in await check() if it.invariant not in (8, BY_ROWS)]
        if found:
            raise RuntimeError(f"the books broke under load: {found[:3]}")
        return figures
    finally:
        await DB.close()
        for each in bare:
            await each.close()


async def measure(effort: Effort) -> list[Result]:
    """The figure `ledger`."""
    seconds, rounds = {Effort.FULL: (2.5, 9), Effort.FAST: (0.8, 5), Effort.SMOKE: (0.1, 1)}[effort]
    async with scratch() as place:
        figures = await _figures(place, seconds, rounds)
    value = ratio(figures, "ours", "single")
    each = {name: 2 * sorted(values)[len(values) // 2] for name, values in figures.items()}
    how = (
        f"{each['ours']:.0f} ledger transactions a second (post() inside the engine's transaction) against"
        f" {each['single']:.0f} of the same rows by prepared single inserts on plain connections,"
        f" {CONNECTIONS} connections, one commit each, fsync on, medians of {rounds} interleaved rounds of"
        f" {seconds} s. The counterpart has the same indexes but no checks, triggers or locks, and inserts"
        " a new balance row where we update a kept one; it pays a round trip a row, we pay one a transaction."
        f" Against the same rows in one plain statement, which isolates the cost of the rules, the ratio is"
        f" {ratio(figures, 'ours', 'at_once'):.2f}. The books' invariants were checked after the load."
    )
    return [Result("ledger", round(value, 3), "ratio", f">= {GOAL}", value >= GOAL, how)]
