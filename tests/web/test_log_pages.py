"""The log of a persona as its holder reads it, and the desk's exports of it. Without scripts."""

import re
from datetime import timedelta

import pytest

from contracts.record_kinds import KINDS
from market.base import clock
from market.base.database import fetch, fetch_value
from market.base.i18n import LANGUAGES, Language
from market.relations.intermediation.rules import ACTS, told
from market.web import log_words, persona_log
from market.web.operator_log import PATH
from tests.factories import a_brand, a_person, a_persona
from tests.market import Market, market
from tests.relations.intermediation.test_rules import SAMPLES
from tests.web.brands import Page, reading
from tests.web.holders import a_signed_in_holder, links, own_name, pages, words

__all__ = ["market"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_has_words(language: Language) -> None:
    for act in ACTS:
        for by in ("person", "brand", "operator", "clock", "bank"):
            assert log_words.what(act, by, language)
    for kind in KINDS:
        it = told(kind, SAMPLES[kind])
        said = log_words.detail(it.act, it.facts, language)
        assert not re.search(r"[a-z]_[a-z]|%\(|\{", said), said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "Sheet read on the page: benefits and offers · Cycles Garonne",
        ),
        ("fr", "Fiche lue sur la page : "),
    ],
)
async def test_a_holder_reads_all_that_passed_and_takes_it_along(
    market: Market, language: str, said: str
) -> None:
    token, ada = await a_signed_in_holder()
    persona, brand = await a_persona(ada, capacity=2), await a_brand()
    agreement = await market.rented(brand, persona)
    await market.request(await a_brand(name="Velours"), persona)
    await market.read(brand, agreement)
    name = own_name(ada, persona)
    async with pages(market.app, token, language) as visitor:
        assert f"/studio/{name}/log" in links(await visitor.get("/studio"))
        shown = await visitor.get(f"/studio/{name}/log")
        assert said.split(":")[0].strip() in words(shown)
        assert "Velours" in words(shown) and words(shown).count("Cycles Garonne") == 4
        found = links(shown)
        assert f"/relations/{agreement}" in found
        assert len([it for it in found if it.startswith("/relations/")]) == 1, (
            "what was never paid has no page"
        )
        for file in (f"/v1/personas/{name}/log/csv", f"/v1/personas/{name}/log"):
            assert file in found and (await visitor.get(file)).status_code == 200
        assert (await visitor.get("/studio/x/log")).status_code == 404
        assert (await visitor.get(f"/studio/{name}/log?before=x")).status_code == 422


async def test_a_long_log_is_read_page_by_page(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persona_log, "A_PAGE", 2)
    token, ada = await a_signed_in_holder()
    persona, brand = await a_persona(ada), await a_brand()
    agreement = await market.rented(brand, persona)
    await market.read(brand, agreement)
    path, seen = f"/studio/{own_name(ada, persona)}/log", []
    async with pages(market.app, token) as visitor:
        for _ in range(9):
            shown = await visitor.get(path)
            seen += re.findall(r"<li><time.*?<strong>(.*?)</strong>", shown.text)
            older = [it for it in links(shown) if "before=" in it and "language=" not in it]
            if not older:
                break
            (path,) = older
    assert seen == ["Sheet read", "Period paid", "Contract agreed", "Rental requested", "Offered for rent"]


async def test_an_operator_exports_a_period_and_finds_its_files(market: Market) -> None:
    _, ada = await a_signed_in_holder()
    await market.rented(await a_brand(), await a_persona(ada))
    day = (await clock.now()).date()
    await clock.travel(timedelta(days=2))
    async with reading(market, await a_person(operator=True)) as desk:
        assert PATH in Page(await desk.get("/operator")).links
        form = Page(await desk.get(PATH)).form(PATH)
        asked = form.values | {"authority": "ARCEP, dossier 7", "first_day": day.isoformat()}
        wrong = await desk.post(PATH, data=asked | {"last_day": (day + timedelta(days=9)).isoformat()})
        assert wrong.status_code == 422 and "This period is not over." in Page(wrong).words
        assert "ARCEP, dossier 7" in wrong.text, "what was typed stays"
        none = await desk.post(PATH, data=asked | {"last_day": "soon"})
        assert none.status_code == 422 and "This is no day." in Page(none).words
        assert await fetch_value("select count(*) from operators.log_exports") == 0
        assert (await desk.post(PATH, data=asked | {"last_day": day.isoformat()})).status_code == 303
        shown = Page(await desk.get(PATH))
        files = [it for it in shown.links if it.startswith("/v1/operator/log-exports/")]
        assert "ARCEP, dossier 7" in shown.words and len(files) == 2
        for file in files:
            assert "Cycles Garonne" in (await desk.get(file)).text
    actions = await fetch("select action from base.audit_entries where action like 'log.%' order by id")
    assert [row["action"] for row in actions] == ["log.exported", "log.handed_out", "log.handed_out"]


async def test_nobody_else_sees_the_desks_exports(market: Market) -> None:
    for who in (await a_brand(), await a_person(holder=True), None):
        async with reading(market, who) as other:
            assert (await other.get(PATH)).status_code in (401, 403)
