"""What comes back of a transfer in Stripe's dashboard, whole or in parts: each reversal is booked once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from market.base import clock, mail, names
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.money.chart import Kind, own
from market.money.connect import Reversal
from market.money.desk import desk
from market.money.explorer import caused_by, of_row
from market.money.invariants import check
from market.money.ledger import balance
from market.money.orders import earnings
from market.money.payouts import queries
from market.money.payouts.actions.approve import approve_payout
from market.money.payouts.actions.outcome import return_payout
from market.money.payouts.actions.transfer import TransferMismatch, apply_transfer
from market.money.payouts.errors import PayoutAbovePayable, PayoutNotMovable
from market.money.payouts.postings import take_back_part
from market.money.reconciliation.actions import reconcile
from market.money.reconciliation.rules import Scope
from market.money.settlement.rules import Month
from tests.market import Market, market
from tests.money.payouts.paying import (
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
from tests.money.payouts.stripe import at_stripe, funded, reverse
from tests.money.payouts.test_connect import a_batch
from tests.web.brands import Page, reading

__all__ = ["market"]

CLEARING = own(Kind.STRIPE_CLEARING)


@pytest.fixture
async def paying(market: Market) -> AsyncIterator[Market]:
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"):
        yield market


async def paid(market: Market) -> tuple[Principal, str]:
    """A payout of 2000 that went through Stripe, and its transfer."""
    await funded(market)
    (who,) = await a_batch(market, 2000)
    await market.quiet()
    (transfer,) = await at_stripe(market)
    return who, transfer["id"]


async def unexplained() -> list[tuple[object, ...]]:
    """What reconciliation finds about transfers, and their movements that nothing explains. (The builders fund
    Stripe and holders by hand, which it finds as well.)"""
    await reconcile(Scope.ASKED, patience=timedelta(0))
    rows = await fetch(
        "select kind, subject from money.reconciliation_findings where subject ~ '^(tr|trr)_' and state = 'open'"
        " union all select type, object from money.stripe_balance_transactions"
        " where type like 'transfer%' and outcome is distinct from 'matched'"
    )
    return [tuple(row) for row in rows]


async def test_a_part_that_comes_back_is_owed_again_and_explained(paying: Market) -> None:
    who, transfer = await paid(paying)
    before = await balance(CLEARING)
    await reverse(paying, transfer, amount=500)
    await paying.quiet()
    await apply_transfer(await desk().gateway.fetch_transfer(transfer))
    assert (await status_of(who), await sums(who)) == ("paid", (500, 0))
    assert await balance(CLEARING) - before == -500
    assert (await earnings(tag_of(who))).paid == 1500
    assert (
        await fetch_value("select status from money.inbox_events where type = 'transfer.reversed'")
        == "handled"
    )
    assert [it.kind for it in await mail.kept()].count("payout_part") == 1
    (row,) = await queries.of_holder(tag_of(who))
    assert (row.amount, row.came_back) == (2000, 500)
    assert await unexplained() == []
    assert await check() == []
    async with reading(paying, who) as visitor:
        assert "€5.00 of it came back" in Page(await visitor.get("/earnings")).words
    (id,) = await caused_by(await fetch_value("select stripe_reversal_id from money.transfer_reversals"))
    assert await of_row(await fetch_value("select id from money.transfer_reversals")) == [
        (id, "payout.returned")
    ]


async def test_the_rest_that_comes_back_makes_it_whole_and_it_can_be_sent_again(paying: Market) -> None:
    who, transfer = await paid(paying)
    for amount in (500, 700, 800):
        await reverse(paying, transfer, amount=amount)
        await paying.quiet()
    row = await payout_of(who)
    assert (row["status"], row["failure"], await sums(who)) == ("failed", "transfer_reversed", (2000, 0))
    assert await fetch_value("select count(*) from money.transfer_reversals") == 3
    assert await unexplained() == []
    assert await check() == []
    await approve_payout(await an_operator(), row["id"])
    await paying.quiet()
    assert (await status_of(who), await sums(who)) == ("paid", (0, 0))
    assert (await queries.of_holder(tag_of(who)))[0].came_back == 0, "that was the attempt before"
    assert await unexplained() == []
    assert await check() == []


async def test_what_is_heard_late_twice_or_in_another_order_is_booked_once(paying: Market) -> None:
    who, transfer = await paid(paying)
    states = []
    for amount in (500, 700):
        await reverse(paying, transfer, amount=amount)
        states.append(await desk().gateway.fetch_transfer(transfer))
    for state in (states[1], states[0], states[1]):
        assert await apply_transfer(state)
    await paying.quiet()
    assert (await status_of(who), await sums(who)) == ("paid", (1200, 0))
    assert await unexplained() == []
    assert await check() == []


async def test_a_reversal_that_stripe_does_not_list_is_for_a_person(paying: Market) -> None:
    who, transfer = await paid(paying)
    await reverse(paying, transfer, amount=500)
    state = await desk().gateway.fetch_transfer(transfer)
    assert [it.amount for it in state.reversals] == [500]
    for listed in ([], [Reversal("trr_part", 400)]):
        with pytest.raises(TransferMismatch):
            await apply_transfer(replace(state, reversals=listed))
    assert (await sums(who), await fetch("select 1 from money.transfer_reversals")) == ((0, 0), [])


BREAKS = {
    "a reversal without its posting": "insert into money.transfer_reversals (id, attempt_id, stripe_reversal_id,"
    " amount, booked_at) select gen_random_uuid(), id, 'trr_x', 100, base.now() from money.payout_attempts",
    "a reversal of another amount": "update money.transfer_reversals set amount = 400",
    "a posting without its reversal": "delete from money.transfer_reversals",
}


@pytest.mark.parametrize("what", BREAKS)
async def test_control_a_reversal_that_is_booked_otherwise_is_found(
    paying: Market, owner: asyncpg.Connection, what: str
) -> None:
    _, transfer = await paid(paying)
    await reverse(paying, transfer, amount=500)
    await paying.quiet()
    assert await check() == []
    await owner.execute(BREAKS[what])
    assert 9 in {it.invariant for it in await check()}


async def test_control_a_payout_that_is_paid_though_all_of_it_came_back_is_found(paying: Market) -> None:
    who, transfer = await paid(paying)
    await reverse(paying, transfer, amount=500)
    await paying.quiet()
    attempt = await fetch_value("select id from money.payout_attempts")
    async with transaction():
        assert await take_back_part(await payout_of(who), attempt, Reversal("trr_rest", 1500))
    assert [it.invariant for it in await check()] == [9]


async def test_what_came_back_in_part_is_paid_with_what_is_ready_next(paying: Market) -> None:
    """And a payout that came back whole since is sent again only as far as its money is there."""
    who, transfer = await paid(paying)
    await reverse(paying, transfer, amount=1500)
    await paying.quiet()
    await clock.travel(timedelta(days=31))
    await requested((who, 100), period=str(Month.of(await clock.now())))
    row = await payout_of(who)
    assert (row["amount"], await sums(who)) == (1600, (0, 1600))
    await reverse(paying, transfer)
    await paying.quiet()
    failed = await fetch_value("select id from money.payouts where status = 'failed'")
    with pytest.raises(PayoutAbovePayable):
        await approve_payout(await an_operator(), failed)
    assert (await sums(who))[0] == 500 and await check() == []


async def test_a_reversal_stands_once_and_is_of_something(paying: Market, owner: asyncpg.Connection) -> None:
    _, transfer = await paid(paying)
    await reverse(paying, transfer, amount=500)
    await paying.quiet()
    again = (
        "insert into money.transfer_reversals (id, attempt_id, stripe_reversal_id, amount, booked_at)"
        " select gen_random_uuid(), attempt_id, $1, $2, booked_at from money.transfer_reversals limit 1"
    )
    known = await fetch_value("select stripe_reversal_id from money.transfer_reversals")
    with pytest.raises(asyncpg.UniqueViolationError, match="transfer_reversals_once"):
        await owner.execute(again, known, 100)
    with pytest.raises(asyncpg.CheckViolationError, match="transfer_reversals_amount"):
        await owner.execute(again, "trr_y", 0)


async def test_what_came_back_part_by_part_is_over_once_the_last_part_has_gone_on(paying: Market) -> None:
    who, transfer = await paid(paying)
    first = (await payout_of(who))["id"]
    await reverse(paying, transfer, amount=1500)
    await paying.quiet()
    await _next_month(paying, who, 100)
    await reverse(paying, transfer)
    await paying.quiet()
    assert await queries.came_back() == queries.CameBack(1, 2000) and await sums(who) == (500, 0)
    await _next_month(paying, who, 600)
    last = await payout_of(who)
    assert (last["amount"], last["status"], (await queries.payout(first)).later) == (1100, "paid", last["id"])
    assert await queries.came_back() == queries.CameBack(0, 0)


async def _next_month(paying: Market, who: Principal, amount: int) -> None:
    await clock.travel(timedelta(days=31))
    await requested((who, amount), period=str(Month.of(await clock.now())))
    await approved(await batch_of(who))
    await paying.quiet()


async def test_nobody_returns_by_hand_what_stripe_has_paid(paying: Market) -> None:
    """It would be ready again, and go out a second time, with nothing come back at Stripe."""
    who, _ = await paid(paying)
    row = await payout_of(who)
    operator = await an_operator()
    with pytest.raises(PayoutNotMovable):
        await return_payout(operator, row["id"], "MS03", row["reference"])
    async with reading(paying, operator) as visitor:
        name = names.name("payout", row["id"], names.for_operators())
        for path, sent in (
            (
                f"/v1/operator/payouts/{name}/return",
                {"json": {"code": "MS03", "reference": row["reference"]}},
            ),
            (
                f"/operator/payout/{name}/decision",
                {"data": {"act": "return", "code": "MS03", "reference": row["reference"]}},
            ),
        ):
            answer = await visitor.post(path, **sent)  # type: ignore[arg-type]
            assert answer.status_code == 409, answer.text[:200]
    assert await status_of(who) == "paid" and await sums(who) == (0, 0) and await check() == []
