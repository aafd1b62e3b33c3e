"""Refunds: money back to the card, at most what was charged."""

from __future__ import annotations

from market.money.sandbox import events, shapes, store
from market.money.sandbox.events import Call
from market.money.sandbox.refusals import StripeRefusal, invalid
from market.money.sandbox.schema import Body


async def create(call: Call, parameters: Body) -> Body:
    """Refund a payment intent or a charge, wholly without `amount`. Raises StripeRefusal beyond the rest."""
    charge = await store.lock(call.connection, "charge", await _charge_of(call, parameters), "charge")
    rest = charge["amount"] - charge["amount_refunded"]
    if charge["status"] != "succeeded":
        raise _nothing_paid(charge["payment_intent"])
    if rest == 0:
        raise StripeRefusal(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    amount = parameters.get("amount", rest)
    if amount > rest:
        raise StripeRefusal(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({rest})", param="amount"
        )
    refund = shapes.refund(parameters, charge, created=call.now, amount=amount)
    await _move(call, refund, "refund", -amount, "balance_transaction")
    await store.insert(call.connection, refund)
    await _counted(call, charge, amount)
    await events.record(call, "refund.created", refund)
    await events.record(call, "charge.refunded", charge)
    return refund


async def fail(call: Call, refund_id: str) -> Body:
    """The bank sends the money back, also long after `succeeded`: the charge is refundable again."""
    known = await store.find(call.connection, "refund", refund_id)
    charge = await store.lock(call.connection, "charge", known["charge"])
    refund = await store.lock(call.connection, "refund", refund_id)
    if refund["status"] != "succeeded":
        raise StripeRefusal(f"This refund has a status of {refund['status']}.")
    refund.update(status="failed", failure_reason="lost_or_stolen_card")
    await _move(call, refund, "refund_failure", refund["amount"], "failure_balance_transaction")
    await store.save(call.connection, refund)
    await _counted(call, charge, -refund["amount"])
    await events.record(call, "refund.updated", refund)
    await events.record(call, "refund.failed", refund)
    return refund


async def _charge_of(call: Call, parameters: Body) -> str:
    if "charge" in parameters:
        return str(parameters["charge"])
    if "payment_intent" not in parameters:
        raise invalid(
            "One of the following params should be provided for this request: payment_intent or charge.",
            "payment_intent",
            "parameter_missing",
        )
    intent = await store.find(
        call.connection, "payment_intent", parameters["payment_intent"], "payment_intent"
    )
    if intent["status"] != "succeeded":
        raise _nothing_paid(intent["id"])
    return str(intent["latest_charge"])


def _nothing_paid(intent_id: str) -> StripeRefusal:
    return StripeRefusal(
        f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.",
        code="payment_intent_unexpected_state",
        param="payment_intent",
    )


async def _move(call: Call, refund: Body, type: str, amount: int, key: str) -> None:
    movement = shapes.balance_transaction(refund, type, created=call.now, amount=amount)
    movement["status"], movement["available_on"] = "available", call.now
    await store.insert(call.connection, movement)
    refund[key] = movement["id"]


async def _counted(call: Call, charge: Body, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    await store.save(call.connection, charge)
