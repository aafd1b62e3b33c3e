"""Customers, kept cards and their charges, spoken to by stripe-python: a part of the gateway."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import stripe

from market.money.gateway import GatewayBusy, GatewayTurnedAway, PaymentState
from market.money.gateway_cards import CardState, Charge, Locale, Means
from market.money.gateway_pages import CheckoutOpened
from market.money.stripe_pages import opened
from market.money.stripe_values import metadata_of

if TYPE_CHECKING:
    from stripe.params import (
        PaymentIntentConfirmParams,
        PaymentIntentCreateParams,
        PaymentIntentListParamsCreated,
    )
    from stripe.params.checkout import SessionCreateParams

LISTED = 100
"""As many as a page of a list holds."""


class StripeCards(ABC):
    """Mixed into the gateway, which has the client and turns errors into its own."""

    @abstractmethod
    def _calling(self) -> AbstractAsyncContextManager[stripe.StripeClient]:
        """The client for one call."""

    @abstractmethod
    async def fetch_payment(self, payment_intent: str) -> PaymentState:
        """As the gateway's."""

    async def make_customer(self, key: str, metadata: Mapping[str, str]) -> str:
        async with self._calling() as client:
            made = await client.v1.customers.create_async(
                {"metadata": dict(metadata)}, {"idempotency_key": key}
            )
        return made.id

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
        asked: SessionCreateParams = {
            "mode": "setup",
            "customer": customer,
            "allowed_payment_method_types": [kind],
            "success_url": success_url,
            "cancel_url": cancel_url,
            "locale": locale,
            "metadata": dict(metadata),
            "setup_intent_data": {"metadata": dict(metadata)},
        }
        async with self._calling() as client:
            session = await client.v1.checkout.sessions.create_async(asked, {"idempotency_key": key})
        return opened(session.id, session.url, None, datetime.fromtimestamp(session.expires_at, UTC))

    async def fetch_setup_card(self, session: str) -> str | None:
        async with self._calling() as client:
            found = await client.v1.checkout.sessions.retrieve_async(session, {"expand": ["setup_intent"]})
        intent = found.setup_intent
        if not isinstance(intent, stripe.SetupIntent) or intent.status != "succeeded":
            return None
        method = intent.payment_method
        return method if method is None or isinstance(method, str) else method.id

    async def fetch_card(self, id: str) -> CardState | None:
        async with self._calling() as client:
            found = await client.v1.payment_methods.retrieve_async(id)
        owner: Any = found.customer
        customer = owner if owner is None or isinstance(owner, str) else str(owner.id)
        if found.type == "sepa_debit" and found.sepa_debit is not None:
            return CardState(
                found.id, customer, found.type, found.sepa_debit.last4 or None, None, None, "sepa_debit"
            )
        if found.type != "card" or found.card is None:  # another kind has no such attribute at all
            return None
        card = found.card
        return CardState(
            found.id,
            customer,
            card.display_brand or card.brand,
            card.last4 or None,
            card.exp_month,
            card.exp_year,
        )

    async def detach_card(self, key: str, id: str) -> None:
        async with self._calling() as client:
            await client.v1.payment_methods.detach_async(id, {}, {"idempotency_key": key})

    async def charge(self, key: str, asked: Charge) -> PaymentState:
        create = _untried(asked)
        create["payment_method"], create["confirm"] = asked.card, True
        if asked.return_url is None:
            create["off_session"] = True
        else:
            create["return_url"] = asked.return_url
        async with self._calling() as client:
            try:
                intent = await client.v1.payment_intents.create_async(create, {"idempotency_key": key})
                made = intent.id
            except stripe.CardError as error:
                made = _refused(error)
        return await self._as_it_is(made)

    async def use_up(self, key: str, asked: Charge) -> PaymentState:
        async with self._calling() as client:
            made = await client.v1.payment_intents.create_async(_untried(asked), {"idempotency_key": key})
        return await self._as_it_is(made.id)

    async def _as_it_is(self, payment_intent: str) -> PaymentState:
        """After a call that had its effect: that the look was turned away says nothing of the call."""
        try:
            return await self.fetch_payment(payment_intent)
        except GatewayTurnedAway as look:
            raise GatewayBusy(str(look)) from look

    async def charge_again(self, key: str, payment_intent: str, asked: Charge) -> PaymentState:
        confirm: PaymentIntentConfirmParams = {"payment_method": asked.card}
        if asked.return_url is None:
            confirm["off_session"] = True
        else:
            confirm["return_url"] = asked.return_url
        async with self._calling() as client:
            try:
                await client.v1.payment_intents.confirm_async(
                    payment_intent, confirm, {"idempotency_key": key}
                )
            except stripe.CardError as error:
                _refused(error)
        return await self._as_it_is(payment_intent)

    async def find_charge(
        self, customer: str, metadata: Mapping[str, str], *, since: datetime
    ) -> PaymentState | None:
        created: PaymentIntentListParamsCreated = {"gte": int(since.timestamp())}
        async with self._calling() as client:
            page = await client.v1.payment_intents.list_async(
                {"customer": customer, "created": created, "limit": LISTED}
            )
            async for intent in page.auto_paging_iter():
                if metadata.items() <= metadata_of(intent.metadata).items():
                    return await self.fetch_payment(intent.id)
        return None


def _untried(asked: Charge) -> PaymentIntentCreateParams:
    return {
        "amount": asked.amount,
        "currency": asked.currency.lower(),
        "customer": asked.customer,
        "allowed_payment_method_types": [asked.kind],
        "description": asked.description,
        "metadata": dict(asked.metadata),
    }


def _refused(error: stripe.CardError) -> str:
    """The payment that the bank refused: it stands, and says itself why. Raises the error where there is none."""
    intent = error.error.payment_intent if error.error else None
    if intent is None:
        raise error
    return str(intent.id)
