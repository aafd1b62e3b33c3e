"""The web application: what stands before the routes, one place for who may use them, one for errors."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import cast

import structlog
from litestar import Litestar
from litestar.handlers import BaseRouteHandler
from litestar.middleware import DefineMiddleware
from litestar.plugins.pydantic import PydanticPlugin
from litestar.types import (
    LifeSpanReceive,
    LifeSpanScope,
    LifeSpanSend,
    Receive,
    Scope,
    Send,
)

from market.accounts.authentication import Authentication
from market.base import logs
from market.base import pages as base_pages
from market.base.access import PUBLIC, Rule, UnclassifiedRoute, needs
from market.base.database import DB, WEB_STATEMENT_SECONDS
from market.base.origin import OwnPagesOnly
from market.base.process import die_with_parent, wait_for_gate
from market.base.settings import Settings
from market.base.settings import settings as environment
from market.base.templating import environment as templates
from market.money.sandbox import sandbox_router
from market.routes import ROUTES
from market.web import components
from market.web.failures import HANDLERS
from market.web.headers import protected
from market.web.heads import heads_as_gets
from market.web.navigation import navigation
from market.web.problems import said
from market.web.static_files import static
from market.wiring import connect, in_sandbox

MAX_BODY = 1024 * 1024  # bytes

log = structlog.get_logger()


class Market(Litestar):
    """The application, whose every answer is protected: refusals, unknown addresses and static files too."""

    async def __call__(
        self, scope: Scope | LifeSpanScope, receive: Receive | LifeSpanReceive, send: Send | LifeSpanSend
    ) -> None:
        if scope["type"] != "lifespan":
            send = protected(scope, cast(Send, send))
            scope, send = heads_as_gets(scope, send)
        await super().__call__(scope, receive, send)


def create_app(settings: Settings | None = None) -> Litestar:
    """The application; raises UnclassifiedRoute when a route has no rule."""
    config = settings or environment()
    logs.configure(config)
    die_with_parent()
    wait_for_gate()
    components.install(templates())
    base_pages.navigate_by(navigation)
    base_pages.refuse_by(said)
    return furnish(build(config), config)


def furnish(app: Litestar, config: Settings) -> Litestar:
    """Give it its sandbox, if it has one, and the way to its database."""
    app.state.update({"settings": config, "sandbox": connect(config)})
    return app


def build(config: Settings) -> Litestar:
    """The routes and what stands before them. It takes a second, and knows no database."""
    app = Market(
        [*ROUTES, static(), *([sandbox_router()] if in_sandbox(config) else [])],
        middleware=[DefineMiddleware(OwnPagesOnly, own_origin=config.url), DefineMiddleware(Authentication)],
        exception_handlers=HANDLERS,
        lifespan=[database],
        plugins=[shapes()],
        request_max_body_size=MAX_BODY,
        openapi_config=None,
        logging_config=None,  # `logs` has configured it
    )
    open_options(app)
    check_classified(app)
    return app


def shapes() -> PydanticPlugin:
    """Bodies are read as their fields say: left alone, the framework would take "1900" for a strict integer."""
    return PydanticPlugin(validate_strict=cast(bool, None))


def handlers_of(app: Litestar) -> list[tuple[str, str, BaseRouteHandler]]:
    """Every (path, method, handler) of the application."""
    found = []
    for route in app.routes:
        several: list[BaseRouteHandler] = list(getattr(route, "route_handlers", []))
        for handler in several or [getattr(route, "route_handler")]:  # noqa: B009
            methods = getattr(handler, "http_methods", None) or {"ASGI"}
            found += [(route.path, str(getattr(m, "value", m)), handler) for m in sorted(methods)]
    return found


def open_options(app: Litestar) -> None:
    """OPTIONS, which the framework answers from its own table, is for everybody: it tells the methods alone."""
    for _, method, handler in handlers_of(app):
        if method == "OPTIONS":
            handler.opt.update(needs(PUBLIC, authenticate=False)["opt"])


def check_classified(app: Litestar) -> None:
    """A route that nobody classified stops the start: it would be open to everyone by accident."""
    for path, method, handler in handlers_of(app):
        if not isinstance(handler.opt.get("rule"), Rule):
            raise UnclassifiedRoute(f"{method} {path}")


@contextlib.asynccontextmanager
async def database(app: Litestar) -> AsyncIterator[None]:
    """Lifespan: opens the pool, and keeps trying while the server is away (requests answer 503 meanwhile)."""
    opening = asyncio.create_task(_open(app.state.settings)) if DB.pool is None else None
    if opening:
        await asyncio.wait({opening}, timeout=5)
    try:
        yield
    finally:
        if app.state.sandbox:
            await app.state.sandbox.close()
        if opening:
            opening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await opening
            await DB.close()


async def _open(config: Settings) -> None:
    while True:
        try:
            await DB.open(
                str(config.database_url),
                maximum=config.web_pool,
                statement_seconds=WEB_STATEMENT_SECONDS,
            )
        except Exception as error:
            log.warning("database.away", error=type(error).__name__)
            await asyncio.sleep(1)
        else:
            return
