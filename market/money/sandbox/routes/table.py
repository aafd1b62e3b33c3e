"""A route of Stripe's: its address, the parameters it takes, and who answers."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from market.money.sandbox import shapes, store
from market.money.sandbox.call import Call
from market.money.sandbox.parameters import Field, Group, Integer, Many, Metadata, Text
from market.money.sandbox.refusals import invalid
from market.money.sandbox.schema import Body

Action: TypeAlias = Callable[..., Awaitable[Body]]
"""Takes the call, its checked parameters and the ids in its path, and gives the answer."""


@dataclass(frozen=True)
class Route:
    """`path` as Stripe's reference writes it, with `{id}` and below it `{sub}`."""

    method: str
    path: str
    takes: Group
    act: Action

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\\\{(id|sub)\\\}", r"(?P<\1>[A-Za-z0-9_]+)", re.escape(self.path)))


EXPAND: Mapping[str, Field] = {"expand": Many(Text())}
BOUNDS = Group({bound: Integer() for bound in ("gt", "gte", "lt", "lte")})
PAGING: Mapping[str, Field] = {
    "limit": Integer(lowest=1),
    "starting_after": Text(),
    "ending_before": Text(),
    **EXPAND,
}
LISTING: Mapping[str, Field] = {**PAGING, "created": BOUNDS}
METADATA: Mapping[str, Field] = {"metadata": Metadata()}
METADATA_UPDATE: Mapping[str, Field] = {"metadata": Metadata(update=True)}
ADDRESS = Group({name: Text() for name in ("city", "country", "line1", "line2", "postal_code", "state")})

EXACT = (
    "status",
    "charge",
    "source",
    "currency",
    "customer",
    "destination",
    "setup_intent",
    "transfer_group",
)
"""Filters that ask for a field of the same name."""

EXPANDABLE = {
    "payment_intent": "payment_intent",
    "setup_intent": "setup_intent",
    "latest_charge": "charge",
    "latest_attempt": "setup_attempt",
    "charge": "charge",
    "customer": "customer",
    "payment_method": "payment_method",
    "mandate": "mandate",
    "transfer": "transfer",
    "balance_transaction": "balance_transaction",
    "failure_balance_transaction": "balance_transaction",
}


def route(method: str, path: str, act: Action, takes: Mapping[str, Field] | Group | None = None) -> Route:
    """Everything may be expanded."""
    fields = takes.fields if isinstance(takes, Group) else takes or {}
    return Route(method, path, Group({**EXPAND, **fields}), act)


def read(kind: str) -> Action:
    async def act(call: Call, parameters: Body, id: str) -> Body:
        return as_of(call, await store.find(call, kind, id))

    return act


def listed(kind: str, url: str) -> Action:
    async def act(call: Call, parameters: Body, *ids: str) -> Body:
        if parameters.get("limit", store.PAGE) > 100:
            raise invalid("Invalid integer: must be at most 100", "limit", "parameter_invalid_integer")
        equal: Body = {key: parameters[key] for key in EXACT if key in parameters}
        if "type" in parameters:
            parameters = {**parameters, "types": [parameters["type"]]}
        if "delivery_success" in parameters:
            equal["pending_webhooks"] = 0 if parameters["delivery_success"] else 1
        data, has_more = await store.page(call, kind, equal, parameters)
        return shapes.page_of([as_of(call, body) for body in data], url, has_more)

    return act


def as_of(call: Call, body: Body) -> Body:
    if body.get("status") == "pending" and body.get("available_on", call.now + 1) <= call.now:
        return {**body, "status": "available"}
    return body


async def expand(call: Call, body: Body, paths: list[str]) -> Body:
    """Put objects in the place of their ids, in lists below `data`. Raises StripeRefusal where there are none."""
    for path in paths:
        first, *rest = path.split(".")
        if first == "data" and body.get("object") in ("list", "search_result"):
            for each in body["data"]:
                await _expand(call, each, rest, path)
        else:
            await _expand(call, body, [first, *rest], path)
    return body


async def _expand(call: Call, node: Body, steps: list[str], path: str) -> None:
    for step in steps:
        if step not in EXPANDABLE or step not in node:
            raise invalid(f"This property cannot be expanded ({path}).", "expand")
        if isinstance(node[step], str):
            found = await store.find(call, EXPANDABLE[step], node[step])
            node[step] = as_of(call, found)
        if node[step] is None:
            break
        node = node[step]
