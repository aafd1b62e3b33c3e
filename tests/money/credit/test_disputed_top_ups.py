"""A bank asks a top-up back: what is left of the balance bears it, the rest the brand owes."""

import asyncio

import pytest

from market.base import mail
from market.base.database import fetch_value
from market.money.chart import brand_credit, brand_receivable, brand_reserved
from market.money.credit import queries
from market.money.credit.actions.pay_back import pay_back
from market.money.credit.actions.repay import repay_from_balance
from market.money.credit.errors import BalanceTooLow
from market.money.debts import owed_by
from market.money.invariants import check
from market.money.ledger import balance
from market.money.sandbox import disputes, faults
from tests.money.credit.brands import Payer, a_payer, spend, topped_up
from tests.money.disputes.banks import decided, held, row_of
from tests.money.flows.shop import Shop
from tests.relations.helpers import with_mailbox


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


async def a_debtor_asked_again(shop: Shop, more: int) -> tuple[Payer, str]:
    """A brand that owes 19,00, and of whose later top-up over `more` a bank asks everything back."""
    payer = await a_payer(shop, 5000)
    await spend(payer)
    await decided(shop, await disputed(shop, payer), "lose")
    await shop.settle()
    assert await owed_by(payer.tag) == 1900
    await topped_up(shop, payer, more)
    payer.top_ups.reverse()
    return payer, await disputed(shop, payer)


async def test_a_debt_is_not_paid_with_what_a_bank_asks_back(shop: Shop) -> None:
    payer, dispute = await a_debtor_asked_again(shop, 3000)
    facts = await queries.facts_of(payer.tag)
    assert (facts.held, facts.asked_back, facts.spendable, facts.debt) == (3000, 3000, 0, 1900)
    with pytest.raises(BalanceTooLow) as refused:
        await repay_from_balance(payer.who, "k")
    assert refused.value.facts == {"price": 1900}
    assert (await balance(brand_credit(payer.tag)), await owed_by(payer.tag)) == (3000, 1900), "nothing moved"
    await decided(shop, dispute, "lose")
    await shop.settle()
    assert (await balance(brand_credit(payer.tag)), await owed_by(payer.tag)) == (0, 1900), "it took its own"
    assert await check() == []


async def test_won_the_refused_debt_is_paid_under_the_same_key(shop: Shop) -> None:
    payer, dispute = await a_debtor_asked_again(shop, 3000)
    with pytest.raises(BalanceTooLow):
        await repay_from_balance(payer.who, "k")
    await decided(shop, dispute, "win")
    await shop.settle()
    assert await repay_from_balance(payer.who, "k") == 1900
    assert (await balance(brand_credit(payer.tag)), await owed_by(payer.tag)) == (1100, 0)
    assert await check() == []


async def test_a_debt_is_paid_with_what_another_top_up_brought_and_no_cent_more(shop: Shop) -> None:
    payer, _ = await a_debtor_asked_again(shop, 3000)
    await topped_up(shop, payer, 1899)
    with pytest.raises(BalanceTooLow):
        await repay_from_balance(payer.who, "k")
    await topped_up(shop, payer, 1000)
    assert await repay_from_balance(payer.who, "k") == 1900
    assert (await balance(brand_credit(payer.tag)), await owed_by(payer.tag)) == (3999, 0)
    assert await check() == []


async def test_what_is_on_its_way_to_a_card_pays_no_debt(shop: Shop) -> None:
    """The brand asked for it back before it owed anything: it stands apart, and what is left is too little."""
    payer = await a_payer(shop, 5000, 3000)
    await spend(payer)
    await shop.fault("/v1/refunds", faults.TIMEOUT_BEFORE)
    assert await pay_back(payer.who, 3000, "back") == 1
    await shop.work()
    await decided(shop, await disputed(shop, payer), "lose")
    await shop.settle()
    facts = await queries.facts_of(payer.tag)
    assert (facts.on_its_way, facts.held, facts.debt) == (3000, 0, 1900)
    with pytest.raises(BalanceTooLow):
        await repay_from_balance(payer.who, "k")
    assert await balance(brand_reserved(payer.tag)) == 3000
    assert await check() == []


async def test_who_pays_a_debt_and_who_rents_at_once_do_not_use_what_is_asked_back(shop: Shop) -> None:
    payer, _ = await a_debtor_asked_again(shop, 3000)
    await topped_up(shop, payer, 1900)
    done = await asyncio.gather(
        repay_from_balance(payer.who, "k"), spend(payer), repay_from_balance(payer.who, "l"),
        return_exceptions=True,
    )  # fmt: skip
    assert sum(not isinstance(it, Exception) for it in done) == 1, done
    assert await balance(brand_credit(payer.tag)) == 3000
    assert await check() == []


async def test_the_letters_about_a_balance_speak_of_no_rental(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    await with_mailbox(payer.who, "owner@example.org")
    await spend(payer)
    dispute = await disputed(shop, payer)
    (opened,) = [it for it in await mail.kept() if it.kind == "dispute_opened"]
    await decided(shop, dispute, "lose")
    await shop.settle()
    (lost,) = [it for it in await mail.kept() if it.kind == "dispute_lost"]
    for letter in (opened, lost):
        assert "location" not in letter.text.lower().split("d’ici là")[0], letter.text
    assert "ni dépensé ni rendu" in opened.text and "ce que vous en aviez dépensé" in lost.text
