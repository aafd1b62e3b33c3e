"""The VAT to declare is that of the papers, month by month; and what the books have of it ties to the cent."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from market.base import audit, clock
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.base.settings import settings
from market.money.accounting import vat
from market.money.accounting.vat import Standing
from market.money.documents.jobs import sweep_all
from market.money.sandbox import disputes
from market.money.settlement.actions import settle
from market.rentals.actions.end import withdraw
from tests.factories import a_brand, a_holder, a_person, a_persona, with_address
from tests.market import Market, market
from tests.money.reconciliation.conftest import vandal
from tests.web.brands import Page, reading

__all__ = ["market", "vandal"]


@pytest.fixture
async def brand(market: Market) -> AsyncIterator[Principal]:
    yield await with_address(await a_brand(name="Cycles Garonne"))


async def ties() -> Standing:
    """Papers and books tie: what is on papers, or will be, is in `tax:vat` or inside escrow."""
    found = await vat.standing()
    assert found.difference == 0, found
    assert found.booked == await fetch_value(
        "select coalesce(sum(amount), 0)::bigint from money.ledger_entries where kind = 'tax:vat'"
    )
    return found


async def test_what_is_invoiced_in_a_month_is_due_for_it_however_it_is_earned(
    market: Market, brand: Principal
) -> None:
    await clock.travel_to(datetime(2027, 1, 20, 9, tzinfo=UTC))
    abroad = await with_address(await a_brand(name="Velos Léman"), country="CH", vat_number="CHE107787577")
    holder = await a_holder()
    first = await market.rented(brand, await a_persona(holder))
    await market.rented(brand, await a_persona(await a_holder()))
    await market.rented(abroad, await a_persona(await a_holder()))
    early = await ties()
    assert (early.papers, early.booked, early.unearned) == (126, 0, 126)
    await clock.travel_to(datetime(2027, 2, 3, 9, tzinfo=UTC))
    await settle("2027-01", audit.SYSTEM)
    midway = await ties()
    assert 0 < midway.booked < 126 and midway.booked + midway.unearned == 126
    await withdraw(holder, first)
    await market.quiet()
    charge = await fetch_value(
        "select p.stripe_charge_id from money.payments p join money.order_lines l on l.order_id = p.order_id"
        " where l.closed_at is null and l.vat_bps > 0"
    )
    async with market.sandbox.acting() as call:
        lost = await disputes.open_on(call, charge)
    await market.quiet()
    async with market.sandbox.acting() as call:
        await disputes.lose(call, str(lost["id"]))
    await market.quiet()
    await ties()
    await clock.travel_to(datetime(2027, 3, 3, 9, tzinfo=UTC))
    await market.sweep()
    await settle("2027-02", audit.SYSTEM)
    over = await ties()
    assert over.unearned == 0 and over.papers == over.booked
    due = await vat.due_by_month()
    assert [(it.month, it.category, it.rate_bps) for it in due if it.invoices] == [
        ("2027-01", "O", 0),
        ("2027-01", "S", 2000),
    ]
    (january,) = [it for it in due if it.invoices and it.category == "S"]
    assert (january.invoices, january.invoiced_net, january.invoiced_vat, january.vat) == (2, 634, 126, 126)
    assert sum(it.vat for it in due) == over.papers and {it.waiting for it in due} == {0}
    (back,) = [it for it in due if it.month == "2027-02" and it.category == "S"]
    assert (back.invoices, back.credit_notes) == (0, 3), (
        "switched off; ended by the loss; given up to the bank"
    )
    assert back.vat < 0


@pytest.mark.parametrize("debits", [False, True])
async def test_what_a_brand_without_an_address_paid_is_due_for_the_month_of_its_payment(
    market: Market, monkeypatch: pytest.MonkeyPatch, debits: bool
) -> None:
    """Before there is an invoice as after, also according to debits: what was declared does not change."""
    monkeypatch.setenv("MOI_SELLER_VAT_ON_DEBITS", "true" if debits else "false")
    settings.cache_clear()
    await clock.travel_to(datetime(2027, 1, 20, 9, tzinfo=UTC))
    brand = await a_brand(name="Cycles Garonne")
    await market.rented(brand, await a_persona(await a_holder()))
    waiting = await ties()
    assert (waiting.papers, waiting.unwritten, waiting.unearned) == (0, 63, 63)
    (due,) = await vat.due_by_month()
    assert (due.month, due.category, due.rate_bps, due.net, due.vat) == ("2027-01", "S", 2000, 317, 63)
    assert (due.invoices, due.waiting, due.waiting_net, due.waiting_vat) == (0, 1, 317, 63)
    await clock.travel(timedelta(days=15))
    await with_address(brand)
    await sweep_all()
    assert (await ties()).papers == 63
    (after,) = await vat.due_by_month()
    assert (after.month, after.net, after.vat) == ("2027-01", 317, 63)
    assert (after.invoices, after.waiting, after.waiting_vat) == (1, 0, 0)


async def test_what_waits_for_an_invoice_is_due_as_paid_and_its_credit_note_is_of_its_own_month(
    market: Market,
) -> None:
    """Lines of one order, taxed on their sum; one is switched off before there is a paper. Another brand owes its
    tax itself: its base stands in a row of its own.
    """
    await clock.travel_to(datetime(2027, 1, 20, 9, tzinfo=UTC))
    brand, abroad = (
        await a_brand(),
        await with_address(await a_brand(), country="CH", vat_number="CHE107787577"),
    )
    await fetch("update accounts.brands set street = null, postcode = null, city = null")
    holder = await a_holder()
    ended = await market.rented(brand, await a_persona(holder))
    await market.rented(brand, await a_persona(await a_holder()))
    await market.rented(abroad, await a_persona(await a_holder()))
    await clock.travel(timedelta(days=20))
    await withdraw(holder, ended)
    await market.quiet()
    before = {(it.month, it.category): it for it in await vat.due_by_month()}
    assert set(before) == {("2027-01", "S"), ("2027-01", "O")}
    assert before["2027-01", "S"].waiting == 2 and before["2027-01", "S"].vat == 126
    assert (before["2027-01", "O"].net, before["2027-01", "O"].vat) == (380, 0)
    await with_address(brand)
    await sweep_all()
    after = {(it.month, it.category): it for it in await vat.due_by_month()}
    assert after["2027-01", "S"].vat == 126 and after["2027-01", "O"].waiting == 1
    note = after["2027-02", "S"]
    assert (note.invoices, note.waiting, note.credit_notes) == (0, 0, 1) and note.vat < 0
    assert sum(it.vat for it in after.values()) == (await ties()).papers


async def test_control_a_paper_or_a_posting_that_was_altered_does_not_tie(
    market: Market, brand: Principal, vandal: asyncpg.Connection
) -> None:
    await market.rented(brand, await a_persona(await a_holder()))
    await ties()
    await vandal.execute("update money.documents set vat = vat + 1, gross = gross + 1 where kind = 'invoice'")
    assert (await vat.standing()).difference == 1


async def test_the_desk_has_the_sums_as_a_file_and_says_how_they_tie(
    market: Market, brand: Principal
) -> None:
    await clock.travel_to(datetime(2027, 1, 20, 9, tzinfo=UTC))
    await market.rented(brand, await a_persona(await a_holder()))
    path = "/operator/exports/vat/csv"
    async with reading(market, await a_person(operator=True)) as operator:
        page = Page(await operator.get("/operator/exports"))
        assert path in page.links and "In escrow" not in page.words, "what reads every line is asked for"
        page = Page(await operator.get("/operator/exports?ties=true"))
        assert "VAT to declare" in page.words and "In escrow (467100), not yet earned €0.63" in page.words
        answer = await operator.get(path)
        text = answer.content.decode().removeprefix("\ufeff")
        assert list(csv.DictReader(io.StringIO(text))) == [
            {
                "month": "2027-01",
                "category": "S",
                "rate": "20",
                "invoices": "1",
                "invoiced_net": "3.17",
                "invoiced_vat": "0.63",
                "waiting": "0",
                "waiting_net": "0.00",
                "waiting_vat": "0.00",
                "credit_notes": "0",
                "credited_net": "0.00",
                "credited_vat": "0.00",
                "net_due": "3.17",
                "vat_due": "0.63",
            }
        ]
    async with reading(market, await a_person(operator=True), "fr") as operator:
        assert "TVA à déclarer" in Page(await operator.get("/operator/exports")).words
    async with reading(market, brand) as other:
        assert (await other.get(path)).status_code in (401, 403)
    assert await fetch("select 1 from money.documents")
