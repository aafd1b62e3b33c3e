"""Refunds: money back to the card or the account, at most what was charged."""

from __future__ import annotations

from market.money.sandbox import appointments, balance, cards, events, faults, methods, shapes, store
from market.money.sandbox.call import Call
from market.money.sandbox.customers import merged
from market.money.sandbox.refusals import StripeRefusal, invalid, wrong_state
from market.money.sandbox.schema import Body

CANCELABLE_FOR = 30 * 60
"""Seconds for which a refund can be taken back on the dashboard (docs.stripe.com/testing#refunds)."""
AFTER = 0
"""Seconds until a test refund changes by itself."""


async def create(call: Call, parameters: Body) -> Body:
    """Refund a payment intent or a charge, wholly without `amount`. Raises StripeRefusal beyond the rest."""
    charge = await store.lock(call, "charge", await _charge_of(call, parameters), "charge")
    rest = charge["amount"] - charge["amount_refunded"]
    if charge["status"] != "succeeded" or not charge["captured"]:
        raise _nothing_paid(charge["payment_intent"])
    if charge["disputed"] and await _charged_back(call, charge):
        raise StripeRefusal(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed"
        )
    if rest == 0:
        raise StripeRefusal(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    amount = parameters.get("amount", rest)
    if amount > rest:
        raise StripeRefusal(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({rest})", param="amount"
        )
    course = await _course(call, charge)
    status = "pending" if course == faults.PENDING else "succeeded"
    refund = shapes.refund(parameters, charge, created=call.now, amount=amount, status=status)
    type = "refund" if charge["payment_method_details"]["type"] == "card" else "payment_refund"
    refund["balance_transaction"] = (await balance.move(call, refund, type, -amount))["id"]
    await store.insert(call, refund)
    await _counted(call, charge, amount)
    await events.record(call, "refund.created", refund)
    await events.record(call, "charge.refunded", charge)
    if course is not None:
        later = appointments.SUCCEED_REFUND if course == faults.PENDING else appointments.FAIL_REFUND
        await appointments.make(call, later, refund["id"], AFTER)
    return refund


async def _charged_back(call: Call, charge: Body) -> bool:
    """Whether a dispute has taken the money; an inquiry takes none, and a dispute that was won gave it back."""
    disputes, _ = await store.page(call, "dispute", {"charge": charge["id"]}, {"limit": 100})
    return any(
        dispute["status"] != "won" and not dispute["status"].startswith("warning_") for dispute in disputes
    )


async def _course(call: Call, charge: Body) -> str | None:
    """How the refund will go: as was asked for, else as the card's; a debit's is a transfer, and pending."""
    fault = await faults.take(call.connection, faults.REFUND, charge["id"])
    if fault is not None:
        return fault.kind
    note = await methods.note_of(call, charge["payment_method"])
    if note["card"] is None:
        return faults.PENDING
    return {"pending": faults.PENDING, "fail": faults.FAILS_LATE}.get(cards.card_named(note["card"]).refunds)


async def _locked(call: Call, refund_id: str) -> tuple[Body, Body]:
    """The charge and the refund of it, locked in this order."""
    known = await store.find(call, "refund", refund_id)
    charge = await store.lock(call, "charge", known["charge"])
    return charge, await store.lock(call, "refund", refund_id)


async def succeed(call: Call, refund_id: str) -> Body:
    """The bank has taken the refund. Raises StripeRefusal unless it is pending."""
    _, refund = await _locked(call, refund_id)
    if refund["status"] != "pending":
        raise StripeRefusal(f"This refund has a status of {refund['status']}.")
    refund["status"] = "succeeded"
    refund.pop("pending_reason", None)
    if refund["destination_details"] is not None:
        refund["destination_details"]["card"]["type"] = "refund"
    await store.save(call, refund)
    await events.record(call, "refund.updated", refund)
    return refund


async def fail(call: Call, refund_id: str, reason: str = "lost_or_stolen_card") -> Body:
    """The bank sends the money back, also long after `succeeded`: the charge is refundable again."""
    charge, refund = await _locked(call, refund_id)
    return await fail_locked(call, charge, refund, reason)


async def fail_locked(call: Call, charge: Body, refund: Body, reason: str) -> Body:
    await _returned(call, charge, refund, status="failed", failure_reason=reason)
    await events.record(call, "refund.updated", refund)
    await events.record(call, "refund.failed", refund)
    return refund


async def take_back(call: Call, refund_id: str) -> Body:
    """On the dashboard, within half an hour, as if it had never been. Raises StripeRefusal later."""
    charge, refund = await _locked(call, refund_id)
    if call.now > refund["created"] + CANCELABLE_FOR:
        raise StripeRefusal("This refund can no longer be canceled.")
    await _returned(call, charge, refund, status="canceled", failure_reason="merchant_request")
    await events.record(call, "refund.updated", refund)
    return refund


async def _returned(call: Call, charge: Body, refund: Body, **changes: str) -> None:
    """The money of a refund is the balance's again. Raises StripeRefusal for one that has none."""
    if refund["status"] not in ("pending", "succeeded") or refund["balance_transaction"] is None:
        raise StripeRefusal(f"This refund has a status of {refund['status']}.")
    refund.update(changes)
    refund.pop("pending_reason", None)
    movement = await balance.move(call, refund, "refund_failure", refund["amount"], available_on=call.now)
    refund["failure_balance_transaction"] = movement["id"]
    await store.save(call, refund)
    await _counted(call, charge, -refund["amount"])


async def cancel(call: Call, parameters: Body, id: str) -> Body:
    """What the API cancels: refunds that wait for the customer. None of a card or of a debit does."""
    refund = await store.find(call, "refund", id)
    raise wrong_state(
        f"This refund has a status of {refund['status']}. Only refunds with a status of requires_action may be "
        "canceled.",
        "refund_not_cancelable",
    )


async def update(call: Call, parameters: Body, id: str) -> Body:
    """Metadata only."""
    refund = await store.lock(call, "refund", id)
    refund["metadata"] = merged(refund["metadata"], parameters)
    await store.save(call, refund)
    await events.record(call, "refund.updated", refund)
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
    intent = await store.find(call, "payment_intent", parameters["payment_intent"], "payment_intent")
    if intent["status"] != "succeeded":
        raise _nothing_paid(intent["id"])
    return str(intent["latest_charge"])


def _nothing_paid(intent_id: str) -> StripeRefusal:
    return StripeRefusal(
        f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.",
        code="payment_intent_unexpected_state",
        param="payment_intent",
    )


async def _counted(call: Call, charge: Body, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    await store.save(call, charge)
