"""Connected accounts and transfers, asked for by stripe-python: the part of the gateway that payouts use."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import stripe

from market.money.connect import AccountState, Reversal, TransferState

if TYPE_CHECKING:
    from stripe.params import (
        AccountCreateParams,
        AccountLinkCreateParams,
        AccountListParamsCreated,
        TransferCreateParams,
    )


class StripeConnect(ABC):
    """Mixed into the gateway, which has the client and turns errors into its own."""

    @abstractmethod
    def _calling(self) -> AbstractAsyncContextManager[stripe.StripeClient]:
        """The client for one call."""

    async def create_account(self, key: str, *, country: str, metadata: Mapping[str, str]) -> AccountState:
        asked: AccountCreateParams = {
            "country": country,
            "business_type": "individual",
            "capabilities": {"transfers": {"requested": True}},
            # What Stripe called an Express account (docs.stripe.com/connect/migrate-to-controller).
            "controller": {
                "fees": {"payer": "application"},
                "losses": {"payments": "application"},
                "stripe_dashboard": {"type": "express"},
            },
            "metadata": dict(metadata),
        }
        async with self._calling() as client:
            return _account(await client.v1.accounts.create_async(asked, {"idempotency_key": key}))

    async def find_account(self, metadata: Mapping[str, str], *, since: datetime) -> AccountState | None:
        created: AccountListParamsCreated = {"gte": int(since.timestamp())}
        async with self._calling() as client:
            page = await client.v1.accounts.list_async({"created": created, "limit": 100})
            async for account in page.auto_paging_iter():
                if metadata.items() <= _plain(account.metadata).items():
                    return _account(account)
        return None

    async def fetch_account(self, id: str) -> AccountState:
        async with self._calling() as client:
            return _account(await client.v1.accounts.retrieve_async(id))

    async def onboarding_page(self, account: str, *, return_url: str, refresh_url: str) -> str:
        asked: AccountLinkCreateParams = {
            "account": account,
            "type": "account_onboarding",
            "return_url": return_url,
            "refresh_url": refresh_url,
        }
        async with self._calling() as client:
            return (await client.v1.account_links.create_async(asked)).url

    async def create_transfer(
        self, key: str, *, amount: int, currency: str, destination: str, metadata: Mapping[str, str]
    ) -> TransferState:
        asked: TransferCreateParams = {
            "amount": amount,
            "currency": currency.lower(),
            "destination": destination,
            "metadata": dict(metadata),
        }
        async with self._calling() as client:
            return _transfer(await client.v1.transfers.create_async(asked, {"idempotency_key": key}))

    async def fetch_transfer(self, id: str) -> TransferState:
        async with self._calling() as client:
            return _transfer(await client.v1.transfers.retrieve_async(id))

    async def find_transfers(self, destination: str, metadata: Mapping[str, str]) -> Sequence[TransferState]:
        async with self._calling() as client:
            page = await client.v1.transfers.list_async({"destination": destination, "limit": 100})
            found = [_transfer(each) async for each in page.auto_paging_iter()]
        return [each for each in found if metadata.items() <= each.metadata.items()]


def _account(account: stripe.Account) -> AccountState:
    capabilities = account.capabilities
    return AccountState(
        id=account.id,
        able=bool(capabilities and getattr(capabilities, "transfers", None) == "active"),
        submitted=bool(account.details_submitted),
        metadata=_plain(account.metadata),
    )


def _transfer(transfer: stripe.Transfer) -> TransferState:
    destination = transfer.destination
    return TransferState(
        id=transfer.id,
        amount=transfer.amount,
        currency=transfer.currency.upper(),
        destination=destination if isinstance(destination, str) else str(destination and destination.id),
        reversed=transfer.amount_reversed,
        reversals=[Reversal(each.id, each.amount) for each in transfer.reversals.data],
        metadata=_plain(transfer.metadata),
    )


def _plain(value: Any) -> dict[str, str]:
    return dict(value.to_dict()) if value else {}
