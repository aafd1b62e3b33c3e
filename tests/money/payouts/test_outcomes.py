"""What the bank did: executed, refused whole, gave single payments back, before and long after."""

from datetime import timedelta

import pytest

from market.base import audit, clock, mail
from market.base.database import fetch, fetch_value
from market.money.chart import Kind, own
from market.money.invariants import check
from market.money.ledger import balance
from market.money.orders import earnings
from market.money.payouts import identities
from market.money.payouts.actions.approve import approve_payout
from market.money.payouts.actions.outcome import accept_batch, execute_batch, reject_batch
from market.money.payouts.actions.request import request_month
from market.money.payouts.errors import BatchNotMovable, PayoutNotMovable, ReturnCodeUnknown
from market.money.payouts.identities import destination
from market.money.payouts.queries import by_reference, of_holder
from market.money.payouts.rules import references_in
from tests.money.payouts.paying import (
    OTHER_IBAN,
    a_payee,
    an_operator,
    batch_of,
    closed,
    gave_back,
    payout_of,
    requested,
    sent,
    status_of,
    sums,
    tag_of,
)

BANK = own(Kind.BANK_CLIENT_FUNDS)


async def letters() -> int:
    return len([it for it in await mail.kept() if it.kind == "payout_failed"])


async def test_executed_the_money_has_left_the_bank(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    batch = await batch_of(who)
    await sent(batch)
    before = await balance(BANK)
    assert await accept_batch(operator, batch) == 1
    assert await status_of(who) == "in_transit"
    assert await execute_batch(operator, batch) == 1
    assert (await status_of(who), await sums(who)) == ("paid", (0, 0))
    assert await balance(BANK) - before == 2000, "credited: what we own is less"
    shown = await earnings(tag_of(who))
    assert (shown.paid, shown.payable, shown.reserved) == (2000, 0, 0)
    assert (await payout_of(who))["paid_at"] is not None
    assert await fetch_value("select status from money.payout_attempts") == "answered"
    assert await check() == []


async def test_executed_again_nothing_is_paid_again(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    batch = await batch_of(who)
    await sent(batch)
    await execute_batch(operator, batch)
    for act in (
        execute_batch(operator, batch),
        reject_batch(operator, batch, "MS03"),
        accept_batch(operator, batch),
    ):
        with pytest.raises(BatchNotMovable):
            await act
    assert (await earnings(tag_of(who))).paid == 2000


async def test_what_was_not_exported_is_not_executed(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    with pytest.raises(BatchNotMovable):
        await execute_batch(operator, await batch_of(who))
    with pytest.raises(PayoutNotMovable):
        await gave_back(operator, (await payout_of(who))["id"], "AC01")
    assert await sums(who) == (0, 2000)


async def test_refused_whole_all_of_it_is_ready_again_and_no_account_is_blamed(paying: None) -> None:
    one, two, operator = await a_payee(), await a_payee(OTHER_IBAN), await an_operator()
    await requested((one, 2000), (two, 3000))
    batch = await batch_of(one)
    await sent(batch)
    assert await reject_batch(operator, batch, "AM05") == 2
    assert (await sums(one), await sums(two)) == ((2000, 0), (3000, 0))
    assert {await status_of(one), await status_of(two)} == {"failed"}
    assert identities.usable(await identities.current(tag_of(one)))
    assert await check() == []
    await closed("2027-04")
    assert (await request_month("2027-04", audit.SYSTEM)).amount == 5000


async def test_one_that_comes_back_before_the_execution_is_not_paid_with_the_others(paying: None) -> None:
    one, two, operator = await a_payee(), await a_payee(OTHER_IBAN), await an_operator()
    await requested((one, 2000), (two, 3000))
    batch = await batch_of(one)
    await sent(batch)
    await gave_back(operator, (await payout_of(one))["id"], "AC01")
    assert await execute_batch(operator, batch) == 1
    assert (await status_of(one), await status_of(two)) == ("failed", "paid")
    assert (await sums(one), await sums(two)) == ((2000, 0), (0, 0))
    assert await check() == []


async def test_returned_days_after_it_was_paid_the_money_is_ready_again(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    batch = await batch_of(who)
    await sent(batch)
    await execute_batch(operator, batch)
    before = await balance(BANK)
    await clock.travel(timedelta(days=4))
    await gave_back(operator, (await payout_of(who))["id"], "AC04")
    assert (await status_of(who), await sums(who)) == ("failed", (2000, 0))
    assert await balance(BANK) - before == -2000
    shown = await earnings(tag_of(who))
    assert (shown.paid, shown.payable) == (0, 2000)
    assert await check() == []


async def test_paid_returned_and_paid_again_each_attempt_is_booked_once(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    for attempt in (1, 2, 3):
        batch = await batch_of(who)
        if attempt == 1:
            await sent(batch)
        else:
            from market.money.payouts.actions.export import export_batch

            await export_batch(operator, batch)
        await execute_batch(operator, batch)
        assert (await earnings(tag_of(who))).paid == 2000
        assert await check() == []
        if attempt < 3:
            await gave_back(operator, (await payout_of(who))["id"], "MS03")
            await approve_payout(operator, (await payout_of(who))["id"])
    assert (await payout_of(who))["attempt"] == 3


async def test_where_the_account_is_to_blame_the_holder_is_asked_for_another(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    await sent(await batch_of(who))
    await gave_back(operator, (await payout_of(who))["id"], "AC04")
    assert not identities.usable(await identities.current(tag_of(who)))
    assert who.person
    shown = await destination(who.person)
    assert shown and shown.refused
    assert await letters() == 1
    await closed("2027-04")
    done = await request_month("2027-04", audit.SYSTEM)
    assert (done.payouts, done.asked) == (0, 1)


async def test_where_it_is_not_the_next_run_pays_to_the_same_account(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    await sent(await batch_of(who))
    await gave_back(operator, (await payout_of(who))["id"], "MS03")
    assert await letters() == 1
    await closed("2027-04")
    assert (await request_month("2027-04", audit.SYSTEM)).payouts == 1


@pytest.mark.parametrize("code", ["", "XX99", "ac01", "AC01 "])
async def test_a_code_that_no_bank_gives_is_refused(paying: None, code: str) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    batch = await batch_of(who)
    await sent(batch)
    with pytest.raises(ReturnCodeUnknown) as refused:
        await gave_back(operator, (await payout_of(who))["id"], code)
    assert "AC01" in refused.value.facts["known"]
    with pytest.raises(ReturnCodeUnknown):
        await reject_batch(operator, batch, code)
    assert await status_of(who) == "submitted"


async def test_a_payment_is_returned_once(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    await sent(await batch_of(who))
    payout = (await payout_of(who))["id"]
    await gave_back(operator, payout, "MS03")
    with pytest.raises(PayoutNotMovable):
        await gave_back(operator, payout, "MS03")
    assert await sums(who) == (2000, 0)


async def test_a_batch_of_which_everything_came_back_is_closed(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    batch = await batch_of(who)
    await sent(batch)
    await gave_back(operator, (await payout_of(who))["id"], "MS03")
    assert await fetch_value("select status from money.payout_batches where id = $1", batch) == "rejected"


async def test_a_reference_finds_its_payout_also_that_of_an_earlier_attempt(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    await sent(await batch_of(who))
    before = await payout_of(who)
    await gave_back(operator, before["id"], "MS03")
    await approve_payout(operator, before["id"])
    for reference in (before["reference"].lower(), (await payout_of(who))["reference"]):
        found = await by_reference(*references_in(f"Virement Moi {reference}, rejet"))
        assert found and found.id == before["id"]
    assert await by_reference("0" * 24) is None


async def test_a_holder_sees_their_payouts_and_no_other(paying: None) -> None:
    one, two = await a_payee(), await a_payee()
    await requested((one, 2000), (two, 3000))
    assert [it.amount for it in await of_holder(tag_of(one))] == [2000]
    assert await fetch("select 1 from money.payouts where amount not in (2000, 3000)") == []
