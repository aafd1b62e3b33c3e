"""The attempts to open a page of Stripe's: the latest one as it stands, and how it ends."""

import uuid
from datetime import UTC, datetime, timedelta

from market.base import audit
from market.base.database import Record, fetch, fetch_row, transaction
from market.money.booking import lock_payment
from market.money.gateway_pages import CheckoutOpened
from market.money.moves import move
from market.money.rules import BROKEN, PAYMENT
from market.money.switches import ASKS, GIVES_WAY

PAGE_LIFE = timedelta(minutes=31)
"""Stripe closes the page by itself then; it takes no less than 30 minutes. We close it at 15."""
SHORTEST = timedelta(minutes=30)
"""Stripe makes no page that closes sooner: a call that is repeated later than this allows makes nothing."""


def is_lost(row: Record) -> bool:
    """Whether to repeat the latest call can open no page: Stripe gives its own failure again under that key, or
    makes no page that closes so soon. What the call did is looked up instead.
    """
    if row["attempt_status"] not in ("requested", "unknown") or row["leased"]:
        return False
    late = row["expires_at"] is not None and row["expires_at"] < datetime.now(UTC) + SHORTEST
    return bool(late or row["error_code"] == BROKEN)


async def is_latest(row: Record) -> bool:
    """Whether no other attempt was begun meanwhile. With the payment locked."""
    latest = await page_attempt(row["id"])
    return latest is not None and latest["attempt_id"] == row["attempt_id"]


async def release(row: Record, status: str = "requested", code: str | None = None) -> None:
    """The next caller need not wait for the lease to end; `unknown` is a call that got no answer."""
    await fetch(
        "update money.payment_attempts set leased_until = null, status = $2, error_code = $3"
        " where id = $1 and status not in ('answered', 'abandoned')",
        *(row["attempt_id"], status, code),
    )


async def page_opened(row: Record, opened: CheckoutOpened) -> None:
    """The page is there. One that comes after another attempt was begun is nobody's: its address was never told,
    so nobody can pay on it, and it closes by itself.
    """
    async with transaction():
        await lock_payment(row["id"])
        if not await is_latest(row):
            return
        await resolve(row, "answered", opened.url, None)
        await fetch(
            "update money.payments set stripe_checkout_session_id = $2, asked_at = base.now() where id = $1",
            *(row["id"], opened.id),
        )
        await move(PAYMENT, row["id"], "submit", audit.STRIPE)


async def resolve(row: Record, status: str, url: str | None, code: str | None) -> None:
    await fetch(
        "update money.payment_attempts set status = $2, checkout_url = $3, error_code = $4,"
        " leased_until = null, resolved_at = base.now() where id = $1",
        *(row["attempt_id"], status, url, code and code[:64]),
    )


async def page_attempt(payment_id: uuid.UUID) -> Record | None:
    """The payment with its latest attempt and how old things are on the market's clock. `is_closed`: nobody waits for
    it any more, because its order is closed or it gives way to another payment.
    """
    return await fetch_row(
        "select p.id, p.order_id, p.amount, p.currency, p.status, p.stripe_checkout_session_id,"
        " p.stripe_payment_intent_id, p.capture, o.purpose, o.closed_at is not null as order_closed,"
        f" {GIVES_WAY} as gives_way, o.closed_at is not null or {GIVES_WAY} as is_closed,"
        " a.id as attempt_id, a.number,"
        " a.idempotency_key, a.success_url, a.cancel_url, a.locale, a.expires_at, asks.checkout_url,"
        " a.requested_at, a.mode, a.status as attempt_status, a.error_code,"
        " p.keep_card, o.brand, coalesce(a.leased_until > base.now(), false) as leased,"
        " base.now() - p.created_at as age,"
        " coalesce(base.now() - a.requested_at, interval '0') as key_age"
        " from money.payments p join money.orders o on o.id = p.order_id"
        f" join money.payment_attempts a on a.payment_id = p.id left join lateral {ASKS} asks on true"
        " where p.id = $1 order by a.number desc limit 1",
        payment_id,
    )
