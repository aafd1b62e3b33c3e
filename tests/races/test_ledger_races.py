"""Twenty at one account: the ledger lets through what the account holds, and nobody waits for ever.

Beside each race stands its control: with the rule taken away, the race is lost.
"""

import asyncpg
import pytest

from market.base.database import fetch, fetch_value, transaction
from market.base.ids import new_id
from market.money.chart import Account, Movement, brand_credit, escrow
from market.money.ledger import InsufficientFunds, Source, balance, post
from tests.conftest import FreshDatabase
from tests.money.books import book, charge, funded, move, tag
from tests.money.books import check_sums as check
from tests.races.conftest import CONTENDERS, at_once

ROUNDS = 3


async def draw_at_once(account: Account, amount: int) -> int:
    """Every contender draws `amount` cents; how many did."""
    target = brand_credit(tag())
    results = await at_once([lambda: book(move(account, target, amount))] * CONTENDERS)
    assert {type(result) for result in results} <= {bool, InsufficientFunds}, results
    return results.count(True)


async def test_twenty_draw_on_one_account_and_it_gives_what_it_holds(arena: FreshDatabase) -> None:
    for _ in range(ROUNDS):
        account = await funded(1050)
        assert await draw_at_once(account, 100) == 10
        assert await balance(account) == 50
    assert await check() == []


async def test_without_the_check_the_account_gives_more_than_it_holds(arena: FreshDatabase) -> None:
    account = await funded(1050)
    owner = await asyncpg.connect(arena.owner)
    await owner.execute("alter table money.ledger_balances drop constraint ledger_balances_posted")
    await owner.close()
    assert await draw_at_once(account, 100) == CONTENDERS
    assert {finding.invariant for finding in await check()} == {4}


async def test_without_the_trigger_kept_balances_drift_from_the_entries(arena: FreshDatabase) -> None:
    account = await funded(1050)
    owner = await asyncpg.connect(arena.owner)
    await owner.execute("alter table money.ledger_entries disable trigger ledger_entries_check")
    await owner.close()
    assert await draw_at_once(account, 100) == CONTENDERS
    assert {2, 5} <= {finding.invariant for finding in await check()}


async def to_and_fro(first: Account, second: Account) -> set[type]:
    """Half the contenders take from one account what the other half takes from the other."""
    results = await at_once(
        [lambda: book(move(first, second, 1)), lambda: book(move(second, first, 1))] * (CONTENDERS // 2)
    )
    return {type(result) for result in results}


async def test_postings_in_both_directions_never_deadlock(arena: FreshDatabase) -> None:
    first, second = await funded(1000), await funded(1000)
    for _ in range(ROUNDS):
        assert await to_and_fro(first, second) == {bool}
    assert (await balance(first), await balance(second)) == (1000, 1000)


async def rows_that_move(arena: FreshDatabase, *, proposed: str | None = None) -> set[type]:
    """What many postings at once come to where each one moves its balance's row, as on a page that is full."""
    owner = await asyncpg.connect(arena.owner)
    await owner.execute("create index on money.ledger_balances (posted)")  # so that no update stays in place
    if proposed is not None:
        await owner.execute("set check_function_bodies = off")
        body: str = await owner.fetchval("select pg_get_functiondef('money.check_entries'::regproc)")
        changed = body.replace("select gen_random_uuid(), d.kind", f"select {proposed}, d.kind")
        assert changed != body
        await owner.execute(changed)
    await owner.close()
    first, second = await funded(1000), await funded(1000)
    seen: set[type] = set()
    for _ in range(60 if proposed is None else 400):
        seen |= await to_and_fro(first, second)
        if seen != {bool}:
            break
    return seen


async def test_a_balance_whose_row_moves_takes_every_posting(arena: FreshDatabase) -> None:
    assert await rows_that_move(arena) == {bool}
    assert await check() == []


async def test_proposed_under_the_id_that_stands_a_posting_fails(arena: FreshDatabase) -> None:
    seen = await rows_that_move(arena, proposed="coalesce(d.kept, gen_random_uuid())")
    assert asyncpg.UniqueViolationError in seen


async def test_with_locks_in_the_order_of_the_entries_they_deadlock(arena: FreshDatabase) -> None:
    owner = await asyncpg.connect(arena.owner)
    await owner.execute("set check_function_bodies = off")
    body: str = await owner.fetchval("select pg_get_functiondef('money.check_entries'::regproc)")
    unsorted = body.replace(
        "order by f.kind, f.subject, f.currency", "order by min(f.line), pg_sleep(0.005)::text"
    )
    assert unsorted != body
    await owner.execute(unsorted)
    await owner.close()
    first, second = await funded(1000), await funded(1000)
    seen: set[type] = set()
    for _ in range(10):
        seen |= await to_and_fro(first, second)
        if asyncpg.DeadlockDetectedError in seen:
            return
    pytest.fail("sorting the locks was not what kept the postings apart")


async def test_of_twenty_postings_under_one_key_one_is_posted(arena: FreshDatabase) -> None:
    rental, source = new_id(), Source("payment", new_id())

    async def again() -> bool:
        async with transaction():
            return await post(Movement.CHARGE_SUCCEEDED, source, "one obligation", charge(rental))

    results = await at_once([again] * CONTENDERS)
    assert sorted(map(str, results)) == ["False"] * (CONTENDERS - 1) + ["True"]
    assert await balance(escrow(rental)) == 1900


async def test_under_twenty_keys_they_are_twenty_postings(arena: FreshDatabase) -> None:
    rental = new_id()
    await at_once([lambda: book(charge(rental))] * CONTENDERS)
    assert await balance(escrow(rental)) == 1900 * CONTENDERS


async def test_of_twenty_second_statements_none_joins_a_transaction(arena: FreshDatabase) -> None:
    await book(charge(new_id()))
    stands = await fetch_value("select id from money.ledger_transactions")

    async def join() -> None:
        await fetch(
            "insert into money.ledger_entries (transaction_id, line, kind, subject, currency, amount)"
            " values ($1, 1, 'stripe:fees', '', 'EUR', 1), ($1, 2, 'stripe:clearing', '', 'EUR', -1)",
            stands,
        )

    results = await at_once([join] * CONTENDERS)
    assert {type(result) for result in results} == {asyncpg.UniqueViolationError}
    assert await fetch_value("select count(*) from money.ledger_entries") == 2
