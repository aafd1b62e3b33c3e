"""/v1/payment_intents and /v1/setup_intents"""

from collections.abc import Mapping

from market.money.sandbox import intents, setups
from market.money.sandbox.parameters import Boolean, Field, Group, Integer, Many, Text
from market.money.sandbox.routes.checkout import TYPES
from market.money.sandbox.routes.methods import METHOD_DATA
from market.money.sandbox.routes.table import LISTING, METADATA, METADATA_UPDATE, PAGING, listed, read, route

INTENTS, SETUPS, ATTEMPTS = "/v1/payment_intents", "/v1/setup_intents", "/v1/setup_attempts"
CANCELLATIONS = ("abandoned", "duplicate", "requested_by_customer")
USAGES = ("off_session", "on_session")
ACCEPTANCE = Group(
    {
        "type": Text(required=True, choices=("offline", "online")),
        "accepted_at": Integer(),
        "offline": Group({}),
        "online": Group({"ip_address": Text(required=True), "user_agent": Text(required=True)}),
    },
    required=True,
)
AUTOMATIC = Group({"enabled": Boolean(required=True), "allow_redirects": Text(choices=("always", "never"))})
METHOD: Mapping[str, Field] = {"payment_method": Text(), "payment_method_data": METHOD_DATA}
TO_CONFIRM: Mapping[str, Field] = {
    "mandate_data": Group({"customer_acceptance": ACCEPTANCE}),
    "return_url": Text(url=True),
}
TO_PAY: Mapping[str, Field] = {
    **TO_CONFIRM,
    "error_on_requires_action": Boolean(),
    "mandate": Text(),
    "off_session": Boolean(),
}
SAID: Mapping[str, Field] = {
    "customer": Text(),
    "description": Text(longest=1000),
    "receipt_email": Text(longest=800),
    "setup_future_usage": Text(choices=USAGES),
}
CREATE = {
    **SAID,
    **METHOD,
    **METADATA,
    **TO_PAY,
    "amount": Integer(required=True, lowest=1),
    "automatic_payment_methods": AUTOMATIC,
    "capture_method": Text(choices=("automatic", "automatic_async", "manual")),
    "confirm": Boolean(),
    "currency": Text(required=True, choices=tuple(intents.SMALLEST)),
    "allowed_payment_method_types": Many(Text(choices=TYPES)),
    "statement_descriptor_suffix": Text(longest=22),
    "transfer_group": Text(),
}
SETUP = {
    **METHOD,
    **METADATA,
    **TO_CONFIRM,
    "automatic_payment_methods": AUTOMATIC,
    "confirm": Boolean(),
    "customer": Text(),
    "description": Text(longest=1000),
    "allowed_payment_method_types": Many(Text(choices=TYPES)),
    "usage": Text(choices=USAGES),
}

ROUTES = (
    route("POST", INTENTS, intents.create, CREATE),
    route("GET", INTENTS, listed("payment_intent", INTENTS), {**LISTING, "customer": Text()}),
    route(
        "GET",
        INTENTS + "/search",
        intents.search,
        {"query": Text(required=True), "limit": Integer(lowest=1), "page": Text()},
    ),
    route("GET", INTENTS + "/{id}", read("payment_intent")),
    route(
        "POST",
        INTENTS + "/{id}",
        intents.update,
        {**SAID, **METHOD, **METADATA_UPDATE, "amount": Integer(lowest=1)},
    ),
    route(
        "POST",
        INTENTS + "/{id}/confirm",
        intents.confirm,
        {**METHOD, **TO_PAY, "setup_future_usage": Text(choices=USAGES)},
    ),
    route(
        "POST",
        INTENTS + "/{id}/capture",
        intents.capture,
        {**METADATA_UPDATE, "amount_to_capture": Integer(lowest=1)},
    ),
    route(
        "POST",
        INTENTS + "/{id}/cancel",
        intents.cancel,
        {"cancellation_reason": Text(choices=(*CANCELLATIONS, "fraudulent"))},
    ),
    route("POST", SETUPS, setups.create, SETUP),
    route("GET", SETUPS, listed("setup_intent", SETUPS), {**LISTING, "customer": Text()}),
    route("GET", SETUPS + "/{id}", read("setup_intent")),
    route("POST", SETUPS + "/{id}", setups.update, {**METADATA_UPDATE, "description": Text(longest=1000)}),
    route("POST", SETUPS + "/{id}/confirm", setups.confirm, {**METHOD, **TO_CONFIRM}),
    route(
        "POST",
        SETUPS + "/{id}/cancel",
        setups.cancel,
        {"cancellation_reason": Text(choices=CANCELLATIONS)},
    ),
    route(
        "GET",
        ATTEMPTS,
        listed("setup_attempt", ATTEMPTS),
        {**PAGING, "setup_intent": Text(required=True)},
    ),
)
