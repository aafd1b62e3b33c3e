"""An order is paid from the brand's balance: in the transaction that places it, and without anybody's network.

Two orders at once never spend the same euro: the ledger locks the balance's row until the first one commits,
and refuses whoever comes after it with too little. What a bank asks back of a top-up is not spent meanwhile.
"""

import uuid

from market.base import audit
from market.base.database import Record, fetch, fetch_row
from market.base.ids import new_id
from market.money.booking import lines_of, tell_paid
from market.money.chart import Movement, brand_credit, credit, debit, escrow
from market.money.credit.errors import BalanceTooLow
from market.money.debts import asked_back
from market.money.ledger import InsufficientFunds, Source, balance, post
from market.money.moves import move
from market.money.rules import PAYMENT


async def prepare_spending(order: uuid.UUID, amount: int, currency: str, locale: str) -> uuid.UUID:
    """The payment of an order that the balance pays, inside the transaction that places it: nobody submits it.

    Its attempt keeps the payer's language for the order's documents; Stripe hears nothing of it.
    """
    payment = uuid.uuid4()
    await fetch(
        "insert into money.payments (id, order_id, amount, currency, status, method, created_at)"
        " values ($1, $2, $3, $4, 'created', 'balance', base.now())",
        *(payment, order, amount, currency),
    )
    await fetch(
        "insert into money.payment_attempts"
        " (id, payment_id, number, idempotency_key, status, locale, resolved_at)"
        " values ($1, $2, 1, $3, 'answered', $4, base.now())",
        *(new_id(), payment, f"payment:{payment}:1", locale),
    )
    await audit.record(audit.SYSTEM, "payment.created", "payment", payment, amount=amount)
    return payment


async def spend(payment: uuid.UUID, actor: audit.Actor) -> None:
    """Take an order's price from its brand's balance into escrow, and tell who waits for it.

    Inside the transaction that placed the order, as its last act. Paid once: again changes nothing. Raises
    BalanceTooLow, after which the caller's transaction is to be rolled back.
    """
    row = await _payment(payment)
    if not await move(PAYMENT, payment, "succeed", actor, captured=row["amount"], paid_at=row["now"], fee=0):
        return
    currency = row["currency"]
    entries = [debit(brand_credit(row["brand"], currency), row["amount"])]
    for line in await lines_of(row["order_id"]):
        entries.append(credit(escrow(line["rental_id"], currency), line["amount"]))
    try:
        await post(Movement.CREDIT_SPENT, Source("payment", payment), f"credit.spent:{payment}", entries)
    except InsufficientFunds as error:
        raise BalanceTooLow(price=row["amount"]) from error
    # The posting holds the balance's row: whoever spends beside waits, and is told what is left then.
    if await balance(brand_credit(row["brand"], currency)) < await asked_back(row["brand"]):
        raise BalanceTooLow(price=row["amount"])
    await tell_paid(row["order_id"], row["now"])


async def _payment(payment: uuid.UUID) -> Record:
    row = await fetch_row(
        "select p.*, o.brand, base.now() as now from money.payments p join money.orders o on o.id = p.order_id"
        " where p.id = $1 and p.method = 'balance' for no key update of p",
        payment,
    )
    if row is None:
        raise LookupError(payment)
    return row
