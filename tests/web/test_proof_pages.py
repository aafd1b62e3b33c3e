"""The pages of proofs and checks without a browser: what each reader is told, also where nothing can be proven."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from market.base import clock, names
from market.base.access import Principal
from market.personas import actions
from market.proofs.rules import LIFE
from market.web.sheets import worded
from tests.accounts.people import PASSWORD
from tests.factories import a_brand, a_person, a_persona
from tests.journeys.steps import a_browser
from tests.market import Market, market
from tests.personas.test_checks import OFFER, asked, checked
from tests.proofs.asking import Merchant, a_holder_with_a_password
from tests.relations.helpers import a_session

__all__ = ["market"]

HTML = {"accept": "text/html"}


async def cookie(who: Principal) -> str:
    return f"__Host-moi={await a_session(who)}"


def text_of(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


async def test_who_is_not_signed_in_finds_the_way_back_to_the_question(market: Market) -> None:
    code = (await Merchant().asks()).code
    async with a_browser(market.app) as visitor:
        answer = await visitor.get(f"/prove/{code}", headers=HTML)
    assert answer.status_code == 401 and f"/sign-in?next=%2Fprove%2F{code}" in answer.text


async def test_what_is_over_or_answered_is_said_as_such(market: Market) -> None:
    ada = await a_holder_with_a_password()
    late, twice = [(await Merchant().asks()).code for _ in range(2)]
    async with a_browser(market.app, cookie=await cookie(ada)) as phone:
        done = await phone.post(f"/prove/{twice}", data={"password": PASSWORD})
        assert (done.status_code, done.headers["location"]) == (303, "/proofs")
        again = await phone.post(f"/prove/{twice}", data={"password": PASSWORD}, headers=HTML)
        assert again.status_code == 409 and "a déjà sa réponse" in text_of(again)
        await clock.travel(LIFE)
        for answer in (
            await phone.get(f"/prove/{late}", headers=HTML),
            await phone.post(f"/prove/{late}", data={"password": PASSWORD}, headers=HTML),
            await phone.post(f"/prove/{late}/decline", headers=HTML),
        ):
            assert answer.status_code == 409 and "pendant deux minutes" in text_of(answer)
        log = text_of(await phone.get("/proofs", headers=HTML))
    assert log.count("Prouvé") == 1 and "A 18 ans ou plus (déclaré, sans contrôle)" in log


async def test_a_password_with_spaces_around_it_is_not_another(market: Market) -> None:
    ada = await a_holder_with_a_password()
    code = (await Merchant().asks()).code
    async with a_browser(market.app, cookie=await cookie(ada)) as phone:
        answer = await phone.post(f"/prove/{code}", data={"password": f" {PASSWORD} "}, headers=HTML)
        assert answer.status_code == 401 and f" {PASSWORD} " not in answer.text


async def test_the_relation_is_explained_before_it_is_proven(market: Market) -> None:
    ada, brand = await a_holder_with_a_password(), await a_brand(name="Cycles Garonne SAS")
    code = (await Merchant(brand).asks("client")).code
    async with a_browser(market.app, cookie=await cookie(ada)) as phone:
        page = await phone.get(f"/prove/{code}", headers=HTML)
    assert "Pensez-y" in page.text and "password" not in page.text, "there is none to prove"


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_the_asking_page_is_for_everybody_and_names_a_verified_brand(
    market: Market, language: str
) -> None:
    brand = await a_brand(name="Cycles Garonne SAS")
    async with a_browser(market.app) as visitor, a_browser(market.app, cookie=await cookie(brand)) as desk:
        plain = await visitor.get(f"/verify?language={language}", headers=HTML)
        named = await desk.get(f"/verify?language={language}", headers=HTML)
    assert "JavaScript" in plain.text and "Cycles" not in plain.text and 'value="client"' not in plain.text
    assert "Cycles Garonne SAS" in named.text and 'value="client"' in named.text
    assert plain.text.count('value="lives-in-') == 14


async def test_the_desk_and_the_studio_refuse_in_words(market: Market) -> None:
    ada, operator = await a_holder_with_a_password(), await a_person(operator=True)
    persona = await a_persona(ada)
    assert ada.person
    studio = f"/studio/{names.name('persona', persona, names.for_person(ada.person))}/checks"
    check = await asked(ada, persona)
    desk = f"/operator/checks/{names.name('check', check, names.for_operators())}"
    async with (
        a_browser(market.app, cookie=await cookie(ada)) as phone,
        a_browser(market.app, cookie=await cookie(operator)) as table,
    ):
        twice = await phone.post(studio, data={"claim": "region", "act": "ask"}, headers=HTML)
        assert twice.status_code == 409 and "déjà vérifiée" in text_of(twice)
        other = await phone.post(studio, data={"claim": "foyer", "act": "ask"}, headers=HTML)
        assert other.status_code == 422 and "ne se vérifie pas" in text_of(other)
        listed = await table.get("/operator/checks", headers=HTML)
        assert "Bretagne" not in listed.text and "Région" in listed.text
        wrong = await table.post(f"{desk}/decision", data={"act": "verify", "reason": ""}, headers=HTML)
        assert wrong.status_code == 422 and "Bretagne" in wrong.text
        done = await table.post(f"{desk}/decision", data={"act": "refuse", "reason": "document-differs"})
        assert done.status_code == 303
        assert "la pièce dit autre chose" in text_of(await phone.get(studio, headers=HTML))


async def test_a_brand_reads_the_mark_and_its_month(market: Market) -> None:
    ada, brand = await a_holder_with_a_password(), await a_brand()
    persona = await a_persona(ada)
    await checked(ada, persona)
    await actions.publish(ada, persona, **OFFER)  # type: ignore[arg-type]
    body = await market.read(brand, await market.rented(brand, persona))
    sheet = worded(body, "fr")
    marked = {fact["label"]: fact["mark"] for group in sheet.groups for fact in group.facts if fact["mark"]}
    assert list(marked) == ["Région"] and re.fullmatch(r"vérifié, \S+ 20\d\d", marked["Région"])
    before = json.loads(body)
    del before["verified"]  # a sheet of earlier days
    assert not any(
        fact["mark"] for group in worded(json.dumps(before).encode(), "fr").groups for fact in group.facts
    )
