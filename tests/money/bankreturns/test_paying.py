"""Operators let a balance go to a bank: by two above a limit, in one file, paid once, and given back whole."""

import uuid
from datetime import timedelta

import pytest

from market.base import clock
from market.base.access import NotYours, Principal, Role
from market.base.database import transaction
from market.base.vault import Erased
from market.money import explorer
from market.money.bankreturns import accounts
from market.money.bankreturns.actions import pay
from market.money.bankreturns.errors import (
    BankReturnNotFound,
    BankReturnNotMovable,
    BrandOwesMeanwhile,
    OwnBankReturn,
)
from market.money.chart import Kind, Movement, brand_receivable, credit, debit, own
from market.money.ledger import balance
from market.money.payouts.actions.approve import Approval, approve_batch
from market.money.payouts.errors import (
    HoldReasonMissing,
    ReturnCodeUnknown,
    SameOperator,
    SepaNotConfigured,
)
from tests.conftest import FreshDatabase
from tests.factories import a_member
from tests.money.bankreturns.returning import (
    a_creditor,
    asked,
    let_out,
    letters,
    paid,
    row_of,
    sent,
    sums,
    tag_of,
)
from tests.money.books import CLEARING, book
from tests.money.books import check_sums as check
from tests.money.payouts.paying import (
    IBAN,
    a_payee,
    an_operator,
    batch_of,
    client_money,
    held_in,
    requested,
)
from tests.money.payouts.test_export import XSD, texts

BANK = own(Kind.BANK_CLIENT_FUNDS)


async def test_it_is_let_out_sent_in_a_valid_file_and_paid_from_clients_money(paying: FreshDatabase) -> None:
    who = await a_creditor(5000)
    id = await asked(who, 3000)
    assert await pay.approve(await an_operator(), id) == Approval(1, 1)
    file = await pay.export(await an_operator(), id)
    XSD.validate(file.content.decode())
    reference = (await row_of(id))["reference"]
    assert texts(file.content, "p:EndToEndId") == [reference]
    assert texts(file.content, "p:InstdAmt") == ["30.00"]
    assert texts(file.content, "p:Cdtr/p:Nm") == ["Cycles Garonne"]
    assert texts(file.content, "p:CdtrAcct//p:IBAN") == [IBAN]
    assert (file.again, file.amount) == (False, 3000)
    assert await sums(who) == (2000, 3000), "until the bank has paid it is reserved"
    await pay.execute(await an_operator(), id)
    assert await sums(who) == (2000, 0)
    assert await balance(BANK) == 3000
    ((posting, _),) = [it for it in await explorer.of_row(id) if it[1] == Movement.BANK_RETURN_PAID]
    assert (await explorer.transaction(posting)).source["reference"] == reference
    assert await check() == []


async def test_the_file_is_the_same_again_to_the_byte_until_it_is_paid(paying: FreshDatabase) -> None:
    id = await asked(await a_creditor(), 1000)
    first = await sent(id)
    await clock.travel(timedelta(days=2))
    with client_money(MOI_SEPA_NAME="Another"):
        again = await pay.export(await an_operator(), id)
    assert again.again and again.content == first
    await pay.execute(await an_operator(), id)
    with pytest.raises(BankReturnNotMovable):
        await pay.export(await an_operator(), id)


async def test_what_is_over_is_forgotten(paying: FreshDatabase) -> None:
    who = await a_creditor(5000)
    ends = []
    for _ in range(3):
        ends.append(await asked(who, 1000))
    await paid(ends[0])
    await pay.refuse(await an_operator(), ends[1], "No such company.")
    await sent(ends[2])
    await pay.fail(await an_operator(), ends[2], "AC04")
    for id in ends:
        assert bytes((await row_of(id))["sealed"]) == b""
        with pytest.raises(Erased):
            await accounts.opened(id)
    assert await sums(who) == (4000, 0)
    assert await check() == []


async def test_above_the_limit_it_takes_two_operators_and_not_one_twice(paying: FreshDatabase) -> None:
    id = await asked(await a_creditor(200_000), 100_001)
    first = await an_operator()
    assert await pay.approve(first, id) == Approval(1, 2)
    with pytest.raises(SameOperator):
        await pay.approve(first, id)
    with pytest.raises(BankReturnNotMovable):
        await pay.export(first, id)
    assert await pay.approve(await an_operator(), id) == Approval(2, 2)
    with pytest.raises(BankReturnNotMovable):
        await pay.approve(await an_operator(), id)


async def test_small_parts_count_together_with_payouts(paying: FreshDatabase) -> None:
    who, operator = await a_creditor(200_000), await an_operator()
    assert (await pay.approve(operator, await asked(who, 60_000))).approved
    assert await pay.approve(operator, await asked(who, 60_000)) == Approval(1, 2)
    holder = await a_payee()
    await requested((holder, 50_000))
    batch = await batch_of(holder)
    assert (await approve_batch(operator, batch, await held_in(batch))).needed == 1, "a month has gone by"
    assert await pay.approve(operator, await asked(who, 60_000)) == Approval(1, 2)


async def test_an_operator_does_not_let_out_money_of_their_own_brand(paying: FreshDatabase) -> None:
    who = await a_creditor()
    id = await asked(who, 1000)
    assert who.seat and who.person
    member = await a_member(await an_operator(), who.seat.brand, Role.ANALYST)
    operator = Principal(person=member.person, operator=True)
    with pytest.raises(OwnBankReturn):
        await pay.approve(operator, id)


async def test_a_brand_that_came_to_owe_meanwhile_is_not_paid(paying: FreshDatabase) -> None:
    who = await a_creditor(5000)
    id = await asked(who, 4500)
    await book([debit(brand_receivable(tag_of(who)), 600), credit(CLEARING, 600)])
    with pytest.raises(BrandOwesMeanwhile) as refused:
        await pay.approve(await an_operator(), id)
    assert refused.value.facts["lacking"] == 100
    await pay.refuse(await an_operator(), id, "You owe 6 euros.")
    assert await sums(who) == (5000, 0)


async def test_refused_it_is_in_the_balance_again_and_the_brand_reads_why(paying: FreshDatabase) -> None:
    who = await a_creditor(5000)
    id = await asked(who, 3000)
    with pytest.raises(HoldReasonMissing):
        await pay.refuse(await an_operator(), id, " ")
    await let_out(id)
    await pay.refuse(await an_operator(), id, "The bank knows no such company.")
    assert await sums(who) == (5000, 0)
    (letter,) = await letters("refused")
    assert "The bank knows no such company." in letter.text
    assert await check() == []


async def test_what_was_sent_is_refused_no_more(paying: FreshDatabase) -> None:
    id = await asked(await a_creditor(), 1000)
    await sent(id)
    with pytest.raises(BankReturnNotMovable):
        await pay.refuse(await an_operator(), id, "Too late.")


@pytest.mark.parametrize("executed", [False, True])
async def test_given_back_by_the_bank_it_is_in_the_balance_again_and_the_brand_is_written(
    paying: FreshDatabase, executed: bool
) -> None:
    who = await a_creditor(5000)
    id = await asked(who, 3000)
    await (paid if executed else sent)(id)
    with pytest.raises(ReturnCodeUnknown):
        await pay.fail(await an_operator(), id, "XX99")
    await pay.fail(await an_operator(), id, "AC04")
    assert await sums(who) == (5000, 0)
    assert await balance(BANK) == 0
    assert (await row_of(id))["failure"] == "AC04"
    assert len(await letters("failed")) == 1
    with pytest.raises(BankReturnNotMovable):
        await pay.fail(await an_operator(), id, "AC04")
    assert await check() == []


async def test_nothing_is_executed_that_was_not_sent(paying: FreshDatabase) -> None:
    id = await asked(await a_creditor(), 1000)
    for act in (pay.execute(await an_operator(), id), pay.fail(await an_operator(), id, "AC04")):
        with pytest.raises(BankReturnNotMovable):
            await act
    await let_out(id)
    with pytest.raises(BankReturnNotMovable):
        await pay.execute(await an_operator(), id)


async def test_without_an_account_that_pays_there_is_no_file(paying: FreshDatabase) -> None:
    id = await asked(await a_creditor(), 1000)
    await let_out(id)
    with client_money(MOI_SEPA_IBAN=""), pytest.raises(SepaNotConfigured):
        await pay.export(await an_operator(), id)
    assert (await row_of(id))["status"] == "approved"


async def test_only_an_operator_decides_and_on_what_there_is(paying: FreshDatabase) -> None:
    who, nothing = await a_creditor(), uuid.uuid4()
    id = await asked(who, 1000)
    for act in (
        pay.approve(who, id),
        pay.export(who, id),
        pay.execute(who, id),
        pay.fail(who, id, "AC04"),
        pay.refuse(who, id, "why"),
    ):
        with pytest.raises(NotYours):
            await act
    with pytest.raises(BankReturnNotFound):
        await pay.approve(await an_operator(), nothing)
    with pytest.raises(BankReturnNotFound):
        await pay._order(nothing)
    async with transaction():
        assert await accounts.shown(nothing) is None
