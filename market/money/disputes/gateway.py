"""Disputes at the payment company, seen from the market."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class DisputeMove:
    """Money that a dispute moved, as on the company's account of our balance: net = amount - fee, what is taken
    from us negative.
    """

    id: str
    amount: int
    fee: int


@dataclass(frozen=True)
class DisputeState:
    """`status` is Stripe's (docs.stripe.com/api/disputes/object); `due_by` until when it takes evidence (UTC),
    `answers` how often it was given.
    """

    id: str
    status: str
    reason: str
    amount: int
    currency: str
    charge: str
    payment_intent: str | None
    due_by: datetime | None
    answers: int
    moves: Sequence[DisputeMove]
    metadata: Mapping[str, str]


class Disputes(Protocol):
    """Each call raises GatewayUnknown, GatewayRefused, GatewayBusy or NetworkCallInTransaction."""

    async def fetch_dispute(self, id: str) -> DisputeState:
        """As it is now."""

    async def answer_dispute(
        self, key: str, id: str, *, evidence: Mapping[str, str], metadata: Mapping[str, str]
    ) -> DisputeState:
        """Submit evidence, which is done once: GatewayRefused when it was, or the dispute is closed."""

    async def accept_dispute(self, key: str, id: str) -> DisputeState:
        """Give in: it is lost. GatewayRefused when it is closed already."""
