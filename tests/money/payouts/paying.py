"""Builders: holders with money ready and an account to send it to, operators, closed months."""

import contextlib
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from market.base import audit, clock, vault
from market.base.access import Principal
from market.base.database import Record, fetch, fetch_row, fetch_value, transaction
from market.base.settings import settings
from market.money.chart import Kind, holder
from market.money.ledger import balance
from market.money.payouts.account import payee
from market.money.payouts.actions.approve import approve_batch
from market.money.payouts.actions.export import export_batch
from market.money.payouts.actions.identity import keep_account
from market.money.payouts.actions.outcome import return_payout
from market.money.payouts.actions.request import Requested, request_month
from market.money.settlement.actions import release_due, settle
from market.money.settlement.rules import Month
from tests.factories import a_holder, a_person
from tests.money.settlement.running import Running, end, run
from tests.relations.helpers import with_mailbox

IBAN, OTHER_IBAN, GERMAN_IBAN = (
    "FR7630006000011234567890189",
    "FR1420041010050500013M02606",
    "DE89370400440532013000",
)
NAME = "Ada Lovelace-Canari"
BEGAN = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
MARCH = "2027-03"


@contextlib.contextmanager
def client_money(**more: str) -> Iterator[None]:
    """An operator who may hold client money, and the account that pays."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "MOI_HOLDS_CLIENT_MONEY": "true",
            "MOI_SEPA_NAME": "Moi SAS & Cie",
            "MOI_SEPA_IBAN": GERMAN_IBAN,
            "MOI_PUBLIC_URL": "https://moi.test",
            **more,
        }.items():
            patch.setenv(name, value)
        settings.cache_clear()
        yield
    settings.cache_clear()


def tag_of(who: Principal) -> bytes:
    assert who.person
    return vault.tag("money", who.person)


async def a_payee(iban: str | None = IBAN, name: str = NAME) -> Principal:
    """A holder with a mailbox, and somewhere to send money unless `iban` is None."""
    who = await a_holder()
    assert who.person
    await with_mailbox(who, f"{who.person.hex[-12:]}@example.org")
    if iban:
        async with transaction():
            await keep_account(who.actor, who.person, payee(name, iban), first=True)
    return who


async def an_operator() -> Principal:
    return await a_person(operator=True)


async def ready(*earned: tuple[Principal, int]) -> None:
    """Let each holder have earned so many cents, and the hold be over."""
    at = await clock.now()
    for who, amount in earned:
        rental = await run(Running(at, amount=amount, bps=10_000, holder=tag_of(who)))
        await end(rental, rental.total_days)
    await clock.travel(timedelta(days=14, minutes=5))
    await release_due()


async def closed(period: str = MARCH) -> None:
    """The month is over and settled."""
    over = Month.named(period).ends_at + timedelta(hours=6)
    if await clock.now() < over:
        await clock.travel_to(over)
    await settle(period, audit.SYSTEM)
    await release_due()


async def requested(*earned: tuple[Principal, int], period: str = MARCH) -> Requested:
    """All of them with so much ready, the month closed, the run done."""
    await ready(*earned)
    await closed(period)
    return await request_month(period, audit.SYSTEM)


async def sums(who: Principal) -> tuple[int, int]:
    """(payable, reserved) of a holder."""
    tag = tag_of(who)
    return (
        await balance(holder(Kind.HOLDER_PAYABLE, tag)),
        await balance(holder(Kind.HOLDER_RESERVED, tag)),
    )


async def payout_of(who: Principal) -> Record:
    """The holder's latest payout."""
    row = await fetch_row(
        "select * from money.payouts where holder = $1 order by requested_at desc limit 1", tag_of(who)
    )
    assert row
    return row


async def batch_of(who: Principal) -> uuid.UUID:
    found: uuid.UUID = (await payout_of(who))["batch_id"]
    return found


async def held_in(batch: uuid.UUID) -> int:
    """What waits in a batch, minor units."""
    (row,) = await fetch(
        "select coalesce(sum(amount), 0)::bigint as amount from money.payouts where batch_id = $1"
        " and status in ('requested', 'held', 'failed')",
        batch,
    )
    return int(row["amount"])


async def approved(batch: uuid.UUID, *operators: Principal) -> None:
    """The batch is let out by these operators, or by as many new ones as it takes."""
    if operators:
        for who in operators:
            await approve_batch(who, batch, await held_in(batch))
        return
    amount = await held_in(batch)
    while not (await approve_batch(await an_operator(), batch, amount)).approved:
        pass


async def sent(batch: uuid.UUID) -> bytes:
    """The batch is approved and exported: its file."""
    await approved(batch)
    return (await export_batch(await an_operator(), batch)).content


async def status_of(who: Principal) -> str:
    return str((await payout_of(who))["status"])


async def gave_back(operator: Principal, payout: uuid.UUID, code: str) -> None:
    """The bank's message on the payment that counts now, said by `operator`."""
    reference = await fetch_value("select reference from money.payouts where id = $1", payout)
    await return_payout(operator, payout, code, reference or "")
