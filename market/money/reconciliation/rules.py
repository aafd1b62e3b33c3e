"""What explains a movement of Stripe's, what does not, and when to look. Pure.

Stripe's movements and the ledger's effects meet by the object that moved (a charge, a refund, a payout): within
one object and currency, a movement is explained by the one or more ledger transactions whose effects on
`stripe:clearing` sum to its net.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import combinations
from typing import Final

from market.base.clock import MARKET_ZONE

OVERLAP: Final = timedelta(hours=26)
"""How far before the last stored movement a list begins: more than a clock that is a day off can hide."""

DEEP_OVERLAP: Final = timedelta(days=8)
"""The same at night."""

PATIENCE: Final = timedelta(hours=26)
"""How long the books may be ahead of Stripe: a charge's movement may come later, a clock may be a day off."""

NIGHT: Final = time(3)
"""When the nightly run is due, on the market's wall clock."""

LIMITS: Final[Mapping[str, timedelta]] = {
    "payment": timedelta(hours=1),
    "debit": timedelta(days=14),
    "hold": timedelta(days=7),
    "refund": timedelta(days=10),
    "payout": timedelta(days=5),
    "dispute": timedelta(days=120),
    "bank_return": timedelta(days=5),
    "own_transfer": timedelta(days=5),
    "inbox": timedelta(minutes=10),
}
"""How long a row may wait for its end. A SEPA debit (`debit`) is a payment that a bank takes days over, a `hold`
one whose money a bank keeps for us until we take it or let it go. A `bank_return` is a balance on its way to a
bank, an `own_transfer` one of ours that a second operator has not confirmed.
"""


class Scope(StrEnum):
    """What a run looks at: movements alone, or everything, by the clock or because a person asked."""

    HOURLY = "hourly"
    NIGHTLY = "nightly"
    ASKED = "asked"


class Outcome(StrEnum):
    """How a movement was explained: by the ledger, or by another movement that took it back."""

    MATCHED = "matched"
    OFFSET = "offset"


class Kind(StrEnum):
    """What a finding is about. The last three are no difference: the books are right, and a person must know."""

    UNKNOWN = "unknown"
    FOREIGN = "foreign"
    UNBOOKED = "unbooked"
    AMOUNT = "amount"
    REPEATED = "repeated"
    UNMOVED = "unmoved"
    VANISHED = "vanished"
    BALANCE = "balance"
    INVARIANT = "invariant"
    OVERDUE = "overdue"
    OUTSIDE_REFUND = "outside-refund"
    FAILED_REFUND = "failed-refund"
    UNCOVERED = "uncovered"


NOTICES: Final = frozenset({Kind.OUTSIDE_REFUND, Kind.FAILED_REFUND, Kind.UNCOVERED})
OF_MOVEMENTS: Final = frozenset({Kind.UNKNOWN, Kind.FOREIGN, Kind.UNBOOKED, Kind.AMOUNT, Kind.REPEATED})


class Family(StrEnum):
    """Which object of Stripe's stands behind a movement."""

    CHARGE = "charge"
    REFUND = "refund"
    DISPUTE = "dispute"
    TRANSFER = "transfer"
    PAYOUT = "payout"
    TOP_UP = "topup"
    FEE = "fee"


FAMILIES: Final[Mapping[str, Family]] = {
    "charge": Family.CHARGE,
    "payment": Family.CHARGE,
    "payment_failure_refund": Family.CHARGE,
    "refund": Family.REFUND,
    "payment_refund": Family.REFUND,
    "refund_failure": Family.REFUND,
    "adjustment": Family.DISPUTE,
    "transfer": Family.TRANSFER,
    "transfer_cancel": Family.TRANSFER,
    "transfer_failure": Family.TRANSFER,
    "transfer_refund": Family.TRANSFER,
    "payout": Family.PAYOUT,
    "payout_cancel": Family.PAYOUT,
    "payout_failure": Family.PAYOUT,
    "topup": Family.TOP_UP,
    "topup_reversal": Family.TOP_UP,
    "stripe_fee": Family.FEE,
}
"""Stripe's types (docs.stripe.com/reports/balance-transaction-types) that we know what to do with."""

RECOGNISED: Final = frozenset({Family.CHARGE, Family.REFUND, Family.DISPUTE})
"""Whose objects of ours we know without doubt, by id or metadata: another one is not ours."""

OWN: Final = frozenset({Family.PAYOUT, Family.TOP_UP, Family.FEE})
"""What Stripe moves by itself or between our bank and our balance: no row of ours asked for it, and its movement is
all there is to book it from.
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """A movement that is not explained. `net` as Stripe signs it: money that comes to us is positive."""

    id: uuid.UUID
    stripe_id: str
    type: str
    net: int
    currency: str
    object: str


@dataclass(frozen=True, slots=True)
class Booked:
    """A ledger transaction that explains nothing. `effect`: what it adds to the money at Stripe."""

    id: uuid.UUID
    kind: str
    effect: int
    currency: str
    object: str


@dataclass(frozen=True, slots=True)
class Row:
    """Our row behind an object, if there is one; `waiting` while its state is not final."""

    kind: str
    id: uuid.UUID
    status: str
    waiting: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A movement and the ledger transactions that explain it."""

    moved: uuid.UUID
    booked: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """All that is not explained about one object in one currency.

    `explained`: (type, net) of its movements that are; `trouble`: what went wrong when we tried to book it.
    """

    object: str
    currency: str
    moved: Sequence[Moved] = ()
    booked: Sequence[Booked] = ()
    row: Row | None = None
    explained: Sequence[tuple[str, int]] = ()
    trouble: str | None = None


MOST_TOGETHER: Final = 8
"""Up to so many on each side of one object, all ways are tried; among more, single ones and pairs, the first
that fits.
"""


def match(moved: Sequence[Moved], booked: Sequence[Booked]) -> list[Match]:
    """Explain as many movements as can be, each transaction used once, the fewest for each movement first."""
    sides = groups(moved, booked)
    return [each for its_moved, its_booked in sides.values() for each in _explained(its_moved, its_booked)]


def groups(
    moved: Sequence[Moved], booked: Sequence[Booked]
) -> dict[tuple[str, str], tuple[list[Moved], list[Booked]]]:
    """Both sides by object and currency, in a lasting order."""
    found: dict[tuple[str, str], tuple[list[Moved], list[Booked]]] = defaultdict(lambda: ([], []))
    for one in sorted(moved, key=lambda it: it.stripe_id):
        found[one.object, one.currency][0].append(one)
    for other in sorted(booked, key=lambda it: it.id):
        found[other.object, other.currency][1].append(other)
    return dict(sorted(found.items()))


def _explained(moved: Sequence[Moved], booked: Sequence[Booked]) -> list[Match]:
    if not moved or not booked:
        return []
    first, rest = moved[0], moved[1:]
    best: list[Match] = []
    for chosen in _summing_to(first.net, booked):
        left = [it for it in booked if it not in chosen]
        found = [Match(first.id, tuple(it.id for it in chosen)), *_explained(rest, left)]
        if len(found) == len(moved) or len(moved) > MOST_TOGETHER:
            return found
        best = max(best, found, key=len)
    return max(best, _explained(rest, booked), key=len)


def _summing_to(net: int, booked: Sequence[Booked]) -> Iterator[tuple[Booked, ...]]:
    most = len(booked) if len(booked) <= MOST_TOGETHER else 2
    for size in range(1, most + 1):
        for chosen in combinations(booked, size):
            if sum(it.effect for it in chosen) == net:
                yield chosen


def offsetting(moved: Sequence[Moved], booked: Sequence[Booked]) -> list[uuid.UUID]:
    """Movements of one object that took each other back, where the books have nothing to say of it either."""
    return [
        it.id
        for its_moved, its_booked in groups(moved, booked).values()
        if not its_booked and sum(it.net for it in its_moved) == 0
        for it in its_moved
    ]


def judge(group: Group) -> Kind | None:
    """What is wrong with what is left of a group; None while our own row still waits for its end."""
    families = {FAMILIES.get(it.type) for it in group.moved}
    if None in families:
        return Kind.UNKNOWN
    if families & RECOGNISED and group.row is None and not group.booked and not group.trouble:
        return Kind.FOREIGN
    if group.row is not None and group.row.waiting and not group.booked:
        return None
    if group.moved and group.booked:
        return Kind.AMOUNT
    if not group.moved:
        return Kind.UNMOVED
    shown = [(it.type, it.net) for it in group.moved]
    return Kind.REPEATED if len({*shown} - {*group.explained}) < len(shown) else Kind.UNBOOKED


def due(now: datetime, last: datetime | None, last_full: datetime | None) -> Scope | None:
    """Which run is due at `now` (UTC), the latest of any scope begun at `last`, of everything at `last_full`."""
    local = now.astimezone(MARKET_ZONE)
    night = datetime.combine(local.date(), NIGHT, MARKET_ZONE)
    if night > local:
        night = datetime.combine(local.date() - timedelta(days=1), NIGHT, MARKET_ZONE)
    if last_full is None or last_full < night:
        return Scope.NIGHTLY
    if last is None or last <= now - timedelta(hours=1):
        return Scope.HOURLY
    return None
