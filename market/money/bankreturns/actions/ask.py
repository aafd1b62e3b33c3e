"""A brand's owner asks for what came by no card, and may call it off until it is taken up."""

import hmac
import uuid
from collections.abc import Awaitable, Callable

from market.accounts import queries as accounts
from market.base import audit, vault
from market.base.access import Principal
from market.base.database import Record, fetch, fetch_row, transaction
from market.base.errors import Forbidden
from market.base.idempotency import claim
from market.base.keyring import keyring
from market.money.bankreturns import accounts as sealing
from market.money.bankreturns import letters, postings
from market.money.bankreturns.errors import (
    BankReturnContested,
    BankReturnImpossible,
    BankReturnNotFound,
    BankReturnNotMovable,
    BankReturnNotOpen,
)
from market.money.bankreturns.queries import open_here
from market.money.bankreturns.rules import BANK_RETURN
from market.money.credit.queries import facts_of
from market.money.credit.rules import CURRENCY
from market.money.disputes.booking import held_disputes, withhold_again
from market.money.disputes.notices import sum_of, tell_owners
from market.money.ledger import InsufficientFunds
from market.money.moves import move
from market.money.payouts.account import NAME_MOST, Payee, payee

ROOM = "money"
PATH = "/balance"


async def ask(who: Principal, amount: int, iban: str, key: str) -> uuid.UUID:
    """Reserve `amount` (minor units) of the balance for the account; its holder is the brand by its legal name.

    Called again with the same key: the same one. The posting holds the balance's row, so what is looked at after it
    is final: whoever asks, spends or takes back beside waits, or was seen. Raises BankReturnNotOpen,
    BankReturnImpossible, BankReturnContested, IbanNotValid, IbanNotSepa, PayeeNameNotValid, IdempotencyKeyReused.
    """
    if who.seat is None:
        raise Forbidden()
    if not open_here():
        raise BankReturnNotOpen()
    brand = who.seat.brand
    tag = vault.tag(ROOM, brand)
    holder = (await accounts.brand(brand)).legal_name[:NAME_MOST]
    to = payee(holder, iban, company=True)
    async with transaction():
        # A keyed mark: a plain hash of the request would confirm a guessed account.
        mark = hmac.digest(keyring().derive("bank-returns"), to.iban.encode(), "sha256").hex()
        id, fresh = await claim(tag, key, (amount, mark, "bank-return"), "bank-return")
        if not fresh:
            return id
        if amount < 1:
            raise BankReturnImpossible(field="amount", most=(await facts_of(tag)).by_no_card)
        await _insert(id, tag, amount, to)
        await _reserve(id, tag, amount)
        await audit.record(who.actor, "bank_return.requested", "bank_return", id, amount=amount)
        await tell_owners(tag, letters.ASKED, PATH, amount=sum_of(amount))
    return id


async def _insert(id: uuid.UUID, tag: bytes, amount: int, to: Payee) -> None:
    await fetch(
        "insert into money.bank_returns (id, brand, currency, amount, status, sealed, asked_at, changed_at)"
        " values ($1, $2, $3, $4, 'requested', $5, base.now(), base.now())",
        *(id, tag, CURRENCY, amount, await sealing.sealed(id, to)),
    )


async def _reserve(id: uuid.UUID, tag: bytes, amount: int) -> None:
    try:
        await postings.reserve(id, tag, amount)
    except InsufficientFunds as error:
        raise BankReturnImpossible(field="amount", most=0) from error
    facts = await facts_of(tag)
    if facts.contested:
        raise BankReturnContested()
    left = facts.beyond_cards
    if left < 0:
        raise BankReturnImpossible(field="amount", most=max(0, left + amount))


async def cancel(who: Principal, id: uuid.UUID) -> None:
    """It is in the balance again. Raises BankReturnNotFound, and BankReturnNotMovable once it is taken up."""
    if who.seat is None:
        raise Forbidden()
    tag = vault.tag(ROOM, who.seat.brand)
    async with transaction():
        row = await locked(id)
        if row["brand"] != tag:
            raise BankReturnNotFound()
        if row["first_by"] is not None or not await end(row, "cancel", who.actor):
            raise BankReturnNotMovable(state=row["status"])
        await back_in_balance(row, postings.release)


async def back_in_balance(row: Record, booked: Callable[[uuid.UUID, bytes, int], Awaitable[None]]) -> None:
    """It does not leave, or came back: the brand's again, or of a bank that contests the payment it came of."""
    contested = await held_disputes(row["brand"])
    await booked(row["id"], row["brand"], row["amount"])
    await withhold_again(contested)


async def locked(id: uuid.UUID) -> Record:
    """The row, locked: before the ledger's accounts. Raises BankReturnNotFound."""
    row = await fetch_row("select * from money.bank_returns where id = $1 for no key update", id)
    if row is None:
        raise BankReturnNotFound()
    return row


async def end(row: Record, event: str, actor: audit.Actor, **facts: object) -> bool:
    """End a locked one by `event` and forget its account; False where its state does not allow it."""
    (at,) = await fetch("select base.now() as now")
    if not await move(BANK_RETURN, row["id"], event, actor, sealed=b"", changed_at=at["now"], **facts):
        return False
    await sealing.forget(row["id"])
    return True
