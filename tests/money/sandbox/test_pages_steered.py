"""A person pays by account, answers the bank, tells Stripe who they are, and acts as Stripe on the dashboard."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import stripe
from litestar import Litestar
from litestar.datastructures import State

from market.app import check_classified
from market.money.sandbox import Sandbox, appointments, board, cards, ibans, sandbox_router, set_endpoint
from market.money.sandbox.wording import ENGLISH, FRENCH
from tests.money import acts
from tests.money.acts import MANDATE, express, happen, new_customer, objects, open_session, pay
from tests.money.sandbox.story import told

SECTIONS = ("", "/returns", "/payouts", "/events", "/faults")
INTENT: Any = {
    "amount": 1900,
    "currency": "eur",
    "allowed_payment_method_types": ["card", "sepa_debit"],
    "confirm": True,
}


@pytest.fixture
async def browser(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    app = Litestar([sandbox_router()], state=State({"sandbox": sandbox}), openapi_config=None)
    check_classified(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://moi.test") as made:
        yield made


def account_form(iban: str = ibans.SUCCEEDS, **more: str) -> dict[str, str]:
    return {"iban": iban, "name": "Jenny Rosen", "email": "jenny@example.com", **more}


async def act(browser: httpx.AsyncClient, verb: str, id: str = "", **values: str) -> httpx.Response:
    return await browser.post(f"/sandbox/acts/{verb}", data={"id": id, **values})


async def test_one_form_a_page_and_the_way_to_pay_is_a_link(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient
) -> None:
    here = f"/sandbox/checkout/{await open_session(stripe_client, locale='fr')}"
    card, account = (await browser.get(here)).text, (await browser.get(f"{here}?by=sepa_debit")).text
    assert card.count("<form") == account.count("<form") == 1
    assert f'href="{here}?by=sepa_debit"' in card and 'name="iban"' not in card
    assert 'name="iban"' in account and 'name="number"' not in account
    assert FRENCH["mandate"].replace("’", "&#39;") in account or FRENCH["mandate"] in account
    assert all(number in account for number in ibans.BY_COUNTRY["FR"][:5])
    cards_only = (
        f"/sandbox/checkout/{await open_session(stripe_client, allowed_payment_method_types=['card'])}"
    )
    assert "by=sepa_debit" not in (await browser.get(cards_only)).text
    assert 'name="iban"' not in (await browser.get(f"{cards_only}?by=sepa_debit")).text


async def test_paying_by_account_leads_back_to_the_shop_before_the_money_is_there(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    id = await open_session(stripe_client)
    here = f"/sandbox/checkout/{id}?by=sepa_debit"
    for typed, word in (
        (account_form("FR00"), "invalid_bank_account_iban"),
        (account_form("NL91ABNA0417164300"), "account_number_invalid"),
        (account_form(name=""), "parameter_missing"),
        (account_form("FR5020041010050000000066666"), "sepa_debit_debits_not_supported"),
    ):
        refused = await browser.post(here, data=typed)
        assert (refused.status_code, ENGLISH[word] in refused.text) == (402, True), word
        assert f'action="{here}"' in refused.text
    paid = await browser.post(here, data=account_form())
    assert (paid.status_code, paid.headers["location"]) == (303, f"https://moi.test/thanks?session={id}")
    [intent] = await objects(sandbox, "payment_intent")
    assert intent["status"] == "processing"


async def test_a_page_that_keeps_a_card_says_so(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    session = await stripe_client.v1.checkout.sessions.create_async(
        {
            "mode": "setup",
            "currency": "eur",
            "customer": await new_customer(stripe_client),
            "success_url": "https://moi.test/kept",
        }
    )
    here = f"/sandbox/checkout/{session.id}"
    shown = (await browser.get(here)).text
    assert ENGLISH["keep_title"] in shown and ENGLISH["keep"] in shown
    asked = await browser.post(here, data={"number": cards.ASKS_3DS, "expiry": "12/34", "cvc": "123"})
    assert ENGLISH["authenticate_setup"] in (await browser.get(asked.headers["location"])).text
    kept = await browser.post(asked.headers["location"], data={"answer": "approve"})
    assert kept.headers["location"] == "https://moi.test/kept"
    assert ENGLISH["kept_title"] in (await browser.get(here)).text
    [method] = await objects(sandbox, "payment_method")
    assert method["customer"] == session.customer


@pytest.mark.parametrize(("answer", "word"), [("approve", "succeeded"), ("fail", "failed")])
async def test_the_bank_asks_on_a_page_of_its_own_and_sends_back(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient, answer: str, word: str
) -> None:
    card: Any = {
        "payment_method": "pm_card_authenticationRequired",
        "confirm": True,
        "return_url": "https://moi.test/back?x=1",
    }
    payment = await stripe_client.v1.payment_intents.create_async({**INTENT, **card})
    setup = await stripe_client.v1.setup_intents.create_async(card)
    for intent in (payment, setup):
        here = f"/sandbox/authenticate/{intent.id}"
        question = await browser.get(f"{here}?locale=fr")
        asked = "19,00\u00a0€" if intent is payment else FRENCH["authenticate_setup"]
        assert asked in question.text and f'action="{here}?locale=fr"' in question.text
        back = await browser.post(here, data={"answer": answer})
        assert back.status_code == 303
        assert back.headers["location"].startswith(f"https://moi.test/back?x=1&{intent.object}={intent.id}&")
        assert back.headers["location"].endswith(f"redirect_status={word}")
        again = await browser.post(here, data={"answer": answer})
        assert again.status_code == 200 and ENGLISH["answered_title"] in again.text
        assert ENGLISH["answered_title"] in (await browser.get(here)).text
    assert (await browser.get("/sandbox/authenticate/pi_unknown")).status_code == 404


async def test_the_owner_of_an_account_tells_stripe_who_they_are(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    account = await stripe_client.v1.accounts.create_async(express())
    asked: Any = {
        "account": account.id,
        "type": "account_onboarding",
        "return_url": "https://moi.test/back",
        "refresh_url": "https://moi.test/again",
    }
    later, link, old = [(await stripe_client.v1.account_links.create_async(asked)).url for _ in range(3)]
    await browser.post(later, data={"answer": "later"})
    assert not (await stripe_client.v1.accounts.retrieve_async(account.id)).payouts_enabled
    assert ibans.SUCCEEDS in (await browser.get(link)).text
    done = await browser.post(link, data={"answer": "done", "iban": ibans.SUCCEEDS})
    assert done.headers["location"] == "https://moi.test/back"
    assert (await stripe_client.v1.accounts.retrieve_async(account.id)).payouts_enabled
    await acts.run(
        sandbox,
        "UPDATE sandbox.objects SET body = body || '{\"expires_at\": 1}' WHERE id = $1",
        old.rsplit("/", 1)[1],
    )
    for used in (link, old):
        for answer in (await browser.get(used), await browser.post(used, data={"answer": "done"})):
            assert (answer.status_code, answer.headers["location"]) == (303, "https://moi.test/again")
    assert (await browser.get("/sandbox/connect/link_unknown")).status_code == 404


async def test_the_dashboard_has_both_languages_and_keeps_the_one_it_was_asked_for(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    await acts.paid(stripe_client, sandbox)
    for section in SECTIONS:
        french = (await browser.get(f"/sandbox{section}?locale=fr")).text
        english = (await browser.get(f"/sandbox{section}?locale=en")).text
        assert '<html lang="fr">' in french and '<html lang="en">' in english
        assert french.count("locale=fr") >= len(SECTIONS)
        assert FRENCH["tab_payouts"] in french and ENGLISH["tab_payouts"] in english
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", french)
    told = await browser.post("/sandbox/acts/hurry?locale=fr", data={"section": "events"})
    assert told.headers["location"] == "/sandbox/events?locale=fr"
    elsewhere = await browser.post("/sandbox/acts/hurry", data={"section": "https://evil.test"})
    assert elsewhere.headers["location"] == "/sandbox"


async def test_a_refusal_is_said_where_it_was_asked(browser: httpx.AsyncClient) -> None:
    for verb, id in (("win", "du_unknown"), ("pay-out", ""), ("onboard", "acct_unknown")):
        refused = await act(browser, verb, id, section="payouts")
        assert refused.status_code == 409 and 'role="alert"' in refused.text
        assert 'aria-current="page">' + ENGLISH["tab_payouts"] in refused.text


async def test_a_person_settles_and_returns_debits(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient
) -> None:
    asked: Any = {**INTENT, "payment_method": "pm_sepaDebit_successDelayed_fr", "mandate_data": MANDATE}
    asked["return_url"] = "https://moi.test/back"
    paid, back = [(await stripe_client.v1.payment_intents.create_async(asked)).id for _ in range(2)]
    shown = (await browser.get("/sandbox")).text
    assert ENGLISH["settle_debit"] in shown and ENGLISH["fail_debit"] in shown
    assert (await act(browser, "settle-debit", paid)).status_code == 303
    assert (await act(browser, "fail-debit", back, code="account_closed")).status_code == 303
    assert (await stripe_client.v1.payment_intents.retrieve_async(paid)).status == "succeeded"
    failed = await stripe_client.v1.payment_intents.retrieve_async(back)
    assert failed.last_payment_error and failed.last_payment_error.code == "account_closed"
    assert (await act(browser, "fail-debit", back, code="boredom")).status_code == 409


async def test_a_person_disputes_wins_and_loses(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    for _ in range(2):
        await acts.paid(stripe_client, sandbox)
    await pay(sandbox, await open_session(stripe_client), cards.INQUIRES)
    await happen(sandbox)
    for charge in [c for c in await objects(sandbox, "charge") if not c["disputed"]]:
        assert (await act(browser, "dispute", charge["id"], reason="product_not_received")).status_code == 303
    inquiry, won, lost = await objects(sandbox, "dispute")
    shown = (await browser.get("/sandbox/returns")).text
    assert all(word in shown for word in (ENGLISH["win"], ENGLISH["lose"], ENGLISH["escalate"], won["id"]))
    for verb, dispute in (("win", won), ("lose", lost), ("escalate", inquiry)):
        assert (await act(browser, verb, dispute["id"], section="returns")).status_code == 303
    states = [dispute["status"] for dispute in await objects(sandbox, "dispute")]
    assert states == ["needs_response", "won", "lost"]


async def test_a_person_makes_a_refund_pend_succeed_fail_and_takes_it_back(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    await acts.paid(stripe_client, sandbox)
    [charge] = await objects(sandbox, "charge")
    for course in ("pending", "pending", "fails_late", "succeeded"):
        assert (await act(browser, "refund", charge["id"], amount="100", course=course)).status_code == 303
    states = [refund["status"] for refund in await objects(sandbox, "refund")]
    assert states == ["pending", "pending", "succeeded", "succeeded"]
    one, two, three, four = [refund["id"] for refund in await objects(sandbox, "refund")]
    for verb, refund in (
        ("succeed-refund", one),
        ("fail-refund", two),
        ("fail-refund", three),
        ("take-back", four),
    ):
        assert (await act(browser, verb, refund, section="returns")).status_code == 303
    states = [refund["status"] for refund in await objects(sandbox, "refund")]
    assert states == ["succeeded", "failed", "failed", "canceled"]


async def test_a_person_steers_accounts_balances_and_payouts(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    account = (await stripe_client.v1.accounts.create_async(express())).id
    await acts.paid(stripe_client, sandbox)
    for verb, id, more in (
        ("onboard", account, {"iban": ibans.SUCCEEDS}),
        ("restrict", account, {}),
        ("restore", account, {}),
        ("make-available", "", {}),
    ):
        assert (await act(browser, verb, id, section="payouts", **more)).status_code == 303, verb
    await stripe_client.v1.transfers.create_async({"amount": 1000, "currency": "eur", "destination": account})
    assert (await act(browser, "pay-out", "", currency="eur")).status_code == 303
    assert (await act(browser, "pay-out", account, currency="eur")).status_code == 303
    ours, theirs = await objects(sandbox, "payout")
    assert (ours["amount"], theirs["amount"]) == (846, 1000)
    shown = (await browser.get("/sandbox/payouts")).text
    assert all(text in shown for text in (account, ours["id"], theirs["id"], ENGLISH["fail_payout"]))
    for verb, payout in (("send-payout", ours), ("pay-payout", ours), ("fail-payout", theirs)):
        assert (await act(browser, verb, payout["id"], code="account_closed")).status_code == 303
    states = [(payout["status"], payout["failure_code"]) for payout in await objects(sandbox, "payout")]
    assert states == [("paid", None), ("failed", "account_closed")]


async def test_a_transfer_is_taken_back_in_parts_and_never_beyond_it(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    account = await acts.onboarded(stripe_client, sandbox)
    await acts.funds(stripe_client, sandbox)
    made: Any = {"amount": 700, "currency": "eur", "destination": account}
    transfer = (await stripe_client.v1.transfers.create_async(made)).id
    for amount, status in (("", 409), ("0", 409), ("701", 409), ("200", 303), ("501", 409), ("500", 303)):
        said = await act(browser, "reverse-transfer", transfer, section="payouts", amount=amount)
        assert said.status_code == status, amount
    (kept,) = await objects(sandbox, "transfer")
    assert (kept["amount_reversed"], kept["reversed"]) == (700, True)
    assert len(await objects(sandbox, "transfer_reversal")) == 2
    assert "reverse-transfer" not in (await browser.get("/sandbox/payouts")).text


async def test_a_person_adds_money_to_our_balance_and_the_bank_takes_it_back(
    browser: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    for amount, status in (("", 409), ("0", 409), ("999999999", 409), ("700", 303)):
        assert (await act(browser, "top-up", "", section="payouts", amount=amount)).status_code == status
    (made,) = await objects(sandbox, "topup")
    shown = (await browser.get("/sandbox/payouts")).text
    assert all(text in shown for text in (made["id"], "€7.00", ENGLISH["reverse_top_up"]))
    for status in (303, 409):
        assert (await act(browser, "reverse-top-up", made["id"], section="payouts")).status_code == status
    (made,) = await objects(sandbox, "topup")
    assert made["status"] == "reversed"
    moved = [it["net"] for it in await objects(sandbox, "balance_transaction")]
    assert moved == [700, -700]


async def test_a_person_plays_with_the_post_and_with_time(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    async with (await sandbox.pool()).acquire() as connection:
        await set_endpoint(connection, "https://moi.test/hooks", "whsec_x")
    await stripe_client.v1.payment_intents.create_async(
        {
            **INTENT,
            "capture_method": "manual",
            "payment_method": "pm_card_visa",
            "allowed_payment_method_types": ["card"],
        },
        {"idempotency_key": "k1"},
    )
    late, lost, *_ = [event["id"] for event in await objects(sandbox, "event")]
    shown = (await browser.get("/sandbox/events")).text
    assert all(
        ENGLISH[word] in shown for word in ("postpone", "drop", "duplicate", "reverse", "redeliver_lost")
    )
    for verb, id in (
        ("postpone", late),
        ("drop", lost),
        ("reverse", ""),
        ("redeliver-lost", ""),
        ("hurry", ""),
    ):
        assert (await act(browser, verb, id, section="events")).status_code == 303, verb
    async with (await sandbox.pool()).acquire() as connection:
        states = await connection.fetch(
            "SELECT status FROM sandbox.deliveries WHERE event = $1 ORDER BY id", lost
        )
    assert [row["status"] for row in states] == ["dropped", "due"]
    [held] = await objects(sandbox, "payment_intent")
    shown = (await browser.get("/sandbox/faults")).text
    assert ENGLISH["what_expire_authorization"] in shown and held["id"] in shown
    assert ENGLISH["keys_body"].format(count=1) in shown
    assert (await act(browser, "forget-keys", section="faults")).status_code == 303
    assert ENGLISH["keys_body"].format(count=0) in (await browser.get("/sandbox/faults")).text
    assert (await act(browser, "now", held["id"], section="faults")).status_code == 303
    await happen(sandbox)
    assert (await objects(sandbox, "payment_intent"))[0]["status"] == "canceled"


def test_everything_that_happens_by_itself_has_words() -> None:
    kinds = {value for name, value in vars(appointments).items() if name.isupper() and isinstance(value, str)}
    assert kinds and all(f"what_{kind}" in ENGLISH for kind in kinds)


async def test_every_button_is_on_a_page_and_every_act_has_a_button(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    """The pages of a month in which everything happened name every act there is, and no other."""
    await told(sandbox)
    await acts.fault(sandbox, "SETTLEMENT", "charge", "late")
    await acts.paid(stripe_client, sandbox)
    await open_session(stripe_client)
    await acts.pay(sandbox, await open_session(stripe_client), cards.DISPUTES)
    await acts.pay(sandbox, await open_session(stripe_client), cards.INQUIRES)
    await happen(sandbox)
    await pay(sandbox, await open_session(stripe_client), cards.REFUNDS_LATER)
    [charge] = (await objects(sandbox, "charge"))[-1:]
    await stripe_client.v1.refunds.create_async({"charge": charge["id"], "amount": 100})
    asked: Any = {**INTENT, "payment_method": "pm_sepaDebit_successDelayed_fr", "mandate_data": MANDATE}
    await stripe_client.v1.payment_intents.create_async({**asked, "return_url": "https://moi.test/back"})
    await stripe_client.v1.payment_intents.create_async(
        {
            **INTENT,
            "capture_method": "manual",
            "payment_method": "pm_card_visa",
            "allowed_payment_method_types": ["card"],
        }
    )
    await acts.funds(stripe_client, sandbox)
    await stripe_client.v1.payouts.create_async({"amount": 100, "currency": "eur"})
    await act(browser, "top-up", "", section="payouts", amount="700")
    stopped = await acts.onboarded(stripe_client, sandbox)
    await act(browser, "restrict", stopped)
    await acts.fault(sandbox, "POST", "/nowhere", "conflict")
    shown = "".join([(await browser.get(f"/sandbox{section}")).text for section in SECTIONS])
    assert set(re.findall(r'action="/sandbox/acts/([a-z-]+)"', shown)) == set(board.ACTS)


@pytest.mark.parametrize("verb", ["top-up", "pay-out"])
async def test_no_account_here_holds_a_currency_that_is_none(
    browser: httpx.AsyncClient, sandbox: Sandbox, verb: str
) -> None:
    """Or one such movement would stop every reconciliation."""
    asked = {"section": "payouts", "amount": "700", "currency": "9" * 18}
    refused = await act(browser, verb, "", **asked)
    assert "currency" in refused.text and refused.status_code == 409
    assert await objects(sandbox, "topup") == []


async def test_a_dispute_may_ask_for_what_was_refunded_and_be_lost_in_that_part(
    browser: httpx.AsyncClient, stripe_client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    await acts.paid(stripe_client, sandbox)
    (charge,) = await objects(sandbox, "charge")
    await stripe_client.v1.refunds.create_async({"charge": charge["id"], "amount": 1200})
    for amount, status in (("1901", 409), ("1900", 303)):
        answer = await act(browser, "dispute", charge["id"], section="payments", amount=amount)
        assert answer.status_code == status, amount
    (dispute,) = await objects(sandbox, "dispute")
    assert (await act(browser, "lose-in-part", dispute["id"], section="returns")).status_code == 303
    (lost,) = await objects(sandbox, "dispute")
    assert lost["status"] == "lost"
    assert [it["amount"] for it in lost["balance_transactions"]] == [-1900, 1200]
    again = await act(browser, "give-back", dispute["id"], section="returns")
    assert again.status_code == 409, "the rest stays away"
