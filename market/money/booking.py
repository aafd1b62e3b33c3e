"""What Stripe says of a payment, brought into the books: one function for every door.

The answer to our own call, a webhook, the janitor and reconciliation all end in `apply_payment`. It is
monotonic and may be called any number of times with anything that is or was true. Locks: payment, then what
the events' handlers lock (rentals, slots), ledger accounts where entries are posted.
"""

import uuid
from dataclasses import dataclass

from market.base import audit, jobs
from market.base.database import Record, fetch, fetch_row, fetch_value, transaction
from market.base.events import raise_event
from market.money.chart import Kind, Movement, credit, debit, escrow, own
from market.money.documents.jobs import enqueue_issue
from market.money.events import OrderFailed, OrderPaid
from market.money.gateway import CheckoutState, PaymentState
from market.money.ledger import Source, post
from market.money.moves import move
from market.money.rules import PAYMENT, payment_event

APP = "moi"


class PaymentMismatch(RuntimeError):
    """Stripe's payment is not the one that we asked for: a person must look."""


@dataclass(frozen=True)
class About:
    """What a row of ours is called in Stripe's metadata: random ids, nothing of a person or persona."""

    kind: str
    row: uuid.UUID
    attempt: int

    def metadata(self) -> dict[str, str]:
        return {"app": APP, "kind": self.kind, "row": str(self.row), "attempt": str(self.attempt)}


def row_in(metadata: object, kind: str) -> uuid.UUID | None:
    """The row of ours of this kind that the metadata names; None if they are not ours."""
    said = dict(metadata) if isinstance(metadata, dict) else {}
    if said.get("app") != APP or said.get("kind") != kind:
        return None
    try:
        return uuid.UUID(said["row"])
    except (KeyError, ValueError):
        return None


async def apply_payment(state: PaymentState, actor: audit.Actor = audit.STRIPE) -> bool:
    """Book what Stripe says of a payment. False when it is not one of ours. Raises PaymentMismatch."""
    async with transaction():
        row = await _locked(state)
        if row is None:
            return False
        event = payment_event(state.status)
        if event == "succeed":
            await _succeed(row, state, actor)
        elif event == "cancel":
            await call_off(row["id"], "cancel", actor, "canceled")
        else:
            await move(PAYMENT, row["id"], event, actor)
        # What was true before the money came may arrive after it: the charge that paid stays.
        charge = state.charge if event == "succeed" or row["status"] != "succeeded" else None
        await fetch(
            "update money.payments set stripe_payment_intent_id = $2, failure = $3, asked_at = base.now(),"
            " stripe_charge_id = coalesce($4, stripe_charge_id) where id = $1",
            *(row["id"], state.id, None if event == "succeed" else (state.failure or row["failure"])),
            charge,
        )
        await _book_fee(row, state)
    return True


async def apply_checkout(payment_id: uuid.UUID, state: CheckoutState) -> None:
    """Keep the session's id; an expired one can take no money any more. Its payment is applied by itself."""
    async with transaction():
        await lock_payment(payment_id)
        await fetch(
            "update money.payments set stripe_checkout_session_id = $2, asked_at = base.now() where id = $1",
            *(payment_id, state.id),
        )
        if state.status == "expired":
            await call_off(payment_id, "cancel", audit.STRIPE, "checkout_expired")
        elif state.status == "open" and state.payment_intent is None:
            await move(PAYMENT, payment_id, "submit", audit.STRIPE)


async def call_off(payment_id: uuid.UUID, event: str, actor: audit.Actor, failure: str) -> None:
    """The payment will not succeed any more (`fail` or `cancel`): tell whoever waits for it.

    Inside a transaction that has locked the payment.
    """
    if await move(PAYMENT, payment_id, event, actor, failure=failure):
        order: uuid.UUID = await fetch_value("select order_id from money.payments where id = $1", payment_id)
        await fetch(
            "update money.orders set closed_at = coalesce(closed_at, base.now()) where id = $1", order
        )
        await raise_event(OrderFailed(order, [line["rental_id"] for line in await lines_of(order)]))


async def lock_payment(payment_id: uuid.UUID) -> Record | None:
    """The payment, locked, as it is now. NO KEY: a refund row may refer to it meanwhile."""
    return await fetch_row("select * from money.payments where id = $1 for no key update", payment_id)


async def _locked(state: PaymentState) -> Record | None:
    """Our payment that Stripe speaks of, found by its id or, when that has not reached us, by metadata."""
    found = await fetch_value("select id from money.payments where stripe_payment_intent_id = $1", state.id)
    row = await lock_payment(found or row_in(state.metadata, "payment") or uuid.UUID(int=0))
    if row is None:
        return None
    if row["stripe_payment_intent_id"] not in (None, state.id):
        raise PaymentMismatch(f"{state.id} and {row['stripe_payment_intent_id']} stand for one obligation")
    if (state.amount, state.currency.upper()) != (row["amount"], row["currency"]):
        raise PaymentMismatch(f"{state.id} is over {state.amount} {state.currency}")
    return row


async def _succeed(row: Record, state: PaymentState, actor: audit.Actor) -> None:
    """The money is there: into escrow, a line each, and tell who waits for it."""
    if state.captured != row["amount"]:
        raise PaymentMismatch(f"{state.id} captured {state.captured}")
    now = await fetch_value("select base.now()")
    facts = {"captured": state.captured, "paid_at": now}
    if not await move(PAYMENT, row["id"], "succeed", actor, **facts):
        return
    lines, currency = await lines_of(row["order_id"]), row["currency"]
    charged = [debit(own(Kind.STRIPE_CLEARING, currency), row["amount"])]
    charged += [credit(escrow(line["rental_id"], currency), line["amount"]) for line in lines]
    source = Source("payment", row["id"])
    await post(Movement.CHARGE_SUCCEEDED, source, f"charge.succeeded:{row['id']}", charged)
    if row["keep_card"] and state.card is not None:
        await jobs.enqueue("bankcards.look", card=state.card)
    await raise_event(OrderPaid(row["order_id"], [line["rental_id"] for line in lines], now))
    await enqueue_issue(row["order_id"])


async def _book_fee(row: Record, state: PaymentState) -> None:
    """Stripe's fee, once it is known, which may be later than the charge."""
    if not state.fee or payment_event(state.status) != "succeed":
        return
    known = await fetch(
        "update money.payments set fee = $2 where id = $1 and fee is null returning id", row["id"], state.fee
    )
    if known:
        fees, clearing = (own(kind, row["currency"]) for kind in (Kind.STRIPE_FEES, Kind.STRIPE_CLEARING))
        entries = [debit(fees, state.fee), credit(clearing, state.fee)]
        await post(Movement.CHARGE_FEE, Source("payment", row["id"]), f"charge.fee:{row['id']}", entries)


async def lines_of(order: uuid.UUID) -> list[Record]:
    """The rentals of an order and their amounts, by rental."""
    return await fetch(
        "select rental_id, amount from money.order_lines where order_id = $1 order by rental_id", order
    )
