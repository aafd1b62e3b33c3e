"""Finds out who asks: one query for a session's cookie or an API key, at every request, never from a cache.

What it finds is the `Principal` of the request, and the route's rule is applied to it here: a guard of
Litestar's would copy the route's handler at each request. A route with `authenticate=False` in its opt is
skipped: it serves everybody alike, or decides in its own statement (`hash_key`).
"""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send

from market.accounts import rules
from market.accounts.refusals import BadKey
from market.accounts.secrets import hash_key
from market.base import vault
from market.base.access import VISITOR, Principal, Role, Seat, authorize
from market.base.audit import Actor
from market.base.database import Record, fetch, fetch_row
from market.base.origin import CrossSiteRequest, from_our_own_page
from market.base.settings import settings

COOKIE = "__Host-moi"
BEARER = "bearer "
SECRET_MAX = 100  # characters; ours are shorter

# The seat is good only while the membership is: a removed member's session loses it with the removal.
_SESSION = """
select s.person, p.holder, p.operator, s.factor_at is not null as factor, m.brand, m.role, b.state,
  s.last_seen_at <= base.now() - $3::interval as stale
from accounts.sessions s
join accounts.people p on p.id = s.person and p.disabled_at is null
left join accounts.memberships m on m.brand = s.brand and m.person = s.person and m.joined_at is not null
left join accounts.brands b on b.id = m.brand
where s.token_hash = $1 and s.expires_at > base.now() and s.last_seen_at > base.now() - $2::interval
"""
_SEEN = """
with seen as (
  update accounts.sessions set last_seen_at = base.now()
  where token_hash = $1 and last_seen_at <= base.now() - $2::interval returning person
)
insert into accounts.openings (person, at, asked) select person, base.now(), 0 from seen
on conflict (person) do update set at = base.now(), asked = 0, asked_at = null
"""
_KEY = """
select k.id, k.brand, k.scopes, b.state,
  k.last_used_at is null or k.last_used_at <= base.now() - $2::interval as stale
from accounts.api_keys k join accounts.brands b on b.id = k.brand
where k.hash = $1 and k.revoked_at is null and b.state in ('applied', 'approved')
"""
_USED = """
update accounts.api_keys set last_used_at = base.now()
where id = $1 and (last_used_at is null or last_used_at <= base.now() - $2::interval)
"""


class Authentication:
    """ASGI middleware: puts the Principal at `scope["state"]["principal"]`, lets pass whom the rule admits.

    Raises BadKey, SignInRequired, NotYours.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            handler = scope["route_handler"]
            asked = handler.opt.get("authenticate", True)
            who = await _principal(ASGIConnection(scope)) if asked else VISITOR
            # A mapping of its own: what a server shares between requests must not carry a principal over.
            # Before the rule is applied: a refusal is read by somebody, too.
            scope["state"] = {**scope.get("state", {}), "principal": who}
            authorize(handler, who)
        await self.app(scope, receive, send)


async def _principal(connection: ASGIConnection[Any, Any, Any, Any]) -> Principal:
    authorization = connection.headers.get("authorization")
    if authorization is not None:
        return await of_key(authorization)
    token = connection.cookies.get(COOKIE)
    return await of_session(token) if token and len(token) <= SECRET_MAX else VISITOR


async def reader(connection: ASGIConnection[Any, Any, Any, Any]) -> Principal:
    """Who reads a refusal: as at any route, but a visitor where that cannot be found out now. Never raises."""
    try:
        return await _principal(connection)
    except Exception:
        return VISITOR


async def of_session(token: str) -> Principal:
    """Who a session's token stands for; a visitor when it is unknown or expired.

    An operator without the second factor is nobody yet: `half` alone says who it may become.
    """
    hashed = hash_key(token)
    row = await fetch_row(_SESSION, hashed, rules.SESSION_IDLE, rules.SEEN_EVERY)
    if row is None:
        return VISITOR
    if row["stale"]:
        await fetch(_SEEN, hashed, rules.SEEN_EVERY)
    if row["operator"] and not row["factor"]:
        actor = Actor("operator", vault.tag("audit", row["person"]))
        return Principal(actor=actor, session=hashed, half=row["person"])
    seat = _seat(row) if row["brand"] else None
    return Principal(
        person=row["person"],
        actor=Actor("operator" if row["operator"] else "person", vault.tag("audit", row["person"])),
        holder=row["holder"],
        operator=row["operator"],
        seat=seat,
        session=hashed,
    )


def _seat(row: Record) -> Seat:
    state = row["state"]
    return Seat(row["brand"], Role(row["role"]), state == rules.State.APPROVED, state == rules.State.STOPPED)


async def of_key(authorization: str) -> Principal:
    """What an `Authorization: Bearer …` header stands for (RFC 6750, section 2.1); raises BadKey."""
    text = authorization[len(BEARER) :].strip()
    if not authorization.lower().startswith(BEARER) or not text or len(text) > SECRET_MAX:
        raise BadKey()
    row = await fetch_row(_KEY, hash_key(text), rules.SEEN_EVERY)
    if row is None:
        raise BadKey()
    if row["stale"]:
        await fetch(_USED, row["id"], rules.SEEN_EVERY)
    return Principal(
        actor=Actor("key", row["id"].bytes),
        # A key acts by its scopes; the least role, so that nothing is ever allowed for the role's sake.
        seat=Seat(row["brand"], Role.ANALYST, row["state"] == rules.State.APPROVED),
        scopes=frozenset(row["scopes"]),
    )


def session_cookie(token: str, life: int = int(rules.SESSION_LIFE.total_seconds())) -> Cookie:
    """The cookie that holds a session's token for `life` seconds (RFC 6265bis, section 4.1.3.2)."""
    return Cookie(key=COOKIE, value=token, max_age=life, secure=True, httponly=True, samesite="lax")


def no_cookie() -> Cookie:
    """The cookie that takes the session's away."""
    return session_cookie("", life=0)


async def our_page_only(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard of what signs somebody in: another site must not sign a visitor in as somebody else.

    The visitor has no cookie yet, so the middleware for requests with one would let it pass. A client that is
    no browser sends neither header. Raises CrossSiteRequest.
    """
    headers = dict(connection.headers.items())
    if "sec-fetch-site" not in headers and "origin" not in headers:
        return
    if not from_our_own_page("POST", {**headers, "cookie": ""}, settings().url):
        raise CrossSiteRequest()
