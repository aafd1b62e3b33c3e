"""Transfers and accounts at Stripe where two act at once, an answer comes late, or a row is not as it was."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from market.base import clock
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.base.jobs import drain
from market.money.booking import About
from market.money.chart import Kind, own
from market.money.invariants import check
from market.money.ledger import balance
from market.money.payouts import identities
from market.money.payouts.actions.approve import approve_payout
from market.money.payouts.actions.onboarding import ask_account, begin, come_back
from market.money.payouts.actions.transfer import (
    NOT_READY,
    TransferMismatch,
    apply_transfer,
    ask_payout,
    send_batch,
    send_payout,
)
from market.money.payouts.errors import StripeAway
from market.money.payouts.jobs import ask_accounts
from market.money.reconciliation import books
from market.money.reconciliation.actions import reconcile
from market.money.reconciliation.rules import Scope
from market.money.sandbox import accounts, faults
from market.money.settlement.rules import Month
from market.wiring import JOBS
from tests.accounts.people import PASSWORD
from tests.market import Market, market
from tests.money import acts
from tests.money.payouts.paying import (
    a_payee,
    an_operator,
    approved,
    batch_of,
    client_money,
    payout_of,
    requested,
    status_of,
    sums,
    tag_of,
)
from tests.money.payouts.stripe import (
    a_stripe_payee,
    account_of,
    at_stripe,
    attempts,
    client_of,
    funded,
    lease_over,
    mortal,
    reverse,
)
from tests.money.payouts.test_connect import ada, client_state
from tests.waiting import until_waiting

__all__ = ["market"]

TRANSFERS, CLEARING = "/v1/transfers", own(Kind.STRIPE_CLEARING)


@pytest.fixture
async def paying(market: Market) -> AsyncIterator[Market]:
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"):
        yield market


async def a_batch(*amounts: int, market: Market) -> list[Principal]:
    """Requested, gathered and approved; the job that sends waits."""
    holders = [await a_stripe_payee(market) for _ in amounts]
    period = str(Month.of(await clock.now() + timedelta(days=15)))
    await requested(*zip(holders, amounts, strict=True), period=period)
    await drain(JOBS)
    await approved(await batch_of(holders[0]))
    return holders


async def deaf(market: Market) -> None:
    await acts.fault(market.sandbox, faults.WEBHOOK, "*", faults.DROP, count=1000)


# Transfers.


async def test_while_a_transfer_is_on_its_way_nobody_else_calls(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(2000, market=paying)
    payout = (await payout_of(who))["id"]
    async with mortal(paying) as transport:
        transport.first("POST", TRANSFERS, lambda: send_payout(payout))
        await send_payout(payout)
        assert transport.posted == ["transfers"]
    assert await status_of(who) == "paid" and len(await at_stripe(paying)) == 1


async def test_a_refusal_that_two_hear_of_makes_the_money_ready_once(paying: Market) -> None:
    """There is too little at Stripe, and the lease passes while the first call is on its way."""
    (who,) = await a_batch(2000, market=paying)
    payout = (await payout_of(who))["id"]

    async def meanwhile() -> None:
        await lease_over()
        await send_payout(payout)

    async with mortal(paying) as transport:
        transport.first("POST", TRANSFERS, meanwhile)
        await send_payout(payout)
    assert (await status_of(who), await sums(who)) == ("failed", (2000, 0))
    assert len(await fetch("select 1 from money.ledger_transactions where kind = 'payout.failed'")) == 1
    assert await check() == []


async def test_one_that_meets_a_mistake_of_ours_holds_up_no_other_of_its_batch(paying: Market) -> None:
    await funded(paying)
    first, second = await a_batch(2000, 3000, market=paying)
    batch = await batch_of(first)
    row = await identities.current(tag_of(first))
    assert row
    await fetch("update money.payout_identities set sealed = 'nothing of ours' where id = $1", row["id"])
    await send_batch(batch)
    assert (await status_of(first), await status_of(second)) == ("approved", "paid")
    assert await check() == []


async def test_where_an_account_was_forgotten_nothing_is_sent_and_an_operator_sees_why(
    paying: Market,
) -> None:
    await funded(paying)
    (who,) = await a_batch(2000, market=paying)
    await fetch("update money.payout_identities set sealed = ''")
    await send_batch(await batch_of(who))
    row = await payout_of(who)
    assert (row["status"], row["why"]) == ("held", NOT_READY)
    assert await at_stripe(paying) == []


async def test_what_is_heard_of_an_earlier_attempt_moves_nothing(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(2000, market=paying)
    await paying.quiet()
    (first,) = await at_stripe(paying)
    await reverse(paying, first["id"])
    await paying.quiet()
    await approve_payout(await an_operator(), (await payout_of(who))["id"])
    await paying.quiet()
    before = await balance(CLEARING)
    assert await apply_transfer(await client_state(paying, first["id"]))
    assert (await status_of(who), await balance(CLEARING)) == ("paid", before)
    assert await check() == []


async def test_without_an_answer_about_a_transfer_what_is_booked_stands(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(2000, market=paying)
    await paying.quiet()
    (transfer,) = await at_stripe(paying)
    await deaf(paying)
    await reverse(paying, transfer["id"])
    await acts.fault(paying.sandbox, "GET", f"{TRANSFERS}/*", faults.TIMEOUT_BEFORE)
    async with mortal(paying):
        for status in ("paid", "failed"):
            await ask_payout((await payout_of(who))["id"])
            assert await status_of(who) == status
    assert await check() == []


async def test_a_transfer_that_nobody_told_us_of_is_booked_from_its_movement(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(2000, market=paying)
    await deaf(paying)
    await acts.fault(paying.sandbox, "POST", TRANSFERS, faults.TIMEOUT_AFTER)
    async with mortal(paying):
        await send_payout((await payout_of(who))["id"])
    assert await status_of(who) == "submitted" and await attempts() == [("unknown", 1)]
    await reconcile(Scope.HOURLY)
    assert await status_of(who) == "paid" and len(await at_stripe(paying)) == 1
    outcome = "select outcome from money.stripe_balance_transactions where type = 'transfer'"
    assert await fetch_value(outcome) == "matched"
    assert await check() == []


async def test_a_run_tells_of_the_books_as_they_are_after_what_it_booked(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(2000, market=paying)
    await deaf(paying)
    await acts.fault(paying.sandbox, "POST", TRANSFERS, faults.TIMEOUT_AFTER)
    async with mortal(paying):
        await send_payout((await payout_of(who))["id"])
    numbers = (await reconcile(Scope.ASKED)).numbers
    assert await status_of(who) == "paid"
    assert numbers.balances["holder:reserved"]["EUR"] == 0
    assert numbers.balances == await books.standing()


async def test_a_reversal_that_nobody_told_us_of_waits_for_its_transfers_news(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(2000, market=paying)
    await paying.quiet()
    (transfer,) = await at_stripe(paying)
    await deaf(paying)
    await reverse(paying, transfer["id"])
    await reconcile(Scope.HOURLY)
    assert await status_of(who) == "paid", "its movement names no transfer"
    await ask_payout((await payout_of(who))["id"])
    assert (await status_of(who), await sums(who)) == ("failed", (2000, 0))
    assert await check() == []


async def test_a_transfer_of_another_sum_that_names_our_attempt_is_for_a_person(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(2000, market=paying)
    await acts.fault(paying.sandbox, "POST", TRANSFERS, faults.TIMEOUT_BEFORE)
    row = await payout_of(who)
    async with mortal(paying):
        await send_payout(row["id"])
    about = About("payout", row["id"], 1).metadata()
    asked = {"amount": 1999, "currency": "eur", "destination": await account_of(who), "metadata": about}
    other = await client_of(paying.sandbox).v1.transfers.create_async(asked)  # type: ignore[arg-type]
    with pytest.raises(TransferMismatch, match="1999"):
        await apply_transfer(await client_state(paying, other.id))
    assert (await status_of(who), await sums(who)) == ("submitted", (0, 2000))
    assert await check() == []


async def test_what_goes_by_the_bank_is_asked_of_nobody(paying: Market) -> None:
    with client_money():
        who = await a_payee()
        period = str(Month.of(await clock.now() + timedelta(days=15)))
        await requested((who, 2000), period=period)
        payout = (await payout_of(who))["id"]
        async with mortal(paying) as transport:
            await ask_payout(payout)
            await send_payout(payout)
            assert transport.posted == []
    assert (await status_of(who), await sums(who)) == ("requested", (0, 2000))


# Accounts.


async def test_an_account_that_is_not_made_yet_is_asked_of_nobody(paying: Market) -> None:
    who = await ada()
    async with mortal(paying):
        await acts.fault(paying.sandbox, "POST", "/v1/accounts", faults.TIMEOUT_BEFORE)
        with pytest.raises(StripeAway):
            await begin(who)
        await acts.fault(paying.sandbox, "GET", "*", faults.TIMEOUT_BEFORE)
        row = await identities.current(tag_of(who))
        assert row
        await ask_account(row["id"])
    async with paying.sandbox.acting() as call:
        assert len(await faults.waiting(call.connection)) == 1, "nobody asked Stripe"


async def test_without_an_answer_about_an_account_it_is_as_it_was(paying: Market) -> None:
    who = await ada()
    await begin(who)
    account = await account_of(who)
    async with paying.sandbox.acting() as call:
        await accounts.onboard(call, account)
    await acts.fault(paying.sandbox, "GET", "/v1/accounts/*", faults.TIMEOUT_BEFORE)
    async with mortal(paying):
        assert not await come_back(who)
        assert await come_back(who)


async def test_who_comes_back_from_stripe_and_never_went_has_given_nothing(paying: Market) -> None:
    who = await a_payee(iban=None)
    assert not await come_back(who)
    assert await identities.current(tag_of(who)) is None


async def test_of_two_who_begin_for_one_holder_at_once_one_goes_on(paying: Market) -> None:
    """Neither has seen the other's: the second is told as if somebody else had given an account, and has not."""
    who = await ada()
    slow = await asyncpg.connect(paying.database.owner)
    async with slow.transaction():
        await slow.execute("lock table money.payout_identities in share mode")
        both = [asyncio.create_task(begin(who, PASSWORD)) for _ in range(2)]
        await until_waiting(slow, 2)
    begun = await asyncio.gather(*both, return_exceptions=True)
    await slow.close()
    assert sorted(type(it).__name__ for it in begun) == ["WrongCredentials", "str"]
    rows = await fetch("select 1 from money.payout_identities where replaced_at is null")
    assert len(rows) == 1 and len(await acts.objects(paying.sandbox, "account")) == 1


async def test_an_account_that_cannot_be_read_holds_up_no_other(paying: Market) -> None:
    unread, other = await a_payee(iban=None), await a_payee(iban=None)
    for who in (unread, other):
        await begin(who)
        async with paying.sandbox.acting() as call:
            await accounts.onboard(call, await account_of(who))
    row = await identities.current(tag_of(unread))
    assert row
    await fetch("update money.payout_identities set sealed = 'nothing of ours' where id = $1", row["id"])
    assert await ask_accounts() == 2
    assert identities.usable(await identities.current(tag_of(other)))
    assert not identities.usable(await identities.current(tag_of(unread)))
