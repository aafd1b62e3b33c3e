"""What can be asked of the payment company about customers, the cards they keep, and charges of those.

Each call raises as those of `market.money.gateway` and takes its attempt's key in the same way. A charge that
the bank refuses is an answer: a payment that waits for another try, with its `failure`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from market.money.gateway import PaymentState
    from market.money.gateway_pages import CheckoutOpened

Locale = Literal["fr", "en", "auto"]
Means = Literal["card", "sepa_debit"]

KEY_TAKEN = "idempotency_error"
"""Why a call is refused whose key was used for another one."""


@dataclass(frozen=True)
class CardState:
    """A card as the company has it, or an account (`kind` sepa_debit), which has no expiry; `customer` is None when
    nobody keeps it (any more), `last4` where the company tells no digits.
    """

    id: str
    customer: str | None
    scheme: str
    last4: str | None
    exp_month: int | None
    exp_year: int | None
    kind: Means = "card"


@dataclass(frozen=True)
class Charge:
    """What is charged: `amount` in minor units, to a customer's kept card, or account (`kind`). `return_url`
    says that the payer is there, and where the bank's page leads back to; without it nobody is.
    """

    amount: int
    currency: str
    customer: str
    card: str
    description: str
    metadata: Mapping[str, str]
    return_url: str | None = None
    kind: Means = "card"


class Cards(Protocol):
    """Kept cards and their charges."""

    async def make_customer(self, key: str, metadata: Mapping[str, str]) -> str:
        """A customer that is nothing but its id and our metadata: that id."""

    async def open_setup(
        self,
        key: str,
        *,
        customer: str,
        success_url: str,
        cancel_url: str,
        locale: Locale,
        metadata: Mapping[str, str],
        kind: Means = "card",
    ) -> CheckoutOpened:
        """A page of the company's where a card, or an account with its mandate, is kept for charges while nobody
        is there; open for 24 hours.
        """

    async def fetch_setup_card(self, session: str) -> str | None:
        """The card that was kept on such a page; None while there is none."""

    async def fetch_card(self, id: str) -> CardState | None:
        """As it is now; None for what is neither card nor account."""

    async def detach_card(self, key: str, id: str) -> None:
        """Nobody can charge it any more. GatewayRefused where nobody keeps it."""

    async def charge(self, key: str, asked: Charge) -> PaymentState:
        """A new payment, tried at once."""

    async def use_up(self, key: str, asked: Charge) -> PaymentState:
        """Spend the key of such a charge on a payment that nobody tries: a call with that key that is still on its
        way will be refused. GatewayRefused (`KEY_TAKEN`) where one has come already, whatever it does.
        """

    async def charge_again(self, key: str, payment_intent: str, asked: Charge) -> PaymentState:
        """Try the same payment again, perhaps with another card. GatewayRefused once it is paid or canceled."""

    async def find_charge(
        self, customer: str, metadata: Mapping[str, str], *, since: datetime
    ) -> PaymentState | None:
        """The payment of this customer's, made at or after `since`, that carries all of `metadata`. Unlike a search,
        a list does not lag: None proves that no call that had reached the company made one.
        """
