"""Charging a kept card: in three steps, any number of tries under one payment, never two at once.

A payment is one PaymentIntent of Stripe's, whatever number of tries it takes: it can take money once. Each try
is an attempt of its own with a key of its own; an attempt that got no answer is repeated under its key, and once
that is too old, gives a saved failure, or the charge is not wanted any more, Stripe is asked what it did. Right
before each call whoever asked for the money says whether it is still wanted (`ChargeDue`).
"""

import uuid
from typing import Literal

import structlog

from market.base import audit, jobs
from market.base.database import Record, fetch, fetch_row, fetch_value, transaction
from market.base.events import raise_event
from market.base.ids import new_id
from market.money.bankcards.customers import known_customer
from market.money.bankcards.rules import ASKED
from market.money.booking import About, apply_payment, lines_of, lock_payment
from market.money.desk import desk
from market.money.events import ChargeDeclined, ChargeDue
from market.money.gateway import (
    GatewayBroken,
    GatewayBusy,
    GatewayRefused,
    GatewayTurnedAway,
    GatewayUnknown,
    PaymentState,
)
from market.money.gateway_cards import KEY_TAKEN, Charge
from market.money.moves import move
from market.money.rules import BROKEN, KEY_LIFE, LEASE, PAYMENT, TURNED_AWAY
from market.money.switches import ASKS, GIVES_WAY

Mode = Literal["off_session", "on_session"]

WORDS = {"fr": "Location sur Moi", "en": "Rental on Moi"}
OPEN = ("created", "unknown", "submitted", "requires_action")
_LATEST = """
select id from money.payments where order_id = $1 order by status in ('failed', 'canceled'), created_at desc limit 1
"""

log = structlog.get_logger()


async def add_attempt(
    payment: uuid.UUID,
    card: uuid.UUID,
    mode: Mode,
    *,
    return_url: str | None = None,
    locale: str | None = None,
) -> bool:
    """Step 1 of a further try, inside a transaction that holds the payment; False while one is under way.

    Only a payment that waits for another try takes one, or whose bank asks its payer something: with the payer
    there, or by another card than the one it asks about. Not what is paid, on its way, unknown or closed. Without a
    `locale` the payer's language stays that of the try before.
    """
    row = await attempt_of(payment)
    if row is None or row["is_closed"] or row["attempt_status"] in ("prepared", "requested"):
        return False
    asks = row["status"] == "requires_action" and (mode == "on_session" or row["asks_card"] != card)
    if row["status"] != "submitted" and not asks:
        return False
    await write_attempt(payment, row["number"] + 1, card, mode, return_url, locale or row["locale"])
    return True


async def first_attempt(payment: uuid.UUID, card: uuid.UUID, mode: Mode, locale: str | None) -> None:
    """Step 1 of the first try, inside the transaction that makes the payment. `on_session`: whoever submits it
    says where the payer comes back to, and the payer's language where it is not said here.
    """
    await write_attempt(payment, 1, card, mode, None, locale)


async def write_attempt(
    payment: uuid.UUID, number: int, card: uuid.UUID, mode: Mode, return_url: str | None, locale: str | None
) -> None:
    await fetch(
        "insert into money.payment_attempts (id, payment_id, number, idempotency_key, status, mode, card_id,"
        " success_url, locale) values ($1, $2, $3, $4, 'prepared', $5, $6, $7, $8)",
        *(new_id(), payment, number, f"payment:{payment}:{number}", mode, card, return_url, locale),
    )
    await audit.record(audit.SYSTEM, "payment.attempted", "payment", payment, number=number, mode=mode)
    await jobs.enqueue("payments.submit", payment=payment)


async def submit_charge(payment: uuid.UUID, return_url: str | None = None, locale: str = "fr") -> None:
    """Steps 2 and 3. Outside any transaction; any number of times, from anywhere: one effect an attempt.

    Where the payer comes back to, and the payer's language, count only the first time.
    """
    taken = await _take(payment, return_url or desk().returns.success, locale)
    if taken is None:
        return
    row, unheard, repeated = taken
    asked = await asked_by(row)
    known, key, gateway = row["tries_again"], row["idempotency_key"], desk().gateway
    try:
        state = await (gateway.charge_again(key, known, asked) if known else gateway.charge(key, asked))
    except GatewayTurnedAway:
        await _release(row, TURNED_AWAY if unheard else None)
    except GatewayBusy:
        await _release(row)
    except GatewayUnknown as silence:
        saved = isinstance(silence, GatewayBroken) and silence.replayed
        async with transaction():
            await lock_payment(payment)
            await move(PAYMENT, payment, "lose", audit.STRIPE)
            await _release(row, BROKEN if saved else None)
    except GatewayRefused as refused:
        # A key that somebody used up calls this charge off: no card was refused, and they settle it.
        await (_release(row) if refused.code == KEY_TAKEN else _refused(row, refused.code))
    else:
        await answered(row, state, unseen=repeated and return_url is None)


async def asked_by(row: Record) -> Charge:
    """What the call of a try asks for, the same at each repetition."""
    return Charge(
        amount=row["amount"],
        currency=row["currency"],
        customer=await known_customer(row["brand"]) or "",
        card=row["stripe_payment_method_id"],
        description=WORDS.get(row["locale"], WORDS["fr"]),
        metadata=About("payment", row["id"], row["number"]).metadata(),
        return_url=row["success_url"] if row["mode"] == "on_session" else None,
        kind=row["card_kind"],
    )


async def _take(payment: uuid.UUID, return_url: str, locale: str) -> tuple[Record, bool, bool] | None:
    """Commit that we are about to call; None if it is not our turn, or the charge is not wanted any more. Told too:
    whether Stripe has begun nothing of this try, and whether it was called before."""
    async with transaction():
        await lock_payment(payment)
        row = await attempt_of(payment)  # decided on what is there once the lock is held
        if row is None or row["is_closed"] or row["attempt_status"] not in ("prepared", "requested"):
            return None
        if row["status"] not in OPEN or row["leased"] or row["key_age"] > KEY_LIFE or is_broken(row):
            return None
        due = ChargeDue(row["order_id"], await _rentals(row["order_id"]))
        await raise_event(due)
        if not due.wanted or row["card_status"] != "kept":
            await _unwanted(row, "not_wanted" if not due.wanted else "resource_missing")
            return None
        await fetch(
            "update money.payment_attempts set status = 'requested', leased_until = base.now() + $2,"
            " tries_again = case when requested_at is null then $5 else tries_again end,"
            " charge_before = case when requested_at is null then $6 else charge_before end,"
            " requested_at = coalesce(requested_at, base.now()), locale = coalesce(locale, $4), error_code = null,"
            " success_url = case when mode = 'on_session' then coalesce(success_url, $3) end where id = $1",
            *(row["attempt_id"], LEASE, return_url, locale),
            *(row["stripe_payment_intent_id"], row["stripe_charge_id"]),
        )
        taken = await attempt_of(payment)
        return None if taken is None else (taken, is_unheard(row), row["attempt_status"] == "requested")


async def _unwanted(row: Record, code: str) -> None:
    """An attempt that never called ends here; one that did is looked up at Stripe, not repeated."""
    if row["attempt_status"] == "prepared" and await resolve(row, "refused", code):
        await move(PAYMENT, row["id"], "submit", audit.SYSTEM, failure=code)
        await tell(row, code)


async def answered(row: Record, state: PaymentState, *, unseen: bool = False) -> None:
    """`unseen`: whoever pressed has been told by now that there is no answer, and sees no page of a bank that asks."""
    async with transaction():
        await apply_payment(state)
        if not await resolve(row, "answered", state.failure, state.bank_page):
            return
        if state.status == "requires_payment_method" or (unseen and state.status == "requires_action"):
            await tell(row, state.failure or (ASKED if state.status == "requires_action" else "unknown"))


async def _refused(row: Record, code: str) -> None:
    """Stripe would not even try: the payment may be over meanwhile, else it waits for another card."""
    known = row["stripe_payment_intent_id"]
    if known is not None:
        try:
            state = await desk().gateway.fetch_payment(known)
        except (GatewayUnknown, GatewayBusy):
            await _release(row)
            return
        if state.status in ("succeeded", "processing", "requires_capture", "canceled"):
            await answered(row, state)
            return
    async with transaction():
        await lock_payment(row["id"])
        if await resolve(row, "refused", code):
            await move(PAYMENT, row["id"], "submit", audit.STRIPE, failure=code[:64])
            await tell(row, code)
    log.warning("charges.refused", code=code)


async def tell(row: Record, code: str) -> None:
    rentals = await _rentals(row["order_id"])
    await raise_event(ChargeDeclined(row["order_id"], rentals, row["card_id"], code[:64]))


async def resolve(row: Record, status: str, code: str | None, page: str | None = None) -> bool:
    """The attempt is over, once."""
    return bool(
        await fetch(
            "update money.payment_attempts set status = $2, error_code = $3, checkout_url = $4,"
            " leased_until = null, resolved_at = base.now() where id = $1 and status in ('prepared', 'requested')"
            " returning id",
            *(row["attempt_id"], status, code and code[:64], page),
        )
    )


async def _release(row: Record, code: str | None = None) -> None:
    """The call is over. Whose lease has passed says nothing: somebody else may be calling by now."""
    await fetch(
        "update money.payment_attempts set leased_until = null, error_code = $2"
        " where id = $1 and status = 'requested' and leased_until = $3",
        *(row["attempt_id"], code, row["leased_until"]),
    )


def is_unheard(row: Record) -> bool:
    """Whether Stripe has begun nothing of this try: it was not called, or has turned each call away."""
    return bool(row["attempt_status"] == "prepared" or row["error_code"] == TURNED_AWAY)


def is_broken(row: Record) -> bool:
    """Whether Stripe gives a failure of its own under this try's key, again and again: it is looked up instead."""
    return bool(row["attempt_status"] == "requested" and row["error_code"] == BROKEN)


async def _rentals(order: uuid.UUID) -> list[uuid.UUID]:
    return [line["rental_id"] for line in await lines_of(order)]


async def hold(order: uuid.UUID) -> Record | None:
    """An order's charge as it stands, locked inside the caller's transaction: before any rental is."""
    payment = await fetch_value(_LATEST, order)
    if payment is not None:
        await lock_payment(payment)
    return await attempt_of(payment)


async def seen(order: uuid.UUID) -> Record | None:
    """The same for who only reads."""
    return await attempt_of(await fetch_value(_LATEST, order))


def standing(row: Record) -> Literal["waiting", "asking", "busy", "paid", "over"]:
    """Where the money of a held charge stands. `asking`: its bank asks the payer something, on a page that may lie
    open or be left; `over`: it will not be paid any more.
    """
    if row["status"] == "succeeded":
        return "paid"
    if row["status"] in ("failed", "canceled"):
        return "over"
    if row["attempt_status"] not in ("answered", "refused"):
        return "busy"
    return {"submitted": "waiting", "requires_action": "asking"}.get(row["status"], "busy")  # type: ignore[return-value]


async def is_unanswered(payment: uuid.UUID) -> bool:
    """Whether the latest try is still to be made, or has no answer yet."""
    row = await attempt_of(payment)
    return row is not None and row["attempt_status"] in ("prepared", "requested")


async def bank_page_of(payment: uuid.UUID) -> str | None:
    """Where the payer answers the bank, while it asks."""
    row = await attempt_of(payment)
    asks = row is not None and row["status"] == "requires_action" and not row["is_closed"]
    return row["asks_page"] if row is not None and asks else None


async def attempt_of(payment: uuid.UUID) -> Record | None:
    """The payment with its latest try, the card it is charged to, and how old things are on the market's clock."""
    return await fetch_row(
        "select p.id, p.order_id, p.amount, p.currency, p.status, p.stripe_payment_intent_id, p.failure, o.brand,"
        f" o.closed_at is not null or {GIVES_WAY} as is_closed,"
        " a.id as attempt_id, a.number, a.mode, a.status as attempt_status,"
        " a.idempotency_key, a.success_url, coalesce(a.locale, 'fr') as locale, a.card_id,"
        " coalesce(asks.card_id, a.card_id) as asks_card, asks.checkout_url as asks_page,"
        " a.error_code, a.leased_until, a.tries_again, a.charge_before, p.stripe_charge_id,"
        " c.stripe_payment_method_id, c.status as card_status, c.kind as card_kind,"
        " (select base.now() - min(requested_at) from money.payment_attempts f where f.payment_id = p.id)"
        "   as since_first,"
        " base.now() - greatest(o.closed_at, (select s.asked_at from money.payment_switches s"
        "   where s.payment_id = p.id and s.resolved_at is null)) as unwanted_for,"
        " coalesce(a.leased_until > base.now(), false) as leased,"
        " coalesce(base.now() - a.requested_at, interval '0') as key_age"
        " from money.payments p join money.orders o on o.id = p.order_id"
        " join money.payment_attempts a on a.payment_id = p.id"
        f" join money.bank_cards c on c.id = a.card_id left join lateral {ASKS} asks on true"
        " where p.id = $1 order by a.number desc limit 1",
        payment,
    )
