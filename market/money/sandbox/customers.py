"""Customers: who may keep a payment method."""

from __future__ import annotations

from market.money.sandbox import events, shapes, store
from market.money.sandbox.call import Call
from market.money.sandbox.schema import Body


async def create(call: Call, parameters: Body) -> Body:
    customer = shapes.customer(parameters, created=call.now)
    await store.insert(call, customer)
    await events.record(call, "customer.created", customer)
    return customer


async def update(call: Call, parameters: Body, id: str) -> Body:
    """What is not named stays; metadata is merged."""
    customer = await store.lock(call, "customer", id)
    default = parameters.get("invoice_settings", {}).get("default_payment_method")
    if default is not None:
        await store.find(call, "payment_method", default, "invoice_settings[default_payment_method]")
        customer["invoice_settings"]["default_payment_method"] = default
    for key in ("description", "email", "name", "phone", "preferred_locales"):
        if key in parameters:
            customer[key] = parameters[key]
    if "address" in parameters:
        customer["address"] = {**shapes.NO_ADDRESS, **parameters["address"]}
    customer["metadata"] = merged(customer["metadata"], parameters)
    await store.save(call, customer)
    await events.record(call, "customer.updated", customer)
    return customer


def merged(metadata: dict[str, str], parameters: Body) -> dict[str, str]:
    """The metadata after an update: keys are set, an empty value takes one away, an empty hash all of them
    (docs.stripe.com/api/metadata).
    """
    if "metadata" not in parameters:
        return metadata
    given = parameters["metadata"]
    if given is None:
        return {}
    return {key: value for key, value in {**metadata, **given}.items() if value != ""}
