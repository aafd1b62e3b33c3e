"""The accounting file: by the article's rules, balanced, without a gap, the same for ever."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.base import audit, clock
from market.base.database import fetch, fetch_value
from market.base.errors import NotFound
from market.money.accounting import actions, queries, rules, statements
from market.money.accounting.actions import (
    BeforeTheBooks,
    BooksClosed,
    EarlierBooksOpen,
    MonthNotSettled,
    close_books,
)
from market.money.accounting.plan import PLAN, WORDS, journal_of, words_of
from market.money.chart import OF_A_PERSON, Kind, Movement
from market.money.ownfunds.actions import Transfer, record, reverse
from market.money.settlement.actions import settle
from market.money.settlement.rules import Month, PeriodNotOver, PeriodUnknown
from tests.conftest import FreshDatabase
from tests.money.accounting.fec import faults, read
from tests.money.books import book, charge
from tests.money.payouts.paying import an_operator, client_money
from tests.money.settlement.running import Running, end, run

BEGAN = datetime(2026, 10, 12, 9, tzinfo=UTC)
OCTOBER, NOVEMBER = (date(2026, 10, 1), date(2026, 10, 31)), (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
async def october(database: FreshDatabase) -> list[Running]:
    """Three rentals that began in October, one of them ended in it; it is the third of November."""
    await clock.travel_to(BEGAN)
    rentals = [await run(Running(BEGAN + timedelta(days=n))) for n in range(3)]
    await clock.travel_to(BEGAN + timedelta(days=9))
    await end(rentals[0], 10)
    await clock.travel_to(datetime(2026, 11, 3, tzinfo=UTC))
    return rentals


async def settled(period: str = "2026-10") -> None:
    await settle(period, audit.SYSTEM)


async def text_of(period: str = "2026-10") -> str:
    return "".join([part async for part in queries.accounting_file(await queries.closed_month(period))])


async def test_a_closed_month_is_a_sound_file_that_says_what_the_ledger_says(october: list[Running]) -> None:
    await settled()
    await close_books("2026-10", audit.SYSTEM)
    text = await text_of()
    assert faults(text, OCTOBER) == []
    told: Counter[tuple[str, Decimal]] = Counter((it["CompteNum"], it.amount) for it in read(text))
    entries = await fetch(
        "select e.kind, e.amount from money.ledger_entries e join money.ledger_transactions t"
        " on t.id = e.transaction_id where t.effective_at < $1",
        Month(2026, 10).ends_at,
    )
    assert told == Counter((PLAN[it["kind"]].number, Decimal(it["amount"]) / 100) for it in entries)
    month = await queries.closed_month("2026-10")
    assert (month.first_number, month.last_number) == (1, len({it.number for it in read(text)}))
    assert Decimal(month.amount) / 100 == sum(max(it.amount, Decimal(0)) for it in read(text))
    assert {it["ValidDate"] for it in read(text)} == {"20261103"}


async def test_the_file_names_nobody_and_no_inner_id(october: list[Running]) -> None:
    await settled()
    await close_books("2026-10", audit.SYSTEM)
    text = await text_of()
    for rental in october:
        for inner in (rental.holder.hex(), str(rental.rental), rental.rental.hex):
            assert inner.casefold() not in text.casefold()
    for it in await fetch("select id from money.ledger_transactions"):
        assert str(it["id"]) not in text
    auxiliary = {(it["CompAuxNum"], it["CompAuxLib"]) for it in read(text) if it["CompAuxNum"]}
    assert len(auxiliary) == 3, "each holder has an account of their own"


async def test_numbers_go_on_in_the_year_and_late_postings_are_booked_in_the_next_month(
    october: list[Running],
) -> None:
    await settled()
    await close_books("2026-10", audit.SYSTEM)
    before = await text_of()
    await book(charge(october[0].rental), at=BEGAN)  # known late: it moved in October
    await clock.travel_to(datetime(2026, 12, 2, tzinfo=UTC))
    await settled("2026-11")
    await close_books("2026-11", audit.SYSTEM)
    last = (await queries.closed_month("2026-10")).last_number
    november = await text_of("2026-11")
    assert faults(november, NOVEMBER, first=last + 1) == []
    late = [it for it in read(november) if it["PieceDate"] == "20261012"]
    assert {it["EcritureDate"] for it in late} == {"20261101"} and late
    assert await text_of() == before, "what was closed stands"


async def test_our_own_transfer_of_a_closed_month_and_its_reversal_are_booked_in_the_next(
    october: list[Running],
) -> None:
    await settled()
    await close_books("2026-10", audit.SYSTEM)
    with client_money():
        operator = await an_operator()
        made = Transfer("in", 5000, "VIR 1", date(2026, 10, 20))
        wrong = await record(operator, made)
        await reverse(operator, wrong.id, "mistyped")
    await clock.travel_to(datetime(2026, 12, 2, tzinfo=UTC))
    await settled("2026-11")
    await close_books("2026-11", audit.SYSTEM)
    own = [it for it in read(await text_of("2026-11")) if "nos fonds" in it["EcritureLib"]]
    words = WORDS[Movement.OWN_PAID_IN]
    assert [(it["EcritureLib"], it["EcritureDate"], it["PieceDate"]) for it in own] == [
        *[(words, "20261101", "20261020")] * 2,
        *[(f"Contre-passation\N{NO-BREAK SPACE}: {words}", "20261103", "20261103")] * 2,
    ]
    assert sum(it.amount for it in own if it["CompteNum"] == "512100") == 0


async def test_months_are_closed_in_their_order_once_and_only_when_settled(october: list[Running]) -> None:
    for period, refusal in (
        ("2026-13", PeriodUnknown),
        ("2026-11", PeriodNotOver),
        ("2026-10", MonthNotSettled),
        ("2026-09", BeforeTheBooks),
    ):
        with pytest.raises(refusal):
            await close_books(period, audit.SYSTEM)
    await settled()
    await close_books("2026-10", audit.SYSTEM)
    with pytest.raises(BooksClosed):
        await close_books("2026-10", audit.SYSTEM)
    with pytest.raises(BeforeTheBooks) as before:
        await close_books("2026-09", audit.SYSTEM)
    assert before.value.facts == {"begins": "2026-10"}
    await clock.travel_to(datetime(2027, 1, 2, tzinfo=UTC))
    with pytest.raises(EarlierBooksOpen) as refused:
        await close_books("2026-12", audit.SYSTEM)
    assert refused.value.facts == {"next": "2026-11"}
    with pytest.raises(NotFound):
        await queries.closed_month("2026-12")


async def test_with_empty_books_there_is_nothing_to_close(database: FreshDatabase) -> None:
    assert await actions.next_books() is None
    with pytest.raises(EarlierBooksOpen):
        await close_books("2026-10", audit.SYSTEM)


async def test_a_month_before_the_first_settlement_can_be_closed(october: list[Running]) -> None:
    await settled()
    assert await actions.is_settled(Month(2026, 9))
    assert not await actions.is_settled(Month(2026, 11))


async def test_of_many_closings_at_once_one_numbers(october: list[Running]) -> None:
    await settled()
    results = await asyncio.gather(
        *(close_books("2026-10", audit.SYSTEM) for _ in range(8)), return_exceptions=True
    )
    assert sum(isinstance(it, BooksClosed) for it in results) == 7
    assert faults(await text_of(), OCTOBER) == []


async def test_control_without_the_one_name_a_month_has_two_closings(
    october: list[Running], owner: asyncpg.Connection
) -> None:
    """The constraint on the number is the second wall."""
    await settled()
    await owner.execute("alter table money.accounting_months drop constraint accounting_months_period")
    close = statements.CLOSE.replace("on conflict (period) do nothing", "").replace(
        "and not exists\n    (select 1 from money.accounting_entries a where a.transaction_id = t.id)", ""
    )
    begins = date(2026, 10, 1)
    arguments = ("2026-10", 2026, 1, Month(2026, 10).ends_at, begins, True, [], [], 2)
    from market.base.ids import new_id

    await fetch(close, new_id(), *arguments)
    with pytest.raises(asyncpg.UniqueViolationError):
        await fetch(close, new_id(), *arguments)


async def test_numbers_cannot_be_changed(october: list[Running]) -> None:
    await settled()
    await close_books("2026-10", audit.SYSTEM)
    for statement in (
        "update money.accounting_entries set number = 99",
        "delete from money.accounting_months",
        "update money.accounting_openings set amount = 1",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(statement)


async def test_a_long_month_is_read_in_parts(october: list[Running], monkeypatch: pytest.MonkeyPatch) -> None:
    await settled()
    await close_books("2026-10", audit.SYSTEM)
    whole = await text_of()
    monkeypatch.setattr(queries, "PAGE", 2)
    assert await text_of() == whole


async def test_another_currency_is_a_mistake_that_is_not_hidden(
    october: list[Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    await settled()
    await close_books("2026-10", audit.SYSTEM)
    monkeypatch.setattr(queries, "CURRENCY", "USD")
    with pytest.raises(queries.ForeignCurrency):
        await text_of()


async def test_closing_leaves_an_audit_row(october: list[Running]) -> None:
    await settled()
    await close_books("2026-10", audit.SYSTEM)
    assert await fetch_value("select count(*) from base.audit_entries where action = 'books.closed'") == 1


def test_every_kind_of_account_and_movement_has_its_place() -> None:
    assert set(PLAN) == set(Kind)
    assert len({it.number for it in PLAN.values()}) == len(PLAN)
    assert {kind for kind, it in PLAN.items() if it.auxiliary} == OF_A_PERSON
    assert set(WORDS) >= set(Movement)
    assert journal_of("credit.returned", True)[0] == "BQ" and journal_of("credit.spent", False)[0] == "OD"
    assert journal_of("earnings.released", False)[0] == "OD" and words_of("new.kind") == "new.kind"


@given(st.integers(0, 10**12))
def test_an_amount_is_written_with_a_decimal_comma_and_read_back(cents: int) -> None:
    assert Decimal(rules.euros(cents).replace(",", ".")) * 100 == cents


def test_the_file_has_the_name_that_the_article_gives() -> None:
    assert rules.file_name("732829320", Month(2026, 11).last_day) == "732829320FEC20261130.txt"


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (("19,00", "19.00"), "no amount"),
        (("\t1\t2026", "\t3\t2026"), "follows"),
        (("467100", "46x"), "three figures"),
        (("20261012", "2026-10-12"), "no date"),
        (("19,00\t0,00", "18,00\t0,00"), "does not balance"),
    ],
    ids=lambda it: str(it)[:20],
)
async def test_control_a_broken_file_is_noticed(
    october: list[Running], broken: tuple[str, str], fault: str
) -> None:
    await settled()
    await close_books("2026-10", audit.SYSTEM)
    text = (await text_of()).replace(*broken, 1)
    assert any(fault in it for it in faults(text, OCTOBER)), faults(text, OCTOBER)
