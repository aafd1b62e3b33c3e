"""Stripe Connect, seen from the market: accounts of holders, and transfers to them.

A transfer carries neither `transfer_group` nor `source_transaction`: they would tell Stripe, and an export of its
lists, which brand's money reached which person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class AccountState:
    """`able`: money can be transferred there. `submitted`: its owner has given all that Stripe asked for."""

    id: str
    able: bool
    submitted: bool
    metadata: Mapping[str, str]


@dataclass(frozen=True)
class Reversal:
    """A part of a transfer that came back, or all that was left of it: `amount` minor units."""

    id: str
    amount: int


@dataclass(frozen=True)
class TransferState:
    """`reversed` is how much of `amount` (minor units) came back, `reversals` how: the latest, in any order."""

    id: str
    amount: int
    currency: str
    destination: str
    reversed: int
    reversals: Sequence[Reversal]
    metadata: Mapping[str, str]


class Connect(Protocol):
    """Each call raises GatewayUnknown, GatewayRefused, GatewayBusy or NetworkCallInTransaction."""

    async def create_account(self, key: str, *, country: str, metadata: Mapping[str, str]) -> AccountState:
        """An account of a private person in `country` (ISO 3166), who tells the company the rest on its page."""

    async def find_account(self, metadata: Mapping[str, str], *, since: datetime) -> AccountState | None:
        """The newest account made from `since` on that carries all of `metadata`. A list: it does not lag."""

    async def fetch_account(self, id: str) -> AccountState:
        """As it is now."""

    async def onboarding_page(self, account: str, *, return_url: str, refresh_url: str) -> str:
        """Where the account's owner tells the company who they are; it opens once, for some minutes.

        `refresh_url` is where one lands who came too late.
        """

    async def create_transfer(
        self, key: str, *, amount: int, currency: str, destination: str, metadata: Mapping[str, str]
    ) -> TransferState:
        """Give `amount` of our balance to a connected account."""

    async def fetch_transfer(self, id: str) -> TransferState:
        """As it is now."""

    async def find_transfers(self, destination: str, metadata: Mapping[str, str]) -> Sequence[TransferState]:
        """All transfers to an account that carry all of `metadata`, newest first."""
