"""An owner says in public who speaks for the brand and what it intends: a role and purposes, no free words."""

import re

import httpx
import pytest
from litestar import Litestar

from contracts.vocabulary import PURPOSES
from market.accounts.actions.contact import set_contact
from market.accounts.actions.declaring import declare
from market.accounts.actions.sessions import sign_in
from market.accounts.public import SPEAKERS, declared_by
from market.accounts.refusals import IntentionUnknown, SpeakerUnknown
from market.base import clock
from market.base.database import fetch, fetch_value
from market.relations.conduct.queries import name_of
from tests.accounts.people import PASSWORD, brand_of, browser, owner_of_brand
from tests.factories import a_brand
from tests.relations.helpers import a_session

pytestmark = pytest.mark.usefixtures("database")

WHERE, MAILBOX = "1 place Bellecour, 69002 Lyon, France", "secret@velos.example"


async def test_what_is_declared_stands_in_the_vocabularys_order() -> None:
    who = await owner_of_brand()
    assert await declared_by(brand_of(who)) is None
    await declare(who, "studies", ["persona-testing", "improve", "improve"])
    said = await declared_by(brand_of(who))
    assert said is not None
    assert (said.speaker, said.intends) == ("studies", ("improve", "persona-testing"))
    assert said.on == clock.market_date(await clock.now())
    await declare(who, "management", list(PURPOSES))
    said = await declared_by(brand_of(who))
    assert said is not None and said.intends == tuple(PURPOSES)
    assert await fetch_value("select count(*) from base.audit_entries where action = 'brand.declared'") == 2


async def test_other_words_are_refused_and_nothing_changes() -> None:
    who = await owner_of_brand()
    for speaker in ("", "Olga Martin", "olga@example.org"):
        with pytest.raises(SpeakerUnknown):
            await declare(who, speaker, ["improve"])
    for intends in ([], ["spam"], ["improve", "spam"]):
        with pytest.raises(IntentionUnknown):
            await declare(who, "studies", intends)
    assert await declared_by(brand_of(who)) is None


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_everybody_reads_it_and_the_postal_address_but_not_the_mailbox(
    client: httpx.AsyncClient, language: str
) -> None:
    who = await a_brand()
    name = name_of(brand_of(who))
    await set_contact(who, WHERE, MAILBOX)
    page, machine = f"/brands/{name}?language={language}", f"/v1/brands/{name}"
    assert (await client.get(machine)).json()["declared"] is None
    assert WHERE not in (await client.get(page)).text, (
        "before it has said who speaks, it has not said where either"
    )
    await declare(who, "customer-service", ["benefits"])
    said = (await client.get(machine)).json()["declared"]
    assert (said["speaker"], said["address"], said["intends"]) == ("customer-service", WHERE, ["benefits"])
    text = (await client.get(page)).text
    assert WHERE in text and PURPOSES["benefits"].text.in_(language) in text  # type: ignore[arg-type]
    assert "service clients" in text if language == "fr" else "its customer service" in text
    for answer in (page, machine):
        assert MAILBOX not in (await client.get(answer)).text


async def test_an_owner_says_it_on_the_page_and_by_the_api(app: Litestar) -> None:
    who = await owner_of_brand()
    async with browser(app, await sign_in("olga@example.org", PASSWORD), **{"accept-language": "en"}) as olga:
        html = {"accept": "text/html"}
        page = await olga.get("/brand/public-page", headers=html)
        assert (
            all(f'value="{it}"' in page.text for it in (*SPEAKERS, *PURPOSES))
            and '" checked' not in page.text
        )
        assert "/brands/" not in page.text, "before it is approved there is none"
        refused = await olga.post("/brand/public-page", data={"intends": "improve"}, headers=html)
        assert (refused.status_code, 'id="field-speaker-error"' in refused.text) == (422, True)
        assert re.search(r'value="improve" checked', refused.text), "what was ticked stays so"
        refused = await olga.post("/brand/public-page", data={"speaker": "studies"}, headers=html)
        assert (refused.status_code, 'id="intends-error"' in refused.text) == (422, True)
        sent = {"speaker": "studies", "intends": ["improve", "benefits"]}
        assert (await olga.post("/brand/public-page", data=sent)).status_code == 303
        page = await olga.get("/brand/public-page", headers=html)
        assert len(re.findall(r'name="intends"[^>]* checked', page.text)) == 2
        bad = await olga.put("/v1/brand/public-page", json=sent | {"speaker": "Olga Martin"})
        assert bad.status_code == 422
        assert (await olga.put("/v1/brand/public-page", json=sent | {"intends": []})).status_code == 422
        assert (
            await olga.put("/v1/brand/public-page", json=sent | {"speaker": "marketing"})
        ).status_code == 204
    said = await declared_by(brand_of(who))
    assert said is not None and said.speaker == "marketing"


async def test_the_database_keeps_no_speaker_without_a_day() -> None:
    who = await owner_of_brand()
    with pytest.raises(Exception, match="brands_declared"):
        await fetch("update accounts.brands set speaker = 'studies' where id = $1", brand_of(who))


async def test_the_form_leads_to_the_page_that_everybody_sees(app: Litestar) -> None:
    who = await a_brand()
    async with browser(app, await a_session(who), accept="text/html") as visitor:
        assert f'href="/brands/{name_of(brand_of(who))}"' in (await visitor.get("/brand/public-page")).text
