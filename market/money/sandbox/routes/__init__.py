"""Stripe's addresses, the parameters each of them takes, and who answers."""

from __future__ import annotations

from market.money.sandbox.call import Call
from market.money.sandbox.refusals import StripeRefusal
from market.money.sandbox.routes import checkout, connect, disputes, intents, methods, movements, refunds
from market.money.sandbox.routes.table import Route, expand
from market.money.sandbox.schema import Body

ROUTES: tuple[Route, ...] = (
    *checkout.ROUTES,
    *intents.ROUTES,
    *methods.ROUTES,
    *refunds.ROUTES,
    *disputes.ROUTES,
    *movements.ROUTES,
    *connect.ROUTES,
)
PATTERNS = tuple((route.pattern, route) for route in ROUTES)


def route_of(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    """The route of an address and the ids in it. Raises StripeRefusal (404) where Stripe has, or we have,
    none.
    """
    for pattern, route in PATTERNS:
        found = pattern.fullmatch(path)
        if found and route.method == method:
            return route, found.groups()
    raise StripeRefusal(f"Unrecognized request URL ({method}: {path}).", status=404, saved=False)


async def answer(call: Call, route: Route, parameters: Body, ids: tuple[str, ...]) -> Body:
    body = await route.act(call, parameters, *ids)
    return await expand(call, body, parameters.get("expand", []))
