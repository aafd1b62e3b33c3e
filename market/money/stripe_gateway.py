"""The gateway, spoken to by stripe-python. No object of the SDK leaves this file."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import stripe
import structlog

from market.money.gateway import (
    GatewayBroken,
    GatewayBusy,
    GatewayKeyRefused,
    GatewayRefused,
    GatewayTurnedAway,
    GatewayUnknown,
    InboxEvent,
    NetworkCallInTransaction,
    PaymentAmbiguous,
    PaymentState,
    RefundReason,
    RefundState,
    WebhookRejected,
)
from market.money.stripe_cards import StripeCards
from market.money.stripe_connect import StripeConnect
from market.money.stripe_disputes import StripeDisputes
from market.money.stripe_pages import StripePages
from market.money.stripe_statements import StripeStatements
from market.money.stripe_tries import NotedTransport, noting
from market.money.stripe_values import id_of, metadata_of
from market.money.stripe_webhooks import verified

if TYPE_CHECKING:
    from stripe.params import RefundCreateParams

log = structlog.get_logger()
API_VERSION = "2026-10-28.endive"
WITH_FEE = ["latest_charge.balance_transaction"]
TOOK_MONEY = ("processing", "requires_capture", "succeeded")
AT_THE_DOOR = frozenset({401, 403, 429})
"""Answers before anything is begun: a key that is not taken, or not for this, and too many calls."""
REPLAYED = "idempotent-replayed"
"""The header of an answer that was saved under the call's key (docs.stripe.com/error-low-level)."""
PATIENCE = 20
"""Seconds that a real call may take before its outcome is unknown."""


def over_the_network() -> stripe.HTTPClient:
    """The transport to the real Stripe."""
    return stripe.HTTPXClient(timeout=PATIENCE)


class StripeGateway(StripePages, StripeConnect, StripeCards, StripeDisputes, StripeStatements):
    """`transport` is called once for each event loop; `in_transaction` tells whether the running task holds a
    database transaction; `account` is the connected account that webhooks may name, None for our own.
    """

    def __init__(
        self,
        api_key: str,
        *,
        in_transaction: Callable[[], bool],
        transport: Callable[[], stripe.HTTPClient] = over_the_network,
        max_network_retries: int = 2,
        account: str | None = None,
    ) -> None:
        self._api_key, self._transport, self._retries = api_key, transport, max_network_retries
        self._in_transaction, self._account = in_transaction, account
        self._clients: weakref.WeakKeyDictionary[
            asyncio.AbstractEventLoop, tuple[stripe.StripeClient, stripe.HTTPClient]
        ] = weakref.WeakKeyDictionary()

    @property
    def _live(self) -> bool:
        return self._api_key.startswith(("sk_live_", "rk_live_"))

    def _client(self) -> stripe.StripeClient:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            http = NotedTransport(self._transport())
            client = stripe.StripeClient(
                self._api_key,
                http_client=http,
                max_network_retries=self._retries,
                stripe_version=API_VERSION,
            )
            self._clients[loop] = (client, http)
        return self._clients[loop][0]

    async def close(self) -> None:
        _, http = self._clients.pop(asyncio.get_running_loop(), (None, None))
        if http is not None:
            await http.close_async()  # type: ignore[no-untyped-call]

    @asynccontextmanager
    async def _calling(self) -> AsyncIterator[stripe.StripeClient]:
        """The client for one call, its errors turned into the gateway's."""
        if self._in_transaction():
            raise NetworkCallInTransaction("commit first, then call, then apply the answer")
        with noting() as tries:
            try:
                yield self._client()
            except stripe.StripeError as error:
                raise _told(error, tries) from error

    async def fetch_payment(self, payment_intent: str) -> PaymentState:
        async with self._calling() as client:
            return _payment(
                await client.v1.payment_intents.retrieve_async(payment_intent, {"expand": WITH_FEE})
            )

    async def find_payment(self, metadata: Mapping[str, str]) -> PaymentState | None:
        if not metadata:
            raise ValueError("empty metadata would find every payment")
        query = " AND ".join(f'metadata["{_quoted(k)}"]:"{_quoted(v)}"' for k, v in sorted(metadata.items()))
        async with self._calling() as client:
            page = await client.v1.payment_intents.search_async({"query": query, "limit": 100})
            found = [intent async for intent in page.auto_paging_iter()]
        live = [intent for intent in found if intent.status in TOOK_MONEY]
        if len(live) > 1:
            raise PaymentAmbiguous([intent.id for intent in live])
        rest = [intent for intent in found if intent.status != "canceled"] or found
        chosen = live or sorted(rest, key=lambda intent: -intent.created)
        return await self.fetch_payment(chosen[0].id) if chosen else None

    async def capture(self, key: str, *, payment_intent: str) -> PaymentState:
        async with self._calling() as client:
            return _payment(
                await client.v1.payment_intents.capture_async(
                    payment_intent, {"expand": WITH_FEE}, {"idempotency_key": key}
                )
            )

    async def cancel_payment(self, key: str, *, payment_intent: str) -> PaymentState:
        async with self._calling() as client:
            return _payment(
                await client.v1.payment_intents.cancel_async(
                    payment_intent, {"expand": WITH_FEE}, {"idempotency_key": key}
                )
            )

    async def refund(
        self,
        key: str,
        *,
        payment_intent: str,
        amount: int,
        reason: RefundReason,
        metadata: Mapping[str, str],
    ) -> RefundState:
        asked: RefundCreateParams = {
            "payment_intent": payment_intent,
            "amount": amount,
            "reason": reason,
            "metadata": dict(metadata),
        }
        async with self._calling() as client:
            return _refund(await client.v1.refunds.create_async(asked, {"idempotency_key": key}))

    async def fetch_refund(self, id: str) -> RefundState:
        async with self._calling() as client:
            return _refund(await client.v1.refunds.retrieve_async(id))

    async def find_refunds(self, payment_intent: str) -> Sequence[RefundState]:
        async with self._calling() as client:
            page = await client.v1.refunds.list_async({"payment_intent": payment_intent, "limit": 100})
            return [_refund(refund) async for refund in page.auto_paging_iter()]

    def verify_webhook(
        self, body: bytes, signature: str | None, secrets: Sequence[str], now: datetime
    ) -> InboxEvent:
        event = verified(body, signature, secrets, now)
        if event.livemode is not self._live:
            raise WebhookRejected("wrong mode")
        if event.account != self._account:
            raise WebhookRejected("wrong account")
        return event


def _told(
    error: stripe.StripeError, tries: Sequence[int | None]
) -> GatewayUnknown | GatewayRefused | GatewayBusy:
    """What the SDK's error means to us; `tries` are the statuses of all that it tried."""
    status, said = error.http_status, _said(error)
    if _turned_away(status, said):
        begun = not set(tries) <= AT_THE_DOOR
        if status == 429 or begun:
            return (GatewayBusy if begun else GatewayTurnedAway)(str(error))
        log.error("stripe.key_refused", status=status, code=said.get("code"))
        return GatewayKeyRefused(str(error))
    if status == 409:
        return GatewayBusy(str(error))
    if status is None or (status < 500 and not said):  # no answer, or one of somebody between us and Stripe
        return GatewayUnknown(str(error))
    if status >= 500:
        return GatewayBroken(str(error), replayed=(error.headers or {}).get(REPLAYED) == "true")
    return GatewayRefused(said.get("code") or said.get("type") or "unknown", error.user_message or str(error))


def _turned_away(status: int | None, said: Mapping[str, str]) -> bool:
    """Whether it was not even asked. An account that is not connected with ours is a 403 too, and an answer."""
    return status in AT_THE_DOOR and said.get("code") != "account_invalid"


def _said(error: stripe.StripeError) -> dict[str, str]:
    """The `error` of Stripe's answer; empty when it is none of Stripe's."""
    body = error.json_body if isinstance(error.json_body, dict) else {}
    said = body.get("error")
    return said if isinstance(said, dict) else {}


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _payment(intent: stripe.PaymentIntent) -> PaymentState:
    """From an intent with its charge and balance transaction expanded."""
    charge = intent.latest_charge if isinstance(intent.latest_charge, stripe.Charge) else None
    movement = charge.balance_transaction if charge else None
    details = charge.payment_method_details if charge else None
    method = details.type if details else None
    error = intent.last_payment_error
    return PaymentState(
        id=intent.id,
        status=intent.status,
        amount=intent.amount,
        currency=intent.currency,
        captured=charge.amount_captured if charge else 0,
        refunded=charge.amount_refunded if charge else 0,
        charge=id_of(intent.latest_charge),
        fee=movement.fee if isinstance(movement, stripe.BalanceTransaction) else None,
        failure=(getattr(error, "decline_code", None) or getattr(error, "code", None)) if error else None,
        metadata=metadata_of(intent.metadata),
        card=id_of(intent.payment_method),
        charged=charge.payment_method if charge else None,
        bank_page=_bank_page(intent),
        method=method,
        capture_before=_capture_before(details),
        taken_at=_taken_at(movement) if method == "card" else None,
    )


def _taken_at(movement: object) -> datetime | None:
    """When a charge's balance transaction was made (docs.stripe.com/api/balance_transactions/object, `created`)."""
    if not isinstance(movement, stripe.BalanceTransaction):
        return None
    return datetime.fromtimestamp(movement.created, UTC)


def _capture_before(details: Any) -> datetime | None:
    """Of a charge's `payment_method_details`."""
    until = getattr(getattr(details, "card", None), "capture_before", None)
    return datetime.fromtimestamp(until, UTC) if until else None


def _bank_page(intent: stripe.PaymentIntent) -> str | None:
    asks = intent.next_action.redirect_to_url if intent.next_action else None
    return asks.url if asks else None


def _refund(refund: stripe.Refund) -> RefundState:
    return RefundState(
        id=refund.id,
        status=refund.status or "pending",
        amount=refund.amount,
        currency=refund.currency,
        payment_intent=id_of(refund.payment_intent),
        charge=id_of(refund.charge),
        metadata=metadata_of(refund.metadata),
        releases=refund.status == "succeeded" and refund.balance_transaction is None,
    )
