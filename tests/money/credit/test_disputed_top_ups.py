"""A bank asks a top-up back: what is left of the balance bears it, the rest the brand owes."""

import asyncio

import pytest

from market.base.database import fetch_value
from market.money.chart import brand_credit, brand_receivable
from market.money.credit import queries
from market.money.credit.errors import BalanceTooLow
from market.money.invariants import check
from market.money.ledger import balance
from market.money.sandbox import disputes
from tests.money.credit.brands import Payer, a_payer, spend
from tests.money.disputes.banks import decided, held, row_of
from tests.money.flows.shop import Shop


async def disputed(shop: Shop, payer: Payer) -> str:
    """The bank of the card that topped up disputes it."""
    charge = await fetch_value("select stripe_charge_id from money.payments where id = $1", payer.top_ups[0])
    async with shop.sandbox.acting() as call:
        found = await disputes.open_on(call, charge, inquiry=False, amount=None)
    await shop.settle()
    return str(found["id"])


async def test_lost_it_takes_what_is_left_and_the_rest_is_owed(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    await spend(payer)
    dispute = await disputed(shop, payer)
    facts = await queries.facts_of(payer.tag)
    assert (facts.held, facts.returnable, await held()) == (3100, 0, 5000), (
        "it goes back to no card meanwhile"
    )
    assert await check() == []
    await decided(shop, dispute, "lose")
    await shop.settle()
    row = await row_of(dispute)
    assert (row["status"], row["from_escrow"], row["from_receivable"]) == ("lost", 3100, 1900)
    assert (await balance(brand_credit(payer.tag)), await balance(brand_receivable(payer.tag))) == (0, -1900)
    assert await held() == 0
    assert await check() == []


async def test_what_a_bank_asks_back_cannot_be_spent_until_it_is_decided(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    dispute = await disputed(shop, payer)
    facts = await queries.facts_of(payer.tag)
    assert (facts.held, facts.asked_back, await queries.spendable(payer.tag)) == (5000, 5000, 0)
    with pytest.raises(BalanceTooLow):
        await spend(payer)
    assert await balance(brand_credit(payer.tag)) == 5000, "nothing was taken"
    await decided(shop, dispute, "win")
    await shop.settle()
    await spend(payer)
    assert await balance(brand_credit(payer.tag)) == 3100
    assert await check() == []


async def test_another_top_up_pays_meanwhile_and_as_much_of_it_goes_back(shop: Shop) -> None:
    payer = await a_payer(shop, 5000, 3000)
    await disputed(shop, payer)
    await spend(payer)
    facts = await queries.facts_of(payer.tag)
    assert (facts.held, facts.returnable, await queries.spendable(payer.tag)) == (6100, 1100, 1100)
    with pytest.raises(BalanceTooLow):
        await spend(payer)


async def test_two_who_spend_at_once_do_not_spend_what_is_asked_back(shop: Shop) -> None:
    payer = await a_payer(shop, 5000, 3000)
    await disputed(shop, payer)
    done = await asyncio.gather(spend(payer), spend(payer), return_exceptions=True)
    assert sorted(isinstance(it, BalanceTooLow) for it in done) == [False, True]
    assert await balance(brand_credit(payer.tag)) == 6100


async def test_won_nothing_has_changed(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    dispute = await disputed(shop, payer)
    await decided(shop, dispute, "win")
    await shop.settle()
    facts = await queries.facts_of(payer.tag)
    assert (facts.held, facts.owed, facts.returnable, await held()) == (5000, 0, 5000, 0)
    assert await check() == []
