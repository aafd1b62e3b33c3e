"""Operators at clients' money at once, and money that moves meanwhile: never a cent more than what is ours."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from functools import partial

import pytest

from market.base.database import transaction
from market.base.ids import new_id
from market.money.chart import Movement, credit, debit, escrow
from market.money.ledger import Source, balance, post
from market.money.ownfunds import actions, queries
from market.money.ownfunds.actions import call_off, confirm, record, reverse
from market.money.ownfunds.errors import MoreThanOurs, TransferNotReversible, TransferNotWaiting
from market.money.ownfunds.queries import TransferRow
from market.money.ownfunds.rules import Standing
from tests.conftest import FreshDatabase
from tests.money.books import check_sums as check
from tests.money.ownfunds.standing import BANK, CLEARING, a_transfer, in_bank
from tests.money.payouts.paying import an_operator, client_money
from tests.races.conftest import CONTENDERS, arena, at_once

__all__ = ["arena"]


@pytest.fixture
async def paying(arena: FreshDatabase) -> AsyncIterator[None]:
    with client_money():
        yield


async def all_at_once(amount: int) -> list[TransferRow | Exception]:
    """Each operator writes down a transfer of their own."""
    operators = [await an_operator() for _ in range(CONTENDERS)]
    transfers = [await a_transfer(amount) for _ in operators]
    return await at_once([partial(record, *it) for it in zip(operators, transfers, strict=True)])


async def test_twenty_operators_at_once_take_no_more_than_what_is_ours(paying: None) -> None:
    await in_bank(ours=5000, owed=4000)
    results = await all_at_once(1900)
    assert sum(isinstance(it, TransferRow) for it in results) == 2
    assert all(isinstance(it, TransferRow | MoreThanOurs) for it in results), results
    assert -await balance(BANK) == 4000 + 5000 - 3800
    assert await check() == []


async def test_control_without_taking_turns_they_take_more_than_what_is_ours(
    paying: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = asyncio.Barrier(2)
    standing = queries.standing

    async def nobody_waits() -> None:
        """Both look before one of them has booked."""

    async def together(besides: object = None) -> Standing:
        found = await standing(besides)  # type: ignore[arg-type]
        await seen.wait()
        return Standing(found.bank, found.stripe, found.contested, found.owed_by_kind, 0)

    monkeypatch.setattr(actions, "take_turns", nobody_waits)
    monkeypatch.setattr(actions.queries, "standing", together)
    await in_bank(ours=5000, owed=4000)
    both = [(await an_operator(), await a_transfer(3000)) for _ in range(2)]
    results = await at_once([partial(record, *it) for it in both])
    assert all(isinstance(it, TransferRow) for it in results), results
    assert -await balance(BANK) == 3000, "clients are owed 4000"


async def test_one_reference_typed_by_twenty_at_once_is_one_transfer(paying: None) -> None:
    await in_bank(ours=5000)
    operators = [await an_operator() for _ in range(CONTENDERS)]
    made = await a_transfer(1000)
    results = await at_once([partial(record, it, made) for it in operators])
    assert {it.id for it in results if isinstance(it, TransferRow)} == {results[0].id}  # type: ignore[union-attr]
    assert -await balance(BANK) == 4000


async def test_confirmed_twice_or_called_off_at_once_it_has_one_end(paying: None) -> None:
    for _ in range(3):
        await in_bank(ours=200_000)
        first, second = await an_operator(), await an_operator()
        before = -await balance(BANK)
        row = await record(first, await a_transfer(150_000))
        results = await at_once(
            [partial(confirm, second, row.id), partial(call_off, first, row.id, "mistyped")] * 4
        )
        assert sum(not isinstance(it, TransferNotWaiting) for it in results) == 1, results
        booked = (await queries.transfer(row.id)).status == "booked"
        assert before - -await balance(BANK) == (150_000 if booked else 0)
    assert await check() == []


async def test_money_that_moves_meanwhile_is_seen_whole_or_not_at_all(paying: None) -> None:
    """Payouts are executed while operators look: what left the bank is owed no more, in the same instant."""
    brand = await in_bank(ours=100, owed=5000)
    stop = asyncio.Event()

    async def pays_out() -> None:
        while not stop.is_set():
            for debited, credited in ((brand, BANK), (BANK, brand)):
                async with transaction():
                    why = Movement.STRIPE_PAYOUT
                    entries = [debit(debited, 4000), credit(credited, 4000)]
                    await post(why, Source("test", new_id()), str(new_id()), entries)

    paying_out = asyncio.create_task(pays_out())
    seen = {(await queries.standing()).ours for _ in range(150)}
    stop.set()
    await paying_out
    assert seen == {100}


async def test_what_came_to_be_owed_before_the_turn_counts(paying: None) -> None:
    """Whoever waits for another operator decides on what is there when the turn has come, not on what was."""
    await in_bank(ours=1000)
    operator, made = await an_operator(), await a_transfer(1000)
    held = asyncio.Event()

    async def when_held() -> TransferRow:
        await held.wait()
        return await record(operator, made)

    waits = asyncio.create_task(when_held())
    async with transaction():
        await actions.take_turns()
        held.set()
        await asyncio.sleep(0.2)
        entries = [debit(CLEARING, 300), credit(escrow(new_id()), 300)]
        await post(Movement.CHARGE_SUCCEEDED, Source("test", new_id()), "k", entries)
    with pytest.raises(MoreThanOurs) as refused:
        await waits
    assert refused.value.facts["most"] == 700


async def test_twenty_operators_who_reverse_one_transfer_reverse_it_once(paying: None) -> None:
    await in_bank(ours=5000)
    wrong = await record(await an_operator(), await a_transfer(1000))
    operators = [await an_operator() for _ in range(CONTENDERS)]
    results = await at_once([partial(reverse, it, wrong.id, "mistyped") for it in operators])
    assert sum(isinstance(it, TransferRow) for it in results) == 1, results
    assert all(isinstance(it, TransferRow | TransferNotReversible) for it in results), results
    assert -await balance(BANK) == 5000
    assert await check() == []


async def test_control_without_turns_two_reverse_it_and_the_database_alone_refuses_the_second(
    paying: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = asyncio.Barrier(2)

    async def nobody_waits() -> None:
        """Both look before one of them has written."""

    async def together(id: uuid.UUID) -> TransferRow:
        found = await queries.transfer(id)
        await seen.wait()
        return found

    await in_bank(ours=5000)
    wrong = await record(await an_operator(), await a_transfer(1000))
    monkeypatch.setattr(actions, "take_turns", nobody_waits)
    monkeypatch.setattr(actions, "_locked", together)
    operators = [await an_operator() for _ in range(2)]
    results = await at_once([partial(reverse, it, wrong.id, "mistyped") for it in operators])
    assert sorted(type(it).__name__ for it in results) == ["TransferRow", "UniqueViolationError"], results
    assert "own_transfers_reverses" in str(results)
    assert -await balance(BANK) == 5000


async def test_what_is_reversed_is_taken_out_before_or_not_at_all(paying: None) -> None:
    """A payment in is reversed while somebody takes out what it made room for: one comes before the other."""
    for number in range(3):
        first, second = await an_operator(), await an_operator()
        wrong = await record(first, await a_transfer(1000, "in"))
        out = await a_transfer(1000)
        results = await at_once([partial(reverse, first, wrong.id, "mistyped"), partial(record, second, out)])
        assert isinstance(results[0], TransferRow), results
        assert isinstance(results[1], TransferRow | MoreThanOurs), results
        if isinstance(results[1], TransferRow):  # what is missing then is said, and paid in
            assert (await queries.standing()).missing == 1000
            await record(first, await a_transfer(1000, "in"))
        assert (await queries.standing()).missing == 0, number
    assert await check() == []


async def test_a_reversal_confirmed_or_called_off_at_once_has_one_end(paying: None) -> None:
    first, second = await an_operator(), await an_operator()
    wrong = await confirm(second, (await record(first, await a_transfer(150_000, "in"))).id)
    back = await reverse(first, wrong.id, "mistyped")
    results = await at_once([partial(confirm, second, back.id), partial(call_off, first, back.id, "no")] * 4)
    assert sum(not isinstance(it, TransferNotWaiting) for it in results) == 1, results
    ends = (await queries.transfer(back.id)).status, (await queries.transfer(wrong.id)).status
    assert ends in (("booked", "reversed"), ("called_off", "booked"))
    assert await check() == []
