"""Money that becomes a connected account's, and is taken back."""

import asyncio

import pytest
import stripe

from market.money.sandbox import Sandbox, accounts, balance, cards
from tests.money.acts import express, funds, happen, objects, onboarded, open_session, paid, pay, types


async def available(client: stripe.StripeClient, account: str = "") -> int:
    there: stripe.RequestOptions = {"stripe_account": account} if account else {}
    found = await client.v1.balance.retrieve_async({}, there)
    return {part.currency: part.amount for part in found.available}["eur"]


async def test_the_balance_is_what_is_available_and_what_is_pending(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    none = await stripe_client.v1.balance.retrieve_async()
    assert [(part.amount, part.currency) for part in none.available] == [(0, "eur")]
    await paid(stripe_client, sandbox)
    await funds(stripe_client, sandbox, 10_000)
    there = await stripe_client.v1.balance.retrieve_async()
    assert [part.amount for part in there.pending] == [1900 - 54]
    assert [part.amount for part in there.available] == [10_000 - 175]
    async with sandbox.acting() as call:
        await balance.make_available(call)
        await balance.make_available(call)
    now = await stripe_client.v1.balance.retrieve_async()
    assert ([part.amount for part in now.pending], [part.amount for part in now.available]) == (
        [0],
        [1846 + 9825],
    )
    assert (await types(sandbox)).count("balance.available") == 1
    movements = (await stripe_client.v1.balance_transactions.list_async()).data
    assert {movement.status for movement in movements} == {"available"}


async def test_a_transfer_takes_from_ours_and_gives_to_theirs(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    account = await onboarded(stripe_client, sandbox)
    await funds(stripe_client, sandbox)
    made = await stripe_client.v1.transfers.create_async(
        {
            "amount": 4900,
            "currency": "eur",
            "destination": account,
            "description": "October",
            "metadata": {"row": "p1"},
        },
        {"idempotency_key": "payout:p1:1"},
    )
    assert (made.amount, made.destination, made.reversed) == (4900, account, False)
    assert made.transfer_group is None and made.source_transaction is None
    assert await available(stripe_client) == 9825 - 4900
    assert await available(stripe_client, account) == 4900
    ours = await stripe_client.v1.balance_transactions.retrieve_async(str(made.balance_transaction))
    assert (ours.type, ours.amount, ours.fee, ours.source) == ("transfer", -4900, 0, made.id)
    there: stripe.RequestOptions = {"stripe_account": account}
    payment = await stripe_client.v1.charges.retrieve_async(
        str(made.destination_payment), {"expand": ["balance_transaction"]}, there
    )
    theirs = payment.balance_transaction
    assert isinstance(theirs, stripe.BalanceTransaction)
    assert (theirs.type, theirs.amount, theirs.source) == ("payment", 4900, payment.id)
    assert payment.source_transfer == made.id
    assert (await types(sandbox))[-1] == "transfer.created"
    again = await stripe_client.v1.transfers.update_async(made.id, {"metadata": {"row": ""}})
    assert again.metadata.to_dict() == {}
    [listed] = (await stripe_client.v1.transfers.list_async({"destination": account})).data
    assert listed.id == made.id


async def test_no_more_than_is_available_is_transferred(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    account = await onboarded(stripe_client, sandbox)
    await paid(stripe_client, sandbox)  # pending: it does not count
    for amount in (1, 1846):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            await stripe_client.v1.transfers.create_async(
                {"amount": amount, "currency": "eur", "destination": account}
            )
        assert refused.value.code == "balance_insufficient"
    assert await objects(sandbox, "transfer") == []
    async with sandbox.acting() as call:
        await balance.make_available(call)
    await stripe_client.v1.transfers.create_async({"amount": 1846, "currency": "eur", "destination": account})
    assert await available(stripe_client) == 0


async def test_of_twenty_transfers_at_once_as_many_go_as_there_is_money_for(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    account = await onboarded(stripe_client, sandbox)
    await funds(stripe_client, sandbox)

    async def transfer() -> bool:
        try:
            await stripe_client.v1.transfers.create_async(
                {"amount": 3000, "currency": "eur", "destination": account}
            )
        except stripe.InvalidRequestError as refused:
            assert refused.code == "balance_insufficient"
            return False
        return True

    assert sum(await asyncio.gather(*(transfer() for _ in range(20)))) == 3
    assert await available(stripe_client) == 9825 - 9000
    assert await available(stripe_client, account) == 9000


async def test_an_account_that_may_not_take_transfers_gets_none(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await funds(stripe_client, sandbox)
    new = await stripe_client.v1.accounts.create_async(express())
    stopped = await onboarded(stripe_client, sandbox)
    async with sandbox.acting() as call:
        await accounts.restrict(call, stopped, True)
    for account in (new.id, stopped):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            await stripe_client.v1.transfers.create_async(
                {"amount": 100, "currency": "eur", "destination": account}
            )
        assert refused.value.code == "insufficient_capabilities_for_transfer"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.transfers.create_async(
            {"amount": 100, "currency": "eur", "destination": "acct_unknown"}
        )
    assert refused.value.param == "destination"


async def test_a_transfer_is_reversed_in_parts_and_not_beyond(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    account = await onboarded(stripe_client, sandbox)
    await funds(stripe_client, sandbox)
    made = await stripe_client.v1.transfers.create_async(
        {"amount": 4900, "currency": "eur", "destination": account}
    )
    reversals = stripe_client.v1.transfers.reversals
    first = await reversals.create_async(made.id, {"amount": 900, "metadata": {"row": "x1"}})
    assert (first.amount, first.transfer) == (900, made.id)
    assert await available(stripe_client) == 9825 - 4000
    assert await available(stripe_client, account) == 4000
    ours = await stripe_client.v1.balance_transactions.retrieve_async(str(first.balance_transaction))
    assert (ours.type, ours.reporting_category, ours.amount) == ("transfer_refund", "transfer_reversal", 900)
    there: stripe.RequestOptions = {"stripe_account": account}
    refund = await stripe_client.v1.refunds.retrieve_async(
        str(first.destination_payment_refund), {"expand": ["balance_transaction"]}, there
    )
    assert isinstance(refund.balance_transaction, stripe.BalanceTransaction)
    assert refund.balance_transaction.amount == -900
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await reversals.create_async(made.id, {"amount": 4001})
    assert refused.value.param == "amount"
    rest = await reversals.create_async(made.id)
    assert rest.amount == 4000
    done = await stripe_client.v1.transfers.retrieve_async(made.id)
    assert (done.reversed, done.amount_reversed) == (True, 4900)
    assert [reversal.id for reversal in done.reversals.data] == [rest.id, first.id]
    assert [one.id for one in (await reversals.list_async(made.id)).data] == [rest.id, first.id]
    assert (await reversals.retrieve_async(made.id, first.id)).amount == 900
    assert (await types(sandbox))[-1] == "transfer.reversed"
    with pytest.raises(stripe.InvalidRequestError):
        await reversals.create_async(made.id)
    other = await stripe_client.v1.transfers.create_async(
        {"amount": 100, "currency": "eur", "destination": account}
    )
    with pytest.raises(stripe.InvalidRequestError):
        await reversals.retrieve_async(other.id, first.id)


async def test_what_the_account_has_paid_out_cannot_be_taken_back(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    account = await onboarded(stripe_client, sandbox)
    await funds(stripe_client, sandbox)
    made = await stripe_client.v1.transfers.create_async(
        {"amount": 4900, "currency": "eur", "destination": account}
    )
    await stripe_client.v1.payouts.create_async(
        {"amount": 4000, "currency": "eur"}, {"stripe_account": account}
    )
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.transfers.reversals.create_async(made.id)
    assert refused.value.code == "balance_insufficient"
    assert (await stripe_client.v1.transfers.reversals.create_async(made.id, {"amount": 900})).amount == 900


async def test_a_disputed_charge_leaves_less_to_transfer(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    account = await onboarded(stripe_client, sandbox)
    await funds(stripe_client, sandbox, 5000)
    session = await open_session(stripe_client)
    await pay(sandbox, session, cards.DISPUTES)
    await happen(sandbox)
    left = await available(stripe_client)
    assert left == 5000 - 100 - 3900
    with pytest.raises(stripe.InvalidRequestError):
        await stripe_client.v1.transfers.create_async(
            {"amount": left + 1, "currency": "eur", "destination": account}
        )
