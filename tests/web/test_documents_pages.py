"""Documents as brands and holders find them: lists, files, the address, on pages and by API."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from pypdf import PdfReader

from market.base import clock, vault
from market.base.access import Principal, Role
from market.base.database import fetch_value
from market.base.jobs import drain
from market.money.documents.years import issue_year
from market.rentals.actions.end import withdraw
from market.wiring import JOBS
from tests.factories import a_brand, a_holder, a_member, a_person, a_persona, with_address
from tests.market import Market, market
from tests.web.brands import Page, reading

__all__ = ["market"]


@pytest.fixture
async def switched_off(market: Market) -> tuple[Principal, str]:
    """A brand with an address, and its rental that was switched off."""
    brand, holder = await with_address(await a_brand()), await a_holder()
    agreement = await market.rented(brand, await a_persona(holder))
    await clock.travel(timedelta(days=9, hours=1))
    await withdraw(holder, agreement)
    await market.quiet()
    return brand, str(agreement)


async def test_a_brand_finds_its_documents_and_each_is_a_file_under_its_number(
    market: Market, switched_off: tuple[Principal, str]
) -> None:
    brand, _ = switched_off
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get("/documents"))
        links = [it for it in page.links if it.startswith("/v1/documents/")]
        assert len(links) == 4
        for words in ("Invoice F-", "Credit note A-", "Collection statement R-", "€3.80", "€15.20"):
            assert words in page.words, words
        for link in links:
            answer = await visitor.get(link)
            assert answer.headers["content-type"] == "application/pdf"
            number = PdfReader(io.BytesIO(answer.content)).metadata.title  # type: ignore[union-attr]
            assert answer.headers["content-disposition"] == f'attachment; filename="{number}.pdf"'
            assert "no-store" in answer.headers["cache-control"]
            assert number in page.words


async def test_the_page_of_a_rental_leads_to_its_documents(
    market: Market, switched_off: tuple[Principal, str]
) -> None:
    brand, agreement = switched_off
    other = await market.rented(brand, await a_persona(await a_holder()))
    async with reading(market, brand) as visitor:
        first = Page(await visitor.get(f"/rentals/{agreement}"))
        second = Page(await visitor.get(f"/rentals/{other}"))
    mine = {it for it in first.links if it.startswith("/v1/documents/")}
    theirs = {it for it in second.links if it.startswith("/v1/documents/")}
    assert len(mine) == 4
    assert len(theirs) == 2
    assert mine.isdisjoint(theirs)


async def test_the_api_lists_them_a_page_at_a_time(
    market: Market, switched_off: tuple[Principal, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from market.money.documents import api

    monkeypatch.setattr(api, "PAGE", 3)
    brand, _ = switched_off
    async with reading(market, brand) as visitor:
        first = (await visitor.get("/v1/documents")).json()
        rest = (await visitor.get("/v1/documents", params={"before": first["next"]})).json()
        nothing = await visitor.get("/v1/documents", params={"before": "x"})
    assert [len(it["documents"]) for it in (first, rest)] == [3, 1]
    assert rest["next"] is None
    assert first["waiting"] == 0
    kinds = [it["kind"] for it in first["documents"] + rest["documents"]]
    assert kinds[-2:] == ["collection", "invoice"] or kinds[-2:] == ["invoice", "collection"]
    invoice = next(it for it in first["documents"] + rest["documents"] if it["kind"] == "invoice")
    assert (invoice["net"], invoice["vat"], invoice["gross"], invoice["currency"]) == (317, 63, 380, "EUR")
    assert nothing.status_code == 404


async def test_another_brands_document_is_not_there(
    market: Market, switched_off: tuple[Principal, str]
) -> None:
    document = await fetch_value("select id from money.documents limit 1")
    async with reading(market, await a_brand(name="Autre")) as visitor:
        answer = await visitor.get(f"/v1/documents/{document}")
        assert answer.status_code == 404
        page = Page(await visitor.get("/documents"))
    assert [it for it in page.links if "/v1/documents/" in it] == []
    assert "No document yet" in page.words


async def test_an_owner_gives_the_address_that_an_invoice_waits_for(market: Market) -> None:
    brand = await a_brand()
    await market.rented(brand, await a_persona(await a_holder()))
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get("/documents"))
        assert "1 order is paid and has no invoice yet" in page.words
        form = page.form("/documents/billing")
        refused = await visitor.post(form.action, data=form.values | {"street": "", "city": "Bordeaux"})
        assert refused.status_code == 422
        assert "Bordeaux" in refused.text, "what was typed stays"
        sent = form.values | {"street": "2 quai", "postcode": "33000", "city": "Bordeaux"}
        answer = await visitor.post(form.action, data=sent)
        assert answer.headers["location"] == "/documents"
        await drain(JOBS)
        page = Page(await visitor.get("/documents"))
    assert "has no invoice" not in page.words
    assert "Invoice F-" in page.words


async def test_a_buyer_reads_documents_and_changes_no_address(market: Market) -> None:
    owner = await a_brand()
    assert owner.seat
    buyer = await a_member(await a_person(), owner.seat.brand, Role.BUYER)
    await market.rented(buyer, await a_persona(await a_holder()))
    async with reading(market, buyer) as visitor:
        page = Page(await visitor.get("/documents"))
        assert "An owner of the brand gives it here." in page.words
        assert not [it for it in page.forms if it.action == "/documents/billing"]
        answer = await visitor.post("/documents/billing", data={"street": "2 quai", "city": "Bordeaux"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("valid", "words"),
    [(True, "VAT number confirmed"), (False, "VAT number not valid"), (None, "VAT number being checked")],
)
async def test_a_brand_abroad_sees_how_its_number_stands(
    market: Market, valid: bool | None, words: str
) -> None:
    brand = await with_address(await a_brand(), country="BE", vat_number="BE0403019261", vat_valid=valid)
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get("/documents"))
        assert words in page.words
        form = page.form("/documents/billing")
        refused = await visitor.post(form.action, data=form.values | {"vat_number": "DE136695976"})
    assert "This VAT number is of another country." in Page(refused).words


async def test_a_brand_outside_the_union_waits_for_no_register(market: Market) -> None:
    brand = await with_address(await a_brand(), country="NO", vat_number="NO995525828MVA")
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get("/documents"))
        assert "VAT number being checked" not in page.words and "NO995525828MVA" in str(
            page.form("/documents/billing").values
        )
        form = page.form("/documents/billing")
        for number, words in (
            ("EU372000041", "This VAT number is of no country"),
            ("CHE107787577", "This VAT number is of another country."),
        ):
            refused = await visitor.post(form.action, data=form.values | {"vat_number": number})
            assert words in Page(refused).words


async def test_a_holder_finds_the_yearly_statement_with_the_earnings(market: Market) -> None:
    brand, holder = await a_brand(), await a_holder()
    agreement = await market.rented(brand, await a_persona(holder))
    await clock.travel(timedelta(days=3))
    await withdraw(holder, agreement)
    assert holder.person
    await clock.travel_to(datetime(2027, 1, 20, tzinfo=UTC))
    await issue_year(vault.tag("money", holder.person), 2026)
    async with reading(market, holder) as visitor:
        page = Page(await visitor.get("/earnings"))
        (link,) = [it for it in page.links if it.startswith("/v1/statements/")]
        assert "Statement of 2026" in page.words
        answer = await visitor.get(link)
        (listed,) = (await visitor.get("/v1/statements")).json()
    assert answer.headers["content-type"] == "application/pdf"
    assert listed["year"] == 2026
    assert answer.headers["content-disposition"].endswith(f'"{listed["number"]}.pdf"')
    async with reading(market, await a_holder()) as stranger:
        assert (await stranger.get(link)).status_code == 404
        assert "Yearly statements" not in Page(await stranger.get("/earnings")).words
