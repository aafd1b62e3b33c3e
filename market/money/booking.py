"""What Stripe says of a payment, brought into the books: one function for every door.

The answer to our own call, a webhook, the janitor and reconciliation all end in `apply_payment`. It is
monotonic and may be called any number of times with anything that is or was true. Locks: payment, then what
the events' handlers lock (rentals, slots), ledger accounts where entries are posted.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from market.base import audit, jobs
from market.base.database import Record, fetch, fetch_row, fetch_value, transaction
from market.base.events import raise_event
from market.money.chart import Entry, Kind, Movement, brand_credit, credit, debit, escrow, own
from market.money.debts import settle_debts
from market.money.documents.jobs import enqueue_issue
from market.money.events import ChargeDeclined, OrderAuthorized, OrderFailed, OrderPaid, OrderProcessing
from market.money.gateway import PaymentState
from market.money.gateway_pages import CheckoutState
from market.money.ledger import Source, post
from market.money.moves import move
from market.money.rates import tax_as_paid
from market.money.rules import DEBIT_WAIT, HOLD, PAYMENT, capture_within, payment_event
from market.money.set_apart import FAILURE, is_part, set_apart, was_set_apart
from market.money.switches import ASKS, GIVES_WAY, gave_way, stays
from market.money.taken import taken

APP = "moi"
NOT_BEGUN = ("created", "unknown", "submitted", "requires_action")


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
        event = _event(row, state)
        if row["gives_way"] and event in ("succeed", "authorize", "process"):
            await stays(row["id"])
        if event == "succeed":
            await _succeed(row, state, actor)
        elif event == "authorize":
            await _authorize(row, state, actor)
        elif event in ("cancel", "fail"):
            await call_off(row["id"], event, actor, state.failure or "canceled")
        elif await move(PAYMENT, row["id"], event, actor):
            await _moved(row, event, state)
        # What was true before the money came may arrive after it: the charge that paid stays.
        latest = event == "succeed" or row["status"] != "succeeded"
        await fetch(
            "update money.payments set stripe_payment_intent_id = $2, failure = $3, asked_at = base.now(),"
            " stripe_charge_id = coalesce($4, stripe_charge_id), method = coalesce($5, method) where id = $1",
            *(row["id"], state.id, None if event == "succeed" else (state.failure or row["failure"])),
            *((state.charge, state.method if state.method in HOLD else None) if latest else (None, None)),
        )
        await _book_fee(row, state)
    return True


def _event(row: Record, state: PaymentState) -> str:
    """What Stripe's word is to this payment. A debit that its bank did not pay is back at the beginning, and
    there is no page any more where it could be tried again: it failed. Its charge tells it from what was true
    before the debit.
    """
    event = payment_event(state.status)
    came_back = row["status"] == "processing" and state.charge == row["stripe_charge_id"]
    return "fail" if event == "submit" and came_back else event


async def _moved(row: Record, event: str, state: PaymentState) -> None:
    """What follows from where a payment is now that its money is neither here nor held."""
    since = state.charge not in (None, row["stripe_charge_id"])  # no word of before the bank asked
    if event == "process":
        await _under_way(row["order_id"])
    elif event == "submit" and row["status"] == "requires_action" and state.failure and since:
        await _answer_refused(row, state.failure)


async def _answer_refused(row: Record, code: str) -> None:
    """The payer answered the bank on its page, and it refuses all the same: whoever waits for the money is told. While
    a try is under way, its own answer says so.
    """
    tried = await fetch_row(
        f"select a.status, asks.card_id from money.payments p join money.payment_attempts a on a.payment_id = p.id"
        f" left join lateral {ASKS} asks on true where p.id = $1 order by a.number desc limit 1",
        row["id"],
    )
    if tried is None or tried["card_id"] is None or tried["status"] not in ("answered", "refused"):
        return
    rentals = [line["rental_id"] for line in await lines_of(row["order_id"])]
    await raise_event(ChargeDeclined(row["order_id"], rentals, tried["card_id"], code[:64]))


async def _under_way(order: uuid.UUID) -> None:
    """A bank takes days over this payment: whoever holds something for it is told for how long."""
    rentals = [line["rental_id"] for line in await lines_of(order)]
    until = await fetch_value("select base.now() + $1::interval", DEBIT_WAIT)
    await raise_event(OrderProcessing(order, rentals, until))


async def _authorize(row: Record, state: PaymentState, actor: audit.Actor) -> None:
    """The bank holds the money: until when it can be taken is reckoned in the market's time, which need not be
    Stripe's, from what is left of Stripe's own deadline.
    """
    left = state.capture_before - datetime.now(UTC) if state.capture_before else None
    until = await fetch_value("select base.now() + $1::interval", capture_within(left))
    if await move(PAYMENT, row["id"], "authorize", actor, capture_by=until):
        rentals = [line["rental_id"] for line in await lines_of(row["order_id"])]
        await raise_event(OrderAuthorized(row["order_id"], rentals, until))


async def apply_checkout(payment_id: uuid.UUID, state: CheckoutState) -> None:
    """Keep the session's id; an expired one can take no money any more. Its payment was applied before.

    A page that was filled in to the end, and whose payment is not even under way, had a debit that its bank has
    refused already.
    """
    async with transaction():
        row = await lock_payment(payment_id)
        latest = await fetch_value(
            "select max(number)::text from money.payment_attempts where payment_id = $1", payment_id
        )
        if state.metadata.get("attempt", latest) != latest:
            return  # a page that got lost and was replaced: its address was told to nobody
        await fetch(
            "update money.payments set stripe_checkout_session_id = $2, asked_at = base.now() where id = $1",
            *(payment_id, state.id),
        )
        if state.status == "complete" and row is not None and row["status"] in NOT_BEGUN:
            await call_off(payment_id, "fail", audit.STRIPE, row["failure"] or "debit_failed")
        elif state.status == "expired":
            await call_off(payment_id, "cancel", audit.STRIPE, "checkout_expired")
        elif state.status == "open" and state.payment_intent is None:
            await move(PAYMENT, payment_id, "submit", audit.STRIPE)


async def call_off(payment_id: uuid.UUID, event: str, actor: audit.Actor, failure: str) -> None:
    """The payment will not succeed any more (`fail` or `cancel`): tell whoever waits for it, unless another one
    follows it.

    Inside a transaction that has locked the payment.
    """
    if await move(PAYMENT, payment_id, event, actor, failure=failure) and not await gave_way(payment_id):
        (row,) = await fetch("select order_id, method from money.payments where id = $1", payment_id)
        order: uuid.UUID = row["order_id"]
        await fetch(
            "update money.orders set closed_at = coalesce(closed_at, base.now()) where id = $1", order
        )
        rentals = [line["rental_id"] for line in await lines_of(order)]
        if rentals:  # nobody waits for a top-up
            debit = failure if event == "fail" and row["method"] == "sepa_debit" else None
            await raise_event(OrderFailed(order, rentals, debit))


async def lock_payment(payment_id: uuid.UUID) -> Record | None:
    """The payment, locked, as it is now. NO KEY: a refund row may refer to it meanwhile."""
    return await fetch_row(
        f"select p.*, {GIVES_WAY} as gives_way from money.payments p where p.id = $1 for no key update of p",
        payment_id,
    )


async def _locked(state: PaymentState) -> Record | None:
    """Our payment that Stripe speaks of, found by its id or, when that has not reached us, by metadata."""
    found = await fetch_value("select id from money.payments where stripe_payment_intent_id = $1", state.id)
    row = await lock_payment(found or row_in(state.metadata, "payment") or uuid.UUID(int=0))
    if row is None:
        return None
    if row["stripe_payment_intent_id"] not in (None, state.id):
        raise PaymentMismatch(f"{state.id} and {row['stripe_payment_intent_id']} stand for one obligation")
    same = state.amount == row["amount"] or was_set_apart(row, state)
    if not same or state.currency.upper() != row["currency"]:
        raise PaymentMismatch(f"{state.id} is over {state.amount} {state.currency}")
    return row


async def _succeed(row: Record, state: PaymentState, actor: audit.Actor) -> None:
    """The money is there: into escrow, a line each, or into the brand's balance; and tell who waits for it."""
    if is_part(row, state):
        row = await _only_a_part(row, state, actor)
    if state.captured != row["amount"]:
        raise PaymentMismatch(f"{state.id} captured {state.captured}")
    when = await taken(row["id"], state.taken_at)
    facts = {"captured": state.captured, "paid_at": when.paid_at}
    if not await move(PAYMENT, row["id"], "succeed", actor, **facts):
        return
    await tax_as_paid(row["order_id"], when.paid_at)
    charged = [debit(own(Kind.STRIPE_CLEARING, row["currency"]), row["amount"]), *await _bought(row)]
    source = Source("payment", row["id"])
    await post(Movement.CHARGE_SUCCEEDED, source, f"charge.succeeded:{row['id']}", charged, when.booked_at)
    if row["keep_card"] and state.card is not None:
        await jobs.enqueue("bankcards.look", card=state.card)
    await _pay_debt(row, actor)
    await tell_paid(row["order_id"], when.heard_at)


async def _only_a_part(row: Record, state: PaymentState, actor: audit.Actor) -> Record:
    """Less was taken than was held: the payment, of an order of its own now; the one it was for has failed."""
    left = await set_apart(row, state.captured)
    if left is not None:
        await call_off(left, "cancel", actor, FAILURE)
    return await lock_payment(row["id"]) or row


async def _pay_debt(row: Record, actor: audit.Actor) -> None:
    """What was paid to settle a debt settles it, as far as it is still owed; the rest stays the brand's balance."""
    order = await fetch_row("select brand, purpose from money.orders where id = $1", row["order_id"])
    if order is not None and order["purpose"] == "debt":
        await settle_debts(order["brand"], row["amount"], row["currency"], row["id"], actor)


async def _bought(row: Record) -> list[Entry]:
    """Whose the money of a payment is now: its rentals', or its brand's where it was a top-up or for a debt."""
    currency = row["currency"]
    lines = await lines_of(row["order_id"])
    if lines:
        return [credit(escrow(line["rental_id"], currency), line["amount"]) for line in lines]
    brand = await fetch_value("select brand from money.orders where id = $1", row["order_id"])
    return [credit(brand_credit(brand, currency), row["amount"])]


async def tell_paid(order: uuid.UUID, paid_at: datetime) -> None:
    """The money of an order is in escrow: its rentals begin, its documents follow. A top-up has neither.

    `paid_at` is the present, when that is known here: what begins, begins now, whenever a card was charged.
    """
    rentals = [line["rental_id"] for line in await lines_of(order)]
    if rentals:
        await raise_event(OrderPaid(order, rentals, paid_at))
        await enqueue_issue(order)


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
        when, source = await taken(row["id"], state.taken_at), Source("payment", row["id"])
        await post(Movement.CHARGE_FEE, source, f"charge.fee:{row['id']}", entries, when.booked_at)


async def lines_of(order: uuid.UUID) -> list[Record]:
    """What an order buys: (rental_id, amount), in a lasting order; nothing for a top-up."""
    return await fetch(
        "select rental_id, amount from money.order_lines where order_id = $1 order by rental_id", order
    )
