"""SEPA debits: on their way for days, then the money is there, or comes back; and later it may be disputed."""

from __future__ import annotations

from market.money.sandbox import (
    appointments,
    balance,
    events,
    ibans,
    mandates,
    methods,
    sessions,
    shapes,
    store,
)
from market.money.sandbox.call import Call
from market.money.sandbox.refusals import StripeRefusal
from market.money.sandbox.schema import Body


async def begin(call: Call, intent: Body, method: Body, mandate: str) -> None:
    """The locked intent is `processing`: nobody knows yet how it ends. The balance has it as pending, and
    when the test account's time has come it settles or comes back by itself.
    """
    details = shapes.debit_details(method["sepa_debit"], mandate)
    charge = shapes.charge(intent, method, details, created=call.now, status="pending", captured=True)
    movement = await balance.move(
        call,
        charge,
        "payment",
        intent["amount"],
        fee=shapes.charge_fee("sepa_debit", intent["amount"]),
    )
    charge["balance_transaction"] = movement["id"]
    await store.insert(call, charge)
    intent.update(status="processing", latest_charge=charge["id"], last_payment_error=None, next_action=None)
    await store.save(call, intent)
    await events.record(call, "charge.pending", charge)
    await events.record(call, "payment_intent.processing", intent)
    debit = ibans.NAMED[(await methods.note_of(call, method["id"]))["debit"]]
    what = appointments.FAIL_DEBIT if debit.failure else appointments.SETTLE_DEBIT
    await appointments.make(call, what, intent["id"], debit.seconds)


async def _processing(call: Call, intent_id: str) -> tuple[Body | None, Body, Body]:
    """The session, the intent and its charge, locked. Raises StripeRefusal unless a debit is on its way."""
    session = await sessions.of_intent(call, intent_id)
    intent = await store.lock(call, "payment_intent", intent_id)
    if intent["status"] != "processing":
        raise StripeRefusal(f"This PaymentIntent has a status of {intent['status']}.")
    return session, intent, await store.lock(call, "charge", intent["latest_charge"])


async def settle(call: Call, intent_id: str) -> None:
    """The bank has paid. Raises StripeRefusal when nothing is on its way."""
    session, intent, charge = await _processing(call, intent_id)
    charge.update(
        status="succeeded", paid=True, receipt_url=f"https://pay.stripe.com/receipts/payment/{charge['id']}"
    )
    await store.save(call, charge)
    intent.update(status="succeeded", amount_received=intent["amount"])
    await store.save(call, intent)
    await events.record(call, "charge.succeeded", charge)
    await events.record(call, "payment_intent.succeeded", intent)
    await sessions.paid(call, session)
    debit = ibans.NAMED[(await methods.note_of(call, charge["payment_method"]))["debit"]]
    if debit.dispute is not None:
        await appointments.make(call, appointments.OPEN_DISPUTE, charge["id"], 0)


async def fail(call: Call, intent_id: str, code: str | None = None) -> None:
    """The bank has not paid: the money that was pending goes, with its fee. `code` is Stripe's failure code,
    by default the test account's. Raises StripeRefusal when nothing is on its way.
    """
    session, intent, charge = await _processing(call, intent_id)
    method = await store.find(call, "payment_method", charge["payment_method"])
    debit = ibans.NAMED[(await methods.note_of(call, method["id"]))["debit"]]
    code = code or debit.failure or "insufficient_funds"
    was = await store.find(call, "balance_transaction", charge["balance_transaction"])
    back = await balance.move(
        call,
        charge,
        "payment_failure_refund",
        -was["amount"],
        fee=-was["fee"],
        available_on=was["available_on"],
    )
    error = shapes.account_error(code, charge["id"], method)
    charge.update(
        status="failed",
        captured=False,
        amount_captured=0,
        failure_balance_transaction=back["id"],
        failure_code=code,
        failure_message=error["message"],
    )
    await store.save(call, charge)
    intent.update(status="requires_payment_method", last_payment_error=error, payment_method=None)
    await store.save(call, intent)
    await events.record(call, "charge.failed", charge)
    await events.record(call, "payment_intent.payment_failed", intent)
    await sessions.failed(call, session)
    if code in mandates.ENDS_WITH:
        await mandates.end(call, charge["payment_method_details"]["sepa_debit"]["mandate"])
