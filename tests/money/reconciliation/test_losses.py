"""What is lost on its way is brought in by the same functions, or waited for; nothing happens twice."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from market.base import clock
from market.base.database import fetch, fetch_value
from market.money import booking
from market.money.chart import Kind, brand_receivable, own
from market.money.invariants import check
from market.money.ledger import balance
from market.money.reconciliation import asking, movements, runs, statements
from market.money.reconciliation.rules import Scope
from market.money.sandbox import faults, payments, payouts, refunds
from tests.money import acts
from tests.money.flows.shop import Shop, refund_of, status
from tests.money.payouts.paying import client_money
from tests.money.reconciliation.looking import (
    client,
    deaf,
    findings,
    found,
    hourly,
    ledger,
    look,
    moves,
    outcomes,
)

MOVEMENTS = "/v1/balance_transactions"


async def test_a_payment_whose_webhooks_were_lost_is_booked_from_its_movement(shop: Shop) -> None:
    bought = await shop.submitted()
    await deaf(shop)
    await shop.pay(bought)
    await shop.settle()
    assert await status(bought.payment) == "submitted"
    run = await hourly()
    assert (run.numbers.matched, run.numbers.unexplained) == (1, 0)
    assert await status(bought.payment) == "succeeded"
    assert len(shop.paid) == 1, "who waits for the money is told"
    assert await findings() == [] and await check() == []
    await look()
    assert await findings() == []


async def test_without_asking_a_lost_payment_would_be_a_finding(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    monkeypatch.setattr(asking, "ASK", {})
    bought = await shop.submitted()
    await deaf(shop)
    await shop.pay(bought)
    await hourly()
    assert await found() == ["foreign"]


async def test_events_that_never_arrived_are_taken_in_and_handled(shop: Shop) -> None:
    bought = await shop.submitted()
    await deaf(shop)
    await shop.pay(bought)
    run = await look()
    assert run.numbers.events >= 3
    assert await status(bought.payment) == "succeeded"
    assert await fetch_value("select bool_and(status <> 'received') from money.inbox_events")
    assert await fetch_value("select bool_and(body is null) from money.inbox_events")
    assert (await look()).numbers.events == 0, "each is taken in once"
    await shop.settle()
    assert await findings() == []


async def test_a_refund_whose_answer_and_webhooks_were_lost_is_booked_once(shop: Shop) -> None:
    bought = await shop.bought()
    await deaf(shop)
    await shop.end(bought)
    await shop.fault("/v1/refunds", faults.TIMEOUT_AFTER)
    await shop.work()
    assert (await refund_of(bought))["status"] == "unknown"
    await hourly()
    assert (await refund_of(bought))["status"] == "succeeded"
    assert {outcome for _, outcome in await outcomes()} == {"matched"}
    assert len(await shop.at_stripe("refund")) == 1
    assert await findings() == [] and await check() == []


async def test_a_refund_made_in_stripes_dashboard_is_found_and_booked(shop: Shop) -> None:
    bought = await shop.bought()
    await deaf(shop)
    (charge,) = await shop.at_stripe("charge")
    async with shop.sandbox.acting() as call:
        await refunds.create(call, {"charge": charge["id"], "amount": 500})
    await hourly()
    assert await balance(brand_receivable(bought.brand)) == -500
    assert {outcome for _, outcome in await outcomes()} == {"matched"}
    assert await found() == ["outside-refund"], "booked, and a person must know"
    await look()
    assert await found() == ["outside-refund"] and await check() == []


async def test_a_fee_whose_webhook_was_lost_is_booked(shop: Shop) -> None:
    await shop.fault("charge", faults.LATE, faults.SETTLEMENT)
    await shop.bought()
    await deaf(shop)
    (charge,) = await shop.at_stripe("charge")
    async with shop.sandbox.acting() as call:
        await payments.settle(call, charge["id"])
    await hourly()
    assert await balance(own(Kind.STRIPE_FEES)) == -54
    assert await outcomes() == [("charge", "matched")]
    assert await findings() == []


async def test_a_payment_that_is_not_the_one_we_asked_for_is_found_with_the_trouble(shop: Shop) -> None:
    bought = await shop.submitted()
    await deaf(shop)
    await shop.pay(bought)
    await fetch("update money.payments set amount = 1700")
    await hourly()
    (row,) = await findings()
    assert row["kind"] == "unbooked" and '"trouble": "PaymentMismatch"' in row["facts"]
    assert await ledger() == []
    for run in (hourly, look, hourly):
        await run()
        (again,) = [it for it in await findings() if it["kind"] != "overdue"]
        assert (again["version"], again["gone_at"], again["facts"]) == (1, None, row["facts"]), (
            "by night and day"
        )


@pytest.mark.parametrize(
    "kind", [faults.TIMEOUT_BEFORE, faults.SERVER_ERROR, faults.RATE_LIMIT, *faults.WITHOUT_A_KEY]
)
async def test_stripe_down_in_the_middle_of_a_list_loses_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    for _ in range(3):
        await shop.bought()
    monkeypatch.setattr("market.money.stripe_statements.PAGE", 1)
    real, calls = movements.store, []

    async def then_down(page: Any) -> int:
        fresh = await real(page)
        calls.append(fresh)
        if len(calls) == 1:
            await shop.fault(MOVEMENTS, kind, "GET")
        return fresh

    monkeypatch.setattr(movements, "store", then_down)
    run = await hourly()
    assert (run.outcome, run.numbers.listed) == ("unanswered", 1)
    assert await fetch_value("select max(through) from money.reconciliation_runs") is None
    assert await findings() == [], "a page that did not come is no difference"
    again = await hourly()
    assert (again.outcome, again.numbers.new, again.numbers.listed) == ("done", 2, 3)
    assert await outcomes() == [("charge", "matched")] * 3


async def test_a_watermark_that_moved_with_the_first_page_would_lose_the_rest(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above: the pages come newest first, and what is older would never be asked again."""
    old = [await shop.bought(), await shop.bought()]
    assert len(old) == 2
    await acts.run(
        shop.sandbox,
        "update sandbox.objects set body = jsonb_set(body, '{created}', to_jsonb((body->>'created')::bigint"
        " - 30 * 86400)) where kind = 'balance_transaction'",
    )
    await shop.bought()
    (newest, *_) = (await shop.gateway.movements()).items
    await movements.store([newest])
    run = await runs.begin(Scope.HOURLY)
    await runs.finish(run, "done", {}, newest.created)
    await hourly()
    assert await fetch_value("select count(*) from money.stripe_balance_transactions") == 1


@pytest.mark.parametrize("path", ["/v1/balance", "/v1/charges/*", "/v1/payment_intents/*"])
async def test_stripe_down_in_any_other_step_is_waited_out(shop: Shop, path: str) -> None:
    bought = await shop.submitted()
    await shop.fault("*", faults.DROP, "WEBHOOK", count=1000)
    await shop.pay(bought)
    await shop.fault(path, faults.TIMEOUT_BEFORE, "GET")
    first = await (look() if path == "/v1/balance" else hourly())
    assert first.outcome == "unanswered" and await findings() == []
    assert (await look()).outcome == "done"
    assert await findings() == [] and await status(bought.payment) == "succeeded"


async def test_events_that_stripe_does_not_give_are_asked_for_again(shop: Shop) -> None:
    bought = await shop.submitted()
    await deaf(shop)
    await shop.pay(bought)
    await shop.fault("/v1/events", faults.TIMEOUT_BEFORE, "GET")
    run = await look()
    assert (run.outcome, run.numbers.events, run.numbers.held) == ("unanswered", 0, None)
    assert await findings() == []
    assert (await look()).numbers.events >= 3


@pytest.mark.parametrize("hours", [25, -25])
async def test_a_clock_25_hours_off_hides_and_invents_nothing(shop: Shop, hours: int) -> None:
    await shop.bought()
    await hourly()
    await fetch('update base.clock set "offset" = "offset" + $1', timedelta(hours=hours))
    await shop.bought()
    await look()
    await fetch('update base.clock set "offset" = "offset" - $1', timedelta(hours=hours))
    await shop.bought()
    await look()
    assert await findings() == []
    assert await outcomes() == [("charge", "matched")] * 3


@pytest.mark.parametrize("hours", [25, -25])
async def test_stripes_clock_25_hours_off_hides_nothing(shop: Shop, hours: int) -> None:
    await shop.bought()
    await hourly()
    await shop.bought()
    await acts.run(
        shop.sandbox,
        "update sandbox.objects set body = jsonb_set(body, '{created}', to_jsonb((body->>'created')::bigint + $1))"
        " where id = (select max(id) from sandbox.objects where kind = 'balance_transaction'"
        "   and seq = (select max(seq) from sandbox.objects where kind = 'balance_transaction'))",
        hours * 3600,
    )
    await hourly()
    await shop.bought()
    await hourly()
    assert await outcomes() == [("charge", "matched")] * 3
    assert await findings() == []


async def test_a_debit_on_its_way_waits_for_its_row_and_one_that_came_back_needs_no_books(shop: Shop) -> None:
    """Stripe's balance shows a SEPA debit as pending for days before the payment succeeds, or not."""
    bought = await shop.submitted()
    await deaf(shop)
    await shop.pay(bought)
    (charge,) = await shop.at_stripe("charge")
    for kind, looks in (
        ("payment_intent", '{"status": "processing"}'),
        ("balance_transaction", '{"type": "payment"}'),
    ):
        await acts.run(
            shop.sandbox, f"update sandbox.objects set body = body || '{looks}' where kind = '{kind}'"
        )
    await look()
    assert await status(bought.payment) == "processing"
    run = await hourly()
    assert (run.numbers.waiting, run.numbers.unexplained) == (1, 1)
    assert await findings() == []
    await moves(shop.sandbox, "payment_failure_refund", -1900, charge, fee=-54)
    run = await look()
    assert await outcomes() == [("payment", "offset"), ("payment_failure_refund", "offset")]
    assert run.numbers.unexplained == 0 and await findings() == []


@pytest.mark.parametrize("second_half", [True, False])
async def test_a_pair_that_took_each_other_back_is_looked_at_again(
    shop: Shop, vandal: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch, second_half: bool
) -> None:
    """Our copy of one of them is altered, when Stripe lists neither again; the control does not look."""
    if not second_half:
        first, end = statements.BROKEN.split("union all")[0], statements.BROKEN.split(") bad")[1]
        monkeypatch.setattr(statements, "BROKEN", f"{first}) bad{end}")
    (charge,) = await _charged_past_us(shop)
    await moves(shop.sandbox, "payment_failure_refund", -1900, charge, fee=-54)
    await look()
    assert await outcomes() == [("payment", "offset"), ("payment_failure_refund", "offset")]
    await acts.run(
        shop.sandbox, "update sandbox.objects set account = 'old' where kind = 'balance_transaction'"
    )
    await vandal.execute(
        "update money.stripe_balance_transactions set amount = amount + 700, net = net + 700 where type = 'payment'"
    )
    await vandal.execute("update money.payments set status = 'failed'")  # nothing waits any more
    await look()
    assert {outcome for _, outcome in await outcomes()} == ({None} if second_half else {"offset"})
    told = {row["kind"] for row in await findings()} - {"vanished", "balance"}
    assert bool(told) is second_half, told


async def _charged_past_us(shop: Shop) -> list[dict[str, Any]]:
    """A debit on its way, whose movement Stripe shows before the payment succeeds, and nobody told us."""
    bought = await shop.submitted()
    await deaf(shop)
    await shop.pay(bought)
    for kind, looks in (
        ("payment_intent", '{"status": "processing"}'),
        ("balance_transaction", '{"type": "payment"}'),
    ):
        await acts.run(
            shop.sandbox, f"update sandbox.objects set body = body || '{looks}' where kind = '{kind}'"
        )
    await look()
    assert await status(bought.payment) == "processing"
    return await shop.at_stripe("charge")


async def test_stripes_own_fee_and_its_payout_to_our_bank_are_booked_once_and_a_returned_one_back(
    shop: Shop,
) -> None:
    await acts.funds(client(shop), shop.sandbox, 5000)
    await shop.bought()
    await moves(shop.sandbox, "stripe_fee", -200)
    async with shop.sandbox.acting() as call:
        payout = await payouts.create(call, {"amount": 1000, "currency": "eur"})
    await hourly()
    await hourly()
    assert await balance(own(Kind.BANK_OPERATING)) == -1000, "without clients' money in our hands it is ours"
    assert await balance(own(Kind.STRIPE_FEES)) == -54 - 200
    async with shop.sandbox.acting() as call:
        await payouts.fail(call, payout["id"])
    await look()
    assert await balance(own(Kind.BANK_OPERATING)) == 0
    posted = await fetch(
        "select kind from money.ledger_transactions where kind like 'stripe.%' order by kind"
    )
    assert [it["kind"] for it in posted] == ["stripe.fee", "stripe.payout", "stripe.payout_returned"]
    assert await found() == ["foreign"], "the money that was put there past us"
    assert await check() == []


async def test_what_stripe_pays_our_bank_is_clients_money_where_we_hold_it_and_comes_back_from_there(
    shop: Shop,
) -> None:
    await acts.funds(client(shop), shop.sandbox, 5000)
    async with shop.sandbox.acting() as call:
        payout = await payouts.create(call, {"amount": 1000, "currency": "eur"})
    with client_money():
        await hourly()
    assert await balance(own(Kind.BANK_CLIENT_FUNDS)) == -1000
    async with shop.sandbox.acting() as call:
        await payouts.fail(call, payout["id"])
    await look()
    assert await balance(own(Kind.BANK_CLIENT_FUNDS)) == 0, "whatever is set meanwhile"
    assert await balance(own(Kind.BANK_OPERATING)) == 0
    assert await check() == []


async def test_every_door_ends_in_the_same_function(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reconciliation has no way of its own to book a payment: without the function nothing is booked."""
    bought = await shop.submitted()
    await deaf(shop)
    await shop.pay(bought)

    async def refuses(state: object, actor: object = None) -> bool:
        return False

    monkeypatch.setattr(asking, "apply_payment", refuses)
    await hourly()
    assert await ledger() == [] and await found() == ["foreign"]
    assert booking.apply_payment is not refuses


async def test_a_market_clock_that_travels_for_a_month_finds_what_really_waits(shop: Shop) -> None:
    bought = await shop.bought()
    await shop.end(bought)
    await shop.settle()
    await clock.travel(timedelta(days=30))
    await look()
    assert await findings() == []


async def test_a_payout_of_stripes_that_changes_its_amount_is_found_and_stops_nothing(shop: Shop) -> None:
    """Booked once under the movement's id: another amount under it is refused by the ledger, and found."""
    movement = await moves(shop.sandbox, "payout", -1000)
    await hourly()
    assert await outcomes() == [("payout", "matched")]
    await acts.run(
        shop.sandbox,
        'update sandbox.objects set body = body || \'{"amount": -900, "net": -900}\' where id = $1',
        movement,
    )
    for run in (look, hourly):
        assert (await run()).outcome == "done"
        (row,) = [it for it in await findings() if it["kind"] == "amount"]
        assert row["difference"] == 100 and '"trouble": "LedgerKeyReused"' in row["facts"]
    await bought_still_works(shop)


async def bought_still_works(shop: Shop) -> None:
    await shop.bought()
    await hourly()
    assert ("charge", "matched") in await outcomes()


async def test_what_no_list_shows_any_more_is_asked_for_by_its_object(shop: Shop) -> None:
    """The lists begin a week before the last movement we have; one that is older is no finding for that."""
    await shop.bought()
    await look()
    await fetch("update money.reconciliation_runs set through = through + interval '9 days'")
    await shop.bought()
    run = await look()
    assert run.numbers.new == 0, "it was in no list"
    assert await outcomes() == [("charge", "matched")] * 2
    assert await findings() == []
