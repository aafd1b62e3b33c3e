"""A conversation in a browser: a brand writes, is answered, is paused without a sign, and resumed with all that lay."""

from typing import Any

import pytest

from market.base.i18n import Language
from tests.browser.test_consent import signed_in
from tests.browser.test_questions import _press, _rented
from tests.browser.visitors import DESKTOP, PHONE, Street
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market
from tests.relations.helpers import with_mailbox

pytestmark = pytest.mark.browser

ASKS = "Bonjour, qu’est-ce qui compte pour vous dans un vélo ?"
ANSWERS = "la légèreté, et qu’il se plie bien."
DOUBTFUL = "un guidon comme chez Lapierre"
STILL = "Toujours partant pour un essai ?"


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("language", "screen"), [("fr", PHONE), ("en", DESKTOP)])
async def test_a_conversation_paused_and_resumed(
    market: Market, street: Street, language: Language, screen: dict[str, Any]
) -> None:
    brand, holder = await a_brand(), await with_mailbox(await a_holder(), "pause@example.org")
    agreement = await _rented(market, brand, await a_persona(holder))
    writer, person = [await signed_in(street, it, language, screen) for it in (brand, holder)]

    await writer.go(f"/rentals/{agreement}")
    await writer.waits_for(writer.page.locator("#messages textarea"))  # the worker may still begin the rental
    await writer.page.fill("#messages textarea", ASKS)
    await _press(writer, "Send the message")
    await writer.reads(ASKS, "#messages")
    await market.quiet()

    await person.go("/space")
    await person.page.locator(f"main a[href='/relations/{agreement}#messages']").click()
    await person.reads(ASKS, "#messages")
    await person.page.fill("#messages textarea", DOUBTFUL)
    await _press(person, "Send the message")
    await person.page.locator("input[name=sure]").wait_for()  # asked first
    await person.page.fill("textarea", ANSWERS)
    await person.page.locator("input[name=sure]").check()
    await _press(person, "Send the message")
    await person.reads(ANSWERS, "#messages")

    await _press(person, "Pause this brand")
    await person.reads(person.say("This brand is paused"), "main")
    await writer.go(f"/rentals/{agreement}")
    await writer.reads(ANSWERS, "#messages")
    before = await writer.page.locator("main").inner_text()
    await writer.page.fill("#messages textarea", STILL)
    await _press(writer, "Send the message")
    await writer.reads(STILL, "#messages")
    after = await writer.page.locator("main").inner_text()
    for word in ("pause", "Pause", "silence", "Silence"):
        assert word not in after and word not in before
    await market.quiet()

    await person.go(f"/relations/{agreement}")
    assert STILL not in await person.page.locator("main").inner_text()
    await person.page.locator("main a[href$='?looking=yes']").click()
    await person.reads(STILL, "#messages")
    assert await person.page.locator("#messages textarea").count() == 0  # who pauses says nothing
    await _press(person, "Resume")
    await person.reads(STILL, "#messages")
    await person.page.fill("#messages textarea", "oui, avec plaisir.")
    await _press(person, "Send the message")
    await person.reads("oui, avec plaisir.", "#messages")
    await writer.go(f"/rentals/{agreement}")
    await writer.reads("oui, avec plaisir.", "#messages")
    assert writer.troubles == [] and all("409" in it or "422" in it for it in person.troubles), (
        person.troubles
    )
