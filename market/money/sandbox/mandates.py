"""A debtor's permission to debit an account."""

from __future__ import annotations

from market.money.sandbox import events, methods, shapes, store
from market.money.sandbox.call import Call
from market.money.sandbox.refusals import StripeRefusal, invalid
from market.money.sandbox.schema import Body

ENDS_WITH = ("account_closed", "debit_not_authorized")
"""After a debit that failed or was disputed for this reason, the mandate is worth nothing."""


async def of_payment(call: Call, intent: Body, method: Body, parameters: Body) -> str:
    """The id of the mandate under which a locked intent debits: the one that stands, or a new one that
    `mandate_data` gives. Raises StripeRefusal without either.
    """
    kept = parameters.get("mandate") or (await methods.note_of(call, method["id"]))["mandate"]
    if kept is not None:
        mandate = await store.find(call, "mandate", kept, "mandate")
        if mandate["status"] == "active" and mandate["payment_method"] == method["id"]:
            return str(mandate["id"])
        if "mandate_data" not in parameters:
            raise StripeRefusal(
                "The provided mandate is invalid and can not be used for the payment intent.",
                code="payment_intent_mandate_invalid",
            )
    single = None if intent["setup_future_usage"] else (intent["amount"], intent["currency"])
    return await give(call, method, parameters, single)


async def give(call: Call, method: Body, parameters: Body, single_use: tuple[int, str] | None) -> str:
    """The id of a new mandate, from `mandate_data`. Raises StripeRefusal without it."""
    if "mandate_data" not in parameters:
        raise invalid(
            "This payment method requires a mandate. Provide `mandate_data`, or a payment method that was "
            "set up for future payments.",
            "mandate_data",
            "parameter_missing",
        )
    mandate = shapes.mandate(
        method,
        parameters["mandate_data"]["customer_acceptance"],
        created=call.now,
        single_use=single_use,
        public_url=call.public_url,
    )
    await store.insert(call, mandate)
    if single_use is None:
        await methods.write(call, method["id"], mandate=mandate["id"])
    return str(mandate["id"])


async def end(call: Call, id: str) -> None:
    """Nobody may debit under it any more."""
    mandate = await store.lock(call, "mandate", id)
    if mandate["status"] != "inactive":
        mandate["status"] = "inactive"
        await store.save(call, mandate)
        await events.record(call, "mandate.updated", mandate)
