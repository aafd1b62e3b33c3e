"""Finding out about a dispute: it is fetched with what it may contradict, and applied."""

import uuid

import structlog

from market.base.database import fetch, fetch_value
from market.money.desk import desk
from market.money.disputes.booking import DisputeWaits, apply_dispute
from market.money.gateway import GatewayBusy, GatewayUnknown
from market.money.refunds import apply_refund, ask_refund

log = structlog.get_logger()

_OPEN_REFUNDS = """
select r.id from money.refunds r join money.payments p on p.id = r.payment_id
  where p.stripe_payment_intent_id = $1 and r.status in ('requested', 'submitted', 'unknown', 'pending')
  order by r.created_at
"""


async def hear_dispute(stripe_dispute_id: str) -> bool:
    """Apply a dispute as it is now, after the refunds that stand beside it: Stripe fails some when it opens one.

    Outside any transaction. False when it is about no payment of ours. Raises as the gateway and `apply_dispute`.
    """
    state = await desk().gateway.fetch_dispute(stripe_dispute_id)
    if state.payment_intent is not None and await _ours(state.payment_intent):
        for refund in await desk().gateway.find_refunds(state.payment_intent):
            await apply_refund(refund)
        for row in await fetch(_OPEN_REFUNDS, state.payment_intent):
            await ask_refund(row["id"])
    return await apply_dispute(state)


async def _ours(payment_intent: str) -> bool:
    found: bool = await fetch_value(
        "select exists (select from money.payments where stripe_payment_intent_id = $1)", payment_intent
    )
    return found


async def ask_dispute(dispute: uuid.UUID) -> None:
    """Find out what became of a dispute of ours; without an answer all stays as it is."""
    (row,) = await fetch("select stripe_dispute_id from money.disputes where id = $1", dispute)
    try:
        await hear_dispute(row["stripe_dispute_id"])
    except (GatewayUnknown, GatewayBusy, DisputeWaits) as error:
        log.info("disputes.no_answer", error=type(error).__name__)
        await fetch("update money.disputes set asked_at = base.now() where id = $1", dispute)
