"""What hardly ever happens to a payout: an emptied batch, another destination, a payee who is gone."""

import asyncio
import uuid

import asyncpg
import pytest

from market.base import audit
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import NotFound
from market.money.chart import Movement
from market.money.payouts import identities, locks, postings
from market.money.payouts import jobs as payouts
from market.money.payouts.actions import export as exporting
from market.money.payouts.actions import gather as gathering
from market.money.payouts.actions import leave
from market.money.payouts.actions.approve import _lock_payee_of, approve_batch, approve_payout
from market.money.payouts.actions.export import export
from market.money.payouts.actions.request import request_month
from market.money.payouts.actions.steer import hold_payout
from market.money.payouts.errors import (
    BatchEmpty,
    BatchNotFound,
    BatchNotMovable,
    DestinationChanged,
    PayoutIdentityMissing,
)
from market.money.payouts.schemas import AccountShape, PasswordShape
from market.money.settlement.actions import _settled
from tests.money.payouts.paying import (
    MARCH,
    a_payee,
    an_operator,
    batch_of,
    closed,
    gave_back,
    payout_of,
    ready,
    requested,
    sent,
    status_of,
    sums,
    tag_of,
)
from tests.waiting import until_waiting

NOBODYS = uuid.UUID(int=7)


async def test_a_batch_from_which_all_was_taken_is_not_approved(paying: None) -> None:
    who = await a_payee()
    await requested((who, 2000))
    batch = await batch_of(who)
    await fetch("update money.payouts set batch_id = null")
    with pytest.raises(BatchEmpty):
        await approve_batch(await an_operator(), batch, 0)


async def test_what_failed_is_not_tried_again_by_another_way_in_the_same_batch(paying: None) -> None:
    """Approved by one of two; then the holder's money is to go elsewhere."""
    who = await a_payee()
    await requested((who, 200_000))
    await sent(await batch_of(who))
    payout = (await payout_of(who))["id"]
    await gave_back(await an_operator(), payout, "MS03")
    assert not (await approve_payout(await an_operator(), payout)).approved
    batch = await batch_of(who)
    await fetch("update money.payout_identities set method = 'connect'")
    with pytest.raises(DestinationChanged):
        await approve_batch(await an_operator(), batch, 200_000)
    assert await status_of(who) == "failed"
    await fetch("update money.payout_identities set replaced_at = base.now()")
    with pytest.raises(PayoutIdentityMissing):
        await approve_batch(await an_operator(), batch, 200_000)
    with pytest.raises(PayoutIdentityMissing):
        async with transaction():
            await _lock_payee_of(payout)


async def test_only_a_batch_for_the_bank_becomes_a_file(paying: None) -> None:
    who = await a_payee()
    await requested((who, 2000))
    await fetch("update money.payout_batches set method = 'connect'")
    with pytest.raises(BatchNotMovable):
        await export(audit.SYSTEM, await batch_of(who))
    with pytest.raises(BatchNotFound):
        await exporting._order(NOBODYS)


async def test_a_batch_that_was_closed_in_this_instant_is_not_joined(
    paying: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that could be joined is approved between the two looks: the next one is ours."""
    ask, looks = gathering.fetch_value, []

    async def late(sql: str, *arguments: object) -> object:
        if sql == gathering._JOINABLE:
            looks.append(sql)
            if len(looks) == 1:
                return None
        return await ask(sql, *arguments)

    monkeypatch.setattr(gathering, "fetch_value", late)
    who = await a_payee()
    await requested((who, 2000))
    assert len(looks) >= 2 and await batch_of(who)


async def test_an_account_is_refused_once_however_many_payments_come_back_from_it(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    await sent(await batch_of(who))
    await fetch("update money.payout_identities set refused_at = base.now()")
    await gave_back(operator, (await payout_of(who))["id"], "AC04")
    assert await sums(who) == (2000, 0)
    assert (
        await fetch_value("select count(*) from base.audit_entries where action = 'payout_identity.refused'")
        == 0
    )


async def test_a_holder_who_gave_nothing_is_shown_nothing(paying: None) -> None:
    who = await a_payee(iban=None)
    assert who.person
    assert await identities.destination(who.person) is None


async def test_who_has_left_meanwhile_is_not_written_to(
    paying: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, other = await a_payee(iban=None), await a_payee(iban=None)
    await ready((who, 2000), (other, 2000))
    await closed()
    assert (await request_month(MARCH, audit.SYSTEM)).asked == 2

    async def gone(*_: object, **__: object) -> None:
        raise NotFound()

    monkeypatch.setattr(payouts, "tell_tagged", gone)
    assert await payouts.write_letters(limit=1) == 1, "one at a time"
    assert await payouts.write_letters() == 1
    assert await payouts.write_letters() == 0, "asked once each"


async def test_a_posting_that_breaks_another_rule_is_no_question_of_the_balance(
    paying: None, owner: asyncpg.Connection
) -> None:
    who = await a_payee()
    await requested((who, 2000))
    await owner.execute(
        "alter table money.ledger_transactions add constraint strange check (kind <> 'payout.canceled') not valid"
    )
    with pytest.raises(asyncpg.CheckViolationError):
        async with transaction():
            await postings.release(Movement.PAYOUT_CANCELED, [(await payout_of(who))["id"]])


async def test_a_leaver_who_cannot_be_paid_holds_up_no_other(
    paying: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await a_payee(), await a_payee()
    for who in (first, second):
        assert who.person
        async with transaction():
            assert await leave.let_go(audit.SYSTEM, who.person)
    await ready((first, 2000), (second, 3000))
    pay_or_forget = leave._pay_or_forget

    async def fails(holder: bytes) -> bool:
        if holder == tag_of(first):
            raise RuntimeError(holder.hex())
        return await pay_or_forget(holder)

    monkeypatch.setattr(leave, "_pay_or_forget", fails)
    assert await leave.pay_leavers() == 1
    paid = await fetch("select holder, amount from money.payouts")
    assert [tuple(row) for row in paid] == [(tag_of(second), 3000)]


def test_a_month_without_a_row_is_a_mistake_of_ours() -> None:
    with pytest.raises(LookupError):
        _settled("2027-03", None)


def test_what_a_holder_typed_shows_nowhere_by_accident() -> None:
    assert "FR76" not in repr(AccountShape(name="Ada", iban="FR7630006000011234567890189"))
    assert "correct horse" not in repr(PasswordShape(password="correct horse"))


async def test_what_is_held_leaves_its_batch(paying: None) -> None:
    who = await a_payee()
    await requested((who, 2000))
    await hold_payout(await an_operator(), (await payout_of(who))["id"], "look")
    assert (await payout_of(who))["batch_id"] is None


async def test_a_payout_that_leaves_its_batch_while_it_is_waited_for_is_locked_where_it_is_then(
    paying: None, owner: asyncpg.Connection
) -> None:
    """Batches are locked before their payouts: whoever waited looks again at which batch that is."""
    who = await a_payee()
    await requested((who, 2000))
    payout = (await payout_of(who))["id"]
    assert await batch_of(who) is not None

    async def lock() -> uuid.UUID | None:
        async with transaction():
            found: uuid.UUID | None = (await locks.payout(payout))["batch_id"]
            return found

    async with owner.transaction():
        await owner.execute("update money.payouts set batch_id = null where id = $1", payout)
        waits = asyncio.create_task(lock())
        await until_waiting(owner)
    assert await waits is None


async def test_a_holders_payout_that_comes_into_a_batch_while_it_is_waited_for_is_locked_with_its_batch(
    paying: None, owner: asyncpg.Connection
) -> None:
    who = await a_payee()
    await requested((who, 2000))
    payout, batch = (await payout_of(who))["id"], await batch_of(who)
    await fetch("update money.payouts set batch_id = null where id = $1", payout)
    held = asyncio.Event()

    async def lock() -> list[uuid.UUID | None]:
        async with transaction():
            found = [row["batch_id"] for row in await locks.payouts_of(tag_of(who), ("requested",))]
            await held.wait()
            return found

    async with owner.transaction():
        await owner.execute("update money.payouts set batch_id = $2 where id = $1", payout, batch)
        waits = asyncio.create_task(lock())
        await until_waiting(owner)
    taken = "select 1 from money.payout_batches where id = $1 for no key update skip locked"
    while await owner.fetchval(taken, batch):
        await asyncio.sleep(0.01)
    held.set()
    assert await waits == [batch]
