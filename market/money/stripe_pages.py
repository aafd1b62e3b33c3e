"""Stripe's own pages, Checkout Sessions, spoken to by stripe-python: a part of the gateway."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import stripe

from market.money.gateway import GatewayUnknown
from market.money.gateway_pages import Capture, CheckoutItem, CheckoutOpened, CheckoutState, Method
from market.money.stripe_values import id_of, metadata_of

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams, SessionListParamsCreated


class StripePages(ABC):
    """Mixed into the gateway, which has the client and turns errors into its own."""

    @abstractmethod
    def _calling(self) -> AbstractAsyncContextManager[stripe.StripeClient]:
        """The client for one call."""

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
        asked: SessionCreateParams = {
            "mode": "payment",
            "allowed_payment_method_types": list(methods),
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": currency.lower(),
                        "unit_amount": item.amount,
                        "product_data": {"name": item.name},
                    },
                }
                for item in items or [CheckoutItem(description, amount)]
            ],
            "success_url": success_url,
            "cancel_url": cancel_url,
            "locale": locale,
            "metadata": dict(metadata),
            "payment_intent_data": {"description": description, "metadata": dict(metadata)},
        }
        if capture == "manual":
            asked["payment_intent_data"]["capture_method"] = "manual"
        if expires_at is not None:
            asked["expires_at"] = int(expires_at.timestamp())
        if keep_for is not None:
            asked["customer"] = keep_for
            asked["payment_intent_data"]["setup_future_usage"] = "off_session"
        async with self._calling() as client:
            session = await client.v1.checkout.sessions.create_async(asked, {"idempotency_key": key})
        state = _checkout(session)
        return opened(state.id, state.url, state.payment_intent, state.expires_at)

    async def expire_checkout(self, id: str) -> CheckoutState:
        async with self._calling() as client:
            return _checkout(await client.v1.checkout.sessions.expire_async(id))

    async def fetch_checkout(self, id: str) -> CheckoutState:
        async with self._calling() as client:
            return _checkout(await client.v1.checkout.sessions.retrieve_async(id))

    async def find_checkout(
        self, metadata: Mapping[str, str], *, since: datetime, until: datetime
    ) -> CheckoutState | None:
        if not metadata:
            raise ValueError("empty metadata would find every page")
        created: SessionListParamsCreated = {"gte": int(since.timestamp()), "lte": int(until.timestamp())}
        async with self._calling() as client:
            page = await client.v1.checkout.sessions.list_async({"created": created, "limit": 100})
            async for session in page.auto_paging_iter():
                if metadata.items() <= metadata_of(session.metadata).items():
                    return _checkout(session)
        return None


def opened(id: str, url: str | None, payment_intent: str | None, expires_at: datetime) -> CheckoutOpened:
    """A session with its page. Raises GatewayUnknown where Stripe gives no address for it."""
    if url is None:
        raise GatewayUnknown(f"{id} was opened without a page")
    return CheckoutOpened(id, url, payment_intent, expires_at)


def _checkout(session: stripe.checkout.Session) -> CheckoutState:
    return CheckoutState(
        id=session.id,
        status=session.status or "open",
        payment_status=session.payment_status,
        payment_intent=id_of(session.payment_intent),
        amount=session.amount_total or 0,
        currency=session.currency or "",
        url=session.url,
        expires_at=datetime.fromtimestamp(session.expires_at, UTC),
        metadata=metadata_of(session.metadata),
    )
