"""Documents of real rentals: paid, switched off, expired, never begun; equal to the books to the cent."""

import io
import json
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from pypdf import PdfReader

from market.accounts.actions.billing import set_billing
from market.base import audit, clock, vault
from market.base.access import Principal
from market.base.database import Record, fetch, fetch_value, transaction
from market.base.errors import NotFound
from market.base.ids import new_id
from market.base.jobs import drain
from market.money import orders
from market.money.chart import Kind, Movement, credit, debit, escrow, own
from market.money.documents import file, issue, jobs, queries
from market.money.documents.file import DocumentChanged
from market.money.documents.jobs import sweep_lately
from market.money.ledger import Source, post
from market.money.settlement.actions import settle
from market.rentals.actions.end import end_early, withdraw
from market.wiring import JOBS
from tests.factories import a_brand, a_holder, a_persona, with_address
from tests.market import Market, market
from tests.money.documents.official import findings

__all__ = ["market"]


async def kept(kind: str | None = None) -> list[Record]:
    """The documents there are, as issued."""
    return await fetch(
        "select * from money.documents where $1::text is null or kind = $1 order by issued_at, number", kind
    )


async def kinds() -> list[str]:
    return [row["kind"] for row in await kept()]


async def booked() -> tuple[int, int]:
    """What the ledger has as revenue and as VAT."""
    (row,) = await fetch(
        "select coalesce(sum(amount) filter (where kind = 'platform:revenue'), 0)::int as revenue,"
        " coalesce(sum(amount) filter (where kind = 'tax:vat'), 0)::int as vat from money.ledger_entries"
    )
    return row["revenue"], row["vat"]


async def invoiced() -> tuple[int, int]:
    """Invoices less credit notes: net and VAT."""
    (row,) = await fetch(
        "select coalesce(sum(case kind when 'invoice' then net when 'credit_note' then -net end), 0)::int as net,"
        " coalesce(sum(case kind when 'invoice' then vat when 'credit_note' then -vat end), 0)::int as vat"
        " from money.documents"
    )
    return row["net"], row["vat"]


@pytest.fixture
async def brand(market: Market) -> AsyncIterator[Principal]:
    yield await with_address(await a_brand())


async def files(who: Principal) -> list[bytes]:
    """Every file of the brand's, made; each invoice inside is valid by the official rules."""
    assert who.seat
    made = []
    for it in await queries.of_brand(who.seat.brand):
        found = await file.of_brand(who.seat.brand, it.id)
        assert found.name == f"{it.number}.pdf"
        made.append(found.content)
        for attached in PdfReader(io.BytesIO(found.content)).attachments.values():
            assert findings(attached[0]) == []
    return made


async def test_a_paid_rental_brings_an_invoice_and_a_collection_statement(
    market: Market, brand: Principal
) -> None:
    persona = await a_persona(await a_holder())
    agreement = await market.rented(brand, persona)
    invoice, collection = sorted(await kept(), key=lambda row: row["kind"], reverse=True)
    assert (invoice["net"], invoice["vat"], invoice["gross"]) == (317, 63, 380)
    assert collection["gross"] == 1520
    assert invoice["number"].startswith("F-")
    assert invoice["number"].endswith("-2026-0001")
    content = json.loads(invoice["snapshot"])
    first = await fetch_value(
        "select document->'first_party'->>'name' from rentals.rentals where agreement = $1", agreement
    )
    assert content["lines"][0]["label"] == first
    assert content["buyer"]["name"] == "Cycles Garonne"
    assert len(await files(brand)) == 2
    assert await queries.unexplained() == []


async def test_switched_off_after_ten_days_the_papers_equal_the_books(
    market: Market, brand: Principal
) -> None:
    holder = await a_holder()
    agreement = await market.rented(brand, await a_persona(holder))
    await clock.travel(timedelta(days=9, hours=1))
    await withdraw(holder, agreement)
    await market.quiet()
    assert await kinds() == ["invoice", "collection", "credit_note", "collection_back"]
    (note,) = await kept("credit_note")
    (back,) = await kept("collection_back")
    refund = await fetch_value("select amount from money.refunds")
    assert note["gross"] + back["gross"] == refund
    assert note["corrects"] == (await kept("invoice"))[0]["id"]
    assert await invoiced() == await booked()
    assert (await booked())[0] > 0
    assert len(await files(brand)) == 4
    assert await queries.unexplained() == []


async def test_expired_the_invoice_alone_equals_the_books(market: Market, brand: Principal) -> None:
    await market.rented(brand, await a_persona(await a_holder()))
    await clock.travel(timedelta(days=32))
    await market.sweep()
    assert await kinds() == ["invoice", "collection"]
    assert await invoiced() == await booked() == (317, 63)
    assert await queries.unexplained() == []


async def test_ended_early_by_the_brand_nothing_is_given_back(market: Market, brand: Principal) -> None:
    agreement = await market.rented(brand, await a_persona(await a_holder()))
    await clock.travel(timedelta(days=3))
    await end_early(brand, agreement)
    await market.quiet()
    assert await kinds() == ["invoice", "collection"]
    assert await invoiced() == await booked()


async def test_paid_too_late_everything_is_given_back_on_paper_too(market: Market, brand: Principal) -> None:
    requested = await market.request(brand, await a_persona(await a_holder()))
    url = await orders.submit_payment(requested.payment)
    assert url.checkout_url
    await clock.travel(timedelta(minutes=16))
    await market.pay_at(url.checkout_url)
    await market.quiet()
    assert await kinds() == ["invoice", "collection", "credit_note", "collection_back"]
    assert await invoiced() == await booked() == (0, 0)
    assert await queries.unexplained() == []


async def test_an_unpaid_order_has_no_documents(market: Market, brand: Principal) -> None:
    await market.request(brand, await a_persona(await a_holder()))
    await market.quiet()
    order = await fetch_value("select id from money.orders")
    assert await issue.issue_order(order) is False
    assert await kept() == []


async def test_without_an_address_documents_wait_and_come_once_it_is_given(market: Market) -> None:
    brand = await a_brand()
    assert brand.seat
    await market.rented(brand, await a_persona(await a_holder()))
    await market.sweep()
    assert await kept() == []
    assert await queries.waiting_for_address(brand.seat.brand) == 1
    await set_billing(brand, "2 quai des Chartrons", "33000", "Bordeaux", "")
    await drain(JOBS)
    assert await kinds() == ["invoice", "collection"]
    assert await queries.waiting_for_address(brand.seat.brand) == 0


async def test_issuing_again_changes_nothing(market: Market, brand: Principal) -> None:
    holder = await a_holder()
    agreement = await market.rented(brand, await a_persona(holder))
    await withdraw(holder, agreement)
    await market.quiet()
    before = [dict(row) for row in await kept()]
    order = await fetch_value("select id from money.orders")
    for _ in range(3):
        assert await issue.issue_order(order) is True
    await market.sweep()
    assert [dict(row) for row in await kept()] == before
    counters = await fetch("select series, last from money.document_counters order by series")
    assert {row["series"]: row["last"] for row in counters} == {"A": 1, "F": 1, "R": 2}


async def test_a_lost_job_is_made_good_by_the_sweep(market: Market, brand: Principal) -> None:
    holder = await a_holder()
    requested = await market.request(brand, await a_persona(holder))
    await market.pay(requested)
    await market.quiet()
    agreement = await market.rented(brand, await a_persona(holder))
    await withdraw(holder, agreement)
    await fetch("delete from jobs.pgqueuer where entrypoint = 'documents.issue'")
    assert "credit_note" not in await kinds()
    await sweep_lately()
    assert (await kinds()).count("credit_note") == 1
    assert await queries.unexplained() == []


async def test_numbers_run_for_each_brand_alone(market: Market, brand: Principal) -> None:
    other = await with_address(await a_brand(name="Autre"))
    for who in (brand, other, brand):
        await market.rented(who, await a_persona(await a_holder()))
    rows = await kept("invoice")
    assert sorted(row["serial"] for row in rows) == [1, 1, 2]
    assert len({row["number"] for row in rows}) == 3, "the seller gives no number twice"
    assert len({row["number"].split("-")[1] for row in rows}) == 2
    assert brand.seat
    assert other.seat
    mine = await queries.of_brand(brand.seat.brand)
    (theirs, _) = await queries.of_brand(other.seat.brand)
    assert {it.number for it in mine}.isdisjoint({theirs.number})
    with pytest.raises(NotFound):
        await file.of_brand(brand.seat.brand, theirs.id)
    with pytest.raises(NotFound):
        await queries.of_brand(brand.seat.brand, theirs.id)


async def test_numbers_begin_again_with_the_year(market: Market, brand: Principal) -> None:
    await market.rented(brand, await a_persona(await a_holder()))
    await clock.travel_to((await clock.now()).replace(year=2027, month=2, day=1))
    await market.rented(brand, await a_persona(await a_holder()))
    assert [row["number"].split("-", 2)[2] for row in await kept("invoice")] == ["2026-0001", "2027-0001"]


async def test_a_document_cannot_be_altered_deleted_or_given_a_gap(
    market: Market, brand: Principal, owner: asyncpg.Connection
) -> None:
    await market.rented(brand, await a_persona(await a_holder()))
    for statement in ("update money.documents set net = 1", "delete from money.documents"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(statement)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await owner.execute(statement)
    columns = "owner, kind, series, year, language, issued_at, issued_on, currency, net, vat, gross, snapshot"
    for serial in (3, 0):
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            await owner.execute(
                f"insert into money.documents ({columns}, id, serial, number, order_id, xml_hash)"
                f" select {columns}, gen_random_uuid(), {serial}, 'F-GAP-2026-000{serial}', null, xml_hash"
                " from money.documents where kind = 'invoice'"
            )
        assert refused.value.constraint_name == "documents_no_gap"


async def test_an_invoice_that_would_not_be_the_same_is_not_handed_out(
    market: Market, brand: Principal, owner: asyncpg.Connection
) -> None:
    await market.rented(brand, await a_persona(await a_holder()))
    assert brand.seat
    invoice = next(it for it in await queries.of_brand(brand.seat.brand) if it.kind == "invoice")
    await owner.execute("alter table money.documents disable trigger documents_append_only")
    await owner.execute(
        "update money.documents set snapshot = jsonb_set(snapshot, '{lines,0,words}', '\"Autre chose\"')"
        " where id = $1",
        invoice.id,
    )
    with pytest.raises(DocumentChanged):
        await file.of_brand(brand.seat.brand, invoice.id)


async def test_a_brand_that_moves_keeps_its_old_address_on_what_was_issued(
    market: Market, brand: Principal
) -> None:
    holder = await a_holder()
    agreement = await market.rented(brand, await a_persona(holder))
    await set_billing(brand, "1 place Bellecour", "69002", "Lyon", "")
    await withdraw(holder, agreement)
    await market.quiet()
    cities = {row["kind"]: json.loads(row["snapshot"])["buyer"]["city"] for row in await kept()}
    assert set(cities.values()) == {"Bordeaux"}, "a credit note is to whom the invoice was"
    await market.rented(brand, await a_persona(await a_holder()))
    assert json.loads((await kept("invoice"))[-1]["snapshot"])["buyer"]["city"] == "Lyon"


async def test_a_belgian_brand_owes_the_tax_itself_and_the_books_have_none(market: Market) -> None:
    brand = await with_address(
        await a_brand(name="Fietsen NV"), country="BE", vat_number="BE0403019261", vat_valid=True
    )
    holder = await a_holder()
    agreement = await market.rented(brand, await a_persona(holder))
    await clock.travel(timedelta(days=9, hours=1))
    await withdraw(holder, agreement)
    await market.quiet()
    assert await invoiced() == await booked()
    assert (await booked())[1] == 0
    assert (await kept("invoice"))[0]["net"] == 380
    shown = [PdfReader(io.BytesIO(it)).pages[0].extract_text() for it in await files(brand)]
    assert sum("Autoliquidation" in it for it in shown) == 2, "on the invoice and on the credit note"
    assert json.loads((await kept("invoice"))[0]["snapshot"])["tax"]["category"] == "AE"
    assert await queries.unexplained() == []


async def test_a_brand_outside_the_union_pays_no_tax(market: Market) -> None:
    brand = await with_address(await a_brand(name="Vélos Léman SA"), country="CH", vat_number="CHE107787577")
    await market.rented(brand, await a_persona(await a_holder()))
    (invoice,) = await kept("invoice")
    assert (invoice["net"], invoice["vat"]) == (380, 0)
    assert json.loads(invoice["snapshot"])["tax"]["category"] == "O"
    assert len(await files(brand)) == 2


async def seven(brand: Principal, starts_at: datetime) -> tuple[uuid.UUID, list[uuid.UUID], bytes]:
    """Orders of several rentals exist in money before any page makes them: one placed by hand, paid and begun."""
    assert brand.seat
    rentals, holder = [new_id() for _ in range(7)], vault.tag("money", uuid.uuid4())
    async with transaction():
        it = await orders.place_order(
            vault.tag("money", brand.seat.brand),
            "EUR",
            [
                orders.NewLine(rental, 1900, 8000, 2000, label=f"moi-{number}", period="P1M")
                for number, rental in enumerate(rentals)
            ],
            "seven",
        )
        await post(
            Movement.CHARGE_SUCCEEDED,
            Source("payment", it.payment_id),
            f"charge.succeeded:{it.payment_id}",
            [debit(own(Kind.STRIPE_CLEARING), 13300), *(credit(escrow(rental), 1900) for rental in rentals)],
        )
        await fetch(
            "update money.payments set status = 'succeeded', captured = amount, paid_at = base.now()"
            " where id = $1",
            it.payment_id,
        )
        for rental in rentals:
            await orders.begin_line(rental, holder, starts_at, 31)
    return it.order_id, rentals, holder


@pytest.mark.parametrize("settled", [False, True], ids=["ended at once", "a month closed between"])
async def test_an_order_of_many_lines_is_taxed_on_its_sum_in_the_books_too(
    market: Market, brand: Principal, settled: bool
) -> None:
    starts_at = datetime(2026, 12, 25, 12, tzinfo=UTC)
    await clock.travel_to(starts_at)
    order, rentals, holder = await seven(brand, starts_at)
    if settled:
        await clock.travel_to(datetime(2027, 1, 2, tzinfo=UTC))
        assert (await settle("2026-12", audit.SYSTEM)).lines == 7
    used = [31, 10, 0, 9, 30, 10, 31]
    if settled:
        used[2] = 8
    for rental, days in zip(rentals, used, strict=True):
        async with transaction():
            if days:
                await orders.end_line(rental, holder, 31, days, "switched_off")
            else:
                await orders.refund_line_in_full(rental, "paid_too_late")
    await issue.issue_order(order)
    assert (await kept("invoice"))[0]["vat"] == 443  # of 26,60: seven times 0,63 would be 4,41
    assert await invoiced() == await booked()
    assert (await kinds()).count("credit_note") == 5
    assert len(await files(brand)) == 12
    assert await queries.unexplained() == []
    assert await market.findings() == []


async def test_a_month_closed_in_between_changes_nothing_on_paper(market: Market, brand: Principal) -> None:
    await clock.travel_to(datetime(2026, 12, 25, 12, tzinfo=UTC))
    holder = await a_holder()
    agreement = await market.rented(brand, await a_persona(holder))
    await clock.travel_to(datetime(2027, 1, 2, 12, tzinfo=UTC))
    await settle("2026-12", audit.SYSTEM)
    assert (await booked())[0] > 0
    await withdraw(holder, agreement)
    await market.quiet()
    assert await kinds() == ["invoice", "collection", "credit_note", "collection_back"]
    assert await invoiced() == await booked()
    assert await queries.unexplained() == []


async def test_control_a_document_that_says_another_sum_than_the_books_is_found(
    market: Market, brand: Principal, owner: asyncpg.Connection
) -> None:
    await market.rented(brand, await a_persona(await a_holder()))
    await clock.travel(timedelta(days=32))
    await market.sweep()
    await owner.execute("alter table money.documents disable trigger documents_append_only")
    await owner.execute("update money.documents set net = net + 1, gross = gross + 1 where kind = 'invoice'")
    ((_, why),) = await queries.unexplained()
    assert "318 + 63" in why
    await owner.execute("update money.document_counters set last = last + 1 where series = 'F'")
    assert any("counter at 2" in why for _, why in await queries.unexplained())


async def test_each_document_leaves_a_trace(market: Market, brand: Principal) -> None:
    await market.rented(brand, await a_persona(await a_holder()))
    rows = await fetch(
        "select facts->>'kind' as kind from base.audit_entries where action = 'document.issued'"
    )
    assert sorted(row["kind"] for row in rows) == ["collection", "invoice"]


async def placed(brand: Principal, bps: int) -> uuid.UUID:
    """An order of one rental with this holder's share, paid as the rows say, in the books too."""
    assert brand.seat
    rental = new_id()
    async with transaction():
        it = await orders.place_order(
            vault.tag("money", brand.seat.brand),
            "EUR",
            [orders.NewLine(rental, 1900, bps, 2000)],
            uuid.uuid4().hex,
        )
        await post(
            Movement.CHARGE_SUCCEEDED,
            Source("payment", it.payment_id),
            uuid.uuid4().hex,
            [debit(own(Kind.STRIPE_CLEARING), 1900), credit(escrow(rental), 1900)],
        )
    await fetch(
        "update money.payments set status = 'succeeded', captured = amount, paid_at = base.now() where id = $1",
        it.payment_id,
    )
    async with transaction():
        await orders.end_line(rental, vault.tag("money", uuid.uuid4()), 31, 10, "switched_off")
    return it.order_id


async def test_who_takes_no_commission_invoices_none_and_who_takes_all_collects_nothing(
    market: Market, brand: Principal
) -> None:
    await issue.issue_order(await placed(brand, 10_000))
    assert await kinds() == ["collection", "collection_back"]
    await issue.issue_order(await placed(brand, 0))
    assert (await kinds())[2:] == ["invoice", "credit_note"]
    assert await queries.unexplained() == []


async def test_a_line_without_a_name_has_words_without_holes(market: Market, brand: Principal) -> None:
    await issue.issue_order(await placed(brand, 8000))
    assert (
        json.loads((await kept("invoice"))[0]["snapshot"])["lines"][0]["words"]
        == "Commission : location de —"
    )


async def test_an_order_of_nobody_that_accounts_know_waits(market: Market) -> None:
    async with transaction():
        it = await orders.place_order(
            b"\1" * 32, "EUR", [orders.NewLine(new_id(), 1900, 8000, 2000)], "nobody"
        )
    await fetch(
        "update money.payments set status = 'succeeded', captured = amount, paid_at = base.now() where id = $1",
        it.payment_id,
    )
    assert await issue.issue_order(it.order_id) is False


async def test_a_correction_of_nothing_is_a_mistake_that_is_told(market: Market, brand: Principal) -> None:
    order = await placed(brand, 8000)
    found = await issue._purchase(order)
    assert found is not None
    with pytest.raises(LookupError):
        await issue._correct(*found[:1], order, found[1], found[1].lines[0].id)


async def test_one_order_that_fails_does_not_cost_the_others_theirs(
    market: Market, brand: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = await placed(brand, 8000), await placed(brand, 8000)
    await fetch("update money.order_lines set period = 'bad' where order_id = $1", bad)
    right = issue.issue_order

    async def fails(order: uuid.UUID) -> bool:
        if order == bad:
            raise ConnectionError
        return await right(order)

    monkeypatch.setattr(jobs, "issue_order", fails)
    assert await sweep_lately() == 1
    assert {row["order_id"] for row in await kept()} == {good}
