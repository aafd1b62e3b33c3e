"""Whoever alters the books so that they still balance is found: by the row that does not say so."""

import asyncpg
import pytest

from market.base.clock import now
from market.base.database import fetch_value
from market.money import invariants
from market.money.chart import (
    Entry,
    Kind,
    Movement,
    brand_credit,
    brand_receivable,
    credit,
    debit,
    holder,
    own,
)
from tests.money.books import check_sums, tag
from tests.money.flows.shop import Shop
from tests.money.payouts.paying import a_payee, ready, tag_of
from tests.money.reconciliation.looking import findings, found, look

A, B = tag(), tag()


async def posted(vandal: asyncpg.Connection, why: str, source: str, *entries: Entry, key: str = "") -> None:
    """A balanced transaction by the superuser, kept balances moved along."""
    made = await fetch_value("select uuidv7()")
    await vandal.execute(
        "insert into money.ledger_transactions (id, kind, source_type, source_id, idempotency_key, effective_at,"
        " created_at) values ($1, $2, $3, $1, $4, $5, $5)",
        *(made, why, source, key or f"{why}:{made}", await now()),
    )
    for line, it in enumerate(entries, 1):
        account = (it.account.kind, it.account.subject, it.account.currency, it.amount)
        await vandal.execute(
            "insert into money.ledger_entries (transaction_id, line, kind, subject, currency, amount)"
            " values ($1, $2, $3, $4, $5, $6)",
            *(made, line, *account),
        )
        if it.account.guarded:
            await vandal.execute(
                "update money.ledger_balances set posted = posted + $4 where (kind, subject, currency) = ($1, $2, $3)",
                *account,
            )


async def numbers() -> set[int]:
    return {it.invariant for it in await invariants.check()}


async def test_what_one_holder_lost_to_another_is_found_by_reconciliation(
    shop: Shop, vandal: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A balanced posting from one holder's payable to another's, as if it were released."""
    one, other = await a_payee(), await a_payee()
    await ready((one, 5000), (other, 3000))
    assert await invariants.check() == []
    kind = Kind.HOLDER_PAYABLE
    taken = (debit(holder(kind, tag_of(one)), 1000), credit(holder(kind, tag_of(other)), 1000))
    await posted(vandal, Movement.EARNINGS_RELEASED, "release", *taken)
    told = {it.subject: it.detail for it in await invariants.check() if it.invariant == 8}
    assert told == {
        tag_of(one).hex(): "payable 4000, released and not paid out 5000",
        tag_of(other).hex(): "payable 4000, released and not paid out 3000",
    }
    await look()
    assert set(await found()) >= {"invariant"}
    assert tag_of(one).hex() in {row["subject"] for row in await findings()}
    for number in (8, invariants.BY_ROWS):  # the control: without the two rules it would pass
        monkeypatch.setitem(invariants.INVARIANTS, number, "select '' as subject, '' as detail where false")
    assert await numbers() <= {5}, "the days' sums alone, which the vandal's triggers did not keep"


@pytest.mark.parametrize(
    ("why", "source", "entries"),
    [
        (Movement.DEBT_PAID, "dispute", (debit(brand_credit(A), 500), credit(brand_receivable(A), 500))),
        (
            Movement.REFUND_FAILED,
            "external_refund",
            (debit(own(Kind.STRIPE_CLEARING), 500), credit(brand_credit(A), 500)),
        ),
        (Movement.REFUND_CREDITED, "refund", (debit(brand_credit(B), 500), credit(brand_credit(A), 500))),
        (
            Movement.CREDIT_RETURN_FAILED,
            "balance_refund",
            (debit(brand_credit(B), 500), credit(brand_credit(A), 500)),
        ),
        (
            Movement.RECEIVABLE_WRITTEN_OFF,
            "dispute",
            (debit(own(Kind.PLATFORM_LOSSES), 500), credit(brand_receivable(A), 500)),
        ),
        (
            Movement.RENTAL_SETTLED,
            "rental",
            (debit(own(Kind.PLATFORM_REVENUE), 500), credit(holder(Kind.HOLDER_PENDING, A), 500)),
        ),
        (
            Movement.CHARGE_FEE,
            "payment",
            (debit(own(Kind.STRIPE_FEES), 5), credit(own(Kind.STRIPE_CLEARING), 5)),
        ),
        (
            Movement.STRIPE_FEE,
            "stripe_movement",
            (debit(own(Kind.STRIPE_FEES), 5), credit(own(Kind.BANK_OPERATING), 5)),
        ),
    ],
)
async def test_a_movement_of_every_kind_wants_its_row(
    shop: Shop, vandal: asyncpg.Connection, why: str, source: str, entries: tuple[Entry, ...]
) -> None:
    await posted(vandal, why, source, *entries)
    assert invariants.BY_ROWS in await numbers()


ALTERED = {
    "a line's share": "update money.order_lines set bps = bps - 1000",
    "Stripe's fee": "update money.payments set fee = fee + 1",
    "why it was posted": "update money.ledger_transactions set kind = 'rental.settled' where kind = 'rental.ended'",
    "why, with its key": "update money.ledger_transactions set kind = 'rental.settled', idempotency_key ="
    " replace(idempotency_key, 'rental.ended', 'rental.settled') where kind = 'rental.ended'",
    "whose it is": "update money.ledger_entries set subject = sha256('thief') where kind = 'holder:pending'",
    "what was earned": "update money.earnings set amount = amount + 1",
    "by which row": "update money.ledger_transactions set source_id = gen_random_uuid() where kind = 'charge.fee'",
    "what is on its way": "update money.refunds set amount = amount - 1",
}


@pytest.mark.parametrize("what", ALTERED)
async def test_a_row_or_a_posting_that_was_altered_is_found(
    shop: Shop, vandal: asyncpg.Connection, what: str
) -> None:
    bought = await shop.bought()
    await shop.end(bought)
    await shop.settle()
    assert await invariants.check() == []
    await vandal.execute(ALTERED[what])
    told = [it for it in await invariants.check() if it.invariant == invariants.BY_ROWS]
    assert told, what
    await look()
    assert "invariant" in await found()


async def test_what_a_running_rental_has_earned_by_hand_is_found(
    shop: Shop, vandal: asyncpg.Connection
) -> None:
    """Settlement would take it as posted, and the holder would lose it."""
    bought = await shop.bought()
    await vandal.execute("update money.order_lines set earned = earned + 100")
    assert [(it.invariant, it.subject) for it in await invariants.check()] == [
        (invariants.BY_ROWS, str(bought.rental))
    ]


async def test_control_without_the_rows_most_of_it_would_pass(shop: Shop, vandal: asyncpg.Connection) -> None:
    bought = await shop.bought()
    await shop.end(bought)
    await shop.settle()
    for what in ("Stripe's fee", "why it was posted", "by which row"):
        await vandal.execute(ALTERED[what])
    assert await check_sums() == []
