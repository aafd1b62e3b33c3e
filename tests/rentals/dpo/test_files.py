"""One click, by page and by API: the brand's own pack, from its own rentals, as JSON and as PDF/A."""

import io
import json
from datetime import timedelta

import httpx
import jsonschema
import pytest
from pypdf import PdfReader

from contracts.terms import ROSTER
from market.accounts.actions.keys import create_api_key
from market.base import clock
from market.base.access import Principal, Role
from market.base.database import fetch, transaction
from market.base.settings import settings
from market.rentals.actions.end import withdraw
from market.rentals.dpo.queries import rented_by
from tests.factories import a_brand, a_holder, a_persona
from tests.journeys.steps import a_program, ok
from tests.market import Market, market
from tests.money.documents.test_pdf import against_pdf_a, words_of
from tests.relations.helpers import brand_of
from tests.web.brands import Page, reading

__all__ = ["market"]

PACK, FILE = "/v1/brand/dpo-pack", "/v1/brand/dpo-pack/file"


async def key_of(brand: Principal, scope: str = "rentals:read") -> str:
    return (await create_api_key(brand, "CRM", frozenset({scope})))[1]


async def test_a_pack_tells_the_brands_own_rentals_and_nobody_elses(market: Market) -> None:
    brand, other, holder = await a_brand(), await a_brand(name="Autre Maison"), await a_holder()
    first, third = await a_persona(holder), await a_persona(holder)
    second = await a_persona(await a_holder(), variant="simple", capacity=2)
    ended = await market.rented(brand, first)
    await market.rented(brand, third, purposes=("improve",))
    await market.request(brand, second, variant="simple")  # not paid: it has not begun
    await market.rented(other, second, variant="simple", purposes=("recommend",))
    await withdraw(holder, ended)
    (case,) = await rented_by(brand_of(brand))
    assert (case.terms.id, case.begun, case.running) == ("standard", 2, 1)
    assert set(case.purposes) == {"benefits", "improve"}
    fourth = await a_persona(holder, variant="simple")
    await market.rented(brand, fourth, variant="simple", purposes=("recommend",))
    simple, standard = await rented_by(brand_of(brand))
    assert (simple.purposes, set(standard.purposes)) == (("recommend",), {"benefits", "improve"})
    (theirs,) = await rented_by(brand_of(other))
    assert (theirs.terms.id, theirs.purposes) == ("simple", ("recommend",))
    await clock.travel(timedelta(days=40))
    over = await rented_by(brand_of(brand))
    assert [(it.begun, it.running) for it in over] == [(1, 0), (2, 0)], (
        "by the clock, whether or not the worker lives"
    )


async def test_processors_are_told_under_the_edition_whose_contracts_name_them(market: Market) -> None:
    """Nothing names any yet: the contract's own shape has room for them."""
    brand, holder = await a_brand(), await a_holder()
    await market.rented(brand, await a_persona(holder))
    named = await market.rented(brand, await a_persona(holder, variant="simple"), variant="simple")
    async with transaction():
        await fetch(
            "update rentals.rentals set document = jsonb_set(document, '{recipients}', $2) where agreement = $1",
            *(named, json.dumps([{"id": "urn:example:router", "name": "Routeur SARL"}])),
        )
    simple, standard = await rented_by(brand_of(brand))
    assert (simple.processors, standard.processors) == (("Routeur SARL",), ())


async def test_a_program_gets_it_by_its_published_schema_and_the_pdf_has_it_inside(market: Market) -> None:
    brand = await a_brand(name="Cycles Garonne")
    persona = await a_persona(await a_holder(), capacity=2)
    agreement = await market.rented(brand, persona)
    async with a_program(market.app, await key_of(brand)) as program:
        answer = await program.get(PACK, params={"language": "en"})
        told, schema = ok(answer), ok(await program.get("/ns/dpo-pack-1.json"))
        made = await program.get(FILE, params={"language": "en"})
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(told)
    assert told["conforms_to"] == schema["$id"] and told["basis"] == "rented"
    assert answer.headers["content-disposition"] == 'attachment; filename="moi-dpo-pack.json"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert against_pdf_a(made.content) == []
    reader = PdfReader(io.BytesIO(made.content))
    assert json.loads(reader.attachments["moi-dpo-pack.json"][0]) == told
    words = words_of(made.content)
    for said in ("Register entry", "What is missing here", "Sample contract", "Cycles Garonne"):
        assert said in words
    assert str(agreement) not in answer.text, "no rental is named"


async def test_whoever_has_rented_nothing_is_told_the_roster(market: Market) -> None:
    brand = await a_brand()
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get("/dpo-pack"))
    assert "You have rented nothing yet" in page.words
    async with a_program(market.app, await key_of(brand)) as program:
        told = ok(await program.get(PACK))
    assert told["basis"] == "roster" and [it["begun"] for it in told["cases"]] == [0] * len(ROSTER)


@pytest.mark.parametrize(("language", "words"), [("en", "Register entry"), ("fr", "Fiche de registre")])
async def test_the_desk_has_both_files_at_one_click_in_the_readers_language(
    market: Market, language: str, words: str
) -> None:
    brand = await a_brand(Role.ANALYST)
    async with reading(market, brand, language) as visitor:
        assert "/dpo-pack" in Page(await visitor.get("/rentals")).links
        page = Page(await visitor.get("/dpo-pack"))
        assert words in page.words
        for path in (PACK, FILE):
            link = f"{path}?language={language}"
            assert link in page.links
            assert (await visitor.get(link)).status_code == 200
        assert words in words_of((await visitor.get(f"{FILE}?language={language}")).content)


async def test_what_the_operator_sets_is_in_the_pack(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOI_HOSTED_IN", "IE")
    monkeypatch.setenv("MOI_PRIVACY_CONTACT", "donnees@moi.example")
    settings.cache_clear()
    async with reading(market, await a_brand()) as visitor:
        page = Page(await visitor.get("/dpo-pack"))
    assert "Ireland" in page.words and "donnees@moi.example" in page.words
    assert "Who hosts this market." in page.words, "and what is not set is missing"
    assert "Where this market is hosted." not in page.words


async def test_an_empty_desk_has_no_pack_for_strangers(client: httpx.AsyncClient) -> None:
    assert (await client.get(PACK)).status_code == 401
    assert (await client.get(FILE)).status_code == 401


async def test_a_name_that_no_font_has_makes_a_sound_pdf_all_the_same(market: Market) -> None:
    brand = await a_brand(name="自転車 GmbH")
    async with a_program(market.app, await key_of(brand)) as program:
        made = await program.get(FILE)
        told = ok(await program.get(PACK))
    assert against_pdf_a(made.content) == [] and "GmbH" in words_of(made.content)
    assert told["brand"]["name"] == "自転車 GmbH"
