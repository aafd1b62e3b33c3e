"""A balance that goes to a bank, and all who want it at once: asked twice, spent, called off and paid."""

import asyncio
import uuid
from collections.abc import Iterator
from functools import partial

import pytest

from market.base import audit
from market.base.database import Record, transaction
from market.base.ids import new_id
from market.money import orders
from market.money.bankreturns.actions import pay
from market.money.bankreturns.actions.ask import cancel
from market.money.bankreturns.errors import BankReturnImpossible, BankReturnNotMovable
from market.money.credit.actions.pay_back import pay_back
from market.money.credit.errors import BalanceTooLow, PayBackImpossible
from market.money.credit.queries import Facts, facts_of
from market.money.ledger import InsufficientFunds
from tests.money.bankreturns.returning import a_creditor, asked, credited, row_of, sent, sums, tag_of
from tests.money.books import check_sums as check
from tests.money.conftest import sandbox
from tests.money.credit.brands import FROM_BALANCE, a_payer, spend
from tests.money.flows.conftest import crowded_shop
from tests.money.flows.shop import Shop
from tests.money.payouts.paying import an_operator, client_money
from tests.races.conftest import CONTENDERS, at_once

__all__ = ["crowded_shop", "sandbox"]

ROUNDS = 3
REFUSED = BankReturnImpossible | BalanceTooLow | PayBackImpossible | InsufficientFunds


@pytest.fixture
def transferring(crowded_shop: Shop) -> Iterator[Shop]:
    with client_money():
        yield crowded_shop


async def bought(tag: bytes, price: int) -> uuid.UUID:
    """An order that the balance of any brand pays."""
    rental = new_id()
    async with transaction():
        placed = await orders.place_order(
            tag, "EUR", [orders.NewLine(rental, price, 8000, 2000)], f"order:{rental}", FROM_BALANCE
        )
        await orders.pay_from_balance(placed.payment_id, audit.SYSTEM)
    return rental


async def test_asked_by_twenty_at_once_no_cent_goes_twice(transferring: Shop) -> None:
    for _ in range(ROUNDS):
        who = await a_creditor(5000)
        results = await at_once([partial(asked, who, 1900)] * CONTENDERS)
        assert sum(isinstance(it, uuid.UUID) for it in results) == 2, results
        assert all(isinstance(it, uuid.UUID | BankReturnImpossible) for it in results), results
        assert await sums(who) == (1200, 3800)
    assert await check() == []


async def beside_a_top_up(shop: Shop) -> tuple[int, int]:
    """Two ask at once for what came by no card, beside as much that came by card; (asked, left)."""
    payer = await a_payer(shop, 2000)
    await credited(payer.who, 2000)
    results = await at_once([partial(asked, payer.who, 2000)] * 2)
    return sum(isinstance(it, uuid.UUID) for it in results), (await sums(payer.who))[0]


async def test_two_who_ask_at_once_do_not_take_what_came_by_card(transferring: Shop) -> None:
    for _ in range(ROUNDS):
        assert await beside_a_top_up(transferring) == (1, 2000)


async def test_control_without_the_look_after_the_posting_they_take_it(
    transferring: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Facts, "beyond_cards", 0)
    assert await beside_a_top_up(transferring) == (2, 0)


async def test_asked_and_spent_at_once_it_goes_one_way(transferring: Shop) -> None:
    for _ in range(ROUNDS):
        who = await a_creditor(2000)
        tag = tag_of(who)
        results = await at_once([partial(asked, who, 1900), partial(bought, tag, 1900)] * 5)
        done = [it for it in results if not isinstance(it, Exception)]
        assert len(done) == 1, results
        assert all(isinstance(it, REFUSED) for it in results if isinstance(it, Exception)), results
        assert (await facts_of(tag)).held == 100


async def test_asked_spent_and_taken_back_to_the_card_at_once_each_cent_goes_one_way(
    transferring: Shop,
) -> None:
    for _ in range(ROUNDS):
        payer = await a_payer(transferring, 3000)
        await credited(payer.who, 2000)
        acts = [
            partial(asked, payer.who, 1900),
            partial(spend, payer),
            partial(pay_back, payer.who, 1900, uuid.uuid4().hex),
        ]
        results = await at_once(acts * 3)
        assert all(not isinstance(it, Exception) or isinstance(it, REFUSED) for it in results), results
        facts = await facts_of(payer.tag)
        assert facts.to_bank <= 1900 and facts.held >= 0
    await transferring.settle()
    assert await check() == []


async def test_called_off_and_let_out_at_once_it_has_one_end(transferring: Shop) -> None:
    for _ in range(ROUNDS):
        who, operator = await a_creditor(2000), await an_operator()
        id = await asked(who, 2000)
        results = await at_once([partial(cancel, who, id), partial(pay.approve, operator, id)] * 5)
        done = [it for it in results if not isinstance(it, Exception)]
        assert len(done) == 1, results
        assert all(isinstance(it, BankReturnNotMovable) for it in results if isinstance(it, Exception))
        canceled = (await row_of(id))["status"] == "canceled"
        assert await sums(who) == ((2000, 0) if canceled else (0, 2000))
    assert await check() == []


async def test_paid_and_given_back_at_once_by_many_each_happens_once(transferring: Shop) -> None:
    for _ in range(ROUNDS):
        who, operator = await a_creditor(2000), await an_operator()
        id = await asked(who, 2000)
        await sent(id)
        await at_once([partial(pay.execute, operator, id), partial(pay.fail, operator, id, "AC04")] * 5)
        assert (await row_of(id))["status"] == "failed"
        assert await sums(who) == (2000, 0)
    assert await check() == []


async def test_control_without_the_lock_on_the_row_what_was_called_off_is_let_out(
    transferring: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The operator decides on what was seen before the brand called it off."""
    gone = asyncio.Event()

    async def glance(id: uuid.UUID) -> Record:
        row = await row_of(id)
        await gone.wait()
        return row

    monkeypatch.setattr(pay, "locked", glance)
    who, operator = await a_creditor(2000), await an_operator()
    id = await asked(who, 2000)
    letting = asyncio.create_task(pay.approve(operator, id))
    await asyncio.sleep(0.1)
    await cancel(who, id)
    gone.set()
    assert (await letting).approved, "and the balance has it already"
    assert await sums(who) == (2000, 0)
