"""SEPA debits: on their way, settled, returned, disputed for good."""

import asyncio
import json
from typing import Any

import pytest
import stripe

from market.money.sandbox import Sandbox, balance, checkout, debits, disputes, ibans, mandates
from market.money.sandbox.checkout import Debtor, Paid
from market.money.sandbox.refusals import StripeRefusal
from tests.money.acts import (
    MANDATE,
    happen,
    hurry,
    objects,
    off_session,
    open_session,
    run,
    saved,
    types,
)


def once(iban: str = ibans.SUCCEEDS, **more: Any) -> Any:
    """What one asks to debit an account a single time."""
    return {
        "amount": 1900,
        "currency": "eur",
        "allowed_payment_method_types": ["sepa_debit"],
        "payment_method_data": {
            "type": "sepa_debit",
            "sepa_debit": {"iban": iban},
            "billing_details": {"name": "Jenny Rosen", "email": "jenny@example.com"},
        },
        "mandate_data": MANDATE,
        "confirm": True,
        "metadata": {"app": "moi", "row": "o1"},
        **more,
    }


async def debit_in(sandbox: Sandbox, session: str, iban: str = ibans.SUCCEEDS) -> Any:
    async with sandbox.acting() as call:
        return await checkout.pay(call, session, Debtor(iban, "Jenny Rosen", "jenny@example.com"))


async def status(client: stripe.StripeClient, id: str) -> str:
    return (await client.v1.payment_intents.retrieve_async(id)).status


async def test_a_debit_is_on_its_way_and_then_succeeds(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    made = await stripe_client.v1.payment_intents.create_async(once())
    assert (made.status, made.amount_received) == ("processing", 0)
    [charge] = await objects(sandbox, "charge")
    assert charge["id"].startswith("py_") and (charge["status"], charge["paid"]) == ("pending", False)
    [movement] = await objects(sandbox, "balance_transaction")
    assert (movement["type"], movement["amount"], movement["fee"], movement["status"]) == (
        "payment",
        1900,
        35,
        "pending",
    )
    assert await happen(sandbox) == 1
    done = await stripe_client.v1.payment_intents.retrieve_async(made.id, {"expand": ["latest_charge"]})
    assert isinstance(done.latest_charge, stripe.Charge)
    assert (done.status, done.amount_received, done.latest_charge.paid) == ("succeeded", 1900, True)
    assert len(await objects(sandbox, "balance_transaction")) == 1
    assert await types(sandbox) == [
        "payment_intent.created",
        "charge.pending",
        "payment_intent.processing",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]
    assert await happen(sandbox) == 0


async def test_the_mandate_says_once_or_often(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    await stripe_client.v1.payment_intents.create_async(once())
    await stripe_client.v1.payment_intents.create_async(once(setup_future_usage="off_session"))
    single, multiple = await objects(sandbox, "mandate")
    assert (single["type"], single["single_use"]) == ("single_use", {"amount": 1900, "currency": "eur"})
    assert multiple["type"] == "multi_use"
    [first, second] = await objects(sandbox, "charge")
    assert first["payment_method_details"]["sepa_debit"]["mandate"] == single["id"]
    assert second["payment_method_details"]["sepa_debit"]["last4"] == ibans.SUCCEEDS[-4:]
    found = await stripe_client.v1.mandates.retrieve_async(multiple["id"])
    assert found.customer_acceptance.online and found.customer_acceptance.online.ip_address == "192.0.2.1"


@pytest.mark.parametrize(
    ("iban", "code"),
    [
        (ibans.FAILS, "generic_could_not_process"),
        (ibans.LACKS_FUNDS, "insufficient_funds"),
        (ibans.BY_COUNTRY["DE"][5], "charge_exceeds_source_limit"),
        (ibans.BY_COUNTRY["BE"][6], "charge_exceeds_weekly_limit"),
    ],
)
async def test_a_debit_comes_back_and_the_balance_is_as_it_was(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, iban: str, code: str
) -> None:
    made = await stripe_client.v1.payment_intents.create_async(once(iban))
    assert made.status == "processing"
    await happen(sandbox)
    back = await stripe_client.v1.payment_intents.retrieve_async(made.id)
    assert (back.status, back.payment_method) == ("requires_payment_method", None)
    assert back.last_payment_error and back.last_payment_error.code == code
    [charge] = await objects(sandbox, "charge")
    assert (charge["status"], charge["failure_code"]) == ("failed", code)
    came, went = await objects(sandbox, "balance_transaction")
    assert (went["type"], went["net"], went["source"]) == (
        "payment_failure_refund",
        -came["net"],
        charge["id"],
    )
    assert charge["failure_balance_transaction"] == went["id"]
    async with sandbox.acting() as call:
        assert await balance.totals(call) == ({"eur": 0}, {"eur": 0})
    assert (await types(sandbox))[-2:] == ["charge.failed", "payment_intent.payment_failed"]
    again = await stripe_client.v1.payment_intents.confirm_async(
        made.id, {"payment_method": "pm_sepaDebit_success_at", "mandate_data": MANDATE}
    )
    assert again.status == "processing"
    await happen(sandbox)
    assert await status(stripe_client, made.id) == "succeeded"


@pytest.mark.parametrize(
    ("iban", "end"),
    [(ibans.SUCCEEDS_LATER, "succeeded"), (ibans.FAILS_LATER, "requires_payment_method")],
)
async def test_a_slow_account_takes_three_minutes(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, iban: str, end: str
) -> None:
    made = await stripe_client.v1.payment_intents.create_async(once(iban))
    assert await happen(sandbox) == 0
    await run(sandbox, "UPDATE sandbox.appointments SET due_at = due_at - interval '170 seconds'")
    assert await happen(sandbox) == 0
    await run(sandbox, "UPDATE sandbox.appointments SET due_at = due_at - interval '10 seconds'")
    assert await happen(sandbox) == 1
    assert await status(stripe_client, made.id) == end


async def test_somebody_settles_or_returns_it_before_its_time(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    settled, returned = [
        (await stripe_client.v1.payment_intents.create_async(once(ibans.SUCCEEDS_LATER))).id for _ in range(2)
    ]
    async with sandbox.acting() as call:
        await debits.settle(call, settled)
        await debits.fail(call, returned, "account_closed")
    await hurry(sandbox)  # what was to happen by itself finds it done
    assert await status(stripe_client, settled) == "succeeded"
    assert await status(stripe_client, returned) == "requires_payment_method"
    assert [event for event in await types(sandbox) if event == "payment_intent.succeeded"] != []
    for act in (debits.settle, debits.fail):
        async with sandbox.acting() as call:
            with pytest.raises(StripeRefusal):
                await act(call, settled)
    mandates = {mandate["id"]: mandate["status"] for mandate in await objects(sandbox, "mandate")}
    assert sorted(mandates.values()) == ["active", "inactive"]  # nobody debits a closed account


async def test_settling_and_returning_race_and_one_wins(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    async def act(what: Any, id: str) -> bool:
        try:
            async with sandbox.acting() as call:
                await what(call, id)
        except StripeRefusal:
            return False
        return True

    for _ in range(5):
        id = (await stripe_client.v1.payment_intents.create_async(once(ibans.SUCCEEDS_LATER))).id
        won = await asyncio.gather(act(debits.settle, id), act(debits.fail, id), act(debits.settle, id))
        assert sum(won) == 1


async def test_a_debit_on_its_way_is_neither_canceled_nor_refunded(
    stripe_client: stripe.StripeClient,
) -> None:
    made = await stripe_client.v1.payment_intents.create_async(once(ibans.SUCCEEDS_LATER))
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.payment_intents.cancel_async(made.id)
    assert refused.value.code == "payment_intent_unexpected_state"
    for asked in ({"payment_intent": made.id}, {"charge": str(made.latest_charge)}):
        with pytest.raises(stripe.InvalidRequestError):
            await stripe_client.v1.refunds.create_async(asked)  # type: ignore[arg-type]


async def test_a_saved_account_is_debited_while_nobody_is_there(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    customer, method = await saved(stripe_client, "pm_sepaDebit_success_fr")
    for _ in range(2):
        made = await stripe_client.v1.payment_intents.create_async(off_session(customer, method))
        assert made.status == "processing"
        await happen(sandbox)
        assert await status(stripe_client, made.id) == "succeeded"
    assert len(await objects(sandbox, "mandate")) == 1


async def test_without_a_mandate_nothing_is_debited(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    asked = once()
    del asked["mandate_data"]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.payment_intents.create_async(asked)
    assert refused.value.param == "mandate_data"
    customer, method = await saved(stripe_client, "pm_sepaDebit_success_fr")
    [mandate] = await objects(sandbox, "mandate")
    async with sandbox.acting() as call:
        await mandates.end(call, mandate["id"])
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.payment_intents.create_async(off_session(customer, method))
    assert refused.value.code == "payment_intent_mandate_invalid"
    assert await objects(sandbox, "charge") == []
    anew = await stripe_client.v1.payment_intents.create_async(
        {**off_session(customer, method), "mandate_data": MANDATE}
    )
    assert anew.status == "processing"


async def test_what_succeeded_may_be_disputed_and_is_lost_at_once(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    customer, method = await saved(stripe_client, "pm_sepaDebit_disputed_fr")
    made = await stripe_client.v1.payment_intents.create_async(off_session(customer, method))
    await happen(sandbox)  # it succeeds
    await happen(sandbox)  # and is disputed
    assert await status(stripe_client, made.id) == "succeeded"
    [dispute] = (await stripe_client.v1.disputes.list_async({"payment_intent": made.id})).data
    assert (dispute.status, dispute.reason, dispute.amount) == ("lost", "debit_not_authorized", 1900)
    assert dispute.evidence_details.due_by is None and not dispute.is_charge_refundable
    _, went = await objects(sandbox, "balance_transaction")
    assert (went["type"], went["reporting_category"], went["amount"], went["fee"]) == (
        "adjustment",
        "dispute",
        -1900,
        750,
    )
    assert (await types(sandbox))[-4:] == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.closed",
        "mandate.updated",
    ]
    with pytest.raises(stripe.InvalidRequestError):
        await stripe_client.v1.disputes.update_async(dispute.id, {"evidence": {"uncategorized_text": "x"}})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.payment_intents.create_async(off_session(customer, method))
    assert refused.value.code == "payment_intent_mandate_invalid"


async def test_a_debit_is_disputed_weeks_later_when_somebody_says_so(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    made = await stripe_client.v1.payment_intents.create_async(once())
    await happen(sandbox)
    charge = (await objects(sandbox, "charge"))[0]["id"]
    async with sandbox.acting() as call:
        await disputes.open_on(call, charge, "insufficient_funds")
    [dispute] = await objects(sandbox, "dispute")
    assert dispute["status"] == "lost"
    assert [mandate["status"] for mandate in await objects(sandbox, "mandate")] == ["active"]
    assert await status(stripe_client, made.id) == "succeeded"


@pytest.mark.parametrize(("iban", "paid"), [(ibans.SUCCEEDS, True), (ibans.FAILS, False)])
async def test_a_session_tells_the_payer_to_wait(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, iban: str, paid: bool
) -> None:
    id = await open_session(stripe_client, allowed_payment_method_types=["card", "sepa_debit"])
    assert await debit_in(sandbox, id, iban) == Paid(f"https://moi.test/thanks?session={id}")
    session = await stripe_client.v1.checkout.sessions.retrieve_async(id)
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    assert (await types(sandbox))[-1] == "checkout.session.completed"
    await happen(sandbox)
    session = await stripe_client.v1.checkout.sessions.retrieve_async(id)
    assert session.payment_status == ("paid" if paid else "unpaid")
    end = "succeeded" if paid else "failed"
    assert (await types(sandbox))[-1] == f"checkout.session.async_payment_{end}"
    assert session.metadata and session.metadata.to_dict() == {"app": "moi", "row": "o1"}


async def test_a_session_for_cards_debits_no_account(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    id = await open_session(stripe_client, allowed_payment_method_types=["card"])
    with pytest.raises(StripeRefusal):
        await debit_in(sandbox, id)
    assert await objects(sandbox, "charge") == []


async def test_an_account_that_cannot_be_debited_is_said_on_the_page(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    id = await open_session(stripe_client)
    refused = await debit_in(sandbox, id, "FR2620041010050000000055555")
    assert refused.code == "sepa_debit_bank_not_supported"
    assert (await stripe_client.v1.checkout.sessions.retrieve_async(id)).status == "open"


async def test_two_postmen_let_each_thing_happen_once(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    for _ in range(6):
        await stripe_client.v1.payment_intents.create_async(once())
    happened = await asyncio.gather(*(happen(sandbox) for _ in range(3)))
    assert sum(happened) == 6
    assert (await types(sandbox)).count("payment_intent.succeeded") == 6


async def test_no_iban_is_kept(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    await debit_in(sandbox, await open_session(stripe_client))
    await stripe_client.v1.payment_intents.create_async(once())
    async with (await sandbox.pool()).acquire() as connection:
        rows = await connection.fetch("SELECT body FROM sandbox.objects")
        keys = await connection.fetch("SELECT body FROM sandbox.idempotency_keys")
    assert ibans.SUCCEEDS not in json.dumps([row["body"] for row in [*rows, *keys]])
