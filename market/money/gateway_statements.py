"""What the payment company says of our balance, whoever moved it: reconciliation reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from market.money.gateway import InboxEvent

T = TypeVar("T")


@dataclass(frozen=True)
class ChargeState:
    """Which payment a charge belongs to; None for one that was made without."""

    id: str
    payment_intent: str | None


@dataclass(frozen=True)
class BalanceMovement:
    """One line of the company's account of our balance (docs.stripe.com/api/balance_transactions/object).

    `amount` is signed, money that comes to us positive; net = amount - fee. `source` is the object that moved
    it. `currency` is ISO 4217 in capitals.
    """

    id: str
    type: str
    amount: int
    fee: int
    net: int
    currency: str
    source: str | None
    created: datetime
    available_on: datetime


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list, newest first; `following` is the cursor of the next one, None on the last."""

    items: Sequence[T]
    following: str | None


class Statements(Protocol):
    """What the company says of our balance, whoever moved it. Each call raises as those of `Gateway`."""

    async def movements(
        self, *, since: datetime | None = None, source: str | None = None, after: str | None = None
    ) -> Page[BalanceMovement]:
        """A page of balance movements made at or after `since`, of one object if `source` names it."""

    async def balance(self) -> Mapping[str, int]:
        """What the company holds for us now, available and pending together, by currency."""

    async def undelivered(self, *, after: str | None = None) -> Page[InboxEvent]:
        """A page of our account's events that did not reach us, or not yet; the company keeps 30 days."""

    async def fetch_charge(self, id: str) -> ChargeState:
        """As it is now."""
