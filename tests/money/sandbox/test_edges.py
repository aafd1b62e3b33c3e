"""What Stripe refuses or does twice, where nothing of ours would ask it to."""

import asyncio
from typing import Any

import asyncpg
import pytest
import stripe

from market.money.sandbox import (
    Sandbox,
    SandboxTransport,
    appointments,
    cards,
    checkout,
    disputes,
    faults,
    install,
    mandates,
    parameters,
    payments,
    shapes,
    store,
)
from market.money.sandbox.parameters import Boolean, Many, Text
from market.money.sandbox.refusals import StripeRefusal
from market.money.stripe_gateway import over_the_network
from tests.conftest import FreshDatabase
from tests.money.acts import (
    funds,
    happen,
    hurry,
    new_customer,
    objects,
    onboarded,
    open_session,
    pay,
    saved,
    session_for,
)

Refused = stripe.InvalidRequestError


def line(**more: Any) -> Any:
    price = {"currency": "eur", "unit_amount": 1900, "product_data": {"name": "x"}} | more
    return {"quantity": 1, "price_data": price}


@pytest.mark.parametrize("items", [[line(), line(currency="usd")], [line(currency="zzz")]])
async def test_a_page_has_one_currency_that_there_is(
    stripe_client: stripe.StripeClient, items: list[Any]
) -> None:
    with pytest.raises(Refused):
        await stripe_client.v1.checkout.sessions.create_async(session_for(line_items=items))


async def test_what_was_begun_on_a_page_and_is_over_is_not_called_off_with_it(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    sessions = stripe_client.v1.checkout.sessions
    page = await open_session(stripe_client)
    await pay(sandbox, page, cards.LACKS_FUNDS)
    async with sandbox.acting() as call:
        intent = await store.lock(
            call, "payment_intent", str((await sessions.retrieve_async(page)).payment_intent)
        )
        await payments.void(call, intent, "automatic")
    assert (await sessions.expire_async(page)).status == "expired"
    async with sandbox.acting() as call:
        found = await checkout.authenticate(call, page, True)
    assert isinstance(found, checkout.SessionClosed)


async def test_only_an_inquiry_is_escalated_and_an_answered_dispute_is_not_missed(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await pay(sandbox, await open_session(stripe_client), cards.DISPUTES)
    await happen(sandbox)
    [dispute] = (await stripe_client.v1.disputes.list_async()).data
    with pytest.raises(StripeRefusal):
        async with sandbox.acting() as call:
            await disputes.escalate(call, dispute.id)
    await stripe_client.v1.disputes.close_async(dispute.id)
    before = (await stripe_client.v1.disputes.retrieve_async(dispute.id)).status
    async with sandbox.acting() as call:
        await disputes.miss(call, dispute.id)
    assert (await stripe_client.v1.disputes.retrieve_async(dispute.id)).status == before == "lost"


async def test_what_was_done_before_its_time_does_not_happen_again(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await pay(sandbox, await open_session(stripe_client), cards.DISPUTES)
    [charge] = await objects(sandbox, "charge")
    await happen(sandbox)
    async with sandbox.acting() as call:
        await appointments.make(call, appointments.OPEN_DISPUTE, charge["id"], 0)
    await hurry(sandbox)
    assert len(await objects(sandbox, "dispute")) == 1


async def test_an_intent_is_changed_to_a_customer_and_an_amount_that_there_are(
    stripe_client: stripe.StripeClient,
) -> None:
    intents = stripe_client.v1.payment_intents
    made = await intents.create_async({"amount": 1900, "currency": "eur"})
    with pytest.raises(Refused):
        await intents.update_async(made.id, {"customer": "cus_nobody"})
    with pytest.raises(Refused):
        await intents.update_async(made.id, {"amount": 1})
    customer = await new_customer(stripe_client)
    assert (await intents.update_async(made.id, {"customer": customer})).customer == customer
    with pytest.raises(Refused):
        await intents.search_async({"query": "metadata['row']:'o1'", "page": "no page"})


async def test_a_mandate_ends_once(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    await saved(stripe_client, "pm_sepaDebit_success_fr")
    [mandate] = await objects(sandbox, "mandate")
    for _ in range(2):
        async with sandbox.acting() as call:
            await mandates.end(call, mandate["id"])
    [mandate] = await objects(sandbox, "mandate")
    assert mandate["status"] == "inactive"


async def test_a_card_that_there_is_not_and_another_name_on_one_that_there_is(
    stripe_client: stripe.StripeClient,
) -> None:
    methods = stripe_client.v1.payment_methods
    with pytest.raises(Refused):
        await methods.create_async({"type": "card", "card": {"token": "tok_nothing"}})
    _, method = await saved(stripe_client)
    changed = await methods.update_async(method, {"billing_details": {"name": "Ada"}})
    assert changed.billing_details.name == "Ada"


def test_a_list_is_written_with_indices_and_a_text_has_an_end() -> None:
    with pytest.raises(StripeRefusal):
        parameters.read(Many(Text()), "a", "list")
    with pytest.raises(StripeRefusal):
        parameters.read(Text(longest=3), "four", "text")
    assert parameters.read(Boolean(), "true", "yes") is True


async def test_a_set_up_takes_what_belongs_to_its_confirmation_with_it_only(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    intents, customer = stripe_client.v1.setup_intents, await new_customer(stripe_client)
    asked: Any = {"customer": customer, "allowed_payment_method_types": ["card", "sepa_debit"]}
    with pytest.raises(Refused):
        await intents.create_async({**asked, "return_url": "https://moi.test/back"})
    made = await intents.create_async({**asked, "payment_method": "pm_card_visa"})
    assert (await intents.confirm_async(made.id)).status == "succeeded"


async def test_an_account_that_was_set_up_keeps_its_mandate(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    customer, method = await saved(stripe_client, "pm_sepaDebit_success_fr")
    again: Any = {
        "customer": customer,
        "payment_method": method,
        "allowed_payment_method_types": ["sepa_debit"],
        "confirm": True,
    }
    done = await stripe_client.v1.setup_intents.create_async(again)
    [mandate] = await objects(sandbox, "mandate")
    assert (done.status, done.mandate) == ("succeeded", mandate["id"])


def test_a_mandate_that_was_given_on_paper_has_nothing_of_a_browser() -> None:
    made = shapes.mandate(
        {"id": "pm_x", "type": "sepa_debit"},
        {"type": "offline", "accepted_at": 1},
        created=1,
        single_use=None,
        public_url="https://moi.test",
    )
    assert made["customer_acceptance"]["offline"] == {}


async def test_a_transfer_names_a_charge_that_there_is(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await funds(stripe_client, sandbox)
    account = await onboarded(stripe_client, sandbox)
    asked: Any = {"amount": 500, "currency": "eur", "destination": account}
    with pytest.raises(Refused):
        await stripe_client.v1.transfers.create_async({**asked, "source_transaction": "ch_nobody"})


async def test_the_client_is_asynchronous_and_streams_what_it_gets(sandbox: Sandbox) -> None:
    transport = SandboxTransport(sandbox)
    for ask in (transport.request, transport.request_stream):
        with pytest.raises(RuntimeError):
            ask("GET", "https://api.stripe.com/v1/balance", {})
    headers = {"Authorization": "Bearer sk_test_moi"}
    chunks, status, _ = await transport.request_stream_async(
        "GET", "https://api.stripe.com/v1/balance", headers
    )
    body = b"".join([it async for it in chunks])
    assert status == 200 and b'"balance"' in body


async def test_the_real_transport_has_patience() -> None:
    transport = over_the_network()
    assert isinstance(transport, stripe.HTTPXClient)
    await transport.close_async()  # type: ignore[no-untyped-call]


async def test_a_fault_that_another_request_used_up_does_not_strike(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def used_up(*_: object) -> bool:
        return False

    async with sandbox.acting() as call:
        await faults.inject(call.connection, "GET", "/v1/balance", faults.SERVER_ERROR)
    monkeypatch.setattr(faults, "use", used_up)
    assert (await stripe_client.v1.balance.retrieve_async()).object == "balance"


async def test_the_schema_may_be_made_for_nobody(fresh: FreshDatabase) -> None:
    owner = await asyncpg.connect(fresh.owner)
    await install(owner)
    await owner.close()


async def test_two_who_open_the_pool_at_once_get_the_same(sandbox: Sandbox) -> None:
    one, other = await asyncio.gather(sandbox.pool(), sandbox.pool())
    assert one is other
