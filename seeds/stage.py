"""Who stands where while the demo is played: inner ids and principals by the numbers of the plan."""

import uuid
from dataclasses import dataclass, field

from market.base import vault
from market.base.access import Principal, Role, Seat
from market.base.audit import Actor
from market.money.sandbox import Sandbox
from market.rentals.actions.rent import Requested


@dataclass
class Stage:
    """Filled as people come; each act looks up whom it concerns. `password_hash` is everybody's."""

    sandbox: Sandbox
    password_hash: str
    operator: Principal = field(default_factory=Principal)
    holders: dict[int, Principal] = field(default_factory=dict)
    personas: dict[int, uuid.UUID] = field(default_factory=dict)
    on_approval: dict[int, uuid.UUID] = field(default_factory=dict)  # by the holder
    brands: dict[int, dict[Role, Principal]] = field(default_factory=dict)
    keys: dict[int, bytes] = field(default_factory=dict)
    signed: set[int] = field(default_factory=set)  # brands, the charter
    rentals: dict[int, Requested] = field(default_factory=dict)
    accounts: dict[int, str] = field(default_factory=dict)  # at Stripe, by the holder
    disputes: dict[int, str] = field(default_factory=dict)
    castings: dict[str, uuid.UUID] = field(default_factory=dict)  # by their keys
    budget: uuid.UUID | None = None  # of the demo's brand, for rewards
    invitations: dict[tuple[int, int], uuid.UUID] = field(default_factory=dict)

    def brand_id(self, brand: int) -> uuid.UUID:
        """The inner id of a brand that has applied."""
        seat = self.brands[brand][Role.OWNER].seat
        assert seat is not None
        return seat.brand

    def buyer(self, brand: int) -> Principal:
        """Who rents and invites for a brand: its buyer, else its owner."""
        members = self.brands[brand]
        return members.get(Role.BUYER, members[Role.OWNER])


def principal(person: uuid.UUID, *, holder: bool = False, operator: bool = False) -> Principal:
    """Somebody as their session would show them, without the slow check of a password."""
    actor = Actor("operator" if operator else "person", vault.tag("audit", person))
    return Principal(person=person, actor=actor, holder=holder, operator=operator)


def seated(who: Principal, brand: uuid.UUID, role: Role) -> Principal:
    """The same, in a seat of an approved brand."""
    return Principal(person=who.person, actor=who.actor, holder=who.holder, seat=Seat(brand, role, True))
