"""Payment intents by the API: confirmed at once or later, with the payer there or not."""

import asyncio
from typing import Any

import pytest
import stripe

from market.money.sandbox import Sandbox, cards, intents
from market.money.sandbox.payments import Asked, Charged
from tests.money.acts import new_customer, objects, off_session, open_session, pay, run, saved, types

CARD: Any = {"amount": 1900, "currency": "eur", "allowed_payment_method_types": ["card"]}


async def answer(sandbox: Sandbox, intent: str, approved: bool) -> Any:
    async with sandbox.acting() as call:
        return await intents.authenticate(call, intent, approved)


async def test_a_saved_card_is_charged_while_nobody_is_there(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    customer, method = await saved(stripe_client)
    paid = await stripe_client.v1.payment_intents.create_async(
        off_session(customer, method), {"idempotency_key": "renewal:r1:1"}
    )
    assert (paid.status, paid.amount_received, paid.customer) == ("succeeded", 1900, customer)
    [charge] = await objects(sandbox, "charge")
    assert (charge["customer"], charge["payment_method"], charge["paid"]) == (customer, method, True)
    assert charge["metadata"] == {"app": "moi", "row": "o2"}
    assert (await types(sandbox))[-4:] == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "charge.updated",
    ]


async def test_a_bank_that_must_ask_lets_nothing_pass_while_nobody_is_there(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    customer, method = await saved(stripe_client, "pm_card_authenticationRequired", sandbox)
    options: stripe.RequestOptions = {"idempotency_key": "renewal:r1:1"}
    for _ in range(2):  # the answer is saved under the key, and the attempt was one
        with pytest.raises(stripe.CardError) as refused:
            await stripe_client.v1.payment_intents.create_async(off_session(customer, method), options)
        error = refused.value.error
        assert (refused.value.code, refused.value.http_status) == ("authentication_required", 402)
        assert error and error.decline_code == "authentication_required"
        assert error.payment_intent and error.payment_intent.status == "requires_payment_method"
        assert error.payment_method and error.payment_method.id == method
    [intent] = await objects(sandbox, "payment_intent")
    assert intent["id"] == error.payment_intent.id
    assert intent["last_payment_error"]["code"] == "authentication_required"
    assert intent["latest_charge"] == error.charge
    [charge] = await objects(sandbox, "charge")
    assert (charge["status"], charge["failure_code"]) == ("failed", "authentication_required")
    # The payer comes back and answers the bank: the same intent is paid.
    asked = await stripe_client.v1.payment_intents.confirm_async(intent["id"], {"payment_method": method})
    assert asked.status == "requires_action"
    assert await answer(sandbox, intent["id"], approved=True) == Charged()
    paid = await stripe_client.v1.payment_intents.retrieve_async(intent["id"])
    assert (paid.status, paid.last_payment_error) == ("succeeded", None)


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("pm_card_authenticationRequiredSetupForOffSession", None),
        ("pm_card_authenticationRequiredOnSetup", None),
        ("pm_card_authenticationRequiredChargeDeclinedInsufficientFunds", "card_declined"),
    ],
)
async def test_a_card_that_was_set_up_is_not_asked_about_again(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, token: str, code: str | None
) -> None:
    customer, method = await saved(stripe_client, token, sandbox)
    try:
        paid = await stripe_client.v1.payment_intents.create_async(off_session(customer, method))
    except stripe.CardError as declined:
        assert declined.code == code and declined.error
        assert declined.error.decline_code == "insufficient_funds"
    else:
        assert (paid.status, code) == ("succeeded", None)


async def test_a_card_that_was_only_attached_is_asked_about(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    customer = await new_customer(stripe_client)
    method = await stripe_client.v1.payment_methods.attach_async(
        "pm_card_authenticationRequiredOnSetup", {"customer": customer}
    )
    with pytest.raises(stripe.CardError) as refused:
        await stripe_client.v1.payment_intents.create_async(off_session(customer, method.id))
    assert refused.value.code == "authentication_required"


async def test_a_decline_while_nobody_is_there_leaves_an_intent_for_another_card(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    customer, method = await saved(stripe_client, "pm_card_chargeCustomerFail")
    with pytest.raises(stripe.CardError) as declined:
        await stripe_client.v1.payment_intents.create_async(off_session(customer, method))
    assert declined.value.error and declined.value.error.payment_intent
    intent = declined.value.error.payment_intent
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    other = await stripe_client.v1.payment_methods.attach_async("pm_card_visa", {"customer": customer})
    paid = await stripe_client.v1.payment_intents.confirm_async(
        intent.id, {"payment_method": other.id, "off_session": True}
    )
    assert paid.status == "succeeded"
    assert [charge["status"] for charge in await objects(sandbox, "charge")] == ["failed", "succeeded"]


async def test_the_payer_answers_the_bank_and_may_say_no(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    asked = await stripe_client.v1.payment_intents.create_async(
        {
            **CARD,
            "payment_method": "pm_card_threeDSecure2Required",
            "confirm": True,
            "return_url": "https://moi.test/back",
        }
    )
    assert asked.status == "requires_action" and asked.next_action and asked.next_action.redirect_to_url
    assert asked.next_action.redirect_to_url.url == f"https://moi.test/sandbox/authenticate/{asked.id}"
    assert await answer(sandbox, asked.id, approved=False) == cards.NOT_AUTHENTICATED
    refused = await stripe_client.v1.payment_intents.retrieve_async(asked.id)
    assert refused.status == "requires_payment_method" and refused.last_payment_error
    assert refused.last_payment_error.code == "payment_intent_authentication_failure"
    assert await answer(sandbox, asked.id, approved=True) is None
    assert await objects(sandbox, "charge") == []
    again = await stripe_client.v1.payment_intents.confirm_async(
        asked.id, {"payment_method": "pm_card_threeDSecure2Required"}
    )
    assert again.status == "requires_action"
    assert await answer(sandbox, asked.id, approved=True) == Charged()
    [charge] = await objects(sandbox, "charge")
    assert charge["payment_method_details"]["card"]["three_d_secure"]["result"] == "authenticated"


async def test_a_card_may_be_declined_after_the_bank_was_answered(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    id = await open_session(stripe_client)
    await pay(sandbox, id, cards.ASKS_AND_LACKS_FUNDS)
    [intent] = await objects(sandbox, "payment_intent")
    assert await answer(sandbox, intent["id"], approved=True) == cards.POOR
    [charge] = await objects(sandbox, "charge")
    assert (charge["status"], charge["outcome"]["reason"]) == ("failed", "insufficient_funds")


async def test_one_may_ask_for_an_error_instead_of_a_question(
    stripe_client: stripe.StripeClient,
) -> None:
    with pytest.raises(stripe.CardError) as refused:
        await stripe_client.v1.payment_intents.create_async(
            {
                **CARD,
                "payment_method": "pm_card_authenticationRequired",
                "confirm": True,
                "error_on_requires_action": True,
            }
        )
    assert refused.value.code == "authentication_required"


async def test_an_intent_is_created_changed_and_confirmed_in_steps(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payments = stripe_client.v1.payment_intents
    made = await payments.create_async({**CARD, "metadata": {"row": "o1", "app": "moi"}})
    assert made.status == "requires_payment_method"
    with pytest.raises(stripe.InvalidRequestError) as missing:
        await payments.confirm_async(made.id)
    assert missing.value.code == "payment_intent_unexpected_state"
    changed = await payments.update_async(
        made.id, {"amount": 2900, "payment_method": "pm_card_visa", "metadata": {"row": ""}}
    )
    assert (changed.status, changed.amount) == ("requires_confirmation", 2900)
    assert changed.metadata and changed.metadata.to_dict() == {"app": "moi"}
    assert (await payments.confirm_async(made.id)).amount_received == 2900
    for again in (
        payments.confirm_async(made.id),
        payments.cancel_async(made.id),
        payments.update_async(made.id, {"amount": 100}),
    ):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            await again
        assert refused.value.code == "payment_intent_unexpected_state"
    late = await payments.update_async(made.id, {"metadata": {"row": "o3"}})
    assert late.metadata and late.metadata.to_dict() == {"app": "moi", "row": "o3"}


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"amount": 49}, "amount"),
        ({"customer": "cus_unknown"}, "customer"),
        ({"payment_method": "pm_unknown", "confirm": True}, "payment_method"),
        ({"off_session": True}, "off_session"),
        ({"payment_method": "pm_sepaDebit_success_fr"}, "payment_method"),
        ({"currency": "usd", "allowed_payment_method_types": ["sepa_debit"]}, "allowed_payment_method_types"),
        (
            {"capture_method": "manual", "allowed_payment_method_types": ["sepa_debit"]},
            "allowed_payment_method_types",
        ),
        ({"payment_method_data": {"type": "sepa_debit"}}, "payment_method_data[sepa_debit]"),
        ({"payment_method_types": ["card"]}, "payment_method_types[0]"),
    ],
)
async def test_what_does_not_fit_makes_no_intent(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, change: dict[str, Any], param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.payment_intents.create_async({**CARD, **change})
    assert str(refused.value.param).split("[0]")[0] == param.split("[0]")[0]
    assert await objects(sandbox, "payment_intent") == []


async def test_a_sessions_intent_is_not_confirmed_by_the_api(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await pay(sandbox, await open_session(stripe_client), cards.DECLINES)
    [intent] = await objects(sandbox, "payment_intent")
    with pytest.raises(stripe.InvalidRequestError, match="Expire the Checkout Session"):
        await stripe_client.v1.payment_intents.confirm_async(intent["id"], {"payment_method": "pm_card_visa"})


async def test_ten_confirmations_charge_once(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    customer, method = await saved(stripe_client)
    made = await stripe_client.v1.payment_intents.create_async(
        {**CARD, "customer": customer, "payment_method": method}
    )

    async def confirm() -> bool:
        try:
            return (await stripe_client.v1.payment_intents.confirm_async(made.id)).status == "succeeded"
        except stripe.InvalidRequestError as refused:
            assert refused.code == "payment_intent_unexpected_state"
            return False

    assert sum(await asyncio.gather(*(confirm() for _ in range(10)))) == 1
    assert len(await objects(sandbox, "charge")) == 1


async def test_intents_are_found_by_their_customer(stripe_client: stripe.StripeClient) -> None:
    customer, method = await saved(stripe_client)
    made = await stripe_client.v1.payment_intents.create_async(off_session(customer, method))
    await stripe_client.v1.payment_intents.create_async(CARD)
    listed = await stripe_client.v1.payment_intents.list_async(
        {"customer": customer, "expand": ["data.latest_charge", "data.customer"]}
    )
    [found] = listed.data
    assert found.id == made.id and isinstance(found.latest_charge, stripe.Charge)
    query: Any = {"query": f'customer:"{customer}" AND status:"succeeded"', "expand": ["data.customer"]}
    [searched] = (await stripe_client.v1.payment_intents.search_async(query)).data
    assert searched.id == made.id and isinstance(searched.customer, stripe.Customer)
    charges = await stripe_client.v1.charges.list_async({"customer": customer})
    assert [charge.payment_intent for charge in charges.data] == [made.id]


async def test_a_question_that_is_asked_again_asks_the_same(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    asked: Any = {**CARD, "payment_method": "pm_card_authenticationRequired", "confirm": True}
    made = await stripe_client.v1.payment_intents.create_async(asked)
    again = await stripe_client.v1.payment_intents.confirm_async(made.id)
    assert again.status == "requires_action"
    assert await answer(sandbox, made.id, approved=True) == Charged()
    assert not isinstance(await answer(sandbox, made.id, approved=True), Asked)


async def test_a_key_that_was_forgotten_charges_again(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    """Why no key is used again after 23 hours."""
    customer, method = await saved(stripe_client)
    key: stripe.RequestOptions = {"idempotency_key": "renewal:r1:1"}
    for _ in range(2):
        await stripe_client.v1.payment_intents.create_async(off_session(customer, method), key)
    assert len(await objects(sandbox, "charge")) == 1
    await run(sandbox, "UPDATE sandbox.idempotency_keys SET created_at = created_at - interval '25 hours'")
    await stripe_client.v1.payment_intents.create_async(off_session(customer, method), key)
    assert len(await objects(sandbox, "charge")) == 2
