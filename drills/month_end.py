"""What operators do each month of a year: pay holders, close what a person had to know of, end renewals."""

import contextlib
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

from drills import papers
from drills.town import Account
from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.money.payouts.actions.approve import approve_batch, approve_payout
from market.money.payouts.actions.export import export_batch
from market.money.payouts.actions.outcome import execute_batch, return_payout
from market.money.payouts.actions.request import request_month
from market.money.reconciliation import findings
from market.money.reconciliation.rules import NOTICES
from market.money.settlement.rules import Month
from market.rentals.errors import RentalAlreadyEnded
from market.rentals.renewal.wishes import brand_wishes, holder_wishes


async def pay(
    operators: Sequence[Principal],
    accounts: Mapping[bytes, Account],
    month: Month,
    dice: Random,
    seen: Counter[str],
) -> list[str]:
    """The month's payouts: requested, let out by as many as it takes, sent and executed. What is wrong with files.

    `accounts`: where each holder (by money's tag) wants to be paid.
    """
    faults: list[str] = []
    await request_month(str(month), audit.SYSTEM)
    for row in await fetch("select id from money.payout_batches where status = 'open' and kind = 'run'"):
        batch = row["id"]
        amount = await fetch_value(
            "select coalesce(sum(amount), 0)::bigint from money.payouts where batch_id = $1", batch
        )
        for operator in operators:
            if (await approve_batch(operator, batch, amount)).approved:
                break
        sent = await export_batch(operators[0], batch)
        faults += papers.wrong_with_sepa(sent.content, await _due(batch, accounts))
        await execute_batch(operators[1], batch)
        seen["payouts"] += sent.transfers
        if dice.random() < 0.5:
            payout = await fetch_value("select id from money.payouts where batch_id = $1 limit 1", batch)
            await return_payout(operators[2], payout, "MS03")
            seen["returned"] += 1
    return faults + await _try_again(operators, accounts)


async def _due(batch: uuid.UUID, accounts: Mapping[bytes, Account]) -> dict[str, papers.Transfer]:
    """What a batch should pay to whom, by reference: amounts by the payouts, accounts as the holders gave them."""
    rows = await fetch(
        "select a.reference, p.amount, p.holder from money.payout_attempts a"
        " join money.payouts p on p.id = a.payout_id where a.batch_id = $1",
        batch,
    )
    return {row["reference"]: (f"{row['amount'] / 100:.2f}", *accounts[row["holder"]]) for row in rows}


async def _try_again(operators: Sequence[Principal], accounts: Mapping[bytes, Account]) -> list[str]:
    faults: list[str] = []
    for row in await fetch("select id from money.payouts where status = 'failed'"):
        for operator in operators:
            if (await approve_payout(operator, row["id"])).approved:
                break
        batch = await fetch_value("select batch_id from money.payouts where id = $1", row["id"])
        sent = await export_batch(operators[0], batch)
        faults += papers.wrong_with_sepa(sent.content, await _due(batch, accounts))
        await execute_batch(operators[1], batch)
    return faults


async def close_notices(operator: Principal, seen: Counter[str]) -> None:
    """A refund past us, or one that failed, is no difference: an operator reads it and closes it with a note."""
    kinds = [str(it) for it in NOTICES]
    for row in await fetch(
        "select id, version from money.reconciliation_findings where state = 'open' and kind = any($1)", kinds
    ):
        async with transaction():
            await findings.close(operator.actor, row["id"], row["version"], "seen")
        seen["notices closed"] += 1


async def stop_renewing(everybody: Mapping[uuid.UUID, Principal], seen: Counter[str]) -> None:
    """The year is over: nothing is renewed any more, and what is paid for a period to come goes back.

    Brands and holders take turns at taking back what both have said. `everybody`: who speaks for a brand, by its id,
    and holders by their own.
    """
    rows = await fetch(
        "select r.agreement, r.brand, r.holder from rentals.renewals w join rentals.rentals r on r.id = w.rental"
        " where w.state in ('open', 'noticed', 'paid') and w.brand and w.holder is not false"
        " and r.ended_at is null order by w.rental"
    )
    for number, row in enumerate(rows):
        with contextlib.suppress(RentalAlreadyEnded):
            if number % 2:
                await brand_wishes(everybody[row["brand"]], row["agreement"], False)
            else:
                holder = everybody[vault.person_of("rentals", row["holder"])]
                await holder_wishes(holder, row["agreement"], False)
            seen["renewals stopped"] += 1
