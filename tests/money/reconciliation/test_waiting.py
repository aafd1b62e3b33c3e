"""Rows that wait for too long: asked about, found once, and never without a finding (invariant 10)."""

import uuid
from datetime import timedelta

import pytest

from market.base import clock
from market.base.database import fetch, fetch_value
from market.money import inbox
from market.money.invariants import check
from market.money.reconciliation import waiting
from market.money.sandbox import faults, refunds
from tests.money.flows.shop import Shop, refund_of, status
from tests.money.reconciliation.looking import deaf, findings, found, look

RETRIEVE = "/v1/*"


async def test_a_payment_older_than_an_hour_is_found(shop: Shop) -> None:
    await shop.submitted()
    await clock.travel(timedelta(minutes=59))
    await look()
    assert await findings() == []
    await clock.travel(timedelta(minutes=2))
    await look()
    assert await found() == ["overdue"]
    await look()
    assert len(await findings()) == 1, "found once"
    (row,) = await findings()
    assert row["subject"] == "payment" and '"status": "submitted"' in row["facts"]
    assert await check() == []


async def test_a_debit_may_take_days(shop: Shop) -> None:
    await shop.submitted()
    await fetch("update money.payments set method = 'sepa_debit', status = 'processing'")
    await clock.travel(timedelta(days=13))
    await look()
    assert "overdue" not in await found()


async def test_what_an_answer_ends_is_not_found(shop: Shop) -> None:
    """It is asked about once more before it is found: a webhook that was lost is no finding."""
    bought = await shop.submitted()
    await deaf(shop)
    await shop.pay(bought)
    await clock.travel(timedelta(hours=2))
    await look()
    assert await status(bought.payment) == "succeeded" and await findings() == []


async def test_a_refund_older_than_ten_days_is_found_also_while_stripe_is_silent(shop: Shop) -> None:
    bought = await shop.bought()
    await shop.fault("/v1/refunds", faults.TIMEOUT_BEFORE, count=100)
    await shop.end(bought)
    await shop.settle()
    await clock.travel(timedelta(days=9))
    await shop.fault(RETRIEVE, faults.TIMEOUT_BEFORE, "GET", count=1000)
    assert (await look()).outcome == "unanswered"
    assert await found() == []
    await clock.travel(timedelta(days=2))
    assert (await look()).outcome == "unanswered"
    assert await found() == ["overdue"]
    assert [row["subject"] for row in await findings()] == ["refund"]


async def test_a_webhook_that_waits_in_the_inbox_is_found_and_gone_once_handled(shop: Shop) -> None:
    await shop.submitted()
    await shop.fault(RETRIEVE, faults.TIMEOUT_BEFORE, "GET", count=1000)
    kept = await inbox.keep(an_event(), None)
    assert kept
    await clock.travel(timedelta(minutes=11))
    await look()
    assert await found() == ["overdue"]
    async with shop.sandbox.acting() as call:
        await faults.clear(call.connection)
    await look()
    assert [row["gone_at"] is not None for row in await findings()] == [True]
    assert await found() == ["overdue"], "a person closes it"


def an_event() -> inbox.InboxEvent:
    from datetime import UTC, datetime

    return inbox.InboxEvent(
        id="evt_1",
        type="charge.updated",
        created=datetime.now(UTC),
        livemode=False,
        api_version=None,
        object_id="ch_none",
        account=None,
    )


async def test_without_ageing_the_tenth_invariant_tells(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: it is the look at what waits that keeps invariant 10."""

    async def blind(run: object) -> None:
        return None

    await shop.submitted()
    await clock.travel(timedelta(hours=2))
    assert await check() == [], "nobody has looked yet"
    monkeypatch.setattr(waiting, "find_overdue", blind)
    await look()
    assert [it.invariant for it in await check()] == [10]
    await look()
    assert await found() == ["invariant"]
    monkeypatch.undo()
    await look()
    assert await check() == []
    assert sorted(await found()) == ["invariant", "overdue"]


async def test_a_status_that_changes_while_it_waits_opens_a_closed_finding_again(shop: Shop) -> None:
    bought = await shop.submitted()
    await clock.travel(timedelta(hours=2))
    await look()
    await fetch("update money.reconciliation_findings set state = 'closed'")
    await look()
    assert await found() == []
    await fetch("update money.payments set status = 'requires_action' where id = $1", bought.payment)
    await shop.fault(RETRIEVE, faults.TIMEOUT_BEFORE, "GET", count=1000)
    await look()
    assert await found() == ["overdue"]


async def test_one_row_that_cannot_be_asked_about_does_not_hide_the_others(shop: Shop) -> None:
    first, second = await shop.submitted(), await shop.submitted()
    await shop.pay(second)
    await deaf(shop)
    await fetch(
        "update money.payments set stripe_checkout_session_id = 'cs_none' where id = $1", first.payment
    )
    await clock.travel(timedelta(hours=2))
    await look()
    assert await status(second.payment) == "succeeded"
    assert await found() == ["overdue"]


@pytest.mark.parametrize("late", [False, True])
async def test_a_refund_that_did_not_reach_its_card_is_told_once(shop: Shop, late: bool) -> None:
    bought = await shop.bought()
    if late:
        await shop.end(bought)
        await shop.settle()
        async with shop.sandbox.acting() as call:
            await refunds.fail(call, (await refund_of(bought))["stripe_refund_id"])
    else:
        (charge,) = await shop.at_stripe("charge")
        async with shop.sandbox.acting() as call:
            await refunds.create(call, {"charge": charge["id"]})
        await shop.end(bought)
    await shop.settle()
    await look()
    assert sorted(await found()) == (["failed-refund"] if late else ["failed-refund", "outside-refund"])
    await look()
    assert len(await findings()) == (1 if late else 2)
    closed: uuid.UUID = await fetch_value(
        "update money.reconciliation_findings set state = 'closed' where kind = 'failed-refund' returning id"
    )
    await look()
    assert closed and "failed-refund" not in await found()
