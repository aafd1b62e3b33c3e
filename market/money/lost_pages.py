"""A page that Stripe may or may not have made, and whose call cannot be repeated: looked for, then opened anew.

A server error is saved under its key like any answer, so a repetition learns nothing; and a call that is repeated
late asks for a page that would close too soon, which Stripe does not make. Both are asked after in Stripe's list of
pages. Where it has none, another attempt with a key of its own is written. Two payments cannot come of it: the
address of the lost page was told to nobody, so nobody can pay there, should it appear after all.
"""

import uuid

from market.base import audit
from market.base.database import Record, fetch, transaction
from market.base.ids import new_id
from market.money.booking import About, call_off, lock_payment
from market.money.desk import desk
from market.money.gateway_pages import CheckoutState
from market.money.moves import move
from market.money.page_attempts import PAGE_LIFE, SHORTEST, is_lost, page_attempt, resolve
from market.money.rules import KEY_LIFE, PAYMENT

SKEW = (PAGE_LIFE - SHORTEST) * 5
"""By how much Stripe's clock may differ from ours when a page is looked for by its time."""


async def look_for_lost_page(payment: uuid.UUID) -> None:
    """Take up the page that was made, or write the next attempt where none was. Nothing where none is lost.

    Outside any transaction. Raises GatewayUnknown, GatewayBusy.
    """
    row = await page_attempt(payment)
    if not _to_look_for(row):
        return
    assert row is not None
    opens = row["expires_at"]
    found = await desk().gateway.find_checkout(
        About("payment", row["id"], row["number"]).metadata(), since=opens - PAGE_LIFE - SKEW, until=opens
    )
    async with transaction():
        await lock_payment(payment)
        now = await page_attempt(payment)  # whoever looked first has settled it
        if not _to_look_for(now) or now is None or now["attempt_id"] != row["attempt_id"]:
            return
        await (_take_up(now, found) if found is not None else _begin_anew(now))


def _to_look_for(row: Record | None) -> bool:
    return (
        row is not None
        and row["mode"] == "checkout"
        and row["status"] in ("created", "unknown")
        and row["key_age"] <= KEY_LIFE
        and is_lost(row)
    )


async def _take_up(row: Record, found: CheckoutState) -> None:
    """It was made: from here on it is a page like any other, and whoever asks finds out what became of it."""
    await resolve(row, "answered", found.url, None)
    await fetch(
        "update money.payments set stripe_checkout_session_id = $2 where id = $1", *(row["id"], found.id)
    )
    if found.status == "open" and found.payment_intent is None:
        await move(PAYMENT, row["id"], "submit", audit.STRIPE)


async def _begin_anew(row: Record) -> None:
    """It was not made. Where nobody waits for the payment any more, that is its end."""
    await resolve(row, "abandoned", None, row["error_code"])
    if row["is_closed"] or row["age"] > KEY_LIFE:
        await call_off(row["id"], "cancel", audit.CLOCK, "abandoned")
        return
    number = row["number"] + 1
    await fetch(
        "insert into money.payment_attempts (id, payment_id, number, idempotency_key, status, success_url,"
        " cancel_url, locale) values ($1, $2, $3, $4, 'prepared', $5, $6, $7)",
        *(new_id(), row["id"], number, f"payment:{row['id']}:{number}"),
        *(row["success_url"], row["cancel_url"], row["locale"]),
    )
    await audit.record(audit.SYSTEM, "payment.attempted", "payment", row["id"], number=number)
