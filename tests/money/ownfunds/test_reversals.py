"""A booked transfer that was mistyped: an entry of the opposite sign names it, once, by two above the limit."""

import uuid

import asyncpg
import pytest

from market.base.access import NotYours
from market.base.clock import market_date, now
from market.base.database import fetch
from market.base.ids import new_id
from market.money import explorer
from market.money.chart import Movement
from market.money.ledger import balance
from market.money.ownfunds import queries
from market.money.ownfunds.actions import call_off, confirm, record, reverse
from market.money.ownfunds.errors import (
    ClientMoneyNotHeld,
    MoreThanOurs,
    OwnTransferNotFound,
    TransferNotReversible,
    TransferReferenceReused,
)
from market.money.payouts.errors import HoldReasonMissing, SameOperator
from tests.conftest import FreshDatabase
from tests.factories import a_holder
from tests.money.books import check_sums as check
from tests.money.ownfunds.standing import BANK, OPERATING, a_transfer, in_bank
from tests.money.payouts.paying import an_operator, client_money

ABOVE = 100_001
"""Cents: more than one operator lets out alone."""
WHY = "two zeros too many"


async def banks() -> tuple[int, int]:
    """What the books have in (clients' account, our own account)."""
    return -await balance(BANK), -await balance(OPERATING)


async def posted(id: uuid.UUID) -> explorer.Transaction:
    (made,) = await explorer.of_row(id)
    return await explorer.transaction(made[0])


async def test_a_mistyped_transfer_is_taken_back_by_an_entry_that_names_it_and_its_reference_is_free(
    paying: FreshDatabase,
) -> None:
    await in_bank(ours=5000, owed=3000)
    operator = await an_operator()
    wrong = await record(operator, await a_transfer(4000, reference="VIR 1"))
    with pytest.raises(TransferReferenceReused):
        await record(operator, await a_transfer(40, reference="VIR 1"))
    back = await reverse(operator, wrong.id, " two  zeros too many")
    assert (back.status, back.direction, back.amount, back.reference) == ("booked", "in", 4000, "VIR 1")
    assert (back.reverses, back.why, back.day) == (wrong.id, WHY, market_date(await now()))
    assert (await queries.transfer(wrong.id)).status == "reversed"
    assert await banks() == (8000, 0) and (await queries.standing()).ours == 5000
    first, second = await posted(wrong.id), await posted(back.id)
    assert (second.why, second.reverses, first.reversed_by) == (Movement.OWN_TAKEN_OUT, first.id, second.id)
    assert sorted(second.entries) == sorted((account, -amount) for account, amount in first.entries)
    assert (await record(operator, await a_transfer(40, reference="VIR 1"))).status == "booked"
    assert await banks() == (7960, 40)
    assert await check() == []


async def test_what_never_came_in_is_taken_back_also_where_clients_money_then_falls_short(
    paying: FreshDatabase,
) -> None:
    """Books that hide what is missing would be worse: it is said, and a finding."""
    await in_bank(owed=3000)
    operator = await an_operator()
    wrong = await record(operator, await a_transfer(5000, "in"))
    await record(operator, await a_transfer(4500))
    back = await reverse(operator, wrong.id, WHY)
    assert (back.status, back.direction) == ("booked", "out")
    assert await banks() == (-1500, 4500)
    assert (await queries.standing()).missing == 4500
    assert (await posted(back.id)).why == Movement.OWN_PAID_IN
    assert await check() == []


async def test_only_what_is_in_the_books_is_reversed_and_once(paying: FreshDatabase) -> None:
    await in_bank(ours=2 * ABOVE)
    operator = await an_operator()
    wrong = await record(operator, await a_transfer(1000))
    with pytest.raises(HoldReasonMissing):
        await reverse(operator, wrong.id, " ")
    back = await reverse(operator, wrong.id, WHY)
    waits = await record(operator, await a_transfer(ABOVE))
    await call_off(operator, waits.id, "mistyped")
    others = await record(operator, await a_transfer(ABOVE))
    for id, state in (
        (wrong.id, "reversed"),
        (back.id, "booked"),
        (waits.id, "called_off"),
        (others.id, "waiting"),
    ):
        with pytest.raises(TransferNotReversible) as refused:
            await reverse(operator, id, WHY)
        assert refused.value.facts["state"] == state
    with pytest.raises(OwnTransferNotFound):
        await reverse(operator, new_id(), WHY)
    assert await banks() == (2 * ABOVE, 0)
    assert await check() == []


@pytest.mark.parametrize("direction", ["out", "in"])
async def test_above_the_limit_another_operator_confirms_the_reversal(
    paying: FreshDatabase, direction: str
) -> None:
    await in_bank(ours=ABOVE)
    first, second = await an_operator(), await an_operator()
    wrong = await confirm(second, (await record(first, await a_transfer(ABOVE, direction))).id)  # type: ignore[arg-type]
    before = await banks()
    back = await reverse(first, wrong.id, WHY)
    assert (back.status, back.needed) == ("waiting", 2) and await banks() == before
    assert (await queries.transfer(wrong.id)).reversing
    with pytest.raises(TransferNotReversible):
        await reverse(second, wrong.id, WHY)
    with pytest.raises(SameOperator):
        await confirm(first, back.id)
    assert (await confirm(second, back.id)).status == "booked"
    assert (await queries.transfer(wrong.id)).status == "reversed"
    assert await banks() == (ABOVE, 0)
    assert await check() == []


async def test_a_reversal_that_waits_counts_as_gone_and_called_off_leaves_all_as_it_was(
    paying: FreshDatabase,
) -> None:
    first, second = await an_operator(), await an_operator()
    wrong = await confirm(second, (await record(first, await a_transfer(ABOVE, "in"))).id)
    back = await reverse(first, wrong.id, WHY)
    with pytest.raises(MoreThanOurs) as refused:
        await record(second, await a_transfer(1))
    assert refused.value.facts["most"] == 0, "nobody takes out what never came in"
    await call_off(second, back.id, "it did come in")
    it = await queries.transfer(wrong.id)
    assert (it.status, it.reversing) == ("booked", False)
    assert (await queries.transfer(back.id)).why == "it did come in"
    assert await banks() == (ABOVE, -ABOVE)
    await confirm(second, (await reverse(first, wrong.id, WHY)).id)
    assert await banks() == (0, 0)
    assert await check() == []


async def test_what_was_reversed_still_counts_as_let_out_alone(paying: FreshDatabase) -> None:
    """Else a large sum would leave in small parts, each taken back in the books alone."""
    await in_bank(ours=200_000)
    operator = await an_operator()
    await reverse(operator, (await record(operator, await a_transfer(60_000))).id, WHY)
    assert (await record(operator, await a_transfer(60_000))).status == "waiting"


async def test_only_an_operator_reverses_and_only_where_clients_money_is_held(paying: FreshDatabase) -> None:
    await in_bank(ours=1000)
    operator = await an_operator()
    wrong = await record(operator, await a_transfer(1000))
    with pytest.raises(NotYours):
        await reverse(await a_holder(), wrong.id, WHY)
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"), pytest.raises(ClientMoneyNotHeld):
        await reverse(operator, wrong.id, WHY)


@pytest.mark.parametrize(
    ("change", "which", "constraint"),
    [
        ("why = null", "back", "own_transfers_reason"),
        ("status = 'reversed'", "back", "own_transfers_reversal"),
        ("reverses = id", "back", "own_transfers_reversal"),
        ("booked_at = null", "wrong", "own_transfers_states"),
        ("needed = 2", "wrong", "own_transfers_signed"),
        ("amount = 5001", "wrong", "own_transfers_covered"),
    ],
)
async def test_the_database_refuses_a_reversal_that_cannot_be(
    paying: FreshDatabase, change: str, which: str, constraint: str
) -> None:
    await in_bank(ours=5000)
    operator = await an_operator()
    wrong = await record(operator, await a_transfer(1000))
    back = await reverse(operator, wrong.id, WHY)
    with pytest.raises(asyncpg.CheckViolationError, match=constraint):
        await fetch(
            f"update money.own_transfers set {change} where id = $1", {"wrong": wrong, "back": back}[which].id
        )


async def test_the_books_and_the_rows_are_compared_for_reversals_too(paying: FreshDatabase) -> None:
    """Invariant 9, and its controls: reversed without a reversal, and a reversal without what it reverses."""
    await in_bank(ours=5000)
    operator = await an_operator()
    wrong = await record(operator, await a_transfer(1000))
    await fetch("update money.own_transfers set status = 'reversed' where id = $1", wrong.id)
    assert [(it.invariant, it.subject) for it in await check()] == [(9, str(wrong.id))]
    await fetch("update money.own_transfers set status = 'booked' where id = $1", wrong.id)
    await reverse(operator, wrong.id, WHY)
    assert await check() == []
    await fetch("update money.own_transfers set status = 'booked' where id = $1", wrong.id)
    assert [(it.invariant, it.subject) for it in await check()] == [(9, str(wrong.id))]
