"""The account that a balance goes to: sealed under a key of its own request, and forgotten with it."""

import uuid
from dataclasses import dataclass

from market.base import vault
from market.base.database import fetch_row
from market.money.bankreturns.errors import BankReturnNotFound
from market.money.payouts.account import Payee, masked

BANK_RETURNS = "vault/bank-returns"


@dataclass(frozen=True)
class Shown:
    """What its owner may see again: the holder of the account, and the IBAN by its end alone."""

    name: str
    account: str


def place(id: uuid.UUID) -> vault.Place:
    """Where a sealed account stands."""
    return vault.Place("bank_returns", "sealed", id)


async def sealed(id: uuid.UUID, payee: Payee) -> bytes:
    """The account under a new key, made in the caller's transaction."""
    return (await vault.ensure_key(id, BANK_RETURNS)).seal(place(id), payee.sealed())


async def opened(id: uuid.UUID) -> Payee:
    """The account, to pay to or to show its end. Raises Erased, BankReturnNotFound."""
    row = await fetch_row("select sealed from money.bank_returns where id = $1", id)
    if row is None:
        raise BankReturnNotFound()
    kept = (await vault.data_key(id, BANK_RETURNS)).unseal(place(id), row["sealed"])
    return Payee(kept["name"], kept["iban"], kept["bic"])


async def shown(id: uuid.UUID) -> Shown | None:
    """What may be seen of an account; None once it is forgotten."""
    row = await fetch_row("select sealed <> '' as kept from money.bank_returns where id = $1", id)
    if row is None or not row["kept"]:
        return None
    payee = await opened(id)
    return Shown(payee.name, masked(payee.iban))


async def forget(id: uuid.UUID) -> None:
    """Destroy the key, in the transaction that ends the request and empties its `sealed`."""
    await vault.destroy_key(id, BANK_RETURNS)
