"""A brand's owner asks for what came by no card, and for not a cent of what came otherwise, is owed or asked back."""

import uuid

import asyncpg
import pytest

from market.base.database import fetch, fetch_value
from market.base.errors import Forbidden
from market.base.idempotency import IdempotencyKeyReused
from market.base.vault import Erased
from market.money.bankreturns import accounts, queries
from market.money.bankreturns.actions import pay
from market.money.bankreturns.actions.ask import ask, cancel
from market.money.bankreturns.errors import (
    BankReturnContested,
    BankReturnImpossible,
    BankReturnNotFound,
    BankReturnNotMovable,
    BankReturnNotOpen,
)
from market.money.bankreturns.schemas import BankReturnShape
from market.money.chart import brand_receivable, credit, debit
from market.money.credit.actions.pay_back import pay_back
from market.money.credit.errors import PayBackImpossible
from market.money.credit.queries import facts_of
from market.money.payouts.errors import IbanNotSepa, IbanNotValid
from market.money.sandbox import disputes, refunds
from tests.conftest import FreshDatabase
from tests.factories import a_holder
from tests.money.bankreturns.returning import a_creditor, asked, credited, letters, row_of, sums, tag_of
from tests.money.books import CLEARING, book
from tests.money.books import check_sums as check
from tests.money.credit.brands import a_payer
from tests.money.flows.shop import Shop
from tests.money.payouts.paying import GERMAN_IBAN, IBAN, an_operator, client_money
from tests.money.reconciliation.looking import found, look


async def test_what_came_by_card_goes_to_no_bank_account(transferring: Shop) -> None:
    """Else a balance would be a way from somebody's card to somebody else's account."""
    payer = await a_payer(transferring, 5000)
    with pytest.raises(BankReturnImpossible) as refused:
        await asked(payer.who, 1)
    assert refused.value.facts["most"] == 0
    await credited(payer.who, 1287)
    with pytest.raises(BankReturnImpossible) as refused:
        await asked(payer.who, 1288)
    assert refused.value.facts["most"] == 1287
    await asked(payer.who, 1287)
    assert await sums(payer.who) == (5000, 1287)
    with pytest.raises(PayBackImpossible):
        await pay_back(payer.who, 5001, uuid.uuid4().hex)
    assert await pay_back(payer.who, 5000, uuid.uuid4().hex) == 1


async def test_a_refund_that_its_card_did_not_take_can_go_to_the_bank(transferring: Shop) -> None:
    bought = await transferring.bought()
    payer = await a_payer(transferring)
    await fetch("update money.orders set brand = $2 where id = $1", bought.order, payer.tag)
    await transferring.end(bought)
    await transferring.settle()
    async with transferring.sandbox.acting() as call:
        (made,) = await transferring.at_stripe("refund")
        await refunds.fail(call, made["id"])
    await transferring.settle()
    assert (await facts_of(payer.tag)).by_no_card == 1287
    await asked(payer.who, 1287)
    assert await sums(payer.who) == (0, 1287)
    assert await check() == []


async def test_a_top_up_whose_card_takes_nothing_back_can_go_to_the_bank_or_to_the_card_and_not_to_both(
    transferring: Shop,
) -> None:
    payer = await a_payer(transferring, 5000)
    await pay_back(payer.who, 2000, "to its card")
    await transferring.settle()
    with pytest.raises(BankReturnImpossible):
        await asked(payer.who, 1)
    async with transferring.sandbox.acting() as call:
        (made,) = await transferring.at_stripe("refund")
        await refunds.fail(call, made["id"])
    await transferring.settle()
    await asked(payer.who, 3000)
    with pytest.raises(PayBackImpossible):
        await pay_back(payer.who, 2001, "more than is left")
    await pay_back(payer.who, 2000, "to its card again")
    assert await sums(payer.who) == (0, 5000)
    assert await check() == []


async def test_a_disputed_top_ups_money_does_not_leave(transferring: Shop) -> None:
    payer = await a_payer(transferring, 5000)
    charge = await fetch_value("select stripe_charge_id from money.payments where id = $1", payer.top_ups[0])
    async with transferring.sandbox.acting() as call:
        await disputes.open_on(call, charge, inquiry=False, amount=None)
    await transferring.settle()
    with pytest.raises(BankReturnContested):
        await asked(payer.who, 1)
    await credited(payer.who, 300)
    with pytest.raises(BankReturnContested):  # not even what no card brought
        await asked(payer.who, 300)
    assert await sums(payer.who) == (5300, 0)


async def test_as_much_as_the_brand_owes_stays(paying: FreshDatabase) -> None:
    who = await a_creditor(5000)
    await book([debit(brand_receivable(tag_of(who)), 1200), credit(CLEARING, 1200)])
    with pytest.raises(BankReturnImpossible) as refused:
        await asked(who, 3801)
    assert refused.value.facts["most"] == 3800
    await asked(who, 3800)


async def test_more_than_the_balance_is_refused_and_leaves_no_account_behind(paying: FreshDatabase) -> None:
    who = await a_creditor(5000)
    for amount in (5001, 0, -1):
        with pytest.raises(BankReturnImpossible):
            await asked(who, amount)
    assert await fetch("select 1 from money.bank_returns") == []
    assert await sums(who) == (5000, 0)


@pytest.mark.parametrize(
    ("iban", "refusal"),
    [("FR7630006000011234567890188", IbanNotValid), ("BR1500000000000010932840814P2", IbanNotSepa)],
)
async def test_an_account_that_is_none_is_refused(
    paying: FreshDatabase, iban: str, refusal: type[Exception]
) -> None:
    who = await a_creditor()
    with pytest.raises(refusal):
        await asked(who, 1000, iban)
    assert await sums(who) == (5000, 0)


async def test_it_is_reserved_the_account_is_sealed_and_the_owners_are_written(paying: FreshDatabase) -> None:
    who = await a_creditor(5000)
    id = await asked(who, 3000)
    assert await sums(who) == (2000, 3000)
    row = await row_of(id)
    assert IBAN.encode() not in bytes(row["sealed"]) and row["status"] == "requested"
    shown = await accounts.shown(id)
    assert shown and (shown.name, shown.account) == ("Cycles Garonne", "FR\u00a0••••\u00a0189")
    (letter,) = await letters("asked")
    assert "30,00" in letter.text and "189" not in letter.text
    facts = await facts_of(tag_of(who))
    assert (facts.on_its_way, facts.to_bank, facts.by_no_card) == (3000, 3000, 2000)
    assert await check() == []


async def test_a_long_legal_name_is_cut_to_what_a_bank_takes(paying: FreshDatabase) -> None:
    id = await asked(await a_creditor(name="Société " + "x" * 70), 1000)
    assert len((await accounts.opened(id)).name) == 70


async def test_asked_again_with_the_same_key_it_is_one_and_another_account_is_refused(
    paying: FreshDatabase,
) -> None:
    who = await a_creditor(5000)
    assert await ask(who, 1000, IBAN, "k") == await ask(who, 1000, f" {IBAN[:4]} {IBAN[4:]}", "k")
    assert await sums(who) == (4000, 1000)
    for amount, iban in ((1000, GERMAN_IBAN), (999, IBAN)):
        with pytest.raises(IdempotencyKeyReused):
            await ask(who, amount, iban, "k")
    hashes = await fetch("select request_hash from base.idempotency_records")
    assert len(hashes) == 1


async def test_what_nobody_has_taken_up_is_called_off_and_the_account_forgotten(
    paying: FreshDatabase,
) -> None:
    who = await a_creditor(5000)
    id = await asked(who, 3000)
    await cancel(who, id)
    assert await sums(who) == (5000, 0)
    row = await row_of(id)
    assert (row["status"], bytes(row["sealed"])) == ("canceled", b"")
    assert await accounts.shown(id) is None
    with pytest.raises(Erased):
        await accounts.opened(id)
    with pytest.raises(BankReturnNotMovable):
        await cancel(who, id)
    assert await check() == []


async def test_once_an_operator_has_taken_it_up_it_is_not_called_off(paying: FreshDatabase) -> None:
    who = await a_creditor(200_000)
    id = await asked(who, 150_000)
    assert not (await pay.approve(await an_operator(), id)).approved
    with pytest.raises(BankReturnNotMovable):
        await cancel(who, id)
    assert await sums(who) == (50_000, 150_000)


async def test_another_brand_finds_nothing(paying: FreshDatabase) -> None:
    id = await asked(await a_creditor(), 1000)
    with pytest.raises(BankReturnNotFound):
        await cancel(await a_creditor(), id)
    with pytest.raises(BankReturnNotFound):
        await queries.bank_return(uuid.uuid4())
    with pytest.raises(BankReturnNotFound):
        await accounts.opened(uuid.uuid4())
    who = await a_holder()
    with pytest.raises(Forbidden):
        await ask(who, 1000, IBAN, "k")
    with pytest.raises(Forbidden):
        await cancel(who, id)


async def test_where_no_client_money_is_held_no_transfer_is_made(paying: FreshDatabase) -> None:
    who = await a_creditor()
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"), pytest.raises(BankReturnNotOpen):
        await asked(who, 1000)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("amount = 0", "bank_returns_amount"),
        ("sealed = ''", "bank_returns_forgotten"),
        ("status = 'canceled'", "bank_returns_forgotten"),
        ("status = 'approved'", "bank_returns_eyes"),
        ("needed = 2, first_by = 'x', second_by = 'x'", "bank_returns_eyes"),
        ("status = 'sent', needed = 1, first_by = 'x'", "bank_returns_file"),
        ("status = 'refused', sealed = ''", "bank_returns_ended"),
        ("status = 'lost', sealed = ''", "bank_returns_status"),
        ("currency = 'USD'", "bank_returns_currency"),
        ("brand = 'x'", "bank_returns_brand"),
    ],
)
async def test_the_database_refuses_a_row_that_cannot_be(
    paying: FreshDatabase, change: str, constraint: str
) -> None:
    await asked(await a_creditor(), 1000)
    with pytest.raises(asyncpg.CheckViolationError, match=constraint):
        await fetch(f"update money.bank_returns set {change}")


async def test_one_that_waits_for_too_long_is_found(transferring: Shop) -> None:
    id = await asked(await a_creditor(), 1000)
    await look()
    assert "overdue" not in await found()
    await fetch("update money.bank_returns set changed_at = changed_at - interval '6 days'")
    await look()
    key = await fetch_value("select key from money.reconciliation_findings where kind = 'overdue'")
    assert key == f"overdue:bank_return:{id}"


async def test_the_books_and_the_rows_are_compared(paying: FreshDatabase) -> None:
    """Invariants 8 and 9, each with what breaks it."""
    who = await a_creditor()
    id = await asked(who, 1000)
    await fetch("update money.bank_returns set amount = 900 where id = $1", id)
    assert {it.invariant for it in await check()} == {8, 9}
    await fetch("update money.bank_returns set amount = 1000 where id = $1", id)
    await fetch("update money.bank_returns set status = 'canceled', sealed = '' where id = $1", id)
    assert {it.invariant for it in await check()} == {8, 9}
    assert await sums(who) == (4000, 1000)


def test_what_was_typed_shows_nowhere_by_accident() -> None:
    assert IBAN not in repr(BankReturnShape(amount=1, iban=IBAN))
