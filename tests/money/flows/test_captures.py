"""Money that a bank holds: taken or let go, decided once, in time, whatever fails on the way."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.base import audit, clock, events
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.ids import new_id
from market.money import captures, orders
from market.money.booking import apply_payment
from market.money.captures import DecidedOtherwise, HoldOver, NothingHeld, carry_out
from market.money.chart import Kind, escrow, own
from market.money.events import OrderAuthorized
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.ledger import balance
from market.money.rules import CAPTURE_MARGIN, HOLD_LATEST, capture_within
from market.money.sandbox import faults, payments
from tests.money import acts
from tests.money.books import tag
from tests.money.flows.shop import Bought, Shop, killed, status, submit
from tests.money.reconciliation.looking import found, look

HELD = orders.Paying(capture="manual")
CAPTURE, CANCEL = "/v1/payment_intents/*/capture", "/v1/payment_intents/*/cancel"
FAULTS = [
    faults.TIMEOUT_BEFORE,
    faults.TIMEOUT_AFTER,
    faults.RATE_LIMIT,
    faults.CONFLICT,
    *faults.WITHOUT_A_KEY,
]


@pytest.fixture
async def told(shop: Shop) -> AsyncIterator[list[OrderAuthorized]]:
    """What was told of money that is held."""
    heard: list[OrderAuthorized] = []

    async def note(event: OrderAuthorized) -> None:
        heard.append(event)

    before = events._handlers.pop(OrderAuthorized, [])
    events.on(OrderAuthorized, note)
    yield heard
    events._handlers[OrderAuthorized] = before


async def held(shop: Shop, brand: bytes | None = None) -> Bought:
    """An order whose money the payer's bank holds."""
    rental, brand = new_id(), brand or tag()
    async with transaction():
        placed = await orders.place_order(
            brand, "EUR", [orders.NewLine(rental, 1900, 8000, 2000)], f"rental:{rental}", HELD
        )
    bought = Bought(placed.order_id, placed.payment_id, rental, brand)
    await submit(bought.payment)
    await shop.pay(bought)
    await shop.settle()
    assert await status(bought.payment) == "authorized"
    return bought


async def decide(bought: Bought, act: str = "take") -> None:
    async with transaction():
        await getattr(captures, act)(bought.order, audit.SYSTEM)


async def decision() -> tuple[str, str, int]:
    row = await fetch_row("select act, status, attempt from money.payment_decisions")
    assert row is not None
    return row["act"], row["status"], row["attempt"]


async def intent(shop: Shop) -> str:
    (found_,) = await shop.at_stripe("payment_intent")
    return str(found_["status"])


async def deaf(shop: Shop) -> None:
    """No word of Stripe's reaches us."""
    await shop.fault("*", faults.DROP, "WEBHOOK", count=1000)


async def test_held_money_is_nowhere_in_the_books_and_somebody_is_told_until_when(
    shop: Shop, told: list[OrderAuthorized]
) -> None:
    bought = await held(shop)
    (session,) = await shop.at_stripe("checkout.session")
    assert session["payment_method_types"] == ["card"], "no bank holds a debit"
    assert await balance(escrow(bought.rental)) == 0 == await balance(own(Kind.STRIPE_CLEARING))
    (it,) = told
    assert it.rental_ids == [bought.rental]
    left = it.until - await clock.now()
    assert timedelta(days=5, hours=23) < left <= HOLD_LATEST
    assert (shop.paid, shop.failed) == ([], [])
    assert await check() == []
    await look()
    assert await found() == []


async def test_taken_money_is_in_escrow_and_told(shop: Shop, told: list[OrderAuthorized]) -> None:
    bought = await held(shop)
    await decide(bought)
    assert await intent(shop) == "requires_capture", "nothing is called before the commit"
    await shop.settle()
    assert await status(bought.payment) == "succeeded"
    assert await balance(escrow(bought.rental)) == 1900 and len(shop.paid) == 1
    assert await decision() == ("capture", "answered", 1)
    assert await check() == []
    await look()
    assert await found() == []


async def test_money_that_is_let_go_was_never_ours(shop: Shop, told: list[OrderAuthorized]) -> None:
    bought = await held(shop)
    await decide(bought, "let_go")
    await shop.settle()
    assert (await status(bought.payment), await intent(shop)) == ("canceled", "canceled")
    assert [it.order_id for it in shop.failed] == [bought.order] and shop.paid == []
    assert await balance(own(Kind.STRIPE_CLEARING)) == 0
    assert await check() == []
    await look()
    assert await found() == []


async def test_the_release_of_held_money_is_no_refund_and_no_word_of_it_is_left_over(
    shop: Shop, told: list[OrderAuthorized]
) -> None:
    """Stripe tells of the release as of a refund (docs.stripe.com/api/payment_intents/cancel); nothing was taken."""
    bought = await held(shop)
    await decide(bought, "let_go")
    await shop.settle()
    (at_stripe,) = await shop.at_stripe("refund")
    assert at_stripe["amount"] == 1900
    assert await fetch("select 1 from money.refunds") == []
    assert await fetch("select type from money.inbox_events where status = 'received'") == []
    assert await fetch("select entrypoint from jobs.pgqueuer where status = 'failed'") == []


async def test_it_is_decided_once(shop: Shop, told: list[OrderAuthorized]) -> None:
    bought = await held(shop)
    await decide(bought)
    await decide(bought)
    with pytest.raises(DecidedOtherwise) as refused:
        await decide(bought, "let_go")
    assert refused.value.facts == {"act": "capture"}
    await shop.settle()
    with pytest.raises(NothingHeld):
        await decide(bought, "let_go")
    assert sum(it.endswith("/capture") for it in shop.transport.posted) == 1


async def test_what_is_not_held_cannot_be_taken(shop: Shop, told: list[OrderAuthorized]) -> None:
    for bought in (await shop.submitted(), await shop.bought()):
        with pytest.raises(NothingHeld):
            await decide(bought)


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize(
    ("act", "path", "end"), [("take", CAPTURE, "succeeded"), ("let_go", CANCEL, "canceled")]
)
async def test_a_call_that_went_wrong_is_asked_about_and_has_one_effect(
    shop: Shop, told: list[OrderAuthorized], act: str, path: str, end: str, kind: str
) -> None:
    bought = await held(shop)
    await deaf(shop)
    await decide(bought, act)
    await shop.fault(path, kind)
    await shop.work()
    silent = kind in (faults.TIMEOUT_BEFORE, faults.TIMEOUT_AFTER)
    assert (await decision())[1] == ("unknown" if silent else "requested")
    assert await status(bought.payment) == "authorized", "only an answer moves it"
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    assert (await status(bought.payment), await intent(shop)) == (end, end)
    assert (await decision())[1:] == ("answered", 1)
    assert len(shop.paid) == (end == "succeeded") and len(shop.failed) == (end == "canceled")
    assert await check() == []


@pytest.mark.parametrize("kind", [faults.SERVER_ERROR, faults.SERVER_ERROR_AFTER])
async def test_a_saved_server_error_is_looked_behind(
    shop: Shop, told: list[OrderAuthorized], kind: str
) -> None:
    """Stripe replays it under its key for a day, which the bank need not wait for. What was done is seen at once; what
    was not, done with a new key as soon as Stripe has said so.
    """
    bought = await held(shop)
    await deaf(shop)
    await decide(bought)
    await shop.fault(CAPTURE, kind)
    await shop.work()
    assert await decision() == ("capture", "unknown", 1)
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    done = kind == faults.SERVER_ERROR_AFTER
    assert await status(bought.payment) == "succeeded"
    assert await decision() == ("capture", "answered", 2)
    calls = [path for path in shop.transport.posted if path.endswith("/capture")]
    assert len(calls) == (1 if done else 2), "the other key is used only if the first did nothing"
    assert len(shop.paid) == 1
    assert await check() == []


async def test_a_process_that_died_with_the_answer_in_its_hand_is_made_good(
    shop: Shop, told: list[OrderAuthorized]
) -> None:
    bought = await held(shop)
    await deaf(shop)
    await decide(bought)
    shop.transport.dies_after = "/capture"
    await killed(carry_out(bought.payment))
    assert (await intent(shop), await status(bought.payment)) == ("succeeded", "authorized")
    await carry_out(bought.payment)
    assert await status(bought.payment) == "authorized", "the lease protects a call that may be under way"
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    assert await status(bought.payment) == "succeeded"
    assert sum(it.endswith("/capture") for it in shop.transport.posted) == 1, "looked at, not told again"
    assert await check() == []


async def test_a_decision_whose_job_was_lost_is_carried_out_by_the_janitor(
    shop: Shop, told: list[OrderAuthorized]
) -> None:
    bought = await held(shop)
    await decide(bought)
    await fetch("delete from jobs.pgqueuer")
    await clock.travel(timedelta(seconds=30))
    await sweep_money()
    assert await status(bought.payment) == "succeeded"


async def test_what_nobody_decides_in_time_is_let_go(shop: Shop, told: list[OrderAuthorized]) -> None:
    bought = await held(shop)
    await clock.travel(HOLD_LATEST - timedelta(minutes=1))
    await sweep_money()
    assert await status(bought.payment) == "authorized"
    await clock.travel(timedelta(minutes=2))
    with pytest.raises(HoldOver):
        await decide(bought)
    await sweep_money()
    assert (await status(bought.payment), await intent(shop)) == ("canceled", "canceled")
    assert [it.order_id for it in shop.failed] == [bought.order]
    assert await check() == []


async def test_of_an_order_that_is_closed_it_is_let_go(shop: Shop, told: list[OrderAuthorized]) -> None:
    bought = await held(shop)
    await orders.expire_open_checkout(bought.order)
    assert await status(bought.payment) == "authorized"
    await sweep_money()
    assert (await status(bought.payment), await intent(shop)) == ("canceled", "canceled")


async def test_what_the_bank_lets_go_by_itself_has_failed(shop: Shop, told: list[OrderAuthorized]) -> None:
    bought = await held(shop)
    async with shop.sandbox.acting() as call:
        (at_stripe,) = await shop.at_stripe("payment_intent")
        await payments.expire_authorization(call, at_stripe["id"])
    await shop.settle()
    assert await status(bought.payment) == "canceled" and len(shop.failed) == 1
    assert await check() == []


async def test_a_bank_that_lets_go_of_what_was_captured_changes_nothing(
    shop: Shop, told: list[OrderAuthorized]
) -> None:
    bought = await held(shop)
    await decide(bought)
    await shop.settle()
    async with shop.sandbox.acting() as call:
        (at_stripe,) = await shop.at_stripe("payment_intent")
        await payments.expire_authorization(call, at_stripe["id"])
    await shop.settle()
    assert (await status(bought.payment), await intent(shop)) == ("succeeded", "succeeded")
    assert await check() == []


async def test_a_capture_that_comes_too_late_is_refused_and_what_is_true_is_applied(
    shop: Shop, told: list[OrderAuthorized]
) -> None:
    bought = await held(shop)
    await deaf(shop)
    await decide(bought)
    async with shop.sandbox.acting() as call:
        (at_stripe,) = await shop.at_stripe("payment_intent")
        await payments.expire_authorization(call, at_stripe["id"])
    await shop.work()
    assert await status(bought.payment) == "canceled" and shop.paid == []
    assert await decision() == ("capture", "refused", 1)
    assert (
        await fetch_value("select error_code from money.payment_decisions")
        == "payment_intent_unexpected_state"
    )
    assert await check() == []


async def test_a_refused_capture_without_a_word_of_why_is_asked_about_later(
    shop: Shop, told: list[OrderAuthorized]
) -> None:
    bought = await held(shop)
    await deaf(shop)
    await decide(bought)
    async with shop.sandbox.acting() as call:
        (at_stripe,) = await shop.at_stripe("payment_intent")
        await payments.expire_authorization(call, at_stripe["id"])
    await shop.fault("/v1/payment_intents/*", faults.TIMEOUT_BEFORE, "GET")
    await shop.work()
    assert (await status(bought.payment), (await decision())[1]) == ("authorized", "unknown")
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    assert (await status(bought.payment), (await decision())[1]) == ("canceled", "answered")
    assert shop.paid == [] and await check() == []


async def test_who_was_quicker_than_the_clock_has_decided(shop: Shop, told: list[OrderAuthorized]) -> None:
    bought = await held(shop)
    await decide(bought)
    await captures.let_go_undecided(bought.payment)
    assert (await decision())[:2] == ("capture", "prepared"), "neither let go nor carried out by the clock"
    await shop.settle()
    await captures.let_go_undecided(bought.payment)
    assert await status(bought.payment) == "succeeded"


async def test_money_taken_in_the_dashboard_is_booked_and_a_late_release_changes_nothing(
    shop: Shop, told: list[OrderAuthorized]
) -> None:
    bought = await held(shop)
    await deaf(shop)
    await decide(bought, "let_go")
    (at_stripe,) = await shop.at_stripe("payment_intent")
    await shop.gateway.capture("by hand", payment_intent=at_stripe["id"])
    await shop.work()
    assert await status(bought.payment) == "succeeded" and len(shop.paid) == 1
    assert await decision() == ("release", "refused", 1)
    assert await check() == []


async def test_old_news_does_not_move_it_back(shop: Shop, told: list[OrderAuthorized]) -> None:
    bought = await held(shop)
    (at_stripe,) = await shop.at_stripe("payment_intent")
    stale = await shop.gateway.fetch_payment(at_stripe["id"])
    await decide(bought)
    await shop.settle()
    await apply_payment(stale)
    assert await status(bought.payment) == "succeeded"
    assert len(told) == 1 and await check() == []


async def test_two_who_decide_at_once_have_one_decision(crowded_shop: Shop) -> None:
    shop = crowded_shop
    for _ in range(3):
        bought = await held(shop)
        acts_ = ["take", "let_go"] * 10
        results = await asyncio.gather(*(decide(bought, it) for it in acts_), return_exceptions=True)
        assert {type(it) for it in results} == {type(None), DecidedOtherwise}
        assert sum(it is None for it in results) == 10, "those who said the same"
        await shop.settle()
        assert await status(bought.payment) in ("succeeded", "canceled")
    assert len(shop.paid) + len(shop.failed) == 3
    assert await check() == []


@given(st.one_of(st.none(), st.timedeltas(timedelta(days=-2), timedelta(days=40))))
def test_it_is_decided_before_stripe_lets_go_and_within_six_days(left: timedelta | None) -> None:
    within = capture_within(left)
    assert timedelta(0) <= within <= HOLD_LATEST
    assert left is None or left < CAPTURE_MARGIN or within <= left - CAPTURE_MARGIN


async def test_stripes_own_deadline_is_read_from_the_charge(shop: Shop, told: list[OrderAuthorized]) -> None:
    await held(shop)
    (at_stripe,) = await shop.at_stripe("payment_intent")
    state = await shop.gateway.fetch_payment(at_stripe["id"])
    assert state.method == "card" and state.capture_before is not None
    left = state.capture_before - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7, seconds=1), "Stripe's seconds are whole"
    assert (await acts.types(shop.sandbox)).count("payment_intent.amount_capturable_updated") == 1
