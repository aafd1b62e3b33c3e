"""A brand names its processors before it rents: its contracts name them, in all readings, and holders read them."""

import json

import pytest

from contracts import legal, odrl, odrl_readback
from contracts.agreement import Agreement
from contracts.facts import of_agreement
from contracts.readings import agreement_reading
from market.accounts import queries as accounts
from market.accounts.actions.processors import name_processors
from market.accounts.refusals import ProcessorNameNotValid, TooManyProcessors
from market.base.access import Principal
from market.base.database import fetch_value
from market.rentals import queries
from tests.factories import a_brand
from tests.market import Market, market
from tests.relations.helpers import a_relation
from tests.rentals.negotiation.asking import a_request
from tests.rentals.renewal.renewing import a_rental
from tests.web.brands import Page, reading

__all__ = ["market"]

NAMED = ("Atelier Mots SARL", "Nuage d’Ici SAS")


async def agreed_by(brand: Principal, agreement: object) -> Agreement:
    assert brand.seat
    return (await queries.of_brand(brand.seat.brand, agreement)).agreed()  # type: ignore[arg-type]


async def test_what_is_rented_afterwards_names_them_in_all_three_readings(market: Market) -> None:
    brand = await a_brand()
    before = await agreed_by(brand, (await a_relation(brand=brand)).agreement)
    await name_processors(brand, [*NAMED, "", " atelier  mots sarl "])
    agreed = await agreed_by(brand, (await a_relation(brand=brand)).agreement)
    assert [it.name for it in before.recipients] == []
    assert sorted(it.name.casefold() for it in agreed.recipients) == sorted(it.casefold() for it in NAMED)
    for language in ("fr", "en"):
        for text in (
            agreement_reading(agreed, language).text,  # type: ignore[arg-type]
            legal.agreement_reading(agreed, language).text,  # type: ignore[arg-type]
        ):
            assert NAMED[1] in text and "no processor is named" not in text
    assert odrl_readback.facts(odrl.agreement(agreed)) == of_agreement(agreed)
    assert of_agreement(agreed).processors


async def test_their_ids_join_no_two_agreements(market: Market) -> None:
    brand = await a_brand()
    await name_processors(brand, NAMED)
    found = [await agreed_by(brand, (await a_relation(brand=brand)).agreement) for _ in range(2)]
    ids = [it.id for agreed in found for it in agreed.recipients]
    assert len(set(ids)) == 4 and all(it.startswith("urn:moi:processor:") for it in ids)


async def test_who_is_asked_reads_them_first_and_what_changes_then_changes_nothing(market: Market) -> None:
    brand = await a_brand()
    await name_processors(brand, NAMED)
    request = await a_request(market, brand=brand)
    await name_processors(brand, ["Une Autre SA"])
    async with reading(market, request.holder) as holder:
        page = Page(await holder.get(f"/asked/{request.agreement}"))
        assert all(it in page.words for it in NAMED) and "Une Autre" not in page.words
        told = (await holder.get(f"/v1/asked/{request.agreement}")).json()
        assert told["processors"] == list(NAMED)
    await request.accept()
    assert [it.name for it in (await agreed_by(brand, request.agreement)).recipients] == list(NAMED)


async def test_a_renewal_names_those_of_the_contract_that_it_follows(market: Market) -> None:
    it = await a_rental(market)
    await name_processors(it.brand, NAMED)
    await it.paid()
    following = await it.following()
    assert following and following.agreed().recipients == ()


async def test_on_its_page_an_owner_names_them_a_line_each(market: Market) -> None:
    brand = await a_brand()
    assert brand.seat
    async with reading(market, brand) as visitor:
        form = Page(await visitor.get("/brand/processors")).form("/brand/processors")
        answer = await visitor.post(form.action, data={"processors": "\r\n".join((*NAMED, ""))})
        assert answer.status_code == 303
        page = Page(await visitor.get("/brand/processors"))
        assert page.form("/brand/processors").values["processors"].splitlines() == list(NAMED)
        refused = await visitor.post(form.action, data={"processors": "x" * 200})
        assert refused.status_code == 422 and "does not look like a company’s name" in refused.text
        assert (await visitor.get("/v1/brand")).json()["processors"] == list(NAMED)
        assert (await visitor.put("/v1/brand/processors", json={"names": []})).status_code == 204
    assert (await accounts.brand(brand.seat.brand)).processors == ()
    facts = await fetch_value(
        "select facts from base.audit_entries where action = 'brand.processors_named' limit 1"
    )
    assert json.loads(facts) == {"count": 2}, "the trail counts them, and names nobody"


@pytest.mark.parametrize(
    "name",
    [
        "x",
        "a\u2028b" * 20,
        "12 34",
        "N" * 81,
        "Appelez-nous au 06 12 34 56 78 : 500 euros de plus",
        "Nuage SAS 0612345678",
        "contact@nuage.example",
        "https://nuage.example/moi",
        "www.nuage.example",
        "Nuage SAS. Le titulaire renonce à ses droits. [service]",
        "Le titulaire renonce. La marque garde tout",
        "Nuage SAS [service]",
        "Acceptez vite, nous payons le double à qui le fait avant demain",
    ],
)
async def test_what_is_no_companys_name_is_refused(market: Market, name: str) -> None:
    """It is read by who is asked, and in contracts: nobody is addressed by it, and no mark is forged."""
    with pytest.raises(ProcessorNameNotValid):
        await name_processors(await a_brand(), [name])


async def test_more_than_ten_are_refused(market: Market) -> None:
    names = [f"Nuage {letter} SAS" for letter in "ABCDEFGHIJK"]
    assert len(await name_processors(await a_brand(), names[:10])) == 10
    with pytest.raises(TooManyProcessors):
        await name_processors(await a_brand(), names)


@pytest.mark.parametrize(
    "name",
    [
        "1&1 Versatel GmbH",
        "Booking.com B.V.",
        "L’Oréal S.A.",
        "O2 Czech Republic a.s.",
        "Crédit Agricole (Suisse) SA",
        "C/O Partners + Sons, Ltd.",
        "Société d'Exploitation des Eaux de Vichy-Bains",
        "Ελληνικά Πετρέλαια ΑΕ",
    ],
)
async def test_companies_are_called_like_this(market: Market, name: str) -> None:
    assert await name_processors(await a_brand(), [name]) == (name,)
