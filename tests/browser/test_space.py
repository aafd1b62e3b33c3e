"""The holder's space in a browser: what happened with a brand, a note of one's own, brands to welcome, earnings."""

import os
import uuid
from pathlib import Path
from typing import Any

import pytest

from market.base.database import fetch_value
from market.base.i18n import Language
from market.relations.conduct.queries import name_of
from tests.browser.test_consent import signed_in
from tests.browser.test_questions import _press, _rented
from tests.browser.visitors import DESKTOP, PHONE, Street, Visitor
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market
from tests.relations.helpers import brand_of, with_mailbox

pytestmark = pytest.mark.browser

NOTE = "Répond vite. Ne pas accepter les essais du lundi."
WRITES = "Bonjour, quel guidon vous irait ?"


async def _look(visitor: Visitor, name: str) -> None:
    """Keep what is shown, where somebody asked for pictures."""
    if folder := os.environ.get("MOI_PHOTOGRAPHS"):
        await visitor.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("language", "screen"), [("fr", PHONE), ("en", DESKTOP)])
async def test_a_holder_looks_back_notes_wishes_and_counts(
    market: Market, street: Street, language: Language, screen: dict[str, Any]
) -> None:
    brand, holder = await a_brand(), await with_mailbox(await a_holder(), "ada@example.org")
    agreement = await _rented(market, brand, await a_persona(holder))
    writer, person = [await signed_in(street, it, language, screen) for it in (brand, holder)]
    await writer.go(f"/rentals/{agreement}")
    await writer.waits_for(writer.page.locator("#messages textarea"))
    await writer.page.fill("#messages textarea", WRITES)
    await _press(writer, "Send the message")
    await writer.reads(WRITES, "#messages")
    await market.quiet()

    await _looks_back(person, agreement, language)
    await _notes(person, writer, agreement, language)
    await _welcomes(person, name_of(brand_of(brand)), language)

    await person.go("/earnings")
    await person.page.locator("main a[href='/earnings/personas']").click()
    await person.reads(person.say("What similar rentals brought"))
    early = (
        "Too early to say: fewer than %(crowd)s such rentals of as many people have ended in twelve months."
    )
    await person.reads(person.say(early, crowd=11))
    await _look(person, f"space-brought-{language}")


async def _looks_back(person: Visitor, agreement: uuid.UUID, language: Language) -> None:
    await person.go(f"/relations/{agreement}")
    await person.page.locator("main a[href$='/timeline']").click()
    lines = await person.page.locator("main .readlist li").count()
    assert lines >= 3, "it was agreed, it began, and the brand wrote"
    await _look(person, f"space-timeline-{language}")


async def _notes(person: Visitor, writer: Visitor, agreement: uuid.UUID, language: Language) -> None:
    """Written, changed in a second window without a loss, read by nobody else, and gone."""
    await person.go(f"/relations/{agreement}")
    await person.page.locator("#note a[href$='/note']").click()
    beside = await person.page.context.new_page()
    await beside.goto(person.page.url)
    await person.page.fill("textarea[name=text]", NOTE)
    await _press(person, "Keep")
    await person.reads(NOTE, "#note")
    await beside.fill("textarea[name=text]", "Écrit dans l’autre fenêtre.")
    await beside.get_by_role("button", name=person.say("Keep"), exact=True).click()
    await beside.locator("[role=alert]").wait_for()
    shown = await beside.locator("main").inner_text()
    assert NOTE in shown and await beside.locator("textarea").input_value() == "Écrit dans l’autre fenêtre."
    await beside.close()
    await _look(person, f"space-note-{language}")
    for path in (f"/rentals/{agreement}", f"/v1/rentals/{agreement}"):
        await writer.go(path)
        assert NOTE not in await writer.page.content()
    await person.page.locator("#note a[href$='/note']").click()
    await person.page.fill("textarea[name=text]", "")
    await _press(person, "Keep")
    await person.reads(person.say("Write one, for yourself"), "#note")


async def _welcomes(person: Visitor, page: str, language: Language) -> None:
    """A brand by its page, another by its website; what is wrong is said; and taken off again."""
    await person.go(f"/brands/{page}")
    await _press(person, "I’d welcome it")
    await person.page.wait_for_url(lambda url: url.endswith("/space/welcome"))
    await person.fill(name="Les Roues libres", website="pas un site")
    await _press(person, "Put it on my list")
    await person.page.locator("#field-website-error").wait_for()
    assert await person.page.locator("input[name=name]").input_value() == "Les Roues libres"
    await person.fill(website="https://www.roues-libres.fr/velos")
    await _press(person, "Put it on my list")
    await person.reads("roues-libres.fr", "main ul")
    await _look(person, f"space-welcome-{language}")
    assert await fetch_value("select count(*) from relations.wishes") == 2
    await person.page.locator("main ul button").first.click()
    await person.page.wait_for_load_state()
    assert await fetch_value("select count(*) from relations.wishes") == 1
