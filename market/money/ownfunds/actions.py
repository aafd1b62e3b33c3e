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
from market.base.database import fetch, fetch_row, transaction
from market.base.ids import new_id
from market.base.settings import settings
from market.money.chart import Kind, Movement, credit, debit, own
from market.money.ledger import Source, post
from market.money.moves import move
from market.money.ownfunds import queries
from market.money.ownfunds.errors import (
    ClientMoneyNotHeld,
    OwnTransferNotFound,
    TransferNotWaiting,
    TransferReferenceReused,
)
from market.money.ownfunds.queries import TransferRow
from market.money.ownfunds.rules import (
    CURRENCY,
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
    TransferAmountNotValid, TransferReferenceNotValid, TransferDayNotValid, TransferReferenceReused.
    """
    operator = operator_of(who)
    require_held()
    wanted = Transfer(
        made.direction,
        checked_amount(made.amount),
        checked_reference(made.reference),
        checked_day(made.day, market_date(await now())),
    )
    async with transaction():
        await take_turns()
        standing = await queries.standing_under(wanted.reference)
        if standing is not None:
            return _same(standing, wanted)
        id = await _insert(operator, wanted)
        row = await queries.transfer(id)
        if row.needed == 1:
            await _book(operator, row)
        elif wanted.direction == "out":
            require_ours(wanted.amount, await queries.standing(besides=id))
        return await queries.transfer(id)


async def confirm(who: Principal, id: uuid.UUID) -> TransferRow:
    """The second pair of eyes: the transfer is booked.

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
        if not await move(OWN_TRANSFER, id, "call_off", operator.actor, why=why):
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


async def _insert(operator: Operator, wanted: Transfer) -> uuid.UUID:
    id, alone = new_id(), await let_out_alone(operator)
    needed = operators_needed(
        wanted.amount, alone if wanted.direction == "out" else 0, settings().two_operators
    )
    await fetch(
        "insert into money.own_transfers (id, direction, currency, amount, reference, day, status, needed,"
        " recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, base.now())",
        *(id, wanted.direction, CURRENCY, wanted.amount, wanted.reference, wanted.day, needed, operator.tag),
    )
    await audit.record(
        *(operator.actor, "own_transfer.recorded", "own_transfer", id),
        amount=wanted.amount,
        direction=wanted.direction,
    )
    return id


async def _book(operator: Operator, row: TransferRow, confirmed_by: bytes | None = None) -> None:
    stand = await queries.standing(besides=row.id)
    if row.direction == "out":
        require_ours(row.amount, stand)
    moved = {"ours": stand.ours, "booked_at": await now(), "confirmed_by": confirmed_by}
    await move(OWN_TRANSFER, row.id, "book", operator.actor, **moved)
    clients, ours = own(Kind.BANK_CLIENT_FUNDS), own(Kind.BANK_OPERATING)
    why, source, target = Movement.OWN_TAKEN_OUT, clients, ours
    if row.direction == "in":
        why, source, target = Movement.OWN_PAID_IN, ours, clients
    # Money in a bank is owned, a debit: it leaves where it is credited.
    entries = [debit(target, row.amount), credit(source, row.amount)]
    on = datetime.combine(row.day, time(), MARKET_ZONE)
    await post(why, Source("own_transfer", row.id), f"{why}:{row.id}", entries, on)


async def _locked(id: uuid.UUID) -> TransferRow:
    row = await fetch_row("select id from money.own_transfers where id = $1 for no key update", id)
    if row is None:
        raise OwnTransferNotFound()
    return await queries.transfer(id)
