"""A payment method is set up for payments at which nobody is there."""

from typing import Any

import pytest
import stripe

from market.money.sandbox import Sandbox, cards, checkout, ibans, setups
from market.money.sandbox.checkout import AuthenticationNeeded, Debtor, Paid
from tests.money.acts import (
    MANDATE,
    new_customer,
    objects,
    off_session,
    open_session,
    pay,
    saved,
    session_for,
    types,
)

CARD: Any = {"allowed_payment_method_types": ["card"]}
ANY: Any = {"allowed_payment_method_types": ["card", "sepa_debit"]}


async def answer(sandbox: Sandbox, intent: str, approved: bool) -> Any:
    async with sandbox.acting() as call:
        return await setups.authenticate(call, intent, approved)


async def test_a_card_is_set_up_and_attached(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    customer, method = await saved(stripe_client)
    [intent] = (await stripe_client.v1.setup_intents.list_async({"customer": customer})).data
    assert (intent.status, intent.usage, intent.payment_method) == ("succeeded", "off_session", method)
    [attempt] = (await stripe_client.v1.setup_attempts.list_async({"setup_intent": intent.id})).data
    assert (attempt.id, attempt.status) == (intent.latest_attempt, "succeeded")
    assert (await stripe_client.v1.payment_methods.retrieve_async(method)).customer == customer
    assert await types(sandbox) == [
        "customer.created",
        "setup_intent.created",
        "payment_method.attached",
        "setup_intent.succeeded",
    ]


async def test_a_setup_is_created_first_and_confirmed_later(stripe_client: stripe.StripeClient) -> None:
    intents = stripe_client.v1.setup_intents
    made = await intents.create_async({**CARD, "customer": await new_customer(stripe_client)})
    assert made.status == "requires_payment_method"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await intents.confirm_async(made.id)
    assert refused.value.code == "setup_intent_unexpected_state"
    done = await intents.confirm_async(made.id, {"payment_method": "pm_card_visa"})
    assert done.status == "succeeded"
    for again in (intents.confirm_async(made.id), intents.cancel_async(made.id)):
        with pytest.raises(stripe.InvalidRequestError):
            await again


async def test_the_bank_is_asked_when_a_card_is_set_up_and_then_no_more(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    customer = await new_customer(stripe_client)
    asked = await stripe_client.v1.setup_intents.create_async(
        {
            **CARD,
            "customer": customer,
            "payment_method": "pm_card_authenticationRequiredOnSetup",
            "confirm": True,
            "return_url": "https://moi.test/back",
        }
    )
    assert asked.status == "requires_action" and asked.next_action and asked.next_action.redirect_to_url
    assert asked.next_action.redirect_to_url.url == f"https://moi.test/sandbox/authenticate/{asked.id}"
    assert asked.next_action.redirect_to_url.return_url == "https://moi.test/back"
    assert await answer(sandbox, asked.id, approved=True) is None
    assert await answer(sandbox, asked.id, approved=True) is False  # nobody asks any more
    done = await stripe_client.v1.setup_intents.retrieve_async(asked.id)
    paid = await stripe_client.v1.payment_intents.create_async(
        off_session(customer, str(done.payment_method))
    )
    assert paid.status == "succeeded"


async def test_a_bank_that_says_no_leaves_the_setup_without_a_method(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    asked = await stripe_client.v1.setup_intents.create_async(
        {**CARD, "payment_method": "pm_card_authenticationRequired", "confirm": True}
    )
    assert await answer(sandbox, asked.id, approved=False) == cards.SETUP_NOT_AUTHENTICATED
    refused = await stripe_client.v1.setup_intents.retrieve_async(asked.id)
    assert (refused.status, refused.payment_method) == ("requires_payment_method", None)
    assert refused.last_setup_error and refused.last_setup_error.code == "setup_intent_authentication_failure"
    assert (await types(sandbox))[-1] == "setup_intent.setup_failed"


async def test_a_declined_card_is_not_set_up_and_the_intent_stands(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    with pytest.raises(stripe.CardError) as declined:
        await stripe_client.v1.setup_intents.create_async(
            {**CARD, "payment_method": "pm_card_chargeDeclined", "confirm": True}
        )
    assert declined.value.error and declined.value.error.setup_intent
    [intent] = await objects(sandbox, "setup_intent")
    assert intent["id"] == declined.value.error.setup_intent["id"]
    assert intent["status"] == "requires_payment_method"


async def test_an_account_is_set_up_with_a_mandate_and_not_without(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    asked: Any = {**ANY, "payment_method": "pm_sepaDebit_success_fr", "confirm": True}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.setup_intents.create_async(asked)
    assert refused.value.param == "mandate_data"
    assert await objects(sandbox, "setup_intent") == []
    done = await stripe_client.v1.setup_intents.create_async({**asked, "mandate_data": MANDATE})
    assert done.status == "succeeded" and done.mandate
    mandate = await stripe_client.v1.mandates.retrieve_async(str(done.mandate))
    assert (mandate.status, mandate.type, mandate.payment_method) == (
        "active",
        "multi_use",
        done.payment_method,
    )


async def test_a_setup_can_be_canceled_until_it_is_done(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    made = await stripe_client.v1.setup_intents.create_async({"metadata": {"row": "s1"}})
    changed = await stripe_client.v1.setup_intents.update_async(made.id, {"description": "a card"})
    assert changed.metadata and changed.metadata.to_dict() == {"row": "s1"}
    gone = await stripe_client.v1.setup_intents.cancel_async(made.id, {"cancellation_reason": "abandoned"})
    assert (gone.status, gone.cancellation_reason) == ("canceled", "abandoned")
    assert (await types(sandbox))[-1] == "setup_intent.canceled"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.setup_intents.confirm_async(made.id, {"payment_method": "pm_card_visa"})
    assert refused.value.code == "setup_intent_unexpected_state"


async def test_who_allows_everything_must_say_where_to_come_back(stripe_client: stripe.StripeClient) -> None:
    asked: Any = {"payment_method": "pm_card_visa", "confirm": True}
    for intents, more in (
        (stripe_client.v1.setup_intents, {}),
        (stripe_client.v1.payment_intents, {"amount": 500, "currency": "eur"}),
    ):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            await intents.create_async({**asked, **more})
        assert refused.value.param == "return_url"
        for way in (
            {"return_url": "https://moi.test/back"},
            {"allowed_payment_method_types": ["card"]},
            {"automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}},
        ):
            made: Any = await intents.create_async({**asked, **more, **way})
            assert made.status == "succeeded"


async def session_to_keep(client: stripe.StripeClient, **more: Any) -> stripe.checkout.Session:
    asked: Any = {
        "mode": "setup",
        "success_url": "https://moi.test/kept?{CHECKOUT_SESSION_ID}",
        **ANY,
        **more,
    }
    return await client.v1.checkout.sessions.create_async(asked)


async def test_a_session_in_mode_setup_keeps_a_card_for_its_customer(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    customer = await new_customer(stripe_client)
    session = await session_to_keep(
        stripe_client, customer=customer, setup_intent_data={"metadata": {"row": "s1"}}
    )
    assert (session.amount_total, session.payment_status, session.payment_intent) == (
        None,
        "no_payment_required",
        None,
    )
    assert await pay(sandbox, session.id) == Paid(f"https://moi.test/kept?{session.id}")
    done = await stripe_client.v1.setup_intents.retrieve_async(str(session.setup_intent))
    assert (done.status, done.metadata and done.metadata.to_dict()) == ("succeeded", {"row": "s1"})
    [method] = (await stripe_client.v1.customers.payment_methods.list_async(customer)).data
    assert done.payment_method == method.id
    assert (await types(sandbox))[-1] == "checkout.session.completed"
    assert await objects(sandbox, "payment_intent") == []


async def test_a_session_in_mode_setup_asks_the_bank(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    session = await session_to_keep(stripe_client, customer=await new_customer(stripe_client))
    assert await pay(sandbox, session.id, cards.DECLINES) == cards.GENERIC
    assert await pay(sandbox, session.id, "4242424242424241") == cards.NO_SUCH_CARD
    for approved, outcome in (
        (False, cards.SETUP_NOT_AUTHENTICATED),
        (True, Paid(f"https://moi.test/kept?{session.id}")),
    ):
        assert isinstance(await pay(sandbox, session.id, cards.ASKS_3DS), AuthenticationNeeded)
        async with sandbox.acting() as call:
            assert await checkout.authenticate(call, session.id, approved) == outcome


async def test_a_session_in_mode_setup_keeps_an_account(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    session = await session_to_keep(stripe_client, customer=await new_customer(stripe_client))
    async with sandbox.acting() as call:
        wrong = await checkout.pay(call, session.id, Debtor("FR00", "Jenny Rosen", "jenny@example.com"))
        assert isinstance(wrong, cards.Decline) and wrong.code == "invalid_bank_account_iban"
        await checkout.pay(call, session.id, Debtor(ibans.SUCCEEDS, "Jenny Rosen", "jenny@example.com"))
    done = await stripe_client.v1.setup_intents.retrieve_async(
        str(session.setup_intent), {"expand": ["mandate"]}
    )
    assert done.status == "succeeded" and isinstance(done.mandate, stripe.Mandate)


async def test_a_sessions_setup_is_ended_by_expiring_the_session(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    session = await session_to_keep(stripe_client)
    for act in (stripe_client.v1.setup_intents.cancel_async, stripe_client.v1.setup_intents.confirm_async):
        with pytest.raises(stripe.InvalidRequestError, match="Expire the Checkout Session"):
            await act(str(session.setup_intent))
    await stripe_client.v1.checkout.sessions.expire_async(session.id)
    done = await stripe_client.v1.setup_intents.retrieve_async(str(session.setup_intent))
    assert done.status == "canceled"


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"line_items": session_for()["line_items"]}, "line_items"),
        ({"payment_intent_data": {"description": "x"}}, "payment_intent_data"),
        ({"customer": "cus_unknown"}, "customer"),
    ],
)  # fmt: skip
async def test_what_does_not_go_with_mode_setup_is_refused(
    stripe_client: stripe.StripeClient, change: dict[str, Any], param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await session_to_keep(stripe_client, **change)
    assert refused.value.param == param


async def test_mode_setup_needs_a_currency_or_a_list_of_methods(stripe_client: stripe.StripeClient) -> None:
    asked: Any = {"mode": "setup", "success_url": "https://moi.test/kept"}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.checkout.sessions.create_async(asked)
    assert refused.value.param == "currency"
    made = await stripe_client.v1.checkout.sessions.create_async({**asked, "currency": "eur"})
    assert made.payment_method_types == ["card", "sepa_debit"]


async def test_a_payment_session_keeps_the_card_for_later_when_that_was_agreed(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    agreed: Any = {"payment_intent_data": {"setup_future_usage": "off_session", "metadata": {"row": "o1"}}}
    customer = await new_customer(stripe_client)
    await pay(sandbox, await open_session(stripe_client, customer=customer, **agreed))
    [method] = (await stripe_client.v1.customers.payment_methods.list_async(customer)).data
    again = await stripe_client.v1.payment_intents.create_async(off_session(customer, method.id))
    assert again.status == "succeeded"
    once = await open_session(stripe_client, customer=customer)
    await pay(sandbox, once)
    assert len((await stripe_client.v1.customers.payment_methods.list_async(customer)).data) == 1


async def test_a_session_makes_the_customer_that_it_was_asked_to_make(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    agreed: Any = {"payment_intent_data": {"setup_future_usage": "off_session"}}
    id = await open_session(
        stripe_client, customer_creation="always", customer_email="buyer@moi.test", **agreed
    )
    assert (await stripe_client.v1.checkout.sessions.retrieve_async(id)).customer is None
    await pay(sandbox, id, cards.DECLINES)
    await pay(sandbox, id)
    done = await stripe_client.v1.checkout.sessions.retrieve_async(id, {"expand": ["customer"]})
    assert isinstance(done.customer, stripe.Customer) and done.customer.email == "buyer@moi.test"
    assert len(await objects(sandbox, "customer")) == 1
    kept = await stripe_client.v1.customers.payment_methods.list_async(done.customer.id)
    assert len(kept.data) == 1
    assert done.customer_details and done.customer_details.email == "buyer@moi.test"


async def test_a_customer_and_its_address_are_not_both_given(stripe_client: stripe.StripeClient) -> None:
    customer = await new_customer(stripe_client)
    for more in ({"customer_email": "a@moi.test"}, {"customer_creation": "always"}):
        with pytest.raises(stripe.InvalidRequestError):
            await open_session(stripe_client, customer=customer, **more)


async def test_a_sessions_metadata_can_be_changed(stripe_client: stripe.StripeClient) -> None:
    id = await open_session(stripe_client)
    changed = await stripe_client.v1.checkout.sessions.update_async(id, {"metadata": {"row": "o9"}})
    assert changed.metadata and changed.metadata.to_dict() == {"app": "moi", "row": "o9"}
