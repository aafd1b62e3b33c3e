"""/v1/disputes"""

from market.money.sandbox import disputes
from market.money.sandbox.parameters import Boolean, Group, Text
from market.money.sandbox.routes.table import LISTING, METADATA_UPDATE, listed, read, route
from market.money.sandbox.shapes.charges import EVIDENCE

DISPUTES = "/v1/disputes"
GIVEN = Group({name: Text(longest=20_000) for name in EVIDENCE})

ROUTES = (
    route(
        "GET",
        DISPUTES,
        listed("dispute", DISPUTES),
        {**LISTING, "charge": Text(), "payment_intent": Text()},
    ),
    route("GET", DISPUTES + "/{id}", read("dispute")),
    route(
        "POST",
        DISPUTES + "/{id}",
        disputes.update,
        {**METADATA_UPDATE, "evidence": GIVEN, "submit": Boolean()},
    ),
    route("POST", DISPUTES + "/{id}/close", disputes.close),
)
