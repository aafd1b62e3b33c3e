"""Transfers: money of ours that becomes a connected account's, and may be taken back."""

from __future__ import annotations

from market.money.sandbox import balance, events, shapes, store
from market.money.sandbox.call import Call
from market.money.sandbox.customers import merged
from market.money.sandbox.refusals import StripeRefusal, missing
from market.money.sandbox.schema import Body
from market.money.sandbox.shapes.connect import destination_payment

POOR = (
    "You have insufficient available funds in your Stripe account. Try adding funds directly to your available "
    "balance by creating Charges using the 4000000000000077 test card. See: "
    "https://stripe.com/docs/testing#available-balance"
)


async def create(call: Call, parameters: Body) -> Body:
    """Raises StripeRefusal when the account may take none, or too little is available."""
    account = await store.lock(call, "account", parameters["destination"], "destination")
    if account["capabilities"].get("transfers") != "active":
        raise StripeRefusal(
            "Your destination account needs to have at least one of the following capabilities enabled: "
            "transfers, crypto_transfers, legacy_payments",
            code="insufficient_capabilities_for_transfer",
        )
    if "source_transaction" in parameters:
        await store.find(call, "charge", parameters["source_transaction"], "source_transaction")
    await balance.need(call, parameters["amount"], parameters["currency"], POOR)
    transfer = shapes.transfer(parameters, created=call.now)
    amount = transfer["amount"]
    transfer["balance_transaction"] = (await balance.move(call, transfer, "transfer", -amount))["id"]
    there = call.on(account["id"])
    payment = destination_payment(transfer, created=call.now)
    received = await balance.move(there, payment, "payment", amount, available_on=call.now)
    payment["balance_transaction"] = received["id"]
    await store.insert(there, payment)
    transfer["destination_payment"] = payment["id"]
    await store.insert(call, transfer)
    await events.record(call, "transfer.created", transfer)
    return transfer


async def update(call: Call, parameters: Body, id: str) -> Body:
    """Metadata and the description."""
    transfer = await store.lock(call, "transfer", id)
    transfer["description"] = parameters.get("description", transfer["description"])
    transfer["metadata"] = merged(transfer["metadata"], parameters)
    await store.save(call, transfer)
    await events.record(call, "transfer.updated", transfer)
    return transfer


async def reverse(call: Call, parameters: Body, id: str) -> Body:
    """Take back all that is left of a transfer, or `amount` of it. Raises StripeRefusal beyond that, and
    when the account has too little available.
    """
    transfer = await store.lock(call, "transfer", id)
    rest = transfer["amount"] - transfer["amount_reversed"]
    amount = parameters.get("amount", rest)
    if rest == 0:
        raise StripeRefusal(f"Transfer {id} has already been fully reversed.")
    if amount > rest:
        raise StripeRefusal(
            f"Reversal amount ({amount}) is greater than unreversed amount on transfer ({rest})",
            param="amount",
        )
    there = call.on(transfer["destination"])
    await balance.need(
        there, amount, transfer["currency"], "The connected account has insufficient available funds."
    )
    reversal = shapes.transfer_reversal(parameters, transfer, created=call.now, amount=amount)
    reversal["destination_payment_refund"] = await _refund(there, transfer, amount)
    movement = await balance.move(call, reversal, "transfer_refund", amount, available_on=call.now)
    reversal["balance_transaction"] = movement["id"]
    await store.insert(call, reversal)
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    transfer["reversals"]["data"].insert(0, reversal)
    await store.save(call, transfer)
    await events.record(call, "transfer.reversed", transfer)
    return reversal


async def _refund(there: Call, transfer: Body, amount: int) -> str:
    """The account gives back a part of what the transfer was to it."""
    payment = await store.lock(there, "charge", transfer["destination_payment"])
    refund = shapes.refund({}, payment, created=there.now, amount=amount)
    refund["balance_transaction"] = (await balance.move(there, refund, "payment_refund", -amount))["id"]
    await store.insert(there, refund)
    payment["amount_refunded"] += amount
    payment["refunded"] = payment["amount_refunded"] == payment["amount"]
    await store.save(there, payment)
    return str(refund["id"])


async def reversal(call: Call, parameters: Body, id: str, reversal_id: str) -> Body:
    found = await store.find(call, "transfer_reversal", reversal_id)
    if found["transfer"] != id:
        raise missing("transfer_reversal", reversal_id, "id")
    return found


async def reversals(call: Call, parameters: Body, id: str) -> Body:
    await store.find(call, "transfer", id)
    data, more = await store.page(call, "transfer_reversal", {"transfer": id}, parameters)
    return shapes.page_of(data, f"/v1/transfers/{id}/reversals", more)
