"""Payouts of the world: a batch to approve, one to export, one at the bank, and a payment that is held back."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from market.base import audit
from market.base.access import Principal
from market.base.clock import now
from market.base.database import fetch, transaction
from market.money.payouts.actions.export import export
from market.money.payouts.actions.gather import gather
from market.money.payouts.actions.request import request_now
from market.money.payouts.actions.steer import hold_payout
from market.money.settlement.actions import release_due
from market.money.settlement.rules import Month
from tests.money.payouts.paying import a_payee, an_operator, approved, batch_of, payout_of, tag_of
from tests.money.settlement.running import Running, end, run

AMOUNT = 2000


@dataclass(frozen=True)
class Payouts:
    """Inner ids: of batches by their state, of payouts by theirs."""

    open: uuid.UUID
    approved: uuid.UUID
    sent: uuid.UUID
    waiting_payout: uuid.UUID
    held_payout: uuid.UUID
    sent_payout: uuid.UUID


def last_month() -> str:
    """A month that is over, as `2026-10`."""
    return str(Month.of(datetime.now(UTC)).preceding)


async def make_payouts() -> Payouts:
    """All of one holder's, who takes part in nothing else."""
    who, operator = await a_payee(), await an_operator()
    rental = await run(Running(await now(), amount=5 * AMOUNT, bps=10_000, holder=tag_of(who)))
    await end(rental, rental.total_days)
    await fetch("update money.earnings set payable_at = base.now() where rental_id = $1", rental.rental)
    await release_due()
    sent, sent_payout = await _batch(who)
    await approved(sent, operator)
    await export(audit.SYSTEM, sent)
    ready, _ = await _batch(who)
    await approved(ready, operator)
    _, held = await _batch(who)
    await hold_payout(operator, held, "à regarder")
    waiting, payout = await _batch(who)
    return Payouts(waiting, ready, sent, payout, held, sent_payout)


async def _batch(who: Principal) -> tuple[uuid.UUID, uuid.UUID]:
    async with transaction():
        await request_now(audit.SYSTEM, tag_of(who), AMOUNT)
    await gather(audit.SYSTEM)
    return await batch_of(who), (await payout_of(who))["id"]
