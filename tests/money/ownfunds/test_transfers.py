"""Our own money out of clients' money: never a cent more than what is ours, written down once, by two above a limit."""

import json
from datetime import timedelta

import asyncpg
import pytest

from market.base import clock
from market.base.access import NotYours
from market.base.clock import market_date
from market.base.database import fetch, fetch_value
from market.base.ids import new_id
from market.money import explorer
from market.money.chart import (
    Account,
    Kind,
    Movement,
    brand_reserved,
    credit,
    debit,
    escrow,
    holder,
    in_flight,
)
from market.money.days.actions import roll_days
from market.money.ledger import balance
from market.money.ownfunds import queries
from market.money.ownfunds.actions import call_off, confirm, record
from market.money.ownfunds.errors import (
    ClientMoneyNotHeld,
    MoreThanOurs,
    OwnTransferNotFound,
    TransferBeforeBooks,
    TransferNotWaiting,
    TransferReferenceReused,
)
from market.money.payouts.errors import HoldReasonMissing, SameOperator
from market.money.reconciliation.rules import Kind as Finding
from tests.conftest import FreshDatabase
from tests.factories import a_holder
from tests.money.books import book, tag
from tests.money.books import check_sums as check
from tests.money.flows.conftest import shop
from tests.money.flows.shop import Shop
from tests.money.ownfunds.standing import (
    BANK,
    CLEARING,
    HELD,
    OPERATING,
    REVENUE,
    a_transfer,
    in_bank,
    today,
)
from tests.money.payouts.paying import an_operator, client_money
from tests.money.reconciliation.looking import findings, found, look

__all__ = ["shop"]

ABOVE = 100_001
"""Cents: more than one operator lets out alone."""


async def banks() -> tuple[int, int]:
    """What the books have in (clients' account, our own account)."""
    return -await balance(BANK), -await balance(OPERATING)


async def test_a_cent_more_than_what_is_ours_is_refused_and_nothing_is_written(paying: FreshDatabase) -> None:
    await in_bank(ours=5000, owed=3000)
    with pytest.raises(MoreThanOurs) as refused:
        await record(await an_operator(), await a_transfer(5001))
    assert refused.value.facts["most"] == 5000
    assert await banks() == (8000, 0)
    assert await fetch("select 1 from money.own_transfers") == []


@pytest.mark.parametrize(
    "owed_to",
    [
        escrow(new_id()),
        in_flight(new_id()),
        holder(Kind.HOLDER_PENDING, tag()),
        holder(Kind.HOLDER_PAYABLE, tag()),
        holder(Kind.HOLDER_RESERVED, tag()),
        brand_reserved(tag()),
    ],
    ids=lambda it: str(it.kind),
)
async def test_money_of_others_is_not_ours_on_whichever_account_it_stands(
    paying: FreshDatabase, owed_to: Account
) -> None:
    await book([debit(BANK, 1000), credit(owed_to, 1000)], kind=Movement.STRIPE_PAYOUT)
    with pytest.raises(MoreThanOurs):
        await record(await an_operator(), await a_transfer(1))


async def test_what_stripe_has_not_paid_out_and_what_a_bank_contests_is_not_there(
    paying: FreshDatabase,
) -> None:
    await book([debit(CLEARING, 9000), credit(REVENUE, 9000)])
    await book([debit(HELD, 900), credit(REVENUE, 900)])
    with pytest.raises(MoreThanOurs):
        await record(await an_operator(), await a_transfer(1))
    await in_bank(ours=100)
    assert (await queries.standing()).ours == 100


async def test_what_stripe_took_more_than_it_had_is_covered_first(paying: FreshDatabase) -> None:
    await in_bank(ours=1000)
    await book([debit(REVENUE, 400), credit(CLEARING, 400)])
    with pytest.raises(MoreThanOurs) as refused:
        await record(await an_operator(), await a_transfer(601))
    assert refused.value.facts["most"] == 600


async def test_a_transfer_out_is_one_posting_between_the_two_banks(paying: FreshDatabase) -> None:
    await in_bank(ours=5000, owed=3000)
    await clock.travel(timedelta(days=4))
    day = await today() - timedelta(days=3)
    row = await record(await an_operator(), await a_transfer(4000, reference="vir 1", day=day))
    assert (row.status, row.reference, row.needed) == ("booked", "VIR 1", 1)
    assert await banks() == (4000, 4000)
    assert (await queries.standing()).ours == 1000
    await roll_days()
    assert (await queries.standing()).ours == 1000, "the day that it moved on is added up anew"
    (made,) = await explorer.of_row(row.id)
    it = await explorer.transaction(made[0])
    assert (it.why, it.source["reference"]) == (Movement.OWN_TAKEN_OUT, "VIR 1")
    assert market_date(it.effective_at) == day
    assert [(account.kind, amount) for account, amount in it.entries] == [
        (Kind.BANK_OPERATING, -4000),
        (Kind.BANK_CLIENT_FUNDS, 4000),
    ]
    assert await check() == []


async def test_the_same_reference_again_is_the_same_transfer_and_other_content_is_refused(
    paying: FreshDatabase,
) -> None:
    await in_bank(ours=5000)
    await clock.travel(timedelta(days=2))
    operator, made = await an_operator(), await a_transfer(2000, reference="VIR 1")
    first = await record(operator, made)
    assert await record(await an_operator(), await a_transfer(2000, reference=" vir  1 ")) == first
    assert await banks() == (3000, 2000)
    yesterday = await today() - timedelta(days=1)
    for other in (
        await a_transfer(2001, reference="VIR 1"),
        await a_transfer(2000, "in", "VIR 1"),
        await a_transfer(2000, reference="VIR 1", day=yesterday),
    ):
        with pytest.raises(TransferReferenceReused):
            await record(operator, other)
    assert await banks() == (3000, 2000)


async def test_the_reference_is_kept_apart_by_the_database_too(paying: FreshDatabase) -> None:
    await in_bank(ours=5000)
    await record(await an_operator(), await a_transfer(1000, reference="VIR 1"))
    with pytest.raises(asyncpg.UniqueViolationError, match="own_transfers_reference"):
        await fetch(
            "insert into money.own_transfers (id, direction, currency, amount, reference, day, status, needed,"
            " recorded_by, recorded_at) select uuidv7(), direction, currency, amount, reference, day, 'waiting', 1,"
            " recorded_by, recorded_at from money.own_transfers"
        )


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("amount = 5001", "own_transfers_covered"),
        ("ours = null", "own_transfers_covered"),
        ("needed = 2", "own_transfers_signed"),
        ("confirmed_by = recorded_by", "own_transfers_signed"),
        ("booked_at = null", "own_transfers_states"),
        ("why = 'x'", "own_transfers_reason"),
        ("amount = 0", "own_transfers_amount"),
        ("direction = 'up'", "own_transfers_direction"),
        ("currency = 'USD'", "own_transfers_currency"),
    ],
)
async def test_the_database_refuses_a_row_that_cannot_be(
    paying: FreshDatabase, change: str, constraint: str
) -> None:
    await in_bank(ours=5000)
    await record(await an_operator(), await a_transfer(1000))
    with pytest.raises(asyncpg.CheckViolationError, match=constraint):
        await fetch(f"update money.own_transfers set {change}")


async def test_above_the_limit_a_second_operator_confirms_and_it_is_another_person(
    paying: FreshDatabase,
) -> None:
    await in_bank(ours=ABOVE)
    first, second = await an_operator(), await an_operator()
    row = await record(first, await a_transfer(ABOVE))
    assert row.status == "waiting" and await banks() == (ABOVE, 0)
    with pytest.raises(SameOperator):
        await confirm(first, row.id)
    assert (await confirm(second, row.id)).status == "booked"
    assert await banks() == (0, ABOVE)
    with pytest.raises(TransferNotWaiting):
        await confirm(second, row.id)
    assert await check() == []


async def test_a_large_sum_in_small_parts_takes_two_as_well(paying: FreshDatabase) -> None:
    await in_bank(ours=200_000)
    operator = await an_operator()
    assert (await record(operator, await a_transfer(60_000))).status == "booked"
    assert (await record(operator, await a_transfer(60_000))).status == "waiting"


async def test_what_waits_has_left_the_bank_already_and_is_not_taken_twice(paying: FreshDatabase) -> None:
    await in_bank(ours=ABOVE + 500)
    row = await record(await an_operator(), await a_transfer(ABOVE))
    with pytest.raises(MoreThanOurs) as refused:
        await record(await an_operator(), await a_transfer(501))
    assert refused.value.facts["most"] == 500
    await confirm(await an_operator(), row.id)


async def test_what_is_no_longer_ours_when_the_second_confirms_is_not_booked(paying: FreshDatabase) -> None:
    await in_bank(ours=ABOVE)
    row = await record(await an_operator(), await a_transfer(ABOVE))
    await book([debit(CLEARING, 100), credit(escrow(new_id()), 100)])
    with pytest.raises(MoreThanOurs):
        await confirm(await an_operator(), row.id)
    assert (await queries.transfer(row.id)).status == "waiting"


async def test_what_waits_is_called_off_with_a_reason_and_its_reference_is_free(
    paying: FreshDatabase,
) -> None:
    await in_bank(ours=ABOVE)
    operator = await an_operator()
    row = await record(operator, await a_transfer(ABOVE, reference="VIR 1"))
    with pytest.raises(HoldReasonMissing):
        await call_off(operator, row.id, " ")
    await call_off(operator, row.id, "mistyped")
    assert (await queries.transfer(row.id)).why == "mistyped"
    assert (await record(operator, await a_transfer(1000, reference="VIR 1"))).status == "booked"
    with pytest.raises(TransferNotWaiting):
        await call_off(operator, row.id, "again")
    with pytest.raises(TransferNotWaiting):
        await confirm(await an_operator(), row.id)
    with pytest.raises(OwnTransferNotFound):
        await confirm(operator, new_id())


async def test_a_large_payment_in_takes_two_as_well_for_it_makes_room_for_one_out(
    paying: FreshDatabase,
) -> None:
    row = await record(await an_operator(), await a_transfer(ABOVE, "in"))
    assert row.status == "waiting" and await banks() == (0, 0)
    with pytest.raises(MoreThanOurs):
        await record(await an_operator(), await a_transfer(1))
    await confirm(await an_operator(), row.id)
    assert await banks() == (ABOVE, -ABOVE)
    with pytest.raises(OwnTransferNotFound):
        await queries.transfer(new_id())


async def test_what_is_missing_is_said_and_what_was_paid_in_is_booked(paying: FreshDatabase) -> None:
    rental = new_id()
    await book([debit(CLEARING, 1900), credit(escrow(rental), 1900)])
    await book([debit(REVENUE, 54), credit(CLEARING, 54)], kind=Movement.CHARGE_FEE)
    assert (await queries.standing()).missing == 54
    await record(await an_operator(), await a_transfer(54, "in"))
    assert await banks() == (54, -54)
    assert (await queries.standing()).missing == 0
    assert await check() == []


async def test_where_no_client_money_is_held_there_is_nothing_to_write_down(paying: FreshDatabase) -> None:
    await in_bank(ours=5000)
    operator = await an_operator()
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"), pytest.raises(ClientMoneyNotHeld):
        await record(operator, await a_transfer(1))


async def test_no_transfer_is_of_a_day_when_the_market_had_no_money_yet(paying: FreshDatabase) -> None:
    """The books begin with what was posted first, and that may be our own float of days ago."""
    day = await today()
    first = await record(await an_operator(), await a_transfer(1000, "in", day=day - timedelta(days=9)))
    assert first.status == "booked"
    with pytest.raises(TransferBeforeBooks) as refused:
        await record(await an_operator(), await a_transfer(1000, "in", day=day - timedelta(days=10)))
    assert refused.value.facts["begins"] == (day - timedelta(days=9)).isoformat()
    await record(await an_operator(), await a_transfer(1000, "in", day=day - timedelta(days=8)))
    assert await banks() == (2000, -2000)


async def test_only_an_operator_writes_down(paying: FreshDatabase) -> None:
    who = await a_holder()
    with pytest.raises(NotYours):
        await record(who, await a_transfer(1))
    with pytest.raises(NotYours):
        await confirm(who, new_id())
    with pytest.raises(NotYours):
        await call_off(who, new_id(), "why")


async def test_the_books_and_the_rows_are_compared(paying: FreshDatabase) -> None:
    """Invariant 9, and its controls: a row without its posting, and a posting without its row."""
    await in_bank(ours=5000)
    row = await record(await an_operator(), await a_transfer(1000))
    await fetch("update money.own_transfers set amount = 999")
    assert [(it.invariant, it.subject) for it in await check()] == [(9, str(row.id))]
    await fetch("update money.own_transfers set amount = 1000")
    await book([debit(OPERATING, 5), credit(BANK, 5)], kind=Movement.OWN_TAKEN_OUT)
    assert [it.invariant for it in await check()] == [9]


async def test_clients_money_that_falls_short_is_a_finding_until_it_is_paid_in(shop: Shop) -> None:
    """A charge's fee is ours to bear, and it left what is owed to the brand and the holder."""
    await shop.bought()
    await look()
    assert await found() == [], "where no client money is held it is Stripe's to hold all of it"
    with client_money():
        await look()
        assert await found() == [Finding.UNCOVERED]
        (row,) = await findings()
        assert json.loads(row["facts"])["cover"] == {
            "bank": 0,
            "stripe": 1846,
            "contested": 0,
            "owed": 1900,
            "missing": 54,
        }
        await record(await an_operator(), await a_transfer(54, "in"))
        await look()
    (row,) = await findings()
    assert row["gone_at"] is not None


async def test_what_waits_for_a_second_operator_for_too_long_is_found(shop: Shop) -> None:
    with client_money():
        await in_bank(ours=ABOVE)
        row = await record(await an_operator(), await a_transfer(ABOVE))
        await fetch("update money.own_transfers set recorded_at = recorded_at - interval '6 days'")
        await look()
        assert "overdue" in await found()
        key = await fetch_value("select key from money.reconciliation_findings where kind = 'overdue'")
    assert key == f"overdue:own_transfer:{row.id}"
