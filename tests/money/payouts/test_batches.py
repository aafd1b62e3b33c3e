"""Who lets money out: one operator up to a limit, two different ones above; single payouts held or called off."""

import uuid
from datetime import timedelta

import asyncpg
import pytest

from market.base import audit, clock
from market.base.access import NotYours, Principal
from market.base.database import fetch, fetch_value, transaction
from market.money.invariants import check
from market.money.payouts import queries
from market.money.payouts.actions.approve import Approval, approve_batch, approve_payout
from market.money.payouts.actions.gather import gather
from market.money.payouts.actions.request import request_month, request_now
from market.money.payouts.actions.steer import cancel_batch, cancel_payout, hold_payout
from market.money.payouts.errors import (
    BatchChanged,
    BatchNotFound,
    BatchNotMovable,
    HoldReasonMissing,
    OwnPayout,
    PayoutCarriedOn,
    PayoutIdentityMissing,
    PayoutNotFound,
    PayoutNotMovable,
    SameOperator,
)
from market.money.payouts.operators import operator_of
from tests.factories import a_holder
from tests.money.payouts.paying import (
    a_payee,
    an_operator,
    approved,
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

BIG = 60_000  # two of them are above the limit


async def batch_status(batch: uuid.UUID) -> str:
    return str(await fetch_value("select status from money.payout_batches where id = $1", batch))


async def test_up_to_the_limit_one_operator_is_enough(paying: None) -> None:
    who = await a_payee()
    await requested((who, 100_000))
    assert await approve_batch(await an_operator(), await batch_of(who), 100_000) == Approval(1, 1)
    assert (await status_of(who), await batch_status(await batch_of(who))) == ("approved", "approved")
    assert await check() == []


async def test_above_it_the_first_is_not_enough_and_the_second_is(paying: None) -> None:
    who = await a_payee()
    await requested((who, 100_001))
    batch = await batch_of(who)
    assert await approve_batch(await an_operator(), batch, 100_001) == Approval(1, 2)
    assert (await status_of(who), await batch_status(batch)) == ("requested", "open")
    assert await approve_batch(await an_operator(), batch, 100_001) == Approval(2, 2)
    assert (await status_of(who), await batch_status(batch)) == ("approved", "approved")


async def test_the_sum_of_the_batch_counts(paying: None) -> None:
    one, two = await a_payee(), await a_payee()
    await requested((one, BIG), (two, BIG))
    assert await approve_batch(await an_operator(), await batch_of(one), 2 * BIG) == Approval(1, 2)


async def test_a_second_approver_who_is_the_first_is_refused_by_name(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 100_001))
    batch = await batch_of(who)
    await approve_batch(operator, batch, 100_001)
    with pytest.raises(SameOperator):
        await approve_batch(operator, batch, 100_001)
    assert await status_of(who) == "requested"


async def test_without_the_unique_constraint_one_could_be_two(
    paying: None, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what refuses the same operator twice is the constraint."""
    from market.money.payouts.actions import approve as acting

    await owner.execute("alter table money.payout_approvals drop constraint payout_approvals_once")

    async def blind(sql: str, *arguments: object) -> object:
        return await fetch(sql.replace(" on conflict (batch_id, operator) do nothing", ""), *arguments)

    monkeypatch.setattr(acting, "fetch", blind)
    who, operator = await a_payee(), await an_operator()
    await requested((who, 100_001))
    await approve_batch(operator, await batch_of(who), 100_001)
    assert await approve_batch(operator, await batch_of(who), 100_001) == Approval(2, 2)


async def asked_for(who: Principal, amount: int) -> uuid.UUID:
    """A payout of its own batch, outside the months."""
    async with transaction():
        await request_now(audit.SYSTEM, tag_of(who), amount)
    await gather(audit.SYSTEM)
    return await batch_of(who)


async def test_a_large_sum_in_small_parts_is_a_large_sum(paying: None) -> None:
    """What one operator lets out alone within a day counts together, batch after batch."""
    one, two, three, operator = await a_payee(), await a_payee(), await a_payee(), await an_operator()
    await ready((one, BIG), (two, BIG), (three, BIG))
    assert await approve_batch(operator, await asked_for(one, BIG), BIG) == Approval(1, 1)
    second = await asked_for(two, BIG)
    assert await approve_batch(operator, second, BIG) == Approval(1, 2)
    assert await approve_batch(await an_operator(), second, BIG) == Approval(2, 2)
    await clock.travel(timedelta(days=1, minutes=1))
    assert await approve_batch(operator, await asked_for(three, BIG), BIG) == Approval(1, 1)


async def test_how_many_it_takes_is_decided_once(paying: None) -> None:
    """Holding a part back after the first approval does not make the rest small enough for one."""
    one, two = await a_payee(), await a_payee()
    await requested((one, BIG), (two, BIG))
    batch = await batch_of(one)
    await approve_batch(await an_operator(), batch, 2 * BIG)
    await hold_payout(await an_operator(), (await payout_of(two))["id"], "asked by phone")
    assert await approve_batch(await an_operator(), batch, BIG) == Approval(2, 2)
    assert (await status_of(one), await status_of(two)) == ("approved", "held")


async def test_nothing_joins_a_batch_that_somebody_has_approved(paying: None) -> None:
    one, two = await a_payee(), await a_payee()
    await ready((one, 100_001), (two, BIG))
    batch = await asked_for(one, 100_001)
    await approve_batch(await an_operator(), batch, 100_001)
    assert await asked_for(two, BIG) != batch


async def test_what_waits_together_goes_together(paying: None) -> None:
    one, two = await a_payee(), await a_payee()
    await ready((one, 2000), (two, 3000))
    assert await asked_for(one, 2000) == await asked_for(two, 3000)


async def test_a_batch_that_changed_since_it_was_seen_is_not_approved(paying: None) -> None:
    one, two = await a_payee(), await a_payee()
    await requested((one, 2000), (two, 3000))
    with pytest.raises(BatchChanged) as refused:
        await approve_batch(await an_operator(), await batch_of(one), 2000)
    assert refused.value.facts == {"amount": 5000}
    assert await fetch("select 1 from money.payout_approvals") == []


async def test_an_operator_does_not_let_out_their_own(paying: None) -> None:
    who = await a_payee()
    await requested((who, 2000))
    also_operator = Principal(person=who.person, actor=who.actor, operator=True, holder=True)
    with pytest.raises(OwnPayout):
        await approve_batch(also_operator, await batch_of(who), 2000)


async def test_only_an_operator_acts(paying: None) -> None:
    holder, name = await a_holder(), uuid.uuid4()
    for act in (
        approve_batch(holder, name, 1),
        approve_payout(holder, name),
        hold_payout(holder, name, "because"),
        cancel_payout(holder, name, "because"),
        cancel_batch(holder, name, "because"),
        gave_back(holder, name, "AC01"),
    ):
        with pytest.raises(NotYours):
            await act


async def test_what_is_not_there_is_not_found(paying: None) -> None:
    operator, nowhere = await an_operator(), uuid.uuid4()
    for act, refusal in (
        (approve_batch(operator, nowhere, 1), BatchNotFound),
        (approve_payout(operator, nowhere), PayoutNotFound),
        (hold_payout(operator, nowhere, "because"), PayoutNotFound),
        (cancel_batch(operator, nowhere, "because"), BatchNotFound),
        (gave_back(operator, nowhere, "AC01"), PayoutNotFound),
    ):
        with pytest.raises(refusal):
            await act


async def test_a_payout_is_held_out_of_its_batch_and_let_out_by_itself(paying: None) -> None:
    one, two, operator = await a_payee(), await a_payee(), await an_operator()
    await requested((one, 2000), (two, 3000))
    batch, payout = await batch_of(one), (await payout_of(two))["id"]
    await hold_payout(operator, payout, "  the name\u00a0looks odd ")
    row = await payout_of(two)
    assert (row["status"], row["why"], row["batch_id"]) == ("held", "the name looks odd", None)
    assert await sums(two) == (0, 3000), "still reserved"
    await approved(batch)
    assert await status_of(two) == "held"
    assert [it.id for it in await queries.outside_batches()] == [payout]
    assert await approve_payout(operator, payout) == Approval(1, 1)
    row = await payout_of(two)
    assert (row["status"], row["why"]) == ("approved", None)
    assert row["batch_id"] not in (None, batch)
    assert await check() == []


async def test_a_held_payout_above_the_limit_takes_two_as_well(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 100_001))
    payout = (await payout_of(who))["id"]
    await hold_payout(operator, payout, "large")
    assert await approve_payout(operator, payout) == Approval(1, 2)
    with pytest.raises(SameOperator):
        await approve_payout(operator, payout)
    assert await status_of(who) == "held"
    assert await approve_payout(await an_operator(), payout) == Approval(2, 2)
    assert await status_of(who) == "approved"


@pytest.mark.parametrize("first", [None, "held", "approved"])
async def test_canceled_before_it_is_sent_the_money_is_ready_again(paying: None, first: str | None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    payout, batch = (await payout_of(who))["id"], await batch_of(who)
    if first == "held":
        await hold_payout(operator, payout, "look")
    elif first == "approved":
        await approved(batch)
    await cancel_payout(operator, payout, "asked by the holder")
    assert await status_of(who) == "canceled"
    assert await sums(who) == (2000, 0)
    assert await batch_status(batch) == "canceled", "nothing is left in it"
    assert await check() == []
    assert (await request_month("2027-03", audit.SYSTEM)).payouts == 0
    await closed("2027-04")
    assert (await request_month("2027-04", audit.SYSTEM)).amount == 2000


async def test_what_was_sent_is_neither_held_nor_canceled(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    payout, batch = (await payout_of(who))["id"], await batch_of(who)
    await sent(batch)
    for act in (hold_payout(operator, payout, "late"), cancel_payout(operator, payout, "late")):
        with pytest.raises(PayoutNotMovable) as refused:
            await act
        assert refused.value.facts == {"state": "submitted"}
    for act in (cancel_batch(operator, batch, "late"), approve_batch(operator, batch, 2000)):
        with pytest.raises(BatchNotMovable):
            await act
    assert await sums(who) == (0, 2000)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 141, "two\u0000words"])
async def test_holding_and_canceling_need_a_reason(paying: None, reason: str) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    for act in (hold_payout, cancel_payout):
        with pytest.raises(HoldReasonMissing):
            await act(operator, (await payout_of(who))["id"], reason)
    assert await status_of(who) == "requested"


async def test_a_whole_batch_is_called_off(paying: None) -> None:
    one, two, operator = await a_payee(), await a_payee(), await an_operator()
    await requested((one, 2000), (two, 3000))
    batch = await batch_of(one)
    await approved(batch)
    assert await cancel_batch(operator, batch, "wrong month") == 2
    assert (await sums(one), await sums(two)) == ((2000, 0), (3000, 0))
    assert await batch_status(batch) == "canceled"
    assert await check() == []


async def test_a_payment_that_failed_is_tried_again_under_another_reference(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    await sent(await batch_of(who))
    before = await payout_of(who)
    await gave_back(operator, before["id"], "MS03")
    assert (await status_of(who), await sums(who)) == ("failed", (2000, 0))
    assert await approve_payout(operator, before["id"]) == Approval(1, 1)
    after = await payout_of(who)
    assert (after["status"], after["attempt"], await sums(who)) == ("approved", 2, (0, 2000))
    assert after["reference"] != before["reference"] and after["id"] == before["id"]
    assert await check() == []


async def test_what_failed_is_not_tried_again_once_the_money_was_paid_otherwise(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    await sent(await batch_of(who))
    failed = (await payout_of(who))["id"]
    await gave_back(operator, failed, "MS03")
    await closed("2027-04")
    await request_month("2027-04", audit.SYSTEM)
    assert await sums(who) == (0, 2000)
    with pytest.raises(PayoutCarriedOn):
        await approve_payout(operator, failed)
    assert await sums(who) == (0, 2000)
    assert await fetch_value("select status from money.payouts where id = $1", failed) == "failed"
    assert await check() == []


async def test_an_account_that_the_bank_refused_is_not_tried_again(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    await sent(await batch_of(who))
    failed = (await payout_of(who))["id"]
    await gave_back(operator, failed, "AC04")
    with pytest.raises(PayoutIdentityMissing):
        await approve_payout(operator, failed)


async def test_what_is_on_its_way_is_not_approved_by_itself(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    with pytest.raises(PayoutNotMovable):
        await approve_payout(operator, (await payout_of(who))["id"])


async def test_approvals_are_never_altered(paying: None) -> None:
    who = await a_payee()
    await requested((who, 2000))
    await approved(await batch_of(who))
    for sql in ("update money.payout_approvals set amount = 1", "delete from money.payout_approvals"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(sql)


async def test_an_operator_stands_under_another_tag_than_the_holder_they_may_be(paying: None) -> None:
    who = await an_operator()
    operator = operator_of(who)
    assert operator.tag != operator.holder


async def test_every_step_leaves_an_audit_row_by_whom_it_was_done(paying: None) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    await approve_batch(operator, await batch_of(who), 2000)
    await cancel_payout(operator, (await payout_of(who))["id"], "because")
    rows = await fetch(
        "select action from base.audit_entries where actor_kind = 'operator' and actor = $1 order by id",
        operator.actor.tag,
    )
    assert [row["action"] for row in rows] == [
        "payout_batch.signed",
        "payout_batch.approved",
        "payout.approved",
        "payout.canceled",
        "payout_batch.canceled",
    ]
