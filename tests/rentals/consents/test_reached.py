"""Where a brand is reached about personal data: said before it rents, kept with each consent, read by the holder."""

import asyncpg
import pytest

from market.accounts import queries as accounts
from market.accounts.actions.contact import set_contact
from market.accounts.refusals import ContactAddressNotValid, EmailNotValid
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.rentals.consents.queries import events_of
from market.rentals.errors import ContactMissing
from tests.factories import a_brand, a_holder, a_persona, stand_under_a_card
from tests.market import Market, market
from tests.relations.helpers import a_relation
from tests.rentals.consents.consenting import both, consent_of, said
from tests.rentals.negotiation.asking import a_request
from tests.rentals.renewal.renewing import a_rental
from tests.web.brands import Page, reading

__all__ = ["market"]

WHERE, MAILBOX = "1 place Bellecour, 69002 Lyon, France", "dpo@velos.example"
OTHER = "5 quai de Saône, 69001 Lyon, France"


async def silent(brand: Principal) -> Principal:
    """A brand of before: it has never said where it is reached."""
    assert brand.seat
    await fetch(
        "update accounts.brands set contact_address = null, contact = null where id = $1", brand.seat.brand
    )
    return brand


def party(data: bytes, role: str) -> dict[str, str]:
    (found,) = [it for it in said(data)["party_identification"] if it["party_role"] == role]
    return dict(found)


async def test_each_receipt_says_where_the_brand_was_reached_when_it_asked(market: Market) -> None:
    brand = await a_brand()
    await set_contact(brand, WHERE, MAILBOX)
    it = await a_relation(brand=brand)
    await set_contact(brand, OTHER, "other@velos.example")
    for data in (await both(it.holder, brand, it.agreement)).values():
        found = party(data, "dpv:DataController")
        assert (found["party_address"], found["party_contact"]) == (WHERE, MAILBOX)
        person = party(data, "dpv:DataSubject")
        assert (
            person["party_address"].startswith("c/o Moi") and "1 rue de l’Exemple" in person["party_address"]
        )
        assert b"other@velos.example" not in data
    async with reading(market, it.holder) as holder:
        page = Page(await holder.get(f"/relations/{it.agreement}"))
        assert f"is reached at {MAILBOX}, and by post: {WHERE}." in page.words
        assert "it learns who you are" in page.words


async def test_without_it_nothing_is_rented_asked_for_or_bought_together(market: Market) -> None:
    brand, persona = await silent(await a_brand()), await a_persona(await a_holder())
    with pytest.raises(ContactMissing):
        await market.request(brand, persona)
    with pytest.raises(ContactMissing):
        await a_request(market, brand=brand)
    assert await fetch_value("select count(*) from rentals.rentals") == 0
    assert await fetch_value("select count(*) from money.payments") == 0
    async with reading(market, brand) as visitor:
        await stand_under_a_card(persona)
        name = await market.name_of(brand, persona)
        lines = [
            {
                "persona": name,
                "variant": "standard",
                "period": "P1M",
                "price_step": 1900,
                "purposes": ["benefits"],
            }
        ]
        key = {"Idempotency-Key": "a-key-of-a-basket"}
        bought = await visitor.post("/v1/baskets", json={"lines": lines}, headers=key)
        assert (bought.status_code, bought.json()["type"].rsplit("/", 1)[1]) == (409, "contact-missing"), (
            bought.text
        )
        french = await visitor.post(
            "/v1/baskets", json={"lines": lines}, headers={**key, "Accept-Language": "fr"}
        )
        assert "où la joindre" in french.json()["title"]
    await set_contact(brand, WHERE, MAILBOX)
    assert await market.state(await market.rented(brand, persona)) == "Active"


async def test_the_page_before_says_so_and_leads_there(market: Market) -> None:
    brand, persona = await silent(await a_brand()), await a_persona(await a_holder())
    await stand_under_a_card(persona)
    address = await fetch_value("select address from catalogue.classes limit 1")
    name = await market.name_of(brand, persona)
    async with reading(market, brand) as visitor:
        for path in (f"/moi/{address}/rent?persona={name}", f"/rent?pick={address}:{name}"):
            page = Page(await visitor.get(path))
            assert "One thing is missing" in page.words, path
            assert "/brand/contact" in page.links and "Agree and pay" not in page.words
        await set_contact(brand, WHERE, MAILBOX)
        page = Page(await visitor.get(f"/moi/{address}/rent?persona={name}"))
        assert "One thing is missing" not in page.words and "Agree and pay" in page.words


async def test_a_renewal_has_that_of_its_own_day_and_one_of_a_silent_brand_goes_on(market: Market) -> None:
    it = await a_rental(market)
    await set_contact(it.brand, WHERE, MAILBOX)
    await it.paid()
    following = await it.following()
    assert following
    found = [said(data) for data in (await both(it.holder, it.brand, following.agreement)).values()]
    assert all(MAILBOX in str(each) for each in found)


async def test_a_renewal_of_a_brand_that_never_said_it_goes_on_without(market: Market) -> None:
    it = await a_rental(market)
    await silent(it.brand)
    await it.paid()
    following = await it.following()
    assert following
    for data in (await both(it.holder, it.brand, following.agreement)).values():
        assert said(data)["schema_version"].endswith("receipt 2") and b"party_address" not in data
    (asked,) = [
        each
        for each in await events_of((await consent_of(following.agreement)).id)
        if each.kind == "requested"
    ]
    assert "controller_contact" not in asked.facts


async def test_an_owner_says_it_on_a_page_that_begins_with_the_address_of_invoices(market: Market) -> None:
    brand = await silent(await a_brand())
    assert brand.seat
    billing = {"street": "2 quai des Chartrons", "postcode": "33000", "city": "Bordeaux", "vat_number": ""}
    async with reading(market, brand) as visitor:
        assert (await visitor.put("/v1/brand/billing", json=billing)).status_code == 204
        form = Page(await visitor.get("/brand/contact")).form("/brand/contact")
        assert form.values == {"contact_address": "2 quai des Chartrons, 33000 Bordeaux, FR", "contact": ""}
        refused = await visitor.post(form.action, data={"contact_address": "x\ny" * 90, "contact": "nobody"})
        assert refused.status_code == 422 and "This postal address is incomplete, too long" in refused.text
        assert (
            await visitor.post(form.action, data={"contact_address": WHERE, "contact": MAILBOX})
        ).status_code == 303
        assert (await visitor.get("/v1/brand")).json()["contact"] == MAILBOX
        sent = {"contact_address": OTHER, "contact": MAILBOX}
        assert (await visitor.put("/v1/brand/contact", json=sent)).status_code == 204
    assert (await accounts.brand(brand.seat.brand)).contact_address == OTHER
    assert (
        await fetch_value("select count(*) from base.audit_entries where action = 'brand.contact_set'") == 2
    )
    facts = await fetch("select facts from base.audit_entries where action = 'brand.contact_set'")
    assert "Lyon" not in str(facts), "the trail says that it was set, not where"


@pytest.mark.parametrize(
    ("address", "contact", "refusal"),
    [
        ("", MAILBOX, ContactAddressNotValid),
        ("42", MAILBOX, ContactAddressNotValid),
        ("Paris", MAILBOX, ContactAddressNotValid),
        ("x" * 241, MAILBOX, ContactAddressNotValid),
        ("1 rue\u2028Paris\x00", MAILBOX, ContactAddressNotValid),
        (WHERE, "", EmailNotValid),
        (WHERE, "dpo@", EmailNotValid),
        (WHERE, "https://velos.example", EmailNotValid),
    ],
)
async def test_what_reaches_nobody_is_refused(
    market: Market, address: str, contact: str, refusal: type[Exception]
) -> None:
    brand = await a_brand()
    assert brand.seat
    before = await accounts.brand(brand.seat.brand)
    with pytest.raises(refusal):
        await set_contact(brand, address, contact)
    assert await accounts.brand(brand.seat.brand) == before


async def test_the_database_keeps_no_half_of_it(market: Market) -> None:
    await a_brand()
    with pytest.raises(asyncpg.CheckViolationError, match="brands_contact"):
        await fetch("update accounts.brands set contact = null")


async def test_a_request_keeps_the_contact_of_the_day_on_which_it_was_put(market: Market) -> None:
    """The holder reads it before they consent, and the receipt says it of the act that it dates."""
    brand = await a_brand()
    await set_contact(brand, WHERE, MAILBOX)
    request = await a_request(market, brand=brand)
    await set_contact(brand, OTHER, "other@velos.example")
    async with reading(market, request.holder) as holder:
        page = Page(await holder.get(f"/asked/{request.agreement}"))
        assert f"is reached at {MAILBOX}, and by post: {WHERE}." in page.words
        asks = (await holder.get(f"/v1/asked/{request.agreement}")).json()["brand"]
        assert (asks["contact_address"], asks["contact"]) == (WHERE, MAILBOX)
    await request.accept()
    for data in (await both(request.holder, brand, request.agreement)).values():
        found = party(data, "dpv:DataController")
        assert (found["party_address"], found["party_contact"]) == (WHERE, MAILBOX)
        assert b"other@velos.example" not in data


async def test_whoever_takes_a_counter_offer_is_reached_where_they_say_then(market: Market) -> None:
    brand = await a_brand()
    await set_contact(brand, WHERE, MAILBOX)
    request = await a_request(market, brand=brand)
    await request.offer()
    await set_contact(brand, OTHER, "other@velos.example")
    await request.take_up()
    for data in (await both(request.holder, brand, request.agreement)).values():
        assert party(data, "dpv:DataController")["party_contact"] == "other@velos.example"


async def test_a_request_of_before_brands_had_to_say_it_can_be_accepted_still(market: Market) -> None:
    brand = await a_brand()
    request = await a_request(market, brand=brand)
    await fetch("update rentals.negotiations set contact_address = null, contact = null")
    await silent(brand)
    async with reading(market, request.holder) as holder:
        assert "is reached at" not in Page(await holder.get(f"/asked/{request.agreement}")).words
    await request.accept()
    assert await market.state(request.agreement) == "Active"
    for data in (await both(request.holder, brand, request.agreement)).values():
        assert "party_contact" not in data.decode()


async def test_the_database_keeps_no_half_of_a_requests_contact(market: Market) -> None:
    await a_request(market)
    with pytest.raises(asyncpg.CheckViolationError, match="negotiations_reached"):
        await fetch("update rentals.negotiations set contact = null")
