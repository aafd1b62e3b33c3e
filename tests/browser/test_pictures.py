"""Images in a conversation, in a browser and by keyboard: chosen, looked at as they will be seen, sent, seen."""

from typing import Any

import pytest

from market.base.i18n import Language
from market.rentals.actions.end import withdraw
from tests.browser.test_consent import signed_in
from tests.browser.test_questions import _press, _rented
from tests.browser.visitors import DESKTOP, PHONE, Street, Visitor
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market
from tests.relations.helpers import with_mailbox
from tests.relations.pictures.test_metadata import laden

pytestmark = pytest.mark.browser

SHOWN = "Voici la sonnette."
DRAWN = "je la préfère plus ronde."


async def encloses(visitor: Visitor, text: str, alt: str, kind: str) -> None:
    """By keyboard alone, but for the system's own window of files."""
    page = visitor.page
    await page.locator("#messages textarea").focus()
    await page.keyboard.type(text)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")  # the fields unfold
    await page.locator("#field-picture").wait_for()
    file = {
        "name": f"IMG_20261127.{kind.lower()}",
        "mimeType": "image/jpeg",
        "buffer": laden(kind, ["SOMEBODY"]),
    }
    await page.set_input_files("#field-picture", [file])  # type: ignore[list-item]
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.type(alt)
    assert await page.locator("#field-alt").input_value() == alt
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")


async def sees(visitor: Visitor, alt: str) -> None:
    """The image is drawn: a broken one has no width."""
    image = visitor.page.get_by_role("img", name=alt)
    await image.scroll_into_view_if_needed()
    await visitor.page.wait_for_function(
        "alt => [...document.images].some(it => it.alt === alt && it.naturalWidth === 120)", arg=alt
    )


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("language", "screen"), [("fr", PHONE), ("en", DESKTOP)])
async def test_an_image_each_way_and_none_after_the_end(
    market: Market, street: Street, language: Language, screen: dict[str, Any]
) -> None:
    brand, holder = await a_brand(), await with_mailbox(await a_holder(), "images@example.org")
    agreement = await _rented(market, brand, await a_persona(holder))
    writer, person = [await signed_in(street, it, language, screen) for it in (brand, holder)]

    await writer.go(f"/rentals/{agreement}")
    await writer.waits_for(writer.page.locator("#messages textarea"))
    await encloses(writer, SHOWN, "une sonnette en laiton", "PNG")
    await writer.reads(SHOWN, "#messages")
    await sees(writer, "une sonnette en laiton")
    await market.quiet()

    await person.go(f"/relations/{agreement}")
    await sees(person, "une sonnette en laiton")
    await encloses(person, DRAWN, "une sonnette dessinée", "JPEG")
    await person.reads(person.say("This is what the brand will see"), "main")
    await sees(person, "une sonnette dessinée")  # before it is sent
    await writer.go(f"/rentals/{agreement}")
    assert DRAWN not in await writer.page.locator("main").inner_text()
    await person.page.locator("input[name=sure]").check()
    await _press(person, "Send the message")
    await sees(person, "une sonnette dessinée")

    await writer.go(f"/rentals/{agreement}")
    await sees(writer, "une sonnette dessinée")
    href = await writer.page.get_by_role("img", name="une sonnette dessinée").get_attribute("src")
    assert href
    kept = await writer.page.context.request.get(writer.url + href)
    assert kept.status == 200 and b"SOMEBODY" not in await kept.body()

    await withdraw(holder, agreement)
    gone = await writer.page.context.request.get(writer.url + href)
    assert gone.status == 409
    await person.go(f"/relations/{agreement}")
    assert await person.page.get_by_role("img", name="une sonnette dessinée").count() == 0
    await person.reads("une sonnette dessinée", "#messages")
    assert writer.troubles == []
    assert all("409" in it or "422" in it for it in person.troubles), person.troubles
