"""What Stripe says of a dispute, brought into the books: one function for every door.

Webhooks, the answer to our own call, the janitor and reconciliation all end in `apply_dispute`. It is monotonic and
may be called any number of times with anything that is or was true. Locks: payment, what the events' handlers lock
(rentals, slots), the order's lines, ledger accounts.
"""

import uuid
from collections.abc import Mapping, Sequence

from market.base import audit, jobs
from market.base.database import Record, fetch, fetch_value, transaction
from market.base.events import raise_event
from market.money.booking import lock_payment
from market.money.chart import (
    Entry,
    Kind,
    Movement,
    brand_credit,
    brand_receivable,
    credit,
    debit,
    escrow,
    own,
)
from market.money.disputes.closing import lose, release
from market.money.disputes.gateway import DisputeMove, DisputeState
from market.money.disputes.rules import DISPUTE, TAKEN, dispute_event, restored
from market.money.events import PaymentDisputed, PaymentKept, PaymentLost
from market.money.going_back import disputed
from market.money.ledger import Source, balance, post
from market.money.moves import move
from market.money.rules import REFUND

FINAL = ("won", "lost", "dropped", "restored")
NOTICE = "disputes.notice"
"""The job that tells those concerned of a new status."""


class DisputeMismatch(RuntimeError):
    """What Stripe says of a dispute cannot be: a person must look."""


class DisputeWaits(Exception):
    """It is decided, and a refund of the same payment is not: the refund is asked about first."""


async def apply_dispute(state: DisputeState, actor: audit.Actor = audit.STRIPE) -> bool:
    """Book what Stripe says of a dispute. False when it is about no payment of ours.

    Raises DisputeMismatch, DisputeWaits, and DisputeUnknown for a status that we do not know.
    """
    said = dispute_event(state.status)
    async with transaction():
        row = await _locked(state)
        if row is None:
            return False
        event = "lose" if row["status"] == "lost" else said  # and from there it can only be given back
        if event in ("win", "lose") and row["status"] not in FINAL and await _refunds_open(row["payment_id"]):
            raise DisputeWaits(state.id)
        back = await _book_moves(row, state)
        facts = {"reason": state.reason[:48], "due_by": state.due_by}
        if event in ("win", "lose", "drop"):
            facts["closed_at"] = await fetch_value("select base.now()")
        if event == "lose":
            await _lose(row, facts, actor)
            if back:
                await _restore(row["id"], row["brand"], back, actor)
        elif await move(DISPUTE, row["id"], event, actor, **facts):
            await _moved(row, DISPUTE.target(event))
        await fetch(
            "update money.disputes set asked_at = base.now(), answers = greatest(answers, $2) where id = $1",
            *(row["id"], state.answers),
        )
    return True


async def _locked(state: DisputeState) -> Record | None:
    """Payment, then dispute, locked in that order; a row is made for one that is news."""
    payment = await fetch_value(
        "select id from money.payments where stripe_payment_intent_id = $1 or stripe_charge_id = $2",
        *(state.payment_intent, state.charge),
    )
    paid = await lock_payment(payment) if payment else None
    if paid is None:
        return None
    await fetch(
        "insert into money.disputes (id, payment_id, stripe_dispute_id, amount, currency, reason, status,"
        " created_at) values ($1, $2, $3, $4, $5, $6, 'reported', base.now())"
        " on conflict (stripe_dispute_id) do nothing",
        *(uuid.uuid4(), payment, state.id, state.amount, state.currency, state.reason[:48]),
    )
    (row,) = await fetch(
        "select d.*, p.order_id, o.brand from money.disputes d join money.payments p on p.id = d.payment_id"
        " join money.orders o on o.id = p.order_id where d.stripe_dispute_id = $1 for update of d",
        state.id,
    )
    if row["payment_id"] != payment or state.amount > paid["captured"] or state.currency != paid["currency"]:
        raise DisputeMismatch(f"{state.id} is over {state.amount} {state.currency}")
    if (row["amount"], row["currency"]) != (state.amount, state.currency):
        raise DisputeMismatch(f"{state.id} is over another sum than it was")
    return row


async def _refunds_open(payment: uuid.UUID) -> bool:
    found: bool = await fetch_value(
        "select exists (select from money.refunds where payment_id = $1 and not status = any($2))",
        *(payment, [*REFUND.final, "succeeded"]),
    )
    return found


async def _book_moves(row: Record, state: DisputeState) -> int:
    """The money that the dispute moved, and what that cost: each direction once. How much has just come back.

    Where a bank asked for more than was left after a refund, and is right about the rest, the dispute is lost and
    what was refunded comes back (support.stripe.com: "Dispute for Full Charge Amount After a Partial Refund").
    """
    taken = [it for it in state.moves if it.amount < 0]
    back = [it for it in state.moves if it.amount > 0]
    in_part = state.status == "lost"
    whole = all(
        abs(it.amount) == row["amount"] or (in_part and 0 < it.amount < row["amount"]) for it in taken + back
    )
    if len(taken) > 1 or len(back) > 1 or not whole:
        raise DisputeMismatch(f"{state.id} moved {[it.amount for it in state.moves]}")
    came = 0
    for column, why, moves in (
        ("withdrawn", Movement.DISPUTE_WITHDRAWN, taken),
        ("reinstated", Movement.DISPUTE_REINSTATED, back),
    ):
        for it in moves:
            fresh = await fetch(
                f"update money.disputes set {column} = $3, fee = fee + $2 where id = $1 and {column} = 0"
                " returning id",
                *(row["id"], it.fee, abs(it.amount)),
            )
            if fresh:
                came += max(0, it.amount)
                source = Source("dispute", row["id"])
                await post(why, source, f"{why}:{row['id']}", _moving(it, row["currency"]))
    return came


def _moving(it: DisputeMove, currency: str) -> list[Entry]:
    """Between what Stripe holds for us and what a bank holds; the fee is an expense, or one less."""
    entries = [
        Entry(own(Kind.STRIPE_CLEARING, currency), -(it.amount - it.fee)),
        Entry(own(Kind.DISPUTE_HELD, currency), it.amount),
        Entry(own(Kind.STRIPE_FEES, currency), -it.fee),
    ]
    return [entry for entry in entries if entry.amount]


async def _moved(row: Record, status: str) -> None:
    """What a new status means for the rentals and their money. Losing has a function of its own."""
    rentals = await _rentals(row["order_id"])
    if status in TAKEN and row["status"] not in TAKEN:
        await raise_event(PaymentDisputed(row["order_id"], rentals))
        await _withhold(row)
    if status == "won" and not await disputed(row["payment_id"], row["id"]):
        await raise_event(PaymentKept(row["order_id"], rentals))
        await release(row)
    await jobs.enqueue(NOTICE, dispute=row["id"], status=status)


async def _lose(row: Record, facts: Mapping[str, object], actor: audit.Actor) -> None:
    """The rentals end while the dispute still stands, so that what nobody earned waits; then it is divided."""
    if row["status"] in FINAL:
        return
    news = row["status"] not in TAKEN
    if news:
        await move(DISPUTE, row["id"], "open", actor)
    await raise_event(PaymentLost(row["order_id"], await _rentals(row["order_id"])))
    if news:
        await _withhold(row)
    borne = await lose(row)
    given = {
        "from_escrow": sum(it.escrow for it in borne),
        "from_commission": sum(it.commission for it in borne),
        "from_receivable": sum(it.receivable for it in borne),
    }
    await move(DISPUTE, row["id"], "lose", actor, **facts, **given)
    if not await disputed(row["payment_id"]):
        await release(row)
    await jobs.enqueue(NOTICE, dispute=row["id"], status="lost")


async def _restore(dispute: uuid.UUID, brand: bytes, amount: int, actor: audit.Actor) -> None:
    """A bank gave back `amount` of what was lost, all or a part: what is owed of it is repaid, what we gave up is ours,
    the rest the brand's.
    """
    (row,) = await fetch("select * from money.disputes where id = $1 and status = 'lost'", dispute)
    currency = row["currency"]
    parts = restored(amount, row["from_receivable"], row["written_off"], row["repaid"])
    repaid, status = row["repaid"] + parts.debt, "restored"
    if amount == row["amount"]:
        await move(DISPUTE, dispute, "restore", actor, repaid=repaid, given_back=parts.credit)
    else:
        status = "lost_in_part"
        await fetch(
            "update money.disputes set repaid = $2, given_back = $3 where id = $1",
            *(dispute, repaid, parts.credit),
        )
        await audit.record(actor, "dispute.lost_in_part", "dispute", dispute, amount=amount)
    entries = [
        debit(own(Kind.DISPUTE_HELD, currency), amount),
        credit(brand_receivable(brand, currency), parts.debt),
        credit(own(Kind.PLATFORM_LOSSES, currency), parts.losses),
        credit(brand_credit(brand, currency), parts.credit),
    ]
    why = Movement.DISPUTE_RESTORED
    moving = [entry for entry in entries if entry.amount]
    await post(why, Source("dispute", dispute), f"{why}:{dispute}", moving)
    await jobs.enqueue(NOTICE, dispute=dispute, status=status)


async def held_disputes(brand: bytes) -> list[Record]:
    """The open disputes that something of this brand's balance may have to wait for, their payments locked.

    For who is about to put such money into the balance again: it then tells `withhold_again`.
    """
    failed = await fetch(
        "select p.id from money.payments p join money.orders o on o.id = p.order_id where o.brand = $1"
        " and exists (select from money.refunds r where r.payment_id = p.id and r.order_line_id is not null"
        " and r.status in ('failed', 'canceled') and r.redirected < r.amount) order by p.id for no key update of p",
        brand,
    )
    return await fetch(
        "select d.*, p.order_id, o.brand from money.disputes d join money.payments p on p.id = d.payment_id"
        " join money.orders o on o.id = p.order_id where p.id = any($1) and d.status = any($2) order by d.id",
        *([row["id"] for row in failed], list(TAKEN)),
    )


async def withhold_again(disputes: Sequence[Record]) -> None:
    """What came into a balance while these are open waits for them, as if it had been there when they were opened."""
    for row in disputes:
        await _withhold(row)


async def _withhold(row: Record) -> None:
    """What could not go back and became the brand's credit waits in escrow again, as far as it is still there."""
    await _lock_lines(row["order_id"])
    failed = await fetch(
        "select r.id, r.order_line_id, r.redirected, r.amount - r.redirected as amount, l.rental_id"
        " from money.refunds r"
        " join money.order_lines l on l.id = r.order_line_id"
        " where r.payment_id = $1 and r.status in ('failed', 'canceled') and r.redirected < r.amount order by r.id",
        row["payment_id"],
    )
    for refund in failed:
        account = brand_credit(row["brand"], row["currency"])
        part = min(refund["amount"], await balance(account))
        if not part:
            continue
        await fetch("update money.refunds set redirected = redirected + $2 where id = $1", refund["id"], part)
        await fetch(
            "update money.order_lines set refunded = refunded - $2, withheld = withheld + $2 where id = $1",
            *(refund["order_line_id"], part),
        )
        why = Movement.DISPUTE_WITHHELD
        entries = [debit(account, part), credit(escrow(refund["rental_id"], row["currency"]), part)]
        key = f"{why}:{row['id']}:{refund['id']}:{refund['redirected']}"
        await post(why, Source("refund", refund["id"]), key, entries)


async def _rentals(order: uuid.UUID) -> list[uuid.UUID]:
    rows = await fetch(
        "select rental_id from money.order_lines where order_id = $1 order by rental_id", order
    )
    return [row["rental_id"] for row in rows]


async def _lock_lines(order: uuid.UUID) -> None:
    """Nobody ends one of them meanwhile; rentals are locked before their lines."""
    await fetch(
        "select 1 from money.order_lines where order_id = $1 order by rental_id for no key update", order
    )
