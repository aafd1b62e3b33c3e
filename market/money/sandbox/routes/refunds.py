"""/v1/charges and /v1/refunds"""

from market.money.sandbox import refunds
from market.money.sandbox.parameters import Integer, Text
from market.money.sandbox.routes.table import LISTING, METADATA, METADATA_UPDATE, listed, read, route

CHARGES, REFUNDS = "/v1/charges", "/v1/refunds"
REASONS = ("duplicate", "fraudulent", "requested_by_customer")
CREATE = {
    **METADATA,
    "payment_intent": Text(),
    "charge": Text(),
    "amount": Integer(lowest=1),
    "reason": Text(choices=REASONS),
}

ROUTES = (
    route(
        "GET",
        CHARGES,
        listed("charge", CHARGES),
        {**LISTING, "customer": Text(), "payment_intent": Text(), "transfer_group": Text()},
    ),
    route("GET", CHARGES + "/{id}", read("charge")),
    route("POST", REFUNDS, refunds.create, CREATE),
    route(
        "GET",
        REFUNDS,
        listed("refund", REFUNDS),
        {**LISTING, "payment_intent": Text(), "charge": Text()},
    ),
    route("GET", REFUNDS + "/{id}", read("refund")),
    route("POST", REFUNDS + "/{id}", refunds.update, METADATA_UPDATE),
    route("POST", REFUNDS + "/{id}/cancel", refunds.cancel),
)
