"""Operators write down what they did at their bank: our own money out of clients' money, or into it.

Nothing is sent from here. Whoever records or confirms takes turns, so that two never take the same cent; what other
money does meanwhile comes before or after, and what is ours is read in one statement after the turn has come.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time

from market.base import audit
from market.base.access import Principal
from market.base.clock import MARKET_ZONE, market_date, now
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.ids import new_id
from market.base.settings import settings
from market.money.accounting.queries import begins_on
from market.money.chart import Kind, Movement, credit, debit, own
from market.money.ledger import Source, post
from market.money.moves import move
from market.money.ownfunds import queries
from market.money.ownfunds.errors import (
    ClientMoneyNotHeld,
    OwnTransferNotFound,
    TransferNotReversible,
    TransferNotWaiting,
    TransferReferenceReused,
)
from market.money.ownfunds.queries import TransferRow
from market.money.ownfunds.rules import (
    CURRENCY,
    OPPOSITE,
    OWN_TRANSFER,
    Direction,
    checked_amount,
    checked_day,
    checked_reference,
    require_ours,
)
from market.money.payouts.actions.steer import reason_of
from market.money.payouts.alone import let_out_alone
from market.money.payouts.errors import SameOperator
from market.money.payouts.operators import Operator, operator_of
from market.money.payouts.rules import operators_needed

MOVEMENTS = {"out": Movement.OWN_TAKEN_OUT, "in": Movement.OWN_PAID_IN}

_IN_TURN = "select pg_advisory_xact_lock(hashtextextended('own_transfers', 0))"


@dataclass(frozen=True)
class Transfer:
    """What the bank's statement says: `amount` in minor units, the bank's reference, its day in the market's zone."""

    direction: Direction
    amount: int
    reference: str
    day: date


async def record(who: Principal, made: Transfer) -> TransferRow:
    """Write a transfer down, and book it unless it takes a second operator.

    The same again under one reference is the same transfer. Raises NotYours, ClientMoneyNotHeld, MoreThanOurs,
    TransferAmountNotValid, TransferReferenceNotValid, TransferDayNotValid, TransferBeforeBooks,
    TransferReferenceReused.
    """
    operator = operator_of(who)
    require_held()
    wanted = Transfer(
        made.direction,
        checked_amount(made.amount),
        checked_reference(made.reference),
        checked_day(made.day, market_date(await now()), await begins_on()),
    )
    async with transaction():
        await take_turns()
        standing = await queries.standing_under(wanted.reference)
        if standing is not None:
            return _same(standing, wanted)
        alone = await let_out_alone(operator)
        row = await _insert(operator, wanted, alone if wanted.direction == "out" else 0)
        if row.needed == 1:
            await _book(operator, row)
        elif wanted.direction == "out":
            require_ours(wanted.amount, await queries.standing(besides=row.id))
        return await queries.transfer(row.id)


async def reverse(who: Principal, id: uuid.UUID, reason: str) -> TransferRow:
    """A booked transfer was mistyped: an entry of the opposite sign names it, and its reference is free again.

    The entry is of today, and takes a second operator above the limit as the transfer did. What is ours is not
    asked: the bank never did what is taken back, and the books must say so also where clients' money then falls
    short. Raises NotYours, ClientMoneyNotHeld, OwnTransferNotFound, TransferNotReversible, HoldReasonMissing.
    """
    operator, why = operator_of(who), reason_of(reason)
    require_held()
    async with transaction():
        await take_turns()
        wrong = await _locked(id)
        if wrong.status != "booked" or wrong.reverses is not None or wrong.reversing:
            raise TransferNotReversible(state=wrong.status)
        today = market_date(await now())
        entry = Transfer(OPPOSITE[wrong.direction], wrong.amount, wrong.reference, today)
        row = await _insert(operator, entry, 0, reverses=id, why=why)
        if row.needed == 1:
            await _book(operator, row)
        return await queries.transfer(row.id)


async def confirm(who: Principal, id: uuid.UUID) -> TransferRow:
    """The second pair of eyes: the transfer, or the reversal of one, is booked.

    Raises NotYours, ClientMoneyNotHeld, OwnTransferNotFound, TransferNotWaiting, SameOperator, MoreThanOurs.
    """
    operator = operator_of(who)
    require_held()
    async with transaction():
        await take_turns()
        row = await _locked(id)
        if row.status != "waiting":
            raise TransferNotWaiting(state=row.status)
        if row.recorded_by == operator.tag:
            raise SameOperator()
        await _book(operator, row, confirmed_by=operator.tag)
        return await queries.transfer(id)


async def call_off(who: Principal, id: uuid.UUID, reason: str) -> None:
    """A transfer that waits was written down by mistake; its reference is free again.

    Raises NotYours, OwnTransferNotFound, TransferNotWaiting, HoldReasonMissing.
    """
    operator, why = operator_of(who), reason_of(reason)
    async with transaction():
        await take_turns()
        row = await _locked(id)
        moved = await move(OWN_TRANSFER, id, "call_off", operator.actor, why=why)
    if not moved:
        raise TransferNotWaiting(state=row.status)


def require_held() -> None:
    """Raises ClientMoneyNotHeld where holders are paid by Stripe alone: then what Stripe pays our bank is ours."""
    if not settings().holds_client_money:
        raise ClientMoneyNotHeld()


async def take_turns() -> None:
    """Whoever else records, confirms or calls off waits for the caller's commit."""
    await fetch(_IN_TURN)


def _same(standing: TransferRow, wanted: Transfer) -> TransferRow:
    said = (standing.direction, standing.amount, standing.day)
    if said != (wanted.direction, wanted.amount, wanted.day):
        raise TransferReferenceReused(field="reference")
    return standing


async def _insert(
    operator: Operator,
    wanted: Transfer,
    alone: int,
    *,
    reverses: uuid.UUID | None = None,
    why: str | None = None,
) -> TransferRow:
    """`alone`: what the operator has let out alone before, minor units."""
    id = new_id()
    needed = operators_needed(wanted.amount, alone, settings().two_operators)
    await fetch(
        "insert into money.own_transfers (id, direction, currency, amount, reference, day, status, needed,"
        " recorded_by, recorded_at, reverses, why)"
        " values ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, base.now(), $9, $10)",
        *(id, wanted.direction, CURRENCY, wanted.amount, wanted.reference, wanted.day, needed, operator.tag),
        *(reverses, why),
    )
    await audit.record(
        *(operator.actor, "own_transfer.recorded", "own_transfer", id),
        amount=wanted.amount,
        direction=wanted.direction,
        reversal=reverses is not None,
    )
    return await queries.transfer(id)


async def _book(operator: Operator, row: TransferRow, confirmed_by: bytes | None = None) -> None:
    stand = await queries.standing(besides=row.id)
    if row.direction == "out" and row.reverses is None:
        require_ours(row.amount, stand)
    moved = {"ours": stand.ours, "booked_at": await now(), "confirmed_by": confirmed_by}
    await move(OWN_TRANSFER, row.id, "book", operator.actor, **moved)
    if row.reverses is not None:
        await move(OWN_TRANSFER, row.reverses, "reverse", operator.actor)
    await _post(row)


async def _post(row: TransferRow) -> None:
    clients, ours = own(Kind.BANK_CLIENT_FUNDS), own(Kind.BANK_OPERATING)
    source, target = (clients, ours) if row.direction == "out" else (ours, clients)
    # Money in a bank is owned, a debit: it leaves where it is credited.
    entries = [debit(target, row.amount), credit(source, row.amount)]
    on = datetime.combine(row.day, time(), MARKET_ZONE)
    why, wrong = MOVEMENTS[row.direction], None
    if row.reverses is not None:
        why = MOVEMENTS[OPPOSITE[row.direction]]
        wrong = await fetch_value(
            "select id from money.ledger_transactions where idempotency_key = $1", f"{why}:{row.reverses}"
        )
    await post(why, Source("own_transfer", row.id), f"{why}:{row.id}", entries, on, reverses=wrong)


async def _locked(id: uuid.UUID) -> TransferRow:
    row = await fetch_row("select id from money.own_transfers where id = $1 for no key update", id)
    if row is None:
        raise OwnTransferNotFound()
    return await queries.transfer(id)
