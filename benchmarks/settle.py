"""Closing a month of many running rentals against INSERT … SELECT of the same rows, and how it grows.

Each round closes one more month of the same rentals, which run long enough for all of them. What it wrote is then
written again as plain rows: into copies of the tables with the same indexes, without checks, triggers, locks,
balances and the lines' own progress.
"""

import statistics
import time
from datetime import timedelta

import asyncpg

from benchmarks.harness import Effort, Result, Scratch, interleaved, ratio, scratch
from market.base import audit, clock
from market.base.database import DB
from market.base.embedded import OWNER, SERVICE
from market.base.migration import migrate
from market.base.provision import create_database
from market.money.invariants import check
from market.money.settlement.actions import BATCH, settle
from market.money.settlement.rules import Month

GOAL, GROWTH_GOAL = 3.0, 1.2
SIZES, FAST_SIZES, SMOKE_SIZES = (100_000, 10_000), (30_000, 3_000), (300, 100)
RENTALS_A_HOLDER = 2
FIRST = Month(2027, 1)

# Rentals that began with the first month, paid and in escrow: made by set-based SQL through the ledger's triggers.
STOCK = """
create temporary table stock on commit drop as
  select n, gen_random_uuid() as payment, uuidv7() as ordered, uuidv7() as line, uuidv7() as rental,
    uuidv7() as transaction, sha256(('holder' || n / $2)::bytea) as holder
  from generate_series(1, $1::int) n
"""
ORDERS = """
insert into money.orders (id, brand, currency, amount, idempotency_key, placed_at)
  select ordered, sha256('brand'), 'EUR', 1000000 + n, 'order:' || n, base.now() from stock
"""
LINES = """
insert into money.order_lines (id, order_id, rental_id, amount, bps, vat_bps, holder, starts_at, total_days)
  select line, ordered, rental, 1000000 + n, 8000, 2000, holder, $1::timestamptz, 3650 from stock
"""
PAYMENTS = """
insert into money.payments (id, order_id, amount, currency, status, method, captured, fee, created_at, paid_at)
  select payment, ordered, 1000000 + n, 'EUR', 'succeeded', 'card', 1000000 + n, 0, base.now(), base.now() from stock
"""
CHARGES = """
with headers as (
  insert into money.ledger_transactions
    (id, kind, source_type, source_id, idempotency_key, effective_at, created_at)
  select transaction, 'charge.succeeded', 'payment', payment, 'charge.succeeded:' || payment, base.now(), base.now()
  from stock
)
insert into money.ledger_entries (transaction_id, line, kind, subject, currency, amount)
  select transaction, e.line, e.kind, e.subject, 'EUR', e.amount from stock cross join lateral (values
    (1, 'stripe:clearing', ''::bytea, -(1000000 + n)::bigint),
    (2, 'rental:escrow', uuid_send(rental), (1000000 + n)::bigint)) e (line, kind, subject, amount)
"""

COPIED = ("ledger_transactions", "ledger_entries", "earnings")
BARE = "create schema bare;" + ";".join(
    f"create table bare.{name} (like money.{name} including defaults including indexes);"
    f"create table bare.{name}_next (like money.{name})"
    for name in COPIED
)
# What the latest month wrote, under ids and keys that no earlier round has used.
STAGE = (
    "truncate bare.ledger_transactions_next, bare.ledger_entries_next, bare.earnings_next",
    "create temporary table fresh on commit drop as select t.id as old, uuidv7() as id"
    " from money.ledger_transactions t where effective_at = $1 and kind = 'rental.settled' order by t.id",
    "create unique index on fresh (old)",
    "insert into bare.ledger_transactions_next select f.id, kind, source_type, source_id,"
    " idempotency_key || ':' || f.id, effective_at, created_at, reverses_id"
    " from money.ledger_transactions t join fresh f on f.old = t.id order by f.id",
    "insert into bare.ledger_entries_next select nextval('money.ledger_entries_id_seq'), f.id, line, kind, subject,"
    " currency, amount from money.ledger_entries e join fresh f on f.old = e.transaction_id order by f.id, line",
    "insert into bare.earnings_next select uuidv7(), holder, rental_id, currency, amount, f.id, payable_at,"
    " released_at from money.earnings e join fresh f on f.old = e.transaction_id order by f.id",
)

INSERTS = [f"insert into bare.{name} select * from bare.{name}_next" for name in COPIED]


class Books:
    """A database with so many running rentals, and the month that is closed next."""

    def __init__(self, place: Scratch, name: str, number: int) -> None:
        self.service, self.owner_dsn = place.server.dsn(name, SERVICE), place.server.dsn(name, OWNER)
        self.number, self.month, self.owner = number, FIRST, None

    async def __aenter__(self) -> "Books":
        self.owner = await asyncpg.connect(self.owner_dsn)
        await self.owner.execute(BARE)
        async with self.owner.transaction():
            for sql, *arguments in (
                (STOCK, self.number, RENTALS_A_HOLDER),
                (ORDERS,),
                (LINES, FIRST.starts_at),
                (PAYMENTS,),
                (CHARGES,),
            ):
                await self.owner.execute(sql, *arguments)
        await self.owner.execute("vacuum analyze")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.owner.close()

    async def close_month(self) -> float:
        """Seconds that closing one more month takes, and after it prepare what a bare insert repeats."""
        await DB.open(self.service, maximum=2)
        try:
            await clock.travel_to(self.month.ends_at + timedelta(hours=1))
            began = time.perf_counter()
            settled = await settle(str(self.month), audit.CLOCK)
            taken = time.perf_counter() - began
            if settled.lines != self.number:
                raise RuntimeError(f"{settled.lines} of {self.number} rentals were settled")
        finally:
            await DB.close()
        self.month = self.month.following
        return taken

    async def stage(self) -> None:
        """Not timed: what the latest month wrote, to be written again."""
        last = self.month.starts_at - timedelta(microseconds=1)
        async with self.owner.transaction():
            for sql in STAGE:
                await self.owner.execute(sql, *([last] if "$1" in sql else []))

    async def insert(self, statements: list[str]) -> float:
        """Seconds that the same rows take as plain inserts of one transaction."""
        await self.stage()
        began = time.perf_counter()
        async with self.owner.transaction():
            for sql in statements:
                await self.owner.execute(sql)
        return time.perf_counter() - began

    async def sound(self) -> None:
        """Raise RuntimeError if the books broke."""
        await DB.open(self.service, maximum=2)
        try:
            found = await check()
        finally:
            await DB.close()
        if found:
            raise RuntimeError(f"the books broke under load: {found[:3]}")


async def _figures(place: Scratch, rounds: int, sizes: tuple[int, int]) -> dict[str, list[float]]:
    await create_database(place.server, "few")
    await migrate(place.server.dsn("few", OWNER), SERVICE, travelling=True)
    async with Books(place, "moi", sizes[0]) as many, Books(place, "few", sizes[1]) as few:
        figures = await interleaved(
            {
                "ours": many.close_month,
                "rows": lambda: many.insert(INSERTS),
                "entries": lambda: many.insert(INSERTS[1:2]),
                "few": few.close_month,
            },
            rounds,
        )
        await many.sound()
        await few.sound()
    return figures


async def measure(effort: Effort) -> list[Result]:
    """The figures `settle` and `settle_growth`."""
    rounds, (many, few) = {
        Effort.FULL: (7, SIZES),
        Effort.FAST: (5, FAST_SIZES),
        Effort.SMOKE: (1, SMOKE_SIZES),
    }[effort]
    async with scratch() as place:
        figures = await _figures(place, rounds, (many, few))
    value = ratio(figures, "ours", "rows")
    growth = ratio(figures, "ours", "few") * few / many
    each = {name: statistics.median(values) for name, values in figures.items()}
    how = (
        f"{each['ours']:.2f} s to close a month of {many:,} running rentals of {many // RENTALS_A_HOLDER:,} holders:"
        " accrual computed, ledger transactions, entries, earnings on hold, guarded balances, each line's progress,"
        f" in batches of {BATCH:,} through every check and trigger, as the service, against"
        f" {each['rows']:.2f} s of INSERT … SELECT of the same ledger transactions, entries and earnings into copies"
        " of the tables with the same indexes and no checks or triggers, in one transaction, from rows staged"
        f" beforehand. Against the entries alone ({each['entries']:.2f} s) the ratio is"
        f" {ratio(figures, 'ours', 'entries'):.2f}. fsync on, medians of {rounds} interleaved rounds, a month each,"
        " after one that opened the holders' balances. Rentals made by set-based SQL. The books' invariants were"
        " checked after the load."
    )
    grown = (
        f"time a rental of the same at {many:,} against {few:,} ({each['few']:.2f} s in all), each in a database of"
        " its own on one server, interleaved."
    )
    return [
        Result("settle", round(value, 3), "ratio", f"<= {GOAL:g}", value <= GOAL, how),
        Result("settle_growth", round(growth, 3), "ratio", f"<= {GROWTH_GOAL}", growth <= GROWTH_GOAL, grown),
    ]
