"""What the market keeps of whether it holds clients' money, so that all its processes mean the same.

`MOI_HOLDS_CLIENT_MONEY` says what a process means. The market keeps what it was begun with, and a process that means
something else does not start; where Stripe's payouts are booked is asked of the market and of their day alone.
"""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from market.base import audit
from market.base.database import Record, fetch, fetch_value, transaction
from market.base.settings import Settings, settings
from market.money.chart import Kind, own
from market.money.ledger import balance

Run = Callable[..., Awaitable[Sequence[Record]]]

MEND = (
    "Give it to every process alike; or, to change it from now on, run “moi client-money --change” with the new value"
    " while the database runs, and restart web and worker."
)


@dataclass(frozen=True)
class Kept:
    """What is so since a moment (UTC)."""

    number: int
    held: bool
    since: datetime


class ClientMoneyDiffers(RuntimeError):
    """A process means something else than what its market keeps: it would book money where nobody looks for it."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(f"{what(kept)} {MEND}")
        self.kept = kept


def what(kept: Kept) -> str:
    """What a process is told that means the opposite."""
    word = "true" if kept.held else "false"
    return f"MOI_HOLDS_CLIENT_MONEY must be {word}: so it is kept in this market since {kept.since:%Y-%m-%d}."


async def all_kept(run: Run = fetch) -> list[Kept]:
    """What was decided, the latest first."""
    rows = await run("select number, held, since from money.client_money order by number desc")
    return [Kept(**row) for row in rows]


async def differing(run: Run, config: Settings) -> Kept | None:
    """What the market keeps, where `config` means something else; None where nothing is kept yet."""
    kept = await all_kept(run)
    return kept[0] if kept and kept[0].held != config.holds_client_money else None


async def keep(run: Run, config: Settings) -> None:
    """Keep what `config` means unless something is kept. Raises ClientMoneyDiffers."""
    await run(
        "insert into money.client_money (number, held, since) values (1, $1, base.now()) on conflict do nothing",
        config.holds_client_money,
    )
    kept = await differing(run, config)  # also where another one was faster
    if kept is not None:
        raise ClientMoneyDiffers(kept)


def keeper(config: Settings) -> Callable[[asyncpg.Connection, str], Awaitable[None]]:
    """The part of a migration that keeps it."""

    async def run(connection: asyncpg.Connection, _: str) -> None:
        await keep(connection.fetch, config)

    return run


async def change(held: bool) -> bool:
    """From now on it is so; False where it is already, or somebody else changes it at this moment."""
    async with transaction():
        kept = await all_kept()
        if kept and kept[0].held == held:
            return False
        number = kept[0].number + 1 if kept else 1
        made = await fetch(
            "insert into money.client_money (number, held, since) values ($1, $2, base.now())"
            " on conflict do nothing returning number",
            *(number, held),
        )
        if made:
            row = uuid.UUID(int=number)
            await audit.record(audit.SYSTEM, "client_money.changed", "client_money", row, held=held)
        return bool(made)


async def lying() -> int:
    """What lies in the account of clients' money where it is held now, minor units; else nothing."""
    kept = await all_kept()
    if kept and not kept[0].held:
        return 0
    return max(0, -await balance(own(Kind.BANK_CLIENT_FUNDS)))


async def held_on(moment: datetime) -> bool:
    """Whether clients' money was held then; before anything was kept as it was first.

    A market that keeps nothing yet holds what this process means.
    """
    found: bool | None = await fetch_value(
        "select held from money.client_money"
        " order by since <= $1 desc, case when since <= $1 then -number else number end limit 1",
        moment,
    )
    return settings().holds_client_money if found is None else found
