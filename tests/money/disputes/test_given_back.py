"""A bank gives back what it had taken for good: the debt is gone, our loss is ours, the rest is the brand's."""

import dataclasses
import itertools

import pytest

from market.money.chart import Kind, brand_credit, brand_receivable, holder, own
from market.money.disputes import actions
from market.money.disputes.booking import apply_dispute
from market.money.disputes.gateway import DisputeState
from market.money.invariants import check
from market.money.ledger import balance, rental_position
from tests.money.credit.brands import a_payer, spend
from tests.money.disputes.banks import AT_THE_DESK, CLEARING, FEES, charge_of, decided, disputed, held, row_of
from tests.money.disputes.test_orders_of_events import books
from tests.money.flows.shop import Bought, Shop
from tests.money.reconciliation.looking import deaf, found, hourly, look

LOSSES = own(Kind.PLATFORM_LOSSES)


async def lost(shop: Shop) -> tuple[Bought, str]:
    """A month of 19,00 EUR that a bank took back after ten days: the brand owes 4,90."""
    bought = await shop.bought()
    shop.running[bought.rental] = (bought.holder, 10)
    dispute = await disputed(shop, bought)
    await shop.settle()
    await decided(shop, dispute, "lose")
    await shop.settle()
    assert await balance(brand_receivable(bought.brand)) == -490
    return bought, dispute


async def standing(bought: Bought) -> tuple[int, int, int]:
    """The brand's balance, its debt, our losses."""
    return (
        await balance(brand_credit(bought.brand)),
        -await balance(brand_receivable(bought.brand)),
        -await balance(LOSSES),
    )


async def test_the_debt_is_gone_and_the_rest_is_the_brands(shop: Shop) -> None:
    bought, dispute = await lost(shop)
    before = await balance(CLEARING), await balance(FEES)
    await decided(shop, dispute, "give_back")
    await shop.settle()
    row = await row_of(dispute)
    assert (row["status"], row["repaid"], row["given_back"]) == ("restored", 490, 1410)
    assert await standing(bought) == (1410, 0, 0)
    assert before[0] - await balance(CLEARING) == 1900 + 2000 and await balance(FEES) - before[1] == 2000
    assert await held() == 0
    assert await balance(holder(Kind.HOLDER_PENDING, bought.holder)) == 490, "what is earned is untouched"
    assert await balance(own(Kind.PLATFORM_REVENUE)) == 0, "the commission was given up, with a credit note"
    assert (await rental_position(bought.rental)).explained
    assert await check() == []
    await look()
    assert await found() == []


async def test_what_was_given_up_is_ours_again(shop: Shop) -> None:
    bought, dispute = await lost(shop)
    assert await actions.write_off(AT_THE_DESK, (await row_of(dispute))["id"]) == 490
    assert await standing(bought) == (0, 0, 490)
    await decided(shop, dispute, "give_back")
    await shop.settle()
    assert await standing(bought) == (1410, 0, 0)
    assert await check() == []


async def test_a_top_up_comes_back_into_the_balance(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    await spend(payer)
    charge = next(it for it in await shop.at_stripe("charge") if it["amount"] == 5000)
    from market.money.sandbox import disputes

    async with shop.sandbox.acting() as call:
        dispute = (await disputes.open_on(call, charge["id"]))["id"]
    await decided(shop, dispute, "lose")
    await shop.settle()
    assert await balance(brand_receivable(payer.tag)) == -1900
    await decided(shop, dispute, "give_back")
    await shop.settle()
    assert await balance(brand_credit(payer.tag)) == 3100
    assert await balance(brand_receivable(payer.tag)) == 0
    assert await check() == []


async def snapshots(shop: Shop) -> tuple[Bought, list[DisputeState]]:
    """Opened, lost, given back, as Stripe said it each time; nobody told us."""
    bought = await shop.bought()
    shop.running[bought.rental] = (bought.holder, 10)
    await deaf(shop)
    dispute = await disputed(shop, bought)
    states = [await shop.gateway.fetch_dispute(dispute)]
    for how in ("lose", "give_back"):
        await decided(shop, dispute, how)
        states.append(await shop.gateway.fetch_dispute(dispute))
    return bought, states


@pytest.mark.parametrize("order", list(itertools.permutations(range(2))), ids=str)
async def test_heard_in_any_order_after_it_was_lost_it_is_given_back_once(
    shop: Shop, order: tuple[int, ...]
) -> None:
    bought, states = await snapshots(shop)
    await apply_dispute(states[1])
    for place in (*order, 1, 0, 1, 2, 2, 1):
        await apply_dispute(states[place])
        assert await check() == []
    assert await standing(bought) == (1410, 0, 0)


async def test_never_heard_as_lost_it_was_won_for_us(shop: Shop) -> None:
    """What Stripe says now is that it was won: the rental never ended, and goes on."""
    bought, states = await snapshots(shop)
    await apply_dispute(states[2])
    assert (await row_of(states[0].id))["status"] == "won"
    assert await standing(bought) == (0, 0, 0) and await held() == 0
    await apply_dispute(states[1])  # old news
    assert (await row_of(states[0].id))["status"] == "won"
    assert await check() == []


async def test_said_to_be_lost_still_the_money_that_came_is_given_back(shop: Shop) -> None:
    """Stripe may leave the word as it was; what it moved counts."""
    bought, states = await snapshots(shop)
    for _ in range(2):
        await apply_dispute(dataclasses.replace(states[2], status="lost"))
    assert (await row_of(states[0].id))["status"] == "restored"
    assert await standing(bought) == (1410, 0, 0) and await check() == []


async def test_with_every_webhook_lost_reconciliation_finds_the_money(shop: Shop) -> None:
    bought, dispute = await lost(shop)
    await deaf(shop)
    await decided(shop, dispute, "give_back")
    await hourly()
    assert (await row_of(dispute))["status"] == "restored"
    assert await standing(bought) == (1410, 0, 0)
    assert await found() == [] and await check() == []


async def test_without_it_a_bank_would_owe_us_nothing_and_hold_less_than_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the money came, and nobody had it."""
    from market.money.disputes import booking

    async def nothing(*_: object) -> None: ...

    monkeypatch.setattr(booking, "_restore", nothing)
    bought, dispute = await lost(shop)
    await decided(shop, dispute, "give_back")
    await shop.settle()
    assert await held() == -1900 and await standing(bought) == (0, 490, 0)
    assert dict(await books())["dispute:held"] == 1900


async def test_what_was_never_lost_is_not_given_back(shop: Shop) -> None:
    from market.money.sandbox.refusals import StripeRefusal

    bought = await shop.bought()
    dispute = await disputed(shop, bought)
    with pytest.raises(StripeRefusal):
        await decided(shop, dispute, "give_back")
    assert await charge_of(shop, bought)
