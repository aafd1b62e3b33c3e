"""A brand that owes pays: by card or from its balance, once, and what is too much stays its own."""

import asyncio
import uuid

import pytest

from market.base import audit
from market.base.database import fetch_value
from market.base.errors import Forbidden
from market.base.idempotency import IdempotencyKeyReused
from market.money.chart import Kind, brand_credit, brand_receivable, own
from market.money.credit import queries
from market.money.credit.actions.repay import repay_by_card, repay_from_balance
from market.money.credit.errors import BalanceTooLow, DebtBelowCard, NoDebt
from market.money.debts import owed_by
from market.money.disputes import actions
from market.money.invariants import check
from market.money.ledger import balance
from market.money.rules import LEAST_BY_CARD
from market.money.sandbox import cards, disputes
from tests.factories import a_holder
from tests.money import acts
from tests.money.credit.brands import Payer, a_payer, spend, topped_up
from tests.money.disputes.banks import AT_THE_DESK, decided, row_of
from tests.money.flows.conftest import crowded_shop
from tests.money.flows.shop import Shop, status, submit

__all__ = ["crowded_shop"]


async def a_debtor(shop: Shop) -> tuple[Payer, str]:
    """A brand whose bank took back a top-up of 50,00 of which 19,00 were spent; and the dispute."""
    payer = await a_payer(shop, 5000)
    await spend(payer)
    charge = await fetch_value("select stripe_charge_id from money.payments where id = $1", payer.top_ups[0])
    async with shop.sandbox.acting() as call:
        dispute = str((await disputes.open_on(call, charge))["id"])
    await decided(shop, dispute, "lose")
    await shop.settle()
    assert await owed_by(payer.tag) == 1900
    return payer, dispute


async def card(shop: Shop, payment: uuid.UUID, number: str = cards.SUCCEEDS) -> None:
    await submit(payment)
    session = await fetch_value(
        "select stripe_checkout_session_id from money.payments where id = $1", payment
    )
    await acts.pay(shop.sandbox, session, number)
    await shop.settle()


async def stands(payer: Payer) -> tuple[int, int]:
    """What it holds, what it owes."""
    return await balance(brand_credit(payer.tag)), -await balance(brand_receivable(payer.tag))


async def test_by_card_the_debt_is_paid_and_nothing_is_left_over(shop: Shop) -> None:
    payer, dispute = await a_debtor(shop)
    payment = await repay_by_card(payer.who, "k")
    assert await repay_by_card(payer.who, "k") == payment, "a second click is the same payment"
    assert await repay_by_card(payer.who, "l") == payment, (
        "and so is another form, while it can still be paid"
    )
    assert await repay_by_card(payer.who, "l") == payment
    await card(shop, payment)
    assert await stands(payer) == (0, 0) and await owed_by(payer.tag) == 0
    row = await row_of(dispute)
    assert (row["repaid"], row["written_off"]) == (1900, 0)
    with pytest.raises(NoDebt):
        await repay_by_card(payer.who, "m")
    with pytest.raises(NoDebt):
        await repay_by_card(payer.who, "l")  # which stood for one that is paid now
    with pytest.raises(NoDebt):
        await repay_from_balance(payer.who, "n")
    for act in (repay_by_card, repay_from_balance):
        with pytest.raises(Forbidden):
            await act(await a_holder(), "o")
    assert await check() == []


async def test_stripes_page_for_it_takes_cards_alone(shop: Shop) -> None:
    """What a bank may ask back for eight weeks pays no debt that came from such a bank."""
    payer, _ = await a_debtor(shop)
    await submit(await repay_by_card(payer.who, "k"))
    sessions = await shop.at_stripe("checkout.session")
    assert sessions[-1]["payment_method_types"] == ["card"] and sessions[-1]["amount_total"] == 1900


async def test_a_declined_card_changes_nothing(shop: Shop) -> None:
    payer, _ = await a_debtor(shop)
    payment = await repay_by_card(payer.who, "k")
    await card(shop, payment, cards.DECLINES)
    assert await stands(payer) == (0, 1900) and await status(payment) == "submitted"
    assert await check() == []


async def test_from_the_balance_it_is_paid_whole_or_not_at_all(shop: Shop) -> None:
    payer, _ = await a_debtor(shop)
    await topped_up(shop, payer, 1000)
    with pytest.raises(BalanceTooLow):
        await repay_from_balance(payer.who, "k")
    assert await stands(payer) == (1000, 1900)
    await topped_up(shop, payer, 1500)
    assert await repay_from_balance(payer.who, "k") == 1900
    assert await repay_from_balance(payer.who, "k") == 1900, "told again, and taken once"
    assert await stands(payer) == (600, 0)
    assert (await queries.movements(payer.tag))[0].kind == "debt.paid"
    with pytest.raises(IdempotencyKeyReused):
        await repay_by_card(payer.who, "k")
    assert await check() == []


async def test_what_was_given_up_meanwhile_stays_the_brands_money(shop: Shop) -> None:
    payer, dispute = await a_debtor(shop)
    payment = await repay_by_card(payer.who, "k")
    await submit(payment)
    await actions.write_off(AT_THE_DESK, (await row_of(dispute))["id"])
    await card(shop, payment)
    assert await stands(payer) == (1900, 0)
    assert await balance(own(Kind.PLATFORM_LOSSES)) == -1900
    assert await check() == []


async def test_what_paid_a_debt_in_vain_cannot_be_spent_while_a_bank_asks_it_back(shop: Shop) -> None:
    payer, dispute = await a_debtor(shop)
    payment = await repay_by_card(payer.who, "k")
    await submit(payment)
    await actions.write_off(AT_THE_DESK, (await row_of(dispute))["id"])
    await card(shop, payment)
    charge = await fetch_value("select stripe_charge_id from money.payments where id = $1", payment)
    async with shop.sandbox.acting() as call:
        await disputes.open_on(call, charge)
    await shop.settle()
    facts = await queries.facts_of(payer.tag)
    assert (facts.held, facts.asked_back, facts.spendable) == (1900, 1900, 0)
    with pytest.raises(BalanceTooLow):
        await spend(payer)
    assert await check() == []


async def test_what_a_bank_gives_back_after_the_debt_was_paid_is_the_brands(shop: Shop) -> None:
    payer, dispute = await a_debtor(shop)
    await card(shop, await repay_by_card(payer.who, "k"))
    await decided(shop, dispute, "give_back")
    await shop.settle()
    row = await row_of(dispute)
    assert (row["status"], row["repaid"], row["given_back"]) == ("restored", 1900, 5000)
    assert await stands(payer) == (5000, 0)
    assert await check() == []


async def test_a_part_that_was_paid_is_not_given_up_again(shop: Shop) -> None:
    from market.base.database import fetch, transaction
    from market.money.debts import settle_debts
    from market.money.disputes.errors import NothingOwed

    payer, dispute = await a_debtor(shop)
    await topped_up(shop, payer, 1000)
    async with transaction():
        assert await settle_debts(payer.tag, 1000, "EUR", uuid.uuid4(), audit.SYSTEM) == 1000
    found = (await row_of(dispute))["id"]
    assert await actions.write_off(AT_THE_DESK, found) == 900
    with pytest.raises(NothingOwed):
        await actions.write_off(AT_THE_DESK, found)
    row = (await fetch("select repaid, written_off from money.disputes"))[0]
    assert tuple(row) == (1000, 900) and await stands(payer) == (0, 0)
    assert await check() == []


async def test_of_ten_who_pay_from_the_balance_at_once_one_does(crowded_shop: Shop) -> None:
    payer, _ = await a_debtor(crowded_shop)
    await topped_up(crowded_shop, payer, 10_000)
    results = await asyncio.gather(
        *(repay_from_balance(payer.who, f"k{n}") for n in range(10)), return_exceptions=True
    )
    assert sorted(str(it) if isinstance(it, int) else type(it).__name__ for it in results) == [
        "1900",
        *["NoDebt"] * 9,
    ]
    assert await stands(payer) == (8100, 0)
    assert await check() == []


async def test_a_payment_of_a_debt_that_a_bank_takes_back_is_owed_again(shop: Shop) -> None:
    payer, _ = await a_debtor(shop)
    payment = await repay_by_card(payer.who, "k")
    await card(shop, payment)
    charge = await fetch_value("select stripe_charge_id from money.payments where id = $1", payment)
    async with shop.sandbox.acting() as call:
        again = str((await disputes.open_on(call, charge))["id"])
    await decided(shop, again, "lose")
    await shop.settle()
    assert await stands(payer) == (0, 1900) and await owed_by(payer.tag) == 1900
    assert await check() == []


async def test_less_than_a_card_pays_is_paid_from_the_balance(shop: Shop) -> None:
    """Of 68,51 put in, a bank takes 50,00 back once 19,00 are spent: 0,49 are owed."""
    payer = await a_payer(shop, 5000, 1851)
    await spend(payer)
    charge = await fetch_value("select stripe_charge_id from money.payments where id = $1", payer.top_ups[0])
    async with shop.sandbox.acting() as call:
        dispute = str((await disputes.open_on(call, charge))["id"])
    await decided(shop, dispute, "lose")
    await shop.settle()
    assert await owed_by(payer.tag) == LEAST_BY_CARD - 1
    with pytest.raises(DebtBelowCard) as refused:
        await repay_by_card(payer.who, "k")
    assert refused.value.facts == {"least": LEAST_BY_CARD}
    assert await fetch_value("select count(*) from money.orders where purpose = 'debt'") == 0
    await topped_up(shop, payer, 1000)
    assert await repay_from_balance(payer.who, "l") == 49
    assert await stands(payer) == (951, 0) and await check() == []
