"""Where a holder's money goes: sealed under the person's key for payouts, opened only to pay or to show them."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from market.base import vault
from market.base.database import Record, fetch, fetch_row
from market.base.settings import Settings, settings
from market.money.payouts.account import Payee, masked

ROOM = "money"


@dataclass(frozen=True)
class Destination:
    """What a holder is shown of where their money goes. `refused`: a bank gave money back."""

    method: str
    name: str
    account: str
    since: datetime
    ready: bool
    refused: bool


def place(identity: uuid.UUID) -> vault.Place:
    """Where a sealed identity stands."""
    return vault.Place("payout_identities", "sealed", identity)


async def current(holder: bytes) -> Record | None:
    """The holder's identity as it is now, usable or not."""
    return await fetch_row(
        "select * from money.payout_identities where holder = $1 and replaced_at is null", holder
    )


async def verified(holders: Collection[bytes]) -> set[bytes]:
    """Of these holders those who are somebody to their payer: Stripe looked at their papers and pays them.

    An IBAN that was typed here has shown nothing yet.
    """
    rows = await fetch(
        "select holder from money.payout_identities where holder = any($1) and method = 'connect'"
        " and ready_at is not null and replaced_at is null and refused_at is null",
        list(holders),
    )
    return {row["holder"] for row in rows}


async def lock_current(holder: bytes) -> Record | None:
    """The same, locked: whoever draws on what is ready for `holder` locks this first, then payouts, then accounts."""
    return await fetch_row(
        "select * from money.payout_identities where holder = $1 and replaced_at is null for no key update",
        holder,
    )


def usable(row: Record | None) -> bool:
    """Whether money can be sent there."""
    return row is not None and row["ready_at"] is not None and row["refused_at"] is None


def open_methods(config: Settings) -> tuple[str, ...]:
    """How this market pays out: by transfers of its own where it may hold client money, else through Stripe."""
    return ("sepa",) if config.holds_client_money else ("connect",)


def is_open(method: str) -> bool:
    """Whether this market pays out in this way now."""
    return method in open_methods(settings())


def of_another_way(row: Record | None) -> bool:
    """Whether its holder has said where to pay, and the market pays in another way since."""
    return row is not None and row["refused_at"] is None and not is_open(row["method"])


async def opened(rows: Mapping[uuid.UUID, tuple[bytes, bytes]]) -> dict[uuid.UUID, dict[str, Any]]:
    """The sealed identities by id, from (holder, sealed); those whose key is gone are missing."""
    keys = await vault.keys_of(ROOM, {holder for holder, _ in rows.values()}, purpose=vault.PAYOUTS)
    return {
        identity: keys[holder].unseal(place(identity), sealed)
        for identity, (holder, sealed) in rows.items()
        if holder in keys
    }


async def destination(person: uuid.UUID) -> Destination | None:
    """What the person themselves is shown; None while they have given nothing."""
    row = await current(vault.tag(ROOM, person))
    if row is None:
        return None
    key = await vault.data_key(person, vault.PAYOUTS)
    kept = key.unseal(place(row["id"]), row["sealed"])
    return Destination(
        method=row["method"],
        name=kept.get("name", ""),
        account=masked(kept["iban"]) if "iban" in kept else "",
        since=row["created_at"],
        ready=row["ready_at"] is not None,
        refused=row["refused_at"] is not None,
    )


async def keep(
    person: uuid.UUID, method: str, value: Mapping[str, Any], *, ready: bool, first: bool = False
) -> uuid.UUID:
    """Seal a new identity in the caller's transaction, in place of the one before.

    A `first` one replaces nothing, not even one that was committed in this instant: raises UniqueViolationError.
    """
    holder, identity = vault.tag(ROOM, person), uuid.uuid4()
    key = await vault.ensure_key(person, vault.PAYOUTS)
    if not first:
        await fetch(
            "update money.payout_identities set replaced_at = base.now()"
            " where holder = $1 and replaced_at is null",
            holder,
        )
    await fetch(
        "insert into money.payout_identities (id, holder, method, sealed, created_at, ready_at)"
        " values ($1, $2, $3, $4, base.now(), case when $5 then base.now() end)",
        *(identity, holder, method, key.seal(place(identity), value), ready),
    )
    return identity


def payee_of(kept: Mapping[str, Any]) -> Payee:
    """A sealed SEPA identity, opened."""
    return Payee(kept["name"], kept["iban"], kept["bic"])
