"""Money's jobs and sweeps by name; `wiring` hands them to the worker."""

import uuid
from collections.abc import Mapping

from market.base.jobs import Handler
from market.base.sweeps import Sweep
from market.money import captures, inbox, set_apart, switches, switching
from market.money.bankcards import jobs as bankcards
from market.money.credit.actions.give_back_part import give_back_part_job
from market.money.days.actions import roll_days
from market.money.disputes import jobs as disputes
from market.money.documents import jobs as documents
from market.money.janitor import sweep_money
from market.money.payments import submit_left_behind
from market.money.payouts import jobs as payouts
from market.money.reconciliation import actions as reconciliation
from market.money.refunds import submit_refund
from market.money.rewards.actions.budgets import sweep_budgets
from market.money.rewards.actions.choose import sweep_unchosen
from market.money.settlement.actions import release_due


async def submit_payment_job(payment: str) -> None:
    """Submit a payment that its request left behind."""
    await submit_left_behind(uuid.UUID(payment))


async def submit_refund_job(refund: str) -> None:
    """Send a refund to Stripe."""
    await submit_refund(uuid.UUID(refund))


async def handle_inbox_job(event: str) -> None:
    """Deal with a webhook."""
    await inbox.handle(uuid.UUID(event))


JOBS: Mapping[str, Handler] = {
    "payments.submit": submit_payment_job,
    "refunds.submit": submit_refund_job,
    captures.JOB: captures.carry_out_job,
    switches.JOB: switching.switch_job,
    set_apart.JOB: give_back_part_job,
    "inbox.handle": handle_inbox_job,
    **documents.JOBS,
    **payouts.JOBS,
    **bankcards.JOBS,
    **disputes.JOBS,
}

SWEEPS: tuple[Sweep, ...] = (
    Sweep("money.janitor", 30, sweep_money),
    Sweep("money.release", 600, release_due),
    *documents.SWEEPS,
    Sweep("money.reconcile", 300, reconciliation.sweep),
    *payouts.SWEEPS,
    *bankcards.SWEEPS,
    *disputes.SWEEPS,
    Sweep("money.reward_budgets", 600, sweep_budgets),
    Sweep("money.unchosen_rewards", 600, sweep_unchosen),
    Sweep("money.roll_days", 300, roll_days),
)
