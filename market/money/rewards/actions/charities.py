"""Operators say which charities gifts can go to, and write down what their bank paid them. Nothing is sent by us."""

import re
import uuid
from dataclasses import dataclass
from datetime import date

from stdnum.fr import siren

from market.base import audit
from market.base.access import Principal
from market.base.clock import market_date, now
from market.base.database import Record, fetch, fetch_row, transaction
from market.base.settings import settings
from market.money.accounting.queries import begins_on
from market.money.chart import charity as account_of
from market.money.ledger import InsufficientFunds, balance
from market.money.moves import move
from market.money.ownfunds.errors import ClientMoneyNotHeld
from market.money.ownfunds.rules import checked_amount, checked_day, checked_reference
from market.money.payouts.actions.steer import reason_of
from market.money.payouts.alone import let_out_alone
from market.money.payouts.errors import SameOperator
from market.money.payouts.operators import Operator, operator_of
from market.money.payouts.rules import operators_needed
from market.money.rewards import postings
from market.money.rewards.errors import (
    CharityKnown,
    CharityNameNotValid,
    CharityNotFound,
    CharityPaymentNotFound,
    CharityPaymentNotMovable,
    GiftReferenceReused,
    MoreThanGiven,
    RegistrationNotValid,
)
from market.money.rewards.rules import CHARITY_PAYMENT, CURRENCY

NAME_MOST = 70
_RNA = re.compile(r"W[0-9]{9}")


@dataclass(frozen=True)
class Payment:
    """What the bank's statement says: `amount` in minor units, the bank's reference, its day in the market's zone."""

    amount: int
    reference: str
    day: date


async def add(who: Principal, name: str, registration: str) -> uuid.UUID:
    """Gifts can go to it from now on. Raises NotYours, CharityNameNotValid, RegistrationNotValid, CharityKnown."""
    operator = operator_of(who)
    kept, number = " ".join(name.split()), registration.replace(" ", "").upper()
    if not 2 <= len(kept) <= NAME_MOST or not kept.isprintable():
        raise CharityNameNotValid(field="name", most=NAME_MOST)
    if not (_RNA.fullmatch(number) or siren.is_valid(number)):
        raise RegistrationNotValid(field="registration")
    async with transaction():
        id = uuid.uuid4()
        made = await fetch(
            "insert into money.charities (id, name, registration, added_at) values ($1, $2, $3, base.now())"
            " on conflict (registration) do nothing returning id",
            *(id, kept, number),
        )
        if not made:
            raise CharityKnown(field="registration")
        await audit.record(operator.actor, "charity.added", "charity", id)
    return id


async def retire(who: Principal, id: uuid.UUID) -> None:
    """No new gift goes to it; what was given is still paid. Raises NotYours, CharityNotFound."""
    operator = operator_of(who)
    async with transaction():
        made = await fetch(
            "update money.charities set retired_at = base.now() where id = $1 and retired_at is null returning id",
            id,
        )
        if not made:
            raise CharityNotFound()
        await audit.record(operator.actor, "charity.retired", "charity", id)


async def record(who: Principal, charity: uuid.UUID, made: Payment) -> uuid.UUID:
    """Write a transfer down, and book it unless it takes a second operator. The same again is the same transfer.

    Raises NotYours, ClientMoneyNotHeld, CharityNotFound, MoreThanGiven, GiftReferenceReused, and what the bank's
    facts are refused for: TransferAmountNotValid, TransferReferenceNotValid, TransferDayNotValid, TransferBeforeBooks.
    """
    operator = operator_of(who)
    if not settings().holds_client_money:
        raise ClientMoneyNotHeld()
    amount, reference = checked_amount(made.amount), checked_reference(made.reference)
    day = checked_day(made.day, market_date(await now()), await begins_on())
    async with transaction():
        if not await fetch("select from money.charities where id = $1 for no key update", charity):
            raise CharityNotFound()
        standing = await fetch_row(
            "select id, charity, amount, day from money.charity_payments where reference = $1"
            " and status in ('waiting', 'booked')",
            reference,
        )
        if standing is not None:
            if (standing["charity"], standing["amount"], standing["day"]) != (charity, amount, day):
                raise GiftReferenceReused(field="reference")
            found: uuid.UUID = standing["id"]
            return found
        id = uuid.uuid4()
        needed = operators_needed(amount, await let_out_alone(operator), settings().two_operators)
        await fetch(
            "insert into money.charity_payments (id, charity, currency, amount, reference, day, status, needed,"
            " recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, base.now())",
            *(id, charity, CURRENCY, amount, reference, day, needed, operator.tag),
        )
        await audit.record(operator.actor, "charity_payment.waiting", "charity_payment", id, amount=amount)
        if needed == 1:
            await _book(operator, await _locked(id))
    return id


async def confirm(who: Principal, id: uuid.UUID) -> None:
    """The second pair of eyes. Raises NotYours, CharityPaymentNotFound, CharityPaymentNotMovable, SameOperator,
    MoreThanGiven."""
    operator = operator_of(who)
    async with transaction():
        row = await _locked(id)
        if row["status"] != "waiting":
            raise CharityPaymentNotMovable(state=row["status"])
        if row["recorded_by"] == operator.tag:
            raise SameOperator()
        await fetch("update money.charity_payments set confirmed_by = $2 where id = $1", id, operator.tag)
        await _book(operator, row)


async def call_off(who: Principal, id: uuid.UUID, reason: str) -> None:
    """It was mistyped, and nobody has confirmed it. Raises NotYours, CharityPaymentNotFound,
    CharityPaymentNotMovable, HoldReasonMissing."""
    operator, why = operator_of(who), reason_of(reason)
    async with transaction():
        row = await _locked(id)
        _require(await move(CHARITY_PAYMENT, id, "call_off", operator.actor, why=why), row)


async def came_back(who: Principal, id: uuid.UUID, reason: str) -> None:
    """The bank gave it back: the charity is owed it again. Raises as `call_off` does."""
    operator, why = operator_of(who), reason_of(reason)
    async with transaction():
        row = await _locked(id)
        _require(await move(CHARITY_PAYMENT, id, "come_back", operator.actor, why=why), row)
        await postings.take_back(id, row["charity"], row["amount"])


def _require(moved: bool, row: Record) -> None:
    """Raises CharityPaymentNotMovable."""
    if not moved:
        raise CharityPaymentNotMovable(state=row["status"])


async def _locked(id: uuid.UUID) -> Record:
    row = await fetch_row("select * from money.charity_payments where id = $1 for no key update", id)
    if row is None:
        raise CharityPaymentNotFound()
    return row


async def _book(operator: Operator, row: Record) -> None:
    await move(CHARITY_PAYMENT, row["id"], "book", operator.actor, booked_at=await now())
    owed = await balance(account_of(row["charity"]))
    try:
        await postings.pay_charity(row["id"], row["charity"], row["amount"])
    except InsufficientFunds as error:
        raise MoreThanGiven(field="amount", most=owed) from error
