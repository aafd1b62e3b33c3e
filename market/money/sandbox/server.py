"""One request at Stripe, from the bearer key to the answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from market.money.sandbox import faults, idempotency, parameters, routes, shapes, store
from market.money.sandbox.call import Call, begin
from market.money.sandbox.idempotency import Saved
from market.money.sandbox.refusals import SandboxTimedOut, StripeRefusal, not_connected
from market.money.sandbox.schema import Body, Pool, open_pool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable

    from market.money.sandbox.schema import Connection


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Request:
    """What the client sent; `form` is the query of a GET and the body of a POST, `account` the connected
    account that it speaks for, or "".
    """

    id: str
    method: str
    path: str
    form: str
    key: str | None
    account: str


class Sandbox:
    """A Stripe of our own, in local mode. Its state is in PostgreSQL: any number of processes share it.

    `public_url` is where its hosted page is served, without a slash at the end. Belongs to one event loop.
    """

    def __init__(self, dsn: str, public_url: str) -> None:
        self.dsn, self.public_url = dsn, public_url.rstrip("/")
        self._pool: Pool | None = None
        self._opening = asyncio.Lock()

    async def pool(self) -> Pool:
        """Connections of the sandbox's own, made at the first need."""
        async with self._opening:
            if self._pool is None:
                self._pool = await open_pool(self.dsn)
            return self._pool

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    @asynccontextmanager
    async def acting(self) -> AsyncIterator[Call]:
        """Something that happens at Stripe without an API request, in one transaction."""
        async with (await self.pool()).acquire() as connection, connection.transaction():
            yield await begin(connection, self.public_url)

    async def handle(self, method: str, path: str, headers: Mapping[str, str], body: str = "") -> Answer:
        """Answer an API request. `path` may carry a query. Raises SandboxTimedOut if a fault asks for it."""
        known = {name.lower(): value for name, value in headers.items()}
        path, _, query = path.partition("?")
        method = method.upper()
        key = known.get("idempotency-key") if method == "POST" else None
        form, account = body if method == "POST" else query, known.get("stripe-account", "")
        request = Request(shapes.new_id("req", 14), method, path, form, key, account)
        out = {"content-type": "application/json", "request-id": request.id}
        try:
            out["stripe-version"] = _admitted(known)
            if key is not None:
                idempotency.fits(key)
                out["idempotency-key"] = key
            if account:
                out["stripe-account"] = account
            saved = await self._struck(request)
        except StripeRefusal as refusal:
            saved = Saved(refusal.status, refusal.body(request.id), request.id)
        if saved.request_id != request.id:
            out.update({"idempotent-replayed": "true", "original-request": saved.request_id})
        elif key is not None:
            out["original-request"] = request.id
        if saved.status >= 500:
            out["stripe-should-retry"] = "false"
        return Answer(saved.status, out, json.dumps(saved.body, ensure_ascii=False, indent=2).encode())

    async def _struck(self, request: Request) -> Saved:
        """Answer under whatever fault was asked for."""
        async with (await self.pool()).acquire() as connection:
            fault = await faults.matching(connection, request.method, request.path)
            if fault is not None and not await faults.use(connection, fault):
                fault = None
            kind = fault.kind if fault else None
            if kind == faults.TIMEOUT_BEFORE:
                raise SandboxTimedOut
            if kind == faults.CONFLICT:
                raise idempotency.in_use(request.key or "")
            if kind is not None and kind in AT_THE_DOOR:
                raise AT_THE_DOOR[kind]()
            async with connection.transaction():
                saved = await self._once(connection, request, kind)
        if kind == faults.TIMEOUT_AFTER:
            raise SandboxTimedOut
        return saved

    async def _once(self, connection: Connection, request: Request, fault: str | None) -> Saved:
        """Under a key, execute once and replay ever after. Every account has keys of its own."""
        if request.key is None:
            return await self._execute(connection, request, fault)
        key = f"{request.account}/{request.key}" if request.account else request.key
        await idempotency.hold(connection, key)
        print_ = idempotency.fingerprint(request.method, request.path, request.form)
        saved = await idempotency.recall(connection, key, print_)
        if saved is None:
            saved = await self._execute(connection, request, fault)
            await idempotency.keep(connection, key, print_, saved)
        return saved

    async def _execute(self, connection: Connection, request: Request, fault: str | None) -> Saved:
        """Validate, then act within a savepoint: a refusal keeps its answer and, unless it says that what
        happened stands, undoes its effect.
        """
        route, ids = routes.route_of(request.method, request.path)
        taken = parameters.read(route.takes, parameters.decode(request.form))
        call = await begin(connection, self.public_url, request.id, request.key)
        call = await _speaking_for(call, request.account)
        broken = StripeRefusal("An unknown error occurred", status=500, type="api_error")
        try:
            if fault == faults.SERVER_ERROR:
                raise broken
            async with connection.transaction():
                answer = await _standing(routes.answer(call, route, taken, ids))
        except StripeRefusal as refusal:
            if not refusal.saved:
                raise
            return Saved(refusal.status, refusal.body(request.id), request.id)
        if fault == faults.SERVER_ERROR_AFTER:
            return Saved(broken.status, broken.body(request.id), request.id)
        if isinstance(answer, StripeRefusal):
            return Saved(answer.status, answer.body(request.id), request.id)
        return Saved(200, answer, request.id)


AT_THE_DOOR: Mapping[str, Callable[[], StripeRefusal]] = {
    faults.RATE_LIMIT: lambda: StripeRefusal(
        "Request rate limit exceeded.", status=429, code="rate_limit", saved=False
    ),
    faults.KEY_REFUSED: lambda: StripeRefusal(
        "Expired API Key provided: sk_test_***", status=401, code="api_key_expired", saved=False
    ),
    faults.NOT_PERMITTED: lambda: StripeRefusal(
        "The provided key 'rk_test_***' does not have the required permissions for this endpoint.",
        status=403,
        saved=False,
    ),
}
"""Answers before a request is looked at: nothing is begun, and nothing kept under its key."""


async def _standing(answer: Awaitable[Body]) -> Body | StripeRefusal:
    """The answer, or a refusal before which something happened that stands."""
    try:
        return await answer
    except StripeRefusal as refusal:
        if refusal.stands:
            return refusal
        raise


async def _speaking_for(call: Call, account: str) -> Call:
    """The call on the connected account that its Stripe-Account header names. Raises StripeRefusal (403)."""
    if account and await store.look(call, "account", account) is None:
        raise not_connected(account)
    return call.on(account)


def _admitted(headers: Mapping[str, str]) -> str:
    """The API version to speak. Raises StripeRefusal for a key or a version that is not ours."""
    scheme, _, key = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.startswith("sk_test_"):
        shown = f"{key[:8]}***" if key else ""
        raise StripeRefusal(f"Invalid API Key provided: {shown}", status=401, saved=False)
    version = headers.get("stripe-version", shapes.API_VERSION)
    if version != shapes.API_VERSION:
        raise StripeRefusal(f"Invalid Stripe API version: {version}", saved=False)
    return version
