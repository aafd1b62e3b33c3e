"""What can be asked of the payment company about its own pages, where somebody pays once.

Each call raises as those of `market.money.gateway` and takes its attempt's key in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True)
class CheckoutOpened:
    """`url` is where the payer goes; the payment intent is mostly not made yet."""

    id: str
    url: str
    payment_intent: str | None
    expires_at: datetime


@dataclass(frozen=True)
class CheckoutItem:
    """One line of a page of the company's: what it is called there, and its amount."""

    name: str
    amount: int


Method = Literal["card", "sepa_debit"]
Capture = Literal["automatic", "manual"]


@dataclass(frozen=True)
class CheckoutState:
    """`status` is open, complete or expired; `payment_status` paid, unpaid or no_payment_required."""

    id: str
    status: str
    payment_status: str
    payment_intent: str | None
    amount: int
    currency: str
    url: str | None
    expires_at: datetime
    metadata: Mapping[str, str]


class Pages(Protocol):
    """The pages where a payment is made."""

    async def open_checkout(
        self,
        key: str,
        *,
        amount: int,
        currency: str,
        description: str,
        success_url: str,
        cancel_url: str,
        locale: Literal["fr", "en", "auto"],
        metadata: Mapping[str, str],
        expires_at: datetime | None = None,
        items: Sequence[CheckoutItem] = (),
        methods: Sequence[Method] = ("card",),
        capture: Capture = "automatic",
        keep_for: str | None = None,
    ) -> CheckoutOpened:
        """A page of the company's where `amount` can be paid once. The payment carries the same metadata.
        `items` sum to `amount`; without them there is one, called by the description. By `manual` capture the
        amount is held, not taken; a debit cannot be held.
        `keep_for` is the customer who keeps the card, for charges while nobody is there.
        `expires_at` lies 30 minutes to 24 hours ahead; without it, 24 hours. Stripe replaces
        {CHECKOUT_SESSION_ID} in `success_url`.
        """

    async def expire_checkout(self, id: str) -> CheckoutState:
        """Nobody can pay there any more. GatewayRefused when it is paid or expired already."""

    async def fetch_checkout(self, id: str) -> CheckoutState:
        """As it is now."""

    async def find_checkout(
        self, metadata: Mapping[str, str], *, since: datetime, until: datetime
    ) -> CheckoutState | None:
        """The page that carries all of `metadata` and was opened between these times; None where none was made.
        It is looked for in the company's list, which does not lag behind as its search does.
        """
