"""While a bank contests a payment of the brand's, nothing of its balance goes to a bank account."""

import uuid

import pytest

from market.base.access import Principal
from market.base.database import transaction
from market.base.ids import new_id
from market.money import orders
from market.money.bankreturns.actions import pay
from market.money.bankreturns.actions.ask import cancel
from market.money.bankreturns.errors import BankReturnContested, BrandOwesMeanwhile
from market.money.chart import brand_receivable, escrow
from market.money.credit.queries import facts_of
from market.money.ledger import balance
from market.money.sandbox import refunds
from tests.factories import a_brand
from tests.money.bankreturns.returning import a_creditor, asked, let_out, row_of, sums, tag_of
from tests.money.books import check_sums as check
from tests.money.disputes.banks import decided, disputed
from tests.money.flows.shop import Bought, Shop, refund_of, submit
from tests.money.payouts.paying import an_operator
from tests.relations.helpers import with_mailbox


async def an_owner() -> Principal:
    return await with_mailbox(await a_brand(), f"{uuid.uuid4().hex}@example.org")


async def bought(shop: Shop, who: Principal) -> Bought:
    rental, tag = new_id(), tag_of(who)
    line = orders.NewLine(rental, 1900, 8000, 2000)
    async with transaction():
        placed = await orders.place_order(tag, "EUR", [line], f"rental:{rental}")
    made = Bought(placed.order_id, placed.payment_id, rental, tag)
    await submit(made.payment)
    await shop.pay(made)
    await shop.settle()
    return made


async def refund_that_failed(shop: Shop, who: Principal) -> Bought:
    """1287 of it came back and stands in the balance."""
    made = await bought(shop, who)
    await shop.end(made)
    await shop.settle()
    refund = await refund_of(made)
    async with shop.sandbox.acting() as call:
        await refunds.fail(call, refund["stripe_refund_id"])
    await shop.settle()
    return made


async def contested(shop: Shop, made: Bought) -> str:
    dispute = await disputed(shop, made)
    await shop.settle()
    return dispute


async def test_what_a_bank_asks_back_does_not_leave_by_another_way(transferring: Shop) -> None:
    """The refund of a payment failed, its money waits to go to the brand's bank, and the payment is contested."""
    who = await an_owner()
    made = await refund_that_failed(transferring, who)
    id = await asked(who, 1287)
    dispute = await contested(transferring, made)
    with pytest.raises(BankReturnContested):
        await pay.approve(await an_operator(), id)
    await decided(transferring, dispute, "win")
    await transferring.settle()
    await let_out(id)
    assert await check() == []


async def test_lost_it_is_owed_and_the_balance_does_not_leave(transferring: Shop) -> None:
    who = await an_owner()
    made = await refund_that_failed(transferring, who)
    id = await asked(who, 1287)
    dispute = await contested(transferring, made)
    await decided(transferring, dispute, "lose")
    await transferring.settle()
    with pytest.raises(BrandOwesMeanwhile):
        await pay.approve(await an_operator(), id)
    await pay.refuse(await an_operator(), id, "A bank took it back.")
    assert await sums(who) == (1287, 0)
    assert -await balance(brand_receivable(made.brand)) - 1287 == 490, "what the holder has earned"
    assert await check() == []


@pytest.mark.parametrize("won", [True, False])
async def test_called_off_while_the_payment_it_came_of_is_contested_it_waits_for_that(
    transferring: Shop, won: bool
) -> None:
    """As if it had been in the balance when the bank took the payment back: not spent meanwhile, and divided."""
    who = await an_owner()
    made = await refund_that_failed(transferring, who)
    first, id = await asked(who, 300), await asked(who, 700)
    dispute = await contested(transferring, made)
    assert await sums(who) == (0, 1000), "287 wait already"
    await cancel(who, id)
    await pay.refuse(await an_operator(), first, "A bank took it back.")
    assert await sums(who) == (0, 0)
    assert await balance(escrow(made.rental)) == 1287
    assert await check() == []
    await decided(transferring, dispute, "win" if won else "lose")
    await transferring.settle()
    assert await balance(brand_receivable(made.brand)) == (0 if won else -490)
    assert await balance(escrow(made.rental)) == 0
    assert await check() == []


async def test_nothing_is_asked_for_while_any_payment_is_contested(transferring: Shop) -> None:
    who = await a_creditor(5000)
    other = await bought(transferring, who)
    dispute = await contested(transferring, other)
    assert (await facts_of(other.brand)).contested
    with pytest.raises(BankReturnContested):
        await asked(who, 1000)
    assert await sums(who) == (5000, 0)
    await decided(transferring, dispute, "win")
    await transferring.settle()
    await asked(who, 1000)


async def test_what_was_let_out_is_looked_at_again_before_the_bank_gets_its_file(transferring: Shop) -> None:
    who = await a_creditor(1287)
    other = await bought(transferring, who)
    id = await asked(who, 1287)
    await let_out(id)
    dispute = await contested(transferring, other)
    with pytest.raises(BankReturnContested):
        await pay.export(await an_operator(), id)
    await decided(transferring, dispute, "lose")
    await transferring.settle()
    with pytest.raises(BrandOwesMeanwhile):
        await pay.export(await an_operator(), id)
    assert (await row_of(id))["status"] == "approved", "no file was made"
    await pay.refuse(await an_operator(), id, "You owe 4.90 euros.")
    assert await sums(who) == (1287, 0)
    assert await check() == []
