"""A dispute in our books: who has the money meanwhile, and who bears it in the end. The month of 19,00 EUR."""

from datetime import timedelta

import pytest

from market.base import clock
from market.base.database import fetch, fetch_value, transaction
from market.base.ids import new_id
from market.money import orders
from market.money.chart import Kind, brand_credit, brand_receivable, escrow, holder, in_flight, own
from market.money.disputes import booking, closing
from market.money.disputes.asking import hear_dispute
from market.money.events import PaymentDisputed, PaymentKept, PaymentLost
from market.money.gateway import GatewayRefused
from market.money.invariants import check
from market.money.ledger import balance, rental_position
from market.money.sandbox import faults, refunds
from tests.money import acts
from tests.money.books import tag
from tests.money.disputes.banks import CLEARING, FEE, FEES, charge_of, decided, disputed, held, row_of
from tests.money.flows.shop import Bought, Shop, refund_of

PENDING, REVENUE, VAT = Kind.HOLDER_PENDING, own(Kind.PLATFORM_REVENUE), own(Kind.TAX_VAT)


async def sums(bought: Bought) -> tuple[int, int, int, int]:
    """Escrow, on its way back, the brand's credit, its debt."""
    return (
        await balance(escrow(bought.rental)),
        await balance(in_flight(bought.rental)),
        await balance(brand_credit(bought.brand)),
        -await balance(brand_receivable(bought.brand)),
    )


def told(shop: Shop) -> list[str]:
    return [type(event).__name__ for event in shop.heard if hasattr(event, "order_id")]


async def test_while_a_bank_has_the_money_it_is_held_and_nobody_lost_anything(shop: Shop) -> None:
    bought = await shop.bought()
    before = await balance(CLEARING)
    dispute = await disputed(shop, bought)
    await shop.settle()
    row = await row_of(dispute)
    assert (row["status"], row["amount"], row["withdrawn"], row["fee"]) == ("needs_response", 1900, 1900, FEE)
    assert (await held(), await balance(CLEARING) - before) == (1900, 1900 + FEE)
    assert await sums(bought) == (1900, 0, 0, 0), "it still stands in escrow"
    assert told(shop) == ["PaymentDisputed"]
    assert await check() == []


async def test_won_it_all_comes_back_with_the_fee(shop: Shop) -> None:
    bought = await shop.bought()
    before = await balance(CLEARING), await balance(FEES)
    dispute = await disputed(shop, bought)
    await shop.settle()
    await decided(shop, dispute, "win")
    await shop.settle()
    row = await row_of(dispute)
    assert (row["status"], row["reinstated"], row["fee"]) == ("won", 1900, 0)
    assert (await balance(CLEARING), await balance(FEES)) == before
    assert await held() == 0
    assert told(shop) == ["PaymentDisputed", "PaymentKept"]
    assert await check() == []


async def test_lost_while_it_runs_the_holder_keeps_what_is_earned(shop: Shop) -> None:
    """Escrow first, then our commission, and the rest the brand owes: 1287 + 123 + 490."""
    bought = await shop.bought()
    shop.running[bought.rental] = (bought.holder, 10)
    dispute = await disputed(shop, bought)
    await shop.settle()
    await decided(shop, dispute, "lose")
    await shop.settle()
    row = await row_of(dispute)
    assert (row["from_escrow"], row["from_commission"], row["from_receivable"]) == (1287, 123, 490)
    assert await balance(holder(PENDING, bought.holder)) == 490
    assert (await balance(REVENUE), await balance(VAT), await held()) == (0, 0, 0)
    assert await sums(bought) == (0, 0, 0, 490)
    assert await shop.at_stripe("refund") == [], "the bank has given it back already"
    position = await rental_position(bought.rental)
    assert position.explained and (position.charged_back, position.owed, position.holder) == (1900, -490, 490)
    assert told(shop) == ["PaymentDisputed", "PaymentLost"]
    assert await check() == []


async def test_a_holder_was_paid_out_and_nothing_is_asked_back(shop: Shop) -> None:
    bought = await shop.bought()
    await shop.end(bought, used=31)
    await clock.travel(timedelta(days=15))
    from market.money.settlement.actions import release_due

    await release_due()
    payable = holder(Kind.HOLDER_PAYABLE, bought.holder)
    assert await balance(payable) == 1520
    dispute = await disputed(shop, bought)
    await shop.settle()
    await decided(shop, dispute, "lose")
    await shop.settle()
    assert await balance(payable) == 1520
    row = await row_of(dispute)
    assert (row["from_escrow"], row["from_commission"], row["from_receivable"]) == (0, 380, 1520)
    assert await check() == []


@pytest.mark.parametrize("won", [True, False])
async def test_what_is_unused_waits_in_escrow_while_a_dispute_is_open(shop: Shop, won: bool) -> None:
    """The person switches off meanwhile: won, the rest goes back to the brand; lost, it is what the bank took."""
    bought = await shop.bought()
    dispute = await disputed(shop, bought)
    await shop.settle()
    assert (await shop.end(bought, used=10)).refund == 1287
    await shop.settle()
    assert await sums(bought) == (1287, 0, 0, 0) and await refund_of(bought) is None
    assert await balance(holder(PENDING, bought.holder)) == 490
    assert await check() == []
    await decided(shop, dispute, "win" if won else "lose")
    await shop.settle()
    assert [it["amount"] for it in await shop.at_stripe("refund")] == ([1287] if won else [])
    assert await sums(bought) == (0, 0, 0, 0 if won else 490)
    assert await check() == []


async def test_without_looking_the_money_would_go_back_twice(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the refund is tried while a bank has the money, and the brand would have both."""
    from market.money import going_back

    async def blind(*_: object) -> bool:
        return False

    bought = await shop.bought()
    dispute = await disputed(shop, bought)
    await shop.settle()
    monkeypatch.setattr(going_back, "disputed", blind)
    await shop.end(bought, used=10)
    await shop.settle()
    assert await balance(brand_credit(bought.brand)) == 1287
    await decided(shop, dispute, "lose")
    await shop.settle()
    assert await sums(bought) == (0, 0, 1287, 1777)


async def test_an_inquiry_takes_nothing_and_is_over_without_a_trace_in_the_books(shop: Shop) -> None:
    bought = await shop.bought()
    before = await fetch_value("select count(*) from money.ledger_transactions")
    dispute = await disputed(shop, bought, inquiry=True)
    await shop.settle()
    assert (await row_of(dispute))["status"] == "inquiry"
    await shop.end(bought, used=10)
    await shop.settle()
    assert (await refund_of(bought))["status"] == "succeeded", "its money may go back"
    await decided(shop, dispute, "lose")
    await shop.settle()
    assert (await row_of(dispute))["status"] == "dropped"
    assert await fetch_value("select count(*) from money.ledger_transactions") == before + 2
    assert told(shop) == []
    assert await check() == []


async def test_an_inquiry_that_becomes_a_dispute_takes_the_money_then(shop: Shop) -> None:
    bought = await shop.bought()
    dispute = await disputed(shop, bought, inquiry=True)
    await shop.settle()
    await decided(shop, dispute, "escalate")
    await shop.settle()
    assert ((await row_of(dispute))["status"], await held()) == ("needs_response", 1900)
    assert told(shop) == ["PaymentDisputed"]
    assert await check() == []


async def test_a_refund_that_is_pending_fails_and_waits_in_escrow(shop: Shop) -> None:
    bought = await shop.bought()
    await shop.fault(await charge_of(shop, bought), faults.PENDING, faults.REFUND)
    await shop.end(bought, used=10)
    await shop.work()
    assert (await refund_of(bought))["status"] == "pending"
    dispute = await disputed(shop, bought)
    await shop.settle()
    assert ((await refund_of(bought))["status"], await sums(bought)) == ("failed", (1287, 0, 0, 0))
    assert await check() == []
    await decided(shop, dispute, "win")
    await shop.settle()
    assert await sums(bought) == (0, 0, 0, 0)
    rows = await fetch("select amount, status, redirected from money.refunds order by created_at")
    assert [tuple(row) for row in rows] == [(1287, "failed", 1287), (1287, "succeeded", 0)]
    assert await check() == []


async def test_a_refund_that_failed_before_waits_again_as_far_as_the_credit_is_there(shop: Shop) -> None:
    bought = await shop.bought()
    await shop.end(bought, used=10)
    await shop.settle()
    async with shop.sandbox.acting() as call:
        await refunds.fail(call, (await refund_of(bought))["stripe_refund_id"])
    await shop.settle()
    assert await sums(bought) == (0, 0, 1287, 0)
    dispute = await disputed(shop, bought)
    await shop.settle()
    assert await sums(bought) == (1287, 0, 0, 0)
    await decided(shop, dispute, "lose")
    await shop.settle()
    assert await sums(bought) == (0, 0, 0, 490)
    assert await check() == []


async def test_what_was_refunded_is_not_disputed_again(shop: Shop) -> None:
    bought = await shop.bought()
    await shop.end(bought, used=10)
    await shop.settle()
    dispute = await disputed(shop, bought)
    await shop.settle()
    await decided(shop, dispute, "lose")
    await shop.settle()
    row = await row_of(dispute)
    assert (row["amount"], row["from_escrow"], row["from_commission"], row["from_receivable"]) == (
        613,
        0,
        123,
        490,
    )
    assert await check() == []


async def test_a_part_is_disputed_and_lost_and_the_rest_becomes_the_brands_credit(shop: Shop) -> None:
    """Stripe refunds nothing of a charge that was charged back."""
    bought = await shop.bought()
    dispute = await disputed(shop, bought, amount=500)
    await shop.settle()
    await shop.end(bought, used=10)
    await decided(shop, dispute, "lose")
    await shop.settle()
    assert await sums(bought) == (0, 0, 787, 0)
    assert await balance(holder(PENDING, bought.holder)) == 490
    assert await check() == []


async def test_of_two_rentals_in_one_order_each_holder_keeps_their_part(shop: Shop) -> None:
    rentals, brand, holders = sorted([new_id(), new_id()]), tag(), [tag(), tag()]
    async with transaction():
        placed = await orders.place_order(
            brand, "EUR", [orders.NewLine(rental, 1900, 8000, 2000) for rental in rentals], "both"
        )
    await orders.submit_payment(placed.payment_id)
    await clock.travel(timedelta(minutes=1))
    await shop.settle()
    (session,) = await shop.at_stripe("checkout.session")
    await acts.pay(shop.sandbox, session["id"])
    await shop.settle()
    both = [
        Bought(placed.order_id, placed.payment_id, it, brand, one)
        for it, one in zip(rentals, holders, strict=True)
    ]
    await shop.end(both[0], used=31)
    shop.running[rentals[1]] = (holders[1], 10)
    dispute = await disputed(shop, both[0])
    await shop.settle()
    await decided(shop, dispute, "lose")
    await shop.settle()
    assert [await balance(holder(PENDING, it)) for it in holders] == [1520, 490]
    row = await row_of(dispute)
    assert (row["from_escrow"], row["from_commission"], row["from_receivable"]) == (
        1287,
        380 + 123,
        1520 + 490,
    )
    assert await check() == []


async def test_a_dispute_of_a_strangers_payment_is_none_of_ours(shop: Shop) -> None:
    session = await shop.gateway.open_checkout(
        "other",
        amount=1900,
        currency="EUR",
        description="somebody else's",
        success_url="https://moi.test/a",
        cancel_url="https://moi.test/b",
        locale="fr",
        metadata={"app": "other"},
    )
    await acts.pay(shop.sandbox, session.id)
    (charge,) = await shop.at_stripe("charge")
    async with shop.sandbox.acting() as call:
        from market.money.sandbox import disputes

        await disputes.open_on(call, charge["id"])
    await shop.settle()
    assert await fetch("select 1 from money.disputes") == []
    assert await fetch_value("select bool_and(status = 'ignored') from money.inbox_events")


async def test_a_dispute_that_stripe_does_not_know_is_no_news(shop: Shop) -> None:
    with pytest.raises(GatewayRefused):
        await hear_dispute("du_1")


async def test_whoever_ends_rentals_did_not_hear_and_nothing_is_taken(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rental that still earns is not divided: the event waits for a person."""
    bought = await shop.bought()
    dispute = await disputed(shop, bought)
    await shop.settle()
    await decided(shop, dispute, "lose")

    async def nobody(event: PaymentLost) -> None:
        return None

    from market.base import events

    monkeypatch.setitem(events._handlers, PaymentLost, [nobody])
    with pytest.raises(closing.LineStillOpen):
        await hear_dispute(dispute)
    assert (await row_of(dispute))["status"] == "needs_response"
    assert await check() == []


async def test_another_sum_than_the_payments_is_a_matter_for_a_person(shop: Shop) -> None:
    from dataclasses import replace

    bought = await shop.bought()
    dispute = await disputed(shop, bought)
    state = await shop.gateway.fetch_dispute(dispute)
    for wrong in (
        replace(state, amount=1901),
        replace(state, currency="USD"),
        replace(state, moves=[*state.moves, *state.moves]),
        replace(state, moves=[replace(state.moves[0], amount=-1)]),
    ):
        with pytest.raises(booking.DisputeMismatch):
            await booking.apply_dispute(wrong)
    assert await row_of(dispute) is None, "nothing of it was kept"
    assert await booking.apply_dispute(state)
    with pytest.raises(booking.DisputeMismatch):
        await booking.apply_dispute(replace(state, amount=1800, moves=[]))
    assert PaymentDisputed in map(type, shop.heard) and PaymentKept not in map(type, shop.heard)
    assert await check() == []
