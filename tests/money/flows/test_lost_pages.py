"""Stripe fails while a page is opened: nobody can pay, the next press opens one, and never two take money."""

from dataclasses import replace
from datetime import timedelta

from market.base import clock
from market.base.database import fetch, fetch_value
from market.money import lost_pages, orders
from market.money.booking import apply_checkout
from market.money.gateway_pages import CheckoutOpened
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.page_attempts import page_attempt, page_opened
from market.money.sandbox import faults
from tests.money import acts
from tests.money.flows.shop import Bought, Shop, status, submit

SESSIONS = "/v1/checkout/sessions"


async def attempts(bought: Bought) -> list[tuple[int, str, str | None]]:
    rows = await fetch(
        "select number, status, error_code from money.payment_attempts where payment_id = $1 order by number",
        bought.payment,
    )
    return [tuple(row) for row in rows]


async def paid_at(shop: Shop, bought: Bought, url: str | None) -> None:
    """Somebody pays on the page that the press led to."""
    assert url is not None
    await acts.pay(shop.sandbox, url.rsplit("/", 1)[1].split("?")[0], "4242424242424242")
    await shop.settle()
    assert await status(bought.payment) == "succeeded"
    assert len(shop.paid) == 1
    assert await check() == []


async def test_who_presses_again_after_a_server_error_gets_a_page_of_a_new_attempt(shop: Shop) -> None:
    bought = await shop.place()
    await shop.fault(SESSIONS, faults.SERVER_ERROR)
    assert (await submit(bought.payment)).checkout_url is None
    opened = await submit(bought.payment)
    assert opened.status == "submitted"
    assert await attempts(bought) == [(1, "abandoned", "server_error"), (2, "answered", None)]
    assert len(await shop.at_stripe("checkout.session")) == 1
    await paid_at(shop, bought, opened.checkout_url)


async def test_as_long_as_stripe_is_down_each_press_tries_and_the_first_answer_opens(shop: Shop) -> None:
    bought = await shop.place()
    await shop.fault(SESSIONS, faults.SERVER_ERROR, count=3)
    for _ in range(3):
        assert (await submit(bought.payment)).checkout_url is None
    await paid_at(shop, bought, (await submit(bought.payment)).checkout_url)


async def test_a_page_that_was_made_behind_a_server_error_is_found_and_used(shop: Shop) -> None:
    bought = await shop.place()
    await shop.fault(SESSIONS, faults.SERVER_ERROR_AFTER)
    assert (await submit(bought.payment)).checkout_url is None
    opened = await submit(bought.payment)
    assert await attempts(bought) == [(1, "answered", None)]
    assert len(await shop.at_stripe("checkout.session")) == 1
    await paid_at(shop, bought, opened.checkout_url)


async def test_without_a_look_at_stripe_no_new_attempt_is_made(shop: Shop) -> None:
    bought = await shop.place()
    await shop.fault(SESSIONS, faults.SERVER_ERROR)
    await submit(bought.payment)
    await shop.fault(SESSIONS, faults.TIMEOUT_BEFORE, "GET")
    assert (await submit(bought.payment)).status == "unknown"
    assert await attempts(bought) == [(1, "unknown", "server_error")]
    assert (await submit(bought.payment)).checkout_url


async def test_a_page_that_could_only_close_too_soon_is_opened_by_a_new_attempt(shop: Shop) -> None:
    """Stripe was down for minutes: repeated with its old end, the call would be refused, and the order lost."""
    bought = await shop.place()
    await shop.fault(SESSIONS, faults.RATE_LIMIT)
    assert (await submit(bought.payment)).checkout_url is None
    await fetch("update money.payment_attempts set expires_at = expires_at - interval '2 minutes'")
    opened = await submit(bought.payment)
    assert await attempts(bought) == [(1, "abandoned", None), (2, "answered", None)]
    await paid_at(shop, bought, opened.checkout_url)


async def test_while_stripe_says_nothing_a_late_repetition_does_not_lose_the_order(shop: Shop) -> None:
    """A call whose page could only close too soon is not repeated, also where the look gets no answer."""
    bought = await shop.place()
    await shop.fault(SESSIONS, faults.RATE_LIMIT)
    await submit(bought.payment)
    await fetch("update money.payment_attempts set expires_at = expires_at - interval '2 minutes'")
    await shop.fault(SESSIONS, faults.TIMEOUT_BEFORE, "GET")
    assert (await submit(bought.payment)).status == "created"
    assert (await submit(bought.payment)).checkout_url


async def test_two_who_press_at_once_make_one_new_attempt(shop: Shop) -> None:
    bought = await shop.place()
    await shop.fault(SESSIONS, faults.SERVER_ERROR)
    await submit(bought.payment)
    for _ in range(2):
        await lost_pages.look_for_lost_page(bought.payment)
    assert [number for number, *_ in await attempts(bought)] == [1, 2]


async def test_the_janitor_asks_and_tries_again_and_ends_with_the_order(shop: Shop) -> None:
    bought = await shop.place()
    await shop.fault(SESSIONS, faults.SERVER_ERROR, count=2)
    await submit(bought.payment)
    for _ in range(2):
        await clock.travel(timedelta(minutes=2))
        await sweep_money()
    assert await status(bought.payment) == "submitted"
    address = await fetch_value("select success_url from money.payment_attempts order by number desc limit 1")
    assert address == "https://moi.test/thanks", "whoever pays there comes back to the same place"
    await orders.expire_open_checkout(bought.order)
    assert await status(bought.payment) == "canceled"
    assert {page["status"] for page in await shop.at_stripe("checkout.session")} == {"expired"}


async def test_an_attempt_that_never_left_is_not_sent_for_an_order_that_is_closed(shop: Shop) -> None:
    bought = await shop.place()
    await shop.fault(SESSIONS, faults.SERVER_ERROR)
    await submit(bought.payment)
    await lost_pages.look_for_lost_page(bought.payment)
    await orders.expire_open_checkout(bought.order)
    assert await status(bought.payment) == "canceled"
    assert await shop.at_stripe("checkout.session") == []


async def test_a_lost_page_that_appears_after_all_changes_nothing(shop: Shop) -> None:
    """Its answer, or its end, comes when another attempt has opened a page: that one stays payable."""
    bought = await shop.place()
    await shop.fault(SESSIONS, faults.SERVER_ERROR)
    await submit(bought.payment)
    first = await page_attempt(bought.payment)
    opened = await submit(bought.payment)
    assert first is not None
    session = await shop.session(bought)
    await page_opened(
        first, CheckoutOpened("cs_test_lost", "https://pay.test/lost", None, session.expires_at)
    )
    said = {**session.metadata, "attempt": "1"}
    await apply_checkout(bought.payment, replace(session, id="cs_test_lost", status="expired", metadata=said))
    assert await status(bought.payment) == "submitted"
    assert await fetch_value("select stripe_checkout_session_id from money.payments") == session.id
    await paid_at(shop, bought, opened.checkout_url)
