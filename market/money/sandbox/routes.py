"""Stripe's addresses, the parameters each of them takes, and who answers."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from market.money.sandbox import checkout, payments, refunds, shapes, store
from market.money.sandbox.events import Call
from market.money.sandbox.parameters import Boolean, Field, Group, Integer, Many, Metadata, Text
from market.money.sandbox.refusals import StripeRefusal, invalid
from market.money.sandbox.schema import Body

Action: TypeAlias = Callable[[Call, Body, str], Awaitable[Body]]
"""From the call, its checked parameters and the id in its path ("" without one) to the answer."""


@dataclass(frozen=True)
class Route:
    method: str
    path: re.Pattern[str]
    takes: Group
    act: Action


LOCALES = (
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA",
    "hi-IN", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR",
    "ro",    "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
)  # fmt: skip
EXPAND: Mapping[str, Field] = {"expand": Many(Text())}
BOUNDS = Group({bound: Integer() for bound in ("gt", "gte", "lt", "lte")})
LISTING: Mapping[str, Field] = {
    "limit": Integer(lowest=1),
    "starting_after": Text(),
    "ending_before": Text(),
    "created": BOUNDS,
}
REASONS = ("duplicate", "fraudulent", "requested_by_customer")
CANCELLATIONS = ("abandoned", *REASONS)

LINE_ITEM = Group(
    {
        "quantity": Integer(required=True, lowest=1),
        "price_data": Group(
            {
                "currency": Text(required=True),
                "unit_amount": Integer(required=True),
                "product_data": Group(
                    {"name": Text(required=True), "description": Text(), "metadata": Metadata()},
                    required=True,
                ),
            },
            required=True,
        ),
    }
)
CREATE_SESSION = Group(
    {
        "mode": Text(required=True, choices=("payment",)),
        "line_items": Many(LINE_ITEM, required=True),
        "success_url": Text(required=True, url=True),
        "cancel_url": Text(url=True),
        "client_reference_id": Text(longest=200),
        "customer_email": Text(longest=800),
        "expires_at": Integer(),
        "locale": Text(choices=LOCALES),
        "metadata": Metadata(),
        "payment_intent_data": Group({"description": Text(longest=1000), "metadata": Metadata()}),
        "payment_method_types": Many(Text(choices=("card",))),
        "submit_type": Text(choices=("auto", "book", "donate", "pay")),
    }
)
CREATE_INTENT = Group(
    {
        "amount": Integer(required=True, lowest=1),
        "currency": Text(required=True, choices=tuple(checkout.SMALLEST)),
        "description": Text(longest=1000),
        "metadata": Metadata(),
        "payment_method_types": Many(Text(choices=("card",))),
    }
)
CREATE_REFUND = Group(
    {
        "payment_intent": Text(),
        "charge": Text(),
        "amount": Integer(lowest=1),
        "reason": Text(choices=REASONS),
        "metadata": Metadata(),
    }
)

EXACT = ("status", "charge", "source", "currency")
"""Filters that ask for a field of the same name."""

EXPANDABLE = {
    "payment_intent": "payment_intent",
    "latest_charge": "charge",
    "charge": "charge",
    "balance_transaction": "balance_transaction",
    "failure_balance_transaction": "balance_transaction",
}


def _read(kind: str) -> Action:
    async def act(call: Call, parameters: Body, id: str) -> Body:
        return _as_of(call, await store.find(call.connection, kind, id))

    return act


def _list(kind: str, url: str) -> Action:
    async def act(call: Call, parameters: Body, id: str) -> Body:
        if parameters.get("limit", store.PAGE) > 100:
            raise invalid("Invalid integer: must be at most 100", "limit", "parameter_invalid_integer")
        equal: Body = {key: parameters[key] for key in EXACT if key in parameters}
        if "type" in parameters:
            parameters = {**parameters, "types": [parameters["type"]]}
        if "delivery_success" in parameters:
            equal["pending_webhooks"] = 0 if parameters["delivery_success"] else 1
        data, has_more = await store.page(call.connection, kind, equal, parameters)
        return shapes.page_of([_as_of(call, body) for body in data], url, has_more)

    return act


def _as_of(call: Call, body: Body) -> Body:
    if body.get("status") == "pending" and body.get("available_on", call.now + 1) <= call.now:
        return {**body, "status": "available"}
    return body


async def _expand(call: Call, body: Body, paths: list[str]) -> Body:
    for path in paths:
        node = body
        for step in path.split("."):
            if step not in EXPANDABLE or step not in node:
                raise invalid(f"This property cannot be expanded ({path}).", "expand")
            if isinstance(node[step], str):
                found = await store.find(call.connection, EXPANDABLE[step], node[step])
                node[step] = _as_of(call, found)
            if node[step] is None:
                break
            node = node[step]
    return body


async def _create_session(call: Call, parameters: Body, id: str) -> Body:
    return await checkout.create(call, parameters)


async def _read_session(call: Call, parameters: Body, id: str) -> Body:
    return await checkout.retrieve(call, id)


async def _expire_session(call: Call, parameters: Body, id: str) -> Body:
    return await checkout.expire(call, id)


async def _create_intent(call: Call, parameters: Body, id: str) -> Body:
    return await payments.create(call, parameters)


async def _cancel_intent(call: Call, parameters: Body, id: str) -> Body:
    return await payments.cancel(call, parameters, id)


async def _search_intents(call: Call, parameters: Body, id: str) -> Body:
    return await payments.search(call, parameters)


async def _create_refund(call: Call, parameters: Body, id: str) -> Body:
    return await refunds.create(call, parameters)


def _route(method: str, path: str, act: Action, takes: Mapping[str, Field] | Group | None = None) -> Route:
    fields = takes.fields if isinstance(takes, Group) else takes or {}
    pattern = re.compile(re.escape(path).replace(r"\{id\}", "(?P<id>[A-Za-z0-9_]+)"))
    single = not path.endswith("s") or method == "POST"
    return Route(method, pattern, Group({**fields, **EXPAND} if single else fields), act)


SESSIONS, INTENTS, REFUNDS = "/v1/checkout/sessions", "/v1/payment_intents", "/v1/refunds"
MOVEMENTS, EVENTS, CHARGES = "/v1/balance_transactions", "/v1/events", "/v1/charges"
STATUSES = ("open", "complete", "expired")

ROUTES = (
    _route("POST", SESSIONS, _create_session, CREATE_SESSION),
    _route("GET", SESSIONS, _list("checkout.session", SESSIONS),
           {**LISTING, "payment_intent": Text(), "status": Text(choices=STATUSES)}),
    _route("GET", SESSIONS + "/{id}", _read_session),
    _route("POST", SESSIONS + "/{id}/expire", _expire_session),
    _route("POST", INTENTS, _create_intent, CREATE_INTENT),
    _route("GET", INTENTS, _list("payment_intent", INTENTS), LISTING),
    _route("GET", INTENTS + "/search", _search_intents,
           {"query": Text(required=True), "limit": Integer(lowest=1), "page": Text()}),
    _route("GET", INTENTS + "/{id}", _read("payment_intent")),
    _route("POST", INTENTS + "/{id}/cancel", _cancel_intent, {"cancellation_reason":
    Text(choices=CANCELLATIONS)}), _route("GET", CHARGES, _list("charge", CHARGES), {**LISTING,
    "payment_intent": Text()}), _route("GET", CHARGES + "/{id}", _read("charge")), _route("POST", REFUNDS,
    _create_refund, CREATE_REFUND), _route("GET", REFUNDS, _list("refund", REFUNDS), {**LISTING,
    "payment_intent": Text(), "charge": Text()}), _route("GET", REFUNDS + "/{id}", _read("refund")),
    _route("GET", MOVEMENTS, _list("balance_transaction", MOVEMENTS), {**LISTING, "source": Text(), "type":
    Text(), "currency": Text()}), _route("GET", MOVEMENTS + "/{id}", _read("balance_transaction")),
    _route("GET", EVENTS, _list("event", EVENTS), {**LISTING, "type": Text(), "types": Many(Text()),
    "delivery_success": Boolean()}), _route("GET", EVENTS + "/{id}", _read("event")), )  # fmt: skip


def route_of(method: str, path: str) -> tuple[Route, str]:
    """The route of an address and the id in it. Raises StripeRefusal (404) where Stripe has, or we have,
    none.
    """
    for route in ROUTES:
        found = route.path.fullmatch(path)
        if found and route.method == method:
            return route, found.groupdict().get("id") or ""
    raise StripeRefusal(f"Unrecognized request URL ({method}: {path}).", status=404, saved=False)


async def answer(call: Call, route: Route, parameters: Body, id: str) -> Body:
    body = await route.act(call, parameters, id)
    return await _expand(call, body, parameters.get("expand", []))
