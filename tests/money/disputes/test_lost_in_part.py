"""A bank asks for all of a payment of which a part was refunded before, and loses that part (Stripe: partially won)."""

import pytest

from market.base.database import fetch
from market.money.chart import brand_credit, brand_receivable
from market.money.disputes import booking
from market.money.disputes.queries import asked_twice
from market.money.disputes.queries import dispute as read_dispute
from market.money.invariants import check
from market.money.ledger import balance, rental_position
from market.money.sandbox import disputes
from market.money.sandbox.refusals import StripeRefusal
from tests.money.disputes.banks import CLEARING, decided, disputed, held, row_of
from tests.money.flows.shop import Bought, Shop
from tests.money.reconciliation.looking import found, look


async def asked_for_all(shop: Shop) -> tuple[Bought, str]:
    """19,00 EUR, 12,87 refunded on the tenth day; then its bank asks for 19,00."""
    bought = await shop.bought()
    assert (await shop.end(bought, used=10)).refund == 1287
    await shop.settle()
    dispute = await disputed(shop, bought, amount=1900)
    await shop.settle()
    return bought, dispute


async def test_while_it_is_open_nothing_of_ours_is_wrong_and_the_desk_knows_what_is_asked_twice(
    shop: Shop,
) -> None:
    _, dispute = await asked_for_all(shop)
    row = await row_of(dispute)
    assert (row["status"], row["amount"], await held()) == ("needs_response", 1900, 1900)
    assert await asked_twice(await read_dispute(row["id"])) == 1287
    assert await check() == []


async def test_what_was_refunded_comes_back_and_the_brand_owes_what_its_holder_earned(shop: Shop) -> None:
    bought, dispute = await asked_for_all(shop)
    before = await balance(CLEARING)
    await decided(shop, dispute, "lose_in_part")
    await shop.settle()
    row = await row_of(dispute)
    assert (row["status"], row["reinstated"], row["given_back"]) == ("lost", 1287, 0)
    assert before - await balance(CLEARING) == 1287, "and no fee"
    assert -await balance(brand_receivable(bought.brand)) == 490, "what its holder earned"
    assert await balance(brand_credit(bought.brand)) == 0 and await held() == 0
    assert (await rental_position(bought.rental)).explained
    assert await check() == []
    await look()
    assert await found() == []


async def test_it_is_the_same_as_if_the_bank_had_asked_for_the_rest_alone(shop: Shop) -> None:
    bought, dispute = await asked_for_all(shop)
    await decided(shop, dispute, "lose_in_part")
    await shop.settle()
    other = await shop.bought()
    await shop.end(other, used=10)
    await shop.settle()
    right = await disputed(shop, other)
    await decided(shop, right, "lose")
    await shop.settle()
    assert await balance(brand_receivable(bought.brand)) == await balance(brand_receivable(other.brand))
    assert await balance(brand_credit(bought.brand)) == await balance(brand_credit(other.brand)) == 0


async def test_lost_as_a_whole_the_brand_owes_what_it_has_twice(shop: Shop) -> None:
    bought, dispute = await asked_for_all(shop)
    await decided(shop, dispute, "lose")
    await shop.settle()
    assert -await balance(brand_receivable(bought.brand)) == 490 + 1287
    assert await check() == [], "a bank's mistake is no wrong sum of ours"


async def test_the_money_may_come_back_after_the_loss_was_told_and_counts_once(shop: Shop) -> None:
    bought, dispute = await asked_for_all(shop)
    await decided(shop, dispute, "lose")
    await shop.settle()
    state = await shop.gateway.fetch_dispute(dispute)
    async with shop.sandbox.acting() as call:
        known = await disputes.store.lock(call, "dispute", dispute)
        await disputes._reinstate(call, known, 1287)
    await shop.settle()
    again = await shop.gateway.fetch_dispute(dispute)
    for each in (state, again, again):
        await booking.apply_dispute(each)
    assert -await balance(brand_receivable(bought.brand)) == 490
    assert (await row_of(dispute))["repaid"] == 1287
    assert await check() == []


async def test_a_part_that_comes_back_otherwise_is_for_a_person(shop: Shop) -> None:
    """Only a dispute that is lost gives back less than it took."""
    _, dispute = await asked_for_all(shop)
    async with shop.sandbox.acting() as call:
        known = await disputes.store.lock(call, "dispute", dispute)
        await disputes._reinstate(call, known, 1287)
    with pytest.raises(booking.DisputeMismatch):
        await booking.apply_dispute(await shop.gateway.fetch_dispute(dispute))


async def test_a_dispute_of_what_was_left_is_not_lost_in_part(shop: Shop) -> None:
    bought = await shop.bought()
    dispute = await disputed(shop, bought)
    with pytest.raises(StripeRefusal):
        await decided(shop, dispute, "lose_in_part")


async def test_an_inquiry_that_was_refunded_and_becomes_a_dispute_of_all(shop: Shop) -> None:
    bought = await shop.bought()
    dispute = await disputed(shop, bought, inquiry=True)
    await shop.settle()
    await shop.end(bought, used=10)
    await shop.settle()
    await decided(shop, dispute, "escalate")
    await shop.settle()
    assert await check() == []
    await decided(shop, dispute, "lose_in_part")
    await shop.settle()
    assert -await balance(brand_receivable(bought.brand)) == 490
    assert await check() == []


async def test_a_refund_of_ours_after_the_money_was_taken_is_still_found_out(shop: Shop) -> None:
    """The control: what the bank is excused of, we are not."""
    bought = await shop.bought()
    await disputed(shop, bought)
    await shop.settle()
    await fetch(
        "insert into money.refunds (id, payment_id, amount, currency, reason, origin, status, idempotency_key,"
        " stripe_refund_id, created_at) select gen_random_uuid(), id, 100, 'EUR', 'dashboard', 'external',"
        " 'succeeded', 'x', 're_x', base.now() from money.payments where id = $1",
        bought.payment,
    )
    assert any("refunds and disputes of 2000 on 1900" in it.detail for it in await check())
