"""A holder's year from the ledger: every cent once, also what is booked late, and nobody else's."""

import asyncio
import io
import json
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from pypdf import PdfReader

from market.base import audit, clock, vault
from market.base.access import Principal
from market.base.database import Record, fetch, fetch_value, transaction
from market.base.errors import NotFound
from market.base.ids import new_id
from market.money.chart import Kind, Movement, credit, debit, escrow, holder, own
from market.money.documents import file, queries, years
from market.money.documents.content import YearContent
from market.money.documents.sheet import sheet
from market.money.documents.years import bounds, issue_year, sweep_years, year_due
from market.money.ledger import Source, post
from market.money.settlement.actions import open_month, settle
from market.rentals.actions.end import withdraw
from market.rentals.jobs import sweep_expired
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.money.documents.test_pdf import against_pdf_a

__all__ = ["market"]

JANUARY = datetime(2027, 1, 20, 9, tzinfo=UTC)


def tag_of(who: Principal) -> bytes:
    assert who.person
    return vault.tag("money", who.person)


async def statements() -> list[Record]:
    return await fetch("select * from money.documents where kind = 'year' order by issued_at, number")


async def content() -> dict[str, object]:
    (row,) = await statements()
    found: dict[str, object] = json.loads(row["snapshot"])
    return found


async def earn(who: Principal, net: int, commission: int, at: datetime) -> None:
    """A rental's earnings, booked now and effective then."""
    rental = new_id()
    async with transaction():
        await post(
            Movement.CHARGE_SUCCEEDED,
            Source("payment", new_id()),
            f"c{rental}",
            [debit(own(Kind.STRIPE_CLEARING), net + commission), credit(escrow(rental), net + commission)],
            at,
        )
        await post(
            Movement.RENTAL_ENDED,
            Source("rental", rental),
            f"r{rental}",
            [
                debit(escrow(rental), net + commission),
                credit(holder(Kind.HOLDER_PENDING, tag_of(who)), net),
                credit(own(Kind.PLATFORM_REVENUE), commission),
            ],
            at,
        )


async def pay_out(who: Principal, amount: int, at: datetime) -> None:
    """What settlement does with what a holder has: ready, reserved, paid."""
    pending, payable, reserved = (
        holder(kind, tag_of(who)) for kind in (Kind.HOLDER_PENDING, Kind.HOLDER_PAYABLE, Kind.HOLDER_RESERVED)
    )
    moves = [
        ("hold.over", [debit(pending, amount), credit(payable, amount)]),
        ("payout.requested", [debit(payable, amount), credit(reserved, amount)]),
        ("payout.paid", [debit(reserved, amount), credit(own(Kind.STRIPE_CLEARING), amount)]),
    ]
    for kind, entries in moves:
        async with transaction():
            await post(kind, Source("payout", new_id()), uuid.uuid4().hex, entries, at)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("today", "year"),
    [(date(2027, 1, 14), None), (date(2027, 1, 15), 2026), (date(2027, 12, 31), 2026)],
)
def test_a_years_statements_are_made_from_the_middle_of_january(today: date, year: int | None) -> None:
    assert year_due(today) == year


def test_a_year_is_the_markets() -> None:
    first, after = bounds(2026)
    assert first == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert after == datetime(2026, 12, 31, 23, tzinfo=UTC)


async def test_a_statement_says_what_each_rental_brought_and_what_was_paid_out(market: Market) -> None:
    who, brand = await a_holder(), await a_brand(name="Cycles Garonne")
    persona = await a_persona(who)
    first = await market.rented(brand, persona)
    await clock.travel(timedelta(days=9, hours=1))
    await withdraw(who, first)
    await clock.travel(timedelta(days=15))
    await pay_out(who, 500, await clock.now())
    await clock.travel_to(datetime(2027, 1, 2, 9, tzinfo=UTC))
    await market.rented(brand, persona)
    await clock.travel_to(JANUARY)
    await sweep_years()
    found = await content()
    lines = found["lines"]
    assert isinstance(lines, list)
    # The second rental began after the year's end: it is the next statement's.
    assert [(it["brand"], it["gross"], it["commission"], it["net"]) for it in lines] == [
        ("Cycles Garonne", 634, 127, 507)
    ]
    assert found["paid_out"] == 500
    assert found["before"] == 0
    assert who.person
    (listed,) = await queries.of_holder(who.person)
    made = await file.of_holder(who.person, listed.id)
    assert against_pdf_a(made.content) == []
    shown = PdfReader(io.BytesIO(made.content)).pages[0].extract_text().replace("\u00a0", " ")
    for words in ("Relevé annuel 2026", "Cycles Garonne", "6,34 €", "1,27 €", "5,07 €", "0,07 €"):
        assert words in shown, words


async def test_a_statement_says_earned_and_not_paid_where_a_brand_paid_for_the_next_year_too(
    market: Market,
) -> None:
    """A month from 20 December, paid at once; what was issued in the first form keeps its words."""
    who, brand = await a_holder(), await a_brand(name="Cycles Garonne")
    await clock.travel_to(datetime(2026, 12, 20, 9, tzinfo=UTC))
    await market.rented(brand, await a_persona(who))
    paid = await fetch_value("select amount from money.orders")
    await clock.travel_to(datetime(2027, 1, 2, 9, tzinfo=UTC))
    await settle("2026-12", audit.SYSTEM)
    await clock.travel_to(JANUARY)
    await sweep_years()
    (row,) = await statements()
    found = YearContent.model_validate_json(row["snapshot"])
    (line,) = found.lines
    earned = await fetch_value("select earned from money.order_lines")
    assert line.gross == earned < paid and line.net == found.net and found.form == 2
    told = sheet(found.model_copy(update={"language": "en"}))
    assert told.columns[2] == "Earned in the year, commission included"
    assert sheet(found).columns[2] == "Gagné dans l’année, commission comprise"
    assert "ce que les marques ont payé" not in found.words and "gagné dans l’année" in found.words
    old = sheet(found.model_copy(update={"form": 1}))
    assert old.columns[2] == "Payé par la marque"


async def test_statements_partition_the_books_also_for_what_is_booked_late(market: Market) -> None:
    who = await a_holder()
    await clock.travel_to(datetime(2026, 12, 20, tzinfo=UTC))
    await earn(who, 1520, 380, await clock.now())
    await clock.travel_to(JANUARY)
    await sweep_years()
    # Something is booked late, after the statement was made.
    await earn(who, 490, 123, datetime(2026, 12, 31, 20, tzinfo=UTC))
    await earn(who, 100, 25, await clock.now())
    await clock.travel_to(datetime(2028, 1, 16, tzinfo=UTC))
    await sweep_years()
    first, second = [json.loads(row["snapshot"]) for row in await statements()]
    assert [it["net"] for it in first["lines"]] == [1520]
    assert sorted(it["net"] for it in second["lines"]) == [100, 490]
    assert second["before"] == 1520
    total = await fetch_value(
        "select sum(posted)::bigint from money.ledger_balances where subject = $1", tag_of(who)
    )
    assert second["before"] + sum(it["net"] for it in second["lines"]) - second["paid_out"] == total


async def test_what_was_earned_before_the_first_statement_is_what_the_year_began_with(market: Market) -> None:
    who = await a_holder()
    await earn(who, 700, 175, datetime(2025, 6, 1, tzinfo=UTC))
    await earn(who, 1520, 380, datetime(2026, 6, 1, tzinfo=UTC))
    await clock.travel_to(JANUARY)
    await sweep_years()
    found = await content()
    assert found["before"] == 700
    assert [it["net"] for it in found["lines"]] == [1520]  # type: ignore[attr-defined]


async def test_a_statement_is_made_once_and_not_for_a_quiet_year(market: Market) -> None:
    who, quiet = await a_holder(), await a_holder()
    await earn(who, 1520, 380, datetime(2026, 6, 1, tzinfo=UTC))
    await earn(quiet, 1520, 380, datetime(2024, 6, 1, tzinfo=UTC))
    await sweep_years()
    assert await statements() == [], "the year is not over"
    await clock.travel_to(JANUARY)
    assert await sweep_years() == 1
    assert await sweep_years() == 0
    assert await issue_year(tag_of(who), 2026) is False
    assert len(await statements()) == 1
    assert await queries.unexplained() == []


async def test_another_holders_statement_is_not_found(market: Market) -> None:
    who, other = await a_holder(), await a_holder()
    await earn(who, 1520, 380, datetime(2026, 6, 1, tzinfo=UTC))
    await clock.travel_to(JANUARY)
    await sweep_years()
    (row,) = await statements()
    assert other.person
    with pytest.raises(NotFound):
        await file.of_holder(other.person, row["id"])
    assert await queries.of_holder(other.person) == []


async def test_a_posting_about_no_rental_stands_under_other(market: Market) -> None:
    who = await a_holder()
    async with transaction():
        await post(
            Movement.RENTAL_ENDED,
            Source("case", new_id()),
            "remedy",
            [debit(own(Kind.PLATFORM_LOSSES), 250), credit(holder(Kind.HOLDER_PENDING, tag_of(who)), 250)],
            datetime(2026, 6, 1, tzinfo=UTC),
        )
    await clock.travel_to(JANUARY)
    await sweep_years()
    found = await content()
    other = {"brand": "", "begun_on": None, "gross": 250, "commission": 0, "net": 250, "rewards": False}
    assert found["lines"] == [other]


async def test_one_holder_whose_statement_fails_does_not_cost_the_others_theirs(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, other = await a_holder(), await a_holder()
    for it in (who, other):
        await earn(it, 1520, 380, datetime(2026, 6, 1, tzinfo=UTC))
    await clock.travel_to(datetime(2027, 1, 10, tzinfo=UTC))
    assert await sweep_years() == 0, "December is not settled yet"
    await clock.travel_to(JANUARY)
    right = years.issue_year

    async def fails(holder: bytes, year: int) -> bool:
        if holder == tag_of(who):
            raise ConnectionError
        return await right(holder, year)

    monkeypatch.setattr(years, "issue_year", fails)
    assert await sweep_years() == 1
    monkeypatch.undo()
    assert await sweep_years() == 1


async def test_money_of_nobody_that_accounts_know_has_no_statement_and_a_brand_that_is_gone_no_name(
    market: Market,
) -> None:
    assert await issue_year(b"\1" * 32, 2026) is False
    assert await years._brand(b"\1" * 32) == ""


async def test_a_december_settled_in_january_stands_on_the_year_it_belongs_to(market: Market) -> None:
    who, brand = await a_holder(), await a_brand(name="Cycles Garonne")
    await clock.travel_to(datetime(2026, 12, 22, 12, tzinfo=UTC))
    agreement = await market.rented(brand, await a_persona(who))
    await clock.travel_to(datetime(2027, 1, 3, tzinfo=UTC))
    await settle("2026-12", audit.SYSTEM)
    await clock.travel_to(JANUARY)
    await sweep_years()
    first = await content()
    assert [(it["brand"], it["gross"]) for it in first["lines"]] == [("Cycles Garonne", 613)]  # type: ignore[attr-defined]
    await clock.travel(timedelta(days=1))
    await withdraw(who, agreement)
    await clock.travel_to(datetime(2028, 1, 16, tzinfo=UTC))
    await sweep_years()
    second = json.loads((await statements())[1]["snapshot"])
    earned = await fetch_value("select sum(amount)::bigint from money.earnings")
    assert second["before"] + second["lines"][0]["net"] == earned


async def test_a_payout_that_the_bank_gives_back_was_not_paid_out(market: Market) -> None:
    who = await a_holder()
    await earn(who, 1520, 380, datetime(2026, 6, 1, tzinfo=UTC))
    await pay_out(who, 1000, datetime(2026, 7, 1, tzinfo=UTC))
    async with transaction():
        await post(
            Movement.PAYOUT_RETURNED,
            Source("payout", new_id()),
            "returned",
            [debit(own(Kind.STRIPE_CLEARING), 400), credit(holder(Kind.HOLDER_PAYABLE, tag_of(who)), 400)],
            datetime(2026, 7, 9, tzinfo=UTC),
        )
    await clock.travel_to(JANUARY)
    await sweep_years()
    found = await content()
    assert found["paid_out"] == 600
    assert [it["net"] for it in found["lines"]] == [1520]  # type: ignore[attr-defined]


async def test_what_comes_back_a_year_later_is_called_so(market: Market) -> None:
    who = await a_holder()
    await clock.travel_to(datetime(2026, 12, 28, tzinfo=UTC))
    await earn(who, 1520, 380, await clock.now())
    await pay_out(who, 1000, await clock.now())
    await clock.travel_to(JANUARY)
    await sweep_years()
    async with transaction():
        await post(
            Movement.PAYOUT_RETURNED,
            Source("payout", new_id()),
            "returned",
            [debit(own(Kind.STRIPE_CLEARING), 1000), credit(holder(Kind.HOLDER_PAYABLE, tag_of(who)), 1000)],
        )
    await clock.travel_to(datetime(2028, 1, 20, 9, tzinfo=UTC))
    await sweep_years()
    first, second = [YearContent.model_validate_json(row["snapshot"]) for row in await statements()]
    assert (first.paid_out, first.after, second.before, second.paid_out, second.after) == (
        *(1000, 520, 520, -1000, 1520),
    )
    paid, back = [sheet(it).sums[-1] for it in (first, second)]
    assert paid == ("Versé dans l’année", paid[1]) and paid[1].startswith("−10,00")
    assert back == ("Revenu de votre banque, d’une année précédente", back[1])
    assert back[1].startswith("10,00")


async def test_no_statement_is_made_of_a_year_whose_december_is_not_settled(market: Market) -> None:
    """Nor just after: what the settlement posted must be old enough to stand on it."""
    who, brand = await a_holder(), await a_brand(name="Cycles Garonne")
    await clock.travel_to(datetime(2026, 12, 1, 9, tzinfo=UTC))
    first = await market.rented(brand, await a_persona(who))
    await clock.travel(timedelta(days=1))
    await withdraw(who, first)
    await clock.travel_to(datetime(2026, 12, 20, 9, tzinfo=UTC))
    await market.rented(brand, await a_persona(who))
    await clock.travel_to(JANUARY)
    assert await sweep_years() == 0
    await open_month("2026-12", audit.SYSTEM)
    assert await sweep_years() == 0
    await settle("2026-12", audit.SYSTEM)
    assert await sweep_years() == 0
    await clock.travel(timedelta(minutes=61))
    assert await sweep_years() == 1
    found = YearContent.model_validate_json((await statements())[0]["snapshot"])
    assert len(found.lines) == 2
    assert found.net == await fetch_value("select sum(amount)::bigint from money.earnings")


async def test_without_the_wait_the_statement_lacks_december(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await a_holder()
    await clock.travel_to(datetime(2026, 12, 10, 9, tzinfo=UTC))
    await earn(who, 1520, 380, await clock.now())
    await market.rented(await a_brand(), await a_persona(who))
    await clock.travel_to(JANUARY)
    monkeypatch.setattr(years, "is_settled", lambda month: asyncio.sleep(0, True))
    assert await sweep_years() == 1
    await settle("2026-12", audit.SYSTEM)
    found = YearContent.model_validate_json((await statements())[0]["snapshot"])
    assert found.net == 1520 < await fetch_value("select 1520 + sum(amount)::bigint from money.earnings")


async def test_a_rental_that_ends_before_december_is_settled_stands_on_both_years(market: Market) -> None:
    """From 3 December to 3 January, over before the settlement of the 4th: each year has its days."""
    who, brand = await a_holder(), await a_brand(name="Cycles Garonne")
    await clock.travel_to(datetime(2026, 12, 3, 9, tzinfo=UTC))
    await market.rented(brand, await a_persona(who))
    await clock.travel_to(datetime(2027, 1, 3, 10, tzinfo=UTC))
    await sweep_expired()
    await clock.travel_to(datetime(2027, 1, 4, 10, tzinfo=UTC))
    await settle("2026-12", audit.SYSTEM)
    for year in (2027, 2028):
        await clock.travel_to(datetime(year, 1, 16, 10, tzinfo=UTC))
        assert await sweep_years() == 1
    told = [YearContent.model_validate_json(row["snapshot"]) for row in await statements()]
    december = 1900 - 1900 * 2 // 31
    assert [it.lines[0].gross for it in told] == [december, 1900 - december]
    assert [it.net for it in told] == [december * 8 // 10, 1520 - december * 8 // 10]
