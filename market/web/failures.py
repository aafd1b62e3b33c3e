"""Turns every exception into problem+json, or the same facts on a page for people."""

import asyncio
from typing import Any
from urllib.parse import urlencode

import asyncpg
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.handlers import BaseRouteHandler
from litestar.params import CookieParameter, HeaderParameter, QueryParameter

from market.base.access import principal_of
from market.base.database import DatabaseNotOpen
from market.base.errors import Refusal
from market.base.pages import language_of, page
from market.web.malformed import errors_of, no_json
from market.web.problems import PROBLEMS, status_of, type_of
from market.web.reader import ForItsReader
from market.web.refusals.problem import Problem

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
API = "/v1/"
RETRY_SECONDS = "2"

WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})
SIGN_IN = {"fr": "Se connecter", "en": "Sign in"}
GO_ON = {"fr": "Donner le code", "en": "Give the code"}
HOME = {"fr": "Revenir à l’accueil", "en": "Back to the start"}

CODE_OF_STATUS = {
    400: "malformed",
    401: "sign-in-required",
    403: "not-yours",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
    422: "malformed",
    503: "database-away",
}

# NUL, which text in PostgreSQL cannot hold: nothing is called so.
NO_TEXT = (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)

RENAMING = (QueryParameter, HeaderParameter, CookieParameter)

DATABASE_AWAY: tuple[type[Exception], ...] = (
    DatabaseNotOpen,
    ConnectionError,
    FileNotFoundError,  # the unix socket is not there
    asyncio.TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server's last word came between two of the driver's own
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)


def answer(
    request: Request[Any, Any, Any],
    status: int,
    code: str,
    facts: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Response[Any]:
    """The problem as JSON, or as a page where a person's browser asked for one."""
    language = language_of(request)
    words: Problem = PROBLEMS.get(code, PROBLEMS["unexpected"])
    if status == 503:  # RFC 9110, section 10.2.3: it is worth asking again, soon
        headers = {"retry-after": RETRY_SECONDS, **(headers or {})}
    if wants_page(request):
        known = "principal" in request.scope.get("state", {}) or status >= 500

        def write() -> Response[Any]:
            shown = problem_page(request, status, words)
            shown.headers.update(headers or {})
            return shown

        return write() if known else ForItsReader(request, write)
    body: dict[str, Any] = {"type": type_of(code), "title": words.title(language), "status": status}
    if words.way_out(language):
        body["detail"] = words.way_out(language)
    body |= {key: value for key, value in (facts or {}).items() if key not in body}
    return Response(
        body,
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={**(headers or {}), "content-language": language, "cache-control": "no-store"},
    )


def wants_page(request: Request[Any, Any, Any]) -> bool:
    """Whether a browser asks: the API always answers in JSON."""
    return not request.url.path.startswith(API) and "text/html" in request.headers.get("accept", "")


def problem_page(request: Request[Any, Any, Any], status: int, words: Problem) -> Response[Any]:
    """The same facts for a person: what is the matter, and the way out."""
    language = language_of(request)
    error = {"status": status, "title": words.title(language), "text": words.way_out(language)}
    if status == 401:  # the way out in words is for machines: people have a button
        here = f"?{urlencode({'next': asked_for(request)})}" if request.method == "GET" else ""
        owed = principal_of(request).half is not None
        href, action = ("/sign-in/factor", GO_ON) if owed else ("/sign-in", SIGN_IN)
        error |= {"text": "", "href": f"{href}{here}", "action": action[language]}
    elif status != 503:
        error |= {"href": "/home" if principal_of(request).known else "/", "action": HOME[language]}
    return page(request, "error.html", status, error=error)


def asked_for(request: Request[Any, Any, Any]) -> str:
    """The address of this request on our site, to come back to."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def on_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """A refusal of ours: its status by kind, its words by code."""
    return answer(request, status_of(refusal), refusal.code, refusal.facts)


def on_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """What the framework refuses: malformed input, unknown route, wrong method, too large a body."""
    status = 422 if isinstance(error, ValidationException) else error.status_code
    if status >= 500:
        return on_any(request, error)
    errors = errors_of(error, language_of(request), _asked_as(request))
    facts = {"errors": errors} if errors else {}
    code = CODE_OF_STATUS.get(status, "malformed")
    if code == "too-large":  # some routes take files, and more than the others
        code = request.route_handler.opt.get("too_large", code)
    return answer(request, status, code, facts, dict(error.headers or {}))


def _asked_as(request: Request[Any, Any, Any]) -> dict[str, tuple[str, str]]:
    """What the route's renamed parameters are called by those who ask: the framework tells of them by our names."""
    handler = request.scope.get("route_handler")
    fields = handler.parsed_fn_signature.parameters if isinstance(handler, BaseRouteHandler) else {}
    return {
        ours: (field.kwarg_definition.param_type.value, field.kwarg_definition.name)
        for ours, field in fields.items()
        if isinstance(field.kwarg_definition, RENAMING) and field.kwarg_definition.name not in (None, ours)
    }


def on_any(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The database away is 503; anything else is our mistake, logged without a body."""
    if isinstance(error, UnicodeDecodeError | RecursionError) and request.method in WITH_BODY:
        return answer(
            request, 400, "malformed", {"errors": no_json(language_of(request))}
        )  # a body that is no UTF-8, or nested without end
    if isinstance(error, NO_TEXT):
        status = 422 if request.method in WITH_BODY else 404
        return answer(request, status, CODE_OF_STATUS[status])
    if isinstance(error, DATABASE_AWAY):
        log.warning("database.away", error=type(error).__name__)
        return answer(request, 503, "database-away")
    log.error("request.failed", path_template=request.scope.get("path_template"), exc_info=error)
    return answer(request, 500, "unexpected")


HANDLERS: dict[Any, Any] = {Refusal: on_refusal, HTTPException: on_http, Exception: on_any}
