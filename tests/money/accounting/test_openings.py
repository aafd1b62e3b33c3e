"""A year's books begin with what the years before came to; and each entry stands in its journal."""

from datetime import UTC, date, datetime
from decimal import Decimal

import asyncpg
import pytest

from market.base import audit, clock
from market.base.database import fetch, fetch_value
from market.money.accounting import queries
from market.money.accounting.actions import BooksClosed, close_books
from market.money.accounting.plan import IN_A_BANK, OF_THE_RESULT, journal_of
from market.money.chart import Kind, Movement, brand_credit, holder, own
from market.money.settlement.actions import settle
from tests.conftest import FreshDatabase
from tests.money.accounting.fec import faults, journal_faults, opening_faults, read
from tests.money.books import CLEARING, book, charge, move, tag
from tests.money.settlement.running import Running, end, run

JANUARY = (date(2027, 1, 1), date(2027, 1, 31))


async def closed(*periods: str) -> list[str]:
    """Settle and close months, the last of which is over; their files."""
    for period in periods:
        await settle(period, audit.SYSTEM)
        await close_books(period, audit.SYSTEM)
    return [await text_of(period) for period in periods]


async def text_of(period: str) -> str:
    return "".join([part async for part in queries.accounting_file(await queries.closed_month(period))])


@pytest.fixture
async def december(database: FreshDatabase) -> Running:
    """A rental that began on 20 December, and a fee; the clock stands in February."""
    await clock.travel_to(datetime(2026, 12, 20, tzinfo=UTC))
    running = await run(Running(datetime(2026, 12, 20, tzinfo=UTC)))
    await book(move(own(Kind.STRIPE_FEES), CLEARING, 54), kind=Movement.CHARGE_FEE)
    await clock.travel_to(datetime(2027, 2, 2, tzinfo=UTC))
    return running


async def test_the_first_file_of_a_year_begins_with_what_the_year_before_came_to(december: Running) -> None:
    before, january = await closed("2026-12", "2027-01")
    assert opening_faults(january, [before]) == []
    assert faults(january, JANUARY) == []
    opening = [it for it in read(january) if it["JournalCode"] == "AN"]
    assert {it.number for it in opening} == {1} and sum(it.amount for it in opening) == 0
    assert {it["EcritureDate"] for it in opening} == {"20270101"}
    assert {it["PieceRef"] for it in opening} == {"AN2027"}
    accounts = {it["CompteNum"] for it in opening}
    assert accounts >= {"517000", "467100", "467310", "445710"} and not {it[0] for it in accounts} & {
        "6",
        "7",
    }
    assert {it["CompAuxNum"][:1] for it in opening if it["CompteNum"] == "467310"} == {"T"}
    (result,) = [it for it in opening if it["CompteNum"][:2] == "12"]
    earned = sum(it.amount for it in read(before) if it["CompteNum"] == "706000")
    assert result.amount == earned - Decimal("0.54")
    month = await queries.closed_month("2027-01")
    assert Decimal(month.amount) / 100 == sum(max(it.amount, Decimal(0)) for it in read(january))
    assert (month.first_number, month.last_number) == (1, len({it.number for it in read(january)}))


async def test_no_other_file_has_openings_and_numbers_go_on(december: Running) -> None:
    await clock.travel_to(datetime(2027, 3, 2, tzinfo=UTC))
    _, january, february = await closed("2026-12", "2027-01", "2027-02")
    last = (await queries.closed_month("2027-01")).last_number
    assert last > 1
    assert faults(february, (date(2027, 2, 1), date(2027, 2, 28)), first=last + 1) == []
    assert "AN" not in {it["JournalCode"] for it in read(february)}
    assert await text_of("2027-01") == january


async def test_a_third_year_carries_both_and_each_year_has_its_result(december: Running) -> None:
    """2026 ends with a profit, 2027 with a loss: the one stays in 120000, the other is in 129000."""
    before = await closed("2026-12")
    await end(december, 31)
    await book(move(own(Kind.PLATFORM_LOSSES), CLEARING, 4000), kind=Movement.RECEIVABLE_WRITTEN_OFF)
    await clock.travel_to(datetime(2028, 2, 2, tzinfo=UTC))
    files = before + await closed(*[f"2027-{month:02}" for month in range(1, 13)], "2028-01")
    opening = [it for it in read(files[-1]) if it["JournalCode"] == "AN"]
    results = {it["CompteNum"]: it.amount for it in opening if it["CompteNum"][:2] == "12"}
    assert set(results) == {"120000", "129000"} and results["120000"] > 0 > results["129000"]
    assert opening_faults(files[-1], files[1:-1]) == []
    assert sum(it.amount for it in opening) == 0


async def test_what_of_the_old_year_was_known_late_is_in_the_new_one_and_not_in_its_openings(
    december: Running,
) -> None:
    (before,) = await closed("2026-12")
    await book(charge(december.rental, 700), at=datetime(2026, 12, 21, tzinfo=UTC))
    (january,) = await closed("2027-01")
    assert opening_faults(january, [before]) == []
    late = [it for it in read(january) if it["PieceDate"] == "20261221"]
    assert {it["EcritureDate"] for it in late} == {"20270101"} and {it.number for it in late} == {2}


async def test_books_that_came_to_nothing_open_with_nothing(database: FreshDatabase) -> None:
    await clock.travel_to(datetime(2026, 12, 20, tzinfo=UTC))
    account = brand_credit(tag())
    await book(move(CLEARING, account, 500))
    await book(move(account, CLEARING, 500), kind=Movement.CREDIT_RETURNED)
    await clock.travel_to(datetime(2027, 1, 5, tzinfo=UTC))
    await book(move(CLEARING, account, 100))
    await clock.travel_to(datetime(2027, 2, 2, tzinfo=UTC))
    before, january = await closed("2026-12", "2027-01")
    assert opening_faults(january, [before]) == [] and faults(january, JANUARY) == []
    assert {it["JournalCode"] for it in read(january)} == {"BQ"}


async def test_the_first_books_of_all_open_with_nothing(december: Running) -> None:
    (before,) = await closed("2026-12")
    assert "AN" not in {it["JournalCode"] for it in read(before)}
    assert await fetch_value("select count(*) from money.accounting_openings") == 0


async def test_openings_stand_and_one_closing_makes_them(december: Running) -> None:
    await closed("2026-12", "2027-01")
    with pytest.raises(BooksClosed):
        await close_books("2027-01", audit.SYSTEM)
    for statement in (
        "update money.accounting_openings set amount = amount + 1",
        "delete from money.accounting_openings",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(statement)


async def test_long_openings_are_read_in_parts(december: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    _, january = await closed("2026-12", "2027-01")
    monkeypatch.setattr(queries, "PAGE", 2)
    assert await text_of("2027-01") == january


async def test_a_month_that_was_closed_before_stays_as_it_was(
    december: Running, owner: asyncpg.Connection
) -> None:
    """Its file had no openings, and its journals went by families; the year after it has openings all the same."""
    await asked_for_a_payout()
    _, january = await closed("2026-12", "2027-01")
    assert journal_faults(january) == []
    await owner.execute("delete from money.accounting_openings")
    await owner.execute("update money.accounting_months set form = 1")
    as_before = await text_of("2027-01")
    assert "AN" not in {it["JournalCode"] for it in read(as_before)}
    assert {it["JournalCode"] for it in read(as_before) if it["EcritureLib"] == "Versement demandé"} == {"BQ"}
    await clock.travel_to(datetime(2028, 2, 2, tzinfo=UTC))
    files = await closed(*[f"2027-{month:02}" for month in range(2, 13)], "2028-01")
    opening = [it for it in read(files[-1]) if it["JournalCode"] == "AN"]
    assert sum(it.amount for it in opening) == 0 and {it.number for it in opening} == {1}
    assert await text_of("2027-01") == as_before


async def test_an_entry_stands_in_the_banks_journal_if_it_moves_money_there(december: Running) -> None:
    await asked_for_a_payout()
    before, january = await closed("2026-12", "2027-01")
    assert journal_faults(before) == journal_faults(january) == []
    found = {it["EcritureLib"]: it["JournalCode"] for text in (before, january) for it in read(text)}
    assert found["Versement demandé"] == found["Versement échoué"] == "OD"
    assert found["Encaissement d’une marque"] == "BQ"
    assert found["Redevance et commission acquises, arrêté du mois"] == "VE"


async def asked_for_a_payout() -> None:
    """Asked for, failed, and paid in the end, all on the third of January."""
    at, who = datetime(2027, 1, 3, tzinfo=UTC), tag()
    payable, reserved = holder(Kind.HOLDER_PAYABLE, who), holder(Kind.HOLDER_RESERVED, who)
    await book(move(CLEARING, payable, 500), at=at)
    await book(move(payable, reserved, 500), kind=Movement.PAYOUT_REQUESTED, at=at)
    await book(move(reserved, payable, 500), kind=Movement.PAYOUT_FAILED, at=at)


async def test_control_a_wrong_opening_is_noticed(december: Running) -> None:
    before, january = await closed("2026-12", "2027-01")
    heading, *lines = january.split("\r\n")
    without = "\r\n".join([heading, *(it for it in lines if not it.startswith("AN"))])
    assert opening_faults(without, [before])
    assert opening_faults("\r\n".join([heading, lines[-2], *lines[:-2], ""]), [before])
    assert opening_faults(january.replace("467310", "467320", 1), [before])
    assert journal_faults(january.replace("VE\tVentes", "BQ\tBanque et Stripe"))


def test_accounts_of_the_result_and_of_banks_are_those_of_the_plan() -> None:
    assert {Kind.PLATFORM_REVENUE, Kind.PLATFORM_LOSSES, Kind.STRIPE_FEES} == OF_THE_RESULT
    assert {Kind.STRIPE_CLEARING, Kind.BANK_CLIENT_FUNDS, Kind.BANK_OPERATING} == IN_A_BANK
    assert journal_of(Movement.PAYOUT_REQUESTED, False, form=1)[0] == "BQ"
