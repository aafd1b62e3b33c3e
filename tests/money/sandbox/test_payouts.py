"""Money that leaves for a bank account: our own, or a connected account's."""

import asyncio
from typing import Any

import pytest
import stripe

from market.money.sandbox import Sandbox, accounts, balance, ibans, payouts
from market.money.sandbox.refusals import StripeRefusal
from tests.money.acts import funds, happen, objects, onboarded, paid, run, types

ASKED: Any = {"amount": 4000, "currency": "eur", "metadata": {"row": "p1"}}
CLOSED, NO_ACCOUNT = "FR2720041010050130020130020", "FR8420041010050500013M02607"


async def paid_account(client: stripe.StripeClient, sandbox: Sandbox, iban: str = ibans.SUCCEEDS) -> str:
    """A connected account with 49.00 in its balance."""
    account = await onboarded(client, sandbox, iban)
    await funds(client, sandbox)
    await client.v1.transfers.create_async({"amount": 4900, "currency": "eur", "destination": account})
    return account


def on(account: str) -> stripe.RequestOptions:
    return {"stripe_account": account} if account else {}


async def available(client: stripe.StripeClient, account: str) -> int:
    return (await client.v1.balance.retrieve_async({}, on(account))).available[0].amount


@pytest.mark.parametrize("own", [True, False])
async def test_a_payout_is_on_its_way_and_arrives(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, own: bool
) -> None:
    account = "" if own else await paid_account(stripe_client, sandbox)
    if own:
        await funds(stripe_client, sandbox, 4975)
    before = await available(stripe_client, account)
    made = await stripe_client.v1.payouts.create_async(
        ASKED, {**on(account), "idempotency_key": "payout:p1:1"}
    )
    assert (made.status, made.automatic, made.type) == ("pending", False, "bank_account")
    assert made.arrival_date == made.created + 2 * 86400
    assert await available(stripe_client, account) == before - 4000
    movement = await stripe_client.v1.balance_transactions.retrieve_async(
        str(made.balance_transaction), {}, on(account)
    )
    assert (movement.type, movement.amount, movement.fee, movement.source) == ("payout", -4000, 0, made.id)
    await happen(sandbox)
    read = stripe_client.v1.payouts.retrieve_async
    assert (await read(made.id, {}, on(account))).status == "in_transit"
    await run(sandbox, "UPDATE sandbox.appointments SET due_at = due_at - interval '2 days'")
    await happen(sandbox)
    done = await read(made.id, {}, on(account))
    assert done.status == "paid" and done.trace_id and done.trace_id.status == "supported"
    [listed] = (await stripe_client.v1.payouts.list_async({"status": "paid"}, on(account))).data
    assert listed.id == made.id
    assert (await types(sandbox))[-3:] == ["payout.created", "payout.updated", "payout.paid"]
    told = await stripe_client.v1.events.list_async({"type": "payout.paid"}, on(account))
    assert getattr(told.data[0], "account", "") == account


@pytest.mark.parametrize(("iban", "code"), [(CLOSED, "account_closed"), (NO_ACCOUNT, "no_account")])
async def test_a_payout_to_a_wrong_account_comes_back_and_no_other_goes_there(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, iban: str, code: str
) -> None:
    account = await paid_account(stripe_client, sandbox, iban)
    made = await stripe_client.v1.payouts.create_async(ASKED, on(account))
    await run(sandbox, "UPDATE sandbox.appointments SET due_at = due_at - interval '2 days'")
    await happen(sandbox)
    failed = await stripe_client.v1.payouts.retrieve_async(
        made.id, {"expand": ["failure_balance_transaction"]}, on(account)
    )
    assert (failed.status, failed.failure_code) == ("failed", code)
    back = failed.failure_balance_transaction
    assert isinstance(back, stripe.BalanceTransaction)
    assert (back.type, back.reporting_category, back.amount) == ("payout_failure", "payout_reversal", 4000)
    assert await available(stripe_client, account) == 4900
    assert "payout.failed" in await types(sandbox)
    told = await stripe_client.v1.accounts.retrieve_async(account)
    assert told.external_accounts and told.external_accounts.data[0].status == "errored"  # type: ignore[union-attr]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.payouts.create_async(ASKED, on(account))
    assert refused.value.code == "payouts_not_allowed"
    async with sandbox.acting() as call:
        await accounts.onboard(call, account)  # the owner names another one
    assert (await stripe_client.v1.payouts.create_async(ASKED, on(account))).status == "pending"


async def test_a_payout_may_fail_after_it_was_paid(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    account = await paid_account(stripe_client, sandbox)
    made = await stripe_client.v1.payouts.create_async(ASKED, on(account))
    async with sandbox.acting() as call:
        await payouts.pay(call.on(account), made.id)
    async with sandbox.acting() as call:
        await payouts.fail(call.on(account), made.id)
    failed = await stripe_client.v1.payouts.retrieve_async(made.id, {}, on(account))
    assert (failed.status, failed.failure_code) == ("failed", "could_not_process")
    assert await available(stripe_client, account) == 4900
    assert (await stripe_client.v1.payouts.create_async(ASKED, on(account))).status == "pending"


async def test_a_payout_is_canceled_until_the_bank_has_it(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    account = await paid_account(stripe_client, sandbox)
    made = await stripe_client.v1.payouts.create_async(ASKED, on(account))
    gone = await stripe_client.v1.payouts.cancel_async(made.id, {}, on(account))
    assert gone.status == "canceled"
    assert await available(stripe_client, account) == 4900
    assert (await types(sandbox))[-1] == "payout.canceled"
    sent = await stripe_client.v1.payouts.create_async(ASKED, on(account))
    await happen(sandbox)
    with pytest.raises(stripe.InvalidRequestError):
        await stripe_client.v1.payouts.cancel_async(sent.id, {}, on(account))
    assert (await stripe_client.v1.payouts.retrieve_async(made.id, {}, on(account))).status == "canceled"


async def test_cancel_and_the_bank_race_and_one_wins(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    account = await paid_account(stripe_client, sandbox)

    async def cancel(id: str) -> bool:
        try:
            return (await stripe_client.v1.payouts.cancel_async(id, {}, on(account))).status == "canceled"
        except stripe.InvalidRequestError:
            return False

    for _ in range(5):
        made = await stripe_client.v1.payouts.create_async({**ASKED, "amount": 100}, on(account))
        canceled, _ = await asyncio.gather(cancel(made.id), happen(sandbox))
        status = (await stripe_client.v1.payouts.retrieve_async(made.id, {}, on(account))).status
        assert status == ("canceled" if canceled else "in_transit")


async def test_no_more_than_is_available_goes_out_by_however_many_hands(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    account = await paid_account(stripe_client, sandbox)

    async def pay_out() -> bool:
        try:
            await stripe_client.v1.payouts.create_async({**ASKED, "amount": 2000}, on(account))
        except stripe.InvalidRequestError as refused:
            assert refused.code == "balance_insufficient"
            return False
        return True

    assert sum(await asyncio.gather(*(pay_out() for _ in range(20)))) == 2
    assert await available(stripe_client, account) == 900


async def test_an_account_that_was_stopped_pays_nothing_out(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    account = await paid_account(stripe_client, sandbox)
    async with sandbox.acting() as call:
        await accounts.restrict(call, account, True)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.payouts.create_async(ASKED, on(account))
    assert refused.value.code == "payouts_not_allowed"
    with pytest.raises(stripe.InvalidRequestError, match="external accounts"):
        await stripe_client.v1.payouts.create_async({**ASKED, "currency": "usd"})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.payouts.create_async({**ASKED, "destination": "ba_unknown"})
    assert refused.value.param == "destination"


async def test_stripe_pays_our_bank_and_says_for_what(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    async with sandbox.acting() as call:
        with pytest.raises(StripeRefusal):
            await payouts.automatic(call)
    payment = await paid(stripe_client, sandbox)
    await stripe_client.v1.refunds.create_async({"payment_intent": payment, "amount": 100})
    async with sandbox.acting() as call:
        await balance.make_available(call)
    later = await paid(stripe_client, sandbox)
    async with sandbox.acting() as call:
        payout = await payouts.automatic(call)
    assert (payout["amount"], payout["automatic"]) == (1746, True)
    movements = await stripe_client.v1.balance_transactions.list_async({"payout": payout["id"]})
    assert [movement.type for movement in movements.data] == ["payout", "refund", "charge"]
    assert sum(movement.net for movement in movements.data) == 0
    charge = str((await stripe_client.v1.payment_intents.retrieve_async(later)).latest_charge)
    assert charge not in {movement.source for movement in movements.data}
    async with sandbox.acting() as call:
        await payouts.pay(call, payout["id"])
    done = await stripe_client.v1.payouts.retrieve_async(payout["id"])
    assert (done.status, done.reconciliation_status) == ("paid", "completed")
    assert (await types(sandbox))[-2:] == ["payout.paid", "payout.reconciliation_completed"]


async def test_a_payout_ends_once(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    account = await paid_account(stripe_client, sandbox)
    made = await stripe_client.v1.payouts.create_async(ASKED, on(account))
    async with sandbox.acting() as call:
        await payouts.fail(call.on(account), made.id, "account_closed")
    for act in (payouts.send, payouts.pay, payouts.fail, payouts.end):
        async with sandbox.acting() as call:
            with pytest.raises(StripeRefusal):
                await act(call.on(account), made.id)
    changed = await stripe_client.v1.payouts.update_async(made.id, {"metadata": {"row": "p2"}}, on(account))
    assert changed.metadata and changed.metadata.to_dict() == {"row": "p2"}
    assert [one["type"] for one in await objects(sandbox, "balance_transaction")][-2:] == [
        "payout",
        "payout_failure",
    ]


async def test_our_own_bank_account_once_it_is_closed_takes_no_payout_any_more(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await funds(stripe_client, sandbox)
    made = await stripe_client.v1.payouts.create_async(ASKED)
    async with sandbox.acting() as call:
        await payouts.fail(call, made.id, "account_closed")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.payouts.create_async(ASKED)
    assert refused.value.code == "payouts_not_allowed"
    assert "account.external_account.updated" not in await types(sandbox), "no account of anybody's changed"
