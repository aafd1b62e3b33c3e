"""Batches and payouts, locked in the one order: identity, batch, payouts by id, then accounts.

A payout is looked up, its batch locked, then itself. If it is in another batch by then, what was locked for it is let
go before it is looked up again: else that batch would be locked after the payout.
"""

import uuid
from collections.abc import Sequence
from contextlib import suppress

from market.base.database import Record, fetch, fetch_row, transaction
from market.money.payouts.errors import BatchNotFound, PayoutNotFound


async def batch(batch_id: uuid.UUID) -> Record:
    """The batch, locked. NO KEY: an approval refers to it meanwhile. Raises BatchNotFound."""
    row = await fetch_row("select * from money.payout_batches where id = $1 for no key update", batch_id)
    if row is None:
        raise BatchNotFound()
    return row


async def payouts_in(batch_id: uuid.UUID, states: Sequence[str]) -> list[Record]:
    """The batch's payouts in these states, locked, by id."""
    return await fetch(
        "select * from money.payouts where batch_id = $1 and status = any($2) order by id for no key update",
        *(batch_id, list(states)),
    )


async def identity_of(payout_id: uuid.UUID) -> None:
    """Lock where the payout goes, before all else of it: whoever may say that no money arrives there."""
    await fetch(
        "select 1 from money.payout_identities where id = (select identity_id from money.payouts where id = $1)"
        " for no key update",
        payout_id,
    )


class _Elsewhere(Exception):
    """It is in another batch by now."""


async def payout(payout_id: uuid.UUID) -> Record:
    """The payout, locked after the batch that it is in. Raises PayoutNotFound."""
    while True:
        with suppress(_Elsewhere):
            async with transaction():
                return await _payout(payout_id)


async def _payout(payout_id: uuid.UUID) -> Record:
    seen = await fetch_row("select batch_id from money.payouts where id = $1", payout_id)
    if seen is None:
        raise PayoutNotFound()
    if seen["batch_id"] is not None:
        await batch(seen["batch_id"])
    row = await fetch_row("select * from money.payouts where id = $1 for no key update", payout_id)
    if row is None or row["batch_id"] != seen["batch_id"]:
        raise _Elsewhere
    return row


async def payouts_of(holder: bytes, states: Sequence[str]) -> list[Record]:
    """A holder's payouts in these states, locked by id, after the batches that they are in."""
    while True:
        with suppress(_Elsewhere):
            async with transaction():
                return await _payouts_of(holder, states)


async def _payouts_of(holder: bytes, states: Sequence[str]) -> list[Record]:
    seen = await fetch(
        "select distinct batch_id from money.payouts where holder = $1 and status = any($2)"
        " and batch_id is not null order by batch_id",
        *(holder, list(states)),
    )
    for row in seen:
        await batch(row["batch_id"])
    rows = await fetch(
        "select * from money.payouts where holder = $1 and status = any($2) order by id for no key update",
        *(holder, list(states)),
    )
    if not {row["batch_id"] for row in rows if row["batch_id"]} <= {row["batch_id"] for row in seen}:
        raise _Elsewhere
    return rows
