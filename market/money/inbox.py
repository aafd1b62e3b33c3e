"""Webhooks: verified, kept once, answered; then a job asks Stripe anew and applies what is true now."""

import uuid
from datetime import UTC, datetime

import structlog

from market.base import audit, jobs
from market.base.database import Record, fetch, fetch_row, transaction
from market.base.errors import Invalid
from market.base.ids import new_id
from market.money.bankcards.actions import look_at_card
from market.money.bankcards.setups import apply_setup
from market.money.booking import apply_checkout, apply_payment, row_in
from market.money.desk import desk
from market.money.disputes.asking import hear_dispute
from market.money.disputes.booking import DisputeWaits
from market.money.gateway import (
    GatewayBusy,
    GatewayRefused,
    GatewayUnknown,
    InboxEvent,
    WebhookRejected,
)
from market.money.moves import move
from market.money.payouts.actions.transfer import apply_transfer
from market.money.refunds import apply_refund
from market.money.rules import INBOX

SOURCE = "stripe"
TRIES = 16
NOT_OURS, NOT_KNOWN, NOT_HEARD = "not ours", "Stripe does not know it", "nothing to do for this type"

log = structlog.get_logger()


class WebhookRefused(Invalid):
    """What arrived was not said by Stripe, to us, now; `reason` says which."""


async def receive(raw: bytes, signature: str | None) -> None:
    """Keep a webhook once and enqueue its handling. Raises WebhookRefused; duplicates pass in silence.

    The signature's time is compared with wall time, whatever the market's clock says.
    """
    try:
        event = desk().gateway.verify_webhook(raw, signature, desk().webhook_secrets, datetime.now(UTC))
    except WebhookRejected as rejected:
        raise WebhookRefused(reason=rejected.reason) from rejected
    await keep(event, raw)


async def keep(event: InboxEvent, raw: bytes | None) -> uuid.UUID | None:
    """Keep an event that Stripe said, and enqueue its handling; None where it was kept before.

    `raw` is the body that was signed; there is none when we asked for the event ourselves.
    """
    said = (event.id, event.type, event.api_version, event.livemode, event.object_id)
    async with transaction():
        kept = await fetch(
            "insert into money.inbox_events (id, source, external_id, type, api_version, livemode, object_id,"
            " body, received_at, status) values ($1, $2, $3, $4, $5, $6, $7, $8, base.now(), 'received')"
            " on conflict (source, external_id) do nothing returning id",
            *(new_id(), SOURCE, *said, raw),
        )
        if not kept:
            return None
        found: uuid.UUID = kept[0]["id"]
        await jobs.enqueue("inbox.handle", event=found)
    return found


async def replay(event_id: uuid.UUID, actor: audit.Actor) -> bool:
    """Give a dead event another sixteen tries, inside the caller's transaction. False where it is not dead."""
    moved = await move(INBOX, event_id, "replay", actor, tries=0, note=None, handled_at=None)
    if moved:
        await jobs.enqueue("inbox.handle", event=event_id)
    return moved


async def dead(most: int) -> list[Record]:
    """The events that were given up, latest first: id, type, object_id, received_at, handled_at, note."""
    return await fetch(
        "select id, type, object_id, received_at, handled_at, note from money.inbox_events"
        " where status = 'dead' order by received_at desc, id desc limit $1",
        most,
    )


async def handle(event_id: uuid.UUID) -> None:
    """Apply what an event is about, as it is now. Idempotent; without an answer the janitor tries again."""
    rows = await fetch(
        "update money.inbox_events set tries = tries + 1 where id = $1 and status = 'received'"
        " returning type, object_id, tries",
        event_id,
    )
    if not rows:
        return
    row = rows[0]
    if row["tries"] > TRIES:
        await _close(event_id, "give_up", "too many tries")
        log.error("inbox.dead", type=row["type"])
        return
    try:
        note = await _apply(row["type"], row["object_id"])
    except GatewayRefused:
        note = NOT_KNOWN
    except (GatewayUnknown, GatewayBusy, DisputeWaits) as error:
        log.info("inbox.no_answer", type=row["type"], error=type(error).__name__)
        return
    await _close(event_id, "ignore" if note else "handle", note)


async def _close(event_id: uuid.UUID, event: str, note: str | None) -> None:
    async with transaction():
        now = await fetch_row("select base.now() as now")
        at = now["now"] if now else None
        await move(INBOX, event_id, event, audit.STRIPE, note=note, body=None, handled_at=at)


async def _apply(type: str, object_id: str) -> str | None:
    """Fetch the object anew and apply it; a note says why there was nothing to apply."""
    gateway = desk().gateway
    if type.startswith("checkout.session."):
        return await _apply_session(object_id)
    if type.startswith("payment_intent."):
        known = await apply_payment(await gateway.fetch_payment(object_id))
    elif type.startswith(("refund.", "charge.refund.")):
        known = await apply_refund(await gateway.fetch_refund(object_id))
    elif type.startswith("transfer."):
        known = await apply_transfer(await gateway.fetch_transfer(object_id))
    elif type.startswith("payment_method."):
        known = await look_at_card(object_id)
    elif type.startswith("charge.dispute."):
        known = await hear_dispute(object_id)
    elif type.startswith("charge."):
        return await _apply_charge(object_id)
    else:
        return NOT_HEARD
    return None if known else NOT_OURS


async def _apply_session(session_id: str) -> str | None:
    """The payment is found by what the session carries: the event may be here before our answer is."""
    session = await desk().gateway.fetch_checkout(session_id)
    setup = row_in(session.metadata, "setup")
    if setup is not None:
        return None if await apply_setup(setup, session_id) else NOT_OURS
    payment = row_in(session.metadata, "payment")
    if payment is None or not await fetch("select 1 from money.payments where id = $1", payment):
        return NOT_OURS
    if session.payment_intent is not None:
        await apply_payment(await desk().gateway.fetch_payment(session.payment_intent))
    await apply_checkout(payment, session)
    return None


async def _apply_charge(charge_id: str) -> str | None:
    """A charge says something new about its payment (a fee), and perhaps about refunds past us."""
    intent = (await desk().gateway.fetch_charge(charge_id)).payment_intent
    if intent is None or not await apply_payment(await desk().gateway.fetch_payment(intent)):
        return NOT_OURS
    for refund in await desk().gateway.find_refunds(intent):
        await apply_refund(refund)
    return None
