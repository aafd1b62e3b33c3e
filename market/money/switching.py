"""An order that waits for its payment is paid in another way: on Stripe's page, by a kept card, or from the balance.

One obligation: another payment is made only once the one before it is dead, by Stripe's own word or because Stripe
never heard of it. 1. `switch` commits the wish, and from then on the payment that stands is being called off, whoever
asks after it; 2. that is done at Stripe with no transaction open (`ask_payment`); 3. `go_on` makes the next payment.
If the money came meanwhile, that pays and the wish is void. The janitor goes on with what was left.
"""

import uuid
from typing import Literal

from market.base import audit
from market.base.database import Record, fetch, fetch_row, fetch_value, transaction
from market.base.errors import Conflict
from market.money.asking import ask_payment
from market.money.bankcards.queries import chargeable
from market.money.booking import call_off, lock_payment
from market.money.credit.actions.spend import prepare_spending, spend
from market.money.credit.errors import BalanceTooLow, BrandOwes
from market.money.credit.queries import spendable
from market.money.debts import owed_by
from market.money.page_attempts import page_attempt
from market.money.payments import prepare_payment
from market.money.switches import GIVES_WAY

Means = Literal["page", "balance", "card"]
OVER = ("failed", "canceled")
WAITS = ("created", "unknown", "submitted", "requires_action")


class PaymentUnderWay(Conflict):
    """A bank is at the order's payment, or holds its money: until that is decided, nothing else pays."""


class OrderNotWaiting(Conflict):
    """The order is paid, or nobody waits for its payment any more."""


async def standing(order: uuid.UUID) -> Record:
    """The payment that an order waits for, locked, with its latest attempt. Raises OrderNotWaiting, PaymentUnderWay."""
    payment = await fetch_value(
        "select id from money.payments where order_id = $1 and status not in ('failed', 'canceled')"
        " for no key update",
        order,
    )
    row = None if payment is None else await page_attempt(payment)
    if row is None or row["order_closed"] or row["status"] == "succeeded":
        raise OrderNotWaiting()
    if row["status"] not in WAITS or row["capture"] == "manual":
        raise PaymentUnderWay()
    return row


def is_by(row: Record, means: Means) -> bool:
    """Whether the payment that stands is one of this way to pay, and stays."""
    return not row["gives_way"] and means == ("page" if row["mode"] == "checkout" else "card")


async def switch(row: Record, means: Means, card: uuid.UUID | None, locale: str, actor: audit.Actor) -> None:
    """Step 1, in the transaction of `standing`: the order is to be paid by `means`, `card` being a kept one.

    A later wish takes the place of one that is not carried out yet. Raises BankCardNotFound, BankCardExpired,
    NoBankCard; BalanceTooLow and BrandOwes while the payment that stands is still good.
    """
    chosen = (await chargeable(row["brand"], card)).id if means == "card" else None
    if means == "balance":
        if owed := await owed_by(row["brand"]):
            raise BrandOwes(owed=owed)
        if await spendable(row["brand"]) < row["amount"]:
            raise BalanceTooLow(price=row["amount"])
    await fetch(
        "insert into money.payment_switches (payment_id, means, card_id, locale, asked_at)"
        " values ($1, $2, $3, $4, base.now()) on conflict (payment_id) do update set means = excluded.means,"
        " card_id = excluded.card_id, locale = excluded.locale, asked_at = excluded.asked_at, resolved_at = null",
        *(row["id"], means, chosen, locale),
    )
    await audit.record(actor, "payment.switch_asked", "payment", row["id"], means=means)
    if row["requested_at"] is None and row["number"] == 1:  # Stripe never heard of it
        await call_off(row["id"], "cancel", actor, "replaced")


async def carry_out(payment: uuid.UUID) -> None:
    """Steps 2 and 3. Outside any transaction; any number of times. Without an answer of Stripe's all stays."""
    await ask_payment(payment)
    await go_on(payment)


async def go_on(payment: uuid.UUID) -> None:
    """Step 3: the next payment of the order, once this one is dead and while the order waits.

    A balance that has become too low pays nothing: the order then waits on Stripe's page.
    """
    try:
        await _go_on(payment)
    except BalanceTooLow:
        await _go_on(payment, "page")


async def _go_on(payment: uuid.UUID, instead: Means | None = None) -> None:
    async with transaction():
        before = await lock_payment(payment)
        wish = await fetch_row(
            "select s.means, s.card_id, s.locale, o.closed_at is not null as is_closed"
            f" from money.payments p join money.orders o on o.id = p.order_id, money.payment_switches s"
            f" where p.id = $1 and s.payment_id = p.id and {GIVES_WAY}",
            payment,
        )
        if before is None or wish is None or before["status"] not in OVER:
            return
        await fetch(
            "update money.payment_switches set resolved_at = base.now() where payment_id = $1", payment
        )
        if not wish["is_closed"]:
            await _next(before, wish, instead or wish["means"])


async def _next(before: Record, wish: Record, means: Means) -> None:
    what = (before["order_id"], before["amount"], before["currency"])
    if means == "balance":
        payment = await prepare_spending(*what, wish["locale"])
        await spend(payment, audit.SYSTEM)
    elif means == "card":
        await prepare_payment(*what, card=wish["card_id"], mode="on_session", locale=wish["locale"])
    else:
        await prepare_payment(*what, locale=wish["locale"])


async def switch_job(payment: str) -> None:
    """Pay an order in the way that was chosen instead."""
    await go_on(uuid.UUID(payment))
