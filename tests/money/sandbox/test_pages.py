"""What a person meets on the hosted page and on the dashboard."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
import stripe
from litestar import Litestar
from litestar.datastructures import State

from market.app import check_classified
from market.money.sandbox import Sandbox, cards, faults, sandbox_router, set_endpoint
from market.money.sandbox.wording import ENGLISH, FRENCH
from tests.money.acts import fault, objects, open_session, pay


@pytest.fixture
async def browser(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    app = Litestar([sandbox_router()], state=State({"sandbox": sandbox}), openapi_config=None)
    check_classified(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://moi.test") as made:
        yield made


def form(number: str = cards.SUCCEEDS, **more: str) -> dict[str, str]:
    return {"number": number, "expiry": "12/34", "cvc": "123", **more}


async def test_the_page_says_what_is_paid_in_the_sessions_language(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient
) -> None:
    id = await open_session(stripe_client, locale="fr")
    french = await browser.get(f"/sandbox/checkout/{id}")
    english = await browser.get(f"/sandbox/checkout/{id}?locale=en")
    assert (french.status_code, english.status_code) == (200, 200)
    assert '<html lang="fr">' in french.text and "Payer 19,00\u00a0€" in french.text
    assert '<html lang="en">' in english.text and "Pay €19.00" in english.text
    assert "Location d’un mois" in french.text
    assert all(number in french.text for number in (cards.SUCCEEDS, cards.DECLINES, cards.ASKS_3DS2))
    assert 'href="https://moi.test/back"' in french.text


async def test_without_a_locale_the_browser_decides(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient
) -> None:
    address = f"/sandbox/checkout/{await open_session(stripe_client, locale='auto')}"
    assert '<html lang="fr">' in (await browser.get(address, headers={"accept-language": "fr-FR"})).text
    assert '<html lang="en">' in (await browser.get(address, headers={"accept-language": "de"})).text


def test_both_languages_have_every_word() -> None:
    assert ENGLISH.keys() == FRENCH.keys()


async def test_pages_are_fit_for_a_strict_content_security_policy(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    id = await open_session(stripe_client)
    await pay(sandbox, await open_session(stripe_client))
    here = f"/sandbox/checkout/{id}"
    sections = [f"/sandbox/{section}" for section in ("returns", "payouts", "events", "faults")]
    for address in (here, f"{here}?by=sepa_debit", f"{here}/authenticate", "/sandbox", *sections):
        text = (await browser.get(address)).text
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", text), address
        assert '<link rel="stylesheet" href="/static/tokens.css">' in text
        fields = set(re.findall(r'<(?:input|select)[^>]* id="([^"]+)"', text))
        assert fields == set(re.findall(r'<label for="([^"]+)"', text)), address


async def test_paying_leads_back_to_the_shop(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient
) -> None:
    id = await open_session(stripe_client)
    answer = await browser.post(f"/sandbox/checkout/{id}", data=form())
    assert (answer.status_code, answer.headers["location"]) == (303, f"https://moi.test/thanks?session={id}")
    again = await browser.post(f"/sandbox/checkout/{id}", data=form())
    assert ENGLISH["complete_title"] in again.text


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        (form(cards.DECLINES), "generic_decline"),
        (form(cards.LACKS_FUNDS), "insufficient_funds"),
        (form("4242424242424241"), "incorrect_number"),
        (form("4111111111111111"), "test_mode_live_card"),
        (form(expiry="12/20"), "invalid_expiry"),
        (form(expiry="13/34"), "invalid_expiry"),
        (form(expiry=""), "invalid_expiry"),
        (form(cvc="12"), "invalid_cvc"),
        ({}, "invalid_expiry"),
    ],
)
async def test_what_went_wrong_is_said_on_the_form_and_nothing_is_charged(
    browser: httpx.AsyncClient,
    stripe_client: stripe.StripeClient,
    sandbox: Sandbox,
    sent: dict[str, str],
    word: str,
) -> None:
    id = await open_session(stripe_client)
    answer = await browser.post(f"/sandbox/checkout/{id}", data=sent)
    assert answer.status_code == 402
    assert ENGLISH[word] in answer.text and 'role="alert"' in answer.text
    assert not any(charge["paid"] for charge in await objects(sandbox, "charge"))
    assert (await browser.post(f"/sandbox/checkout/{id}", data=form())).status_code == 303


@pytest.mark.parametrize("number", [cards.ASKS_3DS, cards.ASKS_3DS2])
async def test_three_d_secure_asks_on_a_second_page(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient, number: str
) -> None:
    here = f"/sandbox/checkout/{await open_session(stripe_client)}"
    asked = await browser.post(f"{here}?locale=fr", data=form(number))
    assert (asked.status_code, asked.headers["location"]) == (303, f"{here}/authenticate?locale=fr")
    question = await browser.get(asked.headers["location"])
    assert "est-ce bien vous qui payez 19,00\u00a0€" in question.text
    refused = await browser.post(asked.headers["location"], data={"answer": "fail"})
    assert refused.status_code == 402
    assert FRENCH["payment_intent_authentication_failure"] in refused.text
    [target] = re.findall(r'<form[^>]* action="([^"]+)"', refused.text)
    assert target == f"{here}?locale=fr"
    await browser.post(target, data=form(number))
    approved = await browser.post(f"{here}/authenticate", data={"answer": "approve"})
    assert approved.status_code == 303
    assert approved.headers["location"].startswith("https://moi.test/thanks?session=cs_test_")


async def test_an_expired_page_says_so(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient
) -> None:
    id = await open_session(stripe_client, locale="fr")
    await stripe_client.v1.checkout.sessions.expire_async(id)
    for answer in (
        await browser.get(f"/sandbox/checkout/{id}"),
        await browser.get(f"/sandbox/checkout/{id}/authenticate"),
        await browser.post(f"/sandbox/checkout/{id}", data=form()),
    ):
        assert answer.status_code == 410
        assert FRENCH["expired_title"] in answer.text and 'href="https://moi.test/back"' in answer.text


async def test_an_unknown_page_is_not_found(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/sandbox/checkout/cs_test_unknown")).status_code == 404
    assert (await browser.post("/sandbox/checkout/cs_test_unknown", data=form())).status_code == 404


async def test_what_a_person_types_comes_back_escaped(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient
) -> None:
    id = await open_session(stripe_client)
    answer = await browser.post(f"/sandbox/checkout/{id}", data=form('"><script>alert(1)</script>'))
    assert answer.status_code == 402 and "<script>" not in answer.text


async def test_the_dashboard_refunds_fails_expires_and_redelivers(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    async with (await sandbox.pool()).acquire() as connection:
        await set_endpoint(connection, "https://moi.test/hooks", "whsec_x")
    await fault(sandbox, faults.SETTLEMENT, "charge", faults.LATE)
    await pay(sandbox, await open_session(stripe_client))
    open_one = await open_session(stripe_client)
    [charge] = await objects(sandbox, "charge")

    async def act(verb: str, **values: str) -> int:
        return (await browser.post(f"/sandbox/acts/{verb}", data=values)).status_code

    shown = (await browser.get("/sandbox")).text
    assert charge["id"] in shown
    assert "payment_intent.succeeded" in (await browser.get("/sandbox/events")).text
    assert await act("settle", id=charge["id"]) == 303
    assert await act("refund", id=charge["id"], amount="1287") == 303
    [refund] = await objects(sandbox, "refund")
    assert await act("fail-refund", id=refund["id"]) == 303
    assert await act("expire", id=open_one) == 303
    event = (await objects(sandbox, "event"))[0]
    assert await act("redeliver", id=event["id"]) == 303
    assert await act("duplicate", id=event["id"]) == 303
    assert await act("hurry") == 303
    async with (await sandbox.pool()).acquire() as connection:
        sql = "SELECT count(*) FROM sandbox.deliveries WHERE event = $1"
        assert await connection.fetchval(sql, event["id"]) == 4
    assert [movement["type"] for movement in await objects(sandbox, "balance_transaction")] == [
        "charge",
        "refund",
        "refund_failure",
    ]
    assert (await browser.get("/sandbox")).status_code == 200


async def test_what_stripe_would_refuse_is_said_on_the_dashboard(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    await pay(sandbox, await open_session(stripe_client))
    [charge] = await objects(sandbox, "charge")
    for verb, values in [
        ("refund", {"id": charge["id"], "amount": "1901"}),
        ("refund", {"id": charge["id"], "amount": "all"}),
        ("refund", {"id": "ch_unknown", "amount": "1"}),
        ("dance", {}),
        ("fault", {"fault": "POST earthquake", "path": "*", "count": "1", "seconds": "0"}),
    ]:
        answer = await browser.post(f"/sandbox/acts/{verb}", data=values)
        assert answer.status_code == 409 and 'role="alert"' in answer.text
    assert await objects(sandbox, "refund") == []


async def test_a_fault_without_a_path_strikes_every_path(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient
) -> None:
    asked = {"fault": "GET server_error", "path": "", "count": "9", "seconds": "0"}
    assert (await browser.post("/sandbox/acts/fault", data=asked)).status_code == 303
    with pytest.raises(stripe.APIError):
        await stripe_client.v1.events.list_async()


async def test_faults_are_switched_on_and_off_on_the_dashboard(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient
) -> None:
    asked = {"fault": "GET rate_limit", "path": "/v1/events", "count": "2", "seconds": "0"}
    assert (await browser.post("/sandbox/acts/fault", data=asked)).status_code == 303
    with pytest.raises(stripe.RateLimitError):
        await stripe_client.v1.events.list_async()
    assert "rate_limit, 1 more" in (await browser.get("/sandbox/faults")).text
    await browser.post("/sandbox/acts/clear-faults")
    assert (await stripe_client.v1.events.list_async()).data == []
