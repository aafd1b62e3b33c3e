"""A brand pays what it owes: by card on Stripe's page, or from its balance at once."""

import uuid

from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import Forbidden
from market.base.idempotency import claim
from market.money.chart import brand_credit
from market.money.credit.errors import BalanceTooLow, DebtBelowCard, NoDebt
from market.money.credit.rules import CURRENCY
from market.money.debts import asked_back, held_debts, paid_by, settle_debts
from market.money.ledger import InsufficientFunds, balance
from market.money.payments import prepare_payment
from market.money.rules import LEAST_BY_CARD

ROOM = "money"


def _tag(who: Principal) -> bytes:
    if who.seat is None:
        raise Forbidden()
    return vault.tag(ROOM, who.seat.brand)


async def repay_by_card(who: Principal, key: str) -> uuid.UUID:
    """Intend to pay all that is owed; the payment, which the caller then submits.

    An order like any other, without lines. While one over the same sum can still be paid, it is that one. Called
    again with the same key: the same payment. Raises NoDebt, DebtBelowCard, IdempotencyKeyReused.
    """
    tag = _tag(who)
    async with transaction():
        order, fresh = await claim(tag, key, ("debt", "card"), "order")
        if fresh:
            owed = sum(it.owed for it in await held_debts(tag))
            if not owed:
                raise NoDebt()
            if owed < LEAST_BY_CARD:
                raise DebtBelowCard(least=LEAST_BY_CARD)
            standing = await _open(tag, owed)
            if standing is not None:
                return standing
            await fetch(
                "insert into money.orders (id, brand, currency, amount, idempotency_key, placed_at, purpose)"
                " values ($1, $2, $3, $4, $5, base.now(), 'debt')",
                *(order, tag, CURRENCY, owed, f"debt:{order}"),
            )
            await prepare_payment(order, owed, CURRENCY)
            await audit.record(who.actor, "debt.payment_asked", "order", order, amount=owed)
        found: uuid.UUID | None = await fetch_value(
            "select id from money.payments where order_id = $1", order
        )
    found = found or await _open(tag)  # the key may stand for one that was open then
    if found is None:
        raise NoDebt()
    return found


async def _open(tag: bytes, owed: int | None = None) -> uuid.UUID | None:
    """A payment of this brand's debt that can still be made, over `owed` where that is given."""
    found: uuid.UUID | None = await fetch_value(
        "select p.id from money.payments p join money.orders o on o.id = p.order_id"
        " where o.brand = $1 and o.purpose = 'debt' and o.closed_at is null and ($2::bigint is null or p.amount = $2)"
        " and p.status in ('created', 'unknown', 'submitted', 'requires_action') order by p.created_at desc limit 1",
        *(tag, owed),
    )
    return found


async def repay_from_balance(who: Principal, key: str) -> int:
    """Pay all that is owed from the balance, whole or not at all; how much that was (minor units). What a bank asks
    back of a top-up pays nothing meanwhile.

    Called again with the same key: the same sum, and nothing more. Raises NoDebt, BalanceTooLow, IdempotencyKeyReused.
    """
    tag = _tag(who)
    async with transaction():
        made, fresh = await claim(tag, key, ("debt", "balance"), "debt")
        if not fresh:
            return await paid_by(tag, made)
        owed = sum(it.owed for it in await held_debts(tag))
        if not owed:
            raise NoDebt()
        try:
            paid = await settle_debts(tag, owed, CURRENCY, made, who.actor)
        except InsufficientFunds as error:
            raise BalanceTooLow(price=owed) from error
        # The posting holds the balance's row. What a bank asks back is not the brand's to pay with.
        if await balance(brand_credit(tag)) < await asked_back(tag):
            raise BalanceTooLow(price=owed)
        return paid
