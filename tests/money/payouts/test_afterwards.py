"""What becomes of a payout that did not arrive, of holders when the market pays in another way, of late answers."""

import asyncio
import uuid
from datetime import timedelta

import asyncpg
import pytest

from market.base import audit, clock, mail
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.base.jobs import drain
from market.money.invariants import check
from market.money.payouts import queries
from market.money.payouts.account import payee
from market.money.payouts.actions.approve import Approval, approve_batch, approve_payout
from market.money.payouts.actions.export import export_batch
from market.money.payouts.actions.identity import keep_account
from market.money.payouts.actions.outcome import execute_batch, reject_batch
from market.money.payouts.actions.request import request_late, request_month
from market.money.payouts.actions.steer import cancel_batch, cancel_payout
from market.money.payouts.actions.transfer import send_payout
from market.money.payouts.errors import (
    PayoutAccountNotReady,
    PayoutCarriedOn,
    PayoutIdentityMissing,
    PayoutMethodClosed,
)
from market.money.payouts.jobs import write_letters
from market.money.piccolo_migrations import money_2026_11_27t16_00_00_000000 as migration
from market.money.settlement.rules import Month
from market.wiring import JOBS
from tests.conftest import FreshDatabase
from tests.market import Market, market
from tests.money.payouts.paying import (
    IBAN,
    MARCH,
    NAME,
    OTHER_IBAN,
    a_payee,
    an_operator,
    approved,
    batch_of,
    client_money,
    closed,
    gave_back,
    payout_of,
    requested,
    sent,
    status_of,
    sums,
    tag_of,
)
from tests.money.payouts.stripe import a_stripe_payee, funded
from tests.waiting import until_waiting

__all__ = ["market"]

APRIL, MAY = "2027-04", "2027-05"


async def came_back(amount: int = 2000) -> tuple[Principal, Principal, queries.PayoutRow]:
    """(holder, operator, the payout that the bank gave back)."""
    who, operator = await a_payee(), await an_operator()
    await requested((who, amount))
    await sent(await batch_of(who))
    failed = (await payout_of(who))["id"]
    await gave_back(operator, failed, "MS03")
    return who, operator, await queries.payout(failed)


async def next_run(period: str = APRIL) -> None:
    await closed(period)
    await request_month(period, audit.SYSTEM)


# What is over is over.


async def test_what_came_back_is_over_once_a_later_payout_carries_its_money(paying: None) -> None:
    who, operator, failed = await came_back()
    assert failed.later is None and [it.id for it in await queries.outside_batches()] == [failed.id]
    assert await queries.came_back() == queries.CameBack(1, 2000)
    await next_run()
    carrier = await payout_of(who)
    row = await queries.payout(failed.id)
    assert (row.status, row.later, row.later_reference, row.later_status) == (
        "failed",
        carrier["id"],
        carrier["reference"],
        "requested",
    )
    assert await queries.outside_batches() == [] and await queries.came_back() == queries.CameBack(0, 0)
    with pytest.raises(PayoutCarriedOn) as refused:
        await approve_payout(operator, failed.id)
    assert refused.value.facts == {"reference": carrier["reference"]}
    await sent(carrier["batch_id"])
    await execute_batch(operator, carrier["batch_id"])
    assert (await queries.payout(failed.id)).later_status == "paid"
    assert [it.later_status for it in await queries.of_holder(tag_of(who))] == [None, "paid"]
    assert await check() == []


async def test_a_second_approval_too_is_refused_once_the_money_went_on(paying: None) -> None:
    who, operator, failed = await came_back(120_000)
    assert await approve_payout(operator, failed.id) == Approval(1, 2)
    alone = await queries.batch_of(failed.id)
    assert alone
    await next_run()
    with pytest.raises(PayoutCarriedOn):
        await approve_batch(await an_operator(), alone, 120_000)
    assert await sums(who) == (0, 120_000)


async def test_a_later_payout_of_less_does_not_carry_it(paying: None) -> None:
    who, _, failed = await came_back()
    await fetch("update money.payouts set amount = amount + 1 where id = $1", failed.id)
    await next_run()
    assert (await payout_of(who))["amount"] == 2000
    assert (await queries.payout(failed.id)).later is None


async def test_what_was_called_off_is_over_once_it_was_paid_later(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    first = (await payout_of(who))["id"]
    await cancel_payout(operator, first, "wrong month")
    assert (await queries.payout(first)).later is None
    await next_run()
    assert (await queries.payout(first)).later == (await payout_of(who))["id"] != first


async def test_what_comes_back_again_is_looked_at_where_it_came_back_last(paying: None) -> None:
    who, operator, failed = await came_back()
    await next_run()
    again = await payout_of(who)
    await sent(again["batch_id"])
    await gave_back(operator, again["id"], "MS03")
    assert [it.id for it in await queries.outside_batches()] == [again["id"]]
    assert await approve_payout(operator, again["id"]) == Approval(1, 1)
    assert (await queries.payout(failed.id)).later == again["id"]


# Another way of paying.


async def test_whose_account_is_of_another_way_is_asked_once_and_told_so(paying: None) -> None:
    who, silent = await a_payee(), await a_payee(iban=None)
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"):
        done = await requested((who, 2000), (silent, 2000))
        assert (done.payouts, done.asked) == (0, 2)
        next_ = await queries.next_payout(tag_of(who))
        assert (next_.known, next_.enough) == (False, True)
        assert await write_letters() == 2
        assert await write_letters() == 0
        await request_month(MARCH, audit.SYSTEM)
        assert await write_letters() == 0
    told = sorted(it.text for it in await mail.kept() if it.kind == "payout_ask")
    assert len(told) == 2
    assert len([it for it in told if "autrement" in it]) == 1, "the one who had given an account is told why"
    assert all("Stripe" in it for it in told)


async def test_whose_account_is_at_stripe_is_asked_where_transfers_are_written(paying: None) -> None:
    who = await a_payee()
    await fetch("update money.payout_identities set method = 'connect' where holder = $1", tag_of(who))
    assert (await requested((who, 2000))).asked == 1
    await write_letters()
    (letter,) = [it for it in await mail.kept() if it.kind == "payout_ask"]
    assert "autrement" in letter.text and "Stripe" not in letter.text


async def test_of_an_account_that_cannot_receive_yet_the_reason_is_said(paying: None) -> None:
    who, operator, failed = await came_back(2000)
    await fetch("update money.payout_identities set ready_at = null where holder = $1", tag_of(who))
    with pytest.raises(PayoutAccountNotReady):
        await approve_payout(operator, failed.id)
    assert await sums(who) == (2000, 0) and await check() == []


async def test_nobody_signs_for_what_could_not_be_tried_again(paying: None) -> None:
    """Above the limit too, where the first of two would sign and only the second would be told."""
    who, operator, failed = await came_back(250_000)
    await fetch("update money.payout_identities set refused_at = base.now() where holder = $1", tag_of(who))
    signed = await fetch("select batch_id, operator from money.payout_approvals order by id")
    assert len(signed) == 2, "it takes two"
    with pytest.raises(PayoutIdentityMissing):
        await approve_payout(operator, failed.id)
    assert await fetch("select batch_id, operator from money.payout_approvals order by id") == signed
    assert await sums(who) == (250_000, 0) and await check() == []


async def test_what_nothing_could_send_any_more_is_let_out_by_nobody(paying: None) -> None:
    """Approved it would lie reserved: no file may be written, and Stripe does not know the account."""
    who, operator, failed = await came_back()
    waiting = await a_payee()
    await requested((waiting, 3000), period=APRIL)
    batch = await batch_of(waiting)
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"):
        with pytest.raises(PayoutMethodClosed):
            await approve_payout(operator, failed.id)
        with pytest.raises(PayoutMethodClosed):
            await approve_batch(operator, batch, 5000)
        await cancel_batch(operator, batch, "another way")
    assert [await sums(it) for it in (who, waiting)] == [(2000, 0), (3000, 0)]
    assert await check() == []


@pytest.mark.parametrize("paid", [True, False])
async def test_what_leaves_a_batch_for_another_way_leaves_no_batch_open(market: Market, paid: bool) -> None:
    """A worker died behind the first transfer; before the second its holder chose a bank account instead."""
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"):
        await funded(market, 300_000)
        first, second = [await a_stripe_payee(market) for _ in range(2)]
        period = str(Month.of(await clock.now() + timedelta(days=15)))
        await requested((first, 3000), (second, 4000), period=period)
        await drain(JOBS)
        batch = await batch_of(first)
        await approved(batch)
        if paid:
            await send_payout((await payout_of(first))["id"])
        else:
            await cancel_payout(await an_operator(), (await payout_of(first))["id"], "as asked")
        assert await batch_state(batch) == ("submitted" if paid else "approved")
        assert second.person
        async with transaction():
            await keep_account(audit.SYSTEM, second.person, payee(NAME, IBAN), first=False)
    assert await status_of(second) == "held"
    assert await batch_state(batch) == ("executed" if paid else "canceled")
    assert await check() == []


@pytest.mark.parametrize("paid", [True, False])
async def test_what_was_left_open_before_is_closed_by_the_migration(market: Market, paid: bool) -> None:
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"):
        await funded(market, 300_000)
        first, second = await a_stripe_payee(market), await a_stripe_payee(market)
        period = str(Month.of(await clock.now() + timedelta(days=15)))
        await requested((first, 3000), (second, 4000), period=period)
        await drain(JOBS)
        batch = await batch_of(first)
        await approved(batch)
        await send_payout((await payout_of(first))["id"])
    left = "batch_id = null, status = 'held', why = 'other_way'"
    await fetch(f"update money.payouts set {left} where id = $1", (await payout_of(second))["id"])
    if not paid:
        await fetch(f"update money.payouts set {left} where id = $1", (await payout_of(first))["id"])
    assert await batch_state(batch) == "submitted"
    await fetch(migration.SQL)
    assert await batch_state(batch) == ("executed" if paid else "rejected")
    await fetch(migration.SQL)
    told = "select count(*) from base.audit_entries where subject = $1 and action in ($2, $3)"
    assert await fetch_value(told, batch, "payout_batch.executed", "payout_batch.rejected") == 1


async def test_who_changes_the_account_waits_for_the_batch_before_its_payouts(
    paying: None, database: FreshDatabase
) -> None:
    """In the one order of locks: whoever sends the batch meanwhile comes to an end, and neither blocks the other."""
    who = await a_payee()
    await requested((who, 2000))
    batch, other = await batch_of(who), await asyncpg.connect(database.owner)
    assert who.person

    async def changes() -> None:
        async with transaction():
            await keep_account(audit.SYSTEM, who.person, payee(NAME, OTHER_IBAN), first=False)  # type: ignore[arg-type]

    async with other.transaction():
        await other.execute("select 1 from money.payout_batches where id = $1 for no key update", batch)
        changing = asyncio.create_task(changes())
        await until_waiting(other)
        await other.execute("select 1 from money.payouts where batch_id = $1 for no key update nowait", batch)
    await asyncio.wait_for(changing, 20)
    await other.close()
    assert (await payout_of(who))["batch_id"] == batch


async def batch_state(batch: uuid.UUID) -> str:
    return str(await fetch_value("select status from money.payout_batches where id = $1", batch))


async def test_an_account_that_was_refused_is_asked_for_as_ever(paying: None) -> None:
    who = await a_payee()
    await fetch("update money.payout_identities set refused_at = base.now() where holder = $1", tag_of(who))
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"):
        assert (await requested((who, 2000))).asked == 1
        await write_letters()
    (letter,) = [it for it in await mail.kept() if it.kind == "payout_ask"]
    assert "autrement" not in letter.text


async def test_who_has_answered_by_the_way_that_is_open_is_not_asked(paying: None) -> None:
    assert (await requested((await a_payee(), 2000))).asked == 0


# A late answer.


async def test_who_answers_late_is_told_that_the_payout_comes_at_once(paying: None) -> None:
    who = await a_payee(iban=None)
    await requested((who, 4000))
    before = await queries.next_payout(tag_of(who))
    assert not before.soon and not before.known
    assert who.person
    async with transaction():
        await keep_account(who.actor, who.person, payee(NAME, IBAN), first=True)
    told = await queries.next_payout(tag_of(who))
    assert (told.soon, told.amount, told.enough) == (True, 4000, True)
    assert told.after < before.after
    assert await request_late() == 1
    after = await queries.next_payout(tag_of(who))
    assert (after.soon, after.amount) == (False, 0)


async def test_who_was_not_asked_waits_for_the_next_run(paying: None) -> None:
    who = await a_payee(OTHER_IBAN)
    await requested((await a_payee(), 2000))
    await requested((who, 900), period=APRIL)
    assert not (await queries.next_payout(tag_of(who))).soon


# What a batch came to.


@pytest.mark.parametrize("late", [False, True])
async def test_a_batch_says_what_went_and_what_came_back(paying: None, late: bool) -> None:
    one, two, operator = await a_payee(), await a_payee(), await an_operator()
    await requested((one, 2000), (two, 3000))
    batch = await batch_of(one)
    await sent(batch)
    if late:
        await execute_batch(operator, batch)
    await gave_back(operator, (await payout_of(one))["id"], "AC04")
    if not late:
        await execute_batch(operator, batch)
    row = await queries.batch(batch)
    assert (row.status, row.payouts, row.amount) == ("executed", 2, 5000)
    assert (row.back, row.back_amount, row.stayed, row.stayed_amount) == (1, 2000, 1, 3000)


# What one operator has let out alone.


async def test_a_file_that_an_operator_says_was_refused_still_counts_as_let_out_alone(paying: None) -> None:
    """Nobody but the operator says so: the second pair of eyes does not hang on it."""
    who, operator = await a_payee(), await an_operator()
    await requested((who, 90_000))
    first = await batch_of(who)
    await approved(first, operator)
    await export_batch(operator, first)
    await reject_batch(operator, first, "AM05")
    assert (await approve_payout(operator, (await payout_of(who))["id"])).needed == 2
