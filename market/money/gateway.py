"""The payment company, seen from the market: what can be asked of it, and how it can fail.

    GatewayError
    ├── GatewayUnknown    no answer, or none that says what happened: look before acting again
    │   └── GatewayBroken its server failed, and says so again under this key for a day: do not repeat, look
    ├── GatewayRefused    it said no, and did nothing
    └── GatewayBusy       it did nothing yet; the same call with the same key may be repeated
        └── GatewayTurnedAway   it did not even begin: nothing of this call is there, or will come

    WebhookRejected             what arrived was not said by the payment company, to us, now
    PaymentAmbiguous            two payments stand for one obligation: a mistake of ours
    NetworkCallInTransaction    a mistake of ours, found before anything is sent

Every call that changes something takes `key`, the idempotency key of its attempt: the same key with the same
arguments has one effect at most. Keys are forgotten after 24 hours, so none is used again after 23.
Amounts are minor units, times aware UTC datetimes on the wall clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from market.money.connect import Connect
from market.money.disputes.gateway import Disputes
from market.money.gateway_cards import Cards
from market.money.gateway_pages import Pages
from market.money.gateway_statements import Statements

SIGNATURE_TOLERANCE = 300
"""Seconds by which a webhook's time may differ from ours, in either direction."""


class GatewayError(Exception):
    """Base of what a call can end with besides its answer."""


class GatewayUnknown(GatewayError):
    """Time-out, lost connection or 5xx: the effect may or may not have happened."""


class GatewayBroken(GatewayUnknown):
    """5xx: its key gives this answer for as long as it is kept. `replayed` says that this is a saved answer, so the
    call is over: a gateway in between may give up on one that goes on.
    """

    def __init__(self, message: str, *, replayed: bool = False) -> None:
        super().__init__(message)
        self.replayed = replayed


class GatewayRefused(GatewayError):
    """`code` is the company's stable word (its error's code, else its type), `message` its sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message


class GatewayBusy(GatewayError):
    """409 or 429. Of a call that is repeated: an earlier one may be under way still."""


class GatewayTurnedAway(GatewayBusy):
    """429, too many calls or a lock that was not to be had: nothing was begun and no answer is kept under the key
    (docs.stripe.com/rate-limits). Only where each try of the call ended so: one that got lost before may be under way.
    """


class GatewayKeyRefused(GatewayTurnedAway):
    """401 or 403: the company does not take our secret key, or not for this call (rolled, expired, restricted). It says
    nothing of what was asked about, which is asked again when the key is right (docs.stripe.com/keys).
    """


class PaymentAmbiguous(Exception):
    """More than one live payment carries the metadata; `payment_intents` names them."""

    def __init__(self, payment_intents: Sequence[str]) -> None:
        super().__init__(", ".join(payment_intents))
        self.payment_intents = tuple(payment_intents)


class NetworkCallInTransaction(RuntimeError):
    """A call over the network would have been made while a database transaction was open."""


RejectedBecause = Literal[
    "no signature", "bad signature", "too old", "in the future", "not JSON", "not an event", "wrong mode",
    "wrong account",
]  # fmt: skip


class WebhookRejected(Exception):
    """Nothing of it may be believed."""

    def __init__(self, reason: RejectedBecause) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class PaymentState:
    """`status` is Stripe's, `captured` and `refunded` amounts; `fee` is None until the company knows it.

    `card` is what pays, `charged` what the latest charge was made with; `bank_page` is where the payer answers the
    bank, while that is asked for.
    `method` (card, sepa_debit) is how the latest charge was tried, None before there is one. `capture_before` is
    when the bank lets go what it holds. `taken_at` is when what a card paid came into the company's balance; None until
    that is known, and of a debit, which the company counts before its bank has paid.
    """

    id: str
    status: str
    amount: int
    currency: str
    captured: int
    refunded: int
    charge: str | None
    fee: int | None
    failure: str | None
    metadata: Mapping[str, str]
    card: str | None = None
    charged: str | None = None
    bank_page: str | None = None
    method: str | None = None
    capture_before: datetime | None = None
    taken_at: datetime | None = None


@dataclass(frozen=True)
class RefundState:
    """`status` is pending, requires_action, succeeded, failed or canceled; succeeded may turn failed.

    `releases`: it moved none of our money; a bank let go what it held and nobody took.
    """

    id: str
    status: str
    amount: int
    currency: str
    payment_intent: str | None
    charge: str | None
    metadata: Mapping[str, str]
    releases: bool = False


@dataclass(frozen=True)
class InboxEvent:
    """What a verified webhook says; the object it names is fetched anew before anything is done."""

    id: str
    type: str
    created: datetime
    livemode: bool
    api_version: str | None
    object_id: str
    account: str | None


RefundReason = Literal["duplicate", "fraudulent", "requested_by_customer"]


class Gateway(Pages, Statements, Connect, Disputes, Cards, Protocol):
    """Each call raises GatewayUnknown, GatewayRefused, GatewayBusy or NetworkCallInTransaction."""

    async def fetch_payment(self, payment_intent: str) -> PaymentState:
        """As it is now, with its charge and fee."""

    async def find_payment(self, metadata: Mapping[str, str]) -> PaymentState | None:
        """The payment that carries all of `metadata`, preferring one that took money; canceled ones count
        only when there is no other. The company's search lags by a minute or more: None proves nothing
        about a call that was made just now. Raises PaymentAmbiguous when two took money.
        """

    async def capture(self, key: str, *, payment_intent: str) -> PaymentState:
        """Take all that is held. GatewayRefused when nothing is, or no more."""

    async def cancel_payment(self, key: str, *, payment_intent: str) -> PaymentState:
        """Let go what is held; nothing can be paid there any more. GatewayRefused when it was taken."""

    async def refund(
        self,
        key: str,
        *,
        payment_intent: str,
        amount: int,
        reason: RefundReason,
        metadata: Mapping[str, str],
    ) -> RefundState:
        """Give `amount` back to the card."""

    async def fetch_refund(self, id: str) -> RefundState:
        """As it is now."""

    async def find_refunds(self, payment_intent: str) -> Sequence[RefundState]:
        """All refunds of a payment, whoever made them, newest first."""

    def verify_webhook(
        self, body: bytes, signature: str | None, secrets: Sequence[str], now: datetime
    ) -> InboxEvent:
        """What the raw body says, once its signature (docs.stripe.com/webhooks/signature) is found good
        under one of the secrets: two during a rotation. `now` is wall time. Raises WebhookRejected.
        """

    async def close(self) -> None:
        """Give back the connections of this event loop."""
