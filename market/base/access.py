"""Who may use a route. Every route carries one `Rule`; the application does not start with one that has none.

    @post("/v1/rentals", **needs(brand("rent", scope="rentals:write")))

The middleware that authenticates applies it, from the principal alone, before the handler runs. What belongs
to whom is decided by the query: scope comes from the principal, never from the object.
"""

import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from market.base.audit import Actor
from market.base.errors import Forbidden, Unauthenticated


class Door(StrEnum):
    """The kinds of reader a route is for."""

    PUBLIC = "public"  # anyone, signed in or not
    PERSON = "person"  # anyone signed in
    HOLDER = "holder"
    BRAND = "brand"
    OPERATOR = "operator"
    FACTOR = "factor"  # an operator whose second factor is still owed, or was given
    SIGNED = "signed"  # the body or link carries a signature that the handler verifies


class Right(StrEnum):
    """What a member of a brand may do; roles are sets of rights."""

    LOOK = "look"  # the catalogue under names of the brand's own, saved cards
    READ = "read"  # rentals, sheets, invitations
    RENT = "rent"
    INVITE = "invite"
    MANAGE = "manage"  # members, keys, the brand's own facts


class Role(StrEnum):
    """A member's role in a brand."""

    OWNER = "owner"
    BUYER = "buyer"
    ANALYST = "analyst"


ROLE_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.BUYER: frozenset(Right) - {Right.MANAGE},
    Role.ANALYST: frozenset({Right.LOOK, Right.READ}),
}


@dataclass(frozen=True)
class Rule:
    """Which door, which right inside a brand, and which scope an API key needs (None: no key passes)."""

    door: Door
    right: Right | None = None
    scope: str | None = None
    local_only: bool = False


@dataclass(frozen=True)
class Seat:
    """A place in a brand: the brand's id, the role, whether an operator approved the brand or stopped it."""

    brand: uuid.UUID
    role: Role
    approved: bool
    stopped: bool = False


@dataclass(frozen=True)
class Principal:
    """Who asks. `scopes` is None for a person, a set for an API key.

    `half` is an operator who gave a password and owes the second factor: no other field but `session` and
    `actor` says anything of them, so that whatever asks who this is finds a visitor.
    """

    person: uuid.UUID | None = None
    actor: Actor = field(default_factory=lambda: Actor("system"))
    holder: bool = False
    operator: bool = False
    seat: Seat | None = None
    scopes: frozenset[str] | None = None
    session: bytes | None = None
    half: uuid.UUID | None = None

    @property
    def known(self) -> bool:
        """Whether a session or a key was shown and found good."""
        return self.person is not None or self.scopes is not None


VISITOR = Principal()
PUBLIC = Rule(Door.PUBLIC)
PERSON = Rule(Door.PERSON)
HOLDER = Rule(Door.HOLDER)
OPERATOR = Rule(Door.OPERATOR)
FACTOR = Rule(Door.FACTOR)
SIGNED = Rule(Door.SIGNED)


class SignInRequired(Unauthenticated):
    """The route is not public and no good session or key was shown."""


class FactorRequired(Unauthenticated):
    """An operator gave the password alone: the second factor is needed too."""


class NotYours(Forbidden):
    """The reader is known, but this is for another kind of reader, right or scope."""


class UnclassifiedRoute(RuntimeError):
    """A route without a rule: a mistake of ours, found at start-up."""


def brand(right: str, scope: str | None = None) -> Rule:
    """A rule for members of a brand that hold `right`, and for its API keys that hold `scope`."""
    return Rule(Door.BRAND, Right(right), scope)


def needs(rule: Rule, **more: Any) -> dict[str, Any]:
    """The keyword arguments that put `rule` on a route handler."""
    return {"opt": {"rule": rule, **more}}


def admits(rule: Rule, who: Principal) -> bool:
    """Whether `rule` lets `who` pass. Pure."""
    if rule.door in (Door.PUBLIC, Door.SIGNED):
        return True
    if who.scopes is not None:  # an API key passes only where a scope is named
        return rule.door is Door.BRAND and rule.scope is not None and rule.scope in who.scopes
    if rule.door is Door.FACTOR:
        return who.half is not None or who.operator
    if rule.door is Door.PERSON:
        return who.person is not None
    if rule.door is Door.HOLDER:
        return who.holder
    if rule.door is Door.OPERATOR:
        return who.operator
    return who.seat is not None and rule.right in ROLE_RIGHTS[who.seat.role]


def authorize(handler: BaseRouteHandler, who: Principal) -> None:
    """Raise SignInRequired, FactorRequired or NotYours unless the handler's rule admits `who`.

    Raises UnclassifiedRoute where there is no rule.

    A handler with `authenticate=False` in its opt is for everybody, or applies its rule in its own statement.
    """
    rule = handler.opt.get("rule")
    if not isinstance(rule, Rule):
        raise UnclassifiedRoute(str(handler))
    if not handler.opt.get("authenticate", True) or admits(rule, who):
        return
    if who.half is not None:
        raise FactorRequired()
    if not who.known:
        raise SignInRequired()
    raise NotYours()


def principal_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Principal:
    """Who asks, as authentication found; a visitor where nothing was shown."""
    who: Principal = connection.scope.get("state", {}).get("principal", VISITOR)
    return who


def person_of(connection: ASGIConnection[Any, Any, Any, Any]) -> uuid.UUID:
    """The signed-in person; raises SignInRequired for visitors and API keys."""
    who = principal_of(connection)
    if who.person is None:
        raise SignInRequired()
    return who.person
