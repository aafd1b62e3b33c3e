"""Operators let a balance go to a bank, give the bank its file, and say what the bank did."""

import asyncio
import uuid

from market.base import audit
from market.base.access import Principal
from market.base.clock import market_date, now
from market.base.database import Record, fetch, fetch_row, transaction
from market.base.mail import Said
from market.base.settings import settings
from market.money.bankreturns import accounts as sealing
from market.money.bankreturns import letters, postings
from market.money.bankreturns.actions.ask import PATH, back_in_balance, end, locked
from market.money.bankreturns.errors import (
    BankReturnContested,
    BankReturnNotFound,
    BankReturnNotMovable,
    BrandOwesMeanwhile,
    OwnBankReturn,
)
from market.money.bankreturns.rules import BANK_RETURN
from market.money.credit.queries import facts_of
from market.money.disputes.notices import sum_of, tell_owners
from market.money.moves import move
from market.money.payouts.actions.approve import Approval
from market.money.payouts.actions.export import File, debtor_of
from market.money.payouts.actions.steer import reason_of
from market.money.payouts.alone import let_out_alone
from market.money.payouts.errors import ReturnCodeUnknown, SameOperator
from market.money.payouts.operators import Operator, is_of, operator_of
from market.money.payouts.rules import RETURN_CODES, new_reference, next_banking_day, operators_needed
from market.money.payouts.sepa import Debtor, Order, Transfer, pain001


async def approve(who: Principal, id: uuid.UUID) -> Approval:
    """Let it out; above the limit it takes a second operator.

    Raises NotYours, BankReturnNotFound, BankReturnNotMovable, SameOperator, OwnBankReturn, BrandOwesMeanwhile,
    BankReturnContested.
    """
    operator = operator_of(who)
    async with transaction():
        row = await locked(id)
        if row["status"] != "requested":
            raise BankReturnNotMovable(state=row["status"])
        await _require_stranger(operator, row)
        if row["first_by"] == operator.tag:
            raise SameOperator()
        await _require_free(row)
        needed = row["needed"] or operators_needed(
            row["amount"], await let_out_alone(operator), settings().two_operators
        )
        given = 2 if row["first_by"] is not None else 1
        column = "second_by" if given == 2 else "first_by"
        await fetch(
            f"update money.bank_returns set {column} = $2, needed = $3, changed_at = base.now() where id = $1",
            *(id, operator.tag, needed),
        )
        await audit.record(operator.actor, "bank_return.signed", "bank_return", id, amount=row["amount"])
        if given >= needed:
            at = await now()
            await move(BANK_RETURN, id, "approve", operator.actor, approved_at=at, changed_at=at)
        return Approval(given, needed)


async def _require_stranger(operator: Operator, row: Record) -> None:
    """Raises OwnBankReturn."""
    if await is_of(operator, row["brand"]):
        raise OwnBankReturn()


async def _require_free(row: Record) -> None:
    """What came about since it was asked for, or let out. Raises BrandOwesMeanwhile, BankReturnContested."""
    facts = await facts_of(row["brand"])
    if facts.contested:
        raise BankReturnContested()
    if facts.bound > facts.held:
        raise BrandOwesMeanwhile(lacking=facts.bound - facts.held)


async def export(who: Principal, id: uuid.UUID) -> File:
    """The file for the bank, of one transfer. The first time sends it; later ones give the same bytes.

    Raises NotYours, SepaNotConfigured, BankReturnNotFound, BankReturnNotMovable; the first time also
    BrandOwesMeanwhile and BankReturnContested.
    """
    operator, debtor = operator_of(who), debtor_of(settings())
    async with transaction():
        row = await locked(id)
        again = row["status"] == "sent"
        if again:
            await audit.record(operator.actor, "bank_return.exported_again", "bank_return", id)
        else:
            await _send(operator, row, debtor)
    order = await _order(id)
    content = await asyncio.to_thread(pain001, order)
    return File(f"{order.message_id}.xml", content, 1, row["amount"], again)


async def _send(operator: Operator, row: Record, debtor: Debtor) -> None:
    at = await now()
    moved = await move(
        *(BANK_RETURN, row["id"], "send", operator.actor),
        reference=new_reference(),
        sent_at=at,
        changed_at=at,
        execution_date=next_banking_day(market_date(at)),
        debtor_name=debtor.name,
        debtor_iban=debtor.iban,
        debtor_bic=debtor.bic,
    )
    if not moved:
        raise BankReturnNotMovable(state=row["status"])
    await _require_free(row)


async def _order(id: uuid.UUID) -> Order:
    row = await fetch_row("select * from money.bank_returns where id = $1", id)
    if row is None:
        raise BankReturnNotFound()
    return Order(
        message_id=row["reference"],
        made_at=row["sent_at"],
        execution_date=row["execution_date"],
        debtor=Debtor(row["debtor_name"], row["debtor_iban"], row["debtor_bic"]),
        transfers=[Transfer(row["reference"], row["amount"], await sealing.opened(id))],
    )


async def execute(who: Principal, id: uuid.UUID) -> None:
    """The bank has paid it. Raises NotYours, BankReturnNotFound, BankReturnNotMovable."""
    operator = operator_of(who)
    async with transaction():
        row = await locked(id)
        if not await end(row, "pay", operator.actor, paid_at=await now()):
            raise BankReturnNotMovable(state=row["status"])
        await postings.pay(id, row["brand"], row["amount"])


async def fail(who: Principal, id: uuid.UUID, code: str) -> None:
    """The bank gave it back, before it was executed or after, for a reason (ISO 20022): it is in the balance again.

    Raises NotYours, BankReturnNotFound, BankReturnNotMovable, ReturnCodeUnknown.
    """
    operator = operator_of(who)
    if code not in RETURN_CODES:
        raise ReturnCodeUnknown(field="code", known=sorted(RETURN_CODES))
    async with transaction():
        row = await locked(id)
        if not await end(row, "fail", operator.actor, failure=code):
            raise BankReturnNotMovable(state=row["status"])
        back = postings.take_back if row["status"] == "paid" else postings.release
        await back_in_balance(row, back)
        await tell_owners(row["brand"], letters.FAILED, PATH, amount=sum_of(row["amount"]))


async def refuse(who: Principal, id: uuid.UUID, reason: str) -> None:
    """It is not paid, for a reason that the brand is told: it is in the balance again.

    Raises NotYours, BankReturnNotFound, BankReturnNotMovable, HoldReasonMissing.
    """
    operator, why = operator_of(who), reason_of(reason)
    async with transaction():
        row = await locked(id)
        if not await end(row, "refuse", operator.actor, why=why):
            raise BankReturnNotMovable(state=row["status"])
        await back_in_balance(row, postings.release)
        facts = {"amount": sum_of(row["amount"]), "why": Said(why, why)}
        await tell_owners(row["brand"], letters.REFUSED, PATH, **facts)
