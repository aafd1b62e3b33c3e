"""Months at Stripe in which everything happens at least once, seen by a client that writes down each answer."""

import json
from collections.abc import Mapping
from typing import Any

import stripe

from market.money.sandbox import (
    Sandbox,
    SandboxTransport,
    balance,
    cards,
    checkout,
    debits,
    disputes,
    faults,
    ibans,
    payouts,
    refunds,
    set_endpoint,
    topups,
)
from market.money.sandbox.checkout import Debtor
from market.money.sandbox.shapes import API_VERSION
from market.money.sandbox.webhooks import set_connect_endpoint
from tests.money import acts


class Writes(SandboxTransport):
    """Keeps the body of every answer that was no error."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox)
        self.answers: list[dict[str, Any]] = []

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        body, status, out = await super().request_async(method, url, headers, post_data)
        if status == 200:
            self.answers.append(json.loads(body))
        return body, status, out


async def told(sandbox: Sandbox) -> list[dict[str, Any]]:
    """All that was answered and all that happened, as single objects."""
    transport = Writes(sandbox)
    client = stripe.StripeClient(
        "sk_test_story", http_client=transport, max_network_retries=0, stripe_version=API_VERSION
    )
    async with sandbox.acting() as call:
        await set_endpoint(call.connection, "https://moi.test/hooks", "whsec_a")
        await set_connect_endpoint(call.connection, "https://moi.test/connect", "whsec_b")
    await _checkout(sandbox, client)
    await _intents(sandbox, client)
    await _debits(sandbox, client)
    await _refunds(sandbox, client)
    await _disputes(sandbox, client)
    await _connect(sandbox, client)
    found = [
        one
        for answer in transport.answers
        for one in (answer["data"] if "data" in answer and "has_more" in answer else [answer])
    ]
    events = await acts.objects(sandbox, "event")
    return found + events + [event["data"]["object"] for event in events]


async def _checkout(sandbox: Sandbox, client: stripe.StripeClient) -> None:
    await acts.paid(client, sandbox)
    declined = await acts.open_session(client)
    await acts.pay(sandbox, declined, cards.DECLINES)
    await client.v1.checkout.sessions.expire_async(declined)
    await acts.pay(sandbox, await acts.open_session(client), cards.ASKS_3DS)
    await acts.fault(sandbox, faults.SETTLEMENT, "charge", faults.LATE)
    await acts.paid(client, sandbox)
    kept = await acts.open_session(
        client,
        customer_email="buyer@moi.test",
        customer_creation="always",
        payment_intent_data={"setup_future_usage": "off_session"},
    )
    await acts.pay(sandbox, kept)
    setup = await client.v1.checkout.sessions.create_async(
        {
            "mode": "setup",
            "customer": await acts.new_customer(client),
            "success_url": "https://moi.test/thanks",
            "allowed_payment_method_types": ["sepa_debit"],
        }
    )
    async with sandbox.acting() as call:
        await checkout.pay(call, setup.id, Debtor(ibans.SUCCEEDS, "Jenny Rosen", "jenny@example.com"))
    for id in (kept, setup.id, declined):
        await client.v1.checkout.sessions.retrieve_async(id)
    await client.v1.checkout.sessions.list_async()


async def _intents(sandbox: Sandbox, client: stripe.StripeClient) -> None:
    intents, customer = client.v1.payment_intents, None
    customer, method = await acts.saved(client)
    held = await intents.create_async(acts.off_session(customer, method, capture_method="manual"))
    await intents.capture_async(held.id, {"amount_to_capture": 1000})
    let_go = await intents.create_async(acts.off_session(customer, method, capture_method="manual"))
    await intents.cancel_async(let_go.id)
    expired = await intents.create_async(acts.off_session(customer, method, capture_method="manual"))
    await acts.hurry(sandbox, expired.id)
    _, asks = await acts.saved(client, "pm_card_authenticationRequired", sandbox)
    try:
        await intents.create_async(acts.off_session(_, asks))
    except stripe.CardError:
        pass
    asked = await intents.create_async(
        {
            "amount": 1900,
            "currency": "eur",
            "payment_method": "pm_card_authenticationRequired",
            "confirm": True,
            "return_url": "https://moi.test/back",
        }
    )
    await intents.update_async(asked.id, {"metadata": {"a": "b"}})
    await intents.list_async()
    await intents.search_async({"query": 'status:"succeeded"'})
    await client.v1.setup_intents.list_async()
    await client.v1.customers.update_async(customer, {"name": "Maison Moi", "address": {"city": "Nantes"}})
    await client.v1.customers.list_async()
    await client.v1.customers.payment_methods.list_async(customer)
    await client.v1.payment_methods.detach_async(method)
    try:
        await client.v1.setup_intents.create_async(
            {
                "payment_method": "pm_card_chargeDeclined",
                "confirm": True,
                "return_url": "https://moi.test/back",
            }
        )
    except stripe.CardError:
        pass
    canceled = await client.v1.setup_intents.create_async({})
    await client.v1.setup_intents.cancel_async(canceled.id, {"cancellation_reason": "abandoned"})
    for setup in (await client.v1.setup_intents.list_async()).data:
        await client.v1.setup_attempts.list_async({"setup_intent": setup.id})


async def _debits(sandbox: Sandbox, client: stripe.StripeClient) -> None:
    for token in ("pm_sepaDebit_success_fr", "pm_sepaDebit_failed_de", "pm_sepaDebit_disputed_be"):
        customer, method = await acts.saved(client, token)
        made = await client.v1.payment_intents.create_async(acts.off_session(customer, method))
        await acts.hurry(sandbox)
        paid = await client.v1.payment_intents.retrieve_async(
            made.id, {"expand": ["latest_charge.balance_transaction", "payment_method"]}
        )
        charge = paid.latest_charge
        assert isinstance(charge, stripe.Charge)
        details: Any = charge.payment_method_details
        await client.v1.mandates.retrieve_async(details.sepa_debit.mandate)
        if token == "pm_sepaDebit_success_fr":
            await client.v1.refunds.create_async({"payment_intent": made.id, "amount": 100})
            await acts.hurry(sandbox)
    once = await client.v1.payment_intents.create_async(
        {
            "amount": 500,
            "currency": "eur",
            "payment_method_data": {
                "type": "sepa_debit",
                "sepa_debit": {"iban": ibans.SUCCEEDS_LATER},
                "billing_details": {"name": "Jenny Rosen", "email": "jenny@example.com"},
            },
            "mandate_data": acts.MANDATE,
            "confirm": True,
            "return_url": "https://moi.test/back",
        }  # type: ignore[typeddict-item]
    )
    async with sandbox.acting() as call:
        await debits.fail(call, once.id, "account_closed")


async def _refunds(sandbox: Sandbox, client: stripe.StripeClient) -> None:
    for number in (cards.SUCCEEDS, cards.REFUNDS_LATER, cards.REFUNDS_FAIL):
        session = await acts.open_session(client)
        await acts.pay(sandbox, session, number)
        payment = str((await client.v1.checkout.sessions.retrieve_async(session)).payment_intent)
        refund = await client.v1.refunds.create_async({"payment_intent": payment, "amount": 1287})
        await acts.hurry(sandbox)
        await client.v1.refunds.update_async(refund.id, {"metadata": {"row": "r1"}})
    async with sandbox.acting() as call:
        back = await refunds.create(call, {"payment_intent": payment, "amount": 1})
        await refunds.take_back(call, back["id"])
    await client.v1.refunds.list_async({"limit": 100})
    await client.v1.charges.list_async({"limit": 100})


async def _disputes(sandbox: Sandbox, client: stripe.StripeClient) -> None:
    for number in (cards.DISPUTES, cards.DISPUTES_DELIVERY, cards.INQUIRES):
        await acts.pay(sandbox, await acts.open_session(client), number)
    await acts.happen(sandbox)
    inquiry, lost, won = (await client.v1.disputes.list_async({"limit": 3})).data
    for dispute, words in ((won, "winning_evidence"), (lost, "losing_evidence")):
        await client.v1.disputes.update_async(dispute.id, {"evidence": {"uncategorized_text": words}})
        await acts.happen(sandbox)
        await client.v1.disputes.retrieve_async(dispute.id)
    async with sandbox.acting() as call:
        await disputes.escalate(call, inquiry.id)
    await client.v1.disputes.close_async(inquiry.id)


async def _connect(sandbox: Sandbox, client: stripe.StripeClient) -> None:
    account = await acts.onboarded(client, sandbox)
    there: stripe.RequestOptions = {"stripe_account": account}
    await client.v1.accounts.update_async(account, {"metadata": {"row": "h1"}})
    await client.v1.accounts.retrieve_async(account)
    await client.v1.accounts.list_async()
    await client.v1.accounts.external_accounts.create_async(
        account,
        {
            "external_account": {
                "object": "bank_account",
                "country": "FR",
                "account_number": ibans.SUCCEEDS,
                "currency": "eur",
            }
        },
    )
    await client.v1.account_links.create_async(
        {
            "account": account,
            "type": "account_onboarding",
            "return_url": "https://moi.test/back",
            "refresh_url": "https://moi.test/again",
        }
    )
    await acts.funds(client, sandbox, 100_000)
    transfer = await client.v1.transfers.create_async(
        {"amount": 5000, "currency": "eur", "destination": account, "description": "October"}
    )
    await client.v1.transfers.reversals.create_async(transfer.id, {"amount": 1000})
    await client.v1.transfers.list_async()
    await client.v1.transfers.reversals.list_async(transfer.id)
    await client.v1.charges.list_async({}, there)
    await client.v1.refunds.list_async({}, there)
    for options in (there, {}):
        asked: Any = {"amount": 1000, "currency": "eur"}
        arrives, fails, canceled = [
            (await client.v1.payouts.create_async(asked, options)).id  # type: ignore[arg-type]
            for _ in range(3)
        ]
        await client.v1.payouts.cancel_async(canceled, {}, options)  # type: ignore[arg-type]
        async with sandbox.acting() as call:
            on = call.on(account if options else "")
            await payouts.send(on, arrives)
            await payouts.end(on, arrives)
            await payouts.fail(on, fails, "account_closed" if options else "could_not_process")
        await client.v1.payouts.list_async({}, options)  # type: ignore[arg-type]
        await client.v1.balance.retrieve_async({}, options)  # type: ignore[arg-type]
        await client.v1.balance_transactions.list_async({"limit": 100}, options)  # type: ignore[arg-type]
        await client.v1.events.list_async({"limit": 100}, options)  # type: ignore[arg-type]
    async with sandbox.acting() as call:
        await balance.make_available(call)
        payout = await payouts.automatic(call)
        await payouts.pay(call, payout["id"])
        topup = await topups.add(call, 5000)
        await topups.reverse(call, (await topups.add(call, 700))["id"])
    await client.v1.topups.retrieve_async(topup["id"])
    await client.v1.topups.list_async()
    await client.v1.balance_transactions.list_async({"source": topup["id"]})
    await client.v1.balance_transactions.list_async({"payout": payout["id"]})
    await client.v1.payouts.retrieve_async(payout["id"])
