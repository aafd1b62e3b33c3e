"""Disputes beside refunds, beside each other, and where Stripe does not answer."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from market.base import audit, clock
from market.base.database import fetch, fetch_value, transaction
from market.base.ids import new_id
from market.money import orders
from market.money.chart import brand_credit, brand_receivable, escrow, in_flight
from market.money.disputes import jobs
from market.money.disputes.actions import answer
from market.money.disputes.asking import hear_dispute
from market.money.disputes.booking import DisputeWaits, apply_dispute
from market.money.disputes.jobs import take_up_acts
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.ledger import balance
from market.money.sandbox import faults, refunds
from tests.money import acts
from tests.money.books import tag
from tests.money.credit.brands import FROM_BALANCE
from tests.money.disputes.banks import decided, disputed, row_of
from tests.money.flows.shop import Bought, Shop, refund_of, submit

REFUNDS = "/v1/refunds"
TEXT = {"product_description": "A rental."}


async def deaf(shop: Shop) -> None:
    await shop.fault("*", faults.DROP, "WEBHOOK", count=1000)


async def sums(bought: Bought) -> tuple[int, int, int, int]:
    """Escrow, on its way back, the brand's credit, its debt."""
    return (
        await balance(escrow(bought.rental)),
        await balance(in_flight(bought.rental)),
        await balance(brand_credit(bought.brand)),
        -await balance(brand_receivable(bought.brand)),
    )


async def test_a_refund_that_was_not_asked_for_yet_is_asked_for_before_the_dispute_is_booked(
    shop: Shop,
) -> None:
    """Stripe refuses it, as a bank has the money: what was to go back waits in escrow."""
    bought = await shop.bought()
    await deaf(shop)
    await shop.end(bought, used=10)
    dispute = await disputed(shop, bought)
    assert (await refund_of(bought))["status"] == "requested"
    assert await hear_dispute(dispute)
    assert (await refund_of(bought))["status"] == "failed"
    assert await sums(bought) == (1287, 0, 0, 0)
    assert await check() == []


async def test_without_an_answer_about_a_dispute_it_is_asked_about_later(shop: Shop) -> None:
    bought = await shop.bought()
    dispute = await disputed(shop, bought)
    await shop.settle()
    await deaf(shop)
    await decided(shop, dispute, "win")
    await shop.fault("/v1/disputes/*", faults.TIMEOUT_BEFORE, "GET")
    for status in ("needs_response", "won"):
        await clock.travel(timedelta(hours=7))
        await sweep_money()
        assert (await row_of(dispute))["status"] == status
    assert await check() == []


async def test_an_act_whose_key_is_old_is_not_repeated_on_what_is_decided_and_waits_for_a_refund(
    shop: Shop,
) -> None:
    bought = await shop.bought()
    await deaf(shop)
    await shop.end(bought, used=10)
    await shop.fault(REFUNDS, faults.RATE_LIMIT, count=100)
    dispute = await disputed(shop, bought)
    assert await hear_dispute(dispute)
    assert (await refund_of(bought))["status"] == "submitted", "Stripe is too busy for it"
    id = (await row_of(dispute))["id"]
    await shop.fault(f"/v1/disputes/{dispute}", faults.TIMEOUT_AFTER)
    await answer(audit.SYSTEM, b"o" * 32, id, TEXT)
    await decided(shop, dispute, "win")
    with pytest.raises(DisputeWaits):
        await hear_dispute(dispute)
    await clock.travel(timedelta(hours=25))
    shop.transport.posted.clear()
    await take_up_acts()
    assert await fetch_value("select status from money.dispute_acts") == "answered"
    assert not any(it.startswith("disputes") for it in shop.transport.posted), "nothing was asked for again"
    await acts.run(shop.sandbox, "delete from sandbox.faults")
    await clock.travel(timedelta(hours=7))
    await sweep_money()
    assert (await row_of(dispute))["status"] == "won"
    assert await check() == []


async def test_an_act_that_meets_a_mistake_of_ours_holds_up_no_other(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [await disputed(shop, await shop.bought()) for _ in range(2)]
    await shop.settle()
    for dispute in both:
        await shop.fault(f"/v1/disputes/{dispute}", faults.TIMEOUT_BEFORE)
        await answer(audit.SYSTEM, b"o" * 32, (await row_of(dispute))["id"], TEXT)
    (first, _) = [row["id"] for row in await fetch("select id from money.dispute_acts order by made_at")]
    submit_act = jobs.submit_act

    async def fails(act: UUID) -> None:
        if act == first:
            raise RuntimeError(act)
        await submit_act(act)

    monkeypatch.setattr(jobs, "submit_act", fails)
    await clock.travel(timedelta(minutes=2))
    assert await take_up_acts() == 2
    assert [
        row["status"] for row in await fetch("select status from money.dispute_acts order by made_at")
    ] == [
        "unknown",
        "answered",
    ]


async def test_what_waits_goes_back_when_the_last_of_two_disputes_is_over(shop: Shop) -> None:
    bought = await shop.bought()
    one = await disputed(shop, bought, amount=500)
    await shop.settle()
    opened = await shop.gateway.fetch_dispute(one)
    other = replace(opened, id="du_other")
    assert await apply_dispute(other)
    await shop.end(bought, used=10)
    lost = replace(opened, status="lost", due_by=None)
    assert await apply_dispute(lost)
    assert await sums(bought) == (787, 0, 0, 0), "the other one still asks for it"
    won = replace(
        other, status="won", due_by=None, moves=[*other.moves, replace(other.moves[0], amount=500, fee=0)]
    )
    assert await apply_dispute(won)
    assert (await row_of("du_other"))["status"] == "won"
    assert await sums(bought) == (0, 787, 0, 0)
    assert await check() == []


async def test_a_part_that_one_rental_bears_alone_leaves_the_others_of_its_order_alone(shop: Shop) -> None:
    rentals, brand = sorted([new_id(), new_id()]), tag()
    async with transaction():
        placed = await orders.place_order(
            brand, "EUR", [orders.NewLine(rental, 1900, 8000, 2000) for rental in rentals], "both"
        )
    both = [Bought(placed.order_id, placed.payment_id, it, brand) for it in rentals]
    await submit(placed.payment_id)
    await shop.pay(both[0])
    await shop.settle()
    dispute = await disputed(shop, both[0], amount=500)
    await shop.settle()
    await shop.end(both[0], used=31)
    await shop.end(both[1], used=10)
    await decided(shop, dispute, "lose")
    await shop.settle()
    rows = await fetch("select charged_back from money.order_lines order by rental_id")
    assert [row["charged_back"] for row in rows] == [0, 500]
    assert (
        await fetch_value("select count(*) from money.ledger_transactions where kind = 'dispute.lost'") == 1
    )
    assert await check() == []


async def test_a_credit_that_is_spent_cannot_wait_for_a_dispute_any_more(shop: Shop) -> None:
    bought = await shop.bought()
    await shop.end(bought, used=10)
    await shop.settle()
    async with shop.sandbox.acting() as call:
        await refunds.fail(call, (await refund_of(bought))["stripe_refund_id"])
    await shop.settle()
    rental = new_id()
    async with transaction():
        placed = await orders.place_order(
            bought.brand, "EUR", [orders.NewLine(rental, 1287, 8000, 2000)], "again", FROM_BALANCE
        )
        await orders.pay_from_balance(placed.payment_id, audit.SYSTEM)
    assert await sums(bought) == (0, 0, 0, 0)
    dispute = await disputed(shop, bought)
    await shop.settle()
    assert await sums(bought) == (0, 0, 0, 0)
    assert (await refund_of(bought))["redirected"] == 0
    await decided(shop, dispute, "lose")
    await shop.settle()
    assert await sums(bought) == (0, 0, 0, 1900 - 123), "what the brand spent it owes"
    assert await check() == []
