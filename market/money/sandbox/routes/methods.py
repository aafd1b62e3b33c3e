"""/v1/customers, /v1/payment_methods and /v1/mandates"""

from collections.abc import Mapping

from market.money.sandbox import customers, methods, store
from market.money.sandbox.call import Call
from market.money.sandbox.parameters import Field, Group, Many, Metadata, Text
from market.money.sandbox.routes.table import (
    ADDRESS,
    LISTING,
    METADATA,
    METADATA_UPDATE,
    PAGING,
    listed,
    read,
    route,
)
from market.money.sandbox.schema import Body

CUSTOMERS, METHODS, MANDATES = "/v1/customers", "/v1/payment_methods", "/v1/mandates"
KINDS = Text(choices=("card", "sepa_debit"))
PERSON = Group(
    {"address": ADDRESS, "email": Text(longest=800), "name": Text(longest=5000), "phone": Text(longest=20)}
)
DEBIT = Group({"iban": Text(required=True, longest=50)})
METHOD_DATA = Group(
    {
        "type": Text(required=True, choices=("sepa_debit",)),
        "billing_details": PERSON,
        "metadata": Metadata(),
        "sepa_debit": DEBIT,
    }
)
WHO: Mapping[str, Field] = {
    "address": ADDRESS,
    "description": Text(),
    "email": Text(longest=512),
    "invoice_settings": Group({"default_payment_method": Text()}),
    "name": Text(longest=256),
    "phone": Text(longest=20),
    "preferred_locales": Many(Text()),
}


async def _of_customer(call: Call, parameters: Body, id: str) -> Body:
    await store.find(call, "customer", id)
    return await _kept(call, {**parameters, "customer": id})


_kept = listed("payment_method", METHODS)

ROUTES = (
    route("POST", CUSTOMERS, customers.create, {**WHO, **METADATA}),
    route("GET", CUSTOMERS, listed("customer", CUSTOMERS), LISTING),
    route("GET", CUSTOMERS + "/{id}", read("customer")),
    route("POST", CUSTOMERS + "/{id}", customers.update, {**WHO, **METADATA_UPDATE}),
    route("GET", CUSTOMERS + "/{id}/payment_methods", _of_customer, {**PAGING, "type": KINDS}),
    route(
        "POST",
        METHODS,
        methods.create,
        {
            **METADATA,
            "type": Text(required=True, choices=("card", "sepa_debit")),
            "billing_details": PERSON,
            "card": Group({"token": Text(required=True)}),
            "sepa_debit": DEBIT,
        },
    ),
    route("GET", METHODS, _kept, {**PAGING, "customer": Text(), "type": KINDS}),
    route("GET", METHODS + "/{id}", read("payment_method")),
    route("POST", METHODS + "/{id}", methods.update, {**METADATA_UPDATE, "billing_details": PERSON}),
    route("POST", METHODS + "/{id}/attach", methods.attach, {"customer": Text(required=True)}),
    route("POST", METHODS + "/{id}/detach", methods.detach),
    route("GET", MANDATES + "/{id}", read("mandate")),
)
