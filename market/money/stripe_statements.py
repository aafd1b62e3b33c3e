"""What Stripe says of our balance, read by stripe-python: the part of the gateway that reconciliation uses."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import stripe

from market.money.gateway import InboxEvent
from market.money.gateway_statements import BalanceMovement, ChargeState, Page

if TYPE_CHECKING:
    from stripe.params import BalanceTransactionListParams, EventListParams

PAGE = 100
"""The most that Stripe lists at once."""


class StripeStatements(ABC):
    """Mixed into the gateway, which has the client and turns errors into its own."""

    _account: str | None

    @property
    @abstractmethod
    def _live(self) -> bool:
        """Whether our key is one of live mode."""

    @abstractmethod
    def _calling(self) -> AbstractAsyncContextManager[stripe.StripeClient]:
        """The client for one call."""

    async def movements(
        self, *, since: datetime | None = None, source: str | None = None, after: str | None = None
    ) -> Page[BalanceMovement]:
        asked: BalanceTransactionListParams = {"limit": PAGE}
        if since is not None:
            asked["created"] = {"gte": int(since.timestamp())}
        if source is not None:
            asked["source"] = source
        if after is not None:
            asked["starting_after"] = after
        async with self._calling() as client:
            page = await client.v1.balance_transactions.list_async(asked)
        return Page([_movement(each) for each in page.data], _following(page))

    async def balance(self) -> Mapping[str, int]:
        async with self._calling() as client:
            balance = await client.v1.balance.retrieve_async()
        held: dict[str, int] = {}
        available = [(part.currency.upper(), part.amount) for part in balance.available]
        pending = [(part.currency.upper(), part.amount) for part in balance.pending]
        for currency, amount in available + pending:
            held[currency] = held.get(currency, 0) + amount
        return held

    async def undelivered(self, *, after: str | None = None) -> Page[InboxEvent]:
        asked: EventListParams = {"limit": PAGE, "delivery_success": False}
        if after is not None:
            asked["starting_after"] = after
        async with self._calling() as client:
            page = await client.v1.events.list_async(asked)
        events = [_event(each) for each in page.data]
        return Page([each for each in events if self._ours(each)], _following(page))

    def _ours(self, event: InboxEvent) -> bool:
        return event.livemode is self._live and event.account == self._account

    async def fetch_charge(self, id: str) -> ChargeState:
        async with self._calling() as client:
            charge = await client.v1.charges.retrieve_async(id)
        return ChargeState(charge.id, _id(charge.payment_intent))


def _following(page: stripe.ListObject[Any]) -> str | None:
    return page.data[-1].id if page.has_more else None


def _id(value: Any) -> str | None:
    """The id of what may be expanded."""
    return value if value is None or isinstance(value, str) else str(value.id)


def _movement(it: stripe.BalanceTransaction) -> BalanceMovement:
    return BalanceMovement(
        id=it.id,
        type=it.type,
        amount=it.amount,
        fee=it.fee,
        net=it.net,
        currency=it.currency.upper(),
        source=_id(it.source),
        created=datetime.fromtimestamp(it.created, UTC),
        available_on=datetime.fromtimestamp(it.available_on, UTC),
    )


def _event(it: stripe.Event) -> InboxEvent:
    return InboxEvent(
        id=it.id,
        type=it.type,
        created=datetime.fromtimestamp(it.created, UTC),
        livemode=it.livemode,
        api_version=it.api_version,
        object_id=str(getattr(it.data.object, "id", "")),
        account=getattr(it, "account", None),
    )
