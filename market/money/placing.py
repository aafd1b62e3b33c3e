"""Placing an order: what is bought, how it is paid, and the intent to pay it, in the caller's transaction.

Amounts are minor units, shares and rates basis points.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from contracts.price import BPS
from market.base import audit
from market.base.database import fetch, fetch_value
from market.base.errors import Conflict
from market.base.ids import new_id
from market.money.bankcards.queries import chargeable
from market.money.credit.actions.spend import prepare_spending
from market.money.gateway_pages import Capture
from market.money.payments import prepare_payment
from market.money.references import keep_reference


class OrderKeyReused(Conflict):
    """The key stands for an order with other lines."""


@dataclass(frozen=True)
class NewLine:
    """One rental to be paid: its price; the holder's share and the VAT rate in basis points (20 %: 2000).

    `vat_category` is the rate's reason (contracts.vat), `vat_number` the brand's by which it is so; `label` and
    `period` are what the brand calls the rental, for its documents.
    """

    rental_id: uuid.UUID
    amount: int
    bps: int
    vat_bps: int
    total_days: int | None = None
    vat_category: str = "S"
    vat_number: str | None = None
    label: str = ""
    period: str = ""


@dataclass(frozen=True)
class Placed:
    """An order and the payment that is to settle it."""

    order_id: uuid.UUID
    payment_id: uuid.UUID


@dataclass(frozen=True)
class Paying:
    """How a purchase is paid: on Stripe's `page`, from the brand's `balance`, or by a kept `card` while the brand is
    there, whose bank may ask; and the brand's reference for it.

    `reference` is a checked one (references.reference). `locale` (fr, en) is the payer's; without it, whoever submits
    the payment says it. By `manual` capture the payer's bank holds the money until `captures` takes it or lets it go; a
    card only. On the page the brand may keep the card (`keep_card`). `card` is the kept one: without it, by `card`, the
    default; with it, but not by `card`, nobody need be there. What goes on `after` an order has that one's reference
    and payer's language.
    """

    by: Literal["page", "balance", "card"] = "page"
    reference: str | None = None
    locale: str | None = None
    capture: Capture = "automatic"
    keep_card: bool = False
    card: uuid.UUID | None = None
    after: uuid.UUID | None = None


ON_THE_PAGE = Paying()


async def place_order(
    brand: bytes, currency: str, lines: Sequence[NewLine], idempotency_key: str, paying: Paying = ON_THE_PAGE
) -> Placed:
    """Write the intent to pay: order, lines, payment with its key, and the job that submits it.

    `brand` is the brand's tag of this room. The same key with the same lines gives the same order; raises
    OrderKeyReused for other ones; BankCardNotFound, BankCardExpired, NoBankCard by `card`. What the balance pays
    is paid by `pay_from_balance`, once all that waits for the money stands in the same transaction.
    """
    order, amount = new_id(), sum(line.amount for line in lines)
    said = paying.reference
    if paying.after is not None:
        paying = await _as_before(paying, paying.after)
    made = await fetch(
        "insert into money.orders (id, brand, currency, amount, idempotency_key, placed_at, reference)"
        " values ($1, $2, $3, $4, $5, base.now(), $6) on conflict (idempotency_key) do nothing returning id",
        *(order, brand, currency, amount, idempotency_key, paying.reference),
    )
    if not made:
        return await _placed_before(brand, currency, lines, idempotency_key)
    await fetch(
        "insert into money.order_lines (id, order_id, rental_id, amount, bps, vat_bps, total_days,"
        " vat_category, vat_number, label, period, commission_before)"
        " select id, $1, rental, amount, bps, vat_bps, days, category, number, label, period, before"
        " from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::int[], $6::int[], $7::int[], $8::text[],"
        " $9::text[], $10::text[], $11::text[], $12::bigint[])"
        " l (id, rental, amount, bps, vat_bps, days, category, number, label, period, before)",
        order,
        [new_id() for _ in lines],
        [line.rental_id for line in lines],
        [line.amount for line in lines],
        [line.bps for line in lines],
        [line.vat_bps for line in lines],
        [line.total_days for line in lines],
        [line.vat_category for line in lines],
        [line.vat_number for line in lines],
        [line.label for line in lines],
        [line.period for line in lines],
        _commissions_before([(line.amount, line.bps) for line in lines]),
    )
    if paying.by == "balance":
        payment = await prepare_spending(order, amount, currency, paying.locale or "fr")
    elif paying.by == "card":
        card = await chargeable(brand, paying.card)
        payment = await prepare_payment(
            order, amount, currency, card=card.id, mode="on_session", locale=paying.locale
        )
    else:
        payment = await prepare_payment(
            *(order, amount, currency, paying.capture),
            keep_card=paying.keep_card,
            card=paying.card,
            locale=paying.locale,
        )
    if said is not None:
        await keep_reference(brand, said)
    await audit.record(audit.SYSTEM, "order.placed", "order", order, amount=amount, lines=len(lines))
    return Placed(order, payment)


async def _as_before(paying: Paying, order: uuid.UUID) -> Paying:
    (row,) = await fetch(
        "select o.reference, a.locale from money.orders o join money.payments p on p.order_id = o.id"
        " join money.payment_attempts a on a.payment_id = p.id where o.id = $1"
        " order by p.status = 'succeeded' desc, a.number desc limit 1",
        order,
    )
    return replace(paying, reference=row["reference"], locale=row["locale"] or paying.locale)


def _commissions_before(lines: Sequence[tuple[int, int]]) -> list[int]:
    """For each (amount, bps), what the commissions of those before it come to."""
    reached = [0]
    for amount, bps in lines:
        reached.append(reached[-1] + amount - amount * bps // BPS)
    return reached[:-1]


async def _placed_before(
    brand: bytes, currency: str, lines: Sequence[NewLine], idempotency_key: str
) -> Placed:
    rows = await fetch(
        "select o.id, o.brand, o.currency, l.rental_id, l.amount, l.bps, l.vat_bps"
        " from money.orders o join money.order_lines l on l.order_id = o.id where o.idempotency_key = $1",
        idempotency_key,
    )
    stands = {tuple(row)[3:] for row in rows}
    asked = {(line.rental_id, line.amount, line.bps, line.vat_bps) for line in lines}
    if {(row["brand"], row["currency"]) for row in rows} != {(brand, currency)} or stands != asked:
        raise OrderKeyReused()
    return Placed(rows[0]["id"], await payment_of(rows[0]["id"]))


async def order_of(idempotency_key: str) -> uuid.UUID:
    """The order that was placed with this key."""
    order: uuid.UUID = await fetch_value(
        "select id from money.orders where idempotency_key = $1", idempotency_key
    )
    return order


async def payment_of(order_id: uuid.UUID) -> uuid.UUID:
    """The order's payment, the latest where one failed."""
    payment: uuid.UUID = await fetch_value(
        "select id from money.payments where order_id = $1"
        " order by status in ('failed', 'canceled'), created_at desc limit 1",
        order_id,
    )
    return payment
