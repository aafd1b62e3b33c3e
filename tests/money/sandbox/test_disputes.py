"""A card-holder asks the money back from the bank: opened, answered, won, lost, late."""

import asyncio
from typing import Any

import pytest
import stripe

from market.money.sandbox import Sandbox, balance, cards, disputes
from market.money.sandbox.refusals import StripeRefusal
from tests.money.acts import happen, hurry, objects, open_session, paid, pay, run, types


async def disputed(
    client: stripe.StripeClient, sandbox: Sandbox, number: str = cards.DISPUTES
) -> stripe.Dispute:
    """The dispute that follows a payment with a test card."""
    await pay(sandbox, await open_session(client), number)
    await happen(sandbox)
    return (await client.v1.disputes.list_async({"limit": 1})).data[0]


async def total(sandbox: Sandbox) -> int:
    async with sandbox.acting() as call:
        available, pending = await balance.totals(call)
    return available["eur"] + pending["eur"]


async def test_the_charge_succeeds_and_is_disputed_afterwards(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await pay(sandbox, await open_session(stripe_client), cards.DISPUTES)
    assert await objects(sandbox, "dispute") == []
    [charge] = await objects(sandbox, "charge")
    assert (charge["paid"], charge["disputed"]) == (True, False)
    await happen(sandbox)
    [dispute] = (await stripe_client.v1.disputes.list_async({"charge": charge["id"]})).data
    assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 1900)
    assert dispute.evidence_details.due_by == dispute.created + 7 * 86400
    assert (await stripe_client.v1.charges.retrieve_async(charge["id"])).disputed
    [withdrawn] = dispute.balance_transactions
    assert (withdrawn.type, withdrawn.reporting_category, withdrawn.source) == (
        "adjustment",
        "dispute",
        dispute.id,
    )
    assert (withdrawn.amount, withdrawn.fee, withdrawn.net) == (-1900, 2000, -3900)
    assert withdrawn.description == f"Chargeback withdrawal for {charge['id']}"
    assert withdrawn.fee_details[0].description == "Dispute fee"
    stored = await stripe_client.v1.balance_transactions.retrieve_async(withdrawn.id)
    assert stored.to_dict() == withdrawn.to_dict()
    assert (await types(sandbox))[-2:] == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]


async def test_a_dispute_that_is_won_brings_the_money_and_the_fee_back(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    dispute = await disputed(stripe_client, sandbox)
    answered = await stripe_client.v1.disputes.update_async(
        dispute.id, {"evidence": {"uncategorized_text": "winning_evidence"}, "metadata": {"row": "d1"}}
    )
    assert (answered.status, answered.evidence_details.submission_count) == ("under_review", 1)
    await happen(sandbox)
    won = await stripe_client.v1.disputes.retrieve_async(dispute.id)
    assert won.status == "won" and won.metadata.to_dict() == {"row": "d1"}
    back = won.balance_transactions[1]
    assert (back.amount, back.fee, back.net, back.reporting_category) == (
        1900,
        -2000,
        3900,
        "dispute_reversal",
    )
    assert await total(sandbox) == 1846
    assert (await types(sandbox))[-3:] == [
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_reinstated",
    ]


@pytest.mark.parametrize("way", ["evidence", "give in", "too late"])
async def test_a_dispute_that_is_lost_keeps_the_money(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, way: str
) -> None:
    dispute = await disputed(stripe_client, sandbox)
    if way == "evidence":
        await stripe_client.v1.disputes.update_async(
            dispute.id, {"evidence": {"uncategorized_text": "losing_evidence"}}
        )
        await happen(sandbox)
    elif way == "give in":
        assert (await stripe_client.v1.disputes.close_async(dispute.id)).status == "lost"
    else:
        await run(sandbox, "UPDATE sandbox.appointments SET due_at = due_at - interval '167 hours'")
        assert await happen(sandbox) == 0
        await run(sandbox, "UPDATE sandbox.appointments SET due_at = due_at - interval '1 hour'")
        assert await happen(sandbox) == 1
    lost = await stripe_client.v1.disputes.retrieve_async(dispute.id)
    assert (lost.status, lost.evidence_details.past_due) == ("lost", way == "too late")
    assert len(lost.balance_transactions) == 1
    assert await total(sandbox) == 1846 - 3900
    assert (await types(sandbox))[-1] == "charge.dispute.closed"
    for act in (
        stripe_client.v1.disputes.close_async(dispute.id),
        stripe_client.v1.disputes.update_async(dispute.id, {"evidence": {"receipt": "x"}}),
        stripe_client.v1.refunds.create_async({"charge": str(dispute.charge)}),
    ):
        with pytest.raises(stripe.InvalidRequestError):
            await act


async def test_evidence_can_be_prepared_before_it_is_submitted_once(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    dispute = await disputed(stripe_client, sandbox)
    update = stripe_client.v1.disputes.update_async
    staged = await update(
        dispute.id, {"evidence": {"product_description": "a rental of one month"}, "submit": False}
    )
    assert (staged.status, staged.evidence_details.has_evidence) == ("needs_response", True)
    assert staged.evidence_details.submission_count == 0
    sent = await update(dispute.id, {"submit": True})
    assert (sent.status, sent.evidence.product_description) == ("under_review", "a rental of one month")
    with pytest.raises(stripe.InvalidRequestError):
        await update(dispute.id, {"evidence": {"receipt": "x"}})
    await happen(sandbox)  # the bank makes nothing of these words
    assert (await stripe_client.v1.disputes.retrieve_async(dispute.id)).status == "under_review"
    await hurry(sandbox)  # and what was answered in time is not lost for being late
    assert (await stripe_client.v1.disputes.retrieve_async(dispute.id)).status == "under_review"
    async with sandbox.acting() as call:
        await disputes.win(call, dispute.id)
    assert (await stripe_client.v1.disputes.retrieve_async(dispute.id)).status == "won"


async def test_without_evidence_there_is_nothing_to_submit(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    dispute = await disputed(stripe_client, sandbox)
    for change in ({"metadata": {"row": "d1"}}, {"submit": True}):
        told = await stripe_client.v1.disputes.update_async(dispute.id, change)  # type: ignore[arg-type]
        assert (told.status, told.evidence_details.submission_count) == ("needs_response", 0)


async def test_an_inquiry_takes_no_money_until_it_is_escalated(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    dispute = await disputed(stripe_client, sandbox, cards.INQUIRES)
    assert (dispute.status, dispute.is_charge_refundable) == ("warning_needs_response", True)
    assert dispute.balance_transactions == []
    assert await total(sandbox) == 1846
    await stripe_client.v1.disputes.update_async(
        dispute.id, {"evidence": {"uncategorized_text": "escalate_inquiry_evidence"}}
    )
    await happen(sandbox)
    full = await stripe_client.v1.disputes.retrieve_async(dispute.id)
    assert (full.status, full.is_charge_refundable) == ("needs_response", False)
    assert await total(sandbox) == 1846 - 3900
    assert (await types(sandbox))[-1] == "charge.dispute.funds_withdrawn"


async def test_an_inquiry_ends_when_the_charge_is_refunded_or_nobody_asks_on(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    dispute = await disputed(stripe_client, sandbox, cards.INQUIRES)
    await stripe_client.v1.refunds.create_async({"charge": str(dispute.charge), "amount": 100})
    assert (await stripe_client.v1.disputes.close_async(dispute.id)).status == "warning_closed"
    other = await disputed(stripe_client, sandbox, cards.INQUIRES)
    async with sandbox.acting() as call:
        await disputes.win(call, other.id)
    assert (await stripe_client.v1.disputes.retrieve_async(other.id)).status == "warning_closed"


async def test_what_was_refunded_is_not_disputed_by_default_and_more_than_was_paid_never(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid(stripe_client, sandbox)
    refund = await stripe_client.v1.refunds.create_async({"payment_intent": payment, "amount": 1287})
    charge = str(refund.charge)
    async with sandbox.acting() as call:
        with pytest.raises(StripeRefusal):
            await disputes.open_on(call, charge, amount=1901)
    async with sandbox.acting() as call:
        dispute = await disputes.open_on(call, charge, "product_not_received")
    assert (dispute["amount"], dispute["reason"]) == (613, "product_not_received")
    assert dispute["payment_method_details"]["card"]["network_reason_code"] == "13.1"
    async with sandbox.acting() as call:
        with pytest.raises(StripeRefusal):  # not twice at a time
            await disputes.open_on(call, charge)


async def test_what_took_no_money_is_not_disputed(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await pay(sandbox, await open_session(stripe_client), cards.DECLINES)
    [charge] = await objects(sandbox, "charge")
    async with sandbox.acting() as call:
        with pytest.raises(StripeRefusal):
            await disputes.open_on(call, charge["id"])


async def test_refund_and_dispute_race_and_never_take_more_than_was_charged(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    async def dispute(charge: str) -> int:
        try:
            async with sandbox.acting() as call:
                return int((await disputes.open_on(call, charge))["amount"])
        except StripeRefusal:
            return 0

    async def refund(charge: str) -> int:
        try:
            return (await stripe_client.v1.refunds.create_async({"charge": charge, "amount": 1287})).amount
        except stripe.InvalidRequestError as refused:
            assert refused.code == "charge_disputed"
            return 0

    for _ in range(5):
        payment = await paid(stripe_client, sandbox)
        charge = str((await stripe_client.v1.payment_intents.retrieve_async(payment)).latest_charge)
        taken = await asyncio.gather(dispute(charge), refund(charge), dispute(charge))
        assert sum(taken) == 1900


async def test_a_decision_is_made_once(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    async def act(what: Any, id: str) -> bool:
        try:
            async with sandbox.acting() as call:
                await what(call, id)
        except StripeRefusal:
            return False
        return True

    for _ in range(5):
        dispute = await disputed(stripe_client, sandbox)
        decided = await asyncio.gather(*(act(what, dispute.id) for what in (disputes.win, disputes.lose)))
        assert sum(decided) == 1
        [found] = [one for one in await objects(sandbox, "dispute") if one["id"] == dispute.id]
        assert len(found["balance_transactions"]) == (2 if found["status"] == "won" else 1)
