"""/v1/balance, /v1/balance_transactions, /v1/payouts, /v1/topups and /v1/events"""

from market.money.sandbox import balance, payouts
from market.money.sandbox.parameters import Boolean, Integer, Many, Text
from market.money.sandbox.routes.table import LISTING, METADATA, METADATA_UPDATE, listed, read, route

MOVEMENTS, PAYOUTS, EVENTS = "/v1/balance_transactions", "/v1/payouts", "/v1/events"
TOPUPS = "/v1/topups"
STATUSES = ("canceled", "failed", "in_transit", "paid", "pending")
PAY = {
    **METADATA,
    "amount": Integer(required=True, lowest=1),
    "currency": Text(required=True),
    "description": Text(longest=1000),
    "destination": Text(),
    "method": Text(choices=("standard",)),
    "source_type": Text(choices=("card",)),
    "statement_descriptor": Text(longest=22),
}

ROUTES = (
    route("GET", "/v1/balance", balance.retrieve),
    route(
        "GET",
        MOVEMENTS,
        listed("balance_transaction", MOVEMENTS),
        {**LISTING, "source": Text(), "type": Text(), "currency": Text(), "payout": Text()},
    ),
    route("GET", MOVEMENTS + "/{id}", read("balance_transaction")),
    route("POST", PAYOUTS, payouts.create, PAY),
    route(
        "GET",
        PAYOUTS,
        listed("payout", PAYOUTS),
        {**LISTING, "destination": Text(), "status": Text(choices=STATUSES)},
    ),
    route("GET", PAYOUTS + "/{id}", read("payout")),
    route("POST", PAYOUTS + "/{id}", payouts.update, METADATA_UPDATE),
    route("POST", PAYOUTS + "/{id}/cancel", payouts.cancel),
    route("GET", TOPUPS, listed("topup", TOPUPS), LISTING),
    route("GET", TOPUPS + "/{id}", read("topup")),
    route(
        "GET",
        EVENTS,
        listed("event", EVENTS),
        {**LISTING, "type": Text(), "types": Many(Text()), "delivery_success": Boolean()},
    ),
    route("GET", EVENTS + "/{id}", read("event")),
)
