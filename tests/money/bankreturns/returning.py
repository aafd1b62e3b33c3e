"""Brands with money in their balance that came by no card, and what they ask for."""

import uuid

from market.base import mail, vault
from market.base.access import Principal
from market.base.database import Record, fetch_row
from market.money.bankreturns.actions import pay
from market.money.bankreturns.actions.ask import ask
from market.money.chart import brand_credit, brand_reserved, credit, debit
from market.money.ledger import balance
from tests.factories import a_brand
from tests.money.books import CLEARING, book
from tests.money.payouts.paying import IBAN, an_operator
from tests.relations.helpers import with_mailbox


def tag_of(who: Principal) -> bytes:
    assert who.seat
    return vault.tag("money", who.seat.brand)


async def credited(who: Principal, amount: int) -> None:
    """A refund that its bank would not take: it is the brand's balance."""
    await book([debit(CLEARING, amount), credit(brand_credit(tag_of(who)), amount)])


async def a_creditor(amount: int = 5000, name: str = "Cycles Garonne") -> Principal:
    """An owner with a mailbox, of a brand with so much in its balance that came by no card."""
    who = await with_mailbox(await a_brand(name=name), f"{uuid.uuid4().hex}@example.org")
    await credited(who, amount)
    return who


async def asked(who: Principal, amount: int, iban: str = IBAN) -> uuid.UUID:
    return await ask(who, amount, iban, uuid.uuid4().hex)


async def let_out(id: uuid.UUID) -> None:
    """By as many operators as it takes."""
    while not (await pay.approve(await an_operator(), id)).approved:
        pass


async def sent(id: uuid.UUID) -> bytes:
    await let_out(id)
    return (await pay.export(await an_operator(), id)).content


async def paid(id: uuid.UUID) -> None:
    await sent(id)
    await pay.execute(await an_operator(), id)


async def row_of(id: uuid.UUID) -> Record:
    row = await fetch_row("select * from money.bank_returns where id = $1", id)
    assert row
    return row


async def sums(who: Principal) -> tuple[int, int]:
    """(balance, reserved) of a brand."""
    tag = tag_of(who)
    return await balance(brand_credit(tag)), await balance(brand_reserved(tag))


async def letters(kind: str) -> list[mail.Kept]:
    return [it for it in await mail.kept() if it.kind == f"bank_return_{kind}"]
