"""Companies from outside the Union: they sign up, are approved, rent, and have invoices that are valid."""

import io
import json
from collections.abc import Iterator

import asyncpg
import pytest
from pypdf import PdfReader

from contracts.vat import CountryUnknown
from market.accounts.actions.billing import set_billing
from market.accounts.vat_register import LocalRegister, open_register
from market.base.database import fetch, fetch_row, fetch_value
from market.money.documents.issue import issue_order
from market.rentals.actions.end import end_early
from market.rentals.errors import VatNumberExpired
from tests.accounts.people import signed_in
from tests.factories import EDITION, a_brand, a_holder, a_persona, with_address
from tests.journeys.steps import PASSWORD, a_browser, confirm, ok, operator_approves, operator_signs_in
from tests.market import Market, market
from tests.money.documents.official import findings

__all__ = ["market"]

OLGA = "olga@example.org"
HOMES = {
    "CHE-107.787.577 TVA": ("CH", "CHE107787577", "Rue du Lac 1", "1000", "Lausanne"),
    "GB 980 7806 84": ("GB", "GB980780684", "1 High Street", "BT1 5GS", "Belfast"),
    "NO 995 525 828 MVA": ("NO", "NO995525828MVA", "Storgata 1", "0155", "Oslo"),
}


class Asked(LocalRegister):
    """A register that remembers whether it was asked at all."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: list[str] = []

    async def knows(self, number: str) -> bool:
        self.numbers.append(number)
        return await super().knows(number)


@pytest.fixture
def register(market: Market) -> Iterator[Asked]:
    made = Asked()
    open_register(made)
    yield made
    open_register(LocalRegister())


@pytest.mark.parametrize("typed", HOMES)
async def test_a_company_outside_the_union_comes_rents_and_has_a_valid_invoice(
    market: Market, register: Asked, typed: str
) -> None:
    country, number, street, postcode, city = HOMES[typed]
    company = {"legal_name": "Velos Leman", "vat_number": typed, "charter": EDITION}
    async with a_browser(market.app) as member, a_browser(market.app) as desk:
        ok(await member.post("/v1/brands", json={"email": OLGA, "password": PASSWORD} | company), 202)
        await confirm(member, OLGA)
        await operator_signs_in(desk)
        await operator_approves(desk, "Velos Leman")
        address = {"street": street, "postcode": postcode, "city": city, "vat_number": typed}
        ok(await member.put("/v1/brand/billing", json=address), 204)
        where = {"contact_address": f"{street}, {postcode} {city}", "contact": "donnees@leman.example"}
        ok(await member.put("/v1/brand/contact", json=where), 204)
        await market.rented(await signed_in(OLGA), await a_persona(await a_holder()))
        await market.sweep()
        listed = ok(await member.get("/v1/documents"))
        files = [(await member.get(f"/v1/documents/{it['id']}")).content for it in listed["documents"]]
    row = await fetch_row("select country, vat_number, vat_valid from accounts.brands")
    assert row is not None and tuple(row) == (country, number, None)
    assert register.numbers == [], "no register is asked about a number from outside the Union"
    invoice = await fetch_row("select snapshot, net, vat from money.documents where kind = 'invoice'")
    assert invoice is not None and (invoice["net"], invoice["vat"]) == (380, 0)
    assert json.loads(invoice["snapshot"])["tax"]["category"] == "O"
    assert await fetch_value("select sum(amount) from money.ledger_entries where kind = 'tax:vat'") is None
    (xml,) = [it[0] for file in files for it in PdfReader(io.BytesIO(file)).attachments.values()]
    assert findings(xml) == []


async def test_a_brand_of_no_country_cannot_be(market: Market, owner: asyncpg.Connection) -> None:
    brand = await a_brand()
    for country in ("EU", "XI", "IM", "US"):
        with pytest.raises(asyncpg.CheckViolationError, match="brands_country"):
            await with_address(brand, country=country, vat_number=f"{country}372000041")
    await owner.execute("alter table accounts.brands drop constraint brands_country")
    await with_address(brand, country="EU", vat_number="EU372000041")


async def test_a_country_that_is_none_never_gets_an_invoice(
    market: Market, owner: asyncpg.Connection
) -> None:
    """Whatever became of the constraint and of the refusal at the purchase."""
    brand = await a_brand()
    await market.rented(brand, await a_persona(await a_holder()))
    await owner.execute("alter table accounts.brands drop constraint brands_country")
    await with_address(brand, country="EU", vat_number="EU372000041")
    (order,) = await fetch("select id from money.orders")
    with pytest.raises(CountryUnknown):
        await issue_order(order["id"])
    await market.sweep()
    assert await fetch("select number from money.documents") == []
    await with_address(brand, vat_number="FR40303265045")
    assert await issue_order(order["id"])


async def test_an_invoice_has_the_number_by_which_it_is_untaxed_not_one_that_came_after(
    market: Market, register: Asked
) -> None:
    bought_by, later = "DE136695976", "DE129273398"
    register.ceased.add(later)
    brand = await with_address(
        await a_brand(name="Fahrrad GmbH"), country="DE", vat_number=bought_by, vat_valid=True
    )
    assert brand.seat
    await fetch(
        "update accounts.brands set street = null, postcode = null, city = null where id = $1",
        brand.seat.brand,
    )
    agreement = await market.rented(brand, await a_persona(await a_holder()))
    await set_billing(brand, "Unter den Linden 1", "10117", "Berlin", later)
    await market.quiet()
    assert await fetch_value("select vat_valid from accounts.brands where id = $1", brand.seat.brand) is False
    issued = await fetch_value("select snapshot from money.documents where kind = 'invoice'")
    invoice = json.loads(issued)
    assert (invoice["tax"]["category"], invoice["buyer"]["vat_number"]) == ("AE", bought_by)
    await end_early(brand, agreement)
    await market.quiet()
    with pytest.raises(VatNumberExpired):
        await market.rented(brand, await a_persona(await a_holder()))
