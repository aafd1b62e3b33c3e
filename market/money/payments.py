"""Submitting a payment in three steps.

1. `prepare_payment` commits the intent with its key; 2. `submit_payment` calls Stripe with no transaction
open; 3. the answer is applied. The request that placed the order submits it at once; the job, and the janitor
after it, do so when that request died. A repetition uses the same key and the same parameters.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from market.base import audit, jobs
from market.base.database import Record, fetch, transaction
from market.base.ids import new_id
from market.money import charges
from market.money.asking_charges import look_for_lost_charge
from market.money.bankcards.customers import customer_of
from market.money.booking import About, call_off, lock_payment
from market.money.desk import Urls, desk
from market.money.gateway import GatewayBroken, GatewayBusy, GatewayRefused, GatewayUnknown
from market.money.gateway_pages import Capture
from market.money.lost_pages import look_for_lost_page
from market.money.moves import move
from market.money.page import described, items_of, methods_of
from market.money.page_attempts import (
    PAGE_LIFE,
    is_latest,
    is_lost,
    page_attempt,
    page_opened,
    release,
    resolve,
)
from market.money.rules import BROKEN, KEY_LIFE, LEASE, PAYMENT

GRACE = timedelta(seconds=20)
"""The request that placed an order is about to submit it: the job leaves it alone for so long."""
WAIT, STEP = 8.0, 0.1

log = structlog.get_logger()


@dataclass(frozen=True)
class Submitted:
    """Where the payer goes, if there is a page to go to, and the payment's state; `by_card`, a kept one, there
    is mostly none.
    """

    checkout_url: str | None
    status: str
    by_card: bool = False

    @property
    def not_open(self) -> bool:
        """No page of Stripe's could be opened: nothing was taken, and nobody can pay yet."""
        return self.checkout_url is None and self.status in ("created", "unknown") and not self.by_card


async def prepare_payment(
    order: uuid.UUID,
    amount: int,
    currency: str,
    capture: Capture = "automatic",
    *,
    keep_card: bool = False,
    card: uuid.UUID | None = None,
    mode: charges.Mode = "off_session",
    locale: str | None = None,
) -> uuid.UUID:
    """Step 1, inside the transaction that places the order: the payment, its first key, its job.

    It is paid on Stripe's page, where the brand may want to keep the card, or by `card`, a kept one: `on_session`
    while the brand is there, to answer its bank; else with nobody there. `locale` (fr, en) is the language of whoever
    it is for, whoever submits it; without one it is the submitter's.
    """
    payment = uuid.uuid4()
    await fetch(
        "insert into money.payments (id, order_id, amount, currency, status, created_at, capture, keep_card)"
        " values ($1, $2, $3, $4, 'created', base.now(), $5, $6)",
        *(payment, order, amount, currency, capture, keep_card),
    )
    await audit.record(audit.SYSTEM, "payment.created", "payment", payment, amount=amount)
    if card is not None:
        await charges.first_attempt(payment, card, mode, locale)
        return payment
    await fetch(
        "insert into money.payment_attempts (id, payment_id, number, idempotency_key, status, locale)"
        " values ($1, $2, 1, $3, 'prepared', $4)",
        *(new_id(), payment, f"payment:{payment}:1", locale),
    )
    await jobs.enqueue("payments.submit", payment=payment)
    return payment


async def submit_payment(
    payment_id: uuid.UUID,
    *,
    success_url: str | None = None,
    cancel_url: str | None = None,
    locale: str = "fr",
) -> Submitted:
    """Steps 2 and 3: open the page where it can be paid, or charge the kept card that was chosen, whose bank may
    have a page. Outside any transaction; any number of times.

    The addresses are where the payer comes back to and count only the first time, as does `locale` (fr, en).
    When Stripe gives no answer, or a server error, the state is `unknown` and there is no page yet: nobody can
    pay, and the next call opens one, after a look at what the lost one did.
    """
    row = await page_attempt(payment_id)
    if row is not None and row["mode"] != "checkout":
        await _look(payment_id, look_for_lost_charge)
        await charges.submit_charge(payment_id, success_url, locale)
        return await _wait(payment_id)
    back = desk().returns
    urls = Urls(success_url or back.success, cancel_url or back.cancel)
    await _look(payment_id, look_for_lost_page)
    taken = await take_page(payment_id, urls, locale)
    if taken is None:
        return await _wait(payment_id)
    await open_page(taken)
    return await _seen(payment_id)


async def _look(payment_id: uuid.UUID, look: Callable[[uuid.UUID], Awaitable[None]]) -> None:
    """Before anything is called again: what became of what got lost. Without an answer it stays lost."""
    try:
        await look(payment_id)
    except (GatewayUnknown, GatewayBusy) as error:
        log.info("payments.no_answer", error=type(error).__name__)


async def submit_left_behind(payment_id: uuid.UUID) -> None:
    """Submit what the request that placed it did not, once that has had its time. For job and janitor."""
    row = await page_attempt(payment_id)
    if row is not None and row["mode"] == "off_session":
        await charges.submit_charge(payment_id)
    elif row is not None and row["age"] >= GRACE:
        if row["mode"] == "on_session":
            await charges.submit_charge(payment_id)
            return
        taken = await take_page(payment_id, desk().returns, "fr")
        if taken is not None:
            await open_page(taken)


async def take_page(payment_id: uuid.UUID, urls: Urls, locale: str, closing: bool = False) -> Record | None:
    """Commit that we are about to call, with all parameters; None if it is not our turn, or too late."""
    async with transaction():
        await lock_payment(payment_id)
        row = await page_attempt(payment_id)  # decided on what is there once the lock is held
        if row is None or row["status"] not in ("created", "unknown") or row["is_closed"] != closing:
            return None
        if row["mode"] != "checkout" or row["leased"] or row["key_age"] > KEY_LIFE or is_lost(row):
            return None
        await fetch(
            "update money.payment_attempts set status = 'requested', leased_until = base.now() + $2,"
            " requested_at = coalesce(requested_at, base.now()), success_url = coalesce(success_url, $3),"
            " cancel_url = coalesce(cancel_url, $4), locale = coalesce(locale, $5),"
            " expires_at = coalesce(expires_at, $6) where id = $1",
            *(row["attempt_id"], LEASE, urls.success, urls.cancel, locale),
            datetime.now(UTC).replace(microsecond=0) + PAGE_LIFE,
        )
        return await page_attempt(payment_id)


async def open_page(row: Record) -> None:
    """The call itself and its answer."""
    try:
        opened = await desk().gateway.open_checkout(
            row["idempotency_key"],
            amount=row["amount"],
            currency=row["currency"],
            description=described(row["purpose"], row["locale"]),
            success_url=row["success_url"],
            cancel_url=row["cancel_url"],
            locale=row["locale"],
            metadata=About("payment", row["id"], row["number"]).metadata(),
            expires_at=row["expires_at"],
            items=await items_of(row["order_id"], row["locale"]),
            methods=methods_of(row["purpose"], row["capture"]),
            capture=row["capture"],
            keep_for=await customer_of(row["brand"]) if row["keep_card"] else None,
        )
    except GatewayBusy:
        await release(row)
    except GatewayUnknown as silence:
        async with transaction():
            await lock_payment(row["id"])
            await move(PAYMENT, row["id"], "lose", audit.STRIPE)
            await release(row, "unknown", BROKEN if isinstance(silence, GatewayBroken) else None)
    except GatewayRefused as refused:
        async with transaction():
            await lock_payment(row["id"])
            await resolve(row, "refused", None, refused.code)
            if await is_latest(row):
                await call_off(row["id"], "fail", audit.STRIPE, refused.code[:64])
    else:
        await page_opened(row, opened)


async def _wait(payment_id: uuid.UUID) -> Submitted:
    """Somebody else is calling: their answer is ours, if it comes soon."""
    for _ in range(int(WAIT / STEP)):
        row = await page_attempt(payment_id)
        if row is None or not (row["leased"] and row["status"] in ("created", "unknown")):
            break
        await asyncio.sleep(STEP)
    return await _seen(payment_id)


async def _seen(payment_id: uuid.UUID) -> Submitted:
    row = await page_attempt(payment_id)
    if row is None:
        raise LookupError(payment_id)
    by_card = row["mode"] != "checkout"  # what its bank asked once, it does not ask after a refusal
    waits = ("requires_action",) if by_card else ("submitted", "requires_action")
    payable = row["status"] in waits and not row["is_closed"]
    return Submitted(row["checkout_url"] if payable else None, row["status"], by_card)
